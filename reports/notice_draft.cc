// Flagged listings, a right and people -> a notice.
#include "reports/notice_draft.h"

#include <algorithm>

#include "core/clock.h"
#include "reports/template.h"

namespace markwarden {
namespace {

constexpr size_t kMaxReasons = 6;      // of one item: the strongest speak
constexpr size_t kMaxFragment = 120;  // characters of a quoted title

void Fill(std::string& member, const std::string& value) {
  if (member.empty()) member = value;
}

NoticeParty HolderOf(const DraftInput& input) {
  NoticeParty holder = input.holder;
  const Holder& from = input.right.holder;
  Fill(holder.name, from.name);
  Fill(holder.id_no, from.id);
  Fill(holder.id_type, JsonText(from.extra, "id_type"));
  if (holder.id_type.empty() && IsCreditCode(holder.id_no)) holder.id_type = "credit_code";
  Fill(holder.address, JsonText(from.extra, "address"));
  Fill(holder.email, JsonText(from.extra, "email"));
  Fill(holder.phone, JsonText(from.extra, "phone"));
  return holder;
}

NoticeRight RightOf(const DraftInput& input) {
  const Right& from = input.right;
  NoticeRight right;
  right.id = from.id;
  right.kind = from.kind;
  right.title = from.title;
  if (right.title.empty() && !from.names.empty()) right.title = from.names.front();
  right.reg_no = from.reg_no;
  right.jurisdiction = from.jurisdiction;
  right.valid_from = from.valid_from;
  right.valid_to = from.valid_to;
  right.classes = from.classes;
  right.proofs = input.proofs;
  right.evaluation_report = JsonText(from.extra, "evaluation_report");
  return right;
}

// The name of a field for people: "images[2]" is "picture 3".
std::string FieldWord(const Regime& regime, const std::string& field, const std::string& lang) {
  const size_t bracket = field.find('[');
  std::string word = regime.Word("field", field.substr(0, bracket), lang);
  if (bracket == std::string::npos) return word;
  const std::string digits = field.substr(bracket + 1, field.find(']', bracket) - bracket - 1);
  if (digits.empty() || digits.size() > 6 || digits.find_first_not_of("0123456789") != std::string::npos) return word;
  return word + (lang == "zh" || lang == "ja" ? "" : " ") + std::to_string(std::stoi(digits) + 1);
}

const Phrase* PhraseFor(const Regime& regime, const std::string& detector) {
  const Phrase* best = nullptr;
  for (const Phrase& phrase : regime.phrases) {
    if (detector.starts_with(phrase.detector) && (!best || phrase.detector.size() > best->detector.size())) best = &phrase;
  }
  return best;
}

LocalText Why(const Regime& regime, const Signal& signal, const std::string& title) {
  LocalText why;
  const Phrase* phrase = PhraseFor(regime, signal.detector);
  if (!phrase) return why;
  for (const auto& [lang, notice_text] : regime.templates) {
    const std::string sentence = TextIn(phrase->sentence, lang);
    const std::string matched = CleanText(signal.matched, kMaxFragment);
    const std::string decoded = CleanText(signal.decoded, kMaxFragment);
    const Json values = {{"field", FieldWord(regime, signal.field, lang)},
                         {"matched", matched},
                         {"decoded", decoded == matched ? "" : decoded},
                         {"right", CleanText(title, kMaxFragment)},
                         {"detector", CleanText(signal.detector, kMaxFragment)},
                         {"ref", CleanText(signal.ref, kMaxFragment)}};
    if (Result<std::string> text = FillSentence(sentence, values)) why[lang] = std::move(*text);
  }
  return why;
}

// Strongest first, no sentence twice; the order of equals is the flag's.
std::vector<NoticeMatch> Matches(const Regime& regime, const DraftItem& item, int index, const std::string& title) {
  std::vector<const Signal*> signals;
  for (const Signal& signal : item.flag.signals) signals.push_back(&signal);
  std::stable_sort(signals.begin(), signals.end(), [](const Signal* a, const Signal* b) { return a->db > b->db; });
  std::vector<NoticeMatch> matches;
  for (const Signal* signal : signals) {
    if (matches.size() >= kMaxReasons) break;
    LocalText why = Why(regime, *signal, title);
    if (std::any_of(matches.begin(), matches.end(), [&](const NoticeMatch& m) { return m.why == why; })) continue;
    matches.push_back({.item = index, .detector = signal->detector, .field = signal->field, .span = signal->span,
                       .matched = signal->matched, .decoded = signal->decoded, .why = std::move(why)});
  }
  return matches;
}

std::string DayOf(const std::string& text, const Regime& regime) {
  const auto time = ParseTime(text);
  return time ? FormatTime(*time + std::chrono::minutes(regime.utc_offset_minutes)).substr(0, 10) : "";
}

bool Governs(const LegalBasis& row, RightKind kind) {
  return row.use == "substance" && std::find(row.rights.begin(), row.rights.end(), kind) != row.rights.end();
}

// The regime's local day of the earliest capture.
std::string ActDate(const DraftInput& input, const std::vector<NoticeItem>& items) {
  if (!input.act_date.empty()) return input.act_date;
  std::optional<Time> first;
  for (const NoticeItem& item : items) {
    const auto time = ParseTime(item.captured_at);
    if (time && (!first || *time < *first)) first = time;
  }
  if (!first) return "";
  return FormatTime(*first + std::chrono::minutes(input.regime->utc_offset_minutes)).substr(0, 10);
}

bool Speaks(const LegalBasis::Act& act, const std::vector<NoticeMatch>& matches) {
  return std::any_of(act.detectors.begin(), act.detectors.end(), [&](const std::string& prefix) {
    return std::any_of(matches.begin(), matches.end(), [&](const NoticeMatch& m) { return m.detector.starts_with(prefix); });
  });
}

// Cites every row of substance in force on the date of the act; the act is the chosen one, else the first
// that the signals speak for, else the article's first.
void Cite(const DraftInput& input, NoticeClaim& claim) {
  for (const LegalBasis& row : input.regime->legal_basis) {
    if (!Governs(row, input.right.kind) || !row.InForce(claim.act_date)) continue;
    const LegalBasis::Act* act = nullptr;
    for (const LegalBasis::Act& candidate : row.acts) {
      const bool fits = input.act_code.empty() ? Speaks(candidate, claim.matches) : candidate.code == input.act_code;
      if (fits) {
        act = &candidate;
        break;
      }
    }
    if (!act && input.act_code.empty() && !row.acts.empty()) act = &row.acts.front();
    StatuteRef ref{.id = row.id, .statute = row.statute, .article = row.article, .version_date = row.effective_from};
    if (act) {
      for (auto& [lang, text] : ref.article) {
        if (const auto item = act->item.find(lang); item != act->item.end()) text += item->second;
      }
      if (claim.act_code.empty()) {
        claim.act_code = act->code;
        claim.act = act->name;
      }
    }
    claim.statutes.push_back(std::move(ref));
  }
}

// One line an item, named by its id rather than its place, so that a notice can be cut without rewording.
LocalText Comparison(const Regime& regime, const NoticeClaim& claim, const std::vector<NoticeItem>& items) {
  LocalText text;
  for (const auto& [lang, notice_text] : regime.templates) {
    const bool wide = lang == "zh" || lang == "ja";
    std::string all;
    for (size_t i = 0; i < items.size(); ++i) {
      std::string line;
      for (const NoticeMatch& match : claim.matches) {
        if (match.item != static_cast<int>(i)) continue;
        if (!line.empty()) line += wide ? "；" : "; ";
        line += TextIn(match.why, lang);
      }
      if (line.empty()) line = regime.Word("comparison", "none", lang);
      const std::string& id = items[i].platform_item_id;
      const Result<std::string> entry = FillSentence(regime.Word("comparison", "item", lang),
                                                     {{"item", CleanText(id.empty() ? items[i].url : id, 300)}, {"reasons", line}});
      if (entry) all += (all.empty() ? "" : "\n") + *entry;
    }
    if (!all.empty()) text[lang] = std::move(all);
  }
  return text;
}

}  // namespace

std::vector<DraftInput> SplitByLaw(const DraftInput& input) {
  const Regime& regime = *input.regime;
  std::vector<std::pair<std::vector<std::string>, std::vector<DraftItem>>> groups;
  for (const DraftItem& item : input.items) {
    if (item.flag.verdict == Verdict::kCleared) continue;
    const std::string day = DayOf(item.captured_at.empty() ? item.listing.captured_at : item.captured_at, regime);
    std::vector<std::string> rows;
    for (const LegalBasis& row : regime.legal_basis) {
      if (Governs(row, input.right.kind) && row.InForce(day)) rows.push_back(row.id);
    }
    auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& known) { return known.first == rows; });
    if (group == groups.end()) group = groups.insert(groups.end(), {rows, {}});
    group->second.push_back(item);
  }
  if (groups.size() < 2) return {input};
  std::vector<DraftInput> parts;
  for (auto& [rows, items] : groups) {
    DraftInput part = input;
    part.notice_id = input.notice_id + "-" + std::to_string(parts.size() + 1);
    part.act_date.clear();  // each part's own: that of its earliest capture
    part.items = std::move(items);
    parts.push_back(std::move(part));
  }
  return parts;
}

Notice DraftNotice(const DraftInput& input) {
  const Regime& regime = *input.regime;
  Notice notice;
  notice.id = input.notice_id;
  notice.regime = regime.id;
  notice.language = input.language.empty() ? regime.default_language : input.language;
  notice.created_at = input.created_at;
  notice.right = RightOf(input);
  notice.right_holder = HolderOf(input);
  notice.agent = input.agent;
  notice.recipient = input.recipient;
  notice.measure_requested = input.measures.empty() ? regime.default_measures : input.measures;
  notice.declarations = input.declarations;
  notice.signer = input.signer;
  notice.prior_notices = input.prior_notices;
  for (const DraftItem& from : input.items) {
    if (from.flag.verdict == Verdict::kCleared) continue;
    NoticeItem item;
    item.url = from.listing.url;
    item.platform_item_id = from.listing.item_id;
    item.seller_id = from.listing.seller.id;
    item.seller_name = from.listing.seller.name;
    item.title_at_capture = from.listing.title;
    item.price = from.listing.price;
    item.flag_id = from.flag_id;
    item.capture_id = from.capture_id;
    item.captured_at = from.captured_at.empty() ? from.listing.captured_at : from.captured_at;
    item.payload_sha256 = from.payload_sha256;
    item.sealed_event = from.sealed_event;
    std::vector<NoticeMatch> matches = Matches(regime, from, static_cast<int>(notice.items.size()), notice.right.title);
    std::move(matches.begin(), matches.end(), std::back_inserter(notice.claim.matches));
    if (!item.capture_id.empty()) {
      notice.prima_facie_evidence.push_back({.kind = "capture", .ref = item.capture_id, .sha256 = item.payload_sha256, .note = item.url});
    }
    notice.items.push_back(std::move(item));
  }
  notice.claim.act_date = ActDate(input, notice.items);
  Cite(input, notice.claim);
  notice.claim.comparison = Comparison(regime, notice.claim, notice.items);
  notice.prima_facie_evidence.insert(notice.prima_facie_evidence.end(), input.evidence.begin(), input.evidence.end());
  return notice;
}

}  // namespace markwarden

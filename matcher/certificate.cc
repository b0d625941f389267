// Proofs by kind of signal.
#include "matcher/certificate.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>

#include "core/text/ascii_art.h"
#include "core/text/character.h"
#include "core/text/pinyin.h"
#include "core/text/reading.h"
#include "core/text/views.h"
#include "matcher/context.h"
#include "matcher/drawn_names.h"
#include "matcher/signal_reading.h"
#include "rules/goods_reading.h"
#include "rules/table_lines.h"

namespace markwarden {
namespace {

constexpr const char* kCertificateFormat = "markwarden-match-certificate/1";

// Rows of one proof, each once: [table, from, to] or [table, from, to, number].
class Rows {
 public:
  explicit Rows(const RuleBook& book) : book_(book) {}

  void Add(Json row) {
    if (std::find(rows_.begin(), rows_.end(), row) == rows_.end()) rows_.push_back(std::move(row));
  }
  // What a sign is once its form is undone, where that is not itself.
  void AddForm(std::string_view sign) {
    const std::string key = KeyText(sign);
    if (key != sign) Add({"form", std::string(sign), key});
  }
  // Of every sign of a text whose form is not its key.
  void AddForms(std::string_view text) {
    for (const Unit& unit : MakeViews(text).units) {
      if (unit.raw != unit.key && unit.raw < 0x110000) AddForm(ToUtf8(unit.raw));
    }
  }
  // `beside`: what it stands for, which says in which alphabet a drawn letter or a digit is read.
  void AddLook(std::string_view sign, std::string_view beside) {
    std::string look;
    const std::u32string letter = ToUtf32(KeyText(beside));
    const DrawnLetter* drawn = DrawnLetterAt(sign);
    if (letter.size() == 1 && drawn && drawn->signs == sign) {
      Add({"look", std::string(sign), ToUtf8(LookOf(drawn->In(ScriptOf(letter[0]))))});
      return;
    }
    if (letter.size() == 1 && sign.size() == 1 && CyrillicOfDigit(static_cast<unsigned char>(sign[0])) == letter[0]) {
      Add({"look", std::string(sign), ToUtf8(LookOf(letter[0]))});
      return;
    }
    if (const std::u32string point = ToUtf32(sign); point.size() == 1 && letter.size() == 1 && SecondLookOf(point[0]) != 0 && SecondLookOf(point[0]) == LookOf(letter[0])) {
      Add({"look", std::string(sign), ToUtf8(SecondLookOf(point[0]))});
      return;
    }
    for (const ViewItem& item : MakeViews(sign).look) look += ToUtf8(item.key);
    if (look.empty()) {  // a sign that stands for a letter beside letters only: "$"
      const std::u32string point = ToUtf32(sign);
      if (point.size() == 1 && CharacterOf(point[0]).leet) look = ToUtf8(CharacterOf(point[0]).looks[0]);
    }
    Add({"look", std::string(sign), look});
  }
  // False when no reading of one is a reading of the other.
  bool AddSound(std::string_view a, std::string_view b) {
    for (const uint16_t one : SyllablesOf(a)) {
      for (const uint16_t other : SyllablesOf(b)) {
        if (one != other) continue;
        Add({"syllable", std::string(a), SyllableText(one)});
        Add({"syllable", std::string(b), SyllableText(one)});
        return true;
      }
    }
    return false;
  }
  bool AddNear(std::string_view a, std::string_view b) {
    const std::u32string one = ToUtf32(KeyText(a)), other = ToUtf32(KeyText(b));
    if (one.size() != 1 || other.size() != 1) return false;
    const float similarity = book_.han.Similarity(other[0], one[0]);
    if (similarity < kPartAlike) return false;
    AddForm(a);
    AddForm(b);
    Add({"near", KeyText(a), KeyText(b), std::round(static_cast<double>(similarity) * 100) / 100});
    return true;
  }
  Json Take() { return std::move(rows_); }

 private:
  std::vector<uint16_t> SyllablesOf(std::string_view text) const {
    const std::vector<Unit> units = MakeViews(text).units;
    if (units.size() == 1 && units[0].script == Script::kHan) {
      std::vector<uint16_t> all = {units[0].syllable};
      const std::vector<uint16_t>& others = book_.han.OtherSyllables(units[0].key);
      all.insert(all.end(), others.begin(), others.end());
      std::erase(all, 0);
      return all;
    }
    if (units.size() == 1 && units[0].script == Script::kDigit) return {DigitSyllable(units[0].key)};
    const uint16_t spelled = SyllableNumber(ToUtf32(KeyText(text)));
    return spelled == 0 ? std::vector<uint16_t>() : std::vector<uint16_t>{spelled};
  }

  const RuleBook& book_;
  Json rows_ = Json::array();
};

Json NotReplayed(const char* why) { return {{"not_replayed", why}}; }

Json PairsProof(const std::vector<ReadingStep>& reading, const RuleBook& book) {
  Json pairs = Json::array();
  for (const ReadingStep& step : reading) {
    Rows rows(book);
    std::string how = step.step;
    if (how == "width" || how == "simplified" || how == "marks" || how == "case" || how == "same") {
      how = how == "simplified" ? "form" : how;
      if (step.from != step.to) {
        rows.AddForm(step.from);
        rows.AddForm(step.to);
      }
    } else if (how == "look") {
      rows.AddLook(step.from, step.to);
      rows.AddLook(step.to, step.from);
    } else if (how == "sound" || how == "pinyin") {
      if (!rows.AddSound(step.from, step.to)) how = "other";
    } else if (how == "other") {
      if (rows.AddSound(step.from, step.to)) how = "sound";
      else if (rows.AddNear(step.from, step.to)) how = "near";
    }
    pairs.push_back({{"from", step.from}, {"to", step.to}, {"how", how}, {"rows", rows.Take()}});
  }
  return {{"pairs", std::move(pairs)}};
}

// Signs of the name that the text writes as their parts.
Json SplitProof(const Signal& signal, const RuleBook& book) {
  const std::vector<Unit> text = MakeViews(signal.matched).units, name = MakeViews(signal.decoded).units;
  std::vector<ReadingStep> pairs;
  size_t at = 0;
  const auto raw = [&](size_t count) { return signal.matched.substr(text[at].begin, text[at + count - 1].end - text[at].begin); };
  for (const Unit& sign : name) {
    const std::string to = signal.decoded.substr(sign.begin, sign.end - sign.begin);
    if (at < text.size() && text[at].key == sign.key) {
      pairs.push_back({"same", raw(1), to, ""});
      ++at;
      continue;
    }
    size_t parts = 0;
    for (size_t count = 2; count <= 3 && parts == 0 && at + count <= text.size(); ++count) {
      const std::u32string& made = book.han.MadeOf(text[at].key, text[at + 1].key, count == 3 ? text[at + 2].key : 0);
      if (made.find(sign.key) != std::u32string::npos) parts = count;
    }
    if (parts == 0) return NotReplayed("the parts are not in the table");
    pairs.push_back({"parts", raw(parts), to, ""});
    at += parts;
  }
  Json proof = PairsProof(pairs, book);
  for (Json& pair : proof["pairs"]) {
    if (pair["how"] == "parts") pair["rows"].push_back({"parts", pair["from"], pair["to"]});
  }
  return proof;
}

// Signs of the name that the text draws.
Json EmojiProof(const Signal& signal, const RuleBook& book) {
  std::vector<ReadingStep> pairs;
  const std::string key = KeyText(signal.decoded);
  std::string rest = key;
  const auto take = [&](const std::string& word, const std::string& from, const char* how) {
    if (word.empty() || !rest.starts_with(word)) return false;
    pairs.push_back({how, from, word, ""});
    rest = rest.substr(word.size());
    return true;
  };
  for (size_t i = 0; i < signal.matched.size();) {
    size_t end = i + 1;
    while (end < signal.matched.size() && (static_cast<unsigned char>(signal.matched[end]) & 0xC0) == 0x80) ++end;
    const std::string sign = signal.matched.substr(i, end - i);
    i = end;
    const std::string spoken = KeyText(sign);
    if (take(spoken, sign, "same")) continue;
    const std::u32string point = ToUtf32(sign);
    const std::vector<std::string>& words = point.size() == 1 ? book.emoji.Of(point[0]) : book.emoji.Of(0);
    // The longest word that goes on with the name.
    std::string best;
    for (const std::string& word : words) {
      const std::string folded = KeyText(word);
      if (rest.starts_with(folded) && folded.size() > best.size()) best = folded;
    }
    if (!best.empty()) take(best, sign, "emoji");
    else if (!spoken.empty()) return NotReplayed("the words of the emoji do not make the name sign by sign");
  }
  if (!rest.empty()) return NotReplayed("the words of the emoji do not make the name sign by sign");
  Rows forms(book);  // of the name as it is registered
  for (const Unit& unit : MakeViews(signal.decoded).units) forms.AddForm(ToUtf8(unit.raw));
  Json proof = {{"pairs", Json::array()}, {"name_rows", forms.Take()}};
  for (const ReadingStep& pair : pairs) {
    Json rows = Json::array();
    if (pair.step == "emoji") rows.push_back({"emoji", pair.from, pair.to});
    else if (pair.from != pair.to) rows.push_back({"form", pair.from, pair.to});
    proof["pairs"].push_back({{"from", pair.from}, {"to", pair.to}, {"how", pair.step}, {"rows", std::move(rows)}});
  }
  return proof;
}

// A name that is emoji alone, as it is registered; what only styles a sign is passed over.
Json DrawnProof(const Signal& signal) {
  const std::u32string signs = DrawnName(signal.decoded);
  if (signs.empty() || signs != DrawnName(signal.matched)) return NotReplayed("the emoji are others");
  Json pairs = Json::array();
  for (const char32_t sign : signs) pairs.push_back({{"from", ToUtf8(sign)}, {"to", ToUtf8(sign)}, {"how", "same"}, {"rows", Json::array()}});
  return {{"pairs", std::move(pairs)}, {"drawn", true}};
}

// A word told by its sound as a whole.
Json SpokenProof(const Signal& signal) {
  const auto key = [](const std::string& word) {
    const std::vector<Unit> units = MakeViews(word).units;
    return SoundKey(units.data(), units.data() + units.size());
  };
  const std::string spoken = key(signal.matched);
  if (spoken.empty() || spoken != key(signal.decoded)) return NotReplayed("the words' sounds are not the same as a whole");
  return {{"pairs", Json::array({{{"from", signal.matched}, {"to", signal.decoded}, {"how", "spoken"},
                                  {"rows", Json::array({{"spoken", signal.matched, spoken}, {"spoken", signal.decoded, spoken}})}}})}};
}

// A stretch of a registered passage: both are the same once their signs are plain.
Json PassageProof(const Signal& signal, const RuleBook& book) {
  Rows rows(book);
  rows.AddForms(signal.matched);
  rows.AddForms(signal.decoded);
  return {{"passage", rows.Take()}};
}

Json NameProof(const Signal& signal, const RuleBook& book) {
  if (signal.detector == "text.copy") return PassageProof(signal, book);
  if (Chained(signal, "half")) return NotReplayed("what the ideographs sound like is told by groups of consonants");
  if (Chained(signal, "transliteration")) return NotReplayed("how ideographs write a name in letters is told by groups of consonants and vowels");
  if (Chained(signal, "recomposed")) return SplitProof(signal, book);
  if (Chained(signal, "emoji_name")) return EmojiProof(signal, book);
  if (Chained(signal, "emoji_alias")) return DrawnProof(signal);
  if (Chained(signal, "sound")) return SpokenProof(signal);
  const std::optional<NameReading> reading = ReadSignal(signal);
  if (!reading) return NotReplayed("the name is too long to be told sign by sign");
  Json proof = PairsProof(reading->pairs, book);
  for (const char* order : {"reversed", "reordered"}) {
    if (Chained(signal, order)) proof[order] = true;
  }
  return proof;
}

Json RuleProof(const RulePack& pack, const Rule& rule, std::string_view matched) {
  const auto texts = [](const auto& patterns) {
    Json out = Json::array();
    for (const auto& pattern : patterns) out.push_back(pattern->pattern());
    return out;
  };
  return {{"rule", rule.id}, {"pack", pack.id}, {"version", pack.version}, {"folded", MakeViews(matched).folded}, {"any", texts(rule.any)}, {"all", texts(rule.all)}};
}

Json RuleProof(const Signal& signal, const RuleBook& book) {
  const std::string id = signal.detector.substr(std::string_view("rule.").size());
  for (const RulePack& pack : book.packs) {
    for (const Rule& rule : pack.rules) {
      if (rule.id == id) return RuleProof(pack, rule, signal.matched);
    }
  }
  return NotReplayed("the rule is not among those of its time");
}

// A clearing names its reason, which several rules may have: the one whose words these are.
Json ClearingRuleProof(const Clearing& clearing, const std::string& matched, const RuleBook& book) {
  const std::string folded = MakeViews(matched).folded;
  const auto matches = [&](const auto& pattern) { return RE2::PartialMatch(folded, *pattern); };
  for (const RulePack& pack : book.packs) {
    for (const Rule& rule : pack.rules) {
      if (rule.effect != RuleEffect::kClear || rule.reason != clearing.detector || rule.why != clearing.why) continue;
      if (std::any_of(rule.any.begin(), rule.any.end(), matches) || std::any_of(rule.all.begin(), rule.all.end(), matches)) return RuleProof(pack, rule, matched);
    }
  }
  return NotReplayed("the rule's words are read together with what stands around them");
}

// Of the facts that an innocent reading rests on, those that a stranger can compare.
Json ClearingProof(const Clearing& clearing, const Right& right, const Listing& listing, const std::string& matched, const RuleBook& book) {
  if (clearing.span) return ClearingRuleProof(clearing, matched, book);
  if (clearing.detector == "seller.authorised") {
    const std::optional<AuthorisedSeller> as = AuthorisedAs(right, listing);
    if (!as) return NotReplayed("the list is not the one of its time");
    Rows rows(book);
    rows.AddForms(as->name);
    rows.AddForms(listing.seller.name);
    return {{"seller", {{"name", listing.seller.name}, {"id", listing.seller.id}, {"credit_code", listing.seller.credit_code}}},
            {"listed", {{"name", as->name}, {"id", as->id}, {"valid_from", as->valid_from}, {"valid_to", as->valid_to}}},
            {"captured_at", listing.captured_at}, {"rows", rows.Take()}};
  }
  if (clearing.detector == "right.expired") {
    return {{"status", right.status}, {"valid_from", right.valid_from}, {"valid_to", right.valid_to}, {"captured_at", listing.captured_at}};
  }
  if (clearing.detector == "price.near") {
    if (!listing.price || !right.reference_price) return NotReplayed("the prices are not those of its time");
    return {{"price", listing.price->amount_max ? *listing.price->amount_max : listing.price->amount}, {"reference", right.reference_price->amount}, {"least", book.weights["ratio.near"]}};
  }
  if (clearing.detector == "goods.other_class") {
    const GoodsReading goods = ReadGoods(book, listing);
    const GoodsSide side = GoodsOf(right);
    Json own = Json::array(), others = Json::array();
    for (const GoodsGroup& group : side.groups) own.push_back(ToString(group));
    for (const GoodsGroup& group : goods.groups) others.push_back(ToString(group));
    return {{"word", goods.word}, {"classes", goods.classes}, {"groups", std::move(others)}, {"right_classes", side.classes}, {"right_groups", std::move(own)},
            {"text", clearing.field == "category" ? Json(listing.category) : Json::array({listing.title})}};
  }
  if (clearing.detector == "use.own_brand") return {{"brand", listing.brand}};
  if (clearing.detector == "use.other_thing") {
    return {{"word", ContextWordIn(right, listing)}, {"context_words", JsonTexts(right.extra, "context_words")}, {"category", listing.category}};
  }
  return Json::object();  // nothing but the sum speaks of it
}

Json ProofOf(const Signal& signal, const RuleBook& book) {
  if (signal.detector.starts_with("rule.")) return RuleProof(signal, book);
  if (signal.detector.starts_with("picture.")) return NotReplayed("pictures are compared by their own bytes, which a certificate does not hold");
  if (signal.span && !signal.decoded.empty()) return NameProof(signal, book);
  return Json::object();  // a fact of the listing or the right: it stands for itself
}

}  // namespace

Json MatchCertificate(const Flag& flag, const Right& right, const Listing& listing, const RuleBook& book) {
  Json whole = ToJson(flag);
  Json signals = Json::array();
  for (size_t i = 0; i < flag.signals.size(); ++i) {
    Json signal = whole["signals"][i];
    signal["proof"] = ProofOf(flag.signals[i], book);
    signals.push_back(std::move(signal));
  }
  Json fields = Json::object();
  for (const Field& field : FieldsOf(listing)) fields[field.name] = *field.text;
  Json cleared = Json::array();
  for (size_t i = 0; i < flag.cleared_by.size(); ++i) {
    const Clearing& one = flag.cleared_by[i];
    const std::string text = one.span ? JsonText(fields, one.field.c_str()) : "";
    const bool inside = one.span && one.span->begin >= 0 && one.span->begin <= one.span->end && one.span->end <= static_cast<int64_t>(text.size());
    const std::string matched = inside ? text.substr(static_cast<size_t>(one.span->begin), static_cast<size_t>(one.span->end - one.span->begin)) : "";
    cleared.push_back(whole["cleared_by"][i]);
    cleared.back()["proof"] = ClearingProof(one, right, listing, matched, book);
  }
  return {{"format", kCertificateFormat},
          {"engine", flag.engine},
          {"rule_set", flag.rule_set},
          {"right", {{"id", right.id}, {"kind", ToString(right.kind)}, {"names", right.names}, {"nicknames", right.nicknames}, {"texts", right.texts}}},
          {"fields", std::move(fields)},
          {"verdict", whole["verdict"]},
          {"db", flag.db},
          {"threshold_db", book.weights.threshold_db()},
          {"signals", std::move(signals)},
          {"cleared_by", std::move(cleared)}};
}

}  // namespace markwarden

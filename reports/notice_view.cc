// Notice -> the values of a template.
#include "reports/notice_view.h"

#include <algorithm>
#include <cstdio>

#include "core/clock.h"
#include "reports/template.h"

namespace markwarden {
namespace {

constexpr size_t kMaxTitle = 300, kMaxName = 200, kMaxUrl = 8192;

std::string Short(const std::string& text) { return CleanText(text, kMaxName); }

// "2026-11-23 16:48:00 (UTC+08:00)": the regime's time, with its offset said.
std::string ShowTime(const std::string& text, int offset_minutes) {
  const auto time = ParseTime(text);
  if (!time) return Short(text);
  std::string local = FormatTime(*time + std::chrono::minutes(offset_minutes));
  local = local.substr(0, 10) + " " + local.substr(11, 8);
  if (offset_minutes == 0) return local + " (UTC)";
  char zone[24];
  std::snprintf(zone, sizeof zone, " (UTC%c%02d:%02d)", offset_minutes < 0 ? '-' : '+', std::abs(offset_minutes) / 60,
                std::abs(offset_minutes) % 60);
  return local + zone;
}

// A plain date stays a date.
std::string ShowDate(const std::string& text, int offset_minutes) {
  if (text.size() == 10) return text;
  const auto time = ParseTime(text);
  return time ? FormatTime(*time + std::chrono::minutes(offset_minutes)).substr(0, 10) : Short(text);
}

std::string ShowPrice(const std::optional<Price>& price) {
  if (!price) return "";
  std::string text = price->currency.empty() ? price->amount : price->currency + " " + price->amount;
  if (price->amount_max) text += "–" + *price->amount_max;
  return Short(text);
}

Json Lines(const std::string& text) {
  Json lines = Json::array();
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    if (const std::string line = CleanText(std::string_view(text).substr(at, end - at), 4000); !line.empty()) lines.push_back(line);
    at = end + 1;
  }
  return lines;
}

Json Items(const Notice& notice, const Regime& regime, const std::string& lang) {
  Json items = Json::array();
  for (size_t i = 0; i < notice.items.size(); ++i) {
    const NoticeItem& item = notice.items[i];
    Json why = Json::array();
    for (const NoticeMatch& match : notice.claim.matches) {
      if (match.item == static_cast<int>(i)) why.push_back(TextIn(match.why, lang));
    }
    items.push_back({{"n", i + 1},
                     {"url", CleanText(item.url, kMaxUrl)},
                     {"platform_item_id", Short(item.platform_item_id)},
                     {"seller_id", Short(item.seller_id)},
                     {"seller_name", Short(item.seller_name)},
                     {"title", CleanText(item.title_at_capture, kMaxTitle)},
                     {"price", ShowPrice(item.price)},
                     {"capture_id", Short(item.capture_id)},
                     {"captured_at", ShowTime(item.captured_at, regime.utc_offset_minutes)},
                     {"payload_sha256", Short(item.payload_sha256)},
                     {"sealed_event", Short(item.sealed_event)},
                     {"why", std::move(why)}});
  }
  return items;
}

std::string Cited(const LocalText& statute, const LocalText& article, const std::string& lang) {
  if (lang == "zh") return "《" + TextIn(statute, lang) + "》" + TextIn(article, lang);
  if (lang == "ja") return "「" + TextIn(statute, lang) + "」" + TextIn(article, lang);
  if (lang == "ko") return "「" + TextIn(statute, lang) + "」 " + TextIn(article, lang);
  return TextIn(statute, lang) + ", " + TextIn(article, lang);
}

}  // namespace

std::vector<const LegalBasis*> BasisUsed(const Notice& notice, const Regime& regime) {
  // Procedure follows the day of the notice; what was infringed follows the day of the act.
  const std::string made = ShowDate(notice.created_at, regime.utc_offset_minutes);
  std::vector<const LegalBasis*> rows;
  for (const LegalBasis& row : regime.legal_basis) {
    const bool cited = std::any_of(notice.claim.statutes.begin(), notice.claim.statutes.end(),
                                   [&](const StatuteRef& ref) { return ref.id == row.id; });
    const bool applies = row.rights.empty() || std::find(row.rights.begin(), row.rights.end(), notice.right.kind) != row.rights.end();
    if (row.use == "deadline") continue;  // clocks start after the notice
    if (row.use == "substance" ? cited : applies && row.InForce(made)) rows.push_back(&row);
  }
  return rows;
}

Json NoticeView(const Notice& notice, const Regime& regime, std::string_view language) {
  const std::string lang(language);
  const int offset = regime.utc_offset_minutes;

  Json unverified = Json::array(), procedure = Json::array(), statutes = Json::array();
  const auto cite = [&](Json& list, const LocalText& statute, const LocalText& article, const std::string& version) {
    list.push_back({{"more", !list.empty()},
                    {"cited", Cited(statute, article, lang)},
                    {"version_date", version}});
  };
  for (const LegalBasis* row : BasisUsed(notice, regime)) {
    if (row->verified_by.empty()) cite(unverified, row->statute, row->article, row->effective_from);
    if (row->use == "notice") cite(procedure, row->statute, row->article, row->effective_from);
  }
  for (const StatuteRef& ref : notice.claim.statutes) cite(statutes, ref.statute, ref.article, ref.version_date);
  const bool has_unverified = !unverified.empty();

  Json proofs = Json::array(), evidence = Json::array(), measures = Json::array(), declarations = Json::array(), prior = Json::array();
  for (const NoticeFile& proof : notice.right.proofs) proofs.push_back({{"name", Short(proof.name)}, {"sha256", Short(proof.sha256)}});
  for (size_t i = 0; i < notice.prima_facie_evidence.size(); ++i) {
    const NoticeEvidence& piece = notice.prima_facie_evidence[i];
    evidence.push_back({{"n", i + 1},
                        {"kind", regime.Word("evidence", Short(piece.kind), lang)},
                        {"ref", Short(piece.ref)},
                        {"sha256", Short(piece.sha256)},
                        {"note", CleanText(piece.note, kMaxTitle)}});
  }
  for (const std::string& code : notice.measure_requested) {
    for (const Choice& choice : regime.measures) {
      if (choice.code == code) measures.push_back(TextIn(choice.name, lang));
    }
  }
  const std::pair<const char*, bool> declared[] = {{"truthfulness", notice.declarations.truthfulness},
                                                   {"good_faith", notice.declarations.good_faith},
                                                   {"accuracy", notice.declarations.accuracy},
                                                   {"perjury", notice.declarations.perjury}};
  for (const auto& [name, made] : declared) {
    const auto text = regime.declarations.find(name);
    if (made && text != regime.declarations.end()) declarations.push_back(TextIn(text->second, lang));
  }
  for (const std::string& id : notice.prior_notices) prior.push_back(Short(id));

  std::string classes;
  for (const int number : notice.right.classes) classes += (classes.empty() ? "" : lang == "zh" || lang == "ja" ? "、" : ", ") + std::to_string(number);
  const bool has_proofs = !proofs.empty(), has_evidence = !evidence.empty(), has_prior = !prior.empty();
  const NoticeParty& holder = notice.right_holder;
  const NoticeAgent& agent = notice.agent;
  const NoticeRecipient& to = notice.recipient;
  const auto word = [&](const char* group, const std::string& text) { return text.empty() ? "" : regime.Word(group, Short(text), lang); };
  return {
      {"lang", lang},
      {"id", Short(notice.id)},
      {"digest", NoticeDigest(notice)},
      {"created_date", ShowDate(notice.created_at, offset)},
      {"regime_name", TextIn(regime.name, lang)},
      {"has_unverified", has_unverified},
      {"unverified", std::move(unverified)},
      {"procedure", std::move(procedure)},
      {"recipient", {{"platform", Short(to.platform)}, {"name", Short(to.name)}, {"address", Short(to.address)},
                     {"email", Short(to.email)}, {"form", CleanText(to.form, kMaxUrl)}}},
      {"right", {{"kind", regime.Word("kind", ToString(notice.right.kind), lang)}, {"title", CleanText(notice.right.title, kMaxTitle)},
                 {"reg_no", Short(notice.right.reg_no)}, {"jurisdiction", Short(notice.right.jurisdiction)},
                 {"valid_from", Short(notice.right.valid_from)}, {"valid_to", Short(notice.right.valid_to)},
                 {"classes", classes}, {"has_proofs", has_proofs}, {"proofs", std::move(proofs)}, {"evaluation_report", Short(notice.right.evaluation_report)}}},
      {"holder", {{"name", Short(holder.name)}, {"id_type", word("id_type", holder.id_type)}, {"id_no", Short(holder.id_no)},
                  {"address", Short(holder.address)}, {"email", Short(holder.email)}, {"phone", Short(holder.phone)}}},
      {"agent", {{"name", Short(agent.name)}, {"authorisation_no", Short(agent.authorisation_no)}, {"scope", Short(agent.scope)},
                 {"valid_from", Short(agent.valid_from)}, {"valid_to", Short(agent.valid_to)}, {"file_name", Short(agent.file.name)},
                 {"file_sha256", Short(agent.file.sha256)}, {"address", Short(agent.address)}, {"email", Short(agent.email)},
                 {"phone", Short(agent.phone)}}},
      {"items", Items(notice, regime, lang)},
      {"item_count", notice.items.size()},
      {"act_date", Short(notice.claim.act_date)},
      {"act", CleanText(TextIn(notice.claim.act, lang), kMaxTitle)},
      {"statutes", std::move(statutes)},
      {"comparison", Lines(TextIn(notice.claim.comparison, lang))},
      {"measures", std::move(measures)},
      {"has_evidence", has_evidence},
      {"evidence", std::move(evidence)},
      {"declarations", std::move(declarations)},
      {"has_prior", has_prior},
      {"prior_notices", std::move(prior)},
      {"signer", {{"name", Short(notice.signer.name)}, {"role", word("signer_role", notice.signer.role)},
                  {"method", word("signer_method", notice.signer.method)}, {"time", ShowTime(notice.signer.time, offset)}}},
  };
}

}  // namespace markwarden

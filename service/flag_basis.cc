// From the law's data.
#include "service/flag_basis.h"

#include <algorithm>

#include "reports/decision_basis.h"
#include "reports/regime.h"
#include "reports/vocabulary.h"

namespace markwarden {
namespace {

constexpr std::chrono::hours kChinaOffset{8};

// The article with the item of the first act that a signal speaks for, else of the first.
LocalText WithItem(const LegalBasis& row, const Flag& flag) {
  const LegalBasis::Act* act = nullptr;
  for (const LegalBasis::Act& candidate : row.acts) {
    const bool speaks = std::any_of(candidate.detectors.begin(), candidate.detectors.end(), [&](const std::string& prefix) {
      return std::any_of(flag.signals.begin(), flag.signals.end(), [&](const Signal& signal) { return signal.detector.starts_with(prefix); });
    });
    if (speaks) {
      act = &candidate;
      break;
    }
  }
  if (!act && !row.acts.empty()) act = &row.acts.front();
  LocalText article = row.article;
  if (act) {
    for (auto& [lang, text] : article) {
      if (const auto item = act->item.find(lang); item != act->item.end()) text += item->second;
    }
  }
  return article;
}

Json BasisRow(const std::string& id, LocalText text, const std::string& verified_by) {
  return {{"id", id}, {"text", Json(std::move(text))}, {"verified", !verified_by.empty()}};
}

}  // namespace

std::string DayOfAct(const FlagDetail& detail) { return FormatTime(detail.capture.captured_at + kChinaOffset).substr(0, 10); }

Result<Json> BasisView(Service& service, const FlagDetail& detail) {
  Result<const std::vector<Regime>*> regimes = service.regimes();
  if (!regimes) return Fail(regimes);
  Result<const std::vector<DecisionBasis>*> rows = service.decision_bases();
  if (!rows) return Fail(rows);
  Result<const Vocabulary*> words = service.vocabulary();
  if (!words) return Fail(words);
  const std::string date = DayOfAct(detail);
  const RightKind kind = detail.right.right.kind;
  Json suspected = Json::array(), dismiss = Json::object();
  for (const Regime& regime : **regimes) {
    if (regime.jurisdiction != "CN" || !regime.by_default || !suspected.empty()) continue;
    for (const LegalBasis& row : regime.legal_basis) {
      if (row.use != "substance" || std::find(row.rights.begin(), row.rights.end(), kind) == row.rights.end() || !row.InForce(date)) continue;
      suspected.push_back(BasisRow(row.id, BasisText(row.statute, WithItem(row, detail.hits.front().result), {}), row.verified_by));
    }
  }
  for (const Vocabulary::Word& reason : (*words)->Of("dismissals").words) {
    const DecisionBasis* row = SuggestBasis(**rows, reason.code, kind, date);
    if (row) dismiss[reason.code] = BasisRow(row->id, BasisText(row->statute, row->article, row->needs), row->verified_by);
  }
  return Json{{"date", date}, {"suspected", std::move(suspected)}, {"dismiss", std::move(dismiss)}};
}

Result<std::string> DefaultBasis(Service& service, const FlagDetail& detail, const std::string& reason) {
  Result<const std::vector<DecisionBasis>*> rows = service.decision_bases();
  if (!rows) return Fail(rows);
  const DecisionBasis* row = SuggestBasis(**rows, reason, detail.right.right.kind, DayOfAct(detail));
  return row ? BasisText(row->statute, row->article, row->needs)["zh"] : std::string();
}

}  // namespace markwarden

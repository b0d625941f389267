// Facts gathered, rules applied.
#include "service/notice_lint.h"

#include <algorithm>
#include <map>

#include "matcher/context.h"
#include "reports/follow_up.h"
#include "reports/platform_check.h"
#include "store/counter_notices.h"
#include "store/flags.h"
#include "store/identifications.h"
#include "store/listings.h"
#include "store/notice_facts.h"
#include "store/rights.h"

namespace markwarden {
namespace {

LintThresholds ThresholdsOf(const FollowUp& data) {
  LintThresholds limits;
  limits.brake_window = data.brake.window;
  limits.brake_least = data.brake.least;
  limits.brake_warn = data.brake.warn;
  limits.brake_block = data.brake.block;
  limits.per_hour = data.bulk.per_hour;
  limits.first_right = data.bulk.first_right;
  limits.until_outcomes = data.bulk.until_outcomes;
  limits.fresh_days = data.fresh_registration_days;
  return limits;
}

std::vector<std::string> RegimesThatForbidAnew(const std::vector<Regime>& regimes) {
  std::vector<std::string> ids;
  for (const Regime& regime : regimes) {
    if (regime.counter.blocks_renotice) ids.push_back(regime.id);
  }
  return ids;
}

// Codes for which a flag's listing was reported to this platform before; `own` is the notice that asks.
Result<std::vector<std::string>> ReasonsUsed(CaseDb& db, const PlatformProfile& profile, Id flag, const std::string& platform, Id own) {
  std::vector<std::string> used;
  Result<std::vector<ReportOfListing>> reports = ReportsOfListing(db, flag, platform);
  if (!reports) return Fail(reports);
  for (const ReportOfListing& report : *reports) {
    if (report.notice == own) continue;
    const Result<Notice> notice = NoticeFromJson(report.payload);
    if (!notice) continue;
    const std::string code = ReasonGiven(profile, *notice);
    if (!code.empty() && std::find(used.begin(), used.end(), code) == used.end()) used.push_back(code);
  }
  return used;
}

}  // namespace

Status ChooseReason(Service& service, CaseDb& db, Notice& notice, Id own) {
  Result<const std::vector<PlatformProfile>*> profiles = service.platform_profiles();
  if (!profiles) return Fail(profiles);
  const PlatformProfile* profile = FindPlatformProfile(**profiles, notice.recipient.platform);
  if (!profile || !profile->same_reason_once || !notice.recipient.reason.empty()) return Ok();
  std::vector<std::string> used;
  for (const NoticeItem& item : notice.items) {
    Result<std::vector<std::string>> codes = ReasonsUsed(db, *profile, ParseId(item.flag_id).value_or(0), notice.recipient.platform, own);
    if (!codes) return Fail(codes);
    used.insert(used.end(), codes->begin(), codes->end());
  }
  if (const ProfileReason* chosen = ReasonFor(*profile, notice, used)) notice.recipient.reason = chosen->code;
  return Ok();
}

Result<std::vector<LintFinding>> LintNow(Service& service, CaseDb& db, const Scope& scope, const Notice& notice, const Regime& regime, const LintContext& context) {
  Result<const LintRules*> rules = service.lint_rules();
  if (!rules) return Fail(rules);
  Result<const FollowUp*> data = service.follow_up();
  if (!data) return Fail(data);
  Result<const std::vector<PlatformProfile>*> profiles = service.platform_profiles();
  if (!profiles) return Fail(profiles);
  Result<const std::vector<Regime>*> regimes = service.regimes();
  if (!regimes) return Fail(regimes);
  LintFacts facts;
  facts.now = service.clock().Now();
  Result<std::optional<RightRecord>> right = FindRightByKey(db, scope, notice.right.id);
  if (!right) return Fail(right);
  facts.right_known = right->has_value();
  const Id right_id = *right ? (*right)->id : 0;
  if (*right) {
    const Time today = facts.now + std::chrono::minutes(regime.utc_offset_minutes);
    facts.ended_now = NotInForce((*right)->right, today);
    facts.ended_then = NotInForce((*right)->right, ParseTime(notice.claim.act_date));
    Result<RightOutcomes> outcomes = OutcomesOfRight(db, (*right)->org, right_id, (*data)->brake.window);
    if (!outcomes) return Fail(outcomes);
    facts.outcomes = outcomes->decided;
    facts.wrong = outcomes->wrong;
    Result<int64_t> under = ListingsUnderNotice(db, (*right)->org, right_id);
    if (!under) return Fail(under);
    facts.items_of_right = *under;
  }
  // The notice's own listings count once, whether or not it is stored.
  Result<int64_t> drafted = ListingsDrafted(db, context.author ? context.author : scope.actor, facts.now - std::chrono::hours(1));
  if (!drafted) return Fail(drafted);
  facts.items_last_hour = *drafted + (context.notice == 0 ? int64_t(notice.items.size()) : 0);

  std::vector<Id> repeated;
  if (context.notice != 0) {
    Result<std::vector<Id>> chain = NoticesRepeated(db, context.notice);
    if (!chain) return Fail(chain);
    repeated = std::move(*chain);
  }
  std::vector<Id> flags;
  for (const NoticeItem& item : notice.items) flags.push_back(ParseId(item.flag_id).value_or(0));
  Result<std::map<Id, std::vector<NoticeOfFlag>>> priors = NoticesOfFlags(db, flags);
  if (!priors) return Fail(priors);
  const std::vector<std::string> forbidding = RegimesThatForbidAnew(**regimes);
  const PlatformProfile* profile = FindPlatformProfile(**profiles, notice.recipient.platform);
  for (size_t i = 0; i < notice.items.size(); ++i) {
    LintItem item;
    if (profile && profile->same_reason_once) {
      Result<std::vector<std::string>> used = ReasonsUsed(db, *profile, flags[i], notice.recipient.platform, context.notice);
      if (!used) return Fail(used);
      item.used_reasons = std::move(*used);
    }
    Result<std::optional<FlagDetail>> detail = flags[i] ? FindFlagDetail(db, scope, flags[i]) : Result<std::optional<FlagDetail>>(std::optional<FlagDetail>());
    if (!detail) return Fail(detail);
    if (*detail) {
      item.cleared = (*detail)->row.flag.verdict == Verdict::kCleared;
      if (!(*detail)->hits.empty()) {
        for (const Clearing& clearing : (*detail)->hits.front().result.cleared_by) item.clearings.push_back(clearing.detector);
      }
      // Against the right as it is today: a seller who was authorised after the look is authorised.
      item.authorised = *right && IsAuthorised((*right)->right, (*detail)->snapshot.listing);
      Result<int> cases = CasesOfSeller(db, (*detail)->row.flag.org, (*detail)->listing.seller, context.case_id);
      if (!cases) return Fail(cases);
      item.seller_cases = *cases;
      Result<std::optional<Identification>> answer = LastAnswer(db, flags[i]);
      if (!answer) return Fail(answer);
      item.identified_genuine = *answer && (*answer)->verdict == "genuine";
      if (!forbidding.empty() && right_id != 0) {
        Result<std::string> restored = RestoredBy(db, (*detail)->row.flag.org, right_id, notice.items[i].url, forbidding);
        if (!restored) return Fail(restored);
        item.restored_by = std::move(*restored);
      }
    }
    if (const auto found = priors->find(flags[i]); found != priors->end()) {
      for (const NoticeOfFlag& prior : found->second) {
        // A draft lacks something and goes nowhere; a closed one is over.
        if (prior.notice == context.notice || prior.state == "closed" || prior.state == "draft") continue;
        if (std::find(repeated.begin(), repeated.end(), prior.notice) != repeated.end()) continue;
        item.priors.push_back({IdToString(prior.notice), prior.state, prior.regime});
      }
    }
    facts.items.push_back(std::move(item));
  }
  return LintNotice(notice, regime, profile, **rules, ThresholdsOf(**data), facts);
}

Json LintView(const LintRules& rules, const std::vector<LintFinding>& findings) {
  Json view = Json::array();
  for (const LintFinding& finding : findings) {
    const LintRule* rule = rules.Find(finding.code);
    view.push_back({{"code", finding.code}, {"weight", ToString(finding.weight)}, {"item", finding.item >= 0 ? Json(finding.item) : Json(nullptr)},
                    {"pointer", TextOrNull(finding.pointer)}, {"why", Json(finding.why)}, {"source", rule ? Json(rule->source) : Json(nullptr)}});
  }
  return view;
}

Said SayLint(std::string_view code, const std::vector<LintFinding>& findings, LintWeight weight) {
  return Say(code, {{"zh", DescribeLint(findings, weight, "zh")}, {"en", DescribeLint(findings, weight, "en")}});
}

Status PassLint(const Scope& scope, const std::vector<LintFinding>& findings, const std::string& reason, NewEvent& event) {
  const std::optional<LintWeight> worst = WorstOf(findings);
  if (!worst) return Ok();
  Json codes = Json::array();
  for (const LintFinding& finding : findings) codes.push_back(finding.item >= 0 ? finding.code + "#" + std::to_string(finding.item + 1) : finding.code);
  event.detail["lint"] = std::move(codes);
  if (*worst == LintWeight::kWarn) return Ok();
  if (*worst == LintWeight::kRefuse) return Fail(ErrorCode::kConflict, SayLint("lint.refuses", findings, LintWeight::kRefuse));
  if (!scope.Has(Role::kHead)) return Fail(ErrorCode::kDenied, SayLint("lint.only_head", findings, LintWeight::kHead));
  if (reason.find_first_not_of(" \t\r\n") == std::string::npos) {
    return Fail(ErrorCode::kInvalid, SayLint("lint.needs_reason", findings, LintWeight::kHead));
  }
  event.personal["reason"] = reason;
  return Ok();
}

Notice WithoutRefused(const Notice& notice, const std::vector<LintFinding>& findings, Json& left_out) {
  std::map<int, Json> refused;
  for (const LintFinding& finding : findings) {
    if (finding.item < 0 || finding.weight != LintWeight::kRefuse) continue;
    refused.try_emplace(finding.item, Json::array()).first->second.push_back({{"code", finding.code}, {"why", Json(finding.why)}});
  }
  left_out = Json::array();
  if (refused.empty()) return notice;
  Notice kept = notice;
  kept.items.clear();
  kept.claim.matches.clear();
  std::map<int, int> moved;
  for (size_t i = 0; i < notice.items.size(); ++i) {
    if (const auto why = refused.find(int(i)); why != refused.end()) {
      left_out.push_back({{"flag", TextOrNull(notice.items[i].flag_id)}, {"url", notice.items[i].url}, {"why", std::move(why->second)}});
      continue;
    }
    moved[int(i)] = int(kept.items.size());
    kept.items.push_back(notice.items[i]);
  }
  for (const NoticeMatch& match : notice.claim.matches) {
    const auto to = moved.find(match.item);
    if (to == moved.end()) continue;
    kept.claim.matches.push_back(match);
    kept.claim.matches.back().item = to->second;
  }
  std::erase_if(kept.prima_facie_evidence, [&](const NoticeEvidence& evidence) {
    if (evidence.kind != "capture") return false;
    return std::none_of(kept.items.begin(), kept.items.end(), [&](const NoticeItem& item) { return item.capture_id == evidence.ref; });
  });
  return kept;
}

}  // namespace markwarden

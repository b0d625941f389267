// The shadow of a rule set over the newest snapshots, and what comes of it.
#include "service/retro_match.h"

#include <algorithm>
#include <map>

#include "reports/template.h"
#include "service/permissions.h"
#include "service/policy_file.h"
#include "service/right_save.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/events.h"
#include "store/retro_matches.h"
#include "store/rule_packs.h"

namespace markwarden {
namespace {

constexpr int kRetroStep = 100;
constexpr size_t kRightsTold = 50, kMaxReleaseReason = 2'000;

struct RetroPolicy {
  int64_t snapshots = 0, hold_least = 0, hold_percent = 0;
};
Result<RetroPolicy> LoadRetroPolicy(const std::filesystem::path& data_dir) {
  return ReadPolicyFile(data_dir / "rules" / "registration" / "retro.yaml", [](const YAML::Node& node) {
    yaml::OnlyKeys(node, {"version", "source", "snapshots", "hold_least", "hold_percent"}, "retro");
    return RetroPolicy{.snapshots = WholeNumber(node["snapshots"], "snapshots", 100'000), .hold_least = WholeNumber(node["hold_least"], "hold_least", 1'000'000),
                       .hold_percent = WholeNumber(node["hold_percent"], "hold_percent", 100)};
  });
}

struct RetroChange {
  int64_t raised = 0, gone = 0;
};

std::map<std::string, bool> SuspectedBy(const Matcher* matcher, const Listing& listing, const PictureContext& pictures) {
  std::map<std::string, bool> suspected;
  if (matcher == nullptr) return suspected;
  for (const Flag& flag : matcher->Match(listing, &pictures)) suspected[flag.right_id] = flag.verdict == Verdict::kSuspected;
  return suspected;
}

Result<RetroMatch> ShadowOf(Service& service, CaseDb& db, RetroMatch retro, const RulesInForce& rules, const RulesInForce& compiled_before, const RetroPolicy& policy, std::stop_token stop) {
  std::shared_ptr<const Matcher> before = compiled_before.matcher;
  if (!before || before->rules().digest() != retro.previous) before = nullptr;
  if (!before && !retro.previous.empty()) {
    Result<RulesInForce> previous = RebuildRules(service, retro.org, retro.previous);
    // A set that an older program kept and this one cannot read any more: nothing is known of what it raised.
    if (!previous && previous.error().code != ErrorCode::kUnsupported) return Fail(previous);
    if (previous) before = previous->matcher;
  }
  std::map<std::string, RetroChange> changes;
  Id at = retro.newest_snapshot + 1;
  while (retro.scanned < policy.snapshots) {
    if (stop.stop_requested()) return Fail(ErrorCode::kCancelled, "stopped");
    Result<std::vector<SnapshotRecord>> step = LatestSnapshotsBefore(db, at, static_cast<int>(std::min<int64_t>(kRetroStep, policy.snapshots - retro.scanned)));
    if (!step) return Fail(step);
    if (step->empty()) break;
    at = step->back().id;
    retro.scanned += static_cast<int64_t>(step->size());
    for (const SnapshotRecord& snapshot : *step) {
      const PictureContext pictures = KeptPictures(db, snapshot);
      std::map<std::string, bool> was = SuspectedBy(before.get(), snapshot.listing, pictures), is = SuspectedBy(rules.matcher.get(), snapshot.listing, pictures);
      for (const auto& [right, suspected] : is) changes[right].raised += suspected && !was[right];
      for (const auto& [right, suspected] : was) changes[right].gone += suspected && !is[right];
    }
  }
  std::vector<std::pair<std::string, RetroChange>> order;
  for (const auto& [right, change] : changes) {
    retro.raised += change.raised;
    retro.gone += change.gone;
    if (change.raised + change.gone > 0) order.emplace_back(right, change);
  }
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second.raised > b.second.raised; });
  if (order.size() > kRightsTold) order.resize(kRightsTold);
  for (const auto& [key, change] : order) {
    const RightInForce* right = rules.RefOf(key);
    if (right != nullptr) retro.by_right.push_back({{"right", IdToString(right->id)}, {"raised", change.raised}, {"gone", change.gone}});
  }
  const bool flood = retro.raised >= policy.hold_least && retro.raised * 100 >= retro.scanned * policy.hold_percent;
  retro.state = flood ? "held" : "free";
  return retro;
}

Result<Json> RetroView(CaseDb& db, const Scope& scope, const RetroMatch& retro) {
  Json rights = Json::array(), may = Json::array();
  for (const Json& one : retro.by_right) {
    const auto id = ParseId(JsonText(one, "right"));
    Result<std::optional<RightRecord>> right = id ? FindRight(db, scope, *id) : Result<std::optional<RightRecord>>(std::nullopt);
    if (!right) return Fail(right);
    if (!*right) continue;
    rights.push_back({{"id", JsonText(one, "right")}, {"right_id", (*right)->key}, {"title", TitleOfRight(**right)}, {"raised", one["raised"]}, {"gone", one["gone"]}});
  }
  if (retro.state == "held" && Authorise(scope, UseCase::kReleaseRetro)) may.push_back("release");
  return Json{{"id", IdToString(retro.id)},
              {"rule_set", retro.rule_set},
              {"at", FormatTime(retro.created_at)},
              {"state", retro.state},
              {"scanned", retro.scanned},
              {"raised", retro.raised},
              {"gone", retro.gone},
              {"by_right", std::move(rights)},
              {"decided_by", TextOrNull(retro.decided_by)},
              {"decided_at", TimeOrNull(retro.decided_at)},
              {"reason", TextOrNull(retro.reason)},
              {"row_version", retro.row_version},
              {"may", std::move(may)}};
}

Result<RetroMatch> SeenRetroMatch(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<RetroMatch>> retro = FindRetroMatchById(db, scope, id);
  if (!retro) return Fail(retro);
  if (!*retro) return Fail(ErrorCode::kNotFound, "no meeting " + IdToString(id) + " of stored listings with a rule set");
  return std::move(**retro);
}

}  // namespace

Result<Id> MeetStored(Service& service, Id org, const RulesInForce& rules, const RulesInForce& compiled_before, std::stop_token stop) {
  const Scope scope = SystemScope("system:match", org);
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::optional<RetroMatch>> retro = FindRetroMatch(**db, org, rules.matcher->rules().digest());
  if (!retro) return Fail(retro);
  if (!*retro || (*retro)->state == "free" || (*retro)->state == "released") return Id{0};
  if ((*retro)->state == "held") return (*retro)->newest_snapshot;
  Result<RetroPolicy> policy = LoadRetroPolicy(service.options().data_dir);
  if (!policy) return Fail(policy);
  Result<RetroMatch> shadow = ShadowOf(service, **db, **retro, rules, compiled_before, *policy, stop);
  if (!shadow && shadow.error().code == ErrorCode::kCancelled) return (*retro)->newest_snapshot;  // the next pass counts it
  if (!shadow) return Fail(shadow);
  Result<std::unique_ptr<Transaction>> tx = (*db)->Begin();
  if (!tx) return Fail(tx);
  if (Status saved = SaveRetroShadow(**tx, *shadow); !saved) return Fail(saved);
  NewEvent event = EventBy(scope, shadow->state == "held" ? "rules.retro_held" : "rules.retro_shadow", "rule_set", shadow->id);
  event.detail = {{"digest", shadow->rule_set}, {"scanned", shadow->scanned}, {"raised", shadow->raised}, {"gone", shadow->gone}};
  if (auto id = AppendEvent(**tx, event); !id) return Fail(id);
  if (Status done = (*tx)->Commit(); !done) return Fail(done);
  return shadow->state == "held" ? shadow->newest_snapshot : Id{0};
}

Result<Json> ListRetroMatches(Service& service, const Scope& scope, const ListPage& page) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRules); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<RetroMatch>> list = ListRetroMatches(db, scope, {.limit = std::clamp(page.limit, 1, 500), .after = page.cursor});
    if (!list) return Fail(list);
    Json items = Json::array();
    for (const RetroMatch& retro : list->rows) {
      Result<Json> view = RetroView(db, scope, retro);
      if (!view) return Fail(view);
      items.push_back(std::move(*view));
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(list->next)}};
  });
}

Result<Json> ShowRetroMatch(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRules); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<RetroMatch> retro = SeenRetroMatch(db, scope, id);
    if (!retro) return Fail(retro);
    return RetroView(db, scope, *retro);
  });
}

Result<Json> ReleaseRetroMatch(Service& service, const Scope& scope, Id id, const std::string& reason, int64_t row_version) {
  if (Status allowed = Authorise(scope, UseCase::kReleaseRetro); !allowed) return Fail(allowed);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<RetroMatch> retro = SeenRetroMatch(tx.db(), scope, id);
    if (!retro) return Fail(retro);
    if (IsBlank(reason) || reason.size() > kMaxReleaseReason) return Fail(ErrorCode::kInvalid, "say why, in at most 2,000 bytes");
    if (Status released = ReleaseRetroMatch(tx, scope, id, reason, row_version); !released) return Fail(released);
    NewEvent event = EventBy(scope, "rules.retro_released", "rule_set", id);
    event.detail = {{"digest", retro->rule_set}, {"reason", reason}};
    if (auto written = AppendEvent(tx, event); !written) return Fail(written);
    Result<RetroMatch> now = SeenRetroMatch(tx.db(), scope, id);
    if (!now) return Fail(now);
    return RetroView(tx.db(), scope, *now);
  });
}

}  // namespace markwarden

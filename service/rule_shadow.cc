// Both books over the same snapshots, and the difference.
#include "service/rule_shadow.h"

#include <algorithm>
#include <map>

#include "core/text/views.h"
#include "matcher/matcher.h"
#include "service/matching.h"
#include "service/permissions.h"
#include "service/rule_draft.h"
#include "service/rule_books.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/events.h"
#include "store/rule_packs.h"
#include "store/store.h"

namespace markwarden {
namespace {

constexpr int kShadowBatch = 50;
constexpr size_t kSamplesOfRule = 5, kSamplesOfChange = 20, kMaxShownText = 300;

Json Zero(const RulePack& pack) {
  Json rules = Json::array();
  for (const Rule& rule : pack.rules) rules.push_back({{"id", rule.id}, {"fired", 0}, {"samples", Json::array()}});
  return {{"suspected_before", 0}, {"suspected_after", 0}, {"raised", 0}, {"gone", 0}, {"changed", 0},
          {"rules", std::move(rules)}, {"new", Json::array()}, {"lost", Json::array()}};
}

std::string Cut(std::string text) {
  if (text.size() <= kMaxShownText) return text;
  size_t end = kMaxShownText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

Json OfListing(const SnapshotRecord& snapshot) {
  return {{"listing", IdToString(snapshot.listing_id)}, {"title", Cut(snapshot.listing.title)}, {"url", snapshot.listing.url}};
}

struct Said {
  std::string field, matched;
};

// Where a rule fires on a listing: by itself in one of its fields, or beside a name that the match found.
std::optional<Said> Fires(const Rule& rule, const Listing& listing, const std::vector<Flag>& flags) {
  if (rule.place == RulePlace::kAnywhere) {
    for (const std::string& field : rule.fields) {
      const std::string& text = field == "title" ? listing.title : field == "description" ? listing.description : field == "brand" ? listing.brand : listing.seller.name;
      if (const auto match = FindRule(rule, text)) return Said{field, text.substr(match->begin, match->end - match->begin)};
    }
    return std::nullopt;
  }
  for (const Flag& flag : flags) {
    for (const Signal& signal : flag.signals) {
      if (signal.detector == "rule." + rule.id) return Said{signal.field, signal.matched};
    }
    for (const Clearing& clearing : flag.cleared_by) {
      if (clearing.detector == rule.reason && clearing.why == rule.why) return Said{clearing.field, ""};
    }
  }
  return std::nullopt;
}

void CountFired(const RulePack& pack, const SnapshotRecord& snapshot, const std::vector<Flag>& flags, Json& result) {
  for (size_t i = 0; i < pack.rules.size(); ++i) {
    const std::optional<Said> said = Fires(pack.rules[i], snapshot.listing, flags);
    if (!said) continue;
    Json& row = result["rules"][i];
    row["fired"] = row["fired"].get<int64_t>() + 1;
    if (row["samples"].size() >= kSamplesOfRule) continue;
    Json sample = OfListing(snapshot);
    sample["field"] = said->field;
    sample["matched"] = Cut(said->matched);
    row["samples"].push_back(std::move(sample));
  }
}

void CountChanges(const SnapshotRecord& snapshot, const std::vector<Flag>& before, const std::vector<Flag>& after, Json& result) {
  struct Pair {
    const Flag *before = nullptr, *after = nullptr;
  };
  std::map<std::string, Pair> rights;
  for (const Flag& flag : before) rights[flag.right_id].before = &flag;
  for (const Flag& flag : after) rights[flag.right_id].after = &flag;
  const auto count = [&](const char* what) { result[what] = result[what].get<int64_t>() + 1; };
  for (const auto& [right, pair] : rights) {
    const bool was = pair.before && pair.before->verdict == Verdict::kSuspected, is = pair.after && pair.after->verdict == Verdict::kSuspected;
    if (was) count("suspected_before");
    if (is) count("suspected_after");
    if (was == is) {
      if (was && pair.before->db != pair.after->db) count("changed");
      continue;
    }
    count(is ? "raised" : "gone");
    Json& samples = result[is ? "new" : "lost"];
    if (samples.size() >= kSamplesOfChange) continue;
    Json sample = OfListing(snapshot);
    sample["right"] = right;
    sample["db_before"] = pair.before ? Json(pair.before->db) : Json(nullptr);
    sample["db_after"] = pair.after ? Json(pair.after->db) : Json(nullptr);
    samples.push_back(std::move(sample));
  }
}

Result<bool> SaveRun(CaseDb& db, const RuleShadow& shadow) {
  Result<std::unique_ptr<Transaction>> tx = db.Begin();
  if (!tx) return Fail(tx);
  Result<bool> saved = SaveRuleShadow(**tx, shadow);
  if (!saved) return saved;
  if (*saved && shadow.ended_at) {
    NewEvent event = EventBy(SystemScope("system:match", shadow.org), "rules.shadow_ended", "rule_pack", shadow.draft);
    event.detail = {{"shadow", IdToString(shadow.id)}, {"state", shadow.state}, {"scanned", shadow.scanned}};
    if (auto id = AppendEvent(**tx, event); !id) return Fail(id);
  }
  if (Status done = (*tx)->Commit(); !done) return Fail(done);
  return saved;
}

// Runs to its end; an error is the run's, not the caller's, unless the store cannot be written.
Status GoOver(Service& service, CaseDb& db, RuleShadow& shadow, std::stop_token stop) {
  Result<std::optional<RulePackVersion>> text = FindRulePackVersion(db, shadow.org, shadow.version);
  if (!text) return Fail(text);
  if (!*text) return Fail(ErrorCode::kNotFound, "the draft's text is gone");
  Result<RulePack> pack = ParsePack((*text)->yaml, "draft", false);
  if (!pack) return Fail(pack);
  Result<std::shared_ptr<const RuleBook>> book = RuleBookInForce(service, db, shadow.org);
  if (!book) return Fail(book);
  Result<std::shared_ptr<const RuleBook>> tried = BookWithRuleDraft(service, db, shadow.org, (*text)->yaml);
  if (!tried) return Fail(tried);
  Result<RulesInForce> now = CurrentRules(db, shadow.org, *book);
  if (!now) return Fail(now);
  Result<RulesInForce> then = CurrentRules(db, shadow.org, *tried);
  if (!then) return Fail(then);
  if (shadow.state == "waiting") shadow.result = Zero(*pack);
  shadow.state = "running";
  while (shadow.scanned < shadow.wanted) {
    if (stop.stop_requested()) return Ok();  // another process, or the next start, goes on
    const int limit = static_cast<int>(std::min<int64_t>(kShadowBatch, shadow.wanted - shadow.scanned));
    Result<std::vector<SnapshotRecord>> snapshots = LatestSnapshotsBefore(db, shadow.before_snapshot, limit);
    if (!snapshots) return Fail(snapshots);
    if (snapshots->empty()) break;
    for (const SnapshotRecord& snapshot : *snapshots) {
      const PictureContext pictures = KeptPictures(db, snapshot);
      const std::vector<Flag> before = now->matcher->Match(snapshot.listing, &pictures), after = then->matcher->Match(snapshot.listing, &pictures);
      CountChanges(snapshot, before, after, shadow.result);
      CountFired(*pack, snapshot, after, shadow.result);
    }
    shadow.scanned += static_cast<int64_t>(snapshots->size());
    shadow.before_snapshot = snapshots->back().id;
    Result<bool> saved = SaveRun(db, shadow);
    if (!saved) return Fail(saved);
    if (!*saved) return Ok();  // cancelled
  }
  shadow.state = "done";
  shadow.ended_at = service.clock().Now();
  Result<bool> saved = SaveRun(db, shadow);
  return saved ? Ok() : Status(Fail(saved));
}

}  // namespace

Json RuleShadowView(const RuleShadow& shadow) {
  return {{"id", IdToString(shadow.id)},
          {"draft", IdToString(shadow.draft)},
          {"state", shadow.state},
          {"wanted", shadow.wanted},
          {"scanned", shadow.scanned},
          {"why", TextOrNull(shadow.why)},
          {"by", shadow.actor_name},
          {"created_at", FormatTime(shadow.created_at)},
          {"ended_at", TimeOrNull(shadow.ended_at)},
          {"result", shadow.result.empty() ? Json(nullptr) : shadow.result}};
}

Result<Json> AskRuleShadow(Service& service, const Scope& scope, Id id, int64_t snapshots) {
  if (Status allowed = Authorise(scope, UseCase::kDraftRules); !allowed) return Fail(allowed);
  if (snapshots < 1 || snapshots > kMaxShadow) return Fail(ErrorCode::kInvalid, "a run goes over 1 to 20,000 snapshots");
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<RuleDraft> draft = SeenRuleDraft(tx.db(), scope, id);
    if (!draft) return Fail(draft);
    if (draft->state != "draft") return Fail(ErrorCode::kConflict, "the draft is " + draft->state + ": there is nothing to try");
    if (auto book = BookWithRuleDraft(service, tx.db(), scope.org, draft->text.yaml); !book) return Fail(book);
    Result<RuleShadow> shadow = AddRuleShadow(tx, scope, *draft, snapshots);
    if (!shadow) return Fail(shadow);
    NewEvent event = EventBy(scope, "rules.shadow_asked", "rule_pack", id);
    event.detail = {{"shadow", IdToString(shadow->id)}, {"pack", draft->pack_key}, {"snapshots", snapshots}};
    if (auto written = AppendEvent(tx, event); !written) return Fail(written);
    return RuleShadowView(*shadow);
  });
}

Result<Json> ShowRuleShadow(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRules); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<RuleShadow>> shadow = FindRuleShadow(db, scope, id);
    if (!shadow) return Fail(shadow);
    if (!*shadow) return Fail(ErrorCode::kNotFound, "no run " + IdToString(id));
    return RuleShadowView(**shadow);
  });
}

Result<Json> StopRuleShadow(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kDraftRules); !allowed) return Fail(allowed);
  Status done = Writing(service, [&](Transaction& tx) -> Status {
    if (Status cancelled = CancelRuleShadow(tx, scope, id); !cancelled) return cancelled;
    Result<std::optional<RuleShadow>> shadow = FindRuleShadow(tx.db(), scope, id);
    if (!shadow) return Fail(shadow);
    NewEvent event = EventBy(scope, "rules.shadow_cancelled", "rule_pack", (*shadow)->draft);
    event.detail = {{"shadow", IdToString(id)}};
    if (auto written = AppendEvent(tx, event); !written) return Fail(written);
    return Ok();
  });
  if (!done) return Fail(done);
  return ShowRuleShadow(service, scope, id);
}

Result<bool> RuleShadowPass(Service& service, std::stop_token stop) {
  Result<Service::Connection> db = service.Connect();
  if (!db) return Fail(db);
  // Asked before the lock is: most times there is nothing to do.
  Result<std::optional<RuleShadow>> next = NextRuleShadow(**db);
  if (!next) return Fail(next);
  if (!*next) return false;
  Result<RoleLock> lock = service.store().LockRole("shadow");
  if (!lock) return lock.error().code == ErrorCode::kConflict ? Result<bool>(false) : Fail(lock);
  next = NextRuleShadow(**db);  // as it is under the lock
  if (!next) return Fail(next);
  if (!*next) return false;
  RuleShadow shadow = std::move(**next);
  if (Status went = GoOver(service, **db, shadow, stop); !went) {
    if (went.error().code == ErrorCode::kUnavailable || went.error().code == ErrorCode::kExhausted) return Fail(went);
    shadow.state = "failed";
    shadow.why = went.error().message;
    shadow.ended_at = service.clock().Now();
    Result<bool> saved = SaveRun(**db, shadow);
    if (!saved) return saved;
  }
  return true;
}

}  // namespace markwarden

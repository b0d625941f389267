// The review queue as pages and commands see it.
#include "service/flags.h"

#include <algorithm>

#include "core/picture_type.h"
#include "matcher/certificate.h"
#include "service/chance.h"
#include "service/flag_decision.h"
#include "service/looks.h"
#include "service/holder_view.h"
#include "service/matching.h"
#include "service/permissions.h"
#include "service/queue_filter.h"
#include "service/render.h"
#include "service/search_sightings.h"
#include "service/transact.h"
#include "store/captures.h"
#include "store/events.h"
#include "store/flag_context.h"
#include "store/flag_leases.h"
#include "store/flags.h"
#include "store/listings.h"
#include "store/rights.h"
#include "store/watches.h"

namespace markwarden {
namespace {

Json LockView(const std::optional<FlagLease>& lease) {
  if (!lease) return nullptr;
  return {{"by", lease->account_name}, {"by_id", IdToString(lease->account)}, {"since", FormatTime(lease->since)}, {"until", FormatTime(lease->until)}};
}

// As the formula left it; null before the first time.
Json PriorityView(const FlagRecord& flag) {
  Result<Json> kept = ParseJson(flag.priority_parts);
  if (!kept || !kept->is_object() || !kept->contains("version")) return nullptr;
  (*kept)["points"] = flag.priority;
  return std::move(*kept);
}

Json QueueView(const QueueRow& row) {
  Json price = nullptr;
  if (!row.price_amount.empty()) price = {{"amount", row.price_amount}, {"currency", TextOrNull(row.price_currency)}};
  return {{"id", IdToString(row.flag.id)},
          {"state", ToString(row.flag.state)},
          {"verdict", ToString(row.flag.verdict)},
          {"score", row.flag.score},
          {"db", row.flag.db},
          {"title", row.title},
          {"url", row.url},
          {"platform", row.platform},
          {"price", std::move(price)},
          {"seller", TextOrNull(row.seller_name)},
          {"seller_id", row.flag.seller ? Json(IdToString(row.flag.seller)) : Json(nullptr)},
          {"priority", PriorityView(row.flag)},
          {"lock", LockView(row.lease)},
          {"right", {{"id", IdToString(row.flag.right)}, {"right_id", row.right_key}, {"title", row.right_title}, {"kind", row.right_kind}}},
          {"reason_codes", row.reason_codes},
          {"picture", TextOrNull(row.picture_sha256)},
          {"region", TextOrNull(row.flag.region_code)},
          {"assigned", row.flag.assigned ? Json(IdToString(row.flag.assigned)) : Json(nullptr)},
          {"found_at", FormatTime(row.flag.created_at)},
          {"updated_at", FormatTime(row.flag.updated_at)},
          {"row_version", row.flag.row_version}};
}

Json DecisionView(const Decision& decision) {
  return {{"id", IdToString(decision.id)},
          {"action", ToString(decision.action)},
          {"reason", TextOrNull(decision.reason_code)},
          {"basis", TextOrNull(decision.basis)},
          {"note", TextOrNull(decision.note)},
          {"actor", decision.actor_name},
          {"actor_id", IdToString(decision.actor)},
          {"hit", IdToString(decision.hit_seen)},
          {"at", FormatTime(decision.at)},
          {"undone_at", decision.undone_at ? Json(FormatTime(*decision.undone_at)) : Json(nullptr)}};
}

Json HitView(const HitRecord& hit) {
  return {{"id", IdToString(hit.id)},
          {"result", ToJson(hit.result)},
          {"capture", IdToString(hit.capture)},
          {"snapshot", IdToString(hit.snapshot)},
          {"right_version", IdToString(hit.right_version)},
          {"digest", hit.digest},
          {"created_at", FormatTime(hit.created_at)}};
}

}  // namespace

Result<Json> ListFlags(Service& service, const Scope& scope, const FlagQuery& query) {
  if (Status allowed = Authorise(scope, UseCase::kSeeFlags); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<QueueFilter> filter = QueueFilterOf(service, db, scope, query);
    if (!filter) return Fail(filter);
    Json items = Json::array();
    PageRequest request{.limit = std::clamp(query.limit, 1, 500), .after = query.cursor};
    Result<Page<QueueRow>> page = ListQueue(db, scope, *filter, request);
    if (!page) return Fail(page);
    for (const QueueRow& row : page->rows) {
      Json item = QueueView(row);
      if (!query.group.empty()) {
        item["group"] = row.group.empty() ? Json(nullptr)
                                          : Json{{"by", query.group}, {"key", row.group}, {"count", std::min(row.group_size, kGroupCount)}, {"more", row.group_size > kGroupCount}};
      }
      items.push_back(std::move(item));
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(page->next)}};
  });
}

Result<Json> ShowFlag(Service& service, const Scope& scope, Id flag) {
  if (Status allowed = Authorise(scope, UseCase::kSeeFlags); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<FlagDetail>> found = FindFlagDetail(db, scope, flag);
    if (!found) return Fail(found);
    if (!*found) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(flag));
    const FlagDetail& detail = **found;
    Json view = QueueView(detail.row);
    view["listing"] = ToJson(detail.snapshot.listing);
    Json right = ToJson(detail.right.right);
    right["version"] = detail.right.version;
    right["record_id"] = IdToString(detail.right.id);
    view["registered"] = std::move(right);
    Json hits = Json::array(), decisions = Json::array();
    for (const HitRecord& hit : detail.hits) hits.push_back(HitView(hit));
    for (const Decision& decision : detail.decisions) decisions.push_back(DecisionView(decision));
    view["hits"] = std::move(hits);
    view["decisions"] = std::move(decisions);
    Json sealed = nullptr;
    if (detail.sealed.seal != 0) {
      sealed = {{"event", IdToString(detail.sealed.event)},
                {"event_no", detail.sealed.event_no ? Json(*detail.sealed.event_no) : Json(nullptr)},
                {"root", detail.sealed.root}};
    }
    view["capture"] = {{"id", IdToString(detail.capture.id)},
                       {"kind", ToString(detail.capture.kind)},
                       {"url", detail.capture.url},
                       {"captured_at", FormatTimeMillis(detail.capture.captured_at)},
                       {"time_class", ToString(detail.capture.time_class)},
                       {"status", detail.capture.status},
                       {"payload_sha256", detail.capture.payload_sha256},
                       {"remote_ip", TextOrNull(detail.capture.remote_ip)},
                       {"truncated", TextOrNull(detail.capture.truncated)},
                       {"sealed", std::move(sealed)}};
    Result<Json> screenshot = LatestScreenshot(db, scope, flag);
    if (!screenshot) return Fail(screenshot);
    view["screenshot"] = std::move(*screenshot);
    Result<Json> found_by = FoundView(db, scope, detail.row.flag.listing);
    if (!found_by) return Fail(found_by);
    view["found"] = std::move(*found_by);
    Json listing_pictures = Json::array(), right_pictures = Json::array();
    for (const SnapshotPicture& picture : detail.snapshot.pictures) {
      listing_pictures.push_back({{"name", picture.url}, {"sha256", TextOrNull(picture.sha256)}});
    }
    for (const RightPicture& picture : detail.right.pictures) {
      right_pictures.push_back({{"name", picture.name}, {"sha256", picture.sha256}});
    }
    view["pictures"] = {{"listing", std::move(listing_pictures)}, {"right", std::move(right_pictures)}};
    view["price_ratio"] = nullptr;
    const auto& price = detail.snapshot.listing.price;
    const auto& reference = detail.right.right.reference_price;
    if (price && reference && (price->currency == reference->currency || price->currency.empty())) {
      if (const auto ratio = DecimalRatio(price->amount, reference->amount)) view["price_ratio"] = *ratio;
    }
    view["chance"] = view["upheld"] = nullptr;
    for (const HitRecord& hit : detail.hits) {
      if (hit.id != detail.row.flag.latest_hit) continue;
      Result<LeadShares> shares = SharesOfLead(service, db, scope, detail.row.flag.org, hit.result);
      if (!shares) return Fail(shares);
      view["chance"] = std::move(shares->chance);
      view["upheld"] = std::move(shares->upheld);
    }
    view["case"] = detail.case_id ? Json(IdToString(detail.case_id)) : Json(nullptr);
    view["seller_flags"] = nullptr;
    if (detail.snapshot.seller != 0) {
      Result<int64_t> others = CountSellerFlags(db, scope, detail.snapshot.seller);
      if (!others) return Fail(others);
      view["seller_flags"] = *others;
    }
    LeaveOutOfFlag(scope, view);
    return view;
  });
}

Result<Json> DecideFlag(Service& service, const Scope& scope, Id flag, const FlagDecision& decision) {
  const auto action = ParseDecisionAction(decision.action);
  if (!action || *action == DecisionAction::kMakeCase) {
    return Fail(ErrorCode::kInvalid, "a decision is dismiss, hold, second_look, reopen or note, not \"" +
                                         decision.action + "\"; a case is made of flags by case make");
  }
  if (Status allowed = Authorise(scope, UseCase::kDecideFlag); !allowed) {
    if (Status resolves = Authorise(scope, UseCase::kResolveSecondLook); !resolves) return Fail(allowed);
  }
  if (Status known = CheckDismissal(service, *action, decision.reason, decision.note); !known) return Fail(known);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<std::optional<FlagDetail>> found = FindFlagDetail(tx.db(), scope, flag);
    if (!found) return Fail(found);
    if (!*found) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(flag));
    const FlagDetail& detail = **found;
    if (detail.row.flag.state == FlagState::kSecondLook && *action != DecisionAction::kNote) {
      Id asked_by = 0;
      for (const Decision& past : detail.decisions) {
        if (past.action == DecisionAction::kSecondLook) asked_by = past.actor;
      }
      if (Status other = Authorise(scope, UseCase::kResolveSecondLook, asked_by); !other) return Fail(other);
    } else if (Status allowed = Authorise(scope, UseCase::kDecideFlag); !allowed) {
      return Fail(allowed);
    }
    if (*action != DecisionAction::kNote) {
      if (Status free = CheckNobodyElseHas(tx.db(), scope, flag); !free) return Fail(free);
    }
    if (detail.row.flag.state == FlagState::kInCase && *action != DecisionAction::kNote) {
      return Fail(ErrorCode::kConflict, "the flag is in case " + IdToString(detail.case_id) + ": decide there");
    }
    Result<std::string> basis = BasisOf(service, detail, *action, decision.reason, decision.basis);
    if (!basis) return Fail(basis);
    Result<Decision> decided =
        Decide(tx, scope, NewDecision{.flag = flag, .hit_seen = decision.hit ? decision.hit : detail.row.flag.latest_hit,
                                      .row_version = decision.row_version ? decision.row_version : detail.row.flag.row_version,
                                      .action = *action, .reason_code = decision.reason, .basis = *basis,
                                      .note = decision.note});
    if (!decided) return Fail(decided);
    NewEvent event = EventBy(scope, EventKindOf(*action), "flag", flag);
    event.region_code = detail.row.flag.region_code;
    event.detail = {{"hit", IdToString(decided->hit_seen)}, {"reason", TextOrNull(decision.reason)}, {"basis", TextOrNull(*basis)}};
    Result<int64_t> looked = LookedMillis(service, tx.db(), scope, decided->hit_seen);
    if (!looked) return Fail(looked);
    event.detail["looked_ms"] = *looked;
    if (!decision.note.empty()) event.personal = {{"note", decision.note}};
    if (auto id = AppendEvent(tx, event); !id) return Fail(id);
    if (Status settled = AfterDecision(service, tx, scope, detail.row.flag, *decided); !settled) return Fail(settled);
    Result<std::optional<FlagRecord>> after = FindFlag(tx.db(), scope, flag);
    if (!after) return Fail(after);
    Json view = DecisionView(*decided);
    if (*after) {
      view["state"] = ToString((*after)->state);
      view["row_version"] = (*after)->row_version;
    }
    return view;
  });
}

namespace {

// A flag's latest hit and what it was made with, by this engine.
struct MadeHit {
  HitRecord hit;
  RulesInForce rules;
};
Result<MadeHit> LatestMade(Service& service, const Scope& scope, Id flag) {
  if (Status allowed = Authorise(scope, UseCase::kSeeFlags); !allowed) return Fail(allowed);
  Result<std::optional<FlagDetail>> found =
      Reading(service, [&](CaseDb& db) { return FindFlagDetail(db, scope, flag); });
  if (!found) return Fail(found);
  if (!*found || (*found)->hits.empty()) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(flag));
  HitRecord& hit = (*found)->hits.front();
  if (hit.result.engine != EngineName()) {
    return Fail(ErrorCode::kUnsupported, "the flag was made by " + hit.result.engine + ", this is " + EngineName());
  }
  Result<RulesInForce> rules = RebuildRules(service, (*found)->row.flag.org, hit.result.rule_set);
  if (!rules) return Fail(rules);
  return MadeHit{std::move(hit), std::move(*rules)};
}

}  // namespace

Result<Json> FlagCertificate(Service& service, const Scope& scope, Id flag) {
  Result<MadeHit> made = LatestMade(service, scope, flag);
  if (!made) return Fail(made);
  const HitRecord& hit = made->hit;
  const RightVersion* right = made->rules.Find(hit.result.right_id);
  if (right == nullptr) return Fail(ErrorCode::kNotFound, "the right of this hit is not in its rule set");
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<SnapshotRecord>> snapshot = FindSnapshot(db, hit.snapshot);
    if (!snapshot) return Fail(snapshot);
    Result<std::optional<CaptureRecord>> capture = FindCapture(db, hit.capture);
    if (!capture) return Fail(capture);
    if (!*snapshot || !*capture) return Fail(ErrorCode::kNotFound, "what this hit was made of is gone");
    Json certificate = MatchCertificate(hit.result, right->right, (*snapshot)->listing, made->rules.matcher->rules().book());
    certificate["flag"] = IdToString(flag);
    certificate["hit"] = IdToString(hit.id);
    certificate["url"] = (*snapshot)->listing.url;
    certificate["captured_at"] = FormatTime((*capture)->captured_at);
    certificate["page_sha256"] = (*capture)->payload_sha256;
    certificate["simulated"] = (*capture)->simulated;
    return certificate;
  });
}

Result<Json> ReplayFlag(Service& service, const Scope& scope, Id flag) {
  Result<MadeHit> made = LatestMade(service, scope, flag);
  if (!made) return Fail(made);
  const HitRecord& hit = made->hit;
  Result<std::vector<Flag>> again = MatchAgain(service, hit, made->rules);
  if (!again) return Fail(again);
  Json now = nullptr;
  for (const Flag& candidate : *again) {
    if (candidate.right_id == hit.result.right_id) now = ToJson(candidate);
  }
  const Json then = ToJson(hit.result);
  return Json{{"flag", IdToString(flag)}, {"identical", DumpJson(then) == DumpJson(now)}, {"then", then}, {"now", now},
              {"engine", hit.result.engine}, {"rule_set", hit.result.rule_set}};
}

Result<PictureBytes> ShowPicture(Service& service, const Scope& scope, const std::string& sha256) {
  if (Status flags = Authorise(scope, UseCase::kSeeFlags); !flags) {
    if (Status rights = Authorise(scope, UseCase::kSeeRights); !rights) return Fail(flags);
  }
  return Reading(service, [&](CaseDb& db) -> Result<PictureBytes> {
    Result<std::optional<PictureRecord>> known = FindPicture(db, sha256);
    if (!known) return Fail(known);
    // Only what was decoded as a picture before is given out.
    if (!*known || (*known)->perceptual_hash.empty()) return Fail(ErrorCode::kNotFound, "no picture " + sha256);
    Result<std::string> bytes = ReadBlob(service.store(), db, sha256);
    if (!bytes) return Fail(bytes);
    PictureBytes picture{.bytes = std::move(*bytes), .content_type = {}};
    picture.content_type = PictureContentType(picture.bytes);
    return picture;
  });
}

}  // namespace markwarden

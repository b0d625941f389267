// The review queue as pages and commands see it.
#include "service/flags.h"

#include <algorithm>

#include "core/picture_type.h"
#include "reports/vocabulary.h"
#include "service/flag_basis.h"
#include "service/looks.h"
#include "service/matching.h"
#include "service/permissions.h"
#include "service/render.h"
#include "service/samples.h"
#include "service/transact.h"
#include "store/captures.h"
#include "store/events.h"
#include "store/flag_context.h"
#include "store/flags.h"
#include "store/listings.h"
#include "store/rights.h"
#include "store/samples.h"
#include "store/watches.h"

namespace markwarden {
namespace {

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

Result<std::vector<FlagState>> StatesOf(const std::vector<std::string>& names) {
  std::vector<FlagState> states;
  for (const std::string& name : names) {
    if (name == "any") return std::vector<FlagState>();
    const auto state = ParseFlagState(name);
    if (!state) {
      return Fail(ErrorCode::kInvalid, "no state is called \"" + name +
                                           "\": new, held, second_look, dismissed, in_case, reopened or any");
    }
    states.push_back(*state);
  }
  if (states.empty()) states = {FlagState::kNew, FlagState::kReopened, FlagState::kSecondLook};
  return states;
}

// A dismissal says why, in a word of the vocabulary; statistics and what is learned from it rest on these.
Status CheckDismissal(Service& service, DecisionAction action, const FlagDecision& decision) {
  if (action != DecisionAction::kDismiss) return Ok();
  Result<const Vocabulary*> words = service.vocabulary();
  if (!words) return Fail(words);
  const Vocabulary::List& reasons = (*words)->Of("dismissals");
  const Vocabulary::Word* reason = reasons.Find(decision.reason);
  if (!reason) return Fail(ErrorCode::kInvalid, "say why it is dismissed: " + reasons.Codes());
  if (reason->note && decision.note.empty()) return Fail(ErrorCode::kInvalid, "the reason \"" + reason->code + "\" needs a note that says it");
  return Ok();
}

Result<QueueFilter> FilterOf(CaseDb& db, const Scope& scope, const FlagQuery& query) {
  QueueFilter filter;
  filter.text = query.text;
  Result<std::vector<FlagState>> states = StatesOf(query.states);
  if (!states) return Fail(states);
  filter.states = std::move(*states);
  if (query.verdict.empty() || query.verdict == "any") {
    filter.verdict = std::nullopt;
  } else if (query.verdict == "suspected" || query.verdict == "cleared") {
    filter.verdict = query.verdict == "cleared" ? Verdict::kCleared : Verdict::kSuspected;
  } else {
    return Fail(ErrorCode::kInvalid, "a verdict is suspected, cleared or any, not \"" + query.verdict + "\"");
  }
  if (!query.right.empty()) {
    Result<std::optional<RightRecord>> right = FindRightByKey(db, scope, query.right);
    if (!right) return Fail(right);
    if (*right) {
      filter.right = (*right)->id;
    } else if (const auto id = ParseId(query.right)) {
      filter.right = *id;
    } else {
      return Fail(ErrorCode::kNotFound, "no right " + query.right);
    }
  }
  if (!query.watch.empty()) {
    Result<std::optional<Watch>> watch = FindWatchByName(db, scope, query.watch);
    if (!watch) return Fail(watch);
    if (*watch) {
      filter.watch = (*watch)->id;
    } else if (const auto id = ParseId(query.watch)) {
      filter.watch = *id;
    } else {
      return Fail(ErrorCode::kNotFound, "no watch " + query.watch);
    }
  }
  filter.platform = query.platform;
  filter.min_db = query.min_db;
  return filter;
}

}  // namespace

Result<Json> ListFlags(Service& service, const Scope& scope, const FlagQuery& query) {
  if (Status allowed = Authorise(scope, UseCase::kSeeFlags); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<QueueFilter> filter = FilterOf(db, scope, query);
    if (!filter) return Fail(filter);
    Json items = Json::array();
    PageRequest request{.limit = std::clamp(query.limit, 1, 500), .after = query.cursor};
    Result<Page<QueueRow>> page = ListQueue(db, scope, *filter, request);
    if (!page) return Fail(page);
    for (const QueueRow& row : page->rows) items.push_back(QueueView(row));
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
    view["case"] = detail.case_id ? Json(IdToString(detail.case_id)) : Json(nullptr);
    view["seller_flags"] = nullptr;
    if (detail.snapshot.seller != 0) {
      Result<int64_t> others = CountSellerFlags(db, scope, detail.snapshot.seller);
      if (!others) return Fail(others);
      view["seller_flags"] = *others;
    }
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
  if (Status known = CheckDismissal(service, *action, decision); !known) return Fail(known);
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
    if (detail.row.flag.state == FlagState::kInCase && *action != DecisionAction::kNote) {
      return Fail(ErrorCode::kConflict, "the flag is in case " + IdToString(detail.case_id) + ": decide there");
    }
    std::string basis = decision.basis;
    if (*action == DecisionAction::kDismiss && basis.empty()) {
      Result<std::string> usual = DefaultBasis(service, detail, decision.reason);
      if (!usual) return Fail(usual);
      if (usual->empty()) return Fail(ErrorCode::kInvalid, "a dismissal needs its legal basis: none is on file for this reason, name the article");
      basis = std::move(*usual);
    }
    Result<Decision> decided =
        Decide(tx, scope, NewDecision{.flag = flag, .hit_seen = decision.hit ? decision.hit : detail.row.flag.latest_hit,
                                      .row_version = decision.row_version ? decision.row_version : detail.row.flag.row_version,
                                      .action = *action, .reason_code = decision.reason, .basis = basis,
                                      .note = decision.note});
    if (!decided) return Fail(decided);
    static const std::map<DecisionAction, std::string> kKinds = {
        {DecisionAction::kDismiss, "flag.dismissed"}, {DecisionAction::kHold, "flag.held"},
        {DecisionAction::kSecondLook, "flag.second_look"}, {DecisionAction::kReopen, "flag.reopened"},
        {DecisionAction::kNote, "flag.noted"}};
    NewEvent event = EventBy(scope, kKinds.at(*action), "flag", flag);
    event.region_code = detail.row.flag.region_code;
    event.detail = {{"hit", IdToString(decided->hit_seen)}, {"reason", TextOrNull(decision.reason)}, {"basis", TextOrNull(basis)}};
    Result<int64_t> looked = LookedMillis(service, tx.db(), scope, decided->hit_seen);
    if (!looked) return Fail(looked);
    event.detail["looked_ms"] = *looked;
    if (!decision.note.empty()) event.personal = {{"note", decision.note}};
    if (auto id = AppendEvent(tx, event); !id) return Fail(id);
    if (*action == DecisionAction::kDismiss) {
      if (Status drawn = DrawForSample(service, tx, scope, detail.row.flag, decided->hit_seen, "decided", "innocent"); !drawn) return Fail(drawn);
    } else if (*action != DecisionAction::kNote) {
      if (Status gone = VoidSample(tx, "decided", flag); !gone) return Fail(gone);
    }
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

Result<Json> ReplayFlag(Service& service, const Scope& scope, Id flag) {
  if (Status allowed = Authorise(scope, UseCase::kSeeFlags); !allowed) return Fail(allowed);
  Result<std::optional<FlagDetail>> found =
      Reading(service, [&](CaseDb& db) { return FindFlagDetail(db, scope, flag); });
  if (!found) return Fail(found);
  if (!*found || (*found)->hits.empty()) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(flag));
  const HitRecord& hit = (*found)->hits.front();
  if (hit.result.engine != EngineName()) {
    return Fail(ErrorCode::kUnsupported, "the flag was made by " + hit.result.engine + ", this is " + EngineName());
  }
  Result<RulesInForce> rules = RebuildRules(service, (*found)->row.flag.org, hit.result.rule_set);
  if (!rules) return Fail(rules);
  Result<std::vector<Flag>> again = MatchAgain(service, hit, *rules);
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

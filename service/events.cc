// The log as views, and counts.
#include "service/events.h"

#include <algorithm>

#include "core/merkle.h"
#include "service/checkpoints.h"
#include "service/period.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/captures.h"
#include "store/cases.h"
#include "store/events.h"
#include "store/flags.h"
#include "store/listings.h"
#include "store/notices.h"
#include "store/segments.h"

namespace markwarden {
namespace {

Json EventView(const Event& event) {
  return {{"id", IdToString(event.id)},
          {"no", event.no ? Json(*event.no) : Json(nullptr)},
          {"kind", event.kind},
          {"actor", event.actor_name},
          {"subject_kind", event.subject_kind},
          {"subject", IdToString(event.subject)},
          {"region", TextOrNull(event.region_code)},
          {"at", FormatTimeMillis(event.at)},
          {"detail", event.detail},
          {"payload_digest", event.payload_digest},
          {"personal", event.personal ? *event.personal : Json(nullptr)},
          {"simulated", event.simulated},
          {"leaf_hash", TextOrNull(event.leaf_hash)}};
}

}  // namespace

Result<Json> ListEvents(Service& service, const Scope& scope, const EventQuery& query) {
  if (Status allowed = Authorise(scope, UseCase::kSeeEvents); !allowed) return Fail(allowed);
  Result<std::optional<Time>> from = PeriodEdge(query.from, "from");
  if (!from) return Fail(from);
  Result<std::optional<Time>> to = PeriodEdge(query.to, "to");
  if (!to) return Fail(to);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<Event>> page =
        ListEvents(db, scope, EventFilter{.kind = query.kind, .subject_kind = query.subject_kind, .subject = query.subject, .actor = 0,
                                          .actor_name = query.actor, .from = *from, .to = *to},
                   PageRequest{.limit = std::clamp(query.limit, 1, 500), .after = query.cursor});
    if (!page) return Fail(page);
    Json items = Json::array();
    for (const Event& event : page->rows) items.push_back(EventView(event));
    return Json{{"items", std::move(items)}, {"next", TextOrNull(page->next)}};
  });
}

Result<Json> ProveEvent(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeEvents); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<Event>> event = FindEvent(db, scope, id);
    if (!event) return Fail(event);
    if (!*event) return Fail(ErrorCode::kNotFound, "no event " + IdToString(id));
    Result<InclusionProof> proof = ProveEvent(db, id);
    if (!proof) return Fail(proof);
    Json path = Json::array();
    for (const Sha256Digest& digest : proof->path) path.push_back(ToHex(digest));
    Result<std::optional<CheckpointRecord>> checkpoint = FirstCheckpointCovering(db, proof->index);
    if (!checkpoint) return Fail(checkpoint);
    Json words = nullptr;
    if (*checkpoint) {
      Result<std::string> text = LogProofOf(db, id);
      if (!text) return Fail(text);
      words = *text;
    }
    return Json{{"event", EventView(**event)},
                {"leaf_text", LeafBytes(**event)},
                {"checkpoint", *checkpoint ? Json((*checkpoint)->note) : Json(nullptr)},
                {"tlog_proof", std::move(words)},
                {"proof", {{"index", proof->index}, {"size", proof->size}, {"leaf", ToHex(proof->leaf)},
                           {"root", ToHex(proof->root)}, {"path", std::move(path)}}},
                {"verified", VerifyInclusion(proof->leaf, proof->index, proof->size, proof->path, proof->root)}};
  });
}

Result<Json> ShowStatistics(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kSeeStatistics); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<int64_t> captures = CountCaptures(db);
    if (!captures) return Fail(captures);
    Result<int64_t> unsealed = CountUnsealed(db);
    if (!unsealed) return Fail(unsealed);
    Result<int64_t> listings = CountListings(db);
    if (!listings) return Fail(listings);
    Result<FlagCounts> flags = CountFlags(db, scope);
    if (!flags) return Fail(flags);
    Result<TreeHead> head = LogHead(db);
    if (!head) return Fail(head);
    Result<std::vector<TakedownQueue>> queues = TakedownQueues(db, scope);
    if (!queues) return Fail(queues);
    Json by_right = Json::array();
    for (const RightCount& count : flags->by_right) {
      by_right.push_back({{"id", IdToString(count.right)}, {"right_id", count.key}, {"title", count.title},
                          {"suspected", count.suspected}, {"cleared", count.cleared}});
    }
    std::map<std::string, int64_t> notices;
    for (const TakedownQueue& queue : *queues) {
      for (const auto& [state, count] : queue.by_state) notices[state] += count;
    }
    int64_t cases = 0;
    PageRequest request{.limit = kMaxPageRows, .after = {}};
    do {
      Result<Page<CaseRecord>> page = ListCases(db, scope, CaseFilter{}, request);
      if (!page) return Fail(page);
      cases += static_cast<int64_t>(page->rows.size());
      request.after = page->next;
    } while (!request.after.empty());
    return Json{{"captures", *captures},
                {"sealed", *captures - *unsealed},
                {"listings", *listings},
                {"flags", {{"suspected", flags->suspected}, {"cleared", flags->cleared}}},
                {"states", flags->by_state},
                {"by_right", std::move(by_right)},
                {"by_detector", flags->by_detector},
                {"by_platform", flags->by_platform},
                {"cleared_why", flags->cleared_by},
                {"cases", cases},
                {"notices", notices},
                {"events", head->size},
                {"log_root", ToHex(head->root)}};
  });
}

}  // namespace markwarden

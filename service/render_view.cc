// What people see of rendered pages, and asking for one.
#include "core/sandbox/browser.h"
#include "service/permissions.h"
#include "service/render.h"
#include "service/render_queue.h"
#include "service/transact.h"
#include "store/captures.h"
#include "store/events.h"
#include "store/flags.h"

namespace markwarden {
namespace {

Json SealView(const SealedInfo& sealed) {
  if (sealed.seal == 0) return nullptr;
  return {{"event", IdToString(sealed.event)}, {"event_no", sealed.event_no ? Json(*sealed.event_no) : Json(nullptr)}, {"root", sealed.root}};
}

Result<Json> View(CaseDb& db, const RenderRecord& render) {
  Json view = {{"id", IdToString(render.id)},
               {"reason", ToString(render.reason)},
               {"state", render.state},
               {"url", render.url},
               {"why", TextOrNull(render.why)},
               {"attempts", render.attempts},
               {"requested_at", FormatTime(render.created_at)},
               {"updated_at", FormatTime(render.updated_at)},
               {"dom", render.dom_capture ? Json(IdToString(render.dom_capture)) : Json(nullptr)},
               {"screenshot", nullptr}};
  if (render.screenshot_capture == 0) return view;
  Result<std::optional<CaptureRecord>> capture = FindCapture(db, render.screenshot_capture);
  if (!capture) return Fail(capture);
  if (!*capture) return view;
  Result<SealedInfo> sealed = SealOfCapture(db, render.screenshot_capture);
  if (!sealed) return Fail(sealed);
  view["screenshot"] = {{"capture", IdToString((*capture)->id)},
                        {"sha256", (*capture)->payload_sha256},
                        {"captured_at", FormatTimeMillis((*capture)->captured_at)},
                        {"width", JsonInt((*capture)->provenance, "width").value_or(0)},
                        {"height", JsonInt((*capture)->provenance, "height").value_or(0)},
                        {"cut", !(*capture)->truncated.empty()},
                        {"browser", TextOrNull(JsonText((*capture)->provenance, "browser"))},
                        {"sealed", SealView(*sealed)}};
  return view;
}

}  // namespace

Result<Json> RenderingState(Service& service) {
  Result<RenderCounts> counts = Reading(service, [](CaseDb& db) { return CountRenders(db); });
  if (!counts) return Fail(counts);
  const std::string why = WhyNoBrowser();
  std::string line = std::to_string(counts->done) + " pages rendered, " + std::to_string(counts->queued) + " wait";
  if (counts->failed > 0) line += ", " + std::to_string(counts->failed) + " could not be";
  if (!why.empty()) line += "; " + why;
  return Json{{"available", why.empty()}, {"why", TextOrNull(why)}, {"queued", counts->queued}, {"done", counts->done},
              {"failed", counts->failed}, {"line", line}};
}

Result<Json> ListRenders(Service& service, const Scope& scope, Id flag) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRenders); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<FlagRecord>> found = FindFlag(db, scope, flag);
    if (!found) return Fail(found);
    if (!*found) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(flag));
    Result<std::vector<RenderRecord>> renders = RendersOfFlag(db, scope, flag);
    if (!renders) return Fail(renders);
    Json items = Json::array();
    for (const RenderRecord& render : *renders) {
      Result<Json> view = View(db, render);
      if (!view) return view;
      items.push_back(std::move(*view));
    }
    const std::string why = WhyNoBrowser();
    return Json{{"items", std::move(items)}, {"available", why.empty()}, {"why", TextOrNull(why)}};
  });
}

Result<Json> LatestScreenshot(CaseDb& db, const Scope& scope, Id flag) {
  Result<std::vector<RenderRecord>> renders = RendersOfFlag(db, scope, flag);
  if (!renders) return Fail(renders);
  for (const RenderRecord& render : *renders) {
    if (render.screenshot_capture != 0) return View(db, render);
  }
  return Json(nullptr);
}

Result<Json> AskRender(Service& service, const Scope& scope, Id flag) {
  if (Status allowed = Authorise(scope, UseCase::kAskRender); !allowed) return Fail(allowed);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<std::optional<FlagDetail>> found = FindFlagDetail(tx.db(), scope, flag);
    if (!found) return Fail(found);
    if (!*found) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(flag));
    const FlagDetail& detail = **found;
    Result<Id> queued = QueueFlagRender(tx, scope, RenderReason::kAsked, flag, detail.capture, detail.row.flag.region_code, detail.row.flag.db);
    if (!queued) return Fail(queued);
    if (*queued == 0) {
      return Fail(ErrorCode::kUnsupported, "the page of this flag was handed over, not crawled: there is no source to ask it from");
    }
    NewEvent event = EventBy(scope, "render.asked", "flag", flag);
    event.region_code = detail.row.flag.region_code;
    event.detail = {{"render", IdToString(*queued)}};
    if (Result<Id> id = AppendEvent(tx, event); !id) return Fail(id);
    return Json{{"id", IdToString(*queued)}, {"state", "queued"}};
  });
}

Result<PictureBytes> ShowScreenshot(Service& service, const Scope& scope, Id render) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRenders); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<PictureBytes> {
    Result<std::optional<RenderRecord>> found = FindRender(db, scope, render);
    if (!found) return Fail(found);
    if (!*found || (*found)->screenshot_capture == 0) return Fail(ErrorCode::kNotFound, "no screenshot " + IdToString(render));
    Result<std::optional<CaptureRecord>> capture = FindCapture(db, (*found)->screenshot_capture);
    if (!capture) return Fail(capture);
    if (!*capture) return Fail(ErrorCode::kNotFound, "no screenshot " + IdToString(render));
    Result<std::string> bytes = ReadBlob(service.store(), db, (*capture)->payload_sha256);
    if (!bytes) return Fail(bytes);
    return PictureBytes{.bytes = std::move(*bytes), .content_type = "image/png"};
  });
}

}  // namespace markwarden

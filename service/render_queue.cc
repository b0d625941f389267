// Which captures may be asked for again by a browser.
#include "service/render_queue.h"

#include "core/url.h"

namespace markwarden {

Result<Id> QueueFlagRender(Transaction& tx, const Scope& scope, RenderReason reason, Id flag, const CaptureRecord& capture,
                           const std::string& region, double weight) {
  const bool crawled = capture.source != 0 && (capture.kind == CaptureKind::kFetched || capture.kind == CaptureKind::kRendered);
  const Result<Url> url = ParseUrl(capture.url);
  if (!crawled || !url || !url->IsHttp()) return Id{0};
  return QueueRender(tx, scope, {.reason = reason, .url = url->HrefWithoutFragment(), .host_group = HostGroup(*url), .flag = flag,
                                 .page_capture = capture.id, .source = capture.source, .watch = capture.watch,
                                 .region_code = region, .weight = weight});
}

Result<Id> QueueShellRender(Transaction& tx, const Scope& scope, const std::string& url, Id capture, Id source, Id watch) {
  const Result<Url> parsed = ParseUrl(url);
  if (source == 0 || !parsed || !parsed->IsHttp()) return Id{0};
  return QueueRender(tx, scope, {.reason = RenderReason::kEmptyShell, .url = parsed->HrefWithoutFragment(),
                                 .host_group = HostGroup(*parsed), .flag = 0, .page_capture = capture, .source = source,
                                 .watch = watch});
}

}  // namespace markwarden

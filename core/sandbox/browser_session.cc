// Opening, loading, taking.
#include "core/sandbox/browser_session.h"

#include <algorithm>

#include "core/base64.h"

namespace markwarden {
namespace {

constexpr size_t kMaxRefusals = 200;
constexpr size_t kMaxUrlShown = 2048;
constexpr int kMaxDocuments = 10;  // addresses of the page itself, redirects included

// Runs in a world of its own, where the page's scripts have changed nothing, and asks the prototype, since a page may name
// an element "documentElement".
constexpr const char* kReadDom = R"js((() => {
  const of = (name) => Object.getOwnPropertyDescriptor(Document.prototype, name).get.call(document);
  const type = of("doctype"), root = of("documentElement");
  const text = (type ? "<!DOCTYPE " + type.name + ">\n" : "") + (root ? root.outerHTML : "");
  return { text: text.slice(0, LIMIT), cut: text.length > LIMIT, url: location.href };
})())js";

bool IsHttp(const std::string& url) { return url.starts_with("http://") || url.starts_with("https://"); }
bool StaysInside(const std::string& url) {
  return url.starts_with("data:") || url.starts_with("blob:") || url.starts_with("about:");
}

// At most `cap` bytes, without half a character at the end.
bool CutUtf8(std::string& text, size_t cap) {
  if (text.size() <= cap) return false;
  size_t end = cap;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return true;
}

}  // namespace

BrowserSession::BrowserSession(DevTools& devtools, std::string browser_agent, const RenderRequest& request,
                               std::function<Status()> check)
    : devtools_(devtools),
      browser_agent_(std::move(browser_agent)),
      request_(request),
      check_(std::move(check)),
      deadline_(begun_ + request.deadline) {}

Result<Json> BrowserSession::Ask(const std::string& method, const Json& params) {
  return devtools_.Call(method, params, session_, deadline_);
}

Result<RenderedPage> BrowserSession::Run() {
  devtools_.set_on_event([this](const Json& event) { OnEvent(event); });
  Status done = Open();
  if (done) done = Load();
  if (done) done = check_();
  if (done) done = TakeDom();
  if (done) done = TakeScreenshot();
  if (!denied_.empty()) done = Fail(ErrorCode::kDenied, denied_);
  if (done) {
    const Result<Json> gone =
        devtools_.Call("Target.disposeBrowserContext", {{"browserContextId", context_}}, "", deadline_);
    if (!gone) done = Fail(gone.error());
  }
  devtools_.set_on_event(nullptr);
  if (!done) return Fail(done);
  page_.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun_);
  return std::move(page_);
}

Status BrowserSession::Open() {
  Result<Json> context = devtools_.Call("Target.createBrowserContext",
                                        {{"disposeOnDetach", true}, {"proxyServer", request_.proxy}, {"proxyBypassList", "<-loopback>"}},
                                        "", deadline_);
  if (!context) return Fail(context);
  context_ = JsonText(*context, "browserContextId");
  // No downloads; no permission is granted, so every one is refused.
  for (const auto& [method, params] : {std::pair<const char*, Json>{"Browser.setDownloadBehavior", {{"behavior", "deny"}, {"browserContextId", context_}}},
                                       {"Browser.grantPermissions", {{"permissions", Json::array()}, {"browserContextId", context_}}}}) {
    if (Result<Json> set = devtools_.Call(method, params, "", deadline_); !set) return Fail(set);
  }
  Result<Json> target = devtools_.Call("Target.createTarget",
                                       {{"url", "about:blank"}, {"browserContextId", context_}, {"width", request_.width},
                                        {"height", request_.height}, {"newWindow", true}},
                                       "", deadline_);
  if (!target) return Fail(target);
  target_ = JsonText(*target, "targetId");
  Result<Json> attached = devtools_.Call("Target.attachToTarget", {{"targetId", target_}, {"flatten", true}}, "", deadline_);
  if (!attached) return Fail(attached);
  session_ = JsonText(*attached, "sessionId");
  const std::pair<const char*, Json> settings[] = {
      {"Page.enable", Json::object()},
      {"Page.setLifecycleEventsEnabled", {{"enabled", true}}},
      {"Log.enable", Json::object()},
      {"Network.enable", {{"maxTotalBufferSize", 0}, {"maxResourceBufferSize", 0}}},
      {"Emulation.setDeviceMetricsOverride",
       {{"width", request_.width}, {"height", request_.height}, {"deviceScaleFactor", 1}, {"mobile", false}}},
      {"Emulation.setUserAgentOverride",
       {{"userAgent", request_.user_agent.empty() ? browser_agent_ : browser_agent_ + " " + request_.user_agent}}},
  };
  for (const auto& [method, params] : settings) {
    if (Result<Json> set = Ask(method, params); !set) return Fail(set);
  }
  loaded_ = idle_ = false;  // what was said of the empty page
  return Ok();
}

Status BrowserSession::Load() {
  // Part of the time is left for reading what is there when a page never finishes loading.
  const Clock::time_point load_by = begun_ + request_.deadline * 6 / 10;
  Result<Json> going = Ask("Page.navigate", {{"url", request_.url}});
  if (!denied_.empty()) return Fail(ErrorCode::kDenied, denied_);
  if (!going) return Fail(going);
  if (const std::string error = JsonText(*going, "errorText"); !error.empty()) {
    return Fail(ErrorCode::kUnavailable, "the page did not load: " + error.substr(0, 100));
  }
  committed_ = true;
  Result<bool> loaded = devtools_.Wait([this] { return loaded_; }, load_by);
  if (!loaded) return Fail(loaded);
  if (*loaded) {
    if (Result<bool> idle = devtools_.Wait([this] { return idle_; }, std::min(Clock::now() + request_.settle, deadline_)); !idle) {
      return Fail(idle);
    }
  } else if (Status stopped = devtools_.Send("Page.stopLoading", Json::object(), session_); !stopped) {
    return stopped;
  }
  page_.loaded = *loaded;
  return Ok();
}

Status BrowserSession::TakeDom() {
  Result<Json> world = Ask("Page.createIsolatedWorld", {{"frameId", target_}, {"worldName", "markwarden"}});
  if (!world) return Fail(world);
  std::string script = kReadDom;
  const std::string limit = std::to_string(kMaxRenderedDom);
  for (size_t at; (at = script.find("LIMIT")) != std::string::npos;) script.replace(at, 5, limit);
  Result<Json> read = Ask("Runtime.evaluate", {{"expression", script}, {"contextId", JsonInt(*world, "executionContextId").value_or(0)},
                                              {"returnByValue", true}});
  if (!read) return Fail(read);
  const Json* result = JsonMember(*read, "result");
  const Json* value = result == nullptr ? nullptr : JsonMember(*result, "value");
  if (value == nullptr || !value->is_object()) return Fail(ErrorCode::kInvalid, "the page gave no text of itself");
  page_.dom = JsonText(*value, "text");
  page_.dom_cut = CutUtf8(page_.dom, kMaxRenderedDom) || value->value("cut", false);
  page_.url = JsonText(*value, "url");
  return Ok();
}

Status BrowserSession::TakeScreenshot() {
  Result<Json> metrics = Ask("Page.getLayoutMetrics");
  if (!metrics) return Fail(metrics);
  double height = request_.height;
  if (const Json* size = JsonMember(*metrics, "cssContentSize"); size && size->contains("height") && (*size)["height"].is_number()) {
    height = std::clamp((*size)["height"].get<double>(), 1.0, 1e9);
  }
  int shown = static_cast<int>(std::min<double>(height, kMaxScreenshotHeight));
  for (int attempt = 0; attempt < 4; ++attempt, shown = std::max(1, shown / 2)) {
    Result<Json> taken = Ask("Page.captureScreenshot",
                             {{"format", "png"}, {"captureBeyondViewport", true},
                              {"clip", {{"x", 0}, {"y", 0}, {"width", request_.width}, {"height", shown}, {"scale", 1}}}});
    if (!taken) return Fail(taken);
    std::optional<std::string> bytes = FromBase64(JsonText(*taken, "data"));
    if (!bytes || !bytes->starts_with("\x89PNG")) return Fail(ErrorCode::kInvalid, "the browser gave no picture of the page");
    if (bytes->size() > kMaxScreenshotBytes) continue;  // half of it, then
    page_.screenshot = std::move(*bytes);
    page_.screenshot_width = request_.width;
    page_.screenshot_height = shown;
    page_.screenshot_cut = shown < height;
    return Ok();
  }
  return Fail(ErrorCode::kExhausted, "the picture of the page is too large at any height");
}

void BrowserSession::OnEvent(const Json& event) {
  const std::string method = JsonText(event, "method"), session = JsonText(event, "sessionId");
  static const Json kNothing = Json::object();
  const Json* given = JsonMember(event, "params");
  const Json& params = given == nullptr ? kNothing : *given;
  if (method == "Fetch.requestPaused") {
    OnPaused(params, session);
  } else if (method == "Fetch.authRequired") {
    OnAuthentication(params, session);
  } else if (method == "Page.loadEventFired") {
    loaded_ = true;
  } else if (method == "Page.lifecycleEvent") {
    if (JsonText(params, "frameId") == target_ && JsonText(params, "name") == "networkIdle") idle_ = true;
  } else if (method == "Page.frameStartedLoading") {
    if (JsonText(params, "frameId") == target_) loaded_ = idle_ = false;
  } else if (method == "Page.javascriptDialogOpening") {
    static_cast<void>(devtools_.Send("Page.handleJavaScriptDialog", {{"accept", false}}, session));
  } else if (method == "Network.requestWillBeSent") {
    const Json* request = JsonMember(params, "request");
    const std::string url = request == nullptr ? "" : JsonText(*request, "url");
    if (!url.empty() && !IsHttp(url) && !StaysInside(url)) Refuse(url, "only http and https are fetched");
  } else if (method == "Network.responseReceived") {
    const Json* response = JsonMember(params, "response");
    if (response != nullptr && JsonText(params, "type") == "Document" && JsonText(params, "frameId") == target_) {
      page_.status = static_cast<int>(JsonInt(*response, "status").value_or(0));
    }
  } else if (method == "Log.entryAdded") {
    const Json* entry = JsonMember(params, "entry");
    const std::string text = entry == nullptr ? "" : JsonText(*entry, "text");
    if (text.starts_with("Not allowed to load")) Refuse(text.substr(text.find(": ") == std::string::npos ? 0 : text.find(": ") + 2), "only http and https are fetched");
  } else if (method == "Target.targetCreated") {
    const Json* info = JsonMember(params, "targetInfo");
    if (info != nullptr && JsonText(*info, "type") == "page" && !target_.empty() && JsonText(*info, "targetId") != target_) {
      Refuse(JsonText(*info, "url"), "pages open no windows");
      static_cast<void>(devtools_.Send("Target.closeTarget", {{"targetId", JsonText(*info, "targetId")}}));
    }
  } else if (method == "Inspector.targetCrashed" || method == "Target.targetCrashed") {
    crashed_ = true;
  }
}

void BrowserSession::OnPaused(const Json& params, const std::string& session) {
  const Json* request = JsonMember(params, "request");
  const std::string url = request == nullptr ? "" : JsonText(*request, "url");
  const std::string id = JsonText(params, "requestId");
  std::string why;
  bool page_itself = false;
  if (!IsHttp(url)) {
    why = "only http and https are fetched";
  } else if (JsonText(params, "resourceType") == "Document" && JsonText(params, "frameId") == target_) {
    if (++documents_ > kMaxDocuments) {
      why = "the page leads on and on";
    } else if (documents_ > 1 && request_.refuse_document) {
      why = request_.refuse_document(url);
    }
    page_itself = true;
    if (!why.empty() && !committed_) denied_ = url.substr(0, 200) + ": " + why;
  }
  if (!why.empty()) {
    Refuse(url, why);
    // "Aborted" leaves the page that is there; "BlockedByClient" would put an error page in its place.
    static_cast<void>(devtools_.Send("Fetch.failRequest", {{"requestId", id}, {"errorReason", page_itself ? "Aborted" : "BlockedByClient"}}, session));
    return;
  }
  static_cast<void>(devtools_.Send("Fetch.continueRequest", {{"requestId", id}}, session));
}

void BrowserSession::OnAuthentication(const Json& params, const std::string& session) {
  const Json* challenge = JsonMember(params, "authChallenge");
  const std::string id = JsonText(params, "requestId");
  // Our proxy is told the password, once; a site that asks for one gets none.
  const bool ours = challenge != nullptr && JsonText(*challenge, "source") == "Proxy" &&
                    JsonText(*challenge, "origin") == request_.proxy && answered_.insert(id).second;
  Json answer = {{"response", "CancelAuth"}};
  if (ours) answer = {{"response", "ProvideCredentials"}, {"username", request_.proxy_user}, {"password", request_.proxy_password}};
  static_cast<void>(devtools_.Send("Fetch.continueWithAuth", {{"requestId", id}, {"authChallengeResponse", std::move(answer)}}, session));
}

void BrowserSession::Refuse(const std::string& url, const std::string& why) {
  if (page_.refused.size() >= kMaxRefusals) return;
  const BrowserRefusal refusal{url.substr(0, kMaxUrlShown), why};
  for (const BrowserRefusal& known : page_.refused) {
    if (known.url == refusal.url && known.why == refusal.why) return;
  }
  page_.refused.push_back(refusal);
}

}  // namespace markwarden

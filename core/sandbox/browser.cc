// Starting a browser that can do no harm, and ending it.
#include "core/sandbox/browser.h"

#include <unistd.h>

#include "core/sandbox/browser_process.h"
#include "core/sandbox/browser_session.h"
#include "core/sandbox/devtools.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

constexpr const char* kHowToGetABrowser =
    "pages are not rendered: no Chromium is installed; install the packages chromium and chromium-sandbox";
constexpr std::chrono::milliseconds kMeasureEvery{250};

// Nothing here weakens the sandbox.  The default proxy is a closed door: each page brings its own.
const std::vector<std::string>& Flags() {
  static const std::vector<std::string> flags = {
      "--headless",
      "--disable-gpu",
      "--no-first-run",
      "--no-default-browser-check",
      "--no-startup-window",
      "--no-pings",
      "--hide-scrollbars",
      "--mute-audio",
      "--disable-audio-output",
      "--disable-background-networking",
      "--disable-breakpad",
      "--disable-client-side-phishing-detection",
      "--disable-component-update",
      "--disable-crash-reporter",
      "--disable-default-apps",
      "--disable-dev-shm-usage",
      "--disable-domain-reliability",
      "--disable-extensions",
      "--disable-file-system",
      "--disable-notifications",
      "--disable-quic",
      "--disable-speech-api",
      "--disable-sync",
      "--dns-prefetch-disable",
      "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
      "--metrics-recording-only",
      "--password-store=basic",
      "--proxy-server=http://127.0.0.1:1",
      "--proxy-bypass-list=<-loopback>",
      "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
      "--disable-features=AutofillServerCommunication,DialMediaRouteProvider,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,"
      "Prerender2,SafeBrowsing,SpeculationRulesPrefetchFuture,Translate,WebOTP,WebUSB",
      "--js-flags=--max-old-space-size=768",
  };
  return flags;
}

class Chromium : public Browser {
 public:
  explicit Chromium(const BrowserOptions& options) : options_(options) {}

  Status Begin() {
    const fs::path program = options_.program.empty() ? FindBrowser() : options_.program;
    if (program.empty() || ::access(program.c_str(), X_OK) != 0) return Fail(ErrorCode::kUnavailable, kHowToGetABrowser);
    Result<std::unique_ptr<BrowserProcess>> process =
        BrowserProcess::Start({.program = program, .flags = Flags(), .folder = options_.folder});
    if (!process) return Fail(process);
    process_ = std::move(*process);
    const int to_browser = process_->TakeToBrowser();
    devtools_ = std::make_unique<DevTools>(to_browser, process_->TakeFromBrowser());
    devtools_->set_watch([this] { return Watch(); });

    const Steady::time_point deadline = Steady::now() + options_.start_timeout;
    Status begun = Greet(deadline);
    if (!begun) {
      const std::string words = process_->LastWords();
      End();
      if (begun.error().code == ErrorCode::kUnavailable && words.empty()) return begun;
      return Fail(ErrorCode::kUnavailable, "pages are not rendered: Chromium did not start (" +
                                               (words.empty() ? begun.error().message : words) + ")");
    }
    return Ok();
  }

  Result<RenderedPage> Render(const RenderRequest& request) override {
    if (!alive()) return Fail(ErrorCode::kInternal, "the browser has gone");
    if (!request.url.starts_with("http://") && !request.url.starts_with("https://")) {
      return Fail(ErrorCode::kInvalid, "only http and https addresses are rendered");
    }
    BrowserSession session(*devtools_, agent_, request, [this] { return process_->CheckSandbox(); });
    session_ = &session;
    Result<RenderedPage> page = session.Run();
    session_ = nullptr;
    if (!page) End();
    return page;
  }

  bool alive() const override { return process_ != nullptr; }
  const std::string& version() const override { return version_; }
  const std::vector<std::string>& flags() const override { return Flags(); }
  int pid() const override { return process_ ? process_->pid() : -1; }

 private:
  // The first words, and the proof that a page's process is confined, before any byte of a page has come.
  Status Greet(Steady::time_point deadline) {
    Result<Json> version = devtools_->Call("Browser.getVersion", Json::object(), "", deadline);
    if (!version) return Fail(version);
    version_ = JsonText(*version, "product");
    agent_ = JsonText(*version, "userAgent");
    Result<Json> target = devtools_->Call("Target.createTarget", {{"url", "about:blank"}, {"newWindow", true}}, "", deadline);
    if (!target) return Fail(target);
    if (Status confined = process_->CheckSandbox(); !confined) return confined;
    const std::pair<const char*, Json> settings[] = {
        {"Target.closeTarget", {{"targetId", JsonText(*target, "targetId")}}},
        {"Target.setDiscoverTargets", {{"discover", true}}},
        {"Fetch.enable", {{"handleAuthRequests", true}}},
    };
    for (const auto& [method, params] : settings) {
      if (Result<Json> set = devtools_->Call(method, params, "", deadline); !set) return Fail(set);
    }
    return Ok();
  }

  Status Watch() {
    if (session_ != nullptr && session_->crashed()) return Fail(ErrorCode::kExhausted, "the page crashed its process");
    const Steady::time_point now = Steady::now();
    if (now < measure_at_) return Ok();
    measure_at_ = now + kMeasureEvery;
    const int64_t resident = process_->ResidentBytes();
    if (resident <= options_.max_memory) return Ok();
    return Fail(ErrorCode::kExhausted, "the page took " + std::to_string(resident >> 20) + " MB of memory, more than the " +
                                           std::to_string(options_.max_memory >> 20) + " MB it may");
  }

  void End() {
    process_.reset();
    devtools_.reset();
  }

  const BrowserOptions options_;
  std::unique_ptr<BrowserProcess> process_;
  std::unique_ptr<DevTools> devtools_;
  const BrowserSession* session_ = nullptr;
  Steady::time_point measure_at_{};
  std::string version_, agent_;
};

}  // namespace

Result<std::unique_ptr<Browser>> Browser::Start(const BrowserOptions& options) {
  auto browser = std::make_unique<Chromium>(options);
  if (Status begun = browser->Begin(); !begun) return Fail(begun);
  return Result<std::unique_ptr<Browser>>(std::move(browser));
}

fs::path FindBrowser() {
  for (const char* place : {"/usr/lib/chromium/chromium", "/usr/lib64/chromium-browser/chromium-browser",
                            "/usr/lib/chromium-browser/chromium-browser", "/opt/google/chrome/chrome"}) {
    if (::access(place, X_OK) == 0) return place;
  }
  return {};
}

std::string WhyNoBrowser() {
  const fs::path program = FindBrowser();
  if (program.empty()) return kHowToGetABrowser;
  const Status sandbox = CheckSandboxAvailable(program, BrowserUid());
  return sandbox ? "" : sandbox.error().message;
}

}  // namespace markwarden

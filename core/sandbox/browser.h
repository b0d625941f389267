// A disposable headless Chromium that shows what a page looks like once its scripts have run.  It runs as an unprivileged
// user inside its own sandbox, never without one; it reaches the network through the proxy that each request
// names, and through nothing else.  What it gives back is stored or passed on, never decoded here.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"

namespace markwarden {

inline constexpr size_t kMaxRenderedDom = 8 << 20;         // bytes of UTF-8
inline constexpr size_t kMaxScreenshotBytes = 20 << 20;    // of the PNG
inline constexpr int kMaxScreenshotHeight = 16'384;        // px
inline constexpr int64_t kMaxBrowserMemory = 1'536LL << 20;  // resident, of all its processes together

struct RenderRequest {
  std::string url;             // WHATWG href, http or https
  std::string proxy;           // "http://127.0.0.1:PORT"
  std::string proxy_user, proxy_password;
  int width = 1280, height = 900;                      // px of the viewport
  std::chrono::milliseconds deadline{30'000};          // wall time for everything
  std::chrono::milliseconds settle{5'000};             // at most, until scripts fetch nothing any more after loading
  std::string user_agent{};                            // added to the browser's own
  // Asked before each further address of the page itself (redirects, script and meta refreshes): why it must not be
  // fetched, or nothing.
  std::function<std::string(const std::string& url)> refuse_document{};
};

// What the page wanted and the browser did not even try.
struct BrowserRefusal {
  std::string url;  // at most 2 KiB
  std::string why;
};

struct RenderedPage {
  std::string url;           // where it ended
  int status = 0;            // HTTP, of the page itself; 0 when unknown
  std::string dom;           // UTF-8: the document type and the root element as text
  bool dom_cut = false;      // past kMaxRenderedDom
  std::string screenshot;    // PNG of the whole page from its top
  int screenshot_width = 0, screenshot_height = 0;  // px
  bool screenshot_cut = false;  // the page is higher than what is shown
  bool loaded = false;       // the load event came; else the page is as it was when its time was up
  std::vector<BrowserRefusal> refused;  // at most 200
  std::chrono::milliseconds took{0};
};

struct BrowserOptions {
  std::filesystem::path program{};          // empty: FindBrowser()
  std::filesystem::path folder = "/tmp";    // takes its profile, removed at the end
  std::chrono::milliseconds start_timeout{60'000};
  int64_t max_memory = kMaxBrowserMemory;
};

// One browser for a few pages, each in a context of its own (no cookie, no cache in common).  Used on one thread: the
// browser ends with it.
class Browser {
 public:
  // Errors: kUnavailable (no Chromium, no sandbox: one line that says what to install), kExhausted, kInternal.
  static Result<std::unique_ptr<Browser>> Start(const BrowserOptions& options = {});
  virtual ~Browser() = default;  // ends every process, removes the profile

  // After an error other than kInvalid for its address the browser is gone (alive() says so): start another.  Errors:
  // kInvalid (no http address, or an answer that makes no sense),
  // kDenied (the page itself may not be fetched), kUnavailable (not in time: killed), kExhausted (too much memory or
  // output, the page crashed: killed), kInternal (the browser ended by itself).
  virtual Result<RenderedPage> Render(const RenderRequest& request) = 0;

  virtual bool alive() const = 0;
  virtual const std::string& version() const = 0;  // "Chrome/156.0.8078.108"
  virtual const std::vector<std::string>& flags() const = 0;
  virtual int pid() const = 0;
};

// Where Debian, Fedora and Google put the binary; empty when none is installed.
std::filesystem::path FindBrowser();

// Why no page can be rendered on this machine, in one line with what to install; empty when pages can.  Looks, but
// starts nothing but a probe for namespaces.
std::string WhyNoBrowser();

}  // namespace markwarden

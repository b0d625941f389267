// One page in one context of a running browser: what is told to the browser, and what it may ask for.
// Private to core/sandbox.
#pragma once

#include <set>
#include <string>

#include "core/sandbox/browser.h"
#include "core/sandbox/devtools.h"

namespace markwarden {

class BrowserSession {
 public:
  // `check` is asked once the page has loaded: whether the process that holds it is confined.
  BrowserSession(DevTools& devtools, std::string browser_agent, const RenderRequest& request, std::function<Status()> check);

  // Errors: those of Browser::Render.
  Result<RenderedPage> Run();

  // For the watch: the page's process died.
  bool crashed() const { return crashed_; }

 private:
  using Clock = DevTools::Clock;
  Status Open();
  Status Load();
  Status TakeDom();
  Status TakeScreenshot();
  void OnEvent(const Json& event);
  void OnPaused(const Json& params, const std::string& session);
  void OnAuthentication(const Json& params, const std::string& session);
  void Refuse(const std::string& url, const std::string& why);
  Result<Json> Ask(const std::string& method, const Json& params = Json::object());

  DevTools& devtools_;
  const std::string browser_agent_;
  const RenderRequest& request_;
  const std::function<Status()> check_;
  const Clock::time_point begun_ = Clock::now();
  const Clock::time_point deadline_;
  std::string context_, target_, session_;
  std::string denied_;             // why the page itself may not be fetched
  std::set<std::string> answered_; // authentication, by request
  int documents_ = 0;
  bool committed_ = false, loaded_ = false, idle_ = false, crashed_ = false;
  RenderedPage page_;
};

}  // namespace markwarden

// The DevTools protocol over two descriptors: JSON messages, each ended by a zero byte.  What comes back is hostile: a page
// may have taken the browser over, so messages, waiting and the number of them are capped.
// Private to core/sandbox.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "core/json.h"
#include "core/result.h"

namespace markwarden {

inline constexpr size_t kMaxDevToolsMessage = 64 << 20;
inline constexpr size_t kMaxDevToolsBytes = 512 << 20;  // of all messages together

// One thread at a time.
class DevTools {
 public:
  using Clock = std::chrono::steady_clock;
  // Called with each message that answers no call: {"method","params","sessionId"}.
  using OnEvent = std::function<void(const Json& event)>;
  // Called several times a second while waiting; a failure ends the wait with it.
  using Watch = std::function<Status()>;

  // Owns both descriptors; `to_browser` is a stream socket.
  DevTools(int to_browser, int from_browser);
  ~DevTools();
  DevTools(const DevTools&) = delete;
  DevTools& operator=(const DevTools&) = delete;

  void set_on_event(OnEvent on_event) { on_event_ = std::move(on_event); }
  void set_watch(Watch watch) { watch_ = std::move(watch); }

  // Sends without waiting for the answer.
  Status Send(const std::string& method, const Json& params = Json::object(), const std::string& session = {});

  // The answer's "result".  Errors: kUnavailable (no answer by `deadline`), kInternal (the browser has gone), kInvalid
  // (it says so, or speaks no JSON), kExhausted (past a cap), and those of the watch.
  Result<Json> Call(const std::string& method, const Json& params, const std::string& session, Clock::time_point deadline);

  // Lets events come until `done` says so (true) or `deadline` has passed (false).  Errors: as Call, but for the first.
  Result<bool> Wait(const std::function<bool()>& done, Clock::time_point deadline);

 private:
  Result<Json> Next(Clock::time_point deadline);
  Result<int64_t> Write(const std::string& method, const Json& params, const std::string& session);

  const int out_;
  const int in_;
  OnEvent on_event_;
  Watch watch_;
  std::string buffer_;
  size_t scanned_ = 0;   // of buffer_, without a zero byte
  size_t received_ = 0;
  int64_t last_id_ = 0;
};

}  // namespace markwarden

// Reading, writing, waiting.
#include "core/sandbox/devtools.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace markwarden {
namespace {

constexpr std::chrono::milliseconds kTick{150};

}  // namespace

DevTools::DevTools(int to_browser, int from_browser) : out_(to_browser), in_(from_browser) {
  ::fcntl(out_, F_SETFL, O_NONBLOCK);
  ::fcntl(in_, F_SETFL, O_NONBLOCK);
}

DevTools::~DevTools() {
  ::close(out_);
  ::close(in_);
}

Status DevTools::Send(const std::string& method, const Json& params, const std::string& session) {
  Result<int64_t> sent = Write(method, params, session);
  if (!sent) return Fail(sent);
  return Ok();
}

Result<int64_t> DevTools::Write(const std::string& method, const Json& params, const std::string& session) {
  Json message = {{"id", ++last_id_}, {"method", method}, {"params", params}};
  if (!session.empty()) message["sessionId"] = session;
  std::string bytes = DumpJson(message);
  bytes += '\0';
  const Clock::time_point deadline = Clock::now() + std::chrono::seconds(5);
  for (size_t at = 0; at < bytes.size();) {
    const ssize_t count = ::send(out_, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
    if (count > 0) {
      at += static_cast<size_t>(count);
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN || Clock::now() > deadline) return Fail(ErrorCode::kInternal, "the browser has gone");
    pollfd ready{out_, POLLOUT, 0};
    ::poll(&ready, 1, static_cast<int>(kTick.count()));
  }
  return last_id_;
}

Result<Json> DevTools::Next(Clock::time_point deadline) {
  for (;;) {
    if (const size_t end = buffer_.find('\0', scanned_); end != std::string::npos) {
      Result<Json> message = ParseJson(std::string_view(buffer_).substr(0, end));
      buffer_.erase(0, end + 1);
      scanned_ = 0;
      if (!message || !message->is_object()) return Fail(ErrorCode::kInvalid, "the browser sent what is no message");
      return message;
    }
    scanned_ = buffer_.size();
    if (buffer_.size() > kMaxDevToolsMessage || received_ > kMaxDevToolsBytes) {
      return Fail(ErrorCode::kExhausted, "the browser sent more than it may");
    }
    if (watch_) {
      if (Status well = watch_(); !well) return Fail(well);
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return Fail(ErrorCode::kUnavailable, "the browser did not answer in time");
    pollfd ready{in_, POLLIN, 0};
    ::poll(&ready, 1, static_cast<int>(std::min(left, kTick).count()));
    if (ready.revents == 0) continue;
    char bytes[65536];
    const ssize_t count = ::read(in_, bytes, sizeof bytes);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (count <= 0) return Fail(ErrorCode::kInternal, "the browser has gone");
    buffer_.append(bytes, static_cast<size_t>(count));
    received_ += static_cast<size_t>(count);
  }
}

Result<Json> DevTools::Call(const std::string& method, const Json& params, const std::string& session,
                            Clock::time_point deadline) {
  const Result<int64_t> id = Write(method, params, session);
  if (!id) return Fail(ErrorCode(id.error().code), method + ": " + id.error().message);
  for (;;) {
    Result<Json> message = Next(deadline);
    if (!message) return Fail(std::move(message.error()).While(method));
    if (JsonInt(*message, "id") != *id) {
      if (on_event_ && message->contains("method")) on_event_(*message);
      continue;
    }
    if (const Json* error = JsonMember(*message, "error")) {
      return Fail(ErrorCode::kInvalid, method + ": the browser says " + JsonText(*error, "message").substr(0, 200));
    }
    const Json* result = JsonMember(*message, "result");
    return result == nullptr ? Json::object() : Json(*result);
  }
}

Result<bool> DevTools::Wait(const std::function<bool()>& done, Clock::time_point deadline) {
  while (!done()) {
    Result<Json> message = Next(deadline);
    if (!message && message.error().code == ErrorCode::kUnavailable) return false;
    if (!message) return Fail(message);
    if (on_event_ && message->contains("method")) on_event_(*message);
  }
  return true;
}

}  // namespace markwarden

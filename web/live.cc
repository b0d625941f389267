// A turn: count once, say to each what is new for it.
#include "web/live.h"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace markwarden {

struct LiveHub::Work {
  struct Part {
    const LiveSink* sink;
    Scope scope;
    Credential credential;
    Id since;
    bool check;
    bool over = false;
    std::map<std::string, std::string> events;  // all, whether or not they are new
  };
  std::vector<Part> parts;
};

Status LiveHub::Add(std::shared_ptr<LiveSink> sink, Scope scope, Credential credential) {
  if (!policy_) {
    Result<const QueuePolicy*> policy = service_.queue_policy();
    if (!policy) return Fail(policy);
    policy_ = *policy;
  }
  if (listeners_.size() >= static_cast<size_t>(policy_->live_streams)) {
    return Fail(ErrorCode::kExhausted, "so many pages listen already: ask /queue/counts from time to time");
  }
  const auto own = std::count_if(listeners_.begin(), listeners_.end(), [&](const auto& one) { return one.second.scope.actor == scope.actor; });
  if (own >= policy_->live_streams_per_person) {
    return Fail(ErrorCode::kExhausted, "this account listens with " + std::to_string(own) + " pages already: ask /queue/counts from time to time");
  }
  const auto now = std::chrono::steady_clock::now();
  const LiveSink* key = sink.get();
  listeners_.emplace(key, Listener{.sink = std::move(sink), .scope = std::move(scope), .credential = std::move(credential), .since = -1, .told = {}, .checked = now, .spoken = now});
  if (!turning_) Turn();
  return Ok();
}

void LiveHub::Remove(const LiveSink* sink) { listeners_.erase(sink); }

void LiveHub::Wait() {
  if (listeners_.empty() || stopping_) {
    turning_ = false;
    return;
  }
  timer_.expires_after(policy_->live);
  timer_.async_wait([self = shared_from_this()](boost::system::error_code failed) {
    if (failed || self->stopping_) return;
    self->Turn();
  });
}

void LiveHub::Turn() {
  turning_ = true;
  const auto now = std::chrono::steady_clock::now();
  auto work = std::make_shared<Work>();
  for (auto& [key, listener] : listeners_) {
    const bool check = now - listener.checked >= policy_->live_session;
    if (check) listener.checked = now;
    work->parts.push_back({key, listener.scope, listener.credential, listener.since, check, false, {}});
  }
  boost::asio::post(pool_, [self = shared_from_this(), work]() mutable {
    Service& service = self->service_;
    const Result<std::shared_ptr<const LiveState>> state = service.live().Now();
    for (Work::Part& part : work->parts) {
      if (part.check) {
        Result<Scope> scope = ScopeStillOf(service, part.credential);
        if (scope) part.scope = std::move(*scope);
        else part.over = scope.error().code == ErrorCode::kDenied;  // a busy store is no end of a session
      }
      if (!state || part.over) continue;
      if (part.since < 0) part.since = (*state)->newest;
      part.events["counts"] = DumpJson(LiveCounts(**state, part.scope));
      part.events["locks"] = DumpJson(LiveLocks(**state, part.scope));
      part.events["fresh"] = DumpJson(LiveFresh(**state, part.scope, part.since));
    }
    boost::asio::io_context& io = self->io_;
    boost::asio::post(io, [self = std::move(self), work] { self->Deliver(work); });
  });
}

void LiveHub::Deliver(const std::shared_ptr<Work>& work) {
  const auto now = std::chrono::steady_clock::now();
  for (Work::Part& part : work->parts) {
    const auto found = listeners_.find(part.sink);
    if (found == listeners_.end()) continue;  // left meanwhile
    Listener& listener = found->second;
    if (part.over) {
      const std::shared_ptr<LiveSink> sink = listener.sink;
      listeners_.erase(found);
      sink->End();
      continue;
    }
    listener.scope = std::move(part.scope);
    listener.since = part.since;
    std::map<std::string, std::string> fresh;
    for (auto& [name, text] : part.events) {
      std::string& told = listener.told[name];
      if (told == text) continue;
      told = text;
      fresh[name] = std::move(text);
    }
    if (!fresh.empty()) {
      listener.spoken = now;
      listener.sink->Tell(fresh);
    } else if (now - listener.spoken >= policy_->live_heartbeat) {
      listener.spoken = now;
      listener.sink->Beat();
    }
  }
  Wait();
}

}  // namespace markwarden

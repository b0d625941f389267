// Counters with delays that grow.
#include "service/sign_in_guard.h"

#include <algorithm>
#include <vector>

#include "core/hash.h"

namespace markwarden {
namespace {

// Keys have one length, however long the login that somebody sends.
std::string GuardKey(char kind, std::string_view a, std::string_view b = {}) {
  return kind + Sha256Hex(std::to_string(a.size()) + ":" + std::string(a) + std::string(b));
}

}  // namespace

std::optional<std::chrono::seconds> SignInGuard::WaitOf(const std::string& key, Time now) const {
  const auto found = counters_.find(key);
  if (found == counters_.end() || found->second.until <= now) return std::nullopt;
  return std::chrono::ceil<std::chrono::seconds>(found->second.until - now);
}

void SignInGuard::MakeRoom() {
  if (counters_.size() < kMostCounted) return;
  std::vector<Time> touched;
  touched.reserve(counters_.size());
  for (const auto& [key, counter] : counters_) touched.push_back(counter.touched);
  const auto middle = touched.begin() + static_cast<std::ptrdiff_t>(touched.size() / 2);
  std::nth_element(touched.begin(), middle, touched.end());
  std::erase_if(counters_, [&](const auto& one) { return one.second.touched <= *middle; });
}

void SignInGuard::Count(const std::string& key, int most, Time now) {
  if (!counters_.contains(key)) MakeRoom();
  Counter& counter = counters_[key];
  if (now - counter.touched > policy_.forget) counter = {};
  if (now - counter.since > policy_.window) {
    counter.failures = 0;
    counter.since = now;
  }
  counter.touched = now;
  if (++counter.failures < most) return;
  counter.until = now + policy_.delays[std::min(counter.locks, policy_.delays.size() - 1)];
  ++counter.locks;
  counter.failures = 0;
}

std::optional<std::chrono::seconds> SignInGuard::Wait(const SignInTry& tried, Time now) {
  const std::lock_guard lock(mutex_);
  // A device that is itself locked is one among strangers.
  if (!tried.device.empty() && !WaitOf(GuardKey('d', tried.login, tried.device), now)) return std::nullopt;
  std::optional<std::chrono::seconds> wait = WaitOf(GuardKey('p', tried.login, tried.address), now);
  for (const std::string& key : {GuardKey('l', tried.login), tried.address.empty() ? std::string() : GuardKey('a', tried.address)}) {
    const auto other = key.empty() ? std::nullopt : WaitOf(key, now);
    if (other && (!wait || *other > *wait)) wait = other;
  }
  if (!tried.device.empty() && !wait) wait = WaitOf(GuardKey('d', tried.login, tried.device), now);
  return wait;
}

void SignInGuard::Failed(const SignInTry& tried, Time now) {
  const std::lock_guard lock(mutex_);
  if (!tried.device.empty()) {
    Count(GuardKey('d', tried.login, tried.device), policy_.device, now);
    return;
  }
  Count(GuardKey('p', tried.login, tried.address), policy_.login_address, now);
  Count(GuardKey('l', tried.login), policy_.login, now);
  if (!tried.address.empty()) Count(GuardKey('a', tried.address), policy_.address, now);
}

void SignInGuard::Succeeded(const SignInTry& tried) {
  const std::lock_guard lock(mutex_);
  if (!tried.device.empty()) counters_.erase(GuardKey('d', tried.login, tried.device));
  counters_.erase(GuardKey('p', tried.login, tried.address));
}

std::optional<std::chrono::seconds> SignInGuard::WaitForCode(const std::string& login, Time now) {
  const std::lock_guard lock(mutex_);
  return WaitOf(GuardKey('t', login), now);
}

void SignInGuard::CodeFailed(const std::string& login, Time now) {
  const std::lock_guard lock(mutex_);
  Count(GuardKey('t', login), policy_.authenticator, now);
}

void SignInGuard::CodeSucceeded(const std::string& login) {
  const std::lock_guard lock(mutex_);
  counters_.erase(GuardKey('t', login));
}

size_t SignInGuard::counted() const {
  const std::lock_guard lock(mutex_);
  return counters_.size();
}

}  // namespace markwarden

// Slows guessing down without letting strangers lock anybody out: failures are counted for a login from an address, for an address, and
// for a login; a device from which that login has signed in before is counted by itself and does not wait for what others did
// (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").  In memory, of one process.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "service/sign_in_policy.h"

namespace markwarden {

struct SignInTry {
  std::string login;
  std::string address;  // empty: the command line on this machine
  std::string device;   // its secret, where the login has signed in from it before; else empty
};

// Thread-safe.  Holds at most kMostCounted counters: those that were touched longest ago go first.
class SignInGuard {
 public:
  static constexpr size_t kMostCounted = 20'000;

  explicit SignInGuard(SignInPolicy policy) : policy_(std::move(policy)) {}
  const SignInPolicy& policy() const { return policy_; }

  // How long that try has to wait; empty: it may go on.
  std::optional<std::chrono::seconds> Wait(const SignInTry& tried, Time now);
  void Failed(const SignInTry& tried, Time now);
  void Succeeded(const SignInTry& tried);
  // The same for codes of one account's authenticator or for its own password, wherever they come from.
  std::optional<std::chrono::seconds> WaitForCode(const std::string& login, Time now);
  void CodeFailed(const std::string& login, Time now);
  void CodeSucceeded(const std::string& login);

  size_t counted() const;

 private:
  struct Counter {
    int failures = 0;
    size_t locks = 0;  // so far: chooses the delay
    Time since, until, touched;
  };
  std::optional<std::chrono::seconds> WaitOf(const std::string& key, Time now) const;
  void Count(const std::string& key, int most, Time now);
  void MakeRoom();

  const SignInPolicy policy_;
  mutable std::mutex mutex_;
  std::map<std::string, Counter, std::less<>> counters_;  // guarded by mutex_
};

}  // namespace markwarden

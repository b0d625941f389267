// The figures of service/data/sign_in_policy.yaml, or of the store's own sign_in.yaml.
#pragma once

#include <chrono>
#include <filesystem>
#include <set>
#include <vector>

#include "core/result.h"
#include "core/scope.h"

namespace markwarden {

struct SignInPolicy {
  std::chrono::seconds window{60};
  std::vector<std::chrono::seconds> delays;  // at least one; the last one goes on
  std::chrono::minutes forget{60};
  int login_address = 0, address = 0, login = 0, device = 0, authenticator = 0;  // failures before a lock
  std::chrono::hours device_life{0};
  int devices = 0;
  std::chrono::hours invitation{0};
  int recovery_codes = 0;
  std::set<Role> authenticator_roles;  // must have one

  bool NeedsAuthenticator(const std::set<Role>& roles) const;
};

// The store's own sign_in.yaml where it has one, else the shipped file.  Errors: kInvalid (names the field), kNotFound.
Result<SignInPolicy> LoadSignInPolicy(const std::filesystem::path& data_dir, const std::filesystem::path& store_dir);

}  // namespace markwarden

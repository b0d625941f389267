// Its figures, each needed.
#include "service/sign_in_policy.h"

#include <algorithm>
#include <string>

#include "service/policy_file.h"

namespace markwarden {
namespace {

int SignInNumber(const YAML::Node& node, const char* key, int most) { return static_cast<int>(WholeNumber(node[key], key, most)); }

}  // namespace

bool SignInPolicy::NeedsAuthenticator(const std::set<Role>& roles) const {
  return std::any_of(roles.begin(), roles.end(), [&](Role role) { return authenticator_roles.contains(role); });
}

Result<SignInPolicy> LoadSignInPolicy(const std::filesystem::path& data_dir, const std::filesystem::path& store_dir) {
  const std::filesystem::path own = store_dir / "sign_in.yaml";
  std::error_code none;
  const std::filesystem::path file = std::filesystem::exists(own, none) ? own : data_dir / "service" / "data" / "sign_in_policy.yaml";
  return ReadPolicyFile(file, [](const YAML::Node& node) {
    yaml::OnlyKeys(node, {"version", "window_seconds", "delay_seconds", "forget_minutes", "tries_login_address", "tries_address", "tries_login", "tries_device",
                          "tries_authenticator", "device_days", "devices", "invitation_hours", "recovery_codes", "authenticator_roles"}, "sign-in policy");
    if (SignInNumber(node, "version", 1) != 1) throw yaml::Wrong("version must be 1");
    SignInPolicy policy;
    policy.window = std::chrono::seconds(SignInNumber(node, "window_seconds", 86'400));
    const YAML::Node delays = node["delay_seconds"];
    if (!delays || !delays.IsSequence() || delays.size() == 0) throw yaml::Wrong("delay_seconds is a list of delays");
    for (const auto& delay : delays) {
      const int seconds = delay.as<int>();
      if (seconds < 1 || seconds > 86'400) throw yaml::Wrong("delay_seconds are from 1 to 86400");
      policy.delays.emplace_back(seconds);
    }
    policy.forget = std::chrono::minutes(SignInNumber(node, "forget_minutes", 7 * 24 * 60));
    policy.login_address = SignInNumber(node, "tries_login_address", 1000);
    policy.address = SignInNumber(node, "tries_address", 100'000);
    policy.login = SignInNumber(node, "tries_login", 100'000);
    policy.device = SignInNumber(node, "tries_device", 1000);
    policy.authenticator = SignInNumber(node, "tries_authenticator", 1000);
    policy.device_life = std::chrono::hours(24 * SignInNumber(node, "device_days", 3650));
    policy.devices = SignInNumber(node, "devices", 1000);
    policy.invitation = std::chrono::hours(SignInNumber(node, "invitation_hours", 24 * 30));
    policy.recovery_codes = SignInNumber(node, "recovery_codes", 100);
    for (const std::string& name : yaml::Texts(node, "authenticator_roles")) {
      const std::optional<Role> role = ParseRole(name);
      if (!role || *role == Role::kSystem) throw yaml::Wrong("authenticator_roles: no role is called \"" + name + "\"");
      policy.authenticator_roles.insert(*role);
    }
    return policy;
  });
}

}  // namespace markwarden

// Names of roles.
#include "core/scope.h"

#include <array>

namespace markwarden {
namespace {

struct RoleName {
  Role role;
  std::string_view name;
};
constexpr std::array kRoles = {
    RoleName{Role::kAdministrator, "administrator"}, RoleName{Role::kHead, "head"},
    RoleName{Role::kOfficer, "officer"},   RoleName{Role::kReviewer, "reviewer"},
    RoleName{Role::kApprover, "approver"}, RoleName{Role::kSender, "sender"},
    RoleName{Role::kHolder, "holder"},     RoleName{Role::kAgent, "agent"},
    RoleName{Role::kPlatform, "platform"}, RoleName{Role::kAuditor, "auditor"},
    RoleName{Role::kSpotter, "spotter"},   RoleName{Role::kSystem, "system"},
};

}  // namespace

std::string_view ToString(Role role) {
  for (const RoleName& entry : kRoles) {
    if (entry.role == role) return entry.name;
  }
  return "spotter";
}

std::optional<Role> ParseRole(std::string_view text) {
  for (const RoleName& entry : kRoles) {
    if (entry.name == text) return entry.role;
  }
  return std::nullopt;
}

}  // namespace markwarden

// Time authorities as data: one YAML file each, brought in by an administrator.
#pragma once

#include <filesystem>
#include <stop_token>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"
#include "store/time_authorities.h"

namespace markwarden {

// Keys: key, url, name: {zh, en}, anchors: file.pem (beside it), revocation_lists: file.pem, policies: [dotted],
// trusted, enabled, priority, allow_networks, max_accuracy_ms.  Errors: kInvalid (names the field), kNotFound (a file).
Result<TimeAuthorityRecord> ReadTimeAuthority(const std::filesystem::path& file);

// Writes event `time_authority.added`.  Gives the authority as ListTimeAuthorities does.
Result<Json> AddTimeAuthority(Service& service, const Scope& scope, TimeAuthorityRecord authority);
// The same keys as JSON, from a page: "anchors" and "revocation_lists" are the certificates themselves, as PEM.  Nothing of it is read before
// the role is known.  Errors: kInvalid, kDenied.
Result<Json> AddTimeAuthorityOf(Service& service, const Scope& scope, const Json& fields);

// {"items":[{"id","key","number","url","name","trusted","enabled","priority","policies","anchors":[subject],
// "revocation_lists":[issuer],"allow_networks","max_accuracy_ms"}],"queue":{"wanted","have","refused","last_error"}}
Result<Json> ListTimeAuthorities(Service& service, const Scope& scope);

// Asks each enabled authority for a token over random bytes and keeps none: {"items":[{"key","ok","error","time","certificate","policy",
// "accuracy_us","certificate_until","took_ms"}]}
Result<Json> CheckTimeAuthorities(Service& service, const Scope& scope, std::stop_token stop);

}  // namespace markwarden

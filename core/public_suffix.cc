// Registrable domains and host groups.
#include "core/public_suffix.h"

#include <libpsl.h>

#include "core/idna.h"
#include "core/url.h"

namespace markwarden {
namespace {

// The newer of the distribution's list and the one built into the library.
const psl_ctx_t* List() {
  static const psl_ctx_t* const list = [] {
    const psl_ctx_t* latest = psl_latest(nullptr);
    return latest ? latest : psl_builtin();
  }();
  return list;
}

}  // namespace

std::optional<std::string> RegistrableDomain(std::string_view domain) {
  Result<std::string> ascii = DomainToAscii(domain);
  if (!ascii || !List()) return std::nullopt;
  std::string& name = *ascii;
  if (!name.empty() && name.back() == '.') name.pop_back();
  if (name.empty() || name.front() == '.' || name.back() == '.' || name.find("..") != std::string::npos) {
    return std::nullopt;
  }
  // From the right: the first name that is no public suffix is registrable.
  size_t start = name.size();
  while (start > 0) {
    const size_t dot = name.rfind('.', start - 1);
    const size_t label = dot == std::string::npos ? 0 : dot + 1;
    if (!psl_is_public_suffix2(List(), name.c_str() + label, PSL_TYPE_ICANN)) return name.substr(label);
    start = dot == std::string::npos ? 0 : dot;
  }
  return std::nullopt;
}

std::string HostGroup(const Url& url) {
  if (url.host().empty()) return url.scheme() + ":";
  if (url.host_kind() == HostKind::kDomain) {
    if (std::optional<std::string> domain = RegistrableDomain(url.host())) return std::move(*domain);
    // "shop." and "shop" are one host, as in CanonicalKey.
    const std::string& host = url.host();
    if (host.size() > 1 && host.back() == '.' && host[host.size() - 2] != '.') return host.substr(0, host.size() - 1);
  }
  return url.host();
}

}  // namespace markwarden

// The User-Agent.
#include "service/version.h"

#include <cstdlib>

namespace markwarden {

std::string UserAgent() {
  const char* contact = std::getenv("MARKWARDEN_CONTACT");
  std::string clean;
  for (const char* c = contact ? contact : ""; *c != '\0' && clean.size() < 200; ++c) {
    if (*c > 0x20 && *c < 0x7F && *c != '(' && *c != ')') clean += *c;
  }
  return std::string("markwarden/") + kProgramVersion + " (+" + (clean.empty() ? "no-contact-set" : clean) + ")";
}

}  // namespace markwarden

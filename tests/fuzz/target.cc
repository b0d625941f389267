// The list of targets, and how a broken property ends the program.
#include "tests/fuzz/target.h"

#include <cstdio>
#include <cstdlib>

namespace markwarden::fuzz {

std::vector<Target>& Targets() {
  static std::vector<Target> targets;
  return targets;
}

bool Register(const char* name, void (*run)(std::string_view bytes)) {
  Targets().push_back({name, run});
  return true;
}

void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "property broken: %s\n", what);
  std::abort();
}

Split FirstLine(std::string_view bytes) {
  const size_t end = bytes.find('\n');
  if (end == std::string_view::npos) return {bytes, {}};
  return {bytes.substr(0, end), bytes.substr(end + 1)};
}

}  // namespace markwarden::fuzz

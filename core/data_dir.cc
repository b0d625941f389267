// Finds the data folder of an installed program or of a build tree.
#include "core/data_dir.h"

#include <cstdlib>
#include <system_error>

namespace markwarden {
namespace {

namespace fs = std::filesystem;

bool HasPacks(const fs::path& dir) {
  std::error_code ignored;
  return fs::is_directory(dir / "rules" / "packs", ignored);
}

}  // namespace

fs::path DataDir() {
  if (const char* set = std::getenv("MARKWARDEN_DATA"); set && *set) return fs::path(set);
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    const fs::path installed = program.parent_path().parent_path() / "share" / "markwarden";
    if (HasPacks(installed)) return installed;
    for (fs::path dir = program.parent_path(); dir.has_relative_path(); dir = dir.parent_path()) {
      if (HasPacks(dir)) return dir;
    }
  }
#ifdef MARKWARDEN_SHARE
  if (HasPacks(MARKWARDEN_SHARE)) return fs::path(MARKWARDEN_SHARE);
#endif
  return {};
}

}  // namespace markwarden

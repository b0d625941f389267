// Where the shipped data files (rule packs, tables, templates) are.
#pragma once

#include <filesystem>

namespace markwarden {

// The folder that holds `rules/packs`: $MARKWARDEN_DATA when set, else <executable>/../share/markwarden,
// else the nearest folder above the executable that has it (a build tree inside the
// checkout), else the source tree this program was built from.  Empty when there is none.  Thread-safe.
std::filesystem::path DataDir();

}  // namespace markwarden

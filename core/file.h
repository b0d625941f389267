// Whole files, read with a cap and written all or nothing.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.h"

namespace markwarden {

// Errors: kNotFound, kDenied, kExhausted (larger than max_bytes), kInvalid (a folder), kInternal.
Result<std::string> ReadFile(const std::filesystem::path& path, size_t max_bytes = 1 << 30);

// Writes beside `path`, syncs, renames: readers see the old file or the new one, never half.
// `mode` are the permission bits of a new file.  Errors: kExhausted (full disk), kDenied, kInternal.
Status WriteFileAtomic(const std::filesystem::path& path, std::string_view bytes, int mode = 0644);

}  // namespace markwarden

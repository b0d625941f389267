// The files of a package as a verifier sees them: in a folder or in a ZIP archive.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/byte_source.h"
#include "core/formats/zip.h"
#include "core/result.h"

namespace markwarden {

struct TreeEntry {
  std::string path;         // relative, parts joined by "/"
  int64_t size = 0;
  std::string refused = {};  // empty, or why it is not read: "it is a symbolic link", "it is no regular file" ...
};

struct TreeLimits {
  size_t entries = 10'000;
  int64_t total_bytes = 4LL << 30;
  size_t depth = 32;
};

// One thread at a time.
class FileTree {
 public:
  virtual ~FileTree() = default;
  // Every file, sorted by the bytes of its path; folders are not listed.
  virtual const std::vector<TreeEntry>& entries() const = 0;
  // Errors: kNotFound, kInvalid (refused), kInternal.  The source does not outlive the tree.
  virtual Result<std::unique_ptr<ByteSource>> Open(std::string_view path) const = 0;
  // All of it.  Errors: as Open; kExhausted (larger than max_bytes).
  Result<std::string> Read(std::string_view path, size_t max_bytes) const;
  const TreeEntry* Find(std::string_view path) const;  // null when there is none
};

// Links are never followed: neither when the folder is listed nor when a file is opened.
// Errors: kNotFound, kDenied, kInvalid (no folder), kExhausted (past a limit).
Result<std::unique_ptr<FileTree>> OpenFolderTree(const std::filesystem::path& folder, const TreeLimits& limits = {});

// A ZIP archive with everything in one folder NAME/, or without it.  Stored entries are read where they lie, without looking
// at their checksum: what is in a package has digests.  Packed ones are unpacked into memory up to 256 MiB.
// `source` outlives the tree.  Errors: as ZipReader::Open.
Result<std::unique_ptr<FileTree>> OpenZipTree(const ByteSource& source, const ZipLimits& limits = {.total_bytes = 4LL << 30});

}  // namespace markwarden

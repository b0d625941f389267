// ZIP archives (APPNOTE.TXT 6.3.10) read within limits; nothing is ever written to a folder.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/byte_source.h"
#include "core/result.h"

namespace markwarden {

struct ZipLimits {
  size_t entries = 10'000;
  int64_t total_bytes = 1LL << 30;   // of all entries, inflated
  int64_t ratio = 100;               // inflated to packed, once an entry passes free_bytes
  int64_t free_bytes = 1 << 20;
  size_t name_bytes = 1024;
};

struct ZipEntry {
  std::string name;      // as stored; "a/b.html"
  bool utf8 = false;     // the archive says that the name is UTF-8, or it is ASCII
  bool folder = false;
  int64_t packed = 0, size = 0;
  uint32_t crc = 0;
  uint16_t method = 0;   // 0 stored, 8 deflated
  int64_t offset = 0;    // of its local header
  std::string modified;  // "2026-11-23T08:40:12", in an unknown zone; empty when not said
  std::string refused;   // empty, or why this entry is not read
};

// The folder part of an entry's name with its slash; empty at the top.
std::string FolderOf(const std::string& name);

// Reads views of `source`, which outlives it.  One thread at a time.
class ZipReader {
 public:
  // Reads the central directory.  A name that leads out of the archive ("..", absolute, a drive, a
  // backslash, a control character), a second entry of one name or one that differs in ASCII case only, a link,
  // an encrypted entry, an unknown method or a ratio past the limit is an entry with `refused` set.
  // Errors: kInvalid (no ZIP, broken, entries that overlap), kExhausted (too many entries, too large when
  // inflated), kUnsupported (several disks).
  static Result<ZipReader> Open(const ByteSource& source, const ZipLimits& limits = {});

  const std::vector<ZipEntry>& entries() const { return entries_; }
  const ZipEntry* Find(std::string_view name) const;  // null when there is none

  // The entry's bytes, pulled.  Reading past what the entry declares, or a checksum that does not fit at the end, is
  // kInvalid.  The stream uses the reader's source and is done before it.  Errors: kInvalid (why it is refused; the local header tells
  // another story than the directory).
  Result<std::unique_ptr<ByteStream>> Stream(const ZipEntry& entry) const;

  // The bytes of a stored entry where they lie, at any place; its checksum is not looked at.  Errors: those of
  // Stream, kUnsupported (a packed entry).
  Result<SliceSource> Slice(const ZipEntry& entry) const;

  // All of it.  Errors: those of Stream, kExhausted (larger than max_bytes).
  Result<std::string> Read(const ZipEntry& entry, size_t max_bytes) const;

 private:
  explicit ZipReader(const ByteSource& source) : source_(&source) {}
  Result<int64_t> BeginOf(const ZipEntry& entry) const;  // of its bytes, once its local header has been believed
  const ByteSource* source_;
  std::vector<ZipEntry> entries_;
};

// Empty, or why an entry of this name would be refused.
std::string WrongZipName(std::string_view name, const ZipLimits& limits = {});
// Two entries of one folded name are refused: ASCII in lower case, without the slash of a folder.
std::string FoldedZipName(std::string_view name);

// True when the bytes begin as a ZIP archive does.
bool LooksZip(std::string_view bytes);

}  // namespace markwarden

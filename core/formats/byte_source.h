// Where a reader's bytes lie: in memory or in an open file, read at any place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

namespace markwarden {

// Implementations are safe for one thread at a time.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual int64_t size() const = 0;

  // Up to `count` bytes from `offset`; fewer only at the end.  Errors: kInternal (the disk).
  virtual Result<std::string> ReadAt(int64_t offset, size_t count) const = 0;
};

// Bytes that outlive it.
class MemorySource : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }
  Result<std::string> ReadAt(int64_t offset, size_t count) const override {
    if (offset < 0 || offset >= size()) return std::string();
    return std::string(bytes_.substr(static_cast<size_t>(offset), count));
  }

 private:
  const std::string_view bytes_;
};

// A part of a source that outlives it.
class SliceSource : public ByteSource {
 public:
  SliceSource(const ByteSource& source, int64_t offset, int64_t size) : source_(&source), offset_(offset), size_(size) {}
  int64_t size() const override { return size_; }
  Result<std::string> ReadAt(int64_t offset, size_t count) const override;

 private:
  const ByteSource* source_;
  int64_t offset_, size_;
};

// An open file of a size that is taken once: what is appended later is not seen.
class FileSource : public ByteSource {
 public:
  // Errors: kNotFound, kDenied, kInvalid (no regular file).
  static Result<std::unique_ptr<FileSource>> Open(const std::string& path);
  // A descriptor that somebody else opened, whose size is said; it is closed with the source.
  static std::unique_ptr<FileSource> Adopt(int fd, int64_t size) { return std::unique_ptr<FileSource>(new FileSource(fd, size)); }
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  int64_t size() const override { return size_; }
  Result<std::string> ReadAt(int64_t offset, size_t count) const override;
  int fd() const { return fd_; }

 private:
  FileSource(int fd, int64_t size) : fd_(fd), size_(size) {}
  const int fd_;
  const int64_t size_;
};

// A stream of bytes that is pulled once from its beginning.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  // Up to `count` bytes, empty only at the end.  Errors: as the implementation says.
  virtual Result<std::string> Read(size_t count) = 0;
};

}  // namespace markwarden

// Where a writer's bytes go: into memory or into a new file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

namespace markwarden {

// One thread at a time.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  // All of `bytes` or an error; after an error the sink is of no more use.
  virtual Status Write(std::string_view bytes) = 0;
};

class MemorySink : public ByteSink {
 public:
  Status Write(std::string_view bytes) override {
    bytes_.append(bytes);
    return Ok();
  }
  const std::string& bytes() const { return bytes_; }
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// A file that did not exist before.  It is taken away again unless Finish said that it is whole.
class FileSink : public ByteSink {
 public:
  // Errors: kConflict (something of that name is there, a link too), kNotFound (no such folder), kDenied, kExhausted.
  static Result<std::unique_ptr<FileSink>> Create(const std::filesystem::path& path, int mode = 0644);
  ~FileSink() override;
  FileSink(const FileSink&) = delete;
  FileSink& operator=(const FileSink&) = delete;

  // Errors: kExhausted (full disk), kInternal.
  Status Write(std::string_view bytes) override;
  // Syncs the file and its folder.  Once.
  Status Finish();

 private:
  FileSink(int fd, std::filesystem::path path) : fd_(fd), path_(std::move(path)) {}
  int fd_;
  const std::filesystem::path path_;
  bool whole_ = false;
};

}  // namespace markwarden

// Positioned reads of one open file.
#include "core/formats/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace markwarden {

Result<std::string> SliceSource::ReadAt(int64_t offset, size_t count) const {
  if (offset < 0 || offset >= size_) return std::string();
  return source_->ReadAt(offset_ + offset, std::min(count, static_cast<size_t>(size_ - offset)));
}

Result<std::unique_ptr<FileSource>> FileSource::Open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0) {
    return Fail(errno == ENOENT || errno == ENOTDIR ? ErrorCode::kNotFound : ErrorCode::kDenied, "open " + path + ": " + std::strerror(errno));
  }
  struct stat info {};
  if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(fd);
    return Fail(ErrorCode::kInvalid, "open " + path + ": it is no regular file");
  }
  return std::unique_ptr<FileSource>(new FileSource(fd, info.st_size));
}

FileSource::~FileSource() { ::close(fd_); }

Result<std::string> FileSource::ReadAt(int64_t offset, size_t count) const {
  std::string bytes;
  if (offset < 0 || offset >= size_) return bytes;
  bytes.resize(std::min(count, static_cast<size_t>(size_ - offset)));
  size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t got = ::pread(fd_, bytes.data() + have, bytes.size() - have, offset + static_cast<int64_t>(have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Fail(ErrorCode::kInternal, std::string("read the file: ") + std::strerror(errno));
    if (got == 0) break;
    have += static_cast<size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

}  // namespace markwarden

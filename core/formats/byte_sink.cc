// A new file, synced when it is whole.
#include "core/formats/byte_sink.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace markwarden {
namespace {

Error FileError(const std::string& doing) {
  const int error = errno;
  ErrorCode code = ErrorCode::kInternal;
  if (error == EEXIST || error == ELOOP) code = ErrorCode::kConflict;
  if (error == ENOENT || error == ENOTDIR) code = ErrorCode::kNotFound;
  if (error == EACCES || error == EPERM || error == EROFS) code = ErrorCode::kDenied;
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) code = ErrorCode::kExhausted;
  return {code, doing + ": " + std::strerror(error) + (code == ErrorCode::kExhausted ? "; free some space and try again" : "")};
}

}  // namespace

Result<std::unique_ptr<FileSink>> FileSink::Create(const std::filesystem::path& path, int mode) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  if (fd < 0) return Fail(FileError("make " + path.string()));
  return std::unique_ptr<FileSink>(new FileSink(fd, path));
}

FileSink::~FileSink() {
  if (fd_ >= 0) ::close(fd_);
  if (!whole_) ::unlink(path_.c_str());
}

Status FileSink::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Fail(FileError("write " + path_.string()));
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return Ok();
}

Status FileSink::Finish() {
  if (::fsync(fd_) != 0) return Fail(FileError("sync " + path_.string()));
  const std::filesystem::path folder = path_.has_parent_path() ? path_.parent_path() : std::filesystem::path(".");
  const int parent = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = parent >= 0 && ::fsync(parent) == 0;
  if (parent >= 0) ::close(parent);
  if (!synced) return Fail(FileError("sync " + folder.string()));
  whole_ = true;
  return Ok();
}

}  // namespace markwarden

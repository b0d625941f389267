// POSIX files.
#include "core/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/descriptor.h"
#include "core/hash.h"

namespace markwarden {
namespace {

tl::unexpected<Error> FailErrno(std::string what) {
  const int error = errno;
  ErrorCode code = ErrorCode::kInternal;
  if (error == ENOENT || error == ENOTDIR) code = ErrorCode::kNotFound;
  if (error == EACCES || error == EPERM || error == EROFS) code = ErrorCode::kDenied;
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) code = ErrorCode::kExhausted;
  if (error == EISDIR) code = ErrorCode::kInvalid;
  return Fail(code, what + ": " + std::strerror(error));
}

}  // namespace

Result<std::string> ReadFile(const std::filesystem::path& path, size_t max_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (file.get() < 0) return FailErrno("open " + path.string());
  struct stat info {};
  if (::fstat(file.get(), &info) == 0 && S_ISDIR(info.st_mode)) {
    return Fail(ErrorCode::kInvalid, "open " + path.string() + ": it is a folder, a file is needed");
  }
  std::string bytes;
  bytes.reserve(std::min(static_cast<size_t>(std::max<off_t>(info.st_size, 0)), max_bytes));  // some files say 0 and hold more
  char buffer[65536];
  for (;;) {
    const ssize_t count = ::read(file.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FailErrno("read " + path.string());
    if (count == 0) return bytes;
    if (bytes.size() + static_cast<size_t>(count) > max_bytes) {
      return Fail(ErrorCode::kExhausted, "read " + path.string() + ": larger than the cap of " +
                                             std::to_string(max_bytes) + " bytes");
    }
    bytes.append(buffer, static_cast<size_t>(count));
  }
}

Status WriteFileAtomic(const std::filesystem::path& path, std::string_view bytes, int mode) {
  const std::filesystem::path part =
      path.parent_path() / ("." + path.filename().string() + "." + ToHex(RandomBytes(6)));
  Status written;
  {
    const Descriptor file(::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (file.get() < 0) return FailErrno("create " + part.string());
    size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t count = ::write(file.get(), bytes.data() + done, bytes.size() - done);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) {
        written = FailErrno("write " + path.string());
        break;
      }
      done += static_cast<size_t>(count);
    }
    if (written && ::fsync(file.get()) != 0) written = FailErrno("sync " + path.string());
  }
  if (written && ::rename(part.c_str(), path.c_str()) != 0) {
    written = FailErrno("rename to " + path.string());
  }
  if (!written) {
    ::unlink(part.c_str());
    return written;
  }
  const Descriptor folder(
      ::open(path.has_parent_path() ? path.parent_path().c_str() : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() >= 0) ::fsync(folder.get());
  return written;
}

}  // namespace markwarden

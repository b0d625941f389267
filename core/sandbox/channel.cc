// Sealed memory files.
#include "core/sandbox/channel.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace markwarden {

Result<SharedBytes> SharedBytes::Make(const char* name, size_t bytes, bool writable) {
  const auto failed = [](const char* what) {
    return Fail(ErrorCode::kExhausted, std::string("memory for a content worker: ") + what + ": " + std::strerror(errno));
  };
  const int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return failed("memfd_create");
  void* mapped = MAP_FAILED;
  if (ftruncate(fd, static_cast<off_t>(bytes)) == 0) mapped = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (mapped == MAP_FAILED) {
    close(fd);
    return failed("map");
  }
  SharedBytes shared(fd, static_cast<char*>(mapped), bytes);
  // Future writes are sealed off after our own writable mapping exists, which stays usable.
  const int seals = F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL | (writable ? 0 : F_SEAL_FUTURE_WRITE);
  if (fcntl(fd, F_ADD_SEALS, seals) != 0) return failed("seal");
  return shared;
}

SharedBytes::SharedBytes(SharedBytes&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SharedBytes::~SharedBytes() {
  if (data_ != nullptr) munmap(data_, size_);
  if (fd_ >= 0) close(fd_);
}

}  // namespace markwarden

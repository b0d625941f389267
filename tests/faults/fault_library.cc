// Loaded before the C library into a program under test: makes its K-th write, sync or
// allocation on a store fail, as the environment says.
//   MARKWARDEN_FAULT=write:28:5     the 5th write and all after it fail with errno 28
//   MARKWARDEN_FAULT=sync:5:3       the 3rd fsync or fdatasync fails with errno 5, later ones do not
//   MARKWARDEN_FAULT=memory:12:100  the 100th allocation after the store was opened fails
//   MARKWARDEN_FAULT_DIR=/path      the store
//   MARKWARDEN_FAULT_FIRED=/file    made when something failed
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" {
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
}

namespace {

enum class Kind { kNone, kWrite, kSync, kMemory };

struct Plan {
  Kind kind = Kind::kNone;
  int error = 0;
  long at = 0;
  char dir[512] = "";
  char fired[512] = "";
};

Plan plan;
std::atomic<bool> armed{false};
std::atomic<long> counted{0};
std::atomic<bool> said{false};

template <typename F>
F Real(const char* name) {
  return reinterpret_cast<F>(::dlsym(RTLD_NEXT, name));
}

__attribute__((constructor)) void ReadPlan() {
  const char* text = std::getenv("MARKWARDEN_FAULT");
  const char* dir = std::getenv("MARKWARDEN_FAULT_DIR");
  const char* fired = std::getenv("MARKWARDEN_FAULT_FIRED");
  if (text == nullptr || dir == nullptr || fired == nullptr) return;
  char kind[16] = "";
  if (std::sscanf(text, "%15[a-z]:%d:%ld", kind, &plan.error, &plan.at) != 3) return;
  std::strncpy(plan.dir, dir, sizeof plan.dir - 1);
  std::strncpy(plan.fired, fired, sizeof plan.fired - 1);
  plan.kind = std::strcmp(kind, "write") == 0 ? Kind::kWrite : std::strcmp(kind, "sync") == 0 ? Kind::kSync : Kind::kMemory;
}

void Say() {
  if (said.exchange(true)) return;
  using Open = int (*)(const char*, int, ...);
  static const Open open_file = Real<Open>("open");
  const int fd = open_file(plan.fired, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0) ::close(fd);
}

bool OnStore(int fd) {
  char link[64], path[512];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = ::readlink(link, path, sizeof path - 1);
  return length > 0 && std::strncmp(path, plan.dir, std::strlen(plan.dir)) == 0;
}

// True when this call is to fail; sets errno.
bool Fails(Kind kind, int fd) {
  if (plan.kind != kind || !OnStore(fd)) return false;
  const long number = ++counted;
  if (kind == Kind::kWrite ? number < plan.at : number != plan.at) return false;
  Say();
  errno = plan.error;
  return true;
}

bool NoMemory() {
  if (plan.kind != Kind::kMemory || !armed || ++counted != plan.at) return false;
  Say();
  errno = ENOMEM;
  return true;
}

void Arm(const char* path) {
  if (plan.kind == Kind::kMemory && std::strstr(path, "/store.json") != nullptr) armed = true;
}

}  // namespace

extern "C" {

ssize_t write(int fd, const void* bytes, size_t size) {
  static const auto real = Real<ssize_t (*)(int, const void*, size_t)>("write");
  return Fails(Kind::kWrite, fd) ? -1 : real(fd, bytes, size);
}
ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
  static const auto real = Real<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
  return Fails(Kind::kWrite, fd) ? -1 : real(fd, bytes, size, at);
}
ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t at) {
  static const auto real = Real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  return Fails(Kind::kWrite, fd) ? -1 : real(fd, bytes, size, at);
}
int fsync(int fd) {
  static const auto real = Real<int (*)(int)>("fsync");
  return Fails(Kind::kSync, fd) ? -1 : real(fd);
}
int fdatasync(int fd) {
  static const auto real = Real<int (*)(int)>("fdatasync");
  return Fails(Kind::kSync, fd) ? -1 : real(fd);
}
int open(const char* path, int flags, ...) {
  static const auto real = Real<int (*)(const char*, int, ...)>("open");
  std::va_list rest;
  va_start(rest, flags);
  const mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  Arm(path);
  return real(path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  static const auto real = Real<int (*)(const char*, int, ...)>("open64");
  std::va_list rest;
  va_start(rest, flags);
  const mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  Arm(path);
  return real(path, flags, mode);
}
void* malloc(size_t size) noexcept { return NoMemory() ? nullptr : __libc_malloc(size); }
void* calloc(size_t count, size_t size) noexcept { return NoMemory() ? nullptr : __libc_calloc(count, size); }
void* realloc(void* old, size_t size) noexcept { return NoMemory() ? nullptr : __libc_realloc(old, size); }

}  // extern "C"

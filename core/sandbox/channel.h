// What host and worker say to each other: fixed-size packets over a socket, bytes in
// two shared memory files.  The host reads nothing of the worker's that it has not copied first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/result.h"
#include "core/sandbox/job.h"

namespace markwarden {

// Descriptors of a worker.
inline constexpr int kWorkerSocket = 3;
inline constexpr int kWorkerInput = 4;   // parameters, then data; read-only for the worker
inline constexpr int kWorkerOutput = 5;  // the reply
inline constexpr int kWorkerFile = 6;    // a file too large to hand over, for reading at any place; else nothing

// Sent once, when the worker is locked in.
struct WorkerHello {
  uint32_t magic = 0x6d77'6331;
};

struct JobRequest {
  uint64_t number = 0;
  uint64_t params = 0;  // bytes at the beginning of the input
  uint64_t data = 0;    // bytes behind them
  char job[64] = {};
};

struct JobAnswer {
  uint64_t number = 0;
  uint64_t bytes = 0;    // at the beginning of the output: the reply, or the error's message
  uint32_t failed = 0;   // 1: the job refused its input
  uint32_t code = 0;     // ErrorCode when it did
  uint32_t broken = 0;   // 1: the worker ran out of memory and ends after this answer
};

// Shared memory of a fixed size that neither side can resize.  The one who made it keeps a writable
// mapping; `writable` says whether the other side may map it for writing too.
class SharedBytes {
 public:
  static Result<SharedBytes> Make(const char* name, size_t bytes, bool writable);
  SharedBytes(SharedBytes&& other) noexcept;
  SharedBytes& operator=(SharedBytes&&) = delete;
  ~SharedBytes();

  int fd() const { return fd_; }
  char* data() const { return data_; }
  size_t size() const { return size_; }

 private:
  SharedBytes(int fd, char* data, size_t size) : fd_(fd), data_(data), size_(size) {}
  int fd_ = -1;
  char* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace markwarden

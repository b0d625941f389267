// Locks the calling process in: what a content worker does to itself before it sees
// the first hostile byte.
#pragma once

#include <sys/types.h>

#include "core/result.h"
#include "core/sandbox/job.h"

namespace markwarden {

inline constexpr int kBadStart = 64;      // the exit code of a process that could not lock itself in
inline constexpr uid_t kNobody = 65534;  // Debian's "nobody" and "nogroup"

// For good: no new privileges, an unprivileged user when started as root, resource limits, and a seccomp
// filter that knows only memory, the worker's socket, its file and the clock.  Opening files is refused (EACCES);
// sockets, processes, tracing and everything else end the process.  Single-threaded callers only.
// Builds with a sanitizer keep the address space unlimited and refuse where others kill.
Status ConfineWorker(WorkerClass worker_class);

// False in builds whose sanitizer needs an unlimited address space.
bool LimitsAddressSpace();

}  // namespace markwarden

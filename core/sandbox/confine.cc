// The filter and the limits.
#include "core/sandbox/confine.h"

#include <fcntl.h>
#include <grp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include "core/sandbox/channel.h"
#include "core/sanitized.h"

namespace markwarden {
namespace {

Status Failed(const char* what) {
  return Fail(ErrorCode::kUnavailable, std::string("confine a content worker: ") + what + ": " + std::strerror(errno));
}

Status DropRoot() {
  if (geteuid() != 0) return Ok();
  if (setgroups(0, nullptr) != 0 || setresgid(kNobody, kNobody, kNobody) != 0 || setresuid(kNobody, kNobody, kNobody) != 0) {
    return Failed("become an unprivileged user");
  }
  return Ok();
}

Status SetLimits(WorkerClass worker_class) {
  const auto limit = [](__rlimit_resource what, rlim_t soft, rlim_t hard) {
    const rlimit value{soft, hard};
    return setrlimit(what, &value) == 0;
  };
  // CPU time is counted job by job, by the host.
  const bool set = limit(RLIMIT_CORE, 0, 0) && limit(RLIMIT_FSIZE, 0, 0) && limit(RLIMIT_NPROC, 0, 0) &&
                   limit(RLIMIT_MEMLOCK, 0, 0) && limit(RLIMIT_MSGQUEUE, 0, 0) &&
                   (kSanitized || limit(RLIMIT_AS, WorkerMemory(worker_class), WorkerMemory(worker_class)));
  return set ? Ok() : Failed("set limits");
}

// What the library's macros make, without a literal that only C has.
scmp_arg_cmp Equals(unsigned argument, scmp_datum_t value) {
  return {.arg = argument, .op = SCMP_CMP_EQ, .datum_a = value, .datum_b = 0};
}

Status InstallFilter() {
  struct Release {
    void operator()(void* filter) const { seccomp_release(filter); }
  };
  const std::unique_ptr<void, Release> filter(
      seccomp_init(kSanitized ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_KILL_PROCESS));
  if (!filter) return Fail(ErrorCode::kUnavailable, "confine a content worker: no seccomp filter");
  int wrong = 0;
  const auto allow = [&](int call) { wrong |= seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0); };
  const auto refuse = [&](int call) { wrong |= seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EACCES), call, 0); };
  const auto on_socket = [&](int call) {
    wrong |= seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 1, Equals(0, kWorkerSocket));
  };
  // Memory, but never executable.
  const auto without_exec = [&](int call) {
    wrong |= seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 1, scmp_arg_cmp{.arg = 2, .op = SCMP_CMP_MASKED_EQ, .datum_a = PROT_EXEC, .datum_b = 0});
  };
  without_exec(SCMP_SYS(mmap));
  without_exec(SCMP_SYS(mprotect));
  for (const int call : {SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex),
                         SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom), SCMP_SYS(sysinfo),
                         SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(sigaltstack),
                         SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(close),
                         SCMP_SYS(restart_syscall), SCMP_SYS(sched_yield)}) {
    allow(call);
  }
  on_socket(SCMP_SYS(recvfrom));
  on_socket(SCMP_SYS(sendto));
  wrong |= seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(pread64), 1, Equals(0, kWorkerFile));
  // abort() signals its own process, and may signal no other.
  wrong |= seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, Equals(0, static_cast<scmp_datum_t>(getpid())));
  // Last words of the C library go to standard error, which is nowhere unless a sanitizer speaks.
  wrong |= seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(write), 1, Equals(0, STDERR_FILENO));
  // A library that looks for a file finds none.
  for (const int call : {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
                         SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(statx),
                         SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd), SCMP_SYS(ioctl), SCMP_SYS(prlimit64),
                         SCMP_SYS(getrlimit), SCMP_SYS(sched_getaffinity), SCMP_SYS(uname), SCMP_SYS(getrusage)}) {
    refuse(call);
  }
  if (kSanitized) {
    // UBSan looks through a pipe whether an object's memory can be read.
    for (const int call : {SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep), SCMP_SYS(prctl), SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(write)}) allow(call);
  }
  if (wrong != 0 || seccomp_load(filter.get()) != 0) {
    return Fail(ErrorCode::kUnavailable, "confine a content worker: this kernel takes no seccomp filter");
  }
  return Ok();
}

}  // namespace

bool LimitsAddressSpace() { return !kSanitized; }

Status ConfineWorker(WorkerClass worker_class) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return Failed("no new privileges");
  if (Status dropped = DropRoot(); !dropped) return dropped;
  if (Status limited = SetLimits(worker_class); !limited) return limited;
  return InstallFilter();
}

}  // namespace markwarden

// The processes of one session as /proc shows them: who they are, what they hold, and their end.
// Private to core/sandbox.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace markwarden {

struct ProcessInfo {
  pid_t pid = 0;
  std::string arguments;       // joined by spaces
  uid_t uid = 0;               // effective
  int64_t resident_bytes = 0;  // its own memory and shared memory, without mapped files
  bool no_new_privs = false;
  int seccomp = 0;             // 2: a filter is in force
};

// Every process of session `leader`; a process that ends meanwhile is left out.
std::vector<ProcessInfo> ProcessesOf(pid_t leader);

// SIGKILL to every process of the session until none is left, and takes the leader's exit status, which
// must be our child's.  Any thread.
void EndSession(pid_t leader);

}  // namespace markwarden

// Reads /proc: what a session's members are is nowhere else to be had.
#include "core/sandbox/process_group.h"

#include <dirent.h>
#include <signal.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <thread>

namespace markwarden {
namespace {

// A file of /proc; at most `cap` bytes.
std::string ReadProc(pid_t pid, const char* name, size_t cap = 8192) {
  const std::string path = "/proc/" + std::to_string(pid) + "/" + name;
  std::string text;
  if (FILE* file = std::fopen(path.c_str(), "re")) {
    text.resize(cap);
    text.resize(std::fread(text.data(), 1, cap, file));
    std::fclose(file);
  }
  return text;
}

// The session of a process; empty when the process is gone or a zombie.
std::optional<pid_t> SessionOf(pid_t pid) {
  const std::string stat = ReadProc(pid, "stat", 1024);
  const size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  char state = 0;
  int parent = 0, group = 0, session = 0;
  if (std::sscanf(stat.c_str() + name_end + 1, " %c %d %d %d", &state, &parent, &group, &session) != 4) return std::nullopt;
  if (state == 'Z' || state == 'X') return std::nullopt;
  return session;
}

std::vector<pid_t> MembersOf(pid_t leader) {
  std::vector<pid_t> members;
  DIR* proc = ::opendir("/proc");
  if (proc == nullptr) return members;
  while (const dirent* entry = ::readdir(proc)) {
    const pid_t pid = std::atoi(entry->d_name);
    if (pid > 0 && SessionOf(pid) == leader) members.push_back(pid);
  }
  ::closedir(proc);
  return members;
}

int64_t Field(const std::string& status, const char* name) {
  const size_t at = status.find(std::string("\n") + name + ":");
  return at == std::string::npos ? 0 : std::strtoll(status.c_str() + at + 2 + std::string(name).size(), nullptr, 10);
}

}  // namespace

std::vector<ProcessInfo> ProcessesOf(pid_t leader) {
  std::vector<ProcessInfo> processes;
  for (const pid_t pid : MembersOf(leader)) {
    const std::string status = ReadProc(pid, "status");
    if (status.empty()) continue;
    ProcessInfo process;
    process.pid = pid;
    process.arguments = ReadProc(pid, "cmdline");
    for (char& c : process.arguments) {
      if (c == 0) c = ' ';
    }
    if (const size_t uid = status.find("\nUid:"); uid != std::string::npos) {
      unsigned real = 0, effective = 0;
      if (std::sscanf(status.c_str() + uid + 5, "%u %u", &real, &effective) == 2) process.uid = effective;
    }
    process.resident_bytes = (Field(status, "RssAnon") + Field(status, "RssShmem")) * 1024;
    process.no_new_privs = Field(status, "NoNewPrivs") == 1;
    process.seccomp = static_cast<int>(Field(status, "Seccomp"));
    processes.push_back(std::move(process));
  }
  return processes;
}

void EndSession(pid_t leader) {
  if (leader <= 1) return;
  // New processes may appear between the look and the kill, hence until nothing is left.
  for (int round = 0; round < 200; ++round) {
    ::kill(-leader, SIGKILL);
    const std::vector<pid_t> members = MembersOf(leader);
    for (const pid_t pid : members) ::kill(pid, SIGKILL);
    if (members.empty()) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  while (::waitpid(leader, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace markwarden

// posix_spawn with everything said.
#include "core/sandbox/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/descriptor.h"
#include "core/sanitized.h"

namespace markwarden {

Result<pid_t> SpawnConfined(std::string_view what, std::vector<std::string> words, std::span<const HandedDescriptor> descriptors) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  std::vector<Descriptor> parked;
  for (const HandedDescriptor& handed : descriptors) {
    // Descriptors are first moved out of the way of their own targets.
    const Descriptor& out = parked.emplace_back(handed.from < 0 ? -1 : fcntl(handed.from, F_DUPFD_CLOEXEC, 16));
    if (handed.from >= 0) {
      posix_spawn_file_actions_adddup2(&actions, out.get(), handed.to);
    } else {
      posix_spawn_file_actions_addclose(&actions, handed.to);
    }
  }
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  if (!kSanitized) posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  sigset_t none, standard;
  sigemptyset(&none);
  sigfillset(&standard);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &standard);
  posix_spawnattr_setpgroup(&attributes, 0);  // a Ctrl-C is the host's to hear
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  // Leaks of a process that is killed in the middle say nothing.
  char locale[] = "LC_ALL=C.UTF-8", asan[] = "ASAN_OPTIONS=detect_leaks=0";
  char* environment[] = {locale, asan, nullptr};
  pid_t pid = -1;
  const int error = posix_spawn(&pid, argv.front(), &actions, &attributes, argv.data(), environment);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) {
    return Fail(error == ENOENT ? ErrorCode::kUnavailable : ErrorCode::kExhausted,
                "start " + std::string(what) + " " + words.front() + ": " + std::strerror(error));
  }
  return pid;
}

}  // namespace markwarden

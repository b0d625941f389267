// fork, less privilege, exec; and the profile's folder.
#include "core/sandbox/browser_process.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <thread>

#include "core/sandbox/confine.h"
#include "core/sandbox/process_group.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

constexpr rlim_t kMaxFile = 256 << 20;  // bytes of any file it writes
constexpr std::chrono::milliseconds kConfinedWithin{3000};
constexpr const char* kProfilePrefix = "markwarden-browser-";
constexpr const char* kComplaints = "stderr.log";

constexpr const char* kHowToGetASandbox =
    "pages are not rendered: Chromium has no sandbox here; install the package chromium-sandbox, or allow unprivileged user "
    "namespaces (sysctl user.max_user_namespaces)";

gid_t GroupOf(uid_t uid) {
  const passwd* entry = ::getpwuid(uid);
  return entry != nullptr ? entry->pw_gid : static_cast<gid_t>(uid);
}

// Becomes `uid` for good; async-signal-safe.
bool BecomeUser(uid_t uid, gid_t gid) {
  if (::geteuid() != 0) return true;
  return ::setgroups(0, nullptr) == 0 && ::setresgid(gid, gid, gid) == 0 && ::setresuid(uid, uid, uid) == 0 &&
         ::setuid(0) != 0;
}

// What an earlier process of ours could not remove because it was killed.
void RemoveOrphans(const fs::path& folder) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kProfilePrefix)) continue;
    const pid_t owner = std::atoi(name.c_str() + std::strlen(kProfilePrefix));
    if (owner <= 0 || ::kill(owner, 0) == 0 || errno != ESRCH) continue;
    struct stat info;
    if (::lstat(entry.path().c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) continue;
    if (info.st_uid != ::geteuid() && info.st_uid != BrowserUid()) continue;
    fs::remove_all(entry.path(), error);
  }
}

}  // namespace

uid_t BrowserUid() {
  if (::geteuid() != 0) return ::geteuid();
  const passwd* nobody = ::getpwnam("nobody");
  return nobody != nullptr && nobody->pw_uid != 0 ? nobody->pw_uid : kNobody;
}

Status CheckSandboxAvailable(const fs::path& program, uid_t uid) {
  if (uid == 0) return Fail(ErrorCode::kUnavailable, "pages are not rendered: a browser never runs as root");
  struct stat helper;
  if (::stat((program.parent_path() / "chrome-sandbox").c_str(), &helper) == 0 && helper.st_uid == 0 &&
      (helper.st_mode & S_ISUID) != 0 && (helper.st_mode & S_IXOTH) != 0) {
    return Ok();
  }
  const gid_t gid = GroupOf(uid);
  const pid_t child = ::fork();
  if (child == 0) {
    if (!BecomeUser(uid, gid)) ::_exit(2);
    ::_exit(::unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET) == 0 ? 0 : 1);
  }
  int status = 1;
  while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0) return Ok();
  return Fail(ErrorCode::kUnavailable, kHowToGetASandbox);
}

Result<std::unique_ptr<BrowserProcess>> BrowserProcess::Start(const BrowserProcessOptions& options) {
  std::unique_ptr<BrowserProcess> process(new BrowserProcess());
  process->uid_ = BrowserUid();
  const gid_t gid = GroupOf(process->uid_);
  if (Status sandbox = CheckSandboxAvailable(options.program, process->uid_); !sandbox) return Fail(sandbox);

  RemoveOrphans(options.folder);
  std::string profile = (options.folder / (kProfilePrefix + std::to_string(::getpid()) + "-XXXXXX")).string();
  if (::mkdtemp(profile.data()) == nullptr) {
    return Fail(ErrorCode::kInternal, "make a browser's profile in " + options.folder.string() + ": " + std::strerror(errno));
  }
  process->profile_ = profile;
  if (::geteuid() == 0 && ::chown(profile.c_str(), process->uid_, gid) != 0) {
    return Fail(ErrorCode::kInternal, std::string("hand the profile to the browser's user: ") + std::strerror(errno));
  }

  int commands[2], answers[2];
  // A socket, which unlike a pipe can be written to without a signal when the browser is gone.
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, commands) != 0) return Fail(ErrorCode::kExhausted, std::string("socketpair: ") + std::strerror(errno));
  if (::pipe2(answers, O_CLOEXEC) != 0) {
    ::close(commands[0]);
    ::close(commands[1]);
    return Fail(ErrorCode::kExhausted, std::string("pipe: ") + std::strerror(errno));
  }
  process->to_browser_ = commands[1];
  process->from_browser_ = answers[0];

  std::vector<std::string> arguments = {options.program.string(), "--remote-debugging-pipe", "--user-data-dir=" + profile + "/data"};
  arguments.insert(arguments.end(), options.flags.begin(), options.flags.end());
  std::vector<std::string> settings = {"HOME=" + profile, "TMPDIR=" + profile, "XDG_CONFIG_HOME=" + profile, "XDG_CACHE_HOME=" + profile,
                                       "XDG_RUNTIME_DIR=" + profile, "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "TZ=UTC",
                                       "DBUS_SESSION_BUS_ADDRESS=unix:path=/dev/null", "DBUS_SYSTEM_BUS_ADDRESS=unix:path=/dev/null"};
  std::vector<char*> argv, envp;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  for (std::string& setting : settings) envp.push_back(setting.data());
  argv.push_back(nullptr);
  envp.push_back(nullptr);
  const std::string complaints = profile + "/" + kComplaints;
  const pid_t parent = ::getpid();
  const uid_t uid = process->uid_;

  process->pid_ = ::fork();
  if (process->pid_ == 0) {
    // Descriptors 3 and 4 are the pipe by Chromium's convention; everything else closes by itself or below.
    const int in = ::fcntl(commands[0], F_DUPFD, 16), out = ::fcntl(answers[1], F_DUPFD, 16);
    ::setsid();
    ::umask(077);
    const rlimit no_core{0, 0}, file{kMaxFile, kMaxFile};
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::setrlimit(RLIMIT_FSIZE, &file);
    if (!BecomeUser(uid, gid)) ::_exit(126);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // after the change of user, which clears it
    if (::getppid() != parent || ::chdir(profile.c_str()) != 0) ::_exit(126);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const int nothing = ::open("/dev/null", O_RDWR);
    const int log = ::open(complaints.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::dup2(nothing, 0);
    ::dup2(nothing, 1);
    ::dup2(log >= 0 ? log : nothing, 2);
    ::dup2(in, 3);
    ::dup2(out, 4);
    ::close_range(5, ~0u, 0);
    ::execve(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
  ::close(commands[0]);
  ::close(answers[1]);
  if (process->pid_ < 0) return Fail(ErrorCode::kExhausted, std::string("start a browser: ") + std::strerror(errno));
  return Result<std::unique_ptr<BrowserProcess>>(std::move(process));
}

BrowserProcess::~BrowserProcess() {
  if (pid_ > 0) EndSession(pid_);
  if (to_browser_ >= 0) ::close(to_browser_);
  if (from_browser_ >= 0) ::close(from_browser_);
  std::error_code error;
  if (!profile_.empty()) fs::remove_all(profile_, error);
}

int BrowserProcess::TakeToBrowser() { return std::exchange(to_browser_, -1); }
int BrowserProcess::TakeFromBrowser() { return std::exchange(from_browser_, -1); }

int64_t BrowserProcess::ResidentBytes() const {
  int64_t sum = 0;
  for (const ProcessInfo& process : ProcessesOf(pid_)) sum += process.resident_bytes;
  return sum;
}

Status BrowserProcess::CheckSandbox() const {
  const auto patience = std::chrono::steady_clock::now() + kConfinedWithin;
  for (;;) {
    int renderers = 0, bare = 0;
    for (const ProcessInfo& process : ProcessesOf(pid_)) {
      if (process.uid == 0) return Fail(ErrorCode::kUnavailable, "a process of the browser runs as root: pages are not rendered");
      if (process.arguments.find(" --type=renderer ") == std::string::npos) continue;
      ++renderers;
      if (process.seccomp != 2 || !process.no_new_privs) ++bare;
    }
    if (renderers > 0 && bare == 0) return Ok();
    if (std::chrono::steady_clock::now() >= patience) {
      return Fail(ErrorCode::kUnavailable,
                  renderers > 0 ? kHowToGetASandbox : "the browser started no renderer: pages are not rendered");
    }
    // A renderer that was only just started confines itself before it takes its first order.
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

std::string BrowserProcess::LastWords() const {
  std::ifstream log(profile_ / kComplaints);
  std::string line, last;
  for (int lines = 0; lines < 10'000 && std::getline(log, line); ++lines) {
    // "[pid:tid:date/time:FATAL:file(line)] text"
    if (line.find("FATAL") == std::string::npos && line.find("sandbox") == std::string::npos) continue;
    last = line.substr(line.find("] ") == std::string::npos ? 0 : line.find("] ") + 2, 200);
  }
  return last;
}

}  // namespace markwarden

// One Chromium process tree: started as an unprivileged user in a session and a profile folder of its own, measured,
// checked for its sandbox, and ended with everything it started.
// Private to core/sandbox.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"

namespace markwarden {

struct BrowserProcessOptions {
  std::filesystem::path program;        // the browser's own binary, no wrapper script
  std::vector<std::string> flags;       // --user-data-dir and the pipe are added
  std::filesystem::path folder = "/tmp";  // takes the profile
};

// Used on one thread.
class BrowserProcess {
 public:
  // Errors: kUnavailable (no sandbox here: says what to install or to allow), kExhausted (no process), kInternal.
  static Result<std::unique_ptr<BrowserProcess>> Start(const BrowserProcessOptions& options);
  ~BrowserProcess();  // ends the whole session, removes the profile
  BrowserProcess(const BrowserProcess&) = delete;
  BrowserProcess& operator=(const BrowserProcess&) = delete;

  // Our ends of what DevTools are spoken over, handed over once: a socket and a pipe.
  int TakeToBrowser();
  int TakeFromBrowser();

  pid_t pid() const { return pid_; }
  uid_t uid() const { return uid_; }
  int64_t ResidentBytes() const;

  // Whether what runs is what was meant: no process as root, and every renderer under a seccomp filter that it
  // cannot shed.  Errors: kUnavailable (says which process lacks what); there must be a renderer.
  Status CheckSandbox() const;

  // The last line that it complained with; empty when it did not.
  std::string LastWords() const;

 private:
  BrowserProcess() = default;
  pid_t pid_ = -1;
  uid_t uid_ = 0;
  int to_browser_ = -1, from_browser_ = -1;
  std::filesystem::path profile_;
};

// Whom a browser runs as: nobody when we are root, else ourselves.
uid_t BrowserUid();

// Whether the kernel lets `uid` make the namespaces that Chromium's sandbox needs, or its set-user-id helper
// beside `program` stands in.  Errors: kUnavailable, with what to install or to allow.
Status CheckSandboxAvailable(const std::filesystem::path& program, uid_t uid);

}  // namespace markwarden

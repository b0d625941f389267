// A child process whose output is read line by line; ended when the owner goes.
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"

namespace markwarden {

class Child {
 public:
  // Starts `argv[0]`; `environment` is added to ours.  Standard output goes to a pipe, standard error
  // stays ours unless `log` names a file for it.
  static Result<Child> Start(const std::vector<std::string>& argv, const std::map<std::string, std::string>& environment,
                             const std::string& log = "");
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();  // SIGTERM, five seconds, SIGKILL

  // The next line of its output; empty at the end.
  std::optional<std::string> ReadLine();
  void Terminate();  // SIGTERM
  int Wait();        // exit code; 128 + signal when it died of one
  pid_t pid() const { return pid_; }

 private:
  Child(pid_t pid, int out) : pid_(pid), out_(out) {}
  pid_t pid_ = -1;
  int out_ = -1;
  std::string buffer_;
};

// The folder that this program's executable is in.
std::string ExecutableFolder();

}  // namespace markwarden

// Runs the built program as a person's shell would.
#pragma once

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/hash.h"

namespace markwarden {

struct Ran {
  int code = -1;
  std::string out, err;
};

// `command` follows the program's name, as a shell reads it; `before` are assignments in front of it.
inline Ran RunMarkwarden(const std::string& command, const std::string& before = "") {
  const std::filesystem::path errors = std::filesystem::temp_directory_path() / ("markwarden-err-" + ToHex(RandomBytes(6)));
  const std::string line = before + " MARKWARDEN_DATA=" MARKWARDEN_SOURCE_DIR " " MARKWARDEN_BIN_DIR "/markwarden " + command +
                           " 2>" + errors.string();
  Ran ran;
  FILE* pipe = ::popen(line.c_str(), "r");
  if (!pipe) return ran;
  std::array<char, 4096> buffer;
  while (const size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe)) ran.out.append(buffer.data(), count);
  const int status = ::pclose(pipe);
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  std::ifstream in(errors, std::ios::binary);
  ran.err.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  std::filesystem::remove(errors);
  return ran;
}

// A folder of its own, gone at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() : path_(std::filesystem::temp_directory_path() / ("markwarden-app-" + ToHex(RandomBytes(6)))) {
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }
  std::string File(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return (path_ / name).string();
  }

 private:
  const std::filesystem::path path_;
};

}  // namespace markwarden

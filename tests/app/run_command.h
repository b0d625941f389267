// Runs the built program as a person's shell would.
#pragma once

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/hash.h"
#include "tests/temporary_folder.h"

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

}  // namespace markwarden

// A folder for one test.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "core/hash.h"

namespace markwarden {

// A folder of its own, gone at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() : path_(std::filesystem::temp_directory_path() / ("markwarden-test-" + ToHex(RandomBytes(6)))) {
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

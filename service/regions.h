// Names of administrative divisions (GB/T 2260).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "core/json.h"
#include "core/result.h"

namespace markwarden {

class RegionNames {
 public:
  // Reads data_dir/service/data/regions.yaml.  Errors: kNotFound, kInvalid naming the code.
  static Result<RegionNames> Load(const std::filesystem::path& data_dir);

  // {"code","name":{"zh","en"},"whole":true}: the names of what it lies in, outermost first; `whole` false when the
  // division's own name is not among them.  Null for an empty code; `name` null when nothing is known of it.
  Json View(std::string_view code) const;

 private:
  std::map<std::string, std::pair<std::string, std::string>, std::less<>> names_;  // zh, en
};

}  // namespace markwarden

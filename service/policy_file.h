// A policy of service/data: one YAML file of figures, each needed.  Internal to service/.
#pragma once

#include <cstdint>
#include <filesystem>
#include <new>
#include <string>

#include "core/file.h"
#include "reports/yaml_reader.h"

namespace markwarden {

// What `read` makes of the file's node.  Whatever is wrong with the file is kInvalid with its name.
template <typename Read>
auto ReadPolicyFile(const std::filesystem::path& file, const Read& read) -> Result<decltype(read(YAML::Node()))> {
  Result<std::string> text = ReadFile(file, 64 << 10);
  if (!text) return Fail(text);
  try {
    return read(YAML::Load(*text));
  } catch (const std::bad_alloc&) {
    throw;  // no memory is no fault of the file
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kInvalid, file.string() + ": " + error.what());
  }
}

// A whole number from 1 to `most`.  Throws yaml::Wrong.
inline int64_t WholeNumber(const YAML::Node& value, const char* key, int64_t most) {
  int64_t number = 0;
  if (!value || !value.IsScalar() || !YAML::convert<int64_t>::decode(value, number) || number < 1 || number > most) {
    throw yaml::Wrong(std::string(key) + " must be whole, from 1 to " + std::to_string(most));
  }
  return number;
}

}  // namespace markwarden

// regions.yaml, read once for each caller.
#include "service/regions.h"

#include "core/file.h"
#include "reports/yaml_reader.h"

namespace markwarden {

Result<RegionNames> RegionNames::Load(const std::filesystem::path& data_dir) try {
  const std::filesystem::path file = data_dir / "service" / "data" / "regions.yaml";
  Result<std::string> text = ReadFile(file, 1 << 20);
  if (!text) return Fail(text);
  RegionNames regions;
  try {
    const YAML::Node root = YAML::Load(*text);
    yaml::OnlyKeys(root, {"names"}, "regions");
    for (const auto& entry : root["names"]) {
      const std::string code = entry.first.as<std::string>();
      if (code.size() % 2 != 0 || code.size() > 6 || code.find_first_not_of("0123456789") != std::string::npos) {
        throw yaml::Wrong(code + " is no code of two, four or six digits");
      }
      LocalText name = yaml::Local(entry.second, code);
      regions.names_[code] = {name["zh"], name["en"]};
    }
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kInvalid, file.string() + ": " + error.what());
  }
  return regions;
} catch (const std::bad_alloc&) {
  return Fail(ErrorCode::kExhausted, "no memory to read the names of regions");
}

Json RegionNames::View(std::string_view code) const {
  if (code.empty()) return nullptr;
  std::string own(code);
  while (own.size() > 2 && own.size() % 2 == 0 && own.ends_with("00")) own.resize(own.size() - 2);
  std::string zh, en;
  bool whole = false;
  for (size_t length = 2; length <= own.size(); length += 2) {
    const auto found = names_.find(std::string_view(own).substr(0, length));
    if (found == names_.end()) continue;
    zh += found->second.first;
    en = found->second.second + (en.empty() ? "" : ", " + en);
    whole = length == own.size();
  }
  return {{"code", code}, {"name", zh.empty() ? Json(nullptr) : Json{{"zh", zh}, {"en", en}}}, {"whole", whole}};
}

}  // namespace markwarden

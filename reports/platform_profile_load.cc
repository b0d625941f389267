// reports/platforms/*.yaml -> PlatformProfile.
#include <algorithm>

#include "core/file.h"
#include "reports/json_pointer.h"
#include "reports/platform_profile.h"
#include "reports/yaml_reader.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;
using yaml::Needed;
using yaml::OnlyKeys;
using yaml::Wrong;

constexpr int64_t kMostOfAnything = 1'000'000;

// A notice with one of everything: a profile's pointer must lead somewhere in it.
Json NoticeShape() {
  Notice notice;
  const LocalText text = {{"zh", "x"}, {"en", "x"}, {"ru", "x"}, {"ja", "x"}, {"ko", "x"}};
  notice.right.proofs.resize(1);
  notice.right.classes = {1};
  notice.items.resize(1);
  notice.items[0].price = Price{.amount = "1", .amount_max = "1", .currency = "x"};
  notice.claim.act = notice.claim.comparison = text;
  notice.claim.statutes = {{.id = "x", .statute = text, .article = text, .version_date = "x"}};
  notice.prima_facie_evidence.resize(1);
  return ToJson(notice);
}

bool IsLanguage(std::string_view text) { return text.size() == 2 && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos; }

std::string Pointer(const YAML::Node& node, const char* key, const std::string& where) {
  static const Json shape = NoticeShape();
  std::string pointer = yaml::Text(node, key);
  if (pointer.empty() || pointer == "@reason") return pointer;
  for (const std::string_view own : {"@reason/", "@comparison/"}) {
    if (pointer.starts_with(own) && IsLanguage(std::string_view(pointer).substr(own.size()))) return pointer;
  }
  const std::vector<std::string> each = pointer.starts_with('/') ? EachPointer(shape, pointer) : std::vector<std::string>();
  if (each.empty() || !ValueAt(shape, each.front())) throw Wrong(where + ": " + key + " \"" + pointer + "\" is nothing that a notice has");
  return pointer;
}

size_t Most(const YAML::Node& node, const char* key, const std::string& where) {
  int64_t value = 0;
  if (node[key] && (!YAML::convert<int64_t>::decode(node[key], value) || value < 0 || value > kMostOfAnything)) {
    throw Wrong(where + ": " + key + " must be a whole number from 0 (no limit known) to " + std::to_string(kMostOfAnything));
  }
  return static_cast<size_t>(value);
}

bool TrueOrFalse(const YAML::Node& node, const char* key, bool otherwise, const std::string& where) {
  bool value = otherwise;
  if (node[key] && !YAML::convert<bool>::decode(node[key], value)) throw Wrong(where + ": " + key + " is true or false");
  return value;
}

std::vector<RightKind> KindsOf(const YAML::Node& node, const std::string& where) {
  std::vector<RightKind> kinds;
  for (const std::string& name : yaml::Texts(node, "kinds")) {
    const auto kind = ParseRightKind(name);
    if (!kind) throw Wrong(where + ": kinds: \"" + name + "\" is not a kind of right");
    kinds.push_back(*kind);
  }
  return kinds;
}

std::optional<ProfileCondition> Condition(const YAML::Node& node, const char* key, const PlatformProfile& profile, const std::string& outer) {
  if (!node[key]) return std::nullopt;
  const std::string where = outer + "." + key;
  OnlyKeys(node[key], {"kinds", "acts", "reasons", "present"}, where);
  ProfileCondition condition{.kinds = KindsOf(node[key], where), .acts = yaml::Texts(node[key], "acts"),
                             .reasons = yaml::Texts(node[key], "reasons"), .present = Pointer(node[key], "present", where)};
  for (const std::string& code : condition.reasons) {
    if (std::none_of(profile.reasons.begin(), profile.reasons.end(), [&](const ProfileReason& reason) { return reason.code == code; })) {
      throw Wrong(where + ": the profile has no reason \"" + code + "\"");
    }
  }
  if (condition.kinds.empty() && condition.acts.empty() && condition.reasons.empty() && condition.present.empty()) throw Wrong(where + ": a condition that always holds");
  return condition;
}

ProfileReason ReadReason(const YAML::Node& node, const PlatformProfile& profile, const std::string& file) {
  const std::string code = Needed(node, "code", file + ": reasons"), where = file + ": reason " + code;
  OnlyKeys(node, {"code", "name", "acts", "kinds", "by_hand"}, where);
  for (const ProfileReason& known : profile.reasons) {
    if (known.code == code) throw Wrong(where + ": stands twice");
  }
  return {.code = code, .name = yaml::Local(node["name"], where + ".name"), .acts = yaml::Texts(node, "acts"), .kinds = KindsOf(node, where),
          .by_hand = TrueOrFalse(node, "by_hand", false, where)};
}

// After the reasons, which it names.
ProfileField ReadField(const YAML::Node& node, const PlatformProfile& profile, const std::string& file) {
  const std::string id = Needed(node, "id", file + ": fields"), where = file + ": field " + id;
  OnlyKeys(node, {"id", "name", "pointer", "applies_when", "required", "required_when", "max_chars", "values"}, where);
  ProfileField field{.id = id, .name = yaml::Local(node["name"], where + ".name"), .pointer = Pointer(node, "pointer", where),
                     .applies_when = Condition(node, "applies_when", profile, where), .required = TrueOrFalse(node, "required", false, where),
                     .required_when = Condition(node, "required_when", profile, where), .max_chars = Most(node, "max_chars", where),
                     .values = yaml::Texts(node, "values")};
  if (field.required && field.required_when) throw Wrong(where + ": required already; required_when says when else");
  return field;
}

ProfileBatch ReadBatch(const YAML::Node& node, const std::string& file) {
  ProfileBatch batch;
  if (!node) return batch;
  const std::string where = file + ": batch";
  OnlyKeys(node, {"format", "columns", "max_rows"}, where);
  batch.format = Needed(node, "format", where);
  if (batch.format != "csv" && batch.format != "xlsx") throw Wrong(where + ": format \"" + batch.format + "\" is not one of csv, xlsx");
  batch.max_rows = Most(node, "max_rows", where);
  for (const auto& column : node["columns"]) {
    OnlyKeys(column, {"header", "pointer"}, where + ".columns");
    batch.columns.push_back({Needed(column, "header", where + ".columns"), Pointer(column, "pointer", where + ".columns")});
  }
  if (batch.columns.empty()) throw Wrong(where + ": columns are missing");
  return batch;
}

PlatformProfile ReadProfile(const YAML::Node& root, const std::string& file) {
  OnlyKeys(root, {"id", "name", "note", "platforms", "max_items", "max_links_by_form", "max_message_chars", "daily_cap", "one_right_per_notice",
                  "same_reason_once", "reasons", "fields", "batch", "source", "verified_by"}, file);
  PlatformProfile profile;
  profile.id = Needed(root, "id", file);
  profile.name = yaml::Local(root["name"], file + ": name");
  if (root["note"]) profile.note = yaml::Local(root["note"], file + ": note");
  profile.platforms = yaml::Texts(root, "platforms");
  profile.max_items = Most(root, "max_items", file);
  profile.max_links_by_form = Most(root, "max_links_by_form", file);
  profile.max_message_chars = Most(root, "max_message_chars", file);
  profile.daily_cap = Most(root, "daily_cap", file);
  profile.one_right_per_notice = TrueOrFalse(root, "one_right_per_notice", true, file);
  profile.same_reason_once = TrueOrFalse(root, "same_reason_once", false, file);
  for (const auto& node : root["reasons"]) {
    ProfileReason reason = ReadReason(node, profile, file);
    profile.reasons.push_back(std::move(reason));
  }
  for (const auto& node : root["fields"]) profile.fields.push_back(ReadField(node, profile, file));
  profile.batch = ReadBatch(root["batch"], file);
  profile.source = Needed(root, "source", file);
  profile.verified_by = yaml::Text(root, "verified_by");
  return profile;
}

}  // namespace

Result<std::vector<PlatformProfile>> LoadPlatformProfiles(const fs::path& dir) {
  std::error_code ec;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(dir, ec)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  if (files.empty()) return Fail(ErrorCode::kNotFound, "no platform profiles in " + dir.string() + (ec ? ": " + ec.message() : ""));
  std::sort(files.begin(), files.end());
  std::vector<PlatformProfile> profiles;
  for (const fs::path& path : files) {
    const std::string file = path.filename().string();
    const Result<std::string> text = ReadFile(path, 1 << 20);
    if (!text) return Fail(Error(text.error()).While("load platform profiles"));
    try {
      profiles.push_back(ReadProfile(YAML::Load(*text), file));
    } catch (const Wrong& e) {
      return Fail(ErrorCode::kInvalid, std::string("load platform profiles: ") + e.what());
    } catch (const YAML::Exception& e) {
      return Fail(ErrorCode::kInvalid, "load platform profiles: " + file + ": " + e.what());
    }
  }
  return profiles;
}

}  // namespace markwarden

// Readers and writers of JSON values.
#include "core/json.h"

#include <algorithm>

namespace markwarden {
namespace {

// Nesting as the bytes show it, so that the parser never recurses past the cap.
bool DeeperThan(std::string_view text, int cap) {
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > cap) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

}  // namespace

Result<Json> ParseJson(std::string_view text) {
  if (DeeperThan(text, kMaxJsonDepth)) {
    return Fail(ErrorCode::kExhausted,
                "JSON nests deeper than " + std::to_string(kMaxJsonDepth) + " levels");
  }
  try {
    return Json::parse(text);
  } catch (const Json::exception& e) {
    return Fail(ErrorCode::kInvalid, std::string("not JSON: ") + e.what());
  }
}

std::string DumpJson(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

const Json* JsonMember(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

namespace {

std::string TextOf(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number() || value.is_boolean()) return value.dump();
  return "";
}

}  // namespace

std::string JsonText(const Json& object, const char* key) {
  const Json* value = JsonMember(object, key);
  return value ? TextOf(*value) : "";
}

std::optional<int64_t> JsonInt(const Json& object, const char* key) {
  const Json* value = JsonMember(object, key);
  if (!value || !value->is_number()) return std::nullopt;
  if (value->is_number_float()) {
    const double number = value->get<double>();
    if (!(number > -9e18 && number < 9e18)) return std::nullopt;
    return static_cast<int64_t>(number);
  }
  return value->get<int64_t>();
}

std::vector<std::string> JsonTexts(const Json& object, const char* key) {
  std::vector<std::string> texts;
  const Json* value = JsonMember(object, key);
  if (!value) return texts;
  if (!value->is_array()) {
    if (std::string text = TextOf(*value); !text.empty()) texts.push_back(std::move(text));
    return texts;
  }
  for (const Json& item : *value) {
    if (std::string text = TextOf(item); !text.empty()) texts.push_back(std::move(text));
  }
  return texts;
}

Json TextOrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

}  // namespace markwarden

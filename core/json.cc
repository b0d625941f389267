// Readers and writers of JSON values.
#include "core/json.h"

#include <algorithm>
#include <set>

#include "core/utf8.h"

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

// At most `most` bytes, cut between characters.
std::string ShortText(std::string_view text, size_t most) {
  if (text.size() <= most) return MendUtf8(text);
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return MendUtf8(text.substr(0, most)) + "…";
}

// The library's words without its number of the error.  It quotes what it read last, however long that is.
std::string WhatIsWrong(std::string_view what) {
  constexpr size_t kMost = 160;
  if (const size_t end = what.find("] "); what.starts_with("[json.") && end != std::string_view::npos) what.remove_prefix(end + 2);
  return ShortText(what, kMost);
}

Result<Json> ParseWatched(std::string_view text, const Json::parser_callback_t& watch) {
  if (DeeperThan(text, kMaxJsonDepth)) {
    return Fail(ErrorCode::kExhausted,
                "JSON nests deeper than " + std::to_string(kMaxJsonDepth) + " levels");
  }
  try {
    return Json::parse(text, watch);
  } catch (const Json::exception& e) {
    return Fail(ErrorCode::kInvalid, "not JSON: " + WhatIsWrong(e.what()));
  }
}

}  // namespace

Result<Json> ParseJson(std::string_view text) { return ParseWatched(text, nullptr); }

Result<Json> ParseUniqueJson(std::string_view text) {
  std::vector<std::set<std::string>> names;  // of the objects that are open
  std::optional<std::string> twice;
  Result<Json> value = ParseWatched(text, [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) names.emplace_back();
    if (event == Json::parse_event_t::object_end && !names.empty()) names.pop_back();
    if (event == Json::parse_event_t::key && !names.empty()) {
      const std::string& name = parsed.get_ref<const std::string&>();
      if (!names.back().insert(name).second && !twice) twice = name;
    }
    return true;
  });
  if (value && twice) return Fail(ErrorCode::kInvalid, "the key \"" + ShortText(*twice, 60) + "\" appears twice in one object");
  return value;
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

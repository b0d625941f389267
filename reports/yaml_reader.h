// Reading our own YAML data strictly: every key is known, every error names file and field.
#pragma once

#include <yaml-cpp/yaml.h>

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/notice.h"

namespace markwarden::yaml {

// Thrown inside the loaders only; their public functions turn it into kInvalid.
struct Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline void OnlyKeys(const YAML::Node& node, std::initializer_list<std::string_view> known, const std::string& where) {
  if (!node.IsMap()) throw Wrong(where + ": expected a mapping");
  for (const auto& entry : node) {
    const std::string key = entry.first.as<std::string>();
    bool found = false;
    for (const std::string_view name : known) found = found || name == key;
    if (!found) throw Wrong(where + ": unknown key \"" + key + "\"");
  }
}

inline std::string Text(const YAML::Node& node, const char* key) {
  const YAML::Node value = node[key];
  return value && value.IsScalar() ? value.as<std::string>() : "";
}

inline std::string Needed(const YAML::Node& node, const char* key, const std::string& where) {
  std::string text = Text(node, key);
  if (text.empty()) throw Wrong(where + ": " + key + " is missing");
  return text;
}

inline std::vector<std::string> Texts(const YAML::Node& node, const char* key) {
  std::vector<std::string> texts;
  const YAML::Node value = node[key];
  if (value && value.IsScalar()) texts.push_back(value.as<std::string>());
  if (value && value.IsSequence()) {
    for (const auto& item : value) texts.push_back(item.as<std::string>());
  }
  return texts;
}

// {"zh": ..., "en": ...}, both present.
inline LocalText Local(const YAML::Node& value, const std::string& where) {
  if (!value || !value.IsMap()) throw Wrong(where + ": expected texts in zh and en");
  LocalText text;
  for (const auto& entry : value) text[entry.first.as<std::string>()] = entry.second.as<std::string>();
  for (const char* lang : {"zh", "en"}) {
    if (text[lang].empty()) throw Wrong(where + ": no text in " + lang);
  }
  return text;
}

// "" or a date that exists.
inline std::string Date(const YAML::Node& node, const char* key, const std::string& where) {
  std::string text = Text(node, key);
  if (!text.empty() && (text.size() != 10 || !ParseTime(text))) {
    throw Wrong(where + ": " + key + " \"" + text + "\" is not a date such as 2026-12-31");
  }
  return text;
}

}  // namespace markwarden::yaml

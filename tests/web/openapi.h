// web/openapi.yaml read for the tests: its operations, and whether a value fits one of its schemas.
#pragma once

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>
#include <string>

#include "core/json.h"

namespace markwarden {

inline Json ToJson(const YAML::Node& node) {
  if (node.IsMap()) {
    Json object = Json::object();
    for (const auto& entry : node) object[entry.first.as<std::string>()] = ToJson(entry.second);
    return object;
  }
  if (node.IsSequence()) {
    Json list = Json::array();
    for (const auto& item : node) list.push_back(ToJson(item));
    return list;
  }
  if (node.IsNull()) return nullptr;
  const std::string text = node.Scalar();
  if (node.Tag() == "!") return text;  // quoted
  if (text == "true" || text == "false") return text == "true";
  if (text == "null") return nullptr;
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string::npos) return std::stoll(text);
  return text;
}

class OpenApi {
 public:
  OpenApi() : root_(ToJson(YAML::LoadFile(std::string(MARKWARDEN_SOURCE_DIR) + "/web/openapi.yaml"))) {}

  const Json& root() const { return root_; }

  // "GET /flags listFlags"
  std::set<std::string> Operations() const {
    std::set<std::string> all;
    for (const auto& [path, methods] : root_["paths"].items()) {
      for (const auto& [method, operation] : methods.items()) {
        std::string upper = method;
        for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        all.insert(upper + " " + path + " " + operation["operationId"].get<std::string>());
      }
    }
    return all;
  }

  // What is wrong with the answer of an operation, or empty.
  std::string Check(const std::string& path, const std::string& method, int status, const Json& value) const {
    const Json& responses = root_["paths"][path][method]["responses"];
    const std::string key = responses.contains(std::to_string(status)) ? std::to_string(status) : "default";
    if (!responses.contains(key)) return "status " + key + " is not described";
    const Json& response = Resolve(responses[key]);
    if (!response.contains("content")) return "";
    return Fits(response["content"].begin().value()["schema"], value, "$");
  }

  std::string Fits(const Json& given, const Json& value, const std::string& at) const {
    const Json& schema = Resolve(given);
    if (schema.contains("allOf")) {
      for (const Json& part : schema["allOf"]) {
        if (std::string wrong = Fits(part, value, at); !wrong.empty()) return wrong;
      }
    }
    if (schema.contains("anyOf")) {
      std::string wrong = at + ": fits none of anyOf";
      for (const Json& part : schema["anyOf"]) {
        if (Fits(part, value, at).empty()) wrong.clear();
      }
      if (!wrong.empty()) return wrong;
    }
    if (schema.contains("type") && !TypeFits(schema["type"], value)) return at + ": is " + value.dump().substr(0, 60) + ", not " + schema["type"].dump();
    if (schema.contains("enum") && std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end()) {
      return at + ": " + value.dump() + " is not in " + schema["enum"].dump();
    }
    if (value.is_object()) {
      const Json required = schema.value("required", Json::array());
      for (const Json& name : required) {
        if (!value.contains(name.get<std::string>())) return at + ": lacks " + name.get<std::string>();
      }
      const Json properties = schema.value("properties", Json::object());
      for (const auto& [name, part] : properties.items()) {
        if (!value.contains(name)) continue;
        if (std::string wrong = Fits(part, value[name], at + "." + name); !wrong.empty()) return wrong;
      }
      if (schema.contains("additionalProperties") && schema["additionalProperties"].is_object()) {
        for (const auto& [name, item] : value.items()) {
          if (std::string wrong = Fits(schema["additionalProperties"], item, at + "." + name); !wrong.empty()) return wrong;
        }
      }
    }
    if (value.is_array() && schema.contains("items")) {
      for (size_t i = 0; i < value.size(); ++i) {
        if (std::string wrong = Fits(schema["items"], value[i], at + "[" + std::to_string(i) + "]"); !wrong.empty()) return wrong;
      }
    }
    return "";
  }

 private:
  const Json& Resolve(const Json& node) const {
    if (!node.is_object() || !node.contains("$ref")) return node;
    return Resolve(root_.at(Json::json_pointer(node["$ref"].get<std::string>().substr(1))));
  }
  static bool TypeFits(const Json& type, const Json& value) {
    if (type.is_array()) {
      for (const Json& one : type) {
        if (TypeFits(one, value)) return true;
      }
      return false;
    }
    if (type.is_null() || type == "null") return value.is_null();
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    return type == "boolean" && value.is_boolean();
  }

  Json root_;
};

}  // namespace markwarden

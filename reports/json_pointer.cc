// Following pointers.
#include "reports/json_pointer.h"

#include <algorithm>

#include "reports/template.h"

namespace markwarden {

const Json* ValueAt(const Json& root, std::string_view pointer) {
  const Json* value = &root;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);  // "/"
    const size_t end = pointer.find('/');
    const std::string key(pointer.substr(0, end));
    pointer = end == std::string_view::npos ? "" : pointer.substr(end);
    if (value->is_object()) {
      const auto found = value->find(key);
      if (found == value->end()) return nullptr;
      value = &*found;
    } else if (value->is_array() && !key.empty() && key.find_first_not_of("0123456789") == std::string::npos &&
               key.size() < 7 && std::stoul(key) < value->size()) {
      value = &(*value)[std::stoul(key)];
    } else {
      return nullptr;
    }
  }
  return value;
}

bool IsFilled(const Json* value) {
  if (!value || value->is_null()) return false;
  if (value->is_string()) return !IsBlank(value->get_ref<const std::string&>());
  if (value->is_boolean()) return value->get<bool>();
  if (value->is_array()) return std::any_of(value->begin(), value->end(), [](const Json& item) { return IsFilled(&item); });
  if (value->is_object()) return std::any_of(value->begin(), value->end(), [](const Json& item) { return IsFilled(&item); });
  return true;
}

std::vector<std::string> EachPointer(const Json& root, std::string_view pointer) {
  const size_t star = pointer.find("/*");
  if (star == std::string_view::npos) return {std::string(pointer)};
  std::vector<std::string> pointers;
  const Json* list = ValueAt(root, pointer.substr(0, star));
  if (!list || !list->is_array()) return pointers;
  for (size_t i = 0; i < list->size(); ++i) {
    pointers.push_back(std::string(pointer.substr(0, star)) + "/" + std::to_string(i) + std::string(pointer.substr(star + 2)));
  }
  return pointers;
}

}  // namespace markwarden

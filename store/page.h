// Cursor paging, the same for every list.
#pragma once

#include <string>
#include <vector>

namespace markwarden {

inline constexpr int kMaxPageRows = 1000;

struct PageRequest {
  int limit = 50;     // clamped to 1..kMaxPageRows
  std::string after = {};  // `next` of the page before; empty for the first
};

template <typename T>
struct Page {
  std::vector<T> rows;
  std::string next;  // empty when this is the last page
};

}  // namespace markwarden

// Ways to hide a name, for measuring only: seeded, and made with tables that no part of the program is made from.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace markwarden::bench {

// Public lists beside the project: a sign, and those that are confused with it.
struct ConfusionLists {
  std::map<char32_t, std::u32string> look, sound, traditional;  // of simplified ideographs
  std::map<char32_t, std::vector<std::u32string>> parts;        // an ideograph as two of its own kind
};
ConfusionLists ReadConfusionLists(const std::string& eval);

struct Disguise {
  std::string id;        // "1 separators"
  double promised = 0;   // recall
  // Empty where the name has nothing that this way hides.
  std::function<std::optional<std::u32string>(const std::u32string& name, std::mt19937& random)> hide;
};
std::vector<Disguise> Disguises(const ConfusionLists& lists);

std::u32string ToUtf32(const std::string& text);
std::string ToUtf8(const std::u32string& text);
bool IsHan(char32_t c);

}  // namespace markwarden::bench

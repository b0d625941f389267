// Vienna codes, read as offices write them.
#include "rules/figure_codes.h"

#include <algorithm>
#include <array>

#include "core/json.h"

namespace markwarden {
namespace {

constexpr int kCategories = 29, kLastOfThings = 24;
constexpr size_t kMostCodes = 60;  // of one mark

}  // namespace

std::optional<std::string> FigureCode(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == 'A' || text.front() == 'a')) text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  std::array<int, 3> numbers{};
  size_t part = 0, digits = 0;
  const bool dotted = text.find('.') != std::string_view::npos;
  if (!dotted && text.size() != 6) return std::nullopt;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '.') {
      if (digits == 0 || ++part > 2) return std::nullopt;
      digits = 0;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    if (!dotted && digits == 2) {
      ++part;
      digits = 0;
    }
    if (++digits > 2) return std::nullopt;
    numbers[part] = numbers[part] * 10 + (c - '0');
  }
  if (part != 2 || digits == 0 || numbers[0] < 1 || numbers[0] > kCategories || numbers[1] < 1 || numbers[2] < 1) return std::nullopt;
  std::string code;
  for (const int number : numbers) {
    if (!code.empty()) code += '.';
    code += static_cast<char>('0' + number / 10);
    code += static_cast<char>('0' + number % 10);
  }
  return code;
}

std::vector<std::string> FigureCodesOf(const Right& right) {
  std::vector<std::string> codes;
  if (!right.extra.is_object() || !right.extra.contains("figure_codes")) return codes;
  for (const std::string& text : JsonTexts(right.extra, "figure_codes")) {
    std::optional<std::string> code = FigureCode(text);
    if (code && codes.size() < kMostCodes) codes.push_back(std::move(*code));
  }
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return codes;
}

bool NamesAThing(std::string_view code) {
  if (code.starts_with("24.13") || code.starts_with("24.15") || code.starts_with("24.17")) return false;
  return code.size() >= 2 && (code[0] - '0') * 10 + (code[1] - '0') <= kLastOfThings;
}

}  // namespace markwarden

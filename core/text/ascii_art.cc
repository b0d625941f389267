// The table of drawn letters, longest first.  Made for this project.
#include "core/text/ascii_art.h"

namespace markwarden {
namespace {

constexpr DrawnLetter kDrawn[] = {
    {R"(/\/\)", U'm', U'м'}, {R"(|\/|)", U'm', U'м'}, {R"(\/\/)", U'w', U'ш'},
    {R"(|\|)", U'n', U'и'},  {R"(|/|)", U'n', U'и'},  {R"(/\/)", U'n', U'и'},  {R"(|-|)", U'h', U'н'},
    {R"(/-\)", U'a', U'а'},  {R"(|_|)", U'u', U'ц'},  {R"(>|<)", U'x', U'ж'},  {R"()|()", U'x', U'ж'},  {R"(()|))", U'o', U'ф'},
    {R"(/\)", U'a', U'л'},   {R"(\/)", U'v', U'у'},   {R"(|_)", U'l', U'л'},   {R"(|<)", U'k', U'к'},
    {R"(|))", U'd', U'д'},   {R"(|>)", U'p', U'р'},   {R"(())", U'o', U'о'},   {R"(><)", U'x', U'х'},
};

}  // namespace

const DrawnLetter* DrawnLetterAt(std::string_view text) {
  if (text.empty() || std::string_view(R"(|/\(>))").find(text[0]) == std::string_view::npos) return nullptr;
  for (const DrawnLetter& one : kDrawn) {
    if (text.starts_with(one.signs)) return &one;
  }
  return nullptr;
}

char32_t CyrillicOfDigit(char32_t digit) {
  switch (digit) {
    case '1': return U'и';
    case '3': return U'з';
    case '4': return U'ч';
    case '6': return U'б';
    case '9': return U'я';
    default: return 0;
  }
}

}  // namespace markwarden

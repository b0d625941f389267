// Titles and descriptions as sellers write them.
#pragma once

#include <string>
#include <string_view>

#include "samples/goods.h"
#include "samples/random.h"

namespace markwarden::samples {

// Replaces each {name} of the template, left to right, by what `value` says.
template <typename Value>
std::string Fill(std::string_view text, const Value& value) {
  std::string out;
  while (true) {
    const size_t open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    const size_t close = text.find('}', open);
    out += value(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
}

struct TitleParts {
  std::string brand;  // as the seller writes it; empty: the goods alone
  std::string slang;  // counterfeit slang, empty for none
  const Goods* goods = nullptr;
};

std::string PlainTitle(const TitleParts& parts, Language language, Random& random);
std::string CompatibleTitle(const TitleParts& parts, Language language, Random& random);
std::string SecondHandTitle(const TitleParts& parts, Language language, Random& random);
std::string GiTitle(const TitleParts& parts, Language language, Random& random);
std::string AuthorisedTitle(const TitleParts& parts, Language language, Random& random);

// Two to four sentences that name no brand.
std::string Description(const Goods& goods, Language language, Random& random);
std::string UsedDescription(Language language, Random& random);

// A brand that nobody registered here, different from every right's name.
std::string UnknownBrand(Language language, Random& random);

// Words that happen to be near names of marks without meaning them.
std::string_view NearWord(Language language, Random& random);

}  // namespace markwarden::samples

// How a seller who has no right to a mark writes it so that a plain search does not find
// it.  Written from what such sellers do; knows nothing of any program that looks for it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "samples/brands.h"
#include "samples/goods.h"
#include "samples/random.h"

namespace markwarden::samples {

enum class Way {
  kSeparator, kLookAlike, kSoundAlike, kMixedScript, kSlang, kCopiedPicture, kPictureMark, kGi,
};
inline constexpr int kWays = 8;
std::string_view ToString(Way way);

enum class Script { kHan, kLatin, kCyrillic, kKana, kHangul };

// One written form of a mark that a disguise starts from.
struct Wordmark {
  std::string text;
  Script script = Script::kLatin;
  const Brand* brand = nullptr;
};

// The mark in disguise, never equal to the plain mark.  Empty when this way cannot
// disguise this form (a Korean name has no Hanzi homophones).  Serves the first four ways.
std::optional<std::string> Disguise(Way way, const Wordmark& mark, Language shop, Random& random);

// What sellers of counterfeits say instead of "counterfeit".  `seeds`: of plant varieties.
std::string_view CounterfeitSlang(Language language, bool seeds, Random& random);

}  // namespace markwarden::samples

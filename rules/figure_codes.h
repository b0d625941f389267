// What a mark shows, by the International Classification of the Figurative Elements of Marks (Vienna Classification).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/right.h"

namespace markwarden {

// "03.01.01" of "3.1.1", "03.01.01" or "030101": category 1..29, division, section; auxiliary sections' letter before is dropped.
// Empty for anything else; a code without a section says too little to compare by.
std::optional<std::string> FigureCode(std::string_view text);

// Of Right.extra "figure_codes", each once, in order; what is no code is passed over.
std::vector<std::string> FigureCodesOf(const Right& right);

// Categories 1 to 24 name things, but for crosses, arrows and signs (24.13, 24.15, 24.17); ornaments, geometrical figures, forms of writing
// and colours (25 to 29) are of half of all marks.
bool NamesAThing(std::string_view code);

}  // namespace markwarden

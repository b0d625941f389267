// The prose in which a page's product is described, as its reader sees it.
#pragma once

#include <cstdint>
#include <string>

#include "crawler/extract_cues.h"

namespace markwarden {

inline constexpr size_t kMaxDescriptionBytes = 4000;

// By what shops say of the block (itemprop, class and id words) and by its heading ("商品详情", "Description",
// "Описание" ...), in or below the part that holds node `title`; -1: the page's title is unknown.  Blocks of links,
// menus, reviews and other goods are passed over.  Tidied text, at most kMaxDescriptionBytes; empty when there is none.
std::string ReadDescription(const CueIndex& cues, int32_t title);

}  // namespace markwarden

// What was found by the corners of pictures: derived, kept so that nothing is decoded twice for the same references.
#pragma once

#include <optional>
#include <string>

#include "core/id.h"
#include "core/result.h"
#include "store/database.h"

namespace markwarden {

struct PictureSight {
  Id org = 0;
  std::string sha256;  // of the picture
  std::string bank;    // digest of what it was compared with
  std::string engine;
  std::string found;   // JSON
};

// Takes the place of what was kept of that picture before.
Status SavePictureSight(Transaction& tx, const PictureSight& sight);

// What was found, if it is kept of this bank and engine.
Result<std::optional<std::string>> FindPictureSight(CaseDb& db, Id org, const std::string& sha256, const std::string& bank, const std::string& engine);

}  // namespace markwarden

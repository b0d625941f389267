// Small real pictures, each drawn otherwise, with what the store remembers of one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/segments.h"
#include "store/store.h"

namespace markwarden::seed {

struct SeedPicture {
  std::string url, sha256;
  Id capture = 0;
};

// Draws, captures (kind fetched, those of rights handed in) and fingerprints `count` pictures; each stands for itself alone.
std::vector<SeedPicture> DrawPictures(CaseDb& db, CaptureWriter& writer, uint64_t seed, int count, bool of_rights);

}  // namespace markwarden::seed

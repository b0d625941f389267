// The files that go with a market: rights, their pictures, sources, truth, watches.
#pragma once

#include <filesystem>
#include <string>

#include "core/result.h"
#include "samples/market.h"

namespace markwarden::samples {

// rights.jsonl, rights.csv, rights-gbk.csv, rights/*.png, sources/shopN.yaml, truth.jsonl,
// watches.json, disallowed.txt.  Existing files are replaced.  Errors: as WriteFileAtomic.
Status WriteMarket(const Market& market, const std::filesystem::path& dir);

// One line per listing that a polite crawler can reach.
std::string TruthLines(const Market& market);
std::string RightsCsv(const Market& market);  // UTF-8 without BOM
std::string SourceYaml(const Market& market, const Shop& shop);

}  // namespace markwarden::samples

// The files that go with a market: rights, their pictures, sources, truth, watches.
#pragma once

#include <filesystem>
#include <string>

#include "core/result.h"
#include "samples/market.h"

namespace markwarden::samples {

// rights.jsonl, rights.csv, rights-gbk.csv, rights/*.png, sources/shopN.yaml, truth.jsonl,
// watches.json, complaints.json, disallowed.txt.  Existing files are replaced.  Errors: as WriteFileAtomic.
Status WriteMarket(const Market& market, const std::filesystem::path& dir);

// What is true of one offer, as JSON with a line end; of a relisted one with "relist_of".
std::string TruthLine(const Market& market, const Offer& offer);
// One line per listing that a polite crawler can reach.
std::string TruthLines(const Market& market);
std::string RightsCsv(const Market& market);  // UTF-8 without BOM
std::string SourceYaml(const Market& market, const Shop& shop);
// Where each shop's complaint desk is, as addresses that need no name server.
std::string ComplaintsJson(const Market& market);

}  // namespace markwarden::samples

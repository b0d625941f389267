// The record of an extraction of electronic data (电子数据提取笔录): what was taken, from where, when, by whom, with what
// digests, on what machine.  One JSON value holds the facts; the printed form says the same and nothing more.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/capture.h"
#include "core/json.h"
#include "core/notice.h"
#include "core/result.h"

namespace markwarden {

struct ExtractedItem {
  CaptureRecord capture;
  std::string purpose;           // "page", "picture", "screenshot", "rendered", "search"
  std::vector<std::string> flags;  // ids of the flags that rest on it
  std::string tls;               // empty when plain or unknown
  std::string sealed_event;      // id; empty: not sealed
  std::string first_record_id;   // WARC-Record-ID of its first record, and how many there are
  int64_t records = 0;
};

// A right's holder's signed answer whether goods are genuine.
struct RecordedAnswer {
  std::string file, sha256;  // of the statement, within the package's data
  std::string verdict;       // genuine, fake, cannot_tell
  std::string signer, position;
  Time signed_at;
};

struct ExtractionFacts {
  std::string package_name, organisation, region, language = "zh";
  std::string case_id, case_title;
  std::string right_title;
  std::vector<std::string> officers;  // up to two, as they are to sign; an empty name stays a line
  std::string witness, place, purpose, operator_name;
  std::string software;               // name and version
  Time made_at;
  bool simulated = false;
  std::vector<ExtractedItem> items;   // at least one
  std::vector<std::pair<std::string, std::string>> screenshots;  // file name in the package, SHA-256
  std::vector<RecordedAnswer> answers = {};
  Json environment;                   // EnvironmentReport, with "at_capture": the looks in force when the items were captured
  Json log;                           // {"origin","size","root","time_class"} of the checkpoint, or null
};

// Everything the printed record says.  {"format":"markwarden-extraction/1", ...}
Json ExtractionJson(const ExtractionFacts& facts);

// Words of facts, kinds and warnings.  Errors: kNotFound, kInvalid naming file and field.
struct EvidenceWords {
  std::map<std::string, LocalText> facts, keys, stands_out, purposes, kinds, time_classes, verdicts;
  std::string form_source;    // the rule whose form the record follows
  bool form_verified = false; // whether a person compared the two
  std::map<std::string, std::string> templates;  // by language
};
Result<EvidenceWords> LoadEvidenceWords(const std::filesystem::path& data_dir);

struct RenderedExtraction {
  std::string html, pdf;
};
// `record` is an ExtractionJson.  Errors: kInvalid (not one, no such language), kExhausted (too long).
Result<RenderedExtraction> RenderExtraction(const Json& record, const EvidenceWords& words);

// "2026-11-23 16:48:00 (UTC+08:00)"; what is not a time comes back as it is.
std::string BeijingTime(std::string_view rfc3339);

}  // namespace markwarden

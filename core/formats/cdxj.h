// CDXJ: one line an archived record, sorted, by which replaying programs find it (specs.webrecorder.net/cdxj/0.1.0).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/formats/warc.h"
#include "core/json.h"
#include "core/result.h"

namespace markwarden {

struct CdxjLine {
  std::string key;        // SurtKey of the URL
  std::string timestamp;  // "20261123084012"
  Json fields = Json::object();  // url, mime, status, digest, length, offset, filename; numbers as strings
};

// True for what an index lists: responses, resources, revisits.
bool IsIndexed(const WarcRecord& record);

// Of an indexed record whose packed bytes lie at `offset` of `filename`.
CdxjLine MakeCdxjLine(const WarcRecord& record, int64_t offset, int64_t length, std::string_view filename);
std::string FormatCdxjLine(const CdxjLine& line);  // no line end

// Errors: kInvalid (not key, fourteen digits and a JSON object), kExhausted (longer than 64 KiB).
Result<CdxjLine> ParseCdxjLine(std::string_view line);

// Empty, or the first field that says something else than the record: "its status is 404, the record's 200".
std::string CompareCdxjLine(const CdxjLine& said, const CdxjLine& true_line);

}  // namespace markwarden

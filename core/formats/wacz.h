// WACZ: WARC records, their index and pages in one ZIP archive that other people's programs replay; and its check.
// Sources: specs.webrecorder.net/wacz/1.1.1 and 1.2.0, specs.webrecorder.net/cdxj/0.1.0.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/formats/byte_sink.h"
#include "core/formats/byte_source.h"
#include "core/formats/finding.h"
#include "core/formats/warc_gzip.h"
#include "core/result.h"

namespace markwarden {

// One capture: the records of one event as they stand in their segment, response (or resource) first.
struct WaczCapture {
  std::string records = {};
  bool page = false;      // listed in pages.jsonl; its picture captures are not
  std::string page_id = {};    // for a page: any name, its capture's id
  std::string title = {};      // for a page; may be empty
};

struct WaczInput {
  std::string warcinfo = {};  // WriteWarcInfo().bytes; empty: none
  std::vector<WaczCapture> captures = {};
  std::string title = {}, description = {};
  std::string software = {};  // "markwarden 0.1.0"
  Time created = Time{};  // also the time of every ZIP entry
};

struct WaczSummary {
  std::string datapackage_digest_sha256;  // hexadecimal, of the bytes of datapackage-digest.json: what the seal names
  int64_t bytes = 0;                      // of the archive
  int64_t records = 0;
};

// Writes archive/data.warc.gz, indexes/index.cdxj, pages/pages.jsonl, datapackage.json and datapackage-digest.json.  The same bytes
// for the same input.  Held in memory: the packed records, at most 512 MiB.  Errors: kInvalid (records that are no WARC
// records, a page without a target, nothing to write), kExhausted (more than 512 MiB), those of the sink.
Result<WaczSummary> WriteWacz(const WaczInput& input, ByteSink& sink);

struct WaczCheckOptions {
  std::string name = "capture.wacz";  // how findings call the archive
  std::string datapackage_digest_sha256 = {};  // of the seal, where known
  std::function<void(const PackedWarcRecord&)> each_record = {};  // told of every record that was read, in order
};

// Checks everything: the ZIP itself, the digest of datapackage.json, digest and size of every resource, nothing unlisted, each
// WARC record's block and payload digests, the index line by line against the records and the records against the index, the
// pages.  Foreign archives pass too as long as they keep to 1.1.1 or 1.2.0 and pack one record a member; an index that is
// compressed (index.cdx.gz) or a version that is not known is kUndecided.  Findings name "NAME!archive/data.warc.gz" and the
// bytes of the record there.  Caps: those of zip.h and warc.h, datapackage.json 16 MiB, an index or list of pages 64 MiB,
// 1,000,000 records and 1 GiB of them unpacked; past a cap is kUndecided.
std::vector<Finding> CheckWacz(const ByteSource& source, const WaczCheckOptions& options = {});

}  // namespace markwarden

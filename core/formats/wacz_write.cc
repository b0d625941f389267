// A WACZ from records: packed, indexed, described, digested.
#include <algorithm>

#include "core/formats/cdxj.h"
#include "core/formats/wacz.h"
#include "core/formats/warc.h"
#include "core/formats/warc_gzip.h"
#include "core/formats/zip_writer.h"
#include "core/gzip_member.h"
#include "core/hash.h"
#include "core/json.h"

namespace markwarden {
namespace {

constexpr size_t kMaxPackedBytes = 512u << 20;
constexpr const char* kArchiveName = "data.warc.gz";

struct Archive {
  std::string bytes;
  std::vector<std::string> index;
  int64_t records = 0;
};

// Packs each record of `records`; `first` becomes the first of them, its block left out.
Status Pack(std::string_view records, Archive& archive, WarcRecord* first) {
  const Result<std::vector<int64_t>> lengths = WarcRecordLengths(records);
  if (!lengths) return Fail(lengths.error());
  if (lengths->empty()) return Fail(ErrorCode::kInvalid, "a capture has no records");
  int64_t at = 0;
  for (const int64_t length : *lengths) {
    const std::string_view bytes = records.substr(static_cast<size_t>(at), static_cast<size_t>(length));
    Result<WarcRecord> record = ReadWarcRecord(bytes, 0);
    if (!record) return Fail(record);
    const std::string member = GzipMember(bytes);
    if (archive.bytes.size() + member.size() > kMaxPackedBytes) return Fail(ErrorCode::kExhausted, "the records are larger than 512 MiB when packed: pack fewer captures");
    if (IsIndexed(*record)) {
      archive.index.push_back(FormatCdxjLine(MakeCdxjLine(*record, static_cast<int64_t>(archive.bytes.size()), static_cast<int64_t>(member.size()), kArchiveName)));
    }
    archive.bytes += member;
    ++archive.records;
    if (at == 0 && first != nullptr) {
      record->block.clear();
      *first = std::move(*record);
    }
    at += length;
  }
  return Ok();
}

}  // namespace

Result<WaczSummary> WriteWacz(const WaczInput& input, ByteSink& sink) {
  if (input.captures.empty()) return Fail(ErrorCode::kInvalid, "there is no capture to pack");
  Archive archive;
  if (!input.warcinfo.empty()) {
    if (Status packed = Pack(input.warcinfo, archive, nullptr); !packed) return Fail(std::move(packed.error()).While("pack the warcinfo record"));
  }
  Json package = {{"profile", "data-package"}, {"wacz_version", "1.1.1"}, {"created", FormatTime(input.created)}, {"software", input.software}};
  if (!input.title.empty()) package["title"] = input.title;
  if (!input.description.empty()) package["description"] = input.description;
  std::string pages = DumpJson({{"format", "json-pages-1.0"}, {"id", "pages"}, {"title", "All Pages"}}) + "\n";
  for (const WaczCapture& capture : input.captures) {
    WarcRecord first;
    if (Status packed = Pack(capture.records, archive, &first); !packed) return Fail(std::move(packed.error()).While("pack a capture"));
    if (!capture.page) continue;
    const std::string url = first.Header("WARC-Target-URI"), date = first.Header("WARC-Date");
    if (url.empty() || date.empty()) return Fail(ErrorCode::kInvalid, "a page's first record has no WARC-Target-URI or no WARC-Date");
    Json page = {{"id", capture.page_id}, {"url", url}, {"ts", date}};
    if (!capture.title.empty()) page["title"] = capture.title;
    pages += DumpJson(page) + "\n";
    if (!package.contains("home")) {
      package["home"] = {{"url", url}, {"ts", date}};
      package["mainPageURL"] = url;  // as 1.1.1 names it
      package["mainPageDate"] = date;
    }
  }
  std::sort(archive.index.begin(), archive.index.end());
  std::string index;
  for (const std::string& line : archive.index) index.append(line).append("\n");

  ZipWriter zip(sink, {.modified = input.created});
  package["resources"] = Json::array();
  const auto add = [&](const char* path, const char* name, const std::string& bytes) -> Status {
    package["resources"].push_back({{"name", name}, {"path", path}, {"hash", "sha256:" + Sha256Hex(bytes)}, {"bytes", bytes.size()}});
    return zip.Add(path, bytes);
  };
  if (Status added = add("archive/data.warc.gz", kArchiveName, archive.bytes); !added) return Fail(added);
  if (Status added = add("indexes/index.cdxj", "index.cdxj", index); !added) return Fail(added);
  if (Status added = add("pages/pages.jsonl", "pages.jsonl", pages); !added) return Fail(added);
  const std::string description = DumpJson(package);
  const std::string digest = DumpJson({{"path", "datapackage.json"}, {"hash", "sha256:" + Sha256Hex(description)}});
  if (Status added = zip.Add("datapackage.json", description); !added) return Fail(added);
  if (Status added = zip.Add("datapackage-digest.json", digest); !added) return Fail(added);
  if (Status finished = zip.Finish(); !finished) return Fail(finished);
  return WaczSummary{Sha256Hex(digest), zip.written(), archive.records};
}

}  // namespace markwarden

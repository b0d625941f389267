// Rights told by their bytes, pictures found inside the file.
#include "service/rights_job.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "core/formats/exchange_record.h"
#include "core/formats/image_decode.h"
#include "core/formats/zip.h"
#include "core/sandbox/channel.h"
#include "core/wire.h"
#include "rules/rights_xml.h"

namespace markwarden {
namespace {

constexpr size_t kMaxRightsBytes = 256 << 20;
constexpr size_t kBatchRights = 2'000;

struct Part {
  std::string name;  // of the file inside an archive; empty for the file itself
  RightsImport import;
  std::map<std::string, std::string> embedded;  // pictures inside the text
  bool may_lack = false;                        // an office names a picture for every mark and hands out some
};

// Of the worker's whole life; it has one thread.
struct RightsSession {
  std::string bytes;
  std::optional<MemorySource> source;
  std::optional<ZipReader> zip;
  std::vector<Part> parts;
  size_t part = 0, right = 0;
};
RightsSession& TheRights() {
  static RightsSession session;
  return session;
}

Result<Part> ReadPart(std::string_view bytes, MarkRecords records) {
  Part part;
  if (!LooksXml(bytes)) {
    Result<RightsImport> import = ImportRights(bytes);
    if (!import) return Fail(import);
    part.import = std::move(*import);
    return part;
  }
  Result<RightsXml> xml = ImportRightsXml(bytes, records);
  if (!xml) return Fail(xml);
  part.import = std::move(xml->import);
  part.embedded = std::move(xml->embedded);
  part.may_lack = true;
  return part;
}

bool HoldsRights(const std::string& name) {
  const std::string lower = LowerAscii(name);
  return lower.ends_with(".xml") || lower.ends_with(".csv") || lower.ends_with(".jsonl") || lower.ends_with(".ndjson");
}

// By its whole name, else by the name alone where only one entry has it.
Result<std::string> PictureInArchive(const ZipReader& zip, const std::string& folder, const std::string& name) {
  const ZipEntry* found = zip.Find(folder + name);
  if (!found) {
    for (const ZipEntry& entry : zip.entries()) {
      if (!entry.refused.empty() || (entry.name != name && !entry.name.ends_with("/" + name))) continue;
      if (found) return Fail(ErrorCode::kConflict, "the archive has several pictures of that name");
      found = &entry;
    }
  }
  if (!found) return Fail(ErrorCode::kNotFound, "it is not in the archive");
  return zip.Read(*found, kMaxPictureBytes);
}

}  // namespace

Result<std::string> OpenRightsJob(std::string_view params, std::string_view) {
  WireReader in(params);
  const int64_t size = in.Signed();
  const MarkRecords records = in.Unsigned() == 1 ? MarkRecords::kApplications : MarkRecords::kRights;
  if (Status read = in.Done(); !read) return Fail(read);
  if (size > static_cast<int64_t>(kMaxRightsBytes)) {
    return Fail(ErrorCode::kExhausted, "the file is larger than " + std::to_string(kMaxRightsBytes >> 20) + " MiB: split it");
  }
  RightsSession& session = TheRights();
  const std::unique_ptr<FileSource> file = FileSource::Adopt(kWorkerFile, size);
  Result<std::string> bytes = file->ReadAt(0, kMaxRightsBytes);
  if (!bytes) return bytes;
  session.bytes = std::move(*bytes);
  if (!LooksZip(session.bytes)) {
    Result<Part> part = ReadPart(session.bytes, records);
    if (!part) return Fail(part);
    session.parts.push_back(std::move(*part));
    return DumpJson({{"archive", false}});
  }
  session.source.emplace(session.bytes);
  Result<ZipReader> zip = ZipReader::Open(*session.source);
  if (!zip) return Fail(zip);
  session.zip.emplace(std::move(*zip));
  for (const ZipEntry& entry : session.zip->entries()) {
    if (!HoldsRights(entry.name)) continue;
    const Result<std::string> inside = session.zip->Read(entry, kMaxRightsBytes);
    Result<Part> part = inside ? ReadPart(*inside, records) : Result<Part>(Fail(inside.error()));
    if (!part) {
      Part refused;
      refused.import.refused.push_back({0, part.error().message, ""});
      part = std::move(refused);
    }
    part->name = entry.name;
    session.parts.push_back(std::move(*part));
  }
  if (session.parts.empty()) return Fail(ErrorCode::kInvalid, "the archive holds no .xml, .csv or .jsonl file of rights");
  return DumpJson({{"archive", true}});
}

Result<std::string> NextRightsJob(std::string_view, std::string_view) {
  RightsSession& session = TheRights();
  if (session.part >= session.parts.size()) return Fail(ErrorCode::kInternal, "rights.next past the end");
  Part& part = session.parts[session.part];
  Json reply = {{"part", session.part}, {"name", part.name}, {"may_lack", part.may_lack}, {"rights", Json::array()}, {"refused", Json::array()}};
  if (session.right == 0) {
    for (const RefusedRow& row : part.import.refused) reply["refused"].push_back({{"line", row.line}, {"reason", row.reason}, {"row", row.row}});
  }
  const size_t end = std::min(part.import.rights.size(), session.right + kBatchRights);
  for (; session.right < end; ++session.right) reply["rights"].push_back(ToJson(part.import.rights[session.right]));
  if (session.right >= part.import.rights.size()) {
    ++session.part;
    session.right = 0;
  }
  reply["end"] = session.part >= session.parts.size();
  return DumpJson(reply);
}

Result<std::string> RightsPictureJob(std::string_view params, std::string_view) {
  WireReader in(params);
  const uint64_t index = in.Unsigned();
  const std::string name(in.Text(4096));
  if (Status read = in.Done(); !read) return Fail(read);
  const RightsSession& session = TheRights();
  if (index >= session.parts.size()) return Fail(ErrorCode::kInternal, "rights.picture of no part");
  const Part& part = session.parts[index];
  if (const auto found = part.embedded.find(name); found != part.embedded.end()) return found->second;
  if (!session.zip) return Fail(ErrorCode::kNotFound, "it is not in the file");
  return PictureInArchive(*session.zip, FolderOf(part.name), name);
}

}  // namespace markwarden

// Rights told by their bytes, pictures found beside them.
#include "service/rights_file.h"

#include <algorithm>
#include <map>
#include <memory>

#include "core/file.h"
#include "core/formats/exchange_record.h"
#include "core/formats/zip.h"
#include "rules/rights_xml.h"

namespace markwarden {
namespace {

constexpr size_t kMaxPictureBytes = 20 << 20;
constexpr size_t kMaxImportBytes = 256 << 20;

// The archive's bytes and what lies in them, for as long as somebody may ask for a picture.
struct Archive {
  std::string bytes;
  MemorySource source;
  std::optional<ZipReader> zip;
  explicit Archive(std::string b) : bytes(std::move(b)), source(bytes) {}
};

Result<RightsPart> ReadPart(std::string_view bytes, PictureOpener pictures) {
  RightsPart part;
  part.pictures = std::move(pictures);
  if (!LooksXml(bytes)) {
    Result<RightsImport> import = ImportRights(bytes);
    if (!import) return Fail(import);
    part.import = std::move(*import);
    return part;
  }
  Result<RightsXml> xml = ImportRightsXml(bytes);
  if (!xml) return Fail(xml);
  part.import = std::move(xml->import);
  part.names_files_it_may_lack = true;
  auto embedded = std::make_shared<const std::map<std::string, std::string>>(std::move(xml->embedded));
  part.pictures = [embedded, outside = std::move(part.pictures)](const std::string& name) -> Result<std::string> {
    const auto found = embedded->find(name);
    return found != embedded->end() ? Result<std::string>(found->second) : outside(name);
  };
  return part;
}

// By its whole name, else by the name alone where only one entry has it.
PictureOpener PicturesOf(std::shared_ptr<const Archive> archive, std::string folder) {
  return [archive = std::move(archive), folder = std::move(folder)](const std::string& name) -> Result<std::string> {
    const ZipEntry* found = archive->zip->Find(folder + name);
    if (!found) {
      for (const ZipEntry& entry : archive->zip->entries()) {
        if (!entry.refused.empty() || (entry.name != name && !entry.name.ends_with("/" + name))) continue;
        if (found) return Fail(ErrorCode::kConflict, "the archive has several pictures of that name");
        found = &entry;
      }
    }
    if (!found) return Fail(ErrorCode::kNotFound, "it is not in the archive");
    return archive->zip->Read(*found, kMaxPictureBytes);
  };
}

bool HoldsRights(const std::string& name) {
  const std::string lower = LowerAscii(name);
  return lower.ends_with(".xml") || lower.ends_with(".csv") || lower.ends_with(".jsonl") || lower.ends_with(".ndjson");
}

}  // namespace

PictureOpener PicturesIn(std::filesystem::path folder) {
  return [folder = std::move(folder)](const std::string& name) -> Result<std::string> {
    if (folder.empty()) return Fail(ErrorCode::kInvalid, "pictures come in with a file, by import");
    const std::filesystem::path base = std::filesystem::weakly_canonical(folder);
    const std::filesystem::path path = std::filesystem::weakly_canonical(base / name);
    const auto [end, ignored] = std::mismatch(base.begin(), base.end(), path.begin(), path.end());
    if (end != base.end()) return Fail(ErrorCode::kDenied, "it is outside the folder of its file");
    return ReadFile(path, kMaxPictureBytes);
  };
}

Result<std::vector<RightsPart>> ReadRightsFile(const std::filesystem::path& file, const std::filesystem::path& images) {
  Result<std::string> bytes = ReadFile(file, kMaxImportBytes);
  if (!bytes) return Fail(bytes);
  std::vector<RightsPart> parts;
  if (!LooksZip(*bytes)) {
    const std::filesystem::path beside = file.parent_path().empty() ? "." : file.parent_path();
    Result<RightsPart> part = ReadPart(*bytes, PicturesIn(images.empty() ? beside : images));
    if (!part) return Fail(std::move(part.error()).While(file.string()));
    parts.push_back(std::move(*part));
    return parts;
  }
  auto archive = std::make_shared<Archive>(std::move(*bytes));
  Result<ZipReader> zip = ZipReader::Open(archive->source);
  if (!zip) return Fail(std::move(zip.error()).While(file.string()));
  archive->zip.emplace(std::move(*zip));
  for (const ZipEntry& entry : archive->zip->entries()) {
    if (!HoldsRights(entry.name)) continue;
    Result<std::string> inside = archive->zip->Read(entry, kMaxImportBytes);
    const std::string folder = entry.name.substr(0, entry.name.rfind('/') == std::string::npos ? 0 : entry.name.rfind('/') + 1);
    Result<RightsPart> part = inside ? ReadPart(*inside, images.empty() ? PicturesOf(archive, folder) : PicturesIn(images)) : Result<RightsPart>(Fail(inside.error()));
    if (!part) {
      RightsPart refused;
      refused.import.refused.push_back({0, part.error().message, ""});
      part = std::move(refused);
    }
    part->name = entry.name;
    parts.push_back(std::move(*part));
  }
  if (parts.empty()) return Fail(ErrorCode::kInvalid, file.string() + ": the archive holds no .xml, .csv or .jsonl file of rights");
  return parts;
}

}  // namespace markwarden

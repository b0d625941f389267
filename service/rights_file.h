// A file of rights, whatever it is: CSV, JSON Lines, ST.66 or ST.96, or a ZIP archive of them with their pictures.  A
// content worker of its own reads it.  Internal to service/.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/formats/byte_source.h"
#include "core/result.h"
#include "rules/rights_import.h"
#include "rules/rights_xml.h"
#include "service/content.h"

namespace markwarden {

// The bytes of a right's picture by the name that the right gives it.  Errors: kNotFound, kDenied (outside the folder), kExhausted.
using PictureOpener = std::function<Result<std::string>(const std::string& name)>;

// Pictures under `folder`, never above it.
PictureOpener PicturesIn(std::filesystem::path folder);

struct RightsPart {
  std::string name;    // of the file inside an archive; empty for the file itself
  RightsImport import;
  PictureOpener pictures;
  bool names_files_it_may_lack = false;  // an office names a picture for every mark and hands out some
};

// `images` is where pictures are; empty: in the file, or beside it when it is no archive.  The parts' openers ask the worker, which
// `content` must outlive.  Errors: those of reading the file; kInvalid (no part can be read).
Result<std::vector<RightsPart>> ReadRightsFile(ContentWorkers& content, const std::filesystem::path& file, const std::filesystem::path& images, MarkRecords records = MarkRecords::kRights);

// The same of an open file that is called `name`; `beside` is where its pictures may lie too, empty: nowhere.
Result<std::vector<RightsPart>> ReadRightsSource(ContentWorkers& content, const FileSource& source, const std::string& name, const std::filesystem::path& images,
                                                 const std::filesystem::path& beside, MarkRecords records = MarkRecords::kRights);

// The same of bytes that were uploaded.  Errors: kInvalid (empty), kExhausted (more than 32 MiB), and those above.
struct UploadedRights {
  std::unique_ptr<FileSource> source;  // outlives the parts, whose pictures are read from it
  std::vector<RightsPart> parts;
};
Result<UploadedRights> ReadRightsUpload(ContentWorkers& content, const std::string& name, const std::string& bytes, MarkRecords records = MarkRecords::kRights);

}  // namespace markwarden

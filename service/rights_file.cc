// Rights from the worker, pictures from it or from a folder.
#include "service/rights_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include "core/file.h"
#include "core/formats/byte_source.h"
#include "core/json.h"
#include "core/wire.h"
#include "service/content_jobs.h"

namespace markwarden {
namespace {

constexpr size_t kMaxRightPicture = 20 << 20;
constexpr size_t kMaxParts = 10'000;
constexpr size_t kMaxRightsUpload = 32u << 20;

// Inside the file first, unless a folder was named for the pictures; else beside it last, where it is no archive.
PictureOpener OpenerOf(std::shared_ptr<WorkerSession> session, size_t part, const std::filesystem::path& images, const std::filesystem::path& beside) {
  return [session = std::move(session), part, named = images.empty() ? PictureOpener() : PicturesIn(images),
          last = beside.empty() ? PictureOpener() : PicturesIn(beside)](const std::string& name) -> Result<std::string> {
    if (named) {
      Result<std::string> bytes = named(name);
      if (bytes || bytes.error().code != ErrorCode::kNotFound) return bytes;
    }
    WireWriter params;
    params.Unsigned(part);
    params.Text(name);
    Result<std::string> inside = session->Run(kRightsPictureJob, std::move(params).Take(), "");
    if (inside || inside.error().code != ErrorCode::kNotFound || !last) return inside;
    return last(name);
  };
}

// A file in memory that a worker can be given; nothing of it lies on a disk.
Result<std::unique_ptr<FileSource>> InMemory(const std::string& bytes) {
  const int fd = memfd_create("rights", MFD_CLOEXEC);
  if (fd < 0) return Fail(ErrorCode::kExhausted, "no memory for the file");
  std::unique_ptr<FileSource> source = FileSource::Adopt(fd, static_cast<int64_t>(bytes.size()));
  for (size_t at = 0; at < bytes.size();) {
    const ssize_t wrote = write(fd, bytes.data() + at, bytes.size() - at);
    if (wrote <= 0) return Fail(ErrorCode::kExhausted, "no memory for the file");
    at += static_cast<size_t>(wrote);
  }
  return source;
}

Status TakeBatch(const Json& batch, RightsPart& part) {
  for (const Json& row : batch.at("refused")) {
    part.import.refused.push_back({static_cast<int>(JsonInt(row, "line").value_or(0)), JsonText(row, "reason"), JsonText(row, "row")});
  }
  for (const Json& object : batch.at("rights")) {
    Result<Right> right = RightFromJson(object);
    if (!right) return Fail(right);
    part.import.rights.push_back(std::move(*right));
  }
  return Ok();
}

}  // namespace

PictureOpener PicturesIn(std::filesystem::path folder) {
  return [folder = std::move(folder)](const std::string& name) -> Result<std::string> {
    if (folder.empty()) return Fail(ErrorCode::kInvalid, "pictures come in with a file, by import");
    const std::filesystem::path base = std::filesystem::weakly_canonical(folder);
    const std::filesystem::path path = std::filesystem::weakly_canonical(base / name);
    const auto [end, ignored] = std::mismatch(base.begin(), base.end(), path.begin(), path.end());
    if (end != base.end()) return Fail(ErrorCode::kDenied, "it is outside the folder of its file");
    return ReadFile(path, kMaxRightPicture);
  };
}

Result<std::vector<RightsPart>> ReadRightsFile(ContentWorkers& content, const std::filesystem::path& file, const std::filesystem::path& images, MarkRecords records) {
  Result<std::unique_ptr<FileSource>> source = FileSource::Open(file.string());
  if (!source) return Fail(source);
  return ReadRightsSource(content, **source, file.string(), images, file.parent_path().empty() ? std::filesystem::path(".") : file.parent_path(), records);
}

Result<std::vector<RightsPart>> ReadRightsSource(ContentWorkers& content, const FileSource& source, const std::string& file, const std::filesystem::path& images,
                                                 const std::filesystem::path& folder, MarkRecords records) {
  Result<std::unique_ptr<WorkerSession>> opened = content.OpenSession(source.fd());
  if (!opened) return Fail(opened);
  const std::shared_ptr<WorkerSession> session = std::move(*opened);
  WireWriter params;
  params.Signed(source.size());
  params.Unsigned(records == MarkRecords::kApplications ? 1 : 0);
  const Result<std::string> said = session->Run(kRightsOpenJob, std::move(params).Take(), "");
  if (!said) return Fail(Error(said.error()).While(file));
  const Result<Json> what = ParseJson(*said);
  if (!what || !what->is_object()) return Fail(ErrorCode::kExhausted, file + ": content worker: an answer that is none");
  const std::filesystem::path beside = (*what)["archive"] == true || !images.empty() ? std::filesystem::path() : folder;
  std::vector<RightsPart> parts;
  for (bool end = false; !end;) {
    const Result<std::string> reply = session->Run(kRightsNextJob, "", "");
    if (!reply) return Fail(Error(reply.error()).While(file));
    const Result<Json> batch = ParseJson(*reply);
    const std::optional<int64_t> index = batch ? JsonInt(*batch, "part") : std::nullopt;
    if (!index || *index < 0 || static_cast<size_t>(*index) > parts.size() || static_cast<size_t>(*index) >= kMaxParts ||
        !batch->contains("rights") || !batch->contains("refused")) {
      return Fail(ErrorCode::kExhausted, file + ": content worker: an answer that is none");
    }
    if (static_cast<size_t>(*index) == parts.size()) {
      RightsPart part;
      part.name = JsonText(*batch, "name");
      part.names_files_it_may_lack = batch->value("may_lack", false);
      part.pictures = OpenerOf(session, static_cast<size_t>(*index), images, beside);
      parts.push_back(std::move(part));
    }
    if (Status taken = TakeBatch(*batch, parts[static_cast<size_t>(*index)]); !taken) return Fail(std::move(taken.error()).While(file));
    end = batch->value("end", true);
  }
  return parts;
}

Result<UploadedRights> ReadRightsUpload(ContentWorkers& content, const std::string& name, const std::string& bytes, MarkRecords records) {
  if (bytes.empty()) return Fail(ErrorCode::kInvalid, "the file is empty");
  if (bytes.size() > kMaxRightsUpload) return Fail(ErrorCode::kExhausted, "the file is larger than 32 MiB: give it to the command line");
  Result<std::unique_ptr<FileSource>> source = InMemory(bytes);
  if (!source) return Fail(source);
  Result<std::vector<RightsPart>> parts = ReadRightsSource(content, **source, name, {}, {}, records);
  if (!parts) return Fail(parts);
  return UploadedRights{std::move(*source), std::move(*parts)};
}

}  // namespace markwarden

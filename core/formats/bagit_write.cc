// A bag written file by file below one open folder: no link is ever followed.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/descriptor.h"
#include "core/file.h"
#include "core/formats/bagit.h"
#include "core/formats/bagit_text.h"
#include "core/formats/exchange_record.h"
#include "core/hash.h"

namespace markwarden {
namespace {

constexpr const char* kOwnFiles[] = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "fetch.txt", kBagBlocksFile};

Error BagError(const std::string& doing) {
  const int error = errno;
  ErrorCode code = ErrorCode::kInternal;
  if (error == EEXIST) code = ErrorCode::kConflict;
  if (error == ENOENT) code = ErrorCode::kNotFound;
  if (error == ENOTDIR || error == ELOOP) code = ErrorCode::kInvalid;
  if (error == EACCES || error == EPERM || error == EROFS) code = ErrorCode::kDenied;
  if (error == ENOSPC || error == EDQUOT) code = ErrorCode::kExhausted;
  return {code, doing + ": " + std::strerror(error) + (code == ErrorCode::kExhausted ? "; free some space and try again" : "")};
}

// Empty, or why no file of this path is written.
std::string WrongPath(std::string_view path) {
  if (const std::string wrong = EscapingPath(path); !wrong.empty()) return wrong;
  if (const std::string wrong = WrongZipName(path); !wrong.empty()) return wrong;  // packages are zipped too
  if (path.ends_with('/')) return "the path is that of a folder";
  return "";
}

// Makes the folders on the way to `path` below `root` and opens the last; `path` becomes the file's own name.
Result<Descriptor> OpenParent(int root, std::string_view& path, bool sync) {
  Descriptor folder(::openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0) return Fail(BagError("open the bag"));
  for (size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
    const std::string part(path.substr(0, slash));
    if (::mkdirat(folder.get(), part.c_str(), 0755) == 0) {
      if (sync && ::fsync(folder.get()) != 0) return Fail(BagError("sync the folder of " + part));
    } else if (errno != EEXIST) {
      return Fail(BagError("make the folder " + part));
    }
    folder = Descriptor(::openat(folder.get(), part.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (folder.get() < 0) return Fail(BagError("open the folder " + part));
    path.remove_prefix(slash + 1);
  }
  return folder;
}

Status WriteAll(int fd, std::string_view bytes, std::string_view path) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Fail(BagError("write " + std::string(path)));
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return Ok();
}

// A new file below `root` with the source's bytes; `each` sees every block.
template <typename Each>
Status WriteFile(int root, std::string_view path, const ByteSource& source, Each each) {
  std::string_view name = path;
  Result<Descriptor> parent = OpenParent(root, name, true);
  if (!parent) return Fail(parent);
  const Descriptor file(::openat(parent->get(), std::string(name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
  if (file.get() < 0) return Fail(BagError("make " + std::string(path)));
  for (int64_t at = 0; at < source.size(); at += kBagBlockBytes) {
    const Result<std::string> block = source.ReadAt(at, static_cast<size_t>(kBagBlockBytes));
    if (!block) return Fail(block.error());
    if (static_cast<int64_t>(block->size()) != std::min(kBagBlockBytes, source.size() - at)) {
      return Fail(ErrorCode::kConflict, std::string(path) + ": its bytes changed while they were copied");
    }
    each(*block);
    if (Status written = WriteAll(file.get(), *block, path); !written) return written;
  }
  if (::fsync(file.get()) != 0 || ::fsync(parent->get()) != 0) return Fail(BagError("sync " + std::string(path)));
  return Ok();
}

}  // namespace

Result<BagWriter> BagWriter::Create(const std::filesystem::path& folder, const BagOptions& options) {
  if (::mkdir(folder.c_str(), static_cast<mode_t>(options.folder_mode)) != 0) return Fail(BagError("make " + folder.string()));
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return Fail(BagError("open " + folder.string()));
  BagWriter writer(fd, options.blocks);
  if (::mkdirat(fd, "data", 0755) != 0) return Fail(BagError("make " + folder.string() + "/data"));
  const Descriptor parent(::openat(fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.get() < 0 || ::fsync(parent.get()) != 0) return Fail(BagError("sync the folder of " + folder.string()));
  return writer;
}

BagWriter::BagWriter(BagWriter&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), blocks_(other.blocks_), finished_(other.finished_), files_(std::move(other.files_)), folded_(std::move(other.folded_)) {}
BagWriter& BagWriter::operator=(BagWriter&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(blocks_, other.blocks_);
  std::swap(finished_, other.finished_);
  std::swap(files_, other.files_);
  std::swap(folded_, other.folded_);
  return *this;
}
BagWriter::~BagWriter() {
  if (fd_ >= 0) ::close(fd_);
}

Status BagWriter::Add(std::string_view path, std::string_view bytes) { return AddFrom(path, MemorySource(bytes)); }

Status BagWriter::AddFrom(std::string_view path, const ByteSource& source) {
  const std::string name(path);
  if (finished_) return Fail(ErrorCode::kInvalid, name + ": the bag is finished");
  if (const std::string wrong = WrongPath(path); !wrong.empty()) return Fail(ErrorCode::kInvalid, name + ": " + wrong);
  if (std::find(std::begin(kOwnFiles), std::end(kOwnFiles), name) != std::end(kOwnFiles) || name == "data" || name.starts_with("manifest-") ||
      name.starts_with("tagmanifest-")) {
    return Fail(ErrorCode::kInvalid, name + ": the bag writes that file itself");
  }
  if (!folded_.insert(FoldedZipName(path)).second) return Fail(ErrorCode::kInvalid, name + ": the bag has a file of that name");
  const bool payload = path.starts_with("data/");
  Written written;
  written.size = source.size();
  Sha256Stream whole;
  const Status done = WriteFile(fd_, path, source, [&](std::string_view block) {
    whole.Update(block);
    if (payload && blocks_) written.blocks.push_back(Sha256Hex(block));
  });
  if (!done) return done;
  written.sha256 = ToHex(whole.Finish());
  files_.emplace(name, std::move(written));
  return Ok();
}

Status BagWriter::AddFile(std::string_view path, const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) return Fail(BagError("open " + file.string()));
  struct stat info {};
  const bool regular = ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
  const std::unique_ptr<FileSource> source = FileSource::Adopt(fd, info.st_size);
  if (!regular) return Fail(ErrorCode::kInvalid, "open " + file.string() + ": it is no regular file");
  return AddFrom(path, *source);
}

Result<BagSummary> BagWriter::Finish(const BagInfo& info) {
  if (finished_) return Fail(ErrorCode::kInvalid, "the bag is finished");
  BagSummary summary;
  std::string manifest, blocks, tags;
  for (const auto& [path, file] : files_) {
    if (!path.starts_with("data/")) continue;
    ++summary.payload_files;
    summary.payload_bytes += file.size;
    manifest += FormatManifestLine(file.sha256, path);
    for (size_t i = 0; i < file.blocks.size(); ++i) {
      const int64_t offset = static_cast<int64_t>(i) * kBagBlockBytes;
      blocks += file.blocks[i] + " " + std::to_string(offset) + " " + std::to_string(std::min(kBagBlockBytes, file.size - offset)) + " " + EncodeBagPath(path) + "\n";
    }
  }
  std::string about = "Bagging-Date: " + FormatTime(info.date).substr(0, 10) + "\n";
  if (!info.software.empty()) about += "Bag-Software-Agent: " + OneLine(info.software) + "\n";
  about += "Payload-Oxum: " + std::to_string(summary.payload_bytes) + "." + std::to_string(summary.payload_files) + "\n";
  for (const auto& [label, value] : info.lines) {
    if (label.empty() || label.find(':') != std::string::npos || OneLine(label) != label || LowerAscii(label) == "payload-oxum" || label[0] == ' ') {
      return Fail(ErrorCode::kInvalid, "bag-info.txt: \"" + OneLine(label) + "\" is no label for a line of one's own");
    }
    about += label + ": " + OneLine(value) + "\n";
  }
  const auto add_own = [&](const char* path, const std::string& bytes) -> Status {
    Written written{Sha256Hex(bytes), static_cast<int64_t>(bytes.size()), {}};
    if (Status done = WriteFile(fd_, path, MemorySource(bytes), [](std::string_view) {}); !done) return done;
    files_.emplace(path, std::move(written));
    return Ok();
  };
  finished_ = true;
  for (const auto& [path, bytes] : {std::pair<const char*, std::string>{kBagBlocksFile, blocks}, {"manifest-sha256.txt", manifest}, {"bag-info.txt", about},
                                    {"bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"}}) {
    if (path == std::string_view(kBagBlocksFile) && !blocks_) continue;
    if (Status done = add_own(path, bytes); !done) return Fail(done);
  }
  for (const auto& [path, file] : files_) {
    if (!path.starts_with("data/")) tags += FormatManifestLine(file.sha256, path);
  }
  if (Status done = add_own("tagmanifest-sha256.txt", tags); !done) return Fail(done);
  summary.tagmanifest_sha256 = Sha256Hex(tags);
  return summary;
}

Status BagWriter::AddBeside(const std::filesystem::path& folder, std::string_view path, std::string_view bytes) {
  const std::string wrong = path.starts_with("data/") || path == "data" ? "the payload is closed" : WrongPath(path);
  if (!wrong.empty()) return Fail(ErrorCode::kInvalid, std::string(path) + ": " + wrong);
  const Descriptor root(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (root.get() < 0) return Fail(BagError("open " + folder.string()));
  return WriteFile(root.get(), path, MemorySource(bytes), [](std::string_view) {});
}

Status BagWriter::SumSeal(const std::filesystem::path& folder) {
  const Result<std::unique_ptr<FileTree>> tree = OpenFolderTree(folder);
  if (!tree) return Fail(tree.error());
  std::string sums;
  for (const TreeEntry& entry : (*tree)->entries()) {
    if (!entry.path.starts_with("seal/") || entry.path == kSealSumsFile) continue;
    const Result<std::string> bytes = (*tree)->Read(entry.path, 16 << 20);
    if (!bytes) return Fail(bytes.error());
    sums += FormatManifestLine(Sha256Hex(*bytes), entry.path);
  }
  return WriteFileAtomic(folder / kSealSumsFile, sums);
}

}  // namespace markwarden

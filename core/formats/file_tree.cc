// Folders and ZIP archives as lists of files.
#include "core/formats/file_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "core/descriptor.h"

namespace markwarden {
namespace {

constexpr size_t kMaxUnpackedBytes = 256 << 20;

void Sort(std::vector<TreeEntry>& entries) {
  std::sort(entries.begin(), entries.end(), [](const TreeEntry& a, const TreeEntry& b) { return a.path < b.path; });
}

Error TreeError(int error, const std::string& doing) {
  ErrorCode code = ErrorCode::kInternal;
  if (error == ENOENT) code = ErrorCode::kNotFound;
  if (error == EACCES || error == EPERM) code = ErrorCode::kDenied;
  if (error == ENOTDIR || error == ELOOP) code = ErrorCode::kInvalid;
  return {code, doing + ": " + std::strerror(error)};
}

class FolderTree : public FileTree {
 public:
  FolderTree(Descriptor root, std::string name, const TreeLimits& limits) : root_(std::move(root)), name_(std::move(name)), limits_(limits) {}

  const std::vector<TreeEntry>& entries() const override { return entries_; }

  Status List() {
    if (Status listed = ListInto(::openat(root_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), "", 0); !listed) return listed;
    Sort(entries_);
    return Ok();
  }

  Result<std::unique_ptr<ByteSource>> Open(std::string_view path) const override {
    const TreeEntry* entry = Find(path);
    if (entry == nullptr) return Fail(ErrorCode::kNotFound, std::string(path) + ": there is no such file");
    if (!entry->refused.empty()) return Fail(ErrorCode::kInvalid, std::string(path) + ": " + entry->refused);
    Descriptor folder(::openat(root_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    std::string_view rest = path;
    for (size_t slash = rest.find('/'); slash != std::string_view::npos && folder.get() >= 0; slash = rest.find('/')) {
      folder = Descriptor(::openat(folder.get(), std::string(rest.substr(0, slash)).c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      rest.remove_prefix(slash + 1);
    }
    if (folder.get() < 0) return Fail(TreeError(errno, "open " + std::string(path)));
    Descriptor file(::openat(folder.get(), std::string(rest).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (file.get() < 0) return Fail(TreeError(errno, "open " + std::string(path)));
    struct stat info {};
    if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return Fail(ErrorCode::kInvalid, std::string(path) + ": it is no regular file");
    return std::unique_ptr<ByteSource>(FileSource::Adopt(file.Release(), info.st_size));
  }

 private:
  // Takes `fd` over.
  Status ListInto(int fd, const std::string& prefix, size_t depth) {
    if (fd < 0) return Fail(TreeError(errno, "open " + name_ + "/" + prefix));
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::fdopendir(fd), ::closedir);
    if (!folder) {
      const int error = errno;
      ::close(fd);
      return Fail(TreeError(error, "list " + name_ + "/" + prefix));
    }
    if (depth > limits_.depth) return Fail(ErrorCode::kExhausted, name_ + " has folders more than " + std::to_string(limits_.depth) + " deep");
    errno = 0;
    while (const dirent* item = ::readdir(folder.get())) {
      const std::string name = item->d_name;
      if (name == "." || name == "..") continue;
      struct stat info {};
      if (::fstatat(::dirfd(folder.get()), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return Fail(TreeError(errno, "look at " + name_ + "/" + prefix + name));
      if (++seen_ > limits_.entries) return Fail(ErrorCode::kExhausted, name_ + " has more than " + std::to_string(limits_.entries) + " files and folders");
      if (S_ISDIR(info.st_mode)) {
        const int inner = ::openat(::dirfd(folder.get()), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (Status listed = ListInto(inner, prefix + name + "/", depth + 1); !listed) return listed;
      } else {
        TreeEntry entry{prefix + name, info.st_size};
        if (S_ISLNK(info.st_mode)) entry.refused = "it is a symbolic link";
        else if (!S_ISREG(info.st_mode)) entry.refused = "it is no regular file";
        else if (entry.size > limits_.total_bytes - total_) return Fail(ErrorCode::kExhausted, name_ + " holds more than " + std::to_string(limits_.total_bytes) + " bytes");
        else total_ += entry.size;
        entries_.push_back(std::move(entry));
      }
      errno = 0;
    }
    if (errno != 0) return Fail(TreeError(errno, "list " + name_ + "/" + prefix));
    return Ok();
  }

  const Descriptor root_;
  const std::string name_;
  const TreeLimits limits_;
  std::vector<TreeEntry> entries_;
  size_t seen_ = 0;
  int64_t total_ = 0;
};

// Bytes of its own.
class OwnedSource : public ByteSource {
 public:
  explicit OwnedSource(std::string bytes) : bytes_(std::move(bytes)) {}
  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }
  Result<std::string> ReadAt(int64_t offset, size_t count) const override { return MemorySource(bytes_).ReadAt(offset, count); }

 private:
  const std::string bytes_;
};

class ZipTree : public FileTree {
 public:
  explicit ZipTree(ZipReader reader) : reader_(std::move(reader)) {
    // The one folder that everything is in, when there is one.
    const std::vector<ZipEntry>& all = reader_.entries();
    if (!all.empty()) prefix_ = all[0].name.substr(0, all[0].name.find('/') + 1);
    if (!std::all_of(all.begin(), all.end(), [&](const ZipEntry& e) { return e.name.starts_with(prefix_); }) || prefix_ == "data/") prefix_.clear();
    for (size_t i = 0; i < all.size(); ++i) {
      if (all[i].folder && all[i].refused.empty()) continue;
      entries_.push_back({all[i].name.substr(prefix_.size()), all[i].size, all[i].refused});
    }
    Sort(entries_);
  }

  const std::vector<TreeEntry>& entries() const override { return entries_; }

  Result<std::unique_ptr<ByteSource>> Open(std::string_view path) const override {
    const ZipEntry* entry = reader_.Find(prefix_ + std::string(path));
    if (entry == nullptr) return Fail(ErrorCode::kNotFound, std::string(path) + ": there is no such file that is read");
    if (entry->method == 0) {
      Result<SliceSource> slice = reader_.Slice(*entry);
      if (!slice) return Fail(slice);
      return std::unique_ptr<ByteSource>(std::make_unique<SliceSource>(*slice));
    }
    Result<std::string> bytes = reader_.Read(*entry, kMaxUnpackedBytes);
    if (!bytes) return Fail(bytes);
    return std::unique_ptr<ByteSource>(std::make_unique<OwnedSource>(std::move(*bytes)));
  }

 private:
  const ZipReader reader_;
  std::string prefix_;
  std::vector<TreeEntry> entries_;
};

}  // namespace

const TreeEntry* FileTree::Find(std::string_view path) const {
  const std::vector<TreeEntry>& all = entries();
  const auto found = std::lower_bound(all.begin(), all.end(), path, [](const TreeEntry& entry, std::string_view wanted) { return entry.path < wanted; });
  return found != all.end() && found->path == path ? &*found : nullptr;
}

Result<std::string> FileTree::Read(std::string_view path, size_t max_bytes) const {
  Result<std::unique_ptr<ByteSource>> source = Open(path);
  if (!source) return Fail(source);
  if ((*source)->size() > static_cast<int64_t>(max_bytes)) {
    return Fail(ErrorCode::kExhausted, std::string(path) + ": it is larger than " + std::to_string(max_bytes) + " bytes");
  }
  return (*source)->ReadAt(0, max_bytes);
}

Result<std::unique_ptr<FileTree>> OpenFolderTree(const std::filesystem::path& folder, const TreeLimits& limits) {
  Descriptor root(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (root.get() < 0) return Fail(TreeError(errno, "open " + folder.string()));
  auto tree = std::make_unique<FolderTree>(std::move(root), folder.string(), limits);
  if (Status listed = tree->List(); !listed) return Fail(std::move(listed.error()));
  return std::unique_ptr<FileTree>(std::move(tree));
}

Result<std::unique_ptr<FileTree>> OpenZipTree(const ByteSource& source, const ZipLimits& limits) {
  Result<ZipReader> reader = ZipReader::Open(source, limits);
  if (!reader) return Fail(reader);
  return std::unique_ptr<FileTree>(std::make_unique<ZipTree>(std::move(*reader)));
}

}  // namespace markwarden

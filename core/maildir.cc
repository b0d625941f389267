// Folders are opened once and files within them, so that nothing moves underneath.
#include "core/maildir.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <memory>
#include <optional>

#include "core/descriptor.h"

namespace markwarden {
namespace {

struct Delivered {
  std::string file;
  const Descriptor* folder = nullptr;
};

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

const std::string& TooLarge() {
  static const std::string text = "it is larger than " + std::to_string(kMaxMaildirMessageBytes >> 20) + " MiB";
  return text;
}

// Of a file past the cap.
std::string BeginningOf(int file) {
  std::string bytes(kKeptOfLargeMaildirMessage, '\0');
  size_t had = 0;
  while (had < bytes.size()) {
    const ssize_t count = ::pread(file, bytes.data() + had, bytes.size() - had, static_cast<off_t>(had));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    had += static_cast<size_t>(count);
  }
  bytes.resize(had);
  return bytes;
}

// Reads at most the cap; `why` says why not, and is empty for a file that a reader has just moved away.
std::optional<std::string> ReadMessage(const Delivered& delivered, std::string& why, std::string& beginning) {
  const Descriptor file(::openat(delivered.folder->get(), delivered.file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (file.get() < 0) {
    if (errno != ENOENT) why = errno == ELOOP ? "it is a symbolic link" : std::strerror(errno);
    return std::nullopt;
  }
  struct stat info {};
  if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
    why = "it is no regular file";
    return std::nullopt;
  }
  if (info.st_size > static_cast<off_t>(kMaxMaildirMessageBytes)) {
    why = TooLarge();
    beginning = BeginningOf(file.get());
    return std::nullopt;
  }
  std::string bytes;
  char buffer[65536];
  for (;;) {
    const ssize_t count = ::read(file.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) return bytes;
    if (count < 0) {
      why = std::strerror(errno);
      return std::nullopt;
    }
    if (bytes.size() + static_cast<size_t>(count) > kMaxMaildirMessageBytes) {
      why = TooLarge();
      beginning = bytes.substr(0, kKeptOfLargeMaildirMessage);
      return std::nullopt;
    }
    bytes.append(buffer, static_cast<size_t>(count));
  }
}

}  // namespace

Result<MaildirBatch> ReadNewMail(const std::filesystem::path& dir, size_t max, const std::function<bool(const std::string& name)>& known) {
  std::map<std::string, Delivered> found;
  std::vector<std::unique_ptr<Descriptor>> folders;
  size_t names = 0;
  for (const char* sub : {"new", "cur"}) {
    auto folder = std::make_unique<Descriptor>(::open((dir / sub).c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (folder->get() < 0) {
      if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP) continue;
      return Fail(errno == EACCES ? ErrorCode::kDenied : ErrorCode::kInternal, "open " + (dir / sub).string() + ": " + std::strerror(errno));
    }
    const int listed = ::fcntl(folder->get(), F_DUPFD_CLOEXEC, 0);
    const Folder entries(listed < 0 ? nullptr : ::fdopendir(listed));
    if (!entries) {
      if (listed >= 0) ::close(listed);
      return Fail(ErrorCode::kInternal, "list " + (dir / sub).string() + ": " + std::strerror(errno));
    }
    while (const dirent* entry = ::readdir(entries.get())) {
      const std::string file = entry->d_name;
      if (file.starts_with('.')) continue;
      if (++names > kMaxMaildirFiles) {
        return Fail(ErrorCode::kExhausted, dir.string() + " holds more than " + std::to_string(kMaxMaildirFiles) + " files: move old mail out of it");
      }
      const std::string name = file.substr(0, file.find(':'));
      if (name.empty() || (known && known(name))) continue;
      found.try_emplace(name, Delivered{file, folder.get()});
    }
    folders.push_back(std::move(folder));
  }
  if (folders.empty()) return Fail(ErrorCode::kNotFound, dir.string() + " is no Maildir: it has neither new/ nor cur/");
  MaildirBatch batch;
  size_t bytes = 0;
  for (const auto& [name, delivered] : found) {
    if (batch.messages.size() >= max || bytes >= kMaxMaildirBatchBytes) {
      batch.more = true;
      break;
    }
    std::string why, beginning;
    if (std::optional<std::string> message = ReadMessage(delivered, why, beginning)) {
      bytes += message->size();
      batch.messages.push_back({name, std::move(*message)});
    } else if (!why.empty()) {
      batch.left_out.push_back({name, why, std::move(beginning)});
    }
  }
  return batch;
}

}  // namespace markwarden

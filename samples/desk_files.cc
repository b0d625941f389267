// Appends to the desks' files.
#include "samples/desk_files.h"

#include <fstream>

#include "core/file.h"

namespace markwarden::samples {
namespace {

constexpr const char* kJournal = "complaints.jsonl";
constexpr const char* kRelisted = "relisted.jsonl";

Status AppendTo(const std::filesystem::path& path, const std::string& lines) {
  std::ofstream file(path, std::ios::app | std::ios::binary);
  file << lines << std::flush;
  if (!file) return Fail(ErrorCode::kInternal, "cannot write " + path.string());
  return Ok();
}

}  // namespace

Result<DeskFiles> DeskFiles::Open(const std::filesystem::path& dir, Site& site, Time now) {
  DeskFiles files(dir);
  std::error_code error;
  if (std::filesystem::exists(dir / kJournal, error)) {
    Result<std::string> journal = ReadFile(dir / kJournal);
    if (!journal) return Fail(std::move(journal.error()).While("read the complaints"));
    Result<int> passed_over = site.Remember(*journal);
    if (!passed_over) return Fail(std::move(passed_over.error()).While((dir / kJournal).string()));
    files.passed_over_ = *passed_over;
    files.torn_ = !journal->empty() && journal->back() != '\n';
  }
  const std::string relisted = site.RelistedLines(now);
  if (!relisted.empty() || std::filesystem::exists(dir / kRelisted, error)) {
    if (Status written = WriteFileAtomic(dir / kRelisted, relisted); !written) return Fail(std::move(written.error()).While("write relisted.jsonl"));
  }
  return files;
}

Status DeskFiles::Keep(const SiteAnswer& answer) {
  if (!answer.journal.empty()) {
    const std::string end = std::exchange(torn_, false) ? "\n" : "";
    if (Status kept = AppendTo(dir_ / kJournal, end + answer.journal); !kept) return kept;
  }
  if (!answer.relisted.empty()) return AppendTo(dir_ / kRelisted, answer.relisted);
  return Ok();
}

}  // namespace markwarden::samples

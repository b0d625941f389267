// Reads the table of weak words.
#include "rules/weak_words.h"

#include <algorithm>

#include "core/file.h"
#include "core/text/views.h"
#include "rules/table_lines.h"

namespace markwarden {

Result<WeakWords> WeakWords::Parse(std::string_view tsv) {
  WeakWords table;
  Status read = ForTableLines(tsv, [&table](int line, std::string_view text) -> Status {
    const size_t tab = text.find('\t');
    if (tab == 0 || tab == std::string_view::npos) {
      return Fail(ErrorCode::kInvalid, "weak_words.tsv line " + std::to_string(line) + ": not \"kind<TAB>word;word\"");
    }
    std::string_view words = text.substr(tab + 1);
    while (!words.empty()) {
      const size_t stop = words.find(';');
      const std::string_view word = words.substr(0, stop);
      words = stop == std::string_view::npos ? "" : words.substr(stop + 1);
      const std::string key = KeyText(word);
      if (key.empty()) continue;
      table.kinds_.try_emplace(key, text.substr(0, tab));
      table.longest_ = std::max(table.longest_, MakeViews(key).units.size());
    }
    return Ok();
  });
  if (!read) return Fail(std::move(read.error()));
  return table;
}

std::string_view WeakWords::KindOf(std::string_view key) const {
  const auto found = kinds_.find(std::string(key));
  return found == kinds_.end() ? std::string_view() : std::string_view(found->second);
}

namespace {

std::string Utf8Of(std::u32string_view keys) {
  std::string out;
  for (const char32_t key : keys) out += ToUtf8(key);
  return out;
}

}  // namespace

std::string_view WeakWords::KindOf(std::u32string_view keys) const { return KindOf(Utf8Of(keys)); }

size_t WeakWords::AtStart(std::u32string_view keys) const {
  for (size_t length = std::min(longest_, keys.size() - std::min<size_t>(keys.size(), 1)); length > 0; --length) {
    if (kinds_.contains(Utf8Of(keys.substr(0, length)))) return length;
  }
  return 0;
}

size_t WeakWords::AtEnd(std::u32string_view keys, size_t leaving) const {
  for (size_t length = std::min(longest_, keys.size() - std::min(keys.size(), leaving)); length > 0; --length) {
    if (kinds_.contains(Utf8Of(keys.substr(keys.size() - length)))) return length;
  }
  return 0;
}

Result<WeakWords> LoadWeakWords(const std::filesystem::path& data_dir) {
  Result<std::string> text = ReadFile(data_dir / "rules" / "data" / "weak_words.tsv", 1 << 20);
  if (!text) return Fail(std::move(text.error()).While("read the weak words"));
  return WeakWords::Parse(*text);
}

}  // namespace markwarden

// Which Nice classes the words of a listing speak of.
#include <algorithm>

#include "core/text/views.h"
#include "rules/rule_book.h"
#include "rules/table_lines.h"

namespace markwarden {
namespace {

constexpr size_t kMaxWordBytes = 64;

bool IsWordByte(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool IsCyrillicLead(char c) { return static_cast<unsigned char>(c) == 0xD0 || static_cast<unsigned char>(c) == 0xD1; }
bool IsTail(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// An alphabetic word stands alone; an ideographic one may stand anywhere.
bool StandsAlone(std::string_view text, size_t begin, size_t end) {
  if (IsWordByte(text[begin]) && begin > 0 && IsWordByte(text[begin - 1])) return false;
  if (IsWordByte(text[end - 1]) && end < text.size() && IsWordByte(text[end])) {
    // English plurals.
    const bool plural = text[end] == 's' && (end + 1 == text.size() || !IsWordByte(text[end + 1]));
    if (!plural) return false;
  }
  if (IsCyrillicLead(text[begin]) && begin > 1 && IsTail(text[begin - 1]) && IsCyrillicLead(text[begin - 2])) return false;
  return true;  // Russian words are listed by stem, so their ends are open
}

}  // namespace

Result<GoodsTable> GoodsTable::Parse(std::string_view tsv) {
  GoodsTable table;
  Status read = ForTableLines(tsv, [&table](int line, std::string_view text) -> Status {
    // classes TAB words separated by ;
    const size_t tab = text.find('\t');
    const bool related = text.substr(0, tab) == "related";
    std::vector<int> classes;
    int number = 0;
    bool valid = tab != std::string_view::npos;
    for (const char c : valid ? related ? text.substr(tab + 1) : text.substr(0, tab) : text.substr(0, 0)) {
      if (c == ',') {
        classes.push_back(number);
        number = 0;
      } else if (c >= '0' && c <= '9') {
        number = number * 10 + (c - '0');
      } else {
        valid = false;
      }
    }
    classes.push_back(number);
    valid = valid && std::all_of(classes.begin(), classes.end(), [](int c) { return c >= 1 && c <= 45; });
    if (!valid) return Fail(ErrorCode::kInvalid, "goods.tsv line " + std::to_string(line) + ": not \"classes<TAB>word;word\"");
    if (related) {
      table.related_.push_back(std::move(classes));
      return Ok();
    }
    std::string_view words = text.substr(tab + 1);
    while (!words.empty()) {
      const size_t stop = words.find(';');
      const std::string word = MakeViews(words.substr(0, stop)).folded;
      words = stop == std::string_view::npos ? "" : words.substr(stop + 1);
      if (word.empty() || word.size() > kMaxWordBytes) continue;
      auto& entry = table.words_[word];
      for (const int c : classes) {
        if (std::find(entry.classes.begin(), entry.classes.end(), c) == entry.classes.end()) entry.classes.push_back(c);
      }
      table.longest_ = std::max(table.longest_, word.size());
    }
    return Ok();
  });
  if (!read) return Fail(std::move(read.error()));
  return table;
}

// Chinese, English and Russian name the goods themselves differently: in "phone case" and 手机壳 the last word
// rules, and the longest entry ending there wins; in Russian titles the first one does.
std::vector<int> GoodsTable::ClassesIn(std::string_view text) const {
  const std::string folded = MakeViews(text).folded;
  std::vector<int> last, first;
  for (size_t at = 0; at < folded.size();) {
    size_t taken = 0;
    if (!IsTail(folded[at])) {
      for (size_t length = std::min(longest_, folded.size() - at); length >= 2; --length) {
        const auto found = words_.find(folded.substr(at, length));
        if (found == words_.end() || !StandsAlone(folded, at, at + length)) continue;
        last = found->second.classes;
        if (first.empty() && IsCyrillicLead(folded[at])) first = last;
        taken = length;
        break;
      }
    }
    at += taken ? taken : 1;
  }
  std::vector<int> classes = first.empty() ? last : first;
  std::sort(classes.begin(), classes.end());
  return classes;
}

bool GoodsTable::Related(int a, int b) const {
  return std::any_of(related_.begin(), related_.end(), [&](const std::vector<int>& group) {
    return std::find(group.begin(), group.end(), a) != group.end() && std::find(group.begin(), group.end(), b) != group.end();
  });
}

std::vector<int> GoodsTable::ClassesOf(const Listing& listing) const {
  // The innermost category that says something.
  for (size_t i = listing.category.size(); i-- > 0;) {
    if (std::vector<int> classes = ClassesIn(listing.category[i]); !classes.empty()) return classes;
  }
  return ClassesIn(listing.title);
}

}  // namespace markwarden

// Row by row; one bad row and nothing is taken.
#include "rules/nice_import.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "core/clock.h"
#include "core/formats/csv.h"
#include "core/formats/exchange_record.h"
#include "core/formats/xlsx.h"
#include "core/formats/zip.h"
#include "core/said.h"
#include "core/text/charset.h"
#include "core/text/views.h"

namespace markwarden {
namespace {

enum class NiceColumn { kNone, kNumber, kClass, kGroup, kPart, kName, kCross };

NiceColumn NiceColumnOf(std::string_view heading) {
  static const std::map<std::string, NiceColumn> known = [] {
    const std::pair<NiceColumn, std::vector<const char*>> table[] = {
        {NiceColumn::kNumber, {"item", "item_no", "item number", "number", "basic number", "商品编号", "商品编码", "商品服务编号", "商品/服务编号", "商品服务编码", "项目编号", "编号", "编码", "序号"}},
        {NiceColumn::kClass, {"class", "nice class", "nice", "类别", "类", "类号", "国际分类", "商品类别", "尼斯分类"}},
        {NiceColumn::kGroup, {"group", "similar group", "subclass", "类似群", "类似群组", "类似群号", "类似群编号", "群组", "类似组"}},
        {NiceColumn::kPart, {"part", "部分", "类似群部分", "部分号"}},
        {NiceColumn::kName, {"name", "names", "goods", "goods name", "description", "spelling", "spellings", "alias", "aliases", "名称", "商品名称", "服务名称", "商品服务名称", "商品/服务名称", "商品和服务名称",
                             "商品/服务项目名称", "中文名称", "英文名称", "别名", "俗称", "其他名称"}},
        {NiceColumn::kCross, {"cross", "cross reference", "cross references", "cross search", "note", "notes", "remark", "remarks", "交叉检索", "交叉检索群组", "交叉检索类似群", "检索", "备注", "注", "注释", "类似群注释"}}};
    std::map<std::string, NiceColumn> made;
    for (const auto& [column, names] : table) {
      for (const char* name : names) made[KeyText(name)] = column;
    }
    return made;
  }();
  const std::string key = KeyText(heading);
  if (const auto found = known.find(key); found != known.end()) return found->second;
  // "name_en", "name (fr)", "商品名称（英文）", "名称2"
  for (const char* begin : {"name", "商品名称", "服务名称", "名称"}) {
    if (key.starts_with(KeyText(begin))) return NiceColumn::kName;
  }
  return NiceColumn::kNone;
}

std::string TrimmedText(std::string_view text) {
  const auto blank = [](std::string_view rest) -> size_t {
    if (static_cast<unsigned char>(rest[0]) <= ' ') return 1;
    return rest.starts_with("\xE3\x80\x80") ? 3 : rest.starts_with("\xC2\xA0") ? 2 : 0;
  };
  while (!text.empty()) {
    const size_t bytes = blank(text);
    if (bytes == 0) break;
    text.remove_prefix(bytes);
  }
  while (!text.empty()) {
    if (static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    else if (text.ends_with("\xE3\x80\x80")) text.remove_suffix(3);
    else if (text.ends_with("\xC2\xA0")) text.remove_suffix(2);
    else break;
  }
  return std::string(text);
}

size_t SignsIn(std::string_view utf8) {
  return static_cast<size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// A sentence of core/said.h, kept.
std::string Why(std::string_view code, std::initializer_list<std::pair<std::string_view, std::string>> values = {}) { return Say("goods_row." + std::string(code), values).kept(); }

std::string Shown(const std::string& text) { return "\"" + Excerpt(text.substr(0, 80)) + "\""; }

// "25", "第25类"; 0 for anything else.
int ClassIn(std::string_view text) {
  std::string plain = PlainDigits(text);
  for (const std::string_view word : {"第", "类", "Class", "class"}) {
    if (const size_t at = plain.find(word); at != std::string::npos) plain.erase(at, word.size());
  }
  if (plain.empty() || plain.size() > 2 || plain.find_first_not_of("0123456789") != std::string::npos) return 0;
  const int number = std::stoi(plain);
  return number >= 1 && number <= 45 ? number : 0;
}

bool IsItemNumber(std::string_view text) {
  if (text.starts_with('C')) text.remove_prefix(1);
  return text.size() == 6 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Parts between ; ； | and line ends, no more than one past the most that an item has.
std::vector<std::string> NamesIn(std::string_view cell) {
  std::vector<std::string> names;
  const auto take = [&](std::string_view part) {
    std::string name = TrimmedText(part);
    if (!name.empty() && names.size() <= kMaxNiceNames) names.push_back(std::move(name));
  };
  size_t from = 0;
  for (size_t at = 0; at < cell.size();) {
    const std::string_view rest = cell.substr(at);
    const size_t sign = rest[0] == ';' || rest[0] == '|' || rest[0] == '\n' || rest[0] == '\r' ? 1 : rest.starts_with("；") || rest.starts_with("｜") ? 3 : 0;
    if (sign > 0) {
      take(cell.substr(from, at - from));
      from = at + sign;
    }
    at += sign > 0 ? sign : 1;
  }
  take(cell.substr(from));
  return names;
}

struct NiceCells {
  int64_t line = 0;
  std::vector<std::string> cells;
  std::string error, raw;
};
// Empty at the end.
using NextNiceRow = std::function<Result<std::optional<NiceCells>>()>;

class NiceReader {
 public:
  NiceReader(std::string edition, std::string from) {
    source_.edition = std::move(edition);
    source_.from = std::move(from);
  }

  // Errors: kInvalid.
  Status TakeHeading(const NiceCells& row) {
    for (const std::string& cell : row.cells) columns_.push_back(NiceColumnOf(cell));
    const auto has = [&](NiceColumn column) { return std::find(columns_.begin(), columns_.end(), column) != columns_.end(); };
    const char* lacks = !has(NiceColumn::kNumber) ? "the item's number: item (商品编号)" : !has(NiceColumn::kGroup) ? "the similar group: group (类似群)" : !has(NiceColumn::kName) ? "the names: name (商品名称)" : nullptr;
    if (lacks) return Fail(ErrorCode::kInvalid, "line " + std::to_string(row.line) + " is no heading: no column for " + lacks);
    for (const NiceColumn one : {NiceColumn::kNumber, NiceColumn::kClass, NiceColumn::kGroup, NiceColumn::kPart}) {
      if (std::count(columns_.begin(), columns_.end(), one) > 1) return Fail(ErrorCode::kInvalid, "line " + std::to_string(row.line) + ": two columns for the same thing: number, class, group and part stand in one each");
    }
    return Ok();
  }

  void Take(const NiceCells& row) {
    const std::string why = row.error.empty() ? WhyNot(row) : row.error;
    if (!why.empty()) Refuse(row.line, why, row.raw);
  }

  Result<NiceImport> Finish() {
    for (const Crossing& cross : crossings_) {
      const std::optional<GoodsGroup> group = ParseGoodsGroup(cross.to);
      if (!group || !source_.groups.contains(group->number)) {
        Refuse(cross.line, Why("cross", {{"group", cross.to}}), "");
      } else if (group->number != cross.of.number) {
        source_.crosses.emplace(cross.of, group->number);
      }
    }
    NiceImport import;
    std::stable_sort(refused_.begin(), refused_.end(), [](const RefusedRow& a, const RefusedRow& b) { return a.line < b.line; });
    if (refused_.size() > kToldRefusals) refused_.resize(kToldRefusals);
    import.refused = std::move(refused_);
    import.refused_total = refused_total_;
    if (source_.rows.empty() && refused_total_ == 0) return Fail(ErrorCode::kInvalid, "the table has no item");
    std::string text = WriteNiceTable(std::move(source_));
    Result<NiceHead> head = ReadNiceHead(text);
    if (!head) return Fail(std::move(head.error()));
    import.counts = head->counts;
    if (text.size() > kMaxNiceText) return Fail(ErrorCode::kExhausted, "the table's names are more than 48 MiB: leave out languages that nobody sells in here");
    if (refused_total_ == 0) import.text = std::move(text);
    return import;
  }

 private:
  struct Crossing {
    int64_t line = 0;
    GoodsGroup of;
    std::string to;
  };

  void Refuse(int64_t line, const std::string& why, const std::string& raw) {
    ++refused_total_;
    // Cross references are looked at last; enough of both kinds are kept to be put in order.
    if (refused_.size() < 2 * kToldRefusals) refused_.push_back({static_cast<int>(line), why, Excerpt(raw)});
  }

  // Empty: taken.
  std::string WhyNot(const NiceCells& row) {
    std::string number, class_text, group_text, part_text, note;
    std::vector<std::string> names;
    bool blank = true;
    for (size_t i = 0; i < row.cells.size() && i < columns_.size(); ++i) {
      std::string cell = TrimmedText(row.cells[i]);
      if (cell.empty()) continue;
      blank = false;
      switch (columns_[i]) {
        case NiceColumn::kNumber: number = PlainDigits(cell); break;
        case NiceColumn::kClass: class_text = cell; break;
        case NiceColumn::kGroup: group_text = cell; break;
        case NiceColumn::kPart: part_text = cell; break;
        case NiceColumn::kName:
          for (std::string& name : NamesIn(cell)) {
            if (names.size() <= kMaxNiceNames && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
          }
          break;
        case NiceColumn::kCross: note += (note.empty() ? "" : "。") + cell; break;
        case NiceColumn::kNone: break;
      }
    }
    if (blank) return "";
    if (!class_text.empty() && ClassIn(class_text) == 0) return Why("class", {{"value", Shown(class_text)}});
    if (group_text.empty()) return Why("no_group");
    // Spreadsheets take a number's first zero away.
    const int told_class = class_text.empty() ? 0 : ClassIn(class_text);
    if (told_class >= 1 && told_class <= 9) {
      const auto padded = [](std::string& text, size_t digits, char first) {
        if (text.size() + 1 == digits && text[0] == first && text.find_first_not_of("0123456789") == std::string::npos) text.insert(0, "0");
      };
      padded(group_text, 4, static_cast<char>('0' + told_class));
      padded(number, 6, static_cast<char>('0' + told_class));
    }
    std::optional<GoodsGroup> group = ParseGoodsGroup(group_text);
    if (!group) return Why("group", {{"value", Shown(group_text)}});
    const int nice_class = told_class == 0 ? group->nice_class() : told_class;
    if (group->nice_class() != nice_class) {
      const auto before = first_line_.find(group->number);
      if (before != first_line_.end()) {
        return Why("group_again", {{"group", ToString(GoodsGroup{group->number, 0})}, {"class", std::to_string(group->nice_class())}, {"line", std::to_string(before->second)}, {"here", std::to_string(nice_class)}});
      }
      return Why("group_class", {{"group", ToString(GoodsGroup{group->number, 0})}, {"class", std::to_string(nice_class)}});
    }
    if (!part_text.empty()) {
      const std::optional<int> part = ParseGoodsPart(part_text);
      if (!part) return Why("part", {{"value", Shown(part_text)}});
      if (group->part != 0 && group->part != *part) return Why("two_parts", {{"group", Shown(group_text)}, {"part", Shown(part_text)}});
      group->part = *part;
    }
    const bool notes_alone = number.empty() && names.empty();
    if (notes_alone && note.empty()) return Why("nothing");
    if (!notes_alone) {
      if (number.starts_with('c')) number[0] = 'C';
      if (number.empty()) return Why("no_number");
      if (!IsItemNumber(number)) return Why("number", {{"value", Shown(number)}});
      if (names.empty()) return Why("no_name", {{"item", number}});
      if (names.size() > kMaxNiceNames) return Why("names", {{"item", number}});
      for (const std::string& name : names) {
        if (SignsIn(name) > kMaxNiceName) return Why("name_long", {{"item", number}});
        if (KeyText(name).empty()) return Why("name_empty", {{"item", number}, {"value", Shown(name)}});
      }
      const auto [at, fresh] = seen_.emplace(number + " " + ToString(*group), row.line);
      if (!fresh) return Why("item_again", {{"item", number}, {"group", ToString(*group)}, {"line", std::to_string(at->second)}});
    }
    const NiceNote read = ReadNiceNote(note);
    for (const std::string& to : read.groups) {
      if (crossings_said_.emplace(*group, to).second) crossings_.push_back({row.line, *group, to});
    }
    if (read.alike) source_.parts_alike.insert(group->number);
    source_.groups.insert(group->number);
    first_line_.emplace(group->number, row.line);
    if (!notes_alone) source_.rows.push_back({std::move(number), *group, std::move(names)});
    return "";
  }

  NiceSource source_;
  std::vector<NiceColumn> columns_;
  std::map<std::string, int64_t> seen_;
  std::map<int, int64_t> first_line_;
  std::set<std::pair<GoodsGroup, std::string>> crossings_said_;
  std::vector<Crossing> crossings_;
  std::vector<RefusedRow> refused_;
  int64_t refused_total_ = 0;
};

Result<NiceImport> ReadNiceRows(NiceReader& reader, const NextNiceRow& next) {
  bool heading = false;
  int64_t rows = 0;
  while (true) {
    Result<std::optional<NiceCells>> row = next();
    if (!row) return Fail(std::move(row.error()));
    if (!*row) break;
    if (!heading) {
      if (!(*row)->error.empty()) return Fail(ErrorCode::kInvalid, "line " + std::to_string((*row)->line) + " is no heading: " + (*row)->error);
      if (std::all_of((*row)->cells.begin(), (*row)->cells.end(), [](const std::string& cell) { return TrimmedText(cell).empty(); })) continue;
      if (Status taken = reader.TakeHeading(**row); !taken) return Fail(std::move(taken.error()));
      heading = true;
      continue;
    }
    if (++rows > kMaxNiceRows) return Fail(ErrorCode::kExhausted, "the table has more than 200,000 rows");
    reader.Take(**row);
  }
  if (!heading) return Fail(ErrorCode::kInvalid, "the file is empty: its first line names the columns: item (商品编号), group (类似群), name (商品名称)");
  return reader.Finish();
}

Result<std::string> NiceText(std::string_view bytes) {
  std::string text = DecodeOfficeTable(bytes);
  if (text.find('\0') != std::string::npos) return Fail(ErrorCode::kInvalid, "the file is neither a workbook nor a text: save it as XLSX, or as CSV in UTF-8 or GB18030");
  return text;
}

// And small letters.
std::string HalfWidthDigits(std::string_view text) {
  std::string plain;
  for (size_t at = 0; at < text.size(); ++at) {
    const bool wide = text.substr(at).starts_with("\xEF\xBC") && at + 2 < text.size() && static_cast<unsigned char>(text[at + 2]) >= 0x90 && static_cast<unsigned char>(text[at + 2]) <= 0x99;
    if (wide) {
      plain += static_cast<char>('0' + (static_cast<unsigned char>(text[at + 2]) - 0x90));
      at += 2;
    } else {
      plain += text[at] >= 'A' && text[at] <= 'Z' ? static_cast<char>(text[at] - 'A' + 'a') : text[at];
    }
  }
  return plain;
}

}  // namespace

NiceNote ReadNiceNote(std::string_view text) {
  NiceNote note;
  const std::string plain = HalfWidthDigits(text);
  const std::string_view all = plain;
  std::vector<std::string> pending;
  bool said = false, refused = false;  // of this sentence: the word similar; not similar
  bool between = false;                // that the parts of the group are spoken of
  const auto digit = [&](size_t at) { return at < all.size() && all[at] >= '0' && all[at] <= '9'; };
  const auto keep = [&] {
    note.groups.insert(note.groups.end(), pending.begin(), pending.end());
    pending.clear();
  };
  const auto end_sentence = [&] {
    if (refused) pending.clear();
    keep();
    said = refused = between = false;
  };
  for (size_t at = 0; at < all.size();) {
    const auto word = [&, rest = all.substr(at)](std::string_view wanted) { return rest.starts_with(wanted) ? wanted.size() : 0; };
    size_t length = 1;
    if (digit(at)) {
      while (digit(at + length)) ++length;
      std::string_view after = all.substr(at + length);
      while (after.starts_with(' ')) after.remove_prefix(1);
      // A year or an edition is no group.
      if (length == 4 && !after.starts_with("年") && !after.starts_with("版")) pending.emplace_back(all.substr(at, 4));
    } else if (const size_t not_similar = word("不类似") + word("not similar")) {
      length = not_similar;
      if (all[at] != 'n') pending.clear();  // in English the groups follow
      said = refused = true;
    } else if (const size_t group = word("类似群")) {
      length = group;
    } else if (const size_t similar = word("类似") + word("similar")) {
      length = similar;
      if (pending.empty() && !said && between) note.alike = true;
      keep();
      said = true;
      refused = false;
    } else if (const size_t parts = word("部分之间")) {
      length = parts;
      between = true;
    } else if (const size_t stop = word("。") + word("；") + word(";") + word("\n")) {
      length = stop;
      end_sentence();
    }
    at += length;
  }
  end_sentence();
  return note;
}

Result<NiceImport> ImportNiceTable(std::string_view bytes, const std::string& edition, const std::string& from, const std::string& sheet) {
  const std::string name = TrimmedText(edition);
  const bool plain = std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; });
  if (name.empty() || SignsIn(name) > kMaxNiceEdition || !plain || !IsUtf8(name)) return Fail(ErrorCode::kInvalid, "say which edition it is, in 1 to 60 characters, such as \"NCL 13-2026\"");
  if (from.size() != 10 || from[4] != '-' || from[7] != '-' || !ParseTime(from)) return Fail(ErrorCode::kInvalid, "say from which day the edition is in force, such as 2026-01-01");
  if (bytes.empty()) return Fail(ErrorCode::kInvalid, "the file is empty");
  if (bytes.size() > kMaxNiceFile) return Fail(ErrorCode::kExhausted, "the file is larger than 32 MiB");
  NiceReader reader(name, from);
  if (LooksZip(bytes)) {
    const MemorySource source(bytes);
    Result<XlsxReader> book = XlsxReader::Open(source, {.sheet = sheet});
    if (!book) return Fail(std::move(book.error()));
    return ReadNiceRows(reader, [&]() -> Result<std::optional<NiceCells>> {
      Result<std::optional<XlsxRow>> row = book->Next();
      if (!row) return Fail(std::move(row.error()));
      if (!*row) return std::optional<NiceCells>();
      NiceCells cells{.line = (*row)->number, .cells = std::move((*row)->cells), .error = std::move((*row)->error), .raw = {}};
      for (const std::string& cell : cells.cells) cells.raw += (cells.raw.empty() ? "" : ",") + cell.substr(0, 100);
      return std::optional<NiceCells>(std::move(cells));
    });
  }
  Result<std::string> text = NiceText(bytes);
  if (!text) return Fail(std::move(text.error()));
  CsvReader rows(*text);
  return ReadNiceRows(reader, [&]() -> Result<std::optional<NiceCells>> {
    std::optional<CsvRow> row = rows.Next();
    if (!row) return std::optional<NiceCells>();
    return std::optional<NiceCells>(NiceCells{.line = row->line, .cells = std::move(row->cells), .error = std::move(row->error), .raw = std::move(row->raw)});
  });
}

}  // namespace markwarden

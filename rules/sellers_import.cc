// One authorised seller a row.
#include "rules/sellers_import.h"

#include <map>

#include "core/clock.h"
#include "core/formats/csv.h"
#include "core/formats/exchange_record.h"
#include "core/listing.h"
#include "core/text/charset.h"
#include "core/text/views.h"

namespace markwarden {
namespace {

const std::map<std::string, std::string>& SellerHeadings() {
  static const std::map<std::string, std::string> names = [] {
    const std::pair<const char*, std::vector<const char*>> table[] = {
        {"name", {"name", "seller", "shop", "名称", "店铺", "店铺名称", "商家", "授权商家", "被授权人"}},
        {"id", {"id", "seller_id", "shop_id", "credit_code", "店铺号", "店铺编号", "信用代码", "统一社会信用代码"}},
        {"platform", {"platform", "平台", "电商平台"}},
        {"valid_from", {"valid_from", "from", "起", "起始日期", "授权开始", "授权起"}},
        {"valid_to", {"valid_to", "to", "止", "截止日期", "授权截止", "授权止", "有效期至"}}};
    std::map<std::string, std::string> made;
    for (const auto& entry : table) {
      for (const char* name : entry.second) made[KeyText(name)] = entry.first;
    }
    return made;
  }();
  return names;
}

std::string TrimmedCell(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return std::string(text);
}

// "2020/1/5", "2020年1月5日" -> "2020-01-05"; anything else as it is.
std::string PlainDay(std::string text) {
  for (const std::string_view sign : {"年", "月", "/", "."}) {
    for (size_t at = text.find(sign); at != std::string::npos; at = text.find(sign)) text.replace(at, sign.size(), "-");
  }
  if (const size_t at = text.find("日"); at != std::string::npos) text.erase(at);
  int year = 0, month = 0, day = 0, used = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 || static_cast<size_t>(used) != text.size()) return text;
  char out[16];
  std::snprintf(out, sizeof out, "%04d-%02d-%02d", year, month, day);
  return out;
}

// Empty: taken.
std::string WhyNotSeller(const AuthorisedSeller& seller) {
  if (seller.name.empty() && seller.id.empty()) return "neither a name nor an id: give one";
  if (seller.id.size() == 18 && seller.id.find_first_not_of("0123456789") != std::string::npos && !IsCreditCode(seller.id)) {
    return "the credit code \"" + seller.id + "\" has a wrong check character";
  }
  for (const std::string* day : {&seller.valid_from, &seller.valid_to}) {
    if (!day->empty() && !ParseTime(*day)) return "\"" + *day + "\" is not a date such as 2030-01-31";
  }
  if (!seller.valid_from.empty() && !seller.valid_to.empty() && seller.valid_to < seller.valid_from) return "the authorisation ends before it begins";
  return {};
}

}  // namespace

Result<SellersImport> ImportSellersCsv(std::string_view bytes) {
  if (bytes.size() > kMaxSellersTable) return Fail(ErrorCode::kExhausted, "a table of sellers has at most 2 MiB: split it");
  std::string text;
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") bytes.remove_prefix(3);
  if (IsUtf8(bytes)) {
    text = bytes;
  } else {
    text = DecodeTextFile(bytes).text;
  }
  if (text.find('\0') != std::string::npos) return Fail(ErrorCode::kInvalid, "the file is not a text: it holds zero bytes; save it as CSV in UTF-8 or GBK");
  CsvReader reader(text);
  const std::optional<CsvRow> heading = reader.Next();
  if (!heading || !heading->error.empty()) return Fail(ErrorCode::kInvalid, "line 1 is no heading: name the columns name (名称), id (店铺号), platform (平台), valid_from (起), valid_to (止)");
  std::vector<std::string> columns;
  bool named = false;
  for (const std::string& cell : heading->cells) {
    const auto found = SellerHeadings().find(KeyText(cell));
    columns.push_back(found == SellerHeadings().end() ? "" : found->second);
    named = named || columns.back() == "name" || columns.back() == "id";
  }
  if (!named) return Fail(ErrorCode::kInvalid, "line 1 names no column such as name (名称) or id (店铺号)");
  SellersImport out;
  while (std::optional<CsvRow> row = reader.Next()) {
    if (!row->error.empty()) {
      out.refused.push_back({row->line, row->error, Excerpt(row->raw)});
      continue;
    }
    std::map<std::string, std::string> cells;
    for (size_t i = 0; i < columns.size() && i < row->cells.size(); ++i) {
      if (std::string cell = TrimmedCell(row->cells[i]); !columns[i].empty() && !cell.empty()) cells.emplace(columns[i], std::move(cell));
    }
    if (cells.empty()) continue;
    const AuthorisedSeller seller{.name = cells["name"], .id = cells["id"], .platform = cells["platform"], .valid_from = PlainDay(cells["valid_from"]), .valid_to = PlainDay(cells["valid_to"])};
    if (const std::string why = WhyNotSeller(seller); !why.empty()) {
      out.refused.push_back({row->line, why, Excerpt(row->raw)});
    } else if (out.sellers.size() >= kMaxSellerRows) {
      return Fail(ErrorCode::kExhausted, "a right has at most 2000 authorised sellers: split the table");
    } else {
      out.sellers.push_back(seller);
    }
  }
  return out;
}

}  // namespace markwarden

// Reading rights row by row; a bad row never spoils the good ones.
#include "rules/rights_import.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/formats/csv.h"
#include "core/formats/exchange_record.h"
#include "core/json.h"
#include "core/money.h"
#include "core/text/charset.h"
#include "core/text/views.h"

namespace markwarden {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

// Headings as holders write them.  Compared by their keys: case, width and blanks do not matter.
const std::map<std::string, std::string>& Headings() {
  static const std::map<std::string, std::string> names = [] {
    const std::pair<const char*, std::vector<const char*>> table[] = {
        {"id", {"id", "编号", "序号", "权利编号", "权利号"}},
        {"kind", {"kind", "type", "类型", "权利类型", "权利种类", "种类"}},
        {"title", {"title", "标题", "权利名称"}},
        {"names", {"names", "name", "mark", "名称", "商标名称", "商标", "品牌", "品牌名称", "标识", "地理标志名称", "品种名称"}},
        {"nicknames", {"nicknames", "nickname", "aliases", "alias", "别名", "俗称", "昵称", "简称"}},
        {"images", {"images", "image", "picture", "pictures", "图样", "图片", "商标图样", "图像"}},
        {"texts", {"texts", "text", "文字", "作品文字"}},
        {"reg_no", {"reg_no", "registration", "registration_no", "注册号", "申请/注册号", "注册/申请号", "登记号", "证书号", "申请号", "授权号", "专利号"}},
        {"jurisdiction", {"jurisdiction", "country", "法域", "国家", "国别", "地域"}},
        {"classes", {"classes", "class", "nice", "nice_classes", "类别", "国际分类", "商品类别", "尼斯分类"}},
        {"holder_name", {"holder_name", "holder", "owner", "权利人", "注册人", "商标权人", "持有人", "权利人名称", "applicant", "申请人", "申请人名称"}},
        {"figure_codes", {"figure_codes", "vienna", "vienna_codes", "图形要素", "图形要素编码", "维也纳分类"}},
        {"groups", {"groups", "group", "similar_groups", "类似群", "类似群组"}},
        {"holder_id", {"holder_id", "owner_id", "权利人代码", "统一社会信用代码", "信用代码"}},
        {"valid_from", {"valid_from", "from", "注册日期", "有效期起", "专用期限起", "生效日期", "起始日期"}},
        {"valid_to", {"valid_to", "to", "expires", "有效期止", "有效期至", "专用期限止", "到期日期", "截止日期"}},
        {"authorised_sellers", {"authorised_sellers", "authorized_sellers", "授权店铺", "授权商家", "授权经销商", "授权卖家", "被授权人"}},
        {"reference_price", {"reference_price", "price", "参考价", "指导价", "官方价", "参考价格", "吊牌价"}},
        {"currency", {"currency", "币种", "货币"}},
        {"region", {"region", "regions", "地区", "区域", "地区代码", "产地代码"}},
        {"status", {"status", "状态", "法律状态"}},
    };
    std::map<std::string, std::string> made;
    for (const auto& entry : table) {
      for (const char* name : entry.second) made[KeyText(name)] = entry.first;
    }
    return made;
  }();
  return names;
}

const std::map<std::string, std::string>& Kinds() {
  static const std::map<std::string, std::string> kinds = {
      {"商标", "trademark"}, {"注册商标", "trademark"}, {"著作权", "copyright"}, {"版权", "copyright"},
      {"软件", "software"}, {"软件著作权", "software"}, {"计算机软件", "software"}, {"外观设计", "design_patent"},
      {"外观专利", "design_patent"}, {"外观设计专利", "design_patent"}, {"地理标志", "geographical_indication"},
      {"植物新品种", "plant_variety"}, {"商业外观", "trade_dress"}, {"装潢", "trade_dress"}, {"包装装潢", "trade_dress"},
      {"老字号", "heritage"}, {"非遗", "heritage"}, {"非物质文化遗产", "heritage"}};
  return kinds;
}

std::string Trim(std::string_view text) {
  const auto blank = [](unsigned char c) { return c <= ' '; };
  while (!text.empty() && blank(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  while (!text.empty() && blank(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  // U+3000 and U+00A0 come from spreadsheets.
  for (const std::string_view wide : {"\xE3\x80\x80", "\xC2\xA0"}) {
    if (text.substr(0, wide.size()) == wide) return Trim(text.substr(wide.size()));
    if (text.size() >= wide.size() && text.substr(text.size() - wide.size()) == wide) {
      return Trim(text.substr(0, text.size() - wide.size()));
    }
  }
  return std::string(text);
}

// Parts between ; ； | and, for `extra`, its signs; empty parts left out.
std::vector<std::string> List(std::string text, std::initializer_list<std::string_view> extra = {}) {
  std::vector<std::string_view> signs = {"；", "｜", "|", "\n"};
  signs.insert(signs.end(), extra.begin(), extra.end());
  for (const std::string_view sign : signs) {
    for (size_t at = text.find(sign); at != std::string::npos; at = text.find(sign, at)) text.replace(at, sign.size(), ";");
  }
  std::vector<std::string> parts;
  for (size_t from = 0; from <= text.size();) {
    const size_t to = std::min(text.find(';', from), text.size());
    if (std::string part = Trim(std::string_view(text).substr(from, to - from)); !part.empty()) parts.push_back(std::move(part));
    from = to + 1;
  }
  return parts;
}

// "2020/1/5", "2020.01.05", "2020年1月5日" -> "2020-01-05"; anything else as it is.
std::string Date(std::string text) {
  for (const std::string_view sign : {"年", "月", "/", "."}) {
    for (size_t at = text.find(sign); at != std::string::npos; at = text.find(sign)) text.replace(at, sign.size(), "-");
  }
  if (const size_t at = text.find("日"); at != std::string::npos) text.erase(at);
  int year = 0, month = 0, day = 0, used = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) == 3 && static_cast<size_t>(used) == text.size()) {
    char out[16];
    std::snprintf(out, sizeof out, "%04d-%02d-%02d", year, month, day);
    return out;
  }
  return text;
}

// "25", "第25类" -> 25; -1 for anything else.
int Class(std::string text) {
  for (const std::string_view sign : {"第", "类", "类别", "Class", "class"}) {
    if (const size_t at = text.find(sign); at != std::string::npos) text.erase(at, sign.size());
  }
  text = Trim(text);
  if (text.empty() || text.size() > 2 || text.find_first_not_of("0123456789") != std::string::npos) return -1;
  return std::stoi(text);
}

// "name", "name@platform", "name#id@platform"
Json AuthorisedFrom(const std::string& text) {
  std::string name = text, id, platform;
  if (const size_t at = name.rfind('@'); at != std::string::npos) {
    platform = Trim(std::string_view(name).substr(at + 1));
    name.erase(at);
  }
  if (const size_t at = name.rfind('#'); at != std::string::npos) {
    id = Trim(std::string_view(name).substr(at + 1));
    name.erase(at);
  }
  return {{"name", Trim(name)}, {"id", id}, {"platform", platform}};
}

// The price without currency signs and digit grouping; empty when it is none.
std::string Amount(std::string text) {
  for (const std::string_view sign : {"¥", "￥", "元", "$", "€", "₽", ",", "，", " "}) {
    for (size_t at = text.find(sign); at != std::string::npos; at = text.find(sign)) text.erase(at, sign.size());
  }
  return NormaliseDecimal(text) ? text : "";
}

// Errors: kInvalid, for the row.
Result<Right> RightFromCells(const std::map<std::string, std::string>& cells) {
  const auto cell = [&](const char* name) {
    const auto found = cells.find(name);
    return found == cells.end() ? std::string() : found->second;
  };
  Json object = Json::object();
  const std::string jurisdiction = cell("jurisdiction").empty() ? "" : cell("jurisdiction");
  std::string id = cell("id");
  if (id.empty() && !cell("reg_no").empty()) id = (jurisdiction.empty() ? "" : jurisdiction + "-") + cell("reg_no");
  object["id"] = id;
  std::string kind = cell("kind").empty() ? "trademark" : cell("kind");
  if (const auto found = Kinds().find(kind); found != Kinds().end()) kind = found->second;
  object["kind"] = kind;
  object["title"] = cell("title");
  object["names"] = List(cell("names"));
  if (object["names"].empty() && cell("images").empty() && cell("texts").empty() && !cell("title").empty()) {
    object["names"] = List(cell("title"));
  }
  object["nicknames"] = List(cell("nicknames"));
  object["images"] = List(cell("images"));
  object["texts"] = cell("texts").empty() ? Json::array() : Json::array({cell("texts")});
  object["reg_no"] = cell("reg_no");
  object["jurisdiction"] = jurisdiction == "中国" ? "CN" : jurisdiction;
  Json classes = Json::array();
  for (const std::string& text : List(cell("classes"), {",", "，", "、", " "})) {
    const int number = Class(text);
    if (number < 1 || number > 45) return Fail(ErrorCode::kInvalid, "class \"" + text + "\" is not a Nice class (1 to 45)");
    classes.push_back(number);
  }
  object["classes"] = std::move(classes);
  if (const std::vector<std::string> groups = List(cell("groups"), {",", "，", "、", " "}); !groups.empty()) object["groups"] = groups;
  if (const std::vector<std::string> codes = List(cell("figure_codes"), {",", "，", "、", " "}); !codes.empty()) object["figure_codes"] = codes;
  object["holder"] = {{"name", cell("holder_name")}, {"id", cell("holder_id")}};
  object["valid_from"] = Date(cell("valid_from"));
  object["valid_to"] = Date(cell("valid_to"));
  Json sellers = Json::array();
  for (const std::string& text : List(cell("authorised_sellers"))) sellers.push_back(AuthorisedFrom(text));
  object["authorised_sellers"] = std::move(sellers);
  if (const std::string price = cell("reference_price"); !price.empty()) {
    const std::string amount = Amount(price);
    if (amount.empty()) return Fail(ErrorCode::kInvalid, "reference price \"" + price + "\" is not a decimal number");
    const std::string currency = cell("currency").empty() ? "CNY" : cell("currency");
    object["reference_price"] = {{"amount", amount}, {"currency", currency == "人民币" ? "CNY" : currency}};
  }
  object["region"] = List(cell("region"), {",", "，", "、"});
  object["status"] = cell("status");
  return RightFromJson(object);
}

// Keeps a right or says why not.
void Take(Result<Right> right, int line, std::string_view row, std::set<std::string>& seen, RightsImport& out) {
  if (!right) {
    out.refused.push_back({line, right.error().message, Excerpt(row)});
  } else if (!seen.insert(right->id).second) {
    out.refused.push_back({line, "id \"" + right->id + "\" came before in this file", Excerpt(row)});
  } else {
    out.rights.push_back(std::move(*right));
  }
}

Result<std::string> Text(std::string_view bytes) {
  std::string text = DecodeOfficeTable(bytes);
  if (text.find('\0') != std::string::npos) {
    return Fail(ErrorCode::kInvalid, "the file is not a text: it holds zero bytes; save it as CSV in UTF-8 or GBK");
  }
  return text;
}

}  // namespace

Result<RightsImport> ImportRightsCsv(std::string_view bytes) {
  Result<std::string> text = Text(bytes);
  if (!text) return Fail(std::move(text.error()));
  CsvReader reader(*text);
  const std::optional<CsvRow> heading = reader.Next();
  if (!heading || !heading->error.empty()) {
    return Fail(ErrorCode::kInvalid, "line 1 is no heading" + (heading ? ": " + heading->error : std::string(": the file is empty")));
  }
  std::vector<std::string> columns;
  for (const std::string& cell : heading->cells) {
    const auto found = Headings().find(KeyText(cell));
    columns.push_back(found == Headings().end() ? "" : found->second);
  }
  const auto has = [&](const char* name) { return std::find(columns.begin(), columns.end(), name) != columns.end(); };
  if (!has("names") && !has("images") && !has("title") && !has("texts")) {
    return Fail(ErrorCode::kInvalid, "line 1 names no column such as names (商标名称), title or images (图样)");
  }
  RightsImport out;
  std::set<std::string> seen;
  while (std::optional<CsvRow> row = reader.Next()) {
    if (!row->error.empty()) {
      out.refused.push_back({row->line, row->error, Excerpt(row->raw)});
      continue;
    }
    std::map<std::string, std::string> cells;
    bool blank = true;
    for (size_t i = 0; i < columns.size(); ++i) {
      std::string cell = Trim(row->cells[i]);
      blank = blank && cell.empty();
      if (!columns[i].empty() && !cell.empty()) cells.emplace(columns[i], std::move(cell));
    }
    if (!blank) Take(RightFromCells(cells), row->line, row->raw, seen, out);
  }
  return out;
}

Result<RightsImport> ImportRightsJsonl(std::string_view bytes) {
  Result<std::string> text = Text(bytes);
  if (!text) return Fail(std::move(text.error()));
  RightsImport out;
  std::set<std::string> seen;
  int line = 0;
  for (size_t from = 0; from < text->size();) {
    const size_t to = std::min(text->find('\n', from), text->size());
    const std::string row = Trim(std::string_view(*text).substr(from, to - from));
    from = to + 1;
    ++line;
    if (row.empty()) continue;
    Result<Json> object = ParseUniqueJson(row);
    if (!object) {
      out.refused.push_back({line, object.error().message, Excerpt(row)});
      continue;
    }
    Take(RightFromJson(*object), line, row, seen, out);
  }
  return out;
}

Result<RightsImport> ImportRights(std::string_view bytes) {
  std::string_view start = bytes;
  if (start.substr(0, kBom.size()) == kBom) start.remove_prefix(kBom.size());
  const size_t first = start.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && start[first] == '{') return ImportRightsJsonl(bytes);
  return ImportRightsCsv(bytes);
}

}  // namespace markwarden

// From a table's columns to listings: which column means what, said by a mapping file or
// told from headings that everybody uses.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/listing.h"
#include "core/result.h"

namespace markwarden {

// A mapping file:
//   columns: {商品名称: title, "价格(元)": price, 店铺: seller.name}   # heading -> field
//   constants: {platform: shopx}                                      # field -> value of every row
//   url: "https://shopx.example/item/{item_id}"                       # for rows without an address
//   currency: CNY              # of prices that name none
//   decimal: comma             # "1.299,50"; else point
//   category_separator: ">"    # else > / |
//   images_separator: " "      # else blanks, commas, semicolons and |
//   delimiter: ";"  encoding: gbk  sheet: Sheet1
struct ListingMapping {
  std::vector<std::pair<std::string, std::string>> columns;  // heading as written -> field
  std::map<std::string, std::string> constants;
  std::string url_template, currency, category_separator, images_separator, encoding, sheet;
  char delimiter = 0;
  bool decimal_comma = false;
};

// Errors: kInvalid, one line that names the line of the file: an unknown key or field (with those there are), no columns.
Result<ListingMapping> ParseListingMapping(std::string_view yaml);

// Headings that need no mapping, from crawler/data/listing_columns.yaml.
struct KnownColumns {
  std::string version;
  std::map<std::string, std::string> fields;  // KeyText of a heading -> field
};
// Errors: kInvalid, as ParseListingMapping.
Result<KnownColumns> ParseKnownColumns(std::string_view yaml);

// Maps the rows of one table.
class RowMapper {
 public:
  // With a mapping, only its columns count.  Errors: kInvalid before any row is read (a column that the heading lacks;
  // nothing for a title; neither address nor item id).
  static Result<RowMapper> Make(const std::vector<std::string>& heading, const ListingMapping& mapping);
  static Result<RowMapper> Make(const std::vector<std::string>& heading, const KnownColumns& known);

  // {"used":[{"column","field"}],"ignored":["..."],"columns_version":... or null}
  const Json& report() const { return report_; }

  // Errors: kInvalid, for the row: no title, an address that is none.  A price, a number or a time that cannot be read is
  // left out and its text kept under extra.unread.
  Result<Listing> Map(const std::vector<std::string>& cells) const;

 private:
  static Result<RowMapper> Make(const std::vector<std::string>& heading, std::vector<std::string> fields, ListingMapping mapping, Json version);
  std::vector<std::string> fields_;  // of each column; empty: ignored
  ListingMapping mapping_;
  Json report_ = Json::object();
};

}  // namespace markwarden

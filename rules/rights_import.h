// Rights from files that holders send: CSV in UTF-8 or GBK with Chinese or English
// headings, and JSON Lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/right.h"

namespace markwarden {

// A row that was not taken, with what to mend.
struct RefusedRow {
  int line = 0;
  std::string reason;
  std::string row;  // as read, at most 500 bytes
};

// Good rows are kept when others are refused; an id seen before is refused.
struct RightsImport {
  std::vector<Right> rights;
  std::vector<RefusedRow> refused;
};

// Columns by name, in any order, English or Chinese: id, kind, title, names, nicknames, images, texts,
// reg_no, jurisdiction, classes, groups, figure_codes, holder_name, holder_id, valid_from, valid_to,
// authorised_sellers, reference_price, currency, region, status.  Lists are separated by ; ；
// or |.  An authorised seller is "name", "name@platform" or "name#id@platform".  A missing kind is a
// trademark; a missing id is made of jurisdiction and registration number.
// Errors: kInvalid when the heading has neither a name nor an image column, or the bytes are no
// text; rows never fail the whole.
Result<RightsImport> ImportRightsCsv(std::string_view bytes);

// One Right object per line.  Errors: none for the whole but kInvalid on bytes that are no text.
Result<RightsImport> ImportRightsJsonl(std::string_view bytes);

// Chooses by content: a file whose first sign is '{' is JSON Lines.
Result<RightsImport> ImportRights(std::string_view bytes);

}  // namespace markwarden

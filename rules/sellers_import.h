// Authorised sellers from a table that a holder keeps: CSV in UTF-8 or GBK with Chinese or English headings.
#pragma once

#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/right.h"
#include "rules/rights_import.h"

namespace markwarden {

inline constexpr size_t kMaxSellersTable = 2u << 20;
inline constexpr size_t kMaxSellerRows = 2'000;

struct SellersImport {
  std::vector<AuthorisedSeller> sellers;
  std::vector<RefusedRow> refused;
};
// Errors: kInvalid (no heading with a name or id column, no text), kExhausted (past the caps).
Result<SellersImport> ImportSellersCsv(std::string_view bytes);

}  // namespace markwarden

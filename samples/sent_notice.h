// What holders send to a shop's complaint desk, read from JSON and CSV.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/result.h"

namespace markwarden::samples {

inline constexpr size_t kMaxNoticeItems = 300;

struct SentItem {
  std::string url, item_id;  // one of them may be empty
  std::string right, reason;
};

struct SentNotice {
  std::string notice, contact;
  std::vector<SentItem> items;  // 1 .. kMaxNoticeItems
};

// {"notice","right","reason","items":[{"url","item_id"}],"contact"}; "contact" may be left out.
// Errors: kInvalid (says which field), kExhausted (more than kMaxNoticeItems items).
Result<SentNotice> ReadNoticeJson(std::string_view body);

// One line an item under the header url,item_id,right,reason.  Errors as above.
Result<SentNotice> ReadNoticeCsv(std::string_view body);

// {"kind":"complaint|suit","number","filed_at"} and {"reason"}, checked.  Errors: kInvalid.
Result<Json> ReadFiling(std::string_view body);
Result<Json> ReadWithdrawal(std::string_view body);

}  // namespace markwarden::samples

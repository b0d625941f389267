// A notice as the API shows it.  Internal to service/.
#pragma once

#include <vector>

#include "core/case.h"
#include "core/json.h"
#include "reports/notice_check.h"

namespace markwarden {

// {"id","case","platform","regime","language","state","items","right","author","approver","payload_digest","html_sha256",
//  "pdf_sha256","created_at","row_version"}
Json NoticeRecordView(const NoticeRecord& record);
// [{"pointer","label":{},"rule":{},"why":{}}]
Json MissingView(const std::vector<MissingField>& missing);

}  // namespace markwarden

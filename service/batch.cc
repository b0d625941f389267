// Released notices as rows.
#include "service/batch.h"

#include <algorithm>

#include "reports/platform_check.h"
#include "reports/platform_profile.h"
#include "reports/safe_csv.h"
#include "reports/workbook.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/deliveries.h"
#include "store/events.h"
#include "store/notices.h"

namespace markwarden {
namespace {

// Whether the outbox holds it: then it goes out there.
Result<bool> InOutbox(CaseDb& db, const Scope& scope, Id notice) {
  Result<std::vector<Delivery>> deliveries = DeliveriesOfNotice(db, scope, notice);
  if (!deliveries) return Fail(deliveries);
  for (const Delivery& delivery : *deliveries) {
    if (delivery.what == "notice" && delivery.state != "refused" && delivery.state != "cancelled") return true;
  }
  return false;
}

Sheet BatchSheet(std::vector<std::vector<std::string>> rows, const std::string& name) {
  Sheet sheet{.name = name, .heads = std::move(rows.front()), .rows = {}};
  for (size_t i = 1; i < rows.size(); ++i) {
    std::vector<Cell>& cells = sheet.rows.emplace_back();
    for (std::string& text : rows[i]) cells.push_back(Cell::Text(std::move(text)));
  }
  return sheet;
}

}  // namespace

Result<NoticeBatch> MakeNoticeBatch(Service& service, const Scope& scope, const std::string& platform, bool workbook) {
  if (Status allowed = Authorise(scope, UseCase::kSendNotice); !allowed) return Fail(allowed);
  Result<const std::vector<PlatformProfile>*> profiles = service.platform_profiles();
  if (!profiles) return Fail(profiles);
  const PlatformProfile* profile = FindPlatformProfile(**profiles, platform);
  if (!profile || profile->batch.format.empty()) return Fail(ErrorCode::kUnsupported, platform + " takes no batch file: use its form or a written notice");
  size_t most = profile->batch.max_rows ? profile->batch.max_rows : kMaxNoticeItems;
  if (profile->max_items != 0) most = std::min(most, profile->max_items);
  return Writing(service, [&](Transaction& tx) -> Result<NoticeBatch> {
    CaseDb& db = tx.db();
    std::vector<Notice> chosen;
    Json ids = Json::array(), refused = Json::array();
    size_t rows = 0, left = 0;
    PageRequest page{.limit = kMaxPageRows, .after = {}};
    do {
      Result<Page<NoticeRecord>> records = ListNotices(db, scope, NoticeFilter{.platform = platform, .state = "approved", .regime = {}, .case_id = 0}, page);
      if (!records) return Fail(records);
      for (const NoticeRecord& record : records->rows) {
        Result<bool> elsewhere = InOutbox(db, scope, record.id);
        if (!elsewhere) return Fail(elsewhere);
        if (*elsewhere) continue;
        Result<Notice> notice = NoticeFromJson(record.payload);
        if (!notice) return Fail(notice);
        // One that the platform's form would refuse costs itself only.
        if (Result<std::vector<std::vector<std::string>>> fits = BatchRows({*notice}, *profile); !fits) {
          refused.push_back({{"id", IdToString(record.id)}, {"why", fits.error().message}});
          continue;
        }
        const bool another_right = profile->one_right_per_notice && !chosen.empty() && chosen.front().right.id != notice->right.id;
        if (rows + notice->items.size() > most || another_right) {
          ++left;
          continue;
        }
        rows += notice->items.size();
        ids.push_back(IdToString(record.id));
        chosen.push_back(std::move(*notice));
      }
      page.after = records->next;
    } while (!page.after.empty());
    if (chosen.empty()) {
      if (!refused.empty()) return Fail(ErrorCode::kInvalid, JsonText(refused[0], "why"));
      return Fail(ErrorCode::kNotFound, left > 0 ? "no released notice for " + platform + " fits into one file of " + std::to_string(most) + " listings"
                                                 : "no released notice waits for " + platform);
    }
    Result<std::vector<std::vector<std::string>>> filled = BatchRows(chosen, *profile);
    if (!filled) return Fail(filled);
    const Sheet sheet = BatchSheet(std::move(*filled), platform);
    NoticeBatch batch;
    if (workbook) {
      Result<std::string> bytes = WriteWorkbook({sheet}, {.title = platform, .author = "markwarden", .created = db.Now()});
      if (!bytes) return Fail(bytes);
      batch.bytes = std::move(*bytes);
    } else {
      batch.bytes = SafeCsv(sheet);
    }
    batch.view = {{"platform", platform}, {"notices", ids}, {"rows", rows}, {"left", left}, {"refused", refused}, {"sha256", Sha256Hex(batch.bytes)}};
    NewEvent event = EventBy(scope, "notice.batch_made", "organisation", scope.org);
    event.detail = batch.view;
    if (Result<Id> written = AppendEvent(tx, event); !written) return Fail(written);
    return batch;
  });
}

}  // namespace markwarden

// Notices as JSON.
#include "service/notice_view.h"

#include "core/id.h"

namespace markwarden {

Json NoticeRecordView(const NoticeRecord& record) {
  const Json* items = JsonMember(record.payload, "items");
  const Json* right = JsonMember(record.payload, "right");
  return {{"id", IdToString(record.id)},
          {"case", IdToString(record.case_id)},
          {"platform", record.platform},
          {"regime", record.regime},
          {"language", record.language},
          {"state", record.state},
          {"items", items ? items->size() : 0},
          {"right", right ? Json(JsonText(*right, "title")) : Json(nullptr)},
          {"author", IdToString(record.author)},
          {"follows", record.follows ? Json(IdToString(record.follows)) : Json(nullptr)},
          {"approver", record.approver ? Json(IdToString(record.approver)) : Json(nullptr)},
          {"payload_digest", record.payload_digest},
          {"html_sha256", TextOrNull(record.html_sha256)},
          {"pdf_sha256", TextOrNull(record.pdf_sha256)},
          {"created_at", FormatTime(record.created_at)},
          {"row_version", record.row_version}};
}

Json MissingView(const std::vector<MissingField>& missing) {
  Json list = Json::array();
  for (const MissingField& field : missing) {
    list.push_back({{"pointer", field.pointer}, {"label", field.label}, {"rule", field.rule}, {"why", field.why}});
  }
  return list;
}

}  // namespace markwarden

// Reads notices field by field, so that a refusal can name the field.
#include "samples/sent_notice.h"

#include "core/clock.h"
#include "core/formats/csv.h"

namespace markwarden::samples {
namespace {

Error TooManyItems() { return {ErrorCode::kExhausted, "more than " + std::to_string(kMaxNoticeItems) + " items: send the rest as another notice"}; }

Result<Json> ReadObject(std::string_view body) {
  Result<Json> object = ParseJson(body);
  // Too deep is as wrong as not JSON: no smaller notice would do.
  if (!object) return Fail(ErrorCode::kInvalid, "the body cannot be read: " + object.error().message.substr(0, 200));
  if (!object->is_object()) return Fail(ErrorCode::kInvalid, "the body is no json object");
  return object;
}

Result<std::string> Required(const Json& object, const char* key) {
  const Json* value = JsonMember(object, key);
  if (!value || !value->is_string() || value->get_ref<const std::string&>().empty()) {
    return Fail(ErrorCode::kInvalid, "\"" + std::string(key) + "\" is missing or no text");
  }
  return value->get<std::string>();
}

}  // namespace

Result<SentNotice> ReadNoticeJson(std::string_view body) {
  Result<Json> object = ReadObject(body);
  if (!object) return Fail(object);
  SentNotice sent;
  Result<std::string> notice = Required(*object, "notice"), right = Required(*object, "right"), reason = Required(*object, "reason");
  for (Result<std::string>* field : {&notice, &right, &reason}) {
    if (!*field) return Fail(*field);
  }
  sent.notice = *notice;
  sent.contact = JsonText(*object, "contact");
  const Json* items = JsonMember(*object, "items");
  if (!items || !items->is_array() || items->empty()) return Fail(ErrorCode::kInvalid, "\"items\" is missing or an empty list");
  if (items->size() > kMaxNoticeItems) return Fail(TooManyItems());
  for (const Json& item : *items) {
    SentItem read{.url = item.is_object() ? JsonText(item, "url") : "", .item_id = item.is_object() ? JsonText(item, "item_id") : "", .right = *right, .reason = *reason};
    if (read.url.empty() && read.item_id.empty()) {
      return Fail(ErrorCode::kInvalid, "item " + std::to_string(sent.items.size() + 1) + " has neither \"url\" nor \"item_id\"");
    }
    sent.items.push_back(std::move(read));
  }
  return sent;
}

Result<SentNotice> ReadNoticeCsv(std::string_view body) {
  CsvReader reader(body, {.separator = ','});
  const std::optional<CsvRow> header = reader.Next();
  if (!header || !header->error.empty() || header->cells != std::vector<std::string>{"url", "item_id", "right", "reason"}) {
    return Fail(ErrorCode::kInvalid, "the first line is not url,item_id,right,reason");
  }
  SentNotice sent;
  while (std::optional<CsvRow> row = reader.Next()) {
    const std::string line = "line " + std::to_string(row->line);
    if (!row->error.empty()) return Fail(ErrorCode::kInvalid, line + ": " + row->error);
    if (sent.items.size() == kMaxNoticeItems) return Fail(TooManyItems());
    if (row->cells[0].empty() && row->cells[1].empty()) return Fail(ErrorCode::kInvalid, line + " has neither url nor item_id");
    if (row->cells[2].empty() || row->cells[3].empty()) return Fail(ErrorCode::kInvalid, line + " has no right or no reason");
    sent.items.push_back({row->cells[0], row->cells[1], row->cells[2], row->cells[3]});
  }
  if (sent.items.empty()) return Fail(ErrorCode::kInvalid, "no line under the header");
  return sent;
}

Result<Json> ReadFiling(std::string_view body) {
  Result<Json> object = ReadObject(body);
  if (!object) return Fail(object);
  Result<std::string> kind = Required(*object, "kind"), number = Required(*object, "number"), filed_at = Required(*object, "filed_at");
  for (Result<std::string>* field : {&kind, &number, &filed_at}) {
    if (!*field) return Fail(*field);
  }
  if (*kind != "complaint" && *kind != "suit") return Fail(ErrorCode::kInvalid, "\"kind\" is neither complaint nor suit");
  if (!ParseTime(*filed_at)) return Fail(ErrorCode::kInvalid, "\"filed_at\" is no date as rfc 3339 writes it");
  return Json{{"kind", *kind}, {"number", *number}, {"filed_at", *filed_at}};
}

Result<Json> ReadWithdrawal(std::string_view body) {
  Result<Json> object = ReadObject(body);
  if (!object) return Fail(object);
  Result<std::string> reason = Required(*object, "reason");
  if (!reason) return Fail(reason);
  return Json{{"reason", *reason}};
}

}  // namespace markwarden::samples

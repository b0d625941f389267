// Reading columns back into the program's types.
#include "store/sql.h"

#include <sqlite3.h>

#include "core/json_member.h"

namespace markwarden {
namespace {

[[noreturn]] void Damaged(const char* what) {
  throw SQLite::Exception(what, SQLITE_CORRUPT);
}

Json JsonOf(std::string_view text) {
  Result<Json> json = ParseJson(text);
  if (!json) Damaged("a row holds broken JSON");
  return std::move(*json);
}

}  // namespace

Sha256Digest Query::TakeDigest() {
  const std::optional<Sha256Digest> digest = DigestFromBytes(TakeBlob());
  if (!digest) Damaged("a digest of the wrong length");
  return *digest;
}

Json Query::TakeJson() { return JsonOf(TakeText()); }

Json Query::TakeJsonMember(std::string_view key) {
  const std::string text = TakeText();
  const std::string_view member = RawJsonMember(text, key);
  return member.empty() ? Json(nullptr) : JsonOf(member);
}

std::vector<Id> Query::TakeIds() {
  std::vector<Id> ids;
  for (const Json& entry : TakeJson()) {
    const std::optional<Id> id = entry.is_string() ? ParseId(entry.get<std::string>()) : std::nullopt;
    if (!id) Damaged("a list of ids holds something else");
    ids.push_back(*id);
  }
  return ids;
}

std::vector<std::string> Query::TakeTexts() {
  std::vector<std::string> texts;
  for (const Json& entry : TakeJson()) {
    if (!entry.is_string()) Damaged("a list of texts holds something else");
    texts.push_back(entry.get<std::string>());
  }
  return texts;
}

std::string IdsJson(const std::vector<Id>& ids) {
  Json list = Json::array();
  for (const Id id : ids) list.push_back(IdToString(id));
  return DumpJson(list);
}

std::string TextsJson(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(text);
  return DumpJson(list);
}

std::string ObjectJson(const Json& object) {
  return object.is_object() ? DumpJson(object) : "{}";
}

Result<Id> ReadCursor(const std::string& after) {
  if (after.empty()) return Id{0};
  const std::optional<Id> id = ParseId(after);
  if (!id) return Fail(ErrorCode::kInvalid, "the cursor is not one that a page gave");
  return *id;
}

}  // namespace markwarden

// Rows of received_message and mailbox_position.
#include "store/messages.h"

#include "store/sql.h"

namespace markwarden {
namespace {

ReceivedMessage ReadMessage(Query& row) {
  ReceivedMessage message;
  message.id = row.TakeInt();
  message.org = row.TakeInt();
  message.kind = row.TakeText();
  message.delivery = row.TakeInt();
  message.notice = row.TakeInt();
  message.from = row.TakeText();
  message.subject = row.TakeText();
  message.message_id = row.TakeText();
  message.text = row.TakeText();
  message.received_at = row.TakeSeconds();
  message.raw_sha256 = row.TakeHex();
  return message;
}

}  // namespace

Result<AddedMessage> AddReceivedMessage(Transaction& tx, const Scope& scope, const ReceivedMessage& message) try {
  const Id id = tx.db().NewId();
  const int added = Query(tx.db(), R"sql(
    INSERT INTO received_message (id, org_id, kind, delivery_id, notice_id, from_address, subject, message_id, text, received_at, raw_sha256, created_by)
    VALUES (:id, :org, :kind, :delivery, :notice, :from, :subject, :message, :text, :at, :raw, :by)
    ON CONFLICT (org_id, raw_sha256) DO NOTHING
  )sql")
      .Int(":id", id).Int(":org", message.org).Text(":kind", message.kind).IdOrNull(":delivery", message.delivery).IdOrNull(":notice", message.notice)
      .Text(":from", message.from).Text(":subject", message.subject).Text(":message", message.message_id).Text(":text", message.text)
      .Int(":at", ToUnixSeconds(message.received_at)).Hex(":raw", message.raw_sha256).Int(":by", scope.actor).Run();
  return AddedMessage{.id = added > 0 ? id : 0, .created = added > 0};
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep a message"));
}

Result<bool> HasReceivedMessage(CaseDb& db, Id org, const std::string& raw_sha256) try {
  Query row(db, "SELECT 1 FROM received_message WHERE org_id = :org AND raw_sha256 = :raw");
  row.Int(":org", org).Hex(":raw", raw_sha256);
  return row.Next();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "look for a message"));
}

Result<Page<ReceivedMessage>> ListMessages(CaseDb& db, const Scope& scope, Id notice, const PageRequest& page) try {
  const Result<Id> before = ReadCursor(page.after);
  if (!before) return Fail(before.error());
  // What belongs to a notice is seen by whoever sees the notice, the rest by its organisation.
  const ScopeSql seen = notice != 0 ? ToSql(scope, {.org = "n.org_id", .region = "n.region_code", .right = ""}) : ToSql(scope, {.org = "m.org_id", .region = "", .right = ""});
  std::string sql = R"sql(
    SELECT m.id, m.org_id, m.kind, COALESCE(m.delivery_id, 0), COALESCE(m.notice_id, 0), m.from_address, m.subject, m.message_id, m.text, m.received_at,
           m.raw_sha256
      FROM received_message AS m)sql";
  sql += notice != 0 ? " JOIN notice AS n ON n.id = m.notice_id WHERE m.notice_id = :notice AND " : " WHERE m.notice_id IS NULL AND ";
  sql += seen.where;
  if (*before != 0) sql += " AND m.id < :before";
  Query rows(db, sql + " ORDER BY m.id DESC LIMIT :limit");
  rows.Scope(seen);
  if (notice != 0) rows.Int(":notice", notice);
  if (*before != 0) rows.Int(":before", *before);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<ReceivedMessage> messages;
  while (rows.Next()) messages.push_back(ReadMessage(rows));
  return MakePage(std::move(messages), limit, [](const ReceivedMessage& message) { return IdToString(message.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list messages"));
}

Result<Json> MailboxPosition(CaseDb& db, Id org, const std::string& mailbox) try {
  Query row(db, "SELECT position FROM mailbox_position WHERE org_id = :org AND mailbox = :mailbox");
  row.Int(":org", org).Text(":mailbox", mailbox);
  if (!row.Next()) return Json::object();
  return row.TakeJson();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read how far a mailbox was read"));
}

Status SetMailboxPosition(Transaction& tx, Id org, const std::string& mailbox, const Json& position) try {
  Query(tx.db(), R"sql(
    INSERT INTO mailbox_position (org_id, mailbox, position) VALUES (:org, :mailbox, :position)
    ON CONFLICT (org_id, mailbox) DO UPDATE SET position = excluded.position, row_version = mailbox_position.row_version + 1
  )sql")
      .Int(":org", org).Text(":mailbox", mailbox).Text(":position", ObjectJson(position)).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "note how far a mailbox was read"));
}

}  // namespace markwarden

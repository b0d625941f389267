// Rows of delivery.
#include "store/deliveries.h"

#include "store/notices.h"
#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kDeliveryColumns = R"sql(
  SELECT d.id, d.org_id, d.notice_id, d.case_id, d.what, d.channel, d.recipient, d.idempotency_key, d.state, d.attempts, d.next_at,
         d.last_answer, d.body_sha256, d.message_id, d.receipt, d.accepted_at, d.created_by, d.created_at, d.row_version
    FROM delivery AS d
)sql";

Delivery ReadDelivery(Query& row) {
  Delivery delivery;
  delivery.id = row.TakeInt();
  delivery.org = row.TakeInt();
  delivery.notice = row.TakeInt();
  delivery.case_id = row.TakeInt();
  delivery.what = row.TakeText();
  delivery.channel = row.TakeText();
  delivery.recipient = row.TakeText();
  delivery.key = row.TakeText();
  delivery.state = row.TakeText();
  delivery.attempts = static_cast<int>(row.TakeInt());
  delivery.next_at = row.TakeSeconds();
  delivery.last_answer = row.TakeText();
  delivery.body_sha256 = row.TakeHex();
  delivery.message_id = row.TakeText();
  delivery.receipt = row.TakeText();
  if (const auto accepted = row.TakeIntOrNull()) delivery.accepted_at = FromUnixSeconds(*accepted);
  delivery.created_by = row.TakeInt();
  delivery.created_at = row.TakeSeconds();
  delivery.row_version = row.TakeInt();
  return delivery;
}

// Whoever sees the notice sees how it went out.
constexpr const char* kOfNotice = " JOIN notice AS n ON n.id = d.notice_id WHERE ";
ScopeSql SeenDeliveries(const Scope& scope) { return ToSql(scope, {.org = "n.org_id", .region = "n.region_code", .right = ""}); }

Result<std::optional<Delivery>> FindByKey(CaseDb& db, const std::string& key) {
  Query row(db, std::string(kDeliveryColumns) + " WHERE d.idempotency_key = :key");
  row.Text(":key", key);
  if (!row.Next()) return std::optional<Delivery>();
  return std::optional<Delivery>(ReadDelivery(row));
}

std::vector<Delivery> ReadAll(Query& rows) {
  std::vector<Delivery> deliveries;
  while (rows.Next()) deliveries.push_back(ReadDelivery(rows));
  return deliveries;
}

// As the end of a LIKE pattern.
std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

}  // namespace

Result<AddedDelivery> AddDelivery(Transaction& tx, const Scope& scope, const Delivery& delivery) try {
  CaseDb& db = tx.db();
  Result<std::optional<NoticeRecord>> notice = FindNotice(db, scope, delivery.notice);
  if (!notice) return Fail(notice);
  if (!*notice) return Fail(ErrorCode::kNotFound, "no notice " + IdToString(delivery.notice));
  const Time now = db.Now();
  const int added = Query(db, R"sql(
    INSERT INTO delivery (id, org_id, notice_id, case_id, what, channel, recipient, idempotency_key, state, next_at, body_sha256,
                          message_id, created_by, created_at)
    VALUES (:id, :org, :notice, :case, :what, :channel, :recipient, :key, 'waiting', :next, :body, :message, :by, :now)
    ON CONFLICT (idempotency_key) DO NOTHING
  )sql")
      .Int(":id", delivery.id ? delivery.id : db.NewId()).Int(":org", (*notice)->org).Int(":notice", delivery.notice).Int(":case", (*notice)->case_id)
      .Text(":what", delivery.what).Text(":channel", delivery.channel).Text(":recipient", delivery.recipient).Text(":key", delivery.key)
      .Int(":next", ToUnixSeconds(now)).Hex(":body", delivery.body_sha256).Text(":message", delivery.message_id).Int(":by", scope.actor)
      .Int(":now", ToUnixSeconds(now)).Run();
  Result<std::optional<Delivery>> there = FindByKey(db, delivery.key);
  if (!there) return Fail(there);
  if (!*there) return Fail(ErrorCode::kInternal, "case.db lost a delivery that was just put in");
  return AddedDelivery{.delivery = std::move(**there), .created = added > 0};
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "put a delivery into the outbox"));
}

Result<std::optional<Delivery>> FindDelivery(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenDeliveries(scope);
  Query row(db, std::string(kDeliveryColumns) + kOfNotice + "d.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<Delivery>();
  return std::optional<Delivery>(ReadDelivery(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find a delivery"));
}

Result<std::optional<Delivery>> FindDeliveryByMessage(CaseDb& db, const std::string& message_id) try {
  if (message_id.empty()) return std::optional<Delivery>();
  Query row(db, std::string(kDeliveryColumns) + " WHERE d.message_id = :message AND d.message_id <> '' ORDER BY d.id LIMIT 1");
  row.Text(":message", message_id);
  if (!row.Next()) return std::optional<Delivery>();
  return std::optional<Delivery>(ReadDelivery(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find a delivery"));
}

Result<std::vector<Delivery>> DeliveriesOfNotice(CaseDb& db, const Scope& scope, Id notice) try {
  const ScopeSql seen = SeenDeliveries(scope);
  Query rows(db, std::string(kDeliveryColumns) + kOfNotice + "d.notice_id = :notice AND " + seen.where + " ORDER BY d.id");
  rows.Int(":notice", notice).Scope(seen);
  return ReadAll(rows);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list deliveries"));
}

Result<Page<Delivery>> ListDeliveries(CaseDb& db, const Scope& scope, const DeliveryFilter& filter, const PageRequest& page) try {
  const Result<Id> before = ReadCursor(page.after);
  if (!before) return Fail(before.error());
  const ScopeSql seen = SeenDeliveries(scope);
  std::string sql = std::string(kDeliveryColumns) + kOfNotice + seen.where;
  if (*before != 0) sql += " AND d.id < :before";
  if (!filter.state.empty()) sql += " AND d.state = :state";
  if (filter.notice != 0) sql += " AND d.notice_id = :notice";
  Query rows(db, sql + " ORDER BY d.id DESC LIMIT :limit");
  rows.Scope(seen);
  if (*before != 0) rows.Int(":before", *before);
  if (!filter.state.empty()) rows.Text(":state", filter.state);
  if (filter.notice != 0) rows.Int(":notice", filter.notice);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  return MakePage(ReadAll(rows), limit, [](const Delivery& delivery) { return IdToString(delivery.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list deliveries"));
}

Result<std::vector<Delivery>> DueDeliveries(CaseDb& db, Time now, int limit) try {
  Query rows(db, std::string(kDeliveryColumns) + R"sql(
     WHERE d.state = 'waiting' AND (d.next_at <= :now OR d.next_at > :too_far)
     ORDER BY d.next_at, d.id
     LIMIT :limit
  )sql");
  rows.Int(":now", ToUnixSeconds(now)).Int(":too_far", ToUnixSeconds(now + kLongestWait)).Int(":limit", limit);
  return ReadAll(rows);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list what is due in the outbox"));
}

Result<std::vector<Delivery>> DeliveriesUnderWay(CaseDb& db) try {
  Query rows(db, std::string(kDeliveryColumns) + " WHERE d.state = 'trying' ORDER BY d.id");
  return ReadAll(rows);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list what is being sent"));
}

Result<std::vector<Delivery>> DeliveriesToAskAbout(CaseDb& db, Time now, int limit) try {
  Query rows(db, std::string(kDeliveryColumns) + kOfNotice + R"sql(
           d.state = 'accepted' AND d.what = 'notice' AND d.channel <> 'email' AND n.state = 'sent'
       AND (d.next_at <= :now OR d.next_at > :too_far)
     ORDER BY d.next_at, d.id
     LIMIT :limit
  )sql");
  rows.Int(":now", ToUnixSeconds(now)).Int(":too_far", ToUnixSeconds(now + kLongestWait)).Int(":limit", limit);
  return ReadAll(rows);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list what connectors are asked about"));
}

Result<Delivery> ChangeDelivery(Transaction& tx, const Delivery& delivery) try {
  Query change(tx.db(), R"sql(
    UPDATE delivery SET state = :state, attempts = :attempts, next_at = :next, last_answer = :answer, message_id = :message, receipt = :receipt,
                        accepted_at = :accepted, row_version = row_version + 1
     WHERE id = :id AND row_version = :version
  )sql");
  change.Text(":state", delivery.state).Int(":attempts", delivery.attempts).Int(":next", ToUnixSeconds(delivery.next_at))
      .Text(":answer", delivery.last_answer).Text(":message", delivery.message_id).Text(":receipt", delivery.receipt).Int(":id", delivery.id)
      .Int(":version", delivery.row_version);
  if (delivery.accepted_at) change.Int(":accepted", ToUnixSeconds(*delivery.accepted_at));
  else change.Null(":accepted");
  if (change.Run() == 0) return Fail(ErrorCode::kConflict, "the delivery was changed meanwhile: read it again");
  Delivery changed = delivery;
  ++changed.row_version;
  return changed;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "change a delivery"));
}

Result<std::optional<Time>> LastAcceptedBy(CaseDb& db, const std::string& recipient) try {
  const bool everybody_there = recipient.starts_with('@');
  Query row(db, std::string("SELECT MAX(accepted_at) FROM delivery WHERE accepted_at IS NOT NULL AND ") +
                    (everybody_there ? "recipient LIKE :recipient ESCAPE '\\'" : "recipient = :recipient"));
  row.Text(":recipient", everybody_there ? "%" + Escaped(recipient) : recipient);
  row.Next();
  const std::optional<int64_t> at = row.TakeIntOrNull();
  return at ? std::optional<Time>(FromUnixSeconds(*at)) : std::nullopt;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read when a recipient was written to last"));
}

Result<int64_t> CountAcceptedBy(CaseDb& db, const std::string& recipient, Time since) try {
  Query row(db, "SELECT COUNT(*) FROM delivery WHERE recipient = :recipient AND accepted_at > :since");
  row.Text(":recipient", recipient).Int(":since", ToUnixSeconds(since));
  row.Next();
  return row.TakeInt();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count what a recipient got"));
}

}  // namespace markwarden

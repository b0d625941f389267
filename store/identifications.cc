// Identifications over case.db.
#include "store/identifications.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kIdentificationColumns = R"sql(
  SELECT i.id, i.org_id, i.region_code, i.case_id, i.flag_id, i.right_id, i.state, i.question, i.pictures, i.due, i.verdict, i.reasons, i.signer,
         i.position, i.signed_at, i.answer_sha256, COALESCE(i.answered_by, 0), i.created_by, i.created_at, i.row_version
    FROM identification AS i
)sql";

Identification ReadIdentification(Query& row) {
  Identification read;
  read.id = row.TakeInt();
  read.org = row.TakeInt();
  read.region_code = row.TakeText();
  read.case_id = row.TakeInt();
  read.flag = row.TakeInt();
  read.right = row.TakeInt();
  read.state = row.TakeText();
  read.question = row.TakeText();
  read.pictures = row.TakeTexts();
  read.due = row.TakeSeconds();
  read.verdict = row.TakeText();
  read.reasons = row.TakeText();
  read.signer = row.TakeText();
  read.position = row.TakeText();
  if (const std::optional<int64_t> at = row.TakeIntOrNull()) read.signed_at = FromUnixSeconds(*at);
  read.answer_sha256 = row.TakeHex();
  read.answered_by = row.TakeInt();
  read.created_by = row.TakeInt();
  read.created_at = row.TakeSeconds();
  read.row_version = row.TakeInt();
  return read;
}

ScopeSql SeenIdentifications(const Scope& scope) {
  return ToSql(scope, {.org = "i.org_id", .region = "i.region_code", .right = "i.right_id"});
}

// The question while nobody has answered it or taken it back.
Result<Identification> StillAsked(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<Identification>> found = FindIdentification(db, scope, id);
  if (!found) return Fail(found);
  if (!*found) return Fail(ErrorCode::kNotFound, "no identification " + IdToString(id));
  if ((*found)->state != "asked") return Fail(ErrorCode::kConflict, "the question is " + (*found)->state + " already");
  return std::move(**found);
}

}  // namespace

Result<Identification> AddIdentification(Transaction& tx, const Scope& scope, const Identification& asked) try {
  CaseDb& db = tx.db();
  Identification added = asked;
  added.id = db.NewId();
  added.created_by = scope.actor;
  added.created_at = FromUnixSeconds(ToUnixSeconds(db.Now()));
  Query(db, R"sql(
    INSERT INTO identification (id, org_id, region_code, case_id, flag_id, right_id, state, question, pictures, due, created_by, created_at)
    VALUES (:id, :org, :region, :case, :flag, :right, 'asked', :question, :pictures, :due, :by, :now)
  )sql")
      .Int(":id", added.id).Int(":org", added.org).Text(":region", added.region_code).Int(":case", added.case_id).Int(":flag", added.flag)
      .Int(":right", added.right).Text(":question", added.question).Text(":pictures", TextsJson(added.pictures)).Int(":due", ToUnixSeconds(added.due))
      .Int(":by", added.created_by).Int(":now", ToUnixSeconds(added.created_at)).Run();
  return added;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "ask for an identification"));
}

Result<Identification> SetAnswer(Transaction& tx, const Scope& scope, const Identification& answered, int64_t row_version) try {
  CaseDb& db = tx.db();
  Result<Identification> there = StillAsked(db, scope, answered.id);
  if (!there) return there;
  if (!answered.signed_at) return Fail(ErrorCode::kInvalid, "an answer says when it was signed");
  const int changed = Query(db, R"sql(
    UPDATE identification SET state = 'answered', verdict = :verdict, reasons = :reasons, signer = :signer, position = :position, signed_at = :at,
                              answer_sha256 = :sha, answered_by = :by, row_version = row_version + 1
     WHERE id = :id AND row_version = :version
  )sql")
      .Text(":verdict", answered.verdict).Text(":reasons", answered.reasons).Text(":signer", answered.signer).Text(":position", answered.position)
      .Int(":at", ToUnixSeconds(*answered.signed_at)).Hex(":sha", answered.answer_sha256).Int(":by", scope.actor).Int(":id", answered.id)
      .Int(":version", row_version).Run();
  if (changed == 0) return Fail(ErrorCode::kConflict, "the question was changed meanwhile: read it again");
  Result<std::optional<Identification>> now = FindIdentification(db, scope, answered.id);
  if (!now) return Fail(now);
  return std::move(**now);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "record the answer"));
}

Result<Identification> SetWithdrawn(Transaction& tx, const Scope& scope, Id id, int64_t row_version) try {
  CaseDb& db = tx.db();
  Result<Identification> there = StillAsked(db, scope, id);
  if (!there) return there;
  const int changed = Query(db, "UPDATE identification SET state = 'withdrawn', row_version = row_version + 1 WHERE id = :id AND row_version = :version")
                          .Int(":id", id).Int(":version", row_version).Run();
  if (changed == 0) return Fail(ErrorCode::kConflict, "the question was changed meanwhile: read it again");
  there->state = "withdrawn";
  there->row_version = row_version + 1;
  return there;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "withdraw the question"));
}

Result<std::optional<Identification>> FindIdentification(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenIdentifications(scope);
  Query row(db, std::string(kIdentificationColumns) + " WHERE i.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<Identification>();
  return std::optional<Identification>(ReadIdentification(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the identification"));
}

Result<std::optional<Body>> SignedStatement(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenIdentifications(scope);
  Query row(db, "SELECT b.content_type, b.bytes FROM identification AS i JOIN body AS b ON b.sha256 = i.answer_sha256 WHERE i.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<Body>();
  Body body;
  body.content_type = row.TakeText();
  body.bytes = row.TakeBlob();
  return std::optional<Body>(std::move(body));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read the signed statement"));
}

Result<Page<Identification>> ListIdentifications(CaseDb& db, const Scope& scope, const IdentificationFilter& filter, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const ScopeSql seen = SeenIdentifications(scope);
  std::string sql = std::string(kIdentificationColumns) + " WHERE i.id > :after AND " + seen.where;
  if (filter.case_id != 0) sql += " AND i.case_id = :case";
  if (!filter.state.empty()) sql += " AND i.state = :state";
  Query rows(db, sql + " ORDER BY i.id LIMIT :limit");
  rows.Int(":after", *after).Scope(seen);
  if (filter.case_id != 0) rows.Int(":case", filter.case_id);
  if (!filter.state.empty()) rows.Text(":state", filter.state);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<Identification> found;
  while (rows.Next()) found.push_back(ReadIdentification(rows));
  return MakePage(std::move(found), limit, [](const Identification& one) { return IdToString(one.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list identifications"));
}

Result<std::optional<Identification>> LastAnswer(CaseDb& db, Id flag) try {
  Query row(db, std::string(kIdentificationColumns) + " WHERE i.flag_id = :flag AND i.state = 'answered' ORDER BY i.signed_at DESC, i.verdict = 'genuine' DESC, i.id DESC LIMIT 1");
  row.Int(":flag", flag);
  if (!row.Next()) return std::optional<Identification>();
  return std::optional<Identification>(ReadIdentification(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the holder's answer"));
}

Result<Id> SnapshotAsked(CaseDb& db, const Identification& asked) try {
  Query row(db, "SELECT h.snapshot_id FROM hit AS h WHERE h.flag_id = :flag AND h.id < :asked ORDER BY h.id DESC LIMIT 1");
  row.Int(":flag", asked.flag).Int(":asked", asked.id);
  return row.Next() ? row.TakeInt() : Id{0};
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find what the question was about"));
}

}  // namespace markwarden

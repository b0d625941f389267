// Files, documents, tells and looks at the register over case.db.
#include "store/right_papers.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr int kMaxDocuments = 500, kMaxChecks = 200;

RightFile ReadRightFile(Query& row) {
  RightFile file;
  file.id = row.TakeInt();
  file.sha256 = row.TakeHex();
  file.name = row.TakeText();
  file.content_type = row.TakeText();
  file.bytes = row.TakeInt();
  file.width = static_cast<int>(row.TakeInt());
  file.height = static_cast<int>(row.TakeInt());
  file.created_by = row.TakeInt();
  file.created_at = row.TakeSeconds();
  return file;
}

std::string OwnRegion(const Scope& scope) { return scope.regions.empty() ? "" : scope.regions.front(); }

}  // namespace

Result<RightFile> AddRightFile(Transaction& tx, const Scope& scope, const RightFile& file) try {
  CaseDb& db = tx.db();
  Query(db, R"sql(
    INSERT INTO right_file (id, org_id, region_code, sha256, name, content_type, bytes, width, height, created_by, created_at)
    VALUES (:id, :org, :region, :sha, :name, :type, :bytes, :width, :height, :by, :at)
    ON CONFLICT (created_by, sha256) DO NOTHING
  )sql")
      .Int(":id", db.NewId()).Int(":org", scope.org).Text(":region", OwnRegion(scope)).Hex(":sha", file.sha256).Text(":name", file.name)
      .Text(":type", file.content_type).Int(":bytes", file.bytes).IdOrNull(":width", file.width).IdOrNull(":height", file.height)
      .Int(":by", scope.actor).Int(":at", ToUnixSeconds(db.Now())).Run();
  Result<std::optional<RightFile>> kept = FindRightFile(db, scope, file.sha256);
  if (!kept) return Fail(kept);
  if (!*kept) return Fail(ErrorCode::kInternal, "the file was not kept");
  return std::move(**kept);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep the file"));
}

Result<std::optional<RightFile>> FindRightFile(CaseDb& db, const Scope& scope, const std::string& sha256) try {
  const bool own = SeesThroughRights(scope);
  Query row(db, std::string("SELECT id, sha256, name, content_type, bytes, COALESCE(width, 0), COALESCE(height, 0), created_by, created_at FROM right_file"
                            " WHERE sha256 = :sha AND ") + (own ? "created_by = :who" : "org_id = :who") + " ORDER BY id LIMIT 1");
  row.Hex(":sha", sha256).Int(":who", own ? scope.actor : scope.org);
  if (!row.Next()) return std::optional<RightFile>();
  return std::optional<RightFile>(ReadRightFile(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the file"));
}

Result<bool> AddRightDocument(Transaction& tx, const Scope& scope, Id org, const RightDocument& document) try {
  CaseDb& db = tx.db();
  const int added = Query(db, R"sql(
    INSERT INTO right_document (id, org_id, region_code, right_id, version, kind, name, sha256, content_type, bytes, created_by, created_at)
    VALUES (:id, :org, :region, :right, :version, :kind, :name, :sha, :type, :bytes, :by, :at)
    ON CONFLICT (right_id, kind, sha256) DO NOTHING
  )sql")
      .Int(":id", db.NewId()).Int(":org", org).Text(":region", OwnRegion(scope)).Int(":right", document.right).Int(":version", document.version)
      .Text(":kind", document.kind).Text(":name", document.name).Hex(":sha", document.sha256).Text(":type", document.content_type)
      .Int(":bytes", document.bytes).Int(":by", scope.actor).Int(":at", ToUnixSeconds(db.Now())).Run();
  return added > 0;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep the document"));
}

Result<std::vector<RightDocument>> DocumentsOfRight(CaseDb& db, Id right) try {
  Query rows(db, "SELECT id, right_id, version, kind, name, sha256, content_type, bytes, created_by, created_at FROM right_document"
                 " WHERE right_id = :right ORDER BY id LIMIT :limit");
  rows.Int(":right", right).Int(":limit", kMaxDocuments);
  std::vector<RightDocument> documents;
  while (rows.Next()) {
    RightDocument document;
    document.id = rows.TakeInt();
    document.right = rows.TakeInt();
    document.version = static_cast<int>(rows.TakeInt());
    document.kind = rows.TakeText();
    document.name = rows.TakeText();
    document.sha256 = rows.TakeHex();
    document.content_type = rows.TakeText();
    document.bytes = rows.TakeInt();
    document.created_by = rows.TakeInt();
    document.created_at = rows.TakeSeconds();
    documents.push_back(std::move(document));
  }
  return documents;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list documents"));
}

Result<std::optional<RightTells>> TellsOfRight(CaseDb& db, Id right) try {
  Query row(db, "SELECT number, genuine, fake, created_at FROM right_tell WHERE right_id = :right ORDER BY number DESC LIMIT 1");
  row.Int(":right", right);
  if (!row.Next()) return std::optional<RightTells>();
  RightTells tells;
  tells.number = static_cast<int>(row.TakeInt());
  tells.genuine = row.TakeTexts();
  tells.fake = row.TakeTexts();
  tells.created_at = row.TakeSeconds();
  return std::optional<RightTells>(std::move(tells));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the tells"));
}

Result<bool> SaveRightTells(Transaction& tx, const Scope& scope, Id org, Id right, const std::vector<std::string>& genuine, const std::vector<std::string>& fake) try {
  CaseDb& db = tx.db();
  Result<std::optional<RightTells>> now = TellsOfRight(db, right);
  if (!now) return Fail(now);
  if (*now ? (*now)->genuine == genuine && (*now)->fake == fake : genuine.empty() && fake.empty()) return false;
  Query(db, R"sql(
    INSERT INTO right_tell (id, org_id, region_code, right_id, number, genuine, fake, created_by, created_at)
    VALUES (:id, :org, :region, :right, :number, :genuine, :fake, :by, :at)
  )sql")
      .Int(":id", db.NewId()).Int(":org", org).Text(":region", OwnRegion(scope)).Int(":right", right).Int(":number", *now ? (*now)->number + 1 : 1)
      .Text(":genuine", TextsJson(genuine)).Text(":fake", TextsJson(fake)).Int(":by", scope.actor).Int(":at", ToUnixSeconds(db.Now())).Run();
  return true;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "save the tells"));
}

Result<Id> AddRightCheck(Transaction& tx, const Scope& scope, Id org, const RightCheck& check) try {
  CaseDb& db = tx.db();
  const Id id = db.NewId();
  Query(db, R"sql(
    INSERT INTO right_check (id, org_id, region_code, right_id, status, checked_at, source_sha256, note, created_by, created_at)
    VALUES (:id, :org, :region, :right, :status, :checked, :sha, :note, :by, :at)
  )sql")
      .Int(":id", id).Int(":org", org).Text(":region", OwnRegion(scope)).Int(":right", check.right).Text(":status", check.status)
      .Text(":checked", check.checked_at).Hex(":sha", check.source_sha256).Text(":note", check.note).Int(":by", scope.actor)
      .Int(":at", ToUnixSeconds(db.Now())).Run();
  return id;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "record the look at the register"));
}

Result<std::vector<RightCheck>> ChecksOfRight(CaseDb& db, Id right) try {
  Query rows(db, "SELECT id, right_id, status, checked_at, source_sha256, note, created_by, created_at FROM right_check WHERE right_id = :right"
                 " ORDER BY id DESC LIMIT :limit");
  rows.Int(":right", right).Int(":limit", kMaxChecks);
  std::vector<RightCheck> checks;
  while (rows.Next()) {
    RightCheck check;
    check.id = rows.TakeInt();
    check.right = rows.TakeInt();
    check.status = rows.TakeText();
    check.checked_at = rows.TakeText();
    check.source_sha256 = rows.TakeHex();
    check.note = rows.TakeText();
    check.created_by = rows.TakeInt();
    check.created_at = rows.TakeSeconds();
    checks.push_back(std::move(check));
  }
  return checks;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list looks at the register"));
}

Result<std::string> LastCheckedAt(CaseDb& db, Id right) try {
  Query row(db, "SELECT COALESCE(MAX(checked_at), '') FROM right_check WHERE right_id = :right");
  row.Int(":right", right);
  row.Next();
  return row.TakeText();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the last look at the register"));
}

Status GrantRight(Transaction& tx, Id account, Id right) try {
  Query(tx.db(), "INSERT INTO account_right (account_id, right_id) VALUES (:account, :right) ON CONFLICT (account_id, right_id) DO NOTHING")
      .Int(":account", account).Int(":right", right).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "grant the right"));
}

}  // namespace markwarden

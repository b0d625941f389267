// Rights and their versions.
#include "store/rights.h"

#include <sqlite3.h>

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kRightColumns = R"sql(
  SELECT r.id, r.org_id, r.holder_id, r.right_key, r.region_code, v.id, v.number, v.digest, v.payload,
         v.created_by, v.created_at, r.row_version
    FROM ip_right AS r
)sql";
constexpr const char* kCurrent = " JOIN right_version AS v ON v.id = r.current_version_id ";
constexpr const char* kAnyVersion = " JOIN right_version AS v ON v.right_id = r.id ";

ScopeSql SeenRights(const Scope& scope) {
  // A right protects everywhere: its region says whose it is, not who may see it.
  return ToSql(scope, {.org = "r.org_id", .region = "", .right = "r.id"});
}

RightRecord ReadRow(Query& row) {
  RightRecord record;
  record.id = row.TakeInt();
  record.org = row.TakeInt();
  record.holder = row.TakeInt();
  record.key = row.TakeText();
  record.region_code = row.TakeText();
  record.version_id = row.TakeInt();
  record.version = static_cast<int>(row.TakeInt());
  record.digest = row.TakeHex();
  Result<Right> right = RightFromJson(row.TakeJson());
  if (!right) throw SQLite::Exception("a row holds a broken right: " + right.error().message, SQLITE_CORRUPT);
  record.right = std::move(*right);
  record.created_by = row.TakeInt();
  record.created_at = row.TakeSeconds();
  record.row_version = row.TakeInt();
  return record;
}

void FillPictures(CaseDb& db, RightRecord& record) {
  Query rows(db, "SELECT name, sha256 FROM right_picture WHERE right_version_id = :id ORDER BY position");
  rows.Int(":id", record.version_id);
  while (rows.Next()) {
    RightPicture picture;
    picture.name = rows.TakeText();
    picture.sha256 = rows.TakeHex();
    record.pictures.push_back(std::move(picture));
  }
}

Result<std::optional<RightRecord>> FindOne(CaseDb& db, Query& row) {
  if (!row.Next()) return std::optional<RightRecord>();
  RightRecord record = ReadRow(row);
  FillPictures(db, record);
  return std::optional<RightRecord>(std::move(record));
}

Id SaveHolder(CaseDb& db, const Scope& scope, const Holder& holder, const std::string& region) {
  Query row(db, R"sql(
    INSERT INTO holder (id, org_id, region_code, holder_key, name, code, payload, created_by, created_at)
    VALUES (:id, :org, :region, :key, :name, :code, :payload, :by, :at)
    ON CONFLICT (org_id, holder_key) DO UPDATE
      SET name = excluded.name, payload = excluded.payload, row_version = holder.row_version + 1
    RETURNING id
  )sql");
  row.Int(":id", db.NewId()).Int(":org", scope.org).Text(":region", region)
      .Text(":key", holder.id.empty() ? holder.name : holder.id).Text(":name", holder.name).Text(":code", holder.id)
      .Text(":payload", ObjectJson(holder.extra)).Int(":by", scope.actor).Int(":at", ToUnixSeconds(db.Now()));
  row.Next();
  const Id id = row.TakeInt();
  while (row.Next()) {
  }
  return id;
}

}  // namespace

Result<RightSaved> SaveRight(Transaction& tx, const Scope& scope, const Right& right,
                             const std::vector<RightPicture>& pictures, const std::string& region_code) try {
  CaseDb& db = tx.db();
  const Json object = ToJson(right);
  if (Result<Right> valid = RightFromJson(object); !valid) return Fail(std::move(valid.error()));
  const std::string payload = DumpJson(object);
  std::string digested = payload;
  for (const RightPicture& picture : pictures) digested += "\n" + picture.name + "\n" + picture.sha256;
  const Sha256Digest digest = Sha256(digested);
  RightSaved saved;
  int64_t number = 0;
  Id right_id = 0;
  {
    Query row(db, "SELECT r.id, v.number, v.digest FROM ip_right AS r" + std::string(kCurrent) +
                      "WHERE r.org_id = :org AND r.right_key = :key");
    row.Int(":org", scope.org).Text(":key", right.id);
    if (row.Next()) {
      right_id = row.TakeInt();
      number = row.TakeInt();
      if (row.TakeDigest() == digest) {
        Result<std::optional<RightRecord>> same = FindRight(db, scope, right_id);
        if (!same) return Fail(std::move(same.error()));
        if (!*same) return Fail(ErrorCode::kDenied, "the right `" + right.id + "` is not yours to change");
        saved.record = std::move(**same);
        return saved;
      }
    }
  }
  saved.created = right_id == 0;
  saved.new_version = true;
  const Id version_id = db.NewId();
  const Id holder_id = SaveHolder(db, scope, right.holder, region_code);
  const int64_t now = ToUnixSeconds(db.Now());
  if (saved.created) {
    right_id = db.NewId();
    Query(db, R"sql(
      INSERT INTO ip_right (id, org_id, region_code, holder_id, right_key, kind, title, current_version_id, created_by, created_at)
      VALUES (:id, :org, :region, :holder, :key, :kind, :title, :version, :by, :at)
    )sql")
        .Int(":id", right_id).Int(":org", scope.org).Text(":region", region_code).Int(":holder", holder_id)
        .Text(":key", right.id).Text(":kind", ToString(right.kind)).Text(":title", right.title)
        .Int(":version", version_id).Int(":by", scope.actor).Int(":at", now).Run();
  } else {
    Query(db, R"sql(
      UPDATE ip_right SET holder_id = :holder, kind = :kind, title = :title, current_version_id = :version,
                          row_version = row_version + 1
       WHERE id = :id
    )sql")
        .Int(":holder", holder_id).Text(":kind", ToString(right.kind)).Text(":title", right.title)
        .Int(":version", version_id).Int(":id", right_id).Run();
  }
  Query(db, R"sql(
    INSERT INTO right_version (id, org_id, right_id, number, payload, digest, valid_from, valid_to, created_by, created_at)
    VALUES (:id, :org, :right, :number, :payload, :digest, :from, :to, :by, :at)
  )sql")
      .Int(":id", version_id).Int(":org", scope.org).Int(":right", right_id).Int(":number", number + 1)
      .Text(":payload", payload).Blob(":digest", digest).Text(":from", right.valid_from).Text(":to", right.valid_to)
      .Int(":by", scope.actor).Int(":at", now).Run();
  for (size_t i = 0; i < pictures.size(); ++i) {
    Query(db, "INSERT INTO right_picture (right_version_id, position, name, sha256) VALUES (:version, :position, :name, :sha)")
        .Int(":version", version_id).Int(":position", static_cast<int64_t>(i)).Text(":name", pictures[i].name)
        .Hex(":sha", pictures[i].sha256).Run();
  }
  saved.record.id = right_id;
  saved.record.org = scope.org;
  saved.record.holder = holder_id;
  saved.record.key = right.id;
  saved.record.region_code = region_code;
  saved.record.version_id = version_id;
  saved.record.version = static_cast<int>(number + 1);
  saved.record.digest = ToHex(digest);
  saved.record.right = right;
  saved.record.pictures = pictures;
  saved.record.created_by = scope.actor;
  saved.record.created_at = FromUnixSeconds(now);
  return saved;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "save the right"));
}

Result<std::optional<RightRecord>> FindRight(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenRights(scope);
  Query row(db, kRightColumns + std::string(kCurrent) + " WHERE r.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  return FindOne(db, row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the right"));
}

Result<std::optional<RightRecord>> FindRightByKey(CaseDb& db, const Scope& scope, const std::string& key) try {
  const ScopeSql seen = SeenRights(scope);
  Query row(db, kRightColumns + std::string(kCurrent) + " WHERE r.right_key = :key AND " + seen.where + " ORDER BY r.id LIMIT 1");
  row.Text(":key", key).Scope(seen);
  return FindOne(db, row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the right"));
}

Result<std::optional<RightRecord>> FindRightVersion(CaseDb& db, const Scope& scope, Id version_id) try {
  const ScopeSql seen = SeenRights(scope);
  Query row(db, kRightColumns + std::string(kAnyVersion) + " WHERE v.id = :id AND " + seen.where);
  row.Int(":id", version_id).Scope(seen);
  return FindOne(db, row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the right"));
}

Result<Page<RightRecord>> ListRights(CaseDb& db, const Scope& scope, const RightFilter& filter, const PageRequest& page) try {
  const ScopeSql seen = SeenRights(scope);
  std::string sql = kRightColumns + std::string(kCurrent) + " WHERE " + seen.where;
  if (!filter.kind.empty()) sql += " AND r.kind = :kind";
  if (!filter.ids.empty()) {
    sql += " AND r.id IN (";
    for (size_t i = 0; i < filter.ids.size(); ++i) sql += (i == 0 ? ":id_" : ", :id_") + std::to_string(i);
    sql += ")";
  }
  // The cursor is "key~id": keys repeat between organisations.
  const size_t tilde = page.after.rfind('~');
  const std::optional<Id> after_id =
      tilde == std::string::npos ? std::nullopt : ParseId(std::string_view(page.after).substr(tilde + 1));
  if (!page.after.empty() && !after_id) return Fail(ErrorCode::kInvalid, "the cursor is not one that a page gave");
  if (after_id) sql += " AND (r.right_key > :after_key OR (r.right_key = :after_key AND r.id > :after_id))";
  Query rows(db, sql + " ORDER BY r.right_key, r.id LIMIT :limit");
  rows.Scope(seen);
  if (!filter.kind.empty()) rows.Text(":kind", filter.kind);
  for (size_t i = 0; i < filter.ids.size(); ++i) rows.Int((":id_" + std::to_string(i)).c_str(), filter.ids[i]);
  if (after_id) rows.Text(":after_key", page.after.substr(0, tilde)).Int(":after_id", *after_id);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<RightRecord> rights;
  while (rows.Next()) rights.push_back(ReadRow(rows));
  Page<RightRecord> made = MakePage(std::move(rights), limit,
                                    [](const RightRecord& r) { return r.key + "~" + IdToString(r.id); });
  for (RightRecord& record : made.rows) FillPictures(db, record);
  return made;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list rights"));
}

Result<std::vector<RightRecord>> AllRights(CaseDb& db, const Scope& scope) {
  std::vector<RightRecord> all;
  PageRequest page{.limit = kMaxPageRows, .after = {}};
  do {
    Result<Page<RightRecord>> rights = ListRights(db, scope, RightFilter{}, page);
    if (!rights) return Fail(rights);
    all.insert(all.end(), rights->rows.begin(), rights->rows.end());
    page.after = rights->next;
  } while (!page.after.empty());
  return all;
}

Result<std::vector<Id>> AllRightVersionIds(CaseDb& db, const Scope& scope) try {
  const ScopeSql seen = SeenRights(scope);
  Query rows(db, "SELECT v.id FROM ip_right AS r" + std::string(kCurrent) + " WHERE " + seen.where + " ORDER BY r.right_key, r.id");
  rows.Scope(seen);
  std::vector<Id> ids;
  while (rows.Next()) ids.push_back(rows.TakeInt());
  return ids;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list the versions of rights"));
}

Result<std::vector<RightRecord>> RightVersions(CaseDb& db, const Scope& scope, Id right) try {
  const ScopeSql seen = SeenRights(scope);
  Query rows(db, kRightColumns + std::string(kAnyVersion) + " WHERE r.id = :id AND " + seen.where + " ORDER BY v.number");
  rows.Int(":id", right).Scope(seen);
  std::vector<RightRecord> versions;
  while (rows.Next()) versions.push_back(ReadRow(rows));
  for (RightRecord& record : versions) FillPictures(db, record);
  return versions;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list versions"));
}

Result<std::vector<HolderRecord>> ListHolders(CaseDb& db, const Scope& scope) try {
  const ScopeSql seen = ToSql(scope, {.org = "org_id", .region = "", .right = ""});
  Query rows(db, "SELECT id, org_id, name, code, payload FROM holder WHERE " + seen.where + " ORDER BY name, id");
  rows.Scope(seen);
  std::vector<HolderRecord> holders;
  while (rows.Next()) {
    HolderRecord holder;
    holder.id = rows.TakeInt();
    holder.org = rows.TakeInt();
    holder.name = rows.TakeText();
    holder.code = rows.TakeText();
    holder.payload = rows.TakeJson();
    holders.push_back(std::move(holder));
  }
  return holders;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list holders"));
}

}  // namespace markwarden

// Rows of rule_draft, rule_draft_text, rule_activation and rule_shadow.
#include "store/rule_packs.h"

#include "store/snapshot_row.h"
#include "store/sql.h"

namespace markwarden {
namespace {

constexpr int kMaxActivations = 200, kMaxShadows = 50;

constexpr const char* kDraftColumns = R"sql(
  SELECT d.id, d.org_id, d.pack_key, d.state, d.created_by, d.created_at, d.updated_at, d.row_version,
         v.id, v.name, v.digest, v.yaml, v.created_at, a.login
    FROM rule_draft AS d
    JOIN rule_draft_text AS t ON t.id = (SELECT MAX(x.id) FROM rule_draft_text AS x WHERE x.draft_id = d.id)
    JOIN rule_pack_version AS v ON v.id = t.version_id
    JOIN account AS a ON a.id = t.created_by
)sql";

ScopeSql SeenDrafts(const Scope& scope) { return ToSql(scope, {.org = "d.org_id", .region = "d.region_code", .right = ""}); }

RuleDraft ReadDraft(Query& row) {
  RuleDraft draft;
  draft.id = row.TakeInt();
  draft.org = row.TakeInt();
  draft.pack_key = row.TakeText();
  draft.state = row.TakeText();
  draft.created_by = row.TakeInt();
  draft.created_at = row.TakeSeconds();
  draft.updated_at = row.TakeSeconds();
  draft.row_version = row.TakeInt();
  draft.text.id = row.TakeInt();
  draft.text.org = draft.org;
  draft.text.name = row.TakeText();
  draft.text.digest = row.TakeHex();
  draft.text.yaml = row.TakeText();
  draft.text.created_at = row.TakeSeconds();
  draft.author_name = row.TakeText();
  return draft;
}

void FillAuthors(CaseDb& db, RuleDraft& draft) {
  Query rows(db, "SELECT DISTINCT created_by FROM rule_draft_text WHERE draft_id = :draft");
  rows.Int(":draft", draft.id);
  while (rows.Next()) draft.authors.push_back(rows.TakeInt());
}

void AddText(CaseDb& db, const Scope& scope, Id draft, Id version) {
  Query(db, "INSERT INTO rule_draft_text (id, draft_id, version_id, created_by, created_at) VALUES (:id, :draft, :version, :by, :at)")
      .Int(":id", db.NewId()).Int(":draft", draft).Int(":version", version).Int(":by", scope.actor).Int(":at", ToUnixSeconds(db.Now())).Run();
}

Result<RuleDraft> DraftNow(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<RuleDraft>> draft = FindRuleDraft(db, scope, id);
  if (!draft) return Fail(std::move(draft.error()));
  if (!*draft) return Fail(ErrorCode::kInternal, "the draft was not stored");
  return std::move(**draft);
}

std::string FileNameOf(const std::string& pack_key) { return IsTableKey(pack_key) ? pack_key : pack_key + ".yaml"; }

constexpr const char* kOfPacks = "d.pack_key NOT LIKE '%.%'";

// `text` is the column of the text, as much of it as is wanted.
std::string DraftColumns(const std::string& text) {
  std::string sql = kDraftColumns;
  return sql.replace(sql.find("v.yaml"), 6, text);
}

template <typename Bind>
Result<Page<RuleDraft>> DraftsWhere(CaseDb& db, const Scope& scope, const std::string& select, const std::string& where, const PageRequest& page, Bind bind) {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const ScopeSql seen = SeenDrafts(scope);
  std::string sql = select + " WHERE " + where + " AND " + seen.where;
  if (*after != 0) sql += " AND d.id < :after";
  Query rows(db, sql + " ORDER BY d.id DESC LIMIT :limit");
  rows.Scope(seen);
  bind(rows);
  if (*after != 0) rows.Int(":after", *after);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<RuleDraft> drafts;
  while (rows.Next()) drafts.push_back(ReadDraft(rows));
  for (RuleDraft& draft : drafts) FillAuthors(db, draft);
  return MakePage(std::move(drafts), limit, [](const RuleDraft& draft) { return IdToString(draft.id); });
}

constexpr const char* kShadowColumns = R"sql(
  SELECT s.id, s.org_id, s.draft_id, s.version_id, s.state, s.wanted, s.scanned, s.before_snapshot, s.result, s.why,
         a.login, s.created_at, s.ended_at, s.row_version
    FROM rule_shadow AS s
    JOIN account AS a ON a.id = s.created_by
)sql";

ScopeSql SeenShadows(const Scope& scope) { return ToSql(scope, {.org = "s.org_id", .region = "s.region_code", .right = ""}); }

RuleShadow ReadShadow(Query& row) {
  RuleShadow shadow;
  shadow.id = row.TakeInt();
  shadow.org = row.TakeInt();
  shadow.draft = row.TakeInt();
  shadow.version = row.TakeInt();
  shadow.state = row.TakeText();
  shadow.wanted = row.TakeInt();
  shadow.scanned = row.TakeInt();
  shadow.before_snapshot = row.TakeInt();
  shadow.result = row.TakeJson();
  shadow.why = row.TakeText();
  shadow.actor_name = row.TakeText();
  shadow.created_at = row.TakeSeconds();
  if (const auto ended = row.TakeIntOrNull()) shadow.ended_at = FromUnixSeconds(*ended);
  shadow.row_version = row.TakeInt();
  return shadow;
}

}  // namespace

Result<RuleDraft> AddRuleDraft(Transaction& tx, const Scope& scope, const std::string& pack_key, const std::string& yaml) try {
  CaseDb& db = tx.db();
  Result<RulePackVersion> text = SaveRulePack(tx, scope, FileNameOf(pack_key), yaml);
  if (!text) return Fail(std::move(text.error()));
  const Id id = db.NewId();
  Query(db, R"sql(
    INSERT INTO rule_draft (id, org_id, pack_key, state, created_by, created_at, updated_at)
    VALUES (:id, :org, :key, 'draft', :by, :at, :at)
  )sql")
      .Int(":id", id).Int(":org", scope.org).Text(":key", pack_key).Int(":by", scope.actor).Int(":at", ToUnixSeconds(db.Now())).Run();
  AddText(db, scope, id, text->id);
  return DraftNow(db, scope, id);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "save the draft"));
}

Result<RuleDraft> EditRuleDraft(Transaction& tx, const Scope& scope, Id id, const std::string& yaml, int64_t row_version) try {
  CaseDb& db = tx.db();
  Result<std::optional<RuleDraft>> draft = FindRuleDraft(db, scope, id);
  if (!draft) return Fail(std::move(draft.error()));
  if (!*draft) return Fail(ErrorCode::kNotFound, "no draft " + IdToString(id));
  if (Status kept = SetRuleDraftState(tx, scope, id, "draft", row_version); !kept) return Fail(std::move(kept.error()));
  Result<RulePackVersion> text = SaveRulePack(tx, scope, FileNameOf((*draft)->pack_key), yaml);
  if (!text) return Fail(std::move(text.error()));
  AddText(db, scope, id, text->id);
  return DraftNow(db, scope, id);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "save the draft"));
}

Status SetRuleDraftState(Transaction& tx, const Scope& scope, Id id, const std::string& state, int64_t row_version) try {
  const int changed = Query(tx.db(), R"sql(
    UPDATE rule_draft SET state = :state, updated_at = :at, row_version = row_version + 1
     WHERE id = :id AND org_id = :org AND state = 'draft' AND row_version = :version
  )sql")
      .Text(":state", state).Int(":at", ToUnixSeconds(tx.db().Now())).Int(":id", id).Int(":org", scope.org).Int(":version", row_version).Run();
  if (changed == 0) return Fail(ErrorCode::kConflict, "the draft was changed meanwhile or is none any more: read it again");
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "change the draft"));
}

Result<std::optional<RuleDraft>> FindRuleDraft(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenDrafts(scope);
  Query row(db, std::string(kDraftColumns) + " WHERE d.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<RuleDraft>();
  RuleDraft draft = ReadDraft(row);
  FillAuthors(db, draft);
  return std::optional<RuleDraft>(std::move(draft));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the draft"));
}

Result<Page<RuleDraft>> ListRuleDrafts(CaseDb& db, const Scope& scope, const PageRequest& page) try {
  return DraftsWhere(db, scope, kDraftColumns, kOfPacks, page, [](Query&) {});
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list drafts"));
}

bool IsTableKey(const std::string& pack_key) { return pack_key.find('.') != std::string::npos; }

Result<Page<RuleDraft>> ListTableDrafts(CaseDb& db, const Scope& scope, const std::string& key, int64_t text_bytes, const PageRequest& page) try {
  return DraftsWhere(db, scope, DraftColumns("substr(v.yaml, 1, :bytes)"), "d.pack_key = :key", page, [&](Query& rows) { rows.Text(":key", key).Int(":bytes", text_bytes); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list tables"));
}

Result<int64_t> CountOpenTableDrafts(CaseDb& db, const Scope& scope, const std::string& key) try {
  Query row(db, "SELECT COUNT(*) FROM rule_draft WHERE org_id = :org AND state = 'draft' AND pack_key = :key");
  row.Int(":org", scope.org).Text(":key", key);
  row.Next();
  return row.TakeInt();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count tables"));
}

Result<std::string> OwnPacksKey(CaseDb& db, Id org) try {
  Query rows(db, R"sql(
    SELECT r.pack_key, v.digest
      FROM rule_activation AS r
      JOIN rule_pack_version AS v ON v.id = r.version_id
     WHERE r.org_id = :org
       AND r.id = (SELECT MAX(x.id) FROM rule_activation AS x WHERE x.org_id = r.org_id AND x.pack_key = r.pack_key)
     ORDER BY r.pack_key
  )sql");
  rows.Int(":org", org);
  std::string key;
  while (rows.Next()) {
    key += rows.TakeText() + ' ';
    key += rows.TakeHex() + '\n';
  }
  return key;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read which packs are in force"));
}

Result<int64_t> CountOpenRuleDrafts(CaseDb& db, const Scope& scope) try {
  Query row(db, std::string("SELECT COUNT(*) FROM rule_draft AS d WHERE d.org_id = :org AND d.state = 'draft' AND ") + kOfPacks);
  row.Int(":org", scope.org);
  row.Next();
  return row.TakeInt();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count drafts"));
}

Result<Id> AddRuleActivation(Transaction& tx, const Scope& scope, const std::string& pack_key, Id version, Id draft, const std::string& reason) try {
  CaseDb& db = tx.db();
  const Id id = db.NewId();
  Query(db, R"sql(
    INSERT INTO rule_activation (id, org_id, pack_key, version_id, draft_id, reason, created_by, created_at)
    VALUES (:id, :org, :key, :version, :draft, :reason, :by, :at)
  )sql")
      .Int(":id", id).Int(":org", scope.org).Text(":key", pack_key).IdOrNull(":version", version).IdOrNull(":draft", draft)
      .Text(":reason", reason).Int(":by", scope.actor).Int(":at", ToUnixSeconds(db.Now())).Run();
  return id;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "put the pack in force"));
}

Result<std::vector<RuleActivation>> ListRuleActivations(CaseDb& db, const Scope& scope, const std::string& pack_key) try {
  Query rows(db, R"sql(
    SELECT r.id, r.pack_key, COALESCE(r.version_id, 0), COALESCE(r.draft_id, 0), r.reason, r.created_by, a.login, r.created_at
      FROM rule_activation AS r JOIN account AS a ON a.id = r.created_by
     WHERE r.org_id = :org AND r.pack_key = :key ORDER BY r.id DESC LIMIT :limit
  )sql");
  rows.Int(":org", scope.org).Text(":key", pack_key).Int(":limit", kMaxActivations);
  std::vector<RuleActivation> activations;
  while (rows.Next()) {
    RuleActivation one;
    one.id = rows.TakeInt();
    one.pack_key = rows.TakeText();
    one.version = rows.TakeInt();
    one.draft = rows.TakeInt();
    one.reason = rows.TakeText();
    one.created_by = rows.TakeInt();
    one.actor_name = rows.TakeText();
    one.created_at = rows.TakeSeconds();
    activations.push_back(std::move(one));
  }
  return activations;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list what was in force"));
}

Result<std::map<std::string, RulePackVersion>> OwnPacksInForce(CaseDb& db, Id org) try {
  Query rows(db, R"sql(
    SELECT v.id, v.org_id, v.name, v.digest, v.yaml, v.created_at, r.pack_key
      FROM rule_activation AS r
      JOIN rule_pack_version AS v ON v.id = r.version_id
     WHERE r.org_id = :org
       AND r.id = (SELECT MAX(x.id) FROM rule_activation AS x WHERE x.org_id = r.org_id AND x.pack_key = r.pack_key)
     ORDER BY r.pack_key
  )sql");
  rows.Int(":org", org);
  std::map<std::string, RulePackVersion> packs;
  while (rows.Next()) {
    RulePackVersion version = ReadRulePackRow(rows);
    packs.emplace(rows.TakeText(), std::move(version));
  }
  return packs;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read the packs in force"));
}

Result<std::optional<RulePackVersion>> FindRulePackVersion(CaseDb& db, Id org, Id id) try {
  Query row(db, "SELECT id, org_id, name, digest, yaml, created_at FROM rule_pack_version WHERE id = :id AND org_id = :org");
  row.Int(":id", id).Int(":org", org);
  if (!row.Next()) return std::optional<RulePackVersion>();
  return std::optional<RulePackVersion>(ReadRulePackRow(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the rule pack"));
}

Result<RuleShadow> AddRuleShadow(Transaction& tx, const Scope& scope, const RuleDraft& draft, int64_t wanted) try {
  CaseDb& db = tx.db();
  {
    Query open(db, "SELECT 1 FROM rule_shadow WHERE draft_id = :draft AND state IN ('waiting', 'running') LIMIT 1");
    open.Int(":draft", draft.id);
    if (open.Next()) return Fail(ErrorCode::kConflict, "this draft is being tried already: wait for it or cancel it");
  }
  const Id id = db.NewId();
  Query(db, R"sql(
    INSERT INTO rule_shadow (id, org_id, draft_id, version_id, state, wanted, scanned, before_snapshot, result, created_by, created_at)
    VALUES (:id, :org, :draft, :version, 'waiting', :wanted, 0, 0, '{}', :by, :at)
  )sql")
      .Int(":id", id).Int(":org", scope.org).Int(":draft", draft.id).Int(":version", draft.text.id).Int(":wanted", wanted)
      .Int(":by", scope.actor).Int(":at", ToUnixSeconds(db.Now())).Run();
  Result<std::optional<RuleShadow>> added = FindRuleShadow(db, scope, id);
  if (!added) return Fail(std::move(added.error()));
  if (!*added) return Fail(ErrorCode::kInternal, "the run was not stored");
  return std::move(**added);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "begin the run"));
}

Result<std::optional<RuleShadow>> FindRuleShadow(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenShadows(scope);
  Query row(db, std::string(kShadowColumns) + " WHERE s.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<RuleShadow>();
  return std::optional<RuleShadow>(ReadShadow(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the run"));
}

Result<std::vector<RuleShadow>> ListRuleShadows(CaseDb& db, const Scope& scope, Id draft) try {
  const ScopeSql seen = SeenShadows(scope);
  Query rows(db, std::string(kShadowColumns) + " WHERE s.draft_id = :draft AND " + seen.where + " ORDER BY s.id DESC LIMIT :limit");
  rows.Int(":draft", draft).Int(":limit", kMaxShadows).Scope(seen);
  std::vector<RuleShadow> shadows;
  while (rows.Next()) shadows.push_back(ReadShadow(rows));
  return shadows;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list runs"));
}

Result<std::optional<RuleShadow>> NextRuleShadow(CaseDb& db) try {
  Query row(db, std::string(kShadowColumns) + " WHERE s.state IN ('waiting', 'running') ORDER BY s.id LIMIT 1");
  if (!row.Next()) return std::optional<RuleShadow>();
  return std::optional<RuleShadow>(ReadShadow(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find a run"));
}

Result<bool> SaveRuleShadow(Transaction& tx, const RuleShadow& shadow) try {
  Query update(tx.db(), R"sql(
    UPDATE rule_shadow
       SET state = :state, scanned = :scanned, before_snapshot = :before, result = :result, why = :why, ended_at = :ended,
           row_version = row_version + 1
     WHERE id = :id AND state IN ('waiting', 'running')
  )sql");
  update.Text(":state", shadow.state).Int(":scanned", shadow.scanned).Int(":before", shadow.before_snapshot)
      .Text(":result", ObjectJson(shadow.result)).Text(":why", shadow.why).Int(":id", shadow.id);
  if (shadow.ended_at) update.Int(":ended", ToUnixSeconds(*shadow.ended_at));
  return update.Run() == 1;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "save the run"));
}

Status CancelRuleShadow(Transaction& tx, const Scope& scope, Id id) try {
  Result<std::optional<RuleShadow>> shadow = FindRuleShadow(tx.db(), scope, id);
  if (!shadow) return Fail(std::move(shadow.error()));
  if (!*shadow) return Fail(ErrorCode::kNotFound, "no run " + IdToString(id));
  const int changed = Query(tx.db(), R"sql(
    UPDATE rule_shadow SET state = 'cancelled', ended_at = :at, row_version = row_version + 1
     WHERE id = :id AND state IN ('waiting', 'running')
  )sql")
      .Int(":at", ToUnixSeconds(tx.db().Now())).Int(":id", id).Run();
  if (changed == 0) return Fail(ErrorCode::kConflict, "the run has ended: there is nothing to cancel");
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "cancel the run"));
}

Result<std::vector<SnapshotRecord>> LatestSnapshotsBefore(CaseDb& db, Id before, int limit) try {
  Query rows(db, std::string(kSnapshotColumns) + R"sql(
      JOIN listing AS l ON l.latest_snapshot_id = s.id
     WHERE s.id < :before ORDER BY s.id DESC LIMIT :limit
  )sql");
  rows.Int(":before", before == 0 ? INT64_MAX : before).Int(":limit", std::clamp(limit, 1, kMaxPageRows));
  return ReadSnapshots(db, rows);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list snapshots"));
}

}  // namespace markwarden

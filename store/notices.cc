// Notices, their rendered bodies, the takedown queues.
#include "store/notices.h"

#include "core/transitions.h"
#include "store/cases.h"
#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kNoticeColumns = R"sql(
  SELECT n.id, n.org_id, n.case_id, n.region_code, n.platform_key, n.regime, n.language, n.state, n.payload,
         n.payload_digest, n.html_sha256, n.pdf_sha256, n.author_id, COALESCE(n.approver_id, 0), COALESCE(n.follows_id, 0),
         n.created_at, n.updated_at, n.row_version
    FROM notice AS n
)sql";

NoticeRecord ReadNotice(Query& row) {
  NoticeRecord notice;
  notice.id = row.TakeInt();
  notice.org = row.TakeInt();
  notice.case_id = row.TakeInt();
  notice.region_code = row.TakeText();
  notice.platform = row.TakeText();
  notice.regime = row.TakeText();
  notice.language = row.TakeText();
  notice.state = row.TakeText();
  notice.payload = row.TakeJson();
  notice.payload_digest = row.TakeText();
  notice.html_sha256 = row.TakeHex();
  notice.pdf_sha256 = row.TakeHex();
  notice.author = row.TakeInt();
  notice.approver = row.TakeInt();
  notice.follows = row.TakeInt();
  notice.created_at = row.TakeSeconds();
  notice.updated_at = row.TakeSeconds();
  notice.row_version = row.TakeInt();
  return notice;
}

ScopeSql SeenNotices(const Scope& scope) {
  return ToSql(scope, {.org = "n.org_id", .region = "n.region_code", .right = ""});
}

Result<NoticeRecord> Must(Result<std::optional<NoticeRecord>> found, Id id) {
  if (!found) return Fail(std::move(found.error()));
  if (!*found) return Fail(ErrorCode::kNotFound, "no notice " + IdToString(id));
  return std::move(**found);
}

}  // namespace

Result<NoticeRecord> AddNotice(Transaction& tx, const Scope& scope, Id case_id, const Notice& notice, Id follows) try {
  CaseDb& db = tx.db();
  Result<std::optional<CaseRecord>> record = FindCase(db, scope, case_id);
  if (!record) return Fail(std::move(record.error()));
  if (!*record) return Fail(ErrorCode::kNotFound, "no case " + IdToString(case_id));
  const Id id = db.NewId();
  Notice numbered = notice;
  numbered.id = IdToString(id);
  Query(db, R"sql(
    INSERT INTO notice (id, org_id, region_code, case_id, platform_key, regime, language, state, payload, payload_digest,
                        author_id, created_by, created_at, updated_at, follows_id)
    VALUES (:id, :org, :region, :case, :platform, :regime, :language, 'draft', :payload, :digest, :author, :author, :now, :now, :follows)
  )sql")
      .Int(":id", id).Int(":org", (*record)->org).Text(":region", (*record)->region_code).Int(":case", case_id)
      .Text(":platform", numbered.recipient.platform).Text(":regime", numbered.regime).Text(":language", numbered.language)
      .Text(":payload", DumpJson(ToJson(numbered))).Text(":digest", NoticeDigest(numbered)).Int(":author", scope.actor)
      .Int(":now", ToUnixSeconds(db.Now())).IdOrNull(":follows", follows).Run();
  return Must(FindNotice(db, scope, id), id);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "add the notice"));
}

Result<NoticeRecord> UpdateNotice(Transaction& tx, const Scope& scope, Id id, const Notice& notice, int64_t row_version) try {
  CaseDb& db = tx.db();
  Result<NoticeRecord> there = Must(FindNotice(db, scope, id), id);
  if (!there) return there;
  if (there->state != "draft") return Fail(ErrorCode::kConflict, "the notice is no draft any more");
  Notice numbered = notice;
  numbered.id = IdToString(id);
  // Bodies rendered from the text before no longer show it.
  const int changed = Query(db, R"sql(
    UPDATE notice SET platform_key = :platform, regime = :regime, language = :language, payload = :payload,
                      payload_digest = :digest, html_sha256 = NULL, pdf_sha256 = NULL, updated_at = :now,
                      row_version = row_version + 1
     WHERE id = :id AND row_version = :version
  )sql")
      .Text(":platform", numbered.recipient.platform).Text(":regime", numbered.regime).Text(":language", numbered.language)
      .Text(":payload", DumpJson(ToJson(numbered))).Text(":digest", NoticeDigest(numbered))
      .Int(":now", ToUnixSeconds(db.Now())).Int(":id", id).Int(":version", row_version).Run();
  if (changed == 0) return Fail(ErrorCode::kConflict, "the notice was changed meanwhile: read it again");
  return Must(FindNotice(db, scope, id), id);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "change the notice"));
}

Result<NoticeRecord> SetNoticeState(Transaction& tx, const Scope& scope, Id id, const std::string& state, int64_t row_version) try {
  CaseDb& db = tx.db();
  Result<NoticeRecord> there = Must(FindNotice(db, scope, id), id);
  if (!there) return there;
  const Transition* act = TransitionBetween(Machine::kNotice, there->state, state);
  if (!act) return Fail(ErrorCode::kConflict, "a notice that is " + there->state + " cannot become " + state);
  if (act->by == Transition::By::kAnother && there->author == scope.actor) return Fail(ErrorCode::kDenied, "nobody approves their own notice");
  // What leaves it in its state changes neither when it got there nor by whom.
  const bool moves = there->state != state, approves = moves && state == "approved";
  Query change(db, "UPDATE notice SET state = :state, row_version = row_version + 1" + std::string(moves ? ", updated_at = :now" : "") +
                       std::string(approves ? ", approver_id = :actor" : "") + " WHERE id = :id AND row_version = :version");
  change.Text(":state", state).Int(":id", id).Int(":version", row_version);
  if (moves) change.Int(":now", ToUnixSeconds(db.Now()));
  if (approves) change.Int(":actor", scope.actor);
  if (change.Run() == 0) return Fail(ErrorCode::kConflict, "the notice was changed meanwhile: read it again");
  return Must(FindNotice(db, scope, id), id);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "change the notice"));
}

Result<NoticeSending> AddNoticeSending(Transaction& tx, const Scope& scope, const NoticeSending& sending) try {
  CaseDb& db = tx.db();
  Result<NoticeRecord> there = Must(FindNotice(db, scope, sending.notice), sending.notice);
  if (!there) return Fail(std::move(there.error()));
  NoticeSending added = sending;
  added.recorded_by = scope.actor;
  added.recorded_at = db.Now();
  const int rows = Query(db, R"sql(
    INSERT INTO notice_sending (notice_id, org_id, channel, sent_at, receipt, document_sha256, receipt_sha256, delivery_id, recorded_by, recorded_at)
    VALUES (:notice, :org, :channel, :sent, :receipt, :document, :file, :delivery, :by, :now)
    ON CONFLICT (notice_id) DO NOTHING
  )sql")
      .Int(":notice", added.notice).Int(":org", there->org).Text(":channel", added.channel).Int(":sent", ToUnixSeconds(added.sent_at))
      .Text(":receipt", added.receipt).Hex(":document", added.document_sha256)
      .Hex(":file", added.receipt_sha256).IdOrNull(":delivery", added.delivery).Int(":by", added.recorded_by)
      .Int(":now", ToUnixSeconds(added.recorded_at)).Run();
  if (rows == 0) return Fail(ErrorCode::kConflict, "the notice was sent already");
  return added;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "record that the notice was sent"));
}

Result<std::optional<NoticeSending>> FindNoticeSending(CaseDb& db, const Scope& scope, Id notice) try {
  const ScopeSql seen = SeenNotices(scope);
  Query row(db, R"sql(
    SELECT s.channel, s.sent_at, s.receipt, s.document_sha256, s.receipt_sha256, COALESCE(s.delivery_id, 0), s.recorded_by, s.recorded_at
      FROM notice_sending AS s
      JOIN notice AS n ON n.id = s.notice_id
     WHERE s.notice_id = :id AND )sql" + seen.where);
  row.Int(":id", notice).Scope(seen);
  if (!row.Next()) return std::optional<NoticeSending>();
  NoticeSending sending;
  sending.notice = notice;
  sending.channel = row.TakeText();
  sending.sent_at = row.TakeSeconds();
  sending.receipt = row.TakeText();
  sending.document_sha256 = row.TakeHex();
  sending.receipt_sha256 = row.TakeHex();
  sending.delivery = row.TakeInt();
  sending.recorded_by = row.TakeInt();
  sending.recorded_at = row.TakeSeconds();
  return std::optional<NoticeSending>(std::move(sending));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read how the notice was sent"));
}

Result<std::string> SaveBody(Transaction& tx, const std::string& content_type, const std::string& bytes) try {
  const Sha256Digest digest = Sha256(bytes);
  Query(tx.db(), "INSERT INTO body (sha256, content_type, bytes) VALUES (:sha, :type, :bytes) ON CONFLICT (sha256) DO NOTHING")
      .Blob(":sha", digest).Text(":type", content_type).Blob(":bytes", bytes).Run();
  return ToHex(digest);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "save the rendered notice"));
}

Result<std::optional<Body>> FindBody(CaseDb& db, const std::string& sha256) try {
  const std::string digest = FromHex(sha256);
  if (digest.size() != 32) return std::optional<Body>();
  Query row(db, "SELECT content_type, bytes FROM body WHERE sha256 = :sha");
  row.Blob(":sha", digest);
  if (!row.Next()) return std::optional<Body>();
  Body body;
  body.content_type = row.TakeText();
  body.bytes = row.TakeBlob();
  return std::optional<Body>(std::move(body));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read kept bytes"));
}

Status SetNoticeBodies(Transaction& tx, const Scope& scope, Id id, const std::string& html_sha256, const std::string& pdf_sha256) try {
  Result<NoticeRecord> there = Must(FindNotice(tx.db(), scope, id), id);
  if (!there) return Fail(std::move(there.error()));
  Query(tx.db(), "UPDATE notice SET html_sha256 = :html, pdf_sha256 = :pdf, row_version = row_version + 1 WHERE id = :id")
      .Hex(":html", html_sha256).Hex(":pdf", pdf_sha256).Int(":id", id).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "link the rendered notice"));
}

Result<std::optional<Body>> NoticeBody(CaseDb& db, const Scope& scope, Id notice, const std::string& kind) try {
  if (kind != "html" && kind != "pdf") return Fail(ErrorCode::kInvalid, "a notice is rendered as html or pdf");
  const ScopeSql seen = SeenNotices(scope);
  Query row(db, "SELECT b.content_type, b.bytes FROM notice AS n JOIN body AS b ON b.sha256 = n." + kind +
                    "_sha256 WHERE n.id = :id AND " + seen.where);
  row.Int(":id", notice).Scope(seen);
  if (!row.Next()) return std::optional<Body>();
  Body body;
  body.content_type = row.TakeText();
  body.bytes = row.TakeBlob();
  return std::optional<Body>(std::move(body));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read the rendered notice"));
}

Result<std::optional<NoticeRecord>> FindNotice(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenNotices(scope);
  Query row(db, std::string(kNoticeColumns) + " WHERE n.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<NoticeRecord>();
  return std::optional<NoticeRecord>(ReadNotice(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the notice"));
}

Result<Page<NoticeRecord>> ListNotices(CaseDb& db, const Scope& scope, const NoticeFilter& filter, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const ScopeSql seen = SeenNotices(scope);
  std::string sql = std::string(kNoticeColumns) + " WHERE n.id > :after AND " + seen.where;
  if (!filter.platform.empty()) sql += " AND n.platform_key = :platform";
  if (!filter.state.empty()) sql += " AND n.state = :state";
  if (!filter.regime.empty()) sql += " AND n.regime = :regime";
  if (filter.case_id != 0) sql += " AND n.case_id = :case";
  Query rows(db, sql + " ORDER BY n.id LIMIT :limit");
  rows.Int(":after", *after).Scope(seen);
  if (!filter.platform.empty()) rows.Text(":platform", filter.platform);
  if (!filter.state.empty()) rows.Text(":state", filter.state);
  if (!filter.regime.empty()) rows.Text(":regime", filter.regime);
  if (filter.case_id != 0) rows.Int(":case", filter.case_id);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<NoticeRecord> notices;
  while (rows.Next()) notices.push_back(ReadNotice(rows));
  return MakePage(std::move(notices), limit, [](const NoticeRecord& n) { return IdToString(n.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list notices"));
}

Result<std::vector<NoticeRecord>> OpenSentNotices(CaseDb& db) try {
  Query rows(db, std::string(kNoticeColumns) + " WHERE n.state = 'sent' ORDER BY n.id");
  std::vector<NoticeRecord> notices;
  while (rows.Next()) notices.push_back(ReadNotice(rows));
  return notices;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list notices that are out"));
}

Result<std::vector<TakedownQueue>> TakedownQueues(CaseDb& db, const Scope& scope) try {
  const ScopeSql seen = SeenNotices(scope);
  Query rows(db, "SELECT n.platform_key, n.state, COUNT(*) FROM notice AS n WHERE " + seen.where +
                     " GROUP BY n.platform_key, n.state ORDER BY n.platform_key, n.state");
  rows.Scope(seen);
  std::vector<TakedownQueue> queues;
  while (rows.Next()) {
    const std::string platform = rows.TakeText();
    if (queues.empty() || queues.back().platform != platform) queues.push_back({platform, {}});
    const std::string state = rows.TakeText();
    queues.back().by_state[state] = rows.TakeInt();
  }
  return queues;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list the takedown queues"));
}

}  // namespace markwarden

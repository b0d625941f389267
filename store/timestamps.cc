// Rows of time_stamp, and what follows from them.
#include "store/timestamps.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kStampColumns = R"sql(
  SELECT s.id, s.subject, s.size, s.digest, s.state, s.wanted_at, s.attempts, s.next_try, s.last_error, s.authority_id, s.answer, s.stamped_at_ms, s.facts
    FROM time_stamp AS s
)sql";

Json FactsJson(const TimestampFacts& facts) {
  return {{"time", facts.time_text},
          {"accuracy_us", facts.accuracy_micros ? Json(*facts.accuracy_micros) : Json(nullptr)},
          {"serial", facts.serial},
          {"policy", facts.policy},
          {"authority", facts.authority},
          {"certificate_sha256", facts.certificate_sha256},
          {"certificate_until", FormatTime(facts.certificate_until)},
          {"revocation_list_from", facts.revocation_list_from ? Json(FormatTime(*facts.revocation_list_from)) : Json(nullptr)},
          {"answer_sha256", facts.answer_sha256}};
}

TimestampFacts ReadFacts(const Json& json, Time stamped_at) {
  TimestampFacts facts;
  facts.time = stamped_at;
  facts.time_text = JsonText(json, "time");
  facts.accuracy_micros = JsonInt(json, "accuracy_us");
  facts.serial = JsonText(json, "serial");
  facts.policy = JsonText(json, "policy");
  facts.authority = JsonText(json, "authority");
  facts.certificate_sha256 = JsonText(json, "certificate_sha256");
  facts.certificate_until = ParseTime(JsonText(json, "certificate_until")).value_or(Time{});
  facts.revocation_list_from = ParseTime(JsonText(json, "revocation_list_from"));
  facts.answer_sha256 = JsonText(json, "answer_sha256");
  return facts;
}

TimestampRecord ReadStamp(Query& row) {
  TimestampRecord stamp;
  stamp.id = row.TakeInt();
  stamp.subject = row.TakeText() == "seal" ? StampSubject::kSeal : StampSubject::kCheckpoint;
  stamp.size = row.TakeInt();
  stamp.digest = row.TakeDigest();
  const std::string state = row.TakeText();
  stamp.state = state == "have" ? StampState::kHave : state == "refused" ? StampState::kRefused : StampState::kWanted;
  stamp.wanted_at = row.TakeSeconds();
  stamp.attempts = row.TakeInt();
  stamp.next_try = row.TakeSeconds();
  stamp.last_error = row.TakeText();
  stamp.authority = row.TakeIntOrNull().value_or(0);
  stamp.answer = row.TakeBlob();
  const Time stamped_at(std::chrono::milliseconds(row.TakeIntOrNull().value_or(0)));
  if (stamp.state == StampState::kHave) stamp.facts = ReadFacts(row.TakeJson(), stamped_at);
  return stamp;
}

struct Token {
  int64_t size;
  Time time;
  Id authority;
  bool trusted;
};
// The first row, of the earliest token.
std::optional<Token> EarliestToken(Query& row) {
  if (!row.Next()) return std::nullopt;
  Token token{};
  token.size = row.TakeInt();
  token.time = row.TakeMillis();
  token.authority = row.TakeInt();
  token.trusted = row.TakeInt() != 0;
  return token;
}

}  // namespace

std::string_view ToString(StampSubject subject) { return subject == StampSubject::kCheckpoint ? "checkpoint" : "seal"; }

std::string_view ToString(StampState state) {
  switch (state) {
    case StampState::kWanted: return "wanted";
    case StampState::kHave: return "have";
    case StampState::kRefused: return "refused";
  }
  return "";
}

Result<TimestampRecord> WantTimestamp(Transaction& tx, StampSubject subject, int64_t size, const Sha256Digest& digest) try {
  CaseDb& db = tx.db();
  Query(db, R"sql(
    INSERT INTO time_stamp (id, subject, size, digest, state, wanted_at, next_try)
    VALUES (:id, :subject, :size, :digest, 'wanted', :now, :now)
    ON CONFLICT (digest) DO NOTHING
  )sql")
      .Int(":id", db.NewId()).Text(":subject", ToString(subject)).Int(":size", size).Blob(":digest", digest)
      .Int(":now", ToUnixSeconds(db.Now())).Run();
  Result<std::optional<TimestampRecord>> stamp = FindTimestamp(db, digest);
  if (!stamp) return Fail(stamp);
  return std::move(**stamp);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "ask for a stamp"));
}

Result<std::optional<TimestampRecord>> FindTimestamp(CaseDb& db, const Sha256Digest& digest) try {
  Query row(db, std::string(kStampColumns) + " WHERE s.digest = :digest");
  row.Blob(":digest", digest);
  if (!row.Next()) return std::optional<TimestampRecord>();
  return std::optional<TimestampRecord>(ReadStamp(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find a stamp"));
}

Result<std::vector<TimestampRecord>> DueTimestamps(CaseDb& db, int limit) try {
  Query rows(db, std::string(kStampColumns) + " WHERE s.state = 'wanted' AND (s.next_try <= :now OR s.next_try > :far) ORDER BY s.next_try, s.id LIMIT :limit");
  rows.Int(":now", ToUnixSeconds(db.Now())).Int(":far", ToUnixSeconds(db.Now() + kLongestWait)).Int(":limit", limit);
  std::vector<TimestampRecord> due;
  while (rows.Next()) due.push_back(ReadStamp(rows));
  return due;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list stamps that are due"));
}

Status KeepTimestamp(Transaction& tx, Id id, Id authority, const std::string& answer, const TimestampFacts& facts) try {
  const int changed = Query(tx.db(), R"sql(
    UPDATE time_stamp
       SET state = 'have', attempts = attempts + 1, last_error = '', authority_id = :authority, answer = :answer,
           stamped_at_ms = :time, facts = :facts
     WHERE id = :id AND state <> 'have'
  )sql")
      .Int(":authority", authority).Blob(":answer", answer).Int(":time", ToMillis(facts.time)).Text(":facts", DumpJson(FactsJson(facts)))
      .Int(":id", id).Run();
  if (changed != 1) return Fail(ErrorCode::kConflict, "another process has stamped this already");
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep a token"));
}

Status PutOffTimestamp(Transaction& tx, Id id, const std::string& why, Time next_try, StampState state) try {
  Query(tx.db(), R"sql(
    UPDATE time_stamp SET state = :state, attempts = attempts + 1, last_error = :why, next_try = :next
     WHERE id = :id AND state <> 'have'
  )sql")
      .Text(":state", ToString(state)).Text(":why", why).Int(":next", ToUnixSeconds(next_try)).Int(":id", id).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "put a stamp off"));
}

Result<std::optional<TimestampRecord>> LastCheckpointStamp(CaseDb& db) try {
  Query row(db, std::string(kStampColumns) + " WHERE s.subject = 'checkpoint' ORDER BY s.size DESC LIMIT 1");
  if (!row.Next()) return std::optional<TimestampRecord>();
  return std::optional<TimestampRecord>(ReadStamp(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find a stamp"));
}

Result<TimestampCounts> CountTimestamps(CaseDb& db) try {
  TimestampCounts counts;
  Query rows(db, "SELECT state, COUNT(*) FROM time_stamp GROUP BY state");
  while (rows.Next()) {
    const std::string state = rows.TakeText();
    (state == "have" ? counts.have : state == "wanted" ? counts.wanted : counts.refused) = rows.TakeInt();
  }
  Query oldest(db, "SELECT last_error FROM time_stamp WHERE state <> 'have' ORDER BY wanted_at, id LIMIT 1");
  if (oldest.Next()) counts.last_error = oldest.TakeText();
  return counts;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count stamps"));
}

Result<TimeTrust> TimeClassOf(CaseDb& db, int64_t no) try {
  Query row(db, R"sql(
    SELECT s.size, s.stamped_at_ms, s.authority_id, a.trusted
      FROM time_stamp AS s JOIN time_authority AS a ON a.id = s.authority_id
     WHERE s.state = 'have' AND s.subject = 'checkpoint' AND s.size > :no
     ORDER BY s.stamped_at_ms, s.size LIMIT 1
  )sql");
  row.Int(":no", no);
  const std::optional<Token> token = EarliestToken(row);
  if (!token) return TimeTrust{};
  return TimeTrust{.time_class = TimeClass::kB, .not_later_than = token->time, .authority = token->authority, .checkpoint_size = token->size};
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "look up how far a time is trusted"));
}

Result<TimeTrust> TimeClassOfDigest(CaseDb& db, const Sha256Digest& digest) try {
  Query row(db, R"sql(
    SELECT s.size, s.stamped_at_ms, s.authority_id, a.trusted
      FROM time_stamp AS s JOIN time_authority AS a ON a.id = s.authority_id
     WHERE s.state = 'have' AND s.digest = :digest
  )sql");
  row.Blob(":digest", digest);
  const std::optional<Token> token = EarliestToken(row);
  if (!token) return TimeTrust{};
  return TimeTrust{.time_class = token->trusted ? TimeClass::kA : TimeClass::kB, .not_later_than = token->time, .authority = token->authority,
                   .checkpoint_size = 0};
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "look up how far a time is trusted"));
}

}  // namespace markwarden

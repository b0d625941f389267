// One row of the thing, one of its case.
#include "store/subjects.h"

#include <map>

#include "store/sql.h"

namespace markwarden {
namespace {

// number, name, platform
const std::map<std::string, std::string>& SubjectQueries() {
  static const std::map<std::string, std::string> kQueries = {
      {"notice", "SELECT COALESCE(g.receipt, ''), '', n.platform_key FROM notice AS n LEFT JOIN notice_sending AS g ON g.notice_id = n.id WHERE n.id = :id"},
      {"counter_notice", "SELECT c.number, c.from_name, n.platform_key FROM counter_notice AS c JOIN notice AS n ON n.id = c.notice_id WHERE c.id = :id"},
      {"clue", "SELECT c.number, '', '' FROM clue AS c WHERE c.id = :id"},
      {"measure", "SELECT '', m.url, m.platform_key FROM measure AS m WHERE m.id = :id"},
      {"delivery", "SELECT d.receipt, '', n.platform_key FROM delivery AS d JOIN notice AS n ON n.id = d.notice_id WHERE d.id = :id"},
  };
  return kQueries;
}

}  // namespace

Result<SubjectWords> DescribeSubject(CaseDb& db, const std::string& kind, Id subject, Id case_id) try {
  SubjectWords words;
  if (const auto known = SubjectQueries().find(kind); known != SubjectQueries().end()) {
    Query row(db, known->second);
    row.Int(":id", subject);
    if (row.Next()) {
      words.number = row.TakeText();
      words.name = row.TakeText();
      words.platform = row.TakeText();
    }
  }
  if (case_id == 0) return words;
  Query row(db, R"sql(
    SELECT c.title,
           COALESCE((SELECT r.title FROM case_flag AS k JOIN flag AS f ON f.id = k.flag_id JOIN ip_right AS r ON r.id = f.right_id
                      WHERE k.case_id = c.id ORDER BY k.flag_id LIMIT 1), '')
      FROM case_file AS c
     WHERE c.id = :id
  )sql");
  row.Int(":id", case_id);
  if (row.Next()) {
    words.case_title = row.TakeText();
    words.right = row.TakeText();
  }
  return words;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "tell what a term is about"));
}

}  // namespace markwarden

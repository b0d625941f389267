// One pass over the index that counts.
#include "store/live_counts.h"

#include "store/sql.h"

namespace markwarden {

Result<LiveQueue> ReadLiveQueue(CaseDb& db, Time overdue_before, Id since_flag) try {
  LiveQueue live;
  {
    Query rows(db, R"sql(
      SELECT f.org_id, f.lane, f.region_code, f.right_id, COUNT(*), SUM(CASE WHEN f.created_at <= :before THEN 1 ELSE 0 END)
        FROM flag AS f GROUP BY f.org_id, f.lane, f.region_code, f.right_id
    )sql");
    rows.Int(":before", ToUnixSeconds(overdue_before));
    while (rows.Next()) {
      LiveCount one;
      one.org = rows.TakeInt();
      one.lane = rows.TakeText();
      one.region_code = rows.TakeText();
      one.right = rows.TakeInt();
      one.count = rows.TakeInt();
      one.overdue = rows.TakeInt();
      if (one.lane != "new") one.overdue = 0;
      live.counts.push_back(std::move(one));
    }
  }
  const auto own = [&](const std::string& sql, bool now) {
    std::vector<LiveOwn> all;
    Query rows(db, sql);
    if (now) rows.Int(":now", ToUnixSeconds(db.Now()));
    while (rows.Next()) {
      LiveOwn one;
      one.org = rows.TakeInt();
      one.region_code = rows.TakeText();
      one.right = rows.TakeInt();
      one.account = rows.TakeInt();
      one.count = rows.TakeInt();
      all.push_back(std::move(one));
    }
    return all;
  };
  live.asked = own("SELECT f.org_id, f.region_code, f.right_id, f.second_look_by, COUNT(*) FROM flag AS f"
                   " WHERE f.org_id IN (SELECT o.id FROM organisation AS o) AND f.lane = 'second_look' AND f.second_look_by IS NOT NULL"
                   " GROUP BY f.org_id, f.region_code, f.right_id, f.second_look_by", false);
  live.assigned = own("SELECT f.org_id, f.region_code, f.right_id, f.assigned_to, COUNT(*) FROM flag AS f"
                      " WHERE f.assigned_to IS NOT NULL AND f.lane IN ('new', 'second_look', 'held')"
                      " AND NOT EXISTS (SELECT 1 FROM flag_lease AS k WHERE k.flag_id = f.id AND k.account_id = f.assigned_to AND k.until > :now)"
                      " GROUP BY f.org_id, f.region_code, f.right_id, f.assigned_to", true);
  {
    Query rows(db, "SELECT f.org_id, f.region_code, f.right_id, k.flag_id, k.account_id, k.account_name, k.since, k.until"
                   " FROM flag_lease AS k JOIN flag AS f ON f.id = k.flag_id"
                   " WHERE k.until > :now AND f.lane IN ('new', 'second_look', 'held') ORDER BY k.until DESC, k.flag_id LIMIT :most");
    rows.Int(":now", ToUnixSeconds(db.Now())).Int(":most", kLiveLeases);
    while (rows.Next()) {
      LiveLease one;
      one.org = rows.TakeInt();
      one.region_code = rows.TakeText();
      one.right = rows.TakeInt();
      one.lease.flag = rows.TakeInt();
      one.lease.account = rows.TakeInt();
      one.lease.account_name = rows.TakeText();
      one.lease.since = rows.TakeSeconds();
      one.lease.until = rows.TakeSeconds();
      live.leases.push_back(std::move(one));
    }
  }
  if (since_flag != 0) {
    Query rows(db, "SELECT f.id, f.org_id, f.region_code, f.right_id FROM flag AS f WHERE f.id > :since AND f.verdict = 'suspected' ORDER BY f.id LIMIT :most");
    rows.Int(":since", since_flag).Int(":most", kLiveFresh);
    while (rows.Next()) {
      LiveFlag one;
      one.flag = rows.TakeInt();
      one.org = rows.TakeInt();
      one.region_code = rows.TakeText();
      one.right = rows.TakeInt();
      live.fresh.push_back(std::move(one));
    }
  }
  Query newest(db, "SELECT MAX(id) FROM flag");
  if (newest.Next()) live.newest = newest.TakeIntOrNull().value_or(0);
  return live;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count the queue"));
}

}  // namespace markwarden

// How long lists of the review queue take at N leads (100,000 unless told): filled by SQL, asked as the console asks.
//
//   queue_lists [FLAGS [ASKERS]]
#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <thread>
#include <vector>

#include "core/hash.h"
#include "service/accounts.h"
#include "service/flag_groups.h"
#include "service/flags.h"
#include "service/live.h"
#include "service/rights.h"
#include "service/transact.h"
#include "store/accounts.h"

namespace markwarden {
namespace {

using Steady = std::chrono::steady_clock;

double MillisOf(Steady::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

template <typename T>
T Must(Result<T> result, const char* what) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "queue_lists: %s: %s\n", what, result.error().message.c_str());
  std::exit(3);
}

// Half to decide, the rest decided, held or cleared; thirty towns, fifty rights, a fiftieth of the leads' sellers, three leads a picture.
void Fill(SQLite::Database& db, int64_t flags, Id org, Id actor) {
  const std::string n = std::to_string(flags), o = std::to_string(org), a = std::to_string(actor);
  const std::string numbers = "WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < " + n + ") ";
  SQLite::Transaction tx(db);
  db.exec("PRAGMA foreign_keys = OFF");
  db.exec("INSERT INTO segment (id, file, writer, state, committed_length, created_at) VALUES (900, 'bench.warc', 'bench', 'closed', 0, 1)");
  db.exec("INSERT INTO holder (id, org_id, holder_key, name, payload, created_by, created_at) VALUES (901, " + o + ", 'h', 'h', '{}', " + a + ", 1)");
  db.exec("WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 50) INSERT INTO ip_right (id, org_id, holder_id, right_key, kind, title, current_version_id, created_by, created_at)"
          " SELECT 1000 + n, " + o + ", 901, 'tm-' || n, 'trademark', 'ZORLA ' || n, 2000 + n, " + a + ", 1 FROM i");
  db.exec("WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 50) INSERT INTO right_version (id, org_id, right_id, number, payload, digest, created_by, created_at)"
          " SELECT 2000 + n, " + o + ", 1000 + n, 1, '{\"id\":\"tm-' || n || '\",\"kind\":\"trademark\",\"names\":[\"zorla\"]}', x'00', " + a + ", 1 FROM i");
  db.exec(numbers + "INSERT INTO seller (id, platform_key, seller_key, name, url, created_by, created_at) SELECT 10000000 + n, 'shop', n, 'seller ' || n, '', " + a + ", 1 FROM i WHERE n <= " + n + " / 50");
  db.exec(numbers + "INSERT INTO capture (id, kind, method, url, captured_at_ms, time_class, status, content_type, payload_sha256, payload_length, digest, segment_id, record_offset, response_length,"
          " request_length, metadata_length, remote_ip, truncated, provenance, source_id, created_by) SELECT 20000000 + n, 'imported', 'GET', 'https://shop.example/' || n, 1000, 'B', 200, 'text/html',"
          " x'00', 1, x'00', 900, n, 1, 1, 1, '', '', '{}', 5 + n % 10, " + a + " FROM i");
  db.exec(numbers + "INSERT INTO listing (id, platform_key, item_key, url, title, seller_id, latest_snapshot_id, first_seen, last_seen, created_by)"
          " SELECT 30000000 + n, 'shop' || n % 8, n, 'https://shop.example/' || n, 'number ' || n || ' zorla running shoes', 10000001 + n % (" + n + " / 50), 40000000 + n, 1, 1, " + a + " FROM i");
  db.exec(numbers + "INSERT INTO snapshot (id, listing_id, capture_id, extractor, payload, fingerprint, created_by, created_at) SELECT 40000000 + n, 30000000 + n, 20000000 + n, 'x',"
          " '{\"title\":\"number ' || n || '\",\"url\":\"https://shop.example/' || n || '\",\"price\":{\"amount\":\"39.00\",\"currency\":\"CNY\"},\"description\":\"' || hex(zeroblob(300)) || '\"}', x'00', " + a + ", 1 FROM i");
  db.exec(numbers + "INSERT INTO hit (id, flag_id, snapshot_id, capture_id, picture_captures, right_version_id, rule_set, engine, payload, digest, created_by, created_at) SELECT 50000000 + n, 60000000 + n,"
          " 40000000 + n, 20000000 + n, '[]', 2001 + n % 50, 'r', 'e', '{\"right_id\":\"tm\",\"score\":0.9,\"db\":21,\"verdict\":\"suspected\",\"reason_codes\":[\"name\",\"low_price\"],\"signals\":[{\"detector\":\"text.name\","
          "\"field\":\"title\",\"span\":[0,5],\"matched\":\"zorla\",\"decoded\":\"zorla\",\"chain\":[\"nfkc\"],\"value\":1,\"db\":5}],\"cleared_by\":[]}', x'00', " + a + ", 1 FROM i");
  db.exec(numbers + "INSERT INTO flag (id, org_id, region_code, listing_id, right_id, watch_id, state, verdict, score, db, latest_hit_id, created_by, created_at, updated_at, priority, priority_parts,"
          " priority_due, seller_id, platform_key, source_id, reasons, picture_group) SELECT 60000000 + n, " + o + ", '23' || (1000 + n % 30), 30000000 + n, 1001 + n % 50, 70 + n % 20,"
          " CASE n % 20 WHEN 0 THEN 'held' WHEN 1 THEN 'second_look' WHEN 2 THEN 'in_case' WHEN 3 THEN 'reopened' ELSE CASE WHEN n % 20 > 15 THEN 'dismissed' ELSE 'new' END END,"
          " CASE n % 7 WHEN 0 THEN 'cleared' ELSE 'suspected' END, 0.9, (n * 7919 % 400) / 10.0, 50000000 + n, " + a + ", 1700000000 + n, 1, (n * 104729 % 700) / 10.0,"
          " '{\"version\":1,\"parts\":[{\"part\":\"evidence\",\"points\":21,\"db\":21},{\"part\":\"price\",\"points\":5.9,\"ratio\":0.31}]}', 3900000000, 10000001 + n % (" + n + " / 50), 'shop' || n % 8, 5 + n % 10,"
          " CASE n % 3 WHEN 0 THEN ',name,low_price,' ELSE ',name,' END, CAST(hex(n / 3) AS BLOB) FROM i");
  tx.commit();
}

int RunQueueLists(int64_t flags, int askers) {
  const std::filesystem::path dir = std::filesystem::temp_directory_path() / ("markwarden-bench-" + ToHex(RandomBytes(6)));
  InitOptions init;
  init.password = "a long sample password";
  if (Status made = InitStore(dir, init); !made) {
    std::fprintf(stderr, "queue_lists: %s\n", made.error().message.c_str());
    return 3;
  }
  std::unique_ptr<Service> service = Must(Service::Open({.store_dir = dir, .data_dir = {}, .process = "bench"}), "open");
  const Scope admin = Must(SignInWithPassword(*service, "admin", init.password), "sign in").scope;
  NewAccount account;
  account.login = "lin";
  account.roles = {"officer"};
  Must(AddAccount(*service, admin, account), "add an officer");
  const Scope officer = Must(SignInWithCode(*service, Must(MakeSignInCode(*service, admin, "lin"), "code")), "sign in").scope;
  const auto filling = Steady::now();
  {
    Service::Connection db = Must(service->Connect(), "connect");
    Fill(db->raw(), flags, officer.org, officer.actor);
  }
  std::printf("%lld leads filled in %.1f s\n", static_cast<long long>(flags), MillisOf(Steady::now() - filling) / 1000);
  Scope regional = officer;
  regional.regions = {"2310"};
  Scope holder = officer;
  holder.roles = {Role::kHolder};
  holder.rights = {1001, 1002, 1003};
  const struct { const char* name; FlagQuery query; const Scope& by; } lists[] = {
      {"new, by priority", {.view = "new"}, officer},
      {"new, by evidence", {.view = "new", .sort = "db"}, officer},
      {"new, oldest first", {.view = "new", .sort = "oldest"}, officer},
      {"new, from the middle", {.cursor = "35~0", .view = "new"}, officer},
      {"overdue", {.view = "overdue"}, officer},
      {"mine", {.view = "mine"}, officer},
      {"second look", {.view = "second_look"}, officer},
      {"cleared", {.view = "cleared"}, officer},
      {"one right", {.right = "1007", .view = "new"}, officer},
      {"one right, by evidence", {.right = "1007", .view = "new", .sort = "db"}, officer},
      {"one region", {.view = "new", .region = "231001"}, officer},
      {"a region without leads", {.view = "new", .region = "99"}, officer},
      {"a source without leads", {.view = "new", .source = "999"}, officer},
      {"one seller", {.view = "new", .seller = "10000007"}, officer},
      {"strong evidence", {.min_db = 35, .view = "new"}, officer},
      {"a reason code", {.view = "new", .reason = "low_price"}, officer},
      {"a text that is often there", {.text = "zorla", .view = "new"}, officer},
      {"a text that is nowhere", {.text = "nothing", .view = "new"}, officer},
      {"by picture", {.view = "new", .group = "picture"}, officer},
      {"by seller", {.view = "new", .group = "seller"}, officer},
      {"an account of one region", {.view = "new"}, regional},
      {"a holder of three rights", {.view = "new"}, holder},
  };
  const auto timed = [](auto ask, int times) {
    std::vector<double> millis;
    for (int i = 0; i < times; ++i) {
      const auto start = Steady::now();
      ask();
      millis.push_back(MillisOf(Steady::now() - start));
    }
    std::sort(millis.begin(), millis.end());
    return millis;
  };
  std::printf("%-30s %10s %10s\n", "list of 50 rows", "median ms", "p95 ms");
  for (const auto& list : lists) {
    const std::vector<double> millis = timed([&] { Must(ListFlags(*service, list.by, list.query), list.name); }, 21);
    std::printf("%-30s %10.1f %10.1f\n", list.name, millis[10], millis[19]);
  }
  const std::vector<double> preview = timed([&] { Must(PreviewGroup(*service, officer, 60000004, "seller"), "preview"); }, 21);
  std::printf("%-30s %10.1f %10.1f\n", "preview of a seller's group", preview[10], preview[19]);
  const std::vector<double> count = timed([&] {
    Must(Reading(*service, [](CaseDb& db) { return ReadLiveQueue(db, db.Now(), 60000000); }), "count");
  }, 21);
  std::printf("%-30s %10.1f %10.1f\n", "live counts, for everybody", count[10], count[19]);

  std::vector<double> all;
  std::mutex mutex;
  {
    std::vector<std::jthread> people;
    for (int i = 0; i < askers; ++i) {
      people.emplace_back([&, i] {
        std::vector<double> own;
        for (int turn = 0; turn < 40; ++turn) {
          const auto& list = lists[static_cast<size_t>(i + turn) % std::size(lists)];
          const auto start = Steady::now();
          Must(ListFlags(*service, list.by, list.query), list.name);
          own.push_back(MillisOf(Steady::now() - start));
          std::this_thread::sleep_for(std::chrono::milliseconds(500));
        }
        const std::lock_guard lock(mutex);
        all.insert(all.end(), own.begin(), own.end());
      });
    }
  }
  std::sort(all.begin(), all.end());
  std::printf("%d people, each a list twice a second: median %.1f ms, p95 %.1f ms\n", askers, all[all.size() / 2], all[all.size() * 95 / 100]);
  service.reset();
  std::filesystem::remove_all(dir);
  return 0;
}

}  // namespace
}  // namespace markwarden

int main(int argc, char** argv) {
  return markwarden::RunQueueLists(argc > 1 ? std::atoll(argv[1]) : 100'000, argc > 2 ? std::atoi(argv[2]) : 20);
}

// Fills a store that `markwarden init` made with a year of listings and leads, by the store room's own functions but for the plain listings.
//
//   console_seed --store DIR [--listings N] [--flags N] [--pictures N] [--rights N] [--seed N]
#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>

#include "bench/console/seed/leads.h"
#include "bench/console/seed/must.h"
#include "service/matching.h"
#include "store/events.h"
#include "store/priorities.h"
#include "store/sellers.h"

namespace markwarden::seed {
namespace {

constexpr int64_t kBatch = 4'000;
constexpr auto kPeriod = std::chrono::hours(24 * 365);

struct SeedOptions {
  std::string store;
  int64_t listings = 1'000'000, flags = 100'000, pictures = 800, rights = 200, seed = 20261127;
};

using Steady = std::chrono::steady_clock;
double SecondsSince(Steady::time_point start) { return std::chrono::duration<double>(Steady::now() - start).count(); }

// What `work` leaves behind: numbered and sealed, tallies of sellers, everything matched, no priority due before tomorrow.
void Settle(CaseDb& db, const Ground& ground) {
  {
    const auto tx = Must(db.Begin(), "begin");
    Must(SealAll(*tx), "seal");
    SQLite::Statement done(db.raw(), "INSERT INTO match_done (org_id, rule_set, engine, snapshot_id, pictures, done_at)"
                                     " SELECT ?, ?, ?, l.latest_snapshot_id, (SELECT COUNT(*) FROM snapshot_picture AS p WHERE p.snapshot_id = l.latest_snapshot_id AND p.capture_id IS NOT NULL), l.last_seen"
                                     " FROM listing AS l ORDER BY l.latest_snapshot_id");
    SQLite::bind(done, ground.matcher.org, ground.rule_set, EngineName());
    done.exec();
    // Decisions and looks have made priorities due; what people decided keeps the one that it had.
    const int64_t tomorrow = ToUnixSeconds(db.Now()) + 20 * 3600, never = ToUnixSeconds(*ParseTime("2093-01-01"));
    SQLite::Statement due(db.raw(), "UPDATE flag SET priority_due = CASE WHEN lane IN ('dismissed', 'in_case', 'cleared') THEN ? ELSE ? + id % 14400 END,"
                                    " priority_of = CASE lane WHEN 'in_case' THEN 'upheld' ELSE priority_of END WHERE priority_due < ?");
    SQLite::bind(due, never, tomorrow, tomorrow);
    due.exec();
    Must(tx->Commit(), "settle");
  }
  Must(SequenceAllEvents(db), "number the events");
  for (;;) {
    const auto tx = Must(db.Begin(), "begin");
    const int64_t read = Must(TallySellers(*tx, 20'000), "tally the sellers");
    Must(tx->Commit(), "tally the sellers");
    if (read == 0) break;
  }
  db.raw().exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

int RunSeed(const SeedOptions& options) {
  const auto start = Steady::now();
  const Time end = SystemClock().Now();
  FakeClock clock(end - kPeriod);
  std::unique_ptr<Service> service = Must(Service::Open({.store_dir = options.store, .data_dir = {}, .process = "cli", .clock = &clock}), "open the store");
  Service::Connection db = Must(service->Connect(), "connect");
  db->raw().exec("PRAGMA cache_size = -400000");
  if (SQLite::Statement any(db->raw(), "SELECT 1 FROM listing LIMIT 1"); any.executeStep()) {
    std::fprintf(stderr, "console_seed: the store has listings already: give an empty one\n");
    return 1;
  }
  std::unique_ptr<CaptureWriter> captures = Must(CaptureWriter::Open(service->store(), *db, "crawl"), "open the segments");
  const auto shops = static_cast<int>(std::max<int64_t>(options.listings / 25, 50));
  Ground ground = LayGround(*service, *db, *captures, static_cast<uint64_t>(options.seed), static_cast<int>(options.rights), shops, static_cast<int>(options.pictures));
  const PriorityFormula* formula = Must(service->priority_formula(), "read the formula");
  {
    const auto tx = Must(db->Begin(), "begin");
    Must(PutPriorityFormulaInForce(*tx, formula->digest, formula->version, formula->yaml), "put the formula in force");
    Must(tx->Commit(), "put the formula in force");
  }
  std::printf("%zu rights, %zu shops, %zu pictures in %.1f s\n", ground.rights.size(), ground.shops.size(), ground.pictures.size(), SecondsSince(start));

  Random random(static_cast<uint64_t>(options.seed), "offers");
  OfferWriter offers(*db, clock, *captures, ground.matcher);
  LeadWriter leads(*db, ground, *formula, end);
  const double share = static_cast<double>(options.flags) / static_cast<double>(options.listings);
  int64_t planned = 0;
  auto told = start;
  for (int64_t from = 0; from < options.listings; from += kBatch) {
    const int64_t to = std::min(from + kBatch, options.listings);
    std::vector<Offer> batch;
    batch.reserve(static_cast<size_t>(to - from));
    for (int64_t i = from; i < to; ++i) {
      const Time at = end - kPeriod + std::chrono::duration_cast<std::chrono::milliseconds>(kPeriod) * (i + 1) / options.listings;
      // As many as were asked for, in no regular order.
      const bool lead = planned < options.flags && (options.flags - planned >= options.listings - i || random.Chance(share));
      planned += lead;
      batch.push_back(MakeOffer(ground, random, i, at, lead));
    }
    const auto tx = Must(db->Begin(), "begin");
    offers.Save(*tx, batch);
    for (const Offer& offer : batch) {
      if (!offer.lead) continue;
      clock.Set(offer.at);
      leads.Save(*tx, random, offer);
    }
    if (to == options.listings) leads.Finish(*tx, random);
    Must(tx->Commit(), "commit a batch");
    if (Steady::now() - told > std::chrono::seconds(5) || to == options.listings) {
      told = Steady::now();
      std::printf("%lld of %lld listings, %lld leads, %lld decisions, %lld cases, %.0f s\n", static_cast<long long>(to), static_cast<long long>(options.listings),
                  static_cast<long long>(leads.flags()), static_cast<long long>(leads.decisions()), static_cast<long long>(leads.cases()), SecondsSince(start));
      std::fflush(stdout);
    }
  }
  clock.Set(end);
  Settle(*db, ground);
  std::printf("numbered, sealed and tallied: %.0f s in all\n", SecondsSince(start));
  return 0;
}

int Usage() {
  std::fprintf(stderr, "usage: console_seed --store DIR [--listings N] [--flags N] [--pictures N] [--rights N] [--seed N]\n");
  return 2;
}

}  // namespace
}  // namespace markwarden::seed

int main(int argc, char** argv) {
  markwarden::seed::SeedOptions options;
  for (int i = 1; i < argc; i += 2) {
    if (i + 1 == argc) return markwarden::seed::Usage();
    const std::string name = argv[i];
    if (name == "--store") {
      options.store = argv[i + 1];
      continue;
    }
    int64_t* into = name == "--listings" ? &options.listings : name == "--flags" ? &options.flags : name == "--pictures" ? &options.pictures
                    : name == "--rights" ? &options.rights : name == "--seed" ? &options.seed : nullptr;
    if (!into) return markwarden::seed::Usage();
    *into = std::atoll(argv[i + 1]);
  }
  if (options.store.empty() || options.listings < 1 || options.flags < 0 || options.flags > options.listings || options.pictures < 1 || options.rights < 1 || options.rights > markwarden::seed::kBrands / 2) {
    return markwarden::seed::Usage();
  }
  return markwarden::seed::RunSeed(options);
}

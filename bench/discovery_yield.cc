// How many of the sample marketplace's planted infringements searching alone finds: with the rights' names only, and with generated queries beside them.
//
//   discovery_yield [--seed N] [--listings N] [--rounds N] [--queries N]...
//
// No start page, no category, no sitemap, no related goods: a listing counts when a captured page of a search showed it.
#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "app/child.h"
#include "core/data_dir.h"
#include "core/file.h"
#include "core/hash.h"
#include "core/json.h"
#include "service/accounts.h"
#include "service/crawl.h"
#include "service/rights.h"
#include "service/search_queries.h"
#include "service/service.h"
#include "service/sources.h"
#include "service/transact.h"
#include "store/database.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

struct YieldOptions {
  int seed = 7, listings = 1'200, rounds = 3;
  std::vector<int> queries;
};

// The machine's clock, days ahead.
class DaysAhead : public Clock {
 public:
  Time Now() const override { return SystemClock().Now() + std::chrono::days(days_); }
  void Next() { ++days_; }

 private:
  int days_ = 0;
};

template <typename T>
T Must(Result<T> result, const char* doing) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "discovery_yield: %s: %s\n", doing, result.error().message.c_str());
  std::exit(1);
}

struct Planted {
  std::map<std::pair<std::string, std::string>, std::string> ways;  // shop and item -> how it is hidden
};

Planted ReadTruth(const fs::path& market) {
  Planted planted;
  std::istringstream lines(Must(ReadFile(market / "truth.jsonl", 64 << 20), "truth"));
  for (std::string line; std::getline(lines, line);) {
    const Json row = Must(ParseJson(line), "truth");
    if (row["infringing"] == true) planted.ways[{JsonText(row, "shop"), JsonText(row, "item_id")}] = JsonText(row, "way");
  }
  return planted;
}

void Replace(std::string& text, const std::string& key, const std::string& value) {
  const size_t at = text.find("\n" + key + ":") + 1, end = text.find('\n', at);
  text.replace(at, end - at, key + ": " + value);
}

// A shop of which only searches and the goods that they show are fetched.
std::string SearchOnly(std::string yaml) {
  const size_t at = yaml.find("item_id: \"") + 10;
  std::string item = yaml.substr(at, yaml.find('"', at) - at);
  std::string host = yaml.substr(yaml.find("hosts: [") + 8);
  host = host.substr(0, host.find(']'));
  Replace(yaml, "start", "[]");
  Replace(yaml, "sitemaps", "[]");
  Replace(yaml, "scope", "{hosts: [" + host + "], include: [\"^/search\", \"^" + item + "\"], exclude: []}");
  Replace(yaml, "budget", "{pages: 20000, depth: 1}");
  return yaml;
}

struct Found {
  int64_t pages = 0;
  std::set<std::pair<std::string, std::string>> shown, suspected;
};

Found Count(Service& service) {
  return Must(Reading(service, [](CaseDb& db) -> Result<Found> {
    Found found;
    found.pages = db.raw().execAndGet("SELECT COALESCE(SUM(pages), 0) FROM search_use").getInt64();
    SQLite::Statement shown(db.raw(), "SELECT DISTINCT platform_key, item_key FROM search_listing");
    while (shown.executeStep()) found.shown.insert({shown.getColumn(0).getString(), shown.getColumn(1).getString()});
    SQLite::Statement suspected(db.raw(), "SELECT DISTINCT l.platform_key, l.item_key FROM flag AS f JOIN listing AS l ON l.id = f.listing_id WHERE f.verdict = 'suspected'");
    while (suspected.executeStep()) found.suspected.insert({suspected.getColumn(0).getString(), suspected.getColumn(1).getString()});
    return found;
  }), "count");
}

void Run(const YieldOptions& options, const fs::path& market, const fs::path& dir, int queries) {
  DaysAhead clock;
  InitOptions init;
  init.organisation = "bench";
  init.password = "a long sample password";
  if (Status made = InitStore(dir, init); !made) {
    std::fprintf(stderr, "discovery_yield: %s\n", made.error().message.c_str());
    std::exit(1);
  }
  const auto service = Must(Service::Open({.store_dir = dir, .data_dir = {}, .process = "bench", .worker_program = {}, .clock = &clock}), "open");
  const Scope admin = Must(SignInWithPassword(*service, "admin", init.password), "sign in").scope;
  NewAccount officer;
  officer.login = "lin";
  officer.roles = {"officer"};
  Must(AddAccount(*service, admin, officer), "account");
  const Scope lin = Must(SignInWithCode(*service, Must(MakeSignInCode(*service, admin, "lin"), "code")), "sign in").scope;
  Must(ImportRightsFile(*service, lin, market / "rights.jsonl"), "rights");
  for (int shop = 1; shop <= 6; ++shop) {
    const std::string name = "shop" + std::to_string(shop) + ".yaml";
    const fs::path file = dir.parent_path() / ("searched-" + name);
    std::ofstream(file) << SearchOnly(Must(ReadFile(market / "sources" / name, 1 << 20), "source"));
    Must(AddSource(*service, lin, file), "source");
  }
  for (const Json& item : Must(ParseJson(Must(ReadFile(market / "watches.json", 1 << 20), "watches")), "watches")) {
    NewWatch watch;
    watch.name = JsonText(item, "name");
    watch.rights = JsonTexts(item, "rights");
    watch.sources = JsonTexts(item, "sources");
    watch.queries = JsonTexts(item, "queries");
    watch.discovery = queries;
    Must(AddWatch(*service, lin, watch), "watch");
  }
  const Planted planted = ReadTruth(market);
  for (int round = 1; round <= options.rounds; ++round) {
    Must(RunCrawl(*service, lin, {.forever = false, .patience_ms = 3'000, .sources = {}, .progress = {}, .say = {}}, {}), "crawl");
    const Found found = Count(*service);
    std::map<std::string, std::pair<int, int>> by_way;
    int shown = 0, suspected = 0;
    for (const auto& [key, way] : planted.ways) {
      ++by_way[way].second;
      if (!found.shown.contains(key)) continue;
      ++by_way[way].first;
      ++shown;
      suspected += found.suspected.contains(key) ? 1 : 0;
    }
    std::printf("%7d %6d %12lld %9zu %6d of %zu %10d  ", queries, round, static_cast<long long>(found.pages), found.shown.size(), shown, planted.ways.size(), suspected);
    for (const auto& [way, n] : by_way) std::printf(" %s %d/%d", way.c_str(), n.first, n.second);
    std::printf("\n");
    std::fflush(stdout);
    clock.Next();
  }
}

int Main(int argc, char** argv) {
  YieldOptions options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const int value = std::atoi(argv[i + 1]);
    if (!std::strcmp(argv[i], "--seed")) options.seed = value;
    else if (!std::strcmp(argv[i], "--listings")) options.listings = value;
    else if (!std::strcmp(argv[i], "--rounds")) options.rounds = value;
    else if (!std::strcmp(argv[i], "--queries")) options.queries.push_back(value);
    else {
      std::fprintf(stderr, "discovery_yield [--seed N] [--listings N] [--rounds N] [--queries N]...\n");
      return 2;
    }
  }
  if (options.queries.empty()) options.queries = {0, 20, 40};
  const fs::path dir = fs::temp_directory_path() / ("markwarden-yield-" + ToHex(RandomBytes(6)));
  fs::create_directories(dir);
  const fs::path market = dir / "market";
  Child child = Must(Child::Start({ExecutableFolder() + "/markwarden-samples", "run", "--seed", std::to_string(options.seed), "--dir", market.string(), "--listings",
                                   std::to_string(options.listings), "--port", "0"}, {}, (dir / "market.log").string()), "marketplace");
  const auto line = child.ReadLine();
  if (!line || !line->starts_with("ready ")) {
    std::fprintf(stderr, "discovery_yield: the sample marketplace did not start\n");
    return 1;
  }
  std::printf("queries  round search pages  listings  planted shown  suspected   by way\n");
  for (const int queries : options.queries) Run(options, market, dir / ("store-" + std::to_string(queries)), queries);
  child.Terminate();
  child.Wait();
  std::error_code ignored;
  fs::remove_all(dir, ignored);
  return 0;
}

}  // namespace
}  // namespace markwarden

int main(int argc, char** argv) { return markwarden::Main(argc, argv); }

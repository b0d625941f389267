// What evidence packages promise, measured: every package made verifies with both verifiers, every flipped bit is found by both,
// sealing is quick, a page of 3 MB packs small.  A real time authority (openssl) answers on loopback.
//   evidence_figures [--packages 1000] [--flips 10000] [--seals 300] [--dir FOLDER]
// FOLDER (removed and made anew) keeps the packages and `flips.txt` for verify_flips.py, which tries the same flips with verify.py.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/hash.h"
#include "service/accounts.h"
#include "service/cases.h"
#include "service/checkpoints.h"
#include "service/evidence.h"
#include "service/flags.h"
#include "service/import.h"
#include "service/rights.h"
#include "service/service.h"
#include "service/time_authorities.h"
#include "service/transact.h"
#include "store/segments.h"
#include "tests/hurried_review.h"
#include "tests/net/stamp_authority.h"
#include "tests/net/test_server.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

double SecondsSince(Steady::time_point begun) { return std::chrono::duration<double>(Steady::now() - begun).count(); }

template <typename T>
T Must(Result<T> result, const char* what) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "evidence_figures: %s: %s\n", what, result.error().message.c_str());
  std::exit(3);
}
void Must(Status status, const char* what) {
  if (status) return;
  std::fprintf(stderr, "evidence_figures: %s: %s\n", what, status.error().message.c_str());
  std::exit(3);
}

fs::path Write(const fs::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
  return file;
}

std::string Page(int n, size_t filling, std::minstd_rand& random) {
  std::string page = "<html><title>Z.e.l.l.v.o.r.a 运动鞋 高仿 " + std::to_string(n) + "</title><link rel=canonical href=https://shopx.example/item/" + std::to_string(n) +
                     "><script type=\"application/ld+json\">{\"@type\":\"Product\",\"name\":\"Z.e.l.l.v.o.r.a 运动鞋 高仿 " + std::to_string(n) +
                     "\",\"offers\":{\"price\":\"99.00\",\"priceCurrency\":\"CNY\"}}</script><!--";
  // Digits without an order: markup packs better than this.
  while (page.size() < filling) page += std::to_string(random());
  return page + "--></html>";
}

struct Bench {
  std::unique_ptr<Service> service;
  Scope admin, officer;
  fs::path dir;
  std::minstd_rand random{20261126};

  Json Import(const fs::path& file) { return Must(ImportFile(*service, officer, {.file = file, .from = "shopx"}), "import"); }
  // One case of the flags of the pages that came last.
  Id MakeCaseOf(int first, int pages, size_t filling) {
    for (int n = first; n < first + pages; ++n) Import(Write(dir / "page.html", Page(n, filling, random)));
    FlagQuery query;
    query.states = {"new"};
    query.limit = 100;
    const Json flags = Must(ListFlags(*service, officer, query), "list flags");
    CaseRequest wanted{.flags = {}, .title = "Zellvora", .reason = "imitation", .basis = "tm-57"};
    for (const Json& flag : flags["items"]) wanted.flags.push_back(*ParseId(JsonText(flag, "id")));
    return *ParseId(JsonText(Must(MakeCase(*service, officer, wanted), "make a case"), "id"));
  }
  Json Export(Id id) { return Must(ExportEvidence(*service, officer, {.case_id = id, .language = "zh", .officers = {"林 001"}, .witness = {}, .place = {}, .purpose = {}, .to = dir / "out"}), "export"); }
};

bool PythonSaysWhole(const fs::path& folder) {
  const int status = std::system(("/usr/bin/python3 " + (folder / "verify.py").string() + " >/dev/null 2>&1").c_str());
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void Seals(Bench& bench, int times) {
  std::vector<double> seconds;
  for (int i = 0; i < times; ++i) {
    // One capture more, then sealed, numbered, signed, published.
    Service::Connection db = Must(bench.service->Connect(), "connect");
    auto writer = Must(CaptureWriter::Open(bench.service->store(), *db, "bench"), "open a segment");
    Exchange page;
    page.url = "https://shopx.example/seal/" + std::to_string(i);
    page.status = 200;
    page.started = bench.service->clock().Now();
    page.body = Page(i, 100'000, bench.random);
    (void)Must(writer->Append(page, {}), "append");
    auto tx = Must(db->Begin(), "begin");
    (void)Must(writer->Commit(*tx), "commit");
    Must(tx->Commit(), "commit");
    const auto begun = Steady::now();
    Must(Writing(*bench.service, [](Transaction& sealing) { return SealAll(sealing); }), "seal");
    (void)Must(MakeCheckpoint(*bench.service), "checkpoint");
    seconds.push_back(SecondsSince(begun));
  }
  std::sort(seconds.begin(), seconds.end());
  if (!seconds.empty()) {
    std::printf("sealing one capture to a signed, published checkpoint, %d times: median %.3f s, p95 %.3f s, longest %.3f s\n", times, seconds[seconds.size() / 2],
                seconds[seconds.size() * 95 / 100], seconds.back());
  }
}

void LargePage(Bench& bench) {
  const Id id = bench.MakeCaseOf(900'000, 1, 3'000'000);
  const Json made = bench.Export(id);
  std::printf("package of one page of 3,000,000 bytes of digits: %s bytes\n", JsonText(made, "bytes").c_str());
}

fs::path Packages(Bench& bench, int count) {
  std::vector<Id> cases;
  for (int i = 0; i < std::min(count, 20); ++i) cases.push_back(bench.MakeCaseOf(i * 10, 1 + i % 5, 2'000 + 3'000 * static_cast<size_t>(i)));
  int ours = 0, python = 0;
  double making = 0, checking = 0, scripting = 0;
  fs::path last;
  for (int i = 0; i < count; ++i) {
    auto begun = Steady::now();
    const Json made = bench.Export(cases[static_cast<size_t>(i) % cases.size()]);
    making += SecondsSince(begun);
    const fs::path folder = JsonText(made, "folder");
    begun = Steady::now();
    const Json verdict = Must(VerifyEvidence(bench.dir / "store" / "evidence" / (JsonText(made, "name") + ".zip")), "verify");
    checking += SecondsSince(begun);
    if (JsonText(verdict, "result") == "whole" && !verdict["stamps"].empty()) ++ours;
    else std::printf("  %s: %s, %zu stamps\n", folder.c_str(), JsonText(verdict, "result").c_str(), verdict["stamps"].size());
    begun = Steady::now();
    if (PythonSaysWhole(folder)) ++python;
    else std::printf("  %s: verify.py does not call it whole\n", folder.c_str());
    scripting += SecondsSince(begun);
    if (!last.empty()) fs::remove_all(last);
    last = folder;
  }
  std::printf("%d packages of %zu cases, with time-stamp tokens: %d whole by us (%.0f ms each), %d by verify.py (%.0f ms), made in %.0f ms each\n", count, cases.size(), ours,
              1000 * checking / count, python, 1000 * scripting / count, 1000 * making / count);
  return last;
}

void Flips(const fs::path& folder, const fs::path& list, int count) {
  struct File {
    fs::path path;
    uint64_t begin;
  };
  std::vector<File> files;
  uint64_t all = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files.push_back({entry.path(), all});
    all += entry.file_size();
  }
  std::mt19937_64 random(20261126);
  std::ofstream out(list);
  int found = 0, undecided = 0;
  const auto begun = Steady::now();
  for (int i = 0; i < count; ++i) {
    const uint64_t bit = random() % (all * 8);
    const auto file = std::prev(std::upper_bound(files.begin(), files.end(), bit / 8, [](uint64_t at, const File& one) { return at < one.begin; }));
    const uint64_t byte = bit / 8 - file->begin;
    std::fstream io(file->path, std::ios::in | std::ios::out | std::ios::binary);
    io.seekg(static_cast<std::streamoff>(byte));
    const char good = static_cast<char>(io.get());
    io.seekp(static_cast<std::streamoff>(byte));
    io.put(static_cast<char>(good ^ (1 << bit % 8)));
    io.flush();
    const Result<Json> verdict = VerifyEvidence(folder);
    const std::string result = verdict ? JsonText(*verdict, "result") : "broken";
    found += result == "broken";
    undecided += result == "undecided";
    if (result == "whole") std::printf("  not found: %s byte %lu bit %lu\n", file->path.c_str(), static_cast<unsigned long>(byte), static_cast<unsigned long>(bit % 8));
    io.seekp(static_cast<std::streamoff>(byte));
    io.put(good);
    out << fs::relative(file->path, folder).string() << " " << byte << " " << bit % 8 << "\n";
  }
  std::printf("%d flipped bits in a package of %lu bytes: %d broken, %d undecided, %d not found (%.1f ms each)\n", count, static_cast<unsigned long>(all), found, undecided,
              count - found - undecided, 1000 * SecondsSince(begun) / std::max(count, 1));
}

int Run(int packages, int flips, int seals, const fs::path& dir) {
  fs::remove_all(dir);
  fs::create_directories(dir / "out");
  Bench bench;
  bench.dir = dir;
  InitOptions init;
  init.password = "a long sample password";
  Must(InitStore(dir / "store", init), "init");
  HurryReviews(dir / "store");
  bench.service = Must(Service::Open({.store_dir = dir / "store", .data_dir = MARKWARDEN_SOURCE_DIR, .process = "bench"}), "open");
  bench.admin = Must(SignInWithPassword(*bench.service, "admin", init.password), "sign in").scope;
  NewAccount account;
  account.login = "lin";
  account.roles = {"officer"};
  (void)Must(AddAccount(*bench.service, bench.admin, account), "add an account");
  bench.officer = Must(SignInWithCode(*bench.service, Must(MakeSignInCode(*bench.service, bench.admin, "lin"), "code")), "sign in").scope;
  (void)Must(ImportRightsFile(*bench.service, bench.officer,
                              Write(dir / "rights.jsonl", R"({"id":"tm-1","kind":"trademark","title":"Zellvora","names":["Zellvora"],"classes":[25],"status":"live"})" "\n")), "rights");
  Seals(bench, seals);
  const StampAuthority authority;
  TestServer server("127.0.0.1", [&](const TestRequest& request) {
    TestResponse response;
    response.headers = {"Content-Type: application/timestamp-reply"};
    response.body = authority.Answer(request.body);
    return response;
  });
  const Json fields = {{"key", "bench"}, {"url", "http://127.0.0.1:" + std::to_string(server.port()) + "/"}, {"name", {{"zh", "测试授时"}, {"en", "Test clock"}}},
                       {"anchors", authority.AnchorPem()}, {"policies", {"1.2.3.4.1"}}, {"trusted", true}, {"allow_networks", {"127.0.0.0/8"}}};
  (void)Must(AddTimeAuthorityOf(*bench.service, bench.admin, fields), "authority");
  LargePage(bench);
  const fs::path last = Packages(bench, packages);
  Flips(last, dir / "flips.txt", flips);
  std::printf("the same flips with verify.py: python3 bench/verify_flips.py %s %s\n", last.c_str(), (dir / "flips.txt").c_str());
  return 0;
}

}  // namespace
}  // namespace markwarden

int main(int argc, char** argv) {
  int packages = 1000, flips = 10'000, seals = 300;
  std::string dir = "evidence-figures";
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    if (name == "--packages") packages = std::max(1, std::atoi(argv[i + 1]));
    if (name == "--flips") flips = std::atoi(argv[i + 1]);
    if (name == "--seals") seals = std::atoi(argv[i + 1]);
    if (name == "--dir") dir = argv[i + 1];
  }
  return markwarden::Run(packages, flips, seals, std::filesystem::absolute(dir));
}

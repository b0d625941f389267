// A crawl over real saved pages served from loopback: a capture for every page, listings, no crash.
// The pages are for evaluation only and not part of the project: skipped where they are absent.
#include <algorithm>
#include <cstdlib>

#include "core/file.h"
#include "core/inflate.h"
#include "store/captures.h"
#include "store/listings.h"
#include "store/store.h"
#include "tests/app/market_fixture.h"
#include "tests/net/test_server.h"

namespace markwarden {
namespace {

class SavedPagesTest : public MarketFixture {};

std::filesystem::path EvalFolder() {
  if (const char* set = std::getenv("MARKWARDEN_EVAL"); set && *set) return set;
  return std::filesystem::path(MARKWARDEN_SOURCE_DIR).parent_path() / "shared" / "eval";
}

TEST_F(SavedPagesTest, EveryPageIsCapturedAndReadWithoutHarm) {
  const std::filesystem::path eval = EvalFolder();
  std::vector<std::filesystem::path> files;
  for (const char* set : {"pages_zyte_bench", "pages_cn_shops", "pages_misc_shops", "pages_ogs", "pages_listing_autopager"}) {
    std::error_code error;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(eval / set, error)) {
      const std::string name = entry.path().filename().string();
      if (entry.is_regular_file() && (name.ends_with(".html") || name.ends_with(".html.gz") || name.ends_with(".htm"))) {
        files.push_back(entry.path());
      }
    }
  }
  if (files.empty()) GTEST_SKIP() << "no saved pages in " << eval << ": set MARKWARDEN_EVAL";
  std::sort(files.begin(), files.end());

  std::map<std::string, size_t> by_target;
  std::string index = "<!DOCTYPE html><title>Saved pages</title>";
  for (size_t i = 0; i < files.size(); ++i) {
    const std::string target = "/item/" + std::to_string(i + 1);
    by_target[target] = i;
    index += "<p><a href=\"" + target + "\">page " + std::to_string(i + 1) + "</a>\n";
  }
  TestServer server("127.88.0.1", [&](const TestRequest& request) {
    TestResponse response;
    if (request.target == "/robots.txt") {
      response.body = "User-agent: *\nAllow: /\n";
      return response;
    }
    if (request.target == "/") {
      response.headers = {"Content-Type: text/html; charset=utf-8"};
      response.body = index;
      return response;
    }
    const auto found = by_target.find(request.target);
    if (found == by_target.end()) {
      response.status = 404;
      return response;
    }
    const Result<std::string> bytes = ReadFile(files[found->second]);
    response.headers = {"Content-Type: text/html"};
    if (bytes && files[found->second].extension() == ".gz") response.headers.push_back("Content-Encoding: gzip");
    response.body = bytes ? *bytes : "";
    return response;
  });

  ASSERT_NO_FATAL_FAILURE(BeginStore());
  Expect("right import " + folder_.File("rights.jsonl", R"({"id":"r","kind":"trademark","names":["Zellvora"],"classes":[25]})" "\n"));
  Expect("source add " + folder_.File("saved.yaml",
      "id: saved\nplatform: saved\nname: {en: Saved pages}\nhosts: [saved.test]\nresolve: {saved.test: 127.88.0.1}\n"
      "allow_networks: [127.88.0.0/24]\nstart: [\"http://saved.test:" + std::to_string(server.port()) + "/\"]\n"
      "scope: {hosts: [saved.test], include: [\"^/$\", \"^/item/\"]}\nitem_id: \"/item/([0-9]+)\"\nbudget: {pages: 2000, depth: 2}\n"
      "politeness: {gap_ms: 5}\n"));
  Expect("watch add --name saved --query nothing");
  const auto summary = ParseJson(Expect("crawl --json --patience-ms 3000"));
  ASSERT_TRUE(summary);

  auto opened = Store::Open(store());
  ASSERT_TRUE(opened) << opened.error().message;
  auto db = (*opened)->OpenCase();
  ASSERT_TRUE(db) << db.error().message;
  size_t captured = 0;
  for (const auto& [target, i] : by_target) {
    const auto capture = FindCaptureByUrl(**db, "http://saved.test:" + std::to_string(server.port()) + target);
    ASSERT_TRUE(capture);
    if (!*capture) {
      ADD_FAILURE() << "no capture of " << files[i];
      continue;
    }
    ++captured;
    const auto exchange = ReadCapture(**opened, **db, (*capture)->id);
    ASSERT_TRUE(exchange) << exchange.error().message;
    const Result<std::string> bytes = ReadFile(files[i]);
    ASSERT_TRUE(bytes);
    EXPECT_EQ(Sha256Hex(exchange->body), Sha256Hex(*bytes)) << files[i];
  }
  const auto listings = CountListings(**db);
  ASSERT_TRUE(listings);
  EXPECT_EQ(captured, files.size());
  EXPECT_GE(*listings, 60) << "nearly every page of the product set has an offer";
  std::printf("%zu pages captured, %lld listings, %lld ms\n", captured, static_cast<long long>(*listings),
              static_cast<long long>(JsonInt(*summary, "elapsed_ms").value_or(0)));
}

}  // namespace
}  // namespace markwarden

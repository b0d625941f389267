// Files of every kind in by one door: captured, read, matched once; resumed after a kill; refused record by record.
#include "service/import.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include "core/sandbox/worker_process.h"
#include "matcher/picture.h"
#include "service/matching.h"
#include "store/captures.h"
#include "store/events.h"
#include "store/imports.h"
#include "store/listings.h"
#include "store/store.h"
#include "tests/drawn_png.h"
#include "tests/formats/zip_builder.h"
#include "service/content.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

std::string PageOf(const std::string& title, const std::string& head = "") {
  return "<!DOCTYPE html><html><head><meta charset=utf-8><title>" + title + "</title>" + head +
         "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"Product\",\"name\":\"" + title +
         "\",\"image\":\"https://img.shopx.example/1.png\",\"offers\":{\"@type\":\"Offer\",\"price\":\"99.00\",\"priceCurrency\":\"CNY\"}}</script></head><body><h1>" + title + "</h1></body></html>";
}
std::string Response(const std::string& url, const std::string& body, const std::string& type = "text/html; charset=utf-8") {
  const std::string block = "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n\r\n" + body;
  return "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <" + url + ">\r\nWARC-Date: 2026-11-20T08:00:00Z\r\nContent-Type: application/http;msgtype=response\r\nContent-Length: " +
         std::to_string(block.size()) + "\r\n\r\n" + block + "\r\n\r\n";
}

std::string Mark(const std::string& number, const std::string& picture) {
  return "<TradeMark><RegistrationOfficeCode>EM</RegistrationOfficeCode><RegistrationNumber>" + number + "</RegistrationNumber><WordMarkSpecification><MarkVerbalElementText>Orlimex " + number +
         "</MarkVerbalElementText></WordMarkSpecification><MarkImageDetails><MarkImage><MarkImageFilename>" + picture + "</MarkImageFilename></MarkImage></MarkImageDetails></TradeMark>";
}

class ImportTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    officer_ = Person("lin", "officer");
    auto rights = ImportRightsFile(*service_, officer_, Write("rights.jsonl", kSampleRight));
    ASSERT_TRUE(rights) << rights.error().message;
  }
  Json Import(FileImport import) {
    auto done = ImportFile(*service_, officer_, import);
    EXPECT_TRUE(done) << done.error().message;
    return done ? *done : Json::object();
  }
  Json Import(const std::string& name, const std::string& bytes) { return Import({.file = Write(name, bytes), .from = "shopx"}); }
  std::string Fails(FileImport import) {
    auto done = ImportFile(*service_, officer_, import);
    EXPECT_FALSE(done) << done->dump();
    return done ? "" : done.error().message;
  }
  template <typename Use>
  auto Must(Use use) {
    auto db = service_->Connect();
    EXPECT_TRUE(db);
    auto result = use(**db);
    EXPECT_TRUE(result) << result.error().message;
    return *result;
  }
  int64_t Captures() { return Must([](CaseDb& db) { return CountCaptures(db); }); }
  int64_t Listings() { return Must([](CaseDb& db) { return CountListings(db); }); }
  CaptureRecord CaptureAt(const std::string& url) {
    auto found = Must([&](CaseDb& db) { return FindCaptureByUrl(db, url); });
    EXPECT_TRUE(found) << url;
    return found ? *found : CaptureRecord{};
  }
  size_t Flags() {
    FlagQuery query;
    query.states = {"any"};
    query.verdict = "suspected";
    auto page = ListFlags(*service_, officer_, query);
    return page ? (*page)["items"].size() : 0;
  }
  Scope officer_;
};

// Corners are dear and hashes cheap: a picture is decoded once for one bank of references, however often its listing is matched.
TEST_F(ImportTest, WhatCornersShowedIsKeptForTheSameReferences) {
  Import("pages.warc", Response("https://shopx.example/item/1", PageOf("木质摆件")) + Response("https://img.shopx.example/1.png", DrawnPng(3), "image/png"));
  const auto listing = Must([](CaseDb& db) { return FindListingByKey(db, "shopx.example", "https://shopx.example/item/1"); });
  ASSERT_TRUE(listing);
  const auto snapshot = Must([&](CaseDb& db) { return FindSnapshot(db, listing->latest_snapshot); });
  ASSERT_TRUE(snapshot && snapshot->pictures.size() == 1u);
  const std::string url = snapshot->pictures[0].url;
  // A figure whose corners stand in the picture and whose hash says nothing.
  const auto whole = service_->content().Fingerprint(DrawnPng(3), {.corners = Corners::kFind});
  ASSERT_TRUE(whole) << whole.error().message;
  PictureKey figure = *whole;
  figure.sha256 = std::string(64, 'a');
  figure.figure = true;
  for (PictureView& view : figure.views) {
    for (uint64_t& word : view.hash.words) word = ~word;
  }
  Right right = *RightFromJson(*ParseJson(kSampleRight));
  right.images = {"mark.png"};
  const auto matcher_of = [&](std::vector<ReferencePicture> pictures) { return Matcher(*RuleSet::Build({{"7", right, std::move(pictures)}}, *LoadRuleBook(MARKWARDEN_SOURCE_DIR))); };
  const Matcher matcher = matcher_of({{"mark.png", figure}});
  const auto look = [&](CaseDb& db, const Matcher& by, Id org, std::vector<PictureSight>* sights) {
    int left = 0, missed = 0;
    return Result<PictureContext>(FingerprintsOf(*service_, db, by, *snapshot, {.org = org, .sights = sights, .left = sights ? nullptr : &left, .missed = &missed}));
  };
  std::vector<PictureSight> sights;
  const PictureContext first = Must([&](CaseDb& db) { return look(db, matcher, officer_.org, &sights); });
  ASSERT_EQ(sights.size(), 1u);
  EXPECT_EQ(sights[0].sha256, Sha256Hex(DrawnPng(3)));
  const std::vector<Flag> flags = matcher.Match(snapshot->listing, &first);
  ASSERT_EQ(flags.size(), 1u);
  EXPECT_EQ(flags[0].signals[0].detector, "picture.mark");
  PictureContext anew;
  anew.by_image.emplace(url, *whole);
  EXPECT_EQ(ToJson(matcher.Match(snapshot->listing, &anew)[0]), ToJson(flags[0])) << "as without what was kept";

  // A listing that names the right has no use for corners, and gets none because another one had.
  SnapshotRecord named = *snapshot;
  named.listing.title = right.names[0] + " 木质摆件";
  ASSERT_FALSE(matcher.LooksForFigures(named.listing));
  EXPECT_TRUE(Must([&](CaseDb& db) { return Result<PictureContext>(FingerprintsOf(*service_, db, matcher, named, {.org = officer_.org, .sights = &sights})); }).by_image.at(url).features.empty());
  EXPECT_EQ(sights.size(), 1u);

  PictureKey hashes = first.by_image.at(url);
  hashes.features.clear();
  const auto save = [&](const std::string& found) {
    auto db = service_->Connect();
    auto tx = (*db)->Begin();
    PictureSight sight = sights[0];
    sight.found = found;
    return SavePicture(**tx, {.sha256 = sight.sha256, .perceptual_hash = DumpJson(ToJson(hashes)), .quality = 90, .width = 96, .height = 96}) && SavePictureSight(**tx, sight) && (*tx)->Commit();
  };
  // Another process, in which no picture may be looked at: what is kept has to do.
  service_.reset();
  service_ = Opened(dir_ / "store");
  ASSERT_TRUE(save(sights[0].found));
  const PictureContext kept = Must([&](CaseDb& db) { return look(db, matcher, officer_.org, nullptr); });
  EXPECT_EQ(kept.found, first.found);
  const std::vector<Flag> again = matcher.Match(snapshot->listing, &kept);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(ToJson(again[0]), ToJson(flags[0])) << "byte for byte";
  // The same file as a right's picture: its key says more than a listing's is matched by, and is not taken.
  {
    auto db = service_->Connect();
    auto tx = (*db)->Begin();
    ASSERT_TRUE(SavePicture(**tx, {.sha256 = sights[0].sha256, .perceptual_hash = DumpJson(ToJson(figure)), .quality = 90, .width = 96, .height = 96}) && (*tx)->Commit());
    EXPECT_TRUE(look(**db, matcher, officer_.org, nullptr)->by_image.empty());
  }
  // Other references, another organisation, what cannot be read: nothing is known.
  figure.features.pop_back();
  const Matcher other = matcher_of({{"mark.png", figure}});
  EXPECT_TRUE(Must([&](CaseDb& db) { return look(db, other, officer_.org, nullptr); }).found.empty());
  EXPECT_TRUE(other.Match(snapshot->listing, &kept).empty()) << "what another bank found is not its own";
  EXPECT_TRUE(Must([&](CaseDb& db) { return look(db, matcher, officer_.org + 1, nullptr); }).found.empty());
  EXPECT_TRUE(Must([&](CaseDb& db) { return look(db, matcher, 0, nullptr); }).found.empty());
  for (const char* broken : {"", "{}", "[{}]", R"([{"reference":1,"method":"copy.local","distance":1,"region":[0,0,9,9],"ref_region":[0,0,9,9],"view":"local","ref_view":"local","inliers":12,"score":0.5}])",
                             R"([{"reference":0,"method":"copy.odd","distance":1,"region":[0,0,9,9],"ref_region":[0,0,9,9],"view":"local","ref_view":"local","inliers":12,"score":0.5}])"}) {
    ASSERT_TRUE(save(broken));
    EXPECT_TRUE(Must([&](CaseDb& db) { return look(db, matcher, officer_.org, nullptr); }).found.empty()) << broken;
  }
}

TEST_F(ImportTest, AWarcBecomesCapturesListingsAndFlags) {
  const std::string png("\x89PNG\r\n\x1a\n", 8);
  const Json done = Import("pages.warc", Response("https://shopx.example/item/1", PageOf("Z.e.l.l.v.o.r.a 运动鞋 高仿")) + "WARC/1.0\r\nbroken\r\n\r\n" +
                                             Response("https://shopx.example/item/2", PageOf("木质摆件")) + Response("https://img.shopx.example/1.png", png, "image/png"));
  EXPECT_EQ(done["kind"], "warc");
  EXPECT_EQ(done["state"], "done");
  EXPECT_EQ(done["pages"], 3);
  EXPECT_EQ(done["listings"], 2) << done.dump();
  EXPECT_EQ(done["refused_count"], 1);
  EXPECT_EQ(Flags(), 1u);
  const CaptureRecord page = CaptureAt("https://shopx.example/item/1");
  EXPECT_EQ(page.kind, CaptureKind::kImported);
  EXPECT_EQ(page.time_class, TimeClass::kC);
  EXPECT_EQ(JsonText(page.provenance, "by"), "lin");
  EXPECT_EQ(JsonText(page.provenance, "from"), "shopx");
  EXPECT_EQ(JsonText(page.provenance, "file"), "pages.warc");
  EXPECT_EQ(JsonText(page.provenance, "file_sha256"), done["sha256"]);
  EXPECT_EQ(JsonText(page.provenance, "import"), done["id"]);
  EXPECT_EQ(page.provenance["record"], 1);
  EXPECT_EQ(JsonText(page.provenance, "claimed_time"), "2026-11-20T08:00:00Z") << "what the file says is a claim";
  EXPECT_NE(FormatTime(page.captured_at), "2026-11-20T08:00:00Z");
  const CaptureRecord file = CaptureAt("urn:markwarden:import:" + done["sha256"].get<std::string>());
  EXPECT_EQ(file.kind, CaptureKind::kHandedIn);
  EXPECT_EQ(IdToString(file.id), done["capture"]);
  EXPECT_EQ(file.payload_sha256, done["sha256"]) << "the file itself is kept, byte for byte";
  const auto listing = Must([](CaseDb& db) { return FindListingByKey(db, "shopx.example", "https://shopx.example/item/1"); });
  ASSERT_TRUE(listing);
  const auto snapshot = Must([&](CaseDb& db) { return FindSnapshot(db, listing->latest_snapshot); });
  ASSERT_EQ(snapshot->pictures.size(), 1u);
  EXPECT_NE(snapshot->pictures[0].capture, 0) << "the picture that came behind its page is linked to it";

  const auto events = ListEvents(*service_, Person("head", "head"), {.subject_kind = "", .subject = 0, .kind = "import.", .cursor = "", .limit = 10});
  ASSERT_TRUE(events) << events.error().message;
  ASSERT_EQ((*events)["items"].size(), 2u);
  EXPECT_EQ((*events)["items"][0]["kind"], "import.finished");
  EXPECT_EQ((*events)["items"][0]["detail"]["listings"], 2);
  EXPECT_EQ((*events)["items"][1]["kind"], "import.started");
}

TEST_F(ImportTest, AFlagOfAnImportedPageReplays) {
  Import("page.html", PageOf("Zellvora 运动鞋 高仿 1:1", "<link rel=canonical href=https://shopx.example/item/1>"));
  FlagQuery query;
  query.states = {"any"};
  query.verdict = "suspected";
  auto page = ListFlags(*service_, officer_, query);
  ASSERT_TRUE(page);
  ASSERT_EQ((*page)["items"].size(), 1u);
  const auto replay = ReplayFlag(*service_, officer_, *ParseId(JsonText((*page)["items"][0], "id")));
  ASSERT_TRUE(replay) << replay.error().message;
  EXPECT_EQ((*replay)["identical"], true) << replay->dump();
  // A stored listing that the sealed page does not show is not what is matched again.
  SQLite::Database db((dir_ / "store" / "case.db").string(), SQLite::OPEN_READWRITE);
  ASSERT_EQ(db.exec("UPDATE snapshot SET payload = replace(payload, '高仿 1:1', '高仿 1：1')"), 1);
  const auto other = ReplayFlag(*service_, officer_, *ParseId(JsonText((*page)["items"][0], "id")));
  ASSERT_TRUE(other) << other.error().message;
  EXPECT_EQ((*other)["identical"], false);
  EXPECT_TRUE((*other)["now"].is_null()) << other->dump();
}

TEST_F(ImportTest, TheSameFileIsImportedOnce) {
  const std::string warc = Response("https://shopx.example/item/1", PageOf("Zellvora 高仿"));
  const Json first = Import("a.warc", warc);
  EXPECT_EQ(first["already_done"], false);
  const int64_t captures = Captures();
  const Json again = Import("other-name.warc", warc);
  EXPECT_EQ(again["already_done"], true);
  EXPECT_EQ(again["id"], first["id"]);
  EXPECT_EQ(again["listings"], 1);
  EXPECT_EQ(Captures(), captures) << "nothing is stored twice";
  const auto all = ListImports(*service_, officer_);
  ASSERT_TRUE(all);
  EXPECT_EQ((*all)["items"].size(), 1u);
  EXPECT_EQ((*all)["items"][0]["by"], "lin");
}

TEST_F(ImportTest, WhatWasStoppedGoesOn) {
  std::string lines;
  for (int i = 0; i < 1000; ++i) {
    lines += i % 100 == 7 ? "{broken\n" : "{\"url\":\"https://shopx.example/item/" + std::to_string(i) + "\",\"platform\":\"shopx\",\"item_id\":\"" + std::to_string(i) + "\",\"title\":\"tea\"}\n";
  }
  const auto file = Write("many.jsonl", lines);
  std::stop_source stop;
  FileImport import{.file = file, .from = "shopx"};
  int batches = 0;
  import.progress = [&](int64_t, int64_t, int64_t) {
    if (++batches == 2) stop.request_stop();
  };
  import.stop = stop.get_token();
  auto stopped = ImportFile(*service_, officer_, import);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled) << stopped.error().message;
  auto all = ListImports(*service_, officer_);
  EXPECT_EQ((*all)["items"][0]["state"], "running");
  EXPECT_EQ((*all)["items"][0]["records"], 400);
  const int64_t captures = Captures();
  const Json done = Import({.file = file, .from = "shopx"});
  EXPECT_EQ(done["records"], 1000);
  EXPECT_EQ(done["listings"], 990);
  EXPECT_EQ(done["refused_count"], 10);
  EXPECT_EQ(Listings(), 990);
  EXPECT_EQ(Captures(), captures) << "the file was captured by the first run";
  auto refusals = ListImportRefusals(*service_, officer_, *ParseId(JsonText(done, "id")), {.cursor = "", .limit = 4});
  ASSERT_TRUE(refusals);
  EXPECT_EQ((*refusals)["items"].size(), 4u);
  EXPECT_EQ((*refusals)["items"][0]["place"], "line 8");
  EXPECT_EQ((*refusals)["items"][0]["row"], "{broken");
  auto rest = ListImportRefusals(*service_, officer_, *ParseId(JsonText(done, "id")), {.cursor = JsonText(*refusals, "next"), .limit = 100});
  EXPECT_EQ((*rest)["items"].size(), 6u);
  EXPECT_EQ((*rest)["items"][5]["number"], 10);
}

// Kills every child of this process and waits until each is dead; how many there were.
int KillChildren() {
  int killed = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const pid_t pid = std::atoi(entry.path().filename().c_str());
    if (pid <= 0 || StatusNumber(pid, "PPid") != getpid()) continue;
    ++killed;
    kill(pid, SIGKILL);
    siginfo_t ended{};
    waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT);
  }
  return killed;
}

TEST_F(ImportTest, AWorkerThatIsKilledCostsNothing) {
  std::string lines;
  for (int i = 0; i < 1000; ++i) {
    lines += i % 100 == 7 ? "{broken\n" : "{\"url\":\"https://shopx.example/item/" + std::to_string(i) + "\",\"platform\":\"shopx\",\"item_id\":\"" + std::to_string(i) + "\",\"title\":\"tea\"}\n";
  }
  FileImport import{.file = Write("many.jsonl", lines), .from = "shopx"};
  int killed = 0;
  import.progress = [&](int64_t, int64_t, int64_t) { killed += KillChildren(); };
  const Json done = Import(import);
  EXPECT_GE(killed, 2) << "at two places of the file";
  EXPECT_EQ(done["state"], "done");
  EXPECT_EQ(done["records"], 1000);
  EXPECT_EQ(done["listings"], 990);
  EXPECT_EQ(done["refused_count"], 10);
  EXPECT_EQ(Listings(), 990);
  EXPECT_GE(service_->content().health().lost, killed);
}

TEST_F(ImportTest, TablesWithAndWithoutAMapping) {
  const std::string gbk = "\xC9\xCC\xC6\xB7\xC3\xFB\xB3\xC6,\xBC\xDB\xB8\xF1,\xC1\xB4\xBD\xD3\n\xB2\xE8,9.90,https://shopx.example/g/1\nx,1\n,2,https://shopx.example/g/2\n";
  const Json csv = Import("gbk.csv", gbk);
  EXPECT_EQ(csv["kind"], "listings_csv");
  EXPECT_EQ(csv["listings"], 1) << csv.dump();
  EXPECT_EQ(csv["columns"]["used"][0], (Json{{"column", "商品名称"}, {"field", "title"}}));
  ASSERT_EQ(csv["refused"].size(), 2u) << csv.dump();
  EXPECT_EQ(csv["refused"][0]["line"], 3);
  EXPECT_EQ(csv["refused"][1]["reason"], "it has no title");
  // The UTF-8 mark twice, and UTF-16 as spreadsheets save "Unicode text".
  const Json twice = Import("bom.csv", "\xEF\xBB\xBF\xEF\xBB\xBFtitle;url\ntea;https://shopx.example/b/1\n");
  EXPECT_EQ(twice["listings"], 1) << twice.dump();
  std::string utf16("\xFF\xFE", 2);
  for (const char c : std::string("title\turl\ntea\thttps://shopx.example/u/1\n")) utf16 += std::string({c, '\0'});
  EXPECT_EQ(Import("u.txt", utf16)["listings"], 1);

  const std::string odd = "Nr;Ware\n7;Tee\n8;\n";
  const std::string mapping = "columns: {Nr: item_id, Ware: title}\nconstants: {platform: shopx}\nurl: \"https://shopx.example/item/{item_id}\"\n";
  EXPECT_NE(Fails({.file = Write("odd.csv", odd)}).find("--mapping"), std::string::npos);
  const Json mapped = Import({.file = Write("odd.csv", odd), .mapping = mapping});
  EXPECT_EQ(mapped["listings"], 1) << mapped.dump();
  EXPECT_TRUE(Must([](CaseDb& db) { return FindListingByKey(db, "shopx", "7"); }));
  EXPECT_NE(Fails({.file = Write("odd.csv", odd), .mapping = "columns: {Nr: itemid}\n"}).find("unknown field \"itemid\""), std::string::npos);
  const Json lines = Import({.file = Write("odd.jsonl", "{\"Nr\":9,\"Ware\":\"Tee\"}\n{\"Nr\":10}\n"), .mapping = mapping});
  EXPECT_EQ(lines["listings"], 1) << lines.dump();
  EXPECT_EQ(lines["refused_count"], 1);
  const Json hostile = Import("hostile.jsonl", "{\"url\":\"https://shopx.example/j/1\",\"title\":\"tea\"}\n{\"url\":\"https://shopx.example/j/2\",\"title\":\"tea\",\"title\":\"cup\"}\n"
                                               "{\"url\":\"https://shopx.example/j/3\",\"title\":\"tea\",\"sales\":1e400}\n{\"x\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}\n");
  EXPECT_EQ(hostile["listings"], 1) << hostile.dump();
  ASSERT_EQ(hostile["refused"].size(), 3u);
  EXPECT_EQ(hostile["refused"][0]["reason"], "the key \"title\" appears twice in one object");
  EXPECT_EQ(hostile["refused"][1]["reason"], "not JSON: number overflow parsing '1e400'");
  EXPECT_EQ(hostile["refused"][2]["reason"], "JSON nests deeper than 64 levels");

  const std::string book = MakeZip({{.name = "xl/workbook.xml", .bytes = "<workbook><sheets><sheet name=\"A\"/></sheets></workbook>"},
                                    {.name = "xl/worksheets/sheet1.xml", .bytes = "<worksheet><sheetData><row r=\"1\"><c t=\"inlineStr\"><is><t>Report of 2026</t></is></c></row>"
                                     "<row r=\"2\"><c t=\"inlineStr\"><is><t>标题</t></is></c><c t=\"inlineStr\"><is><t>链接</t></is></c></row>"
                                     "<row r=\"3\"><c t=\"inlineStr\"><is><t>tea</t></is></c><c t=\"inlineStr\"><is><t>https://shopx.example/x/1</t></is></c></row>"
                                     "<row r=\"4\"><c t=\"inlineStr\"><is><t>no address</t></is></c></row></sheetData></worksheet>"}});
  const Json xlsx = Import("book.xlsx", book);
  EXPECT_EQ(xlsx["kind"], "listings_xlsx");
  EXPECT_EQ(xlsx["listings"], 1) << xlsx.dump();
  EXPECT_EQ(xlsx["refused"][0]["place"], "row 4");
}

TEST_F(ImportTest, AnArchiveOfSavedPages) {
  const std::string inner = MakeZip({{.name = "deep.html", .bytes = PageOf("inner", "<link rel=canonical href=https://shopx.example/z/9>")},
                                     {.name = "deeper.zip", .bytes = MakeZip({{.name = "x.html", .bytes = PageOf("never")}})}});
  const Json done = Import("pages.zip", MakeZip({
      {.name = "urls.csv", .bytes = "file,url\na/one.html,https://shopx.example/z/1\n"},
      {.name = "a/one.html", .bytes = PageOf("one", "<link rel=canonical href=https://evil.example/1>")},
      {.name = "a/one_files/style.css", .bytes = "h1{}"},
      {.name = "two.htm.gz", .bytes = Gzipped(PageOf("two", "<meta property=og:url content=https://shopx.example/z/2>"))},
      {.name = "three.html", .bytes = PageOf("three")},
      {.name = "session.har", .bytes = R"({"log":{"entries":[{"request":{"method":"GET","url":"https://shopx.example/z/4"},"response":{"status":200,"content":{"mimeType":"text/html","text":)" + Json(PageOf("four")).dump() + "}}}]}}"},
      {.name = "page.mhtml", .bytes = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\nContent-Location: https://shopx.example/z/5\n\n" + PageOf("five") + "\n--b--\n"},
      {.name = "inner.zip", .bytes = inner, .deflate = false},
      {.name = "../slip.html", .bytes = PageOf("slip")},
      {.name = "read.me", .bytes = "about these pages"}}));
  EXPECT_EQ(done["kind"], "archive");
  EXPECT_EQ(done["pages"], 6) << done.dump();
  EXPECT_EQ(done["listings"], 6) << done.dump();
  ASSERT_EQ(done["refused"].size(), 2u) << done.dump();
  EXPECT_EQ(done["refused"][0]["place"], "inner.zip: deeper.zip");
  EXPECT_NE(JsonText(done["refused"][0], "reason").find("deeper than 2"), std::string::npos);
  EXPECT_EQ(done["refused"][1]["place"], "../slip.html");
  EXPECT_EQ(JsonText(CaptureAt("https://shopx.example/z/1").provenance["notes"], "address"), "list of addresses") << "the list counts before what the page says";
  EXPECT_EQ(JsonText(CaptureAt("https://shopx.example/z/2").provenance["notes"], "address"), "og:url");
  EXPECT_EQ(JsonText(CaptureAt("urn:sha256:" + Sha256Hex(PageOf("three"))).provenance["notes"], "address"), "unknown");
  for (const char* url : {"https://shopx.example/z/4", "https://shopx.example/z/5", "https://shopx.example/z/9"}) CaptureAt(url);
  EXPECT_EQ(JsonText(CaptureAt("https://shopx.example/z/9").provenance, "place"), "inner.zip: deep.html");
}

TEST_F(ImportTest, AFolderOfSavedPages) {
  std::filesystem::create_directories(dir_ / "saved" / "a_files");
  Write("saved/a.html", PageOf("one", "<link rel=canonical href=https://shopx.example/f/1>"));
  Write("saved/a_files/x.js", "var x;");
  Write("saved/a_files/p.png", std::string("\x89PNG\r\n\x1a\n", 8));
  Write("saved/lonely.png", "x");
  std::filesystem::create_symlink("/etc/passwd", dir_ / "saved" / "link.html");
  const Json done = Import({.file = dir_ / "saved/", .from = "shopx"});
  EXPECT_EQ(done["kind"], "folder");
  EXPECT_EQ(done["file"], "saved");
  EXPECT_EQ(done["listings"], 1) << done.dump();
  EXPECT_EQ(done["pages"], 2);
  const CaptureRecord picture = CaptureAt("https://shopx.example/f/a_files/p.png");
  EXPECT_EQ(picture.content_type, "image/png");
  EXPECT_NE(JsonText(picture.provenance["notes"], "address").find("made from the page's"), std::string::npos);
  EXPECT_TRUE(done["capture"].is_null());
  ASSERT_EQ(done["refused"].size(), 1u);
  EXPECT_EQ(done["refused"][0]["reason"], "it is a symbolic link");
  EXPECT_EQ(Import({.file = dir_ / "saved", .from = "shopx"})["already_done"], true);
  Write("saved/b.html", PageOf("two", "<link rel=canonical href=https://shopx.example/f/2>"));
  EXPECT_EQ(Import({.file = dir_ / "saved", .from = "shopx"})["already_done"], false) << "another folder now";
}

TEST_F(ImportTest, WhatCannotBeReadLeavesNoTrace) {
  const int64_t captures = Captures();
  const struct { const char* name; std::string bytes; const char* as; const char* want; } cases[] = {
      {"empty.csv", "", "", "empty"},
      {"noise.bin", std::string("\x01\x00\x02\x03", 4), "", "no kind of file"},
      {"marks.xml", "<?xml version=\"1.0\"?><Transaction/>", "", "right import"},
      {"cut.zip", MakeZip({{.name = "a.html", .bytes = "x"}}).substr(0, 60), "", "ZIP"},
      {"x.har", "{\"log\":{\"version\":\"1.2\"}}", "", "log.entries"},
      {"as.csv", "title,url\n", "warc", "no WARC"},
      {"as.csv", "title,url\n", "doc", "no kind \"doc\""},
      {"as.csv", "title,url\n", "folder", "no folder"},
  };
  for (const auto& c : cases) {
    if (std::string(c.as) == "warc") continue;
    EXPECT_NE(Fails({.file = Write(c.name, c.bytes), .as = c.as}).find(c.want), std::string::npos) << c.name << " as " << c.as;
  }
  EXPECT_EQ(Captures(), captures);
  auto all = ListImports(*service_, officer_);
  EXPECT_TRUE((*all)["items"].empty());
  // What breaks while it is read is an import that failed, and says why.
  EXPECT_NE(Fails({.file = Write("as.csv", "title,url\n"), .as = "warc"}).find("no WARC"), std::string::npos);
  all = ListImports(*service_, officer_);
  ASSERT_EQ((*all)["items"].size(), 1u);
  EXPECT_EQ((*all)["items"][0]["state"], "failed");
  EXPECT_NE(JsonText((*all)["items"][0], "failure").find("no WARC"), std::string::npos);
}

TEST_F(ImportTest, RightsOfAnOfficeBringTheirPictures) {
  const std::string xml = "<Transaction>" + Mark("1", "1.png") + Mark("2", "none.png") + Mark("3", "3.svg") + "</Transaction>";
  const std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"><script>alert(1)</script></svg>";
  const auto zip = Write("marks.zip", MakeZip({{.name = "out/marks.xml", .bytes = xml}, {.name = "out/images/1.png", .bytes = DrawnPng(3), .deflate = false}, {.name = "out/3.svg", .bytes = svg}}));
  auto done = ImportRightsFile(*service_, officer_, zip);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ((*done)["added"], 2) << done->dump();
  ASSERT_EQ((*done)["notes"].size(), 1u) << done->dump();
  EXPECT_EQ((*done)["notes"][0]["right_id"], "EM-2");
  ASSERT_EQ((*done)["refused"].size(), 1u);
  EXPECT_EQ((*done)["refused"][0]["right_id"], "EM-3") << "an SVG is no picture that is compared, and is never drawn";
  EXPECT_EQ((*done)["refused"][0]["file"], "out/marks.xml");
  auto shown = ShowRight(*service_, officer_, "EM-1");
  ASSERT_TRUE(shown);
  ASSERT_EQ((*shown)["pictures"].size(), 1u);
  EXPECT_EQ((*shown)["pictures"][0]["sha256"], Sha256Hex(DrawnPng(3)));

  std::filesystem::create_directories(dir_ / "pictures");
  Write("pictures/none.png", DrawnPng(5));
  done = ImportRightsFile(*service_, officer_, Write("marks.xml", "<Transaction>" + Mark("2", "none.png") + Mark("4", "../rights.jsonl") + "</Transaction>"), dir_ / "pictures");
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ((*done)["changed"], 1) << "the picture came later: " << done->dump();
  EXPECT_EQ((*done)["added"], 1);
}

TEST_F(ImportTest, AnotherOrganisationSeesNothing) {
  const Json done = Import("a.jsonl", "{\"url\":\"https://shopx.example/1\",\"title\":\"tea\"}\n{x\n");
  const auto added = AddOrganisation(*service_, admin_, {.name = "Other bureau", .kind = "bureau", .region = {}});
  ASSERT_TRUE(added) << added.error().message;
  Scope other = officer_;
  other.org = *added;
  EXPECT_TRUE((*ListImports(*service_, other))["items"].empty());
  EXPECT_EQ(ShowImport(*service_, other, *ParseId(JsonText(done, "id"))).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ListImportRefusals(*service_, other, *ParseId(JsonText(done, "id"))).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace markwarden

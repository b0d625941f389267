// Packages of a case: made, checked by our own verifier and by others' tools, broken in every file, recorded in the log.
#include "service/evidence.h"

#include <sys/wait.h>

#include <cstdlib>
#include <random>

#include "core/account.h"
#include "core/file.h"
#include "service/environment_log.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/events.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

int RunQuietly(const std::string& command) {
  const int status = std::system((command + " >/dev/null 2>&1").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

class EvidenceTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    officer_ = Person("lin", "officer");
    auto rights = ImportRightsFile(*service_, officer_, Write("rights.jsonl", kSampleRight));
    ASSERT_TRUE(rights) << rights.error().message;
    auto listings = ImportFile(*service_, officer_, {.file = Write("listings.jsonl", kSampleListings), .from = "shopx"});
    ASSERT_TRUE(listings) << listings.error().message;
    FlagQuery query;
    query.states = {"any"};
    auto page = ListFlags(*service_, officer_, query);
    ASSERT_TRUE(page) << page.error().message;
    flag_ = *ParseId(JsonText((*page)["items"].at(0), "id"));
    auto made = MakeCase(*service_, officer_, {.flags = {flag_}, .title = "Zellvora", .reason = "imitation", .basis = "tm-57"});
    ASSERT_TRUE(made) << made.error().message;
    case_ = *ParseId(JsonText(*made, "id"));
  }

  Json Export(EvidenceRequest request = {}) {
    request.case_id = case_;
    auto made = ExportEvidence(*service_, officer_, request);
    EXPECT_TRUE(made) << made.error().message;
    return made ? *made : Json::object();
  }
  // The package unpacked.
  fs::path Unpacked() {
    fs::create_directories(dir_ / "out");
    return fs::path(JsonText(Export({.case_id = 0, .language = "zh", .officers = {"林 001", "魏 002"}, .witness = "w", .place = "p", .purpose = "q", .to = dir_ / "out"}), "folder"));
  }
  static std::string ResultOf(const fs::path& package) {
    auto verdict = VerifyEvidence(package);
    EXPECT_TRUE(verdict) << verdict.error().message;
    return verdict ? JsonText(*verdict, "result") : "";
  }
  std::vector<std::string> Kinds(Id package) {
    auto shown = ShowEvidence(*service_, officer_, package);
    EXPECT_TRUE(shown) << shown.error().message;
    std::vector<std::string> kinds;
    for (const Json& line : (*shown)["custody"]) kinds.push_back(JsonText(line, "kind"));
    std::reverse(kinds.begin(), kinds.end());
    return kinds;
  }

  Scope officer_;
  Id flag_ = 0, case_ = 0;
};

TEST_F(EvidenceTest, APackageIsWholeInItsFolderAndInItsArchive) {
  const fs::path folder = Unpacked();
  EXPECT_EQ(ResultOf(folder), "whole");
  const fs::path archive = dir_ / "store" / "evidence" / (folder.filename().string() + ".zip");
  EXPECT_EQ(ResultOf(archive), "whole");
  for (const char* file : {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "verify.py", "data/capture.wacz", "data/record.json", "data/record.pdf",
                           "data/environment.json", "data/match.json", "data/custody.jsonl", "data/log.json", "seal/seal.json", "seal/seal.sig", "seal/checkpoint", "seal/log-key.vkey"}) {
    EXPECT_TRUE(fs::exists(folder / file)) << file;
  }
  const auto match = ParseJson(*ReadFile(folder / "data/match.json"));
  ASSERT_TRUE(match);
  EXPECT_EQ((*match)["flags"][0]["flag"], IdToString(flag_));
  EXPECT_EQ((*match)["flags"][0]["replay"]["identical"], true) << (*match)["flags"][0]["replay"].dump();
  const auto record = ParseJson(*ReadFile(folder / "data/record.json"));
  ASSERT_TRUE(record);
  EXPECT_EQ((*record)["officers"], Json({"林 001", "魏 002"}));
  EXPECT_EQ((*record)["items"].size(), 1u);
  // The machine was looked at before the capture, and that look is in the log.
  const auto environment = ParseJson(*ReadFile(folder / "data/environment.json"));
  ASSERT_TRUE(environment);
  ASSERT_EQ((*environment)["at_capture"].size(), 1u) << (*environment)["at_capture"].dump();
  const Json& look = (*environment)["at_capture"][0];
  EXPECT_EQ(look["writer"], "import");
  EXPECT_EQ(look["captures"], 1);
  EXPECT_LE(JsonText(look, "at"), JsonText((*record)["items"][0], "captured_at"));
  EXPECT_GE(look["report"]["facts"].size(), 10u);
  const auto event = Reading(*service_, [&](CaseDb& db) { return FindEvent(db, SystemScope("system:work", kSystemOrg), *ParseId(JsonText(look, "event"))); });
  ASSERT_TRUE(event && *event);
  EXPECT_EQ((*event)->detail["report"], look["report"]);
}

TEST_F(EvidenceTest, TheMachineIsLookedAtOnceAnHourAndAtEachBoot) {
  const auto looks = [&] {
    EventQuery query;
    query.kind = "environment.import";
    return (*ListEvents(*service_, admin_, query))["items"].size();
  };
  EXPECT_EQ(looks(), 1u);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(NoteEnvironment(*service_, "import"));
  EXPECT_EQ(looks(), 1u);
  ASSERT_TRUE(NoteEnvironment(*service_, "crawl", {"shop.example"}));
  EXPECT_EQ(looks(), 1u) << "each writer has its own";
  // A look of another boot says nothing of this one.
  const Status before = Writing(*service_, [&](Transaction& tx) -> Status {
    NewEvent event = EventBy(officer_, "environment.import", "environment", 0);
    event.detail = {{"writer", "import"}, {"report", {{"facts", Json::array({{{"id", "boot"}, {"value", {{"boot_id", "another"}}}}})}}}};
    auto written = AppendEvent(tx, event);
    return written ? Ok() : Status(Fail(written));
  });
  ASSERT_TRUE(before);
  ASSERT_TRUE(NoteEnvironment(*service_, "import"));
  EXPECT_EQ(looks(), 3u);
}

TEST_F(EvidenceTest, OtherToolsAgree) {
  const fs::path folder = Unpacked();
  EXPECT_EQ(RunQuietly("cd " + folder.string() + " && sha256sum --strict -c manifest-sha256.txt tagmanifest-sha256.txt"), 0);
  EXPECT_EQ(RunQuietly("qpdf --check " + (folder / "data/record.pdf").string()), 0);
  EXPECT_EQ(RunQuietly("/usr/bin/python3 " + (folder / "verify.py").string()), 0);
  // The PDF says the digest of every item.
  const auto record = ParseJson(*ReadFile(folder / "data/record.json"));
  for (const Json& item : (*record)["items"]) {
    EXPECT_EQ(RunQuietly("pdftotext -layout " + (folder / "data/record.pdf").string() + " - | tr -d '\\n ' | grep -q " + JsonText(item, "payload_sha256")), 0);
  }
}

TEST_F(EvidenceTest, AChangedBitInAnyFileIsFoundAndNamed) {
  const fs::path folder = Unpacked();
  std::minstd_rand random(20261126);
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  for (const fs::path& file : files) {
    const std::string good = *ReadFile(file);
    for (int i = 0; i < 3; ++i) {
      std::string bad = good;
      const size_t at = random() % bad.size();
      bad[at] = char(bad[at] ^ (1 << random() % 8));
      ASSERT_TRUE(WriteFileAtomic(file, bad));
      auto verdict = VerifyEvidence(folder);
      ASSERT_TRUE(verdict) << verdict.error().message;
      EXPECT_NE((*verdict)["result"], "whole") << file << " byte " << at;
    }
    ASSERT_TRUE(WriteFileAtomic(file, good));
  }
  EXPECT_EQ(ResultOf(folder), "whole");
}

TEST_F(EvidenceTest, FilesThatAreMissingOrNotListedAreErrors) {
  const fs::path folder = Unpacked();
  for (const char* file : {"data/more.txt", "seal/more.txt", "more.txt", "data/screenshots/x.png"}) {
    fs::create_directories((folder / file).parent_path());
    ASSERT_TRUE(WriteFileAtomic(folder / file, "x"));
    EXPECT_EQ(ResultOf(folder), "broken") << file;
    fs::remove(folder / file);
  }
  for (const char* file : {"data/record.json", "seal/seal.json", "seal/checkpoint", "data/log.json"}) {
    fs::rename(folder / file, dir_ / "kept");
    EXPECT_EQ(ResultOf(folder), "broken") << file;
    fs::rename(dir_ / "kept", folder / file);
  }
}

TEST_F(EvidenceTest, TheKeyIsComparedWithTheOneThatIsKnown) {
  const fs::path folder = Unpacked();
  auto own = VerifyEvidence(folder, folder / "seal/log-key.vkey");
  ASSERT_TRUE(own) << own.error().message;
  EXPECT_EQ((*own)["result"], "whole");
  EXPECT_TRUE((*own)["findings"].empty()) << (*own)["findings"].dump();
  // Well-formed, and somebody else's.
  const auto other = VerifyEvidence(folder, Write("other.vkey", "example.com/foo+530e903d+AekyeRC5q7sNMpIpAQmhQq6+Swc5Ilp4GKBpQY7TJ4ZU\n"));
  if (other) {
    EXPECT_EQ((*other)["result"], "broken");
  }
  EXPECT_FALSE(VerifyEvidence(folder, Write("none.vkey", "not a key\n")));
  EXPECT_FALSE(VerifyEvidence(folder, dir_ / "no-such-file"));
  EXPECT_FALSE(VerifyEvidence(dir_ / "no-such-package"));
  EXPECT_FALSE(VerifyEvidence(Write("no.zip", "not an archive")));
}

TEST_F(EvidenceTest, WhatHappensToAPackageIsInTheLog) {
  const Id package = *ParseId(JsonText(Export(), "id"));
  EXPECT_EQ(Kinds(package), (std::vector<std::string>{"evidence.exported", "evidence.viewed"}));
  auto taken = TakeEvidence(*service_, officer_, package);
  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_TRUE(fs::exists(taken->path));
  auto pdf = ShowEvidenceRecord(*service_, officer_, package);
  ASSERT_TRUE(pdf) << pdf.error().message;
  EXPECT_TRUE(pdf->starts_with("%PDF-"));
  EXPECT_FALSE(HandOverEvidence(*service_, officer_, package, {.to = {}, .how = "by hand", .note = {}}));
  ASSERT_TRUE(HandOverEvidence(*service_, officer_, package, {.to = "court of X", .how = "by hand", .note = {}}));
  EXPECT_EQ(Kinds(package), (std::vector<std::string>{"evidence.exported", "evidence.viewed", "evidence.taken", "evidence.record_viewed", "evidence.handed_over", "evidence.viewed"}));
  // The next package carries the custody of the first.
  const fs::path folder = Unpacked();
  const std::string custody = *ReadFile(folder / "data/custody.jsonl");
  for (const char* kind : {"case.made", "evidence.exported", "evidence.handed_over", "evidence.export_begun"}) EXPECT_NE(custody.find(kind), std::string::npos) << kind;
  EXPECT_EQ(custody.find("court of X"), std::string::npos) << "a person's name is not in the log for ever";
}

TEST_F(EvidenceTest, AnArchiveThatIsGoneOrBrokenIsShownAsBroken) {
  const Json made = Export();
  const Id package = *ParseId(JsonText(made, "id"));
  const fs::path archive = dir_ / "store" / "evidence" / (JsonText(made, "name") + ".zip");
  std::string bytes = *ReadFile(archive);
  bytes[bytes.size() / 2] = char(bytes[bytes.size() / 2] ^ 1);
  ASSERT_TRUE(WriteFileAtomic(archive, bytes));
  auto shown = ShowEvidence(*service_, officer_, package);
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_EQ((*shown)["verdict"]["result"], "broken");
  fs::remove(archive);
  shown = ShowEvidence(*service_, officer_, package);
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_EQ((*shown)["verdict"]["result"], "broken");
  EXPECT_FALSE(TakeEvidence(*service_, officer_, package));
}

TEST_F(EvidenceTest, StoredBytesThatChangedAreNeverPacked) {
  for (const auto& entry : fs::directory_iterator(dir_ / "store" / "warc")) {
    std::string bytes = *ReadFile(entry.path());
    bytes[bytes.size() - 10] = char(bytes[bytes.size() - 10] ^ 1);
    ASSERT_TRUE(WriteFileAtomic(entry.path(), bytes));
  }
  auto made = ExportEvidence(*service_, officer_, {.case_id = case_, .language = "zh", .officers = {}, .witness = {}, .place = {}, .purpose = {}, .to = {}});
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().message.find("restore"), std::string::npos) << made.error().message;
  EXPECT_TRUE(!fs::exists(dir_ / "store" / "evidence") || fs::is_empty(dir_ / "store" / "evidence"));
}

TEST_F(EvidenceTest, WrongRequestsAreRefusedAndLeaveNothing) {
  const struct { const char* why; EvidenceRequest request; ErrorCode code; } cases[] = {
      {"no such case", {.case_id = 5}, ErrorCode::kNotFound},
      {"a language without a form", {.case_id = case_, .language = "ru"}, ErrorCode::kInvalid},
      {"three officers", {.case_id = case_, .language = "zh", .officers = {"a", "b", "c"}}, ErrorCode::kInvalid},
      {"a long name", {.case_id = case_, .language = "zh", .officers = {std::string(201, 'x')}}, ErrorCode::kInvalid},
      {"a long purpose", {.case_id = case_, .language = "zh", .officers = {}, .witness = {}, .place = {}, .purpose = std::string(1001, 'x')}, ErrorCode::kInvalid},
  };
  for (const auto& c : cases) {
    auto made = ExportEvidence(*service_, officer_, c.request);
    ASSERT_FALSE(made) << c.why;
    EXPECT_EQ(made.error().code, c.code) << c.why << ": " << made.error().message;
  }
  auto list = ListEvidence(*service_, officer_);
  ASSERT_TRUE(list);
  EXPECT_TRUE((*list)["items"].empty());
}

TEST_F(EvidenceTest, AnotherOrganisationSeesNoPackage) {
  const Id package = *ParseId(JsonText(Export(), "id"));
  Scope stranger = Person("zhao", "officer");
  stranger.org += 1;
  EXPECT_EQ(ShowEvidence(*service_, stranger, package).error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(TakeEvidence(*service_, stranger, package));
}

}  // namespace
}  // namespace markwarden

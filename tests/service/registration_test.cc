// A right is checked, tried, registered with its papers, changed; who may see what of it.
#include <thread>

#include "service/right_papers.h"
#include "service/right_record.h"
#include "service/right_register.h"
#include "service/right_terms.h"
#include "service/right_try.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/right_papers.h"
#include "store/sql.h"
#include "tests/service/takedown_fixture.h"

namespace markwarden {
namespace {

// The head of a PNG picture, and no picture.
std::string CutPng() { return std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\2\0\0\0\2\x8\0\0\0\0", 29); }

class RegistrationTest : public TakedownFixture {
 protected:
  static Json Wanted() {
    Json right = *ParseJson(kSampleRight);
    right["id"] = "tm-2";
    right["title"] = "Marnova";
    right["names"] = {"Marnova"};
    right.erase("images");
    return right;
  }
  Result<Json> Register(const Scope& who, const Json& registration) { return RegisterRight(*service_, who, registration); }
  int64_t Number(const std::string& sql) {
    const auto read = Reading(*service_, [&](CaseDb& db) -> Result<int64_t> {
      Query row(db, sql);
      row.Next();
      return row.TakeInt();
    });
    EXPECT_TRUE(read);
    return read ? *read : -1;
  }
  std::string RightId(const std::string& key) {
    const auto shown = ShowRight(*service_, officer_, key);
    EXPECT_TRUE(shown) << shown.error().message;
    return shown ? JsonText(*shown, "id") : "";
  }
};

TEST_F(RegistrationTest, SaysWhatIsWrongInBothLanguagesAndWritesNothing) {
  Json wrong = Wanted();
  wrong["classes"] = {46};
  wrong["valid_to"] = "2030-02-30";
  const int64_t events = Number("SELECT COUNT(*) FROM event");
  const auto check = CheckRegistration(*service_, officer_, wrong);
  ASSERT_TRUE(check) << check.error().message;
  EXPECT_EQ((*check)["can_save"], false);
  std::vector<std::string> fields;
  for (const Json& finding : (*check)["findings"]) {
    if (finding["refuses"] == true) fields.push_back(JsonText(finding, "field"));
    EXPECT_FALSE(JsonText(finding["text"], "zh").empty() || JsonText(finding["text"], "en").empty());
  }
  EXPECT_EQ(fields, (std::vector<std::string>{"classes", "valid_to"}));
  ExpectRefused(Register(officer_, wrong), ErrorCode::kInvalid, "not a class from 1 to 45");
  EXPECT_EQ(Number("SELECT COUNT(*) FROM event"), events);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM ip_right"), 1);
}

TEST_F(RegistrationTest, KeepsDocumentsAsCapturesAndNeverOpensThem) {
  const auto paper = KeepRightFile(*service_, officer_, "../证书.pdf", "%PDF-1.7 not really one");
  ASSERT_TRUE(paper) << paper.error().message;
  EXPECT_EQ((*paper)["name"], "证书.pdf");
  Json right = Wanted();
  right["documents"] = {{{"kind", "certificate"}, {"name", "certificate"}, {"sha256", (*paper)["sha256"]}}};
  const auto saved = Register(officer_, right);
  ASSERT_TRUE(saved) << saved.error().message;
  EXPECT_EQ((*saved)["status_of_import"], "added");
  const auto shown = ShowRight(*service_, officer_, "tm-2");
  ASSERT_TRUE(shown);
  ASSERT_EQ((*shown)["documents"].size(), 1u);
  EXPECT_FALSE((*shown)["right"].contains("documents")) << "papers are no part of what is matched";
  const auto taken = TakeRightDocument(*service_, officer_, "tm-2", JsonText(*paper, "sha256"));
  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_EQ(taken->bytes, "%PDF-1.7 not really one");
  EXPECT_EQ(Number("SELECT COUNT(*) FROM capture WHERE kind = 'handed_in' AND url LIKE 'urn:markwarden:right-file:%'"), 1);
  EXPECT_EQ((*Register(officer_, right))["status_of_import"], "unchanged");
  right["documents"][0]["sha256"] = std::string(64, 'a');
  ExpectRefused(Register(officer_, right), ErrorCode::kNotFound, "was not handed in");
  ExpectRefused(KeepRightFile(*service_, officer_, "x", ""), ErrorCode::kInvalid, "empty");
  ExpectRefused(KeepRightFile(*service_, officer_, "x.exe", std::string("MZ\0\1", 4)), ErrorCode::kInvalid, "none of PDF");
  ExpectRefused(KeepRightFile(*service_, officer_, "x.pdf", "%PDF-" + std::string(kMaxRightFile, ' ')), ErrorCode::kExhausted, "20 MiB");
  ExpectRefused(KeepRightFile(*service_, officer_, "x.pdf", "%PDF-1.7", true), ErrorCode::kInvalid, "none of PNG");
  ExpectRefused(KeepRightFile(*service_, officer_, "x.png", CutPng()), ErrorCode::kInvalid, "the picture x.png");
}

TEST_F(RegistrationTest, WhatTellsGenuineGoodsIsSeenByFewAndNeverInANotice) {
  Json right = *ParseJson(kSampleRight);
  right["genuine_tells"] = {"ZZTELL stitched seal"};
  right["fake_tells"] = {"ZZTELL no batch code"};
  ASSERT_TRUE(Register(officer_, right));
  const auto tells = ShowRightTells(*service_, officer_, "tm-1");
  ASSERT_TRUE(tells) << tells.error().message;
  EXPECT_EQ((*tells)["genuine"], Json({"ZZTELL stitched seal"}));
  const std::string id = RightId("tm-1");
  const Scope holder = Person("zhao", "holder", {id});
  EXPECT_TRUE(ShowRightTells(*service_, holder, "tm-1"));
  ExpectRefused(ShowRightTells(*service_, Person("other", "holder", {}), id), ErrorCode::kNotFound, "no right");
  ExpectRefused(ShowRightTells(*service_, Person("audit", "auditor"), id), ErrorCode::kDenied, "right.see_tells");
  // Wherever else the right is shown: its page, a flag's page, a notice, the store's own versions.
  EXPECT_EQ(DumpJson(*ShowRight(*service_, officer_, "tm-1")).find("ZZTELL"), std::string::npos);
  const Id flag = *ParseId(JsonText((*ListFlags(*service_, officer_, {}))["items"][0], "id"));
  EXPECT_EQ(DumpJson(*ShowFlag(*service_, officer_, flag)).find("ZZTELL"), std::string::npos);
  EXPECT_EQ(DumpJson(Shown(Queued())).find("ZZTELL"), std::string::npos);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM right_version WHERE payload LIKE '%ZZTELL%'"), 0);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM event WHERE detail LIKE '%ZZTELL%'"), 0);
  // Said anew without a new version: nothing is matched again for it.
  const int64_t versions = Number("SELECT COUNT(*) FROM right_version");
  ASSERT_TRUE(SaveTellsOfRight(*service_, holder, "tm-1", {{"genuine", {"a"}}, {"fake", Json::array()}}));
  EXPECT_EQ((*ShowRightTells(*service_, officer_, "tm-1"))["number"], 2);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM right_version"), versions);
}

TEST_F(RegistrationTest, AHolderSeesWhatItRegistersAndChangesNobodyElses) {
  const Scope zhao = Person("zhao", "holder");
  EXPECT_TRUE((*ListRights(*service_, zhao))["items"].empty());
  Json own = Wanted();
  const auto saved = Register(zhao, own);
  ASSERT_TRUE(saved) << saved.error().message;
  const Scope again = [&] {
    const auto code = MakeSignInCode(*service_, admin_, "zhao");
    return SignInWithCode(*service_, *code)->scope;
  }();
  EXPECT_EQ((*ListRights(*service_, again))["items"].size(), 1u);
  own["names"] = {"Marnova", "Marnowa"};
  EXPECT_EQ((*Register(again, own))["status_of_import"], "changed");
  // The bureau's right of another holder: its key is taken, its content stays.
  Json others = *ParseJson(kSampleRight);
  others["names"] = {"mine now"};
  ExpectRefused(Register(again, others), ErrorCode::kConflict, "is taken");
  EXPECT_EQ((*ShowRight(*service_, officer_, "tm-1"))["names"], Json({"Zellvora"}));
  // A file that somebody else handed in is not at hand.
  const auto paper = KeepRightFile(*service_, officer_, "c.pdf", "%PDF-1.7 the bureau's");
  ASSERT_TRUE(paper);
  own["documents"] = {{{"kind", "certificate"}, {"sha256", (*paper)["sha256"]}}};
  ExpectRefused(Register(again, own), ErrorCode::kNotFound, "was not handed in");
}

TEST_F(RegistrationTest, PreviewsAnImportAsItThenHappens) {
  Json changed = *ParseJson(kSampleRight), fresh = Wanted();
  changed["valid_to"] = "2036-01-01";
  const std::string file = DumpJson(changed) + "\n" + DumpJson(fresh) + "\n{\"id\":\"x\"}\n";
  const auto preview = PreviewRightsUpload(*service_, officer_, "rights.jsonl", file);
  ASSERT_TRUE(preview) << preview.error().message;
  EXPECT_EQ(Number("SELECT COUNT(*) FROM right_version"), 1);
  EXPECT_EQ(std::tie((*preview)["added"], (*preview)["changed"]), std::make_tuple(Json(1), Json(1)));
  ASSERT_EQ((*preview)["refused"].size(), 1u);
  EXPECT_EQ((*preview)["items"][0]["changed"], Json({"valid_to"}));
  const auto done = ImportRightsUpload(*service_, officer_, "rights.jsonl", file);
  ASSERT_TRUE(done) << done.error().message;
  for (const char* count : {"added", "changed", "unchanged"}) EXPECT_EQ((*done)[count], (*preview)[count]) << count;
  EXPECT_EQ((*done)["refused"].size(), (*preview)["refused"].size());
  // An upload names no file of this machine.
  Json sneaky = Wanted();
  sneaky["id"] = "tm-3";
  sneaky["images"] = {"/etc/passwd"};
  const auto refused = ImportRightsUpload(*service_, officer_, "r.jsonl", DumpJson(sneaky));
  ASSERT_TRUE(refused) << refused.error().message;
  EXPECT_EQ((*refused)["refused"].size(), 1u) << refused->dump();
}

TEST_F(RegistrationTest, ALookAtTheRegisterMakesAVersionOnlyWhenTheStatusChanged) {
  EXPECT_EQ((*ShowRight(*service_, officer_, "tm-1"))["standing"], "unknown") << "nobody said when it was looked up";
  const auto same = RecordStatusLook(*service_, officer_, "tm-1", {.status = "live", .checked_at = "2026-02-01", .source_sha256 = {}, .note = {}});
  ASSERT_TRUE(same) << same.error().message;
  EXPECT_EQ(std::tie((*same)["version"], (*same)["standing"]), std::make_tuple(Json(1), Json("valid")));
  Later(std::chrono::hours(24 * 120));
  EXPECT_EQ((*ShowRight(*service_, officer_, "tm-1"))["standing"], "unknown") << "too long ago";
  const auto ended = RecordStatusLook(*service_, officer_, "tm-1", {.status = "revoked", .checked_at = {}, .source_sha256 = {}, .note = "internal"});
  ASSERT_TRUE(ended) << ended.error().message;
  EXPECT_EQ(std::tie((*ended)["version"], (*ended)["standing"]), std::make_tuple(Json(2), Json("ended")));
  EXPECT_EQ((*ended)["checks"].size(), 2u);
  ASSERT_EQ((*ended)["versions"].size(), 2u);
  EXPECT_EQ((*ended)["versions"][1]["changed"][0]["field"], "status");
  ExpectRefused(RecordStatusLook(*service_, officer_, "tm-1", {.status = "fine", .checked_at = {}, .source_sha256 = {}, .note = {}}), ErrorCode::kInvalid, "the status is");
  ExpectRefused(RecordStatusLook(*service_, officer_, "tm-1", {.status = "live", .checked_at = "2031-01-01", .source_sha256 = {}, .note = {}}), ErrorCode::kInvalid, "until today");
}

TEST_F(RegistrationTest, DaysThatComeUpAreListedAndOpenOneTaskEach) {
  ASSERT_TRUE(RecordStatusLook(*service_, officer_, "tm-1", {.status = "live", .checked_at = "2026-02-01", .source_sha256 = {}, .note = {}}));
  EXPECT_TRUE((*ListExpiringRights(*service_, officer_))["items"].empty());
  clock_.Set(At("2033-02-01T02:00:00Z"));
  ASSERT_TRUE(RecordStatusLook(*service_, officer_, "tm-1", {.status = "live", .checked_at = {}, .source_sha256 = {}, .note = {}}));
  const auto listed = ListExpiringRights(*service_, officer_);
  ASSERT_TRUE(listed) << listed.error().message;
  ASSERT_EQ((*listed)["items"].size(), 1u) << listed->dump();
  EXPECT_EQ(std::tie((*listed)["items"][0]["code"], (*listed)["items"][0]["due"]), std::make_tuple(Json("renewal"), Json("2034-01-01")));
  for (int pass = 0; pass < 2; ++pass) {
    const auto totals = RightTermPass(*service_);
    ASSERT_TRUE(totals) << totals.error().message;
    EXPECT_EQ(totals->tasks, pass == 0 ? 1 : 0);
  }
  EXPECT_EQ(Number("SELECT COUNT(*) FROM task WHERE kind = 'right_term' AND state = 'open'"), 1);
  EXPECT_EQ((*ListRights(*service_, officer_))["items"][0]["warnings"].size(), 1u);
}

TEST_F(RegistrationTest, ATrialFlagsAsTheNextWorkPassWouldAndWritesNothing) {
  std::string offers;
  for (int i = 0; i < 30; ++i) {
    const bool noise = i < 20;
    offers += DumpJson({{"url", "https://shopy.example/item/" + std::to_string(i)}, {"platform", "shopy"}, {"item_id", std::to_string(i)},
                        {"title", noise ? "Marnova 花卉 种子 原单 " + std::to_string(i) : "M.a.r.n.o.v.a 运动鞋 高仿 1:1 " + std::to_string(i)},
                        {"price", {{"amount", noise ? "300.00" : "59.00"}, {"currency", "CNY"}}}, {"seller", {{"name", noise ? "Flower shop" : "Stall " + std::to_string(i)}, {"id", noise ? "f" : "n" + std::to_string(i)}}}}) + "\n";
  }
  ASSERT_TRUE(ImportFile(*service_, officer_, {.file = Write("more.jsonl", offers)}));
  Json right = Wanted();
  right["authorised_sellers"] = Json::array();
  right["classes"] = Json::array();
  const std::vector<std::string> counts = {"event", "capture", "flag", "hit", "right_version", "ip_right", "picture", "rule_set", "task"};
  std::map<std::string, int64_t> before;
  for (const std::string& table : counts) before[table] = Number("SELECT COUNT(*) FROM " + table);
  int64_t told = 0;
  const auto tried = TryRight(*service_, officer_, right, {}, [&](const TrialProgress& progress) { told = progress.seen; }, {});
  ASSERT_TRUE(tried) << tried.error().message;
  for (const std::string& table : counts) EXPECT_EQ(Number("SELECT COUNT(*) FROM " + table), before[table]) << table;
  EXPECT_EQ((*tried)["seen"], 33);
  EXPECT_EQ(told, 33);
  EXPECT_EQ((*tried)["strongest"].size(), 10u);
  const int64_t suspected = (*tried)["suspected"];
  EXPECT_GE(suspected, 10);
  ASSERT_TRUE(Register(officer_, right));
  ASSERT_TRUE(RunWork(*service_, officer_, {}, {}));
  FlagQuery query;
  query.right = "tm-2";
  query.limit = 500;
  EXPECT_EQ((*ListFlags(*service_, officer_, query))["items"].size(), static_cast<size_t>(suspected));
}

TEST_F(RegistrationTest, ATrialSuggestsWhatRemovesTheNoiseAndCountsIt) {
  std::string offers;
  for (int i = 0; i < 30; ++i) {
    const bool noise = i < 20;
    offers += DumpJson({{"url", "https://shopy.example/item/" + std::to_string(i)}, {"platform", "shopy"}, {"item_id", std::to_string(i)},
                        {"title", noise ? "Marnova 花卉 高仿 " + std::to_string(i) : "M.a.r.n.o.v.a 运动鞋 高仿 1:1 " + std::to_string(i)},
                        {"price", {{"amount", "59.00"}, {"currency", "CNY"}}}, {"seller", {{"name", "Stall " + std::to_string(i)}, {"id", "n" + std::to_string(i)}}}}) + "\n";
  }
  ASSERT_TRUE(ImportFile(*service_, officer_, {.file = Write("more.jsonl", offers)}));
  Json right = Wanted();
  right["authorised_sellers"] = Json::array();
  right["classes"] = Json::array();
  right.erase("reference_price");
  const auto tried = TryRight(*service_, officer_, right, {}, [](const TrialProgress&) {}, {});
  ASSERT_TRUE(tried) << tried.error().message;
  const int64_t suspected = (*tried)["suspected"];
  ASSERT_EQ(suspected, 30) << tried->dump();
  ASSERT_FALSE((*tried)["suggestions"].empty()) << tried->dump();
  const Json& best = (*tried)["suggestions"][0];
  EXPECT_EQ(best["removes"], 20) << best.dump();
  EXPECT_EQ(best["strong"], 0);
  // What it says is what happens.
  Json quieter = right;
  quieter.update(best["patch"]);
  const auto again = TryRight(*service_, officer_, quieter, {}, [](const TrialProgress&) {}, {});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ((*again)["suspected"], suspected - 20);
}

TEST_F(RegistrationTest, ATrialStopsWhenAskedAndIsItsStartersAlone) {
  std::stop_source stop;
  stop.request_stop();
  ExpectRefused(TryRight(*service_, officer_, Wanted(), {}, [](const TrialProgress&) {}, stop.get_token()), ErrorCode::kCancelled, "stopped");
  const auto begun = StartRightTrial(*service_, officer_, Wanted());
  ASSERT_TRUE(begun) << begun.error().message;
  const std::string id = JsonText(*begun, "id");
  ExpectRefused(ShowRightTrial(*service_, head_, id), ErrorCode::kNotFound, "no trial");
  ExpectRefused(CancelRightTrial(*service_, head_, id), ErrorCode::kNotFound, "no trial");
  Json shown;
  for (int i = 0; i < 3000; ++i) {
    shown = *ShowRightTrial(*service_, officer_, id);
    if (shown["state"] != "running") break;
    std::this_thread::yield();
    if (i > 100) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(shown["state"], "done") << shown.dump();
  EXPECT_EQ(shown["result"]["seen"], 3);
  ExpectRefused(StartRightTrial(*service_, officer_, {{"kind", "trademark"}}), ErrorCode::kInvalid, "give a key");
}

TEST_F(RegistrationTest, NumbersOpenTheirRows) {
  const Id notice = Sent();
  const auto record = ShowRightRecord(*service_, officer_, "tm-1");
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ((*record)["cases"], 1);
  EXPECT_EQ((*record)["notices"]["sent"], 1);
  EXPECT_EQ((*record)["measures"]["asked"], 1);
  EXPECT_EQ((*record)["weeks"].size(), 1u);
  for (const char* of : {"cases", "notices", "measures"}) {
    const auto rows = ListRightRows(*service_, officer_, "tm-1", {.of = of, .state = {}, .cursor = {}, .limit = 50});
    ASSERT_TRUE(rows) << of << rows.error().message;
    EXPECT_EQ((*rows)["items"].size(), 1u) << of;
  }
  EXPECT_EQ((*ListRightRows(*service_, officer_, "tm-1", {.of = "notices", .state = {}, .cursor = {}, .limit = 50}))["items"][0]["id"], IdToString(notice));
  ExpectRefused(ListRightRows(*service_, officer_, "tm-1", {.of = "secrets", .state = {}, .cursor = {}, .limit = 50}), ErrorCode::kInvalid, "of is");
  const auto overview = ListRightsOverview(*service_, officer_);
  ASSERT_TRUE(overview) << overview.error().message;
  EXPECT_EQ((*overview)["items"][0]["noticed"], 1);
}

}  // namespace
}  // namespace markwarden

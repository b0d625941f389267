// From a file of listings to a queued notice, and what is refused on the way.
#include "service/terms.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

class StoryTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    officer_ = Person("lin", "officer");
    second_ = Person("wei", "officer");
    auto rights = ImportRightsFile(*service_, officer_, Write("rights.jsonl", kSampleRight));
    ASSERT_TRUE(rights) << rights.error().message;
    ASSERT_EQ((*rights)["added"], 1) << rights->dump();
    auto listings = ImportFile(*service_, officer_, {.file = Write("listings.jsonl", kSampleListings), .from = "shopx"});
    ASSERT_TRUE(listings) << listings.error().message;
    ASSERT_EQ((*listings)["listings"], 3) << listings->dump();
  }

  Json Queue(const Scope& scope, const std::string& verdict = "suspected", const std::string& state = "any") {
    FlagQuery query;
    query.states = {state};
    query.verdict = verdict;
    auto page = ListFlags(*service_, scope, query);
    EXPECT_TRUE(page) << page.error().message;
    return page ? (*page)["items"] : Json::array();
  }
  Id Suspected() { return *ParseId(JsonText(Queue(officer_).at(0), "id")); }

  Scope officer_, second_;
};

TEST_F(StoryTest, AnImportIsMatchedSealedAndNumbered) {
  const Json suspected = Queue(officer_), cleared = Queue(officer_, "cleared");
  ASSERT_EQ(suspected.size(), 1u) << suspected.dump();
  EXPECT_EQ(suspected[0]["url"], "https://shopx.example/item/1");
  ASSERT_EQ(cleared.size(), 1u) << cleared.dump();
  EXPECT_EQ(cleared[0]["url"], "https://shopx.example/item/2");

  auto shown = ShowFlag(*service_, officer_, Suspected());
  ASSERT_TRUE(shown) << shown.error().message;
  const Json& result = (*shown)["hits"][0]["result"];
  ASSERT_FALSE(result["signals"].empty());
  const std::string title = (*shown)["listing"]["title"];
  for (const Json& signal : result["signals"]) {
    if (!signal.contains("span") || signal["field"] != "title") continue;
    const auto begin = signal["span"][0].get<size_t>(), end = signal["span"][1].get<size_t>();
    EXPECT_EQ(title.substr(begin, end - begin), signal["matched"]) << signal.dump();
  }
  EXPECT_FALSE((*shown)["capture"]["sealed"].is_null());
  EXPECT_FALSE((*shown)["capture"]["sealed"]["event_no"].is_null());
}

TEST_F(StoryTest, ImportingTheSameFileAgainAddsNothing) {
  auto again = ImportFile(*service_, officer_, {.file = dir_ / "listings.jsonl", .from = "shopx"});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(Queue(officer_).size(), 1u);
}

TEST_F(StoryTest, ABadLineCostsItselfOnly) {
  auto done = ImportFile(*service_, officer_, {.file = Write("bad.jsonl", "{\"url\":\"https://shopx.example/item/9\",\"platform\":\"shopx\",\"title\":\"茶\"}\n{broken\n[]\n{\"price\":1}\n"), .from = "shopx"});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ((*done)["listings"], 1);
  ASSERT_EQ((*done)["refused"].size(), 3u) << done->dump();
  EXPECT_EQ((*done)["refused"][0]["line"], 2);
}

TEST_F(StoryTest, ADismissalNeedsAReasonAndIsAnEvent) {
  const Id flag = Suspected();
  EXPECT_FALSE(DecideFlag(*service_, officer_, flag, {.action = "dismiss", .reason = {}, .basis = {}, .note = {}}));
  auto shown = ShowFlag(*service_, officer_, flag);
  const int64_t seen = (*shown)["row_version"];
  auto decided = DecideFlag(*service_, officer_, flag, {.action = "dismiss", .reason = "genuine", .basis = {}, .note = "asked", .hit = 0, .row_version = seen});
  ASSERT_TRUE(decided) << decided.error().message;
  EXPECT_EQ((*decided)["state"], "dismissed");
  auto late = DecideFlag(*service_, second_, flag, {.action = "hold", .reason = "x", .basis = {}, .note = {}, .hit = 0, .row_version = seen});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kConflict);
  EXPECT_TRUE(Queue(officer_, "suspected", "new").empty());
}

TEST_F(StoryTest, ASecondLookIsAnotherPersons) {
  const Id flag = Suspected();
  ASSERT_TRUE(DecideFlag(*service_, officer_, flag, {.action = "second_look", .reason = "unsure", .basis = {}, .note = {}}));
  auto own = DecideFlag(*service_, officer_, flag, {.action = "dismiss", .reason = "genuine", .basis = {}, .note = {}});
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().code, ErrorCode::kDenied);
  auto other = DecideFlag(*service_, second_, flag, {.action = "dismiss", .reason = "genuine", .basis = {}, .note = {}});
  EXPECT_TRUE(other) << other.error().message;
}

TEST_F(StoryTest, ANoticeIsDraftedAndQueuedOnlyWhenComplete) {
  auto made = MakeCase(*service_, officer_, {.flags = {Suspected()}, .title = {}, .reason = "imitation", .basis = "tm-57"});
  ASSERT_TRUE(made) << made.error().message;
  NoticeRequest request;
  request.case_id = *ParseId(JsonText(*made, "id"));
  request.regime = "cn-ecommerce-42";
  auto draft = DraftNoticeFor(*service_, officer_, request);
  ASSERT_TRUE(draft) << draft.error().message;
  EXPECT_EQ((*draft)["state"], "draft");
  EXPECT_FALSE((*draft)["missing"].empty());
  auto refused = RenderNoticeDocument(*service_, officer_, *ParseId(JsonText(*draft, "id")), NoticeFormat::kPdf, "");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);

  request.overrides = *ParseJson(kNoticeFields);
  auto complete = DraftNoticeFor(*service_, officer_, request);
  ASSERT_TRUE(complete) << complete.error().message;
  EXPECT_EQ((*complete)["state"], "queued") << complete->dump(2);
  const Id notice = *ParseId(JsonText(*complete, "id"));
  auto html = RenderNoticeDocument(*service_, officer_, notice, NoticeFormat::kHtml, "");
  ASSERT_TRUE(html) << html.error().message;
  EXPECT_NE(html->find("涉嫌"), std::string::npos);
  auto pdf = RenderNoticeDocument(*service_, officer_, notice, NoticeFormat::kPdf, "");
  ASSERT_TRUE(pdf);
  EXPECT_TRUE(pdf->starts_with("%PDF-"));

  // E-Commerce Law, art. 43: fifteen days after the statement arrived; the last one falls into the National Day's week.
  auto terms = NoticeTerms(*service_, officer_, notice, {.counter = "2026-09-20T10:00:00+08:00"});
  ASSERT_TRUE(terms) << terms.error().message;
  const Json& wait = (*terms)["items"][1];
  EXPECT_EQ(wait["id"], "statement-wait");
  EXPECT_EQ(wait["start"], "counter");
  EXPECT_EQ(wait["started_at"], "2026-09-20T02:00:00Z");
  EXPECT_EQ(wait["last_day"], "2026-10-08");
  EXPECT_EQ(wait["due"], "2026-10-08T16:00:00Z");
  EXPECT_EQ(wait["moved"], true);
  EXPECT_EQ(wait["article"]["zh"], "第四十三条");
  EXPECT_EQ(wait["verified"], true);
  EXPECT_EQ((*terms)["items"][0]["due"], nullptr) << "without delay";
  // A term is not counted from a guess, nor from a day without its hour.
  EXPECT_EQ((*NoticeTerms(*service_, officer_, notice, {.sent = "2026-09-20T10:00:00+08:00"}))["items"][1]["due"], nullptr) << "not from another term's start";
  for (const char* from : {"2026-09-20", "soon", "2026-02-30T10:00:00Z"}) {
    const auto none = NoticeTerms(*service_, officer_, notice, {.counter = from});
    ASSERT_FALSE(none) << from;
    EXPECT_EQ(none.error().code, ErrorCode::kInvalid) << from;
    EXPECT_NE(none.error().message.find("2026-12-20T09:00:00+08:00"), std::string::npos) << "says how to write it";
  }

  auto queues = ListQueues(*service_, officer_);
  ASSERT_TRUE(queues);
  EXPECT_EQ((*queues)["items"][0]["states"]["queued"], 1) << queues->dump();

  auto twice = MakeCase(*service_, officer_, {.flags = {Suspected()}, .title = {}, .reason = "again", .basis = {}});
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, ErrorCode::kConflict);
}

TEST_F(StoryTest, AFlagReplaysFromTheStoredBytes) {
  auto replayed = ReplayFlag(*service_, officer_, Suspected());
  ASSERT_TRUE(replayed) << replayed.error().message;
  EXPECT_EQ((*replayed)["identical"], true) << replayed->dump(2);
}

TEST_F(StoryTest, EventsAreProvedToThoseWhoMay) {
  EXPECT_FALSE(ListEvents(*service_, officer_, {}));
  const Scope auditor = Person("kong", "auditor");
  EventQuery query;
  query.kind = "flag.raised";
  auto events = ListEvents(*service_, auditor, query);
  ASSERT_TRUE(events) << events.error().message;
  ASSERT_EQ((*events)["items"].size(), 1u);
  auto proof = ProveEvent(*service_, auditor, *ParseId(JsonText((*events)["items"][0], "id")));
  ASSERT_TRUE(proof) << proof.error().message;
  EXPECT_EQ((*proof)["verified"], true);
}

TEST_F(StoryTest, AHolderSeesOwnRightsOnlyAndTheAdministratorNoCaseContent) {
  auto rights = ListRights(*service_, officer_);
  ASSERT_TRUE(rights);
  const std::string right = JsonText((*rights)["items"][0], "id");
  EXPECT_EQ(Queue(Person("zhao", "holder", {right})).size(), 1u);
  std::string other = kSampleRight;
  other.replace(other.find("tm-1"), 4, "tm-2");
  for (size_t at; (at = other.find("Zellvora")) != std::string::npos;) other.replace(at, 8, "Quandrik");
  ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("other.jsonl", other)));
  auto second = ShowRight(*service_, officer_, "tm-2");
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(Queue(Person("qian", "holder", {JsonText(*second, "id")})).size(), 0u);
  NewAccount nobody;
  nobody.login = "sun";
  nobody.roles = {"holder"};
  nobody.rights = {"99"};
  EXPECT_FALSE(AddAccount(*service_, admin_, nobody)) << "a right that does not exist";
  EXPECT_FALSE(ListFlags(*service_, admin_, {}));
  EXPECT_FALSE(MakeCase(*service_, Person("zhou", "holder", {right}), {.flags = {Suspected()}, .title = {}, .reason = "x", .basis = {}}));
}

TEST_F(StoryTest, ANewVersionOfTheRightMatchesAgain) {
  std::string changed = kSampleRight;
  changed.replace(changed.find("\"Zellvora flagship\""), 19, "\"Somebody else ltd\"");
  auto import = ImportRightsFile(*service_, officer_, Write("rights2.jsonl", changed));
  ASSERT_TRUE(import) << import.error().message;
  EXPECT_EQ((*import)["changed"], 1) << import->dump();
  auto work = RunWork(*service_, officer_, {}, {});
  ASSERT_TRUE(work) << work.error().message;
  EXPECT_EQ((*work)["matched"], 3);
}

}  // namespace
}  // namespace markwarden

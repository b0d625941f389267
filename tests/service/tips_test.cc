// A spotter hands in a link or a file, sees what became of it, and nothing of anybody else's.
#include "service/tips.h"

#include "service/uploads.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

class TipsTest : public StoreFixture {
 protected:
  Json HandedIn(const Scope& by, const TipRequest& tip) {
    const auto handed = HandInTip(*service_, by, tip);
    EXPECT_TRUE(handed) << handed.error().message;
    return handed ? *handed : Json();
  }
  Result<Json> Answer(const Scope& by, const Json& tip, const std::string& act, const std::string& answer = "") {
    return AnswerTipOf(*service_, by, *ParseId(JsonText(tip, "id")), {.act = act, .answer = answer, .row_version = *JsonInt(tip, "row_version")});
  }
};

TEST_F(TipsTest, AreHandedInLookedAtAndAnswered) {
  const Scope spotter = Person("wei", "spotter"), another = Person("hu", "spotter"), officer = Person("lin", "officer");
  const auto kept = KeepUpload(*service_, spotter, "a page of text that was saved\n");
  ASSERT_TRUE(kept) << kept.error().message;
  const Json link = HandedIn(spotter, {.url = "https://shop.example/item/9", .note = "the label is copied"});
  const Json file = HandedIn(spotter, {.file_name = "page.txt", .file_sha256 = JsonText(*kept, "sha256"), .note = "saved today"});
  EXPECT_EQ(HandInTip(*service_, another, {.file_name = "page.txt", .file_sha256 = JsonText(*kept, "sha256"), .note = "mine"}).error().code, ErrorCode::kNotFound) << "another's file";
  HandedIn(another, {.url = "https://shop.example/item/10", .note = "look"});
  EXPECT_EQ((*ListTips(*service_, spotter))["items"].size(), 2u) << "the own ones";
  EXPECT_EQ((*ListTips(*service_, another))["items"].size(), 1u);
  EXPECT_EQ((*ListTips(*service_, officer))["items"].size(), 3u);
  EXPECT_EQ(ShowTip(*service_, another, *ParseId(JsonText(link, "id"))).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(link["may"], Json::array());
  EXPECT_EQ((*ShowTip(*service_, officer, *ParseId(JsonText(link, "id"))))["may"], Json::array({"look", "use", "decline"}));

  EXPECT_EQ(Answer(spotter, link, "use", "x").error().code, ErrorCode::kDenied);
  EXPECT_EQ(Answer(officer, link, "decline").error().code, ErrorCode::kInvalid) << "who handed it in reads why";
  EXPECT_EQ(Answer(officer, link, "burn", "x").error().code, ErrorCode::kInvalid);
  const Json looked = *Answer(officer, link, "look");
  EXPECT_EQ(Answer(officer, link, "use", "x").error().code, ErrorCode::kConflict) << "not what was seen";
  EXPECT_EQ(Answer(officer, looked, "look").error().code, ErrorCode::kConflict);
  ASSERT_TRUE(Answer(officer, looked, "use", "a case was made of it"));
  const Json seen = *ShowTip(*service_, spotter, *ParseId(JsonText(link, "id")));
  EXPECT_EQ(seen["state"], "used");
  EXPECT_EQ(seen["answer"], "a case was made of it");
  EXPECT_EQ(Answer(officer, seen, "decline", "x").error().code, ErrorCode::kConflict) << "answered";

  const auto taken = TakeTipFile(*service_, officer, *ParseId(JsonText(file, "id")));
  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_EQ(taken->bytes, "a page of text that was saved\n");
  EXPECT_EQ(TakeTipFile(*service_, spotter, *ParseId(JsonText(file, "id"))).error().code, ErrorCode::kDenied);
  EXPECT_EQ(TakeTipFile(*service_, officer, *ParseId(JsonText(link, "id"))).error().code, ErrorCode::kNotFound);
}

TEST_F(TipsTest, BadOnesAreRefused) {
  const Scope spotter = Person("wei", "spotter");
  const struct { const char* why; TipRequest tip; ErrorCode code; } cases[] = {
      {"nothing", {.note = "x"}, ErrorCode::kInvalid},
      {"no note", {.url = "https://shop.example/1", .note = "  "}, ErrorCode::kInvalid},
      {"a script", {.url = "javascript:alert(1)", .note = "x"}, ErrorCode::kInvalid},
      {"a file of this machine", {.url = "file:///etc/passwd", .note = "x"}, ErrorCode::kInvalid},
      {"no address", {.url = "https://", .note = "x"}, ErrorCode::kInvalid},
      {"a long address", {.url = "https://shop.example/" + std::string(8192, 'x'), .note = "x"}, ErrorCode::kInvalid},
      {"a long note", {.url = "https://shop.example/1", .note = std::string(4001, 'x')}, ErrorCode::kInvalid},
      {"no text", {.url = "https://shop.example/1", .note = "\xff"}, ErrorCode::kInvalid},
      {"no digest", {.file_name = "x", .file_sha256 = "abc", .note = "x"}, ErrorCode::kInvalid},
      {"no name", {.file_name = "", .file_sha256 = std::string(64, 'a'), .note = "x"}, ErrorCode::kInvalid},
      {"a file that was never handed in", {.file_name = "x", .file_sha256 = std::string(64, 'a'), .note = "x"}, ErrorCode::kNotFound},
  };
  for (const auto& c : cases) {
    const auto refused = HandInTip(*service_, spotter, c.tip);
    ASSERT_FALSE(refused) << c.why;
    EXPECT_EQ(refused.error().code, c.code) << c.why << ": " << refused.error().message;
  }
  EXPECT_TRUE(HandInTip(*service_, spotter, {.url = "https://shop.example/1", .note = std::string(4000, 'x')})) << "at the cap";
}

}  // namespace
}  // namespace markwarden

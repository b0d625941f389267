// What was taken down and comes back: as another listing, with another picture, or as the very same one.
#include "service/relisting.h"

#include "core/picture_key.h"
#include "service/relist_prints.h"
#include "store/cases.h"
#include "store/listings.h"
#include "store/measures.h"
#include "store/relists.h"
#include "tests/service/takedown_check_fixture.h"

namespace markwarden {
namespace {

using std::chrono::hours;

TEST_F(TakedownCheckTest, WhatComesBackElsewhereReopensTheCase) {
  // Stood beside the other one before anything was taken down: a flag of its own, no return.
  Import("beside.jsonl", "3", "Z.e.l.l.v.o.r.a 运动鞋 高仿 1:1 男款 透气 跑步鞋", "Twin stall", "s9");
  ASSERT_NO_FATAL_FAILURE(Notify());
  ASSERT_NO_FATAL_FAILURE(TakeDown());
  const Status closed = Writing(*service_, [&](Transaction& tx) -> Status {
    Result<std::optional<CaseRecord>> record = FindCase(tx.db(), officer_, case_);
    if (!record) return Fail(record);
    return CloseCase(tx, officer_, case_, "removed", (*record)->row_version);
  });
  ASSERT_TRUE(closed) << closed.error().message;
  clock_.Advance(hours(24));
  Import("beside-again.jsonl", "3", "Z.e.l.l.v.o.r.a 运动鞋 高仿 1:1 男款 透气 跑步鞋 ", "Twin stall", "s9");
  Import("table.jsonl", "4", "木质餐桌 北欧风 六人座 实木 家用", "Night stall", "s1");
  Import("own.jsonl", "5", kOfferTitle, "Zellvora Outdoor Ltd", "s7");  // the holder's
  EXPECT_TRUE(Relists().empty()) << Relists().dump();
  EXPECT_EQ((*ShowCase(*service_, officer_, case_))["state"], "closed");

  Import("again.jsonl", "2", kOfferTitle, "Day stall", "s2");
  const Json relists = Relists();
  ASSERT_EQ(relists.size(), 1u) << relists.dump();
  EXPECT_EQ(relists[0]["url"], base_ + "/item/2");
  EXPECT_EQ(relists[0]["taken_url"], base_ + "/item/1");
  EXPECT_EQ(relists[0]["reasons"][0]["what"], "text");
  const auto shown = ShowCase(*service_, officer_, case_);
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_EQ((*shown)["state"], "open");
  EXPECT_EQ((*shown)["relists"].size(), 1u);
  EXPECT_EQ(Shown()["relists"].size(), 1u);
  EXPECT_EQ(Shown()["state"], "taken") << "another listing does not undo the takedown of this one";
  const std::vector<Task> tasks = Tasks();
  ASSERT_EQ(tasks.size(), 1u);
  EXPECT_EQ(tasks[0].kind, "relist");
  EXPECT_EQ(tasks[0].case_id, case_);
  const std::vector<std::string> events = EventsOf("case", case_);
  ASSERT_GE(events.size(), 2u);
  EXPECT_EQ(events[events.size() - 2], "listing.relisted");
  EXPECT_EQ(events.back(), "case.reopened");

  Import("same-again.jsonl", "2", std::string(kOfferTitle) + " 新款", "Day stall", "s2");
  EXPECT_EQ(Relists().size(), 1u) << "once a listing";
  clock_.Advance(hours(24 * 181));
  Import("late.jsonl", "6", kOfferTitle, "Late stall", "s8");
  EXPECT_EQ(Relists().size(), 1u) << "a watch ends";
}

// Each pass compares with all that is watched for, and reads of it only what is new.
TEST_F(TakedownCheckTest, WhatIsWatchedForIsReadOnce) {
  ASSERT_NO_FATAL_FAILURE(Notify());
  ASSERT_NO_FATAL_FAILURE(TakeDown());
  const RelistPrints& prints = service_->relist_prints();
  const int64_t before = prints.read();
  for (int i = 0; i < 5; ++i) Import("tables" + std::to_string(i) + ".jsonl", std::to_string(20 + i), "木质餐桌 北欧风 六人座 实木 家用", "Table stall", "t1");
  EXPECT_EQ(prints.read(), before + 1) << "five passes, one watch";
  // Back, and taken down again: the watch is another one now.
  shop_.Put("/item/1", OfferPage(kOfferTitle));
  clock_.Advance(hours(24 * 7));
  EXPECT_EQ(Pass().back, 1);
  shop_.Put("/item/1", {.status = 404});
  clock_.Advance(hours(24));
  EXPECT_EQ(Pass().gone, 1);
  clock_.Advance(hours(6));
  EXPECT_EQ(Pass().taken, 1);
  for (int i = 0; i < 3; ++i) Import("more" + std::to_string(i) + ".jsonl", std::to_string(30 + i), "木质餐桌 北欧风 六人座 实木 家用", "Table stall", "t1");
  EXPECT_EQ(prints.read(), before + 2);
  // What is over is neither read nor compared with.
  clock_.Advance(hours(24 * 181));
  Import("late.jsonl", "40", kOfferTitle, "Late stall", "s8");
  Import("later.jsonl", "41", kOfferTitle, "Later stall", "s9");
  EXPECT_EQ(prints.read(), before + 2);
  EXPECT_TRUE(Relists().empty());
}

// Other words, another seller, the picture edited a little; and it arrives after its page was compared.
TEST_F(TakedownCheckTest, APictureThatComesLaterGivesTheReturnAway) {
  const auto link = [&](const std::string& url, uint64_t edit) {
    PictureKey key;
    key.sha256 = Sha256Hex(url);
    key.width = key.height = 400;
    key.views = {{.name = "whole", .region = {0, 0, 400, 400}, .hash = {.words = {0x1234567890abcdef ^ edit, 0xfedcba0987654321, 0x0f1e2d3c4b5a6978, 0x8796a5b4c3d2e1f0}, .quality = 100}}};
    const Status linked = Writing(*service_, [&](Transaction& tx) -> Status {
      if (Status saved = SavePicture(tx, {.sha256 = key.sha256, .perceptual_hash = DumpJson(ToJson(key)), .quality = 100, .width = 400, .height = 400}); !saved) return saved;
      Result<int64_t> places = LinkPicture(tx, url, 1, key.sha256);
      EXPECT_EQ(places.value_or(0), 1) << url;
      return Ok();
    });
    ASSERT_TRUE(linked) << linked.error().message;
  };
  Import("with-picture.jsonl", "1", kOfferTitle, "Night stall", "s1", {"https://img.test/1.jpg"});
  ASSERT_NO_FATAL_FAILURE(link("https://img.test/1.jpg", 0));
  ASSERT_NO_FATAL_FAILURE(Notify());
  ASSERT_NO_FATAL_FAILURE(TakeDown());
  Import("copy.jsonl", "2", "春季新款 休闲旅游鞋 厂家直销 包邮 男女同款", "Day stall", "s2", {"https://img.test/2.jpg"});
  EXPECT_TRUE(Relists().empty());
  ASSERT_NO_FATAL_FAILURE(link("https://img.test/2.jpg", 0xff0));
  ASSERT_TRUE(RunWork(*service_, officer_, {}, {}));
  const Json relists = Relists();
  ASSERT_EQ(relists.size(), 1u);
  EXPECT_EQ(relists[0]["reasons"], Json::parse(R"([{"what":"picture","value":8,"count":1}])"));
}

TEST_F(TakedownCheckTest, TheListingItselfSeenElsewhereIsLookedAtAtOnce) {
  ASSERT_NO_FATAL_FAILURE(Notify());
  ASSERT_NO_FATAL_FAILURE(TakeDown());
  shop_.Put("/item/1", OfferPage(kOfferTitle));
  clock_.Advance(hours(24));
  EXPECT_EQ(Pass().looks, 0);
  Import("seen.jsonl", "1", std::string(kOfferTitle) + " 现货", "Night stall", "s1");
  EXPECT_EQ(Shown()["state"], "taken") << "a file tells nothing of today";
  EXPECT_EQ(Shown()["next_look_at"], FormatTime(clock_.Now())) << Shown().dump();
  EXPECT_EQ(Pass().back, 1);
  EXPECT_TRUE(Relists().empty()) << "the same address is no other one";
  clock_.Advance(hours(1));
  ASSERT_TRUE(RunWork(*service_, officer_, {}, {}));
  EXPECT_EQ(Pass().looks, 0) << "our own look calls for no other";
}

}  // namespace
}  // namespace markwarden

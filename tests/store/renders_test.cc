// The render queue: order, gaps of hosts, retries, who sees what.
#include "store/renders.h"

#include "tests/store/store_fixture.h"

namespace markwarden {
namespace {

using std::chrono::seconds;

class RendersTest : public StoreTest {
 protected:
  Id Flag(const std::string& item) {
    if (right_.id == 0) right_ = NewRight(officer_, "tm-1");
    return Record(officer_, HitOn(NewListing(item, "Zorla " + item), right_, 10)).flag;
  }
  NewRender Of(Id flag, const std::string& host, double weight) {
    return {.reason = RenderReason::kFlag, .url = "http://" + host + "/item/" + IdToString(flag), .host_group = host, .flag = flag,
            .page_capture = 0, .source = 0, .watch = 0, .weight = weight};
  }
  Id Queue(const NewRender& render) {
    return InTx([&](Transaction& tx) { return Must(QueueRender(tx, officer_, render)); });
  }
  std::optional<RenderRecord> Next(bool flags_first = true) { return Must(NextRender(*db_, clock_.Now(), flags_first)); }

  RightRecord right_;
};

TEST_F(RendersTest, TheHeaviestFirstAndAFlagOnceAtATime) {
  const Id light = Flag("1"), heavy = Flag("2");
  const Id first = Queue(Of(light, "a.test", 5));
  EXPECT_EQ(Queue(Of(light, "a.test", 5)), first);
  const Id second = Queue(Of(heavy, "b.test", 20));
  EXPECT_EQ(Next()->id, second);
  NewRender asked = Of(light, "a.test", 0);
  asked.reason = RenderReason::kAsked;
  EXPECT_EQ(Queue(asked), first);  // the same page of the same flag, now wanted by a person
  EXPECT_EQ(Next()->id, first);
  EXPECT_EQ(Next()->reason, RenderReason::kAsked);
}

TEST_F(RendersTest, AShellIsQueuedOnceAndNeverWithAFlag) {
  NewRender shell{.reason = RenderReason::kEmptyShell, .url = "http://c.test/1", .host_group = "c.test", .flag = 0, .page_capture = 0, .source = 0, .watch = 0};
  const Id id = Queue(shell);
  EXPECT_EQ(Queue(shell), id);
  const Id flagged = Queue(Of(Flag("1"), "a.test", 1));
  EXPECT_EQ(Next(true)->id, flagged);
  EXPECT_EQ(Next(false)->id, id);
  shell.flag = 7;
  InTx([&](Transaction& tx) {
    EXPECT_FALSE(QueueRender(tx, officer_, shell));
    EXPECT_FALSE(QueueRender(tx, officer_, {.reason = RenderReason::kFlag, .url = "http://c.test/2", .host_group = "c.test", .flag = 0, .page_capture = 0, .source = 0, .watch = 0}));
    return 0;
  });
}

TEST_F(RendersTest, AHostIsAskedOncePerGap) {
  Queue(Of(Flag("1"), "a.test", 5));
  const Id other = Queue(Of(Flag("2"), "b.test", 1));
  InTx([&](Transaction& tx) { Must(SetRenderHost(tx, "a.test", clock_.Now() + seconds(10))); return 0; });
  EXPECT_EQ(Next()->id, other);
  clock_.Advance(seconds(10));
  EXPECT_NE(Next()->id, other);
}

TEST_F(RendersTest, FailuresAreTriedAgainAndEnd) {
  const Id flag = Flag("1");
  Queue(Of(flag, "a.test", 5));
  InTx([&](Transaction& tx) { Must(PutOffRender(tx, *Next(), "the crawl is there", clock_.Now() + seconds(1))); return 0; });
  EXPECT_FALSE(Next());
  clock_.Advance(seconds(1));
  EXPECT_EQ(Next()->attempts, 0);
  InTx([&](Transaction& tx) { Must(FailRender(tx, *Next(), "not in time", clock_.Now() + seconds(60))); return 0; });
  EXPECT_FALSE(Next());
  clock_.Advance(seconds(60));
  ASSERT_TRUE(Next());
  EXPECT_EQ(Next()->attempts, 1);
  InTx([&](Transaction& tx) { Must(PutOffRender(tx, *Next(), "the crawl is there", clock_.Now() + std::chrono::days(400))); return 0; });
  EXPECT_TRUE(Next()) << "put off by a clock that was a year ahead";
  InTx([&](Transaction& tx) { Must(FailRender(tx, *Next(), "not in time", std::nullopt)); return 0; });
  EXPECT_FALSE(Next());
  const std::vector<RenderRecord> renders = Must(RendersOfFlag(*db_, officer_, flag));
  ASSERT_EQ(renders.size(), 1u);
  EXPECT_EQ(renders[0].state, "failed");
  EXPECT_EQ(renders[0].why, "not in time");
  EXPECT_EQ(Must(CountRenders(*db_)).failed, 1);
}

TEST_F(RendersTest, OnePictureServesEveryFlagOfThePage) {
  const Id one = Flag("1"), two = Flag("2");
  NewRender first = Of(one, "a.test", 5), second = Of(two, "a.test", 4);
  second.url = first.url;
  Queue(first);
  Queue(second);
  const std::vector<CaptureRef> captures = Capture({PageAt(first.url, "<p>dom</p>"), PageAt("urn:view:" + first.url, "png")});
  EXPECT_EQ(InTx([&](Transaction& tx) { return Must(FinishRender(tx, *Next(), captures[0].id, captures[1].id)); }), 2);
  EXPECT_FALSE(Next());
  for (const Id flag : {one, two}) {
    const std::vector<RenderRecord> renders = Must(RendersOfFlag(*db_, officer_, flag));
    ASSERT_EQ(renders.size(), 1u);
    EXPECT_EQ(renders[0].screenshot_capture, captures[1].id);
    EXPECT_TRUE(Must(FindRender(*db_, officer_, renders[0].id)));
    EXPECT_FALSE(Must(FindRender(*db_, stranger_, renders[0].id)));
    EXPECT_TRUE(Must(RendersOfFlag(*db_, stranger_, flag)).empty());
  }
}

}  // namespace
}  // namespace markwarden

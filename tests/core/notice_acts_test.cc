// The table of what may be done with a notice, against one written out by hand.
#include "core/notice_acts.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace markwarden {
namespace {

constexpr const char* kStates[] = {"draft", "queued", "approved", "sent", "withdrawn", "closed"};

TEST(NoticeActsTest, NothingElseIsPossible) {
  const std::set<std::string> expected = {"complete draft queued", "release queued approved", "send approved sent", "withdraw draft withdrawn",
                                          "withdraw queued withdrawn", "withdraw approved withdrawn", "withdraw sent withdrawn", "close sent closed"};
  std::set<std::string> there;
  for (const NoticeAct& act : NoticeActs()) there.insert(std::string(act.name) + " " + std::string(act.from) + " " + std::string(act.to));
  EXPECT_EQ(there, expected);
  for (const char* from : kStates) {
    for (const char* to : kStates) {
      const NoticeAct* act = NoticeActBetween(from, to);
      if (act) {
        EXPECT_TRUE(expected.contains(std::string(act->name) + " " + from + " " + to));
      }
      if (std::string(to) == "sent") {
        EXPECT_EQ(act != nullptr, std::string(from) == "approved") << "nothing is sent that was not released";
      }
      if (std::string(to) == "approved" && act) {
        EXPECT_TRUE(act->by_another);
      }
    }
  }
}

TEST(NoticeActsTest, AnActBelongsToItsStates) {
  EXPECT_EQ(FindNoticeAct("withdraw", "sent")->to, "withdrawn");
  for (const char* ended : {"withdrawn", "closed", "", "nonsense"}) {
    for (const NoticeAct& act : NoticeActs()) EXPECT_FALSE(FindNoticeAct(act.name, ended)) << act.name << " of " << ended;
  }
  EXPECT_FALSE(FindNoticeAct("send", "queued"));
  EXPECT_FALSE(FindNoticeAct("release", "approved")) << "a release that is asked for again is no second one";
}

}  // namespace
}  // namespace markwarden

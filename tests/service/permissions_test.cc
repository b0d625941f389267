// Every use case x every role x author or not, against a table written out by hand.
#include "service/permissions.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace markwarden {
namespace {

// One letter a role, in the order of the enumeration.
constexpr std::string_view kLetters = "ahorpsHgPuSy";
//                                     a administrator  h head     o officer  r reviewer
//                                     p approver       s sender   H holder   g agent
//                                     P platform       u auditor  S spotter  y system

const std::map<std::string, std::string>& Expected() {
  static const std::map<std::string, std::string> table = {
      {"account.manage", "a"},
      {"right.add", "ohHg"},
      {"right.see_tells", "ohrHg"},
      {"seller.see", "ohrpsu"},
      {"right.see", "ohrpsHguy"},
      {"source.add", "aoh"},
      {"source.see", "aohrpsHguy"},
      {"watch.add", "ohHg"},
      {"watch.see", "ohrpsHguy"},
      {"rules.see", "ohrpu"},
      {"rules.draft", "ohr"},
      {"rules.activate", "hp"},
      {"rules.withdraw", "hp"},
      {"rules.release", "hp"},
      {"alias.see", "ohrpsHgu"},
      {"alias.propose", "ohrHg"},
      {"alias.decide", "hp"},
      {"alias.withdraw", "hp"},
      {"import.listings", "oh"},
      {"import.see", "ohru"},
      {"crawl.run", "aohy"},
      {"work.run", "aohy"},
      {"crawl.see", "aohrpsHguy"},
      {"flag.see", "ohrpsHgu"},
      {"flag.decide", "ohr"},
      {"flag.lock", "ohrp"},
      {"flag.break_lock", "h"},
      {"flag.decide_group", "ohr"},
      {"queue.save_filter", "ohrpsHgu"},
      {"render.see", "ohrpsHgu"},
      {"render.ask", "ohr"},
      {"flag.resolve_second_look", "ohrp"},
      {"case.make", "ohr"},
      {"case.see", "ohrpsHgu"},
      {"notice.draft", "ohrs"},
      {"notice.see", "ohrpsHgu"},
      {"notice.release", "hp"},
      {"notice.send", "ohs"},
      {"notice.withdraw", "ohrps"},
      {"connector.manage", "ah"},
      {"counter_notice.record", "ohrs"},
      {"counter_notice.decide", "ohrps"},
      {"counter_notice.escalate", "hp"},
      {"measure.see", "ohrpsHgu"},
      {"measure.record", "ohrs"},
      {"measure.check", "ohy"},
      {"task.see", "ohrpsu"},
      {"task.do", "ohrps"},
      {"identification.ask", "ohr"},
      {"identification.answer", "Hg"},
      {"identification.see", "ohrpHgu"},
      {"clue.run", "oh"},
      {"clue.head", "h"},
      {"clue.see", "ohrpu"},
      {"case.close", "hp"},
      {"case.reopen", "ohp"},
      {"evidence.export", "ohr"},
      {"evidence.see", "ohrpsu"},
      {"event.see", "ahpu"},
      {"log_key.manage", "ah"},
      {"time_authority.manage", "a"},
      {"store.back_up", "a"},
      {"vocabulary.see", "ahorpsHgPuSy"},
      {"statistics.see", "ohrpsuy"},
      {"report.see", "ohrpsu"},
      {"sample.judge", "ohrp"},
      {"sample.review", "hu"},
      {"sample.settle", "h"},
      {"account.self", "ahorpsHgPuS"},
      {"assignment.make", "oh"},
      {"assignment.answer", "oh"},
      {"assignment.see", "ohrpu"},
      {"tip.hand_in", "ohS"},
      {"tip.see", "ohruS"},
      {"tip.answer", "oh"},
  };
  return table;
}

TEST(PermissionsTest, EveryUseCaseForEveryRoleAndAuthor) {
  ASSERT_EQ(Permissions().size(), Expected().size());
  for (const Permission& permission : Permissions()) {
    const std::string name(permission.name);
    ASSERT_TRUE(Expected().contains(name)) << name;
    EXPECT_EQ(&PermissionOf(permission.use_case), &permission) << name;
    for (size_t i = 0; i < kLetters.size(); ++i) {
      Scope scope{.actor = 42, .actor_name = "x", .org = 7, .regions = {}, .rights = {}, .roles = {static_cast<Role>(i)}};
      const bool allowed = Expected().at(name).find(kLetters[i]) != std::string::npos;
      EXPECT_EQ(Authorise(scope, permission.use_case).has_value(), allowed) << name << " by " << ToString(static_cast<Role>(i));
      EXPECT_EQ(Authorise(scope, permission.use_case, 43).has_value(), allowed) << name << " of another's work";
      static const std::set<std::string> by_another = {"flag.resolve_second_look", "notice.release", "counter_notice.escalate", "case.close", "rules.activate", "alias.decide", "sample.judge", "sample.settle"};
      const bool own = allowed && !by_another.contains(name);
      EXPECT_EQ(Authorise(scope, permission.use_case, 42).has_value(), own) << name << " of own work";
    }
  }
}

TEST(PermissionsTest, NobodyWithoutAnActor) {
  for (const Permission& permission : Permissions()) {
    EXPECT_FALSE(Authorise(Scope{}, permission.use_case)) << permission.name;
    Scope nameless;
    for (size_t i = 0; i < kLetters.size(); ++i) nameless.roles.insert(static_cast<Role>(i));
    EXPECT_FALSE(Authorise(nameless, permission.use_case)) << permission.name;
  }
}

// A spotter hands in what should be looked at, sees what became of it, and nothing else.
TEST(PermissionsTest, ASpotterHandsInTipsAlone) {
  std::set<std::string> may;
  const Scope spotter{.actor = 42, .actor_name = "x", .org = 7, .regions = {}, .rights = {}, .roles = {Role::kSpotter}};
  for (const Permission& permission : Permissions()) {
    if (Authorise(spotter, permission.use_case)) may.insert(std::string(permission.name));
  }
  EXPECT_EQ(may, (std::set<std::string>{"account.self", "tip.hand_in", "tip.see", "vocabulary.see"}));
}

TEST(PermissionsTest, ATokensScopesOnlyTakeAway) {
  for (const Permission& permission : Permissions()) {
    const std::string name(permission.name);
    for (size_t i = 0; i < kLetters.size(); ++i) {
      Scope scope{.actor = 42, .actor_name = "x", .org = 7, .regions = {}, .rights = {}, .roles = {static_cast<Role>(i)}};
      const bool allowed = Authorise(scope, permission.use_case).has_value();
      scope.token_scopes = {name};
      EXPECT_EQ(Authorise(scope, permission.use_case).has_value(), allowed) << name;
      scope.token_scopes = {"read"};
      EXPECT_EQ(Authorise(scope, permission.use_case).has_value(), allowed && name.ends_with(".see")) << name;
      scope.token_scopes = {"nothing.at_all"};
      EXPECT_FALSE(Authorise(scope, permission.use_case)) << name;
    }
  }
}

}  // namespace
}  // namespace markwarden

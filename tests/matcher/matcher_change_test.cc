// A matcher that went along with changes finds what one compiled anew finds.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "core/json.h"
#include "matcher/matcher.h"
#include "tests/matcher/matcher_fixture.h"

namespace markwarden {
namespace {

using Random = std::mt19937;

std::string Pick(Random& random, const std::vector<std::string>& from) { return from[random() % from.size()]; }

// Of few letters and ideographs, so that names are often one another backwards, misheard, or with parts for a sign.
std::string InventName(Random& random) {
  static const std::vector<std::string> kLetters = {"no", "ri", "ka", "le", "vu", "na", "ir", "ak"};
  static const std::vector<std::string> kHan = {"明", "林", "好", "仿", "秋", "岩", "诺", "洛", "塔", "内", "莱", "未", "末"};
  std::string name;
  const bool han = random() % 2;
  const size_t length = 2 + random() % 3;
  for (size_t i = 0; i < length; ++i) name += Pick(random, han ? kHan : kLetters);
  return name;
}

std::u32string PointsOf(const std::string& text) {
  std::u32string points;
  for (const Unit& unit : MakeViews(text).units) points += unit.raw;
  return points;
}

std::string Backwards(const std::string& text) {
  const std::u32string points = PointsOf(text);
  std::string turned;
  for (auto point = points.rbegin(); point != points.rend(); ++point) turned += ToUtf8(*point);
  return turned;
}

std::string Disguised(Random& random, const std::string& name) {
  const std::u32string points = PointsOf(name);
  std::string out;
  switch (random() % 6) {
    case 0: return name;
    case 1: return Backwards(name);
    case 2:
      for (const char32_t point : points) out += ToUtf8(point) + "·";
      return out;
    case 3: {
      static const std::map<char32_t, std::string> kParts = {{U'明', "日月"}, {U'林', "木木"}, {U'好', "女子"}, {U'仿', "亻方"}, {U'秋', "禾火"}, {U'岩', "山石"}};
      for (const char32_t point : points) out += kParts.contains(point) ? kParts.at(point) : ToUtf8(point);
      return out;
    }
    case 4: {
      std::u32string other = points;
      other[random() % other.size()] = PointsOf(InventName(random))[0];
      for (const char32_t point : other) out += ToUtf8(point);
      return out;
    }
    default: {
      static const std::map<char32_t, char32_t> kAlike = {{U'o', U'о'}, {U'a', U'а'}, {U'i', U'1'}, {U'未', U'末'}, {U'末', U'未'}};
      for (const char32_t point : points) out += ToUtf8(kAlike.contains(point) ? kAlike.at(point) : point);
      return out;
    }
  }
}

RightVersion Invent(Random& random, size_t id, int version) {
  RightVersion made;
  made.version_id = std::to_string(id) + "-" + std::to_string(version);
  made.right = MakeRight(("r" + std::to_string(id)).c_str(), {InventName(random), InventName(random)}, {25});
  if (random() % 8 == 0) made.right.nicknames.push_back(Pick(random, {"🐊🐊", "🍎🔥", "🐴"}));
  if (random() % 16 == 0) made.right.texts.push_back("第" + std::to_string(random() % 4) + "号说明文字：本品选用上等材料精心制作而成，请放在阴凉干燥处保存，避免阳光直射，开封以后尽快用完。");
  return made;
}

std::string Said(const std::vector<Flag>& flags) {
  std::string all;
  for (const Flag& flag : flags) all += DumpJson(ToJson(flag)) + "\n";
  return all;
}

TEST(MatcherChangeTest, FindsWhatOneCompiledAnewFinds) {
  Random random(7);
  std::map<size_t, RightVersion> live;
  for (size_t id = 0; id < 60; ++id) live.emplace(id, Invent(random, id, 0));
  const auto all = [&] {
    std::vector<RightVersion> rights;
    for (const auto& [id, version] : live) rights.push_back(version);
    return rights;
  };
  auto matcher = std::make_shared<const Matcher>(*RuleSet::Build(all(), Book()));
  size_t found = 0;
  for (int change = 1; change <= 40; ++change) {
    std::vector<RightVersion> put;
    std::vector<std::string> dropped = {"no such right"};
    for (int i = 0; i < 3; ++i) {
      const size_t id = random() % 90;
      if (std::any_of(put.begin(), put.end(), [&](const RightVersion& one) { return one.right.id == "r" + std::to_string(id); })) continue;
      if (random() % 3 == 0 && live.contains(id)) {
        dropped.push_back("r" + std::to_string(id));
        live.erase(id);
      } else {
        if (std::find(dropped.begin(), dropped.end(), "r" + std::to_string(id)) != dropped.end()) continue;
        put.push_back(Invent(random, id, change));
        live.insert_or_assign(id, put.back());
      }
    }
    const auto changed = RuleSet::Change(matcher->rules(), put, dropped);
    ASSERT_TRUE(changed) << changed.error().message;
    const auto anew = RuleSet::Build(all(), Book());
    EXPECT_EQ((*changed)->digest(), (*anew)->digest());
    EXPECT_TRUE((*changed)->SharesWith(matcher->rules()));
    matcher = std::make_shared<const Matcher>(*matcher, *changed);
    const Matcher fresh(*anew);
    EXPECT_EQ(matcher->bank_digest(), fresh.bank_digest());
    for (int text = 0; text < 60; ++text) {
      auto one = live.begin();
      std::advance(one, static_cast<std::ptrdiff_t>(random() % live.size()));
      std::string title = Disguised(random, one->second.right.names[random() % 2]) + " 高仿 运动鞋";
      if (random() % 4 == 0) title += " " + Pick(random, {"🐊🐊", "🍎🔥", "🐴"});
      if (random() % 8 == 0) title += " 第2号说明文字：本品选用上等材料精心制作而成，请放在阴凉干燥处保存，避免阳光直射，开封以后尽快用完。";
      const Listing listing = Title(title);
      const std::string said = Said(matcher->Match(listing));
      ASSERT_EQ(said, Said(fresh.Match(listing))) << title << " after change " << change;
      found += !said.empty();
    }
  }
  EXPECT_GT(found, 1000u) << "there was something to find";
}

TEST(RuleSetTest, ARightIsFoundByItsIdWhereverItLies) {
  const auto right = [](const char* id, const char* name) { return RightVersion{id, MakeRight(id, {name}, {25}), {}}; };
  const auto first = *RuleSet::Build({right("b", "Qorvella"), right("d", "Norvella")}, Book());
  const auto second = *RuleSet::Change(*first, {right("c", "Tarnello"), right("a", "Kyvessa"), right("d", "Norvello")}, {"b"});
  std::vector<std::string> names;
  for (const RightVersion& version : second->rights()) names.push_back(version.right.names[0]);
  EXPECT_EQ(names, (std::vector<std::string>{"Kyvessa", "Tarnello", "Norvello"}));
  EXPECT_FALSE(second->Find("b"));
  EXPECT_FALSE(second->Find("e"));
  for (const char* id : {"a", "c", "d"}) EXPECT_EQ(second->at(*second->Find(id))->right.id, id);
  EXPECT_TRUE(first->Find("b")) << "the set before is what it was";
  EXPECT_EQ(RuleSet::Change(*first, {right("c", "x"), right("c", "y")}, {}).error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace markwarden

// A small register of invented rights for the matcher's tests.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/text/views.h"
#include "matcher/matcher.h"

namespace markwarden {

inline std::shared_ptr<const RuleBook> Book() {
  static const std::shared_ptr<const RuleBook> book = [] {
    auto loaded = LoadRuleBook(MARKWARDEN_SOURCE_DIR);
    EXPECT_TRUE(loaded) << loaded.error().message;
    return loaded ? *loaded : nullptr;
  }();
  return book;
}

inline Right MakeRight(std::string id, std::vector<std::string> names, std::vector<int> classes,
                       RightKind kind = RightKind::kTrademark) {
  Right right;
  right.id = std::move(id);
  right.kind = kind;
  right.names = std::move(names);
  right.classes = std::move(classes);
  return right;
}

// Qorvella / 珂沃莱, clothes, 599 CNY, two authorised sellers, in force 2020-2030; 末莱 is short; 云岭香米 is a
// geographical indication; 老山泉 is a drink; カソミロナ is
// written in kana, ツキモラン as well, 나벨라 in hangul; Stylo and Kwiet have five letters, 左右 is a word, 行 has two readings, 柯马仕, Crownmill, 火爆 and
// 企鹅 can be drawn by emoji.
inline std::vector<RightVersion> Rights() {
  Right brand = MakeRight("brand", {"Qorvella", "珂沃莱"}, {25});
  brand.nicknames = {"三叶帆"};
  brand.authorised_sellers = {{"珂沃莱旗舰店", "s-1", ""}, {"Qorvella Outlet", "", "shop2"}};
  brand.holder.name = "Qorvella Ltd";
  brand.reference_price = Price{.amount = "599.00", .amount_max = {}, .currency = "CNY"};
  brand.valid_from = "2020-01-01";
  brand.valid_to = "2030-01-01";
  Right drawn = MakeRight("drawn", {"柯马仕", "Crownmill", "企鹅", "火爆"}, {});
  drawn.nicknames = {"🦓🐊️"};
  return {{"", brand, {}},
          {"", MakeRight("short", {"末莱", "末拉"}, {25}), {}},
          {"", MakeRight("russian", {"玛莉娜", "柏婷琪"}, {}), {}},
          {"", MakeRight("origin", {"云岭香米"}, {30}, RightKind::kGeographicalIndication), {}},
          {"", MakeRight("drink", {"老山泉"}, {32, 33}), {}},
          {"", MakeRight("long", {"明台木兰"}, {}), {}},
          {"", MakeRight("latin", {"Marnova Sol"}, {}), {}},
          {"", MakeRight("initials", {"QV"}, {18}), {}},
          {"", MakeRight("borrowed", {"Balvendori", "Tarvello"}, {25}), {}},
          {"", MakeRight("kana", {"カソミロナ"}, {}), {}},
          {"", MakeRight("hangul", {"나벨라"}, {}), {}},
          {"", MakeRight("five", {"Stylo", "Kwiet"}, {}), {}},
          {"", MakeRight("reading", {"行知堂", "航远轩"}, {}), {}},
          {"", drawn, {}},
          {"", MakeRight("sharp", {"Straßenreich"}, {}), {}},
          {"", MakeRight("apple", {"蘋果表带厂"}, {}), {}},
          {"", MakeRight("pairs", {"Gucclaio"}, {}), {}},
          {"", MakeRight("possessive", {"Pevars", "Pevard"}, {}), {}},
          {"", MakeRight("pair", {"左右"}, {}), {}},
          {"", MakeRight("kettle", {"ツキモラン"}, {21}), {}}};
}

inline const Matcher& TheMatcher() {
  static const Matcher matcher(*RuleSet::Build(Rights(), Book()));
  return matcher;
}

inline Listing Title(std::string title) {
  Listing listing;
  listing.url = "https://shop.test/1";
  listing.title = std::move(title);
  return listing;
}

// The flag of one right; null when there is none.
inline std::optional<Flag> FlagOf(const std::vector<Flag>& flags, std::string_view right) {
  for (const Flag& flag : flags) {
    if (flag.right_id == right) return flag;
  }
  return std::nullopt;
}

inline std::string Chars(std::initializer_list<char32_t> points) {
  std::string out;
  for (const char32_t c : points) out += ToUtf8(c);
  return out;
}

}  // namespace markwarden

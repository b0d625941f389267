// Vienna codes: as offices write them, and what is none.
#include "rules/figure_codes.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

// Vienna Agreement (1973), art. 1: categories, divisions, sections.
TEST(FigureCodesTest, AreReadAsOfficesWriteThem) {
  const struct { const char* in; const char* want; } cases[] = {
      {"03.01.01", "03.01.01"}, {"3.1.1", "03.01.01"}, {"030101", "03.01.01"}, {"A3.1.1", "03.01.01"}, {" 26.11.12 ", "26.11.12"}, {"29.1.13", "29.01.13"},
  };
  for (const auto& c : cases) EXPECT_EQ(FigureCode(c.in).value_or("none"), c.want) << c.in;
}

TEST(FigureCodesTest, WhatIsNoSectionIsNone) {
  for (const char* text : {"", "3", "3.1", "3.1.", ".1.1", "3..1", "30.1.1", "0.1.1", "3.0.1", "3.1.0", "3.1.1.1", "3.1.123", "3,1,1", "30101", "0301011", "lion", "3.1.x", "狮"}) {
    EXPECT_FALSE(FigureCode(text)) << text;
  }
}

TEST(FigureCodesTest, OfARightEachOnce) {
  Right right;
  right.extra = {{"figure_codes", {"5.3.13", "03.01.01", "3.1.1", "a lion", 7}}};
  EXPECT_EQ(FigureCodesOf(right), (std::vector<std::string>{"03.01.01", "05.03.13"}));
  right.extra = {{"figure_codes", "3.1.1"}};
  EXPECT_EQ(FigureCodesOf(right), std::vector<std::string>{"03.01.01"});
  right.extra = Json::object();
  EXPECT_TRUE(FigureCodesOf(right).empty());
}

TEST(FigureCodesTest, ThingsAreNotOrnamentsOrLetters) {
  EXPECT_TRUE(NamesAThing("03.01.01"));
  EXPECT_TRUE(NamesAThing("24.01.01")) << "a shield";
  EXPECT_FALSE(NamesAThing("24.15.01")) << "an arrow";
  EXPECT_FALSE(NamesAThing("24.17.01"));
  EXPECT_FALSE(NamesAThing("25.01.01"));
  EXPECT_FALSE(NamesAThing("26.01.01"));
  EXPECT_FALSE(NamesAThing("27.05.01"));
}

}  // namespace
}  // namespace markwarden

// Tables of ideographs: what looks alike, what parts make, how else it is read; and lists of words.
#include <gtest/gtest.h>

#include "core/text/pinyin.h"
#include "rules/rule_book.h"
#include "rules/table_lines.h"

namespace markwarden {
namespace {

TEST(HanTablesTest, ReadsLooksPartsAndReadings) {
  const auto tables = HanTables::Parse({.looks = "# comment\n未\t末0.97 禾0.61\n末\t未0.97 本0.85\n",
                                        .split = "好\t女子\n明\t日月\n胡\t古月\n湖\t氵古月 水胡\n远\t辵元 辶元\n瑞\t王耑\n",
                                        .readings = "乐\tle yue\n",
                                        .parts = "湖\tL氵 R胡\n港\tL氵 R巷\n胡\tL古 R月\n"});
  ASSERT_TRUE(tables) << tables.error().message;
  ASSERT_EQ(tables->Of(U'未').size(), 2u);
  EXPECT_FLOAT_EQ(tables->Similarity(U'未', U'末'), 0.97F);
  EXPECT_FLOAT_EQ(tables->Similarity(U'禾', U'未'), 0.61F) << "either way round";
  EXPECT_FLOAT_EQ(tables->Similarity(U'木', U'木'), 1);
  EXPECT_FLOAT_EQ(tables->Similarity(U'木', U'林'), 0);
  EXPECT_EQ(tables->MadeOf(U'女', U'子', 0), U"好");
  EXPECT_EQ(tables->MadeOf(U'氵', U'古', U'月'), U"湖");
  EXPECT_EQ(tables->MadeOf(U'辶', U'元', 0), U"远") << "once, though it stands there in two forms";
  EXPECT_EQ(tables->MadeOf(U'王', U'专', 0), U"瑞") << "as views have the part: 耑 is written for 专";
  EXPECT_TRUE(tables->MadeOf(U'子', U'女', 0).empty()) << "parts stand in their order";
  ASSERT_EQ(tables->OtherSyllables(U'乐').size(), 1u);
  EXPECT_FLOAT_EQ(tables->Similarity(U'湖', U'港'), kSharedPart);
  EXPECT_FLOAT_EQ(tables->Similarity(U'湖', U'胡'), 0) << "the part stands elsewhere";
  EXPECT_EQ(tables->PartsOf(U'湖').size(), 2u);
  EXPECT_EQ(tables->Class(U'未'), tables->Class(U'末'));
  EXPECT_NE(tables->Class(U'未'), tables->Class(U'禾'));
  EXPECT_EQ(tables->Class(U'林'), U'林');
  EXPECT_EQ(tables->Class(0x20000), 0x20000u) << "past the tables";
}

TEST(HanTablesTest, WhatIsEmptyKnowsNothing) {
  const HanTables tables;
  EXPECT_EQ(tables.Class(U'未'), U'未');
  EXPECT_TRUE(tables.MadeOf(U'女', U'子', 0).empty());
  EXPECT_TRUE(tables.Of(U'未').empty());
}

TEST(HanTablesTest, BrokenLinesAreNamed) {
  for (const char* looks : {"未末0.97\n", "未\t末\n", "未\t末0.97x\n", "未\t末1.5\n", "未\t0.5\n", "未来\t末0.97\n", "未\t末nan\n"}) {
    const auto tables = HanTables::Parse({.looks = looks});
    ASSERT_FALSE(tables) << looks;
    EXPECT_NE(tables.error().message.find("line 1"), std::string::npos) << tables.error().message;
  }
  EXPECT_FALSE(HanTables::Parse({.parts = "好\tL\n"}));
  EXPECT_FALSE(HanTables::Parse({.split = "好\t女\n"}));
}

TEST(WordListTest, HasItsWordsAlone) {
  const auto list = WordList::Parse("# a comment with Capitals\nmodem modern\nabbey zebra\n\napple", "words.txt");
  ASSERT_TRUE(list) << list.error().message;
  EXPECT_EQ(list->size(), 5u);
  for (const char* word : {"modem", "modern", "abbey", "zebra", "apple"}) EXPECT_TRUE(list->Has(word)) << word;
  for (const char* word : {"", "mode", "moderns", "Modem", "capitals", "zz"}) EXPECT_FALSE(list->Has(word)) << word;
  const auto chinese = WordList::Parse("蓝光 国风\n电商\n", "words.txt");
  ASSERT_TRUE(chinese) << chinese.error().message;
  EXPECT_TRUE(chinese->Has("电商") && chinese->Has("国风") && !chinese->Has("光 国") && !chinese->Has("光"));
  EXPECT_FALSE(WordList().Has("modem"));
  const auto broken = WordList::Parse("modem\nmo-dem\n", "words.txt");
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().message.find("line 2"), std::string::npos) << broken.error().message;
}

TEST(TableLinesTest, IdeographsAreInOrderAndEachOnce) {
  const auto all = ParseIdeographs("# 注\n洛 塔\n\n内 塔\n", "signs.txt");
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(*all, U"内塔洛");
  EXPECT_TRUE(ParseIdeographs("", "signs.txt")->empty());
  for (const char* bad : {"塔内", "塔 a", "塔\xff内"}) {
    const auto refused = ParseIdeographs(std::string("洛\n") + bad, "signs.txt");
    ASSERT_FALSE(refused) << bad;
    EXPECT_NE(refused.error().message.find("signs.txt line 2"), std::string::npos) << refused.error().message;
  }
}

}  // namespace
}  // namespace markwarden

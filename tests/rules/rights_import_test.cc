// Rights from holders' files: good rows kept, bad rows refused one by one.
#include "rules/rights_import.h"

#include <gtest/gtest.h>
#include <unicode/unistr.h>

namespace markwarden {
namespace {

constexpr const char* kChinese =
    "编号,权利类型,商标名称,别名,注册号,类别,权利人,有效期起,有效期止,授权店铺,参考价,图样\n"
    "tm-1,商标,Qorvella；珂沃莱,珂牌,70000001,\"25,第18类\",珂沃莱有限公司,2020/1/5,2030年1月4日,珂沃莱旗舰店#s1@shop1；珂沃莱专卖店,\"￥1,599.00\",logo.png\n"
    "gi-1,地理标志,云岭香米,,AGI-1,30,云岭协会,2019-01-01,,,,\n";

std::string InCharset(const std::string& utf8, const char* charset) {
  const icu::UnicodeString text = icu::UnicodeString::fromUTF8(utf8);
  std::string out(static_cast<size_t>(text.extract(0, text.length(), static_cast<char*>(nullptr), 0u, charset)), '\0');
  text.extract(0, text.length(), out.data(), static_cast<uint32_t>(out.size()), charset);
  return out;
}

void ExpectChinese(const Result<RightsImport>& import, const char* why) {
  ASSERT_TRUE(import) << why << ": " << import.error().message;
  EXPECT_TRUE(import->refused.empty()) << why << ": " << import->refused[0].reason;
  ASSERT_EQ(import->rights.size(), 2u) << why;
  const Right& right = import->rights[0];
  EXPECT_EQ(right.kind, RightKind::kTrademark) << why;
  EXPECT_EQ(right.names, (std::vector<std::string>{"Qorvella", "珂沃莱"})) << why;
  EXPECT_EQ(right.nicknames, std::vector<std::string>{"珂牌"}) << why;
  EXPECT_EQ(right.classes, (std::vector<int>{25, 18})) << why;
  EXPECT_EQ(right.valid_from, "2020-01-05") << why;
  EXPECT_EQ(right.valid_to, "2030-01-04") << why;
  ASSERT_EQ(right.authorised_sellers.size(), 2u) << why;
  EXPECT_EQ(right.authorised_sellers[0], (AuthorisedSeller{"珂沃莱旗舰店", "s1", "shop1"})) << why;
  EXPECT_EQ(right.reference_price->amount, "1599.00") << why;
  EXPECT_EQ(right.images, std::vector<std::string>{"logo.png"}) << why;
  EXPECT_EQ(import->rights[1].kind, RightKind::kGeographicalIndication) << why;
}

TEST(RightsImportTest, ReadsChineseHeadingsInEveryCharsetThatSpreadsheetsSave) {
  const std::string utf8 = kChinese;
  std::string gbk = InCharset(utf8, "gbk");
  ASSERT_FALSE(gbk.empty());
  ExpectChinese(ImportRights(utf8), "UTF-8");
  ExpectChinese(ImportRights("\xEF\xBB\xBF" + utf8), "UTF-8 with byte order mark");
  ExpectChinese(ImportRights("\xEF\xBB\xBF\xEF\xBB\xBF" + utf8), "two byte order marks");
  ExpectChinese(ImportRights(gbk), "GBK");
  ExpectChinese(ImportRights("\xEF\xBB\xBF" + gbk), "GBK behind a UTF-8 mark");
}

TEST(RightsImportTest, WhatAMarkShowsIsKept) {
  const auto import = ImportRightsCsv("商标名称,注册号,图形要素\nQorvella,1,3.1.1;05.03.13\n");
  ASSERT_TRUE(import);
  ASSERT_EQ(import->rights.size(), 1u);
  EXPECT_EQ(import->rights[0].extra["figure_codes"], Json::array({"3.1.1", "05.03.13"}));
}

TEST(RightsImportTest, EnglishHeadingsInAnyOrderAndCase) {
  const auto import = ImportRightsCsv("Names,ID,Classes,Holder_Name,currency,reference_price\nQorvella,tm-1,\"9, 25\",Q Ltd,USD,10.5\n");
  ASSERT_TRUE(import);
  ASSERT_EQ(import->rights.size(), 1u);
  EXPECT_EQ(import->rights[0].holder.name, "Q Ltd");
  EXPECT_EQ(import->rights[0].reference_price->currency, "USD");
  const auto groups = ImportRightsCsv("names,id,类别,类似群\nQorvella,tm-1,25,\"2507；2501\"\nNavira,tm-2,25,0907\n");
  ASSERT_TRUE(groups);
  ASSERT_EQ(groups->rights.size(), 1u);
  EXPECT_EQ(groups->rights[0].groups, (std::vector<GoodsGroup>{{2501, 0}, {2507, 0}}));
  ASSERT_EQ(groups->refused.size(), 1u);
  EXPECT_NE(groups->refused[0].reason.find("group 0907 is of class 9"), std::string::npos) << groups->refused[0].reason;
}

TEST(RightsImportTest, RefusesBadRowsOneByOneWithLineAndReason) {
  const auto import = ImportRightsCsv(
      "id,kind,names,classes,valid_from,valid_to,reference_price\n"
      "a,trademark,Avira Nol,25,,,\n"
      "b,patent,Bonvar,25,,,\n"
      "c,trademark,Corvan,46,,,\n"
      "d,trademark,,25,,,\n"
      "e,trademark,Elvar,25,2020-02-30,,\n"
      "a,trademark,Again,25,,,\n"
      "f,trademark,Falvor,25,,,cheap\n"
      "g,trademark\n"
      "h,trademark,Halvor,25,2021-01-01,2020-01-01,\n"
      ",trademark,Nolvar,25,,,\n"
      "z,trademark,Zelvar,25,,,9.99\n");
  ASSERT_TRUE(import);
  ASSERT_EQ(import->rights.size(), 2u);
  EXPECT_EQ(import->rights[1].id, "z");
  const struct {
    int line;
    const char* says;
  } wanted[] = {{3, "kind"},          {4, "Nice class"}, {5, "nothing to look for"}, {6, "2020-02-30"}, {7, "came before"},
                {8, "decimal"},       {9, "2 cells"},    {10, "valid_to is before"}, {11, "id is missing"}};
  ASSERT_EQ(import->refused.size(), std::size(wanted));
  for (size_t i = 0; i < std::size(wanted); ++i) {
    EXPECT_EQ(import->refused[i].line, wanted[i].line);
    EXPECT_NE(import->refused[i].reason.find(wanted[i].says), std::string::npos) << import->refused[i].reason;
    EXPECT_FALSE(import->refused[i].row.empty());
  }
}

TEST(RightsImportTest, JsonLinesKeepsGoodLines) {
  const auto import = ImportRights(
      "\xEF\xBB\xBF{\"id\":\"a\",\"kind\":\"trademark\",\"names\":[\"Avira Nol\"],\"images\":[\"logo.png\"],\"colour\":\"red\"}\n"
      "not json\n\n"
      "{\"id\":\"b\",\"kind\":\"trademark\"}\n"
      "{\"id\":\"a\",\"kind\":\"trademark\",\"names\":[\"X\"]}\n"
      "{\"id\":\"c\",\"kind\":\"copyright\",\"texts\":[\"once upon\"]}");
  ASSERT_TRUE(import);
  ASSERT_EQ(import->rights.size(), 2u);
  EXPECT_EQ(import->rights[0].images, std::vector<std::string>{"logo.png"});
  EXPECT_EQ(import->rights[0].extra["colour"], "red");
  ASSERT_EQ(import->refused.size(), 3u);
  EXPECT_EQ(import->refused[0].line, 2);
  EXPECT_EQ(import->refused[1].line, 4);
  EXPECT_EQ(import->refused[2].line, 5);
}

TEST(RightsImportTest, BadInput57HostileJsonCostsItsOwnLineAlone) {
  const std::string good = R"({"id":"g","kind":"trademark","names":["Avira Nol"]})", last = R"({"id":"z","kind":"trademark","names":["Zelvar"]})";
  const struct { const char* why; std::string line; const char* says; } cases[] = {
      {"depth 100000", R"({"id":"a","kind":"trademark","names":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}", "nests deeper than 64"},
      {"an id twice", R"({"id":"a","id":"b","kind":"trademark","names":["x"]})", "the key \"id\" appears twice"},
      {"twice within the holder", R"({"id":"a","kind":"trademark","names":["x"],"holder":{"name":"A","name":"B"}})", "the key \"name\" appears twice"},
      {"1e400 as a price", R"({"id":"a","kind":"trademark","names":["x"],"reference_price":{"amount":1e400}})", "number overflow parsing '1e400'"},
      {"1e400 as a class", R"({"id":"a","kind":"trademark","names":["x"],"classes":[1e400]})", "number overflow parsing '1e400'"},
      {"a class that is one past the machine's words", R"({"id":"a","kind":"trademark","names":["x"],"classes":[4294967321]})", "is not a Nice class"},
  };
  for (const auto& c : cases) {
    const auto import = ImportRights(good + "\n" + c.line + "\n" + last + "\n");
    ASSERT_TRUE(import) << c.why << ": " << import.error().message;
    EXPECT_EQ(import->rights.size(), 2u) << c.why;
    ASSERT_EQ(import->refused.size(), 1u) << c.why;
    EXPECT_EQ(import->refused[0].line, 2) << c.why;
    EXPECT_NE(import->refused[0].reason.find(c.says), std::string::npos) << c.why << ": " << import->refused[0].reason;
    EXPECT_EQ(import->refused[0].reason.find('\n'), std::string::npos) << c.why;
    EXPECT_LE(import->refused[0].row.size(), 500u) << c.why;
  }
}

// GB 18030 writes what GBK lacks in four bytes.
TEST(RightsImportTest, ReadsSignsThatOnlyGb18030Has) {
  const std::string text = "编号,商标名称\ntm-1,𠮷云岭㸚\n", bytes = InCharset(text, "gb18030");
  ASSERT_NE(bytes, text);
  for (const std::string& file : {bytes, "\xEF\xBB\xBF" + bytes, text, "\xEF\xBB\xBF" + text}) {
    const auto import = ImportRights(file);
    ASSERT_TRUE(import) << import.error().message;
    ASSERT_EQ(import->rights.size(), 1u);
    EXPECT_EQ(import->rights[0].names, std::vector<std::string>{"𠮷云岭㸚"});
  }
}

TEST(RightsImportTest, RefusesWhatIsNoTable) {
  EXPECT_FALSE(ImportRights(""));
  EXPECT_FALSE(ImportRights("colour,size\nred,1\n"));
  EXPECT_FALSE(ImportRights(std::string_view("PK\x03\x04\x00\x00\x00\x00", 8)));
}

}  // namespace
}  // namespace markwarden

// Sentences by code: both languages, kept in a row and read again, and nothing from outside that passes for one.
#include "core/said.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace markwarden {
namespace {

std::multiset<std::string> Gaps(std::string_view pattern) {
  std::multiset<std::string> gaps;
  for (size_t at = pattern.find('{'); at != std::string_view::npos; at = pattern.find('{', at + 1)) {
    gaps.insert(std::string(pattern.substr(at, pattern.find('}', at) - at)));
  }
  return gaps;
}

TEST(SaidTest, EverySentenceIsThereInBothLanguages) {
  size_t count = 0;
  const SaidRow* table = SaidTable(count);
  std::set<std::string_view> codes;
  for (size_t i = 0; i < count; ++i) {
    const SaidRow& row = table[i];
    EXPECT_TRUE(codes.insert(row.code).second) << row.code << " stands twice";
    EXPECT_FALSE(row.zh.empty() || row.en.empty()) << row.code;
    EXPECT_NE(row.zh, row.en) << row.code << " is not translated";
    const std::multiset<std::string> zh = Gaps(row.zh), en = Gaps(row.en);
    for (const std::string& gap : zh) EXPECT_TRUE(en.contains(gap) || gap == "{zh") << row.code << ": " << gap << " is in the Chinese text only";
    EXPECT_EQ(row.en.find('\n'), std::string_view::npos) << row.code;
  }
}

TEST(SaidTest, KeptAndReadAgain) {
  const Said said = Say("outbox.status_says", {{"status", "422"}, {"text", "no {such} brand"}});
  EXPECT_EQ(said.In("en"), "status 422: no {such} brand") << "what is put in is not looked at again";
  EXPECT_EQ(said.In("zh"), "对方返回状态 422：no {such} brand");
  EXPECT_EQ(said.In("ru"), said.In("en"));
  EXPECT_EQ(SaidCode(said.kept()), "outbox.status_says");
  EXPECT_EQ(SaidArgs(said.kept()), R"({"status":"422","text":"no {such} brand"})");
  const Said whole = Say("outbox.given_up", {{"tries", "75"}, {"said", said.kept()}});
  EXPECT_EQ(whole.In("en"), "given up after 75 tries: status 422: no {such} brand");
  EXPECT_EQ(whole.In("zh"), "尝试 75 次后放弃：对方返回状态 422：no {such} brand");
  EXPECT_EQ(InWords("send: " + said.kept(), "en"), "send: status 422: no {such} brand");
}

TEST(SaidTest, AnErrorHasItsEnglishLineAndBoth) {
  const Result<int> failed = Fail(ErrorCode::kConflict, Say("counter_notice.extended"));
  EXPECT_EQ(failed.error().message, "the term was extended already");
  EXPECT_EQ(InWords(failed.error().said, "zh"), "期限已经延长过一次");
}

TEST(SaidTest, WhatIsNoSentenceStaysAsItIs) {
  for (const std::string& text : {std::string(), std::string("status 422"), std::string("{status}")}) {
    EXPECT_EQ(InWords(text, "zh"), text);
    EXPECT_EQ(SaidCode(text), "");
    EXPECT_EQ(SaidArgs(text), "{}");
  }
  for (const char* broken : {"\x1e", "\x1e{", "\x1e[]", "\x1e{\"code\":\"outbox.status\"}", "\x1e{\"code\":1,\"args\":null}"}) {
    EXPECT_EQ(InWords(broken, "zh"), "") << broken;
    EXPECT_EQ(SaidCode(broken), "");
  }
  EXPECT_EQ(InWords("\x1e{\"code\":\"no.such\",\"args\":{}}", "zh"), "no.such");
  // In itself, deeper than anything that is said.
  std::string deep = "x";
  for (int i = 0; i < 10; ++i) deep = Say("outbox.not_sent", {{"why", deep}}).kept();
  EXPECT_TRUE(InWords(deep, "en").starts_with("not sent: not sent: "));
}

}  // namespace
}  // namespace markwarden

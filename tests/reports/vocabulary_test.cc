// The shipped vocabulary, and what is refused in such a file.
#include "reports/vocabulary.h"

#include <gtest/gtest.h>

#include "core/file.h"

namespace markwarden {
namespace {

const std::filesystem::path kVocabularyFile = std::filesystem::path(MARKWARDEN_SOURCE_DIR) / "reports/vocabulary.yaml";

TEST(VocabularyTest, TheShippedOneHasEveryListInBothLanguages) {
  const Result<Vocabulary> vocabulary = LoadVocabulary(kVocabularyFile);
  ASSERT_TRUE(vocabulary) << vocabulary.error().message;
  ASSERT_EQ(vocabulary->lists.size(), std::size(kVocabularyLists));
  for (const std::string_view name : kVocabularyLists) {
    const Vocabulary::List& list = vocabulary->Of(name);
    EXPECT_FALSE(list.source.empty()) << name;
    for (const Vocabulary::Word& word : list.words) {
      EXPECT_NE(word.name.at("zh"), word.name.at("en")) << name << " " << word.code;
      EXPECT_EQ(list.Find(word.code), &word) << name << " " << word.code;
    }
    EXPECT_EQ(list.Find("no such code"), nullptr);
  }
  EXPECT_TRUE(vocabulary->Of("dismissals").Find("other")->note);
  EXPECT_EQ(vocabulary->Of("verdicts").Codes(), "genuine, fake, cannot_tell");
}

TEST(VocabularyTest, WhatIsWrongIsNamed) {
  const std::string whole = *ReadFile(kVocabularyFile);
  const struct { const char* find; const char* put; const char* says; } cases[] = {
      {"  verdicts:", "  verdict:", "unknown list \"verdict\""},
      {"code: penalty,", "code: taken_down,", "case_outcomes: the code taken_down stands twice"},
      {"code: penalty,", "code: \"a penalty\",", "lower-case"},
      {"code: penalty, name: {zh: \"已作出行政处罚\", ", "code: penalty, name: {", "no text in zh"},
      {"source: \"Lumen", "sauce: \"Lumen", "unknown key \"sauce\""},
      {"version:", "versions:", "unknown key"},
  };
  for (const auto& c : cases) {
    std::string text = whole;
    const size_t at = text.find(c.find);
    ASSERT_NE(at, std::string::npos) << c.find;
    text.replace(at, std::string_view(c.find).size(), c.put);
    const Result<Vocabulary> read = ParseVocabulary(text);
    ASSERT_FALSE(read) << c.put;
    EXPECT_NE(read.error().message.find(c.says), std::string::npos) << read.error().message;
  }
  for (const char* text : {"", "[]", "version: x", "version: x\nlists: []", ": ["}) EXPECT_FALSE(ParseVocabulary(text)) << text;
}

}  // namespace
}  // namespace markwarden

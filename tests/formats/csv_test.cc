// CSV: what RFC 4180 says and what spreadsheets add to it.
#include "core/formats/csv.h"

#include <gtest/gtest.h>

#include <chrono>

#include "core/sanitized.h"

namespace markwarden {
namespace {

std::vector<CsvRow> ReadCsv(std::string_view text, CsvReaderOptions options = {}) {
  CsvReader reader(text, options);
  std::vector<CsvRow> rows;
  while (auto row = reader.Next()) rows.push_back(std::move(*row));
  return rows;
}

TEST(CsvTest, ReadsWhatSpreadsheetsWrite) {
  using Rows = std::vector<std::vector<std::string>>;
  const struct {
    const char* why;
    const char* in;
    Rows want;
  } cases[] = {
      {"plain", "a,b\n1,2\n", {{"a", "b"}, {"1", "2"}}},
      {"CRLF and no last line end (RFC 4180, 2.2)", "a,b\r\n1,2", {{"a", "b"}, {"1", "2"}}},
      {"lone CR", "a,b\r1,2\r", {{"a", "b"}, {"1", "2"}}},
      {"quotes, separators and line ends inside (2.6)", "a,b\n\"x,y\",\"1\r\n2\"\n", {{"a", "b"}, {"x,y", "1\r\n2"}}},
      {"doubled quotes (2.7)", "a\n\"he said \"\"no\"\"\"\n", {{"a"}, {"he said \"no\""}}},
      {"byte order mark", "\xEF\xBB\xBF" "a,b\n1,2\n", {{"a", "b"}, {"1", "2"}}},
      {"blank lines", "a,b\n\n1,2\n\n", {{"a", "b"}, {"1", "2"}}},
      {"semicolons", "a;b;c\n1,5;2;3\n", {{"a", "b", "c"}, {"1,5", "2", "3"}}},
      {"tabs", "a\tb\n1\t2\n", {{"a", "b"}, {"1", "2"}}},
      {"empty cells", "a,b,c\n,,\n", {{"a", "b", "c"}, {"", "", ""}}},
      {"a quote inside a cell is a sign", "a,b\n5\" pipe,2\n", {{"a", "b"}, {"5\" pipe", "2"}}},
  };
  for (const auto& c : cases) {
    Rows got;
    for (const CsvRow& row : ReadCsv(c.in)) {
      EXPECT_EQ(row.error, "") << c.why;
      got.push_back(row.cells);
    }
    EXPECT_EQ(got, c.want) << c.why;
  }
}

TEST(CsvTest, ABrokenRowCarriesItsErrorAndReadingGoesOn) {
  const std::vector<CsvRow> rows = ReadCsv("a,b\n1\n\"x\ny\",2\n3,4,5\n6,7\n");
  ASSERT_EQ(rows.size(), 5u);
  EXPECT_EQ(rows[1].line, 2);
  EXPECT_EQ(rows[1].error, "has 1 cells where the heading has 2");
  EXPECT_EQ(rows[2].line, 3);
  EXPECT_EQ(rows[2].error, "");
  EXPECT_EQ(rows[3].line, 5);
  EXPECT_FALSE(rows[3].error.empty());
  EXPECT_EQ(rows[4].line, 6);
  EXPECT_EQ(rows[4].cells[1], "7");
}

TEST(CsvTest, AnOpenQuoteCostsOneLine) {
  const std::vector<CsvRow> rows = ReadCsv("a,b\n\"open,1\n2,3\n");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[1].error, "a quote is not closed");
  EXPECT_EQ(rows[1].raw, "\"open,1");
  EXPECT_EQ(rows[2].cells[0], "2");
  EXPECT_EQ(rows[2].line, 3);
}

TEST(CsvTest, CellsAtTheCapPassAndOnePastItIsRefused) {
  std::string at_cap, past;
  for (size_t i = 0; i < kMaxCsvCellChars; ++i) at_cap += "沃";
  past = at_cap + "沃";
  const std::vector<CsvRow> rows = ReadCsv("a,b\n" + at_cap + ",1\n" + past + ",2\nx,3\n");
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[1].error, "");
  EXPECT_EQ(rows[2].error, "cell 1 is longer than 32767 characters");
  EXPECT_EQ(rows[3].cells[1], "3");
}

TEST(CsvTest, ARecordPastItsCapIsRefused) {
  const std::string text = "a,b\n\"" + std::string(kMaxCsvRecordBytes + 2, 'x') + "\",1\ny,2\n";
  const std::vector<CsvRow> rows = ReadCsv(text, {.separator = ','});
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_FALSE(rows[1].error.empty());
  EXPECT_EQ(rows[2].cells[0], "y");
}

TEST(CsvTest, WritesWhatItReads) {
  CsvWriter writer({.bom = true});
  writer.Add({"name", "note"});
  writer.Add({"a,b", "say \"hi\"\nthen go"});
  writer.Add({"", " blank "});
  const std::vector<CsvRow> rows = ReadCsv(writer.text());
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[1].cells, (std::vector<std::string>{"a,b", "say \"hi\"\nthen go"}));
  EXPECT_EQ(rows[2].cells, (std::vector<std::string>{"", " blank "}));
}

TEST(CsvTest, AByteOrderMarkInTheFirstCellComesBack) {
  CsvWriter writer;
  writer.Add({"\xEF\xBB\xBF" "a", "\xEF\xBB\xBF"});
  const std::vector<CsvRow> rows = ReadCsv(writer.text());
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].cells, (std::vector<std::string>{"\xEF\xBB\xBF" "a", "\xEF\xBB\xBF"}));
}

// Each line opens a quote that nothing closes, whether it is read as a line of its own or inside the one before.
TEST(CsvTest, AFileOfOpenQuotesIsReadInTime) {
  std::string text = "a,b\n";
  while (text.size() < kMaxCsvRecordBytes) text += "\",x\"y,\"\n";
  const auto begin = std::chrono::steady_clock::now();
  const std::vector<CsvRow> rows = ReadCsv(text);
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(), kSlower * 5);
  ASSERT_GE(rows.size(), 10u) << "the first lines cost one line each";
  for (size_t i = 1; i < rows.size(); ++i) EXPECT_EQ(rows[i].error, "a quote is not closed");
}

// A cell that a spreadsheet would run as a formula is written as text.
TEST(CsvTest, FormulasAreDefused) {
  CsvWriter writer;
  writer.Add({"=cmd|' /C calc'!A0", "+1", "-1", "@x", "plain"});
  EXPECT_EQ(writer.text(), "'=cmd|' /C calc'!A0,'+1,'-1,'@x,plain\r\n");
  CsvWriter raw({.formula_safe = false});
  raw.Add({"-1"});
  EXPECT_EQ(raw.text(), "-1\r\n");
}

}  // namespace
}  // namespace markwarden

// Comma-separated files: a spreadsheet that opens them calculates nothing, and our numbers stay numbers.
#include "reports/safe_csv.h"

#include <gmock/gmock.h>

#include <cmath>

#include "core/formats/csv.h"
#include "reports/workbook.h"
#include "tests/reports/dangerous_cells.h"

namespace markwarden {
namespace {

using testing::CountCells;
using testing::DangerousCells;
using testing::OpenpyxlReads;
using testing::ScratchFile;

TEST(SafeCsvTest, TextThatMayCalculateGetsAnApostrophe) {
  const struct { const char* in; const char* want; } cases[] = {
      {"=1+1", "'=1+1"},
      {"+1", "'+1"},
      {"-1", "'-1"},
      {"@SUM(1)", "'@SUM(1)"},
      {"＝1", "'＝1"},
      {"＋1", "'＋1"},
      {"－1", "'－1"},
      {"＠1", "'＠1"},
      {"  =1", "'  =1"},
      {"\u3000=1", "'\u3000=1"},
      {"\u200b=1", "'\u200b=1"},
      {"\ufeff=1", "'\ufeff=1"},
      {"\t1", "\"'\t1\""},
      {"\r1", "\"'\r1\""},
      {"\n1", "\"'\n1\""},
      {"=a,\"b\"", "\"'=a,\"\"b\"\"\""},
      {"\x01=1", "'=1"},
      {"\u202e=1", "'=1"},
      {"a=1", "a=1"},
      {"a\n=1", "\"a\n=1\""},
      {"五常大米", "五常大米"},
      {"'=1", "'=1"},
      {"", ""},
      {"   ", "\"   \""},
      {"\xff", "\ufffd"},
  };
  for (const auto& c : cases) EXPECT_EQ(SafeCsv({{Cell::Text(c.in)}}, {.bom = false}), std::string(c.want) + "\r\n") << c.in;
}

TEST(SafeCsvTest, OurNumbersStayNumbers) {
  const std::vector<std::vector<Cell>> rows = {{Cell::Integer(-5), Cell::Number(-0.5), Cell::Share(0.125), Cell::Decimal("-12.50"), Cell::Date("2026-11-26"), Cell::Time("2026-11-26 16:00:00"), Cell::Empty(), Cell::Number(std::nan(""))}};
  EXPECT_EQ(SafeCsv(rows, {.bom = false}), "-5,-0.5,0.125,-12.50,2026-11-26,2026-11-26 16:00:00,,\r\n");
  // What only calls itself a decimal or a date is text.
  EXPECT_EQ(SafeCsv({{Cell::Decimal("=1"), Cell::Decimal("-"), Cell::Date("-1+1"), Cell::Decimal("")}}, {.bom = false}), "'=1,'-,'-1+1,\r\n");
}

TEST(SafeCsvTest, IsRfc4180WithAMarkForExcel) {
  const Sheet sheet{.name = "s", .heads = {"a", "=b"}, .rows = {{Cell::Text("x,y"), Cell::Text("say \"hi\"")}, {Cell::Text("two\r\nlines"), Cell::Integer(1)}}};
  const std::string text = SafeCsv(sheet);
  EXPECT_EQ(text, "\xEF\xBB\xBF" "a,'=b\r\n\"x,y\",\"say \"\"hi\"\"\"\r\n\"two\r\nlines\",1\r\n");
  CsvReader reader(text);
  EXPECT_EQ(reader.Next()->cells, (std::vector<std::string>{"a", "'=b"}));
  EXPECT_EQ(reader.Next()->cells, (std::vector<std::string>{"x,y", "say \"hi\""}));
  EXPECT_EQ(reader.Next()->cells, (std::vector<std::string>{"two\r\nlines", "1"}));
}

TEST(SafeCsvTest, NoRealProgramFindsAFormula) {
  if (!testing::HaveOpenpyxl() || !testing::HaveProgram("command -v ssconvert")) GTEST_SKIP() << "gnumeric or python3-openpyxl is not installed";
  for (const bool bom : {true, false}) {
    std::vector<std::vector<Cell>> rows;
    // With a neighbour: a cell that breaks out of its quotes would be seen in the column beside it.
    for (const std::string& text : DangerousCells()) rows.push_back({Cell::Text("a"), Cell::Text(text), Cell::Integer(-7)});
    const std::filesystem::path in = ScratchFile("cells.csv", SafeCsv(rows, {.bom = bom})), out = ScratchFile("cells.xlsx", "");
    ASSERT_TRUE(testing::HaveProgram("HOME=" + in.parent_path().string() + " LC_ALL=C.UTF-8 ssconvert --import-type=Gnumeric_stf:stf_csvtab --import-encoding=UTF-8 " + in.string() + " " + out.string()));
    const Json book = OpenpyxlReads(out);
    ASSERT_TRUE(book.is_array());
    EXPECT_EQ(CountCells(book, "f"), 0u) << "bom " << bom;
    EXPECT_EQ(testing::CountLinks(book), 0u);
    const Json& got = book[0]["rows"];
    ASSERT_EQ(got.size(), rows.size());
    for (size_t i = 0; i < got.size(); ++i) {
      EXPECT_EQ(got[i][0][1], "a") << i;
      EXPECT_EQ(got[i][2][1], -7) << i << ": " << DangerousCells()[i];
      const std::string text = CleanCellText(DangerousCells()[i]);
      if (!MayCalculate(DangerousCells()[i])) continue;
      EXPECT_EQ(got[i][1][0], "s") << text;
      // The program takes the apostrophe for what it is and shows the text; it keeps one before a blank.
      const std::string shown = CleanCellText(got[i][1][1].get<std::string>());
      EXPECT_TRUE(shown == text || shown == "'" + text) << text << " became " << shown;
    }
  }
}

// The same program, given the texts as they are, does find formulas: the test above can fail.
TEST(SafeCsvTest, WithoutApostrophesTheProgramFindsFormulas) {
  if (!testing::HaveOpenpyxl() || !testing::HaveProgram("command -v ssconvert")) GTEST_SKIP() << "gnumeric or python3-openpyxl is not installed";
  CsvWriter writer({.formula_safe = false});
  for (const std::string& text : DangerousCells()) writer.Add({"a", text, "-7"});
  const std::filesystem::path in = ScratchFile("cells.csv", writer.text()), out = ScratchFile("cells.xlsx", "");
  ASSERT_TRUE(testing::HaveProgram("HOME=" + in.parent_path().string() + " LC_ALL=C.UTF-8 ssconvert " + in.string() + " " + out.string()));
  EXPECT_GE(CountCells(OpenpyxlReads(out), "f"), 5u);
}

}  // namespace
}  // namespace markwarden

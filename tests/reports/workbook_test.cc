// Workbooks: no cell is a formula whatever it says, limits of the format, the same bytes each time.
#include "reports/workbook.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cmath>

#include "core/formats/xlsx.h"
#include "reports/figure_workbook.h"
#include "tests/reports/dangerous_cells.h"

namespace markwarden {
namespace {

using ::testing::HasSubstr;
using testing::CountCells;
using testing::DangerousCells;
using testing::OpenpyxlReads;
using testing::ScratchFile;

// All rows of a sheet as our own reader sees them.
std::vector<XlsxRow> ReadSheet(const std::string& bytes, const std::string& name) {
  const MemorySource source(bytes);
  Result<XlsxReader> reader = XlsxReader::Open(source, {.sheet = name});
  EXPECT_TRUE(reader) << (reader ? "" : reader.error().message);
  std::vector<XlsxRow> rows;
  while (reader) {
    Result<std::optional<XlsxRow>> row = reader->Next();
    EXPECT_TRUE(row) << (row ? "" : row.error().message);
    if (!row || !*row) break;
    rows.push_back(std::move(**row));
  }
  return rows;
}

Sheet OneColumn(const std::vector<std::string>& texts) {
  Sheet sheet{.name = "cells", .heads = {"=head()"}, .rows = {}};
  for (const std::string& text : texts) sheet.rows.push_back({Cell::Text(text)});
  return sheet;
}

TEST(WorkbookTest, NoCellIsAFormula) {
  ASSERT_GE(DangerousCells().size(), 40u);
  if (!testing::HaveOpenpyxl()) GTEST_SKIP() << "python3-openpyxl is not installed";
  const Result<std::string> bytes = WriteWorkbook({OneColumn(DangerousCells())});
  ASSERT_TRUE(bytes) << bytes.error().message;
  const Json book = OpenpyxlReads(ScratchFile("book.xlsx", *bytes));
  ASSERT_TRUE(book.is_array());
  EXPECT_EQ(CountCells(book, "f"), 0u);
  EXPECT_EQ(testing::CountLinks(book), 0u);
  const Json& rows = book[0]["rows"];
  ASSERT_EQ(rows.size(), DangerousCells().size() + 1);
  EXPECT_EQ(rows[0][0][1], "=head()");
  for (size_t i = 0; i < DangerousCells().size(); ++i) {
    EXPECT_NE(rows[i + 1][0][0], "f") << DangerousCells()[i];
    // openpyxl leaves escapes of ST_Xstring as they stand.
    std::string want = CleanCellText(DangerousCells()[i]);
    if (want.starts_with("_x00")) want = "_x005F" + want;
    EXPECT_EQ(rows[i + 1][0][1], want) << i;
  }
}

TEST(WorkbookTest, SpreadsheetProgramsCalculateNothing) {
  if (!testing::HaveOpenpyxl() || !testing::HaveProgram("command -v ssconvert")) GTEST_SKIP() << "gnumeric or python3-openpyxl is not installed";
  const Result<std::string> bytes = WriteWorkbook({OneColumn(DangerousCells())});
  ASSERT_TRUE(bytes) << bytes.error().message;
  const std::filesystem::path in = ScratchFile("book.xlsx", *bytes), out = ScratchFile("again.xlsx", "");
  ASSERT_TRUE(testing::HaveProgram("HOME=" + in.parent_path().string() + " ssconvert " + in.string() + " " + out.string()));
  const Json book = OpenpyxlReads(out);
  ASSERT_TRUE(book.is_array());
  EXPECT_EQ(CountCells(book, "f"), 0u);
  EXPECT_EQ(book[0]["rows"].size(), DangerousCells().size() + 1);
}

TEST(WorkbookTest, CellsAreWhatTheyWereGivenAs) {
  if (!testing::HaveOpenpyxl()) GTEST_SKIP() << "python3-openpyxl is not installed";
  const Sheet sheet{.name = "types", .heads = {}, .rows = {{Cell::Text("00123"), Cell::Integer(-42), Cell::Number(0.1), Cell::Share(0.125), Cell::Decimal("-1234.50"), Cell::Date("2026-11-26"),
                                                           Cell::Time("2026-11-26 16:30:05"), Cell::Empty(), Cell::Integer(9'007'199'254'740'993), Cell::Decimal("1234567890123456.78"),
                                                           Cell::Date("1899-12-31"), Cell::Text("2026-11-26")}}};
  const Result<std::string> bytes = WriteWorkbook({sheet});
  ASSERT_TRUE(bytes) << bytes.error().message;
  const Json book = OpenpyxlReads(ScratchFile("book.xlsx", *bytes));
  const Json row = book[0]["rows"][0];
  EXPECT_EQ(row[0], Json({"s", "00123", "General"}));
  EXPECT_EQ(row[1], Json({"n", -42, "General"}));
  EXPECT_EQ(row[2], Json({"n", 0.1, "General"}));
  EXPECT_EQ(row[3], Json({"n", 0.125, "0.0%"}));
  EXPECT_EQ(row[4], Json({"n", -1234.5, "General"}));
  EXPECT_EQ(row[5], Json({"d", "2026-11-26 00:00:00", "yyyy-mm-dd"}));
  EXPECT_EQ(row[6], Json({"d", "2026-11-26 16:30:05", "yyyy-mm-dd hh:mm:ss"}));
  EXPECT_EQ(row[7][1], nullptr);
  EXPECT_EQ(row[8], Json({"s", "9007199254740993", "General"})) << "a double would make it ...992";
  EXPECT_EQ(row[9], Json({"s", "1234567890123456.78", "General"}));
  EXPECT_EQ(row[10], Json({"s", "1899-12-31", "General"})) << "before the serial numbers begin";
  EXPECT_EQ(row[11], Json({"s", "2026-11-26", "General"}));
  const struct { const char* why; Cell cell; } bad[] = {
      {"no number", Cell::Number(std::nan(""))}, {"endless", Cell::Share(INFINITY)}, {"no decimal", Cell::Decimal("=1+1")}, {"an empty decimal", Cell::Decimal("")},
  };
  for (const auto& c : bad) {
    const Result<std::string> refused = WriteWorkbook({{.name = "s", .heads = {}, .rows = {{Cell::Empty(), c.cell}}}});
    ASSERT_FALSE(refused) << c.why;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalid) << c.why;
    EXPECT_THAT(refused.error().message, HasSubstr("sheet \"s\", row 1, column B")) << c.why;
  }
}

TEST(WorkbookTest, SameInputSameBytes) {
  const WorkbookOptions options{.title = "t", .author = "某局", .created = *ParseTime("2026-11-26T08:00:00Z")};
  const std::vector<Sheet> sheets = {OneColumn(DangerousCells()), {.name = "", .heads = {"a"}, .rows = {}}};
  const Result<std::string> first = WriteWorkbook(sheets, options);
  ASSERT_TRUE(first);
  const std::filesystem::path early = ScratchFile("early.xlsx", *first);
  EXPECT_EQ(*WriteWorkbook(sheets, options), *first);
  // No clock is in it: the properties have the date that was given, the ZIP's entries the first that ZIP knows.
  if (!testing::HaveProgram("command -v unzip")) GTEST_SKIP() << "unzip is not installed";
  EXPECT_THAT(testing::OutputOf("unzip -p " + early.string() + " docProps/core.xml"), HasSubstr(">2026-11-26T08:00:00Z</dcterms:created>"));
  EXPECT_THAT(testing::OutputOf("TZ=UTC unzip -Z -T " + early.string()), HasSubstr(" 19800101.000000 xl/workbook.xml"));
}

// A cell of a spreadsheet holds 32,767 UTF-16 units.
TEST(WorkbookTest, ACellTooLongIsRefusedByItsPlace) {
  const std::string full(kMaxSheetCellUnits, 'x');
  std::string wide;
  for (size_t i = 0; i < kMaxSheetCellUnits / 2; ++i) wide += "😀";
  const Result<std::string> bytes = WriteWorkbook({{.name = "s", .heads = {}, .rows = {{Cell::Text(full), Cell::Text(wide)}}}});
  ASSERT_TRUE(bytes) << bytes.error().message;
  EXPECT_EQ(ReadSheet(*bytes, "s")[0].cells, (std::vector<std::string>{full, wide}));
  const struct { const char* why; std::string text; } cases[] = {{"one more", full + "x"}, {"a pair more", wide + "😀"}, {"escapes count", std::string(kMaxSheetCellUnits - 7, 'x') + "_x000D_"}};
  for (const auto& c : cases) {
    std::vector<Cell> row(27);
    row.push_back(Cell::Text(c.text));
    const Result<std::string> refused = WriteWorkbook({{.name = "卖家", .heads = {"h"}, .rows = {{}, {}, row}}});
    ASSERT_FALSE(refused) << c.why;
    EXPECT_EQ(refused.error().code, ErrorCode::kExhausted) << c.why;
    EXPECT_THAT(refused.error().message, HasSubstr("sheet \"卖家\", row 3, column AB: text of more than 32767 characters")) << c.why;
  }
}

TEST(WorkbookTest, RowsPastASheetGoOnInTheNext) {
  Sheet sheet{.name = "leads", .heads = {"n"}, .rows = {}};
  for (int i = 1; i <= 7; ++i) sheet.rows.push_back({Cell::Integer(i)});
  const Result<std::string> bytes = WriteWorkbook({sheet, {.name = "Leads (2)", .heads = {}, .rows = {{Cell::Text("other")}}}}, {.title = {}, .author = {}, .created = {}, .rows_per_sheet = 4});
  ASSERT_TRUE(bytes) << bytes.error().message;
  const MemorySource source(*bytes);
  EXPECT_EQ(XlsxReader::Open(source)->sheets(), (std::vector<std::string>{"leads", "leads (2)", "leads (3)", "Leads (2) (2)"}));
  std::vector<std::string> all;
  for (const char* name : {"leads", "leads (2)", "leads (3)"}) {
    const std::vector<XlsxRow> rows = ReadSheet(*bytes, name);
    ASSERT_FALSE(rows.empty());
    EXPECT_EQ(rows[0].cells[0], "n") << name;
    EXPECT_LE(rows.size(), 4u) << name;
    for (size_t i = 1; i < rows.size(); ++i) all.push_back(rows[i].cells[0]);
  }
  EXPECT_EQ(all, (std::vector<std::string>{"1", "2", "3", "4", "5", "6", "7"}));
}

// ECMA-376 as Excel has it: 1,048,576 rows of a sheet.
TEST(WorkbookTest, TheRowsOfASheetAreThoseOfTheFormat) {
  Sheet sheet{.name = "rows", .heads = {}, .rows = {}};
  sheet.rows.resize(kMaxSheetRows, {Cell::Integer(1)});
  const Result<std::string> whole = WriteWorkbook({sheet});
  ASSERT_TRUE(whole) << whole.error().message;
  const MemorySource whole_source(*whole);
  EXPECT_EQ(XlsxReader::Open(whole_source)->sheets().size(), 1u);
  sheet.rows.push_back({Cell::Text("the last")});
  const Result<std::string> split = WriteWorkbook({sheet});
  ASSERT_TRUE(split) << split.error().message;
  const std::vector<XlsxRow> rest = ReadSheet(*split, "rows (2)");
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0].cells[0], "the last");
}

TEST(WorkbookTest, ColumnsAndSheetsAreCapped) {
  Sheet wide{.name = "w", .heads = {}, .rows = {std::vector<Cell>(kMaxSheetColumns, Cell::Integer(1))}};
  EXPECT_TRUE(WriteWorkbook({wide}));
  wide.rows[0].push_back(Cell::Integer(1));
  EXPECT_EQ(WriteWorkbook({wide}).error().code, ErrorCode::kExhausted);
  Sheet heads{.name = "w", .heads = std::vector<std::string>(kMaxSheetColumns + 1, "h"), .rows = {}};
  EXPECT_EQ(WriteWorkbook({heads}).error().code, ErrorCode::kExhausted);
  EXPECT_EQ(WriteWorkbook({}).error().code, ErrorCode::kInvalid);
  std::vector<Sheet> many(kMaxWorkbookSheets, {.name = "s", .heads = {}, .rows = {{Cell::Integer(1)}}});
  EXPECT_TRUE(WriteWorkbook(many));
  many.push_back(many[0]);
  EXPECT_EQ(WriteWorkbook(many).error().code, ErrorCode::kExhausted);
}

TEST(WorkbookTest, SheetNamesAreMadeLegalAndTheirOwn) {
  const std::vector<std::string> names = {"a/b\\c[d]e:f*g?h", "", "'quoted'", "History", "HISTORY", "sheet", "Sheet", "ＡＢ", "ａｂ", "Ж", "ж", "\u202ebidi\x01",
                                          std::string(40, 'x'), std::string(41, 'x'), "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五", "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", "a\nb", "  "};
  std::vector<Sheet> sheets;
  for (const std::string& name : names) sheets.push_back({.name = name, .heads = {}, .rows = {{Cell::Text(name)}}});
  const Result<std::string> bytes = WriteWorkbook(sheets);
  ASSERT_TRUE(bytes) << bytes.error().message;
  const MemorySource source(*bytes);
  const std::vector<std::string> got = XlsxReader::Open(source)->sheets();
  const std::vector<std::string> want = {"a_b_c_d_e_f_g_h", "Sheet", "quoted", "History_", "HISTORY_ (2)", "sheet (2)", "Sheet (3)", "ＡＢ", "ａｂ (2)", "Ж", "ж (2)", "bidi",
                                         std::string(31, 'x'), std::string(27, 'x') + " (2)", "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一", "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", "a_b", "Sheet (4)"};
  EXPECT_EQ(got, want);
}

TEST(WorkbookTest, TextIsCleaned) {
  const struct { const char* why; std::string in; const char* want; } cases[] = {
      {"controls of XML 1.0 go", std::string("a\x00\x01\x08\x0b\x0c\x0e\x1f" "b", 9), "ab"},
      {"tab and line end stay", "a\tb\nc", "a\tb\nc"},
      {"line ends are LF", "a\r\nb\rc", "a\nb\nc"},
      {"noncharacters go", "a\xef\xbf\xbe" "b", "ab"},
      {"broken UTF-8", "a\xff\xed\xa0\x80" "b", "a\ufffd\ufffd\ufffd\ufffdb"},
      {"overrides go, the text stays", "a\u202e\u2066b", "ab"},
      {"zero width stays", "a\u200bb", "a\u200bb"},
  };
  for (const auto& c : cases) EXPECT_EQ(CleanCellText(c.in), c.want) << c.why;
}

// A full disk must not give a shorter workbook.  In a child, because a limit on the size of files binds the whole process.
TEST(WorkbookTest, NoRoomIsAnError) {
  Sheet sheet{.name = "s", .heads = {}, .rows = {}};
  for (int i = 0; i < 20'000; ++i) sheet.rows.push_back({Cell::Text("some text that takes room " + std::to_string(i))});
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{256 << 10, 256 << 10};
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(3);
    const Result<std::string> bytes = WriteWorkbook({sheet});
    _exit(bytes ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0) << "1: a workbook came out although there was no room for it";
}

TEST(FigureWorkbookTest, HasAllRowsAndTheirSources) {
  FigureReport report = testing::SampleReport();
  for (int i = 0; i < 10'050; ++i) report.sections[0].rows.push_back({"=step" + std::to_string(i), i});
  report.simulated = true;
  for (const char* lang : {"zh", "en"}) {
    const Result<std::string> bytes = RenderFigureWorkbook(report, lang);
    ASSERT_TRUE(bytes) << bytes.error().message;
    EXPECT_EQ(*bytes, *RenderFigureWorkbook(report, lang));
    const MemorySource source(*bytes);
    const std::vector<std::string> sheets = XlsxReader::Open(source)->sheets();
    ASSERT_EQ(sheets.size(), 6u);
    const std::vector<XlsxRow> rows = ReadSheet(*bytes, sheets[1]);
    EXPECT_EQ(rows.size(), report.sections[0].rows.size() + 1);
    EXPECT_EQ(rows.back().cells, (std::vector<std::string>{"=step10049", "10049"}));
    std::string about;
    for (const XlsxRow& row : ReadSheet(*bytes, sheets[0])) {
      for (const std::string& cell : row.cells) about += cell + "\n";
    }
    EXPECT_THAT(about, HasSubstr(report.sections[0].query)) << "the query as it is, line ends included";
    EXPECT_THAT(about, HasSubstr("{\"period\":\"2026-11\",\"platforms\":[\"shop1\",\"shop2\"]}"));
    EXPECT_THAT(about, HasSubstr(FigureDigest(report)));
    EXPECT_THAT(about, HasSubstr(std::string(lang) == "zh" ? "模拟" : "simulated"));
    const std::vector<XlsxRow> platforms = ReadSheet(*bytes, sheets[2]);
    EXPECT_EQ(platforms[1].cells, (std::vector<std::string>{"示例商城 <b>", "400", "377", "0.9425", "31.25", "1234567.5", "2026-11-04T02:20:00"}));
    EXPECT_EQ(platforms[2].cells, (std::vector<std::string>{"shop2", "10", "0", "0", "", "99", "2026-11-09"})) << "unknown is an empty cell";
    EXPECT_EQ(platforms[3].cells, (std::vector<std::string>{"=cmd|' /C calc'!A0", "0", "0"}));
  }
  EXPECT_EQ(FigureSheets(report, "fr").error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace markwarden

// Workbooks as spreadsheets write them, and past every cap.
#include "core/formats/xlsx.h"

#include <gtest/gtest.h>

#include "tests/formats/zip_builder.h"

namespace markwarden {
namespace {

constexpr const char* kNamespace = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

struct Book {
  std::string rows = {};      // inside sheetData of the first sheet
  std::string shared = {};    // inside sst
  std::string formats = {};   // inside numFmts
  std::string cell_xfs = {};  // inside cellXfs
  bool since_1904 = false;
  bool deflate = true;
};

std::string Make(const Book& book) {
  const std::string sheet = "<?xml version=\"1.0\"?><worksheet " + std::string(kNamespace) + "><!-- <row r=\"9\"> --><sheetData>" + book.rows + "</sheetData><pageMargins/></worksheet>";
  return MakeZip({
      {.name = "[Content_Types].xml", .bytes = "<Types/>"},
      {.name = "xl/workbook.xml", .bytes = "<workbook " + std::string(kNamespace) + "><workbookPr date1904=\"" + (book.since_1904 ? "1" : "0") +
                                               "\"/><sheets><sheet name=\"商品\" sheetId=\"7\" r:id=\"rId3\"/><sheet name=\"Other\" sheetId=\"8\" r:id=\"rId4\"/></sheets></workbook>"},
      {.name = "xl/_rels/workbook.xml.rels", .bytes = "<Relationships><Relationship Id=\"rId3\" Type=\"x/worksheet\" Target=\"worksheets/first.xml\"/>"
                                                      "<Relationship Id=\"rId4\" Type=\"x/worksheet\" Target=\"/xl/worksheets/second.xml\"/>"
                                                      "<Relationship Id=\"rId5\" Type=\"x/sharedStrings\" Target=\"strings.xml\"/></Relationships>"},
      {.name = "xl/strings.xml", .bytes = "<sst>" + book.shared + "</sst>"},
      {.name = "xl/styles.xml", .bytes = "<styleSheet><numFmts>" + book.formats + "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>" + book.cell_xfs + "</cellXfs></styleSheet>"},
      {.name = "xl/worksheets/first.xml", .bytes = sheet, .deflate = book.deflate},
      {.name = "xl/worksheets/second.xml", .bytes = "<x:worksheet xmlns:x=\"y\"><x:sheetData><x:row r=\"2\"><x:c t=\"inlineStr\"><x:is><x:t>second</x:t></x:is></x:c></x:row><x:row/></x:sheetData></x:worksheet>"},
  });
}

struct Rows {
  std::vector<XlsxRow> rows;
  std::string error;
};
Rows ReadSheet(const std::string& bytes, const XlsxOptions& options = {}) {
  const MemorySource source(bytes);
  Result<XlsxReader> reader = XlsxReader::Open(source, options);
  Rows all;
  if (!reader) {
    all.error = reader.error().message;
    return all;
  }
  while (true) {
    Result<std::optional<XlsxRow>> row = reader->Next();
    if (!row) all.error = row.error().message;
    if (!row || !*row) return all;
    all.rows.push_back(std::move(**row));
  }
}

TEST(XlsxTest, CellsOfEveryKind) {
  const Rows all = ReadSheet(Make({
      .rows = R"(<row r="1" spans="1:3"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="s"><v>2</v></c></row>)"
              R"(<row r="3"><c r="A3"><v>199</v></c><c r="B3"><v>29.899999999999999</v></c><c r="C3"><v>6.9012345678901E12</v></c><c r="D3"><v>1.5E-3</v></c><c r="E3"><v>-12.5</v></c></row>)"
              R"(<row><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#N/A</v></c><c t="str"><f>A1&amp;"x"</f><v>cached</v></c><c t="n"><f>1+1</f></c><c t="d"><v>2026-11-23</v></c></row>)"
              R"(<row r="5"/><row r="6"><c r="A6" t="inlineStr"><is><r><t>rich</t></r><r><t xml:space="preserve"> text</t></r><rPh><t>sound</t></rPh></is></c><c r="B6" t="s"><v>99</v></c></row>)",
      .shared = R"(<si><t>标题</t></si><si><r><t>a &amp; </t></r><r><t>b</t></r><rPh sb="0"><t>phon</t></rPh></si><si><t>x_x000D_y_x005F_z)" "\x01" R"(</t></si>)"}));
  EXPECT_EQ(all.error, "");
  ASSERT_EQ(all.rows.size(), 5u);
  using Cells = std::vector<std::string>;
  EXPECT_EQ(all.rows[0].cells, (Cells{"标题", "a & b", "", "x y_z "}));
  EXPECT_EQ(all.rows[1].number, 3);
  EXPECT_EQ(all.rows[1].cells, (Cells{"199", "29.9", "6901234567890.1", "0.0015", "-12.5"}));
  EXPECT_EQ(all.rows[2].number, 4) << "counted on";
  EXPECT_EQ(all.rows[2].cells, (Cells{"true", "false", "#N/A", "cached", "", "2026-11-23"})) << "a formula is never evaluated";
  EXPECT_EQ(all.rows[3].cells, Cells{});
  EXPECT_EQ(all.rows[4].cells, (Cells{"rich text"})) << "no such shared string: empty";
}

TEST(XlsxTest, DatesByTheirStyle) {
  const Rows all = ReadSheet(Make({
      .rows = R"(<row r="1"><c s="0"><v>46349</v></c><c s="1"><v>46349</v></c><c s="2"><v>46349.5</v></c><c s="3"><v>0.25</v></c><c s="4"><v>12.5</v></c><c s="1"><v>1</v></c><c s="1"><v>61</v></c></row>)",
      .formats = R"(<numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot; h:mm"/><numFmt numFmtId="165" formatCode="#,##0.00&quot; days&quot;"/>)",
      .cell_xfs = R"(<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="20"/><xf numFmtId="165"/>)"}));
  ASSERT_EQ(all.rows.size(), 1u) << all.error;
  EXPECT_EQ(all.rows[0].cells, (std::vector<std::string>{"46349", "2026-11-23", "2026-11-23T12:00:00", "06:00:00", "12.5", "1900-01-01", "1900-03-01"}));
  EXPECT_EQ(XlsxDate(0, true), "1904-01-01");
  EXPECT_EQ(XlsxDate(46349.999999999, false), "2026-11-24");
  EXPECT_EQ(XlsxDate(-1, false), "");
  EXPECT_EQ(XlsxDate(2'958'466, false), "") << "past 9999-12-31";
  for (const char* code : {"yyyy-mm-dd", "[$-804]yyyy;@", "[h]:mm", "m/d/yy h:mm", "mm:ss.0", "yyyy\"年\""}) EXPECT_TRUE(IsXlsxDateFormat(code)) << code;
  for (const char* code : {"General", "0.00", "[Red]0", "\"day\" 0", "#,##0\\d", "0.00E+00", "@", "[>100]0", "_d0", ""}) EXPECT_FALSE(IsXlsxDateFormat(code)) << code;
}

TEST(XlsxTest, ASheetByName) {
  const std::string book = Make({.rows = ""});
  EXPECT_TRUE(ReadSheet(book).rows.empty());
  const Rows second = ReadSheet(book, {.sheet = "Other"});
  ASSERT_EQ(second.rows.size(), 2u) << second.error;
  EXPECT_EQ(second.rows[0].number, 2);
  EXPECT_EQ(second.rows[0].cells, std::vector<std::string>{"second"});
  EXPECT_NE(ReadSheet(book, {.sheet = "No"}).error.find("it has: 商品, Other"), std::string::npos);
}

std::string Repeated(const std::string& text, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST(XlsxTest, CellsAtTheCapPassAndOnePastItIsRefused) {
  const std::string at_cap = Repeated("沃", kMaxXlsxCellChars);
  const auto cell = [](const std::string& text) { return "<row><c t=\"inlineStr\"><is><t>" + text + "</t></is></c></row>"; };
  const Rows all = ReadSheet(Make({.rows = cell(at_cap) + cell(at_cap + "沃") + cell("after"), .deflate = false}));
  ASSERT_EQ(all.rows.size(), 3u) << all.error;
  EXPECT_EQ(all.rows[0].error, "");
  EXPECT_EQ(all.rows[1].error, "cell 1 is longer than 32767 characters");
  EXPECT_TRUE(all.rows[1].cells.empty());
  EXPECT_EQ(all.rows[2].cells[0], "after");
}

TEST(XlsxTest, ColumnsAtTheCapPassAndOnePastItIsRefused) {
  const Rows all = ReadSheet(Make({.rows = R"(<row><c r="AMJ1"><v>1</v></c></row><row><c r="AMK2"><v>1</v></c></row><row><c r="XFD3"><v>1</v></c></row><row><c r="ZZZZZZZZ4"><v>1</v></c></row>)"}));
  ASSERT_EQ(all.rows.size(), 4u) << all.error;
  EXPECT_EQ(all.rows[0].cells.size(), 1024u);
  for (size_t i = 1; i < 4; ++i) EXPECT_EQ(all.rows[i].error, "has a cell past column 1024") << i;
}

TEST(XlsxTest, RowsAtTheCapPassAndOnePastItIsRefused) {
  const Rows numbered = ReadSheet(Make({.rows = R"(<row r="1048576"><c><v>1</v></c></row><row r="1048577"><c><v>1</v></c></row>)"}));
  EXPECT_EQ(numbered.rows.size(), 1u);
  EXPECT_NE(numbered.error.find("1048576"), std::string::npos);
  const Rows counted = ReadSheet(Make({.rows = Repeated("<row r=\"7\"/>", 1'048'577), .deflate = false}));
  EXPECT_EQ(counted.rows.size(), 1'048'576u);
  EXPECT_NE(counted.error.find("1048576"), std::string::npos);
  const Rows long_row = ReadSheet(Make({.rows = "<row>" + Repeated("<c/>", (16 << 20) / 4 + 1) + "</row>", .deflate = false}));
  EXPECT_NE(long_row.error.find("16 MiB"), std::string::npos) << long_row.error;
}

TEST(XlsxTest, WhatIsBrokenEndsWithAReason) {
  EXPECT_NE(ReadSheet("nonsense").error.find("ZIP"), std::string::npos);
  EXPECT_NE(ReadSheet(MakeZip({{.name = "a", .bytes = "b"}})).error.find("no workbook"), std::string::npos);
  const Rows cut = ReadSheet(Make({.rows = "<row><c><v>1</v></c></row><row><c><v>2"}));
  EXPECT_EQ(cut.rows.size(), 1u);
  // The lost end tag is found nowhere: the rest of the sheet is one row that never ends.
  EXPECT_NE(cut.error.find("cut off in row 2"), std::string::npos) << cut.error;
}

}  // namespace
}  // namespace markwarden

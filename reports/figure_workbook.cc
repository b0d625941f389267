// Report -> sheets -> workbook.
#include "reports/figure_workbook.h"

#include <algorithm>

#include "core/clock.h"
#include "reports/template.h"
#include "reports/workbook.h"

namespace markwarden {
namespace {

Cell SheetCell(const FigureReport& report, const FigureColumn& column, const Json& cell) {
  if (cell.is_null()) return Cell::Empty();
  switch (column.kind) {
    case FigureKind::kText: return Cell::Text(cell.get<std::string>());
    case FigureKind::kCount: return Cell::Integer(cell.get<int64_t>());
    case FigureKind::kShare: return Cell::Share(cell.get<double>());
    case FigureKind::kHours:
    case FigureKind::kDays: return Cell::Number(cell.get<double>());
    case FigureKind::kDate: {
      const std::string text = cell.get<std::string>();
      return text.size() == 10 ? Cell::Date(text) : Cell::Time(TimeInZone(text, report.zone).substr(0, 19));
    }
    case FigureKind::kMoney: return Cell::Decimal(cell.get<std::string>());
  }
  return Cell::Empty();
}

// Texts longer than a cell holds go on in the next rows.
void AddFact(Sheet& sheet, const std::string& name, const std::string& text) {
  constexpr size_t kPiece = 8'000;
  size_t at = 0;
  do {
    size_t end = std::min(text.size(), at + kPiece);
    while (end < text.size() && end > at && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    if (end == at) end = std::min(text.size(), at + kPiece);  // no UTF-8 at all
    sheet.rows.push_back({Cell::Text(at == 0 ? name : ""), Cell::Text(text.substr(at, end - at))});
    at = end;
  } while (at < text.size());
}

}  // namespace

Result<std::vector<Sheet>> FigureSheets(const FigureReport& report, std::string_view lang) {
  if (lang != "zh" && lang != "en") return Fail(ErrorCode::kUnsupported, "a report is written in zh or en, not \"" + std::string(lang) + "\"");
  if (Status done = CheckFigureReport(report); !done) return Fail(std::move(done.error()));
  const bool zh = lang == "zh";
  std::vector<Sheet> sheets(1);
  Sheet about{.name = zh ? "说明" : "About", .heads = {zh ? "项目" : "Item", zh ? "内容" : "Content"}, .rows = {}};
  AddFact(about, zh ? "报告" : "Report", InLanguage(report.title, lang));
  AddFact(about, zh ? "编号" : "Id", report.id);
  AddFact(about, zh ? "统计期间" : "Period", report.from + " – " + report.to + " (" + report.zone + ")");
  AddFact(about, zh ? "编制单位" : "Organisation", report.org);
  AddFact(about, zh ? "生成时间" : "Made", TimeInZone(report.made_at, report.zone));
  if (report.simulated) AddFact(about, zh ? "模拟数据" : "Simulated", zh ? "出自模拟库，时间经过设定，不得用于考核或者发布。" : "From a simulated store whose clock was set: not for appraisal or publication.");
  AddFact(about, zh ? "读法" : "How to read it", zh ? "空格表示未知，不等于零。所标记的均为涉嫌侵权的线索，是否构成侵权由有权机关认定。"
                                                    : "An empty cell is unknown, not zero. What is flagged are leads of suspected infringement; whether there is infringement is for the competent authority to find.");
  AddFact(about, zh ? "报告数据 SHA-256" : "SHA-256 of the data", FigureDigest(report));
  size_t number = 0;
  for (const FigureSection& section : report.sections) {
    const std::string n = std::to_string(++number) + ". ", title = CleanText(InLanguage(section.title, lang), kMaxFigureTitleChars);
    AddFact(about, n + (zh ? "标题" : "Title"), title);
    AddFact(about, n + (zh ? "口径" : "Definition"), InLanguage(section.definition, lang));
    AddFact(about, n + (zh ? "查询语句" : "Query"), section.query);
    AddFact(about, n + (zh ? "参数" : "Parameters"), DumpJson(section.parameters));
    if (const std::string note = InLanguage(section.note, lang); !note.empty()) AddFact(about, n + (zh ? "说明" : "Note"), note);
    Sheet sheet;
    sheet.name = n + title;
    for (const FigureColumn& column : section.columns) sheet.heads.push_back(InLanguage(column.name, lang));
    sheet.rows.reserve(section.rows.size());
    for (const std::vector<Json>& row : section.rows) {
      std::vector<Cell>& cells = sheet.rows.emplace_back();
      for (size_t i = 0; i < row.size(); ++i) cells.push_back(SheetCell(report, section.columns[i], row[i]));
    }
    sheets.push_back(std::move(sheet));
  }
  sheets.front() = std::move(about);
  return sheets;
}

Result<std::string> RenderFigureWorkbook(const FigureReport& report, std::string_view lang) {
  const Result<std::vector<Sheet>> sheets = FigureSheets(report, lang);
  if (!sheets) return Fail(Error(sheets.error()));
  return WriteWorkbook(*sheets, {.title = InLanguage(report.title, lang), .author = report.org, .created = ParseTime(report.made_at).value_or(Time{})});
}

}  // namespace markwarden

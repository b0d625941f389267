// Answers -> values -> template -> page and PDF.
#include "reports/local_form_render.h"

#include "core/clock.h"
#include "core/file.h"
#include "reports/document.h"
#include "reports/extraction_record.h"
#include "reports/figure_report.h"
#include "reports/pdf.h"
#include "reports/template.h"

namespace markwarden {
namespace {

constexpr size_t kNamedEmpty = 40;  // in the closing line; the list in FilledForm has all

std::string LabelOf(const std::vector<FormField>& fields, std::string_view id, std::string_view lang) {
  for (const FormField& field : fields) {
    if (field.id == id) return InLanguage(field.label, lang);
  }
  return std::string(id);
}

// "items[3].seller" -> "Listings, row 4: Seller".
std::string EmptyName(const LocalForm& form, const std::string& id, std::string_view lang) {
  const std::string head = id.substr(0, id.find_first_of("[."));
  const size_t dot = id.find('.'), bracket = id.find('[');
  for (const FormPart& part : form.parts) {
    if (part.table.empty() || part.table != head) {
      for (const FormField& field : part.fields) {
        if (field.id == id) return InLanguage(field.label, lang);
      }
      continue;
    }
    std::string name = InLanguage(part.title, lang);
    if (bracket != std::string::npos) {
      const std::string row = std::to_string(std::stoul(id.substr(bracket + 1)) + 1);
      name += lang == "zh" ? "第 " + row + " 行" : ", row " + row;
    }
    if (dot != std::string::npos) name += (lang == "zh" ? "：" : ": ") + LabelOf(part.columns, id.substr(dot + 1), lang);
    return name;
  }
  return id;
}

Json PartView(const FormPart& part, const FilledPart& filled, std::string_view lang) {
  Json fields = Json::array(), heads = Json::array(), rows = Json::array();
  for (size_t i = 0; i < part.fields.size(); ++i) fields.push_back({{"label", InLanguage(part.fields[i].label, lang)}, {"answer", filled.answers[i]}});
  std::vector<bool> numbers;
  for (const FormField& column : part.columns) {
    numbers.push_back(column.kind == FormFieldKind::kCount || column.kind == FormFieldKind::kMoney);
    heads.push_back({{"number", static_cast<bool>(numbers.back())}, {"text", InLanguage(column.label, lang)}});
  }
  for (size_t r = 0; r < filled.rows.size(); ++r) {
    Json cells = Json::array();
    for (size_t c = 0; c < numbers.size(); ++c) cells.push_back({{"number", static_cast<bool>(numbers[c])}, {"text", filled.rows[r][c]}});
    rows.push_back({{"n", std::to_string(r + 1)}, {"cells", std::move(cells)}});
  }
  return {{"title", InLanguage(part.title, lang)},
          {"has_fields", !part.fields.empty()},
          {"has_table", !part.table.empty()},
          {"fields", std::move(fields)},
          {"heads", std::move(heads)},
          {"rows", std::move(rows)},
          {"rows_left_out", filled.left_out == 0 ? "" : std::to_string(filled.left_out)}};
}

}  // namespace

Result<LocalFormTemplates> LoadLocalFormTemplates(const std::filesystem::path& data_dir) {
  LocalFormTemplates templates;
  for (const char* lang : {"zh", "en"}) {
    const std::filesystem::path file = data_dir / "reports" / "local_forms" / ("form." + std::string(lang) + ".html");
    Result<std::string> page = ReadFile(file, 1 << 20);
    if (!page) return Fail(std::move(page.error()).While("read " + file.string()));
    templates.pages[lang] = std::move(*page);
  }
  return templates;
}

Result<RenderedForm> RenderForm(const FilledForm& filled, const LocalFormHead& head, const LocalFormTemplates& templates, std::string_view lang) {
  const LocalForm& form = filled.form;
  const auto page = templates.pages.find(std::string(lang));
  if (page == templates.pages.end()) return Fail(ErrorCode::kUnsupported, "a form is written in zh or en, not \"" + std::string(lang) + "\"");
  const auto made_at = ParseTime(head.made_at);
  if (!made_at) return Fail(ErrorCode::kInvalid, "form \"" + form.id + "\": made_at \"" + head.made_at + "\" is no time");
  Json parts = Json::array(), empty = Json::array(), signatures = Json::array();
  for (size_t i = 0; i < form.parts.size(); ++i) parts.push_back(PartView(form.parts[i], filled.parts[i], lang));
  for (size_t i = 0; i < std::min(filled.empty.size(), kNamedEmpty); ++i) empty.push_back({{"more", i > 0}, {"name", EmptyName(form, filled.empty[i], lang)}});
  for (const LocalText& line : form.signatures) signatures.push_back(InLanguage(line, lang));
  const Json view = {{"title", InLanguage(form.title, lang)},
                     {"number", CleanText(head.number, 200)},
                     {"organisation", CleanText(head.organisation, 300)},
                     {"made_at", BeijingTime(head.made_at)},
                     {"simulated", head.simulated},
                     {"unverified", form.verified_by.empty()},
                     {"standard", form.standard},
                     {"source", InLanguage(form.source, lang)},
                     {"form_id", form.id},
                     {"form_version", std::to_string(form.version)},
                     {"parts", std::move(parts)},
                     {"signatures", std::move(signatures)},
                     {"has_empty", !filled.empty.empty()},
                     {"empty", std::move(empty)},
                     {"empty_more", filled.empty.size() > kNamedEmpty ? std::to_string(filled.empty.size() - kNamedEmpty) : ""},
                     {"values_sha256", filled.values_sha256}};
  Result<std::string> html = FillTemplate(page->second, view);
  if (!html) return Fail(std::move(html.error()).While("form \"" + form.id + "\""));
  const Result<Document> document = ParseDocument(*html);
  if (!document) return Fail(Error(document.error()).While("form \"" + form.id + "\""));
  PdfOptions options;
  options.author = view["organisation"].get<std::string>();
  options.header = document->title;
  options.page_word = lang == "zh" ? "第 {page} 页 / 共 {pages} 页" : "page {page} of {pages}";
  options.foot = (lang == "zh" ? "填写依据 SHA-256 " : "Filled from values of SHA-256 ") + filled.values_sha256;
  options.created = *made_at;
  Result<std::string> pdf = WritePdf(*document, options);
  if (!pdf) return Fail(std::move(pdf.error()).While("form \"" + form.id + "\""));
  return RenderedForm{.html = std::move(*html), .pdf = std::move(*pdf)};
}

}  // namespace markwarden

// Template -> HTML -> document -> text and PDF.
#include "reports/notice_render.h"

#include "core/hash.h"
#include "reports/document.h"
#include "reports/notice_check.h"
#include "reports/notice_view.h"
#include "reports/pdf.h"
#include "reports/template.h"

namespace markwarden {
namespace {

// The faces that each language's readers expect: Han characters differ between countries, and the Chinese, Japanese and
// Korean faces set Russian letters as wide as theirs.
PdfOptions PdfFonts(std::string_view lang) {
  PdfOptions options;
  if (lang == "ru") {
    options.fonts = "Noto Sans, Noto Sans CJK SC, DejaVu Sans";
    options.title_fonts = "Noto Serif, Noto Serif CJK SC, DejaVu Serif";
  } else if (lang == "ja" || lang == "ko") {
    const std::string face = lang == "ja" ? "JP" : "KR";
    options.fonts = "Noto Sans CJK " + face + ", " + options.fonts;
    options.title_fonts = "Noto Serif CJK " + face + ", " + options.title_fonts;
  }
  return options;
}

}  // namespace

Result<RenderedNotice> RenderNotice(const Notice& notice, const Regime& regime, std::string_view lang) {
  if (const std::vector<MissingField> missing = CheckNotice(notice, regime); !missing.empty()) {
    return Fail(ErrorCode::kInvalid, (lang == "zh" ? "通知尚缺：" : "the notice lacks: ") + DescribeMissing(missing, lang));
  }
  const auto found = regime.templates.find(std::string(lang));
  if (found == regime.templates.end()) {
    return Fail(ErrorCode::kUnsupported, regime.id + " has no template in \"" + std::string(lang) + "\"");
  }
  const std::string name = regime.id + "." + found->first;
  Result<std::string> html = FillTemplate(found->second, NoticeView(notice, regime, lang));
  if (!html) return Fail(std::move(html.error()).While("render " + name));
  const Result<Document> document = ParseDocument(*html);
  if (!document) return Fail(Error(document.error()).While("render " + name));

  PdfOptions options = PdfFonts(lang);
  options.author = CleanText(notice.right_holder.name, 200);
  options.header = document->title;
  options.page_word = regime.Word("document", "page", lang);
  options.foot = regime.Word("document", "record_digest", lang) + " SHA-256 " + NoticeDigest(notice) + "\n" +
                 regime.Word("document", "html_digest", lang) + " SHA-256 " + Sha256Hex(*html);
  options.created = ParseTime(notice.created_at).value_or(Time{});
  Result<std::string> pdf = WritePdf(*document, options);
  if (!pdf) return Fail(std::move(pdf.error()).While("render " + name));

  RenderedNotice rendered;
  rendered.text = DocumentText(*document);
  rendered.html = std::move(*html);
  rendered.pdf = std::move(*pdf);
  for (const LegalBasis* row : BasisUsed(notice, regime)) {
    if (row->verified_by.empty()) rendered.unverified.push_back(row->id);
  }
  return rendered;
}

}  // namespace markwarden

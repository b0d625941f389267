// Template -> HTML -> document -> text and PDF.
#include "reports/notice_render.h"

#include "core/hash.h"
#include "reports/document.h"
#include "reports/notice_check.h"
#include "reports/notice_view.h"
#include "reports/pdf.h"
#include "reports/template.h"

namespace markwarden {

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

  const bool zh = lang == "zh";
  PdfOptions options;
  options.author = CleanText(notice.right_holder.name, 200);
  options.header = document->title;
  options.page_word = zh ? "第 {page} 页 / 共 {pages} 页" : "page {page} of {pages}";
  options.foot = (zh ? "通知记录 SHA-256 " : "Notice record SHA-256 ") + NoticeDigest(notice) + (zh ? "\n网页版 SHA-256 " : "\nHTML version SHA-256 ") +
                 Sha256Hex(*html);
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

// PDFs: valid, with their text and fonts, hostile content included.
#include "reports/pdf.h"

#include <gmock/gmock.h>

#include <cstdio>
#include <cstdlib>

#include "core/file.h"
#include "reports/notice_render.h"
#include "tests/reports/fixtures.h"

namespace markwarden {
namespace {

using ::testing::HasSubstr;

bool Have(const char* tool) { return std::system((std::string("command -v ") + tool + " >/dev/null 2>&1").c_str()) == 0; }

std::string Output(const std::string& command) {
  std::string text;
  FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) return text;
  char buffer[4096];
  for (size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, n);
  pclose(pipe);
  return text;
}

std::filesystem::path Save(const std::string& name, const std::string& pdf) {
  const std::filesystem::path path = std::filesystem::path(::testing::TempDir()) / name;
  EXPECT_TRUE(WriteFileAtomic(path, pdf));
  return path;
}

TEST(PdfTest, OtherPeoplesToolsReadItsTextAndFonts) {
  if (!Have("pdftotext") || !Have("qpdf") || !Have("pdffonts")) GTEST_SKIP() << "poppler-utils or qpdf is not installed";
  const DraftInput input = testing::CnInput(3);
  const Notice notice = DraftNotice(input);
  const Result<RenderedNotice> rendered = RenderNotice(notice, *input.regime, "zh");
  ASSERT_TRUE(rendered) << rendered.error().message;
  const std::string path = Save("notice.pdf", rendered->pdf).string();
  EXPECT_EQ(std::system(("qpdf --check " + path + " >/dev/null 2>&1").c_str()), 0);
  std::string text = Output("pdftotext -layout " + path + " -");
  std::erase(text, ' ');
  // Broken over lines, an address or a digest gains no hyphen.
  EXPECT_THAT(text, ::testing::Not(HasSubstr("a-\n")));
  for (const std::string& words : {std::string("知识产权侵权通知书"), std::string("北guo"), std::string("91230100MA0EXAMPLE"),
                                   NoticeDigest(notice), std::string("第1页/共"), std::string("法发〔2020〕32号")}) {
    EXPECT_THAT(text, HasSubstr(words));
  }
  const std::string fonts = Output("pdffonts " + path);
  EXPECT_THAT(fonts, HasSubstr("CJK"));
  EXPECT_THAT(fonts, ::testing::Not(HasSubstr(" no  ")));  // column "emb"
  // The dates are the notice's, whatever the clock and the machine's zone say.
  EXPECT_THAT(Output("TZ=UTC pdfinfo " + path), HasSubstr("Mon Nov 23 08:00:00 2026 UTC"));
}

TEST(PdfTest, LongTablesRepeatTheirHeadingOnEveryPage) {
  if (!Have("pdftotext")) GTEST_SKIP() << "poppler-utils is not installed";
  const DraftInput input = testing::CnInput(60);
  const Result<RenderedNotice> rendered = RenderNotice(DraftNotice(input), *input.regime, "en");
  ASSERT_TRUE(rendered) << rendered.error().message;
  const std::string text = Output("pdftotext -layout -f 2 -l 3 " + Save("long.pdf", rendered->pdf).string() + " -");
  EXPECT_THAT(text, HasSubstr("Location and capture"));
  for (int i = 1; i <= 60; ++i) EXPECT_THAT(rendered->text, HasSubstr("Item number: 10" + std::to_string(i) + "\n"));
}

TEST(PdfTest, PagesAreCapped) {
  Document document;
  document.lang = "en";
  Block block;
  std::string lines;
  for (int i = 0; i < 50; ++i) lines += "x\n";  // at least a page
  block.runs = {{lines, false}};
  for (int i = 0; i <= kMaxPdfPages; ++i) document.blocks.push_back(block);
  const Result<std::string> pdf = WritePdf(document, {});
  ASSERT_FALSE(pdf);
  EXPECT_EQ(pdf.error().code, ErrorCode::kExhausted);
}

TEST(DocumentTest, OnlyTheSubsetIsRead) {
  EXPECT_TRUE(ParseDocument("<html lang=\"zh\"><body><p>a &lt;b&gt; <strong>c</strong></p></body></html>"));
  for (const char* bad : {"<p>a", "<p>a</h1>", "text", "<iframe></iframe>", "<p>a</p", "<td>x</td>", "</p>", "<table><td>x</td></table>", "<br>"}) {
    EXPECT_FALSE(ParseDocument(bad)) << bad;
  }
}

}  // namespace
}  // namespace markwarden

// Every shipped regime in every language it ships: golden documents, what they may not say, hostile values, blanks.
#include <gmock/gmock.h>

#include <cstdio>
#include <cstdlib>
#include <set>

#include "core/file.h"
#include "reports/notice_check.h"
#include "reports/notice_render.h"
#include "reports/notice_view.h"
#include "reports/template.h"
#include "reports/wording.h"
#include "tests/reports/figure_fixture.h"
#include "tests/reports/fixtures.h"
#include "tests/temporary_folder.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;
using testing::EveryRegime;
using testing::LawDir;
using testing::RegimeOf;
using ::testing::HasSubstr;
using ::testing::Not;

const Wording& ShippedWording() {
  static const Result<Wording> wording = Wording::Load(LawDir());
  EXPECT_TRUE(wording) << wording.error().message;
  return *wording;
}

TEST(EveryRegimeTest, IsTriedHere) {
  std::set<std::string> tried, shipped;
  for (const DraftInput& input : EveryRegime()) tried.insert(input.regime->id);
  for (const Regime& regime : testing::Regimes()) shipped.insert(regime.id);
  EXPECT_EQ(tried, shipped);
}

// Golden files: UPDATE_GOLDEN=1 rewrites them; read the difference, commit both.
void Golden(const std::string& name, const std::string& got) {
  const fs::path path = fs::path(MARKWARDEN_SOURCE_DIR) / "tests/reports/golden" / name;
  if (std::getenv("UPDATE_GOLDEN")) {
    ASSERT_TRUE(WriteFileAtomic(path, got));
  }
  const Result<std::string> want = ReadFile(path);
  ASSERT_TRUE(want) << want.error().message;
  EXPECT_EQ(got, *want) << name;
}

TEST(EveryRegimeTest, MatchesGoldenFiles) {
  for (const DraftInput& input : EveryRegime()) {
    const Notice notice = DraftNotice(input);
    for (const auto& [lang, text] : input.regime->templates) {
      const Result<RenderedNotice> rendered = RenderNotice(notice, *input.regime, lang);
      ASSERT_TRUE(rendered) << input.regime->id << ": " << rendered.error().message;
      Golden(input.regime->id + "." + lang + ".html", rendered->html);
      Golden(input.regime->id + "." + lang + ".txt", rendered->text);
      const Result<RenderedNotice> again = RenderNotice(notice, *input.regime, lang);
      EXPECT_EQ(rendered->html, again->html);
      EXPECT_EQ(rendered->pdf, again->pdf) << "the PDF must not depend on when it is made";
    }
  }
}

// A notice says suspected; whether there is infringement is not the program's to find.
TEST(EveryRegimeTest, SaysSuspectedAndNeverFinds) {
  const std::map<std::string, std::vector<const char*>> suspected = {
      {"zh", {"涉嫌"}}, {"en", {"suspected"}}, {"ru", {"предполагаем", "подозре"}}, {"ja", {"疑い", "侵害のおそれ"}}, {"ko", {"의심"}}};
  for (const DraftInput& input : EveryRegime()) {
    for (const auto& [lang, unused] : input.regime->templates) {
      const std::string text = RenderNotice(DraftNotice(input), *input.regime, lang)->text;
      ASSERT_TRUE(suspected.contains(lang)) << lang;
      bool says = false;
      for (const char* word : suspected.at(lang)) says = says || text.find(word) != std::string::npos;
      EXPECT_TRUE(says) << input.regime->id << "." << lang;
      const auto finding = ShippedWording().Finding(text, lang);
      EXPECT_FALSE(finding) << input.regime->id << "." << lang << " says " << *finding;
    }
  }
}

// What a slip in a template could look like, in each language: none of it loads.
TEST(EveryRegimeTest, ATemplateThatFindsInfringementDoesNotLoad) {
  const struct { const char* file; const char* sentence; } cases[] = {
      {"cn-ecommerce-42.zh", "上述商品已认定侵权。"},
      {"cn-ecommerce-42.zh", "上述商品已经<strong>认定侵权</strong>。"},
      {"cn-copyright-net-14.zh", "上述行为已构成侵权。"},
      {"us-512c3.zh", "（被 侵 权 作 品）"},
      {"eu-dsa-16.zh", "经审查，侵权行为成立{{#id}}。{{/id}}"},
      {"ru-149fz-15-7.zh", "上述商品认定为侵权。"},
      {"cn-ecommerce-42.en", "The listings are infringing."},
      {"us-512c3.en", "Infringement has been\n  established."},
      {"eu-dsa-16.en", "These INFRINGING LISTINGS must go."},
      {"jp-ryutsu-platform.en", "The seller was found to infringe."},
      {"ru-149fz-15-7.ru", "Нарушение установлено."},
      {"ru-149fz-15-7.ru", "ФАКТ НАРУШЕНИЯ УСТАНОВЛЕН"},
      {"ru-149fz-15-7.ru", "Продавец предлагает контрафактный товар."},
      {"jp-ryutsu-platform.ja", "権利の侵害と認定されました。"},
      {"jp-ryutsu-platform.ja", "当該商品は侵害品です。"},
      {"jp-ryutsu-platform.ja", "貴社の出品者は権利を侵害しています。"},
      {"kr-copyright-103.ko", "저작권 침해로 인정되었습니다."},
      {"kr-copyright-103.ko", "침해가 확인된 게시물입니다."},
  };
  for (const auto& c : cases) {
    const TemporaryFolder folder;
    const fs::path law = folder.path() / "law";
    fs::copy(LawDir(), law, fs::copy_options::recursive);
    const fs::path path = law / "templates" / (std::string(c.file) + ".html");
    std::string text = *ReadFile(path);
    const size_t at = text.find("<footer>");
    ASSERT_NE(at, std::string::npos) << c.file;
    text.insert(at, "<p>" + std::string(c.sentence) + "</p>\n");
    ASSERT_TRUE(WriteFileAtomic(path, text));
    const auto loaded = LoadRegimes(law);
    ASSERT_FALSE(loaded) << c.sentence;
    EXPECT_EQ(loaded.error().code, ErrorCode::kInvalid);
    EXPECT_THAT(loaded.error().message, HasSubstr("never finds infringement")) << c.sentence;
  }
}

TEST(EveryRegimeTest, NorDoOtherTextsThatFindIt) {
  const struct { const char* file; const char* from; const char* to; const char* says; } cases[] = {
      {"phrases.yaml", "明显低于权利人的参考价格", "明显低于权利人的参考价格，认定侵权", "phrase price"},
      {"phrases.yaml", "looks like the holder's picture", "is infringing the holder's picture", "phrase picture.similar"},
      {"phrases.yaml", "取样购买", "取样购买（已认定）", "word evidence.test_buy"},
      {"regimes/ru-149fz-15-7.yaml", "удаление объекта с предполагаемым нарушением", "удаление контрафактного объекта", "measure delete"},
      {"regimes/kr-copyright-103.yaml", "허락 없는 복제", "침해로 인정된 복제", "copyright.kr"},
      {"regimes/cn-ecommerce-42.yaml", "deletion of the suspected listings", "deletion of the infringing listings", "measure delete"},
      {"templates/eu-dsa-16.en.html", "uspected", "laimed", "never says suspected"},
      {"wording.yaml", "ko:", "kr:", "wording.yaml says nothing of templates in \"ko\""},
      {"wording.yaml", "suspected: [의심]", "suspected: []", "each list words"},
      {"wording.yaml", "suspected: [의심]", "suspected: [\"\\u200b\"]", "an empty word"},
      {"templates/us-512c3.en.html", "{{>items}}", "{{>../regimes/x}}", "no name of a part"},
      {"templates/us-512c3.en.html", "{{>items}}", "{{>nothing}}", "nothing.html"},
      {"templates/parts/items.en.html", "<tbody>", "<tbody>{{>style}}", "names another part"},
  };
  for (const auto& c : cases) {
    const TemporaryFolder folder;
    const fs::path law = folder.path() / "law";
    fs::copy(LawDir(), law, fs::copy_options::recursive);
    std::string text = *ReadFile(law / c.file);
    ASSERT_NE(text.find(c.from), std::string::npos) << c.from;
    for (size_t at = text.find(c.from); at != std::string::npos; at = text.find(c.from, at + std::string(c.to).size())) {
      text.replace(at, std::string(c.from).size(), c.to);
    }
    ASSERT_TRUE(WriteFileAtomic(law / c.file, text));
    const auto loaded = LoadRegimes(law);
    ASSERT_FALSE(loaded) << c.says;
    EXPECT_EQ(loaded.error().code, ErrorCode::kInvalid);
    EXPECT_THAT(loaded.error().message, HasSubstr(c.says));
  }
}

std::string PdfText(const std::string& pdf, const fs::path& path) {
  EXPECT_TRUE(WriteFileAtomic(path, pdf));
  return testing::OutputOf("pdftotext -raw " + path.string() + " -");
}

std::string Unbroken(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\f' || c == '\r'; });
  return text;
}

// Whatever template languages there are: a seller's words stay words.
TEST(EveryRegimeTest, PlaceholdersInValuesStayText) {
  if (std::system("command -v pdftotext >/dev/null 2>&1") != 0) GTEST_SKIP() << "poppler-utils is not installed";
  const TemporaryFolder folder;
  const std::string hostile = "{{title}} {{#items}}{{/items}} {{!id}} {{>style}} %s%n ${x} <script>alert(1)</script> {% raw %} {page}";
  const std::string title = "T" + hostile, seller = "S" + hostile, address = "A" + hostile, holder = "H" + hostile, right = "R" + hostile;
  for (DraftInput input : EveryRegime()) {
    input.items[0].listing.title = title;
    input.items[0].listing.seller.name = seller;
    input.items[0].flag.signals.push_back(testing::TextSignal("text.name", "M" + hostile, "", 99));
    input.right.title = right;
    input.right.holder.name = holder;
    input.right.holder.extra["address"] = address;
    for (const auto& [lang, unused] : input.regime->templates) {
      const std::string name = input.regime->id + "." + lang;
      const Result<RenderedNotice> rendered = RenderNotice(DraftNotice(input), *input.regime, lang);
      ASSERT_TRUE(rendered) << name << ": " << rendered.error().message;
      EXPECT_THAT(rendered->html, Not(HasSubstr("<script"))) << name;
      const std::string pdf = Unbroken(PdfText(rendered->pdf, folder.path() / (name + ".pdf")));
      for (const std::string& value : {title, seller, address, holder, right}) {
        EXPECT_THAT(rendered->html, HasSubstr(EscapeHtml(value))) << name;
        EXPECT_THAT(rendered->text, HasSubstr(value)) << name;
        EXPECT_THAT(pdf, HasSubstr(Unbroken(value))) << name;
      }
      EXPECT_THAT(rendered->text, HasSubstr("M{{title}} {{#items}}{{/items}} {{!id}} {{>style}} %s%n ${x} <script>alert(1)</script>")) << name;
    }
  }
}

// The letters of each language are in the PDF, in faces that its readers expect, embedded.
TEST(EveryRegimeTest, PdfsHoldTheirScripts) {
  if (std::system("command -v pdftotext >/dev/null 2>&1") != 0) GTEST_SKIP() << "poppler-utils is not installed";
  const TemporaryFolder folder;
  const struct { const char* regime; const char* lang; const char* words; const char* more; const char* font; const char* not_font; } cases[] = {
      {"ru-149fz-15-7", "ru", "Заявлениеопредполагаемомнарушении", "страница1из", "NotoSans-Regular", "CJKjp"},
      {"jp-ryutsu-platform", "ja", "侵害のおそれのある情報の通知書兼送信防止措置依頼書", "称呼が同じか似ている", "NotoSansCJKjp", "CJKkr"},
      {"kr-copyright-103", "ko", "복제·전송중단요청서", "침해가의심되는", "NotoSansCJKkr", "CJKjp"},
  };
  for (const auto& c : cases) {
    for (const DraftInput& input : EveryRegime()) {
      if (input.regime->id != c.regime) continue;
      const Result<RenderedNotice> rendered = RenderNotice(DraftNotice(input), *input.regime, c.lang);
      ASSERT_TRUE(rendered) << rendered.error().message;
      const std::string text = Unbroken(PdfText(rendered->pdf, folder.path() / "x.pdf"));
      EXPECT_THAT(text, HasSubstr(c.words));
      EXPECT_THAT(text, HasSubstr(c.more));
      const std::string fonts = testing::OutputOf("pdffonts " + (folder.path() / "x.pdf").string());
      EXPECT_THAT(fonts, HasSubstr(c.font)) << c.lang;
      EXPECT_THAT(fonts, Not(HasSubstr(c.not_font))) << c.lang;
      EXPECT_THAT(fonts, Not(HasSubstr(" no  "))) << "embedded";
    }
  }
}

// Each {{!name}} of each template: left blank, nothing is rendered, and the error says which.
TEST(EveryRegimeTest, ABlankRequiredPlaceholderBlocks) {
  int tried = 0;
  for (const DraftInput& input : EveryRegime()) {
    const Notice notice = DraftNotice(input);
    for (const auto& [lang, text] : input.regime->templates) {
      const Json whole = NoticeView(notice, *input.regime, lang);
      ASSERT_TRUE(FillTemplate(text, whole)) << input.regime->id << "." << lang;
      std::set<std::string> names;
      for (size_t at = text.find("{{!"); at != std::string::npos; at = text.find("{{!", at + 1)) {
        names.insert(text.substr(at + 3, text.find("}}", at) - at - 3));
      }
      EXPECT_GE(names.size(), 6u) << input.regime->id << "." << lang;
      for (const std::string& name : names) {
        for (const char* blank : {"", " \u200b\u3000"}) {
          Json view = whole;
          std::string pointer = "/" + name;
          std::replace(pointer.begin(), pointer.end(), '.', '/');
          ASSERT_TRUE(view.contains(Json::json_pointer(pointer))) << name;
          view[Json::json_pointer(pointer)] = blank;
          const Result<std::string> filled = FillTemplate(text, view);
          ASSERT_FALSE(filled) << input.regime->id << "." << lang << ": " << name;
          EXPECT_THAT(filled.error().message, HasSubstr("required placeholder \"" + name + "\" is empty"));
          ++tried;
        }
      }
    }
  }
  EXPECT_GE(tried, 17 * 2 * 6);
}

// Federal Law 149-FZ, article 15.7: copyright and related rights only.
TEST(EveryRegimeTest, ATrademarkIsRefusedInRussiaAndKorea) {
  for (DraftInput input : {testing::RuInput(), testing::KrInput()}) {
    input.right.kind = RightKind::kTrademark;
    for (const auto& [lang, unused] : input.regime->templates) {
      const Result<RenderedNotice> rendered = RenderNotice(DraftNotice(input), *input.regime, lang);
      ASSERT_FALSE(rendered) << input.regime->id;
      EXPECT_EQ(rendered.error().code, ErrorCode::kInvalid);
      EXPECT_THAT(rendered.error().message, HasSubstr(lang == "zh" ? "商标投诉请使用平台自己的投诉表" : "not trademarks: use the platform's own trademark form"));
    }
  }
}

}  // namespace
}  // namespace markwarden

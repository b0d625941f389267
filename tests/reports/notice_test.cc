// Drafting, checking and rendering notices, against golden documents.
#include <gmock/gmock.h>

#include "reports/notice_check.h"
#include "reports/notice_draft.h"
#include "reports/notice_render.h"
#include "tests/reports/fixtures.h"

namespace markwarden {
namespace {

using testing::CnInput;
using testing::RegimeOf;
using testing::UsInput;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Explain(const Notice& notice, const Regime& regime) { return DescribeMissing(CheckNotice(notice, regime), "en"); }

TEST(NoticeTest, JsonKeepsEverything) {
  DraftInput input = CnInput();
  input.agent = {.name = "示例代理", .authorisation_no = "A-1", .scope = "投诉", .valid_from = "2026-01-01", .valid_to = "2027-01-01",
                 .file = {"poa.pdf", std::string(64, 'c')}, .address = "x", .email = "a@b.test", .phone = "1"};
  input.prior_notices = {"MW-1"};
  const Notice notice = DraftNotice(input);
  const Result<Notice> back = NoticeFromJson(ToJson(notice));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(ToJson(*back), ToJson(notice));
  EXPECT_EQ(NoticeDigest(*back), NoticeDigest(notice));
  EXPECT_NE(NoticeDigest(DraftNotice(CnInput(1))), NoticeDigest(notice));
}

TEST(NoticeTest, JsonRefusesWhatItCannotHold) {
  EXPECT_EQ(NoticeFromJson(Json::array()).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(NoticeFromJson({{"right", {{"kind", "song"}}}}).error().code, ErrorCode::kInvalid);
  Json many = ToJson(DraftNotice(CnInput(1)));
  const Json item = many["items"][0];
  for (size_t i = 1; i < kMaxNoticeItems; ++i) many["items"].push_back(item);
  EXPECT_TRUE(NoticeFromJson(many));
  many["items"].push_back(item);
  EXPECT_EQ(NoticeFromJson(many).error().code, ErrorCode::kExhausted);
  // Wrong types are "not said", never a crash.
  Json odd = ToJson(DraftNotice(CnInput(1)));
  odd["items"] = {1, "x", nullptr};
  odd["claim"] = "x";
  odd["right_holder"] = Json::array();
  odd["declarations"] = {{"truthfulness", "yes"}};
  const Result<Notice> read = NoticeFromJson(odd);
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->declarations.truthfulness);
}

TEST(DraftTest, SaysWhatTheSignalsSaw) {
  const Notice notice = DraftNotice(CnInput(1));
  ASSERT_EQ(notice.claim.matches.size(), 2u);
  EXPECT_EQ(notice.claim.matches[0].why.at("zh"), "标题中的“北guo”读音同“北果”");
  EXPECT_EQ(notice.claim.matches[0].why.at("en"), "\"北guo\" in the title sounds like \"北果\"");
  EXPECT_EQ(notice.claim.matches[1].why.at("zh"), "图片2与权利人图片“logo.png”是同一图片或者其改动版本");
  EXPECT_EQ(notice.claim.matches[1].why.at("en"), "picture 2 is the holder's picture \"logo.png\" or an edited copy of it");
  EXPECT_EQ(notice.claim.comparison.at("zh"),
            "商品 101：标题中的“北guo”读音同“北果”；图片2与权利人图片“logo.png”是同一图片或者其改动版本。");
  EXPECT_EQ(notice.claim.act_code, "tm.similar");
  ASSERT_EQ(notice.claim.statutes.size(), 1u);
  EXPECT_EQ(notice.claim.statutes[0].article.at("zh"), "第五十七条第（二）项");
  EXPECT_EQ(Explain(notice, RegimeOf("cn-ecommerce-42")), "");
}

TEST(DraftTest, LeavesClearedFlagsOutAndNeverDeclares) {
  DraftInput input = CnInput(2);
  input.items[0].flag.verdict = Verdict::kCleared;
  input.declarations = {};
  const Notice notice = DraftNotice(input);
  ASSERT_EQ(notice.items.size(), 1u);
  EXPECT_EQ(notice.items[0].platform_item_id, "102");
  EXPECT_FALSE(notice.declarations.truthfulness || notice.declarations.good_faith || notice.declarations.perjury);
}

TEST(DraftTest, IsAPureFunction) { EXPECT_EQ(ToJson(DraftNotice(CnInput())), ToJson(DraftNotice(CnInput()))); }

// Trademark Law (2026) article 87: in force from 2027-01-01.  The day is Beijing's.
TEST(DraftTest, CitesTheLawOfTheDayInBeijing) {
  const struct { const char* captured; const char* day; const char* row; const char* article; } cases[] = {
      {"2026-11-22T03:04:05Z", "2026-11-22", "tm-2019-57", "第五十七条第（二）项"},
      {"2026-12-31T15:59:59Z", "2026-12-31", "tm-2019-57", "第五十七条第（二）项"},
      {"2026-12-31T16:00:00Z", "2027-01-01", "tm-2026-72", "第七十二条第（二）项"},
  };
  for (const auto& c : cases) {
    DraftInput input = CnInput(1);
    input.items[0].captured_at = c.captured;
    const Notice notice = DraftNotice(input);
    EXPECT_EQ(notice.claim.act_date, c.day);
    ASSERT_EQ(notice.claim.statutes.size(), 1u);
    EXPECT_EQ(notice.claim.statutes[0].id, c.row);
    EXPECT_EQ(notice.claim.statutes[0].article.at("zh"), c.article);
    EXPECT_EQ(Explain(notice, *input.regime), "");
  }
  DraftInput before = CnInput(1);
  before.act_date = "2010-01-01";
  EXPECT_THAT(Explain(DraftNotice(before), *before.regime), HasSubstr("/claim/statutes"));
}

// Acts on both sides of 2027-01-01 fall under articles of two laws: no notice cites one for both.
TEST(DraftTest, ActsBeforeAndAfterAChangeOfLawAreNotMixed) {
  DraftInput input = CnInput(4);
  input.items[0].captured_at = "2026-12-31T15:59:59Z";  // the last second of 2026 in Beijing
  input.items[1].captured_at = "2026-12-31T16:00:00Z";  // the first of 2027
  input.items[2].captured_at = "2026-12-30T01:00:00Z";
  input.items[3].captured_at = "2027-01-02T01:00:00Z";
  const Notice mixed = DraftNotice(input);
  EXPECT_EQ(mixed.claim.act_date, "2026-12-30") << "that of the earliest capture";
  std::vector<std::string> pointers;
  for (const MissingField& missing : CheckNotice(mixed, *input.regime)) pointers.push_back(missing.pointer);
  EXPECT_THAT(pointers, ElementsAre("/items/1/captured_at", "/items/3/captured_at"));
  EXPECT_THAT(Explain(mixed, *input.regime), HasSubstr("separate notices"));
  EXPECT_EQ(RenderNotice(mixed, *input.regime, "zh").error().code, ErrorCode::kInvalid);
  // Nor does a date that a person sets make them one.
  input.act_date = "2027-01-02";
  EXPECT_THAT(Explain(DraftNotice(input), *input.regime), HasSubstr("/items/0/captured_at"));

  const std::vector<DraftInput> parts = SplitByLaw(input);
  ASSERT_EQ(parts.size(), 2u);
  const struct { const char* id; const char* day; const char* row; const char* article; std::vector<std::string> items; } want[] = {
      {"MW-2026-0001-1", "2026-12-30", "tm-2019-57", "第五十七条第（二）项", {"101", "103"}},
      {"MW-2026-0001-2", "2027-01-01", "tm-2026-72", "第七十二条第（二）项", {"102", "104"}},
  };
  for (size_t i = 0; i < parts.size(); ++i) {
    const Notice notice = DraftNotice(parts[i]);
    EXPECT_EQ(notice.id, want[i].id);
    EXPECT_EQ(notice.claim.act_date, want[i].day);
    ASSERT_EQ(notice.claim.statutes.size(), 1u);
    EXPECT_EQ(notice.claim.statutes[0].id, want[i].row);
    ASSERT_EQ(notice.items.size(), 2u);
    for (size_t n = 0; n < 2; ++n) EXPECT_EQ(notice.items[n].platform_item_id, want[i].items[n]);
    const Result<RenderedNotice> rendered = RenderNotice(notice, *parts[i].regime, "zh");
    ASSERT_TRUE(rendered) << rendered.error().message;
    EXPECT_THAT(rendered->text, HasSubstr(want[i].article));
    EXPECT_THAT(rendered->text, Not(HasSubstr(want[1 - i].article)));
  }
}

TEST(DraftTest, OneVersionOfTheLawIsNotSplit) {
  DraftInput input = CnInput(3);
  input.act_date = "2026-11-20";
  input.items[1].captured_at = "2026-12-31T15:59:59Z";
  const std::vector<DraftInput> parts = SplitByLaw(input);
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(ToJson(DraftNotice(parts[0])), ToJson(DraftNotice(input)));
  input.items[1].captured_at = "2027-06-01T00:00:00Z";
  input.items[1].flag.verdict = Verdict::kCleared;
  EXPECT_EQ(SplitByLaw(input).size(), 1u) << "what is cleared is in no notice";
}

TEST(DraftTest, APersonsChoiceOfActWins) {
  DraftInput input = CnInput(1);
  input.act_code = "tm.sale";
  const Notice notice = DraftNotice(input);
  EXPECT_EQ(notice.claim.act_code, "tm.sale");
  EXPECT_EQ(notice.claim.statutes[0].article.at("en"), "article 57(3)");
}

// E-Commerce Law 42 with the contents that the Supreme People's Court lists (Fa Fa [2020] 32, art. 5).
TEST(CheckTest, ChinaDemandsEachField) {
  const Regime& cn = RegimeOf("cn-ecommerce-42");
  const struct { const char* pointer; void (*spoil)(Notice&); } cases[] = {
      {"/id", [](Notice& n) { n.id.clear(); }},
      {"/created_at", [](Notice& n) { n.created_at = "yesterday"; }},
      {"/right_holder/name", [](Notice& n) { n.right_holder.name = " \u200b\u3000"; }},
      {"/right_holder/id_no", [](Notice& n) { n.right_holder.id_no.clear(); }},
      {"/right_holder/address", [](Notice& n) { n.right_holder.address.clear(); }},
      {"/right_holder/email", [](Notice& n) { n.right_holder.email.clear(); n.right_holder.phone.clear(); }},
      {"/right/proofs", [](Notice& n) { n.right.proofs.clear(); }},
      {"/right/proofs/0/sha256", [](Notice& n) { n.right.proofs[0].sha256 = "abc"; }},
      {"/right/reg_no", [](Notice& n) { n.right.reg_no.clear(); }},
      {"/items", [](Notice& n) { n.items.clear(); }},
      {"/items/1/url", [](Notice& n) { n.items[1].url.clear(); n.items[1].platform_item_id.clear(); }},
      {"/items/0/capture_id", [](Notice& n) { n.items[0].capture_id.clear(); }},
      {"/items/0/payload_sha256", [](Notice& n) { n.items[0].payload_sha256 = std::string(64, 'G'); }},
      {"/prima_facie_evidence", [](Notice& n) { n.prima_facie_evidence.clear(); }},
      {"/claim/statutes", [](Notice& n) { n.claim.statutes.clear(); }},
      {"/claim/statutes/0", [](Notice& n) { n.claim.act_date = "2027-02-01"; }},
      {"/claim/statutes/0", [](Notice& n) { n.claim.statutes[0].id = "copyright-53"; }},
      {"/claim/comparison", [](Notice& n) { n.claim.comparison.clear(); }},
      {"/measure_requested", [](Notice& n) { n.measure_requested.clear(); }},
      {"/measure_requested/0", [](Notice& n) { n.measure_requested[0] = "burn"; }},
      {"/declarations/truthfulness", [](Notice& n) { n.declarations.truthfulness = false; }},
      {"/signer/name", [](Notice& n) { n.signer.name.clear(); }},
      {"/agent/authorisation_no", [](Notice& n) { n.agent.name = "代理"; n.agent.scope = "投诉"; n.agent.valid_to = "2027-01-01"; }},
      {"/regime", [](Notice& n) { n.regime = "us-512c3"; }},
  };
  for (const auto& c : cases) {
    Notice notice = DraftNotice(CnInput());
    c.spoil(notice);
    const std::vector<MissingField> missing = CheckNotice(notice, cn);
    ASSERT_EQ(missing.size(), 1u) << c.pointer << ": " << DescribeMissing(missing, "en");
    EXPECT_EQ(missing[0].pointer, c.pointer);
    for (const char* lang : {"zh", "en"}) {
      EXPECT_FALSE(missing[0].label.at(lang).empty()) << c.pointer;
      EXPECT_FALSE(missing[0].rule.at(lang).empty()) << c.pointer;
    }
    const Result<RenderedNotice> rendered = RenderNotice(notice, cn, "zh");
    ASSERT_FALSE(rendered) << c.pointer;
    EXPECT_EQ(rendered.error().code, ErrorCode::kInvalid);
    EXPECT_EQ(rendered.error().message.find('\n'), std::string::npos);
  }
}

// Patent Law 66: a design needs its evaluation report.
TEST(CheckTest, ADesignNeedsItsEvaluationReport) {
  DraftInput input = CnInput(1);
  input.right.kind = RightKind::kDesignPatent;
  EXPECT_THAT(Explain(DraftNotice(input), *input.regime), HasSubstr("/right/evaluation_report"));
  for (const char* blank : {"", "\u200b \u3000"}) {
    input.right.extra["evaluation_report"] = blank;
    const Result<RenderedNotice> rendered = RenderNotice(DraftNotice(input), *input.regime, "zh");
    ASSERT_FALSE(rendered);
    EXPECT_EQ(rendered.error().code, ErrorCode::kInvalid);
    EXPECT_THAT(rendered.error().message, HasSubstr("外观设计专利权评价报告"));
    EXPECT_THAT(rendered.error().message, HasSubstr("第六十六条"));
  }
  input.right.extra["evaluation_report"] = "W2026-1";
  EXPECT_EQ(Explain(DraftNotice(input), *input.regime), "");
  const Result<RenderedNotice> rendered = RenderNotice(DraftNotice(input), *input.regime, "zh");
  ASSERT_TRUE(rendered) << rendered.error().message;
  EXPECT_THAT(rendered->text, HasSubstr("W2026-1"));
}

// 17 USC 512(c)(3)(A)(i)-(vi).
TEST(CheckTest, UnitedStatesDemandsEachClause) {
  const Regime& us = RegimeOf("us-512c3");
  EXPECT_EQ(Explain(DraftNotice(UsInput()), us), "");
  const struct { const char* pointer; void (*spoil)(Notice&); } cases[] = {
      {"/signer/name", [](Notice& n) { n.signer.name.clear(); }},
      {"/right/title", [](Notice& n) { n.right.title.clear(); }},
      {"/items/0/url", [](Notice& n) { n.items[0].url.clear(); }},
      {"/items/0/url", [](Notice& n) { n.items[0].url = "javascript:alert(1)"; }},
      {"/items/0/url", [](Notice& n) { n.items[0].url = "https://shop5.test/" + std::string(9000, 'x'); }},
      {"/items/0/url", [](Notice& n) { n.items[0].url = "https://shop5.test/\u202ex"; }},
      {"/agent/address", [](Notice& n) { n.right_holder.address.clear(); }},
      {"/agent/phone", [](Notice& n) { n.right_holder.phone.clear(); n.right_holder.email.clear(); }},
      {"/declarations/good_faith", [](Notice& n) { n.declarations.good_faith = false; }},
      {"/declarations/accuracy", [](Notice& n) { n.declarations.accuracy = false; }},
      {"/declarations/perjury", [](Notice& n) { n.declarations.perjury = false; }},
  };
  for (const auto& c : cases) {
    Notice notice = DraftNotice(UsInput());
    c.spoil(notice);
    const std::vector<MissingField> missing = CheckNotice(notice, us);
    ASSERT_EQ(missing.size(), 1u) << c.pointer << ": " << DescribeMissing(missing, "en");
    EXPECT_EQ(missing[0].pointer, c.pointer);
  }
}

TEST(CheckTest, ATrademarkIsNoCopyrightNotice) {
  DraftInput input = UsInput();
  input.right.kind = RightKind::kTrademark;
  const Result<RenderedNotice> rendered = RenderNotice(DraftNotice(input), *input.regime, "en");
  ASSERT_FALSE(rendered);
  EXPECT_THAT(rendered.error().message, HasSubstr("512(c)(3) serves copyright only"));
}

TEST(CheckTest, EveryMissingFieldIsNamedAtOnce) {
  Notice empty;
  empty.regime = "cn-ecommerce-42";
  const std::vector<MissingField> missing = CheckNotice(empty, RegimeOf("cn-ecommerce-42"));
  EXPECT_GE(missing.size(), 15u);
  const std::string line = DescribeMissing(missing, "zh");
  for (const char* words : {"权利人姓名或者名称", "知识产权权利证明", "构成侵权的初步证据", "通知真实性的书面保证", "准确定位"}) {
    EXPECT_THAT(line, HasSubstr(words));
  }
}

TEST(RenderTest, UnverifiedLawCarriesABanner) {
  const DraftInput input = CnInput(1);
  const Result<RenderedNotice> rendered = RenderNotice(DraftNotice(input), *input.regime, "zh");
  ASSERT_TRUE(rendered);
  EXPECT_THAT(rendered->unverified, Contains("spc-2020-32-5"));
  EXPECT_THAT(rendered->html, HasSubstr("class=\"banner\""));
  EXPECT_THAT(rendered->text, HasSubstr("法发〔2020〕32号"));
  Regime checked = *input.regime;
  for (LegalBasis& row : checked.legal_basis) row.verified_by = "someone";
  const Result<RenderedNotice> clean = RenderNotice(DraftNotice(input), checked, "zh");
  ASSERT_TRUE(clean);
  EXPECT_TRUE(clean->unverified.empty());
  EXPECT_THAT(clean->html, Not(HasSubstr("class=\"banner\"")));
}

TEST(RenderTest, HostileTitlesStayText) {
  std::string long_title;
  for (int i = 0; i < 10'000; ++i) long_title += "果";
  const struct { const char* why; std::string title; const char* absent; const char* shown = ""; } cases[] = {
      {"markup", "<script>alert(1)</script><img src=x onerror=alert(2)>", "<script>alert"},
      {"attribute break", "\" onmouseover=\"alert(1)\" x='", "\" onmouseover=\""},
      {"template tags", "{{signer.name}}{{#items}}{{nobody}} {{{id}}} {{!id}} %s%n%1$s ${x}", "\x01", "{{signer.name}}{{#items}}{{nobody}} {{{id}}} {{!id}} %s%n%1$s ${x}"},
      {"right-to-left override", "abc\u202egpj.exe", "\u202e"},
      {"controls", std::string("a\x00\x07\x1b[2Jb", 8), "\x1b"},
      {"invalid UTF-8", "ab\xff\xfe\xc0\xaf", "\xff"},
      {"ten thousand characters", long_title, "\x01"},
      {"stacked marks", "e" + std::string(400, ' ') + "\u0301\u0301\u0301\u0301\u0301\u0301", "\x01"},
      {"closing our own tags", "</td></tr></table></main></body></html>", "</td></tr></table></main></body></html>  "},
      {"Arabic, Thai and emoji", "حذاء رياضي รองเท้า 👟", "\x01"},
  };
  for (const auto& c : cases) {
    DraftInput input = CnInput(1);
    input.items[0].listing.title = c.title;
    input.items[0].listing.seller.name = c.title;
    input.items[0].flag.signals[0].matched = c.title;
    input.right.title = c.title;
    for (const char* lang : {"zh", "en"}) {
      const Result<RenderedNotice> rendered = RenderNotice(DraftNotice(input), *input.regime, lang);
      ASSERT_TRUE(rendered) << c.why << ": " << rendered.error().message;
      EXPECT_THAT(rendered->html, Not(HasSubstr(c.absent))) << c.why;
      EXPECT_THAT(rendered->text, HasSubstr(c.shown)) << c.why;
      EXPECT_LT(rendered->html.size(), 60'000u) << c.why;
      EXPECT_TRUE(rendered->pdf.starts_with("%PDF-")) << c.why;
      EXPECT_TRUE(ParseJson(Json(rendered->text).dump())) << c.why << ": the text is valid UTF-8";
    }
  }
}

TEST(RenderTest, ALanguageWithoutATemplateIsRefused) {
  const DraftInput input = CnInput(1);
  EXPECT_EQ(RenderNotice(DraftNotice(input), *input.regime, "fr").error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace markwarden

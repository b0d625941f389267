// The documents of the local standards: what is filled, what stays empty and is named, and what they never say.
#include "reports/local_form.h"

#include <gmock/gmock.h>

#include <set>

#include "reports/document.h"
#include "reports/extraction_record.h"
#include "reports/local_form_render.h"
#include "tests/reports/figure_fixture.h"

namespace markwarden {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<LocalForm>& Forms() {
  static const std::vector<LocalForm> forms = [] {
    Result<std::vector<LocalForm>> loaded = LoadLocalForms(MARKWARDEN_SOURCE_DIR);
    EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().message);
    return loaded ? std::move(*loaded) : std::vector<LocalForm>{};
  }();
  return forms;
}

const LocalFormTemplates& FormPages() {
  static const LocalFormTemplates pages = [] {
    Result<LocalFormTemplates> loaded = LoadLocalFormTemplates(MARKWARDEN_SOURCE_DIR);
    EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().message);
    return loaded ? std::move(*loaded) : LocalFormTemplates{};
  }();
  return pages;
}

const LocalForm& FormOf(std::string_view id) {
  const LocalForm* form = FindLocalForm(Forms(), id);
  EXPECT_NE(form, nullptr) << id;
  return form ? *form : Forms().front();
}

Json SampleValues() {
  const Json task = {{"owner", "林晓"}, {"created_at", "2026-11-01T01:00:00Z"}, {"kind", "专项监测"}, {"name", "冬季大米地理标志监测"}, {"objects", {"五常大米", "仿冒包装"}}, {"platforms", {"shop1", "shop2"}},
                     {"queries", {"五常大米", "稻花香"}}, {"regions", {"230184"}}, {"from", "2026-11-01"}, {"to", "2026-11-30"}, {"method", "按关键词采集，人工复核"}, {"frequency", "每日"},
                     {"deliverables", {"监测报告", "工作簿"}}, {"due", "2026-12-05"}, {"commissioned_by", nullptr},
                     {"rights", {{{"kind", "地理标志"}, {"title", "五常大米"}, {"reg_no", "GI-0001"}, {"holder", "某协会"}, {"valid_to", nullptr}}, {{"kind", "商标"}, {"title", "北果"}, {"reg_no", "98765432"}, {"holder", "某公司"}, {"valid_to", "2030-01-06"}}}}};
  const Json clue = {{"id", "71"}, {"title", "北guo运动鞋 <b>透气</b>"}, {"url", "https://shop1.test/item/1?a=1&b=2"}, {"price", "199.00"}, {"right", "北果"}, {"act", "涉嫌在同一种商品上使用近似商标"}, {"subject", "晨星鞋业专营店"},
                     {"seller", "晨星鞋业专营店"}, {"state", "已通知"}, {"sales", 123}, {"found_at", "2026-11-03T18:20:00Z"}, {"capture", "901"}};
  Json second = clue;
  second["id"] = "72";
  second["price"] = nullptr;
  second.erase("sales");
  return {{"organisation", "某市市场监督管理局"},
          {"task", task},
          {"clue", {{"id", "71"}, {"found_at", "2026-11-03T18:20:00Z"}, {"channel", "电子商务平台"}, {"platform", "shop1"}, {"seller", "晨星鞋业专营店"}, {"right", "北果"}, {"act", "涉嫌使用近似商标"}, {"reasons", {"谐音：北guo", "图片相似"}}, {"reviewed_by", "林晓"}, {"review", "建议通知"}}},
          {"steps", {{{"at", "2026-11-03T18:20:00Z"}, {"step", "发现"}, {"by", "system:match"}, {"result", "标记"}, {"event", "55"}}, {{"at", "2026-11-04T01:00:00Z"}, {"step", "核查"}, {"by", "林晓"}, {"result", "转入处置"}, {"event", nullptr}}}},
          {"outcome", {{"result", "平台已下架"}, {"at", "2026-11-10T02:00:00Z"}}},
          {"assignment", {{"to", "某区市场监督管理局"}, {"at", "2026-11-05T01:00:00Z"}, {"due", "2026-11-26"}, {"demand", "核查并反馈"}, {"files", {{{"name", "case-12-1.wacz"}, {"sha256", std::string(64, 'a')}}}}}},
          {"seller", {{"name", "晨星鞋业专营店"}, {"platform", "shop1"}, {"id", "s-88"}, {"contacts", {"0451-00000000"}}}},
          {"clues", {clue, second}},
          {"subjects", {{{"name", "晨星鞋业专营店"}, {"platform", "shop1"}, {"credit_code", nullptr}, {"region", "230184"}, {"clues", 2}, {"earlier", 0}}}},
          {"acts", {clue, second}},
          {"totals", {{"captures", 12345}, {"listings", 4321}, {"sellers", 210}, {"flags", 77}, {"reviewed", 70}, {"dismissed", 31}, {"cases", 39}}},
          {"by_platform", {{{"platform", "shop1"}, {"listings", 4000}, {"flags", 70}, {"removed", 33}}}},
          {"by_right", {{{"right", "北果"}, {"kind", "商标"}, {"flags", 77}, {"sellers", 41}}}},
          {"evidence", {{"packages", {"case-12-1.wacz"}}, {"log_origin", "markwarden/1"}, {"log_root", std::string(64, 'e')}}}};
}

Json SampleRecord() {
  ExtractionFacts facts;
  facts.package_name = "case-12-1";
  facts.organisation = "某市市场监督管理局";
  facts.case_id = "12";
  facts.case_title = "北果鞋";
  facts.officers = {"林 001"};
  facts.software = "markwarden 0.1.0";
  facts.made_at = *ParseTime("2026-11-26T08:00:00Z");
  ExtractedItem page;
  page.capture.id = 77;
  page.capture.url = "https://shop1.test/item/1";
  page.capture.captured_at = *ParseTime("2026-11-25T16:30:00.123Z");
  page.capture.payload_sha256 = std::string(64, 'a');
  page.capture.payload_length = 5120;
  page.purpose = "page";
  facts.items = {page};
  return ExtractionJson(facts);
}

TEST(LocalFormTest, TheSixDocumentsAreThere) {
  std::set<std::string> ids;
  for (const LocalForm& form : Forms()) {
    ids.insert(form.id);
    EXPECT_FALSE(form.standard.empty()) << form.id;
    EXPECT_TRUE(form.verified_by.empty()) << form.id << ": nobody has compared it with the standard's text";
  }
  EXPECT_EQ(ids, (std::set<std::string>{"task-request", "clue-flow", "extraction-record", "clue-assignment", "suspect-register", "monitoring-report"}));
}

TEST(LocalFormTest, FillsWhatHasASourceAndNamesTheRest) {
  const Result<FilledForm> request = FillForm(FormOf("task-request"), SampleValues());
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->parts[0].answers[0], "某市市场监督管理局");
  EXPECT_EQ(request->parts[0].answers[3], "2026-11-01 09:00:00 (UTC+08:00)");
  EXPECT_EQ(request->parts[1].answers[3], "五常大米; 稻花香");
  EXPECT_EQ(request->parts[2].rows.size(), 2u);
  EXPECT_THAT(request->empty, ElementsAre("contact", "basis", "sample", "rights[0].valid_to", "confidentiality", "remark"));

  const Result<FilledForm> assignment = FillForm(FormOf("clue-assignment"), SampleValues());
  ASSERT_TRUE(assignment) << assignment.error().message;
  EXPECT_THAT(assignment->empty, ElementsAre("basis", "credit_code", "region", "address", "clues[1].price", "receipt", "received_at", "answer"));

  const Result<FilledForm> record = FillForm(FormOf("extraction-record"), SampleRecord());
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_THAT(record->parts[1].rows[0], ElementsAre("https://shop1.test/item/1", "2026-11-26 00:30:00 (UTC+08:00)", "5120", std::string(64, 'a'), "77"));
  EXPECT_THAT(record->empty, ElementsAre("right", "purpose", "place", "witness", "operator", "original_medium", "device", "course", "abnormal"));
}

TEST(LocalFormTest, NoValuesLeaveEverythingEmpty) {
  for (const LocalForm& form : Forms()) {
    size_t asked = 0;
    for (const FormPart& part : form.parts) asked += part.table.empty() ? part.fields.size() : 1;
    for (const Json& values : {Json(nullptr), Json::object(), Json::array()}) {
      const Result<FilledForm> filled = FillForm(form, values);
      ASSERT_TRUE(filled) << form.id;
      EXPECT_EQ(filled->empty.size(), asked) << form.id;
    }
  }
}

TEST(LocalFormTest, AValueOfAnotherKindIsRefusedByName) {
  const struct { const char* form; const char* pointer; Json value; const char* says; } cases[] = {
      {"task-request", "/task/from", "November", "field \"period_from\" takes the value at /task/from"},
      {"task-request", "/task/created_at", 7, "field \"requested_at\""},
      {"task-request", "/task/name", Json::object(), "field \"name\""},
      {"task-request", "/task/queries", Json::array({1}), "field \"keywords\""},
      {"task-request", "/task/rights", "all", "field \"rights\""},
      {"monitoring-report", "/totals/flags", "77", "field \"flags\""},
      {"monitoring-report", "/totals/flags", 7.5, "field \"flags\""},
      {"clue-assignment", "/clues/1/price", "cheap", "field \"clues[1].price\" takes the value at /clues/1/price"},
  };
  for (const auto& c : cases) {
    Json values = SampleValues();
    values[Json::json_pointer(c.pointer)] = c.value;
    const Result<FilledForm> filled = FillForm(FormOf(c.form), values);
    ASSERT_FALSE(filled) << c.pointer;
    EXPECT_EQ(filled.error().code, ErrorCode::kInvalid);
    EXPECT_THAT(filled.error().message, HasSubstr(c.says));
  }
}

TEST(LocalFormTest, RowsAndTextsAreCapped) {
  Json values = SampleValues();
  const Json clue = values["clues"][0];
  values["clues"] = Json::array();
  for (size_t i = 0; i < kMaxFormRows; ++i) values["clues"].push_back(clue);
  EXPECT_EQ(FillForm(FormOf("clue-assignment"), values)->parts[2].left_out, 0u);
  values["clues"].push_back(clue);
  values["seller"]["name"] = std::string(kMaxFormTextChars + 1, 'x');
  const FilledForm filled = *FillForm(FormOf("clue-assignment"), values);
  EXPECT_EQ(filled.parts[2].rows.size(), kMaxFormRows);
  EXPECT_EQ(filled.parts[2].left_out, 1u);
  EXPECT_EQ(filled.parts[1].answers[0], std::string(kMaxFormTextChars, 'x') + "…");
  const Result<RenderedForm> rendered = RenderForm(filled, {.number = "1", .organisation = "局", .made_at = "2026-11-26T08:00:00Z"}, FormPages(), "zh");
  ASSERT_TRUE(rendered) << rendered.error().message;
  EXPECT_THAT(rendered->html, HasSubstr("此处省略其余 1 行"));
}

TEST(LocalFormTest, MatchesGoldenFiles) {
  for (const LocalForm& form : Forms()) {
    const Result<FilledForm> filled = FillForm(form, form.id == "extraction-record" ? SampleRecord() : SampleValues());
    ASSERT_TRUE(filled) << filled.error().message;
    for (const char* lang : {"zh", "en"}) {
      const LocalFormHead head{.number = "监测〔2026〕7 号", .organisation = "某市市场监督管理局", .made_at = "2026-11-26T08:00:00Z"};
      const Result<RenderedForm> rendered = RenderForm(*filled, head, FormPages(), lang);
      ASSERT_TRUE(rendered) << rendered.error().message;
      testing::ExpectGolden("form-" + form.id + "." + lang + ".html", rendered->html);
      EXPECT_TRUE(rendered->pdf.starts_with("%PDF-"));
      EXPECT_EQ(RenderForm(*filled, head, FormPages(), lang)->pdf, rendered->pdf) << form.id << ": the same answers give the same bytes";
    }
  }
}

TEST(LocalFormTest, PagesSayWhatIsOpenAndWhatIsNotVerified) {
  const FilledForm filled = *FillForm(FormOf("clue-assignment"), SampleValues());
  const LocalFormHead head{.number = "", .organisation = "局", .made_at = "2026-11-26T08:00:00Z", .simulated = true};
  const std::string zh = RenderForm(filled, head, FormPages(), "zh")->html, en = RenderForm(filled, head, FormPages(), "en")->html;
  EXPECT_THAT(zh, HasSubstr("格式尚未核对"));
  EXPECT_THAT(zh, HasSubstr("尚待填写：</strong>交办依据、统一社会信用代码、所在地、地址、三、线索第 2 行：标价（元）、签收人、签收时间、办理结果。"));
  EXPECT_THAT(zh, HasSubstr("模拟数据"));
  EXPECT_THAT(zh, HasSubstr("北guo运动鞋 &lt;b&gt;透气&lt;/b&gt;"));
  EXPECT_THAT(en, HasSubstr("Form not verified:"));
  EXPECT_THAT(en, HasSubstr("3. Clues, row 2: Price (CNY)"));
  EXPECT_FALSE(RenderForm(filled, head, FormPages(), "fr"));
  EXPECT_FALSE(RenderForm(filled, {.number = "", .organisation = "", .made_at = "today"}, FormPages(), "zh"));
}

// A lead is suspected; whether there is infringement is for an authority to find.
TEST(LocalFormTest, SaysSuspectedAndNeverFinds) {
  const auto without = [](std::string text, const std::vector<std::string>& phrases) {
    for (const std::string& phrase : phrases) {
      for (size_t at; (at = text.find(phrase)) != std::string::npos;) text.erase(at, phrase.size());
    }
    return text;
  };
  for (const LocalForm& form : Forms()) {
    const FilledForm filled = *FillForm(form, Json::object());
    for (const char* lang : {"zh", "en"}) {
      const bool zh = std::string(lang) == "zh";
      const Result<Document> document = ParseDocument(RenderForm(filled, {.number = "", .organisation = "局", .made_at = "2026-11-26T08:00:00Z"}, FormPages(), lang)->html);
      ASSERT_TRUE(document);
      const std::string text = DocumentText(*document);
      EXPECT_THAT(text, HasSubstr(zh ? "涉嫌" : "suspected")) << form.id;
      // The standard's own name for its document, and what the footer says of who decides.
      std::string rest = without(text, {form.standard, "是否构成侵权由有权机关认定", "whether there is infringement is for the competent authority to find"});
      rest = without(rest, {"涉嫌侵权", "涉嫌违法", "suspected infringement"});
      for (const char* word : {"侵权", "违法", "infring", "violat", "counterfeit"}) EXPECT_THAT(rest, Not(HasSubstr(word))) << form.id << " in " << lang;
    }
  }
}

TEST(LocalFormTest, FormsAreReadStrictly) {
  const std::string head = "id: x\nversion: 1\nstandard: s\nsource: {zh: a, en: b}\ntitle: {zh: a, en: b}\n", label = "label: {zh: a, en: b}", title = "title: {zh: a, en: b}";
  const struct { const char* why; std::string yaml; const char* says; } cases[] = {
      {"fine", head + "parts: [{" + title + ", fields: [{id: a, " + label + ", from: \"/a\", kind: text}]}]", ""},
      {"an unknown key", head + "colour: red", "unknown key \"colour\""},
      {"no version", "id: x\nstandard: s\nsource: {zh: a, en: b}\ntitle: {zh: a, en: b}\nparts: []", "version counts from 1"},
      {"no parts", head, "parts are missing"},
      {"one language", head + "parts: [{title: {zh: a}, fields: []}]", "no text in en"},
      {"a pointer that is none", head + "parts: [{" + title + ", fields: [{id: a, " + label + ", from: \"a/b\"}]}]", "is no JSON pointer"},
      {"a kind that is none", head + "parts: [{" + title + ", fields: [{id: a, " + label + ", kind: colour}]}]", "kind \"colour\""},
      {"an id twice", head + "parts: [{" + title + ", fields: [{id: a, " + label + "}, {id: a, " + label + "}]}]", "the id is taken"},
      {"fields and a table", head + "parts: [{" + title + ", fields: [{id: a, " + label + "}], table: t, from: \"/t\", columns: [{id: a, " + label + "}]}]", "one of them"},
      {"a table without columns", head + "parts: [{" + title + ", table: t, from: \"/t\"}]", "a table has an id"},
      {"no YAML", "{", ""},
  };
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "FormsAreReadStrictly";
  std::filesystem::create_directories(folder / "reports/local_forms");
  for (const auto& c : cases) {
    ASSERT_TRUE(WriteFileAtomic(folder / "reports/local_forms/x.yaml", c.yaml));
    const Result<std::vector<LocalForm>> loaded = LoadLocalForms(folder);
    if (std::string(c.why) == "fine") {
      EXPECT_TRUE(loaded) << loaded.error().message;
      continue;
    }
    ASSERT_FALSE(loaded) << c.why;
    EXPECT_EQ(loaded.error().code, ErrorCode::kInvalid) << c.why;
    EXPECT_THAT(loaded.error().message, HasSubstr(c.says)) << c.why;
  }
  EXPECT_EQ(LoadLocalForms(folder / "nowhere").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace markwarden

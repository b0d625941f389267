// The record of an extraction: the printed form says what the JSON says, in both languages, and nothing hostile gets through.
#include "reports/extraction_record.h"

#include <gtest/gtest.h>

#include "core/hash.h"
#include "reports/document.h"
#include "reports/environment.h"

namespace markwarden {
namespace {

EvidenceWords Words() {
  auto words = LoadEvidenceWords(MARKWARDEN_SOURCE_DIR);
  EXPECT_TRUE(words) << words.error().message;
  return words ? std::move(*words) : EvidenceWords{};
}

ExtractionFacts Facts(const std::string& language) {
  ExtractionFacts facts;
  facts.package_name = "case-12-1";
  facts.organisation = "某市市场监督管理局";
  facts.language = language;
  facts.case_id = "12";
  facts.case_title = "Zellvora - <b>Night</b> stall";
  facts.right_title = "Zellvora";
  facts.officers = {"林 001"};
  facts.operator_name = "lin";
  facts.software = "markwarden 0.1.0";
  facts.made_at = *ParseTime("2026-11-26T08:00:00Z");
  ExtractedItem page;
  page.capture.id = 77;
  page.capture.method = "GET";
  page.capture.url = "https://shopx.example/item/1?a=1&b=<x>";
  page.capture.captured_at = *ParseTime("2026-11-25T16:30:00.123Z");
  page.capture.status = 200;
  page.capture.remote_ip = "192.0.2.7";
  page.capture.payload_sha256 = std::string(64, 'a');
  page.capture.payload_length = 5120;
  page.capture.digest = std::string(64, 'b');
  page.purpose = "page";
  page.flags = {"5"};
  page.sealed_event = "90";
  facts.items = {page};
  facts.screenshots = {{"screenshots/flag-5.png", std::string(64, 'c')}};
  facts.answers = {{.file = "identifications/8.txt", .sha256 = std::string(64, 'f'), .verdict = "fake", .signer = "吴 <i>芳", .position = "法务", .signed_at = *ParseTime("2026-11-26T07:00:00Z")}};
  EnvironmentFact known{.id = "hosts_file", .call = "read /etc/hosts", .value = {{"sha256", std::string(64, 'd')}}, .unknown = {}, .stands_out = {"hosts_file_names_a_site"}};
  EnvironmentFact unknown{.id = "memory_errors", .call = "read /sys", .value = nullptr, .unknown = "no such counter", .stands_out = {}};
  facts.environment = EnvironmentReport({known, unknown}, facts.made_at);
  // Two looks before the captures, one of which is not on record.
  const Json look = EnvironmentReport({known}, *ParseTime("2026-11-25T16:00:00Z"));
  facts.environment["at_capture"] = Json::array({{{"event", "88"}, {"no", 31}, {"at", "2026-11-25T16:00:00.000Z"}, {"writer", "crawl"}, {"captures", 9}, {"report", look}},
                                                 {{"event", nullptr}, {"no", nullptr}, {"at", nullptr}, {"writer", "import"}, {"captures", 3}, {"report", nullptr}}});
  facts.log = {{"origin", "markwarden/1"}, {"size", 40}, {"root", std::string(64, 'e')}};
  return facts;
}

TEST(ExtractionRecordTest, ThePrintedFormSaysWhatTheJsonSays) {
  const EvidenceWords words = Words();
  for (const char* language : {"zh", "en"}) {
    const Json record = ExtractionJson(Facts(language));
    const auto rendered = RenderExtraction(record, words);
    ASSERT_TRUE(rendered) << rendered.error().message;
    const auto document = ParseDocument(rendered->html);
    ASSERT_TRUE(document);
    const std::string text = DocumentText(*document);
    for (const char* fact : {"case-12-1", "某市市场监督管理局", "林 001", "https://shopx.example/item/1?a=1&b=<x>", "192.0.2.7", "5120", "2026-11-26 00:30:00 (UTC+08:00)",
                             "2026-11-25T16:30:00.123Z", "screenshots/flag-5.png", "no such counter", "markwarden/1", "<b>Night</b>",
                             "identifications/8.txt", "吴 <i>芳", "2026-11-26 15:00:00 (UTC+08:00)"}) {
      EXPECT_NE(text.find(fact), std::string::npos) << language << ": " << fact;
    }
    for (const char digest : {'a', 'b', 'c', 'd', 'e', 'f'}) EXPECT_NE(text.find(std::string(64, digest)), std::string::npos) << language << ": " << digest;
    EXPECT_NE(text.find(Sha256Hex(DumpJson(record))), std::string::npos) << language;
    EXPECT_NE(text.find(Sha256Hex(DumpJson(record["environment"]["at_capture"][0]["report"]))), std::string::npos) << language << ": the look at the capture";
    EXPECT_NE(text.find("2026-11-26 00:00:00 (UTC+08:00)"), std::string::npos) << language;
    EXPECT_NE(text.find(std::string(language) == "zh" ? "进程 import 的 3 项" : "3 items of the process import"), std::string::npos) << language << ": what was not looked at is said";
    EXPECT_NE(text.find(std::string(language) == "zh" ? "权利人辨认为非正品" : "not genuine by the holder's word"), std::string::npos) << language;
    EXPECT_EQ(rendered->html.find("<b>Night"), std::string::npos) << language;
    EXPECT_TRUE(rendered->pdf.starts_with("%PDF-")) << language;
    EXPECT_EQ(RenderExtraction(record, words)->pdf, rendered->pdf) << "the same record gives the same bytes";
  }
}

TEST(ExtractionRecordTest, TrustedTimestampIsSaidOfClassAAlone) {
  const EvidenceWords words = Words();
  ExtractionFacts facts = Facts("zh");
  for (const auto& [time_class, said] : {std::pair{TimeClass::kA, true}, {TimeClass::kB, false}, {TimeClass::kC, false}}) {
    facts.items[0].capture.time_class = time_class;
    const auto rendered = RenderExtraction(ExtractionJson(facts), words);
    ASSERT_TRUE(rendered);
    EXPECT_EQ(rendered->html.find("可信时间戳") != std::string::npos, said) << ToString(time_class);
  }
}

TEST(ExtractionRecordTest, WhatIsNotKnownIsSaid) {
  const EvidenceWords words = Words();
  ExtractionFacts facts = Facts("en");
  facts.simulated = true;
  const auto rendered = RenderExtraction(ExtractionJson(facts), words);
  ASSERT_TRUE(rendered);
  EXPECT_NE(rendered->html.find("Simulated:"), std::string::npos);
  EXPECT_NE(rendered->html.find("(not filled in)"), std::string::npos);
  EXPECT_NE(rendered->html.find("Form not verified:"), std::string::npos);
}

TEST(ExtractionRecordTest, OnlyARecordIsRendered) {
  const EvidenceWords words = Words();
  EXPECT_FALSE(RenderExtraction(Json::object(), words));
  EXPECT_FALSE(RenderExtraction(Json{{"format", "markwarden-extraction/1"}, {"language", "zh"}}, words));
  Json record = ExtractionJson(Facts("zh"));
  record["language"] = "ru";
  EXPECT_FALSE(RenderExtraction(record, words));
}

TEST(ExtractionRecordTest, EveryFactAndWarningHasWordsInBothLanguages) {
  const EvidenceWords words = Words();
  for (const EnvironmentFact& fact : LookAtEnvironment({.store_dir = "/", .hosts = {}, .programs = {}, .version = "1"})) {
    EXPECT_TRUE(words.facts.contains(fact.id)) << fact.id;
    if (!fact.value.is_object() || fact.id == "proxy") continue;
    for (const auto& [key, value] : fact.value.items()) EXPECT_TRUE(words.keys.contains(key)) << fact.id << "." << key;
  }
}

}  // namespace
}  // namespace markwarden

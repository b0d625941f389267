// Marks near the registered ones: who sees which, what a gazette's applications come near, what is refused.
#include "service/similar_marks.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "service/gazette.h"
#include "service/plumbing.h"
#include "service/rights.h"
#include "service/rights_file.h"
#include "tests/drawn_png.h"
#include "tests/formats/zip_builder.h"
#include "tests/service/takedown_fixture.h"

namespace markwarden {
namespace {

class SimilarMarksTest : public TakedownFixture {
 protected:
  void Register(const char* key, const char* name, const char* holder, std::vector<int> classes = {25}) {
    const Json object = {{"id", key}, {"kind", "trademark"}, {"title", name}, {"names", {name}}, {"reg_no", std::string("r-") + key}, {"jurisdiction", "CN"},
                         {"classes", classes}, {"holder", {{"name", holder}}}, {"valid_from", "2020-01-01"}, {"valid_to", "2040-01-01"}, {"status", "live"}};
    const Result<Right> right = RightFromJson(object);
    ASSERT_TRUE(right) << right.error().message;
    const auto added = AddRight(*service_, officer_, *right, {});
    ASSERT_TRUE(added) << added.error().message;
  }
  Json Search(const std::string& mark, std::vector<int> classes = {}) {
    const auto found = SearchSimilarMarks(*service_, officer_, {.mark = mark, .classes = std::move(classes), .most = 20});
    EXPECT_TRUE(found) << found.error().message;
    return found ? *found : Json();
  }
  static std::string Application(const char* number, const char* name, const char* applicant, std::vector<int> classes = {25}) {
    return DumpJson({{"id", number}, {"kind", "trademark"}, {"title", name}, {"names", {name}}, {"reg_no", number}, {"jurisdiction", "CN"}, {"classes", classes},
                     {"holder", {{"name", applicant}}}}) + "\n";
  }
};

TEST_F(SimilarMarksTest, FindsWhatIsNearAndSaysHow) {
  Register("near-1", "岑未雅", "岑未公司");
  Register("near-2", "枫桥夜", "枫桥公司");
  const Json found = Search("岑味雅", {18});
  ASSERT_FALSE(found["hits"].empty());
  const Json& hit = found["hits"][0];
  EXPECT_EQ(hit["right_id"], "near-1");
  EXPECT_EQ(hit["matched"], "岑未雅");
  EXPECT_EQ(hit["sound"], 1.0);
  EXPECT_EQ(hit["goods"], "related") << "18 and 25 are sold side by side";
  EXPECT_EQ(hit["holder"], "岑未公司");
  EXPECT_EQ(hit["chain"][0], Json({{"step", "sound"}, {"from", "味"}, {"to", "未"}, {"sound", "wei"}, {"axis", "sound"}, {"cost", 0.33}}));
  EXPECT_EQ(hit["clauses"][0]["id"], "ZH-2");
  EXPECT_EQ(Search("岑味雅", {9})["hits"][0]["goods"], "other");
  EXPECT_EQ(Search("岑味雅")["hits"][0]["goods"], nullptr);
}

TEST_F(SimilarMarksTest, ARightThatChangesIsFoundByItsNewName) {
  Register("near-1", "岑未雅", "岑未公司");
  EXPECT_EQ(Search("岑未雅")["hits"][0]["right_id"], "near-1");
  Register("near-1", "Kyvessa", "岑未公司");
  EXPECT_TRUE(Search("岑未雅")["hits"].empty());
  EXPECT_EQ(Search("Kyvesa")["hits"][0]["right_id"], "near-1");
}

TEST_F(SimilarMarksTest, EveryoneSearchesWhatTheyMaySee) {
  Register("near-1", "岑未雅", "岑未公司");
  Register("near-2", "岑未佳", "别的公司");
  const auto known = ShowRight(*service_, officer_, "near-1");
  ASSERT_TRUE(known);
  const Scope holder = Person("near-holder", "holder", {JsonText(*known, "id")});
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(Search("岑未雅")["hits"].size(), 2u);
    const auto own = SearchSimilarMarks(*service_, holder, {.mark = "岑未雅", .classes = {}, .most = 20});
    ASSERT_TRUE(own) << own.error().message;
    ASSERT_EQ((*own)["hits"].size(), 1u);
    EXPECT_EQ((*own)["hits"][0]["right_id"], "near-1");
    EXPECT_EQ((*own)["compared"], 1);
  }
}

TEST_F(SimilarMarksTest, WhatCannotBeAskedIsRefusedInOneLine) {
  const struct { const char* why; SimilarSearch search; const char* says; } cases[] = {
      {"empty", {.mark = "", .classes = {}}, "the mark has no letter"},
      {"signs only", {.mark = "!?…", .classes = {}}, "the mark has no letter"},
      {"no UTF-8", {.mark = "a\xff", .classes = {}}, "the mark is not UTF-8"},
      {"too long", {.mark = std::string(1'001, 'a'), .classes = {}}, "at most 1000 bytes"},
      {"no class", {.mark = "a", .classes = {46}}, "classes are numbers from 1 to 45"},
      {"too many", {.mark = "a", .classes = {}, .most = 201}, "most is a number from 1 to 200"},
  };
  for (const auto& c : cases) {
    const auto found = SearchSimilarMarks(*service_, officer_, c.search);
    ASSERT_FALSE(found) << c.why;
    EXPECT_EQ(found.error().code, ErrorCode::kInvalid) << c.why;
    EXPECT_NE(found.error().message.find(c.says), std::string::npos) << c.why << ": " << found.error().message;
  }
}

TEST_F(SimilarMarksTest, AGazettesApplications) {
  Register("near-1", "岑未雅", "岑未公司");
  Register("near-2", "Kyvessa", "Kyvessa Ltd.");
  const std::string gazette = Application("n-1", "岑味雅", "批量商行") + Application("n-2", "Kyvesa", "批量商行") + Application("n-3", "岑未雅茶业", "批量商行") +
                              Application("n-4", "无关的字", "另一家") + Application("n-5", "岑未雅", "岑未公司") + "{broken\n";
  const auto report = WatchGazetteUpload(*service_, officer_, "gazette.jsonl", gazette);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ((*report)["applications"], 5);
  EXPECT_EQ((*report)["near_total"], 3) << DumpJson((*report)["near"]);
  for (const Json& one : (*report)["near"]) EXPECT_NE(one["number"], "n-5") << "a holder's own application is no other's";
  ASSERT_EQ((*report)["serial"].size(), 1u);
  EXPECT_EQ((*report)["serial"][0], Json({{"applicant", "批量商行"}, {"applications", 3}, {"near", 3}, {"holders", 2}}));
  EXPECT_EQ((*report)["refused"].size(), 1u);
  EXPECT_EQ((*report)["left_out"], 0);
  // Six marks of the applicant's own do not hide another's.
  for (int i = 0; i < 6; ++i) Register(("own-" + std::to_string(i)).c_str(), "岑未雅", "批量商行");
  const auto again = WatchGazetteUpload(*service_, officer_, "gazette.jsonl", Application("n-6", "岑味雅", "批量商行") + Application("n-7", "!!", "x"));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ((*again)["near_total"], 1);
  EXPECT_EQ((*again)["near"][0]["hits"][0]["right_id"], "near-1");
  ASSERT_EQ((*again)["refused"].size(), 1u);
  EXPECT_EQ((*again)["refused"][0]["reason"], "n-7: the mark has no letter, digit or ideograph to look for");
  const auto empty = WatchGazetteUpload(*service_, officer_, "gazette.jsonl", "");
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().message, "the file is empty");
}

// What an office's own programs and spreadsheets save: with a byte order mark, in GBK, in GB 18030 with a sign of four bytes.
TEST_F(SimilarMarksTest, BadInput58AGazetteInTheCharsetsOfOfficesIsReadRight) {
  Register("near-1", "岑未雅", "岑未公司");
  const std::string utf8 = "申请/注册号,商标名称,国际分类,申请人\r\nn-1,岑味雅,第25类,批量商行\r\nn-2,无关的字,25,吉商行\r\n";
  const std::string gbk = "\xc9\xea\xc7\xeb/\xd7\xa2\xb2\xe1\xba\xc5,\xc9\xcc\xb1\xea\xc3\xfb\xb3\xc6,\xb9\xfa\xbc\xca\xb7\xd6\xc0\xe0,\xc9\xea\xc7\xeb\xc8\xcb\r\n"
                          "n-1,\xe1\xaf\xce\xb6\xd1\xc5,\xb5\xda" "25\xc0\xe0,\xc5\xfa\xc1\xbf\xc9\xcc\xd0\xd0\r\nn-2,\xce\xde\xb9\xd8\xb5\xc4\xd7\xd6,25,\xbc\xaa\xc9\xcc\xd0\xd0\r\n";
  std::string gb18030 = gbk, same = utf8;  // of 𠮷, which GBK does not have
  gb18030.replace(gb18030.find("\xbc\xaa\xc9\xcc"), 2, "\x95\x34\xb2\x35");
  same.replace(same.find("吉商行"), 3, "𠮷");
  const std::string mark = "\xEF\xBB\xBF";
  const struct { const char* why; std::string bytes, other; } cases[] = {
      {"UTF-8", utf8, "吉商行"},      {"UTF-8 behind a mark", mark + utf8, "吉商行"},         {"GBK", gbk, "吉商行"},
      {"GBK behind a UTF-8 mark", mark + gbk, "吉商行"}, {"GB 18030", gb18030, "𠮷商行"}, {"UTF-8 with the same sign", mark + same, "𠮷商行"},
  };
  for (const auto& c : cases) {
    const auto report = WatchGazetteUpload(*service_, officer_, "gazette.csv", c.bytes);
    ASSERT_TRUE(report) << c.why << ": " << report.error().message;
    EXPECT_EQ((*report)["refused"], Json::array()) << c.why;
    EXPECT_EQ((*report)["applications"], 2) << c.why;
    ASSERT_EQ((*report)["near"].size(), 1u) << c.why << report->dump();
    const Json& near = (*report)["near"][0];
    EXPECT_EQ(near["number"], "n-1") << c.why;
    EXPECT_EQ(near["mark"], "岑味雅") << c.why;
    EXPECT_EQ(near["classes"], Json::array({25})) << c.why;
    EXPECT_EQ(near["applicant"], "批量商行") << c.why;
    EXPECT_EQ(near["hits"][0]["right_id"], "near-1") << c.why;
    // The applicant of the other is read too: its own marks are not told.
    const auto rights = ReadRightsUpload(service_->content(), "gazette.csv", c.bytes);
    ASSERT_TRUE(rights) << c.why;
    ASSERT_EQ(rights->parts[0].import.rights.size(), 2u) << c.why;
    EXPECT_EQ(rights->parts[0].import.rights[1].holder.name, c.other) << c.why;
  }
}

// What an office publishes of applications has no registration yet.
TEST_F(SimilarMarksTest, ApplicationsOfStandardRecordsNeedNoRegistration) {
  Register("near-1", "岑未雅", "岑未公司");
  const std::string st66 =
      "<Transaction><TradeMark><RegistrationOfficeCode>EM</RegistrationOfficeCode><ApplicationNumber>018999001</ApplicationNumber><ApplicationDate>2026-10-02</ApplicationDate>"
      "<WordMarkSpecification><MarkVerbalElementText>岑味雅</MarkVerbalElementText></WordMarkSpecification>"
      "<ApplicantDetails><Applicant><FreeFormatNameLine>批量商行</FreeFormatNameLine></Applicant></ApplicantDetails></TradeMark></Transaction>";
  const std::string st96 =
      "<tmk:TrademarkTransaction xmlns:com=\"c\" xmlns:tmk=\"t\"><tmk:Trademark><com:ApplicationNumber><com:IPOfficeCode>XX</com:IPOfficeCode><com:ApplicationNumberText>77</com:ApplicationNumberText></com:ApplicationNumber>"
      "<tmk:ApplicationDate>2026-10-02</tmk:ApplicationDate><tmk:MarkVerbalElementText>岑味雅</tmk:MarkVerbalElementText></tmk:Trademark></tmk:TrademarkTransaction>";
  const struct { const char* why; const std::string& bytes; const char* number; } cases[] = {{"ST.66", st66, "018999001"}, {"ST.96", st96, "77"}};
  for (const auto& c : cases) {
    const auto report = WatchGazetteUpload(*service_, officer_, "gazette.xml", c.bytes);
    ASSERT_TRUE(report) << c.why << ": " << report.error().message;
    EXPECT_EQ((*report)["refused"], Json::array()) << c.why;
    ASSERT_EQ((*report)["near"].size(), 1u) << c.why;
    EXPECT_EQ((*report)["near"][0]["number"], c.number) << c.why;
    EXPECT_EQ((*report)["near"][0]["filed"], "2026-10-02") << c.why;
    const auto rights = ReadRightsUpload(service_->content(), "gazette.xml", c.bytes);
    ASSERT_TRUE(rights) << c.why;
    EXPECT_TRUE(rights->parts[0].import.rights.empty()) << c.why << ": as rights they are none yet";
  }
}

// Offices number applications and registrations apart.
TEST_F(SimilarMarksTest, AnApplicationIsNoRegistrationOfItsNumber) {
  const Result<Right> right = RightFromJson({{"id", "MX-7"}, {"kind", "trademark"}, {"title", "岑未雅"}, {"names", {"岑未雅"}}, {"reg_no", "7"}, {"jurisdiction", "MX"}, {"application_no", "8"}, {"holder", {{"name", "A"}}}, {"status", "live"}});
  ASSERT_TRUE(right);
  ASSERT_TRUE(AddRight(*service_, officer_, *right, {}));
  const auto application = [](const char* number) {
    return std::string("<TradeMark><RegistrationOfficeCode>MX</RegistrationOfficeCode><ApplicationNumber>") + number +
           "</ApplicationNumber><WordMarkSpecification><MarkVerbalElementText>岑未雅</MarkVerbalElementText></WordMarkSpecification></TradeMark>";
  };
  const auto report = WatchGazetteUpload(*service_, officer_, "gazette.xml", "<Transaction>" + application("7") + application("8") + "</Transaction>");
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ((*report)["near"].size(), 1u) << report->dump();
  EXPECT_EQ((*report)["near"][0]["number"], "7") << "8 is the right's own application";
}

TEST_F(SimilarMarksTest, DevicesOfApplicationsBesideThoseOfRights) {
  const auto folder = dir_ / "devices";
  std::filesystem::create_directories(folder);
  const auto device = [&](const char* key, const char* name, int picture, Json figures) {
    std::ofstream(folder / (std::string(key) + ".png"), std::ios::binary) << DrawnPng(picture);
    const Result<Right> right = RightFromJson({{"id", key}, {"kind", "trademark"}, {"title", name}, {"names", {name}}, {"images", {std::string(key) + ".png"}}, {"classes", {25}},
                                               {"holder", {{"name", std::string(key) + " holder"}}}, {"status", "live"}, {"figure_codes", std::move(figures)}});
    ASSERT_TRUE(right) << right.error().message;
    const auto added = AddRight(*service_, officer_, *right, folder);
    ASSERT_TRUE(added) << added.error().message;
  };
  device("seen", "Orlimex", 3, {"3.1.1", "26.01.01"});
  device("told", "Zellvora", 40, {"03.01.01", "05.03.13", "26.01.01"});
  const auto application = [](const char* number, const char* picture, const char* figures) {
    return std::string("<TradeMark><RegistrationOfficeCode>EM</RegistrationOfficeCode><ApplicationNumber>") + number + "</ApplicationNumber><WordMarkSpecification><MarkVerbalElementText>" +
           "Wexbridge</MarkVerbalElementText></WordMarkSpecification><MarkImageDetails><MarkImage><MarkImageFilename>" + picture + "</MarkImageFilename><MarkImageCategory><CategoryCodeDetails>" + figures +
           "</CategoryCodeDetails></MarkImageCategory></MarkImage></MarkImageDetails><ApplicantDetails><Applicant><FreeFormatNameLine>Another</FreeFormatNameLine></Applicant></ApplicantDetails></TradeMark>";
  };
  const std::string xml = "<Transaction>" + application("1", "turned.png", "<CategoryCode>03.01.01</CategoryCode>") +
                          application("2", "missing.png", "<CategoryCode>3.1.1</CategoryCode><CategoryCode>050313</CategoryCode>") +
                          application("3", "other.png", "<CategoryCode>26.01.01</CategoryCode><CategoryCode>3.1.1</CategoryCode>") + application("4", "broken.png", "") + "</Transaction>";
  const auto report = WatchGazetteUpload(*service_, officer_, "gazette.zip",
                                         MakeZip({{.name = "g/marks.xml", .bytes = xml}, {.name = "g/turned.png", .bytes = DrawnPng(3, true), .deflate = false},
                                                  {.name = "g/other.png", .bytes = DrawnPng(91), .deflate = false}, {.name = "g/broken.png", .bytes = "no picture"}}));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ((*report)["applications"], 4);
  EXPECT_EQ((*report)["pictures"], 2);
  ASSERT_EQ((*report)["refused"].size(), 1u) << report->dump();
  EXPECT_NE(JsonText((*report)["refused"][0], "reason").find("EM-application-4: picture broken.png: "), std::string::npos);
  ASSERT_EQ((*report)["near"].size(), 2u) << (*report)["near"].dump();
  const Json& turned = (*report)["near"][0];
  EXPECT_EQ(turned["number"], "1");
  EXPECT_EQ(turned["hits"], Json::array());
  EXPECT_EQ(turned["devices"][0]["right_id"], "seen");
  EXPECT_EQ(turned["devices"][0]["picture"]["name"], "turned.png");
  EXPECT_EQ(turned["devices"][0]["picture"]["method"], "copy.turned");
  EXPECT_EQ(turned["devices"][0]["figures"], Json::array({"03.01.01"}));
  EXPECT_EQ(turned["devices"][0]["clauses"], Json::parse(R"([{"id":"D-1","holds":true,"exception":null},{"id":"X-3","holds":true,"exception":null}])"));
  ASSERT_EQ(turned["devices"].size(), 1u) << "one thing that both show makes no hit by itself: " << turned.dump();
  EXPECT_EQ((*report)["serial"], Json::array());
  const Json& told = (*report)["near"][1];
  EXPECT_EQ(told["number"], "2") << "its picture is not at hand, what it shows is told";
  EXPECT_EQ(told["devices"][0]["right_id"], "told");
  EXPECT_EQ(told["devices"][0]["picture"], nullptr);
  EXPECT_EQ(told["devices"][0]["figures"], Json::array({"03.01.01", "05.03.13"}));
  EXPECT_EQ(told["devices"][0]["clauses"][0]["id"], "X-3");
}

TEST(PlumbSimilarTest, AnswersNamesAndSaysWhatItCannotRead) {
  const std::string path = ::testing::TempDir() + "similar_rights.jsonl";
  std::ofstream(path) << R"({"id":"tm-1","kind":"trademark","title":"岑未雅","names":["岑未雅"],"nicknames":["小岑"]})" << "\n{broken\n";
  std::istringstream in("岑味雅\n\n!!!\n");
  std::ostringstream out;
  EXPECT_EQ(PlumbSimilar({.rights = path, .names = {"小岑", "-"}}, in, out), 1);
  std::vector<Json> lines;
  std::istringstream told(out.str());
  for (std::string line; std::getline(told, line);) lines.push_back(*ParseJson(line));
  ASSERT_EQ(lines.size(), 4u) << out.str();
  EXPECT_EQ(lines[0]["file"], path + ":2");
  EXPECT_EQ(lines[1]["name"], "小岑");
  EXPECT_EQ(lines[1]["hits"][0]["right_id"], "tm-1");
  EXPECT_EQ(lines[1]["hits"][0]["meaning"], 1.0) << "a nickname stands for the meaning";
  EXPECT_EQ(lines[2]["name"], "岑味雅");
  EXPECT_EQ(lines[2]["hits"][0]["matched"], "岑未雅");
  EXPECT_EQ(lines[3]["file"], "stdin:3");
}

}  // namespace
}  // namespace markwarden

// Trademark records of WIPO ST.66 and ST.96: invented ones, hostile ones, and those of an office where they are at hand.
#include "rules/rights_xml.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "core/file.h"

namespace markwarden {
namespace {

std::string St66(const std::string& fields) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Transaction xmlns=\"http://www.wipo.int/standards/XMLSchema/trademarks\"><TradeMarkTransactionBody>"
         "<TransactionContentDetails><TransactionData><TradeMarkDetails>\n" + fields + "</TradeMarkDetails></TransactionData></TransactionContentDetails></TradeMarkTransactionBody></Transaction>";
}
std::string Mark66(const std::string& number, const std::string& more = "") {
  return "<TradeMark><RegistrationOfficeCode>EM</RegistrationOfficeCode><ApplicationNumber>0190</ApplicationNumber><ApplicationDate>2019-05-02</ApplicationDate>"
         "<RegistrationNumber>" + number + "</RegistrationNumber><RegistrationDate>2020-01-31+01:00</RegistrationDate><ExpiryDate>2029-05-02</ExpiryDate>"
         "<MarkCurrentStatusCode>Registered</MarkCurrentStatusCode><KindMark>Individual</KindMark><MarkFeature>Combined</MarkFeature>"
         "<WordMarkSpecification><MarkVerbalElementText>Zellvora</MarkVerbalElementText><MarkVerbalElementText>泽沃拉</MarkVerbalElementText>"
         "<MarkVerbalElementText>Zellvora</MarkVerbalElementText></WordMarkSpecification>"
         "<GoodsServicesDetails><GoodsServices><ClassDescriptionDetails><ClassDescription><ClassNumber>25</ClassNumber></ClassDescription>"
         "<ClassDescription><ClassNumber>018</ClassNumber></ClassDescription><ClassDescription><ClassNumber>A</ClassNumber></ClassDescription></ClassDescriptionDetails></GoodsServices></GoodsServicesDetails>"
         "<ApplicantDetails><Applicant><ApplicantAddressBook><FormattedNameAddress><Name><FreeFormatName><FreeFormatNameDetails>"
         "<FreeFormatNameLine>Zellvora Outdoor &amp; Co</FreeFormatNameLine></FreeFormatNameDetails></FreeFormatName></Name></FormattedNameAddress></ApplicantAddressBook></Applicant></ApplicantDetails>" +
         more + "</TradeMark>\n";
}
constexpr const char* kSt96 =
    "<tmk:TrademarkTransaction xmlns:com=\"c\" xmlns:tmk=\"t\"><tmk:TrademarkBag><tmk:Trademark>"
    "<com:RegistrationOfficeCode>XX</com:RegistrationOfficeCode><com:ApplicationNumber><com:IPOfficeCode>XX</com:IPOfficeCode><com:ApplicationNumberText>77</com:ApplicationNumberText></com:ApplicationNumber>"
    "<com:RegistrationNumber>4711</com:RegistrationNumber><com:RegistrationDate>20110203</com:RegistrationDate><tmk:MarkCurrentStatusCode>900</tmk:MarkCurrentStatusCode>"
    "<tmk:MarkRepresentation><tmk:MarkReproduction><tmk:WordMarkSpecification><tmk:MarkVerbalElementText>ORLIMEX</tmk:MarkVerbalElementText></tmk:WordMarkSpecification>"
    "<tmk:MarkImageBag><tmk:MarkImage><com:FileName>pictures\\4711.png</com:FileName></tmk:MarkImage><tmk:MarkImage><com:ImageBinary>iVBO\nRw==</com:ImageBinary></tmk:MarkImage></tmk:MarkImageBag></tmk:MarkReproduction></tmk:MarkRepresentation>"
    "<tmk:GoodsServicesBag><tmk:GoodsServices><tmk:GoodsServicesClassificationBag>"
    "<tmk:GoodsServicesClassification><tmk:ClassificationKindCode>Nice</tmk:ClassificationKindCode><tmk:ClassNumber>030</tmk:ClassNumber></tmk:GoodsServicesClassification>"
    "<tmk:GoodsServicesClassification><tmk:ClassificationKindCode>Domestic</tmk:ClassificationKindCode><tmk:ClassNumber>021</tmk:ClassNumber></tmk:GoodsServicesClassification>"
    "</tmk:GoodsServicesClassificationBag></tmk:GoodsServices></tmk:GoodsServicesBag>"
    "<tmk:ApplicantBag><tmk:Applicant><com:Contact><com:Name><com:PersonName><com:PersonFullName>First Owner</com:PersonFullName></com:PersonName></com:Name></com:Contact></tmk:Applicant></tmk:ApplicantBag>"
    "<tmk:HolderBag><tmk:Holder><com:Contact><com:Name><com:OrganizationName><com:OrganizationStandardName>Orlimex Tea Ltd</com:OrganizationStandardName></com:OrganizationName></com:Name></com:Contact></tmk:Holder></tmk:HolderBag>"
    "<tmk:NationalTrademarkInformation><tmk:MarkCurrentStatusExternalDescriptionText>The registration has expired.</tmk:MarkCurrentStatusExternalDescriptionText><tmk:RenewalDate>2021-02-03</tmk:RenewalDate></tmk:NationalTrademarkInformation>"
    "</tmk:Trademark></tmk:TrademarkBag></tmk:TrademarkTransaction>";

TEST(RightsXmlTest, ReadsSt66) {
  const Result<RightsXml> read = ImportRightsXml(St66(Mark66("018000001", "<MarkImageDetails><MarkImage><MarkImageFilename>images/018000001.jpg</MarkImageFilename></MarkImage></MarkImageDetails>")));
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->import.rights.size(), 1u) << (read->import.refused.empty() ? "" : read->import.refused[0].reason);
  const Right& right = read->import.rights[0];
  EXPECT_EQ(right.id, "EM-018000001");
  EXPECT_EQ(right.kind, RightKind::kTrademark);
  EXPECT_EQ(right.names, (std::vector<std::string>{"Zellvora", "泽沃拉"}));
  EXPECT_EQ(right.reg_no, "018000001");
  EXPECT_EQ(right.jurisdiction, "EM");
  EXPECT_EQ(right.classes, (std::vector<int>{25, 18}));
  EXPECT_EQ(right.holder.name, "Zellvora Outdoor & Co");
  EXPECT_EQ(right.valid_from, "2020-01-31");
  EXPECT_EQ(right.valid_to, "2029-05-02");
  EXPECT_EQ(right.status, "live");
  EXPECT_EQ(right.images, std::vector<std::string>{"018000001.jpg"});
  EXPECT_EQ(right.extra["other_classes"], Json::array({"A"}));
  EXPECT_EQ(right.extra["application_date"], "2019-05-02");
}

TEST(RightsXmlTest, ViennaCodesOfBothStandards) {
  const Result<RightsXml> st66 = ImportRightsXml(St66(Mark66("1", "<MarkImageDetails><MarkImage><MarkImageFilename>1.jpg</MarkImageFilename><MarkImageCategory><CategoryKind>Vienna</CategoryKind><CategoryVersion>9</CategoryVersion>"
      "<CategoryCodeDetails><CategoryCode>26.11.12</CategoryCode><CategoryCode>3.1.1</CategoryCode><CategoryCode>3.1</CategoryCode></CategoryCodeDetails></MarkImageCategory></MarkImage></MarkImageDetails>")));
  ASSERT_TRUE(st66) << st66.error().message;
  EXPECT_EQ(st66->import.rights[0].extra["figure_codes"], Json::array({"26.11.12", "03.01.01"}));
  std::string record = kSt96;
  record.replace(record.find("<com:FileName>"), 0, "<tmk:MarkImageClassification><com:FigurativeElementClassificationBag><com:ViennaClassificationBag>"
      "<com:ViennaClassification><com:ViennaCategory>04</com:ViennaCategory><com:ViennaDivision>05</com:ViennaDivision><com:ViennaSection>15</com:ViennaSection></com:ViennaClassification>"
      "<com:ViennaClassification><com:ViennaCategory>26</com:ViennaCategory><com:ViennaDivision>01</com:ViennaDivision><com:ViennaSection>3</com:ViennaSection></com:ViennaClassification>"
      "</com:ViennaClassificationBag></com:FigurativeElementClassificationBag></tmk:MarkImageClassification>");
  const Result<RightsXml> st96 = ImportRightsXml(record);
  ASSERT_TRUE(st96) << st96.error().message;
  EXPECT_EQ(st96->import.rights[0].extra["figure_codes"], Json::array({"04.05.15", "26.01.03"}));
}

TEST(RightsXmlTest, ApplicationsAreReadWhereTheyAreAskedFor) {
  std::string record = Mark66("1");
  const std::string registration = "<RegistrationNumber>1</RegistrationNumber><RegistrationDate>2020-01-31+01:00</RegistrationDate>";
  record.erase(record.find(registration), registration.size());
  const Result<RightsXml> rights = ImportRightsXml(St66(record));
  ASSERT_TRUE(rights);
  ASSERT_EQ(rights->import.refused.size(), 1u);
  EXPECT_EQ(rights->import.refused[0].reason, "application 0190 is not registered: it is no right yet");
  const Result<RightsXml> applications = ImportRightsXml(St66(record + Mark66("2")), MarkRecords::kApplications);
  ASSERT_TRUE(applications);
  ASSERT_EQ(applications->import.rights.size(), 2u);
  EXPECT_EQ(applications->import.rights[0].id, "EM-application-0190");
  EXPECT_EQ(applications->import.rights[0].reg_no, "") << "an office's two series of numbers are not one";
  EXPECT_EQ(applications->import.rights[0].extra["application_no"], "0190");
  EXPECT_EQ(applications->import.rights[0].valid_from, "2019-05-02") << "the day of application";
  EXPECT_EQ(applications->import.rights[1].reg_no, "2");
  EXPECT_EQ(applications->import.rights[1].valid_from, "2020-01-31");
  record.erase(record.find("<ApplicationNumber>"), std::string("<ApplicationNumber>0190</ApplicationNumber>").size());
  const Result<RightsXml> none = ImportRightsXml(St66(record), MarkRecords::kApplications);
  ASSERT_TRUE(none);
  ASSERT_EQ(none->import.refused.size(), 1u);
  EXPECT_EQ(none->import.refused[0].reason, "it has neither an application number nor a registration number");
}

TEST(RightsXmlTest, ReadsSt96WithAnEmbeddedPicture) {
  const Result<RightsXml> read = ImportRightsXml(kSt96);
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->import.rights.size(), 1u) << read->import.refused[0].reason;
  const Right& right = read->import.rights[0];
  EXPECT_EQ(right.id, "XX-4711");
  EXPECT_EQ(right.names, std::vector<std::string>{"ORLIMEX"});
  EXPECT_EQ(right.classes, std::vector<int>{30}) << "national classes are none of Nice";
  EXPECT_EQ(right.holder.name, "Orlimex Tea Ltd") << "the holder, not who applied once";
  EXPECT_EQ(right.valid_from, "2011-02-03");
  EXPECT_EQ(right.valid_to, "") << "nothing is computed from a renewal";
  EXPECT_EQ(right.extra["renewal_date"], "2021-02-03");
  EXPECT_EQ(right.status, "expired");
  EXPECT_EQ(right.images, (std::vector<std::string>{"4711.png", "XX-4711-1"}));
  EXPECT_EQ(read->embedded.at("XX-4711-1"), "\x89PNG");
}

// ST.66 as one office writes it: people stand beside the mark, and oppositions name other people's marks.
TEST(RightsXmlTest, PeopleBesideTheMarkAreItsAndOtherPeoplesMarksAreNot) {
  const auto transaction = [](const std::string& number, const std::string& owner) {
    return "<TransactionData><TradeMarkDetails><TradeMark><RegistrationOfficeCode>XX</RegistrationOfficeCode><RegistrationNumber>" + number +
           "</RegistrationNumber><WordMarkSpecification><MarkVerbalElementText>ORLIMEX</MarkVerbalElementText></WordMarkSpecification>"
           "<LegalProceedingsBag><Plaintiff><AssociatedMark><WordMarkSpecification><MarkVerbalElementText>FESTUVAL</MarkVerbalElementText></WordMarkSpecification></AssociatedMark></Plaintiff></LegalProceedingsBag>"
           "</TradeMark></TradeMarkDetails><ApplicantDetails><Applicant><FreeFormatNameLine>" + owner + "</FreeFormatNameLine></Applicant></ApplicantDetails></TransactionData>";
  };
  const Result<RightsXml> read = ImportRightsXml("<Transaction>" + transaction("1", "Orlimex Ltd") + transaction("2", "Orlimex Tea Ltd") + "</Transaction>");
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->import.rights.size(), 2u);
  EXPECT_EQ(read->import.rights[0].holder.name, "Orlimex Ltd");
  EXPECT_EQ(read->import.rights[1].holder.name, "Orlimex Tea Ltd");
  EXPECT_EQ(read->import.rights[0].names, std::vector<std::string>{"ORLIMEX"});
}

TEST(RightsXmlTest, ABadRecordCostsItself) {
  const std::string nested = [] {
    std::string open, close;
    for (int i = 0; i < 100; ++i) open += "<a>", close += "</a>";
    return open + "x" + close;
  }();
  std::string application = Mark66("5"), nameless = Mark66("6"), bad_date = Mark66("7");
  application.replace(application.find("<RegistrationNumber>5</RegistrationNumber>"), 42, "<RegistrationNumber/>");
  while (nameless.find("MarkVerbalElementText") != std::string::npos) nameless.replace(nameless.find("MarkVerbalElementText"), 21, "Other");
  bad_date.replace(bad_date.find("2029-05-02"), 10, "2029-02-30");
  const struct { const char* why; std::string record; const char* want; } cases[] = {
      {"an application", application, "is not registered"},
      {"nothing to look for", nameless, "nothing to look for"},
      {"a date that does not exist", bad_date, "2029-02-30"},
      {"twice", Mark66("1"), "came before"},
      {"too deep", Mark66("8", nested), "deeper than 64"},
      {"a broken picture", Mark66("9", "<MarkImageDetails><MarkImage><MarkImageBinary>*</MarkImageBinary></MarkImage></MarkImageDetails>"), "no base64"},
  };
  for (const auto& c : cases) {
    const Result<RightsXml> read = ImportRightsXml(St66(Mark66("1") + c.record + Mark66("3")));
    ASSERT_TRUE(read) << c.why;
    EXPECT_EQ(read->import.rights.size(), 2u) << c.why;
    ASSERT_EQ(read->import.refused.size(), 1u) << c.why;
    EXPECT_NE(read->import.refused[0].reason.find(c.want), std::string::npos) << c.why << ": " << read->import.refused[0].reason;
    EXPECT_EQ(read->import.refused[0].line, 4) << c.why;
    EXPECT_LE(read->import.refused[0].row.size(), 500u);
  }
  const std::string whole = St66(Mark66("1") + Mark66("2"));
  const Result<RightsXml> cut = ImportRightsXml(whole.substr(0, whole.size() - 300));
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->import.rights.size(), 1u);
  EXPECT_EQ(cut->import.refused[0].reason, "the record is cut off");
}

// Entities of a document type are never expanded: "billion laughs", and files named by the document.
TEST(RightsXmlTest, NoEntityIsExpanded) {
  std::string dtd = "<!DOCTYPE Transaction [<!ENTITY a0 \"ha\"><!ENTITY file SYSTEM \"file:///etc/passwd\">";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "&a" + std::to_string(i - 1) + ";";
    dtd += "<!ENTITY a" + std::to_string(i) + " \"" + before + before + before + before + "\">";
  }
  std::string record = Mark66("1");
  record.replace(record.find("Zellvora</Mark"), 8, "&a39;&file;");
  const Result<RightsXml> read = ImportRightsXml(dtd + "]>" + St66(record));
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->import.rights.size(), 1u);
  EXPECT_EQ(read->import.rights[0].names[0], "&a39;&file;");
}

TEST(RightsXmlTest, WhatHoldsNoRecordIsRefused) {
  for (const char* text : {"", "<a/>", "<Transaction></Transaction>", "<?xml version=\"1.0\"?><!-- <TradeMark> -->", "nonsense"}) {
    EXPECT_EQ(ImportRightsXml(text).error().code, ErrorCode::kInvalid) << text;
  }
  EXPECT_TRUE(LooksXml("\xEF\xBB\xBF <?xml"));
  EXPECT_FALSE(LooksXml("id,names\n"));
}

TEST(RightsXmlTest, EveryCutEnds) {
  const std::string whole = kSt96;
  for (size_t length = 0; length < whole.size(); ++length) {
    const Result<RightsXml> read = ImportRightsXml(std::string_view(whole).substr(0, length));
    if (read) {
      EXPECT_LE(read->import.rights.size() + read->import.refused.size(), 1u) << length;
    }
  }
}

// "ApplicationNumber,\"78002299\"" -> the value; "" when the file does not say.
std::string Expected(const std::filesystem::path& file, const std::string& name) {
  const Result<std::string> text = ReadFile(file);
  if (!text) return "";
  const size_t at = text->find(name + ",\"");
  if (at == std::string::npos) return "";
  const size_t begin = at + name.size() + 2;
  return text->substr(begin, text->find('"', begin) - begin);
}

TEST(RightsXmlTest, ReadsTheRecordsOfAnOffice) {
  const char* set = std::getenv("MARKWARDEN_EVAL");
  const std::filesystem::path eval = set && *set ? std::filesystem::path(set) : std::filesystem::path(MARKWARDEN_SOURCE_DIR).parent_path() / "shared" / "eval";
  const std::filesystem::path folder = eval / "trademark_office" / "uspto_tsdr";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no " << folder << ": set MARKWARDEN_EVAL";
  const std::filesystem::path expected = folder / "expected";
  int registered = 0, checked = 0;
  std::map<std::string, Right> first;  // ST.66 and ST.96 of one mark say the same
  for (const char* mark : {"rn2178784", "rn2713476", "rn3886986", "sn76044902", "sn87881347"}) {
    for (const char* form : {"ST66", "ST96", "ST96-old"}) {
      const std::filesystem::path file = folder / "testdata" / (std::string(mark) + "-" + form + ".xml");
      const Result<std::string> bytes = ReadFile(file);
      if (!bytes) continue;
      const Result<RightsXml> read = ImportRightsXml(*bytes);
      ASSERT_TRUE(read) << file << ": " << read.error().message;
      if (std::string(mark) == "sn87881347") {
        ASSERT_EQ(read->import.refused.size(), 1u) << file;
        EXPECT_NE(read->import.refused[0].reason.find("87881347 is not registered"), std::string::npos) << read->import.refused[0].reason;
        continue;
      }
      ASSERT_EQ(read->import.rights.size(), 1u) << file << (read->import.refused.empty() ? "" : ": " + read->import.refused[0].reason);
      const Right& right = read->import.rights[0];
      ++registered;
      const auto check = [&](const std::string& name, const std::string& field, const std::string& got) {
        const std::string want = Expected(expected / (name + "-" + mark + ".txt"), field);
        if (want.empty()) return;
        ++checked;
        EXPECT_EQ(got, want) << file << " " << field;
      };
      check("regno", "RegistrationNumber", right.reg_no);
      check("appno", "ApplicationNumber", JsonText(right.extra, "application_no"));
      check("appdates", "ApplicationDateTruncated", JsonText(right.extra, "application_date"));
      check("regdatesonly", "RegistrationDateTruncated", right.valid_from);
      check("renewal-date", "RenewalDateTruncated", JsonText(right.extra, "renewal_date"));
      if (const Result<std::string> classes = ReadFile(expected / ("international-classes-" + std::string(mark) + ".txt"))) {
        std::vector<int> want;
        for (size_t at = classes->find("InternationalClassNumber,\""); at != std::string::npos; at = classes->find("InternationalClassNumber,\"", at + 1)) {
          want.push_back(std::stoi(classes->substr(at + 26)));
        }
        ++checked;
        EXPECT_EQ(right.classes, want) << file;
      }
      EXPECT_EQ(right.status, "live") << file;
      EXPECT_FALSE(right.holder.name.empty()) << file;
      const auto [seen, fresh] = first.emplace(mark, right);
      if (!fresh) {
        EXPECT_EQ(right.names, seen->second.names) << file;
        EXPECT_EQ(right.holder.name, seen->second.holder.name) << file;
        EXPECT_EQ(right.valid_from, seen->second.valid_from) << file;
      }
    }
  }
  EXPECT_GE(registered, 8);
  EXPECT_GE(checked, 20);
}

}  // namespace
}  // namespace markwarden

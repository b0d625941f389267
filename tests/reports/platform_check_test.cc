// Platforms' forms: what each shipped profile takes and refuses, the reason it gives, the rows of its batch file.
#include "reports/platform_check.h"

#include <gmock/gmock.h>

#include <set>

#include "core/file.h"
#include "tests/reports/fixtures.h"
#include "tests/temporary_folder.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<PlatformProfile>& Profiles() {
  static const auto profiles = LoadPlatformProfiles(fs::path(MARKWARDEN_SOURCE_DIR) / "reports/platforms");
  EXPECT_TRUE(profiles) << profiles.error().message;
  return *profiles;
}

const PlatformProfile& ProfileOf(const std::string& id) {
  for (const PlatformProfile& profile : Profiles()) {
    if (profile.id == id) return profile;
  }
  ADD_FAILURE() << "no profile " << id;
  return Profiles().front();
}

std::vector<std::string> Blocking(const Notice& notice, const std::string& profile, std::string_view reason = {}) {
  std::vector<std::string> pointers;
  for (const ProfileFinding& finding : CheckProfile(notice, ProfileOf(profile), reason)) {
    for (const char* lang : {"zh", "en"}) {
      EXPECT_FALSE(finding.label.at(lang).empty()) << profile;
      EXPECT_FALSE(finding.why.at(lang).empty()) << profile;
    }
    if (finding.blocks) pointers.push_back(finding.pointer);
  }
  return pointers;
}

Notice Trademark(int items = 2) { return DraftNotice(testing::CnInput(items)); }
Notice Design() {
  DraftInput input = testing::CnInput(1);
  input.right.kind = RightKind::kDesignPatent;
  input.right.reg_no = "ZL202630000001";
  input.right.extra["evaluation_report"] = "W2026-1";
  return DraftNotice(input);
}
Notice Copyright() { return DraftNotice(testing::UsInput()); }

TEST(PlatformCheckTest, ACompleteNoticeFits) {
  for (const PlatformProfile& profile : Profiles()) {
    EXPECT_THAT(Blocking(Trademark(), profile.id), IsEmpty()) << profile.id;
    EXPECT_THAT(Blocking(Design(), profile.id), IsEmpty()) << profile.id;
  }
  for (const char* id : {"amazon", "ebay-vero", "generic"}) EXPECT_THAT(Blocking(Copyright(), id), IsEmpty()) << id;
}

TEST(PlatformCheckTest, WhatAFormWouldRefuse) {
  const struct { const char* profile; const char* why; const char* pointer; void (*spoil)(Notice&); } cases[] = {
      {"alibaba-ipp", "no identity", "/right_holder/id_no", [](Notice& n) { n.right_holder.id_no = " \u200b"; }},
      {"alibaba-ipp", "no proof", "/right/proofs", [](Notice& n) { n.right.proofs.clear(); }},
      {"alibaba-ipp", "a mark without its number", "/right/reg_no", [](Notice& n) { n.right.reg_no.clear(); }},
      {"alibaba-ipp", "an agent without a letter", "/agent/file/sha256", [](Notice& n) { n.agent.name = "示例代理"; }},
      {"alibaba-ipp", "no link", "/items/1/url", [](Notice& n) { n.items[1].url.clear(); }},
      {"alibaba-ipp", "no listing", "/items", [](Notice& n) { n.items.clear(); }},
      {"alibaba-ipp", "no reason", "/claim/act/zh", [](Notice& n) { n.claim.act.clear(); }},
      {"amazon", "no mark", "/right/title", [](Notice& n) { n.right.title.clear(); }},
      {"amazon", "a mark without its number", "/right/reg_no", [](Notice& n) { n.right.reg_no.clear(); }},
      {"amazon", "no description", "/claim/comparison/en", [](Notice& n) { n.claim.comparison.erase("en"); }},
      {"ebay-vero", "no item number", "/items/0/platform_item_id", [](Notice& n) { n.items[0].platform_item_id.clear(); }},
      {"ebay-vero", "the same item twice", "/items/1/platform_item_id", [](Notice& n) { n.items[1].platform_item_id = n.items[0].platform_item_id; }},
      {"ebay-vero", "a brand of 51 characters", "/right/title", [](Notice& n) { n.right.title.clear(); for (int i = 0; i < 51; ++i) n.right.title += "果"; }},
      {"ebay-vero", "a message of 1001 characters", "/claim/comparison/en", [](Notice& n) { n.claim.comparison["en"] = "first\n" + std::string(1001, 'x'); }},
      {"generic", "no link", "/items/0/url", [](Notice& n) { n.items[0].url = "\u3000"; }},
      {"jd", "no proof", "/right/proofs", [](Notice& n) { n.right.proofs.clear(); }},
      {"jd", "no evidence", "/prima_facie_evidence", [](Notice& n) { n.prima_facie_evidence.clear(); }},
      {"jd", "no identity", "/right_holder/id_no", [](Notice& n) { n.right_holder.id_no.clear(); }},
      {"pinduoduo", "an agent without a letter", "/agent/file/sha256", [](Notice& n) { n.agent.name = "示例代理"; }},
      {"pinduoduo", "a mark without its number", "/right/reg_no", [](Notice& n) { n.right.reg_no.clear(); }},
  };
  for (const auto& c : cases) {
    Notice notice = Trademark();
    c.spoil(notice);
    EXPECT_THAT(Blocking(notice, c.profile), ElementsAre(c.pointer)) << c.profile << ": " << c.why;
  }
}

TEST(PlatformCheckTest, WhatIsNoFaultOfTheNotice) {
  const struct { const char* profile; const char* why; void (*change)(Notice&); } cases[] = {
      {"ebay-vero", "a brand of 50 characters", [](Notice& n) { n.right.title.clear(); for (int i = 0; i < 50; ++i) n.right.title += "果"; }},
      {"ebay-vero", "messages of 1000 characters each", [](Notice& n) { n.claim.comparison["en"] = std::string(1000, 'x') + "\n" + std::string(1000, 'y'); }},
      {"ebay-vero", "a mark's number longer than a patent's", [](Notice& n) { n.right.reg_no = std::string(40, '1'); }},
      {"alibaba-ipp", "a work without a number", [](Notice& n) { n.right.kind = RightKind::kCopyright; n.right.reg_no.clear(); }},
      {"jd", "a mark without an evaluation report", [](Notice& n) { n.right.evaluation_report.clear(); }},
      {"pinduoduo", "an agent with a letter", [](Notice& n) { n.agent.name = "示例代理"; n.agent.file = {"poa.pdf", std::string(64, 'c')}; }},
  };
  for (const auto& c : cases) {
    Notice notice = Trademark();
    c.change(notice);
    EXPECT_THAT(Blocking(notice, c.profile), IsEmpty()) << c.profile << ": " << c.why;
  }
  Notice design = Design();
  design.right.reg_no = std::string(16, '1');
  EXPECT_THAT(Blocking(design, "ebay-vero"), ElementsAre("/right/reg_no")) << "a patent number has 15 characters at most";
  design.right.reg_no.pop_back();
  EXPECT_THAT(Blocking(design, "ebay-vero"), IsEmpty());
  design.right.evaluation_report.clear();
  EXPECT_THAT(Blocking(design, "jd"), ElementsAre("/right/evaluation_report"));
}

TEST(PlatformCheckTest, CountsAtTheirLimits) {
  const struct { const char* profile; int most; } limits[] = {{"amazon", 50}, {"ebay-vero", 150}, {"generic", 200}, {"alibaba-ipp", 300}};
  for (const auto& c : limits) {
    EXPECT_THAT(Blocking(Trademark(c.most), c.profile), IsEmpty()) << c.profile;
    EXPECT_THAT(Blocking(Trademark(c.most + 1), c.profile), ElementsAre("/items")) << c.profile;
  }
  const auto said = [](int items) {
    std::string all;
    for (const ProfileFinding& finding : CheckProfile(Trademark(items), ProfileOf("alibaba-ipp"))) {
      EXPECT_FALSE(finding.blocks);
      all += finding.why.at("en") + "\n";
    }
    return all;
  };
  EXPECT_THAT(said(10), ::testing::Not(HasSubstr("web form")));
  EXPECT_THAT(said(11), HasSubstr("web form takes 10 links"));
  EXPECT_THAT(said(1), HasSubstr("upload it on the platform")) << "the identity document";

  PlatformProfile small;
  small.daily_cap = 2;
  small.max_message_chars = 10;
  Notice notice = Trademark(3);
  notice.claim.comparison["zh"] = "一二三四五六七八九十";
  std::vector<ProfileFinding> findings = CheckProfile(notice, small);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_FALSE(findings[0].blocks);
  EXPECT_THAT(findings[0].why.at("en"), HasSubstr("takes 2 a day"));
  notice.claim.comparison["zh"] += "一";
  findings = CheckProfile(notice, small);
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[1].pointer, "/claim/comparison/zh");
  EXPECT_TRUE(findings[1].blocks);
}

TEST(PlatformCheckTest, AllowedValues) {
  PlatformProfile profile;
  profile.fields.push_back({.id = "country", .name = {{"zh", "国家"}, {"en", "country"}}, .pointer = "/right/jurisdiction", .applies_when = {}, .required = false,
                            .required_when = {}, .max_chars = 0, .values = {"CN", "US"}});
  Notice notice = Trademark();
  EXPECT_THAT(CheckProfile(notice, profile), IsEmpty());
  notice.right.jurisdiction = "";
  EXPECT_THAT(CheckProfile(notice, profile), IsEmpty()) << "what is not required may be left out";
  notice.right.jurisdiction = "cn";
  const std::vector<ProfileFinding> findings = CheckProfile(notice, profile);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_TRUE(findings[0].blocks);
  EXPECT_THAT(findings[0].why.at("en"), HasSubstr("\"cn\""));
}

TEST(PlatformCheckTest, TheReasonFollowsTheAct) {
  const auto code = [](const char* profile, RightKind kind, const char* act, std::vector<std::string> used = {}) {
    Notice notice;
    notice.right.kind = kind;
    notice.claim.act_code = act;
    const ProfileReason* reason = ReasonFor(ProfileOf(profile), notice, used);
    return reason ? reason->code : "none";
  };
  EXPECT_EQ(code("amazon", RightKind::kTrademark, "tm.identical"), "logo");
  EXPECT_EQ(code("amazon", RightKind::kTrademark, "tm.sale"), "counterfeit");
  EXPECT_EQ(code("amazon", RightKind::kCopyright, "copyright.copy"), "copyright");
  EXPECT_EQ(code("amazon", RightKind::kSoftware, "software.copy"), "copyright");
  EXPECT_EQ(code("amazon", RightKind::kDesignPatent, "design.sale"), "design");
  EXPECT_EQ(code("amazon", RightKind::kTrademark, "tm.facilitate"), "none");
  EXPECT_EQ(code("amazon", RightKind::kPlantVariety, "variety.sale"), "none");
  EXPECT_EQ(code("ebay-vero", RightKind::kDesignPatent, "design.sale"), "9048");
  EXPECT_EQ(code("ebay-vero", RightKind::kTrademark, "tm.similar"), "9052");
  // The same item again only for another reason; what is chosen by hand is not chosen here.
  EXPECT_EQ(code("ebay-vero", RightKind::kDesignPatent, "design.sale", {"9048"}), "9052");
  EXPECT_EQ(code("ebay-vero", RightKind::kTrademark, "tm.similar", {"9052"}), "none");
}

TEST(PlatformCheckTest, AnActWithoutAReasonIsAPersonsToName) {
  Notice notice = Trademark();
  notice.claim.act_code = "tm.facilitate";
  const std::vector<ProfileFinding> findings = CheckProfile(notice, ProfileOf("amazon"));
  ASSERT_FALSE(findings.empty());
  EXPECT_TRUE(findings[0].blocks);
  EXPECT_THAT(findings[0].why.at("en"), HasSubstr("a person has to choose one"));
  EXPECT_THAT(Blocking(notice, "amazon"), ElementsAre("/claim/act_code")) << "said once";
  EXPECT_THAT(Blocking(notice, "amazon", "product-page"), IsEmpty());
  EXPECT_THAT(CheckProfile(notice, ProfileOf("amazon"), "gossip")[0].why.at("en"), HasSubstr("no reason \"gossip\""));
  // 9037: the countries; 9052: the message.
  notice.right.jurisdiction.clear();
  EXPECT_THAT(Blocking(notice, "ebay-vero", "9052"), IsEmpty());
  EXPECT_THAT(Blocking(notice, "ebay-vero", "9037"), ElementsAre("/right/jurisdiction"));
  notice.claim.comparison.clear();
  EXPECT_THAT(Blocking(notice, "ebay-vero", "9052"), ElementsAre("/claim/comparison/en", "/claim/comparison/en"));
  notice.right.jurisdiction = "CN";
  EXPECT_THAT(Blocking(notice, "ebay-vero", "9037"), IsEmpty());
}

// Codes of acts in profiles are those of the law files.
TEST(PlatformCheckTest, ActsOfProfilesAreActsOfRegimes) {
  std::set<std::string> known;
  for (const Regime& regime : testing::Regimes()) {
    for (const LegalBasis& row : regime.legal_basis) {
      for (const LegalBasis::Act& act : row.acts) known.insert(act.code);
    }
  }
  for (const PlatformProfile& profile : Profiles()) {
    for (const ProfileReason& reason : profile.reasons) {
      for (const std::string& act : reason.acts) EXPECT_TRUE(known.contains(act)) << profile.id << " " << reason.code << ": " << act;
    }
  }
}

TEST(BatchRowsTest, AHeadingAndOneRowAnItem) {
  Notice first = Trademark(2), second = Trademark(1);
  second.id = "MW-2026-0009";
  second.items[0].platform_item_id = "777";
  second.items[0].title_at_capture = "=1+1\n\u202e第二行\x01";
  const auto rows = BatchRows({first, second}, ProfileOf("alibaba-ipp"));
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), 4u);
  EXPECT_THAT((*rows)[0], ElementsAre("商品链接", "商品编号", "权利名称", "注册号", "投诉理由", "比对说明"));
  EXPECT_THAT((*rows)[1], ElementsAre("https://shop1.test/item/101?sku=red&size=42", "101", "北果", "98765432", HasSubstr("近似"), HasSubstr("商品 101：")));
  EXPECT_EQ((*rows)[2][1], "102");
  EXPECT_THAT((*rows)[2][5], HasSubstr("商品 102："));
  EXPECT_EQ((*rows)[3][1], "777");
  const auto generic = BatchRows({second}, ProfileOf("generic"));
  ASSERT_TRUE(generic) << generic.error().message;
  EXPECT_EQ((*generic)[1][0], "MW-2026-0009");
  EXPECT_EQ((*generic)[1][3], "=1+1 第二行") << "cleaned; the writer guards what would be calculated";
  const auto ebay = BatchRows({first}, ProfileOf("ebay-vero"));
  ASSERT_TRUE(ebay) << ebay.error().message;
  EXPECT_THAT((*ebay)[0], ElementsAre("itemId", "veroReasonCodeId", "brand", "detailedMessage"));
  EXPECT_THAT((*ebay)[1], ElementsAre("101", "9052", "北果", HasSubstr("Item 101:")));
  EXPECT_EQ((*BatchRows({first}, ProfileOf("ebay-vero"), "7052"))[1][1], "7052");
  EXPECT_EQ((*BatchRows({first}, ProfileOf("amazon")))[1][4], "mark or logo");
}

TEST(BatchRowsTest, WhatNoFileCanHold) {
  const Notice notice = Trademark(1);
  EXPECT_EQ(BatchRows({notice}, ProfileOf("jd")).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(BatchRows({}, ProfileOf("generic")).error().code, ErrorCode::kInvalid);
  Notice other = notice;
  other.right.id = "tm-2";
  EXPECT_THAT(BatchRows({notice, other}, ProfileOf("alibaba-ipp")).error().message, HasSubstr("one right at a time"));
  Notice bad = notice;
  bad.right.reg_no.clear();
  EXPECT_THAT(BatchRows({notice, bad}, ProfileOf("alibaba-ipp")).error().message, HasSubstr("would refuse notice MW-2026-0001: registration number (/right/reg_no)"));
  Notice wide = notice;
  wide.claim.comparison["zh"] = std::string(32'767, 'x');
  EXPECT_TRUE(BatchRows({wide}, ProfileOf("alibaba-ipp")));
  wide.claim.comparison["zh"] += "x";
  EXPECT_THAT(BatchRows({wide}, ProfileOf("alibaba-ipp")).error().message, HasSubstr("longer than 32767 characters"));
  const Notice half = Trademark(150);
  EXPECT_TRUE(BatchRows({half, half}, ProfileOf("alibaba-ipp")));
  const auto over = BatchRows({half, half, notice}, ProfileOf("alibaba-ipp"));
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, ErrorCode::kExhausted);
}

TEST(PlatformProfileLoadTest, BadDataIsRefusedByFileAndField) {
  const std::string good = *ReadFile(fs::path(MARKWARDEN_SOURCE_DIR) / "reports/platforms/ebay-vero.yaml");
  const struct { const char* from; const char* to; const char* says; } cases[] = {
      {"max_items: 150", "max_items: -1", "max_items must be a whole number"},
      {"max_items: 150", "max_item: 150", "unknown key \"max_item\""},
      {"same_reason_once: true", "same_reason_once: mostly", "same_reason_once is true or false"},
      {"/items/*/platform_item_id", "/items/*/asin", "field itemId: pointer \"/items/*/asin\" is nothing that a notice has"},
      {"pointer: \"@reason\", required", "pointer: \"@reasons\", required", "field veroReasonCodeId: pointer \"@reasons\""},
      {"@comparison/en\", required_when", "@comparison/english\", required_when", "field detailedMessage: pointer"},
      {"reasons: [\"9052\", \"7052\"]", "reasons: [\"9053\"]", "field detailedMessage.required_when: the profile has no reason \"9053\""},
      {"required_when: {reasons: [\"9052\", \"7052\"]}", "required_when: {}", "a condition that always holds"},
      {"applies_when: {reasons: [\"9037\"]}", "applies_when: {reason: [\"9037\"]}", "field countries.applies_when: unknown key"},
      {"kinds: [trademark], by_hand", "kinds: [mark], by_hand", "reason 9037: kinds: \"mark\""},
      {"code: \"7052\"", "code: \"9052\"", "reason 9052: stands twice"},
      {"max_chars: 15", "max_chars: many", "field patent: max_chars must be"},
      {"format: csv", "format: pdf", "batch: format \"pdf\""},
      {"header: itemId, ", "", "batch.columns: header is missing"},
      {"name: {zh: \"品牌\", en: \"brand\"}", "name: {en: \"brand\"}", "field brand.name: no text in zh"},
      {"id: brand", "ident: brand", "fields: id is missing"},
      {"source:", "sauce:", "unknown key"},
  };
  for (const auto& c : cases) {
    const TemporaryFolder folder;
    std::string text = good;
    const size_t at = text.find(c.from);
    ASSERT_NE(at, std::string::npos) << c.from;
    text.replace(at, std::string(c.from).size(), c.to);
    folder.File("ebay-vero.yaml", text);
    const auto loaded = LoadPlatformProfiles(folder.path());
    ASSERT_FALSE(loaded) << c.to;
    EXPECT_EQ(loaded.error().code, ErrorCode::kInvalid);
    EXPECT_THAT(loaded.error().message, HasSubstr("ebay-vero.yaml"));
    EXPECT_THAT(loaded.error().message, HasSubstr(c.says));
  }
}

}  // namespace
}  // namespace markwarden

// Certificates of real matches, checked by the program that strangers would use; and certificates that were tampered with.
#include "matcher/certificate.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/matcher/matcher_fixture.h"

namespace markwarden {
namespace {

// What the verifier says, and what it would exit with: 0, 1, 4; -1 when it says nothing.
struct Verified {
  int code = -1;
  std::string said;
};

// Of several, each by itself, in one run of the program.
std::vector<Verified> VerifyAll(const std::vector<Json>& certificates) {
  std::string command = std::string("/usr/bin/python3 ") + MARKWARDEN_SOURCE_DIR + "/matcher/verify_match.py";
  std::vector<std::string> paths;
  for (const Json& certificate : certificates) {
    paths.push_back((std::filesystem::temp_directory_path() / ("certificate-" + std::to_string(::getpid()) + "-" + std::to_string(paths.size()) + ".json")).string());
    std::ofstream(paths.back()) << DumpJson(certificate);
    command += " " + paths.back();
  }
  std::string said;
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  if (pipe != nullptr) {
    char buffer[4096];
    for (size_t got; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) said.append(buffer, got);
    ::pclose(pipe);
  }
  std::vector<Verified> verified;
  size_t from = 0;
  for (const std::string& path : paths) {
    std::filesystem::remove(path);
    Verified one;
    const size_t at = said.find(path + ": ", from);
    if (at == std::string::npos) {
      one.said = said.substr(from);
    } else {
      const size_t end = std::min(said.find('\n', at), said.size());
      const std::string result = said.substr(at + path.size() + 2, end - at - path.size() - 2);
      // A file that cannot be read as a certificate is said in one line.
      const bool broken = result == "BROKEN" || said.compare(said.rfind('\n', at) + 1, 6, "BROKEN") == 0;
      one.code = broken ? 1 : result == "holds" ? 0 : 4;
      one.said = said.substr(from, end - from);
      from = end;
    }
    verified.push_back(std::move(one));
  }
  return verified;
}

Verified Verify(const Json& certificate) { return VerifyAll({certificate})[0]; }

Json CertificateFor(const Listing& listing, std::string_view right) {
  const auto flag = FlagOf(TheMatcher().Match(listing), right);
  EXPECT_TRUE(flag) << listing.title;
  if (!flag) return {};
  for (const RightVersion& version : TheMatcher().rules().rights()) {
    if (version.right.id == right) return MatchCertificate(*flag, version.right, listing, TheMatcher().rules().book());
  }
  return {};
}

TEST(CertificateTest, StrangersFindThatEveryReasonHolds) {
  const struct {
    std::string title;
    const char* right;
  } cases[] = {
      {"珂·沃·莱 运动鞋", "brand"}, {"Ｑorｖella 鞋", "brand"}, {"ⓆⓄⓇⓋⒺⓁⓁⒶ 鞋", "brand"}, {"Qоrvеlla 鞋", "brand"}, {"Q0rvella 鞋", "brand"},
      {"Qörvèlla shoes", "brand"}, {"科沃莱 运动鞋", "brand"}, {"kewolai 运动鞋", "brand"}, {"珂wo莱 运动鞋", "brand"}, {"莱沃珂 运动鞋", "brand"},
      {"allevroq shoes", "brand"}, {"new vellaQor shoes", "brand"}, {"兰明台木 运动鞋", "long"}, {"明台术兰 外套", "long"}, {"日月台木兰 外套", "long"}, {"明台青兰 外套", "long"}, {"何沃莱 运动鞋", "brand"},
      {"雲·嶺·香·米 5kg", "origin"}, {"航知堂 茶具", "reading"}, {"行远轩 茶具", "reading"}, {"新款柯" + Chars({0x1F434}) + "仕鞋", "drawn"},
      {"new " + Chars({0x1F451, 0xFE0F}) + "mill shoes", "drawn"}, {"Qorvela shoes", "brand"}, {"Qorvella 高仿 运动鞋", "brand"}, {"ㄴㅏ벨라 shoes", "hangul"},
      {R"(new Q()r\/ella shoes)", "brand"}, {"new Qorv*lla shoes", "brand"}, {"new Qarvella shoes", "brand"}, {"新款 珂*莱 运动鞋", "brand"},
      {"rnarnova sol shoes", "latin"}, {"Qorve1l@ shoes", "brand"}, {"珂" + Chars({0x4E28}) + "沃" + Chars({0x4E28}) + "莱 鞋", "brand"},
      {"Qor" + Chars({0x3164}) + "vella 鞋", "brand"}, {"Straßenreich 高仿", "sharp"}, {Chars({0x1F34E}) + "表带厂 手机", "apple"}, {"加wa.me/86139 Qorvella", "brand"},
      {"ツ‡モラン 保温杯", "kettle"}, {"ッキモうﾝ 高仿 保温杯", "kettle"}, {"ツ‡キ‡モ‡ラ‡ン 保温杯", "kettle"}, {"Tsukimoran 保温杯", "kettle"}, {"кроссовки Корвелла", "brand"}, {"Nabella 高仿", "hangul"},
  };
  std::vector<Json> certificates;
  for (const auto& c : cases) certificates.push_back(CertificateFor(Title(c.title), c.right));
  const std::vector<Verified> verified = VerifyAll(certificates);
  for (size_t i = 0; i < verified.size(); ++i) EXPECT_EQ(verified[i].code, 0) << cases[i].title << "\n" << verified[i].said;
}

// What clears, and a change of its proof that a stranger finds.
TEST(CertificateTest, StrangersFindWhetherWhatClearsHolds) {
  const auto offer = [](std::string title, std::string price, std::string seller) {
    Listing listing = Title(std::move(title));
    listing.price = Price{.amount = std::move(price), .amount_max = {}, .currency = "CNY"};
    listing.seller.name = std::move(seller);
    listing.captured_at = "2026-05-01T00:00:00Z";
    return listing;
  };
  Listing late = offer("Qorvella 高仿 运动鞋", "99.00", "小店");
  late.captured_at = "2031-05-01T00:00:00Z";
  Listing own = offer("运动鞋 配 Qorvella 鞋带", "580.00", "小店");
  own.brand = "Kwiet Foot";
  const struct {
    Listing listing;
    const char* right;
    const char* detector;
    const char* broken;  // JSON merged over the proof
  } cases[] = {
      {offer("Qorvella 运动鞋", "99.00", "珂沃莱旗舰店"), "brand", "seller.authorised", R"({"listed": {"name": "别家", "id": ""}})"},
      {offer("Qorvella 运动鞋", "99.00", "珂沃萊旗艦店"), "brand", "seller.authorised", R"({"listed": {"valid_to": "2020-01-01"}})"},
      {late, "brand", "right.expired", R"({"valid_to": "2040-01-01"})"},
      {offer("Qorvella 运动鞋", "580.00", "小店"), "brand", "price.near", R"({"reference": "5990.00"})"},
      {offer("Qorvella 手机壳", "580.00", "小店"), "brand", "goods.other_class", R"({"right_classes": [9, 25]})"},
      {own, "brand", "use.own_brand", R"({"brand": "Qorvella"})"},
      {offer("适用于Qorvella的鞋带", "20.00", "小店"), "brand", "use.nominative", R"({"any": ["^never$"], "all": []})"},
      {offer("Qorvella 二手 运动鞋", "120.00", "小店"), "brand", "use.second_hand", R"({"any": ["^never$"], "all": []})"},
  };
  for (const auto& c : cases) {
    const Json whole = CertificateFor(c.listing, c.right);
    const auto& cleared = whole["cleared_by"];
    const auto at = std::find_if(cleared.begin(), cleared.end(), [&](const Json& one) { return one["detector"] == c.detector; });
    ASSERT_NE(at, cleared.end()) << c.detector << whole.dump();
    EXPECT_FALSE((*at)["proof"].contains("not_replayed")) << at->dump();
    EXPECT_EQ(Verify(whole).code, 0) << c.detector << "\n" << Verify(whole).said;
    Json broken = whole;
    broken["cleared_by"][static_cast<size_t>(at - cleared.begin())]["proof"].merge_patch(*ParseJson(c.broken));
    EXPECT_EQ(Verify(broken).code, 1) << c.detector << "\n" << Verify(broken).said;
  }
  // What was never among the innocent readings, another shop's name, another id, an order that the chain does not tell.
  Json whole = CertificateFor(offer("Qorvella 运动鞋", "99.00", "珂沃莱旗舰店"), "brand");
  ASSERT_EQ(Verify(whole).code, 0) << Verify(whole).said;
  const auto breaks = [&](auto change) {
    Json broken = whole;
    change(broken);
    return Verify(broken);
  };
  const auto authorised = [](Json& broken) -> Json& {
    return *std::find_if(broken["cleared_by"].begin(), broken["cleared_by"].end(), [](const Json& one) { return one["detector"] == "seller.authorised"; });
  };
  EXPECT_EQ(breaks([&](Json& broken) { authorised(broken)["detector"] = "nonsense"; }).code, 1);
  EXPECT_EQ(breaks([&](Json& broken) { broken["fields"]["seller.name"] = "别家"; }).code, 1);
  EXPECT_EQ(breaks([&](Json& broken) { authorised(broken)["proof"]["seller"]["id"] = "999"; }).code, 1);
  EXPECT_EQ(breaks([&](Json& broken) { broken["signals"][0]["proof"]["reordered"] = true; }).code, 1);
}

TEST(CertificateTest, ACopiedPassageIsComparedWithTheRegisteredOne) {
  Right right = MakeRight("text", {}, {}, RightKind::kCopyright);
  right.texts = {"清晨的雾从松林里慢慢退下去，露出一排刷成蓝色的木屋，屋檐下挂着去年秋天晒干的玉米和辣椒。"};
  const Matcher matcher(*RuleSet::Build({{"", right, {}}}, Book()));
  const Listing listing = Title("晨霧：露出一排刷成藍色的木屋 屋檐下挂着去年秋天晒干的玉米和辣椒 裝飾畫");
  const auto flags = matcher.Match(listing);
  ASSERT_EQ(flags.size(), 1u);
  Json certificate = MatchCertificate(flags[0], right, listing, *Book());
  EXPECT_EQ(Verify(certificate).code, 0) << Verify(certificate).said;
  certificate["right"]["texts"] = {"另一段文字"};
  EXPECT_EQ(Verify(certificate).code, 1);
}

TEST(CertificateTest, AnAliasThatIsDrawnIsComparedEmojiByEmoji) {
  const Json whole = CertificateFor(Title("🦓🐊 polo 衫 高仿"), "drawn");
  EXPECT_EQ(Verify(whole).code, 0) << Verify(whole).said << whole.dump();
  Json other = whole;
  other["right"]["nicknames"] = {"🦓🦒"};
  other["signals"][0]["decoded"] = "🦓🦒";
  EXPECT_EQ(Verify(other).code, 1);
  Json letters = whole;
  letters["right"]["nicknames"] = {"ab"};
  letters["signals"][0]["decoded"] = "ab";
  EXPECT_EQ(Verify(letters).code, 1);
}

TEST(CertificateTest, WhatCannotBeToldSignBySignIsSaid) {
  const Verified verified = Verify(CertificateFor(Title("新款科vella 鞋"), "brand"));
  EXPECT_EQ(verified.code, 4) << verified.said;
  EXPECT_NE(verified.said.find("unchecked"), std::string::npos) << verified.said;
}

TEST(CertificateTest, WhatWasTamperedWithIsNamed) {
  const Json whole = CertificateFor(Title("科沃莱 运动鞋"), "brand");
  ASSERT_EQ(Verify(whole).code, 0);
  std::vector<std::string> whys;
  std::vector<Json> changes;
  const auto broken = [&](const char* why, auto change) {
    whys.emplace_back(why);
    changes.push_back(whole);
    change(changes.back());
  };
  broken("the sum", [](Json& c) { c["db"] = 40; });
  broken("the verdict", [](Json& c) { c["verdict"] = "cleared"; });
  broken("the threshold", [](Json& c) { c["threshold_db"] = 30; });
  broken("the text", [](Json& c) { c["fields"]["title"] = "可沃莱 运动鞋"; });
  broken("the span", [](Json& c) { c["signals"][0]["span"] = {3, 12}; });
  broken("the name", [](Json& c) { c["signals"][0]["decoded"] = "别的名"; });
  broken("a row", [](Json& c) { c["signals"][0]["proof"]["pairs"][0]["rows"] = Json::array(); });
  broken("a pair", [](Json& c) { c["signals"][0]["proof"]["pairs"].erase(1); });
  broken("how", [](Json& c) { c["signals"][0]["proof"]["pairs"][0]["how"] = "same"; });
  broken("another how", [](Json& c) { c["signals"][0]["proof"]["pairs"][0]["how"] = "magic"; });
  broken("a proof that proves nothing", [](Json& c) { c["signals"][0]["proof"] = Json::object(); });
  broken("no place", [](Json& c) { c["signals"][0]["span"] = nullptr; });
  broken("a place before the text", [](Json& c) { c["signals"][0]["span"] = {-3, 9}; });
  broken("the same reason twice", [](Json& c) {
    c["signals"].push_back(c["signals"][0]);
    c["db"] = c["db"].get<double>() * 2;
  });
  broken("a passage of nothing", [](Json& c) {
    c["signals"][0]["detector"] = "text.copy";
    c["signals"][0]["decoded"] = "";
    c["signals"][0]["proof"] = {{"passage", Json::array()}};
  });
  broken("a word made another by a row", [](Json& c) {
    c["signals"][0]["proof"] = {{"pairs", Json::array({{{"from", "科沃莱"}, {"to", "珂沃莱"}, {"how", "form"}, {"rows", Json::array({{"form", "科沃莱", "珂沃莱"}})}}})}};
  });
  broken("an ideograph for an emoji", [](Json& c) {
    c["signals"][0]["proof"]["pairs"][0]["how"] = "emoji";
    c["signals"][0]["proof"]["pairs"][0]["rows"] = Json::array({{"emoji", "科", "珂"}});
  });
  broken("hardly near", [](Json& c) {
    c["signals"][0]["proof"]["pairs"][0]["how"] = "near";
    c["signals"][0]["proof"]["pairs"][0]["rows"] = Json::array({{"near", "科", "珂", 0.01}});
  });
  broken("the format", [](Json& c) { c["format"] = "another/1"; });
  broken("no proof at all", [](Json& c) { c["signals"][0].erase("proof"); });
  broken("what clears adds", [](Json& c) { c["cleared_by"].push_back({{"detector", "use.resale"}, {"db", 3}}); });
  broken("a letter made another by a row", [](Json& c) {
    c["signals"][0]["proof"]["pairs"][0]["rows"].push_back({"form", "a", "b"});
  });
  const std::vector<Verified> verified = VerifyAll(changes);
  for (size_t i = 0; i < verified.size(); ++i) EXPECT_EQ(verified[i].code, 1) << whys[i] << "\n" << verified[i].said;
}

}  // namespace
}  // namespace markwarden

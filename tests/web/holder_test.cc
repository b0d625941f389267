// What a right's holder is given by every operation that reads: its own right's, and nothing of anybody else's.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>

#include "core/hash.h"
#include "service/accounts.h"
#include "service/cases.h"
#include "service/crawl.h"
#include "service/flags.h"
#include "service/identifications.h"
#include "service/import.h"
#include "service/notices.h"
#include "service/right_papers.h"
#include "service/right_register.h"
#include "tests/hurried_review.h"
#include "tests/web/openapi.h"
#include "web/routes.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;
constexpr const char* kHolderPassword = "a long enough pass phrase";

// Two holders' rights in one bureau.  What only the bureau, or only the other holder, may know begins with ZZ.
class HolderTest : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = fs::temp_directory_path() / ("markwarden-holder-" + ToHex(RandomBytes(6)));
    fs::create_directories(dir_);
    InitOptions init;
    init.password = kHolderPassword;
    ASSERT_TRUE(InitStore(dir_ / "store", init));
    HurryReviews(dir_ / "store");
    auto service = Service::Open({.store_dir = dir_ / "store", .data_dir = MARKWARDEN_SOURCE_DIR, .process = "serve"});
    ASSERT_TRUE(service) << service.error().message;
    service_ = std::move(*service);
    admin_ = SignInWithPassword(*service_, "admin", kHolderPassword)->scope;
    officer_ = Person("officer", "officer", {});
    own_ = Registered({{"id", "own-1"}, {"kind", "trademark"}, {"title", "VELTARA"}, {"names", {"VELTARA"}}, {"jurisdiction", "CN"}, {"reg_no", "1"}, {"classes", {25}},
                       {"holder", {{"name", "Veltara Ltd"}}}, {"status", "live"}, {"genuine_tells", {"stitched seal"}}});
    other_ = Registered({{"id", "ZZKEY"}, {"kind", "trademark"}, {"title", "ZZMARK"}, {"names", {"ZZMARK"}}, {"jurisdiction", "CN"}, {"reg_no", "ZZNUMBER"}, {"classes", {25}},
                         {"holder", {{"name", "ZZHOLDER"}}}, {"status", "live"}, {"genuine_tells", {"ZZTELL"}}});
    std::ofstream offers(dir_ / "offers.jsonl");
    for (int i = 0; i < 4; ++i) {
      // One seller offers both marks; a second one the other alone.
      const bool own = i < 2;
      offers << DumpJson({{"url", "https://shop.example/" + std::string(own ? "own" : "ZZOFFER") + std::to_string(i)}, {"platform", "shop"}, {"item_id", "i" + std::to_string(i)},
                          {"title", own ? "V*E*L*T*A*R*A 高仿 1:1" : "Z*Z*M*A*R*K 高仿 1:1 ZZTITLE"}, {"price", {{"amount", "59.00"}, {"currency", "CNY"}}},
                          {"seller", {{"name", i < 3 ? "Common stall" : "ZZSELLER"}, {"id", i < 3 ? "c" : "z"}}}}) << "\n";
    }
    offers.close();
    ASSERT_TRUE(ImportFile(*service_, officer_, {.file = dir_ / "offers.jsonl", .from = "ZZPLATFORM"}));
    ASSERT_TRUE(RunWork(*service_, officer_, {}, {}));
    Decide("own-1");
    Decide("ZZKEY");
    ASSERT_TRUE(RecordStatusLook(*service_, officer_, "own-1", {.status = "live", .checked_at = {}, .source_sha256 = {}, .note = "ZZLOOK"}));
    holder_ = Person("holder", "holder", {own_});
  }
  void TearDown() override {
    service_.reset();
    std::error_code ignored;
    fs::remove_all(dir_, ignored);
  }

  Scope Person(const std::string& login, const std::string& role, std::vector<std::string> rights) {
    NewAccount account;
    account.login = login;
    account.password = kHolderPassword;
    account.roles = {role};
    account.rights = std::move(rights);
    EXPECT_TRUE(AddAccount(*service_, admin_, account));
    const auto signed_in = SignInWithPassword(*service_, login, kHolderPassword);
    EXPECT_TRUE(signed_in);
    return signed_in ? signed_in->scope : Scope{};
  }
  std::string Registered(const Json& right) {
    const auto saved = RegisterRight(*service_, officer_, right);
    EXPECT_TRUE(saved) << saved.error().message;
    return saved ? JsonText(*saved, "id") : "";
  }
  // One lead is dismissed with an internal note, one becomes a case with an internal title, of which a notice is drafted and a question asked.
  void Decide(const std::string& right) {
    FlagQuery query;
    query.right = right;
    const auto flags = ListFlags(*service_, officer_, query);
    ASSERT_TRUE(flags) << flags.error().message;
    ASSERT_EQ((*flags)["items"].size(), 2u) << right;
    const Id dismissed = *ParseId(JsonText((*flags)["items"][0], "id")), made = *ParseId(JsonText((*flags)["items"][1], "id"));
    ids_.insert(ids_.end(), {IdToString(dismissed), IdToString(made)});
    ASSERT_TRUE(DecideFlag(*service_, officer_, dismissed, {.action = "dismiss", .reason = "other", .basis = "ZZBASIS", .note = "ZZNOTE", .hit = 0, .row_version = 0}));
    const auto file = MakeCase(*service_, officer_, {.flags = {made}, .title = "ZZCASE", .reason = "ZZREASON", .basis = "ZZBASIS"});
    ASSERT_TRUE(file) << file.error().message;
    ids_.push_back(JsonText(*file, "id"));
    const auto asked = AskIdentification(*service_, officer_, {.flag = made, .question = right == "own-1" ? "Is it yours?" : "ZZQUESTION", .pictures = {}});
    ASSERT_TRUE(asked) << asked.error().message;
    ids_.push_back(JsonText(*asked, "id"));
    NoticeRequest request;
    request.case_id = *ParseId(JsonText(*file, "id"));
    request.regime = "cn-ecommerce-42";
    request.overrides = {{"signer", {{"name", "ZZSIGNER"}}}};
    const auto notice = DraftNoticeFor(*service_, officer_, request);
    ASSERT_TRUE(notice) << notice.error().message;
    ids_.push_back(JsonText(*notice, "id"));
  }

  WebResponse Get(const std::string& token, const std::string& target) {
    WebRequest request;
    request.method = "GET";
    request.target = target;
    request.headers = {{"authorization", "Bearer " + token}};
    Target parsed;
    const size_t mark = target.find('?');
    parsed.path = target.substr(0, mark);
    if (mark != std::string::npos) {
      const std::string pair = target.substr(mark + 1);
      parsed.query[pair.substr(0, pair.find('='))] = pair.substr(pair.find('=') + 1);
    }
    return AnswerApi(*service_, request, GuardOptions{}, parsed);
  }

  fs::path dir_;
  std::unique_ptr<Service> service_;
  Scope admin_, officer_, holder_;
  std::string own_, other_;
  std::vector<std::string> ids_;  // of flags, cases, questions and notices of both
};

TEST_F(HolderTest, NoOperationGivesAnythingOfTheBureausOrOfOtherHolders) {
  const std::string token = *MakeToken(*service_, holder_, "t"), bureau = *MakeToken(*service_, officer_, "t");
  std::vector<std::string> ids = ids_;
  ids.insert(ids.end(), {own_, other_, "own-1", "ZZKEY", "1", "2"});
  int64_t asked = 0, answered = 0, seen_by_officer = 0;
  for (const Route& route : Routes()) {
    if (route.method != "GET") continue;
    std::vector<std::string> targets;
    const std::string path = "/api/v1" + std::string(route.path);
    if (path.find('{') == std::string::npos) {
      targets = {path, path + "?limit=200", path + "?right=" + other_, path + "?state=any", path + "?verdict=any", path + "?of=cases"};
    } else {
      for (const std::string& id : ids) {
        const std::string filled = std::regex_replace(path, std::regex("\\{[a-z0-9]+\\}"), id);
        targets.insert(targets.end(), {filled, filled + "?of=cases", filled + "?of=notices", filled + "?of=measures", filled + "?of=relists"});
      }
    }
    for (const std::string& target : targets) {
      ++asked;
      const WebResponse response = Get(token, target);
      EXPECT_NE(response.status, 500) << target << " " << response.body;
      if (response.status == 200) ++answered;
      // What was asked for by name stands in the refusal.
      std::string body = response.body;
      if (response.status != 200) body = std::regex_replace(body, std::regex("ZZKEY"), "");
      const size_t found = body.find("ZZ");
      EXPECT_EQ(found, std::string::npos) << target << ": " << body.substr(found < 40 ? 0 : found - 40, 120);
      if (Get(bureau, target).body.find("ZZ") != std::string::npos) ++seen_by_officer;
    }
  }
  EXPECT_GT(asked, 200);
  EXPECT_GT(answered, 20) << "the holder is answered at all";
  EXPECT_GT(seen_by_officer, 20) << "what is looked for is there to be seen";
}

TEST_F(HolderTest, ItsOwnIsThere) {
  const std::string token = *MakeToken(*service_, holder_, "t");
  const auto json = [&](const std::string& target) {
    const WebResponse response = Get(token, "/api/v1" + target);
    EXPECT_EQ(response.status, 200) << target << response.body;
    return Json::parse(response.body);
  };
  EXPECT_EQ(json("/rights")["items"].size(), 1u);
  EXPECT_EQ(json("/flags?state=any")["items"].size(), 2u);
  EXPECT_EQ(json("/rights/" + own_ + "/rows?of=cases")["items"].size(), 1u);
  EXPECT_EQ(json("/rights/" + own_ + "/rows?of=notices")["items"].size(), 0u) << "a draft is the bureau's";
  EXPECT_EQ(json("/rights/" + own_ + "/tells")["genuine"], Json({"stitched seal"}));
  EXPECT_EQ(json("/identifications?state=asked")["items"].size(), 1u);
  EXPECT_EQ(json("/rights/overview")["items"][0]["found"], 2);
  const OpenApi api;
  for (const auto& [path, target] : std::map<std::string, std::string>{{"/rights/form", "/rights/form"}, {"/rights/overview", "/rights/overview"}, {"/rights/expiring", "/rights/expiring"},
                                                                       {"/rights/{id}", "/rights/" + own_}, {"/rights/{id}/record", "/rights/" + own_ + "/record"},
                                                                       {"/rights/{id}/tells", "/rights/" + own_ + "/tells"}, {"/rights/{id}/rows", "/rights/" + own_ + "/rows?of=cases"}}) {
    EXPECT_EQ(api.Check(path, "get", 200, json(target)), "") << target;
  }
  EXPECT_EQ(Get(token, "/api/v1/sellers").status, 403);
  const std::string bureau = *MakeToken(*service_, officer_, "t");
  const Json sellers = Json::parse(Get(bureau, "/api/v1/sellers").body);
  EXPECT_EQ(api.Check("/sellers", "get", 200, sellers), "") << sellers.dump();
  ASSERT_EQ(sellers["items"].size(), 2u);
  const Json seller = Json::parse(Get(bureau, "/api/v1/sellers/" + sellers["items"][0]["id"].get<std::string>()).body);
  EXPECT_EQ(api.Check("/sellers/{id}", "get", 200, seller), "") << seller.dump();
}

}  // namespace
}  // namespace markwarden

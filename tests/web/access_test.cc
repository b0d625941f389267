// Who gets what: every operation of the contract for every role, own work and another's, and the ids of other organisations.
// The operations and what they need are read from web/openapi.yaml: one that says nothing fails here.
#include <gtest/gtest.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>

#include "core/hash.h"
#include "service/accounts.h"
#include "service/crawl.h"
#include "service/goods_tables.h"
#include "service/import.h"
#include "service/permissions.h"
#include "service/rights.h"
#include "service/rule_shadow.h"
#include "service/transact.h"
#include "store/database.h"
#include "tests/hurried_review.h"
#include "tests/web/openapi.h"
#include "web/routes.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

constexpr Role kPeople[] = {Role::kAdministrator, Role::kHead,  Role::kOfficer,  Role::kReviewer, Role::kApprover, Role::kSender,
                            Role::kHolder,        Role::kAgent, Role::kPlatform, Role::kAuditor,  Role::kSpotter};

// What an operation is sent, so that it is refused for who asks and for nothing else.
const std::map<std::string, Json>& Bodies() {
  static const std::map<std::string, Json> bodies = {
      {"decideFlag", {{"action", "hold"}}},
      {"makeCase", {{"flag_ids", {"1"}}, {"reason", "x"}}},
      {"draftNotice", {{"regime", "cn-ecommerce-42"}, {"language", "zh"}}},
      {"actOnCase", {{"outcome", "no_result"}, {"reason", "x"}}},
      {"actOnClue", {{"second_officer", "x"}, {"reason", "x"}}},
      {"askIdentification", {{"question", "x"}}},
      {"answerIdentification", {{"verdict", "fake"}, {"reasons", "x"}, {"signer", "x"}, {"position", "x"}}},
      {"withdrawIdentification", {{"reason", "x"}}},
      {"actOnNotice", {{"reason", "x"}, {"channel", "post"}, {"sent_at", "2026-01-01T00:00:00Z"}}},
      {"recordCounterNotice", {{"received_at", "2026-01-01T00:00:00Z"}, {"from", "x"}, {"reason", "owner"}, {"statement", "x"}}},
      {"deliverNotice", {{"channel", "email"}}},
      {"actOnDelivery", {{"act", "retry"}}},
      {"actOnCounterNotice", {{"reason", "x"}, {"number", "1"}, {"filed_at", "2026-01-01T00:00:00Z"}}},
      {"recordOfMeasure", {{"reason", "duplicate"}}},
      {"addConnector", {{"yaml", "id: x"}}},
      {"addRight", {{"id", "of-the-table"}, {"kind", "trademark"}, {"names", {"QUOLLITH"}}}},
      {"addWatch", {{"name", "of the table"}}},
      {"addTimeAuthority", {{"key", "x"}}},
      {"addOrganisation", {{"name", "x"}, {"kind", "nothing"}}},
      {"changeOrganisation", {{"name", "x"}}},
      {"changeAccount", {{"disabled", true}}},
      {"invitePerson", {{"login", "X"}, {"roles", {"officer"}}}},
      {"changePassword", {{"new_password", "x"}}},
      {"confirmAuthenticator", {{"code", "x"}}},
      {"makeToken", {{"name", ""}}},
      {"giveAssignments", {{"kind", "flag"}, {"ids", {"1"}}, {"to", "1"}}},
      {"proposeAssignments", {{"kind", "flag"}}},
      {"actOnAssignment", {{"act", "accept"}}},
      {"handOverPackage", {{"to", "x"}, {"how", "in_person"}}},
      {"makePackage", {{"language", "zh"}, {"officers", {"a", "b"}}}},
      {"handInTip", {{"note", "x"}}},
      {"actOnTip", {{"act", "look"}}},
      {"finishTask", {{"note", "x"}}},
      {"recordRightStatus", {{"status", "live"}}},
      {"sayLook", {{"act", "show"}}},
      {"judgeSample", {{"outcome", "suspect"}}},
      {"settleSample", {{"outcome", "suspect"}, {"note", "x"}}},
      {"changeFilter", {{"name", "x"}, {"filter", Json::object()}}},
      {"breakFlagLock", {{"reason", "x"}}},
      {"decideGroup", {{"by", "seller"}, {"digest", "x"}, {"action", "hold"}}},
      {"actOnWatch", {{"act", "pause"}}},
      {"actOnSource", {{"act", "disable"}}},
      {"actOnRuleDraft", {{"reason", "x"}}},
      {"actOnGoodsImport", {{"reason", "x"}}},
      {"actOnCase reopen", {{"reason", "x"}}},
  };
  return bodies;
}
const std::map<std::string, std::string>& Queries() {
  static const std::map<std::string, std::string> queries = {
      {"importFile", "?name=x.csv"}, {"searchSimilarMarks", "?mark=x"}, {"lookGoods", "?words=x"}, {"previewGoodsTable", "?edition=x&from=2026-01-01"}, {"importGoodsTable", "?edition=x&from=2026-01-01"}, {"getNoticeTerms", "?from=2026-01-01T00:00:00Z"}, {"previewGroup", "?by=seller"}, {"getDeadlineCalendar", "?month=2026-01"}, {"getForm", "?about=1"}, {"getFormFile", "?about=1"}};
  return queries;
}

struct Operation {
  const Route* route;
  std::string field;                    // of the body that chooses the permission; empty: none
  std::map<std::string, std::vector<std::string>> by;  // its value -> any of these permissions
};

class AccessTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    dir_ = new fs::path(fs::temp_directory_path() / ("markwarden-access-" + std::to_string(::getpid())));
    fs::remove_all(*dir_);
    fs::create_directories(*dir_);
    InitOptions init;
    init.organisation = "Heilongjiang";
    init.region = "230000";
    init.password = "a long enough pass phrase";
    const Status made = InitStore(*dir_ / "store", init);
    ASSERT_TRUE(made) << made.error().message;
    HurryReviews(*dir_ / "store", "0", "100");
    auto service = Service::Open({.store_dir = *dir_ / "store", .data_dir = MARKWARDEN_SOURCE_DIR, .process = "serve"});
    ASSERT_TRUE(service) << service.error().message;
    service_ = service->release();
    const auto admin = SignInWithPassword(*service_, "admin", init.password);
    ASSERT_TRUE(admin) << admin.error().message;
    admin_ = new Scope(admin->scope);
    harbin_ = AddOrg("Harbin", "bureau", "230100");
    qiqihar_ = AddOrg("Qiqihar", "bureau", "230200");
    far_ = AddOrg("A bureau far away", "bureau", "440000");
    FillStore();
  }
  static void TearDownTestSuite() {
    delete service_;
    delete admin_;
    fs::remove_all(*dir_);
    delete dir_;
  }

  static Id AddOrg(const std::string& name, const std::string& kind, const std::string& region) {
    const auto added = AddOrganisation(*service_, *admin_, {.name = name, .kind = kind, .region = region});
    EXPECT_TRUE(added) << added.error().message;
    return added ? *added : 0;
  }

  // A token of a new person.
  static std::string Person(std::vector<std::string> roles, Id org = 0, std::vector<std::string> rights = {}) {
    static int count = 0;
    NewAccount account;
    account.login = "person-" + std::to_string(++count);
    account.roles = std::move(roles);
    account.rights = std::move(rights);
    account.org = org;
    const auto added = AddAccount(*service_, *admin_, account);
    EXPECT_TRUE(added) << added.error().message;
    const auto code = MakeSignInCode(*service_, *admin_, account.login);
    const auto signed_in = code ? SignInWithCode(*service_, *code) : Result<SignedIn>(Fail(ErrorCode::kInternal, "no code"));
    EXPECT_TRUE(signed_in) << account.login;
    const auto token = signed_in ? MakeToken(*service_, signed_in->scope, "test") : Result<std::string>(Fail(ErrorCode::kInternal, "no token"));
    return token ? *token : "";
  }
  static std::string OfRole(Role role) {
    static std::map<Role, std::string> tokens;
    std::string& token = tokens[role];
    if (token.empty()) token = Person({std::string(ToString(role))});
    return token;
  }

  static WebResponse Ask(const std::string& token, const std::string& method, const std::string& path, const std::string& body = "", const std::string& version = "1") {
    WebRequest request{.method = method, .target = "/api/v1" + path, .body = body,
                       .headers = {{"authorization", "Bearer " + token}, {"if-match", "\"" + version + "\""}, {"content-type", "application/json"}}};
    const auto target = ParseTarget(request.target);
    EXPECT_TRUE(target) << request.target;
    return AnswerApi(*service_, request, {}, *target);
  }
  static Json Do(const std::string& token, const std::string& method, const std::string& path, const Json& body = Json::object(), const std::string& version = "1") {
    const WebResponse response = Ask(token, method, path, method == "GET" ? "" : DumpJson(body), version);
    EXPECT_LT(response.status, 300) << method << " " << path << " " << response.body;
    return response.body.empty() ? Json() : Json::parse(response.body);
  }
  static std::string Version(const std::string& token, const std::string& path) { return std::to_string(Do(token, "GET", path)["row_version"].get<int64_t>()); }

  static std::vector<Operation> Operations() {
    static const OpenApi api;
    std::vector<Operation> all;
    for (const Route& route : Routes()) {
      if (route.open) continue;
      std::string method(route.method);
      for (char& c : method) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      const Json& said = api.root()["paths"][std::string(route.path)][method];
      Operation operation{.route = &route, .field = {}, .by = {}};
      if (!said.contains("x-permission")) {
        ADD_FAILURE() << route.operation << " does not say in web/openapi.yaml what it needs: add x-permission";
        continue;
      }
      const Json& needs = said["x-permission"];
      if (needs.is_object()) {
        operation.field = "act";
        for (const auto& [act, permission] : needs.items()) operation.by[act] = {permission.get<std::string>()};
      } else {
        operation.by[""] = needs.get<std::vector<std::string>>();
      }
      for (const auto& [act, names] : operation.by) {
        for (const std::string& name : names) EXPECT_NE(FindPermission(name), nullptr) << route.operation << " needs " << name << ", which is no permission";
      }
      all.push_back(std::move(operation));
    }
    return all;
  }

  // The request of an operation with this id in its path.
  static WebResponse Send(const std::string& token, const Operation& operation, const std::string& act, const std::string& id) {
    const std::string name(operation.route->operation);
    std::string path = std::regex_replace(std::string(operation.route->path), std::regex("\\{id\\}"), id);
    path = std::regex_replace(path, std::regex("\\{sha256\\}"), std::string(64, 'a'));
    path = std::regex_replace(path, std::regex("\\{name\\}"), "nothing");
    path = std::regex_replace(path, std::regex("\\{form\\}"), "clue-flow");
    path = std::regex_replace(path, std::regex("\\{format\\}"), "pdf");
    if (const auto query = Queries().find(name); query != Queries().end()) path += query->second;
    std::string body;
    if (operation.route->upload) {
      body = "title,url\n";
    } else if (operation.route->method == "POST" || operation.route->method == "PATCH") {
      const auto of_act = Bodies().find(name + " " + act), given = of_act != Bodies().end() ? of_act : Bodies().find(name);
      Json json = given == Bodies().end() ? Json::object() : given->second;
      if (!act.empty()) json[operation.field] = act;
      if (name == "addRight") json["id"] = "of-the-table-" + ToHex(RandomBytes(4));  // a right is its maker's to change
      body = DumpJson(json);
    }
    return Ask(token, std::string(operation.route->method), path, body);
  }

  // One of everything, of the province's bureau; and a holder's own.
  static void FillStore() {
    const std::string officer = OfRole(Role::kOfficer), head = OfRole(Role::kHead);
    for (const char* right : {"tm-a", "tm-b"}) {
      const std::string name = right == std::string("tm-a") ? "VELTARA" : "QUOLLITH";
      Do(officer, "POST", "/rights", {{"id", right}, {"kind", "trademark"}, {"title", name}, {"names", {name}}, {"classes", {25}}, {"jurisdiction", "CN"}, {"reg_no", "1"}, {"valid_to", "2036-01-01"},
                                       {"reference_price", {{"amount", "599.00"}, {"currency", "CNY"}}}});
    }
    std::ofstream file(*dir_ / "listings.jsonl");
    for (int item = 1; item <= 40; ++item) {
      file << DumpJson({{"url", "https://shop.example/item/" + std::to_string(item)}, {"platform", "shop"}, {"item_id", std::to_string(item)},
                        {"title", "V*E*L*T*A*R*A 运动鞋 高仿 1:1"}, {"price", {{"amount", "59.00"}, {"currency", "CNY"}}}, {"seller", {{"name", "Stall " + std::to_string(item)}}}}) << "\n";
    }
    file.close();
    const Scope by = *ScopeOfToken(*service_, officer);
    const auto imported = ImportFile(*service_, by, {.file = *dir_ / "listings.jsonl", .from = "test"});
    ASSERT_TRUE(imported) << imported.error().message;
    ASSERT_TRUE(RunWork(*service_, by, {}, {}));

    const std::string case_id = MadeCase(officer);
    const std::string notice = Notice(officer, case_id);
    Do(head, "POST", notice + "/acts", {{"act", "release"}, {"reason", "compared"}}, Version(head, notice));
    Do(officer, "POST", notice + "/acts", {{"act", "send"}, {"channel", "platform_form"}, {"sent_at", FormatTime(service_->clock().Now())}, {"receipt", "P-1"}}, Version(officer, notice));
    Do(officer, "POST", notice + "/counter-notices", {{"number", "C-1"}, {"received_at", FormatTime(service_->clock().Now())}, {"from", "x"}, {"reason", "owner"}, {"statement", "ours"}});
    Do(officer, "POST", "/cases/" + case_id + "/clues", {{"region", "230000"}});
    const std::string asked_case = MadeCase(officer);
    const Json flags = Do(officer, "GET", "/cases/" + asked_case)["flags"];
    Do(officer, "POST", "/flags/" + JsonText(flags[0], "id") + "/identifications", {{"question", "yours?"}});
    Do(officer, "POST", "/cases/" + case_id + "/packages", {{"language", "zh"}, {"officers", {"a", "b"}}});
    Do(officer, "POST", "/assignments", {{"kind", "flag"}, {"ids", {NextFlag(officer)}}, {"to", IdToString(harbin_)}});
    Do(officer, "POST", "/queue/filters", {{"name", "the table's"}, {"filter", Json::object()}});
    const std::string held = "/flags/" + NextFlag(officer) + "/group";
    const Json group = Do(officer, "POST", held, {{"by", "seller"}, {"digest", Do(officer, "GET", held + "?by=seller")["digest"]}, {"action", "hold"}});
    Do(officer, "POST", "/flag-groups/" + JsonText(group, "group") + "/undo");
    Dismissed(officer);
    Do(officer, "POST", "/sources", {{"yaml", "id: shop\nplatform: shop\nname: {en: Shop}\nhosts: [shop.example]\nstart: ['https://shop.example/']\n"}});
    Do(officer, "POST", "/watches", {{"name", "the table's"}});
    TriedDraft(officer);
    const auto goods = ImportGoodsTable(*service_, by, {.name = "goods.csv", .edition = "Test 1", .from = "2026-01-01"}, "item,group,name\n259001,2501,hooded overgarment\n");
    ASSERT_TRUE(goods) << goods.error().message;
    trial_ = JsonText(Do(officer, "POST", "/rights/try", {{"id", "tried"}, {"kind", "trademark"}, {"title", "QUOLLITH"}, {"names", {"QUOLLITH"}}, {"classes", {25}}, {"jurisdiction", "CN"}, {"reg_no", "2"}, {"valid_to", "2036-01-01"},
                                                                   {"holder", {{"name", "Quollith Ltd"}}}}), "id");
    Alias(officer);
    Do(officer, "POST", "/tips", {{"url", "https://shop.example/item/1"}, {"note", "look"}});
    // A delivery lies in the outbox once there is a mail server or a connector, a page is rendered where it was crawled; their rows are enough here.
    SQLite::Database db((*dir_ / "store" / "case.db").string(), SQLite::OPEN_READWRITE);
    db.exec("INSERT INTO delivery (id, org_id, notice_id, case_id, what, channel, recipient, idempotency_key, state, next_at, body_sha256, created_by, created_at) "
            "SELECT 77777, n.org_id, n.id, n.case_id, 'notice', 'email', 'x', 'k', 'waiting', 1, (SELECT b.sha256 FROM body AS b LIMIT 1), n.created_by, 1 FROM notice AS n LIMIT 1");
    db.exec("INSERT INTO render (id, org_id, reason, url, host_group, flag_id, state, created_by, created_at, updated_at) "
            "SELECT 77778, f.org_id, 'asked', 'https://shop.example/item/1', 'shop.example', f.id, 'queued', f.created_by, 1, 1 FROM flag AS f LIMIT 1");
  }

  static std::string NextFlag(const std::string& token) {
    const Json page = Do(token, "GET", "/flags?state=new");
    EXPECT_FALSE(page["items"].empty()) << "no flag is left: import more";
    return page["items"].empty() ? "0" : JsonText(page["items"][0], "id");
  }
  static std::string MadeCase(const std::string& token) { return JsonText(Do(token, "POST", "/cases", {{"flag_ids", {NextFlag(token)}}, {"reason", "a disguised name"}}), "id"); }
  // A flag that this person dismisses: it is drawn for the blind sample.
  static std::string Dismissed(const std::string& token) {
    const std::string id = NextFlag(token), path = "/flags/" + id;
    Do(token, "POST", path + "/decision", {{"action", "dismiss"}, {"reason", "fair_use"}}, Version(token, path));
    return id;
  }
  static std::string SampleOf(const std::string& flag) {
    SQLite::Database db((*dir_ / "store" / "case.db").string(), SQLite::OPEN_READONLY);
    SQLite::Statement row(db, "SELECT id FROM sample WHERE kind = 'decided' AND flag_id = " + flag);
    EXPECT_TRUE(row.executeStep()) << "flag " << flag << " was not drawn";
    return row.getColumn(0).getString();
  }
  // A proposed alias of a right: its path.
  static std::string Alias(const std::string& token) {
    static int count = 0;
    return "/aliases/" + JsonText(Do(token, "POST", "/aliases", {{"right", "tm-a"}, {"text", "the table's " + std::to_string(++count)}, {"relation", "nickname"},
                                                                {"evidence", {{{"kind", "statement"}, {"text", "so it is called"}}}}}), "id");
  }
  // A draft of a rule pack that was tried in the shadow: its path.
  static std::string TriedDraft(const std::string& token) {
    static int count = 0;
    const std::string pack = "table-pack-" + std::to_string(++count);
    const Json draft = Do(token, "POST", "/rules/drafts",
                          {{"yaml", "id: " + pack + "\nversion: 1\nsource: this test\nrules:\n  - {id: " + pack + ".r, effect: suspect, reason: counterfeit_slang, db: 3, any: [1:1], must_fire: ['1:1']}\n"}});
    const std::string path = "/rules/drafts/" + JsonText(draft, "id");
    Do(token, "POST", path + "/shadows", {{"snapshots", 5}});
    const auto went = RuleShadowPass(*service_, {});
    EXPECT_TRUE(went && *went);
    return path;
  }
  // A notice of that case that lacks nothing: its path.
  static std::string Notice(const std::string& token, const std::string& case_id) {
    const std::string path = "/notices/" + JsonText(Do(token, "POST", "/cases/" + case_id + "/notices", {{"regime", "cn-ecommerce-42"}, {"language", "zh"}}), "id");
    Do(token, "PATCH", path,
       {{"right", {{"proofs", {{{"name", "certificate"}, {"sha256", std::string(64, 'a')}}}}}},
        {"right_holder", {{"name", "Veltara Ltd"}, {"id_type", "credit_code"}, {"id_no", "91350100M000100Y43"}, {"address", "1 Road"}, {"email", "a@veltara.test"}, {"phone", "1"}}},
        {"recipient", {{"name", "Shop"}, {"address", "2 Road"}, {"email", "ipr@shop.test"}}},
        {"declarations", {{"truthfulness", true}, {"good_faith", true}, {"accuracy", true}}},
        {"signer", {{"name", "Wu"}, {"role", "officer of the holder"}, {"method", "electronic"}, {"time", FormatTime(service_->clock().Now())}}}},
       Version(token, path));
    return path;
  }

  static fs::path* dir_;
  static Service* service_;
  static Scope* admin_;
  static Id harbin_, qiqihar_, far_;
  static std::string trial_;
};
fs::path* AccessTest::dir_ = nullptr;
Service* AccessTest::service_ = nullptr;
Scope* AccessTest::admin_ = nullptr;
std::string AccessTest::trial_;
Id AccessTest::harbin_ = 0, AccessTest::qiqihar_ = 0, AccessTest::far_ = 0;

TEST_F(AccessTest, EveryOperationForEveryRole) {
  int asked = 0;
  for (const Operation& operation : Operations()) {
    for (const auto& [act, names] : operation.by) {
      for (const Role role : kPeople) {
        const bool allowed = names.empty() || std::any_of(names.begin(), names.end(), [&](const std::string& name) {
          const Permission* permission = FindPermission(name);
          return permission && std::find(permission->roles.begin(), permission->roles.end(), role) != permission->roles.end();
        });
        const WebResponse response = Send(OfRole(role), operation, act, "1");
        const std::string what = std::string(operation.route->operation) + (act.empty() ? "" : " " + act) + " by " + std::string(ToString(role)) + ": " + std::to_string(response.status) + " " + response.body.substr(0, 200);
        EXPECT_LT(response.status, 500) << what;
        EXPECT_NE(response.status, 401) << what;
        if (allowed) {
          EXPECT_NE(response.status, 403) << what;
        } else {
          EXPECT_EQ(response.status, 403) << what;
          const std::string detail = response.body.empty() || response.body[0] != '{' ? "" : JsonText(Json::parse(response.body), "detail");
          EXPECT_TRUE(std::any_of(names.begin(), names.end(), [&](const std::string& name) { return detail.starts_with(name + " needs"); })) << what;
        }
        ++asked;
      }
    }
  }
  EXPECT_GT(asked, 1200);
}

// A token that has one scope, which the operation does not need.
TEST_F(AccessTest, EveryOperationNamesTheScopeThatATokenLacks) {
  std::map<Role, std::string> tokens;
  for (const Role role : kPeople) {
    const Scope scope = *ScopeOfToken(*service_, OfRole(role));
    tokens[role] = *MakeToken(*service_, scope, NewToken{.name = "one scope", .scopes = {"store.back_up"}, .days = 1});
  }
  for (const Operation& operation : Operations()) {
    for (const auto& [act, names] : operation.by) {
      if (names.empty()) continue;
      const Permission* first = FindPermission(names.front());
      ASSERT_TRUE(first);
      const WebResponse response = Send(tokens.at(first->roles.front()), operation, act, "1");
      EXPECT_EQ(response.status, 403) << operation.route->operation << " " << act << " " << response.body.substr(0, 200);
      EXPECT_NE(response.body.find("lacks the scope " + names.front()), std::string::npos) << operation.route->operation << " " << response.body.substr(0, 200);
    }
  }
}

// Where the permission is not the author's: by every role that has it, of own work and of another's.
TEST_F(AccessTest, NobodyApprovesTheOwnWork) {
  const std::string officer = OfRole(Role::kOfficer), head = OfRole(Role::kHead);
  struct Work {
    std::string path;
    Json body;
    std::string seen;  // whose ETag is sent
  };
  // Makes something by `author` on which the act is done; the author has the role of an officer besides.
  std::map<std::string, std::function<Work(const std::string& author)>> rows = {
      {"case.close", [&](const std::string& author) {
         const std::string id = MadeCase(author);
         return Work{"/cases/" + id + "/acts", {{"act", "close"}, {"outcome", "no_result"}, {"reason", "x"}}, "/cases/" + id};
       }},
      {"notice.release", [&](const std::string& author) {
         const std::string path = Notice(author, MadeCase(author));
         return Work{path + "/acts", {{"act", "release"}, {"reason", "compared"}}, path};
       }},
      {"flag.resolve_second_look", [&](const std::string& author) {
         const std::string path = "/flags/" + NextFlag(author);
         Do(author, "POST", path + "/decision", {{"action", "second_look"}, {"note", "another look"}}, Version(author, path));
         return Work{path + "/decision", {{"action", "dismiss"}, {"reason", "fair_use"}}, path};
       }},
      {"counter_notice.escalate", [&](const std::string& author) {
         const std::string path = Notice(author, MadeCase(author));
         Do(head, "POST", path + "/acts", {{"act", "release"}, {"reason", "compared"}}, Version(head, path));
         Do(officer, "POST", path + "/acts", {{"act", "send"}, {"channel", "platform_form"}, {"sent_at", FormatTime(service_->clock().Now())}}, Version(officer, path));
         const Json counter = Do(officer, "POST", path + "/counter-notices", {{"number", "C"}, {"received_at", FormatTime(service_->clock().Now())}, {"from", "x"}, {"reason", "owner"}, {"statement", "ours"}});
         const std::string counter_path = "/counter-notices/" + JsonText(counter, "id");
         return Work{counter_path + "/acts", {{"act", "sue"}, {"number", "1"}, {"filed_at", FormatTime(service_->clock().Now())}, {"told_at", FormatTime(service_->clock().Now())}}, counter_path};
       }},
  };
  rows["rules.activate"] = [&](const std::string& author) {
    const std::string path = TriedDraft(author);
    return Work{path + "/acts", {{"act", "activate"}, {"reason", "x"}}, path};
  };
  rows["alias.decide"] = [&](const std::string& author) {
    const std::string path = Alias(author);
    return Work{path + "/acts", {{"act", "approve"}, {"reason", "x"}}, path};
  };
  // Who was first does not see the sample: its version is known.
  const std::map<std::string, std::function<Work(const std::string& author)>> of_samples = {
      {"sample.judge", [&](const std::string& author) { return Work{"/samples/" + SampleOf(Dismissed(author)) + "/judgement", {{"outcome", "suspect"}}, ""}; }},
      {"sample.settle", [&](const std::string& author) {
         const std::string path = "/samples/" + SampleOf(Dismissed(author));
         Do(officer, "POST", path + "/judgement", {{"outcome", "suspect"}});
         return Work{path + "/settlement", {{"outcome", "innocent"}, {"note", "compared"}}, ""};
       }},
  };
  rows.insert(of_samples.begin(), of_samples.end());
  for (const Permission& permission : Permissions()) {
    if (!permission.not_author) continue;
    const auto row = rows.find(std::string(permission.name));
    ASSERT_NE(row, rows.end()) << permission.name << " is not the author's: add a row that shows it";
    for (const Role role : permission.roles) {
      std::vector<std::string> roles = {"officer"};
      if (role != Role::kOfficer) roles.emplace_back(ToString(role));
      const std::string author = Person(roles), other = Person({std::string(ToString(role))});
      const Work work = row->second(author);
      const std::string version = work.seen.empty() ? std::string(permission.name == "sample.settle" ? "2" : "1") : Version(author, work.seen);
      const WebResponse own = Ask(author, "POST", work.path, DumpJson(work.body), version);
      EXPECT_EQ(own.status, 403) << permission.name << " by " << ToString(role) << " of own work: " << own.body;
      EXPECT_NE(own.body.find("another person"), std::string::npos) << own.body;
      const WebResponse others = Ask(other, "POST", work.path, DumpJson(work.body), version);
      // What refuses now is another rule than that of the author: only a head releases what rests on law that nobody compared.
      EXPECT_EQ(others.body.find("another person"), std::string::npos) << permission.name << " by " << ToString(role) << " of another's work: " << others.body;
      EXPECT_EQ(others.body.find(std::string(permission.name) + " needs"), std::string::npos) << others.body;
      EXPECT_LT(others.status, 500) << others.body;
    }
  }
}

// Bad input 64: whatever id of another organisation is asked for, it does not exist.
TEST_F(AccessTest, IdsOfOthersLeadNowhere) {
  const std::map<std::string, std::string> tables = {
      {"/flags/", "SELECT id FROM flag"}, {"/cases/", "SELECT id FROM case_file"}, {"/notices/", "SELECT id FROM notice"}, {"/clues/", "SELECT id FROM clue"},
      {"/identifications/", "SELECT id FROM identification"}, {"/packages/", "SELECT id FROM package"}, {"/deliveries/", "SELECT id FROM delivery"},
      {"/counter-notices/", "SELECT id FROM counter_notice"}, {"/tasks/", "SELECT id FROM task"}, {"/measures/", "SELECT id FROM measure"},
      {"/rights/", "SELECT id FROM ip_right WHERE right_key = 'tm-a'"}, {"/imports/", "SELECT id FROM import"}, {"/events/", "SELECT id FROM event WHERE kind = 'case.made'"},
      {"/tips/", "SELECT id FROM tip"}, {"/renders/", "SELECT id FROM render"}, {"/assignments/", "SELECT id FROM assignment"},
      {"/organisations/", "SELECT id FROM organisation WHERE kind = 'bureau' AND region_code = '230000'"}, {"/accounts/", "SELECT id FROM account WHERE login = 'admin'"},
      {"/sellers/", "SELECT id FROM seller"}, {"/samples/", "SELECT id FROM sample"}, {"/flag-groups/", "SELECT id FROM group_decision"},
      {"/queue/filters/", "SELECT id FROM saved_filter"}, {"/watches/", "SELECT id FROM watch"}, {"/sources/", "SELECT id FROM source"},
      {"/aliases/", "SELECT id FROM alias"}, {"/rules/stored/", "SELECT id FROM retro_match"},
      {"/rules/drafts/", "SELECT id FROM rule_draft WHERE pack_key NOT LIKE '%.%'"}, {"/rules/goods/imports/", "SELECT id FROM rule_draft WHERE pack_key = 'nice_table.tsv'"}, {"/rules/shadows/", "SELECT id FROM rule_shadow"},
      {"/account/sessions/", "SELECT id FROM session"}, {"/account/tokens/", "SELECT id FROM api_token"}};
  // The bureaus of one tree work with its rights and crawl by its sources.
  const std::set<std::string> of_the_tree = {"/rights/", "/sources/", "/aliases/", "/rules/stored/"};

  std::map<std::string, std::string> ids;
  {
    SQLite::Database db((*dir_ / "store" / "case.db").string(), SQLite::OPEN_READONLY);
    for (const auto& [prefix, sql] : tables) {
      SQLite::Statement row(db, sql + " ORDER BY id LIMIT 1");
      ASSERT_TRUE(row.executeStep()) << "nothing to ask for: " << sql;
      ids[prefix] = row.getColumn(0).getString();
    }
  }
  ids["/rights/try/"] = trial_;
  const auto prefix_of = [&](const Route& route) -> std::string {
    const size_t at = route.path.find("{id}");
    return at == std::string_view::npos ? "" : std::string(route.path.substr(0, at));
  };

  const std::string right_b = JsonText(Do(OfRole(Role::kOfficer), "GET", "/rights/tm-b"), "id");
  struct Stranger {
    std::string who, token;
    bool of_the_tree;
  };
  std::vector<Stranger> strangers;
  const Id holder_b = AddOrg("Holder B", "holder", "");
  strangers.push_back({"holder B", Person({"holder"}, holder_b, {right_b}), false});
  strangers.push_back({"agent B", Person({"agent"}, holder_b, {right_b}), false});
  for (const Role role : kPeople) {
    if (role == Role::kHolder || role == Role::kAgent) continue;
    const std::string name(ToString(role));
    strangers.push_back({"another city's " + name, Person({name}, qiqihar_), true});
    strangers.push_back({"a far bureau's " + name, Person({name}, far_), false});
  }

  int asked = 0;
  for (const Operation& operation : Operations()) {
    const std::string prefix = prefix_of(*operation.route);
    if (prefix.empty()) continue;
    ASSERT_TRUE(ids.contains(prefix)) << operation.route->path << ": say which table its ids are of";
    for (const auto& [act, names] : operation.by) {
      for (const Stranger& stranger : strangers) {
        if (stranger.of_the_tree && of_the_tree.contains(prefix)) continue;
        const WebResponse response = Send(stranger.token, operation, act, ids.at(prefix));
        EXPECT_TRUE(response.status == 404 || response.status == 403)
            << operation.route->method << " " << operation.route->path << " " << act << " by " << stranger.who << ": " << response.status << " " << response.body.substr(0, 200);
        ++asked;
      }
    }
  }
  EXPECT_GT(asked, 1000);

  // A source of the tree's top is seen in a city and changed by nobody there.
  for (const Role role : {Role::kHead, Role::kOfficer}) {
    const WebResponse response = Ask(Person({std::string(ToString(role))}, qiqihar_), "POST", "/sources/" + ids.at("/sources/") + "/acts", DumpJson(Json{{"act", "disable"}}));
    EXPECT_EQ(response.status, 403) << response.body;
    EXPECT_NE(response.body.find("another bureau's"), std::string::npos) << response.body;
  }

  // The ids are right: their own people get what they ask for.
  const std::map<std::string, Role> owners = {{"/samples/", Role::kHead}, {"/organisations/", Role::kAdministrator}, {"/accounts/", Role::kAdministrator}};
  for (const Operation& operation : Operations()) {
    const std::string prefix = prefix_of(*operation.route);
    if (operation.route->method != "GET" || prefix.empty() || prefix + "{id}" != operation.route->path) continue;
    const auto owner = owners.find(prefix);
    const WebResponse response = Send(OfRole(owner == owners.end() ? Role::kOfficer : owner->second), operation, "", ids.at(prefix));
    EXPECT_EQ(response.status, 200) << operation.route->path << " " << response.body.substr(0, 200);
  }
  // And lists hold nothing of others.
  for (const Operation& operation : Operations()) {
    if (operation.route->method != "GET" || operation.route->path.find('{') != std::string_view::npos) continue;
    for (const Stranger& stranger : strangers) {
      const WebResponse response = Ask(stranger.token, "GET", std::string(operation.route->path) + "?limit=200");
      if (response.status != 200) continue;
      for (const auto& [prefix, id] : ids) {
        if (of_the_tree.contains(prefix)) continue;
        EXPECT_EQ(response.body.find("\"id\":\"" + id + "\""), std::string::npos) << operation.route->path << " shows " << prefix << id << " to " << stranger.who;
      }
    }
  }
}

// Bad input 63: no other site's page, no form, no method that hides another.
TEST_F(AccessTest, AWriteOfAnotherSiteIsRefused) {
  const GuardOptions console;
  const std::string host = "127.0.0.1:8080";
  for (const Route& route : Routes()) {
    if (route.method == "GET") continue;
    const std::string target = "/api/v1" + std::regex_replace(std::string(route.path), std::regex("\\{[a-z0-9]+\\}"), "1");
    const struct { const char* why; std::map<std::string, std::string> headers; } attacks[] = {
        {"another site", {{"origin", "https://evil.test"}}},
        {"a page of another port", {{"origin", "http://127.0.0.1:9999"}}},
        {"a sandbox", {{"origin", "null"}}},
        {"Sec-Fetch-Site: cross-site", {{"sec-fetch-site", "cross-site"}}},
        {"Sec-Fetch-Site: same-site", {{"sec-fetch-site", "same-site"}}},
        {"a cookie and no word of where from", {}},
        {"a method in a header", {{"x-http-method-override", "GET"}, {"origin", "https://evil.test"}}},
    };
    for (const auto& attack : attacks) {
      WebRequest request{.method = std::string(route.method), .target = target, .body = "", .headers = attack.headers};
      request.headers["host"] = host;
      request.headers["cookie"] = "markwarden_session=x";
      request.headers["content-type"] = route.upload ? "application/octet-stream" : "application/json";
      const auto refused = Guard(request, console);
      ASSERT_TRUE(refused) << route.operation << " from " << attack.why;
      EXPECT_EQ(refused->status, 403) << route.operation << " from " << attack.why;
    }
    for (const char* form : {"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"}) {
      if (route.method != "POST") continue;
      const WebRequest request{.method = "POST", .target = target, .body = "a=1", .headers = {{"host", host}, {"cookie", "markwarden_session=x"}, {"origin", "http://" + host}, {"content-type", form}}};
      const auto refused = Guard(request, console);
      ASSERT_TRUE(refused) << route.operation << " as " << form;
      EXPECT_EQ(refused->status, 415) << route.operation << " as " << form;
    }
  }
  // A header or a parameter that names another method changes none.
  const std::string officer = OfRole(Role::kOfficer), flag = "/flags/1";
  WebRequest hidden{.method = "GET", .target = "/api/v1/cases?_method=POST", .body = "", .headers = {{"authorization", "Bearer " + officer}, {"x-http-method-override", "POST"}}};
  EXPECT_EQ(AnswerApi(*service_, hidden, {}, *ParseTarget(hidden.target)).status, 200) << "a list, and no case was made";
  hidden.method = "DELETE";
  EXPECT_EQ(AnswerApi(*service_, hidden, {}, *ParseTarget(hidden.target)).status, 405);
}

}  // namespace
}  // namespace markwarden

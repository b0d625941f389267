// A server over a real store with a few flags, and ways to ask it: one for all tests of the suite.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>

#include "core/data_dir.h"
#include "service/accounts.h"
#include "service/crawl.h"
#include "service/import.h"
#include "tests/hurried_review.h"
#include "tests/web/http_client.h"
#include "web/server.h"

namespace markwarden {

// One store and one server for all tests of the suite, whatever file they are in: making a store costs a slow password hash.
class ServerTest : public testing::Test {
 protected:
  static constexpr const char* kPassword = "a long enough pass phrase";

  static void SetUpTestSuite() {
    dir_ = new std::filesystem::path(std::filesystem::temp_directory_path() / ("markwarden-web-" + std::to_string(::getpid())));
    std::filesystem::remove_all(*dir_);
    std::filesystem::create_directories(*dir_ / "ui" / "assets");
    std::ofstream(*dir_ / "ui" / "index.html") << "<!doctype html><title>console</title>";
    std::ofstream(*dir_ / "ui" / "assets" / "app-1.js") << std::string(5'000, 'x');
    std::ofstream(*dir_ / "ui" / "secret.key") << "not for serving";
    std::ofstream(*dir_ / "outside.html") << "outside";
    std::filesystem::create_symlink(*dir_ / "outside.html", *dir_ / "ui" / "link.html");
    InitOptions init;
    init.password = kPassword;
    const Status made = InitStore(*dir_ / "store", init);
    ASSERT_TRUE(made) << made.error().message;
    HurryReviews(*dir_ / "store");
    auto service = Service::Open({.store_dir = *dir_ / "store", .data_dir = MARKWARDEN_SOURCE_DIR, .process = "serve"});
    ASSERT_TRUE(service) << service.error().message;
    service_ = service->release();
    const Result<SignedIn> admin = SignInWithPassword(*service_, "admin", kPassword);
    ASSERT_TRUE(admin) << admin.error().message;
    admin_ = new Scope(admin->scope);
    for (const char* role : {"officer", "approver"}) {
      NewAccount account;
      account.login = role;
      account.password = kPassword;
      account.roles = {role};
      const auto added = AddAccount(*service_, *admin_, account);
      ASSERT_TRUE(added) << added.error().message;
    }
    server_ = Start({}).release();
    ASSERT_TRUE(server_);
    FillStore();
  }

  static void TearDownTestSuite() {
    delete server_;
    delete service_;
    delete admin_;
    std::filesystem::remove_all(*dir_);
    delete dir_;
  }

  static std::unique_ptr<ConsoleServer> Start(ServerOptions options) {
    options.port = 0;
    options.ui_dir = *dir_ / "ui";
    auto server = ConsoleServer::Start(options, *service_);
    EXPECT_TRUE(server) << server.error().message;
    return server ? std::move(*server) : nullptr;
  }

  static std::string SessionOf(const Reply& reply) {
    const auto cookie = reply.headers.find("set-cookie");
    return cookie == reply.headers.end() ? "" : cookie->second.substr(0, cookie->second.find(';'));
  }

  static Reply SignInAs(const std::string& login, const std::string& password = kPassword, const std::string& cookie = "") {
    Asking asking{"POST", "/api/v1/session", {{"Content-Type", "application/json"}, {"Origin", Own()}},
                  DumpJson({{"login", login}, {"password", password}})};
    if (!cookie.empty()) asking.headers["Cookie"] = cookie;
    return Ask(server_->port(), asking);
  }

  static std::string Own() { return "http://127.0.0.1:" + std::to_string(server_->port()); }

  static const std::string& Officer() {
    static const std::string cookie = SessionOf(SignInAs("officer"));
    return cookie;
  }

  static Reply Get(const std::string& target, const std::string& cookie = Officer()) {
    return Ask(server_->port(), {"GET", target, {{"Cookie", cookie}}, ""});
  }
  static Reply Post(const std::string& target, const Json& body, std::map<std::string, std::string> more = {}) {
    more.insert({{"Cookie", Officer()}, {"Content-Type", "application/json"}, {"Origin", Own()}});
    return Ask(server_->port(), {"POST", target, std::move(more), DumpJson(body)});
  }

  // Two listings of a file, one right, one pass of matching: flags to decide.
  static void FillStore() {
    const Reply right = Post("/api/v1/rights", {{"id", "tm-1"}, {"kind", "trademark"}, {"title", "VELTARA"}, {"names", {"VELTARA"}},
                                                {"classes", {25}}, {"jurisdiction", "CN"}, {"reg_no", "1"}, {"valid_to", "2036-01-01"},
                                                {"reference_price", {{"amount", "599.00"}, {"currency", "CNY"}}}});
    ASSERT_EQ(right.status, 201) << right.body;
    std::ofstream file(*dir_ / "listings.jsonl");
    for (const char* item : {"1", "2", "3", "4", "5", "6"}) {
      file << DumpJson({{"url", std::string("https://shop.example/item/") + item}, {"platform", "shop"}, {"item_id", item},
                        {"title", "V*E*L*T*A*R*A 运动鞋 高仿 1:1 <img src=x onerror=alert(1)>"},
                        {"price", {{"amount", "59.00"}, {"currency", "CNY"}}}, {"seller", {{"name", "x\r\ny"}}}})
           << "\n";
    }
    file.close();
    const Result<Scope> officer = ScopeOfSession(*service_, Officer().substr(Officer().find('=') + 1));
    ASSERT_TRUE(officer) << officer.error().message;
    const auto imported = ImportFile(*service_, *officer, {.file = *dir_ / "listings.jsonl", .from = "test"});
    ASSERT_TRUE(imported) << imported.error().message;
    const auto worked = RunWork(*service_, *officer, {}, {});
    ASSERT_TRUE(worked) << worked.error().message;
  }

  static std::string FirstFlag() {
    const Json page = Json::parse(Get("/api/v1/flags").body);
    return page["items"].empty() ? "" : page["items"][0]["id"].get<std::string>();
  }

  static inline std::filesystem::path* dir_ = nullptr;
  static inline Service* service_ = nullptr;
  static inline Scope* admin_ = nullptr;
  static inline ConsoleServer* server_ = nullptr;
};

}  // namespace markwarden

// A store in a temporary folder with an organisation and its people.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "core/hash.h"
#include "service/accounts.h"
#include "service/cases.h"
#include "service/crawl.h"
#include "service/events.h"
#include "service/flags.h"
#include "service/import.h"
#include "service/rights.h"
#include "service/service.h"
#include "service/sources.h"
#include "tests/hurried_review.h"

namespace markwarden {

class StoreFixture : public ::testing::Test {
 protected:
  void SetUp() override {
    const Template& made = Made();
    ASSERT_NE(made.admin.actor, 0);
    dir_ = NewFolder();
    std::filesystem::copy(made.dir, dir_ / "store", std::filesystem::copy_options::recursive);
    service_ = Opened(dir_ / "store");
    ASSERT_TRUE(service_);
    admin_ = made.admin;
  }
  void TearDown() override {
    service_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(dir_, ignored);
  }

  // Adds a person and signs in.
  Scope Person(const std::string& login, const std::string& role, std::vector<std::string> rights = {}) {
    NewAccount account;
    account.login = login;
    account.roles = {role};
    account.rights = std::move(rights);
    const auto added = AddAccount(*service_, admin_, account);
    EXPECT_TRUE(added) << added.error().message;
    const auto code = MakeSignInCode(*service_, admin_, login);
    EXPECT_TRUE(code) << code.error().message;
    const auto signed_in = SignInWithCode(*service_, *code);
    EXPECT_TRUE(signed_in) << signed_in.error().message;
    return signed_in ? signed_in->scope : Scope{};
  }

  std::filesystem::path Write(const std::string& name, const std::string& text) {
    const std::filesystem::path path = dir_ / name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  static std::filesystem::path NewFolder() {
    const std::filesystem::path dir = std::filesystem::temp_directory_path() / ("markwarden-service-" + ToHex(RandomBytes(6)));
    std::filesystem::create_directories(dir);
    return dir;
  }
  static std::unique_ptr<Service> Opened(const std::filesystem::path& store) {
    auto service = Service::Open({.store_dir = store, .data_dir = MARKWARDEN_SOURCE_DIR, .process = "test"});
    EXPECT_TRUE(service) << service.error().message;
    return service ? std::move(*service) : nullptr;
  }

  static constexpr const char* kPassword = "a long sample password";
  std::filesystem::path dir_;
  std::unique_ptr<Service> service_;
  Scope admin_;

 private:
  // A store whose administrator has signed in, made once: two slow password hashes.  Each test has a copy of it.
  struct Template {
    std::filesystem::path dir;
    Scope admin;
    ~Template() {
      std::error_code ignored;
      std::filesystem::remove_all(dir, ignored);
    }
  };
  static const Template& Made() {
    static const Template made = [] {
      Template fresh{.dir = NewFolder(), .admin = {}};
      std::filesystem::remove(fresh.dir);
      InitOptions init;
      init.password = kPassword;
      const Status done = InitStore(fresh.dir, init);
      EXPECT_TRUE(done) << done.error().message;
      HurryReviews(fresh.dir);
      const std::unique_ptr<Service> service = done ? Opened(fresh.dir) : nullptr;
      if (!service) return fresh;
      const auto admin = SignInWithPassword(*service, "admin", kPassword);
      EXPECT_TRUE(admin) << admin.error().message;
      if (admin) fresh.admin = admin->scope;
      return fresh;
    }();
    return made;
  }
};

// One invented mark and three offers: an imitation, an authorised one, and one that has nothing to do with it.
inline constexpr const char* kSampleRight =
    R"({"id":"tm-1","kind":"trademark","title":"Zellvora","names":["Zellvora"],"reg_no":"12345678","jurisdiction":"CN",)"
    R"("classes":[25],"holder":{"name":"Zellvora Outdoor Ltd","id":"91350100M000100Y43","address":"1 Road","email":"ipr@zellvora.test"},)"
    R"("valid_from":"2020-01-01","valid_to":"2034-01-01","authorised_sellers":[{"name":"Zellvora flagship","platform":"shopx"}],)"
    R"("reference_price":{"amount":"599.00","currency":"CNY"},"status":"live"})" "\n";
inline constexpr const char* kSampleListings =
    R"({"url":"https://shopx.example/item/1","platform":"shopx","item_id":"1","title":"Z.e.l.l.v.o.r.a 运动鞋 高仿 1:1","price":{"amount":"99.00","currency":"CNY"},"category":["鞋"],"seller":{"name":"Night stall","id":"s1"}})" "\n"
    R"({"url":"https://shopx.example/item/2","platform":"shopx","item_id":"2","title":"Zellvora 运动鞋 正品","price":{"amount":"589.00","currency":"CNY"},"category":["鞋"],"seller":{"name":"Zellvora flagship","id":"s2"}})" "\n"
    R"({"url":"https://shopx.example/item/3","platform":"shopx","item_id":"3","title":"木质餐桌 北欧风","price":{"amount":"899.00","currency":"CNY"},"seller":{"name":"Table shop","id":"s3"}})" "\n";

// What a person fills in so that a notice of that right lacks nothing.
inline constexpr const char* kNoticeFields =
    R"({"right":{"proofs":[{"name":"certificate","sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}]},)"
    R"("right_holder":{"name":"Zellvora Outdoor Ltd","id_type":"credit_code","id_no":"91350100M000100Y43","address":"1 Road","email":"a@zellvora.test","phone":"1"},)"
    R"("recipient":{"name":"Shop X","address":"2 Road","email":"ipr@shopx.test"},"declarations":{"truthfulness":true,"good_faith":true,"accuracy":true},)"
    R"("signer":{"name":"Wu","role":"officer of the holder","method":"electronic","time":"2026-11-23T08:00:00Z"}})";

}  // namespace markwarden

// The environment self-check: what is said of a made-up machine, and that nothing is said that was not measured.
#include "reports/environment.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/hash.h"
#include "tests/temporary_folder.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

class EnvironmentTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& text) {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name, std::ios::binary) << text;
  }
  EnvironmentFact Fact(const std::string& id, std::vector<std::string> hosts = {}) {
    for (EnvironmentFact& fact : LookAtEnvironment({.store_dir = root_, .hosts = std::move(hosts), .programs = {}, .version = "1", .root = root_})) {
      if (fact.id == id) return fact;
    }
    ADD_FAILURE() << "no fact " << id;
    return {};
  }

  const TemporaryFolder folder_;
  const fs::path root_ = folder_.path();
};

TEST_F(EnvironmentTest, EveryFactIsMeasuredOrUnknownForAReason) {
  for (const fs::path& root : {fs::path("/"), root_}) {
    const auto facts = LookAtEnvironment({.store_dir = root_, .hosts = {}, .programs = {}, .version = "1", .root = root});
    EXPECT_EQ(facts.size(), 16u);
    for (const EnvironmentFact& fact : facts) {
      EXPECT_FALSE(fact.call.empty()) << fact.id;
      EXPECT_NE(fact.value.is_null(), fact.unknown.empty()) << fact.id;
    }
  }
}

TEST_F(EnvironmentTest, WhatIsNotThereIsUnknown) {
  for (const char* id : {"distribution", "boot", "time_zone", "gateway", "name_servers", "hosts_file", "disk_errors", "memory_errors", "process"}) {
    EXPECT_FALSE(Fact(id).unknown.empty()) << id;
  }
}

TEST_F(EnvironmentTest, AHostsFileThatNamesASiteStandsOut) {
  const std::string text = "127.0.0.1 localhost\n10.0.0.9 shop.example other.example # here\n# 10.0.0.8 shop.example\n";
  Write("etc/hosts", text);
  const EnvironmentFact plain = Fact("hosts_file", {"another.example"});
  EXPECT_TRUE(plain.stands_out.empty());
  EXPECT_EQ(plain.value["sha256"], Sha256Hex(text));
  EXPECT_EQ(plain.value["entries"], 2);
  const EnvironmentFact named = Fact("hosts_file", {"shop.example"});
  EXPECT_EQ(named.stands_out, std::vector<std::string>{"hosts_file_names_a_site"});
  ASSERT_EQ(named.value["entries_for_these_sites"].size(), 1u);
}

TEST_F(EnvironmentTest, ReadsTheFilesOfTheSystem) {
  Write("etc/os-release", "ID=x\nPRETTY_NAME=\"Some System 12\"\n");
  Write("etc/resolv.conf", "# none\nnameserver 192.0.2.1\nsearch a.example\nnameserver 192.0.2.2\n");
  Write("proc/net/route", "Iface\tDestination\tGateway\nlo\t0000007F\t00000000\neth0\t00000000\t010200C0\n");
  Write("proc/self/status", "Name:\tx\nTracerPid:\t77\n");
  Write("sys/fs/ext4/vda/errors_count", "2\n");
  EXPECT_EQ(Fact("distribution").value, "Some System 12");
  EXPECT_EQ(Fact("name_servers").value, Json({"192.0.2.1", "192.0.2.2"}));
  EXPECT_EQ(Fact("gateway").value["address"], "192.0.2.1");
  EXPECT_EQ(Fact("process").stands_out, std::vector<std::string>{"process_is_traced"});
  EXPECT_EQ(Fact("disk_errors").value, 2);
  EXPECT_EQ(Fact("disk_errors").stands_out, std::vector<std::string>{"disk_had_errors"});
}

TEST_F(EnvironmentTest, AProxyIsToldWithoutItsPassword) {
  ::setenv("http_proxy", "http://lin:secret@proxy.example:3128", 1);
  const EnvironmentFact fact = Fact("proxy");
  ::unsetenv("http_proxy");
  EXPECT_EQ(fact.stands_out, std::vector<std::string>{"proxy_is_set"});
  EXPECT_EQ(fact.value["http_proxy"], "http://***@proxy.example:3128");
}

TEST_F(EnvironmentTest, ProgramsAreNamedByTheirDigests) {
  Write("worker", "program text");
  for (const EnvironmentFact& fact : LookAtEnvironment({.store_dir = root_, .hosts = {}, .programs = {root_ / "worker", root_ / "none"}, .version = "1.2", .root = root_})) {
    if (fact.id != "software") continue;
    EXPECT_EQ(fact.value["version"], "1.2");
    ASSERT_EQ(fact.value["programs"].size(), 3u);
    EXPECT_EQ(fact.value["programs"][1]["sha256"], Sha256Hex("program text"));
    EXPECT_TRUE(fact.value["programs"][2]["sha256"].is_null());
    EXPECT_FALSE(fact.value["programs"][2]["why"].is_null());
  }
}

TEST_F(EnvironmentTest, AProgramThatChangedHasAnotherDigest) {
  for (const std::string text : {"first", "other", "a third one"}) {
    std::filesystem::remove(root_ / "worker");  // another file, as an upgrade makes one
    Write("worker", text);
    for (int again = 0; again < 2; ++again) {
      for (const EnvironmentFact& fact : LookAtEnvironment({.store_dir = root_, .hosts = {}, .programs = {root_ / "worker"}, .version = "1", .root = root_})) {
        if (fact.id != "software") continue;
        EXPECT_EQ(fact.value["programs"][1]["sha256"], Sha256Hex(text));
      }
    }
  }
}

}  // namespace
}  // namespace markwarden

// kill -9 of sealing, packing and backing up at random moments: what is there afterwards is whole, and the next try gets through.
#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <random>
#include <set>
#include <thread>

#include "store/backup.h"
#include "store/events.h"
#include "store/store.h"
#include "tests/app/market_fixture.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

class EvidenceKillTest : public MarketFixture {
 protected:
  static int Kills() {
    const char* wanted = std::getenv("MARKWARDEN_KILLS");
    return wanted ? std::atoi(wanted) : 4;
  }
  // Starts the command and kills it somewhere in its first `longest` milliseconds; true when it was still running.
  bool KillSomewhere(std::vector<std::string> words, const std::string& config, int longest) {
    words.insert(words.begin(), {MARKWARDEN_BIN_DIR "/markwarden", "--store", store().string()});
    auto child = Child::Start(words, {{"XDG_CONFIG_HOME", (folder_.path() / config).string()}, {"MARKWARDEN_DATA", MARKWARDEN_SOURCE_DIR}}, (folder_.path() / "log").string());
    EXPECT_TRUE(child) << child.error().message;
    std::this_thread::sleep_for(std::chrono::milliseconds(random_() % static_cast<unsigned>(longest)));
    ::kill(child->pid(), SIGKILL);
    return child->Wait() == 128 + SIGKILL;
  }
  int Milliseconds(const std::string& command, const std::string& settings) {
    const auto begun = std::chrono::steady_clock::now();
    const Ran ran = RunMarkwarden(command, settings);
    EXPECT_EQ(ran.code, 0) << command << ": " << ran.err;
    return static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun).count());
  }
  void PackageIsWhole(const fs::path& archive) {
    const Ran verified = RunMarkwarden("evidence verify " + archive.string());
    EXPECT_TRUE(verified.code == 0 || verified.code == 4) << archive << ": " << verified.out << verified.err;
  }
  void LogIsWhole(const std::string& when) {
    auto opened = Store::Open(store());
    ASSERT_TRUE(opened) << when << ": " << opened.error().message;
    auto db = (*opened)->OpenCase();
    ASSERT_TRUE(db);
    const Status log = CheckLog(**db);
    EXPECT_TRUE(log) << when << ": " << log.error().message;
  }
  std::minstd_rand random_{20261126};
};

TEST_F(EvidenceKillTest, APackageIsWholeOrNotThere) {
  ASSERT_NO_FATAL_FAILURE(BeginStore());
  Expect("right import " + folder_.File("rights.csv", "id,kind,title,names,classes\nr1,trademark,Zellvora,Zellvora,25\n"));
  std::string listings;
  for (int i = 0; i < 40; ++i) {
    listings += "{\"url\":\"https://shopx.example/item/" + std::to_string(i) + "\",\"title\":\"Z.e.l.l.v.o.r.a 运动鞋 高仿 1:1\",\"price\":{\"amount\":\"9.90\",\"currency\":\"CNY\"},\"description\":\"" +
                std::string(20'000, 'x') + "\"}\n";
  }
  Expect("import " + folder_.File("offers.jsonl", listings));
  std::string flags;
  std::istringstream queue(Expect("queue --json --limit 100"));
  for (std::string line; std::getline(queue, line);) flags += " " + JsonText(*ParseJson(line), "id");
  ASSERT_FALSE(flags.empty());
  Expect("case make" + flags + " --reason imitation");
  const Result<Json> made = ParseJson(Expect("case list --json"));
  ASSERT_TRUE(made);
  const std::string id = JsonText(*made, "id");
  const int longest = Milliseconds("evidence export " + id, settings_) * 11 / 10;

  int killed = 0, whole = 1;
  std::set<std::string> seen;
  for (int i = 0; i < Kills(); ++i) {
    if (KillSomewhere({"evidence", "export", id}, "config", longest)) ++killed;
    // Whatever has the name of a package is one; each is looked at when it first appears, and all at the end.
    for (const auto& entry : fs::directory_iterator(store() / "evidence")) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with(".making-") || !seen.insert(name).second) continue;
      ASSERT_TRUE(name.ends_with(".zip")) << name;
      PackageIsWhole(entry.path());
    }
    ASSERT_NO_FATAL_FAILURE(LogIsWhole("kill " + std::to_string(i)));
  }
  EXPECT_GT(killed, 0);
  // Every row has its archive, and the next package is made as if nothing had been.
  Milliseconds("evidence export " + id, settings_);
  std::istringstream list(Expect("evidence list --json --limit 500"));
  for (std::string line; std::getline(list, line); ++whole) {
    PackageIsWhole(store() / "evidence" / (JsonText(*ParseJson(line), "name") + ".zip"));
  }
  EXPECT_GT(whole, 2);
  for (const auto& entry : fs::directory_iterator(store() / "evidence")) EXPECT_TRUE(entry.path().extension() == ".zip") << entry.path() << " was left behind";
}

TEST_F(EvidenceKillTest, ABackupIsWholeOrNotThere) {
  ASSERT_NO_FATAL_FAILURE(BeginStore());
  std::string listings;
  for (int i = 0; i < 200; ++i) {
    std::string noise;
    while (noise.size() < 50'000) noise += std::to_string(random_());
    listings += "{\"url\":\"https://shopx.example/item/" + std::to_string(i) + "\",\"title\":\"tea\",\"description\":\"" + noise + "\"}\n";
  }
  Expect("import " + folder_.File("offers.jsonl", listings));
  const std::string admin = "XDG_CONFIG_HOME=" + (folder_.path() / "admin").string() + " MARKWARDEN_STORE=" + store().string();
  ASSERT_EQ(RunMarkwarden("account login --login admin --password-file " + (folder_.path() / "password").string(), admin).code, 0);
  const int longest = Milliseconds("backup " + (folder_.path() / "first").string(), admin) * 11 / 10;
  int killed = 0;
  for (int i = 0; i < Kills(); ++i) {
    const fs::path to = folder_.path() / "next";
    if (KillSomewhere({"backup", to.string()}, "admin", longest)) ++killed;
    if (fs::exists(to)) {
      const Result<BackupFacts> checked = CheckBackup(to);
      EXPECT_TRUE(checked) << checked.error().message;
    }
    for (const char* left : {"next", "next.part", "next.db.part"}) fs::remove_all(folder_.path() / left);
    ASSERT_NO_FATAL_FAILURE(LogIsWhole("kill " + std::to_string(i)));
  }
  EXPECT_GT(killed, 0);
  // A restore that is killed leaves no store under the name.
  for (int i = 0; i < Kills(); ++i) {
    const fs::path to = folder_.path() / "again";
    auto child = Child::Start({MARKWARDEN_BIN_DIR "/markwarden", "--store", to.string(), "restore", (folder_.path() / "first").string()}, {{"MARKWARDEN_DATA", MARKWARDEN_SOURCE_DIR}},
                              (folder_.path() / "log").string());
    ASSERT_TRUE(child) << child.error().message;
    std::this_thread::sleep_for(std::chrono::milliseconds(random_() % static_cast<unsigned>(longest)));
    ::kill(child->pid(), SIGKILL);
    child->Wait();
    if (fs::exists(to)) {
      auto opened = Store::Open(to);
      ASSERT_TRUE(opened) << opened.error().message;
      EXPECT_TRUE(CheckLog(**(*opened)->OpenCase()));
    }
    for (const char* left : {"again", "again.part"}) fs::remove_all(folder_.path() / left);
  }
}

}  // namespace
}  // namespace markwarden

// Making the template, and looking at what a fault has left.
#include "tests/faults/fault_store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "core/json.h"
#include "core/merkle.h"
#include "store/backup.h"
#include "store/captures.h"
#include "store/events.h"
#include "store/segments.h"
#include "store/store.h"
#include "tests/hurried_review.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

TestResponse Answer(const TestRequest& request) {
  TestResponse response;
  response.headers = {"Content-Type: text/html; charset=utf-8"};
  if (request.target == "/robots.txt") {
    response.body = "User-agent: *\nDisallow:\n";
  } else if (request.target == "/") {
    for (int i = 0; i < 6; ++i) response.body += "<a href=\"/item/" + std::to_string(i) + "\">x</a>";
  } else {
    response.body = "<title>Zellvora</title><script type=\"application/ld+json\">{\"@type\":\"Product\",\"name\":\"Zellvora tea\","
                    "\"offers\":{\"price\":\"12.50\",\"priceCurrency\":\"EUR\"}}</script>";
  }
  return response;
}

}  // namespace

bool EveryFault() {
  const char* wanted = std::getenv("MARKWARDEN_FAULTS");
  return wanted != nullptr && std::string_view(wanted) == "all";
}

int FaultStep(int all, int sample) {
  if (EveryFault()) return all;
  const char* wanted = std::getenv("MARKWARDEN_FAULTS");
  int share = 0;
  if (wanted == nullptr || std::sscanf(wanted, "1/%d", &share) != 1 || share < 1) return sample;
  return std::min(sample, all * share);
}

bool MayMount() {
  const TemporaryFolder folder;
  if (::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=64k") != 0) return false;
  ::umount2(folder.path().c_str(), MNT_DETACH);
  return true;
}

FaultStore::FaultStore() : site_("127.88.0.3", &Answer) {
  settings_ = "XDG_CONFIG_HOME=" + folder_.path().string() + "/config MARKWARDEN_STORE=" + store().string();
  const auto expect = [this](const std::string& command, int code = 0) {
    const Ran ran = Run(command);
    EXPECT_EQ(ran.code, code) << command << ": " << ran.err;
    return ran.out;
  };
  expect("init --password-file " + folder_.File("password", "a long sample password\n"));
  HurryReviews(store());
  expect("account add lin --role officer --code-only");
  administrator_ = "XDG_CONFIG_HOME=" + folder_.path().string() + "/admin MARKWARDEN_STORE=" + store().string();
  EXPECT_EQ(RunMarkwarden("account login --login admin --password-file " + (folder_.path() / "password").string(), administrator_).code, 0);
  std::string code = expect("account code lin");
  while (!code.empty() && code.back() == '\n') code.pop_back();
  expect("account login --code " + code);
  expect("right import " + folder_.File("rights.csv", "id,kind,title,names,classes\nr1,trademark,Zellvora,Zellvora,30\n"));
  const std::string base = "http://shop.test:" + std::to_string(site_.port());
  expect("source add " + folder_.File("shop.yaml", "id: shop\nplatform: shop\nhosts: [shop.test]\nresolve: {shop.test: 127.88.0.3}\npoliteness: {gap_ms: 10}\n"
                                                   "allow_networks: [127.88.0.0/24]\nstart: [\"" + base + "/\"]\nitem_id: \"/item/([0-9]+)\"\n"));
  expect("watch add --name all");
  expect("import " + folder_.File("first.jsonl", "{\"url\":\"https://shopx.example/1\",\"title\":\"Z.e.l.l.v.o.r.a tea 高仿 1:1\"}\n"));
  {
    auto opened = Store::Open(store());
    auto db = (*opened)->OpenCase();
    const auto segments = *ListSegments(**db);
    for (const SegmentRecord& segment : segments) {
      const auto captures = *CapturesOfSegment(**db, segment.id);
      for (const CaptureRecord& capture : captures) sealed_.insert(capture.id);
    }
    EXPECT_EQ(sealed_.size(), 1u);
    EXPECT_EQ(*CountUnsealed(**db), 0);
  }
  const Result<Json> flag = ParseJson(expect("queue --json"));
  EXPECT_TRUE(flag) << "one lead, not " << expect("queue");
  if (flag) expect("case make " + JsonText(*flag, "id") + " --reason imitation");
  const Result<Json> made = ParseJson(expect("case list --json"));
  if (made) case_id_ = JsonText(*made, "id");
  // One more capture, and nobody there to match and seal it.
  const int fd = ::open((store() / "locks" / "work.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  EXPECT_EQ(::flock(fd, LOCK_EX | LOCK_NB), 0);
  expect("import " + folder_.File("second.jsonl", "{\"url\":\"https://shopx.example/2\",\"title\":\"Zellvora cup\"}\n"));
  ::close(fd);
  folder_.File("third.jsonl", "{\"url\":\"https://shopx.example/3\",\"title\":\"ZELLV0RA tea\"}\n{\"url\":\"https://shopx.example/4\",\"title\":\"cup\"}\n");
  fs::copy(store(), spare(), fs::copy_options::recursive);
}

FaultStore::~FaultStore() { ::umount2(store().c_str(), MNT_DETACH); }

void FaultStore::PutBack() {
  while (::umount2(store().c_str(), MNT_DETACH) == 0) {
  }
  fs::remove_all(store());
  fs::copy(spare(), store(), fs::copy_options::recursive);
}

const std::vector<std::string>& FaultStore::Commands() {
  static const std::vector<std::string> commands = {"import", "crawl", "work", "export"};
  return commands;
}

Ran FaultStore::Run(const std::string& command, const std::string& before) {
  std::string whole = command;
  if (command == "import") whole += " " + (folder_.path() / "third.jsonl").string();
  if (command == "crawl") whole += " --patience-ms 200";
  if (command == "export") whole = "evidence export " + case_id_;
  if (command == "backup") whole = "backup " + backup().string();
  return RunMarkwarden(whole, before + " " + (command == "backup" ? administrator_ : settings_));
}

void FaultStore::ExpectWholeOrNothing(const std::string& why) {
  if (fs::exists(store() / "evidence")) {
    for (const auto& entry : fs::directory_iterator(store() / "evidence")) {
      if (entry.path().filename().string().starts_with(".making-")) continue;
      const Ran verified = RunMarkwarden("evidence verify " + entry.path().string());
      EXPECT_TRUE(verified.code == 0 || verified.code == 4) << why << ": " << entry.path() << ": " << verified.out << verified.err;
    }
  }
  if (fs::exists(backup())) {
    const Result<BackupFacts> facts = CheckBackup(backup());
    EXPECT_TRUE(facts) << why << ": " << facts.error().message;
  }
  for (const char* left : {"backup", "backup.part", "backup.db.part"}) fs::remove_all(folder_.path() / left);
}

FaultStore::Faulty FaultStore::RunWith(const std::string& what, const std::string& command) {
  const fs::path fired = folder_.path() / "fired";
  fs::remove(fired);
  Faulty faulty;
  faulty.ran = Run(command, "MARKWARDEN_FAULT=" + what + " MARKWARDEN_FAULT_DIR=" + (command == "backup" ? folder_.path() : store()).string() + " MARKWARDEN_FAULT_FIRED=" +
                                fired.string() + " LD_PRELOAD=" MARKWARDEN_BIN_DIR "/libmarkwarden_faults.so");
  faulty.fired = fs::exists(fired);
  return faulty;
}

int64_t FaultStore::Check(const std::string& why) {
  auto opened = Store::Open(store());
  EXPECT_TRUE(opened) << why << ": " << opened.error().message;
  if (!opened) return 0;
  auto db = (*opened)->OpenCase();
  EXPECT_TRUE(db) << why;
  if (!db) return 0;
  for (const char* name : {"case.db", "crawl.db"}) {
    if (!fs::exists(store() / name)) continue;
    SQLite::Database raw((store() / name).string(), SQLite::OPEN_READWRITE);
    EXPECT_EQ(raw.execAndGet("PRAGMA integrity_check").getString(), "ok") << why << ": " << name;
    EXPECT_TRUE(raw.execAndGet("SELECT COUNT(*) FROM pragma_foreign_key_check").getInt() == 0) << why << ": " << name;
  }
  std::set<int64_t> there;
  auto segments = ListSegments(**db);
  EXPECT_TRUE(segments) << why;
  if (!segments) return 0;
  for (const SegmentRecord& segment : *segments) {
    auto captures = CapturesOfSegment(**db, segment.id);
    EXPECT_TRUE(captures) << why;
    if (!captures) return 0;
    for (const CaptureRecord& capture : *captures) {
      there.insert(capture.id);
      const auto read = ReadCapture(**opened, **db, capture.id);
      EXPECT_TRUE(read) << why << ": " << capture.url << ": " << read.error().message;
      if (read) {
        EXPECT_EQ(Sha256Hex(read->body), capture.payload_sha256) << why;
      }
    }
    auto seals = SealsOfSegment(**db, segment.id);
    EXPECT_TRUE(seals) << why;
    if (!seals) return 0;
    for (const SealRecord& seal : *seals) {
      std::vector<Sha256Digest> leaves;
      for (const CaptureRecord& capture : *captures) {
        if (capture.response.offset >= seal.from_offset && capture.response.offset < seal.to_offset) leaves.push_back(LeafHash(FromHex(capture.digest)));
      }
      EXPECT_EQ(int64_t(leaves.size()), seal.captures) << why;
      EXPECT_EQ(ToHex(MerkleRoot(leaves)), seal.root) << why;
    }
  }
  for (const int64_t id : sealed_) EXPECT_TRUE(there.contains(id)) << why << ": a sealed capture is lost";
  const Status log = CheckLog(**db);
  EXPECT_TRUE(log) << why << ": " << log.error().message;
  return int64_t(there.size());
}

void FaultStore::ExpectOneLine(const Ran& ran, const std::string& why, int code) {
  EXPECT_EQ(ran.code, code) << why << ": " << ran.err;
  // Progress of a crawl comes in lines of its own; what went wrong is said once.
  size_t lines = 0;
  for (size_t at = ran.err.find("markwarden: "); at != std::string::npos; at = ran.err.find("markwarden: ", at + 1)) ++lines;
  EXPECT_EQ(lines, 1u) << why << ": " << ran.err;
}

}  // namespace markwarden

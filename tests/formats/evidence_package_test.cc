// An evidence package and its two verifiers, the program's own and the script that travels with it: whole when it is
// whole, and no flipped bit escapes either of them.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "core/base64.h"
#include "tests/formats/package_builder.h"
#include "tests/temporary_folder.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

class EvidencePackageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const Result<BagSummary> summary = MakeShopPackage(package_, *ReadFile(Source("reports/evidence/verify.py")), sums_);
    ASSERT_TRUE(summary) << summary.error().message;
    summary_ = *summary;
  }

  static fs::path Source(const char* path) { return fs::path(MARKWARDEN_SOURCE_DIR) / path; }

  // The script's exit code; what it said is in said_.
  int Verify(const std::string& options = "", const std::string& before = "") {
    const fs::path out = dir_ / "said";
    const int code = std::system((before + " python3 " + (package_ / "verify.py").string() + " " + options + " > " + out.string() + " 2>&1").c_str());
    said_ = *ReadFile(out);
    return WIFEXITED(code) ? WEXITSTATUS(code) : -1;
  }
  void Write(const char* path, const std::string& bytes) { std::ofstream(package_ / path, std::ios::binary) << bytes; }
  std::string Read(const char* path) { return *ReadFile(package_ / path); }

  // What our own checks say of the bag and of the archive in it, gravest first.
  std::vector<Finding> Check() {
    const auto tree = OpenFolderTree(package_);
    EXPECT_TRUE(tree);
    std::vector<Finding> findings = CheckBag(**tree, {.tagmanifest_sha256 = summary_.tagmanifest_sha256});
    if (const auto wacz = (*tree)->Open("data/capture.wacz")) {
      for (Finding& finding : CheckWacz(**wacz, {.name = "data/capture.wacz"})) findings.push_back(std::move(finding));
    }
    return findings;
  }

  bool sums_ = true;
  const TemporaryFolder folder_;
  const fs::path dir_ = folder_.path();
  const fs::path package_ = dir_ / "case-12";
  BagSummary summary_;
  std::string said_;
};

TEST_F(EvidencePackageTest, IsWholeForBothVerifiers) {
  EXPECT_EQ(Verify(), 0) << said_;
  EXPECT_NE(said_.find("证据包完好"), std::string::npos) << said_;
  EXPECT_NE(said_.find("all 3 captures are in the log of 3 events"), std::string::npos) << said_;
  const std::vector<Finding> findings = Check();
  EXPECT_TRUE(findings.empty()) << DescribeFinding(findings[0]);
  EXPECT_EQ(Verify("", "PYTHONIOENCODING=ascii LC_ALL=C"), 0) << said_;
}

TEST_F(EvidencePackageTest, EveryFlippedBitIsFoundByBoth) {
  std::vector<std::string> paths;
  const auto tree = OpenFolderTree(package_);
  for (const TreeEntry& entry : (*tree)->entries()) {
    if (entry.path != "verify.py") paths.push_back(entry.path);  // the script that runs cannot be the one that is flipped
  }
  paths.push_back("verify.py");
  std::mt19937 random(20261123);
  std::string list;
  int flips = 0;
  for (const std::string& path : paths) {
    const std::string before = Read(path.c_str());
    for (int i = 0; i < (path == "data/capture.wacz" ? 60 : 20); ++i, ++flips) {
      const size_t bit = std::uniform_int_distribution<size_t>(0, before.size() * 8 - 1)(random);
      list += std::to_string(bit) + " " + path + "\n";
      if (path.starts_with("seal/")) continue;  // its signatures are another's to check
      std::string after = before;
      after[bit / 8] = static_cast<char>(after[bit / 8] ^ (1 << bit % 8));
      Write(path.c_str(), after);
      const std::vector<Finding> findings = Check();
      const Finding* first = FirstOf(findings, FindingLevel::kBroken);
      ASSERT_NE(first, nullptr) << "bit " << bit << " of " << path;
      EXPECT_EQ(first->file, path) << "bit " << bit << ": " << DescribeFinding(*first);
      if (first->to >= 0) {
        EXPECT_TRUE(first->from <= static_cast<int64_t>(bit / 8) && static_cast<int64_t>(bit / 8) < first->to) << "bit " << bit << ": " << DescribeFinding(*first);
      }
    }
    Write(path.c_str(), before);
  }
  EXPECT_GE(flips, 300);
  ASSERT_TRUE(WriteFileAtomic(dir_ / "flips", list));
  const std::string command = "python3 " + Source("tests/formats/flip_package.py").string() + " " + package_.string() + " " + (dir_ / "flips").string();
  EXPECT_EQ(std::system(command.c_str()), 0);
}

// Each is a forgery with every digest of the bag made right again: what is left to find it is the seal, the log or the archive itself.
TEST_F(EvidencePackageTest, ForgeriesAreFound) {
  const TestKey other('o');
  const std::string seal = Read("seal/seal.json"), vkey = Read("seal/log-key.vkey"), signature = Read("seal/seal.sig"), checkpoint = Read("seal/checkpoint");
  fs::remove(package_ / "seal/sums-sha256.txt");
  ASSERT_EQ(Verify(), 0) << said_;
  std::string high = *FromBase64(signature.substr(0, signature.size() - 1));  // S + L: not canonical (RFC 8032, 5.1.7)
  const std::string order = FromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  for (int i = 0, carry = 0; i < 32; ++i) {
    const int sum = static_cast<uint8_t>(high[static_cast<size_t>(32 + i)]) + static_cast<uint8_t>(order[static_cast<size_t>(i)]) + carry;
    high[static_cast<size_t>(32 + i)] = static_cast<char>(sum & 255);
    carry = sum >> 8;
  }
  const struct { const char* why; const char* path; std::string bytes; const char* names; } cases[] = {
      {"time moved", "seal/seal.json", seal.substr(0, seal.size() - 4) + "2Z\"}", "seal/seal.json"},
      {"signed by another", "seal/seal.sig", Base64(other.Sign(seal)) + "\n", "seal/seal.sig"},
      {"another spelling of the signature", "seal/seal.sig", Base64(high) + "\n", "seal/seal.sig"},
      {"another's key", "seal/log-key.vkey", other.Vkey() + "\n", "seal/log-key.vkey"},
      {"key with a wrong mark", "seal/log-key.vkey", "shop-log.test+00000000" + vkey.substr(22), "seal/log-key.vkey"},
      {"another log", "seal/checkpoint", TestKey('k').Note("shop-log.test\n4\n" + Base64(std::string(32, 'r')) + "\n"), "data/log.json"},
      {"checkpoint by another", "seal/checkpoint", other.Note(checkpoint.substr(0, checkpoint.find("\n\n") + 1)), "seal/checkpoint"},
      {"no signature", "seal/seal.sig", "", "seal/seal.sig"},
      {"file nobody listed", "data/extra.txt", "x", "data/extra.txt"},
      {"tag file nobody listed", "readme.txt", "x", "readme.txt"},
      {"file nobody knows in seal", "seal/other.txt", "x", "seal/other.txt"},
  };
  for (const auto& c : cases) {
    const bool fresh = !fs::exists(package_ / c.path);
    const std::string before = fresh ? "" : Read(c.path);
    Write(c.path, c.bytes);
    EXPECT_EQ(Verify(), 1) << c.why << "\n" << said_;
    EXPECT_NE(said_.find(c.names), std::string::npos) << c.why << "\n" << said_;
    if (fresh) fs::remove(package_ / c.path);
    else Write(c.path, before);
  }
  EXPECT_EQ(Verify(), 0) << said_;
  std::ofstream(dir_ / "other.vkey") << other.Vkey();
  EXPECT_EQ(Verify("--key " + (dir_ / "other.vkey").string()), 1) << "not the key that was published\n" << said_;
  std::ofstream(dir_ / "own.vkey") << vkey;
  EXPECT_EQ(Verify("--key " + (dir_ / "own.vkey").string()), 0) << said_;
}

TEST_F(EvidencePackageTest, WhatIsMissingCannotBeDecided) {
  EXPECT_EQ(Verify((dir_ / "none").string()), 2);
  fs::rename(package_ / "seal/checkpoint", dir_ / "checkpoint");
  fs::remove(package_ / "seal/sums-sha256.txt");
  EXPECT_EQ(Verify(), 4) << said_;
  Write("seal/seal.tsr", "no reply");
  fs::rename(dir_ / "checkpoint", package_ / "seal/checkpoint");
  EXPECT_EQ(Verify(), 4) << "no certificates\n" << said_;
  fs::remove_all(package_ / "seal");
  EXPECT_EQ(Verify(), 4) << said_;
  EXPECT_NE(said_.find("nobody signed"), std::string::npos) << said_;
  fs::remove(package_ / "data/match.json");
  EXPECT_EQ(Verify(), 1) << said_;
  EXPECT_NE(said_.find("data/match.json"), std::string::npos) << said_;
}

// RFC 3161, by an authority that the test makes.
TEST_F(EvidencePackageTest, TimeStampsAreVerified) {
  if (std::system("command -v openssl > /dev/null") != 0) GTEST_SKIP() << "needs openssl";
  fs::remove(package_ / "seal/sums-sha256.txt");
  std::ofstream(dir_ / "tsa.cnf") << "[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=Test Authority\n[ext]\nextendedKeyUsage=critical,timeStamping\nbasicConstraints=CA:TRUE\n"
                                     "[tsa]\ndefault_tsa=t\n[t]\nserial=serial\ndefault_policy=1.2.3.4\ndigests=sha256\nsigner_digest=sha256\naccuracy=secs:1\n";
  const std::string in = "cd " + dir_.string() + " && ";
  ASSERT_EQ(std::system((in + "openssl req -x509 -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.pem -days 30 -config tsa.cnf -extensions ext 2>/dev/null && echo 01 > serial").c_str()), 0);
  for (const char* file : {"seal.json", "checkpoint"}) {
    const std::string name(file), reply = name == "checkpoint" ? "checkpoint.tsr" : "seal.tsr";
    ASSERT_EQ(std::system((in + "openssl ts -query -data case-12/seal/" + name + " -sha256 -cert -out q 2>/dev/null && openssl ts -reply -config tsa.cnf -section t -queryfile q -inkey tsa.key -signer tsa.pem -out case-12/seal/" + reply + " 2>/dev/null").c_str()), 0);
  }
  EXPECT_EQ(Verify(), 4) << "no certificates\n" << said_;
  EXPECT_EQ(Verify("--ca " + (dir_ / "tsa.pem").string()), 0) << said_;
  EXPECT_NE(said_.find("time stamps of an authority: "), std::string::npos) << said_;
  fs::copy_file(dir_ / "tsa.pem", package_ / "seal/tsa.pem");
  EXPECT_EQ(Verify(), 0) << said_;
  EXPECT_NE(said_.find("certificates from the package itself"), std::string::npos) << said_;
  fs::copy_file(package_ / "seal/checkpoint.tsr", package_ / "seal/seal.tsr", fs::copy_options::overwrite_existing);
  EXPECT_EQ(Verify(), 1) << "a stamp of another file\n" << said_;
  EXPECT_NE(said_.find("seal/seal.tsr"), std::string::npos) << said_;
}

}  // namespace
}  // namespace markwarden

// A key's file: what is written, and every way in which a file is not to be trusted.
#include "core/signing_key.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "core/file.h"
#include "tests/temporary_folder.h"

namespace markwarden {
namespace {

class SigningKeyTest : public testing::Test {
 protected:
  const TemporaryFolder folder_;
  const std::filesystem::path dir_ = folder_.path(), file_ = dir_ / "keys" / "log-1.key";
};

TEST_F(SigningKeyTest, IsTheSameAfterItsFile) {
  const Result<SigningKey> made = SigningKey::Make("markwarden/0123");
  ASSERT_TRUE(made);
  ASSERT_TRUE(made->Save(file_));
  struct stat info {};
  ASSERT_EQ(::stat(file_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_EQ(info.st_nlink, 1u);
  ASSERT_EQ(::stat((dir_ / "keys").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
  const Result<SigningKey> loaded = SigningKey::Load(file_);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->verifier(), made->verifier());
  EXPECT_EQ(loaded->Sign("text"), made->Sign("text"));
  EXPECT_TRUE(VerifyEd25519(made->verifier().key, "text", loaded->Sign("text")));
  EXPECT_EQ(made->Save(file_).error().code, ErrorCode::kConflict) << "a key is never written over";
  EXPECT_EQ(SigningKey::Load(file_)->verifier(), made->verifier());
  EXPECT_FALSE(SigningKey::Make("two words"));
}

TEST_F(SigningKeyTest, IsNotTakenFromAFileThatOthersCouldUse) {
  ASSERT_TRUE(SigningKey::Make("k")->Save(file_));
  const struct { const char* why; std::function<void()> spoil; ErrorCode code; } cases[] = {
      {"others can read it", [&] { ::chmod(file_.c_str(), 0640); }, ErrorCode::kDenied},
      {"others can write its folder", [&] { ::chmod(file_.c_str(), 0600); ::chmod(file_.parent_path().c_str(), 0770); }, ErrorCode::kDenied},
      {"it is a link", [&] { ::chmod(file_.parent_path().c_str(), 0700); ::rename(file_.c_str(), (dir_ / "k").c_str()); std::filesystem::create_symlink(dir_ / "k", file_); }, ErrorCode::kDenied},
      {"it is not there", [&] { ::unlink(file_.c_str()); }, ErrorCode::kNotFound},
      {"it is a folder", [&] { ::mkdir(file_.c_str(), 0700); }, ErrorCode::kDenied},
      {"it is a pipe, which would be waited for", [&] { ::rmdir(file_.c_str()); ::mkfifo(file_.c_str(), 0600); }, ErrorCode::kDenied},
  };
  for (const auto& c : cases) {
    c.spoil();
    const Result<SigningKey> key = SigningKey::Load(file_);
    ASSERT_FALSE(key) << c.why;
    EXPECT_EQ(key.error().code, c.code) << c.why << ": " << key.error().message;
    EXPECT_EQ(CheckKeyFile(file_).error().code, c.code) << c.why;
  }
}

TEST_F(SigningKeyTest, BelongsToTheAccountThatRuns) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file to another account";
  ASSERT_TRUE(SigningKey::Make("k")->Save(file_));
  ASSERT_EQ(::chown(file_.c_str(), 65534, 65534), 0);
  EXPECT_EQ(SigningKey::Load(file_).error().code, ErrorCode::kDenied);
}

TEST_F(SigningKeyTest, IsNotReadOutOfOtherBytes) {
  ASSERT_TRUE(SigningKey::Make("k")->Save(file_));
  const std::string good = *ReadFile(file_);
  ASSERT_TRUE(good.starts_with("PRIVATE+KEY+k+"));
  std::string flipped = good;
  flipped[good.size() - 10] = flipped[good.size() - 10] == 'A' ? 'B' : 'A';
  for (const std::string& wrong : std::vector<std::string>{"", "x", good.substr(0, good.size() - 1), good + "\n", good.substr(12), flipped, good + std::string(2000, 'x'), std::string(64, '\0')}) {
    std::ofstream(file_, std::ios::binary | std::ios::trunc) << wrong;
    const Result<SigningKey> key = SigningKey::Load(file_);
    ASSERT_FALSE(key) << wrong;
    EXPECT_EQ(key.error().code, ErrorCode::kInvalid);
    EXPECT_EQ(key.error().message.find(good.substr(24, 15)), std::string::npos) << "no secret in a message";
  }
}

}  // namespace
}  // namespace markwarden

// A Maildir as others fill it: order, caps, what is no message, and that nothing changes.
#include "core/maildir.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <set>

#include "tests/temporary_folder.h"

namespace markwarden {
namespace {

class MaildirTest : public testing::Test {
 protected:
  MaildirTest() {
    for (const char* sub : {"new", "cur", "tmp"}) std::filesystem::create_directory(folder_.path() / sub);
  }
  std::vector<std::string> Names(const MaildirBatch& batch) const {
    std::vector<std::string> names;
    for (const MaildirMessage& message : batch.messages) names.push_back(message.name + "=" + message.bytes);
    return names;
  }
  // Every entry with its size and its times.
  std::map<std::string, std::string> State() const {
    std::map<std::string, std::string> state;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
      struct stat info {};
      EXPECT_EQ(::lstat(entry.path().c_str(), &info), 0);
      state[entry.path()] = std::to_string(info.st_ino) + " " + std::to_string(info.st_size) + " " + std::to_string(info.st_mtim.tv_nsec) + " " + std::to_string(info.st_ctim.tv_nsec);
    }
    return state;
  }

  const TemporaryFolder folder_;
};

TEST_F(MaildirTest, ReadsBothFoldersInOrderAndChangesNothing) {
  folder_.File("new/1003.c.test", "third");
  folder_.File("cur/1001.a.test:2,S", "first");
  folder_.File("new/1002.b.test", std::string("sec\0ond", 7));
  folder_.File("tmp/1000.x.test", "not delivered yet");
  folder_.File("new/.hidden", "no mail");
  const auto before = State();
  const Result<MaildirBatch> all = ReadNewMail(folder_.path(), 10);
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(Names(*all), (std::vector<std::string>{"1001.a.test=first", std::string("1002.b.test=sec\0ond", 19), "1003.c.test=third"}));
  EXPECT_FALSE(all->more);
  EXPECT_TRUE(all->left_out.empty());
  const Result<MaildirBatch> two = ReadNewMail(folder_.path(), 2);
  EXPECT_EQ(two->messages.size(), 2u);
  EXPECT_TRUE(two->more);
  EXPECT_EQ(State(), before);
}

TEST_F(MaildirTest, WhatIsKnownIsNotReadAgainWhereverItMoves) {
  folder_.File("new/1001.a.test", "first");
  folder_.File("new/1002.b.test", "second");
  std::set<std::string> taken;
  const auto known = [&](const std::string& name) { return taken.contains(name); };
  const Result<MaildirBatch> one = ReadNewMail(folder_.path(), 1, known);
  ASSERT_EQ(one->messages.size(), 1u);
  taken.insert(one->messages[0].name);
  std::filesystem::rename(folder_.path() / "new/1001.a.test", folder_.path() / "cur/1001.a.test:2,RS");
  const Result<MaildirBatch> rest = ReadNewMail(folder_.path(), 10, known);
  EXPECT_EQ(Names(*rest), std::vector<std::string>{"1002.b.test=second"});
}

TEST_F(MaildirTest, OnlyRegularFilesAreMail) {
  const std::string outside = folder_.File("outside", "secret");
  std::filesystem::create_symlink(outside, folder_.path() / "new/1001.link.test");
  std::filesystem::create_directory(folder_.path() / "new/1002.folder.test");
  ASSERT_EQ(::mkfifo((folder_.path() / "new/1003.pipe.test").c_str(), 0600), 0);
  folder_.File("new/1004.fine.test", "fine");
  const Result<MaildirBatch> batch = ReadNewMail(folder_.path(), 10);
  ASSERT_TRUE(batch);
  EXPECT_EQ(Names(*batch), std::vector<std::string>{"1004.fine.test=fine"});
  ASSERT_EQ(batch->left_out.size(), 3u);
  EXPECT_EQ(batch->left_out[0].why, "it is a symbolic link");
  EXPECT_EQ(batch->left_out[1].why, "it is no regular file");
  EXPECT_EQ(batch->left_out[2].why, "it is no regular file");
}

// The cap: 25 MiB.
TEST_F(MaildirTest, AMessageAtTheCapIsReadAndOneByteMoreIsLeftOut) {
  folder_.File("new/1001.a.test", "");
  folder_.File("new/1002.b.test", "");
  std::filesystem::resize_file(folder_.path() / "new/1001.a.test", kMaxMaildirMessageBytes);
  std::filesystem::resize_file(folder_.path() / "new/1002.b.test", kMaxMaildirMessageBytes + 1);
  const Result<MaildirBatch> batch = ReadNewMail(folder_.path(), 10);
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->messages.size(), 1u);
  EXPECT_EQ(batch->messages[0].bytes.size(), kMaxMaildirMessageBytes);
  ASSERT_EQ(batch->left_out.size(), 1u);
  EXPECT_EQ(batch->left_out[0].why, "it is larger than 25 MiB");
  EXPECT_EQ(batch->left_out[0].beginning.size(), kKeptOfLargeMaildirMessage) << "its head tells whose it is";
}

// The cap: 100 MiB in one answer.
TEST_F(MaildirTest, AnAnswerEndsWithTheMessageThatFillsIt) {
  for (const char* name : {"1", "2", "3", "4", "5"}) {
    folder_.File("new/" + std::string(name), "");
    std::filesystem::resize_file(folder_.path() / "new" / name, kMaxMaildirMessageBytes);
  }
  const Result<MaildirBatch> batch = ReadNewMail(folder_.path(), 10);
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->messages.size(), 4u);
  EXPECT_TRUE(batch->more);
}

TEST_F(MaildirTest, NamesAtTheCapAreTakenAndOneMoreIsRefused) {
  // Names alone count; a file system gives one file 65,000 of them.
  std::filesystem::path file;
  for (size_t i = 0; i < kMaxMaildirFiles; ++i) {
    const std::string name = "new/" + std::to_string(i);
    if (i % 50'000 == 0) file = folder_.File(name, "x");
    else ASSERT_EQ(::link(file.c_str(), (folder_.path() / name).c_str()), 0) << i;
  }
  EXPECT_TRUE(ReadNewMail(folder_.path(), 1));
  folder_.File("cur/more", "x");
  EXPECT_EQ(ReadNewMail(folder_.path(), 1).error().code, ErrorCode::kExhausted);
}

TEST_F(MaildirTest, WhatIsNoMaildirIsRefused) {
  EXPECT_EQ(ReadNewMail(folder_.path() / "nowhere", 1).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ReadNewMail(folder_.path() / "tmp", 1).error().code, ErrorCode::kNotFound);
  std::filesystem::remove(folder_.path() / "cur");
  std::filesystem::create_symlink("/", folder_.path() / "cur");
  folder_.File("new/1", "x");
  EXPECT_EQ(ReadNewMail(folder_.path(), 10)->messages.size(), 1u) << "a folder that is a link is not followed";
}

}  // namespace
}  // namespace markwarden

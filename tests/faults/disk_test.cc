// Disks that are full, broken, read-only or out of inodes, at every write in turn.
#include <sys/mount.h>
#include <sys/statvfs.h>

#include <cstdio>
#include <fstream>

#include "tests/faults/fault_store.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

class DiskTest : public FaultStore {
 protected:
  // After the fault is gone: the store is whole, and the same command does its work.
  void Recovers(const std::string& command, const std::string& why) {
    const int64_t before = Check(why);
    ExpectWholeOrNothing(why);
    const Ran again = Run(command);
    EXPECT_EQ(again.code, 0) << why << ": " << again.err;
    const int64_t after = Check(why + ", again");
    EXPECT_GE(after, before) << why;
    ExpectWholeOrNothing(why + ", again");
    const Ran work = Run("work");
    EXPECT_EQ(work.code, 0) << why << ": " << work.err;
  }

  // Tries fault number 1, 2, 3 ... of one kind until the command gets through without meeting it.
  void EachInTurn(const std::string& kind, int error) {
    std::vector<std::string> commands = Commands();
    commands.push_back("backup");
    for (const std::string& command : commands) {
      int tried = 0, failed = 0;
      const int step = FaultStep(1, kind == "write" ? 1949 : 307);
      for (int at = 1;; at += step) {
        ASSERT_LT(at, 5000) << command << " never gets through";
        PutBack();
        const std::string why = command + " with " + kind + " " + std::to_string(at) + " failing";
        const Faulty faulty = RunWith(kind + ":" + std::to_string(error) + ":" + std::to_string(at), command);
        if (!faulty.fired) {
          EXPECT_EQ(faulty.ran.code, 0) << why << ": " << faulty.ran.err;
          ExpectWholeOrNothing(why);
          break;
        }
        ++tried;
        // A failure after the work is done (closing a database) may pass unseen; what was acknowledged is there.
        if (faulty.ran.code != 0) {
          ++failed;
          ExpectOneLine(faulty.ran, why);
        }
        Recovers(command, why);
        if (HasFailure()) return;
      }
      EXPECT_GT(failed, 0) << command;
      std::printf("%s: %d faults of kind %s, %d times the command failed\n", command.c_str(), tried, kind.c_str(), failed);
    }
  }
};

TEST_F(DiskTest, FullAtEachWrite) { EachInTurn("write", ENOSPC); }
TEST_F(DiskTest, BrokenAtEachWrite) { EachInTurn("write", EIO); }
TEST_F(DiskTest, BrokenAtEachSync) { EachInTurn("sync", EIO); }

// The same with a file system that is really full: room grows page by page.
TEST_F(DiskTest, ASmallFileSystemAtEachSize) {
  if (!MayMount()) {
    if (::geteuid() == 0) GTEST_SKIP() << "root without the right to mount (CAP_SYS_ADMIN)";
    GTEST_SKIP() << "mounting a small file system needs root";
  }
  for (const std::string& command : Commands()) {
    int full = 0;
    const int64_t step = FaultStep(4096, 4 << 20);
    for (int64_t room = 0;; room += step) {
      ASSERT_LT(room, int64_t{24} << 20) << command << " never gets through";
      while (::umount2(store().c_str(), MNT_DETACH) == 0) {
      }
      fs::create_directories(store());
      ASSERT_EQ(::mount("tmpfs", store().c_str(), "tmpfs", 0, "size=32m"), 0);
      fs::copy(spare(), store(), fs::copy_options::recursive);
      struct statvfs left {};
      ASSERT_EQ(::statvfs(store().c_str(), &left), 0);
      const fs::path filler = store() / "filler";
      {
        std::ofstream fill(filler, std::ios::binary);
        const std::string page(4096, 'f');
        for (auto bytes = int64_t(left.f_bavail * left.f_bsize) - room; bytes >= 4096; bytes -= 4096) fill << page;
      }
      const std::string why = command + " with " + std::to_string(room >> 10) + " KiB free";
      const Ran ran = Run(command);
      fs::remove(filler);
      if (ran.code == 0) {
        Check(why);
        break;
      }
      ++full;
      ExpectOneLine(ran, why);
      EXPECT_TRUE(ran.err.find("free some space") != std::string::npos || ran.err.find("disk is full") != std::string::npos) << why << ": " << ran.err;
      Recovers(command, why);
      if (HasFailure()) return;
    }
    EXPECT_GT(full, 0) << command;
    std::printf("%s: %d times full\n", command.c_str(), full);
  }
}

TEST_F(DiskTest, ReadOnly) {
  if (!MayMount()) GTEST_SKIP() << "mounting needs root";
  for (const std::string& command : {std::string("import"), std::string("crawl"), std::string("work"), std::string("queue"), std::string("watch list")}) {
    PutBack();
    ASSERT_EQ(::mount(store().c_str(), store().c_str(), nullptr, MS_BIND, nullptr), 0);
    ASSERT_EQ(::mount(nullptr, store().c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr), 0);
    const Ran ran = Run(command);
    ExpectOneLine(ran, command);
    EXPECT_TRUE(ran.err.find("ead-only") != std::string::npos || ran.err.find("cannot be written") != std::string::npos) << ran.err;
    ASSERT_EQ(::umount2(store().c_str(), MNT_DETACH), 0);
    Recovers(command == "import" || command == "crawl" ? command : "work", command);
  }
}

TEST_F(DiskTest, OutOfInodes) {
  if (!MayMount()) GTEST_SKIP() << "mounting needs root";
  for (const std::string& command : Commands()) {
    const int step = FaultStep(1, 13);
    for (int spare_inodes = 0; spare_inodes < 40; spare_inodes += step) {
      while (::umount2(store().c_str(), MNT_DETACH) == 0) {
      }
      fs::create_directories(store());
      ASSERT_EQ(::mount("tmpfs", store().c_str(), "tmpfs", 0, "size=32m,nr_inodes=400"), 0);
      fs::copy(spare(), store(), fs::copy_options::recursive);
      struct statvfs left {};
      ASSERT_EQ(::statvfs(store().c_str(), &left), 0);
      fs::create_directories(store() / "filler");
      for (auto inodes = int(left.f_favail) - 1 - spare_inodes; inodes > 0; --inodes) std::ofstream(store() / "filler" / std::to_string(inodes)) << "";
      const std::string why = command + " with " + std::to_string(spare_inodes) + " inodes free";
      const Ran ran = Run(command);
      fs::remove_all(store() / "filler");
      if (ran.code == 0) {
        EXPECT_GT(spare_inodes, 0) << why;
        Check(why);
        break;
      }
      ASSERT_LT(spare_inodes + step, 40) << why << ": " << ran.err;
      ExpectOneLine(ran, why);
      Recovers(command, why);
      if (HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace markwarden

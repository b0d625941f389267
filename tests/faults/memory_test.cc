// No memory, at the K-th allocation after the store was opened.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdio>

#include "tests/faults/fault_store.h"

namespace markwarden {
namespace {

class MemoryTest : public FaultStore {};

// Allocation number K of an import, from the store's opening to its end: it fails with one line, or
// it does without; nothing is lost and nothing is half there.  Somebody else seems to match: ICU, which
// matching needs, does not survive a lack of memory in its own first use.
TEST_F(MemoryTest, NoneAtSomeAllocation) {
  const int step = FaultStep(23, 4001);
  int tried = 0, failed = 0;
  for (int at = 1;; at += step) {
    ASSERT_LT(at, 2'000'000);
    PutBack();
    const int lock = ::open((store() / "locks" / "work.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    ASSERT_EQ(::flock(lock, LOCK_EX | LOCK_NB), 0);
    const std::string why = "allocation " + std::to_string(at);
    const Faulty faulty = RunWith("memory:12:" + std::to_string(at), "import");
    ::close(lock);
    if (!faulty.fired) {
      EXPECT_EQ(faulty.ran.code, 0) << why << ": " << faulty.ran.err;
      break;
    }
    ++tried;
    EXPECT_TRUE(faulty.ran.code == 0 || faulty.ran.code == 3) << why << ": " << faulty.ran.code << " " << faulty.ran.err;
    if (faulty.ran.code == 3) {
      ++failed;
      ExpectOneLine(faulty.ran, why);
    }
    Check(why);
    if (HasFailure()) return;
  }
  EXPECT_GT(failed, 0);
  std::printf("%d allocations failed, %d times the command did\n", tried, failed);
}

}  // namespace
}  // namespace markwarden

// Clocks that are wrong, jump or have odd seconds (Debian's faketime): what was taken is kept and dated by the clock
// that was there, and with the right clock the work goes on at once.
#include "store/captures.h"
#include "store/segments.h"
#include "store/store.h"
#include "tests/faults/fault_store.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kPages = 7;  // of the site: its list and six offers

class ClockTest : public FaultStore {
 protected:
  // With the clock of `fake`, as faketime understands it; "" is the machine's own.
  Ran RunAt(const std::string& fake, const std::string& command) {
    // Time since the start of the machine is nobody's to set, and stays as it is.
    return Run(command, fake.empty() ? "timeout 60 env" : "timeout 60 env FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME='" + fake + "' LD_PRELOAD=" + library_);
  }
  std::string Expect(const std::string& fake, const std::string& command) {
    const Ran ran = RunAt(fake, command);
    EXPECT_EQ(ran.code, 0) << fake << ": " << command << ": " << ran.err;
    return ran.out;
  }
  // A token lives for days: each clock has a sign-in of its own.
  void SignIn(const std::string& fake) {
    Expect(fake, "account login --login admin --password-file " + (folder_.path() / "password").string());
    std::string code = Expect(fake, "account code lin");
    while (!code.empty() && code.back() == '\n') code.pop_back();
    Expect(fake, "account login --code " + code);
  }
  // The newest capture's time.
  std::string NewestCapture() {
    auto opened = Store::Open(store());
    auto db = (*opened)->OpenCase();
    Time newest{};
    const auto segments = *ListSegments(**db);
    for (const SegmentRecord& segment : segments) {
      const auto captures = *CapturesOfSegment(**db, segment.id);
      for (const CaptureRecord& capture : captures) {
        if (capture.url.ends_with("/4")) newest = capture.captured_at;
      }
    }
    return FormatTime(newest);
  }

  std::string library_;

  void SetUp() override {
    for (const char* at : {"/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"}) {
      if (fs::exists(at)) library_ = at;
    }
    ASSERT_FALSE(library_.empty()) << "the package faketime is missing: run ./check";
  }
};

// Year 2038: the end of 32-bit seconds.  2026-12-31T23:59:59Z: where a leap second would be.  2026-11-01T05:59:59Z: New
// York's clocks go back an hour.
TEST_F(ClockTest, WorkGoesOnWhateverTheClockSays) {
  const struct { const char* why; const char* fake; const char* zone; const char* dated; bool other_day, quick; } cases[] = {
      {"an hour back", "-1h", "UTC", "20", false, true},
      {"a year on", "+1y", "UTC", "20", true, true},
      {"the end of 32-bit seconds", "@2038-01-19 03:14:06", "UTC", "2038-01-19T03:14:", true, false},
      {"a new year with a leap second", "@2026-12-31 23:59:59", "UTC", "202", true, false},
      {"the end of summer time", "@2026-11-01 01:59:59", "America/New_York", "2026-11-01T0", true, true},
      {"the first zone of the day", "@2027-03-01 00:00:01", "Pacific/Kiritimati", "2027-02-28T10:00:", true, false},
      {"the last zone of the day", "@2027-03-01 00:00:01", "Pacific/Pago_Pago", "2027-03-01T11:00:", true, false},
      {"a leap day", "@2028-02-29 12:00:00", "Asia/Shanghai", "2028-02-29T04:00:", true, false},
  };
  for (const auto& c : cases) {
    if (!EveryFault() && !c.quick) continue;
    SCOPED_TRACE(c.why);
    PutBack();
    const std::string own = settings_;
    settings_ += std::string(" TZ=") + c.zone;
    SignIn(c.fake);
    const int64_t before = Check(c.why);
    Expect(c.fake, "import");
    Expect(c.fake, "crawl");
    Expect(c.fake, "work");
    EXPECT_NE(Expect(c.fake, "queue --json").find("ZELLV0RA"), std::string::npos);
    EXPECT_TRUE(NewestCapture().starts_with(c.dated)) << NewestCapture();
    // The clock is set right: what the wrong one left behind holds nothing up.
    settings_ = own;
    SignIn("");
    const int64_t with = Check(c.why);
    EXPECT_GT(with, before + 1);
    Expect("", "import");
    Expect("", "watch add --name again");
    Expect("", "crawl");
    Expect("", "work");
    EXPECT_GE(Check(c.why), with + (c.other_day ? kPages : 0));
  }
}

TEST_F(ClockTest, AClockThatCannotBeIsSaidAndNothingIsDone) {
  for (const char* fake : {"@1970-01-01 00:00:05", "@2023-12-31 12:00:00", "@2100-02-28 12:00:00"}) {
    PutBack();
    const int64_t before = Check(fake);
    for (const char* command : {"import", "crawl", "work", "queue", "serve --port 0"}) {
      if (!EveryFault() && std::string_view(command) != "import" && fake[1] != '1') continue;
      const Ran ran = RunAt(fake, command);
      ExpectOneLine(ran, std::string(fake) + ": " + command);
      EXPECT_NE(ran.err.find("clock"), std::string::npos) << ran.err;
    }
    EXPECT_EQ(Check(fake), before);
    EXPECT_EQ(Run("import").code, 0);
  }
}

}  // namespace
}  // namespace markwarden

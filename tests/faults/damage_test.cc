// Pages torn and bits turned over in databases and segments: said, never served as whole.
#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdio>
#include <fstream>
#include <random>

#include "store/captures.h"
#include "store/segments.h"
#include "store/store.h"
#include "tests/faults/fault_store.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

class DamageTest : public FaultStore {
 protected:
  static std::string Bytes(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }
  static void Put(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

  // The segment that imports write, and where its first capture begins; the warcinfo record before it
  // is nobody's evidence.
  fs::path SegmentFile(size_t* from = nullptr) {
    auto opened = Store::Open(store());
    auto db = (*opened)->OpenCase();
    const auto segments = *ListSegments(**db);
    for (const SegmentRecord& segment : segments) {
      const auto captures = *CapturesOfSegment(**db, segment.id);
      if (captures.empty() || segment.writer != "import") continue;
      if (from != nullptr) *from = size_t(captures.front().response.offset);
      return store() / segment.file;
    }
    ADD_FAILURE() << "no segment";
    return {};
  }

  // The captures that read back, by id; false in `all` when one does not.
  std::map<int64_t, std::string> ReadAll(bool* all) {
    std::map<int64_t, std::string> read;
    *all = true;
    auto opened = Store::Open(store());
    if (!opened) return *all = false, read;
    auto db = (*opened)->OpenCase();
    if (!db) return *all = false, read;
    auto segments = ListSegments(**db);
    if (!segments) return *all = false, read;
    for (const SegmentRecord& segment : *segments) {
      auto captures = CapturesOfSegment(**db, segment.id);
      if (!captures) {
        *all = false;
        continue;
      }
      for (const CaptureRecord& capture : *captures) {
        const auto exchange = ReadCapture(**opened, **db, capture.id);
        if (exchange) {
          read[capture.id] = exchange->request_head + exchange->response_head + exchange->body;
        } else {
          *all = false;
        }
      }
    }
    return read;
  }
};

TEST_F(DamageTest, ATurnedBitInASegmentIsSeen) {
  PutBack();
  bool all = false;
  const auto whole = ReadAll(&all);
  ASSERT_TRUE(all);
  size_t from = 0;
  const fs::path file = SegmentFile(&from);
  const std::string good = Bytes(file);
  std::minstd_rand random(4711);
  const int flips = EveryFault() ? 2000 : 60;
  for (int i = 0; i < flips; ++i) {
    std::string bad = good;
    const size_t at = from + random() % (bad.size() - from);
    bad[at] = char(bad[at] ^ (1 << random() % 8));
    Put(file, bad);
    const auto read = ReadAll(&all);
    EXPECT_FALSE(all) << "byte " << at << " of " << file.filename();
    for (const auto& [id, bytes] : read) EXPECT_EQ(bytes, whole.at(id));
  }
  Put(file, good);
  Check("put right");
}

// A page half of which is from another time, or noise: SQLite sees what breaks its structure, digests
// see what changes evidence.  Nothing may crash, and no capture may come back as something else.
TEST_F(DamageTest, TornPagesOfADatabaseNeverServeWrongEvidence) {
  constexpr const char* kCommands[] = {"work", "crawl", "queue"};
  PutBack();
  for (const char* command : kCommands) ASSERT_EQ(Run(command).code, 0) << command;
  bool all = false;
  const auto whole = ReadAll(&all);
  ASSERT_TRUE(all);
  const fs::path sound = folder_.path() / "sound";
  fs::copy(store(), sound, fs::copy_options::recursive);
  std::minstd_rand random(815);
  int tried = 0, said = 0;
  for (const char* name : {"case.db", "crawl.db"}) {
    const fs::path file = store() / name;
    ASSERT_FALSE(fs::exists(sound / (std::string(name) + "-wal"))) << "everything is in the database itself";
    const std::string good = Bytes(sound / name);
    ASSERT_EQ(good.size() % 4096, 0u);
    const size_t pages = good.size() / 4096, step = EveryFault() ? 1 : pages / 2 + 1;
    for (size_t page = 0; page < pages; page += step) {
      std::string bad = good;
      const size_t half = page * 4096 + (random() % 2) * 2048;
      for (size_t i = 0; i < 2048; ++i) bad[half + i] = page % 2 == 0 ? char(random()) : '\0';
      fs::remove_all(store());
      fs::copy(sound, store(), fs::copy_options::recursive);
      Put(file, bad);
      const std::string why = std::string(name) + " page " + std::to_string(page);
      ++tried;
      bool fine = true;
      for (const char* command : kCommands) {
        const Ran ran = Run(command);
        EXPECT_TRUE(ran.code == 0 || ran.code == 1 || ran.code == 3) << why << ": " << command << ": " << ran.code << " " << ran.err;
        if (ran.code != 0) {
          fine = false;
          ExpectOneLine(ran, why + ": " + command, ran.code);
        }
      }
      if (std::string_view(name) == "case.db") {
        for (const auto& [id, bytes] : ReadAll(&all)) {
          const auto known = whole.find(id);
          if (known != whole.end()) {
            EXPECT_EQ(bytes, known->second) << why;
          }
        }
      }
      said += !fine;
      if (HasFailure()) return;
    }
  }
  EXPECT_GT(said, 0);
  std::printf("%d torn pages, %d of them said by a command\n", tried, said);
}

TEST_F(DamageTest, ASegmentThatIsGoneOrShortIsSaid) {
  for (const bool gone : {true, false}) {
    PutBack();
    const fs::path file = SegmentFile();
    if (gone) {
      fs::remove(file);
    } else {
      fs::resize_file(file, fs::file_size(file) - 1);
    }
    const Ran ran = Run("import");
    ExpectOneLine(ran, gone ? "gone" : "short");
    EXPECT_NE(ran.err.find("warc"), std::string::npos) << ran.err;
  }
}

}  // namespace
}  // namespace markwarden

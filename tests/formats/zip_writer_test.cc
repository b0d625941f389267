// ZIP archives that we write: our reader and two other programs read them, and nothing that they would refuse gets in.
#include "core/formats/zip_writer.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "core/file.h"
#include "core/formats/zip.h"
#include "tests/temporary_folder.h"

namespace markwarden {
namespace {

const Time kAt = *ParseTime("2026-11-23T08:40:13Z");

std::string Write(const std::vector<std::pair<std::string, std::string>>& entries, const ZipWriterOptions& options) {
  MemorySink sink;
  ZipWriter zip(sink, options);
  for (const auto& [name, bytes] : entries) EXPECT_TRUE(zip.Add(name, bytes)) << name;
  EXPECT_TRUE(zip.Finish());
  EXPECT_EQ(zip.written(), static_cast<int64_t>(sink.bytes().size()));
  return sink.bytes();
}

TEST(ZipWriterTest, SameInputSameBytesAndReadBack) {
  const std::vector<std::pair<std::string, std::string>> entries = {{"a/plain.txt", "plain"}, {"empty", ""}, {"商品.html", std::string(200'000, 'x')}};
  for (const int64_t wide_from : {int64_t{0xffffffff}, int64_t{1}}) {
    const std::string archive = Write(entries, {.modified = kAt, .wide_from = wide_from});
    EXPECT_EQ(archive, Write(entries, {.modified = kAt, .wide_from = wide_from}));
    const MemorySource source(archive);
    const Result<ZipReader> zip = ZipReader::Open(source);
    ASSERT_TRUE(zip) << zip.error().message;
    ASSERT_EQ(zip->entries().size(), entries.size());
    for (size_t i = 0; i < entries.size(); ++i) {
      const ZipEntry& entry = zip->entries()[i];
      EXPECT_EQ(entry.refused, "");
      EXPECT_EQ(entry.name, entries[i].first);
      EXPECT_EQ(entry.method, 0);
      EXPECT_EQ(entry.modified, "2026-11-23T08:40:12") << "steps of two seconds";
      EXPECT_EQ(*zip->Read(entry, 1 << 20), entries[i].second);
      const Result<SliceSource> slice = zip->Slice(entry);
      ASSERT_TRUE(slice);
      EXPECT_EQ(*slice->ReadAt(0, 1 << 20), entries[i].second);
      EXPECT_EQ(*slice->ReadAt(2, 2), entries[i].second.substr(std::min<size_t>(2, entries[i].second.size()), 2));
    }
  }
}

TEST(ZipWriterTest, OtherProgramsReadIt) {
  const TemporaryFolder scratch;
  for (const int64_t wide_from : {int64_t{0xffffffff}, int64_t{1}}) {
    const std::filesystem::path path = scratch.path() / (std::to_string(wide_from) + ".zip");
    ASSERT_TRUE(WriteFileAtomic(path, Write({{"a/plain.txt", "plain"}, {"b.bin", std::string(100'000, '\0')}, {"c", ""}}, {.modified = kAt, .wide_from = wide_from})));
    EXPECT_EQ(std::system(("unzip -tqq " + path.string()).c_str()), 0) << wide_from;
    const std::string read = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; assert z.read('a/plain.txt') == b'plain'; "
                             "assert [i.file_size for i in z.infolist()] == [5, 100000, 0]; assert z.infolist()[0].date_time == (2026, 11, 23, 8, 40, 12)";
    EXPECT_EQ(std::system(("python3 -c \"" + read + "\" " + path.string()).c_str()), 0) << wide_from;
  }
}

TEST(ZipWriterTest, MoreEntriesThanSixteenBitsCount) {
  MemorySink sink;
  ZipWriter zip(sink, {.modified = kAt});
  for (int i = 0; i < 65'536; ++i) ASSERT_TRUE(zip.Add(std::to_string(i), ""));
  ASSERT_TRUE(zip.Finish());
  const MemorySource source(sink.bytes());
  const Result<ZipReader> read = ZipReader::Open(source, {.entries = 70'000});
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->entries().size(), 65'536u);
}

TEST(ZipWriterTest, NamesThatReadersRefuseAreNotWritten) {
  MemorySink sink;
  ZipWriter zip(sink, {.modified = kAt});
  ASSERT_TRUE(zip.Add("data/record.json", "{}"));
  const int64_t before = zip.written();
  for (const char* name : {"", "/etc/passwd", "../up", "a/../b", "C:x", "a\\b", "a\nb", "folder/", "data/record.json", "DATA/Record.json"}) {
    const Status added = zip.Add(name, "x");
    ASSERT_FALSE(added) << name;
    EXPECT_EQ(added.error().code, ErrorCode::kInvalid) << name;
  }
  EXPECT_EQ(zip.written(), before) << "nothing of them was written";
}

// A source whose bytes are others the second time.
class Restless : public ByteSource {
 public:
  int64_t size() const override { return 4; }
  Result<std::string> ReadAt(int64_t, size_t) const override { return std::string(4, static_cast<char>('a' + reads_++)); }

 private:
  mutable int reads_ = 0;
};

TEST(ZipWriterTest, AFileThatChangesWhileItIsPackedIsSeen) {
  MemorySink sink;
  ZipWriter zip(sink, {.modified = kAt});
  EXPECT_EQ(zip.AddFrom("log", Restless()).error().code, ErrorCode::kConflict);
}

TEST(ZipWriterTest, AFileIsWrittenWholeOrNotAtAll) {
  const TemporaryFolder scratch;
  const std::filesystem::path path = scratch.path() / "new.zip";
  {
    Result<std::unique_ptr<FileSink>> sink = FileSink::Create(path);
    ASSERT_TRUE(sink);
    ASSERT_TRUE((*sink)->Write("half"));
  }
  EXPECT_FALSE(std::filesystem::exists(path)) << "it was never finished";
  std::filesystem::create_symlink(scratch.path() / "elsewhere", path);
  EXPECT_EQ(FileSink::Create(path).error().code, ErrorCode::kConflict) << "a link is not followed";
  std::filesystem::remove(path);
  Result<std::unique_ptr<FileSink>> sink = FileSink::Create(path);
  ASSERT_TRUE(sink);
  ASSERT_TRUE((*sink)->Write("whole"));
  ASSERT_TRUE((*sink)->Finish());
  sink->reset();
  EXPECT_EQ(*ReadFile(path), "whole");
}

}  // namespace
}  // namespace markwarden

// ZIP: what is sound is read, what lies is caught (APPNOTE.TXT 6.3.10; the cases of the BagIt conformance suite for names).
#include "core/formats/zip.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/formats/zip_builder.h"

namespace markwarden {
namespace {

std::string ReadOne(const std::string& archive, size_t index = 0) {
  const MemorySource source(archive);
  const Result<ZipReader> zip = ZipReader::Open(source);
  if (!zip) return "open: " + zip.error().message;
  const Result<std::string> bytes = zip->Read(zip->entries().at(index), 64 << 20);
  return bytes ? *bytes : "error: " + bytes.error().message;
}

TEST(ZipTest, ReadsStoredAndDeflatedEntries) {
  std::string large;
  for (int i = 0; i < 40'000; ++i) large += std::to_string(i * 7919 % 65'537) + ",";
  const std::string archive = MakeZip({{.name = "a/plain.txt", .bytes = "plain", .deflate = false},
                                       {.name = "a/", .bytes = "", .deflate = false, .unix_mode = 0040755},
                                       {.name = "large.csv", .bytes = large},
                                       {.name = "empty", .bytes = ""},
                                       {.name = "商品.html", .bytes = "x"}});
  const MemorySource source(archive);
  const Result<ZipReader> zip = ZipReader::Open(source);
  ASSERT_TRUE(zip) << zip.error().message;
  ASSERT_EQ(zip->entries().size(), 5u);
  for (const ZipEntry& entry : zip->entries()) EXPECT_EQ(entry.refused, "") << entry.name;
  EXPECT_TRUE(zip->entries()[1].folder);
  EXPECT_EQ(zip->entries()[0].modified, "2033-01-14T11:27:46");
  EXPECT_EQ(*zip->Read(*zip->Find("a/plain.txt"), 100), "plain");
  EXPECT_EQ(*zip->Read(*zip->Find("large.csv"), 1 << 20), large);
  EXPECT_EQ(*zip->Read(*zip->Find("empty"), 0), "");
  EXPECT_EQ(zip->Read(*zip->Find("large.csv"), large.size() - 1).error().code, ErrorCode::kExhausted);
  EXPECT_EQ(zip->Find("nothing"), nullptr);
}

TEST(ZipTest, ReadsFromAFileAndZip64) {
  const std::string archive = WithZip64End(MakeZip({{.name = "a", .bytes = "first", .zip64 = true}, {.name = "b", .bytes = "second", .zip64 = true}}));
  const std::filesystem::path path = std::filesystem::temp_directory_path() / ("markwarden-zip-" + std::to_string(::getpid()));
  std::ofstream(path, std::ios::binary) << archive;
  const Result<std::unique_ptr<FileSource>> file = FileSource::Open(path.string());
  ASSERT_TRUE(file) << file.error().message;
  const Result<ZipReader> zip = ZipReader::Open(**file);
  ASSERT_TRUE(zip) << zip.error().message;
  EXPECT_EQ(*zip->Read(*zip->Find("b"), 100), "second");
  std::filesystem::remove(path);
  EXPECT_EQ(FileSource::Open(path.string()).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(FileSource::Open("/").error().code, ErrorCode::kInvalid);
}

// Names that would leave the folder they are unpacked to, or mean another entry.
TEST(ZipTest, NamesThatLeadElsewhereAreRefusedOneByOne) {
  const struct { const char* why; ZipPart part; const char* want; } cases[] = {
      {"up", {.name = "../../etc/passwd", .bytes = "x"}, "leads out"},
      {"up in the middle", {.name = "a/../../b", .bytes = "x"}, "leads out"},
      {"absolute", {.name = "/etc/passwd", .bytes = "x"}, "absolute"},
      {"drive", {.name = "C:evil.txt", .bytes = "x"}, "drive"},
      {"drive and backslash", {.name = "C:\\evil.txt", .bytes = "x"}, "backslash"},
      {"backslash", {.name = "a\\..\\b", .bytes = "x"}, "backslash"},
      {"NUL", {.name = std::string("a\0.html", 7), .bytes = "x"}, "control"},
      {"line end", {.name = "a\nb", .bytes = "x"}, "control"},
      {"empty", {.name = "", .bytes = "x"}, "empty"},
      {"empty part", {.name = "a//b", .bytes = "x"}, "empty part"},
      {"dot", {.name = "./a", .bytes = "x"}, "empty part"},
      {"too long", {.name = std::string(1025, 'n'), .bytes = "x"}, "longer than 1024"},
      {"link", {.name = "link", .bytes = "/etc/passwd", .unix_mode = 0120777}, "symbolic link"},
      {"device", {.name = "pipe", .bytes = "", .unix_mode = 0010644}, "no regular file"},
      {"duplicate", {.name = "good.html", .bytes = "other"}, "same name"},
      {"case clash", {.name = "Good.HTML", .bytes = "other"}, "case only"},
      {"folder of the same name", {.name = "good.html/", .bytes = "", .unix_mode = 0040755}, "case only"},
      {"encrypted", {.name = "secret", .bytes = "x", .flags = 0x0801}, "encrypted"},
      {"method", {.name = "lzma", .bytes = "x", .method = 14}, "method 14"},
      {"sizes of a stored entry", {.name = "stored", .bytes = "x", .deflate = false, .declared_size = 9}, "contradict"},
  };
  for (const auto& c : cases) {
    const std::string archive = MakeZip({{.name = "good.html", .bytes = "good"}, c.part});
    const MemorySource source(archive);
    const Result<ZipReader> zip = ZipReader::Open(source);
    ASSERT_TRUE(zip) << c.why << ": " << zip.error().message;
    ASSERT_EQ(zip->entries().size(), 2u) << c.why;
    EXPECT_NE(zip->entries()[1].refused.find(c.want), std::string::npos) << c.why << ": " << zip->entries()[1].refused;
    EXPECT_FALSE(zip->Read(zip->entries()[1], 100)) << c.why;
    EXPECT_EQ(ReadOne(archive), "good") << c.why;
  }
  EXPECT_EQ(ReadOne(MakeZip({{.name = std::string(1024, 'n'), .bytes = "at the cap"}})), "at the cap");
}

TEST(ZipTest, BombsAreRefused) {
  const std::string zeros(8 << 20, '\0');
  const MemorySource none("");
  {
    const std::string archive = MakeZip({{.name = "bomb", .bytes = zeros}});
    const MemorySource source(archive);
    const Result<ZipReader> zip = ZipReader::Open(source);
    ASSERT_TRUE(zip);
    EXPECT_NE(zip->entries()[0].refused.find("100 times"), std::string::npos) << "8 MiB of nothing in 8 KB";
  }
  // The same bomb under a small declared size: its bytes are never all made.
  EXPECT_EQ(ReadOne(MakeZip({{.name = "bomb", .bytes = zeros, .declared_size = 1000}})), "error: entry bomb: it is larger than the 1000 bytes that it declares");
  EXPECT_NE(ReadOne(MakeZip({{.name = "lie", .bytes = "abc", .declared_size = 5}})).find("smaller than the 5"), std::string::npos);
  EXPECT_NE(ReadOne(MakeZip({{.name = "lie", .bytes = "abc", .declared_crc = 1}})).find("checksum"), std::string::npos);
  {
    const std::string archive = MakeZip({{.name = "a", .bytes = "x", .declared_size = 600 << 20}, {.name = "b", .bytes = "x", .declared_size = 600 << 20}});
    EXPECT_EQ(ZipReader::Open(MemorySource(archive)).error().code, ErrorCode::kExhausted) << "1.2 GB in all";
  }
  {
    const std::string archive = MakeZip({{.name = "a", .bytes = "x", .declared_size = 600, .zip64 = false}});
    EXPECT_TRUE(ZipReader::Open(MemorySource(archive), {.total_bytes = 600})) << "at the cap";
    EXPECT_EQ(ZipReader::Open(MemorySource(archive), {.total_bytes = 599}).error().code, ErrorCode::kExhausted);
  }
  // Entries that share their bytes (the "better zip bomb"): each is small, together they are not.
  const std::string shared = MakeZip({{.name = "a", .bytes = "first"}, {.name = "a2", .bytes = "x", .local_name = "a", .local_offset = 0}});
  EXPECT_NE(ZipReader::Open(MemorySource(shared)).error().message.find("overlap"), std::string::npos);
}

TEST(ZipTest, Zip64LiesAreCaught) {
  const std::string sound = MakeZip({{.name = "a", .bytes = "first"}});
  EXPECT_TRUE(ZipReader::Open(MemorySource(WithZip64End(sound))));
  for (const uint64_t lie : {uint64_t{1}, uint64_t{1} << 40, uint64_t{1} << 63}) {
    EXPECT_FALSE(ZipReader::Open(MemorySource(WithZip64End(sound, lie)))) << "directory moved by " << lie;
    EXPECT_FALSE(ZipReader::Open(MemorySource(WithZip64End(sound, 0, lie)))) << lie << " entries more";
  }
  const std::string sizes = MakeZip({{.name = "a", .bytes = "first", .declared_size = INT64_MAX, .zip64 = true}});
  EXPECT_EQ(ZipReader::Open(MemorySource(sizes)).error().code, ErrorCode::kExhausted);
  const std::string offset = MakeZip({{.name = "a", .bytes = "first", .zip64 = true, .local_offset = INT64_MAX}});
  EXPECT_EQ(ZipReader::Open(MemorySource(offset)).error().code, ErrorCode::kInvalid);
}

TEST(ZipTest, EntriesAtTheCapPassAndOneMoreIsRefused) {
  std::vector<ZipPart> parts;
  for (int i = 0; i < 10'000; ++i) parts.push_back({.name = std::to_string(i), .bytes = "", .deflate = false});
  EXPECT_TRUE(ZipReader::Open(MemorySource(MakeZip(parts))));
  parts.push_back({.name = "more", .bytes = "", .deflate = false});
  EXPECT_EQ(ZipReader::Open(MemorySource(MakeZip(parts))).error().code, ErrorCode::kExhausted);
  EXPECT_FALSE(ZipReader::Open(MemorySource(MakeZip(parts, 3)))) << "fewer declared than there are";
}

TEST(ZipTest, EveryCutAndEveryFlippedBitIsSafe) {
  const std::string archive = MakeZip({{.name = "a.html", .bytes = "<h1>first</h1>"}, {.name = "b.html", .bytes = std::string(500, 'b')}});
  for (size_t length = 0; length < archive.size(); ++length) {
    const std::string cut = archive.substr(0, length);
    EXPECT_FALSE(ZipReader::Open(MemorySource(cut))) << length;
  }
  for (size_t bit = 0; bit < archive.size() * 8; ++bit) {
    std::string flipped = archive;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
    const MemorySource source(flipped);
    const Result<ZipReader> zip = ZipReader::Open(source);
    if (!zip) continue;
    for (const ZipEntry& entry : zip->entries()) {
      const Result<std::string> bytes = zip->Read(entry, 1 << 20);
      if (bytes) {
        EXPECT_TRUE(*bytes == "<h1>first</h1>" || *bytes == std::string(500, 'b')) << "bit " << bit;
      }
    }
  }
}

TEST(ZipTest, TwoStoriesOfOneEntryAreRefused) {
  EXPECT_NE(ReadOne(MakeZip({{.name = "a", .bytes = "x", .local_name = "b"}})).find("two ways"), std::string::npos);
}

}  // namespace
}  // namespace markwarden

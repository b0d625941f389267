// WACZ: what we write is whole, the same each time and readable by others; what was tampered with is named.
#include "core/formats/wacz.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "core/formats/cdxj.h"
#include "core/formats/surt.h"
#include "core/formats/warc_gzip.h"
#include "core/formats/zip.h"
#include "core/gzip_member.h"
#include "tests/formats/package_builder.h"
#include "tests/formats/zip_builder.h"
#include "tests/temporary_folder.h"

namespace markwarden {
namespace {

std::string Wacz(const WaczInput& input) {
  MemorySink sink;
  const Result<WaczSummary> summary = WriteWacz(input, sink);
  EXPECT_TRUE(summary) << summary.error().message;
  return sink.bytes();
}

std::map<std::string, std::string> Unzip(const std::string& archive) {
  const MemorySource source(archive);
  const Result<ZipReader> zip = ZipReader::Open(source);
  std::map<std::string, std::string> files;
  for (const ZipEntry& entry : zip->entries()) files[entry.name] = *zip->Read(entry, 64 << 20);
  return files;
}

// Zips `files` with a datapackage.json that fits them, unless they bring their own.
std::string Zip(std::map<std::string, std::string> files, bool describe = true) {
  if (describe) {
    Json package = *ParseJson(files.at("datapackage.json"));
    package["resources"] = Json::array();
    for (const auto& [path, bytes] : files) {
      if (path.starts_with("datapackage")) continue;
      package["resources"].push_back({{"name", path}, {"path", path}, {"hash", "sha256:" + Sha256Hex(bytes)}, {"bytes", bytes.size()}});
    }
    files["datapackage.json"] = DumpJson(package);
    files["datapackage-digest.json"] = DumpJson({{"path", "datapackage.json"}, {"hash", "sha256:" + Sha256Hex(files["datapackage.json"])}});
  }
  std::vector<ZipPart> parts;
  for (const auto& [path, bytes] : files) parts.push_back({.name = path, .bytes = bytes, .deflate = false});
  return MakeZip(parts);
}

std::string First(const std::string& archive) {
  const std::vector<Finding> findings = CheckWacz(MemorySource(archive));
  return findings.empty() ? "whole" : std::string(ToString(findings[0].level)) + " " + DescribeFinding(findings[0]);
}

TEST(WaczTest, SameInputSameBytesAndWhole) {
  const ShopCaptures captures;
  const std::string archive = Wacz(captures.Input());
  EXPECT_EQ(archive, Wacz(captures.Input()));
  EXPECT_EQ(First(archive), "whole");
  auto files = Unzip(archive);
  EXPECT_EQ(files.size(), 5u);
  EXPECT_EQ(First(Zip(files)), "whole");
  const Json package = *ParseJson(files["datapackage.json"]);
  EXPECT_EQ(JsonText(package, "profile"), "data-package");
  EXPECT_EQ(JsonText(package, "wacz_version"), "1.1.1");
  EXPECT_EQ(package["resources"].size(), 3u);
  EXPECT_NE(files["pages/pages.jsonl"].find("\"ts\":\"2026-11-23T08:40:12.345Z\""), std::string::npos);
  EXPECT_EQ(files["indexes/index.cdxj"].substr(0, files["indexes/index.cdxj"].find('{')), "test,shop)/item?a=1&b=2 20261123084012 ");
  // Every record as it stood in its segment.
  const std::string& packed = files["archive/data.warc.gz"];
  const MemorySource source(packed);
  WarcGzipReader reader(source);
  std::string unpacked;
  while (true) {
    const auto next = reader.Next();
    ASSERT_TRUE(next) << next.error().message;
    if (!*next) break;
    unpacked += (**next).bytes;
  }
  EXPECT_EQ(unpacked, captures.info.bytes + captures.records[0] + captures.records[1] + captures.records[2]);
  MemorySink sink;
  EXPECT_EQ(WriteWacz({}, sink).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(WriteWacz({.captures = {{.records = "no record"}}}, sink).error().code, ErrorCode::kInvalid);
}

TEST(WaczTest, TamperingIsNamed) {
  const ShopCaptures captures;
  const auto files = Unzip(Wacz(captures.Input()));
  const auto with = [&](const char* path, const std::string& bytes) {
    auto changed = files;
    changed[path] = bytes;
    return changed;
  };
  const auto replaced = [&](const char* path, const std::string& from, const std::string& to) {
    std::string bytes = files.at(path);
    const size_t at = bytes.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return with(path, bytes.replace(at, from.size(), to));
  };
  const std::string info = GzipMember(captures.info.bytes), response = captures.records[2].substr(0, captures.records[2].find("Vexolit")) + "Wexolit" + captures.records[2].substr(captures.records[2].find("Vexolit") + 7);
  const char* index = "indexes/index.cdxj";
  const struct { const char* why; std::string archive; const char* want; } cases[] = {
      {"resource changed", Zip(replaced("pages/pages.jsonl", "Vexolit", "Wexolit"), false), "broken capture.wacz!pages/pages.jsonl: bytes 0 to"},
      {"description changed", Zip(replaced("datapackage.json", "Case 12", "Case 13"), false), "broken capture.wacz!datapackage.json: bytes 0 to"},
      {"nothing unlisted", Zip(with("extra.txt", "x"), false), "broken capture.wacz!extra.txt: datapackage.json does not list it"},
      {"record changed", Zip(with("archive/data.warc.gz", files.at("archive/data.warc.gz") + GzipMember(response))), "broken capture.wacz!archive/data.warc.gz: bytes"},
      {"two records in a member", Zip(with("archive/data.warc.gz", GzipMember(captures.info.bytes + captures.info.bytes))), "broken capture.wacz!archive/data.warc.gz: bytes 0 to"},
      {"not gzip", Zip(with("archive/data.warc.gz", captures.info.bytes)), "broken capture.wacz!archive/data.warc.gz: bytes 0 to"},
      {"cut member", Zip(with("archive/data.warc.gz", info.substr(0, info.size() - 9))), "broken capture.wacz!archive/data.warc.gz: bytes 0 to"},
      {"status in the index", Zip(replaced(index, "\"status\":\"200\"", "\"status\":\"404\"")), "broken capture.wacz!indexes/index.cdxj: bytes 0 to"},
      {"time in the index", Zip(replaced(index, "20261123084012", "20261123084013")), "broken capture.wacz!indexes/index.cdxj: bytes 0 to"},
      {"address in the index", Zip(replaced(index, "www.shop.test/Item", "www.shop.test/item")), "broken capture.wacz!indexes/index.cdxj: bytes 0 to"},
      {"digest in the index", Zip(replaced(index, "\"digest\":\"sha256:", "\"digest\":\"sha256:0")), "broken capture.wacz!indexes/index.cdxj: bytes 0 to"},
      {"length in the index", Zip(replaced(index, "\"length\":\"", "\"length\":\"1")), "broken capture.wacz!indexes/index.cdxj: bytes 0 to"},
      {"offset in the index", Zip(replaced(index, "\"offset\":\"", "\"offset\":\"1")), "broken capture.wacz!indexes/index.cdxj: bytes 0 to"},
      {"no line", Zip(with(index, "")), "broken capture.wacz!archive/data.warc.gz: bytes"},
      {"not sorted", Zip(with(index, "zz 20261123084012 {}\n" + files.at(index))), "broken capture.wacz!indexes/index.cdxj: bytes"},
      {"page without a record", Zip(replaced("pages/pages.jsonl", "shop.test", "shop.example")), "broken capture.wacz!pages/pages.jsonl: bytes"},
      {"key of another program", Zip(replaced(index, "test,shop)/item?a=1&b=2", "test,shop)/item?b=2&a=1")), "warning capture.wacz!indexes/index.cdxj: bytes"},
      {"packed index", Zip(with("indexes/index.cdx.gz", GzipMember("x"))), "undecided capture.wacz!indexes/index.cdx.gz"},
      {"newer format", Zip(replaced("datapackage.json", "\"wacz_version\":\"1.1.1\"", "\"wacz_version\":\"2.0.0\"")), "undecided capture.wacz!datapackage.json"},
      {"profile of 1.2", Zip(replaced("datapackage.json", "\"profile\":\"data-package\"", "\"profile\":\"wacz\"")), "whole"},
      {"no WACZ", MakeZip({{.name = "a", .bytes = "x"}}), "broken capture.wacz!datapackage.json: it is missing"},
      {"no ZIP", "nothing", "broken capture.wacz: this is no sound ZIP archive"},
      {"name that leads out", MakeZip({{.name = "../a", .bytes = "x"}}), "broken capture.wacz!../a: its name leads out"},
      {"a million nested arrays", Zip(with("pages/pages.jsonl", std::string(1'000'000, '['))), "broken capture.wacz!pages/pages.jsonl"},
  };
  for (const auto& c : cases) {
    const std::string first = First(c.archive);
    EXPECT_EQ(first.substr(0, std::string_view(c.want).size()), c.want) << c.why << ": " << first;
  }
  EXPECT_EQ(CheckWacz(MemorySource(Wacz(captures.Input())), {.datapackage_digest_sha256 = std::string(64, '0')})[0].file, "capture.wacz!datapackage-digest.json");
}

TEST(WaczTest, BombsAreNotUnpacked) {
  std::string head = "WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: 70000000\r\n\r\n";
  const std::string bomb = GzipMember(head + std::string(70'000'000, '\0') + "\r\n\r\n");
  EXPECT_LT(bomb.size(), 100'000u);
  const MemorySource source(bomb);
  EXPECT_EQ(WarcGzipReader(source).Next().error().code, ErrorCode::kExhausted) << "a block may have 64 MiB";
  const std::string small = GzipMember("WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: 10\r\n\r\n0123456789\r\n\r\n");
  const MemorySource fits(small);
  EXPECT_TRUE(WarcGzipReader(fits, {.block_bytes = 10}).Next());
  EXPECT_EQ(WarcGzipReader(fits, {.block_bytes = 9}).Next().error().code, ErrorCode::kExhausted);
}

TEST(WaczTest, EveryCutAndEveryFlippedBitIsSafe) {
  const std::string archive = Wacz(ShopCaptures().Input());
  for (size_t cut = 0; cut < archive.size(); cut += 211) EXPECT_NE(First(archive.substr(0, cut)), "whole") << cut;
  for (size_t i = 0; i < archive.size(); i += 97) {
    std::string flipped = archive;
    flipped[i] = static_cast<char>(flipped[i] ^ 4);
    (void)First(flipped);  // times of entries are nobody's to vouch for here: the bag does
  }
}

TEST(SurtTest, KeysAsOtherIndexersMakeThem) {
  const struct { const char* url; const char* key; } cases[] = {
      {"https://www.shop.test/Item?b=2&a=1", "test,shop)/item?a=1&b=2"},
      {"http://www2.shop.test/", "test,shop)/"},
      {"http://shop.test", "test,shop)/"},
      {"https://shop.test:8443/a", "test,shop:8443)/a"},
      {"https://shop.test:443/a?", "test,shop)/a"},
      {"https://wwwide.test/", "test,wwwide)/"},
      {"urn:uuid:1", "urn:uuid:1"},
      {"https://", "https://"},
  };
  for (const auto& c : cases) EXPECT_EQ(SurtKey(c.url), c.key) << c.url;
}

TEST(CdxjTest, LinesThatAreNone) {
  for (const char* line : {"", "key", "key 20261123084012", "key 2026 {}", "key 20261123084012 []", "key 20261123084012 {", " 20261123084012 {}"}) EXPECT_FALSE(ParseCdxjLine(line)) << line;
  EXPECT_EQ(ParseCdxjLine(std::string(65 << 10, 'k')).error().code, ErrorCode::kExhausted);
  EXPECT_TRUE(ParseCdxjLine("key 20261123084012 {}"));
}

// The npm package warcio, written by others: its indexer and ours say the same, its reader finds every digest right.
TEST(WaczTest, OtherProgramsReadIt) {
  const TemporaryFolder folder;
  const std::filesystem::path& dir = folder.path();
  const std::string archive = Wacz(ShopCaptures().Input());
  ASSERT_TRUE(WriteFileAtomic(dir / "capture.wacz", archive));
  for (const auto& [path, bytes] : Unzip(archive)) {
    std::filesystem::create_directories((dir / path).parent_path());
    ASSERT_TRUE(WriteFileAtomic(dir / path, bytes));
  }
  EXPECT_EQ(std::system(("unzip -tqq " + (dir / "capture.wacz").string()).c_str()), 0);
  EXPECT_EQ(std::system(("gzip -t " + (dir / "archive/data.warc.gz").string()).c_str()), 0);
  const int code = std::system((std::string(MARKWARDEN_SOURCE_DIR) + "/tests/readers/run.sh " + dir.string()).c_str());
  if (WIFEXITED(code) && WEXITSTATUS(code) == 3) GTEST_SKIP() << "readers: node or its packages are missing";
  EXPECT_EQ(code, 0);
}

}  // namespace
}  // namespace markwarden

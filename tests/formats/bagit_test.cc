// BagIt: what is written is whole and says so to others; the cases of the Library of Congress's conformance suite for
// 0.97 and 1.0, written anew after the names of its bags.
#include "core/formats/bagit.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "core/digest_stream.h"
#include "core/file.h"
#include "core/hash.h"
#include "tests/formats/zip_builder.h"
#include "tests/temporary_folder.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

struct Scratch {
  const TemporaryFolder folder;
  const fs::path dir = folder.path();
};

using Files = std::map<std::string, std::string>;

// The bag as an archive in memory: no folder is needed to ask for names that file systems refuse.
std::vector<Finding> Check(const Files& files, const BagCheckOptions& options = {}) {
  std::vector<ZipPart> parts;
  for (const auto& [path, bytes] : files) parts.push_back({.name = path, .bytes = bytes, .deflate = false});
  const std::string archive = MakeZip(parts);
  const MemorySource source(archive);
  const Result<std::unique_ptr<FileTree>> tree = OpenZipTree(source);
  if (!tree) return {{FindingLevel::kBroken, "", 0, -1, tree.error().message}};
  return CheckBag(**tree, options);
}

std::string Verdict(const std::vector<Finding>& findings) {
  if (HasLevel(findings, FindingLevel::kBroken)) return "broken";
  if (HasLevel(findings, FindingLevel::kUndecided)) return "undecided";
  return findings.empty() ? "whole" : "warning";
}

std::string Digest(const std::string& algorithm, const std::string& bytes) {
  std::optional<DigestStream> digest = DigestStream::Open(algorithm);
  digest->Update(bytes);
  return digest->FinishHex();
}

// A bag around `payload`; the tag manifest is left out.
Files Bag(const Files& payload, const std::string& version = "1.0", const std::string& algorithm = "sha512") {
  Files files = payload;
  std::string manifest;
  for (const auto& [path, bytes] : payload) manifest += Digest(algorithm, bytes) + "  " + EncodeBagPath(path) + "\n";
  files["manifest-" + algorithm + ".txt"] = manifest;
  files["bagit.txt"] = "BagIt-Version: " + version + "\nTag-File-Character-Encoding: UTF-8\n";
  return files;
}

Files With(Files files, const std::string& path, const std::string& bytes) {
  files[path] = bytes;
  return files;
}
Files Without(Files files, const std::string& path) {
  files.erase(path);
  return files;
}

std::string Utf16(const std::string& ascii) {
  std::string text = "\xff\xfe";
  for (const char c : ascii) text += std::string{c, '\0'};
  return text;
}

const Files kPayload = {{"data/hello.txt", "hello\n"}, {"data/sub/a b.txt", "blank"}};
std::string Line(const std::string& path, const std::string& bytes, const std::string& gap = "  ") { return Digest("sha512", bytes) + gap + path + "\n"; }

TEST(BagitTest, ConformanceCases) {
  const Files now = Bag(kPayload), old = Bag(kPayload, "0.97", "md5");
  const std::string hello = Line("data/hello.txt", "hello\n"), blank = Line("data/sub/a b.txt", "blank");
  const std::string evil = Digest("sha512", "x");
  const auto listing = [&](const std::string& more, const std::string& version = "1.0") { return With(Bag(kPayload, version), "manifest-sha512.txt", hello + blank + more); };
  const auto fetch = [&](const std::string& path) { return With(now, "fetch.txt", "http://shop.test/x 5 " + path + "\n"); };
  const struct { const char* name; Files files; const char* want; } cases[] = {
      // 1.0/valid, 1.0/invalid
      {"basicBag", now, "whole"},
      {"bagit-with-invalid-whitespace", With(now, "bagit.txt", "BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n"), "broken"},
      {"missing-from-manifest", With(now, "data/missingFromManifest.txt", "x"), "broken"},
      {"same-filename-listed-twice-with-different-hashes", listing(evil + "  data/hello.txt\n"), "broken"},
      {"listed-in-only-one-manifest", With(now, "manifest-sha256.txt", Sha256Hex("hello\n") + "  data/hello.txt\n"), "broken"},
      // 0.97/valid
      {"basic-bag", Bag(kPayload, "0.97"), "whole"},
      {"basic-bag-md5", old, "warning"},
      {"basic-bag-sha1", Bag(kPayload, "0.97", "sha1"), "warning"},
      {"basic-bag-sha224", Bag(kPayload, "0.97", "sha224"), "whole"},
      {"basic-bag-sha256", Bag(kPayload, "0.97", "sha256"), "whole"},
      {"minimal-bag", Bag({{"data/x", ""}}, "0.97"), "whole"},
      {"bag-with-space", Bag({{"data/a  b c.txt", "x"}}, "0.97"), "whole"},
      {"bag-in-a-bag", Bag({{"data/bag/bagit.txt", "x"}, {"data/bag/data/y", "y"}}, "0.97"), "whole"},
      {"bag-with-escapable-characters", Bag({{"data/100%.txt", "x"}, {"data/%0A.txt", "y"}}, "0.97"), "whole"},
      {"bag-with-encoded-names", With(With(Bag({}, "0.97"), "data/a%20b", "x"), "manifest-sha512.txt", Line("data/a%20b", "x")), "whole"},
      {"bag-with-leading-dot-slash-in-manifest", With(Bag({{"data/x", "x"}}, "0.97"), "manifest-sha512.txt", Line("./data/x", "x")), "warning"},
      {"duplicate-metadata-entries", With(Bag(kPayload, "0.97"), "bag-info.txt", "Contact-Name: A\nContact-Name: B\nPayload-Oxum: 11.2\n"), "whole"},
      {"uncommon-metadata-separators", With(Bag(kPayload, "0.97"), "bag-info.txt", "A:b\nC :  d\nE\t: f\n  and on\n"), "whole"},
      {"local-fetch", With(Bag(kPayload, "0.97"), "fetch.txt", "http://shop.test/x - data/hello.txt\n"), "whole"},
      {"holey-bag", With(Without(Bag(kPayload, "0.97"), "data/hello.txt"), "fetch.txt", "http://shop.test/x 6 data/hello.txt\n"), "undecided"},
      {"ISO-8859-1-encoded-tag-files", With(With(Bag({{"data/\xc3\xa9", "x"}}, "0.97"), "bagit.txt", "BagIt-Version: 0.97\nTag-File-Character-Encoding: ISO-8859-1\n"), "manifest-sha512.txt", Line("data/\xe9", "x")), "whole"},
      {"UTF-16-encoded-tag-files", With(With(Bag({{"data/x", "x"}}, "0.97"), "bagit.txt", "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-16\n"), "manifest-sha512.txt", Utf16(Line("data/x", "x"))), "whole"},
      // 0.97/invalid
      {"baginfo-missing-encoding", With(old, "bagit.txt", "BagIt-Version: 0.97\n"), "broken"},
      {"bom-in-bagit.txt", With(old, "bagit.txt", "\xef\xbb\xbf" "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"), "broken"},
      {"corrupt-data-file", With(old, "data/hello.txt", "hellO\n"), "broken"},
      {"corrupt-tag-file", With(With(old, "bag-info.txt", "A: b\n"), "tagmanifest-md5.txt", Digest("md5", "A: c\n") + "  bag-info.txt\n"), "broken"},
      {"extra-file-in-bag", With(old, "data/bar", "x"), "broken"},
      {"invalid-version-number", With(old, "bagit.txt", "BagIt-Version: .97\nTag-File-Character-Encoding: UTF-8\n"), "broken"},
      {"missing-baginfo", With(old, "tagmanifest-md5.txt", Digest("md5", "A: c\n") + "  bag-info.txt\n"), "broken"},
      {"missing-bagit.txt", Without(old, "bagit.txt"), "broken"},
      {"missing-manifest", Without(now, "manifest-sha512.txt"), "broken"},
      {"missing-payload-file", Without(now, "data/hello.txt"), "broken"},
      // path escapes, also through fetch.txt
      {"out-of-scope-file-paths-using-dot-notation", listing(evil + "  ../README.md\n"), "broken"},
      {"out-of-scope-file-paths-using-dot-notation inside", listing(evil + "  data/../../README.md\n"), "broken"},
      {"out-of-scope-file-paths-using-dot-notation encoded", listing(evil + "  data/..%0A/../../x\n"), "broken"},
      {"out-of-scope-file-paths-using-absolute-path", listing(evil + "  /tmp/foo\n"), "broken"},
      {"out-of-scope-file-paths-using-shortcut", listing(evil + "  ~/foo\n"), "broken"},
      {"out-of-scope-file-paths-using-shortcut-username", listing(evil + "  ~root/foo\n"), "broken"},
      {"windows absolute path", listing(evil + "  C:\\Windows\\System32\\setx.exe\n"), "broken"},
      {"windows unc", listing(evil + "  \\\\?\\UNC\\server\\setx.exe\n"), "broken"},
      {"windows shortcut", listing(evil + "  %HomeDrive%\\setx.exe\n"), "broken"},
      {"dot-notation-for-fetch", fetch("../x"), "broken"},
      {"absolute-path-for-fetch", fetch("/tmp/foo"), "broken"},
      {"shortcut-for-fetch", fetch("~/foo"), "broken"},
      {"shortcut-username-for-fetch", fetch("~root/foo"), "broken"},
      {"fetch of what no manifest lists", fetch("data/other"), "broken"},
      {"fetch without a length", With(now, "fetch.txt", "http://shop.test/x data/hello.txt\n"), "broken"},
      // 0.97/warning
      {"same-filename-listed-twice-with-the-same-hash", listing(hello, "0.97"), "warning"},
      {"same in 1.0, where each is listed once", listing(hello), "broken"},
      {"made-with-md5sum-tools", With(Bag({{"data/hello.txt", "x"}}, "0.97", "md5"), "manifest-md5.txt", Digest("md5", "x") + " *data/hello.txt\n"), "warning"},
      {"relative-path", With(Bag({{"data/x", "x"}}, "0.97"), "manifest-sha512.txt", Line("data/./x", "x")), "warning"},
      {"special-system-files", Bag({{"data/.DS_Store", "x"}, {"data/Thumbs.db", "y"}}, "0.97"), "warning"},
      {"same-filename-listed-twice-with-different-normalization", With(Bag({{"data/\xc3\xa9", "x"}}, "0.97"), "manifest-sha512.txt", Line("data/\xc3\xa9", "x") + Line("data/e\xcc\x81", "x")), "broken"},
      // what RFC 8493 says beside
      {"tab between", With(Bag({{"data/x", "x"}}), "manifest-sha512.txt", Line("data/x", "x", "\t")), "whole"},
      {"many blanks between", With(Bag({{"data/x", "x"}}), "manifest-sha512.txt", Line("data/x", "x", "     ")), "whole"},
      {"capital hexadecimal", With(Bag({{"data/x", "x"}}, "1.0", "sha256"), "manifest-sha256.txt", "2D711642B726B04401627CA9FBAC32F5C8530FB1903CC4DB02258717921A4881  data/x\n"), "whole"},
      {"carriage returns", With(Bag({{"data/x", "x"}}), "bagit.txt", "BagIt-Version: 1.0\r\nTag-File-Character-Encoding: UTF-8\r\n"), "whole"},
      {"unknown version", With(now, "bagit.txt", "BagIt-Version: 1.1\nTag-File-Character-Encoding: UTF-8\n"), "undecided"},
      {"unknown encoding", With(now, "bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: KOI8-R\n"), "undecided"},
      {"third line", With(now, "bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nMore: 1\n"), "broken"},
      {"unknown algorithm alone", With(Without(now, "manifest-sha512.txt"), "manifest-whirl.txt", "00  data/hello.txt\n"), "undecided"},
      {"unknown algorithm beside a known one", With(now, "manifest-whirl.txt", "00  data/hello.txt\n"), "warning"},
      {"payload-oxum", With(now, "bag-info.txt", "Payload-Oxum: 12.2\n"), "broken"},
      {"payload-oxum that is none", With(now, "bag-info.txt", "Payload-Oxum: many\n"), "broken"},
      {"payload listed by a tag manifest", With(now, "tagmanifest-sha512.txt", hello), "broken"},
      {"tag file listed as payload", listing(Line("bagit.txt", "x")), "broken"},
      {"short digest", listing("abcd  data/hello.txt\n"), "broken"},
      {"digest of the wrong case of algorithm", With(now, "manifest-sha256.txt", hello + blank), "broken"},
      {"manifest that is not UTF-8", listing(evil + "  data/\xff\n"), "broken"},
      {"bag-info without a label", With(now, "bag-info.txt", "no label here\n"), "broken"},
  };
  for (const auto& c : cases) {
    const std::vector<Finding> findings = Check(c.files);
    std::string all;
    for (const Finding& finding : findings) all += std::string(ToString(finding.level)) + " " + DescribeFinding(finding) + "\n";
    EXPECT_EQ(Verdict(findings), c.want) << c.name << "\n" << all;
  }
  Files twins = Bag({{"data/a", "x"}, {"data/A", "y"}}, "0.97");
  Scratch scratch;  // an archive refuses such names
  fs::create_directories(scratch.dir / "data");
  for (const auto& [path, bytes] : twins) std::ofstream(scratch.dir / path) << bytes;
  EXPECT_EQ(Verdict(CheckBag(**OpenFolderTree(scratch.dir))), "warning") << "duplicate-file-with-different-case";
}

TEST(BagitTest, PathsThereAndBack) {
  EXPECT_EQ(EncodeBagPath("data/a%0A\n\r"), "data/a%250A%0A%0D");
  for (const char* path : {"data/a%0A\n\r", "data/100%", "data/%", "data/%2", "商品"}) EXPECT_EQ(DecodeBagPath(EncodeBagPath(path)), path);
}

BagInfo Info() { return {.date = *ParseTime("2026-11-23T23:59:59Z"), .software = "markwarden 0.1.0", .lines = {{"External-Identifier", "case 12\nPayload-Oxum: 0.0"}}}; }

TEST(BagitTest, WhatIsWrittenIsWholeForOthersToo) {
  const Scratch scratch;
  const fs::path folder = scratch.dir / "case-12";
  Result<BagWriter> bag = BagWriter::Create(folder);
  ASSERT_TRUE(bag) << bag.error().message;
  std::ofstream(scratch.dir / "pdf") << std::string(200'000, 'p');
  fs::create_symlink(scratch.dir / "pdf", scratch.dir / "link");
  ASSERT_TRUE(bag->Add("data/record.json", "{}"));
  ASSERT_TRUE(bag->Add("data/empty", ""));
  ASSERT_TRUE(bag->AddFile("data/shots/截图.pdf", scratch.dir / "pdf"));
  ASSERT_TRUE(bag->Add("verify.py", "print()"));
  EXPECT_EQ(bag->AddFile("data/link", scratch.dir / "link").error().code, ErrorCode::kInvalid);
  for (const char* path : {"../x", "/x", "~x", "data/../x", "data/record.json", "data/Record.JSON", "bagit.txt", "manifest-md5.txt", "data", "fetch.txt", "data/a\nb", "data/x/"}) {
    EXPECT_EQ(bag->Add(path, "x").error().code, ErrorCode::kInvalid) << path;
  }
  const Result<BagSummary> summary = bag->Finish(Info());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->payload_files, 3);
  EXPECT_EQ(summary->payload_bytes, 200'002);
  EXPECT_EQ(summary->tagmanifest_sha256, Sha256Hex(*ReadFile(folder / "tagmanifest-sha256.txt")));
  EXPECT_EQ(*ReadFile(folder / "bag-info.txt"), "Bagging-Date: 2026-11-23\nBag-Software-Agent: markwarden 0.1.0\nPayload-Oxum: 200002.3\nExternal-Identifier: case 12 Payload-Oxum: 0.0\n");
  ASSERT_TRUE(BagWriter::AddBeside(folder, "seal/seal.json", "{}"));
  EXPECT_EQ(BagWriter::AddBeside(folder, "data/late", "x").error().code, ErrorCode::kInvalid);
  EXPECT_EQ(BagWriter::AddBeside(folder, "seal/seal.json", "again").error().code, ErrorCode::kConflict);
  const auto findings = CheckBag(**OpenFolderTree(folder), {.tagmanifest_sha256 = summary->tagmanifest_sha256});
  EXPECT_EQ(Verdict(findings), "whole") << (findings.empty() ? "" : DescribeFinding(findings[0]));
  for (const char* manifest : {"manifest-sha256.txt", "tagmanifest-sha256.txt"}) {
    EXPECT_EQ(std::system(("cd " + folder.string() + " && sha256sum --strict --status -c " + manifest).c_str()), 0) << manifest;
  }
  EXPECT_EQ(BagWriter::Create(folder).error().code, ErrorCode::kConflict);
}

TEST(BagitTest, TheBrokenBytesAreNamed) {
  const Scratch scratch;
  const fs::path folder = scratch.dir / "bag";
  Result<BagWriter> bag = BagWriter::Create(folder);
  ASSERT_TRUE(bag);
  const std::string large(300'000, 'x');
  ASSERT_TRUE(bag->Add("data/large", large));
  ASSERT_TRUE(bag->Add("data/small", "small"));
  const Result<BagSummary> summary = bag->Finish(Info());
  ASSERT_TRUE(summary);
  const auto first = [&](const char* path, const std::string& bytes) {
    const std::string before = *ReadFile(folder / path);
    std::ofstream(folder / path, std::ios::binary) << bytes;
    const std::vector<Finding> findings = CheckBag(**OpenFolderTree(folder), {.tagmanifest_sha256 = summary->tagmanifest_sha256});
    std::ofstream(folder / path, std::ios::binary) << before;
    return findings.empty() ? std::string("whole") : DescribeFinding(findings[0]);
  };
  std::string changed = large;
  changed[140'000] = 'y';
  const std::string what = ": it does not fit its digest in manifest-sha256.txt";
  EXPECT_EQ(first("data/large", changed), "data/large: bytes 131072 to 196608" + what);
  EXPECT_EQ(first("data/large", large.substr(0, 299'999)), "data/large: bytes 262144 to 300000" + what);
  EXPECT_EQ(first("data/large", large + "y"), "data/large: bytes 262144 to 300001" + what);
  EXPECT_EQ(first("data/small", "smalL"), "data/small: bytes 0 to 5" + what);
  const std::string tags = *ReadFile(folder / "tagmanifest-sha256.txt");
  EXPECT_EQ(first("tagmanifest-sha256.txt", tags + "\n").substr(0, 22), "tagmanifest-sha256.txt") << "only the seal knows";
  EXPECT_EQ(first("manifest-sha256.txt", "x").substr(0, 19), "manifest-sha256.txt");
  fs::create_symlink(folder / "data/small", folder / "data/link");
  EXPECT_EQ(first("data/small", "small"), "data/link: it is a symbolic link") << "links are named, not followed";
  fs::remove(folder / "data/link");
  ASSERT_EQ(::mkfifo((folder / "data/pipe").c_str(), 0600), 0);
  EXPECT_EQ(first("data/small", "small"), "data/pipe: it is no regular file");
}

TEST(BagitTest, TreesKeepTheirCaps) {
  const Scratch scratch;
  fs::create_directories(scratch.dir / "a/b");
  std::ofstream(scratch.dir / "a/b/c") << "12345";
  EXPECT_TRUE(OpenFolderTree(scratch.dir, {.entries = 3, .total_bytes = 5, .depth = 2}));
  EXPECT_EQ(OpenFolderTree(scratch.dir, {.entries = 2}).error().code, ErrorCode::kExhausted);
  EXPECT_EQ(OpenFolderTree(scratch.dir, {.total_bytes = 4}).error().code, ErrorCode::kExhausted);
  EXPECT_EQ(OpenFolderTree(scratch.dir, {.depth = 1}).error().code, ErrorCode::kExhausted);
  EXPECT_EQ(OpenFolderTree(scratch.dir / "a/b/c").error().code, ErrorCode::kInvalid);
  EXPECT_EQ(OpenFolderTree(scratch.dir / "none").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(*(*OpenFolderTree(scratch.dir))->Read("a/b/c", 5), "12345");
  EXPECT_EQ((*OpenFolderTree(scratch.dir))->Read("a/b/c", 4).error().code, ErrorCode::kExhausted);
  const std::string archive = MakeZip({{.name = "bag/data/x", .bytes = "packed"}, {.name = "bag/y", .bytes = "stored", .deflate = false}});
  const MemorySource source(archive);
  const auto tree = OpenZipTree(source);
  ASSERT_TRUE(tree);
  EXPECT_EQ(*(*tree)->Read("data/x", 100), "packed") << "the one folder around everything is taken off";
  EXPECT_EQ(*(*tree)->Read("y", 100), "stored");
  const std::string lines(16 << 20, '\n');
  EXPECT_EQ(Verdict(Check(With(Bag({{"data/x", "x"}}), "manifest-sha512.txt", Line("data/x", "x") + lines))), "undecided") << "a manifest past its cap";
}

}  // namespace
}  // namespace markwarden

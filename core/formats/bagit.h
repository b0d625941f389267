// BagIt 1.0 (RFC 8493): writing a bag, and checking one that came from anywhere.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/formats/byte_source.h"
#include "core/formats/file_tree.h"
#include "core/formats/finding.h"
#include "core/result.h"

namespace markwarden {

inline constexpr int64_t kBagBlockBytes = 64 << 10;
inline constexpr const char* kBagBlocksFile = "blocks-sha256.txt";
inline constexpr const char* kSealSumsFile = "seal/sums-sha256.txt";

struct BagInfo {
  Time date = Time{};        // Bagging-Date, the day in UTC
  std::string software = {};  // Bag-Software-Agent
  // More lines of bag-info.txt in this order: {"External-Identifier", "case 12"} ...
  std::vector<std::pair<std::string, std::string>> lines = {};
};

struct BagSummary {
  std::string tagmanifest_sha256;  // hexadecimal, of tagmanifest-sha256.txt
  int64_t payload_bytes = 0, payload_files = 0;
};

struct BagOptions {
  bool blocks = true;     // write blocks-sha256.txt: a verifier names the broken bytes, for 130 bytes of text a block of payload
  int folder_mode = 0755;  // of the bag's own folder
};

// Writes into a folder that it makes.  One thread at a time; what was begun and not finished stays for the caller to remove.
//   auto bag = BagWriter::Create(dir / "case-12-3");
//   bag->Add("data/record.json", bytes); bag->AddFile("data/record.pdf", path); bag->Add("verify.py", script);
//   auto summary = bag->Finish(info);
// Then BagWriter::AddBeside(dir / "case-12-3", "seal/seal.json", bytes) for what no manifest lists.
class BagWriter {
 public:
  // Errors: kConflict (the folder is there), kNotFound (its parent is not), kDenied, kExhausted.
  static Result<BagWriter> Create(const std::filesystem::path& folder, const BagOptions& options = {});
  BagWriter(BagWriter&& other) noexcept;
  BagWriter& operator=(BagWriter&& other) noexcept;
  ~BagWriter();

  // `path` under data/ is payload, any other a tag file.  Each file is synced.  Errors: kInvalid (a path that leads
  // out, is absolute, holds a control character other than what a manifest can say, differs from another in ASCII case
  // only, or is one of the bag's own files), kExhausted (full disk), kInternal.
  Status Add(std::string_view path, std::string_view bytes);
  Status AddFrom(std::string_view path, const ByteSource& source);
  // Copies a regular file; a link is kInvalid.
  Status AddFile(std::string_view path, const std::filesystem::path& file);

  // Writes bag-info.txt (Bagging-Date, Bag-Software-Agent, Payload-Oxum, the caller's lines), the blocks file if wanted, both
  // manifests and bagit.txt, and syncs the folders.  Once.
  Result<BagSummary> Finish(const BagInfo& info);

  // A file of a finished bag that no manifest lists; never under data/, never over another file.  Errors: as Add.
  static Status AddBeside(const std::filesystem::path& folder, std::string_view path, std::string_view bytes);
  // Writes seal/sums-sha256.txt anew over the other files in seal/, once they are all there or one was added: no
  // signature covers it, it tells which of those files was damaged by chance.
  static Status SumSeal(const std::filesystem::path& folder);

 private:
  struct Written {
    std::string sha256;  // hexadecimal
    int64_t size = 0;
    std::vector<std::string> blocks;  // of payload: the digest of each block
  };
  BagWriter(int fd, bool blocks) : fd_(fd), blocks_(blocks) {}
  int fd_ = -1;
  bool blocks_ = true;
  bool finished_ = false;
  std::map<std::string, Written> files_;
  std::set<std::string> folded_;  // paths in lower case
};

struct BagCheckOptions {
  // Of the seal, where there is one: the digest that tagmanifest-sha256.txt must have; empty: not known.
  std::string tagmanifest_sha256 = {};
};

inline constexpr size_t kMaxManifestLines = 100'000;

// Checks everything RFC 8493 asks of a complete and valid bag of version 0.97 or 1.0.  No finding of level kBroken or
// kUndecided: the bag is whole.  Findings come gravest first: the first broken file first (tag files before payload, each by path), with the
// broken blocks where blocks-sha256.txt tells.  Levels: kBroken (a digest, a missing or unlisted payload file, a path that leaves
// the bag, a link, a contradiction, bagit.txt missing or not as it must be), kUndecided (fetch.txt names files that
// are not here, a version or an encoding that is not read, no algorithm that is known here: sha256 and sha512, sha1 and md5
// for old bags), kWarning ("./" spellings, an asterisk before a path, a name that differs in case only, system files, tag files that no manifest lists outside seal/).
// Manifests may have 16 MiB and 100,000 lines, blocks-sha256.txt 64 MiB, bag-info.txt 1 MiB.
std::vector<Finding> CheckBag(const FileTree& files, const BagCheckOptions& options = {});

// One path of a manifest as it is written there and back (RFC 8493, 2.1.3: %25, %0A, %0D).
std::string EncodeBagPath(std::string_view path);
std::string DecodeBagPath(std::string_view text);

}  // namespace markwarden

// Evidence packages from anywhere: the bytes as a WACZ, as a bag in an archive, as gzip members, and as lines of tag files.
#include "core/formats/bagit.h"
#include "core/formats/bagit_text.h"
#include "core/formats/cdxj.h"
#include "core/formats/surt.h"
#include "core/formats/wacz.h"
#include "core/formats/warc_gzip.h"
#include "tests/fuzz/target.h"

using namespace markwarden;
using markwarden::fuzz::Require;

namespace {

void RequireSound(const std::vector<Finding>& findings) {
  Require(findings.size() <= kMaxFindings, "findings keep their cap");
  for (const Finding& finding : findings) {
    Require(!finding.what.empty(), "a finding says what it is");
    Require(finding.to == -1 || (finding.from >= 0 && finding.from <= finding.to), "a range is one");
  }
}

}  // namespace

MARKWARDEN_FUZZ_TARGET(package) {
  const MemorySource source(bytes);
  RequireSound(CheckWacz(source));
  if (const auto tree = OpenZipTree(source, {.entries = 64, .total_bytes = 8 << 20})) RequireSound(CheckBag(**tree));

  WarcGzipReader reader(source, {.header_bytes = 4096, .block_bytes = 1 << 20});
  int64_t end = 0;
  for (int records = 0; records < 64; ++records) {
    const auto next = reader.Next();
    if (!next || !*next) break;
    Require((**next).offset == end && (**next).length > 0, "members follow on one another");
    end += (**next).length;
    Require(end <= source.size(), "a member lies inside its file");
  }

  for (const std::string_view line : BagLines(bytes.substr(0, 1 << 16))) {
    if (const auto parsed = ParseManifestLine(line, 32)) Require(EscapingPath(parsed->path).empty(), "no path of a manifest leaves the bag");
    if (const auto parsed = ParseFetchLine(line)) Require(EscapingPath(parsed->path).empty(), "no path of fetch.txt leaves the bag");
    if (const auto parsed = ParseBlockLine(line)) Require(parsed->length > 0 && parsed->length <= kBagBlockBytes, "a block has a size");
    if (const auto parsed = ParseCdxjLine(line)) Require(parsed->timestamp.size() == 14, "a time has fourteen digits");
    Require(DecodeBagPath(EncodeBagPath(line)) == line, "a path comes back");
    (void)SurtKey(line);
  }
  (void)ParseBagDeclaration(bytes.substr(0, 4096));
  (void)ParseBagInfo(bytes.substr(0, 1 << 16));
}

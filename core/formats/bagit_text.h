// The text files of a bag as values: encodings, manifests, bag-info.txt, fetch.txt (RFC 8493, section 2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace markwarden {

// "0.97" as {0, 97}.
struct BagVersion {
  int major = 0, minor = 0;
  bool operator==(const BagVersion&) const = default;
};

struct BagDeclaration {
  BagVersion version;
  std::string encoding;  // as written
};
// bagit.txt, always UTF-8.  Errors: kInvalid (a byte order mark, not its two lines, blanks where none may be).
Result<BagDeclaration> ParseBagDeclaration(std::string_view bytes);

// A tag file's text as UTF-8: UTF-8, ISO-8859-1, US-ASCII, UTF-16 with a byte order mark or named LE or BE.
// Errors: kUnsupported (another encoding), kInvalid (bytes that are not of it).
Result<std::string> DecodeTagText(std::string_view bytes, std::string_view encoding);

// Lines that end in LF, CR or CRLF; empty ones are left out.
std::vector<std::string_view> BagLines(std::string_view text);

struct ManifestLine {
  std::string digest;      // lower case
  std::string written;     // the path as it stands
  std::string path;        // decoded, "./" and doubled slashes taken out
  std::string warning = {};  // written in a way that other programs may not read
};
// Errors: kInvalid (no digest of `digest_bytes`, no path, a path that leaves the bag).
Result<ManifestLine> ParseManifestLine(std::string_view line, size_t digest_bytes);
// As bags are written here, with its end.
std::string FormatManifestLine(std::string_view digest, std::string_view path);

// The label and its value, later lines of a value joined by blanks.  Errors: kInvalid (a line without a label).
Result<std::vector<std::pair<std::string, std::string>>> ParseBagInfo(std::string_view text);

// A line of blocks-sha256.txt: "<sha256> <offset> <length> <path>".
struct BlockLine {
  std::string digest;  // lower case
  int64_t offset = 0, length = 0;
  std::string path;    // decoded
};
// Errors: kInvalid (another form).
Result<BlockLine> ParseBlockLine(std::string_view line);

struct FetchLine {
  std::string path;
  std::optional<int64_t> length;
};
// Errors: kInvalid (not URL, length and path; a path that leaves the bag).
Result<FetchLine> ParseFetchLine(std::string_view line);

// "1234.5": bytes and files.
std::optional<std::pair<int64_t, int64_t>> ParseOxum(std::string_view text);

// Empty, or why a path does not stay in the bag: "..", absolute, "~", a drive.
std::string EscapingPath(std::string_view path);

}  // namespace markwarden

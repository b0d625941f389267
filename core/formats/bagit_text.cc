// Lines of tag files, read strictly where RFC 8493 says MUST.
#include "core/formats/bagit_text.h"

#include <algorithm>
#include <charconv>

#include "core/formats/bagit.h"
#include "core/formats/exchange_record.h"
#include "core/hash.h"
#include "core/json.h"

namespace markwarden {
namespace {

constexpr std::string_view kMark = "\xef\xbb\xbf";

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

std::string_view TrimLeft(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  return text;
}
std::string_view TrimTag(std::string_view text) {
  text = TrimLeft(text);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

template <typename Number>
bool ReadNumber(std::string_view text, Number& value) {
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && stop == text.data() + text.size() && !text.empty() && text[0] != '-';
}

void AppendUtf8(uint32_t code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 63));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 63));
    out += static_cast<char>(0x80 | (code & 63));
  } else {
    out += static_cast<char>(0xf0 | code >> 18);
    out += static_cast<char>(0x80 | (code >> 12 & 63));
    out += static_cast<char>(0x80 | (code >> 6 & 63));
    out += static_cast<char>(0x80 | (code & 63));
  }
}

Result<std::string> DecodeUtf16(std::string_view bytes, bool big) {
  const auto unit = [&](size_t at) {
    const auto first = static_cast<uint8_t>(bytes[at]), second = static_cast<uint8_t>(bytes[at + 1]);
    return static_cast<uint32_t>(big ? first << 8 | second : second << 8 | first);
  };
  std::string out;
  if (bytes.size() % 2 != 0) return Fail(ErrorCode::kInvalid, "it is not UTF-16 text");
  for (size_t i = 0; i < bytes.size(); i += 2) {
    uint32_t code = unit(i);
    if (code >= 0xd800 && code < 0xe000) {
      if (code >= 0xdc00 || i + 4 > bytes.size() || unit(i + 2) < 0xdc00 || unit(i + 2) >= 0xe000) return Fail(ErrorCode::kInvalid, "it is not UTF-16 text");
      code = 0x10000 + ((code - 0xd800) << 10) + (unit(i + 2) - 0xdc00);
      i += 2;
    }
    AppendUtf8(code, out);
  }
  return out;
}

bool IsUtf8(std::string_view bytes) {
  const Json text = std::string(bytes);
  try {
    (void)text.dump();
  } catch (const Json::exception&) {
    return false;
  }
  return true;
}

// Slashes and dots that change nothing, taken out.
std::string Plain(std::string_view path) {
  std::string plain;
  while (!path.empty()) {
    const size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (!part.empty() && part != ".") plain.append(plain.empty() ? "" : "/").append(part);
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return plain;
}

}  // namespace

Result<BagDeclaration> ParseBagDeclaration(std::string_view bytes) {
  if (bytes.starts_with(kMark)) return Fail(ErrorCode::kInvalid, "it begins with a byte order mark");
  const std::vector<std::string_view> lines = BagLines(bytes);
  constexpr std::string_view kVersion = "BagIt-Version: ", kEncoding = "Tag-File-Character-Encoding: ";
  if (lines.empty() || !lines[0].starts_with(kVersion)) return Fail(ErrorCode::kInvalid, "its first line is not \"BagIt-Version: \" and a version");
  BagDeclaration declaration;
  const std::string_view version = lines[0].substr(kVersion.size());
  const size_t dot = version.find('.');
  if (dot == std::string_view::npos || !ReadNumber(version.substr(0, dot), declaration.version.major) || !ReadNumber(version.substr(dot + 1), declaration.version.minor)) {
    return Fail(ErrorCode::kInvalid, "its version is not two numbers with a dot between them");
  }
  if (lines.size() < 2 || !lines[1].starts_with(kEncoding)) return Fail(ErrorCode::kInvalid, "its second line is not \"Tag-File-Character-Encoding: \" and an encoding");
  declaration.encoding = lines[1].substr(kEncoding.size());
  if (declaration.encoding.empty() || TrimTag(declaration.encoding) != declaration.encoding) return Fail(ErrorCode::kInvalid, "its encoding has no name");
  if (lines.size() > 2) return Fail(ErrorCode::kInvalid, "it has more than two lines");
  return declaration;
}

Result<std::string> DecodeTagText(std::string_view bytes, std::string_view encoding) {
  const std::string name = LowerAscii(encoding);
  if (name == "utf-8" || name == "utf8" || name == "us-ascii") {
    if (!IsUtf8(bytes)) return Fail(ErrorCode::kInvalid, "it is not UTF-8 text");
    if (bytes.starts_with(kMark)) bytes.remove_prefix(kMark.size());
    return std::string(bytes);
  }
  if (name == "iso-8859-1" || name == "iso8859-1") {
    std::string out;
    for (const char c : bytes) AppendUtf8(static_cast<uint8_t>(c), out);
    return out;
  }
  if (name == "utf-16" || name == "utf-16le" || name == "utf-16be") {
    const bool marked_big = bytes.starts_with("\xfe\xff"), marked_little = bytes.starts_with("\xff\xfe");
    if (marked_big || marked_little) bytes.remove_prefix(2);
    return DecodeUtf16(bytes, marked_big || (!marked_little && name != "utf-16le"));
  }
  return Fail(ErrorCode::kUnsupported, "its encoding " + std::string(Excerpt(encoding)) + " is not read here");
}

std::vector<std::string_view> BagLines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = text.find_first_of("\r\n");
    if (end != 0) lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::string EncodeBagPath(std::string_view path) {
  std::string text;
  for (const char c : path) {
    if (c == '%') text += "%25";
    else if (c == '\n') text += "%0A";
    else if (c == '\r') text += "%0D";
    else text += c;
  }
  return text;
}

std::string DecodeBagPath(std::string_view text) {
  std::string path;
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string code = text[i] == '%' ? LowerAscii(text.substr(i, 3)) : "";
    const char c = code == "%25" ? '%' : code == "%0a" ? '\n' : code == "%0d" ? '\r' : '\0';
    path += c == '\0' ? text[i] : c;
    if (c != '\0') i += 2;
  }
  return path;
}

std::string EscapingPath(std::string_view path) {
  if (path.empty()) return "it has no path";
  if (path[0] == '/') return "the path is absolute";
  if (path[0] == '~') return "the path begins with a home folder";
  if (path.size() > 1 && path[1] == ':') return "the path begins with a drive";
  if (path.find('\0') != std::string_view::npos) return "the path holds a NUL";
  std::string parts(path);
  std::replace(parts.begin(), parts.end(), '\\', '/');
  if (("/" + parts + "/").find("/../") != std::string::npos) return "the path leads out of the bag";
  return "";
}

std::string FormatManifestLine(std::string_view digest, std::string_view path) { return std::string(digest) + "  " + EncodeBagPath(path) + "\n"; }

Result<ManifestLine> ParseManifestLine(std::string_view line, size_t digest_bytes) {
  ManifestLine parsed;
  const size_t digits = line.find_first_of(" \t");
  parsed.digest = LowerAscii(line.substr(0, digits));
  if (digits == std::string_view::npos || parsed.digest.size() != digest_bytes * 2 || FromHex(parsed.digest).empty()) {
    return Fail(ErrorCode::kInvalid, "a line does not begin with a digest of " + std::to_string(digest_bytes * 2) + " hexadecimal digits");
  }
  std::string_view path = TrimLeft(line.substr(digits));
  if (path.starts_with('*') && path.size() > 1) {
    path.remove_prefix(1);
    parsed.warning = "an asterisk stands before the path, as checksum programs write it";
  }
  parsed.written = path;
  const std::string decoded = DecodeBagPath(path);
  if (const std::string wrong = EscapingPath(decoded); !wrong.empty()) return Fail(ErrorCode::kInvalid, wrong + ": " + std::string(Excerpt(path)));
  parsed.path = Plain(decoded);
  if (parsed.path.empty()) return Fail(ErrorCode::kInvalid, "a line has no path");
  if (parsed.path != decoded) parsed.warning = "the path is written with parts that say nothing";
  return parsed;
}

Result<std::vector<std::pair<std::string, std::string>>> ParseBagInfo(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const std::string_view line : BagLines(text)) {
    if (IsBlank(line[0]) && !lines.empty()) {
      lines.back().second.append(" ").append(TrimTag(line));
      continue;
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || TrimTag(line.substr(0, colon)).empty()) return Fail(ErrorCode::kInvalid, "a line has no label");
    lines.emplace_back(TrimTag(line.substr(0, colon)), TrimTag(line.substr(colon + 1)));
  }
  return lines;
}

Result<BlockLine> ParseBlockLine(std::string_view line) {
  BlockLine parsed;
  std::string_view fields[3];
  for (std::string_view& field : fields) {
    const size_t blank = line.find(' ');
    field = line.substr(0, blank);
    line.remove_prefix(blank == std::string_view::npos ? line.size() : blank + 1);
  }
  parsed.digest = LowerAscii(fields[0]);
  parsed.path = DecodeBagPath(line);
  if (parsed.digest.size() != 64 || FromHex(parsed.digest).empty() || !ReadNumber(fields[1], parsed.offset) || !ReadNumber(fields[2], parsed.length) ||
      parsed.length == 0 || parsed.length > kBagBlockBytes || !EscapingPath(parsed.path).empty()) {
    return Fail(ErrorCode::kInvalid, "a line is not a digest, an offset, a length and a path");
  }
  return parsed;
}

Result<FetchLine> ParseFetchLine(std::string_view line) {
  FetchLine parsed;
  const size_t url = line.find_first_of(" \t");
  const std::string_view rest = url == std::string_view::npos ? "" : TrimLeft(line.substr(url));
  const size_t length = rest.find_first_of(" \t");
  const std::string_view number = rest.substr(0, length);
  int64_t value = 0;
  if (url == 0 || length == std::string_view::npos || (number != "-" && !ReadNumber(number, value))) {
    return Fail(ErrorCode::kInvalid, "a line is not an address, a length and a path");
  }
  if (number != "-") parsed.length = value;
  const std::string decoded = DecodeBagPath(TrimLeft(rest.substr(length)));
  if (const std::string wrong = EscapingPath(decoded); !wrong.empty()) return Fail(ErrorCode::kInvalid, wrong + ": " + std::string(Excerpt(decoded)));
  parsed.path = Plain(decoded);
  return parsed;
}

std::optional<std::pair<int64_t, int64_t>> ParseOxum(std::string_view text) {
  const size_t dot = text.find('.');
  std::pair<int64_t, int64_t> oxum;
  if (dot == std::string_view::npos || !ReadNumber(text.substr(0, dot), oxum.first) || !ReadNumber(text.substr(dot + 1), oxum.second)) return std::nullopt;
  return oxum;
}

}  // namespace markwarden

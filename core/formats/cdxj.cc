// Index lines from records, and records against index lines.
#include "core/formats/cdxj.h"

#include <algorithm>

#include "core/formats/exchange_record.h"
#include "core/formats/http_message.h"
#include "core/formats/surt.h"

namespace markwarden {
namespace {

constexpr size_t kMaxLineBytes = 64 << 10, kTimestampDigits = 14;

std::string Trimmed(std::string text) {
  text.erase(std::min(text.size(), text.find_last_not_of(" \t") + 1));
  text.erase(0, text.find_first_not_of(" \t"));
  return text;
}

// "sha-256:AB" and "sha256:ab" as "sha256:ab"; base32 keeps its letters apart from hexadecimal by its length.
std::string PlainDigest(std::string_view digest) {
  std::string plain = LowerAscii(digest);
  if (plain.starts_with("sha-")) plain.erase(3, 1);
  return plain;
}

}  // namespace

bool IsIndexed(const WarcRecord& record) { return record.type == "response" || record.type == "resource" || record.type == "revisit"; }

CdxjLine MakeCdxjLine(const WarcRecord& record, int64_t offset, int64_t length, std::string_view filename) {
  CdxjLine line;
  std::string url = record.Header("WARC-Target-URI");
  if (url.size() > 1 && url.starts_with('<') && url.ends_with('>')) url = url.substr(1, url.size() - 2);  // WARC 1.0 as some wrote it
  line.key = SurtKey(url);
  for (const char c : record.Header("WARC-Date")) {
    if (c >= '0' && c <= '9' && line.timestamp.size() < kTimestampDigits) line.timestamp += c;
  }
  const std::string_view head = SplitHttpMessage(record.block).head;
  std::string mime = record.type == "resource" ? record.Header("Content-Type") : HttpHeader(head, "Content-Type");
  mime = Trimmed(mime.substr(0, mime.find(';')));
  if (record.type == "revisit") mime = "warc/revisit";
  line.fields = {{"url", url}, {"length", std::to_string(length)}, {"offset", std::to_string(offset)}, {"filename", std::string(filename)}};
  if (!mime.empty()) line.fields["mime"] = mime;
  if (const int status = record.type == "resource" ? 0 : HttpStatus(head); status > 0) line.fields["status"] = std::to_string(status);
  if (const std::string digest = record.Header("WARC-Payload-Digest"); !digest.empty()) line.fields["digest"] = digest;
  return line;
}

std::string FormatCdxjLine(const CdxjLine& line) { return line.key + " " + line.timestamp + " " + DumpJson(line.fields); }

Result<CdxjLine> ParseCdxjLine(std::string_view text) {
  if (text.size() > kMaxLineBytes) return Fail(ErrorCode::kExhausted, "a line of the index is longer than 64 KiB");
  CdxjLine line;
  const size_t first = text.find(' '), second = first == std::string_view::npos ? first : text.find(' ', first + 1);
  if (second == std::string_view::npos) return Fail(ErrorCode::kInvalid, "it is not a key, a time and a JSON object");
  line.key = text.substr(0, first);
  line.timestamp = text.substr(first + 1, second - first - 1);
  const bool digits = line.timestamp.size() == kTimestampDigits && std::all_of(line.timestamp.begin(), line.timestamp.end(), [](char c) { return c >= '0' && c <= '9'; });
  Result<Json> fields = ParseJson(text.substr(second + 1));
  if (line.key.empty() || !digits || !fields || !fields->is_object()) return Fail(ErrorCode::kInvalid, "it is not a key, a time and a JSON object");
  line.fields = std::move(*fields);
  return line;
}

std::string CompareCdxjLine(const CdxjLine& said, const CdxjLine& true_line) {
  const auto differ = [](const std::string& name, const std::string& a, const std::string& b) {
    return "its " + name + " is " + std::string(Excerpt(a)) + ", the record's " + std::string(Excerpt(b));
  };
  if (said.timestamp != true_line.timestamp) return differ("time", said.timestamp, true_line.timestamp);
  for (const char* name : {"url", "length", "status", "digest"}) {
    const std::string a = JsonText(said.fields, name), b = JsonText(true_line.fields, name);
    if (a == b || (std::string_view(name) == "status" && (a.empty() || b.empty()))) continue;
    // Indexers write a digest with its algorithm or without.
    if (std::string_view(name) == "digest" && (a.empty() || b.empty() || PlainDigest(a) == PlainDigest(b) || PlainDigest(b).ends_with(":" + PlainDigest(a)))) continue;
    return differ(name, a, b);
  }
  return "";
}

}  // namespace markwarden

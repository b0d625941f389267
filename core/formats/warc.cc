// WARC 1.1 records: written whole into a string, read within limits.
#include "core/formats/warc.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "core/formats/http_message.h"

namespace markwarden {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kRecordEnd = "\r\n\r\n";

// RFC 4122, 4.4.
std::string RandomUuid() {
  std::string bytes = RandomBytes(16);
  bytes[6] = static_cast<char>((static_cast<uint8_t>(bytes[6]) & 0x0f) | 0x40);
  bytes[8] = static_cast<char>((static_cast<uint8_t>(bytes[8]) & 0x3f) | 0x80);
  const std::string hex = ToHex(bytes);
  return "urn:uuid:" + hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) +
         "-" + hex.substr(20);
}

// A header value from outside: nothing in it may end the line.
std::string Sanitised(std::string_view value) {
  std::string clean;
  for (const char c : value) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte < 0x20 || byte == 0x7f) {
      constexpr char kDigits[] = "0123456789ABCDEF";
      clean += '%';
      clean += kDigits[byte >> 4];
      clean += kDigits[byte & 15];
    } else {
      clean += c;
    }
  }
  return clean;
}

std::string DigestText(const Sha256Digest& digest) { return "sha256:" + ToHex(digest); }

struct RecordHead {
  std::string text = "WARC/1.1\r\n";
  RecordHead& Add(std::string_view name, std::string_view value) {
    if (!value.empty()) text.append(name).append(": ").append(Sanitised(value)).append(kLineEnd);
    return *this;
  }
};

struct Common {
  std::string date;
  std::string url;
  std::string warcinfo_id;
};

// Begins a record: what every record of an event says alike.
RecordHead Begin(std::string_view type, const std::string& id, const Common& common) {
  RecordHead head;
  head.Add("WARC-Type", type).Add("WARC-Record-ID", "<" + id + ">").Add("WARC-Date", common.date)
      .Add("WARC-Target-URI", common.url);
  if (!common.warcinfo_id.empty()) head.Add("WARC-Warcinfo-ID", "<" + common.warcinfo_id + ">");
  return head;
}

// Ends the head and adds the block, given in two parts.  Returns the record's length.
int64_t Finish(RecordHead head, std::string_view content_type, std::string_view first, std::string_view second,
               std::string& out) {
  Sha256Stream block;
  block.Update(first);
  block.Update(second);
  head.Add("WARC-Block-Digest", DigestText(block.Finish())).Add("Content-Type", content_type)
      .Add("Content-Length", std::to_string(first.size() + second.size()));
  const size_t before = out.size();
  out.append(head.text).append(kLineEnd).append(first).append(second).append(kRecordEnd);
  return static_cast<int64_t>(out.size() - before);
}

bool SameName(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

std::string_view TrimField(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

Error Broken(int64_t offset, std::string_view what) {
  return {ErrorCode::kInvalid, "no WARC record at byte " + std::to_string(offset) + ": " + std::string(what)};
}

}  // namespace

Result<WarcHead> ReadWarcHead(std::string_view text, int64_t offset, const WarcLimits& limits) {
  const size_t end = text.find(kRecordEnd);
  if (end == std::string_view::npos) {
    if (static_cast<int64_t>(text.size()) >= limits.header_bytes) {
      return Fail(ErrorCode::kExhausted, "the WARC record at byte " + std::to_string(offset) + " has a head of more than " +
                                             std::to_string(limits.header_bytes) + " bytes");
    }
    return Fail(Broken(offset, "its head is cut off"));
  }
  if (!text.starts_with("WARC/1.")) return Fail(Broken(offset, "it does not begin with WARC/1."));
  WarcHead head;
  head.head_length = static_cast<int64_t>(end + kRecordEnd.size());
  std::string_view rest = text.substr(0, end + kLineEnd.size());
  rest.remove_prefix(rest.find(kLineEnd) + kLineEnd.size());
  while (!rest.empty()) {
    const size_t line_end = rest.find(kLineEnd);
    const std::string_view line = rest.substr(0, line_end);
    rest.remove_prefix(line_end + kLineEnd.size());
    if ((line.starts_with(' ') || line.starts_with('\t')) && !head.record.headers.empty()) {
      head.record.headers.back().second += " " + std::string(TrimField(line));  // folded, as WARC 1.0 allowed
      continue;
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return Fail(Broken(offset, "a line of its head has no name"));
    head.record.headers.emplace_back(std::string(line.substr(0, colon)), std::string(TrimField(line.substr(colon + 1))));
  }
  const std::string length = head.record.Header("Content-Length");
  const auto [stop, error] = std::from_chars(length.data(), length.data() + length.size(), head.block_length);
  if (length.empty() || error != std::errc() || stop != length.data() + length.size() || head.block_length < 0) {
    return Fail(Broken(offset, "its Content-Length is no number"));
  }
  if (head.block_length > limits.block_bytes) {
    return Fail(ErrorCode::kExhausted, "the WARC record at byte " + std::to_string(offset) + " has a block of more than " +
                                           std::to_string(limits.block_bytes) + " bytes");
  }
  head.record.type = head.record.Header("WARC-Type");
  if (head.record.type.empty()) return Fail(Broken(offset, "it has no WARC-Type"));
  head.record.offset = offset;
  head.record.length = head.head_length + head.block_length + static_cast<int64_t>(kRecordEnd.size());
  return head;
}

namespace {

bool IsHttp(const WarcRecord& record) { return record.Header("Content-Type").starts_with("application/http"); }

// RFC 4648, 6, without padding: how other writers spell digests.
std::string Base32(std::string_view digest) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  uint32_t buffer = 0;
  int bits = 0;
  for (const char byte : digest) {
    buffer = (buffer << 8 | static_cast<uint8_t>(byte)) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += kDigits[buffer >> bits & 31];
    }
  }
  if (bits > 0) text += kDigits[buffer << (5 - bits) & 31];
  return text;
}

// True when `said` is another algorithm's: then there is nothing to compare.
bool DigestFits(std::string_view said, std::string_view bytes) {
  const size_t colon = said.find(':');
  if (colon == std::string_view::npos) return true;
  const std::string_view algorithm = said.substr(0, colon);
  said.remove_prefix(colon + 1);
  while (said.ends_with('=')) said.remove_suffix(1);
  std::string digest;
  if (SameName(algorithm, "sha256") || SameName(algorithm, "sha-256")) {
    const Sha256Digest made = Sha256(bytes);
    digest.assign(made.begin(), made.end());
  } else if (SameName(algorithm, "sha1") || SameName(algorithm, "sha-1")) {
    digest = Sha1(bytes);
  } else {
    return true;
  }
  return SameName(said, ToHex(digest)) || SameName(said, Base32(digest));
}

// The payload with a chunked transfer coding undone, where there is one.
std::string WithoutTransferCoding(const WarcRecord& record) {
  const HttpMessage message = SplitHttpMessage(record.block);
  if (!IsHttp(record) || !IsChunked(message.head)) return std::string(WarcPayload(record));
  return UndoChunks(message.body).bytes;
}

}  // namespace

WarcInfoRecord WriteWarcInfo(const WarcInfo& info) {
  WarcInfoRecord record;
  record.id = RandomUuid();
  RecordHead fields;
  fields.text.clear();
  fields.Add("software", info.software).Add("format", "WARC File Format 1.1")
      .Add("conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/")
      .Add("operator", info.operator_name).Add("http-header-user-agent", info.user_agent)
      .Add("description", info.description);
  if (info.simulated) fields.Add("simulated", "true: the times in this file are those of a simulation");
  RecordHead head;
  head.Add("WARC-Type", "warcinfo").Add("WARC-Record-ID", "<" + record.id + ">")
      .Add("WARC-Date", FormatTimeMillis(info.date)).Add("WARC-Filename", info.file_name);
  Finish(std::move(head), "application/warc-fields", fields.text, "", record.bytes);
  return record;
}

WarcEvent WriteWarcEvent(const Exchange& exchange, const Json& metadata, const std::string& warcinfo_id,
                         const std::string& content_type) {
  WarcEvent event;
  event.payload = Sha256(exchange.body);
  const Common common{FormatTimeMillis(exchange.started), exchange.url, warcinfo_id};
  const std::string response_id = RandomUuid();
  const bool http = !exchange.response_head.empty();

  RecordHead response = Begin(http ? "response" : "resource", response_id, common);
  response.Add("WARC-IP-Address", exchange.remote_ip).Add("WARC-Truncated", exchange.truncated)
      .Add("WARC-Payload-Digest", DigestText(event.payload));
  std::string type = "application/http;msgtype=response";
  if (!http) type = content_type.empty() ? "application/octet-stream" : content_type;
  event.response_length = Finish(std::move(response), type, exchange.response_head, exchange.body, event.bytes);
  event.payload_offset = event.response_length - static_cast<int64_t>(kRecordEnd.size() + exchange.body.size());

  if (!exchange.request_head.empty()) {
    RecordHead request = Begin("request", RandomUuid(), common);
    request.Add("WARC-Concurrent-To", "<" + response_id + ">").Add("WARC-IP-Address", exchange.remote_ip);
    event.request_length =
        Finish(std::move(request), "application/http;msgtype=request", exchange.request_head, "", event.bytes);
  }
  if (metadata.is_object() && !metadata.empty()) {
    RecordHead about = Begin("metadata", RandomUuid(), common);
    about.Add("WARC-Concurrent-To", "<" + response_id + ">");
    event.metadata_length = Finish(std::move(about), "application/json", DumpJson(metadata), "", event.bytes);
  }
  return event;
}

std::string WarcRecord::Header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (SameName(key, name)) return value;
  }
  return "";
}

Result<WarcRecord> ReadWarcRecord(std::string_view bytes, int64_t offset, const WarcLimits& limits) {
  if (offset < 0 || offset >= static_cast<int64_t>(bytes.size())) return Fail(Broken(offset, "the file ends before"));
  const std::string_view rest = bytes.substr(static_cast<size_t>(offset));
  Result<WarcHead> head = ReadWarcHead(rest.substr(0, static_cast<size_t>(limits.header_bytes)), offset, limits);
  if (!head) return Fail(std::move(head.error()));
  if (static_cast<int64_t>(rest.size()) < head->record.length) return Fail(Broken(offset, "its block is cut off"));
  const auto block_begin = static_cast<size_t>(head->head_length);
  const auto block_length = static_cast<size_t>(head->block_length);
  if (rest.substr(block_begin + block_length, kRecordEnd.size()) != kRecordEnd) {
    return Fail(Broken(offset, "its block does not end where Content-Length says"));
  }
  head->record.block = rest.substr(block_begin, block_length);
  return std::move(head->record);
}

Result<WarcReader> WarcReader::Open(const std::string& path, int64_t offset, const WarcLimits& limits) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return Fail(errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kDenied, "open " + path + ": " + std::strerror(errno));
  }
  return WarcReader(fd, offset, limits);
}

WarcReader::WarcReader(WarcReader&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), offset_(other.offset_), limits_(other.limits_) {}

WarcReader& WarcReader::operator=(WarcReader&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(offset_, other.offset_);
  std::swap(limits_, other.limits_);
  return *this;
}

WarcReader::~WarcReader() {
  if (fd_ >= 0) ::close(fd_);
}

Result<std::optional<WarcRecord>> WarcReader::Next() {
  // Reads until `text` has `wanted` bytes or the file ends.
  std::string text;
  const auto fill = [&](size_t wanted) -> Status {
    size_t have = text.size();
    if (have >= wanted) return Ok();
    text.resize(wanted);
    while (have < wanted) {
      const ssize_t got = ::pread(fd_, text.data() + have, wanted - have, offset_ + static_cast<int64_t>(have));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return Fail(ErrorCode::kInternal, std::string("read the WARC file: ") + std::strerror(errno));
      if (got == 0) break;
      have += static_cast<size_t>(got);
    }
    text.resize(have);
    return Ok();
  };
  // Most heads are short: a first look at 4 KiB, then up to the limit.
  for (size_t look = 4096;; look = std::min(look * 4, static_cast<size_t>(limits_.header_bytes))) {
    if (Status filled = fill(look); !filled) return Fail(std::move(filled.error()));
    if (text.find(kRecordEnd) != std::string::npos || text.size() < look ||
        look >= static_cast<size_t>(limits_.header_bytes)) {
      break;
    }
  }
  if (text.empty()) return std::optional<WarcRecord>();
  const Result<WarcHead> head = ReadWarcHead(std::string_view(text).substr(0, static_cast<size_t>(limits_.header_bytes)), offset_, limits_);
  if (!head) return Fail(head.error());
  // A length is only believed as far as the file reaches.
  struct stat file {};
  if (::fstat(fd_, &file) == 0 && file.st_size < offset_ + head->record.length) return Fail(Broken(offset_, "its block is cut off"));
  if (Status filled = fill(static_cast<size_t>(head->record.length)); !filled) return Fail(std::move(filled.error()));
  Result<WarcRecord> record = ReadWarcRecord(text, 0, limits_);
  if (!record) {
    if (record.error().code == ErrorCode::kInvalid) return Fail(Broken(offset_, "its block does not end where Content-Length says"));
    return Fail(std::move(record.error()));
  }
  record->offset = offset_;
  offset_ += record->length;
  return std::optional<WarcRecord>(std::move(*record));
}

std::string_view WarcPayload(const WarcRecord& record) {
  const std::string_view block = record.block;
  if (!IsHttp(record)) return block;
  const size_t end = block.find(kRecordEnd);
  return end == std::string_view::npos ? std::string_view() : block.substr(end + kRecordEnd.size());
}

Status CheckWarcDigests(const WarcRecord& record) {
  if (!DigestFits(record.Header("WARC-Block-Digest"), record.block)) {
    return Fail(ErrorCode::kInvalid, "the block of the WARC record at byte " + std::to_string(record.offset) + " does not fit its digest");
  }
  if (record.type == "revisit") return Ok();  // the payload lies elsewhere
  const std::string said = record.Header("WARC-Payload-Digest");
  if (!DigestFits(said, WarcPayload(record)) && !DigestFits(said, WithoutTransferCoding(record))) {
    return Fail(ErrorCode::kInvalid, "the payload of the WARC record at byte " + std::to_string(record.offset) + " does not fit its digest");
  }
  return Ok();
}

}  // namespace markwarden

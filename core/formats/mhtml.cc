// Multiparts taken apart by their boundaries (RFC 2046, 5.1.1).
#include "core/formats/mhtml.h"

#include <algorithm>

#include "core/formats/transfer_text.h"

namespace markwarden {
namespace {

constexpr size_t kMaxHeadBytes = 64 << 10;

std::string_view TrimBlanks(std::string_view text) {
  while (!text.empty() && static_cast<uint8_t>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<uint8_t>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

// A message or part: its head lines, unfolded, and what follows.
struct Entity {
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string_view body;

  std::string Header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
      if (key == name) return value;
    }
    return "";
  }
};

Entity Split(std::string_view bytes) {
  Entity entity;
  const std::string_view whole = bytes.substr(0, kMaxHeadBytes);
  size_t at = 0;
  while (at < whole.size()) {
    const size_t end = std::min(whole.find('\n', at), whole.size());
    std::string_view line = whole.substr(at, end - at);
    at = std::min(end + 1, whole.size());
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) {
      entity.body = bytes.substr(at);
      return entity;
    }
    if ((line[0] == ' ' || line[0] == '\t') && !entity.headers.empty()) {
      entity.headers.back().second += " " + std::string(TrimBlanks(line));
      continue;
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    entity.headers.emplace_back(LowerAscii(TrimBlanks(line.substr(0, colon))), std::string(TrimBlanks(line.substr(colon + 1))));
  }
  return entity;
}

// A parameter of "multipart/related; boundary=\"x\"".
std::string Parameter(std::string_view header, std::string_view name) {
  size_t at = header.find(';');
  while (at != std::string_view::npos && at < header.size()) {
    std::string_view rest = header.substr(at + 1);
    const size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return "";
    const bool wanted = LowerAscii(TrimBlanks(rest.substr(0, equals))) == name;
    rest = TrimBlanks(rest.substr(equals + 1));
    std::string value;
    if (rest.starts_with('"')) {
      size_t i = 1;
      for (; i < rest.size() && rest[i] != '"'; ++i) {
        if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
        value += rest[i];
      }
      at = header.find(';', static_cast<size_t>(rest.data() - header.data()) + std::min(i, rest.size()));
    } else {
      value = TrimBlanks(rest.substr(0, rest.find(';')));
      at = header.find(';', static_cast<size_t>(rest.data() - header.data()));
    }
    if (wanted) return value;
  }
  return "";
}

// The parts between lines "--boundary"; the last may lack its closing line.
std::vector<std::string_view> PartsOf(std::string_view body, const std::string& boundary) {
  std::vector<std::string_view> parts;
  const std::string mark = "--" + boundary;
  size_t begin = std::string_view::npos;
  for (size_t at = 0; at < body.size() && parts.size() <= kMaxMhtmlParts;) {
    const size_t found = body.find(mark, at);
    if (found == std::string_view::npos) break;
    at = found + mark.size();
    if (found != 0 && body[found - 1] != '\n') continue;
    const bool last = body.substr(at, 2) == "--";
    const size_t line_end = std::min(body.find('\n', at), body.size());
    if (!last && !TrimBlanks(body.substr(at, line_end - at)).empty()) continue;  // a longer boundary begins alike
    if (begin != std::string_view::npos && begin <= found) {
      std::string_view part = body.substr(begin, found - begin);
      if (part.ends_with('\n')) part.remove_suffix(1);
      if (part.ends_with('\r')) part.remove_suffix(1);
      parts.push_back(part);
    }
    begin = last ? std::string_view::npos : std::min(line_end + 1, body.size());
    if (last) break;
  }
  if (begin != std::string_view::npos && begin < body.size()) parts.push_back(body.substr(begin));
  return parts;
}

std::string_view MediaType(std::string_view content_type) { return TrimBlanks(content_type.substr(0, content_type.find(';'))); }

void TakePart(const Entity& part, Mhtml& page) {
  ExchangeRecord record;
  record.number = static_cast<int64_t>(page.parts.size()) + 1;
  record.place = "part " + std::to_string(record.number);
  record.content_type = part.Header("content-type");
  if (record.content_type.empty()) record.content_type = "text/plain";
  std::string address = part.Header("content-location");
  if (const size_t mark = address.find('#'); mark != std::string::npos) address.resize(mark);
  const std::string coding = LowerAscii(part.Header("content-transfer-encoding"));
  if (coding == "base64") {
    std::optional<std::string> body = DecodeBase64(part.body);
    if (!body) {
      record.refused = "its body is no base64";
      record.excerpt = Excerpt(part.body);
    } else {
      record.exchange.body = std::move(*body);
    }
  } else if (coding == "quoted-printable") {
    record.exchange.body = DecodeQuotedPrintable(part.body);
  } else if (coding.empty() || coding == "7bit" || coding == "8bit" || coding == "binary") {
    record.exchange.body = part.body;
  } else {
    record.refused = "its body is encoded as \"" + coding.substr(0, 40) + "\", which is not known";
    record.excerpt = Excerpt(part.body);
  }
  if (const std::string id = part.Header("content-id"); !id.empty()) record.notes["content_id"] = id.substr(0, 200);
  record.notes["head"] = "none: a part of a saved page";
  record.exchange.url = std::move(address);
  page.parts.push_back(std::move(record));
}

// Errors: kExhausted.
Status Walk(const Entity& entity, int depth, Mhtml& page) {
  const std::string type = entity.Header("content-type");
  if (!LowerAscii(MediaType(type)).starts_with("multipart/")) {
    if (page.parts.size() >= kMaxMhtmlParts) {
      return Fail(ErrorCode::kExhausted, "the MHTML file has more than " + std::to_string(kMaxMhtmlParts) + " parts");
    }
    TakePart(entity, page);
    return Ok();
  }
  const std::string boundary = Parameter(type, "boundary");
  if (depth >= kMaxMhtmlDepth || boundary.empty() || boundary.size() > 200) {
    ExchangeRecord record;
    record.number = static_cast<int64_t>(page.parts.size()) + 1;
    record.place = "part " + std::to_string(record.number);
    record.refused = boundary.empty() || boundary.size() > 200 ? "it is a multipart without a usable boundary"
                                                               : "multiparts are nested deeper than " + std::to_string(kMaxMhtmlDepth);
    record.excerpt = Excerpt(entity.body);
    page.parts.push_back(std::move(record));
    return Ok();
  }
  for (const std::string_view part : PartsOf(entity.body, boundary)) {
    if (Status walked = Walk(Split(part), depth + 1, page); !walked) return walked;
  }
  return Ok();
}

}  // namespace

Result<Mhtml> ReadMhtml(std::string_view bytes) {
  const Entity message = Split(bytes);
  if (message.Header("content-type").empty()) return Fail(ErrorCode::kInvalid, "this is no MHTML file: its head names no Content-Type");
  Mhtml page;
  page.address = message.Header("snapshot-content-location");
  page.date = message.Header("date");
  if (Status walked = Walk(message, 0, page); !walked) return Fail(walked);
  // The root is the part that "start" names, else the first web page (RFC 2387, 3.2).
  const std::string start = Parameter(message.Header("content-type"), "start");
  ExchangeRecord* root = nullptr;
  for (ExchangeRecord& part : page.parts) {
    const std::string type = LowerAscii(MediaType(part.content_type));
    const bool named = !start.empty() && JsonText(part.notes, "content_id") == start;
    const bool first = start.empty() && !root && (type == "text/html" || type == "application/xhtml+xml");
    if (part.refused.empty() && (named || first)) root = &part;
  }
  if (!root) return Fail(ErrorCode::kInvalid, "this is no MHTML file: no part of it is a web page");
  root->notes["root"] = true;
  if (!IsWebAddress(root->exchange.url) && IsWebAddress(page.address)) root->exchange.url = page.address;
  if (page.address.empty()) page.address = root->exchange.url;
  for (ExchangeRecord& part : page.parts) {
    part.claimed_time = page.date;
    if (&part != root && part.refused.empty() && !IsWebAddress(part.exchange.url)) part.skipped = true;
  }
  return page;
}

}  // namespace markwarden

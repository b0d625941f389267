// Multiparts taken apart by their boundaries (RFC 2046, 5.1.1).
#include "core/formats/mhtml.h"

#include <algorithm>

#include "core/formats/mime.h"
#include "core/formats/transfer_text.h"

namespace markwarden {
namespace {

constexpr size_t kMaxMhtmlHeadBytes = 64 << 10;

void TakePart(const MimeEntity& part, Mhtml& page) {
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
Status Walk(const MimeEntity& entity, int depth, Mhtml& page) {
  const std::string type = entity.Header("content-type");
  if (!MimeType(type).starts_with("multipart/")) {
    if (page.parts.size() >= kMaxMhtmlParts) {
      return Fail(ErrorCode::kExhausted, "the MHTML file has more than " + std::to_string(kMaxMhtmlParts) + " parts");
    }
    TakePart(entity, page);
    return Ok();
  }
  const std::string boundary = MimeParameter(type, "boundary");
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
  for (const std::string_view part : MimeParts(entity.body, boundary, kMaxMhtmlParts + 1)) {
    if (Status walked = Walk(SplitMimeEntity(part, kMaxMhtmlHeadBytes), depth + 1, page); !walked) return walked;
  }
  return Ok();
}

}  // namespace

Result<Mhtml> ReadMhtml(std::string_view bytes) {
  const MimeEntity message = SplitMimeEntity(bytes, kMaxMhtmlHeadBytes);
  if (message.Header("content-type").empty()) return Fail(ErrorCode::kInvalid, "this is no MHTML file: its head names no Content-Type");
  Mhtml page;
  page.address = message.Header("snapshot-content-location");
  page.date = message.Header("date");
  if (Status walked = Walk(message, 0, page); !walked) return Fail(walked);
  // The root is the part that "start" names, else the first web page (RFC 2387, 3.2).
  const std::string start = MimeParameter(message.Header("content-type"), "start");
  ExchangeRecord* root = nullptr;
  for (ExchangeRecord& part : page.parts) {
    const std::string type = MimeType(part.content_type);
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

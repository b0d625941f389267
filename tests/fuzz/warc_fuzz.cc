// WARC: records as they come, and the bytes as an exchange that is written and read back.
#include "core/formats/warc.h"
#include "tests/fuzz/target.h"

using namespace markwarden;
using markwarden::fuzz::Require;

namespace {

void ReadAll(std::string_view bytes) {
  int64_t offset = 0;
  for (int records = 0; records < 64 && offset < static_cast<int64_t>(bytes.size()); ++records) {
    const Result<WarcRecord> record = ReadWarcRecord(bytes, offset, {.header_bytes = 4096, .block_bytes = 1 << 20});
    if (!record) return;
    Require(record->offset == offset && record->length > 0 && offset + record->length <= static_cast<int64_t>(bytes.size()), "a record lies inside its file");
    Require(record->block.size() <= static_cast<size_t>(1 << 20), "a block keeps its cap");
    const std::string_view payload = WarcPayload(*record);
    Require(payload.empty() || (payload.data() >= record->block.data() && payload.data() + payload.size() <= record->block.data() + record->block.size()),
            "a payload lies inside its block");
    (void)CheckWarcDigests(*record);
    offset += record->length;
  }
}

}  // namespace

MARKWARDEN_FUZZ_TARGET(warc) {
  ReadAll(bytes);
  const auto [url, rest] = fuzz::FirstLine(bytes);
  const auto [head, body] = fuzz::FirstLine(rest);
  Exchange exchange;
  exchange.url = url;
  exchange.response_head = head.empty() ? "" : "HTTP/1.1 200 OK\r\nX-Line: " + std::string(head) + "\r\n\r\n";
  exchange.body = body;
  const WarcEvent event = WriteWarcEvent(exchange, Json{{"line", 1}}, "urn:uuid:00000000-0000-4000-8000-000000000000", "text/html");
  const Result<WarcRecord> record = ReadWarcRecord(event.bytes, 0);
  Require(record.has_value(), "a record that we wrote is read");
  Require(record->length == event.response_length, "its length is what was said");
  Require(CheckWarcDigests(*record).has_value(), "its digests fit");
  if (head.find('\r') == std::string_view::npos) Require(WarcPayload(*record) == body, "its payload is the body");
  Require(event.bytes.substr(static_cast<size_t>(event.payload_offset), body.size()) == body, "the payload stands where it is said to");
}

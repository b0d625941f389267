// Groups of header lines with empty lines between them.
#include "core/formats/delivery_status.h"

#include <algorithm>

#include "core/formats/exchange_record.h"
#include "core/formats/mail_words.h"

namespace markwarden {
namespace {

constexpr size_t kMaxGroupBytes = 64 << 10;
constexpr size_t kMaxStatusBytes = 1 << 20;  // a kilobyte for each recipient there may be

// "rfc822; a@b.test" without its type.
std::string Untyped(const std::string& value) {
  const size_t end = value.find(';');
  return std::string(TrimBlanks(end == std::string::npos ? std::string_view(value) : std::string_view(value).substr(end + 1)));
}

// RFC 3463, 2: class "." subject "." detail.
bool IsStatusCode(std::string_view text) {
  int dots = 0;
  size_t digits = 0;
  for (const char c : text) {
    if (c == '.') {
      if (digits == 0 || ++dots > 2) return false;
      digits = 0;
    } else if (c < '0' || c > '9' || ++digits > 3) {
      return false;
    }
  }
  return dots == 2 && digits > 0 && (text.starts_with("2.") || text.starts_with("4.") || text.starts_with("5."));
}

}  // namespace

std::vector<DeliveryStatus> ReadDeliveryStatus(std::string_view body) {
  std::vector<DeliveryStatus> deliveries;
  body = body.substr(0, kMaxStatusBytes);
  while (!body.empty() && deliveries.size() < kMaxDeliveries) {
    const MimeEntity group = SplitMimeEntity(body, kMaxGroupBytes);
    body.remove_prefix(std::min(std::max<size_t>(group.head_bytes, 1), body.size()));
    if (group.headers.empty()) continue;
    const auto field = [&](const char* name) { return DecodeMailWords(group.Header(name), nullptr); };
    DeliveryStatus delivery;
    delivery.final_recipient = Untyped(field("final-recipient"));
    delivery.original_recipient = Untyped(field("original-recipient"));
    delivery.action = LowerAscii(field("action"));
    // A comment may follow the code.
    const std::string status = field("status");
    const std::string code = status.substr(0, status.find_first_of(" ("));
    if (IsStatusCode(code)) delivery.status = code;
    delivery.diagnostic = field("diagnostic-code");
    delivery.remote_mta = Untyped(field("remote-mta"));
    if (!delivery.final_recipient.empty() || !delivery.action.empty()) deliveries.push_back(std::move(delivery));
  }
  return deliveries;
}

}  // namespace markwarden

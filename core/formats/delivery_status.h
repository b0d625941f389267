// What a mail server reports of a mail that it could not deliver, or not yet (RFC 3464).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace markwarden {

inline constexpr size_t kMaxDeliveries = 1'000;  // recipients in one report; more are passed over

// Of one recipient; texts on one line, empty when not said.
struct DeliveryStatus {
  std::string final_recipient, original_recipient;  // without "rfc822;"
  std::string action;      // in lower case: failed, delayed, delivered, relayed, expanded
  std::string status;      // RFC 3463: "5.1.1"; empty when it is none
  std::string diagnostic;  // as written: "smtp; 550 5.1.1 no such user"
  std::string remote_mta;  // without "dns;"
  bool operator==(const DeliveryStatus&) const = default;
};

// The body of a message/delivery-status part, its first mebibyte.  Its first group is about the message and is passed over,
// as are groups that name no recipient and no action.
std::vector<DeliveryStatus> ReadDeliveryStatus(std::string_view body);

}  // namespace markwarden

// The grammar of RFC 5321, 4.1.2, less what nobody writes to.
#include "core/mail_address.h"

#include <algorithm>
#include <cstdint>

#include "core/idna.h"

namespace markwarden {
namespace {

bool IsMailAlnum(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
// RFC 5322, 3.2.3.
bool IsAtext(char c) { return IsMailAlnum(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos; }
bool IsMailAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<uint8_t>(c) < 0x80; });
}

bool IsDotString(std::string_view text) {
  bool wanted = true;  // an atom must begin or go on
  for (const char c : text) {
    if (c == '.' ? wanted : !IsAtext(c)) return false;
    wanted = c == '.';
  }
  return !wanted;
}

bool IsQuotedString(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
  text = text.substr(1, text.size() - 2);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') return false;
    if (text[i] == '\\' && ++i == text.size()) return false;
  }
  return true;
}

bool IsMailDomain(std::string_view domain) {
  if (domain.empty() || domain.size() > 253) return false;
  while (true) {
    const std::string_view label = domain.substr(0, domain.find('.'));
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    if (!std::all_of(label.begin(), label.end(), [](char c) { return IsMailAlnum(c) || c == '-'; })) return false;
    if (label.size() == domain.size()) return true;
    domain.remove_prefix(label.size() + 1);
  }
}

}  // namespace

bool IsMessageId(std::string_view id) {
  if (id.size() < 5 || id.size() > kMaxMessageIdBytes || id.front() != '<' || id.back() != '>') return false;
  id = id.substr(1, id.size() - 2);
  const size_t at = id.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == id.size()) return false;
  return std::all_of(id.begin(), id.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '<' && c != '>'; });
}

std::string QuoteForMessage(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text.substr(0, 80)) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\') out += c;
    else (out += "\\x").append({kHex[byte >> 4], kHex[byte & 15]});
  }
  return out + (text.size() > 80 ? "...\"" : "\"");
}

Result<std::string> CheckMailAddress(std::string_view address) {
  const auto refuse = [&](const std::string& why) { return Fail(ErrorCode::kInvalid, "the address " + QuoteForMessage(address) + " " + why); };
  if (std::any_of(address.begin(), address.end(), [](char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7f; })) {
    return refuse("holds a control character: nothing is sent to it");
  }
  const std::string too_long = "is longer than " + std::to_string(kMaxMailAddressBytes) + " bytes";
  if (address.size() > 4 * kMaxMailAddressBytes) return refuse(too_long);
  const size_t at = address.rfind('@');
  if (at == std::string_view::npos) return refuse("has no \"@\"");
  const std::string_view local = address.substr(0, at);
  std::string domain(address.substr(at + 1));
  if (!IsMailAscii(local)) return refuse("has characters beyond ASCII before the \"@\": mail servers do not take them everywhere, ask for another address");
  if (local.size() > kMaxMailLocalBytes) return refuse("has more than " + std::to_string(kMaxMailLocalBytes) + " bytes before the \"@\"");
  if (!IsDotString(local) && !IsQuotedString(local)) return refuse("has no valid name before the \"@\"");
  if (domain.starts_with('[')) return refuse("names an address of the network in place of a domain");
  if (!IsMailAscii(domain)) {
    Result<std::string> ascii = DomainToAscii(domain);
    if (!ascii) return refuse("has a domain that is no valid international domain name");
    domain = std::move(*ascii);
  }
  if (!IsMailDomain(domain)) return refuse("has no valid domain behind the \"@\"");
  std::string whole = std::string(local) + "@" + domain;
  if (whole.size() > kMaxMailAddressBytes) return refuse(too_long);
  return whole;
}

}  // namespace markwarden

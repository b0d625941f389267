// Which network addresses the crawler may connect to: public unicast only, unless
// a source allows a network by name.  Asked with the address a socket is about to
// connect to, never with a host name, so a name that resolves elsewhere gains nothing.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

struct sockaddr;

namespace markwarden {

// IPv4 is kept in its IPv4-mapped IPv6 form, so that one table serves both.
struct IpAddress {
  std::array<uint8_t, 16> bytes{};
  bool operator==(const IpAddress&) const = default;

  bool IsV4() const;
};

// "127.0.0.1", "::1", "[::1]", "fe80::1%eth0" (the zone is dropped).  Empty for anything else.
std::optional<IpAddress> ParseIpAddress(std::string_view text);
std::string ToString(const IpAddress& address);
// Of IPv4 and IPv6 only.
std::optional<IpAddress> AddressOf(const sockaddr& address);

struct IpNetwork {
  IpAddress base;
  int prefix = 128;  // in the 128-bit form: an IPv4 /24 is 120
  bool Contains(const IpAddress& address) const;
};

// "127.77.0.0/24", "fd00::/8", or one address.  Errors: kInvalid.
Result<IpNetwork> ParseIpNetwork(std::string_view text);

// Why `address` is no public unicast address ("loopback", "private" ...); empty when it is
// one.  Addresses that carry an IPv4 address inside (NAT64, 6to4, Teredo) count as special.
// Source: IANA's special-purpose address registries for IPv4 and IPv6.
std::string_view SpecialUse(const IpAddress& address);

// Ports on which this program's console listens now, in this process or another.  Asked on the
// network thread before a connection to this machine, which is seldom.
using OwnPorts = std::function<std::vector<uint16_t>()>;

// Constant after construction, so thread-safe when `own_ports` is.
class AddressGuard {
 public:
  // Own ports are refused on every address of this machine, whatever a source allows.
  explicit AddressGuard(OwnPorts own_ports = nullptr);

  // Empty when a connection may be made, else why not.
  std::string Refusal(const IpAddress& address, uint16_t port,
                      const std::vector<IpNetwork>& allowed) const;
  // Anything but IPv4 and IPv6 is refused, and so is IPv4 dressed up as IPv6.
  std::string Refusal(const sockaddr& address, const std::vector<IpNetwork>& allowed) const;

 private:
  const OwnPorts own_ports_;
  std::vector<IpAddress> own_addresses_;
};

}  // namespace markwarden

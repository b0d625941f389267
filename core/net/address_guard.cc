// The table of special-use networks and the decision over it.
#include "core/net/address_guard.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace markwarden {
namespace {

struct SpecialNetwork {
  const char* network;
  const char* use;
  bool never = false;  // no source can allow it
};

// IANA IPv4 and IPv6 special-purpose address registries, and the fixed addresses under which
// clouds serve credentials to their machines where those lie outside of them.
constexpr SpecialNetwork kSpecial[] = {
    {"0.0.0.0/8", "this network", true},
    {"10.0.0.0/8", "private"},
    {"100.64.0.0/10", "carrier-grade NAT"},
    {"127.0.0.0/8", "loopback"},
    {"168.63.129.16/32", "cloud metadata"},
    {"169.254.0.0/16", "link-local"},
    {"172.16.0.0/12", "private"},
    {"192.0.0.0/24", "protocol assignments"},
    {"192.0.2.0/24", "documentation"},
    {"192.31.196.0/24", "AS112"},
    {"192.52.193.0/24", "AMT"},
    {"192.88.99.0/24", "6to4 relay"},
    {"192.168.0.0/16", "private"},
    {"192.175.48.0/24", "AS112"},
    {"198.18.0.0/15", "benchmarking"},
    {"198.51.100.0/24", "documentation"},
    {"203.0.113.0/24", "documentation"},
    {"224.0.0.0/4", "multicast", true},
    {"240.0.0.0/4", "reserved", true},
    {"::/128", "unspecified", true},
    {"::1/128", "loopback"},
    {"::/96", "IPv4-compatible"},
    {"64:ff9b::/96", "NAT64"},
    {"64:ff9b:1::/48", "NAT64"},
    {"100::/64", "discard"},
    {"2001::/23", "protocol assignments"},  // Teredo, ORCHID and the rest
    {"2001:db8::/32", "documentation"},
    {"2002::/16", "6to4"},
    {"3fff::/20", "documentation"},
    {"5f00::/16", "segment routing"},
    {"fc00::/7", "unique local"},
    {"fe80::/10", "link-local"},
    {"fec0::/10", "site-local"},
    {"ff00::/8", "multicast", true},
};

struct Entry {
  IpNetwork network;
  std::string_view use;
  bool never;
};

const std::vector<Entry>& Table() {
  static const std::vector<Entry> table = [] {
    std::vector<Entry> entries;
    for (const SpecialNetwork& row : kSpecial) {
      entries.push_back({*ParseIpNetwork(row.network), row.use, row.never});
    }
    return entries;
  }();
  return table;
}

const Entry* FindSpecial(const IpAddress& address) {
  for (const Entry& entry : Table()) {
    if (entry.network.Contains(address)) return &entry;
  }
  // Global unicast is 2000::/3 and nothing else (RFC 4291).
  static const Entry kNotGlobal{{}, "not global unicast", false};
  if (!address.IsV4() && (address.bytes[0] & 0xe0) != 0x20) return &kNotGlobal;
  return nullptr;
}

IpAddress FromV4(const void* four_bytes) {
  IpAddress address;
  address.bytes[10] = address.bytes[11] = 0xff;
  std::memcpy(&address.bytes[12], four_bytes, 4);
  return address;
}

std::vector<IpAddress> AddressesOfThisMachine() {
  std::vector<IpAddress> result;
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return result;
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr) continue;
    if (const auto address = AddressOf(*entry->ifa_addr)) result.push_back(*address);
  }
  freeifaddrs(list);
  return result;
}

}  // namespace

bool IpAddress::IsV4() const {
  for (int i = 0; i < 10; ++i) {
    if (bytes[i] != 0) return false;
  }
  return bytes[10] == 0xff && bytes[11] == 0xff;
}

std::optional<IpAddress> ParseIpAddress(std::string_view text) {
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  text = text.substr(0, text.find('%'));
  const std::string copy(text);
  in_addr v4;
  if (inet_pton(AF_INET, copy.c_str(), &v4) == 1) return FromV4(&v4);
  IpAddress address;
  if (inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

std::string ToString(const IpAddress& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.IsV4()) {
    inet_ntop(AF_INET, &address.bytes[12], text, sizeof text);
  } else {
    inet_ntop(AF_INET6, address.bytes.data(), text, sizeof text);
  }
  return text;
}

std::optional<IpAddress> AddressOf(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &address, sizeof v4);
    return FromV4(&v4.sin_addr);
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &address, sizeof v6);
    IpAddress result;
    std::memcpy(result.bytes.data(), &v6.sin6_addr, 16);
    return result;
  }
  return std::nullopt;
}

bool IpNetwork::Contains(const IpAddress& address) const {
  const int whole = prefix / 8;
  if (!std::equal(base.bytes.begin(), base.bytes.begin() + whole, address.bytes.begin())) return false;
  const int rest = prefix % 8;
  if (rest == 0) return true;
  const int mask = 0xff00 >> rest & 0xff;
  return (base.bytes[whole] & mask) == (address.bytes[whole] & mask);
}

Result<IpNetwork> ParseIpNetwork(std::string_view text) {
  const size_t slash = text.find('/');
  const auto base = ParseIpAddress(text.substr(0, slash));
  const std::string shown(text.substr(0, 60));
  if (!base) return Fail(ErrorCode::kInvalid, "\"" + shown + "\" is no network: write one as 192.168.7.0/24 or fd00::/8");
  IpNetwork network{*base, 128};
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const int most = base->IsV4() ? 32 : 128;
    int prefix = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
    if (error != std::errc() || end != digits.data() + digits.size() || prefix < 0 || prefix > most) {
      return Fail(ErrorCode::kInvalid, "\"" + shown + "\" is no network: the part after / is 0 to " + std::to_string(most));
    }
    network.prefix = base->IsV4() ? 96 + prefix : prefix;
  }
  return network;
}

std::string_view SpecialUse(const IpAddress& address) {
  const Entry* entry = FindSpecial(address);
  return entry == nullptr ? std::string_view() : entry->use;
}

AddressGuard::AddressGuard(OwnPorts own_ports)
    : own_ports_(std::move(own_ports)), own_addresses_(AddressesOfThisMachine()) {}

std::string AddressGuard::Refusal(const IpAddress& address, uint16_t port,
                                  const std::vector<IpNetwork>& allowed) const {
  const Entry* special = FindSpecial(address);
  // Every 127.x address is this machine, whether or not an interface lists it.
  const bool here = (special != nullptr && special->use == "loopback") ||
                    std::find(own_addresses_.begin(), own_addresses_.end(), address) != own_addresses_.end();
  if (here && own_ports_) {
    const std::vector<uint16_t> ports = own_ports_();
    if (std::find(ports.begin(), ports.end(), port) != ports.end()) {
      return ToString(address) + " port " + std::to_string(port) + " is our own console";
    }
  }
  if (special == nullptr) return "";
  if (!special->never) {
    for (const IpNetwork& network : allowed) {
      if (network.Contains(address)) return "";
    }
  }
  return ToString(address) + " is no public address (" + std::string(special->use) + ")";
}

std::string AddressGuard::Refusal(const sockaddr& address, const std::vector<IpNetwork>& allowed) const {
  const auto parsed = AddressOf(address);
  if (!parsed) return "the address is neither IPv4 nor IPv6";
  if (address.sa_family == AF_INET6 && parsed->IsV4()) return ToString(*parsed) + " is written as IPv6 (IPv4-mapped)";
  uint16_t port = 0;
  std::memcpy(&port, reinterpret_cast<const char*>(&address) + offsetof(sockaddr_in, sin_port), 2);
  return Refusal(*parsed, ntohs(port), allowed);  // sin_port and sin6_port lie at the same place
}

}  // namespace markwarden

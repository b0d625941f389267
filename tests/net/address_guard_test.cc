// Which addresses may be connected to.
#include "core/net/address_guard.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <cstring>

namespace markwarden {
namespace {

TEST(AddressGuardTest, RefusesSpecialUse) {
  // IANA special-purpose address registries; one address of each network, at its edges where these matter.
  const char* cases[] = {
      "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255",
      "127.0.0.1", "127.255.255.254", "168.63.129.16", "169.254.0.1", "169.254.169.254", "172.16.0.1",
      "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.0.1",
      "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1",
      "239.255.255.250", "240.0.0.1", "255.255.255.255",
      "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1",
      "2001::1", "2001:10::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254",
      "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "4000::1", "e000::1",
  };
  for (const char* text : cases) {
    const auto address = ParseIpAddress(text);
    ASSERT_TRUE(address) << text;
    EXPECT_FALSE(SpecialUse(*address).empty()) << text;
    EXPECT_FALSE(AddressGuard().Refusal(*address, 443, {}).empty()) << text;
  }
}

TEST(AddressGuardTest, LetsPublicAddressesPass) {
  const char* cases[] = {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
                         "128.0.0.1", "168.63.129.17", "172.15.255.255", "172.32.0.0", "192.167.255.255", "198.17.255.255",
                         "198.20.0.0", "223.255.255.255", "2001:200::1", "2400:3200::1", "2606:4700::1111", "3ffe::1"};
  for (const char* text : cases) {
    EXPECT_EQ(AddressGuard().Refusal(*ParseIpAddress(text), 80, {}), "") << text;
  }
}

TEST(AddressGuardTest, ASourceMayAllowANetworkByName) {
  const AddressGuard guard;
  const std::vector<IpNetwork> allowed = {*ParseIpNetwork("127.77.0.0/24"), *ParseIpNetwork("fd12::/16")};
  EXPECT_EQ(guard.Refusal(*ParseIpAddress("127.77.0.1"), 80, allowed), "");
  EXPECT_EQ(guard.Refusal(*ParseIpAddress("fd12::9"), 80, allowed), "");
  EXPECT_NE(guard.Refusal(*ParseIpAddress("127.77.1.1"), 80, allowed), "");
  EXPECT_NE(guard.Refusal(*ParseIpAddress("10.0.0.1"), 80, allowed), "");
  // Some are nobody's.
  const std::vector<IpNetwork> everything = {*ParseIpNetwork("0.0.0.0/0"), *ParseIpNetwork("::/0")};
  for (const char* never : {"0.0.0.0", "224.0.0.1", "255.255.255.255", "::", "ff02::1"}) {
    EXPECT_NE(guard.Refusal(*ParseIpAddress(never), 80, everything), "") << never;
  }
}

TEST(AddressGuardTest, OurOwnConsoleIsAlwaysRefused) {
  uint16_t console = 8080;
  const AddressGuard guard([&] { return std::vector<uint16_t>{console}; });
  const std::vector<IpNetwork> allowed = {*ParseIpNetwork("127.0.0.0/8")};
  EXPECT_NE(guard.Refusal(*ParseIpAddress("127.0.0.1"), 8080, allowed), "");
  EXPECT_NE(guard.Refusal(*ParseIpAddress("127.9.9.9"), 8080, allowed), "");
  EXPECT_EQ(guard.Refusal(*ParseIpAddress("127.0.0.1"), 8081, allowed), "");
  EXPECT_EQ(guard.Refusal(*ParseIpAddress("1.1.1.1"), 8080, allowed), "");
  // A console that began on another port meanwhile.
  console = 8081;
  EXPECT_NE(guard.Refusal(*ParseIpAddress("127.0.0.1"), 8081, allowed), "");
}

TEST(AddressGuardTest, SocketAddressesOfOtherFamiliesAndMappedOnesAreRefused) {
  const AddressGuard guard;
  sockaddr_in6 mapped{};
  mapped.sin6_family = AF_INET6;
  inet_pton(AF_INET6, "::ffff:1.1.1.1", &mapped.sin6_addr);
  EXPECT_NE(guard.Refusal(reinterpret_cast<const sockaddr&>(mapped), {}), "");
  sockaddr local{};
  local.sa_family = AF_UNIX;
  EXPECT_NE(guard.Refusal(local, {}), "");
  sockaddr_in plain{};
  plain.sin_family = AF_INET;
  plain.sin_port = htons(80);
  inet_pton(AF_INET, "1.1.1.1", &plain.sin_addr);
  EXPECT_EQ(guard.Refusal(reinterpret_cast<const sockaddr&>(plain), {}), "");
}

TEST(AddressGuardTest, RefusesWhatIsNoNetwork) {
  for (const char* text : {"", "shop.test", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "fd00::/129", "1.2.3", "0x7f.1"}) {
    EXPECT_FALSE(ParseIpNetwork(text)) << text;
  }
}

}  // namespace
}  // namespace markwarden

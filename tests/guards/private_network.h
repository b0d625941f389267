// A network of this process alone: one loopback device, on which every address of IPv4 and
// IPv6 is at home.  What a guard lets through by mistake arrives at a listener of the test;
// nothing can leave the machine.
#pragma once

#include <gtest/gtest.h>

#include <string>

namespace markwarden {

struct PrivateNetwork {
  bool ready = false;
  bool may_skip = false;  // this process has no right to make one; false for root
  std::string why;        // when it is not ready
};

// Made once per process, before its first thread.  Also hides the machine's resolv.conf,
// nsswitch.conf and hosts: names are asked of 127.0.0.1 port 53 alone.
const PrivateNetwork& EnterPrivateNetwork();

class PrivateNetworkTest : public testing::Test {
 protected:
  void SetUp() override {
    const PrivateNetwork& network = EnterPrivateNetwork();
    if (network.ready) return;
    if (network.may_skip) GTEST_SKIP() << "needs a network namespace, which this user may not make (" << network.why << ")";
    FAIL() << network.why;
  }
};

}  // namespace markwarden

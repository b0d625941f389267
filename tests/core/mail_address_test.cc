// Addresses as RFC 5321, 4.1.2, has them; caps of 4.5.3.1.
#include "core/mail_address.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

std::string Labels(size_t bytes) {
  std::string domain;
  while (domain.size() + 64 < bytes) domain += std::string(31, 'd') + ".";
  return domain + std::string(bytes - domain.size(), 'e');
}

TEST(MailAddressTest, GoodOnes) {
  const struct { const char* why; std::string in, want; } cases[] = {
      {"plain", "law@market.test", "law@market.test"},
      {"dots, signs", "first.last+tag_x'y@mail.market.test", "first.last+tag_x'y@mail.market.test"},
      {"case is kept", "Law@Market.TEST", "Law@Market.TEST"},
      {"one label", "root@localhost", "root@localhost"},
      {"quoted", "\"a b\\\"c@d\"@market.test", "\"a b\\\"c@d\"@market.test"},
      {"an international domain", "law@商标.test", "law@xn--czr694b.test"},
      {"the longest local part", std::string(64, 'l') + "@m.test", std::string(64, 'l') + "@m.test"},
      {"the longest address", std::string(64, 'l') + "@" + Labels(189), std::string(64, 'l') + "@" + Labels(189)},
      {"the longest label", "a@" + std::string(63, 'd'), "a@" + std::string(63, 'd')},
  };
  for (const auto& c : cases) {
    const Result<std::string> address = CheckMailAddress(c.in);
    ASSERT_TRUE(address) << c.why << ": " << address.error().message;
    EXPECT_EQ(*address, c.want) << c.why;
  }
}

TEST(MailAddressTest, BadOnes) {
  const struct { const char* why; std::string in; } cases[] = {
      {"nothing", ""},
      {"no @", "law"},
      {"no local part", "@market.test"},
      {"no domain", "law@"},
      {"a dot too many", "a..b@market.test"},
      {"a dot at the end", "a.@market.test"},
      {"a blank", "a b@market.test"},
      {"a name around it", "Law <law@market.test>"},
      {"an angle bracket", "law@market.test>"},
      {"two", "a@b.test, c@d.test"},
      {"a line end", "law@market.test\r\nBcc: x@y.test"},
      {"a line end in quotes", "\"a\r\nRCPT TO:<x@y.test>\"@market.test"},
      {"a line feed alone", "law\n@market.test"},
      {"NUL", std::string("law\0@market.test", 16)},
      {"DEL", "law\x7f@market.test"},
      {"a quote that does not end", "\"a@market.test"},
      {"a quote that ends with its escape", "\"a\\\"@market.test"},
      {"a quote in the midst", "\"a\"b\"@market.test"},
      {"beyond ASCII before the @", "商标@market.test"},
      {"no UTF-8 in the domain", "law@\xff\xfe.test"},
      {"a wide @ in the domain", "law@a＠b.test"},
      {"a literal", "law@[127.0.0.1]"},
      {"an underscore in the domain", "law@my_shop.test"},
      {"a hyphen first", "law@-shop.test"},
      {"an empty label", "law@shop..test"},
      {"a local part one too long", std::string(65, 'l') + "@m.test"},
      {"an address one too long", std::string(64, 'l') + "@" + Labels(190)},
      {"a label one too long", "a@" + std::string(64, 'd')},
      {"a megabyte", std::string(1 << 20, 'l') + "@m.test"},
  };
  for (const auto& c : cases) {
    const Result<std::string> address = CheckMailAddress(c.in);
    ASSERT_FALSE(address) << c.why;
    EXPECT_EQ(address.error().code, ErrorCode::kInvalid) << c.why;
    EXPECT_EQ(address.error().message.find_first_of("\r\n"), std::string::npos) << c.why;
    EXPECT_LT(address.error().message.size(), 600u) << c.why;
  }
}

TEST(MailAddressTest, MessageIds) {
  for (const std::string id : {"<1@office.test>", "<a.b+c/d=e@[10.0.0.1]>"}) EXPECT_TRUE(IsMessageId(id)) << id;
  const std::string longest = "<" + std::string(kMaxMessageIdBytes - 4, 'i') + "@h>";
  EXPECT_TRUE(IsMessageId(longest));
  for (const std::string& id : {std::string(), std::string("1@office.test"), std::string("<1>"), std::string("<@h>"), std::string("<1@>"), std::string("<1 2@h>"),
                               std::string("<1@h>\r\n"), std::string("<1\n@h>"), std::string("<1@h><2@h>"), std::string("<é@h>"), "<i" + longest.substr(1)}) {
    EXPECT_FALSE(IsMessageId(id)) << id;
  }
}

TEST(MailAddressTest, QuotesForPeople) {
  EXPECT_EQ(QuoteForMessage("a\"\\\r\n\xe5"), "\"a\\x22\\x5c\\x0d\\x0a\\xe5\"");
  EXPECT_EQ(QuoteForMessage(std::string(81, 'x')), "\"" + std::string(80, 'x') + "...\"");
}

}  // namespace
}  // namespace markwarden

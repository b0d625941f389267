// Prices as shops write them.
#include "crawler/price.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

TEST(PriceTest, ReadsPrices) {
  const struct { const char* text; const char* amount; const char* currency; } cases[] = {
      {"$29.99", "29.99", "USD"},        {"29,99 €", "29.99", "EUR"},       {"€ 2.109,00", "2109.00", "EUR"},
      {"1 600 руб.", "1600", "RUB"},     {"¥199", "199", "CNY"},            {"￥１９９．００", "199.00", "CNY"},
      {"¥1.2万", "12000", "CNY"},        {"Rp 235.000", "235000", "IDR"},   {"1'299.90 CHF", "1299.90", "CHF"},
      {"5,00,000 INR", "500000", "INR"}, {"129,99 zł", "129.99", "PLN"},    {"9 800 Kč", "9800", "CZK"},
      {"R$ 1.759,99", "1759.99", "BRL"}, {"NT$ 2,320", "2320", "TWD"},      {"19,-€", "19", "EUR"},
      {"Price: $ 34.44", "34.44", "USD"}, {"0.500 €", "0.500", "EUR"},      {"US $11.99", "11.99", "USD"},
      {"$.75", "0.75", "USD"},           {"54.95", "54.95", ""},            {"９９.９", "99.9", ""},
      {"٩٩٫٥ ر.س", "99.5", "SAR"},       {"到手价9.9起", "9.9", ""},          {"到手价¥9.9起", "9.9", "CNY"},
      {"1.299.00 €", "1299.00", "EUR"}};
  for (const auto& c : cases) {
    const auto price = ParsePrice(c.text);
    ASSERT_TRUE(price) << c.text;
    EXPECT_EQ(price->amount, c.amount) << c.text;
    EXPECT_EQ(price->currency, c.currency) << c.text;
    EXPECT_FALSE(price->amount_max) << c.text;
  }
}

TEST(PriceTest, ReadsRanges) {
  const auto price = ParsePrice("¥128.00-298.00");
  ASSERT_TRUE(price);
  EXPECT_EQ(price->amount, "128.00");
  EXPECT_EQ(price->amount_max, "298.00");
  EXPECT_EQ(ParsePrice("10 - 20 €")->amount_max, "20");
}

TEST(PriceTest, UnknownIsAbsentNeverZero) {
  for (const char* text : {"", "面议", "暂无报价", "free", "¥", "¥0.00", "0", "call us", "-", "20%", "LE37B550"}) {
    EXPECT_FALSE(ParsePrice(text)) << text;
    EXPECT_FALSE(ParseMachinePrice(text, "CNY")) << text;
  }
}

TEST(PriceTest, WhatIsNoPriceIsNotReadAsOne) {
  for (const char* text : {"¥1,2,3", "1e309", "¥1e309", "$2E+5", "-5.00 €", "¥-5", "2026.11.26"}) {
    EXPECT_FALSE(ParsePrice(text)) << text;
    EXPECT_FALSE(ParseMachinePrice(text, "CNY")) << text;
  }
  EXPECT_EQ(ParsePrice("10-20 €")->amount_max, "20") << "a range is no negative number";
}

TEST(PriceTest, MachineValuesAreDecimal) {
  EXPECT_EQ(ParseMachinePrice("1.234", "EUR")->amount, "1.234");
  EXPECT_EQ(ParseMachinePrice("72.2999999999", "EUR")->amount, "72.30");
  EXPECT_EQ(ParseMachinePrice("1,299.00", "RUR")->currency, "RUB");
}

TEST(PriceTest, CountrySettlesSharedSigns) {
  EXPECT_EQ(CurrencyCode("$", {.tld = "tw", .lang = ""}), "TWD");
  EXPECT_EQ(CurrencyCode("$", {.tld = "com", .lang = "en-CA"}), "CAD");
  EXPECT_EQ(CurrencyCode("¥", {.tld = "jp", .lang = "ja"}), "JPY");
  EXPECT_EQ(CurrencyCode("руб", {.tld = "by", .lang = ""}), "BYN");
  EXPECT_EQ(CurrencyCode("nonsense"), "");
}

TEST(PriceTest, LongInputIsBounded) {
  EXPECT_LE(FindPrices(std::string(1 << 20, '1')).size(), 16u);
  std::string many;
  for (int i = 0; i < 100000; ++i) many += "$1 ";
  EXPECT_EQ(FindPrices(many).size(), 16u);
}

}  // namespace
}  // namespace markwarden

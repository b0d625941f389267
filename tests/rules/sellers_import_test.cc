// Tables of authorised sellers as holders keep them.
#include "rules/sellers_import.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

TEST(SellersImportTest, TakesGoodRowsAndRefusesOthersOneByOne) {
  const auto read = ImportSellersCsv("\xEF\xBB\xBF店铺名称,统一社会信用代码,平台,授权起,授权止,备注\n"
                                     "珂沃莱旗舰店,91350100M000100Y43,shopx,2026/1/5,2027年1月4日,a\n"
                                     "\n"
                                     ",,shopx,,,nobody\n"
                                     "坏码店,91350100M000100Y44,,,,\n"
                                     "倒期店,,,2027-01-01,2026-01-01,\n"
                                     "错日店,,,2027-13-01,,\n"
                                     "末店,s9,,,,\n");
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->sellers.size(), 2u);
  EXPECT_EQ(read->sellers[0], (AuthorisedSeller{"珂沃莱旗舰店", "91350100M000100Y43", "shopx", "2026-01-05", "2027-01-04"}));
  EXPECT_EQ(read->sellers[1], (AuthorisedSeller{"末店", "s9", "", "", ""}));
  ASSERT_EQ(read->refused.size(), 4u);
  EXPECT_EQ(read->refused[0].line, 4);
  EXPECT_NE(read->refused[1].reason.find("check character"), std::string::npos);
  EXPECT_NE(read->refused[2].reason.find("before it begins"), std::string::npos);
  EXPECT_NE(read->refused[3].reason.find("2027-13-01"), std::string::npos);
}

TEST(SellersImportTest, RefusesWhatIsNoTable) {
  for (const std::string& bytes : {std::string(), std::string("a,b\n1,2\n"), std::string("name\n\0x\n", 8)}) EXPECT_EQ(ImportSellersCsv(bytes).error().code, ErrorCode::kInvalid) << bytes;
}

TEST(SellersImportTest, StopsAtItsCaps) {
  std::string rows = "name\n";
  for (size_t i = 0; i < kMaxSellerRows; ++i) rows += "s" + std::to_string(i) + "\n";
  const auto full = ImportSellersCsv(rows);
  ASSERT_TRUE(full) << full.error().message;
  EXPECT_EQ(full->sellers.size(), kMaxSellerRows);
  EXPECT_EQ(ImportSellersCsv(rows + "one more\n").error().code, ErrorCode::kExhausted);
  EXPECT_EQ(ImportSellersCsv(std::string(kMaxSellersTable + 1, 'x')).error().code, ErrorCode::kExhausted);
}

}  // namespace
}  // namespace markwarden

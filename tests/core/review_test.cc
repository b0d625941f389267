// Agreement of two judges, and the keyed digest of the draw.
#include "core/review.h"

#include <gtest/gtest.h>

#include "core/hash.h"

namespace markwarden {
namespace {

TEST(ReviewTest, KappaIsTheAgreementBeyondChance) {
  // Cohen (1960): 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no give 0.7 agreement, 0.5 by chance, kappa 0.4.
  const Agreement known{.table = {{15, 10}, {5, 20}}};
  EXPECT_NEAR(*known.Share(), 0.7, 1e-12);
  EXPECT_NEAR(*known.Kappa(), 0.4, 1e-12);
  const Agreement same{.table = {{9, 0}, {0, 3}}};
  EXPECT_NEAR(*same.Kappa(), 1, 1e-12);
  const Agreement opposite{.table = {{0, 5}, {5, 0}}};
  EXPECT_NEAR(*opposite.Kappa(), -1, 1e-12);
}

TEST(ReviewTest, NothingIsSaidOfNothing) {
  EXPECT_EQ(Agreement{}.Share(), std::nullopt);
  EXPECT_EQ(Agreement{}.Kappa(), std::nullopt);
  const Agreement one_answer{.table = {{12, 0}, {0, 0}}};
  EXPECT_EQ(one_answer.Share(), 1);
  EXPECT_EQ(one_answer.Kappa(), std::nullopt) << "both always said innocent: chance explains all of it";
}

// RFC 4231, test cases 1, 2 and 6.
TEST(ReviewTest, HmacIsThatOfTheRfc) {
  EXPECT_EQ(ToHex(HmacSha256(std::string(20, '\x0b'), "Hi There")), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(ToHex(HmacSha256("Jefe", "what do ya want for nothing?")), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(ToHex(HmacSha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

}  // namespace
}  // namespace markwarden

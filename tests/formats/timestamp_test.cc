// Tokens of an authority that `openssl` plays, and what each spoilt one is refused for.
#include "core/formats/timestamp.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/net/stamp_authority.h"

namespace markwarden {
namespace {

class TimestampTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { authority_ = new StampAuthority(); }
  static void TearDownTestSuite() { delete authority_; }
  static TimestampRules Rules(const StampAuthority& authority = *authority_) {
    TimestampRules rules;
    rules.anchors_pem = authority.AnchorPem();
    rules.policies = {"1.2.3.4.1"};
    return rules;
  }
  std::string Ask(const StampAuthority& authority = *authority_) const { return authority.Answer(WriteTimestampRequest(digest_, nonce_)); }
  // The error's message; "" when the token is good.
  std::string Why(const std::string& answer, const TimestampRules& rules) const {
    const Result<TimestampFacts> facts = CheckTimestamp(answer, digest_, nonce_, rules);
    return facts ? "" : facts.error().message;
  }

  static StampAuthority* authority_;
  const std::string data_ = "a checkpoint\n";
  const Sha256Digest digest_ = Sha256(data_);
  const std::string nonce_ = NewTimestampNonce();
};
StampAuthority* TimestampTest::authority_ = nullptr;

TEST_F(TimestampTest, TellsWhatTheTokenSays) {
  const std::string answer = Ask();
  EXPECT_TRUE(authority_->OpensslVerifies(answer, data_));
  const auto before = std::chrono::system_clock::now() - std::chrono::minutes(5);
  const Result<TimestampFacts> facts = CheckTimestamp(answer, digest_, nonce_, Rules());
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_GT(facts->time, std::chrono::floor<std::chrono::milliseconds>(before));
  EXPECT_LT(facts->time - std::chrono::minutes(10), std::chrono::floor<std::chrono::milliseconds>(before));
  EXPECT_EQ(facts->accuracy_micros, 1'500'000);
  EXPECT_EQ(facts->policy, "1.2.3.4.1");
  EXPECT_EQ(facts->authority, "CN=stamper of a test");
  EXPECT_EQ(facts->answer_sha256, Sha256Hex(answer));
  EXPECT_EQ(facts->certificate_sha256.size(), 64u);
  EXPECT_FALSE(facts->serial.empty());
  EXPECT_FALSE(facts->revocation_list_from) << "no list was given: that it was looked up is not claimed";
  EXPECT_GT(facts->certificate_until, facts->time);
  EXPECT_TRUE(CheckTimestamp(answer, digest_, "", Rules())) << "a token that is only looked at again";
}

TEST_F(TimestampTest, RequestIsWhatOpensslTakes) {
  const std::string request = WriteTimestampRequest(digest_, nonce_);
  ASSERT_LT(request.size(), 100u);
  EXPECT_NE(request.find(std::string(reinterpret_cast<const char*>(digest_.data()), digest_.size())), std::string::npos);
  EXPECT_NE(request.find(nonce_), std::string::npos);
  EXPECT_NE(NewTimestampNonce(), NewTimestampNonce());
}

TEST_F(TimestampTest, RefusesOtherAnswers) {
  const std::string good = Ask();
  ASSERT_EQ(Why(good, Rules()), "");
  const std::string other_nonce = authority_->Answer(WriteTimestampRequest(digest_, NewTimestampNonce()));
  const std::string other_bytes = authority_->Answer(WriteTimestampRequest(Sha256("other bytes"), nonce_));
  EXPECT_EQ(Why(other_nonce, Rules()), "the token answers another request (wrong nonce)");
  EXPECT_EQ(Why(other_bytes, Rules()), "the token is over other bytes than those that were sent (wrong imprint)");
  EXPECT_EQ(Why(std::string(kMaxTimestampBytes + 1, '0'), Rules()), "the authority's answer is larger than 64 KiB");
  EXPECT_EQ(Why("<html>busy</html>", Rules()), "the authority's answer: not strict DER at byte 0: a length beyond its surroundings");
  EXPECT_EQ(Why(WithIndefiniteLength(good), Rules()), "the authority's answer: not strict DER at byte 0: an indefinite length");
  EXPECT_NE(Why("", Rules()), "");
  EXPECT_NE(Why(good + "x", Rules()), "");
  EXPECT_NE(Why(good.substr(0, good.size() - 1), Rules()), "");
  EXPECT_EQ(Why(std::string("\x30\x05\x30\x03\x02\x01\x00", 7), Rules()), "the authority's answer is no RFC 3161 response");  // granted, and no token

  TimestampRules rules = Rules();
  rules.policies = {"1.2.3.9"};
  EXPECT_EQ(Why(good, rules), "the token is under policy 1.2.3.4.1, which is not allowed for this authority");
  rules.policies = {};
  EXPECT_EQ(Why(good, rules), "") << "no policy is named: any";
  rules.max_accuracy_micros = 1'500'000;
  EXPECT_EQ(Why(good, rules), "");
  rules.max_accuracy_micros = 1'499'999;
  EXPECT_EQ(Why(good, rules), "the token is less accurate than the authority's rules ask");
  rules = Rules();
  rules.anchors_pem = "no certificates";
  EXPECT_EQ(Why(good, rules), "the authority's anchors are no certificates in PEM");
}

TEST_F(TimestampTest, RefusesCertificatesThatMayNot) {
  const std::string request = WriteTimestampRequest(digest_, nonce_);
  EXPECT_EQ(Why(authority_->AnswerSignedWith(request, "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"), Rules()), "")
      << "the same hand-made answer with a good certificate";
  const struct { const char* why; const char* extensions; } cases[] = {
      {"the certificate that signed the token is not one for time stamping alone", "extendedKeyUsage=critical,codeSigning\n"},
      {"the certificate that signed the token is not one for time stamping alone", "extendedKeyUsage=critical,timeStamping,emailProtection\n"},
      {"the certificate that signed the token is not one for time stamping alone", "keyUsage=critical,digitalSignature\n"},
      {"the extended key usage of the certificate that signed the token is not critical", "extendedKeyUsage=timeStamping\n"}};
  for (const auto& c : cases) EXPECT_EQ(Why(authority_->AnswerSignedWith(request, c.extensions), Rules()), c.why) << c.extensions;

  const StampAuthority expired(StampAuthorityWish{.days = -1});
  EXPECT_EQ(Why(Ask(expired), Rules(expired)), "the certificate that signed the token was not valid at the token's time");
  const StampAuthority stranger;
  EXPECT_TRUE(Why(Ask(stranger), Rules()).starts_with("the certificate behind the token is not vouched for by the authority's anchors"))
      << "another root of the same name";
}

TEST_F(TimestampTest, LooksUpRevocation) {
  const StampAuthority authority;
  const std::string answer = Ask(authority);
  TimestampRules rules = Rules(authority);
  rules.revocation_lists_pem = authority.RevocationListPem(false);
  const Result<TimestampFacts> facts = CheckTimestamp(answer, digest_, nonce_, rules);
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_TRUE(facts->revocation_list_from);
  const std::string revoked = "the certificate CN=stamper of a test behind the token was revoked";
  rules.revocation_lists_pem = authority.RevocationListPem(true);
  EXPECT_EQ(Why(answer, rules), revoked);
  rules.revocation_lists_pem = authority.RevocationListPem(true, "keyCompromise");
  EXPECT_EQ(Why(answer, rules), revoked);
  const StampAuthority stranger;
  rules.revocation_lists_pem = stranger.RevocationListPem(false);
  EXPECT_EQ(Why(answer, rules), "no revocation list of CN=Root of a test is configured: add it to the authority's lists") << "signed by another key of that name";
  rules.revocation_lists_pem = "x";
  EXPECT_EQ(Why(answer, rules), "the revocation lists are no CRLs in PEM");
}

TEST_F(TimestampTest, TellsARefusalFromAFailure) {
  const StampAuthority picky(StampAuthorityWish{.digests = "sha512"});
  const Result<TimestampFacts> facts = CheckTimestamp(Ask(picky), digest_, nonce_, Rules(picky));
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(facts.error().message, "the authority refused: rejection, bad algorithm");
  // PKIStatusInfo: rejection (2), failInfo bit 14 (its clock) set.
  const Result<TimestampFacts> busy = CheckTimestamp(std::string("\x30\x0a\x30\x08\x02\x01\x02\x03\x03\x01\x00\x02", 12), digest_, nonce_, Rules());
  ASSERT_FALSE(busy);
  EXPECT_EQ(busy.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(busy.error().message, "the authority refused: rejection, its time source is not available");
}

// The signature, or a check before it, covers every byte of the token; what lies outside (the answer's status, spare certificates) may change
// nothing that is told.
TEST_F(TimestampTest, NoFlippedBitTellsAnotherStory) {
  const std::string good = Ask();
  const Result<TimestampFacts> facts = CheckTimestamp(good, digest_, nonce_, Rules());
  ASSERT_TRUE(facts);
  std::mt19937 random(20261126);
  int refused = 0;
  for (int i = 0; i < 400; ++i) {
    std::string spoilt = good;
    const size_t bit = random() % (good.size() * 8);
    spoilt[bit / 8] = static_cast<char>(spoilt[bit / 8] ^ (1 << bit % 8));
    const Result<TimestampFacts> other = CheckTimestamp(spoilt, digest_, nonce_, Rules());
    if (!other) {
      ++refused;
      continue;
    }
    EXPECT_EQ(other->time_text, facts->time_text) << "bit " << bit;
    EXPECT_EQ(other->serial, facts->serial) << "bit " << bit;
    EXPECT_EQ(other->certificate_sha256, facts->certificate_sha256) << "bit " << bit;
  }
  EXPECT_GT(refused, 200) << "what is not needed, such as the root's own certificate, is passed over";
}

TEST(AnchorsTest, AreReadWholeOrNotAtAll) {
  const StampAuthority authority;
  EXPECT_EQ(*ReadAnchors(authority.AnchorPem()), std::vector<std::string>{"CN=Root of a test"});
  EXPECT_EQ(ReadAnchors(authority.AnchorPem() + authority.AnchorPem())->size(), 2u);
  EXPECT_EQ(*ReadRevocationLists(authority.RevocationListPem(false)), std::vector<std::string>{"CN=Root of a test"});
  EXPECT_FALSE(ReadAnchors(""));
  EXPECT_FALSE(ReadAnchors(authority.AnchorPem() + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
  EXPECT_FALSE(ReadAnchors(authority.RevocationListPem(false)));
  EXPECT_EQ(ReadAnchors(std::string(kMaxAnchorBytes + 1, 'x')).error().code, ErrorCode::kExhausted);
}

}  // namespace
}  // namespace markwarden

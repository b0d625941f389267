// The queue of stamps against an authority on loopback and one in the test's hand: outages, fail-over, words.
#include "service/timestamps.h"

#include <fstream>

#include "core/formats/timestamp_wire.h"
#include "service/checkpoints.h"
#include "service/time_authorities.h"
#include "service/transact.h"
#include "tests/net/stamp_authority.h"
#include "tests/net/test_server.h"
#include "tests/service/store_fixture.h"
#include "store/store.h"

namespace markwarden {
namespace {

class StampsTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    policy_ = *LoadLogPolicy(MARKWARDEN_SOURCE_DIR);
  }
  // A YAML file with its anchors beside it.
  std::filesystem::path Describe(const std::string& key, const std::string& url, const StampAuthority& authority, const std::string& more = "") {
    Write(key + ".pem", authority.AnchorPem());
    return Write(key + ".yaml", "key: " + key + "\nurl: " + url + "\nname: {zh: 测试授时 " + key + ", en: Test clock " + key + "}\nanchors: " + key +
                                    ".pem\npolicies: [1.2.3.4.1]\nallow_networks: [127.0.0.0/8]\n" + more);
  }
  void Add(const std::filesystem::path& file) {
    const Result<Json> added = AddTimeAuthority(*service_, admin_, *ReadTimeAuthority(file));
    ASSERT_TRUE(added) << added.error().message;
  }
  StampTotals Due(CaseDb& db, const AskAuthority& ask) {
    const Result<StampTotals> totals = StampDue(db, policy_, ask, CheckTimestamp, 10, {});
    EXPECT_TRUE(totals) << totals.error().message;
    return totals ? *totals : StampTotals{};
  }
  Sha256Digest WantSeal(const std::string& seal) {
    EXPECT_TRUE(Writing(*service_, [&](Transaction& tx) { return WantTimestamp(tx, StampSubject::kSeal, 0, Sha256(seal)); }));
    return Sha256(seal);
  }
  TimestampRecord Stamp(const Sha256Digest& digest) {
    return **Reading(*service_, [&](CaseDb& db) { return FindTimestamp(db, digest); });
  }
  const StampAuthority authority_;
  LogPolicy policy_;
};

TEST_F(StampsTest, WorkStampsTheNewestCheckpointOnceADay) {
  TestServer server("127.0.0.1", [&](const TestRequest& request) {
    return TestResponse{.headers = {"Content-Type: application/timestamp-reply"}, .body = authority_.Answer(request.body)};
  });
  const Result<Json> before = RunWork(*service_, admin_, {}, {});
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_EQ((*before)["stamped"], 0) << "without an authority everything else works";
  Add(Describe("one", server.Base() + "/", authority_, "trusted: true\n"));
  const Result<Json> checked = CheckTimeAuthorities(*service_, admin_, {});
  ASSERT_TRUE(checked);
  EXPECT_EQ((*checked)["items"][0]["ok"], true) << (*checked)["items"][0];
  const Result<Json> worked = RunWork(*service_, admin_, {}, {});
  ASSERT_TRUE(worked) << worked.error().message;
  EXPECT_EQ((*worked)["stamped"], 1);
  const Result<CheckpointRecord> now = MakeCheckpoint(*service_);
  ASSERT_TRUE(now);
  const Result<Json> again = RunWork(*service_, admin_, {}, {});
  ASSERT_TRUE(again);
  EXPECT_EQ((*again)["stamped"], 0) << "one a day";

  const TimestampRecord stamp = **Reading(*service_, [](CaseDb& db) { return LastCheckpointStamp(db); });
  ASSERT_EQ(stamp.state, StampState::kHave);
  const CheckpointRecord stamped = **Reading(*service_, [&](CaseDb& db) { return CheckpointOfSize(db, stamp.size); });
  EXPECT_TRUE(authority_.OpensslVerifies(stamp.answer, stamped.note)) << "what is stored is what openssl takes";
  const TimeTrust trust = *Reading(*service_, [&](CaseDb& db) { return TimeClassOf(db, 0); });
  EXPECT_EQ(trust.time_class, TimeClass::kB);
  const Json words = *Reading(*service_, [&](CaseDb& db) { return DescribeTime(db, trust, stamped.clock); });
  EXPECT_EQ(words["class"], "B");
  EXPECT_EQ(words["zh"].get<std::string>().find("可信时间戳"), std::string::npos) << words["zh"];
}

TEST_F(StampsTest, TheNameOfTrustIsClassAsAlone) {
  Add(Describe("trusted", "http://127.0.0.1:1/", authority_, "trusted: true\n"));
  const AskAuthority ask = [&](const TimeAuthorityRecord&, const std::string& request) { return Result<std::string>(authority_.Answer(request)); };
  const auto describe = [&](const Sha256Digest& digest) {
    return *Reading(*service_, [&](CaseDb& db) { return DescribeTime(db, *TimeClassOfDigest(db, digest), Json::object()); });
  };
  const Sha256Digest a = WantSeal("a");
  const Json waiting = describe(a);
  EXPECT_EQ(waiting["class"], "C");
  EXPECT_EQ(waiting["zh"], "仅本机时钟（时钟是否与授时服务同步：未知）") << "what was not measured is unknown";
  Result<Service::Connection> db = service_->Connect();
  EXPECT_EQ(Due(**db, ask).stamped, 1);
  EXPECT_EQ(describe(a)["class"], "A");
  EXPECT_TRUE(describe(a)["zh"].get<std::string>().starts_with("可信时间戳：测试授时 trusted，不晚于 "));
  EXPECT_TRUE(authority_.OpensslVerifies(Stamp(a).answer, "a"));
  Add(Describe("trusted", "http://127.0.0.1:1/", authority_));
  const Sha256Digest b = WantSeal("b");
  EXPECT_EQ(Due(**db, ask).stamped, 1);
  EXPECT_EQ(describe(b)["class"], "B");
  EXPECT_EQ(describe(b)["zh"].get<std::string>().find("可信时间戳"), std::string::npos);
  EXPECT_EQ(describe(a)["class"], "A") << "what was trusted when the token was taken";
  const auto clock_words = [&](const Json& clock) { return (*DescribeTime(**db, TimeTrust{}, clock))["en"]; };
  EXPECT_EQ(clock_words({{"synchronised", false}}), "this machine's clock alone (no time service kept it)");
  EXPECT_EQ(clock_words({{"synchronised", true}, {"max_error_us", 12'345}}), "this machine's clock alone (kept by a time service, off by 13 ms at most)");
}

TEST_F(StampsTest, EveryBadAnswerHasItsReasonAndTheRequestStays) {
  Add(Describe("one", "http://127.0.0.1:1/", authority_));
  const StampAuthority stranger, expired(StampAuthorityWish{.days = -1}), other_policy(StampAuthorityWish{.policy = "1.2.9"});
  const struct { const char* reason; std::function<Result<std::string>(const std::string&)> answer; } cases[] = {
      {"the authority is down", [](const std::string&) { return Result<std::string>(Fail(ErrorCode::kUnavailable, "the authority is down")); }},
      {"wrong nonce", [&](const std::string&) { return Result<std::string>(authority_.Answer(WriteTimestampRequest(Sha256("seal"), NewTimestampNonce()))); }},
      {"wrong imprint", [&](const std::string&) { return Result<std::string>(authority_.Answer(WriteTimestampRequest(Sha256("other"), NewTimestampNonce()))); }},
      {"not vouched for", [&](const std::string& request) { return Result<std::string>(stranger.Answer(request)); }},
      {"policy 1.2.9, which is not allowed", [&](const std::string& request) { return Result<std::string>(other_policy.Answer(request)); }},
      {"not one for time stamping alone", [&](const std::string& request) { return Result<std::string>(authority_.AnswerSignedWith(request, "extendedKeyUsage=critical,codeSigning\n")); }},
      {"an indefinite length", [&](const std::string& request) { return Result<std::string>(WithIndefiniteLength(authority_.Answer(request))); }},
      {"larger than 64 KiB", [](const std::string&) { return Result<std::string>(std::string(70'000, 'x')); }},
      {"not strict DER", [](const std::string&) { return Result<std::string>("garbage"); }},
      {"not valid at the token's time", [&](const std::string& request) { return Result<std::string>(expired.Answer(request)); }},
  };
  Result<Service::Connection> db = service_->Connect();
  const Sha256Digest digest = WantSeal("seal");
  for (const auto& c : cases) {
    // Adding the authority again makes what waits due at once.
    Add(Describe("one", "http://127.0.0.1:1/", authority_));
    EXPECT_EQ(Due(**db, [&](const TimeAuthorityRecord&, const std::string& request) { return c.answer(request); }).put_off, 1) << c.reason;
    EXPECT_EQ(Stamp(digest).state, StampState::kWanted) << c.reason;
    EXPECT_NE(Stamp(digest).last_error.find(c.reason), std::string::npos) << Stamp(digest).last_error;
    EXPECT_EQ(Stamp(digest).last_error.find('\n'), std::string::npos);
  }
  const std::string bad_algorithm("\x30\x09\x30\x07\x02\x01\x02\x03\x02\x07\x80", 11);  // rejection, bit 0
  Add(Describe("one", "http://127.0.0.1:1/", authority_));
  Due(**db, [&](const TimeAuthorityRecord&, const std::string&) { return Result<std::string>(bad_algorithm); });
  EXPECT_EQ(Stamp(digest).state, StampState::kRefused) << Stamp(digest).last_error;
}

TEST_F(StampsTest, OneThatFailsGivesWayToTheNext) {
  Add(Describe("first", "http://127.0.0.1:1/", authority_, "priority: 1\n"));
  Add(Describe("off", "http://127.0.0.1:1/", authority_, "priority: 2\nenabled: false\n"));
  Add(Describe("second", "http://127.0.0.1:1/", authority_, "priority: 3\n"));
  std::vector<std::string> asked;
  const Sha256Digest digest = WantSeal("seal");
  Result<Service::Connection> db = service_->Connect();
  const StampTotals totals = Due(**db, [&](const TimeAuthorityRecord& authority, const std::string& request) -> Result<std::string> {
    asked.push_back(authority.key);
    if (authority.key == "first") return Fail(ErrorCode::kUnavailable, "down");
    return authority_.Answer(request);
  });
  EXPECT_EQ(totals.stamped, 1);
  EXPECT_EQ(asked, (std::vector<std::string>{"first", "second"}));
  EXPECT_EQ(Stamp(digest).state, StampState::kHave);
}

// What came from outside is read in a worker, which says the same as this process would: every fact, every error.
TEST_F(StampsTest, AWorkerChecksAnAnswerAsThisProcessWould) {
  const CheckAnswer worker = CheckInWorker(*service_);
  const Sha256Digest digest = Sha256("seal"), other = Sha256("other");
  const std::string nonce = NewTimestampNonce();
  const std::string good = authority_.Answer(WriteTimestampRequest(digest, nonce));
  const TimestampRules rules{.anchors_pem = authority_.AnchorPem(), .revocation_lists_pem = authority_.RevocationListPem(false), .policies = {"1.2.3.4.1"}, .max_accuracy_micros = std::nullopt};
  const TimestampRules revoked{.anchors_pem = authority_.AnchorPem(), .revocation_lists_pem = authority_.RevocationListPem(true), .policies = {}, .max_accuracy_micros = std::nullopt};
  const TimestampRules precise{.anchors_pem = authority_.AnchorPem(), .revocation_lists_pem = {}, .policies = {}, .max_accuracy_micros = 1};
  const struct { const char* why; std::string answer; Sha256Digest digest; std::string nonce; TimestampRules rules; } cases[] = {
      {"good", good, digest, nonce, rules},
      {"wrong imprint", good, other, nonce, rules},
      {"wrong nonce", good, digest, NewTimestampNonce(), rules},
      {"looked at again", good, digest, "", rules},
      {"revoked", good, digest, nonce, revoked},
      {"not precise enough", good, digest, nonce, precise},
      {"cut short", good.substr(0, good.size() / 2), digest, nonce, rules},
      {"another form of the same", WithIndefiniteLength(good), digest, nonce, rules},
      {"nothing", "", digest, nonce, rules},
      {"too large", std::string(kMaxTimestampBytes + 1, '0'), digest, nonce, rules},
  };
  for (const auto& c : cases) {
    const Result<TimestampFacts> here = CheckTimestamp(c.answer, c.digest, c.nonce, c.rules), there = worker(c.answer, c.digest, c.nonce, c.rules);
    ASSERT_EQ(here.has_value(), there.has_value()) << c.why << ": " << (here ? there.error().message : here.error().message);
    if (here) {
      EXPECT_EQ(ToWire(*here), ToWire(*there)) << c.why;
    } else {
      EXPECT_EQ(here.error().code, there.error().code) << c.why;
      EXPECT_EQ(here.error().message, there.error().message) << c.why;
    }
  }
  EXPECT_TRUE(worker(good, digest, nonce, rules)) << "the worker has died of nothing";
}

// Three days without any authority, by a clock that the test moves: nothing is lost, and nobody is asked more than once an hour.
TEST_F(StampsTest, ThreeDaysOfOutageLoseNothing) {
  Add(Describe("one", "http://127.0.0.1:1/", authority_));
  service_.reset();
  FakeClock clock(*ParseTime("2027-01-01T00:00:00Z"));
  auto store = Store::Open(dir_ / "store", &clock);
  ASSERT_TRUE(store);
  auto db = (*store)->OpenCase();
  ASSERT_TRUE(db);
  const auto want = [&](int number) {
    auto tx = (*db)->Begin();
    ASSERT_TRUE(tx);
    ASSERT_TRUE(WantTimestamp(**tx, StampSubject::kSeal, 0, Sha256("seal " + std::to_string(number))));
    ASSERT_TRUE((*tx)->Commit());
  };
  int asked = 0;
  const AskAuthority down = [&](const TimeAuthorityRecord&, const std::string&) -> Result<std::string> {
    ++asked;
    return Fail(ErrorCode::kUnavailable, "down");
  };
  const Time end = clock.Now() + std::chrono::hours(72);
  for (int number = 0; clock.Now() < end; clock.Advance(std::chrono::minutes(10))) {
    if (number < 3) want(number++);
    Due(**db, down);
  }
  EXPECT_EQ(CountTimestamps(**db)->wanted, 3);
  EXPECT_LE(asked, 3 * (72 + 8));
  EXPECT_GE(asked, 3 * 60);
  const Time back = clock.Now();
  const AskAuthority up = [&](const TimeAuthorityRecord&, const std::string& request) { return Result<std::string>(authority_.Answer(request)); };
  while (CountTimestamps(**db)->wanted > 0 && clock.Now() < back + std::chrono::hours(2)) {
    Due(**db, up);
    clock.Advance(std::chrono::minutes(10));
  }
  EXPECT_EQ(CountTimestamps(**db)->have, 3);
  EXPECT_LE(clock.Now(), back + std::chrono::minutes(80)) << "within an hour of its return";
}

TEST_F(StampsTest, AnAuthoritysFileIsReadStrictly) {
  const std::filesystem::path good = Describe("one", "https://stamp.test/tsa", authority_);
  ASSERT_TRUE(ReadTimeAuthority(good)) << ReadTimeAuthority(good).error().message;
  const struct { const char* names; std::string more; } cases[] = {
      {"unknown key \"colour\"", "colour: red\n"}, {"trusted must be", "trusted: perhaps\n"}, {"priority must be", "priority: -1\n"},
      {"max_accuracy_ms must be", "max_accuracy_ms: soon\n"}, {"No such file", "revocation_lists: none.pem\n"}};
  for (const auto& c : cases) {
    const Result<TimeAuthorityRecord> read = ReadTimeAuthority(Describe("two", "https://stamp.test/tsa", authority_, c.more));
    ASSERT_FALSE(read) << c.names;
    EXPECT_EQ(read.error().code, ErrorCode::kInvalid);
    EXPECT_NE(read.error().message.find(c.names), std::string::npos) << read.error().message;
  }
  EXPECT_FALSE(ReadTimeAuthority(Describe("three", "ftp://stamp.test/", authority_)));
  EXPECT_FALSE(ReadTimeAuthority(Describe("three", "https://u:p@stamp.test/", authority_)));
  EXPECT_FALSE(ReadTimeAuthority(Describe("Bad Key", "https://stamp.test/", authority_)));
}

}  // namespace
}  // namespace markwarden

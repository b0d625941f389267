// The queue of stamps, versions of authorities, and the class of a time.
#include "store/timestamps.h"

#include "store/time_authorities.h"
#include "tests/store/store_fixture.h"

namespace markwarden {
namespace {

class TimestampsTest : public StoreTest {
 protected:
  Id Authority(const std::string& key, bool trusted) {
    TimeAuthorityRecord authority;
    authority.key = key;
    authority.url = "http://stamp.test/";
    authority.name_zh = "甲";
    authority.name_en = "A";
    authority.trusted = trusted;
    authority.rules = {.anchors_pem = "pem", .revocation_lists_pem = "", .policies = {"1.2.3"}, .max_accuracy_micros = 5};
    return InTx([&](Transaction& tx) { return Must(SaveTimeAuthority(tx, officer_, authority)).id; });
  }
  TimestampRecord Want(StampSubject subject, int64_t size, const std::string& of) {
    return InTx([&](Transaction& tx) { return Must(WantTimestamp(tx, subject, size, Sha256(of))); });
  }
  void Keep(const TimestampRecord& stamp, Id authority, const std::string& time) {
    TimestampFacts facts;
    facts.time = *ParseTime(time);
    facts.time_text = "20261123090000Z";
    facts.policy = "1.2.3";
    InTx([&](Transaction& tx) { Must(KeepTimestamp(tx, stamp.id, authority, "answer", facts)); return 0; });
  }
};

TEST_F(TimestampsTest, ARequestIsKeptUntilItIsAnswered) {
  const TimestampRecord wanted = Want(StampSubject::kCheckpoint, 100, "note");
  EXPECT_EQ(Want(StampSubject::kCheckpoint, 100, "note").id, wanted.id) << "asked for again";
  EXPECT_EQ(Must(DueTimestamps(*db_, 10)).size(), 1u);
  InTx([&](Transaction& tx) { Must(PutOffTimestamp(tx, wanted.id, "down", clock_.Now() + std::chrono::seconds(60), StampState::kWanted)); return 0; });
  EXPECT_TRUE(Must(DueTimestamps(*db_, 10)).empty());
  EXPECT_EQ(Must(CountTimestamps(*db_)).last_error, "down");
  clock_.Advance(std::chrono::seconds(60));
  ASSERT_EQ(Must(DueTimestamps(*db_, 10)).size(), 1u);
  EXPECT_EQ(Must(DueTimestamps(*db_, 10)).front().attempts, 1);
  InTx([&](Transaction& tx) { Must(PutOffTimestamp(tx, wanted.id, "down", clock_.Now() + std::chrono::days(400), StampState::kWanted)); return 0; });
  EXPECT_EQ(Must(DueTimestamps(*db_, 10)).size(), 1u) << "put off by a clock that was a year ahead";

  const Id authority = Authority("a", true);
  Keep(wanted, authority, "2026-11-23T09:00:00Z");
  EXPECT_TRUE(Must(DueTimestamps(*db_, 10)).empty());
  const TimestampRecord have = *Must(FindTimestamp(*db_, Sha256("note")));
  EXPECT_EQ(have.state, StampState::kHave);
  EXPECT_EQ(have.answer, "answer");
  EXPECT_EQ(have.facts.time, *ParseTime("2026-11-23T09:00:00Z"));
  EXPECT_FALSE(have.facts.accuracy_micros) << "not said, so unknown";
  InTx([&](Transaction& tx) {
    EXPECT_EQ(KeepTimestamp(tx, wanted.id, authority, "other", {}).error().code, ErrorCode::kConflict) << "a token is never changed";
    return 0;
  });
}

TEST_F(TimestampsTest, AnAuthorityIsVersions) {
  const Id first = Authority("a", false), second = Authority("a", true);
  const std::vector<TimeAuthorityRecord> listed = Must(ListTimeAuthorities(*db_));
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed.front().id, second);
  EXPECT_EQ(listed.front().number, 2);
  EXPECT_EQ(listed.front().rules.policies, std::vector<std::string>{"1.2.3"});
  EXPECT_EQ(listed.front().rules.max_accuracy_micros, 5);
  EXPECT_FALSE(Must(FindTimeAuthority(*db_, first))->trusted) << "what was trusted then";
}

TEST_F(TimestampsTest, WhatAllRefusedRestsUntilAnAuthorityComes) {
  const TimestampRecord wanted = Want(StampSubject::kSeal, 0, "seal");
  InTx([&](Transaction& tx) { Must(PutOffTimestamp(tx, wanted.id, "bad algorithm", clock_.Now(), StampState::kRefused)); return 0; });
  EXPECT_TRUE(Must(DueTimestamps(*db_, 10)).empty());
  EXPECT_EQ(Must(CountTimestamps(*db_)).refused, 1);
  Authority("b", false);
  EXPECT_EQ(Must(DueTimestamps(*db_, 10)).size(), 1u);
}

TEST_F(TimestampsTest, ClassesFollowFromTokens) {
  EXPECT_EQ(Must(TimeClassOf(*db_, 5)).time_class, TimeClass::kC);
  EXPECT_FALSE(Must(TimeClassOf(*db_, 5)).not_later_than);
  const Id trusted = Authority("a", true), plain = Authority("b", false);
  Keep(Want(StampSubject::kCheckpoint, 200, "later"), trusted, "2026-11-25T00:00:00Z");
  Keep(Want(StampSubject::kCheckpoint, 100, "note"), trusted, "2026-11-24T00:00:00Z");
  Keep(Want(StampSubject::kSeal, 0, "seal a"), trusted, "2026-11-24T00:00:00Z");
  Keep(Want(StampSubject::kSeal, 0, "seal b"), plain, "2026-11-24T00:00:00Z");
  Want(StampSubject::kSeal, 0, "seal c");
  const struct { int64_t no; TimeClass time_class; int64_t by; } events[] = {{0, TimeClass::kB, 100}, {99, TimeClass::kB, 100}, {100, TimeClass::kB, 200}, {199, TimeClass::kB, 200}, {200, TimeClass::kC, 0}};
  for (const auto& c : events) {
    const TimeTrust trust = Must(TimeClassOf(*db_, c.no));
    EXPECT_EQ(trust.time_class, c.time_class) << c.no << ": an event itself is never stamped, so it is never A";
    EXPECT_EQ(trust.checkpoint_size, c.by) << c.no;
  }
  EXPECT_EQ(Must(TimeClassOfDigest(*db_, Sha256("seal a"))).time_class, TimeClass::kA);
  EXPECT_EQ(Must(TimeClassOfDigest(*db_, Sha256("seal b"))).time_class, TimeClass::kB);
  EXPECT_EQ(Must(TimeClassOfDigest(*db_, Sha256("seal c"))).time_class, TimeClass::kC) << "only wanted";
  EXPECT_EQ(Must(TimeClassOfDigest(*db_, Sha256("nothing"))).time_class, TimeClass::kC);
}

}  // namespace
}  // namespace markwarden

// The log: Merkle trees against RFC 6962's own words, numbering, proofs, erasure.
#include "store/events.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <thread>

#include "core/merkle.h"
#include "tests/store/store_fixture.h"

namespace markwarden {
namespace {

// RFC 6962, 2.1, word for word.
Sha256Digest NaiveRoot(const std::vector<std::string>& d) {
  const auto text = [](const Sha256Digest& h) { return std::string(h.begin(), h.end()); };
  if (d.empty()) return Sha256("");
  if (d.size() == 1) return Sha256(std::string(1, '\0') + d[0]);
  size_t k = 1;
  while (k * 2 < d.size()) k *= 2;
  return Sha256(std::string(1, '\1') + text(NaiveRoot({d.begin(), d.begin() + static_cast<long>(k)})) +
                text(NaiveRoot({d.begin() + static_cast<long>(k), d.end()})));
}

// Leaves of the Certificate Transparency reference tests, and the roots published with them.
std::vector<std::string> KnownLeaves() {
  std::vector<std::string> leaves;
  for (const char* hex : {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}) {
    leaves.push_back(FromHex(hex));
  }
  return leaves;
}

TEST(MerkleTest, FitsThePublishedRoots) {
  std::vector<Sha256Digest> hashes;
  for (const std::string& leaf : KnownLeaves()) hashes.push_back(LeafHash(leaf));
  const struct { size_t size; const char* root; } known[] = {
      {0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
      {8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
  };
  for (const auto& k : known) {
    EXPECT_EQ(ToHex(MerkleRoot(std::span(hashes).first(k.size))), k.root) << k.size;
  }
}

TEST(MerkleTest, ProvesEveryLeafAndEveryGrowthUpTo33) {
  std::vector<std::string> leaves;
  std::vector<Sha256Digest> hashes;
  std::vector<Sha256Digest> roots{Sha256("")};
  for (int i = 0; i < 33; ++i) {
    leaves.push_back("leaf " + std::to_string(i));
    hashes.push_back(LeafHash(leaves.back()));
    roots.push_back(NaiveRoot(leaves));
    EXPECT_EQ(MerkleRoot(hashes), roots.back()) << i;
  }
  const NodeReader read = ReadLeaves(hashes);
  for (int64_t size = 1; size <= 33; ++size) {
    for (int64_t i = 0; i < size; ++i) {
      auto path = Must(MerkleInclusion(i, size, read));
      const auto at = static_cast<size_t>(size);
      const Sha256Digest& leaf = hashes[static_cast<size_t>(i)];
      EXPECT_TRUE(VerifyInclusion(leaf, i, size, path, roots[at])) << i << " of " << size;
      EXPECT_FALSE(VerifyInclusion(leaf, (i + 1) % size, size, path, roots[at]) && size > 1) << i << " of " << size;
      if (path.empty()) continue;
      path.back()[0] ^= 1;
      EXPECT_FALSE(VerifyInclusion(leaf, i, size, path, roots[at]));
      path.pop_back();
      EXPECT_FALSE(VerifyInclusion(leaf, i, size, path, roots[at]));
    }
    for (int64_t old = 1; old <= size; ++old) {
      auto path = Must(MerkleConsistency(old, size, read));
      const auto o = static_cast<size_t>(old), s = static_cast<size_t>(size);
      EXPECT_TRUE(VerifyConsistency(old, roots[o], size, roots[s], path)) << old << " to " << size;
      EXPECT_FALSE(VerifyConsistency(old, Sha256("x"), size, roots[s], path)) << old << " to " << size;
    }
  }
  EXPECT_EQ(MerkleInclusion(3, 3, read).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(MerkleConsistency(0, 3, read).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(MerkleConsistency(4, 3, read).error().code, ErrorCode::kInvalid);
}

using EventsTest = StoreTest;

TEST_F(EventsTest, NumbersInBatchesAndProves) {
  std::vector<Id> ids;
  std::vector<Sha256Digest> roots{Sha256("")};
  for (int i = 0; i < 21; ++i) {
    ids.push_back(InTx([&](Transaction& tx) {
      NewEvent event = EventBy(officer_, "flag.dismissed", "flag", 7 + i);
      event.detail = {{"reason", "genuine"}, {"n", i}};
      event.personal = {{"note", "Ms. Wang says so"}};
      return Must(AppendEvent(tx, event));
    }));
    EXPECT_EQ(ProveEvent(*db_, ids.back()).error().code, ErrorCode::kUnavailable);
    if (i % 4 == 3) Must(SequenceEvents(*db_, 3));
  }
  while (Must(SequenceEvents(*db_, 3)) > 0) {
  }
  EXPECT_EQ(Must(CountWaitingEvents(*db_)), 0);
  const TreeHead head = Must(LogHead(*db_));
  EXPECT_EQ(head.size, 21);
  std::vector<std::string> leaves;
  for (const Id id : ids) {
    const Event event = *Must(FindEvent(*db_, officer_, id));
    ASSERT_TRUE(event.no);
    EXPECT_EQ(*event.no, static_cast<int64_t>(leaves.size())) << "oldest first";
    leaves.push_back(LeafBytes(event));
    EXPECT_EQ(leaves.back().find("Wang"), std::string::npos) << "nothing personal in a leaf";
  }
  EXPECT_EQ(head.root, NaiveRoot(leaves));
  for (const Id id : ids) {
    const InclusionProof proof = Must(ProveEvent(*db_, id));
    EXPECT_TRUE(VerifyInclusion(proof.leaf, proof.index, proof.size, proof.path, head.root));
  }
  const auto growth = Must(ProveConsistency(*db_, 9, 21));
  EXPECT_TRUE(VerifyConsistency(9, Must(LogRoot(*db_, 9)), 21, head.root, growth));
  Must(CheckLog(*db_));
}

TEST_F(EventsTest, ErasingThePersonalPartLeavesTheProof) {
  const Id id = InTx([&](Transaction& tx) {
    NewEvent event = EventBy(officer_, "case.noted", "case", 1);
    event.personal = {{"phone", "13800000000"}};
    return Must(AppendEvent(tx, event));
  });
  Must(SequenceEvents(*db_));
  const std::string leaf = LeafBytes(*Must(FindEvent(*db_, officer_, id)));
  InTx([&](Transaction& tx) { Must(EraseEventPayload(tx, id)); return 0; });
  const Event erased = *Must(FindEvent(*db_, officer_, id));
  EXPECT_FALSE(erased.personal);
  EXPECT_EQ(LeafBytes(erased), leaf);
  Must(CheckLog(*db_));
}

TEST_F(EventsTest, CheckFindsAChangedRow) {
  InTx([&](Transaction& tx) { return Must(AppendEvent(tx, EventBy(officer_, "a.b", "flag", 1))); });
  Must(SequenceEvents(*db_));
  db_->raw().exec("DROP TRIGGER event_is_kept");
  db_->raw().exec("UPDATE event SET kind = 'a.c'");
  EXPECT_EQ(CheckLog(*db_).error().code, ErrorCode::kInternal);
}

TEST_F(EventsTest, TwoSequencersTakeTurns) {
  for (int i = 0; i < 200; ++i) {
    InTx([&](Transaction& tx) { return Must(AppendEvent(tx, EventBy(officer_, "a.b", "flag", i + 1))); });
  }
  std::vector<std::thread> threads;
  std::atomic<int64_t> numbered = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      auto db = Must(store_->OpenCase());
      while (true) {
        const Result<int64_t> done = SequenceEvents(*db, 7);
        ASSERT_TRUE(done) << done.error().message;
        if (*done == 0 && Must(CountWaitingEvents(*db)) == 0) break;
        numbered += *done;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(numbered, 200);
  EXPECT_EQ(Must(LogHead(*db_)).size, 200);
  Must(CheckLog(*db_));
}

TEST_F(EventsTest, PagesNewestFirstWithinTheOrganisation) {
  for (int i = 0; i < 5; ++i) {
    InTx([&](Transaction& tx) { return Must(AppendEvent(tx, EventBy(officer_, i % 2 ? "flag.held" : "case.made", "flag", 1))); });
  }
  const auto first = Must(ListEvents(*db_, officer_, {}, {.limit = 3, .after = ""}));
  ASSERT_EQ(first.rows.size(), 3u);
  const auto second = Must(ListEvents(*db_, officer_, {}, {.limit = 3, .after = first.next}));
  EXPECT_EQ(second.rows.size(), 2u);
  EXPECT_TRUE(second.next.empty());
  EXPECT_GT(first.rows.back().id, second.rows.front().id);
  EXPECT_EQ(Must(ListEvents(*db_, officer_, {.kind = "flag."})).rows.size(), 2u);
  EXPECT_TRUE(Must(ListEvents(*db_, stranger_)).rows.empty());
  EXPECT_EQ(ListEvents(*db_, officer_, {}, {.limit = 3, .after = "bogus"}).error().code, ErrorCode::kInvalid);
}

TEST_F(StoreTest, EventsAreReadByPersonThingAndTime) {
  const auto add = [&](const Scope& by, const char* kind, Id subject) {
    InTx([&](Transaction& tx) { return Must(AppendEvent(tx, EventBy(by, kind, "flag", subject))); });
    clock_.Advance(std::chrono::hours(1));
  };
  const Time begin = clock_.Now();
  Scope colleague = officer_;
  colleague.actor_name = "sun";
  add(officer_, "flag.decided", 1);
  add(colleague, "flag.decided", 1);
  add(colleague, "case.made", 2);
  add(stranger_, "flag.decided", 1);
  const auto kinds = [&](const EventFilter& filter) {
    std::string all;
    PageRequest page{.limit = 1, .after = {}};
    do {
      Page<Event> got = Must(ListEvents(*db_, officer_, filter, page));
      for (const Event& event : got.rows) all += event.actor_name + " " + event.kind + "; ";
      page.after = got.next;
    } while (!page.after.empty());
    return all;
  };
  const auto hours = [&](int n) { return begin + std::chrono::hours(n); };
  EXPECT_EQ(kinds({.actor_name = "sun"}), "sun case.made; sun flag.decided; ");
  EXPECT_EQ(kinds({.subject_kind = "flag", .subject = 1}), "sun flag.decided; lin flag.decided; ");
  EXPECT_EQ(kinds({.from = hours(1)}), "sun case.made; sun flag.decided; ");
  EXPECT_EQ(kinds({.to = hours(1)}), "lin flag.decided; ") << "the end is not included";
  EXPECT_EQ(kinds({.kind = "flag.", .from = hours(0), .to = hours(2)}), "sun flag.decided; lin flag.decided; ");
  EXPECT_EQ(kinds({.from = hours(3)}), "") << "another organisation's";
  // Neither reads the whole log.
  for (const char* sql : {"SELECT id FROM event WHERE org_id = 1 AND actor_name = 'a' ORDER BY id DESC LIMIT 5",
                          "SELECT id FROM event WHERE org_id = 1 AND at_ms >= 1 AND at_ms < 9 ORDER BY at_ms DESC, id DESC LIMIT 5"}) {
    SQLite::Statement plan(db_->raw(), std::string("EXPLAIN QUERY PLAN ") + sql);
    std::string said;
    while (plan.executeStep()) said += plan.getColumn(3).getString() + "; ";
    EXPECT_NE(said.find("USING COVERING INDEX event_by_"), std::string::npos) << said;
    EXPECT_EQ(said.find("TEMP B-TREE"), std::string::npos) << said;
  }
}

}  // namespace
}  // namespace markwarden

// What the tables give back: accounts, rights, sources, watches, listings, rule sets; and that
// one organisation does not see another's.
#include "tests/store/store_fixture.h"

namespace markwarden {
namespace {

using RepositoryTest = StoreTest;

TEST_F(RepositoryTest, AccountsTokensSessionsCodes) {
  Account account;
  account.org = officer_.org;
  account.login = "chen";
  account.roles = {Role::kHolder};
  account.regions = {"2301"};
  account.rights = {NewRight(officer_, "tm-1").id};
  const Account chen = InTx([&](Transaction& tx) { return Must(AddAccount(tx, account)); });
  const auto found = Must(FindAccountByLogin(*db_, "chen"));
  EXPECT_EQ(found->roles, account.roles);
  EXPECT_EQ(found->regions, account.regions);
  EXPECT_EQ(found->rights, account.rights);
  {
    const auto tx = Must(db_->Begin());
    EXPECT_EQ(AddAccount(*tx, account).error().code, ErrorCode::kConflict);
  }
  InTx([&](Transaction& tx) {
    Must(AddToken(tx, chen.id, "laptop", "secret", clock_.Now() + std::chrono::hours(1)));
    Must(AddSession(tx, "cookie", {.account = chen.id, .created_at = clock_.Now(), .idle_until = clock_.Now() + std::chrono::minutes(30),
                                   .expires_at = clock_.Now() + std::chrono::hours(12)}));
    Must(AddSignInCode(tx, chen.id, "once", clock_.Now() + std::chrono::minutes(10)));
    return 0;
  });
  EXPECT_EQ(Must(AccountByToken(*db_, "secret"))->account.id, chen.id);
  EXPECT_FALSE(Must(AccountByToken(*db_, "other")));
  EXPECT_EQ(InTx([&](Transaction& tx) { return Must(UseSignInCode(tx, "once")); })->id, chen.id);
  EXPECT_FALSE(InTx([&](Transaction& tx) { return Must(UseSignInCode(tx, "once")); })) << "a code works once";
  clock_.Advance(std::chrono::minutes(20));
  EXPECT_TRUE(InTx([&](Transaction& tx) { return Must(UseSession(tx, "cookie", std::chrono::minutes(30))); }));
  clock_.Advance(std::chrono::minutes(20));
  EXPECT_TRUE(Must(AccountBySession(*db_, "cookie"))) << "use moved the idle end on";
  clock_.Advance(std::chrono::minutes(20));
  EXPECT_FALSE(Must(AccountBySession(*db_, "cookie"))) << "idle for half an hour";
  EXPECT_FALSE(Must(AccountByToken(*db_, "secret"))) << "the token has expired";
  Account stale = chen;
  stale.disabled = true;
  InTx([&](Transaction& tx) { return Must(UpdateAccount(tx, stale)); });
  const auto tx = Must(db_->Begin());
  EXPECT_EQ(UpdateAccount(*tx, stale).error().code, ErrorCode::kConflict) << "somebody was faster";
}

TEST_F(RepositoryTest, RightsAreVersioned) {
  Right right;
  right.id = "tm-1";
  right.title = "ZORLA";
  right.names = {"zorla"};
  right.holder = {.name = "Zorla Works", .id = "91230100XXXXXXXXXX", .extra = Json::object()};
  const std::vector<RightPicture> pictures = {{"logo.png", Sha256Hex("logo")}};
  const auto first = InTx([&](Transaction& tx) { return Must(SaveRight(tx, officer_, right, pictures)); });
  EXPECT_TRUE(first.created && first.new_version);
  const auto same = InTx([&](Transaction& tx) { return Must(SaveRight(tx, officer_, right, pictures)); });
  EXPECT_FALSE(same.created || same.new_version);
  right.names.push_back("zorlla");
  const auto second = InTx([&](Transaction& tx) { return Must(SaveRight(tx, officer_, right, pictures)); });
  EXPECT_TRUE(!second.created && second.new_version);
  EXPECT_EQ(second.record.id, first.record.id);
  EXPECT_EQ(Must(FindRight(*db_, officer_, first.record.id))->version, 2);
  EXPECT_EQ(Must(FindRightVersion(*db_, officer_, first.record.version_id))->right.names.size(), 1u);
  EXPECT_EQ(Must(RightVersions(*db_, officer_, first.record.id)).size(), 2u);
  EXPECT_EQ(Must(FindRightByKey(*db_, officer_, "tm-1"))->pictures, pictures);
  right.names.clear();
  const auto tx = Must(db_->Begin());
  EXPECT_EQ(SaveRight(*tx, officer_, right, {}).error().code, ErrorCode::kInvalid) << "nothing to look for";
}

TEST_F(RepositoryTest, PagesRights) {
  for (int i = 0; i < 5; ++i) NewRight(officer_, "tm-" + std::to_string(i));
  const auto first = Must(ListRights(*db_, officer_, {}, {.limit = 2, .after = ""}));
  const auto second = Must(ListRights(*db_, officer_, {}, {.limit = 2, .after = first.next}));
  ASSERT_EQ(second.rows.size(), 2u);
  EXPECT_EQ(second.rows[0].key, "tm-2");
  EXPECT_EQ(Must(ListRights(*db_, officer_, {}, {.limit = 2, .after = second.next})).rows.size(), 1u);
}

TEST_F(RepositoryTest, SourcesAndWatches) {
  const Source source = InTx([&](Transaction& tx) {
    Must(SavePlatform(tx, officer_, {.id = 0, .key = "shop1", .name = "Shop One", .hosts = {"shop1.test"}, .item_pattern = "",
                                     .notice_profile = {{"country", "CN"}}, .row_version = 0}));
    return Must(SaveSource(tx, officer_, "shop1", "shop1", "start: http://shop1.test/"));
  });
  EXPECT_EQ(source.version, 1);
  EXPECT_EQ(InTx([&](Transaction& tx) { return Must(SaveSource(tx, officer_, "shop1", "shop1", source.yaml)); }).version, 1);
  EXPECT_EQ(InTx([&](Transaction& tx) { return Must(SaveSource(tx, officer_, "shop1", "shop1", "start: other")); }).version, 2);
  EXPECT_EQ(Must(FindPlatform(*db_, "shop1"))->hosts.front(), "shop1.test");
  Watch watch;
  watch.name = "spring";
  watch.rights = {NewRight(officer_, "tm-1").id};
  watch.sources = {source.id};
  watch.queries = {"zorla shoes"};
  watch.region_code = "230100";
  watch.from = *ParseTime("2026-11-01");
  watch.to = *ParseTime("2026-12-01");
  const Watch added = InTx([&](Transaction& tx) { return Must(AddWatch(tx, officer_, watch)); });
  const Watch found = *Must(FindWatchByName(*db_, officer_, "spring"));
  EXPECT_EQ(found.rights, watch.rights);
  EXPECT_EQ(found.sources, watch.sources);
  EXPECT_EQ(found.queries, watch.queries);
  EXPECT_EQ(found.to, watch.to);
  EXPECT_EQ(Must(ActiveWatches(*db_, clock_.Now())).size(), 1u);
  EXPECT_TRUE(Must(ActiveWatches(*db_, *ParseTime("2027-01-01"))).empty());
  InTx([&](Transaction& tx) { Must(SetWatchState(tx, officer_, added.id, "done", 1)); return 0; });
  const auto tx = Must(db_->Begin());
  EXPECT_EQ(SetWatchState(*tx, officer_, added.id, "active", 1).error().code, ErrorCode::kConflict);
  EXPECT_EQ(AddWatch(*tx, officer_, watch).error().code, ErrorCode::kConflict);
  watch.name = "theirs";
  EXPECT_EQ(AddWatch(*tx, stranger_, watch).error().code, ErrorCode::kNotFound) << "a right of another organisation";
}

TEST_F(RepositoryTest, SnapshotsAreIdempotentAndMatchedAnewWhenPicturesArrive) {
  const CaptureRef page = Capture({PageAt("http://shop1.test/item/1", "<h1>zorla</h1>")}).front();
  NewSnapshot snapshot;
  snapshot.platform = "shop1";
  snapshot.item_key = "1";
  snapshot.capture = page.id;
  snapshot.extractor = "x1";
  snapshot.listing.title = "zorla shoes";
  snapshot.listing.url = "http://shop1.test/item/1";
  snapshot.listing.seller = {.name = "Lucky", .id = "s9", .url = "", .location = "", .licence = "", .credit_code = "", .contacts = {}};
  snapshot.pictures = {{.position = 0, .url = "http://shop1.test/1.jpg", .capture = 0, .sha256 = ""}};
  const auto save = [&] { return InTx([&](Transaction& tx) { return Must(SaveSnapshot(tx, officer_, snapshot)); }); };
  const SnapshotSaved first = save();
  EXPECT_TRUE(first.new_listing && first.new_snapshot && first.changed);
  const SnapshotSaved again = save();
  EXPECT_FALSE(again.new_snapshot);
  EXPECT_EQ(again.snapshot, first.snapshot);
  EXPECT_EQ(again.seller, first.seller);
  EXPECT_EQ(Must(ListMissingPictures(*db_, 10)), std::vector<std::string>{"http://shop1.test/1.jpg"});

  const UnmatchedRequest request{.org = officer_.org, .rule_set = "rs1", .engine = "e1"};
  const auto due = Must(ListUnmatched(*db_, request));
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].listing.title, "zorla shoes");
  // The picture arrives while the match runs: the look was made without it.
  const CaptureRef picture = Capture({PageAt("http://shop1.test/1.jpg", "jpeg")}).front();
  EXPECT_EQ(InTx([&](Transaction& tx) { return Must(LinkPicture(tx, "http://shop1.test/1.jpg", picture.id, picture.payload_sha256)); }), 1);
  InTx([&](Transaction& tx) { Must(MarkMatched(tx, officer_.org, "rs1", "e1", due[0])); return 0; });
  const auto anew = Must(ListUnmatched(*db_, request));
  ASSERT_EQ(anew.size(), 1u);
  EXPECT_EQ(anew[0].pictures[0].sha256, picture.payload_sha256);
  InTx([&](Transaction& tx) { Must(MarkMatched(tx, officer_.org, "rs1", "e1", anew[0])); return 0; });
  EXPECT_EQ(Must(CountUnmatched(*db_, officer_.org, "rs1", "e1")), 0);
  EXPECT_EQ(Must(CountUnmatched(*db_, officer_.org, "rs2", "e1")), 1) << "another rule set looks anew";
  EXPECT_EQ(Must(CountUnmatched(*db_, officer_.org, "rs1", "e2")), 1) << "another engine looks anew";

  snapshot.listing.title.clear();
  snapshot.listing.url.clear();
  snapshot.item_key = "2";
  const auto tx = Must(db_->Begin());
  EXPECT_EQ(SaveSnapshot(*tx, officer_, snapshot).error().code, ErrorCode::kInvalid);
}

TEST_F(RepositoryTest, PicturesKeepWhatIsKnown) {
  const std::string sha = Sha256Hex("picture");
  InTx([&](Transaction& tx) {
    Must(SavePicture(tx, {.sha256 = sha, .perceptual_hash = std::string(32, '\1'), .quality = 90, .width = 800, .height = 600}));
    Must(SavePicture(tx, {.sha256 = sha, .perceptual_hash = "", .quality = 0, .width = 0, .height = 0}));
    return 0;
  });
  const PictureRecord picture = *Must(FindPicture(*db_, sha));
  EXPECT_EQ(picture.perceptual_hash, std::string(32, '\1'));
  EXPECT_EQ(picture.quality, 90);
  EXPECT_EQ(picture.width, 800);
}

TEST_F(RepositoryTest, AnotherRuleSetIsAnotherGeneration) {
  const auto force = [&](const char* digest) {
    return InTx([&](Transaction& tx) { return Must(PutRuleSetInForce(tx, officer_, digest, {1, 2}, {3})); }).generation;
  };
  EXPECT_EQ(Must(RuleGeneration(*db_, officer_.org)), 0);
  EXPECT_EQ(force("a"), 1);
  EXPECT_EQ(force("a"), 1);
  EXPECT_EQ(force("b"), 2);
  EXPECT_EQ(force("a"), 3) << "an old one comes back";
  EXPECT_EQ(Must(RuleSetInForce(*db_, officer_.org))->right_versions, (std::vector<Id>{1, 2}));
  EXPECT_FALSE(Must(RuleSetInForce(*db_, stranger_.org)));
}

TEST_F(RepositoryTest, AnotherOrganisationSeesNothing) {
  const RightRecord right = NewRight(officer_, "tm-1");
  const SnapshotSaved listing = NewListing("1", "zorla");
  const HitSaved hit = Record(officer_, HitOn(listing, right, 20));
  const CaseRecord made = InTx([&](Transaction& tx) { return Must(OpenCase(tx, officer_, {.title = "t", .flags = {hit.flag}})); });
  const NoticeRecord notice = InTx([&](Transaction& tx) { return Must(AddNotice(tx, officer_, made.id, Notice{})); });
  EXPECT_FALSE(Must(FindRight(*db_, stranger_, right.id)));
  EXPECT_FALSE(Must(FindRightVersion(*db_, stranger_, right.version_id)));
  EXPECT_TRUE(Must(ListRights(*db_, stranger_)).rows.empty());
  EXPECT_FALSE(Must(FindFlag(*db_, stranger_, hit.flag)));
  EXPECT_FALSE(Must(FindFlagDetail(*db_, stranger_, hit.flag)));
  EXPECT_FALSE(Must(FindHit(*db_, stranger_, hit.hit)));
  EXPECT_TRUE(Must(ListQueue(*db_, stranger_)).rows.empty());
  EXPECT_EQ(Must(CountFlags(*db_, stranger_)).suspected, 0);
  EXPECT_FALSE(Must(FindCase(*db_, stranger_, made.id)));
  EXPECT_FALSE(Must(FindNotice(*db_, stranger_, notice.id)));
  EXPECT_TRUE(Must(TakedownQueues(*db_, stranger_)).empty());
  EXPECT_TRUE(Must(ListHolders(*db_, stranger_)).empty());
  EXPECT_EQ(Must(ListAccounts(*db_, stranger_)).rows.size(), 1u);
  const auto tx = Must(db_->Begin());
  EXPECT_EQ(SetNoticeState(*tx, stranger_, notice.id, "queued", 1).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(OpenCase(*tx, stranger_, {.title = "t", .flags = {hit.flag}}).error().code, ErrorCode::kNotFound);
}

TEST_F(RepositoryTest, RegionsAndRightsNarrowWhatIsSeen) {
  const RightRecord first = NewRight(officer_, "tm-1"), second = NewRight(officer_, "tm-2");
  const struct { const char* item; const char* region; const RightRecord* right; } rows[] = {
      {"harbin", "230103", &first}, {"suihua", "231202", &first}, {"beijing", "110105", &second}, {"unknown", "", &second}};
  for (const auto& row : rows) {
    NewHit hit = HitOn(NewListing(row.item, row.item, row.region), *row.right, 20);
    hit.region_code = row.region;
    Record(officer_, hit);
  }
  const auto seen = [&](const Scope& scope) { return Must(ListQueue(*db_, scope)).rows.size(); };
  const auto in = [&](std::vector<std::string> regions) {
    Scope scope = officer_;
    scope.regions = std::move(regions);
    return seen(scope);
  };
  EXPECT_EQ(in({}), 4u);
  EXPECT_EQ(in({"2301"}), 1u);
  EXPECT_EQ(in({"230100"}), 1u);
  EXPECT_EQ(in({"23"}), 3u) << "a province sees what is of unknown region";
  EXPECT_EQ(in({"2301", "1101"}), 2u);
  EXPECT_EQ(in({"2301' OR '1'='1"}), 0u);
  Scope holder = stranger_;
  holder.roles = {Role::kHolder};
  EXPECT_EQ(seen(holder), 0u);
  holder.rights = {second.id};
  EXPECT_EQ(seen(holder), 2u) << "through the right, whichever organisation watches";
  EXPECT_FALSE(Must(FindRight(*db_, holder, first.id)));
  const Id flag = Must(ListQueue(*db_, holder)).rows.front().flag.id;
  EXPECT_TRUE(Must(FindFlagDetail(*db_, holder, flag)));
}

}  // namespace
}  // namespace markwarden

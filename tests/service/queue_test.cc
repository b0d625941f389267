// How people share the queue: order, locks, groups, filters, what is told live.
#include <SQLiteCpp/SQLiteCpp.h>

#include <atomic>
#include <thread>

#include "core/file.h"
#include "core/picture_key.h"
#include "service/flag_groups.h"
#include "service/flag_locks.h"
#include "service/live.h"
#include "service/priority.h"
#include "service/queue_keeper.h"
#include "service/queue_policy.h"
#include "service/saved_filters.h"
#include "service/transact.h"
#include "service/work.h"
#include "store/flags.h"
#include "store/listings.h"
#include "store/priorities.h"
#include "tests/service/store_fixture.h"
#include "tests/temporary_folder.h"

namespace markwarden {
namespace {

// Two offers of one stall, one of another, one of the holder's own shop: the same picture is on all of them.
constexpr const char* kStalls =
    R"({"url":"https://shopx.example/item/1","platform":"shopx","item_id":"1","title":"Z.e.l.l.v.o.r.a 运动鞋 高仿 1:1","price":{"amount":"99.00","currency":"CNY"},"sales":99,"category":["鞋"],"seller":{"name":"Night stall","id":"s1"}})" "\n"
    R"({"url":"https://shopx.example/item/2","platform":"shopx","item_id":"2","title":"Z.e.l.l.v.o.r.a 板鞋 高仿","price":{"amount":"299.00","currency":"CNY"},"category":["鞋"],"seller":{"name":"Night stall","id":"s1"}})" "\n"
    R"({"url":"https://shopx.example/item/3","platform":"shopx","item_id":"3","title":"Z.e.l.l.v.o.r.a 跑鞋 高仿","price":{"amount":"199.00","currency":"CNY"},"category":["鞋"],"seller":{"name":"Day stall","id":"s2"}})" "\n"
    R"({"url":"https://shopx.example/item/4","platform":"shopx","item_id":"4","title":"Zellvora 运动鞋 正品","price":{"amount":"589.00","currency":"CNY"},"category":["鞋"],"seller":{"name":"Zellvora flagship","id":"s9"}})" "\n";

class SharedQueueTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    // The same store under a clock that the test moves.
    service_.reset();
    auto opened = Service::Open({.store_dir = dir_ / "store", .data_dir = MARKWARDEN_SOURCE_DIR, .process = "test", .clock = &clock_});
    ASSERT_TRUE(opened) << opened.error().message;
    service_ = std::move(*opened);
    lin_ = Person("lin", "officer");
    wei_ = Person("wei", "officer");
    head_ = Person("head", "head");
    ASSERT_TRUE(ImportRightsFile(*service_, lin_, Write("rights.jsonl", kSampleRight)));
    auto listings = ImportFile(*service_, lin_, {.file = Write("listings.jsonl", kStalls), .from = "shopx"});
    ASSERT_TRUE(listings) << listings.error().message;
    leads_ = Items({});
    ASSERT_EQ(leads_.size(), 3u) << leads_.dump();
  }

  Json Items(FlagQuery query, const Scope* by = nullptr) {
    if (query.view.empty() && query.states.empty()) query.view = "new";
    auto page = ListFlags(*service_, by ? *by : lin_, query);
    EXPECT_TRUE(page) << page.error().message;
    return page ? (*page)["items"] : Json::array();
  }
  Id Lead(const char* item) {
    for (const Json& lead : leads_) {
      if (JsonText(lead, "url").ends_with(item)) return *ParseId(JsonText(lead, "id"));
    }
    ADD_FAILURE() << item;
    return 0;
  }
  template <typename Change>
  void Directly(Change change) {
    const auto done = Writing(*service_, [&](Transaction& tx) -> Result<bool> { change(tx); return true; });
    ASSERT_TRUE(done) << done.error().message;
  }
  // All leads, those of the flagship too, show one picture.
  void OnePicture() {
    Directly([&](Transaction& tx) {
      for (const char* verdict : {"suspected", "cleared"}) {
        for (const Json& item : Items({.states = {"any"}, .verdict = verdict})) {
          ASSERT_TRUE(SetFlagPictureGroup(tx, *ParseId(JsonText(item, "id")), std::string(64, 'a')));
        }
      }
    });
  }
  std::string StateOf(Id flag) {
    const auto shown = ShowFlag(*service_, lin_, flag);
    EXPECT_TRUE(shown);
    return shown ? JsonText(*shown, "state") : "";
  }
  Json PriorityOfLead(Id flag) {
    const auto shown = ShowFlag(*service_, lin_, flag);
    EXPECT_TRUE(shown);
    return shown ? (*shown)["priority"] : Json();
  }
  static Json Part(const Json& priority, const std::string& name) {
    for (const Json& part : priority["parts"]) {
      if (JsonText(part, "part") == name) return part;
    }
    return nullptr;
  }
  void Keep() {
    auto keeper = QueueKeeper::Open(*service_);
    ASSERT_TRUE(keeper) << keeper.error().message;
    const auto done = (*keeper)->RefreshAll({});
    ASSERT_TRUE(done) << done.error().message;
  }

  FakeClock clock_{std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now())};
  Scope lin_, wei_, head_;
  Json leads_;
};

TEST(PriorityTest, EachPartIsWhatTheFormulaSays) {
  const auto formula = LoadPriorityFormula(MARKWARDEN_SOURCE_DIR);
  ASSERT_TRUE(formula) << formula.error().message;
  const auto points = [&](PriorityFacts facts, const char* part) {
    const Priority priority = PriorityOf(*formula, facts);
    for (const Json& one : priority.parts["parts"]) {
      if (JsonText(one, "part") == part) return one["points"].get<double>();
    }
    return 0.0;
  };
  const auto facts = [](auto set) { PriorityFacts made; set(made); return made; };
  using Facts = PriorityFacts&;
  const struct { const char* part; PriorityFacts facts; double points; } cases[] = {
      {"evidence", facts([](Facts f) { f.db = 21.44; }), 21.4},
      {"evidence", facts([](Facts f) { f.db = 99; }), 40},
      {"evidence", facts([](Facts f) { f.db = -9; }), 0},
      {"price", facts([](Facts f) { f.price_ratio = 0.3; }), 6},
      {"price", facts([](Facts f) { f.price_ratio = 0.75; }), 0},
      {"price", facts([](Facts) {}), 0},
      {"seller", facts([](Facts f) { f.seller_flags = 2; f.seller_upheld = 1; }), 7},
      {"seller", facts([](Facts f) { f.seller_flags = 50; f.seller_upheld = 50; }), 18},
      {"agreement", facts([](Facts f) { f.detectors = {"picture.copy", "text.sound"}; }), 6},
      {"agreement", facts([](Facts f) { f.detectors = {"text.name", "text.sound", "price.low"}; }), 0},
      {"health", facts([](Facts f) { f.classes = {25, 5}; }), 8},
      {"health", facts([](Facts f) { f.classes = {25}; }), 0},
      {"visibility", facts([](Facts f) { f.sales = 99; }), 4},
      {"visibility", facts([](Facts f) { f.sales = 1'000'000'000; }), 8},
      {"visibility", facts([](Facts f) { f.sales = -5; }), 0},
      {"age", facts([](Facts f) { f.age = std::chrono::hours(49); }), 1},
      {"age", facts([](Facts f) { f.age = std::chrono::hours(24 * 400); }), 7},
      {"age", facts([](Facts f) { f.age = std::chrono::hours(-5); }), 0},
  };
  for (const auto& one : cases) EXPECT_DOUBLE_EQ(points(one.facts, one.part), one.points) << one.part;
  const Priority whole = PriorityOf(*formula, facts([](Facts f) { f.db = 20; f.price_ratio = 0; f.classes = {30}; }));
  EXPECT_DOUBLE_EQ(whole.points, 38);
  EXPECT_EQ(whole.parts["version"], 1);
}

TEST(PriorityTest, AFormulaThatIsNoneIsRefusedByName) {
  const TemporaryFolder folder;
  const std::filesystem::path dir = folder.path();
  const std::string text = *ReadFile(std::filesystem::path(MARKWARDEN_SOURCE_DIR) / "service" / "data" / "priority.yaml", 1 << 20);
  std::filesystem::create_directories(dir / "data" / "service" / "data");
  const auto load = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    const size_t at = changed.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    changed.replace(at, from.size(), to);
    std::ofstream(dir / "data" / "service" / "data" / "priority.yaml") << changed;
    const auto loaded = LoadPriorityFormula(dir / "data");
    return loaded ? std::string() : loaded.error().message;
  };
  EXPECT_EQ(load("version: 1", "version: 2"), "");
  EXPECT_NE(load("per_db: 1", "per_db: much").find("evidence: per_db"), std::string::npos);
  EXPECT_NE(load("per_db: 1", "per_db: .inf").find("evidence: per_db"), std::string::npos);
  EXPECT_NE(load("below: 0.75", "below: 2").find("price: below"), std::string::npos);
  EXPECT_NE(load("classes: [1,", "classes: [77,").find("health: classes"), std::string::npos);
  EXPECT_NE(load("age: {per_day: 0.5, most: 7}", "age: {per_day: 0.5}").find("age: most"), std::string::npos);
  EXPECT_NE(load("agreement:", "agrement:").find("agrement"), std::string::npos);
  EXPECT_NE(load("source: set", "sauce: set").find("sauce"), std::string::npos);
}

TEST_F(SharedQueueTest, PriorityIsStoredWithItsPartsAndFollowsWhatChanges) {
  const Json first = PriorityOfLead(Lead("/1")), second = PriorityOfLead(Lead("/2"));
  ASSERT_FALSE(first.is_null()) << "computed in the pass that matched";
  EXPECT_NEAR(Part(first, "price")["ratio"].get<double>(), 99.0 / 599, 0.001);
  EXPECT_EQ(Part(first, "seller")["flags"], 1) << "the stall's other listing";
  EXPECT_EQ(Part(first, "visibility")["sales"], 99);
  EXPECT_TRUE(Part(PriorityOfLead(Lead("/3")), "seller").is_null());
  double sum = 0;
  for (const Json& part : first["parts"]) sum += part["points"].get<double>();
  EXPECT_NEAR(first["points"].get<double>(), sum, 0.05);
  EXPECT_EQ(leads_[0]["id"], IdToString(Lead("/1"))) << "the strongest first";
  EXPECT_EQ(Items({.min_priority = first["points"].get<double>()}).size(), 1u);

  // A case of the stall's other listing counts for the first; a page that is open is not stale for it.
  const auto before = ShowFlag(*service_, lin_, Lead("/1"));
  ASSERT_TRUE(MakeCase(*service_, lin_, {.flags = {Lead("/2")}, .title = "", .reason = "x", .basis = ""}));
  Keep();
  const auto after = ShowFlag(*service_, lin_, Lead("/1"));
  EXPECT_EQ(Part((*after)["priority"], "seller")["upheld"], 1) << (*after)["priority"].dump();
  EXPECT_GT((*after)["priority"]["points"].get<double>(), (*before)["priority"]["points"].get<double>());
  EXPECT_EQ((*after)["row_version"], (*before)["row_version"]);

  clock_.Advance(std::chrono::hours(49));
  Keep();
  EXPECT_EQ(Part(PriorityOfLead(Lead("/1")), "age")["days"], 2.0);
  EXPECT_TRUE(Part(PriorityOfLead(Lead("/2")), "age").is_null()) << "what is decided keeps what it had";
}

TEST_F(SharedQueueTest, NearDuplicatePicturesAreOneGroup) {
  // Hashes that differ in few bits, in many, and one of a picture without structure.
  const auto key = [](uint64_t low, int quality) {
    PictureKey made{.sha256 = std::string(64, '0'), .width = 9, .height = 9, .figure = false, .views = {}, .features = {}};
    made.views.push_back({.name = "whole", .region = {0, 0, 9, 9}, .hash = {}});
    made.views[0].hash.words = {low, 0, 0, ~uint64_t{0}};
    made.views[0].hash.quality = quality;
    return DumpJson(ToJson(made));
  };
  const std::vector<std::pair<std::string, std::string>> pictures = {
      {std::string(64, '1'), key(0, 90)}, {std::string(64, '2'), key(0x7fffffff, 90)}, {std::string(64, '3'), key(0xffffffff, 90)}};
  Directly([&](Transaction& tx) {
    size_t at = 0;
    for (const char* item : {"/1", "/2", "/3"}) {
      ASSERT_TRUE(SavePicture(tx, {.sha256 = pictures[at].first, .perceptual_hash = pictures[at].second, .quality = 90, .width = 9, .height = 9}));
      tx.db().raw().exec("UPDATE flag SET picture_sha256 = x'" + pictures[at].first + "', priority_due = 0 WHERE id = " + IdToString(Lead(item)));
      ++at;
    }
  });
  Keep();
  const Json groups = Items({.group = "picture"});
  ASSERT_EQ(groups.size(), 2u) << groups.dump();
  int64_t sizes = 0;
  for (const Json& one : groups) sizes += one["group"]["count"].get<int64_t>();
  EXPECT_EQ(sizes, 3) << "31 bits apart is one group, 32 is not";
}

TEST_F(SharedQueueTest, ViewsShowWhatTheyAreCalled) {
  const auto count = [&](const char* view, const Scope& by) { return Items({.view = view}, &by).size(); };
  EXPECT_EQ(count("cleared", lin_), 1u);
  EXPECT_EQ(count("overdue", lin_), 0u);
  clock_.Advance(std::chrono::hours(24 * 3));
  EXPECT_EQ(count("overdue", lin_), 3u);
  ASSERT_TRUE(LockFlag(*service_, lin_, Lead("/1")));
  EXPECT_EQ(count("mine", lin_), 1u);
  EXPECT_EQ(count("mine", wei_), 0u);
  ASSERT_TRUE(DecideFlag(*service_, lin_, Lead("/1"), {.action = "second_look", .reason = {}, .basis = {}, .note = {}}));
  EXPECT_EQ(count("mine", lin_), 0u) << "a decision leaves the lead";
  EXPECT_EQ(count("second_look", lin_), 0u) << "never shown to who asked";
  EXPECT_EQ(count("second_look", wei_), 1u);
  EXPECT_EQ(count("new", lin_), 2u);
  for (const FlagQuery& wrong : {FlagQuery{.view = "none"},
                                 FlagQuery{.states = {"held"}, .view = "new"},
                                 FlagQuery{.sort = "luck"},
                                 FlagQuery{.group = "colour"},
                                 FlagQuery{.region = "23 OR 1"},
                                 FlagQuery{.min_db = 9, .max_db = 3}}) {
    const auto refused = ListFlags(*service_, lin_, wrong);
    ASSERT_FALSE(refused) << wrong.view << wrong.sort << wrong.group << wrong.region;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
  }
}

TEST_F(SharedQueueTest, WhatAnotherHasOpenIsNotDecidedByAnybodyElse) {
  const Id flag = Lead("/1");
  ASSERT_TRUE(LockFlag(*service_, lin_, flag));
  const auto refused = DecideFlag(*service_, wei_, flag, {.action = "dismiss", .reason = "genuine", .basis = {}, .note = {}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_NE(refused.error().message.find("lin has had this lead open since"), std::string::npos) << refused.error().message;
  EXPECT_EQ(MakeCase(*service_, wei_, {.flags = {flag}, .title = "", .reason = "x", .basis = ""}).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(DecideFlag(*service_, wei_, flag, {.action = "note", .reason = {}, .basis = {}, .note = "seen before"})) << "a note decides nothing";
  EXPECT_EQ(Items({}, &wei_)[0]["lock"]["by"], "lin");

  EXPECT_EQ(BreakFlagLock(*service_, wei_, flag, "gone home").error().code, ErrorCode::kDenied) << "a head's word";
  EXPECT_EQ(BreakFlagLock(*service_, head_, flag, "").error().code, ErrorCode::kInvalid);
  ASSERT_TRUE(BreakFlagLock(*service_, head_, flag, "gone home"));
  EXPECT_EQ(BreakFlagLock(*service_, head_, flag, "again").error().code, ErrorCode::kConflict);
  const auto events = ListEvents(*service_, head_, {.subject_kind = {}, .kind = "flag.lock_broken", .cursor = {}});
  ASSERT_TRUE(events) << events.error().message;
  ASSERT_EQ((*events)["items"].size(), 1u);
  EXPECT_EQ((*events)["items"][0]["detail"]["held_by"], "lin");
  EXPECT_TRUE(DecideFlag(*service_, wei_, flag, {.action = "hold", .reason = {}, .basis = {}, .note = {}}));

  // Left alone it ends by its time.
  ASSERT_TRUE(LockFlag(*service_, lin_, Lead("/2")));
  clock_.Advance(std::chrono::minutes(10) - std::chrono::seconds(1));
  EXPECT_FALSE(LockFlag(*service_, wei_, Lead("/2")));
  clock_.Advance(std::chrono::seconds(1));
  EXPECT_TRUE(LockFlag(*service_, wei_, Lead("/2")));
}

TEST_F(SharedQueueTest, OfManyAtOnceOneOpensAndOneDecides) {
  const Id flag = Lead("/1");
  const int64_t version = (*ShowFlag(*service_, lin_, flag))["row_version"].get<int64_t>();
  std::vector<Scope> people = {lin_, wei_, head_, Person("anna", "officer"), Person("bo", "officer"), Person("chen", "reviewer")};
  std::atomic<int> opened{0}, decided{0}, wrong{0};
  {
    std::vector<std::jthread> threads;
    for (const Scope& by : people) {
      threads.emplace_back([&, by] {
        for (int i = 0; i < 5; ++i) {
          const auto lock = LockFlag(*service_, by, flag);
          if (lock) ++opened;
          else if (lock.error().code != ErrorCode::kConflict) ++wrong;
          // With the lock or without: whoever holds none decides nothing while another does, and nobody decides what was decided.
          const auto done = DecideFlag(*service_, by, flag, {.action = "dismiss", .reason = "genuine", .basis = {}, .note = {}, .row_version = version});
          if (done) ++decided;
          else if (done.error().code != ErrorCode::kConflict) ++wrong;
        }
      });
    }
  }
  EXPECT_EQ(decided, 1);
  EXPECT_EQ(wrong, 0);
  EXPECT_GE(opened, 1);
  const auto shown = ShowFlag(*service_, lin_, flag);
  EXPECT_EQ((*shown)["decisions"].size(), 1u);
}

TEST_F(SharedQueueTest, AGroupIsDecidedAsItWasShownAndTakenBackInOneStep) {
  OnePicture();
  const Id flag = Lead("/1");
  ASSERT_TRUE(LockFlag(*service_, wei_, Lead("/3")));
  const auto group = PreviewGroup(*service_, lin_, flag, "picture");
  ASSERT_TRUE(group) << group.error().message;
  EXPECT_EQ((*group)["included"].size(), 2u) << group->dump();
  EXPECT_EQ((*group)["listings"], 2);
  EXPECT_EQ((*group)["sellers"], 1);
  std::map<std::string, std::string> why;
  for (const Json& one : (*group)["excluded"]) why[JsonText(one, "why")] = JsonText(one, "who");
  EXPECT_EQ(why, (std::map<std::string, std::string>{{"authorised_seller", ""}, {"locked", "wei"}}));

  GroupDecisionRequest request{.by = "picture", .digest = JsonText(*group, "digest"), .action = "dismiss", .reason = "", .basis = "", .note = ""};
  EXPECT_EQ(DecideGroup(*service_, lin_, flag, request).error().code, ErrorCode::kInvalid) << "a dismissal needs a reason";
  request.reason = "duplicate";
  request.action = "burn";
  EXPECT_EQ(DecideGroup(*service_, lin_, flag, request).error().code, ErrorCode::kInvalid);
  request.action = "dismiss";
  // Wei leaves: the group is another one than was shown.
  ASSERT_TRUE(UnlockFlag(*service_, wei_, Lead("/3")));
  EXPECT_EQ(DecideGroup(*service_, lin_, flag, request).error().code, ErrorCode::kConflict);
  EXPECT_EQ(StateOf(flag), "new") << "nothing was decided by halves";
  request.digest = JsonText(*PreviewGroup(*service_, lin_, flag, "picture"), "digest");
  const auto done = DecideGroup(*service_, lin_, flag, request);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ((*done)["decided"], 3);
  for (const char* item : {"/1", "/2", "/3"}) EXPECT_EQ(StateOf(Lead(item)), "dismissed");
  EXPECT_EQ(DecideGroup(*service_, lin_, flag, request).error().code, ErrorCode::kConflict) << "once";
  const auto one = ListEvents(*service_, head_, {.subject_kind = {}, .kind = "flag.dismissed", .cursor = {}}), all = ListEvents(*service_, head_, {.subject_kind = {}, .kind = "flag_group.decided", .cursor = {}});
  EXPECT_EQ((*one)["items"].size(), 3u) << "one event for each";
  ASSERT_EQ((*all)["items"].size(), 1u) << "and one for the group";
  EXPECT_EQ((*all)["items"][0]["detail"]["flags"], 3);

  // Another reopens one of them: that one stays as it is.
  ASSERT_TRUE(DecideFlag(*service_, wei_, Lead("/3"), {.action = "hold", .reason = {}, .basis = {}, .note = {}}));
  const Id number = *ParseId(JsonText(*done, "group"));
  EXPECT_EQ(UndoGroup(*service_, wei_, number).error().code, ErrorCode::kDenied);
  const auto undone = UndoGroup(*service_, lin_, number);
  ASSERT_TRUE(undone) << undone.error().message;
  EXPECT_EQ((*undone)["undone"], 2);
  EXPECT_EQ((*undone)["left"], Json::array({IdToString(Lead("/3"))}));
  EXPECT_EQ(StateOf(Lead("/1")), "new");
  EXPECT_EQ(StateOf(Lead("/3")), "held");
  EXPECT_EQ(UndoGroup(*service_, lin_, number).error().code, ErrorCode::kConflict);
}

TEST_F(SharedQueueTest, AGroupHoldsNothingThatIsNotOnesToDecide) {
  OnePicture();
  // Another right's lead on the same picture, and a second look that lin asked for.
  std::string other = kSampleRight;
  other.replace(other.find("tm-1"), 4, "tm-2");
  other.replace(other.find("\"title\":\"Zellvora\""), 18, "\"title\":\"Zellvora Two\"");
  ASSERT_TRUE(ImportRightsFile(*service_, lin_, Write("other.jsonl", other)));
  ASSERT_TRUE(WorkPassWhenAlone(*service_));
  OnePicture();
  ASSERT_TRUE(DecideFlag(*service_, lin_, Lead("/2"), {.action = "second_look", .reason = {}, .basis = {}, .note = {}}));
  const auto group = PreviewGroup(*service_, lin_, Lead("/1"), "picture");
  ASSERT_TRUE(group) << group.error().message;
  std::map<std::string, int> why;
  for (const Json& one : (*group)["excluded"]) {
    ++why[JsonText(one, "why")];
    if (JsonText(one, "why") == "other_right") {
      EXPECT_EQ(JsonText(one, "who"), "Zellvora Two");
    }
  }
  EXPECT_EQ(why["own_second_look"], 1) << group->dump();
  EXPECT_EQ(why["other_right"], 3) << group->dump();
  EXPECT_EQ((*group)["included"].size(), 2u);
  EXPECT_EQ((*PreviewGroup(*service_, wei_, Lead("/1"), "picture"))["included"].size(), 3u) << "another may resolve it";
  EXPECT_EQ(PreviewGroup(*service_, lin_, Lead("/1"), "colour").error().code, ErrorCode::kInvalid);
  EXPECT_EQ(PreviewGroup(*service_, lin_, 5, "seller").error().code, ErrorCode::kNotFound);
  const auto seller = PreviewGroup(*service_, wei_, Lead("/1"), "seller");
  ASSERT_TRUE(seller) << seller.error().message;
  EXPECT_EQ((*seller)["included"].size(), 2u);
}

TEST_F(SharedQueueTest, AGroupPastTheLimitIsNotDecided) {
  // The limit is data: another file, another limit.
  std::filesystem::create_directories(dir_ / "data" / "service");
  std::filesystem::copy(std::filesystem::path(MARKWARDEN_SOURCE_DIR) / "service" / "data", dir_ / "data" / "service" / "data", std::filesystem::copy_options::recursive);
  std::string text = *ReadFile(dir_ / "data" / "service" / "data" / "queue_policy.yaml", 1 << 20);
  text.replace(text.find("group_limit: 200"), 16, "group_limit: 2  ");
  std::ofstream(dir_ / "data" / "service" / "data" / "queue_policy.yaml") << text;
  OnePicture();
  service_.reset();
  service_ = std::move(*Service::Open({.store_dir = dir_ / "store", .data_dir = dir_ / "data", .process = "test", .clock = &clock_}));
  const auto group = PreviewGroup(*service_, lin_, Lead("/1"), "picture");
  ASSERT_TRUE(group) << group.error().message;
  EXPECT_EQ((*group)["too_many"], true);
  EXPECT_TRUE((*group)["digest"].is_null());
  EXPECT_EQ(DecideGroup(*service_, lin_, Lead("/1"), {.by = "picture", .digest = "", .action = "hold", .reason = "", .basis = "", .note = ""}).error().code, ErrorCode::kExhausted);
  ASSERT_TRUE(PreviewGroup(*service_, lin_, Lead("/1"), "seller"));
  EXPECT_EQ((*PreviewGroup(*service_, lin_, Lead("/1"), "seller"))["too_many"], false) << "at the limit";
}

TEST_F(SharedQueueTest, AFilterIsKeptOnlyWhenTheQueueTakesIt) {
  const auto save = [&](const std::string& name, const Json& filter) {
    return SaveQueueFilter(*service_, lin_, {.id = 0, .name = name, .filter = filter, .shared = true, .is_default = true, .row_version = 0});
  };
  const auto saved = save("晨间", {{"view", "new"}, {"min_db", "12.5"}, {"group", "picture"}, {"q", "鞋"}});
  ASSERT_TRUE(saved) << saved.error().message;
  for (const Json& wrong : {Json{{"view", "none"}}, Json{{"colour", "red"}}, Json{{"min_db", "much"}}, Json{{"min_db", 5}}, Json::array(), Json{{"right", "no such right"}},
                            Json{{"q", std::string(3'000, 'x')}}}) {
    const auto refused = save("x", wrong);
    ASSERT_FALSE(refused) << wrong.dump();
    EXPECT_EQ(refused.error().message.find('\n'), std::string::npos);
  }
  EXPECT_FALSE(save("", Json::object()));
  std::string name;
  for (int i = 0; i < 60; ++i) name += "长";
  EXPECT_TRUE(save(name, Json::object()));
  EXPECT_FALSE(save(name + "长", Json::object()));
  const auto listed = ListSavedFilters(*service_, wei_);
  ASSERT_TRUE(listed);
  EXPECT_EQ((*listed)["items"].size(), 2u);
  const auto query = FlagQueryOf((*saved)["filter"]);
  ASSERT_TRUE(query);
  EXPECT_EQ(FilterOfQuery(*query), (*saved)["filter"]);
  EXPECT_FALSE(RemoveSavedFilter(*service_, wei_, *ParseId(JsonText(*saved, "id"))));
  EXPECT_TRUE(RemoveSavedFilter(*service_, lin_, *ParseId(JsonText(*saved, "id"))));
}

TEST_F(SharedQueueTest, ManyAskAndItIsCountedOnce) {
  const auto first = ShowQueueCounts(*service_, lin_);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ((*first)["views"]["new"], 3);
  EXPECT_EQ((*first)["views"]["cleared"], 1);
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(ShowQueueCounts(*service_, i % 2 ? wei_ : lin_));
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begin).count();
  EXPECT_LE(service_->live().reads(), 2 + seconds) << "once a second at most";
  const auto state = service_->live().Now();
  ASSERT_TRUE(state);
  const Id before = (*state)->newest;
  EXPECT_EQ(LiveFresh(**state, lin_, before), (Json{{"count", 0}, {"more", false}}));
  Scope stranger = lin_;
  stranger.org += 1;
  EXPECT_EQ(LiveCounts(**state, stranger)["views"]["new"], 0);
}

TEST_F(SharedQueueTest, CountsAreThoseOfTheLists) {
  ASSERT_TRUE(DecideFlag(*service_, lin_, Lead("/1"), {.action = "second_look", .reason = {}, .basis = {}, .note = {}}));
  ASSERT_TRUE(DecideFlag(*service_, lin_, Lead("/2"), {.action = "hold", .reason = {}, .basis = {}, .note = {}}));
  ASSERT_TRUE(LockFlag(*service_, wei_, Lead("/2")));
  clock_.Advance(std::chrono::minutes(5));
  // One whole organisation is told by sums, a part of it row by row.
  Scope here = lin_, elsewhere = lin_;
  here.regions = {"23", "11", "31"};
  elsewhere.regions = {"65"};
  for (const Scope& by : {lin_, wei_, head_, here, elsewhere}) {
    const auto counts = ShowQueueCounts(*service_, by);
    ASSERT_TRUE(counts);
    for (const auto& [view, count] : (*counts)["views"].items()) EXPECT_EQ(Items({.view = view}, &by).size(), count.get<size_t>()) << by.actor_name << " " << view;
  }
}

}  // namespace
}  // namespace markwarden

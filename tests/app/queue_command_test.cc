// The shared queue from the command line: lists, filters, locks, a group shown and then decided.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "core/json.h"
#include "tests/app/run_command.h"

namespace markwarden {
namespace {

class QueueCommandTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.File("password", "a long sample password\n");
    ASSERT_EQ(As("admin", "init --password-file " + (folder_.path() / "password").string()).code, 0);
    for (const char* officer : {"lin", "wei"}) Add(officer, "--role officer");
    Add("zhou", "--role head");
    const std::string rights = folder_.File("rights.jsonl", R"({"id":"tm-1","kind":"trademark","title":"Zellvora","names":["Zellvora"],"reg_no":"1","jurisdiction":"CN","classes":[25],)"
                                                            R"("holder":{"name":"Zellvora Ltd"},"valid_to":"2034-01-01","status":"live","reference_price":{"amount":"599.00","currency":"CNY"}})" "\n");
    std::string offers;
    for (const char* item : {"1", "2"}) {
      offers += std::string(R"({"url":"https://shopx.example/item/)") + item + R"(","platform":"shopx","item_id":")" + item +
                R"(","title":"Z.e.l.l.v.o.r.a shoes 高仿 1:1","price":{"amount":"99.00","currency":"CNY"},"seller":{"name":"Night stall","id":"s1"}})" "\n";
    }
    ASSERT_EQ(As("lin", "right import " + rights).code, 0);
    ASSERT_EQ(As("lin", "import " + folder_.File("listings.jsonl", offers) + " --from shopx").code, 0);
  }
  Ran As(const std::string& who, const std::string& command) {
    return RunMarkwarden(command, "XDG_CONFIG_HOME=" + (folder_.path() / who).string() + " MARKWARDEN_STORE=" + (folder_.path() / "store").string());
  }
  void Add(const std::string& who, const std::string& how) {
    ASSERT_EQ(As("admin", "account add " + who + " --code-only " + how).code, 0);
    std::string code = As("admin", "account code " + who).out;
    while (!code.empty() && code.back() == '\n') code.pop_back();
    ASSERT_EQ(As(who, "account login --code " + code).code, 0);
  }
  std::vector<Json> Lines(const std::string& who, const std::string& command) {
    const Ran ran = As(who, command);
    EXPECT_EQ(ran.code, 0) << command << ": " << ran.err;
    std::vector<Json> rows;
    std::istringstream text(ran.out);
    for (std::string line; std::getline(text, line);) {
      const auto row = ParseJson(line);
      EXPECT_TRUE(row) << line;
      if (row) rows.push_back(*row);
    }
    return rows;
  }

  TemporaryFolder folder_;
};

TEST_F(QueueCommandTest, ListsFiltersAndViews) {
  const std::vector<Json> rows = Lines("lin", "queue --view new --json");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_NE(JsonText(rows[0], "why_here").find("price 17% of reference"), std::string::npos) << rows[0].dump();
  EXPECT_NE(JsonText(rows[0], "why_here").find("seller flagged 1 times more in 5 years"), std::string::npos) << rows[0].dump();
  const std::vector<Json> grouped = Lines("lin", "queue --view new --group seller --sort db --json");
  ASSERT_EQ(grouped.size(), 1u);
  EXPECT_EQ(grouped[0]["group"]["count"], 2);
  EXPECT_EQ(Lines("lin", "queue --view new --text nothing-of-that-name --json").size(), 0u);
  for (const char* wrong : {"queue --view luck", "queue --sort luck", "queue --region heilongjiang", "queue --view new --state held"}) {
    const Ran ran = As("lin", wrong);
    EXPECT_EQ(ran.code, 1) << wrong;
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
  }
  ASSERT_EQ(As("lin", "queue save morning --view new --min-db 5 --share --default").code, 0);
  EXPECT_EQ(As("lin", "queue save wrong --view luck").code, 1);
  const std::vector<Json> shared = Lines("wei", "queue list --json");
  ASSERT_EQ(shared.size(), 1u);
  EXPECT_EQ(JsonText(shared[0], "owner"), "lin");
  EXPECT_EQ(Lines("wei", "queue --filter morning --json").size(), 2u);
  EXPECT_EQ(As("wei", "queue remove morning").code, 1) << "lin's";
  EXPECT_EQ(As("lin", "queue remove morning").code, 0);
  EXPECT_EQ(As("lin", "queue --filter morning").code, 1);
  EXPECT_EQ(Lines("lin", "queue views --json")[0]["views"]["new"], 2);
  EXPECT_NE(As("lin", "queue formula").out.find("near_duplicate_bits"), std::string::npos);
}

TEST_F(QueueCommandTest, LocksAndGroups) {
  const std::string flag = JsonText(Lines("lin", "queue --view new --json")[0], "id");
  ASSERT_EQ(As("wei", "flag lock " + flag).code, 0);
  const Ran refused = As("lin", "flag decide " + flag + " hold");
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("wei has had this lead open since"), std::string::npos) << refused.err;
  EXPECT_EQ(As("lin", "flag unlock " + flag + " --break --reason away").code, 1) << "a head's word";
  EXPECT_EQ(As("zhou", "flag unlock " + flag + " --break --reason away").code, 0);

  const Ran shown = As("lin", "flag decide " + flag + " dismiss --reason duplicate --group seller");
  EXPECT_EQ(shown.code, 1) << "shown, not decided";
  const size_t at = shown.out.find("Preview: ");
  ASSERT_NE(at, std::string::npos) << shown.out;
  const std::string preview = shown.out.substr(at + 9, 64);
  EXPECT_EQ(Lines("lin", "queue --view new --json").size(), 2u);
  EXPECT_EQ(As("lin", "flag decide " + flag + " dismiss --reason duplicate --group seller --preview " + std::string(64, '0')).code, 1);
  const Ran decided = As("lin", "flag decide " + flag + " dismiss --reason duplicate --group seller --preview " + preview);
  ASSERT_EQ(decided.code, 0) << decided.err;
  EXPECT_EQ(Lines("lin", "queue --view new --json").size(), 0u);
  const size_t number = decided.out.find("undo-group ");
  ASSERT_NE(number, std::string::npos) << decided.out;
  const std::string group = decided.out.substr(number + 11, decided.out.find(' ', number + 11) - number - 11);
  EXPECT_EQ(As("wei", "flag undo-group " + group).code, 1);
  EXPECT_EQ(As("lin", "flag undo-group " + group).code, 0);
  EXPECT_EQ(Lines("lin", "queue --view new --json").size(), 2u);
}

}  // namespace
}  // namespace markwarden

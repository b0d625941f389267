// Identifications and the bureau's procedure from the command line, each person with a token of their own.
#include <gtest/gtest.h>

#include "core/hash.h"
#include "core/json.h"
#include "tests/app/run_command.h"
#include "tests/hurried_review.h"

namespace markwarden {
namespace {

class CaseCommandTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.File("password", "a long sample password\n");
    ASSERT_EQ(As("admin", "init --password-file " + (folder_.path() / "password").string()).code, 0);
    HurryReviews(folder_.path() / "store");
    for (const char* officer : {"lin", "wei"}) Add(officer, "--role officer");
    Add("zhou", "--role head");
    const std::string rights = folder_.File("rights.jsonl", R"({"id":"tm-1","kind":"trademark","title":"Zellvora","names":["Zellvora"],"reg_no":"1","jurisdiction":"CN","classes":[25],)"
                                                            R"("holder":{"name":"Zellvora Ltd"},"valid_to":"2034-01-01","status":"live"})" "\n");
    const std::string listings = folder_.File("listings.jsonl", R"({"url":"https://shopx.example/item/1","platform":"shopx","item_id":"1","title":"Z.e.l.l.v.o.r.a shoes 高仿 1:1",)"
                                                                R"("price":{"amount":"99.00","currency":"CNY"},"seller":{"name":"Night stall","id":"s1"}})" "\n");
    ASSERT_EQ(As("lin", "right import " + rights).code, 0);
    ASSERT_EQ(As("lin", "import " + listings + " --from shopx").code, 0);
    const Json flag = JsonOf(As("lin", "queue --json"));
    flag_ = JsonText(flag, "id");
    Add("wu", "--role holder --right " + JsonText(flag["right"], "id"));
    ASSERT_EQ(As("lin", "case make " + flag_ + " --reason imitation").code, 0);
    case_ = JsonText(JsonOf(As("lin", "case list --json")), "id");
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
  static Json JsonOf(const Ran& ran) {
    EXPECT_EQ(ran.code, 0) << ran.err;
    const auto value = ParseJson(ran.out);
    EXPECT_TRUE(value) << ran.out;
    return value ? *value : Json::object();
  }

  TemporaryFolder folder_;
  std::string flag_, case_;
};

TEST_F(CaseCommandTest, AHolderIsAskedAndAnswers) {
  const std::string id = JsonText(JsonOf(As("lin", "case identify ask " + flag_ + " --question 'Is it yours?' --json")), "id");
  EXPECT_EQ(As("lin", "case identify ask " + flag_ + " --question x --picture abc").code, 1);
  EXPECT_EQ(JsonText(JsonOf(As("wu", "case identify list --state asked --json")), "id"), id);
  EXPECT_FALSE(JsonOf(As("wu", "case identify show " + id)).contains("case"));
  EXPECT_EQ(As("wu", "case identify list --case " + case_).code, 1);
  const std::string answer = "case identify answer " + id + " --verdict fake --reasons 'not our label' --signer Wu --position counsel --language en";
  EXPECT_EQ(As("lin", answer).code, 1) << "not the officer's to answer";
  const Ran answered = As("wu", answer);
  EXPECT_EQ(answered.code, 0) << answered.err;
  EXPECT_EQ(answered.out, "Question " + id + " is answered.\n");
  EXPECT_EQ(As("wu", answer).code, 1) << "the first answer stands";
  const Ran statement = As("lin", "case identify statement " + id);
  EXPECT_EQ(statement.code, 0) << statement.err;
  EXPECT_EQ(Sha256Hex(statement.out), JsonText(JsonOf(As("lin", "case identify show " + id)), "statement_sha256"));
  const std::string other = JsonText(JsonOf(As("lin", "case identify ask " + flag_ + " --question 'And the box?' --json")), "id");
  EXPECT_EQ(As("lin", "case identify withdraw " + other).out, "Question " + other + " is withdrawn.\n");
  EXPECT_EQ(As("lin", "case identify show 5").code, 1);
}

TEST_F(CaseCommandTest, AClueIsBroughtToThePolice) {
  const Ran opened = As("lin", "case clue open " + case_ + " --region 230100");
  EXPECT_EQ(opened.code, 0) << opened.err;
  EXPECT_NE(opened.out.find("第十八条"), std::string::npos) << opened.out;
  EXPECT_NE(opened.err.find("nobody has compared this term"), std::string::npos) << opened.err;
  const std::string id = JsonText(JsonOf(As("lin", "case clue list --case " + case_ + " --json")), "id");
  const std::string act = "case clue act " + id + " ";
  EXPECT_EQ(As("lin", act + "file").code, 1) << "two officers";
  EXPECT_EQ(As("lin", act + "file --second wei --number 2026-17").code, 0);
  EXPECT_EQ(As("lin", act + "decide --second lin").code, 1);
  EXPECT_EQ(As("lin", act + "propose_transfer --second wei").code, 0);
  EXPECT_EQ(As("lin", act + "approve_transfer").code, 1) << "the head's";
  EXPECT_EQ(As("zhou", act + "approve_transfer").code, 0);
  std::string documents;
  for (const char* code : {"transfer_letter", "investigation_report", "goods_list", "test_report"}) documents += " --document " + std::string(code) + "=" + std::string(64, 'a');
  const Ran lacking = As("lin", act + "hand_over --second wei" + documents);
  EXPECT_EQ(lacking.code, 1);
  EXPECT_NE(lacking.err.find("lacks the document other"), std::string::npos) << lacking.err;
  EXPECT_EQ(As("lin", act + "hand_over --second wei --document other").code, 1);
  EXPECT_EQ(As("lin", act + "hand_over --second wei" + documents + " --document other=" + std::string(64, 'b')).code, 0);
  const Json shown = JsonOf(As("wei", "case clue show " + id));
  EXPECT_EQ(shown["state"], "transferred");
  EXPECT_EQ(shown["timeline"].back()["documents"].size(), 5u);

  EXPECT_EQ(As("zhou", "case close " + case_ + " --outcome transferred --reason done").code, 1) << "the clue is open";
  EXPECT_EQ(As("zhou", act + "close").code, 0);
  EXPECT_EQ(As("lin", "case close " + case_ + " --outcome transferred --reason done").code, 1) << "not the officer's to close";
  EXPECT_EQ(As("zhou", "case close " + case_ + " --outcome transferred --reason done").out, "Case " + case_ + " is closed.\n");
  EXPECT_EQ(As("lin", "case reopen " + case_ + " --reason back").out, "Case " + case_ + " is open.\n");
  EXPECT_EQ(As("lin", "case close").code, 2);
}

}  // namespace
}  // namespace markwarden

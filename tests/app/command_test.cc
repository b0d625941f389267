// The command contract: exit codes, one-line errors, and that nothing is lost or half-written.
#include <SQLiteCpp/SQLiteCpp.h>
#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "core/json.h"
#include "tests/app/run_command.h"
#include "tests/net/test_server.h"

namespace markwarden {
namespace {

void ExpectOneLine(const Ran& ran) {
  EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
  EXPECT_TRUE(ran.err.starts_with("markwarden: ")) << ran.err;
}

class CommandTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.File("password", "a long sample password\n");
    settings_ = "XDG_CONFIG_HOME=" + folder_.path().string() + "/config MARKWARDEN_STORE=" + folder_.path().string() + "/store";
    const Ran made = Run("init --password-file " + (folder_.path() / "password").string());
    ASSERT_EQ(made.code, 0) << made.err;
  }
  Ran Run(const std::string& command) { return RunMarkwarden(command, settings_); }
  // Adds an officer and returns the assignments that act as that officer.
  std::string Officer() {
    EXPECT_EQ(Run("account add lin --role officer --code-only").code, 0);
    Ran code = Run("account code lin");
    EXPECT_EQ(code.code, 0) << code.err;
    while (!code.out.empty() && code.out.back() == '\n') code.out.pop_back();
    const Ran login = Run("account login --code " + code.out);
    EXPECT_EQ(login.code, 0) << login.err;
    return settings_;
  }
  TemporaryFolder folder_;
  std::string settings_;
};

TEST(CommandLineTest, WrongUsageIsTwoAndOneLine) {
  for (const char* command : {"", "nonsense", "queue --nonsense", "url --base", "notice render 5 --format doc", "crawl --patience-ms x"}) {
    const Ran ran = RunMarkwarden(command);
    EXPECT_EQ(ran.code, 2) << command;
    ExpectOneLine(ran);
  }
  EXPECT_EQ(RunMarkwarden("--version").code, 0);
  EXPECT_EQ(RunMarkwarden("--help").code, 0);
}

TEST(CommandLineTest, WithoutAStoreOnlyPlumbingAndInitWork) {
  const TemporaryFolder folder;
  const std::string settings = "XDG_CONFIG_HOME=" + folder.path().string() + " MARKWARDEN_STORE=" + folder.path().string() + "/none";
  for (const char* command : {"queue", "right list", "crawl", "work", "serve --port 0", "account list"}) {
    const Ran ran = RunMarkwarden(command, settings);
    EXPECT_EQ(ran.code, 1) << command << ran.err;
    ExpectOneLine(ran);
    EXPECT_NE(ran.err.find("init"), std::string::npos) << "says what to do: " << ran.err;
  }
  const Ran url = RunMarkwarden("url <" + folder.File("urls", "http://EXAMPLE.com/a/../b\nhttp://\n"), settings);
  EXPECT_EQ(url.code, 0) << url.err;
  EXPECT_EQ(url.out.substr(0, url.out.find('\n')), "http://example.com/b");
  EXPECT_EQ(RunMarkwarden("rules test", settings).code, 0);
  const Ran corpus = RunMarkwarden("rules test --json --corpus " + folder.File("corpus", "全新高仿一比一\n\n{\"title\":\"普通水杯\",\"description\":\"高仿\"}\n普通水杯\n"), settings);
  EXPECT_EQ(corpus.code, 0) << corpus.err;
  const auto counted = ParseJson(corpus.out);
  ASSERT_TRUE(counted) << corpus.out;
  EXPECT_EQ((*counted)["texts"], 3);
  const Json& most = (*counted)["rules"][0];
  EXPECT_EQ(most["rule"], "zh.imitation");
  EXPECT_EQ(most["fired"], 2) << "a title, and a listing's description";
  EXPECT_EQ(most["per_1000"], 666.67);
  const Ran empty = RunMarkwarden("rules test --corpus " + folder.File("nothing", "\n \n"), settings);
  EXPECT_EQ(empty.code, 1);
  ExpectOneLine(empty);
}

TEST(CommandLineTest, PlumbingAnswersAMissingFileWithALineAndOne) {
  for (const char* command : {"extract /no/such/page.html", "sitemap /no/such/map.xml", "robots --agent x /no/such/robots.txt </dev/null"}) {
    const Ran ran = RunMarkwarden(command);
    EXPECT_EQ(ran.code, 1) << command;
    const auto line = ParseJson(ran.out);
    ASSERT_TRUE(line) << command << ": " << ran.out;
    EXPECT_FALSE(JsonText(*line, "error").empty());
    EXPECT_FALSE(JsonText(*line, "file").empty());
  }
}

TEST_F(CommandTest, MissingAndBrokenFilesAreRefusedInOneLine) {
  Officer();
  for (const std::string& command : {std::string("right import /no/such.csv"), std::string("import /no/such.jsonl"),
                                     "right import " + folder_.path().string(), "right import " + folder_.File("noise.csv", "\x01\x02\x03,\xff\xfe\n"),
                                     "source add " + folder_.File("broken.yaml", "id: [\n"), "source add " + folder_.File("odd.yaml", "id: x\nplatfrom: y\n"),
                                     std::string("flag show 12"), std::string("flag show abc")}) {
    const Ran ran = Run(command);
    EXPECT_EQ(ran.code, 1) << command << ": " << ran.err;
    ExpectOneLine(ran);
  }
}

TEST_F(CommandTest, BadRowsAreNamedAndGoodRowsKept) {
  Officer();
  const Ran ran = Run("right import " + folder_.File("rights.csv", "id,kind,title,names,classes\nr1,trademark,Zellvora,Zellvora,25\nr2,nonsense,X,X,25\nr1,trademark,Again,Again,25\nr4,trademark,Orlimex,Orlimex,99\n"));
  EXPECT_EQ(ran.code, 1);
  EXPECT_TRUE(ran.out.starts_with("1 added")) << ran.out;
  EXPECT_NE(ran.err.find("line 3"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("line 4"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("line 5"), std::string::npos) << ran.err;
}

TEST_F(CommandTest, AnImportIsListedShownAndNotRepeated) {
  Officer();
  const std::string csv = folder_.File("goods.csv", "title,url,note\ntea,https://shopx.example/1,x\n,https://shopx.example/2,y\n");
  const Ran first = Run("import " + csv + " --from shopx");
  EXPECT_EQ(first.code, 1) << first.err;
  EXPECT_TRUE(first.out.starts_with("1 listings, 0 pages, 1 refused\n")) << first.out;
  EXPECT_NE(first.out.find("columns used: title as title; url as url;\ncolumns ignored: note;"), std::string::npos) << first.out;
  EXPECT_NE(first.err.find("refused: line 3: it has no title"), std::string::npos) << first.err;
  const Ran again = Run("import " + csv);
  EXPECT_EQ(again.code, 1);
  EXPECT_NE(again.out.find("was imported before"), std::string::npos) << again.out;
  const std::string mapping = folder_.File("m.yaml", "columns: {Ware: title, Ort: url}\n");
  const std::string odd = folder_.File("odd.csv", "Ware,Ort\nTee,https://shopx.example/3\n");
  EXPECT_EQ(Run("import " + odd).code, 1);
  const Ran both = Run("import " + odd + " " + csv + " --json --mapping " + mapping);
  EXPECT_EQ(both.code, 1) << "the second file lacks the mapping's columns";
  EXPECT_EQ(std::count(both.out.begin(), both.out.end(), '\n'), 1) << both.out;
  EXPECT_NE(both.err.find("goods.csv"), std::string::npos) << both.err;
  const Ran listed = Run("import list --json");
  EXPECT_EQ(listed.code, 0) << listed.err;
  EXPECT_EQ(std::count(listed.out.begin(), listed.out.end(), '\n'), 2) << listed.out;
  const auto row = ParseJson(std::string_view(listed.out).substr(listed.out.find('\n') + 1));
  ASSERT_TRUE(row) << listed.out;
  EXPECT_EQ((*row)["from"], "shopx");
  const Ran shown = Run("import show " + JsonText(*row, "id") + " --json");
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_NE(shown.out.find("it has no title"), std::string::npos) << shown.out;
  const Ran refused = Run("import refused " + JsonText(*row, "id") + " --json");
  EXPECT_EQ(refused.code, 0) << refused.err;
  EXPECT_NE(refused.out.find("line 3"), std::string::npos) << refused.out;
  EXPECT_EQ(Run("import").code, 2);
  EXPECT_EQ(Run("import " + csv + " --as doc").code, 1);
  EXPECT_EQ(Run("import " + csv + " --mapping /no/such.yaml").code, 1);
}

TEST_F(CommandTest, MarksOfAnOfficeComeInAsXml) {
  Officer();
  const std::string xml = "<Transaction><TradeMark><RegistrationOfficeCode>EM</RegistrationOfficeCode><RegistrationNumber>1</RegistrationNumber>"
                          "<WordMarkSpecification><MarkVerbalElementText>Zellvora</MarkVerbalElementText></WordMarkSpecification>"
                          "<MarkImageDetails><MarkImage><MarkImageFilename>1.png</MarkImageFilename></MarkImage></MarkImageDetails></TradeMark>\n"
                          "<TradeMark><ApplicationNumber>77</ApplicationNumber></TradeMark></Transaction>";
  const Ran ran = Run("right import " + folder_.File("marks.xml", xml));
  EXPECT_EQ(ran.code, 1) << ran.err;
  EXPECT_TRUE(ran.out.starts_with("1 added, 0 changed, 0 unchanged, 1 refused")) << ran.out;
  EXPECT_NE(ran.err.find("line 2 : application 77 is not registered"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("note: EM-1: its picture 1.png was not handed over"), std::string::npos) << ran.err;
}

TEST_F(CommandTest, ANewerStoreIsRefusedAndLeftAlone) {
  {
    SQLite::Database db((folder_.path() / "store" / "case.db").string(), SQLite::OPEN_READWRITE);
    db.exec("PRAGMA user_version = 9999");
  }
  const Ran ran = Run("account list");
  EXPECT_EQ(ran.code, 3) << ran.err;
  ExpectOneLine(ran);
  SQLite::Database db((folder_.path() / "store" / "case.db").string());
  EXPECT_EQ(db.execAndGet("PRAGMA user_version").getInt(), 9999);
}

TEST_F(CommandTest, ABrokenStoreSaysSo) {
  std::ofstream(folder_.path() / "store" / "store.json") << "{";
  const Ran ran = Run("account list");
  EXPECT_EQ(ran.code, 3) << ran.err;
  ExpectOneLine(ran);
}

TEST_F(CommandTest, ASecondInstanceOfARoleNamesTheFirst) {
  Officer();
  const std::string lock = (folder_.path() / "store" / "locks" / "work.lock").string();
  const int fd = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_GE(fd, 0);
  ASSERT_EQ(::flock(fd, LOCK_EX | LOCK_NB), 0);
  const Ran ran = Run("work");
  EXPECT_EQ(ran.code, 3) << ran.err;
  ExpectOneLine(ran);
  EXPECT_NE(ran.err.find("another"), std::string::npos) << ran.err;
  ::close(fd);
  EXPECT_EQ(Run("work").code, 0);
}

TEST_F(CommandTest, ABusyPortIsNamed) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&where), sizeof where), 0);
  ASSERT_EQ(::listen(fd, 1), 0);
  socklen_t size = sizeof where;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&where), &size);
  const std::string port = std::to_string(ntohs(where.sin_port));
  for (const std::string& command : {"serve --port " + port, "demo --dir " + folder_.path().string() + "/demo --port " + port}) {
    const Ran ran = Run(command);
    EXPECT_EQ(ran.code, 3) << ran.err;
    EXPECT_NE(ran.err.find(port), std::string::npos) << ran.err;
  }
  ::close(fd);
}

TEST_F(CommandTest, OffLoopbackNeedsTlsOrAProxy) {
  const Ran ran = Run("serve --address 0.0.0.0 --port 0");
  EXPECT_NE(ran.code, 0);
  ExpectOneLine(ran);
}

TEST_F(CommandTest, AFullDiskStopsInOneLineAndLosesNothing) {
  Officer();
  const std::filesystem::path small = folder_.path() / "small";
  std::filesystem::create_directories(small);
  if (::mount("tmpfs", small.c_str(), "tmpfs", 0, "size=32m") != 0) GTEST_SKIP() << "mounting a small tmpfs needs root";
  settings_ = "XDG_CONFIG_HOME=" + folder_.path().string() + "/config MARKWARDEN_STORE=" + small.string() + "/store";
  EXPECT_EQ(Run("init --password-file " + (folder_.path() / "password").string()).code, 0);
  Officer();
  const std::string good = folder_.File("good.jsonl", "{\"url\":\"https://shopx.example/1\",\"title\":\"tea\"}\n");
  const Ran before = Run("import " + good);
  EXPECT_EQ(before.code, 0) << before.err;
  {  // all but a little of the disk is taken by something else
    std::ofstream filler(small / "filler", std::ios::binary);
    const std::string block(64 << 10, 'x');
    while (filler.write(block.data(), static_cast<std::streamsize>(block.size())) && filler.flush()) {
    }
  }
  std::filesystem::resize_file(small / "filler", std::filesystem::file_size(small / "filler") - (96 << 10));
  std::string large;
  for (int i = 0; i < 20000; ++i) large += "{\"url\":\"https://shopx.example/x" + std::to_string(i) + "\",\"title\":\"" + std::string(200, 't') + "\"}\n";
  const Ran full = Run("import " + folder_.File("large.jsonl", large));
  EXPECT_EQ(full.code, 3) << full.err;
  ExpectOneLine(full);
  const Ran after = Run("import " + good);
  EXPECT_TRUE(after.code == 0 || after.code == 3) << after.err;
  const Ran listed = Run("queue --json");
  EXPECT_EQ(listed.code, 0) << "the store still opens: " << listed.err;
  ::umount2(small.c_str(), MNT_DETACH);
}

TEST_F(CommandTest, NoCommandNamesAnotherActorAndATokenIsPrivate) {
  std::filesystem::path token;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path() / "config" / "markwarden")) token = entry.path();
  ASSERT_FALSE(token.empty());
  EXPECT_EQ(std::filesystem::status(token).permissions() & std::filesystem::perms::all,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::permissions(token, std::filesystem::perms::group_read, std::filesystem::perm_options::add);
  const Ran open = Run("account whoami");
  EXPECT_EQ(open.code, 1) << open.err;
  EXPECT_EQ(RunMarkwarden("account whoami", settings_ + " MARKWARDEN_TOKEN=mwt_wrong").code, 1);
  EXPECT_EQ(Run("account logout").code, 0);
  EXPECT_EQ(Run("account whoami").code, 1);
}

TEST(CommandLineTest, SourceTestShowsOnePageAndAsksRobotsFirst) {
  const TestServer server("127.88.0.2", [](const TestRequest& request) {
    TestResponse response;
    if (request.target == "/robots.txt") {
      response.body = "User-agent: *\nDisallow: /private\n";
    } else {
      response.headers = {"Content-Type: text/html; charset=utf-8"};
      response.body = "<title>Tea</title><script type=\"application/ld+json\">{\"@type\":\"Product\",\"name\":\"Orlimex tea\","
                      "\"offers\":{\"price\":\"12.50\",\"priceCurrency\":\"EUR\"}}</script>";
    }
    return response;
  });
  const TemporaryFolder folder;
  const std::string base = "http://shop.test:" + std::to_string(server.port());
  const std::string source = folder.File("shop.yaml", "id: shop\nplatform: shop\nhosts: [shop.test]\nresolve: {shop.test: 127.88.0.2}\n"
                                                      "allow_networks: [127.88.0.0/24]\nstart: [\"" + base + "/\"]\nitem_id: \"/item/([0-9]+)\"\n");
  const Ran shown = RunMarkwarden("source test " + base + "/item/7 --source " + source);
  EXPECT_EQ(shown.code, 0) << shown.err;
  const auto json = ParseJson(shown.out);
  ASSERT_TRUE(json) << shown.out;
  EXPECT_EQ((*json)["item_id"], "7");
  EXPECT_EQ((*json)["extraction"]["listings"][0]["title"], "Orlimex tea");
  EXPECT_EQ((*json)["extraction"]["listings"][0]["price"]["amount"], "12.50");

  const Ran refused = RunMarkwarden("source test " + base + "/private/item/7 --source " + source);
  EXPECT_EQ(refused.code, 1) << refused.out;
  EXPECT_EQ(server.CountHits("/private/item/7"), 0u) << "robots.txt is asked first";
}

TEST_F(CommandTest, CrawlStatusSaysWhyNothingHappens) {
  Officer();
  const Ran status = Run("crawl status");
  EXPECT_EQ(status.code, 0) << status.err;
  EXPECT_NE(status.out.find("watch"), std::string::npos) << status.out;
  const Ran crawl = Run("crawl");
  EXPECT_EQ(crawl.code, 1) << crawl.err;
  ExpectOneLine(crawl);
}

}  // namespace
}  // namespace markwarden

// A real Chromium over hostile and honest pages: what it gives, what it may not reach, what it costs.
#include "core/sandbox/browser.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

#include "core/net/filter_proxy.h"
#include "core/sandbox/browser_process.h"
#include "core/sandbox/process_group.h"
#include "tests/net/test_server.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;
namespace fs = std::filesystem;

// What the shop serves: written by a test while the server's threads read.
class Site {
 public:
  void Set(const std::string& target, TestResponse response) {
    const std::lock_guard lock(mutex_);
    pages_[target] = std::move(response);
  }
  TestResponse Of(const std::string& target) const {
    const std::lock_guard lock(mutex_);
    const auto page = pages_.find(target);
    return page == pages_.end() ? TestResponse{.status = 404, .close = true} : page->second;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, TestResponse> pages_;
};
Site& TheSite() {
  static Site site;
  return site;
}

class BrowserTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    shop_ = new TestServer("127.77.9.3", [](const TestRequest& request) { return TheSite().Of(request.target); });
    console_ = new TestServer("127.0.0.1", [](const TestRequest&) { return TestResponse{.body = "console", .close = true}; });
  }
  static void TearDownTestSuite() {
    browser_.reset();
    delete shop_;
    delete console_;
  }
  void SetUp() override {
    if (const std::string why = WhyNoBrowser(); !why.empty()) GTEST_SKIP() << why;
    FilterProxyOptions options;
    options.password = "secret";
    options.allow_networks = {*ParseIpNetwork("127.77.9.0/24")};
    options.own_ports = {uint16_t(console_->port())};
    options.resolve = {{"shop.test", "127.77.9.3"}};
    options.resolver = [](const std::string&) -> Result<std::vector<IpAddress>> {
      return Fail(ErrorCode::kUnavailable, "no names in tests");
    };
    proxy_ = std::move(*FilterProxy::Start(std::move(options)));
  }

  static std::string Base() { return "http://shop.test:" + std::to_string(shop_->port()); }
  static void Serve(const std::string& target, const std::string& body) {
    TheSite().Set(target, {.headers = {"Content-Type: text/html; charset=utf-8"}, .body = body, .close = true});
  }
  RenderRequest Ask(const std::string& target) const {
    RenderRequest request;
    request.url = Base() + target;
    request.proxy = "http://127.0.0.1:" + std::to_string(proxy_->port());
    request.proxy_user = "render";
    request.proxy_password = "secret";
    request.settle = milliseconds(10'000);  // ends early when nothing is fetched any more
    request.deadline = milliseconds(120'000);
    return request;
  }
  static Browser& Chromium() {
    if (!browser_ || !browser_->alive()) {
      Result<std::unique_ptr<Browser>> browser = Browser::Start();
      EXPECT_TRUE(browser) << (browser ? "" : browser.error().message);
      if (!browser) abort();
      browser_ = std::move(*browser);
    }
    return *browser_;
  }
  // The outcome of the proxy's record whose target begins so; "none" when there is none.
  std::string Outcome(const std::string& target) const {
    for (const ProxyRecord& record : proxy_->records()) {
      if (record.target.starts_with(target)) return std::string(ToString(record.outcome));
    }
    return "none";
  }

  static TestServer* shop_;
  static TestServer* console_;
  static std::unique_ptr<Browser> browser_;
  std::unique_ptr<FilterProxy> proxy_;
};
TestServer* BrowserTest::shop_ = nullptr;
TestServer* BrowserTest::console_ = nullptr;
std::unique_ptr<Browser> BrowserTest::browser_;

TEST_F(BrowserTest, ShowsWhatScriptsBuiltOfAnEmptyShell) {
  TheSite().Set("/offer.json", {.headers = {"Content-Type: application/json"}, .body = R"({"title":"山泉茶 Quellberg","price":"19.00"})", .close = true});
  Serve("/shell", R"(<!DOCTYPE html><html lang="zh"><title>shop</title><div id="root"></div><img name="documentElement"><script>
    fetch("/offer.json").then((answer) => answer.json()).then((offer) => {
      document.getElementById("root").innerHTML = "<h1>" + offer.title + "</h1><b>" + offer.price + "</b>"; });
    </script></html>)");
  RenderRequest request = Ask("/shell");
  request.user_agent = "markwarden-test/1";
  const Result<RenderedPage> page = Chromium().Render(request);
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->url, Base() + "/shell");
  EXPECT_EQ(page->status, 200);
  EXPECT_TRUE(page->loaded);
  EXPECT_TRUE(page->dom.starts_with("<!DOCTYPE html>\n<html lang=\"zh\">")) << page->dom;
  EXPECT_NE(page->dom.find("<h1>山泉茶 Quellberg</h1><b>19.00</b>"), std::string::npos) << page->dom;
  EXPECT_FALSE(page->dom_cut);
  EXPECT_TRUE(page->screenshot.starts_with("\x89PNG"));
  EXPECT_EQ(page->screenshot_width, 1280);
  EXPECT_FALSE(page->screenshot_cut);
  EXPECT_EQ(Outcome(Base() + "/shell"), "passed");
  EXPECT_EQ(Outcome(Base() + "/offer.json"), "passed");
  EXPECT_TRUE(Chromium().version().starts_with("Chrome/")) << Chromium().version();
}

TEST_F(BrowserTest, RunsUnprivilegedAndConfined) {
  Serve("/plain", "<p>plain</p>");
  Browser& browser = Chromium();
  const Result<RenderedPage> page = browser.Render(Ask("/plain"));
  ASSERT_TRUE(page) << page.error().message;
  for (const std::string& flag : browser.flags()) EXPECT_EQ(flag.find("no-sandbox"), std::string::npos);
  const std::vector<ProcessInfo> processes = ProcessesOf(browser.pid());
  ASSERT_GE(processes.size(), 3u);
  for (const ProcessInfo& process : processes) {
    // Asked again here, straight from the kernel.
    std::ifstream status("/proc/" + std::to_string(process.pid) + "/status");
    std::stringstream text;
    text << status.rdbuf();
    if (geteuid() == 0) {
      EXPECT_NE(text.str().find("\nUid:\t65534\t65534\t65534\t65534\n"), std::string::npos) << process.arguments << text.str();
      EXPECT_NE(text.str().find("\nGroups:\t \n"), std::string::npos) << text.str();
    }
    EXPECT_EQ(process.arguments.find("--no-sandbox"), std::string::npos) << process.arguments;
  }
  EXPECT_GT(std::count_if(processes.begin(), processes.end(), [](const ProcessInfo& p) { return p.seccomp == 2 && p.no_new_privs; }), 0);
}

TEST_F(BrowserTest, NothingButTheProxysChoiceIsReached) {
  const std::string console = "127.0.0.1:" + std::to_string(console_->port());
  TheSite().Set("/to-private", {.status = 302, .headers = {"Location: http://192.168.7.7/inside"}, .close = true});
  Serve("/greedy", R"(<!DOCTYPE html><p>greedy</p><img src="/to-private"><link rel="dns-prefetch" href="//prefetch.test">
    <iframe src="http://)" + console + R"(/framed"></iframe><script>
    fetch("http://169.254.169.254/latest/meta-data/").catch(() => 0);
    fetch("http://)" + console + R"(/api/v1/me").catch(() => 0);
    fetch("file:///etc/passwd").then((answer) => answer.text()).then((text) => document.body.append(text)).catch(() => 0);
    new WebSocket("ws://)" + console + R"(/socket");
    new WebSocket("ws://shop.test:)" + std::to_string(shop_->port()) + R"(/socket");
    const peer = new RTCPeerConnection({ iceServers: [{ urls: "stun:127.0.0.1:3478" }] });
    peer.createDataChannel("x"); peer.createOffer().then((offer) => peer.setLocalDescription(offer));
    window.open("http://pop.test/");
    navigator.geolocation.getCurrentPosition(() => document.body.append("gran" + "ted"), () => document.body.append("refused"));
    alert("wait for me");
    </script>)");
  const Result<RenderedPage> page = Chromium().Render(Ask("/greedy"));
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(Outcome("http://169.254.169.254/latest/meta-data/"), "refused");
  EXPECT_EQ(Outcome("http://" + console + "/api/v1/me"), "refused");
  EXPECT_EQ(Outcome("http://" + console + "/framed"), "refused");
  EXPECT_EQ(Outcome(console), "refused");  // the WebSocket's tunnel
  EXPECT_EQ(Outcome("http://192.168.7.7/inside"), "refused");
  EXPECT_EQ(Outcome("shop.test:" + std::to_string(shop_->port())), "refused");  // no TLS inside
  EXPECT_TRUE(std::any_of(page->refused.begin(), page->refused.end(), [](const BrowserRefusal& refusal) {
    return refusal.url.starts_with("file:///etc/passwd");
  }));
  EXPECT_EQ(page->dom.find("root:"), std::string::npos);
  EXPECT_EQ(page->dom.find("granted"), std::string::npos);
  EXPECT_EQ(console_->hits().size(), 0u);
  EXPECT_EQ(shop_->CountHits("/socket"), 0u);
  EXPECT_EQ(Outcome("http://pop.test"), "none");
}

TEST_F(BrowserTest, WhereThePageLeadsIsAskedFirst) {
  TheSite().Set("/moved", {.status = 302, .headers = {"Location: /members/1"}, .close = true});
  Serve("/members/1", "<p>members only</p>");
  RenderRequest request = Ask("/moved");
  request.refuse_document = [](const std::string& url) { return url.find("/members/") == std::string::npos ? "" : "robots.txt says no"; };
  Result<RenderedPage> page = Chromium().Render(request);
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, ErrorCode::kDenied) << page.error().message;
  EXPECT_NE(page.error().message.find("robots.txt says no"), std::string::npos) << page.error().message;
  EXPECT_EQ(shop_->CountHits("/members/1"), 0u);

  // A script that leads away after the page is there changes nothing of it.
  Serve("/leaves", "<p>here</p><script>setTimeout(() => { location.href = '/members/1'; }, 50);</script>");
  request.url = Base() + "/leaves";
  page = Chromium().Render(request);
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_NE(page->dom.find("<p>here</p>"), std::string::npos) << page->dom;
  EXPECT_EQ(shop_->CountHits("/members/1"), 0u);
}

TEST_F(BrowserTest, AnEndlessScriptIsEndedAndCostsOnlyItself) {
  Serve("/endless", "<p>endless</p><script>for (;;) {}</script>");
  Browser& browser = Chromium();
  const pid_t pid = browser.pid();
  RenderRequest request = Ask("/endless");
  request.deadline = milliseconds(5000);
  const auto begun = std::chrono::steady_clock::now();
  const Result<RenderedPage> page = browser.Render(request);
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, ErrorCode::kUnavailable) << page.error().message;
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(15));
  EXPECT_FALSE(browser.alive());
  EXPECT_TRUE(ProcessesOf(pid).empty());
  Serve("/after", "<p>after</p>");
  EXPECT_TRUE(Chromium().Render(Ask("/after")));
}

TEST_F(BrowserTest, AMemoryHogIsEndedAndCostsOnlyItself) {
  Serve("/hog", "<script>const kept = []; const grow = () => { const lump = new Uint8Array(64 << 20); lump.fill(1); kept.push(lump);"
                "setTimeout(grow, 0); }; grow();</script>");
  Result<std::unique_ptr<Browser>> small = Browser::Start({.max_memory = 700LL << 20});
  ASSERT_TRUE(small) << small.error().message;
  const pid_t pid = (*small)->pid();
  RenderRequest request = Ask("/hog");
  request.settle = milliseconds(20'000);
  const Result<RenderedPage> page = (*small)->Render(request);
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, ErrorCode::kExhausted) << page.error().message;
  EXPECT_NE(page.error().message.find("MB of memory"), std::string::npos) << page.error().message;
  EXPECT_TRUE(ProcessesOf(pid).empty());
  Serve("/after", "<p>after</p>");
  EXPECT_TRUE(Chromium().Render(Ask("/after")));
}

TEST_F(BrowserTest, AGiantCanvasCostsAtMostItself) {
  Serve("/canvas", "<script>for (let i = 0; i < 64; ++i) { const c = document.createElement('canvas'); c.width = c.height = 16384;"
                   "document.body.append(c); c.getContext('2d').fillRect(0, 0, 16384, 16384); }</script>");
  RenderRequest request = Ask("/canvas");
  request.deadline = milliseconds(12'000);
  Browser& browser = Chromium();
  const auto begun = std::chrono::steady_clock::now();
  // Whether it is shown or ended is the browser's business; that it ends and the next page is well is ours.
  const bool shown = browser.Render(request).has_value();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(60)) << shown;
  Serve("/after", "<p>after</p>");
  EXPECT_TRUE(Chromium().Render(Ask("/after")));
}

TEST_F(BrowserTest, AVeryHighPageIsShownToTheCap) {
  Serve("/high", "<div style='height:100000px;background:linear-gradient(red,blue)'>high</div>");
  const Result<RenderedPage> page = Chromium().Render(Ask("/high"));
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->screenshot_height, kMaxScreenshotHeight);
  EXPECT_TRUE(page->screenshot_cut);
  EXPECT_LE(page->screenshot.size(), kMaxScreenshotBytes);
}

TEST_F(BrowserTest, ALargeDocumentIsCut) {
  Serve("/large", "<body><script>const text = document.createElement('div'); text.hidden = true; text.append('山'.repeat(5 << 20));"
                  "document.body.append(text);</script>");
  const Result<RenderedPage> page = Chromium().Render(Ask("/large"));
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_TRUE(page->dom_cut);
  EXPECT_LE(page->dom.size(), kMaxRenderedDom);
  EXPECT_GT(page->dom.size(), kMaxRenderedDom - 4);
  EXPECT_TRUE(page->dom.ends_with("山"));
}

TEST_F(BrowserTest, WithoutThePasswordNothingPasses) {
  Serve("/plain", "<p>plain</p>");
  shop_->ClearHits();
  RenderRequest request = Ask("/plain");
  request.proxy_password = "guess";
  const Result<RenderedPage> page = Chromium().Render(request);
  EXPECT_TRUE(!page || page->status == 407) << page->dom;
  EXPECT_EQ(shop_->CountHits("/plain"), 0u);
}

TEST_F(BrowserTest, LeavesNothingBehind) {
  const std::string mine = "markwarden-browser-" + std::to_string(getpid()) + "-";
  const auto profiles = [&] {
    int count = 0;
    for (const auto& entry : fs::directory_iterator("/tmp")) count += entry.path().filename().string().starts_with(mine);
    return count;
  };
  browser_.reset();
  EXPECT_EQ(profiles(), 0);
  const pid_t pid = Chromium().pid();
  EXPECT_EQ(profiles(), 1);
  browser_.reset();
  EXPECT_EQ(profiles(), 0);
  EXPECT_TRUE(ProcessesOf(pid).empty());
}

TEST_F(BrowserTest, OnlyHttpAddressesAreTaken) {
  RenderRequest request = Ask("/");
  for (const char* url : {"file:///etc/passwd", "chrome://version", "data:text/html,x", "javascript:1", ""}) {
    request.url = url;
    const Result<RenderedPage> page = Chromium().Render(request);
    ASSERT_FALSE(page) << url;
    EXPECT_EQ(page.error().code, ErrorCode::kInvalid) << url;
  }
}

TEST(BrowserStartTest, SaysWhatIsMissing) {
  const Result<std::unique_ptr<Browser>> browser = Browser::Start({.program = "/nowhere/chromium"});
  ASSERT_FALSE(browser);
  EXPECT_EQ(browser.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(browser.error().message.find("install the packages chromium and chromium-sandbox"), std::string::npos);
}

TEST(BrowserStartTest, AProgramThatSpeaksNoDevToolsIsEnded) {
  const Result<std::unique_ptr<Browser>> browser = Browser::Start({.program = "/bin/true"});
  ASSERT_FALSE(browser);
  EXPECT_EQ(browser.error().code, ErrorCode::kUnavailable) << browser.error().message;
}

TEST(BrowserStartTest, NeverAsRoot) {
  EXPECT_FALSE(CheckSandboxAvailable("/usr/lib/chromium/chromium", 0));
  EXPECT_NE(BrowserUid(), geteuid() == 0 ? 0u : ~0u);
}

// In a user namespace that may make no further one, and with no helper beside the program, there is no sandbox.
TEST(BrowserStartTest, RefusesWhereNoSandboxCanBe) {
  const pid_t child = fork();
  if (child == 0) {
    if (unshare(CLONE_NEWUSER) != 0) _exit(77);
    const int limit = open("/proc/sys/user/max_user_namespaces", O_WRONLY);
    if (limit < 0 || write(limit, "0", 1) != 1) _exit(77);
    const Status sandbox = CheckSandboxAvailable("/nowhere/chromium", geteuid());
    if (sandbox) _exit(1);
    const bool says_what = sandbox.error().message.find("install the package chromium-sandbox") != std::string::npos;
    _exit(sandbox.error().code == ErrorCode::kUnavailable && says_what ? 0 : 2);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "this machine allows no user namespace to try it in";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace markwarden

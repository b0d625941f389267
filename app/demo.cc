// The demo, step by step.
#include "app/demo.h"

#include <chrono>
#include <iostream>
#include <set>
#include <thread>

#include "app/child.h"
#include "app/demo_takedown.h"
#include "app/demo_truth.h"
#include "core/file.h"
#include "core/hash.h"
#include "service/accounts.h"
#include "service/cases.h"
#include "service/evidence.h"
#include "service/crawl.h"
#include "service/events.h"
#include "service/flags.h"
#include "service/looks.h"
#include "service/render.h"
#include "service/review_policy.h"
#include "service/rights.h"
#include "service/sources.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr const char* kMarker = "this-is-a-demo.json";
constexpr size_t kSampleCases = 11;
constexpr size_t kSentNotices = 7;  // the others stay in their queues
constexpr size_t kFlagsACase = 5;
constexpr int kDemoQueries = 12;  // generated ones per source: categories and sitemaps show the rest anyway
// More is drawn for the blind sample than is usual, so that there is something to see.
constexpr const char* kDemoReview =
    "version: 1\nlook: {before_case_seconds: 5, longest_gap_seconds: 20}\nsample: {decided_percent: 20, cleared_percent: 20}\n"
    "history: {years: 5, not_upheld: [genuine, no_infringement, duplicate]}\nchecks: {right_status_days: 30}\n";
constexpr int kSampleRenders = 10;
constexpr std::chrono::seconds kSampleRenderTime{25};  // a slow machine shows fewer

int64_t MillisSince(steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - start).count();
}

void Say(const std::string& line) { std::cerr << line << std::endl; }

Status MakeFolder(const fs::path& dir) {
  std::error_code error;
  if (fs::exists(dir, error) && !fs::is_empty(dir, error)) {
    if (!fs::exists(dir / kMarker, error)) {
      return Fail(ErrorCode::kConflict, dir.string() + " exists and is no demo: name another folder with --dir");
    }
    fs::remove_all(dir, error);
    if (error) return Fail(ErrorCode::kDenied, "cannot remove the last demo in " + dir.string() + ": " + error.message());
  }
  fs::create_directories(dir, error);
  if (error) return Fail(ErrorCode::kDenied, "cannot make " + dir.string() + ": " + error.message());
  return WriteFileAtomic(dir / kMarker, "{\"what\":\"a demo's folder, removed by the next demo\"}\n");
}

struct Market {
  Child child;
  fs::path dir;
};

Result<Market> StartMarket(const DemoOptions& options) {
  const fs::path dir = options.dir / "marketplace";
  const std::string program = ExecutableFolder() + "/markwarden-samples";
  Result<Child> child = Child::Start({program, "run", "--seed", std::to_string(options.seed), "--dir", dir.string(),
                                      "--listings", std::to_string(options.listings), "--port", "0", "--clock-file", (dir / "clock").string()},
                                     {}, (options.dir / "marketplace.log").string());
  if (!child) return Fail(child);
  const std::optional<std::string> line = child->ReadLine();
  if (!line || !line->starts_with("ready ")) {
    return Fail(ErrorCode::kUnavailable, "the sample marketplace did not start: see " + (options.dir / "marketplace.log").string());
  }
  return Market{std::move(*child), dir};
}

struct People {
  Scope admin, officer, approver, holder;
  std::string token;  // the officer's, for the roles
};

Result<Scope> AddPerson(Service& service, const Scope& admin, const NewAccount& account) {
  Result<Json> added = AddAccount(service, admin, account);
  if (!added) return Fail(added);
  Result<std::string> code = MakeSignInCode(service, admin, account.login);
  if (!code) return Fail(code);
  Result<SignedIn> signed_in = SignInWithCode(service, *code);
  if (!signed_in) return Fail(signed_in);
  return signed_in->scope;
}

Result<People> AddPeople(Service& service, const std::string& admin_password) {
  People people;
  Result<SignedIn> admin = SignInWithPassword(service, "admin", admin_password);
  if (!admin) return Fail(admin);
  people.admin = admin->scope;
  Result<Scope> officer = AddPerson(service, people.admin, {.login = "lin", .display_name = "林警官 Lin", .password = {}, .roles = {"officer"}, .regions = {}, .rights = {}, .org = 0});
  if (!officer) return Fail(officer);
  people.officer = *officer;
  // Whoever approves a transfer to the police is neither of the two officers who proposed it.
  Result<Scope> second = AddPerson(service, people.admin, {.login = "gao", .display_name = "高警官 Gao", .password = {}, .roles = {"officer"}, .regions = {}, .rights = {}, .org = 0});
  if (!second) return Fail(second);
  Result<Scope> approver = AddPerson(service, people.admin, {.login = "sun", .display_name = "孙复核 Sun", .password = {}, .roles = {"approver", "head"}, .regions = {}, .rights = {}, .org = 0});
  if (!approver) return Fail(approver);
  people.approver = *approver;
  // The roles below run with the officer's token, as they would from the officer's command line.
  Result<std::string> token = MakeToken(service, people.officer, "demo");
  if (!token) return Fail(token);
  people.token = *token;
  return people;
}

// Sources and watches as the marketplace describes them.
Status AddWhatToWatch(Service& service, const Scope& officer, const fs::path& market) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(market / "sources")) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    if (Result<Json> added = AddSource(service, officer, file); !added) return Fail(added);
  }
  Result<std::string> text = ReadFile(market / "watches.json", 1 << 20);
  if (!text) return Fail(text);
  Result<Json> watches = ParseJson(*text);
  if (!watches) return Fail(watches);
  const Json& list = watches->is_object() ? (*watches)["watches"] : *watches;
  for (const Json& item : list) {
    NewWatch watch;
    watch.name = JsonText(item, "name");
    watch.rights = JsonTexts(item, "rights");
    watch.sources = JsonTexts(item, "sources");
    watch.queries = JsonTexts(item, "queries");
    watch.region = JsonText(item, "region");
    watch.discovery = kDemoQueries;
    if (Result<Json> added = AddWatch(service, officer, watch); !added) return Fail(added);
  }
  return Ok();
}

Result<Json> RunRole(const DemoOptions& options, const People& people, Child& child, const char* role) {
  (void)people;
  std::optional<std::string> last, line;
  while ((line = child.ReadLine())) last = line;
  const int code = child.Wait();
  if (code != 0 || !last) {
    return Fail(ErrorCode::kInternal, std::string(role) + " ended with exit code " + std::to_string(code) + ": see " +
                                          (options.dir / (std::string(role) + ".log")).string());
  }
  return ParseJson(*last);
}

Result<Child> StartRole(const DemoOptions& options, const People& people, const std::string& role, const std::string& flag, const std::string& source = "") {
  std::vector<std::string> argv = {ExecutableFolder() + "/markwarden", "--store", (options.dir / "store").string(), role, "--json"};
  if (!flag.empty()) argv.push_back(flag);
  // Ten pages are rendered below, before the summary; the rest wait for a `work` of their own.
  if (role == "work") argv.insert(argv.end(), {"--renders", "0"});
  if (role == "crawl") argv.insert(argv.end(), {"--patience-ms", "4000"});
  if (!source.empty()) argv.insert(argv.end(), {"--source", source});
  return Child::Start(argv, {{"MARKWARDEN_TOKEN", people.token}}, (options.dir / (role + ".log")).string());
}

Result<Json> AllFlags(Service& service, const Scope& scope, const std::string& verdict) {
  Json all = Json::array();
  FlagQuery query;
  query.states = {"any"};
  query.verdict = verdict;
  query.limit = 500;
  do {
    Result<Json> page = ListFlags(service, scope, query);
    if (!page) return Fail(page);
    for (Json& item : (*page)["items"]) all.push_back(std::move(item));
    query.cursor = JsonText(*page, "next");
  } while (!query.cursor.empty());
  return all;
}

// What a person must fill in before a notice can be queued.  In the demo the sample officer does.
Json SampleFields(const Json& right, const std::string& now) {
  const Json* holder = JsonMember(right, "holder");
  const std::string name = holder ? JsonText(*holder, "name") : "";
  Json pictures = Json::array();
  if (const Json* list = JsonMember(right, "pictures"); list && list->is_array()) {
    for (const Json& picture : *list) {
      pictures.push_back({{"name", "registration document (sample)"}, {"sha256", JsonText(picture, "sha256")}});
    }
  }
  if (pictures.empty()) pictures.push_back({{"name", "registration document (sample)"}, {"sha256", Sha256Hex(name)}});
  return {{"right", {{"proofs", pictures}}},
          {"right_holder", {{"name", name}, {"id_type", "credit_code"}, {"id_no", holder ? JsonText(*holder, "id") : ""},
                            {"address", "1 Sample Road, Sample City"}, {"email", "ipr@holder.test"}, {"phone", "+86 10 0000 0000"}}},
          {"recipient", {{"address", "2 Sample Road, Sample City"}}},
          {"declarations", {{"truthfulness", true}, {"good_faith", true}, {"perjury", true}, {"accuracy", true}}},
          {"signer", {{"name", "Sample Signer"}, {"role", "officer of the holder"}, {"method", "electronic"}, {"time", now}}}};
}

// The strongest suspected flags, grouped by right and platform: the first groups become cases, one a right, so that the queue shows many kinds.
struct FlagGroup {
  std::string right;
  std::vector<Id> flags;
};
std::vector<FlagGroup> GroupsForCases(const Json& flags) {
  std::map<std::pair<std::string, std::string>, size_t> at;
  std::set<std::string> rights;
  std::vector<FlagGroup> groups;
  for (const Json& flag : flags) {
    const std::pair key(JsonText(flag["right"], "id"), JsonText(flag, "platform"));
    const auto known = at.find(key);
    if (known == at.end() && (groups.size() == kSampleCases || !rights.insert(key.first).second)) continue;
    if (known == at.end()) {
      at[key] = groups.size();
      groups.push_back({key.first, {}});
    }
    FlagGroup& group = groups[at[key]];
    if (const auto id = ParseId(JsonText(flag, "id")); id && group.flags.size() < kFlagsACase) group.flags.push_back(*id);
  }
  return groups;
}

// The sample officer looks at them: what happens until WaitForLooks counts.
Status BeginLooks(Service& service, const Scope& officer, const std::vector<FlagGroup>& groups) {
  for (const FlagGroup& group : groups) {
    for (const Id flag : group.flags) {
      if (Result<Json> look = LookAsText(service, officer, flag); !look) return Fail(look);
    }
  }
  return Ok();
}
Status WaitForLooks(Service& service, steady_clock::time_point begun) {
  Result<const ReviewPolicy*> policy = service.review_policy();
  if (!policy) return Fail(policy);
  std::this_thread::sleep_until(begun + (*policy)->before_case + std::chrono::milliseconds(50));
  return Ok();
}

Result<std::vector<Id>> MakeSampleCases(Service& service, const Scope& officer, const std::vector<FlagGroup>& groups) {
  const std::string now = FormatTime(service.clock().Now());
  std::vector<Id> queued;
  int made = 0;
  for (const FlagGroup& group : groups) {
    Result<Json> right = ShowRight(service, officer, group.right);
    if (!right) return Fail(right);
    Result<Json> made_case = MakeCase(service, officer, {.flags = group.flags, .title = {}, .reason = "sample: the strongest leads of the demo", .basis = {}});
    if (!made_case) return Fail(made_case);
    NoticeRequest request;
    request.case_id = *ParseId(JsonText(*made_case, "id"));
    const std::string kind = JsonText(*right, "kind");
    request.regime = (kind == "copyright" || kind == "software") && made % 2 == 0 ? "us-512c3" : "cn-ecommerce-42";
    request.overrides = SampleFields(*right, now);
    Result<Json> notice = DraftNoticeFor(service, officer, request);
    if (!notice) return Fail(notice);
    if (JsonText(*notice, "state") == "queued") queued.push_back(*ParseId(JsonText(*notice, "id")));
    ++made;
  }
  return queued;
}

// The first case, whose flags weigh most and were shown in the browser, as a package that a stranger can verify.
Result<Json> PackSampleCase(Service& service, const Scope& officer) {
  Result<Json> cases = ListCases(service, officer, {.cursor = {}, .limit = int(kSampleCases)});
  if (!cases) return Fail(cases);
  if ((*cases)["items"].empty()) return Json(nullptr);
  const Id id = *ParseId(JsonText((*cases)["items"].back(), "id"));
  return ExportEvidence(service, officer, {.case_id = id, .language = "zh", .officers = {}, .witness = {}, .place = {}, .purpose = "sample"});
}

}  // namespace

Result<DemoResult> RunDemo(const DemoOptions& options) {
  const auto start = steady_clock::now();
  if (Status made = MakeFolder(options.dir); !made) return Fail(made);
  Say("Starting the sample marketplace ...");
  Result<Market> market = StartMarket(options);
  if (!market) return Fail(market);
  const int64_t market_ms = MillisSince(start);

  const fs::path store = options.dir / "store";
  const std::string admin_password = ToBase64Url(RandomBytes(18));
  InitOptions init;
  init.organisation = "示例省市场监督管理局 (sample bureau)";
  init.region = "230000";
  init.password = admin_password;
  // The notices' life takes a month: it begins a month ago and ends now.  The store says of itself that its time is simulated.
  init.simulated = true;
  init.clock_offset_seconds = std::chrono::duration_cast<Seconds>(DemoOffset(std::chrono::milliseconds(0))).count();
  if (Status written = WriteFileAtomic(market->dir / "clock", std::to_string(DemoOffset(std::chrono::milliseconds(0)).count())); !written) return Fail(written);
  if (Status made = InitStore(store, init); !made) return Fail(std::move(made.error()).While("init"));
  if (Status written = WriteFileAtomic(store / "review_policy.yaml", kDemoReview); !written) return Fail(written);
  Result<std::unique_ptr<Service>> opened = Service::Open({.store_dir = store, .data_dir = {}, .process = "demo"});
  if (!opened) return Fail(opened);
  std::unique_ptr<Service> held = std::move(*opened);
  Result<People> people = AddPeople(*held, admin_password);
  if (!people) return Fail(std::move(people.error()).While("accounts"));
  Result<Json> rights = ImportRightsFile(*held, people->officer, market->dir / "rights.jsonl");
  if (!rights) return Fail(std::move(rights.error()).While("right import"));
  if (Status added = AddWhatToWatch(*held, people->officer, market->dir); !added) {
    return Fail(std::move(added.error()).While("sources and watches"));
  }

  Say("Crawling six shops, matching and sealing ...");
  const auto crawl_start = steady_clock::now();
  Result<Child> work_child = StartRole(options, *people, "work", "--forever");
  if (!work_child) return Fail(work_child);
  Result<Child> crawl_child = StartRole(options, *people, "crawl", "");
  if (!crawl_child) return Fail(crawl_child);
  Result<Json> crawl = RunRole(options, *people, *crawl_child, "crawl");
  if (!crawl) return Fail(crawl);
  const int64_t crawl_ms = MillisSince(crawl_start);
  const auto work_start = steady_clock::now();
  work_child->Terminate();
  Result<Json> work = RunRole(options, *people, *work_child, "work");
  if (!work) return Fail(work);
  const int64_t work_tail_ms = MillisSince(work_start);

  Result<Json> suspected = AllFlags(*held, people->officer, "suspected");
  if (!suspected) return Fail(suspected);
  const std::vector<FlagGroup> groups = GroupsForCases(*suspected);
  if (Status looked = BeginLooks(*held, people->officer, groups); !looked) return Fail(std::move(looked.error()).While("looks"));
  const auto looks_start = steady_clock::now();
  Say("Showing ten suspected pages in a browser ...");
  const auto render_start = steady_clock::now();
  {
    Result<Json> pass = RunWork(*held, people->officer, {.forever = false, .render_pages = kSampleRenders, .render_time = kSampleRenderTime, .progress = {}}, {});
    if (!pass) return Fail(pass);
  }
  const int64_t render_ms = MillisSince(render_start);
  Say("Drafting notices ...");
  const auto notice_start = steady_clock::now();
  // A case rests on a look of five seconds.
  if (Status waited = WaitForLooks(*held, looks_start); !waited) return Fail(waited);
  Result<std::vector<Id>> notices = MakeSampleCases(*held, people->officer, groups);
  if (!notices) return Fail(std::move(notices.error()).While("cases"));
  // The drafts' events are numbered, and the screenshots sealed, before anyone looks.
  {
    Result<Json> pass = RunWork(*held, people->officer, {.forever = false, .render_pages = 0, .progress = {}}, {});
    if (!pass) return Fail(pass);
  }
  const int64_t notice_ms = MillisSince(notice_start);
  Say("Packing the evidence of one case ...");
  const auto package_start = steady_clock::now();
  Result<Json> package = PackSampleCase(*held, people->officer);
  if (!package) return Fail(std::move(package.error()).While("evidence"));
  const int64_t package_ms = MillisSince(package_start);
  Say("Playing a month of notices ...");
  const auto life_start = steady_clock::now();
  if (notices->size() > kSentNotices) notices->resize(kSentNotices);
  DemoLife life{.store = store, .market = market->dir, .service = held, .officer = people->officer, .head = people->approver, .notices = *notices,
                .crawl = [&](const std::string& source) -> Status {
                  Result<Child> child = StartRole(options, *people, "crawl", "", source);
                  if (!child) return Fail(child);
                  Result<Json> crawled = RunRole(options, *people, *child, "crawl");
                  return crawled ? Ok() : Status(Fail(crawled));
                }};
  Result<Json> takedowns = PlayTakedowns(life);
  if (!takedowns) return Fail(std::move(takedowns.error()).While("notices"));
  const int64_t life_ms = MillisSince(life_start);
  Result<Json> rendering = RenderingState(*held);
  if (!rendering) return Fail(rendering);
  Result<Json> statistics = ShowStatistics(*held, people->officer);
  if (!statistics) return Fail(statistics);
  Result<std::string> truth = ReadFile(market->dir / "truth.jsonl", 64 << 20);
  if (!truth) return Fail(truth);
  Result<DemoScore> score = ScoreAgainstTruth(*truth, *suspected);
  if (!score) return Fail(score);

  // The holder of the first right signs in to see that right's flags alone.
  std::string holder_right;
  for (const Json& count : (*statistics)["by_right"]) {
    if (count["suspected"].get<int64_t>() > 0 && holder_right.empty()) holder_right = JsonText(count, "id");
  }
  NewAccount holder{.login = "zhao", .display_name = "赵先生 Zhao", .password = {}, .roles = {"holder"}, .regions = {}, .rights = {}, .org = 0};
  if (!holder_right.empty()) holder.rights = {holder_right};
  if (Result<Json> added = AddAccount(*held, people->admin, holder); !added) return Fail(added);

  DemoResult result;
  result.people = {{"lin", "林 Lin", "officer", {}}, {"sun", "孙 Sun", "approver", {}}, {"zhao", "赵 Zhao", "rights holder", {}}, {"admin", "admin", "administrator", {}}};
  for (DemoPerson& person : result.people) {
    Result<std::string> code = MakeSignInCode(*held, people->admin, person.login, 12 * 60);
    if (!code) return Fail(code);
    person.code = *code;
  }
  result.summary = {{"seed", options.seed},
                    {"crawl", *crawl},
                    {"work", *work},
                    {"statistics", *statistics},
                    {"score", ToJson(*score)},
                    {"rendering", *rendering},
                    {"rights", (*rights)["added"]},
                    {"times", {{"marketplace_ms", market_ms}, {"crawl_ms", crawl_ms}, {"work_after_crawl_ms", work_tail_ms},
                               {"notices_ms", notice_ms}, {"render_ms", render_ms}, {"package_ms", package_ms}, {"takedown_ms", life_ms}, {"all_ms", MillisSince(start)}}},
                    {"package", std::move(*package)},
                    {"takedown", std::move(*takedowns)},
                    {"store", store.string()}};
  result.marketplace = std::make_shared<Market>(std::move(*market));
  return result;
}

}  // namespace markwarden

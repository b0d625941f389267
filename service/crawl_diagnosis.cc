// The causes and their words.
#include "service/crawl_diagnosis.h"

#include <sys/statvfs.h>

#include <algorithm>

#include "core/file.h"
#include "crawler/seed.h"
#include "reports/yaml_reader.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/sources.h"
#include "store/store.h"
#include "store/watches.h"

namespace markwarden {
namespace {

constexpr size_t kNamed = 5;                          // sites named one by one
constexpr std::chrono::seconds kShortWait{60};        // a wait of politeness
constexpr int kRoundDaysOfWatches = 1;

struct Words {
  const char* code;
  const char *zh, *en;            // what
  const char *todo_zh, *todo_en;  // what to do
};
constexpr Words kWords[] = {
    {"no_watch", "还没有监测任务。", "There is no watch.", "新建一个监测任务。", "Add a watch."},
    {"watches_paused", "所有监测任务都已暂停或结束。", "Every watch is paused or has ended.", "恢复一个任务，或新建一个。", "Resume one, or add another."},
    {"period_over", "所有监测任务的监测期都已结束。", "The period of every watch is over.", "延长一个任务的监测期，或新建一个。", "Extend the period of one, or add another."},
    {"period_ahead", "监测任务的监测期还没有开始。", "The period of the watches has not begun.", "等到开始之日，或改早开始日期。", "Wait for its first day, or set an earlier one."},
    {"no_source", "监测任务所用的来源全部停用。", "Every source of the watches is disabled.", "启用一个来源，或给任务换来源。", "Enable a source, or give the watches another."},
    {"not_running", "采集程序没有运行。", "No crawl is running.", "运行 markwarden crawl --forever。", "Run markwarden crawl --forever."},
    {"disk_full", "存储所在磁盘只剩 {n} MiB。", "Only {n} MiB are free for the store.", "清理磁盘或换到更大的磁盘，采集会在写满时停止。", "Free some space or move the store: a crawl stops when the disk is full."},
    {"robots_unreachable", "{x} 的 robots.txt 读不到，因此不采集该站点。", "robots.txt of {x} cannot be read, so nothing is fetched there.", "到时会自动再问；若站点已关闭，停用该来源。", "It is asked again by itself; disable the source if the site is gone."},
    {"robots_refused", "robots.txt 不允许采集 {n} 个网址。", "robots.txt forbids {n} addresses.", "请平台提供数据文件并导入，或改来源的范围。", "Ask the platform for files and import them, or change the source's scope."},
    {"network_refused", "{n} 个网址指向未获许可的网络，被拒绝。", "{n} addresses lie in networks that no source is allowed to reach.", "若确属内部平台，请管理员在来源里写明网络。", "If the platform is internal, have an administrator name its network in the source."},
    {"breaker", "{x} 正在休息：{y}。", "{x} is resting: {y}.", "到时会自动继续；反复如此请加大间隔。", "It goes on by itself; raise the gap if it happens again and again."},
    {"budget", "来源 {x} 本轮的页数预算已用完，还有 {n} 个网址搁置。", "Source {x} has used up the pages of this round; {n} addresses are set aside.", "提高来源的 budget.pages，或等下一轮。", "Raise budget.pages of the source, or wait for the next round."},
    {"gap_wait", "正在遵守两次请求之间的间隔，{n} 个网址排队。", "The gap between two requests is being kept; {n} addresses are queued.", "无需处理。", "Nothing needs to be done."},
    {"nothing_due", "排队的 {n} 个网址都未到时间。", "None of the {n} queued addresses is due.", "到时会自动继续。", "It goes on by itself."},
    {"round_done", "本轮已采集完毕。", "This round is done.", "下一轮会自动开始；采集程序须在运行。", "The next round begins by itself while a crawl runs."},
    {"not_begun", "监测任务还没有采集过。", "The watches have not been crawled for yet.", "运行 markwarden crawl --forever。", "Run markwarden crawl --forever."},
    {"work_not_running", "处理程序没有运行：采集到的内容不会比对、封存。", "No work is running: what is fetched is neither matched nor sealed.", "运行 markwarden work --forever。", "Run markwarden work --forever."},
    {"busy", "正在采集，{n} 个网址排队。", "It is fetching; {n} addresses are queued.", "无需处理。", "Nothing needs to be done."},
};

std::string Filled(std::string text, int64_t n, const std::string& x, const std::string& y) {
  const auto put = [&](const char* mark, const std::string& value) {
    if (const size_t at = text.find(mark); at != std::string::npos) text.replace(at, 3, value);
  };
  put("{n}", std::to_string(n));
  put("{x}", x);
  put("{y}", y);
  return text;
}

struct Of {
  int64_t n = 0;
  std::string x = {}, y = {};
  std::optional<Time> until = {};
};

CrawlCause Cause(const char* code, CauseWeight weight, const Of& of = {}) {
  const auto words = std::find_if(std::begin(kWords), std::end(kWords), [&](const Words& one) { return std::string_view(one.code) == code; });
  CrawlCause cause{.code = code, .weight = weight, .text = {}, .todo = {}, .until = of.until};
  if (words == std::end(kWords)) return cause;
  cause.text = {{"zh", Filled(words->zh, of.n, of.x, of.y)}, {"en", Filled(words->en, of.n, of.x, of.y)}};
  cause.todo = {{"zh", words->todo_zh}, {"en", words->todo_en}};
  return cause;
}

bool Live(const Watch& watch, Time now) {
  return watch.state == "active" && (!watch.from || *watch.from <= now) && (!watch.to || *watch.to >= now);
}

// Why no watch asks for anything; empty when one does.
std::optional<CrawlCause> WhyNobodyAsks(const CrawlFacts& facts, Time now) {
  if (facts.watches.empty()) return Cause("no_watch", CauseWeight::kStops);
  if (std::any_of(facts.watches.begin(), facts.watches.end(), [&](const Watch& watch) { return Live(watch, now); })) {
    return facts.sources == 0 ? std::optional(Cause("no_source", CauseWeight::kStops)) : std::nullopt;
  }
  std::optional<Time> begins;
  bool active = false;
  for (const Watch& watch : facts.watches) {
    if (watch.state != "active") continue;
    active = true;
    if (watch.from && *watch.from > now && (!begins || *watch.from < *begins)) begins = watch.from;
  }
  if (!active) return Cause("watches_paused", CauseWeight::kStops);
  if (begins) return Cause("period_ahead", CauseWeight::kWaits, {.until = begins});
  return Cause("period_over", CauseWeight::kStops);
}

int64_t CountReasons(const FrontierStatus& status, const std::function<bool(const std::string&)>& is) {
  int64_t count = 0;
  for (const auto& [why, n] : status.reasons) count += is(why) ? n : 0;
  return count;
}

// What the hosts have to do with it.
void AddSites(const CrawlFacts& facts, Time now, std::vector<CrawlCause>& causes) {
  const FrontierStatus& status = facts.frontier;
  size_t named = 0;
  for (const RobotsRow& row : status.robots) {
    if (row.state != "unreachable" || row.expires <= now || ++named > kNamed) continue;
    causes.push_back(Cause("robots_unreachable", CauseWeight::kWaits, {.x = row.origin, .until = row.expires}));
  }
  named = 0;
  for (const GroupStatus& group : status.groups) {
    if (group.why.empty() || group.next_at <= now || ++named > kNamed) continue;
    causes.push_back(Cause("breaker", CauseWeight::kWaits, {.x = group.group, .y = group.why, .until = group.next_at}));
  }
  for (const SourceUse& use : status.sources) {
    const auto left = use.states.find("over_budget");
    if (left != use.states.end() && left->second > 0) {
      causes.push_back(Cause("budget", CauseWeight::kWaits, {.n = left->second, .x = use.source, .until = facts.next_round}));
    }
  }
  const int64_t robots = CountReasons(status, [](const std::string& why) { return why.starts_with("robots.txt:"); });
  if (robots > 0) causes.push_back(Cause("robots_refused", CauseWeight::kNote, {.n = robots}));
  const int64_t network = CountReasons(status, [](const std::string& why) { return why.find("no public address") != std::string::npos; });
  if (network > 0) causes.push_back(Cause("network_refused", CauseWeight::kNote, {.n = network}));
}

// What the queue has to do with it: one of them always.
CrawlCause OfTheQueue(const CrawlFacts& facts, Time now) {
  int64_t queued = 0, due = 0;
  std::optional<Time> next;
  for (const GroupStatus& group : facts.frontier.groups) {
    queued += group.queued;
    const Time ready = std::max(group.next_at, group.next_due.value_or(group.next_at));
    if (ready <= now) ++due;
    if (!next || ready < *next) next = ready;
  }
  if (facts.frontier.seedings == 0) return Cause("not_begun", CauseWeight::kStops);
  if (queued == 0) return Cause("round_done", CauseWeight::kWaits, {.until = facts.next_round});
  if (due > 0) return Cause("busy", CauseWeight::kNote, {.n = queued});
  if (*next - now <= kShortWait) return Cause("gap_wait", CauseWeight::kWaits, {.n = queued, .until = next});
  return Cause("nothing_due", CauseWeight::kWaits, {.n = queued, .until = next});
}

Result<int64_t> DiskNeeded(const std::filesystem::path& data_dir) {
  const std::filesystem::path file = data_dir / "service" / "data" / "crawl_policy.yaml";
  Result<std::string> text = ReadFile(file, 64 << 10);
  if (!text) return Fail(text);
  try {
    const YAML::Node node = YAML::Load(*text);
    yaml::OnlyKeys(node, {"version", "disk_free_mib"}, "crawl policy");
    const int64_t mib = node["disk_free_mib"].as<int64_t>();
    if (node["version"].as<int>() != 1 || mib < 0 || mib > (int64_t(1) << 30)) throw yaml::Wrong("version must be 1, disk_free_mib 0 or more");
    return mib << 20;
  } catch (const std::bad_alloc&) {
    throw;  // no memory is no fault of the file
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kInvalid, file.string() + ": " + error.what());
  }
}

bool RoleRuns(Service& service, const char* role) {
  const Result<RoleLock> lock = service.store().LockRole(role);
  return !lock && lock.error().code == ErrorCode::kConflict;
}

}  // namespace

std::vector<CrawlCause> DiagnoseCrawl(const CrawlFacts& facts, Time now) {
  std::vector<CrawlCause> causes;
  if (facts.disk_free >= 0 && facts.disk_free < facts.disk_needed) {
    causes.push_back(Cause("disk_full", CauseWeight::kStops, {.n = facts.disk_free >> 20}));
  }
  const std::optional<CrawlCause> nobody = WhyNobodyAsks(facts, now);
  if (nobody) {
    causes.push_back(*nobody);
  } else {
    if (!facts.crawl_runs && facts.frontier.seedings > 0) causes.push_back(Cause("not_running", CauseWeight::kStops));
    AddSites(facts, now, causes);
    CrawlCause queue = OfTheQueue(facts, now);
    if (queue.code != "busy" || facts.crawl_runs) causes.push_back(std::move(queue));
  }
  if (!facts.work_runs) causes.push_back(Cause("work_not_running", CauseWeight::kNote));
  std::stable_sort(causes.begin(), causes.end(), [](const CrawlCause& a, const CrawlCause& b) { return a.weight < b.weight; });
  return causes;
}

Result<CrawlFacts> GatherCrawlFacts(Service& service, const Scope& scope, FrontierStatus frontier) {
  CrawlFacts facts;
  facts.frontier = std::move(frontier);
  const Time now = service.clock().Now();
  Status read = Reading(service, [&](CaseDb& db) -> Status {
    Result<std::vector<Watch>> watches = ListWatches(db, scope);
    if (!watches) return Fail(watches);
    facts.watches = std::move(*watches);
    Result<std::vector<Source>> sources = ListSources(db, scope);
    if (!sources) return Fail(sources);
    for (const Source& source : *sources) {
      const bool used = std::any_of(facts.watches.begin(), facts.watches.end(), [&](const Watch& watch) {
        return Live(watch, now) && std::find(watch.sources.begin(), watch.sources.end(), source.id) != watch.sources.end();
      });
      facts.sources += used && !source.disabled;
    }
    return Ok();
  });
  if (!read) return Fail(read);
  facts.crawl_runs = RoleRuns(service, "crawl");
  facts.work_runs = RoleRuns(service, "work");
  struct statvfs disk {};
  if (::statvfs(service.store().dir().c_str(), &disk) == 0) facts.disk_free = int64_t(disk.f_bavail) * int64_t(disk.f_frsize);
  Result<int64_t> needed = DiskNeeded(service.options().data_dir);
  if (!needed) return Fail(needed);
  facts.disk_needed = *needed;
  facts.next_round = FromUnixSeconds(RoundOf(now, kRoundDaysOfWatches) + int64_t(kRoundDaysOfWatches) * 86'400);
  return facts;
}

Json CausesView(const std::vector<CrawlCause>& causes) {
  Json list = Json::array();
  for (const CrawlCause& cause : causes) {
    const char* weight = cause.weight == CauseWeight::kStops ? "stops" : cause.weight == CauseWeight::kWaits ? "waits" : "note";
    list.push_back({{"code", cause.code}, {"weight", weight}, {"text", cause.text}, {"todo", cause.todo}, {"until", TimeOrNull(cause.until)}});
  }
  return list;
}

}  // namespace markwarden

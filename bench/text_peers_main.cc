// Ours beside what people use today: hidden names found way by way, what honest titles cost, time and memory, on the same names and texts.
//   text_peers [--seed S] [--asked N] [--names N]... [--engine ID]... [--bound SECONDS]
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

#include "bench/text_cases.h"
#include "bench/text_peers.h"
#include "core/data_dir.h"
#include "core/json.h"

namespace markwarden::bench {
namespace {

using Clock = std::chrono::steady_clock;
double Since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

// Of this process's processor: what else the machine does counts little.
double CpuSeconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double ResidentMegabytes() {
  std::ifstream in("/proc/self/statm");
  double all = 0, resident = 0;
  in >> all >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1048576;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

struct Asked {
  HiddenTitles hidden;
  std::vector<std::string> texts;  // of 1.5 kB, for the time
  double round_seconds = 0;        // a round that takes longer is cut short
};

bool Has(const std::vector<uint32_t>& numbers, size_t number) { return std::find(numbers.begin(), numbers.end(), number) != numbers.end(); }

// In a process of its own, so that no engine finds another's memory.
Json Measure(TextPeer& peer, const Asked& asked) {
  constexpr int kRounds = 5;
  const double before = ResidentMegabytes();
  const double begin = CpuSeconds();
  std::string why;
  if (!peer.Build(asked.hidden.names, why)) return {{"why", why}};
  Json out = {{"build", CpuSeconds() - begin}};
  std::vector<double> rounds;
  size_t done = 0;
  if (peer.run() != nullptr) {
    std::vector<std::string> many;
    for (int i = 0; i < 10; ++i) many.insert(many.end(), asked.texts.begin(), asked.texts.end());
    std::vector<double> empty;
    for (int round = 0; round < kRounds; ++round) {
      peer.FindAll({});
      empty.push_back(peer.run()->seconds);
      peer.FindAll(many);
      rounds.push_back((peer.run()->seconds - empty.back()) / static_cast<double>(many.size()) * 1e6);
    }
    out["build"] = Median(empty);
    done = many.size();
  } else {
    for (int round = -1; round < kRounds; ++round) {  // the first meets every text for the first time, and is told apart
      done = 0;
      const double round_begin = CpuSeconds();
      for (const std::string& text : asked.texts) {
        peer.Find(text);
        ++done;
        if (CpuSeconds() - round_begin > asked.round_seconds) break;
      }
      const double each = (CpuSeconds() - round_begin) / static_cast<double>(done) * 1e6;
      if (round >= 0) rounds.push_back(each);
      else out["first"] = each;
    }
  }
  out["microseconds"] = Median(rounds);
  out["least"] = *std::min_element(rounds.begin(), rounds.end());
  out["most"] = *std::max_element(rounds.begin(), rounds.end());
  out["texts"] = done;
  out["megabytes"] = peer.run() != nullptr ? static_cast<double>(peer.run()->kilobytes) / 1024 : ResidentMegabytes() - before;
  for (const auto& [name, titles] : {std::pair{"clean", &asked.hidden.clean}, std::pair{"named", &asked.hidden.named}}) {
    int64_t hit = 0, suspected = 0;
    for (const PeerAnswer& answer : peer.FindAll(*titles)) {
      hit += !answer.names.empty();
      suspected += !answer.suspected.empty();
    }
    out[name] = {{"hit", hit}, {"suspected", suspected}};
  }
  for (const HiddenWay& way : asked.hidden.ways) {
    std::vector<std::string> titles;
    for (const HiddenTitle& one : way.titles) titles.push_back(one.title);
    const std::vector<PeerAnswer> answers = peer.FindAll(titles);
    int64_t found = 0, suspected = 0;
    for (size_t i = 0; i < answers.size(); ++i) {
      found += Has(answers[i].names, way.titles[i].name);
      suspected += Has(answers[i].suspected, way.titles[i].name);
    }
    out["ways"][way.id] = {{"found", found}, {"suspected", suspected}};
  }
  return out;
}

Json MeasureApart(const PeerKind& kind, const Asked& asked, double bound) {
  int ends[2];
  if (::pipe(ends) != 0) return {{"why", "no pipe"}};
  ::malloc_trim(0);
  std::fflush(stdout);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    std::string said;
    {
      const std::unique_ptr<TextPeer> peer = kind.make();
      said = DumpJson(Measure(*peer, asked));
    }
    for (size_t at = 0; at < said.size();) {
      const ssize_t wrote = ::write(ends[1], said.data() + at, said.size() - at);
      if (wrote <= 0) break;
      at += static_cast<size_t>(wrote);
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  const auto begin = Clock::now();
  std::string said;
  std::vector<char> buffer(1 << 16);
  for (;;) {
    pollfd ready{.fd = ends[0], .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, 200) > 0) {
      const ssize_t got = ::read(ends[0], buffer.data(), buffer.size());
      if (got <= 0) break;
      said.append(buffer.data(), static_cast<size_t>(got));
    } else if (Since(begin) > bound) {
      ::kill(child, SIGKILL);
      said = DumpJson({{"why", "not done in " + std::to_string(static_cast<int>(bound)) + " s"}});
      break;
    }
  }
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  Result<Json> answer = ParseJson(said);
  return answer ? *answer : Json{{"why", "it died"}};
}

std::string Rounded(const Json& microseconds) {
  char text[32];
  const double value = microseconds.get<double>();
  std::snprintf(text, sizeof text, value < 20 ? "%.1f" : "%.0f", value);
  return text;
}

void Print(const Asked& asked, const std::vector<PeerKind>& kinds, const std::map<std::string, Json>& all) {
  const auto per_mille = [](const Json& answer, const char* titles, const char* what, size_t of) {
    return of == 0 ? 0.0 : 1000.0 * answer[titles][what].get<double>() / static_cast<double>(of);
  };
  std::printf("\n| %zu names | built in | memory | a text of 1.5 kB, median of 5 | the 5 | met for the first time | clean titles suspected, of 1,000 | others |\n|---|---:|---:|---:|---|---:|---:|---:|\n", asked.hidden.names.size());
  for (const PeerKind& kind : kinds) {
    const auto found = all.find(kind.id);
    if (found == all.end()) continue;
    const Json& answer = found->second;
    if (answer.contains("why")) {
      std::printf("| %s | %s | | | | | | |\n", kind.id.c_str(), answer["why"].get<std::string>().c_str());
      continue;
    }
    const std::string first = answer.contains("first") ? Rounded(answer["first"]) + " us" : "";
    const bool cut = answer["texts"].get<size_t>() < asked.texts.size();
    std::printf("| %s | %.2f s | %.0f MB | %s us%s | %s to %s | %s | %.2f | %.0f |\n", kind.id.c_str(), answer["build"].get<double>(), answer["megabytes"].get<double>(), Rounded(answer["microseconds"]).c_str(),
                cut ? (", " + answer["texts"].dump() + " texts alone").c_str() : "", Rounded(answer["least"]).c_str(), Rounded(answer["most"]).c_str(), first.c_str(),
                per_mille(answer, "clean", "suspected", asked.hidden.clean.size()), per_mille(answer, "named", "suspected", asked.hidden.named.size()));
  }
  std::printf("\n| way | asked |");
  for (const PeerKind& kind : kinds) {
    if (all.contains(kind.id)) std::printf(" %s |", kind.id.c_str());
  }
  std::printf(" ours suspected |\n");
  for (const HiddenWay& way : asked.hidden.ways) {
    std::printf("| %s | %zu |", way.id.c_str(), way.titles.size());
    const auto share = [&](const std::string& id, const char* what) {
      const auto found = all.find(id);
      if (found == all.end()) return;
      if (found->second.contains("why") || way.titles.empty()) std::printf(" - |");
      else std::printf(" %.3f |", found->second["ways"][way.id][what].get<double>() / static_cast<double>(way.titles.size()));
    };
    for (const PeerKind& kind : kinds) share(kind.id, "found");
    share("ours", "suspected");
    std::printf("\n");
  }
  std::fflush(stdout);
}

int Main(int argc, char** argv) {
  unsigned seed = 1;
  size_t asked_titles = 300;
  double bound = 300;
  std::vector<size_t> sizes;
  std::vector<std::string> only;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string option = argv[i], value = argv[i + 1];
    if (option == "--seed") seed = static_cast<unsigned>(std::strtoul(value.c_str(), nullptr, 10));
    else if (option == "--asked") asked_titles = std::strtoul(value.c_str(), nullptr, 10);
    else if (option == "--names") sizes.push_back(std::strtoul(value.c_str(), nullptr, 10));
    else if (option == "--engine") only.push_back(value);
    else if (option == "--bound") bound = std::strtod(value.c_str(), nullptr);
  }
  if (sizes.empty()) sizes = {1'000, 10'000};
  const std::string eval = EvalFolder();
  Result<std::shared_ptr<const RuleBook>> book = LoadRuleBook(DataDir());
  if (!book) {
    std::fprintf(stderr, "%s\n", book.error().message.c_str());
    return 3;
  }
  const TextData data = ReadTextData(eval);
  const std::vector<PeerKind> kinds = TextPeers(*book);
  std::printf("%s; seed %u\n", PeerVersions().c_str(), seed);
  for (const PeerKind& kind : kinds) {
    if (kind.make) std::printf("%s: %s\n", kind.id.c_str(), kind.what.c_str());
    else std::printf("%s: not here, install %s%s\n", kind.id.c_str(), kind.missing.c_str(), kind.missing.starts_with("lib") ? " and build again" : "");
  }
  for (const size_t size : sizes) {
    const Asked asked{.hidden = MakeHiddenTitles(data, eval, seed, asked_titles, size), .texts = LongTexts(data, 400, seed), .round_seconds = bound / 20};
    std::printf("\n%zu names, of which %zu are hidden; %zu clean titles, %zu others\n", asked.hidden.names.size(), asked.hidden.hidden, asked.hidden.clean.size(), asked.hidden.named.size());
    std::map<std::string, Json> all;
    for (const PeerKind& kind : kinds) {
      if (!kind.make || (!only.empty() && std::find(only.begin(), only.end(), kind.id) == only.end())) continue;
      all[kind.id] = MeasureApart(kind, asked, bound);
    }
    Print(asked, kinds, all);
  }
  return 0;
}

}  // namespace
}  // namespace markwarden::bench

int main(int argc, char** argv) { return markwarden::bench::Main(argc, argv); }

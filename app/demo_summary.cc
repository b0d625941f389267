// The demo's summary on one screen.
#include <algorithm>
#include <cstdio>
#include <iostream>

#include "app/demo.h"

namespace markwarden {
namespace {

int64_t Count(const Json& object, const char* key) { return JsonInt(object, key).value_or(0); }

std::string Percent(const Json& share) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.3f (%lld of %lld)", share["value"].get<double>(),
                static_cast<long long>(Count(share, "hit")), static_cast<long long>(Count(share, "all")));
  return buffer;
}

// "text.name 60, text.sound 14, ..." largest first.
std::string Counts(const Json& counts) {
  std::vector<std::pair<int64_t, std::string>> order;
  for (const auto& [name, count] : counts.items()) order.emplace_back(count.get<int64_t>(), name);
  std::sort(order.rbegin(), order.rend());
  std::string text;
  for (const auto& [count, name] : order) text += (text.empty() ? "" : ", ") + name + " " + std::to_string(count);
  return text.empty() ? "none" : text;
}

void Line(const char* label, const std::string& text) { std::printf("  %-14s %s\n", label, text.c_str()); }

std::string Stage(int64_t done, const char* what, int64_t ms) {
  char buffer[128];
  std::snprintf(buffer, sizeof buffer, "%lld %s in %.1f s, %.0f/s", static_cast<long long>(done), what, static_cast<double>(ms) / 1000,
                ms > 0 ? static_cast<double>(done) * 1000 / static_cast<double>(ms) : 0.0);
  return buffer;
}

}  // namespace

void PrintDemoSummary(const Json& summary) {
  const Json &crawl = summary["crawl"], &work = summary["work"], &statistics = summary["statistics"], &score = summary["score"];
  const Json& flags = statistics["flags"];
  std::printf("\nmarkwarden demo, seed %s\n", summary["seed"].dump().c_str());
  std::printf("\n What was seen\n");
  Line("pages", std::to_string(Count(crawl, "pages")) + ", " + std::to_string(Count(crawl, "pictures")) + " pictures, " +
                    std::to_string(Count(crawl, "errors")) + " errors, " + std::to_string(Count(crawl, "robots_refused")) +
                    " left alone because robots.txt says so");
  Line("listings", std::to_string(Count(statistics, "listings")) + " for " + std::to_string(Count(summary, "rights")) + " rights");
  std::printf("\n What is suspected\n");
  Line("flags", std::to_string(Count(flags, "suspected")) + " suspected");
  std::vector<const Json*> rights;
  for (const Json& right : statistics["by_right"]) {
    if (Count(right, "suspected") > 0) rights.push_back(&right);
  }
  std::sort(rights.begin(), rights.end(), [](const Json* a, const Json* b) { return Count(*a, "suspected") > Count(*b, "suspected"); });
  std::string by_right;
  for (size_t i = 0; i < rights.size() && i < 8; ++i) {
    by_right += (i ? ", " : "") + JsonText(*rights[i], "title") + " " + std::to_string(Count(*rights[i], "suspected"));
  }
  if (rights.size() > 8) by_right += " and " + std::to_string(rights.size() - 8) + " more";
  Line("by right", by_right);
  Line("by detector", Counts(statistics["by_detector"]));
  Line("cleared", std::to_string(Count(flags, "cleared")) + ": " + Counts(statistics["cleared_why"]));
  std::printf("\n What was kept\n");
  Line("evidence", std::to_string(Count(statistics, "sealed")) + " of " + std::to_string(Count(statistics, "captures")) +
                       " captures sealed, " + std::to_string(Count(statistics, "events")) + " events in the log");
  if (const Json& package = summary["package"]; package.is_object()) {
    Line("package", JsonText(package, "name") + ".zip, " + JsonText(package, "captures") + " captures, " + std::to_string(Count(package, "bytes") / 1024) +
                        " KiB, verified " + JsonText(package, "result") + " in " + std::to_string(Count(summary["times"], "package_ms")) + " ms");
  }
  Line("screenshots", JsonText(summary["rendering"], "line"));
  Line("log root", JsonText(statistics, "log_root").substr(0, 32) + " ...");
  std::printf("\n What was prepared\n");
  Line("notices", std::to_string(Count(statistics, "cases")) + " cases; notices " + Counts(statistics["notices"]));
  const Json& takedown = summary["takedown"];
  std::printf("\n What became of it, in a month of the simulated clock\n");
  for (const Json& line : takedown["log"]) {
    Line(("day " + line["day"].dump()).c_str(), (JsonText(line, "platform").empty() ? "" : JsonText(line, "platform") + ": ") + JsonText(line, "what") +
                                                    (Count(line, "times") > 1 ? " (" + std::to_string(Count(line, "times")) + ")" : ""));
  }
  Line("listings", Counts(takedown["measures"]));
  std::printf("\n Against the sample's truth (%lld listings)\n", static_cast<long long>(Count(score, "listings")));
  Line("precision", Percent(score["precision"]));
  Line("recall", Percent(score["recall"]));
  Line("honest traps", Percent(score["traps_left_alone"]) + " left alone");
  for (const auto& [way, share] : score["by_way"].items()) Line("", way + " " + Percent(share));
  std::printf("\n How long it took\n");
  const Json& times = summary["times"];
  Line("crawl", Stage(Count(crawl, "pages") + Count(crawl, "pictures"), "exchanges", Count(crawl, "elapsed_ms")));
  Line("match", Stage(Count(work, "matched"), "listings", Count(work, "match_ms")) + ", beside the crawl");
  Line("seal", Stage(Count(work, "sealed"), "captures", Count(work, "seal_ms")));
  Line("notices", Stage(Count(statistics, "cases"), "cases", Count(times, "notices_ms")));
  Line("screenshots", Stage(Count(summary["rendering"], "done"), "pages", Count(times, "render_ms")));
  Line("all", std::to_string(Count(times, "all_ms") / 1000) + " s; the store is " + JsonText(summary, "store"));
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace markwarden

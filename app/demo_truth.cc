// Counting hits and misses.
#include "app/demo_truth.h"

#include <set>
#include <sstream>

namespace markwarden {

Result<DemoScore> ScoreAgainstTruth(const std::string& truth, const Json& flags) {
  std::map<std::string, std::set<std::string>> suspected;  // URL -> rights
  for (const Json& flag : flags) {
    const Json* right = JsonMember(flag, "right");
    suspected[JsonText(flag, "url")].insert(right ? JsonText(*right, "right_id") : "");
  }
  DemoScore score;
  std::set<std::pair<std::string, std::string>> right_hits;
  std::istringstream lines(truth);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    Result<Json> row = ParseJson(line);
    if (!row) return Fail(std::move(row.error()).While("truth.jsonl"));
    const Json* reachable = JsonMember(*row, "reachable");
    if (reachable && *reachable == false) continue;
    ++score.listings;
    const std::string url = JsonText(*row, "url"), right = JsonText(*row, "right_id");
    const Json* infringing = JsonMember(*row, "infringing");
    const auto found = suspected.find(url);
    if (infringing && *infringing == true) {
      const bool hit = found != suspected.end() && found->second.contains(right);
      if (hit) right_hits.emplace(url, right);
      for (Share* share : {&score.recall, &score.by_way[JsonText(*row, "way")]}) {
        ++share->all;
        if (hit) ++share->hit;
      }
    } else if (const std::string trap = JsonText(*row, "trap"); !trap.empty()) {
      for (Share* share : {&score.traps_left_alone, &score.by_trap[trap]}) {
        ++share->all;
        if (found == suspected.end()) ++share->hit;
      }
    }
  }
  for (const auto& [url, rights] : suspected) {
    for (const std::string& right : rights) {
      ++score.precision.all;
      if (right_hits.contains({url, right})) ++score.precision.hit;
    }
  }
  return score;
}

Json ToJson(const DemoScore& score) {
  const auto share = [](const Share& s) { return Json{{"hit", s.hit}, {"all", s.all}, {"value", s.value()}}; };
  Json ways = Json::object(), traps = Json::object();
  for (const auto& [way, s] : score.by_way) ways[way] = share(s);
  for (const auto& [trap, s] : score.by_trap) traps[trap] = share(s);
  return {{"listings", score.listings},           {"precision", share(score.precision)},
          {"recall", share(score.recall)},        {"traps_left_alone", share(score.traps_left_alone)},
          {"by_way", std::move(ways)},            {"by_trap", std::move(traps)}};
}

}  // namespace markwarden

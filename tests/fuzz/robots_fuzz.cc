// robots.txt: the first line is the agent, the second the address asked for, the rest the file.
#include <set>
#include <string>

#include "crawler/robots.h"
#include "tests/fuzz/target.h"

using namespace markwarden;
using markwarden::fuzz::Require;

MARKWARDEN_FUZZ_TARGET(robots) {
  const auto [agent, after] = fuzz::FirstLine(bytes);
  const auto [url, file] = fuzz::FirstLine(after);
  const Robots robots = Robots::Parse(file);
  const RobotsAnswer answer = robots.Check(agent, url);
  Require(answer.allowed || (!answer.line.empty() && answer.line_number > 0), "a refusal names its line");
  const RobotsAnswer same = Robots::Parse(file).Check(agent, url);
  Require(same.allowed == answer.allowed && same.line == answer.line && same.line_number == answer.line_number, "the same file gives the same answer");
  Require(robots.Check(agent, "/robots.txt").allowed, "robots.txt itself is allowed");
  if (const auto delay = robots.CrawlDelay(agent)) Require(delay->count() >= 0, "a delay is not negative");
  std::set<std::string> seen;
  for (const std::string& sitemap : robots.sitemaps()) Require(seen.insert(sitemap).second, "a sitemap is told once");
  Require(Robots::Parse("").Check(agent, url).allowed, "an empty file allows everything");
}

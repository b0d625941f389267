// What a content worker costs a page over reading it in the same process: alternates between the two
// over a folder of saved pages and prints means and their difference.
//   worker_cost FOLDER [ROUNDS]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "core/file.h"
#include "crawler/extract.h"
#include "crawler/extract_wire.h"
#include "service/content.h"

int main(int argc, char** argv) {
  using namespace markwarden;
  using Steady = std::chrono::steady_clock;
  if (argc < 2) {
    std::fprintf(stderr, "usage: worker_cost FOLDER [ROUNDS]\n");
    return 2;
  }
  const int rounds = argc > 2 ? std::max(1, std::atoi(argv[2])) : 5;
  std::vector<std::string> pages;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[1])) {
    const std::string name = entry.path().filename();
    if (!entry.is_regular_file() || (!name.ends_with(".html") && !name.ends_with(".html.gz") && !name.ends_with(".htm"))) continue;
    if (Result<std::string> bytes = ReadFile(entry.path(), size_t{8} << 20)) pages.push_back(std::move(*bytes));
  }
  if (pages.empty()) {
    std::fprintf(stderr, "worker_cost: no pages in %s\n", argv[1]);
    return 3;
  }
  ContentWorkers content({.program = {}, .light_workers = 1, .on_loss = {}, .on_health = {}});
  const ExtractOptions options{.url = "https://shop.example/item/1"};
  const auto begun = Steady::now();
  (void)content.ExtractPage("<html>", "", options);
  const double start_ms = std::chrono::duration<double, std::milli>(Steady::now() - begun).count();
  double inside = 0, outside = 0;
  std::vector<double> differences;
  int unlike = 0;
  size_t bytes = 0;
  for (const std::string& page : pages) {
    bytes += page.size();
    double best_inside = 1e9, best_outside = 1e9;
    for (int round = 0; round < rounds; ++round) {
      const auto a = Steady::now();
      const Extraction here = Extract(page, "", options);
      const auto b = Steady::now();
      const Extraction there = content.ExtractPage(page, "", options);
      const auto c = Steady::now();
      best_inside = std::min(best_inside, std::chrono::duration<double, std::milli>(b - a).count());
      best_outside = std::min(best_outside, std::chrono::duration<double, std::milli>(c - b).count());
      if (round == 0 && ToWire(here) != ToWire(there)) {
        ++unlike;
        std::printf("answers differ: %.300s\n            and %.300s\n", DumpJson(ToJson(here)).c_str(), DumpJson(ToJson(there)).c_str());
      }
    }
    inside += best_inside;
    outside += best_outside;
    differences.push_back(best_outside - best_inside);
  }
  // What every job pays whatever it holds: a page of six bytes there and back, one after the other.
  std::vector<double> empty;
  for (int i = 0; i < 2000; ++i) {
    const auto a = Steady::now();
    (void)Extract("<html>", "", options);
    const auto b = Steady::now();
    (void)content.ExtractPage("<html>", "", options);
    const auto c = Steady::now();
    empty.push_back(std::chrono::duration<double, std::milli>((c - b) - (b - a)).count());
  }
  std::sort(empty.begin(), empty.end());
  std::sort(differences.begin(), differences.end());
  const double count = static_cast<double>(pages.size());
  std::printf("%zu pages, %.0f kB each as saved; best of %d rounds a page\n", pages.size(), static_cast<double>(bytes) / count / 1000, rounds);
  std::printf("in this process  %8.3f ms a page\nin a worker      %8.3f ms a page\ndifference       %8.3f ms a page (median %.3f)\n",
              inside / count, outside / count, (outside - inside) / count, differences[differences.size() / 2]);
  std::printf("an empty page there and back: median %.3f ms, 9 of 10 within %.3f ms\n", empty[empty.size() / 2], empty[empty.size() * 9 / 10]);
  std::printf("first job, start of the worker included  %.1f ms; answers that differ: %d\n", start_ms, unlike);
  return unlike == 0 ? 0 : 1;
}

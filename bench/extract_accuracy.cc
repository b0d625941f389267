// extract_accuracy [--misses]: extraction scored on real pages, as Markdown.
#include <cstring>
#include <iomanip>
#include <iostream>

#include "bench/extract_accuracy.h"

namespace markwarden {
namespace {

void Table(const std::string& title, const Accuracy& accuracy) {
  std::cout << "\n### " << title << "\n\n" << accuracy.pages << " pages, " << std::setprecision(1) << (accuracy.seconds > 0 ? accuracy.pages / accuracy.seconds : 0)
            << " pages/s on one thread\n\n| field | truth | precision | recall | F1 | mean F1 over domains |\n|---|---:|---:|---:|---:|---:|\n" << std::setprecision(3);
  for (const auto& [field, score] : accuracy.fields) {
    std::cout << "| " << field << " | " << score.truth << " | " << score.Precision() << " | " << score.Recall() << " | " << score.F1() << " | " << accuracy.DomainMeanF1(field) << " |\n";
  }
}

int Main(std::ostream* log) {
  const std::string eval = EvalFolder(MARKWARDEN_SOURCE_DIR);
  if (eval.empty()) {
    std::cerr << "no evaluation pages: set MARKWARDEN_EVAL to their folder\n";
    return 3;
  }
  std::cout << std::fixed;
  const Accuracy with = ScoreProductPages(eval, true, log);
  Table("Product pages as they are", with);
  if (log) *log << "---- without JSON-LD\n";
  const Accuracy without = ScoreProductPages(eval, false, log);
  Table("The same without their JSON-LD", without);
  std::cout << "\n| extractor | price F1 |\n|---|---:|\n| markwarden | " << with.fields.at("price").F1() << " |\n| markwarden, without JSON-LD | " << without.fields.at("price").F1()
            << " |\n| Zyte (published, 140 pages) | 0.918 |\n| Diffbot (published, 140 pages) | 0.824 |\n| extruct (published, 140 pages) | 0.685 |\n";
  Table("Chinese shop pages", ScoreChinesePages(eval, log));
  const FalseListings wrong = CountFalseListings(eval, log);
  std::cout << "\nPages of well-known sites: " << wrong.pages << ", " << wrong.product << " give a product, " << wrong.list << " a list\n";
  const Score charsets = ScoreCharsets(eval, log);
  std::cout << "Charsets: " << charsets.right << " of " << charsets.truth << "\n";
  const Score next = ScoreNextLinks(eval, log);
  std::cout << "Next links: precision " << next.Precision() << ", recall " << next.Recall() << " over " << next.truth << " pages\n";
  const Sweep sweep = SweepOddPages(eval, log);
  std::cout << "Odd, broken and hostile files: " << sweep.files << ", " << sweep.degraded << " degraded, slowest " << sweep.slowest << " s (" << sweep.slowest_file << ")\n";
  for (const auto& [name, score] : ScorePriceStrings(eval, log)) {
    std::cout << "Price strings, " << name << ": precision " << score.Precision() << ", recall " << score.Recall() << " of " << score.truth << "\n";
  }
  return 0;
}

}  // namespace
}  // namespace markwarden

int main(int argc, char** argv) { return markwarden::Main(argc > 1 && std::strcmp(argv[1], "--misses") == 0 ? &std::cerr : nullptr); }

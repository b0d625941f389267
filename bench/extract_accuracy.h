// Scores extraction against pages with known truth.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "crawler/extract.h"

namespace markwarden {

// $MARKWARDEN_EVAL, else ../shared/eval beside `source_dir`; empty when there is none.
std::string EvalFolder(const std::string& source_dir);

struct Score {
  int right = 0, said = 0, truth = 0;
  double Precision() const { return said == 0 ? 0 : static_cast<double>(right) / said; }
  double Recall() const { return truth == 0 ? 0 : static_cast<double>(right) / truth; }
  double F1() const { return said + truth == 0 ? 0 : 2.0 * right / (said + truth); }
  void Add(const Score& other) {
    right += other.right;
    said += other.said;
    truth += other.truth;
  }
};

struct Accuracy {
  std::map<std::string, Score> fields;                                 // over all pages
  std::map<std::string, std::map<std::string, Score>> domains;         // field -> domain -> score
  int pages = 0;
  double seconds = 0;
  double DomainMeanF1(const std::string& field) const;
};

// The product pages of the benchmark.  `log` (may be null) receives every miss.
Accuracy ScoreProductPages(const std::string& eval, bool use_json_ld, std::ostream* log);
// Chinese shop pages: list items with title and price, products with title, price, brand, seller, images.
Accuracy ScoreChinesePages(const std::string& eval, std::ostream* log);
// Pages that are mostly no shops: how many of them give a product or a list, and how many pages there are.
struct FalseListings {
  int pages = 0, product = 0, list = 0;
};
FalseListings CountFalseListings(const std::string& eval, std::ostream* log);
// Charsets told right, of the files of encodings/ whose folder names their charset.
Score ScoreCharsets(const std::string& eval, std::ostream* log);
// Pagination: pages whose next link (by the truth's selector) is among ours.
Score ScoreNextLinks(const std::string& eval, std::ostream* log);
// Every file of the folders that hold odd, broken and hostile pages, extracted once.
struct Sweep {
  int files = 0, degraded = 0;
  double slowest = 0;  // seconds
  std::string slowest_file;
};
Sweep SweepOddPages(const std::string& eval, std::ostream* log);
// Price strings read right, amount and currency apart.
std::map<std::string, Score> ScorePriceStrings(const std::string& eval, std::ostream* log);

}  // namespace markwarden

// Search for similar marks: of many names, those nearest to one by sound, form and meaning.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "matcher/similar_pair.h"
#include "rules/rule_book.h"
#include "rules/weak_words.h"

namespace markwarden {

// What marks are compared by: rules/data/near_han.tsv, parts_han.tsv and weak_words.tsv.
struct SimilarTables {
  HanTables near;  // ideographs that look alike, the merely near ones too
  WeakWords weak;
};
// `data_dir` is DataDir().  Errors: kNotFound, and those of the tables.
Result<std::shared_ptr<const SimilarTables>> LoadSimilarTables(const std::filesystem::path& data_dir);

struct SimilarName {
  uint32_t right = 0;     // whose it is; one right may have several
  std::string text;
  bool nickname = false;  // what people call it: stands for its meaning
};

struct SimilarHit {
  uint32_t name = 0;  // index into names(): of a right's names the nearest
  MarkNearness near;
};

// Immutable after construction, thread-safe.
class SimilarIndex {
 public:
  SimilarIndex(std::vector<SimilarName> names, std::shared_ptr<const SimilarTables> tables);
  ~SimilarIndex();
  SimilarIndex(SimilarIndex&&) noexcept;

  // The rights nearest to `mark`, best first, `most` at most, none below `least` (0..1).  The candidates are the names
  // that share the most telling signs, sounds and looks with it; those are compared one by one.
  // Rights for which `leave_out` is true are passed over.
  std::vector<SimilarHit> Find(std::string_view mark, size_t most = 10, double least = 0.5, const std::function<bool(uint32_t right)>& leave_out = {}) const;

  const std::vector<SimilarName>& names() const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace markwarden

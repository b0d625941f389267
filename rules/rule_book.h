// Everything the matcher knows apart from the rights: packs, weights, the goods table and
// look-alike tables, read once from the data folder.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/listing.h"
#include "core/result.h"
#include "rules/rule_pack.h"

namespace markwarden {

// Decibans per kind of evidence and the threshold, from rules/thresholds.yaml.
class Weights {
 public:
  static Result<Weights> Parse(std::string_view yaml);
  double threshold_db() const { return threshold_db_; }
  // 0 for a name the file does not have; Parse refuses a file that lacks one the matcher needs.
  double operator[](std::string_view name) const;

 private:
  double threshold_db_ = 0;
  std::map<std::string, double, std::less<>> values_;
};

// Words of categories and titles -> Nice classes, from rules/data/goods.tsv.
class GoodsTable {
 public:
  static Result<GoodsTable> Parse(std::string_view tsv);
  // Sorted classes that the innermost telling category names, else the title (the last goods word in Chinese
  // and English, the first in Russian, so "phone case" is a case); empty when unknown.
  std::vector<int> ClassesOf(const Listing& listing) const;
  // Different classes whose goods are sold side by side (food, clothes and bags).
  bool Related(int a, int b) const;

 private:
  struct Word {
    std::vector<int> classes;
  };
  std::vector<int> ClassesIn(std::string_view text) const;
  std::unordered_map<std::string, Word> words_;
  std::vector<std::vector<int>> related_;
  size_t longest_ = 0;
};

struct LookAlike {
  char32_t other = 0;
  float similarity = 0;  // 0..1
};

// Han characters that look alike, from rules/data/lookalike_han.tsv, and characters
// written as their parts, from rules/data/split_han.tsv.
class HanTables {
 public:
  static Result<HanTables> Parse(std::string_view lookalike_tsv, std::string_view split_tsv);
  const std::vector<LookAlike>& Of(char32_t han) const;              // best first
  const std::vector<std::u32string>& PartsOf(char32_t han) const;
  float Similarity(char32_t a, char32_t b) const;                    // 0 when not in the table

 private:
  std::unordered_map<char32_t, std::vector<LookAlike>> looks_;
  std::unordered_map<char32_t, std::vector<std::u32string>> parts_;
};

// Immutable, shared.
struct RuleBook {
  std::vector<RulePack> packs;
  Weights weights;
  GoodsTable goods;
  HanTables han;
  std::string digest;  // SHA-256 over the files
};

// The texts that a book is made of, by file name: "thresholds.yaml", "goods.tsv", "lookalike_han.tsv", "split_han.tsv"; all
// others are packs, in the order of their names.
using RuleTexts = std::map<std::string, std::string>;
bool IsPackName(std::string_view file_name);

// `data_dir` is DataDir(): the folder that holds rules/.  Errors: kNotFound, and those of reading files.
Result<RuleTexts> ReadRuleTexts(const std::filesystem::path& data_dir);
// The same texts give the same book and digest.  Errors: kNotFound (a table is missing), and those of the parts.
Result<std::shared_ptr<const RuleBook>> BuildRuleBook(const RuleTexts& texts);
// Both.
Result<std::shared_ptr<const RuleBook>> LoadRuleBook(const std::filesystem::path& data_dir);

}  // namespace markwarden

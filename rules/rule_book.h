// Everything the matcher knows apart from the rights: packs, weights, the goods table and
// look-alike tables, read once from the data folder.
#pragma once

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.h"
#include "rules/emoji_names.h"
#include "rules/nice_table.h"
#include "rules/phrase_index.h"
#include "rules/rule_pack.h"
#include "rules/word_list.h"

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

// Everyday words -> Nice classes, from rules/data/goods.tsv; read by rules/goods_reading.h.
class GoodsTable {
 public:
  static Result<GoodsTable> Parse(std::string_view tsv);
  struct Found {
    size_t length = 0;
    const std::vector<int>* classes = nullptr;  // sorted; null: no word
  };
  // The longest word that begins at byte `at` of a folded text.
  Found LongestAt(std::string_view folded, size_t at) const;
  // Different classes whose goods are sold side by side (food, clothes and bags).
  bool Related(int a, int b) const;
  // Whether words of two ideographs and more, more than one, end with this one.
  bool EndsWord(char32_t ideograph) const { return std::binary_search(ends_.begin(), ends_.end(), ideograph); }
  int64_t words() const { return static_cast<int64_t>(words_.entries().size()); }
  int64_t class_count() const;  // that some word speaks of

 private:
  PhraseIndex words_;
  std::u32string ends_;  // sorted
  std::vector<std::vector<int>> classes_, related_;
};

struct LookAlike {
  char32_t other = 0;
  float similarity = 0;  // 0..1
};

// How the tables' similarity is read, which their maker's halves and wholes give it.
inline constexpr float kVeryAlike = 0.8F;   // taken for each other at a glance
inline constexpr float kWholeAlike = 0.6F;  // alike as wholes
inline constexpr float kPartAlike = 0.35F;  // a part of both is the same
inline constexpr float kSharedPart = 0.4F;  // what the same part at the same place is worth at least

// The texts of rules/data: near_han.tsv (rule sets of old: lookalike_han.tsv), split_han.tsv, readings_han.tsv, parts_han.tsv; empty for none.
struct HanTexts {
  std::string_view looks = {}, split = {}, readings = {}, parts = {};
};

// Han characters that look alike, that are written as their parts, that have several readings, that share a part.
class HanTables {
 public:
  static Result<HanTables> Parse(const HanTexts& texts);
  std::span<const LookAlike> Of(char32_t han) const;                 // best first
  float Similarity(char32_t a, char32_t b) const;                    // 0 when the tables know nothing that they share
  // Parts of a character by their places, as numbers; none for one that has no parts.
  std::span<const uint32_t> PartsOf(char32_t han) const;
  // One of the characters that are very alike stands for all of them; a character that is like no other for itself.
  char32_t Class(char32_t han) const { return han < classes_.size() && classes_[han] != 0 ? classes_[han] : han; }
  bool BeginsParts(char32_t han) const { return han < begins_parts_.size() && begins_parts_[han]; }
  // What two or three characters (`c` 0 for two), side by side, may be the parts of.
  const std::u32string& MadeOf(char32_t a, char32_t b, char32_t c) const;
  // Syllables (core/text/pinyin.h) by which a character is also read, beside the one of its unit; none for most.
  const std::vector<uint16_t>& OtherSyllables(char32_t han) const;

 private:
  struct Place {
    uint32_t begin = 0, end = 0;
  };
  void MakeClasses(const std::u32string& order);
  std::vector<LookAlike> looks_;
  std::vector<Place> looks_of_;      // by code point
  std::unordered_map<uint64_t, std::u32string> made_of_;
  std::unordered_map<char32_t, std::vector<uint16_t>> other_syllables_;
  std::vector<bool> has_others_;     // by code point
  std::vector<uint32_t> parts_;
  std::vector<Place> parts_of_;      // by code point
  std::vector<bool> begins_parts_;   // by code point
  std::vector<char16_t> classes_;    // by code point, 0 for its own
};

// Immutable, shared.
struct RuleBook {
  std::vector<RulePack> packs;
  Weights weights;
  GoodsTable goods;
  HanTables han;
  WordList english;    // empty in books of old
  WordList chinese;    // the same; of two to four ideographs
  std::u32string borrowed;  // the same; ideographs that foreign names are written with, in order
  EmojiNames emoji;    // the same
  NiceTable nice;      // the office's full table of goods; empty where none was imported
  std::string digest;  // SHA-256 over the files

  bool Borrows(char32_t ideograph) const { return std::binary_search(borrowed.begin(), borrowed.end(), ideograph); }
};

// The texts that a book is made of, by file name: "thresholds.yaml", "goods.tsv", "lookalike_han.tsv", "split_han.tsv", and
// "near_han.tsv", "readings_han.tsv", "parts_han.tsv", "words_en.txt", "words_zh.txt", "borrowed_han.txt" and "emoji_names.tsv", which books of old do not have, and "nice_table.tsv", which is not shipped
// but an organisation's own; all others are packs, in the order of their names.
using RuleTexts = std::map<std::string, std::string>;
bool IsPackName(std::string_view file_name);

// `data_dir` is DataDir(): the folder that holds rules/.  Errors: kNotFound, and those of reading files.
Result<RuleTexts> ReadRuleTexts(const std::filesystem::path& data_dir);
// The same texts give the same book and digest.  Errors: kNotFound (a table is missing), and those of the parts.
Result<std::shared_ptr<const RuleBook>> BuildRuleBook(const RuleTexts& texts);
// Both.
Result<std::shared_ptr<const RuleBook>> LoadRuleBook(const std::filesystem::path& data_dir);

}  // namespace markwarden

// Rule packs: what listings say around a name - counterfeit slang, "for X", second-hand -
// as YAML files that carry their own examples.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/right.h"
#include "core/text/views.h"

namespace re2 {
class RE2;
}

namespace markwarden {

// Caps on what a pack may cost.
inline constexpr size_t kMaxPatternChars = 1'000;
inline constexpr int kMaxProgramSize = 20'000;
inline constexpr size_t kMaxPackMemory = 256u << 20;  // RE2 memory granted, over all packs
inline constexpr size_t kMaxPackBytes = 1 << 20;      // one YAML file

enum class RuleEffect {
  kSuspect,  // adds its decibans
  kClear,    // subtracts; a suspect match inside its span does not count ("no replicas")
  kContext,  // 0 decibans; shown to the reader
};
enum class RulePlace {
  kAnywhere,
  kBeforeName,  // the text right before a name, up to `window` characters: "for "
  kAfterName,   // the text right after it: " compatible"
};

// What else has to hold of the listing, beside a right; a rule whose patterns match and that lacks this does not fire.
struct RuleWhen {
  std::optional<double> price_below;  // of the right's reference price; a price that is not known is not below it
  std::string seller;                 // "listed": the holder or on the right's list; "unlisted": the right has a list, and this is none of it
  std::vector<std::string> categories;                    // patterns, as they are written: one matches one of the listing's categories
  std::vector<std::shared_ptr<const re2::RE2>> category;  // the same, compiled
  std::vector<std::string> lacking;                       // patterns, as they are written: none of them matches any of the listing's texts,
  std::vector<std::shared_ptr<const re2::RE2>> lacks;     // compiled; a listing whose description is not known lacks nothing
  std::string name;                // "word": the name that the rule stands beside is a word of the dictionaries, so that it may be meant as one
  bool empty() const { return !price_below && seller.empty() && category.empty() && lacks.empty() && name.empty(); }
};

// Immutable after loading; patterns are RE2 over the folded view (casefolded, simplified).
struct Rule {
  std::string id;
  RuleEffect effect = RuleEffect::kSuspect;
  RulePlace place = RulePlace::kAnywhere;
  std::vector<RightKind> kinds;     // empty: every kind
  std::vector<std::string> fields;  // empty: title, description
  std::vector<std::shared_ptr<const re2::RE2>> any, all, none;  // of the text: one of them, each, none
  std::vector<std::shared_ptr<const re2::RE2>> except;          // of a match: with one of them inside it is none, and the search goes on behind its first sign
  RuleWhen when;
  std::vector<std::string> voids;  // "price": this reading explains a low price
  int window = 24;                 // characters beside a name
  double db = 0;                   // >= 0 for suspect, <= 0 for clear
  std::string reason;              // reason code, or the detector of a clearing ("use.nominative")
  std::string why;                 // one English sentence
  std::string legal_basis;
  std::vector<std::string> must_fire, must_not_fire;  // of the patterns alone; for a place beside a name, "{}" is the name
};

struct RulePack {
  std::string id;
  int version = 0;
  std::string source, date, language;
  std::vector<Rule> rules;
  std::string digest;  // SHA-256 of the file
  size_t granted_memory = 0;
};

// Where a rule matched, in bytes of the original text.
struct RuleMatch {
  size_t begin = 0, end = 0;
};

// Errors, each with the line it stands on: kInvalid, naming rule and field: unknown keys, a pattern that RE2 refuses,
// matches the empty string or is too long; kExhausted: a program past its cap (names the costly part), or past kMaxPackMemory.
// Checks the pack's examples unless told not to.
Result<RulePack> ParsePack(std::string_view yaml, std::string_view name, bool check = true);

// The *.yaml of a folder, by file name.  Errors: kNotFound.
Result<std::vector<std::filesystem::path>> ListPackFiles(const std::filesystem::path& dir);

// Packs that work together, by file name -> YAML.  Errors: those of ParsePack; kConflict when two packs or rules
// share an id; kExhausted past kMaxPackMemory.  Thread-safe; what was parsed stays for the next call, its patterns shared.
Result<std::vector<RulePack>> ParsePacks(const std::map<std::string, std::string>& texts);

// First match of a rule in a text as the seller wrote it; for rules beside a name,
// `name` is the name's span.  Empty when its conditions do not hold.
std::optional<RuleMatch> FindRule(const Rule& rule, std::string_view text,
                                  std::optional<RuleMatch> name = std::nullopt);
// The same where the views are already made.
std::optional<RuleMatch> FindRule(const Rule& rule, const Views& views,
                                  std::optional<RuleMatch> name = std::nullopt);

// Whether the rule's `lacks` holds of a listing's texts, all that are known; true for a rule without it.
bool LacksIn(const Rule& rule, const std::vector<const Views*>& texts);

// Whether one of the listing's categories is what the rule wants; true for a rule that wants none.
bool WantsCategory(const Rule& rule, const std::vector<std::string>& categories);

struct ExampleResult {
  std::string pack, rule, example;
  bool wanted = false, fired = false;
  bool ok() const { return wanted == fired; }
};
struct PackReport {
  std::vector<ExampleResult> examples;
  int failed = 0;
};
PackReport TestPacks(const std::vector<RulePack>& packs);

// Errors: kInvalid, naming the first example that does not do as it says.
Status CheckPack(const RulePack& pack);

}  // namespace markwarden

// YAML -> compiled rules, with every cap checked before a rule may run.
#include "rules/rule_pack.h"

#include <re2/re2.h>
#include <unicode/utf8.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "core/file.h"
#include "core/hash.h"
#include "core/text/character.h"
#include "core/text/views.h"

namespace markwarden {
namespace {

constexpr int64_t kSmallGrant = 256 << 10;  // RE2 memory of a pattern with a small program
constexpr int64_t kLargeGrant = 4 << 20;
constexpr int kSmallProgram = 1'000;
constexpr size_t kMostExcepted = 16;  // matches of one pattern that are looked past

size_t CountChars(std::string_view utf8) {
  size_t count = 0;
  for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

RE2::Options Options(int64_t memory) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(memory);
  options.set_case_sensitive(false);  // the folded view is small letters; packs may write either
  return options;
}

// The end of the atom that starts at `at`: an escape, a class, a group or one character.
size_t AtomEnd(std::string_view p, size_t at) {
  if (p[at] == '\\' && at + 1 < p.size()) {
    if ((p[at + 1] == 'p' || p[at + 1] == 'P')) {
      if (at + 2 < p.size() && p[at + 2] == '{') return std::min(p.find('}', at), p.size() - 1) + 1;
      return std::min(at + 3, p.size());
    }
    return at + 2;
  }
  if (p[at] == '[') {
    size_t end = at + 1;
    if (end < p.size() && p[end] == '^') ++end;
    if (end < p.size() && p[end] == ']') ++end;
    while (end < p.size() && p[end] != ']') end += p[end] == '\\' ? 2 : 1;
    return std::min(end + 1, p.size());
  }
  size_t end = at + 1;
  while (end < p.size() && (static_cast<unsigned char>(p[end]) & 0xC0) == 0x80) ++end;
  return end;
}

// The atom whose repetition costs most: what to shorten.
std::string CostliestPart(std::string_view pattern) {
  std::string worst;
  int most = -1;
  for (size_t at = 0; at < pattern.size();) {
    size_t end = AtomEnd(pattern, at);
    if (end < pattern.size() && pattern[end] == '{') {
      end = std::min(pattern.find('}', end), pattern.size() - 1) + 1;
    } else if (end < pattern.size() && std::string_view("*+?").find(pattern[end]) != std::string_view::npos) {
      ++end;
    }
    const std::string part(pattern.substr(at, end - at));
    const RE2 alone(part, Options(64 << 20));
    if (alone.ok() && alone.ProgramSize() > most) {
      most = alone.ProgramSize();
      worst = part + " alone is " + std::to_string(most);
    }
    at = std::max(end, at + 1);
  }
  return worst;
}

struct Compiled {
  std::shared_ptr<const RE2> pattern;
  size_t granted = 0;
};

// Whether it can match the empty string, wherever it stands.  In an empty text every assertion holds but \b, which wants a letter beside it.
bool MatchesNothing(const RE2& pattern) {
  if (RE2::PartialMatch("", pattern)) return true;
  if (pattern.pattern().find("\\b") == std::string::npos) return false;
  for (const std::string_view text : {"a", "a b", "a\nb"}) {
    for (size_t at = 0; at <= text.size(); ++at) {
      if (pattern.Match(text, at, at, RE2::ANCHOR_BOTH, nullptr, 0)) return true;
    }
  }
  return false;
}

// `compiled_form`: the pattern in its place.  A small grant of memory is tried first: most patterns are small.
Result<Compiled> Compile(const std::string& pattern, const std::string& compiled_form) {
  size_t granted = static_cast<size_t>(kSmallGrant);
  auto compiled = std::make_shared<const RE2>(compiled_form, Options(kSmallGrant));
  if (compiled->error_code() == RE2::ErrorPatternTooLarge || (compiled->ok() && compiled->ProgramSize() > kSmallProgram)) {
    granted = static_cast<size_t>(kLargeGrant);
    compiled = std::make_shared<const RE2>(compiled_form, Options(kLargeGrant));
  }
  if (!compiled->ok() && compiled->error_code() != RE2::ErrorPatternTooLarge) {
    return Fail(ErrorCode::kInvalid, "pattern \"" + pattern + "\": " + compiled->error());
  }
  if (!compiled->ok() || compiled->ProgramSize() > kMaxProgramSize) {
    const std::string size = compiled->ok() ? std::to_string(compiled->ProgramSize()) + " instructions" : "too many instructions";
    return Fail(ErrorCode::kExhausted, "pattern \"" + pattern + "\" compiles to " + size + ", more than " +
                                           std::to_string(kMaxProgramSize) + "; the costly part: " + CostliestPart(pattern));
  }
  if (MatchesNothing(*compiled)) return Fail(ErrorCode::kInvalid, "pattern \"" + pattern + "\" matches the empty string");
  return Compiled{std::move(compiled), granted};
}

// Whether the pattern's groups are its own: "a)|(b" is none, and would be one inside of another.
bool Balanced(std::string_view pattern) {
  int depth = 0;
  for (size_t at = 0; at < pattern.size();) {
    if (pattern[at] == '(') ++depth;
    if (pattern[at] == ')' && --depth < 0) return false;
    at = pattern[at] == '(' || pattern[at] == ')' ? at + 1 : AtomEnd(pattern, at);
  }
  return depth == 0;
}

std::string Text(const YAML::Node& node, const char* key) {
  const YAML::Node value = node[key];
  return value && value.IsScalar() ? value.Scalar() : "";
}

std::vector<std::string> Texts(const YAML::Node& node, const char* key) {
  std::vector<std::string> out;
  const YAML::Node value = node[key];
  if (value && value.IsScalar()) out.push_back(value.Scalar());
  if (value && value.IsSequence()) {
    for (const YAML::Node& item : value) {
      if (item.IsScalar()) out.push_back(item.Scalar());
    }
  }
  return out;
}

Status RefuseUnknownKeys(const YAML::Node& node, const std::set<std::string>& known) {
  if (!node.IsMap()) return Fail(ErrorCode::kInvalid, "must be a map");
  for (const auto& entry : node) {
    const std::string key = entry.first.as<std::string>();
    if (!known.contains(key)) return Fail(ErrorCode::kInvalid, "unknown key \"" + key + "\"");
  }
  return Ok();
}

// The pattern in the characters of the folded view: 級 is 级 there, and hiragana is katakana.
std::string Folded(const std::string& pattern) {
  std::string out;
  const auto* bytes = reinterpret_cast<const uint8_t*>(pattern.data());
  for (int32_t at = 0; at < static_cast<int32_t>(pattern.size());) {
    const int32_t begin = at;
    UChar32 c;
    U8_NEXT(bytes, at, static_cast<int32_t>(pattern.size()), c);
    if (c < 0x80) {
      out.append(pattern, static_cast<size_t>(begin), static_cast<size_t>(at - begin));
      continue;
    }
    const Character& info = CharacterOf(static_cast<char32_t>(c));
    out += ToUtf8(info.count == 1 ? info.keys[0] : static_cast<char32_t>(c));
  }
  return out;
}

// Alternatives of one rule share a program; the longest list still has to fit one pattern's cap.
Result<std::vector<std::shared_ptr<const RE2>>> CompileAny(const std::vector<std::string>& patterns, RulePlace place,
                                                           size_t& granted) {
  std::vector<std::shared_ptr<const RE2>> out;
  std::vector<std::string> together;
  size_t chars = 0;
  const auto wrap = [&](const std::string& alternatives) {
    if (place == RulePlace::kBeforeName) return "(?:" + alternatives + ")$";
    if (place == RulePlace::kAfterName) return "^(?:" + alternatives + ")";
    return "(?:" + alternatives + ")";
  };
  const auto flush = [&]() -> Status {
    if (together.empty()) return Ok();
    std::string joined;
    bool balanced = true;
    for (const std::string& pattern : together) {
      joined += (joined.empty() ? "" : "|") + ("(?:" + pattern + ")");
      balanced = balanced && Balanced(pattern);
    }
    Result<Compiled> compiled = Compile(joined, wrap(joined));
    if (!compiled || !balanced) {  // a refusal names the one pattern
      for (const std::string& pattern : together) {
        if (const Result<Compiled> alone = Compile(pattern, wrap(pattern)); !alone) return Fail(alone.error());
      }
    }
    if (!compiled) return Fail(std::move(compiled.error()));
    out.push_back(compiled->pattern);
    granted += compiled->granted;
    if (granted > kMaxPackMemory) {
      return Fail(ErrorCode::kExhausted, "the patterns up to here take more than " + std::to_string(kMaxPackMemory >> 20) + " MiB");
    }
    together.clear();
    chars = 0;
    return Ok();
  };
  for (const std::string& written : patterns) {
    std::string pattern = Folded(written);
    if (CountChars(pattern) > kMaxPatternChars) {
      return Fail(ErrorCode::kExhausted, "a pattern has " + std::to_string(CountChars(pattern)) + " characters, more than " +
                                             std::to_string(kMaxPatternChars));
    }
    const size_t length = CountChars(pattern) + 5;
    if (chars + length > kMaxPatternChars) {
      if (Status status = flush(); !status) return Fail(std::move(status.error()));
    }
    together.push_back(std::move(pattern));
    chars += length;
  }
  if (Status status = flush(); !status) return Fail(std::move(status.error()));
  return out;
}

Result<RuleWhen> ParseWhen(const YAML::Node& node, size_t& granted) {
  RuleWhen when;
  if (!node) return when;
  if (Status status = RefuseUnknownKeys(node, {"price_below", "seller", "category", "lacks", "name"}); !status) return Fail(std::move(status.error()).While("when"));
  if (node["price_below"]) {
    try {
      when.price_below = node["price_below"].as<double>();
    } catch (const YAML::Exception&) {
      when.price_below = -1;
    }
    if (!(*when.price_below > 0 && *when.price_below <= 1)) return Fail(ErrorCode::kInvalid, "when: price_below must be a share of the reference price, above 0 and at most 1");
  }
  when.seller = Text(node, "seller");
  if (!when.seller.empty() && when.seller != "listed" && when.seller != "unlisted") return Fail(ErrorCode::kInvalid, "when: seller must be listed or unlisted");
  when.categories = Texts(node, "category");
  auto category = CompileAny(when.categories, RulePlace::kAnywhere, granted);
  if (!category) return Fail(std::move(category.error()).While("when: category"));
  when.category = std::move(*category);
  when.lacking = Texts(node, "lacks");
  auto lacks = CompileAny(when.lacking, RulePlace::kAnywhere, granted);
  if (!lacks) return Fail(std::move(lacks.error()).While("when: lacks"));
  when.lacks = std::move(*lacks);
  when.name = Text(node, "name");
  if (!when.name.empty() && when.name != "word") return Fail(ErrorCode::kInvalid, "when: name must be word");
  if (when.empty()) return Fail(ErrorCode::kInvalid, "when: give price_below, seller, category, lacks or name");
  return when;
}

Result<Rule> ParseRule(const YAML::Node& node, size_t& granted) {
  if (Status status = RefuseUnknownKeys(
          node, {"id", "effect", "place", "kinds", "fields", "pattern", "any", "all", "not", "except", "voids", "window", "db",
                 "reason", "why", "legal_basis", "must_fire", "must_not_fire", "when"});
      !status) {
    return Fail(std::move(status.error()));
  }
  Rule rule;
  rule.id = Text(node, "id");
  if (rule.id.empty()) return Fail(ErrorCode::kInvalid, "a rule has no id");
  const auto refuse = [&](const std::string& why) { return Fail(ErrorCode::kInvalid, "rule " + rule.id + ": " + why); };
  const std::string effect = Text(node, "effect");
  if (effect == "suspect") rule.effect = RuleEffect::kSuspect;
  else if (effect == "clear") rule.effect = RuleEffect::kClear;
  else if (effect == "context") rule.effect = RuleEffect::kContext;
  else return refuse("effect must be suspect, clear or context");
  const std::string place = Text(node, "place");
  if (place.empty() || place == "anywhere") rule.place = RulePlace::kAnywhere;
  else if (place == "before_name") rule.place = RulePlace::kBeforeName;
  else if (place == "after_name") rule.place = RulePlace::kAfterName;
  else return refuse("place must be anywhere, before_name or after_name");
  for (const std::string& text : Texts(node, "kinds")) {
    const auto kind = ParseRightKind(text);
    if (!kind) return refuse("kind \"" + text + "\" is unknown");
    rule.kinds.push_back(*kind);
  }
  rule.fields = Texts(node, "fields");
  if (rule.fields.empty()) rule.fields = {"title", "description"};
  for (const std::string& field : rule.fields) {
    if (field != "title" && field != "description" && field != "brand" && field != "seller.name") {
      return refuse("field \"" + field + "\" is none of title, description, brand, seller.name");
    }
  }
  rule.voids = Texts(node, "voids");
  for (const std::string& what : rule.voids) {
    if (what != "price") return refuse("voids \"" + what + "\": only price can be void");
  }
  try {
    if (node["window"]) rule.window = node["window"].as<int>();
    if (node["db"]) rule.db = node["db"].as<double>();
  } catch (const YAML::Exception&) {
    return refuse("window and db must be numbers");
  }
  if (rule.window < 1 || rule.window > 200) return refuse("window must be 1 to 200 characters");
  if (!(rule.db >= -60 && rule.db <= 60)) return refuse("db must be within -60 and 60");
  if ((rule.effect == RuleEffect::kSuspect && rule.db < 0) || (rule.effect == RuleEffect::kClear && rule.db > 0) ||
      (rule.effect == RuleEffect::kContext && rule.db != 0)) {
    return refuse("db must be positive for suspect, negative for clear and absent for context");
  }
  rule.reason = Text(node, "reason");
  if (rule.reason.empty()) return refuse("reason is missing");
  rule.why = Text(node, "why");
  if (rule.effect == RuleEffect::kClear && rule.why.empty()) return refuse("why is missing: a clearing says what it rests on");
  rule.legal_basis = Text(node, "legal_basis");
  rule.must_fire = Texts(node, "must_fire");
  rule.must_not_fire = Texts(node, "must_not_fire");
  std::vector<std::string> any = Texts(node, "any");
  if (const std::string pattern = Text(node, "pattern"); !pattern.empty()) any.push_back(pattern);
  const std::vector<std::string> all = Texts(node, "all");
  if (any.empty() && all.empty()) return refuse("give pattern, any or all");
  const auto compile_into = [&](const std::vector<std::string>& patterns, RulePlace where,
                                std::vector<std::shared_ptr<const RE2>>& into) -> Status {
    auto compiled = CompileAny(patterns, where, granted);
    if (!compiled) return Fail(std::move(compiled.error()).While("rule " + rule.id));
    into.insert(into.end(), compiled->begin(), compiled->end());
    return Ok();
  };
  if (Status status = compile_into(any, rule.place, rule.any); !status) return Fail(std::move(status.error()));
  if (Status status = compile_into(Texts(node, "not"), RulePlace::kAnywhere, rule.none); !status) {
    return Fail(std::move(status.error()));
  }
  if (Status status = compile_into(Texts(node, "except"), RulePlace::kAnywhere, rule.except); !status) {
    return Fail(std::move(status.error()));
  }
  for (const std::string& pattern : all) {
    if (Status status = compile_into({pattern}, RulePlace::kAnywhere, rule.all); !status) return Fail(std::move(status.error()));
  }
  Result<RuleWhen> when = ParseWhen(node["when"], granted);
  if (!when) return refuse(when.error().message);
  rule.when = std::move(*when);
  if (!rule.when.lacks.empty() && rule.place != RulePlace::kAnywhere) return refuse("when: lacks goes with place anywhere");
  if (!rule.when.name.empty() && rule.place == RulePlace::kAnywhere) return refuse("when: name goes with place before_name or after_name");
  return rule;
}

bool Applies(const Rule& rule, const std::string& example) {
  const size_t at = example.find("{}");
  if (rule.place == RulePlace::kAnywhere) return FindRule(rule, example).has_value();
  if (at == std::string::npos) return false;
  std::string text = example;
  constexpr std::string_view kName = "Qorvella";  // stands for any name
  text.replace(at, 2, kName);
  return FindRule(rule, text, RuleMatch{at, at + kName.size()}).has_value();
}

}  // namespace

std::optional<RuleMatch> FindRule(const Rule& rule, std::string_view text, std::optional<RuleMatch> name) {
  return FindRule(rule, MakeViews(text), name);
}

std::optional<RuleMatch> FindRule(const Rule& rule, const Views& views, std::optional<RuleMatch> name) {
  const std::string& folded = views.folded;
  const auto& from = views.folded_from;
  const auto place_of = [&](size_t original) {
    return static_cast<size_t>(std::lower_bound(from.begin(), from.end() - 1, original) - from.begin());
  };
  size_t base = 0;
  std::string_view where = folded;
  if (rule.place != RulePlace::kAnywhere) {
    if (!name) return std::nullopt;
    if (rule.place == RulePlace::kBeforeName) {
      const size_t end = place_of(name->begin);
      size_t begin = end;
      for (int chars = 0; begin > 0 && chars < rule.window; ++chars) {
        do --begin;
        while (begin > 0 && (static_cast<unsigned char>(folded[begin]) & 0xC0) == 0x80);
      }
      base = begin;
      where = std::string_view(folded).substr(begin, end - begin);
    } else {
      base = place_of(name->end);
      size_t end = base;
      for (int chars = 0; end < folded.size() && chars < rule.window; ++chars) {
        do ++end;
        while (end < folded.size() && (static_cast<unsigned char>(folded[end]) & 0xC0) == 0x80);
      }
      where = std::string_view(folded).substr(base, end - base);
    }
  }
  for (const auto& pattern : rule.none) {
    if (RE2::PartialMatch(where, *pattern)) return std::nullopt;
  }
  std::optional<RuleMatch> found;
  const auto match = [&](const RE2& pattern) {
    re2::StringPiece hit;
    // What stands after a name begins there: behind an exception a shorter match is looked for, elsewhere a later one.
    for (size_t at = 0, to = where.size(), tries = 0;; ++tries) {
      if (tries == kMostExcepted || !pattern.Match(where, at, to, RE2::UNANCHORED, &hit, 1) || hit.empty()) return false;
      if (std::none_of(rule.except.begin(), rule.except.end(), [&](const auto& p) { return RE2::PartialMatch(hit, *p); })) break;
      if (rule.place == RulePlace::kAfterName) {
        to = static_cast<size_t>(hit.data() - where.data()) + hit.size() - 1;
        while (to > 0 && (static_cast<unsigned char>(where[to]) & 0xC0) == 0x80) --to;
        continue;
      }
      at = static_cast<size_t>(hit.data() - where.data()) + 1;
      while (at < where.size() && (static_cast<unsigned char>(where[at]) & 0xC0) == 0x80) ++at;
    }
    if (!found) {
      const size_t begin = base + static_cast<size_t>(hit.data() - where.data());
      const size_t end = begin + hit.size();
      found = RuleMatch{from[begin], from[end]};
    }
    return true;
  };
  for (const auto& pattern : rule.all) {
    if (!match(*pattern)) return std::nullopt;
  }
  if (!rule.any.empty() && std::none_of(rule.any.begin(), rule.any.end(), [&](const auto& p) { return match(*p); })) {
    return std::nullopt;
  }
  return found;
}

bool LacksIn(const Rule& rule, const std::vector<const Views*>& texts) {
  return std::none_of(rule.when.lacks.begin(), rule.when.lacks.end(), [&](const auto& pattern) {
    return std::any_of(texts.begin(), texts.end(), [&](const Views* text) { return RE2::PartialMatch(text->folded, *pattern); });
  });
}

bool WantsCategory(const Rule& rule, const std::vector<std::string>& categories) {
  if (rule.when.category.empty()) return true;
  return std::any_of(categories.begin(), categories.end(), [&](const std::string& category) {
    const std::string folded = MakeViews(category).folded;
    return std::any_of(rule.when.category.begin(), rule.when.category.end(), [&](const auto& pattern) { return RE2::PartialMatch(folded, *pattern); });
  });
}

Result<RulePack> ParsePack(std::string_view yaml, std::string_view name, bool check) try {
  const std::string while_reading = "rule pack " + std::string(name);
  if (yaml.size() > kMaxPackBytes) {
    return Fail(ErrorCode::kExhausted, while_reading + ": larger than " + std::to_string(kMaxPackBytes) + " bytes");
  }
  const YAML::Node root = YAML::Load(std::string(yaml));
  if (Status status = RefuseUnknownKeys(root, {"id", "version", "source", "date", "language", "rules"}); !status) {
    return Fail(std::move(status.error()).While(while_reading));
  }
  RulePack pack;
  pack.id = Text(root, "id");
  pack.source = Text(root, "source");
  pack.date = Text(root, "date");
  pack.language = Text(root, "language");
  if (pack.id.empty() || pack.source.empty() || !root["version"]) {
    return Fail(ErrorCode::kInvalid, while_reading + ": id, version and source are needed");
  }
  pack.version = root["version"].as<int>();
  pack.digest = Sha256Hex(yaml);
  if (!root["rules"] || !root["rules"].IsSequence()) return Fail(ErrorCode::kInvalid, while_reading + ": rules must be a list");
  std::set<std::string> ids;
  for (const YAML::Node& node : root["rules"]) {
    Result<Rule> rule = ParseRule(node, pack.granted_memory);
    if (!rule) return Fail(std::move(rule.error()).While(while_reading + ": line " + std::to_string(node.Mark().line + 1)));
    if (!ids.insert(rule->id).second) {
      return Fail(ErrorCode::kConflict, while_reading + ": line " + std::to_string(node.Mark().line + 1) + ": two rules are called " + rule->id);
    }
    pack.rules.push_back(std::move(*rule));
  }
  if (check) {
    if (Status status = CheckPack(pack); !status) return Fail(std::move(status.error()).While(while_reading));
  }
  return pack;
} catch (const YAML::Exception& e) {
  return Fail(ErrorCode::kInvalid, "rule pack " + std::string(name) + ": " + e.what());
}

namespace {

// Packs that were parsed and whose examples were checked, by the digest of their text: one pack that changes does not have all the others
// compiled anew.  Thread-safe.
class ParsedPacks {
 public:
  Result<RulePack> Parse(const std::string& text, const std::string& name) {
    const std::string digest = Sha256Hex(text);
    {
      const std::lock_guard lock(mutex_);
      if (const auto kept = packs_.find(digest); kept != packs_.end()) return kept->second;
    }
    Result<RulePack> pack = ParsePack(text, name);
    if (!pack || pack->granted_memory > kMaxPackMemory) return pack;
    const std::lock_guard lock(mutex_);
    // As much as one set of rules may take; what is still used begins the next generation.
    if (packs_.size() >= kMostKept || granted_ + pack->granted_memory > kMaxPackMemory) {
      packs_.clear();
      granted_ = 0;
    }
    if (packs_.emplace(digest, *pack).second) granted_ += pack->granted_memory;
    return pack;
  }

 private:
  static constexpr size_t kMostKept = 64;
  std::mutex mutex_;
  // Guarded by mutex_:
  std::map<std::string, RulePack> packs_;
  size_t granted_ = 0;
};

}  // namespace

Result<std::vector<std::filesystem::path>> ListPackFiles(const std::filesystem::path& dir) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(dir, error)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  if (error) return Fail(ErrorCode::kNotFound, "rule packs: " + dir.string() + ": " + error.message());
  std::sort(files.begin(), files.end());
  return files;
}

Result<std::vector<RulePack>> ParsePacks(const std::map<std::string, std::string>& texts) {
  static ParsedPacks kept;
  std::vector<RulePack> packs;
  std::set<std::string> ids;
  size_t granted = 0;
  for (const auto& [name, text] : texts) {
    Result<RulePack> pack = kept.Parse(text, name);
    if (!pack) return Fail(std::move(pack.error()));
    if (!ids.insert("pack " + pack->id).second) return Fail(ErrorCode::kConflict, "two rule packs are called " + pack->id);
    for (const Rule& rule : pack->rules) {
      if (!ids.insert(rule.id).second) return Fail(ErrorCode::kConflict, "two rules are called " + rule.id);
    }
    granted += pack->granted_memory;
    if (granted > kMaxPackMemory) {
      return Fail(ErrorCode::kExhausted, "rule packs: " + name + " passes the " + std::to_string(kMaxPackMemory >> 20) +
                                             " MiB that all patterns may take");
    }
    packs.push_back(std::move(*pack));
  }
  return packs;
}

PackReport TestPacks(const std::vector<RulePack>& packs) {
  PackReport report;
  for (const RulePack& pack : packs) {
    for (const Rule& rule : pack.rules) {
      for (const bool wanted : {true, false}) {
        for (const std::string& example : wanted ? rule.must_fire : rule.must_not_fire) {
          report.examples.push_back({pack.id, rule.id, example, wanted, Applies(rule, example)});
          report.failed += !report.examples.back().ok();
        }
      }
    }
  }
  return report;
}

Status CheckPack(const RulePack& pack) {
  for (const Rule& rule : pack.rules) {
    if (rule.must_fire.empty()) return Fail(ErrorCode::kInvalid, "rule " + rule.id + " has no example that must fire");
    for (const std::string& example : rule.must_fire) {
      if (!Applies(rule, example)) return Fail(ErrorCode::kInvalid, "rule " + rule.id + " must fire on \"" + example + "\" and does not");
    }
    for (const std::string& example : rule.must_not_fire) {
      if (Applies(rule, example)) return Fail(ErrorCode::kInvalid, "rule " + rule.id + " must not fire on \"" + example + "\" and does");
    }
  }
  return Ok();
}

}  // namespace markwarden

// reports/law/*.yaml -> Regime.
#include <algorithm>
#include <filesystem>
#include <span>

#include "core/file.h"
#include "reports/regime.h"
#include "reports/wording.h"
#include "reports/yaml_reader.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;
using yaml::Local;
using yaml::Needed;
using yaml::OnlyKeys;
using yaml::Text;
using yaml::Texts;
using yaml::Wrong;

constexpr size_t kMaxLawFile = 1 << 20;
constexpr int kLongestTerm = 4000;  // units

std::string ReadLaw(const fs::path& path) {
  Result<std::string> text = ReadFile(path, kMaxLawFile);
  if (!text) throw Wrong(text.error().message);
  return std::move(*text);
}

std::vector<RightKind> Kinds(const YAML::Node& node, const char* key, const std::string& where) {
  std::vector<RightKind> kinds;
  for (const std::string& name : Texts(node, key)) {
    const auto kind = ParseRightKind(name);
    if (!kind) throw Wrong(where + ": " + key + ": \"" + name + "\" is not a kind of right");
    kinds.push_back(*kind);
  }
  return kinds;
}

LegalBasis ReadBasis(const YAML::Node& node, const std::string& file) {
  LegalBasis row;
  row.id = Needed(node, "id", file + ": legal_basis");
  const std::string where = file + ": " + row.id;
  OnlyKeys(node, {"id", "statute", "article", "quote", "effective_from", "effective_to", "source", "verified_by", "note", "use", "rights", "acts"}, where);
  row.statute = Local(node["statute"], where + ".statute");
  row.article = Local(node["article"], where + ".article");
  row.quote = Text(node, "quote");
  Needed(node, "effective_from", where);
  row.effective_from = yaml::Date(node, "effective_from", where);
  row.effective_to = yaml::Date(node, "effective_to", where);
  row.source = Needed(node, "source", where);
  row.verified_by = Text(node, "verified_by");
  if (node["note"]) row.note = Local(node["note"], where + ".note");
  row.use = Needed(node, "use", where);
  if (row.use != "notice" && row.use != "contents" && row.use != "substance" && row.use != "deadline") {
    throw Wrong(where + ": use \"" + row.use + "\" is not one of notice, contents, substance, deadline");
  }
  row.rights = Kinds(node, "rights", where);
  for (const auto& act : node["acts"]) {
    OnlyKeys(act, {"code", "name", "item", "detectors"}, where + ".acts");
    row.acts.push_back({.code = Needed(act, "code", where + ".acts"),
                        .name = Local(act["name"], where + ".acts.name"),
                        .item = act["item"] ? Local(act["item"], where + ".acts.item") : LocalText{},
                        .detectors = Texts(act, "detectors")});
  }
  if (row.use == "substance" && (row.rights.empty() || row.acts.empty())) throw Wrong(where + ": a substance row names its rights and acts");
  return row;
}

RequiredField ReadRequired(const YAML::Node& node, const Regime& regime, const std::string& file) {
  RequiredField field;
  field.pointers = Texts(node, "pointer");
  if (field.pointers.empty()) throw Wrong(file + ": required: pointer is missing");
  const std::string where = file + ": required " + field.pointers.front();
  OnlyKeys(node, {"pointer", "label", "rule", "when_kinds", "when_present", "form"}, where);
  for (const std::string& pointer : field.pointers) {
    if (!pointer.starts_with('/')) throw Wrong(where + ": a pointer starts with \"/\"");
  }
  field.label = Local(node["label"], where + ".label");
  field.rule = Needed(node, "rule", where);
  if (!regime.FindBasis(field.rule)) throw Wrong(where + ": rule \"" + field.rule + "\" names no legal basis");
  field.when_kinds = Kinds(node, "when_kinds", where);
  field.when_present = Text(node, "when_present");
  field.form = node["form"] ? Text(node, "form") : "text";
  static constexpr std::string_view kForms[] = {"text", "true", "list", "sha256", "url", "time", "date"};
  if (std::find(std::begin(kForms), std::end(kForms), field.form) == std::end(kForms)) {
    throw Wrong(where + ": form \"" + field.form + "\" is unknown");
  }
  return field;
}

// One of `values` by its name in the data.
template <typename Named>
Named OneOf(const YAML::Node& node, const char* key, std::initializer_list<Named> values, const std::string& where) {
  const std::string name = Needed(node, key, where);
  std::string known;
  for (const Named value : values) {
    if (name == ToString(value)) return value;
    known += (known.empty() ? "" : ", ") + std::string(ToString(value));
  }
  throw Wrong(where + ": " + key + " \"" + name + "\" is not one of " + known);
}

std::string WordOf(const YAML::Node& node, const char* key, std::span<const std::string_view> words, const std::string& where) {
  std::string name = Needed(node, key, where);
  if (std::find(words.begin(), words.end(), name) != words.end()) return name;
  std::string known;
  for (const std::string_view word : words) known += (known.empty() ? "" : ", ") + std::string(word);
  throw Wrong(where + ": " + key + " \"" + name + "\" is not one of " + known);
}

bool YesOrNo(const YAML::Node& node, const char* key, bool otherwise, const std::string& where) {
  bool value = otherwise;
  if (node[key] && !YAML::convert<bool>::decode(node[key], value)) throw Wrong(where + ": " + key + " is true or false");
  return value;
}

DeadlineRule ReadDeadline(const YAML::Node& node, const Regime& regime, const std::string& file) {
  DeadlineRule rule;
  rule.id = Needed(node, "id", file + ": deadlines");
  const std::string where = file + ": deadline " + rule.id;
  OnlyKeys(node, {"id", "name", "start", "then", "extends", "unit", "calendar", "min", "max", "last_day_off", "rule"}, where);
  if (regime.FindDeadline(rule.id)) throw Wrong(where + ": stands twice");
  rule.name = Local(node["name"], where);
  rule.start = WordOf(node, "start", kTermStarts, where);
  rule.then = WordOf(node, "then", kTermEnds, where);
  rule.extends = Text(node, "extends");
  if (rule.extends.empty() == (rule.start == "excuse")) throw Wrong(where + ": a term that starts with an excuse extends another, and no other does");
  rule.unit = OneOf(node, "unit", {TermUnit::kNone, TermUnit::kHour, TermUnit::kCalendarDay, TermUnit::kWorkingDay, TermUnit::kCalendarMonth}, where);
  rule.calendar = Text(node, "calendar");
  if (rule.calendar.empty() != (rule.unit == TermUnit::kNone || rule.unit == TermUnit::kHour)) {
    throw Wrong(where + ": days and months need a calendar, and nothing else has one");
  }
  rule.count_min = node["min"].as<int>(0);
  rule.count_max = node["max"].as<int>(rule.count_min);
  if (rule.count_min < 0 || rule.count_max < rule.count_min || rule.count_max > kLongestTerm || (rule.count_max == 0) != (rule.unit == TermUnit::kNone)) {
    throw Wrong(where + ": min and max must be 1 to " + std::to_string(kLongestTerm) + " units, min no more than max, and stand where there is a unit");
  }
  const std::string last = Text(node, "last_day_off");
  if (!last.empty() && last != "moves_on" && last != "stays") throw Wrong(where + ": last_day_off is moves_on or stays");
  rule.moves_on = last == "moves_on";
  rule.rule = Needed(node, "rule", where);
  if (!regime.FindBasis(rule.rule)) throw Wrong(where + ": rule \"" + rule.rule + "\" names no legal basis");
  return rule;
}

// After the deadlines, which it names.
CounterRule ReadCounter(const YAML::Node& node, const Regime& regime, const std::string& file) {
  using Restores = CounterRule::Restores;
  const std::string where = file + ": counter";
  if (!node) throw Wrong(where + " is missing: say what a counter-notice does, if only restores: none");
  OnlyKeys(node, {"restores", "term", "blocks_renotice", "reasons", "rule"}, where);
  CounterRule counter;
  counter.restores = OneOf(node, "restores", {Restores::kNone, Restores::kAfterTerm, Restores::kAtOnce, Restores::kOnDate}, where);
  counter.term = Text(node, "term");
  counter.blocks_renotice = YesOrNo(node, "blocks_renotice", false, where);
  for (const auto& reason : node["reasons"]) {
    OnlyKeys(reason, {"code", "name"}, where + ".reasons");
    counter.reasons.push_back({Needed(reason, "code", where + ".reasons"), Local(reason["name"], where + ".reasons")});
  }
  counter.rule = Needed(node, "rule", where);
  if (!regime.FindBasis(counter.rule)) throw Wrong(where + ": rule \"" + counter.rule + "\" names no legal basis");
  if (counter.term.empty()) {
    if (counter.restores == Restores::kAfterTerm) throw Wrong(where + ": term is missing: restores after_term names the term");
    return counter;
  }
  if (counter.restores == Restores::kAtOnce || counter.restores == Restores::kNone) throw Wrong(where + ": term goes with restores after_term or on_date");
  const DeadlineRule* term = regime.FindDeadline(counter.term);
  if (!term) throw Wrong(where + ": term \"" + counter.term + "\" names no deadline");
  if (term->start != "counter" || term->then != "restore" || term->unit == TermUnit::kNone) {
    throw Wrong(where + ": term \"" + counter.term + "\" must start: counter, then: restore, and have an end");
  }
  return counter;
}

// Puts parts/<name>.<lang>.html, else parts/<name>.html, where the template says {{>name}}.  Parts name no parts.
std::string WithParts(const std::string& text, const fs::path& templates, const std::string& lang, const std::string& where) {
  std::string out;
  size_t at = 0;
  for (size_t open; (open = text.find("{{>", at)) != std::string::npos;) {
    const size_t close = text.find("}}", open);
    const std::string name = text.substr(open + 3, close == std::string::npos ? 0 : close - open - 3);
    if (name.empty() || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") != std::string::npos) throw Wrong(where + ": \"" + name + "\" is no name of a part");
    fs::path file = templates / "parts" / (name + "." + lang + ".html");
    if (!fs::exists(file)) file = templates / "parts" / (name + ".html");
    std::string part = ReadLaw(file);
    if (part.ends_with('\n')) part.pop_back();
    if (part.find("{{>") != std::string::npos) throw Wrong(where + ": the part " + name + " names another part");
    out += text.substr(at, open - at) + part;
    at = close + 2;
  }
  return out + text.substr(at);
}

// Refuses texts of the law files that say more than suspected.
class WordingCheck {
 public:
  WordingCheck(const Wording& wording, std::string file) : wording_(wording), file_(std::move(file)) {}

  void Template(const std::string& text, const std::string& lang) const {
    if (!wording_.Knows(lang)) throw Wrong(file_ + ": wording.yaml says nothing of templates in \"" + lang + "\"");
    if (!wording_.SaysSuspected(text, lang)) throw Wrong(file_ + ": the template in " + lang + " never says suspected");
    One(text, lang, "the template");
  }
  void Texts(const LocalText& texts, const std::string& what) const {
    for (const auto& [lang, text] : texts) One(text, lang, what);
  }
  void All(const Regime& regime) const {
    for (const auto& [lang, text] : regime.templates) Template(text, lang);
    Texts(regime.name, "name");
    for (const LegalBasis& row : regime.legal_basis) {
      for (const LegalBasis::Act& act : row.acts) Texts(act.name, row.id + ": " + act.code);
    }
    for (const RequiredField& field : regime.required) Texts(field.label, "required " + field.pointers.front());
    for (const Choice& measure : regime.measures) Texts(measure.name, "measure " + measure.code);
    for (const auto& [name, text] : regime.declarations) Texts(text, "declaration " + name);
  }

 private:
  void One(const std::string& text, const std::string& lang, const std::string& what) const {
    if (const auto words = wording_.Finding(text, lang)) {
      throw Wrong(file_ + ": " + what + " in " + lang + " says \"" + *words + "\": a notice says suspected, it never finds infringement");
    }
  }
  const Wording& wording_;
  const std::string file_;
};

void ReadPhrases(const fs::path& path, std::vector<Phrase>& phrases, std::map<std::string, LocalText>& words) {
  const YAML::Node root = YAML::Load(ReadLaw(path));
  const std::string file = path.filename().string();
  OnlyKeys(root, {"phrases", "words"}, file);
  for (const auto& node : root["phrases"]) {
    OnlyKeys(node, {"detector", "sentence"}, file + ": phrases");
    phrases.push_back({.detector = Text(node, "detector"), .sentence = Local(node["sentence"], file + ": phrases." + Text(node, "detector"))});
  }
  for (const auto& group : root["words"]) {
    for (const auto& word : group.second) {
      const std::string name = group.first.as<std::string>() + "." + word.first.as<std::string>();
      words[name] = Local(word.second, file + ": words." + name);
    }
  }
}

Regime ReadRegime(const fs::path& path, const fs::path& law_dir) {
  const YAML::Node root = YAML::Load(ReadLaw(path));
  const std::string file = path.filename().string();
  OnlyKeys(root, {"id", "jurisdiction", "countries", "default", "name", "default_language", "utc_offset_minutes", "rights", "refused", "legal_basis",
                  "required", "measures", "default_measures", "declarations", "deadlines", "counter", "templates"}, file);
  Regime regime;
  regime.id = Needed(root, "id", file);
  regime.jurisdiction = Needed(root, "jurisdiction", file);
  regime.countries = Texts(root, "countries");
  if (regime.countries.empty()) regime.countries = {regime.jurisdiction};
  regime.by_default = YesOrNo(root, "default", true, file);
  regime.name = Local(root["name"], file + ": name");
  regime.default_language = Needed(root, "default_language", file);
  regime.utc_offset_minutes = root["utc_offset_minutes"].as<int>(0);
  regime.rights = Kinds(root, "rights", file);
  for (const auto& node : root["refused"]) {
    OnlyKeys(node, {"kind", "why"}, file + ": refused");
    const auto kind = ParseRightKind(Text(node, "kind"));
    if (!kind) throw Wrong(file + ": refused: \"" + Text(node, "kind") + "\" is not a kind of right");
    regime.refused.push_back({*kind, Local(node["why"], file + ": refused")});
  }
  for (const auto& node : root["legal_basis"]) {
    LegalBasis row = ReadBasis(node, file);
    if (regime.FindBasis(row.id)) throw Wrong(file + ": legal basis \"" + row.id + "\" appears twice");
    regime.legal_basis.push_back(std::move(row));
  }
  for (const auto& node : root["required"]) regime.required.push_back(ReadRequired(node, regime, file));
  for (const auto& node : root["measures"]) {
    OnlyKeys(node, {"code", "name"}, file + ": measures");
    regime.measures.push_back({Needed(node, "code", file), Local(node["name"], file + ": measures")});
  }
  regime.default_measures = Texts(root, "default_measures");
  for (const auto& entry : root["declarations"]) {
    const std::string name = entry.first.as<std::string>();
    regime.declarations[name] = Local(entry.second, file + ": declarations." + name);
  }
  for (const auto& node : root["deadlines"]) {
    DeadlineRule rule = ReadDeadline(node, regime, file);
    regime.deadlines.push_back(std::move(rule));
  }
  for (const DeadlineRule& rule : regime.deadlines) {
    const DeadlineRule* extended = regime.FindDeadline(rule.extends);
    if (!rule.extends.empty() && (!extended || extended->start == "excuse")) {
      throw Wrong(file + ": deadline " + rule.id + ": extends \"" + rule.extends + "\" names no deadline that can be extended");
    }
  }
  regime.counter = ReadCounter(root["counter"], regime, file);
  for (const std::string& lang : Texts(root, "templates")) {
    const fs::path path_of = law_dir / "templates" / (regime.id + "." + lang + ".html");
    regime.templates[lang] = WithParts(ReadLaw(path_of), law_dir / "templates", lang, path_of.filename().string());
  }
  if (regime.required.empty() || regime.templates.empty()) throw Wrong(file + ": a regime has required fields and templates");
  return regime;
}

}  // namespace

Result<std::vector<Regime>> LoadRegimes(const fs::path& law_dir) try {
  std::error_code ec;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(law_dir / "regimes", ec)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  if (files.empty()) {
    return Fail(ErrorCode::kNotFound, "no regimes in " + (law_dir / "regimes").string() + (ec ? ": " + ec.message() : ""));
  }
  std::sort(files.begin(), files.end());
  std::vector<Phrase> phrases;
  std::map<std::string, LocalText> words;
  ReadPhrases(law_dir / "phrases.yaml", phrases, words);
  const Result<Wording> wording = Wording::Load(law_dir);
  if (!wording) throw Wrong(wording.error().message);
  const WordingCheck phrases_check(*wording, "phrases.yaml");
  for (const Phrase& phrase : phrases) phrases_check.Texts(phrase.sentence, "phrase " + phrase.detector);
  for (const auto& [name, text] : words) phrases_check.Texts(text, "word " + name);
  const Result<DayCalendars> calendars = LoadDayCalendars(law_dir);
  if (!calendars) return Fail(Error(calendars.error()).While("load law"));
  std::vector<Regime> regimes;
  for (const fs::path& file : files) {
    Regime regime;
    try {
      regime = ReadRegime(file, law_dir);
      WordingCheck(*wording, file.filename().string()).All(regime);
    } catch (const YAML::Exception& e) {
      return Fail(ErrorCode::kInvalid, "load law: " + file.filename().string() + ": " + e.what());
    }
    for (const DeadlineRule& rule : regime.deadlines) {
      if (rule.calendar.empty()) continue;
      const auto calendar = calendars->find(rule.calendar);
      if (calendar == calendars->end()) throw Wrong(file.filename().string() + ": deadline " + rule.id + ": no calendar \"" + rule.calendar + "\"");
      regime.calendars.insert(*calendar);
    }
    regime.phrases = phrases;
    regime.words = words;
    regimes.push_back(std::move(regime));
  }
  return regimes;
} catch (const Wrong& e) {
  return Fail(ErrorCode::kInvalid, std::string("load law: ") + e.what());
} catch (const YAML::Exception& e) {
  return Fail(ErrorCode::kInvalid, std::string("load law: ") + e.what());
} catch (const fs::filesystem_error& e) {
  return Fail(ErrorCode::kInternal, std::string("load law: ") + e.what());
}

}  // namespace markwarden

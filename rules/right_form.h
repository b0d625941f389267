// What a right's registration asks for, by kind, and what is wrong with one: data of rules/registration/form.yaml.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/json.h"
#include "core/result.h"
#include "core/right.h"

namespace markwarden {

using WordsByLanguage = std::map<std::string, std::string>;  // "zh", "en"

enum class NeededFor { kNothing, kSave, kNotice };

struct RightField {
  std::string key;    // of the Right object; "holder.name" goes inside
  std::string group;
  std::string type;   // text, lines, long, long_text, date, flag, choice, kind, classes, price, sellers, pictures, documents
  std::string check;  // empty: none
  WordsByLanguage label, hint;
  std::map<std::string, WordsByLanguage> labels;  // by kind, instead of `label`
  std::set<std::string> kinds;                    // empty: all
  NeededFor needed = NeededFor::kNothing;
  std::set<std::string> not_needed;  // kinds that do without
  std::string needed_if;             // only when this other field is said
  struct Choice {
    std::string value;
    WordsByLanguage name;
  };
  std::vector<Choice> choices;

  bool Asked(std::string_view kind) const { return kinds.empty() || kinds.contains(std::string(kind)); }
  const WordsByLanguage& LabelFor(std::string_view kind) const;
};

struct DocumentKind {
  std::string kind;
  WordsByLanguage name;
  std::set<std::string> kinds, not_needed;
  NeededFor needed = NeededFor::kNothing;
  std::string needed_if, source;
};

struct RightForm {
  std::string version, source;
  struct Group {
    std::string id;
    WordsByLanguage name;
  };
  std::vector<Group> groups;
  std::vector<RightField> fields;
  std::vector<DocumentKind> documents;
  std::map<std::string, WordsByLanguage> sentences;

  const RightField* Find(std::string_view key) const;
  const DocumentKind* FindDocument(std::string_view kind) const;
};

// `data_dir` is DataDir().  Errors: kNotFound, kInvalid (names file and place).
Result<RightForm> LoadRightForm(const std::filesystem::path& data_dir);

// One thing that is wrong or lacking, as one line.
struct RightFinding {
  std::string field;  // RightField::key, or "documents.KIND"
  std::string code;   // of `sentences`
  bool refuses = false;  // the right cannot be registered like this; else it lacks something that a notice needs
  WordsByLanguage text;
};

// `right`: the Right object as it was sent; `documents`: kinds that are at hand.  In the order of the form.  Pure.
std::vector<RightFinding> CheckRightForm(const RightForm& form, const Json& right, const std::set<std::string>& documents, Time now);

Json ToJson(const RightForm& form);
Json ToJson(const RightFinding& finding);

}  // namespace markwarden

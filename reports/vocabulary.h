// What a person chooses from, as data: outcomes of a case, reasons, channels; codes with names in both languages.
// Loaded once from reports/vocabulary.yaml; read-only and thread-safe afterwards.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/notice.h"
#include "core/result.h"

namespace markwarden {

struct Vocabulary {
  struct Word {
    std::string code;
    LocalText name;
    bool note = false;  // whoever chooses it says in a note what it is
  };
  struct List {
    std::string name;   // "case_outcomes"
    std::string about, source;
    std::vector<Word> words;

    const Word* Find(std::string_view code) const;  // null when the list has no such code
    std::string Codes() const;                       // "taken_down, penalty, settled": for one line that says what may be chosen
  };
  std::string version;  // the day of the data
  std::vector<List> lists;

  // `name` is one of kVocabularyLists: each is there once loaded.
  const List& Of(std::string_view name) const;
};

// In the order in which they are given out.
inline constexpr std::string_view kVocabularyLists[] = {"case_outcomes",    "dismissals",        "counter_reasons",
                                                        "sending_channels", "delivery_channels", "verdicts"};

// Errors: kNotFound, kInvalid naming the list: one that is missing or unknown, a code twice, a text without zh or en.
Result<Vocabulary> LoadVocabulary(const std::filesystem::path& file);
Result<Vocabulary> ParseVocabulary(std::string_view yaml);

}  // namespace markwarden

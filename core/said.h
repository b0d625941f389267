// Sentences that the program says to people, as a code with arguments: kept in rows and answers, read in Chinese or English.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "core/result.h"

namespace markwarden {

// Where a sentence stands in a text: what follows is its code and its arguments as JSON, to the text's end.  No text from outside begins one:
// it is an argument, and what is an argument was cleaned of control characters.
inline constexpr char kSaidMark = '\x1e';

// One sentence of the table in core/said.cc.
class Said {
 public:
  const std::string& kept() const { return kept_; }  // the form for rows
  std::string In(std::string_view lang) const;

 private:
  friend Said Say(std::string_view code, std::initializer_list<std::pair<std::string_view, std::string>> args);
  std::string kept_;
};
// An argument may be a kept sentence itself.  A code that the table lacks is a bug: it is said as it is.
Said Say(std::string_view code, std::initializer_list<std::pair<std::string_view, std::string>> args = {});

// `text` with the sentence in it, if any, in words: "zh", else English.  Plain text, as older rows have it, stays as it is.
std::string InWords(std::string_view text, std::string_view lang);
// The code of the sentence in it; empty for plain text.
std::string SaidCode(std::string_view text);
// Its arguments as they were given, as a JSON object; "{}" for plain text.
std::string SaidArgs(std::string_view text);

// "A notice that is sent cannot be given a release": `machine` is that of core/transitions.h, "notice", "counter_notice" or "clue".
Said SayNotInState(const std::string& machine, const std::string& state, const std::string& act);

// An error whose line is the English sentence, and which pages can show in either language.
tl::unexpected<Error> Fail(ErrorCode code, const Said& said);
// What is kept in a row of an error: its sentence, else its line.
const std::string& LineOf(const Error& error);

// Every code with both texts, for tests.
struct SaidRow {
  std::string_view code, zh, en;
};
const SaidRow* SaidTable(size_t& count);

}  // namespace markwarden

// Legal regimes as data: which law a notice stands on, what it must contain, how it reads.
// Loaded once from reports/law; read-only and thread-safe afterwards.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/notice.h"
#include "core/result.h"
#include "core/right.h"
#include "reports/day_calendar.h"

namespace markwarden {

// One row of law with its source.  `verified_by` empty: nobody has checked it against the
// text, and every document that rests on it says so.
struct LegalBasis {
  std::string id;         // "tm-57"
  LocalText statute;      // title
  LocalText article;      // "第五十七条" / "article 57"
  std::string quote;      // the words relied on, in the statute's language
  std::string effective_from;  // first and last day in force, inclusive; empty `to`: still in force
  std::string effective_to;
  std::string source;
  std::string verified_by;
  LocalText note;                 // what a reader of the row should know; often empty
  std::string use;                // "notice", "contents", "deadline" or "substance" (the right that is touched)
  std::vector<RightKind> rights;  // substance rows: for which rights

  // Acts that the article lists; the first whose detectors meet a signal is drafted, else the first.
  struct Act {
    std::string code;  // "tm.similar"
    LocalText name;    // "在同一种商品上使用与注册商标近似的商标"
    LocalText item;    // "第（二）项", appended to the article
    std::vector<std::string> detectors;  // prefixes: "text.sound"
  };
  std::vector<Act> acts;

  bool InForce(std::string_view date) const;  // "2026-11-23"
};

// One thing a notice must say.  A pointer is a JSON pointer into the notice's JSON, "*" for each
// element.  Several pointers are alternatives.
struct RequiredField {
  std::vector<std::string> pointers;
  LocalText label;
  std::string rule;                   // id of a LegalBasis
  std::vector<RightKind> when_kinds;  // only for these rights; empty: for all
  std::string when_present;           // only when this pointer is filled
  std::string form;                   // "text", "true" (declared), "list", "sha256", "url", "time", "date"
};

// What a term counts.  kNone: "without delay", which no clock measures.
enum class TermUnit { kNone, kHour, kCalendarDay, kWorkingDay, kCalendarMonth };

constexpr std::string_view ToString(TermUnit unit) {
  switch (unit) {
    case TermUnit::kNone: return "none";
    case TermUnit::kHour: return "hour";
    case TermUnit::kCalendarDay: return "calendar_day";
    case TermUnit::kWorkingDay: return "working_day";
    case TermUnit::kCalendarMonth: return "calendar_month";
  }
  return "none";
}

// What starts a regime's term: the notice reached the recipient; the counter-notice reached the holder; a ground that lengthens another term arose; the
// recipient's answer arrived.  Procedures of an authority have words of their own: Transition::starts.
inline constexpr std::string_view kTermStarts[] = {"sent", "counter", "excuse", "outcome"};
// What its end means: nothing that the other side must have done; the platform must have acted; it must have confirmed receipt; the measure ends, unless
// complaint or suit was notified before; it must have told the outcome.
inline constexpr std::string_view kTermEnds[] = {"none", "action", "receipt", "restore", "outcome"};

// A term as a law sets it; reports/deadline.h computes its end.  Unverified ones say so.
struct DeadlineRule {
  std::string id;
  LocalText name;
  std::string start;       // the event that starts it: Transition::starts
  std::string then;        // what its end means, and which act ends it before: Transition::stops
  std::string extends;     // of one that starts with an excuse: id of the term that it lengthens
  TermUnit unit = TermUnit::kNone;
  std::string calendar;    // id of a DayCalendar, whose place's days these are; empty for hours
  int count_min = 0;       // of units; both 0 for kNone
  int count_max = 0;
  bool moves_on = false;   // a last day that is not worked moves to the next one that is
  std::string rule;        // id of a LegalBasis
};

struct Choice {
  std::string code;
  LocalText name;
};

// What a counter-notice does to the measure that was taken.
struct CounterRule {
  enum class Restores {
    kNone,       // the law sets nothing: the recipient decides
    kAfterTerm,  // when `term` ends without notice of complaint or suit
    kAtOnce,
    kOnDate,     // on a date that the recipient tells; `term`, if any, bounds it
  };
  Restores restores = Restores::kNone;
  std::string term;             // id of a DeadlineRule
  bool blocks_renotice = false; // the holder may not notify the same work at the same address again
  std::vector<Choice> reasons;  // grounds that the law names, if it names any
  std::string rule;             // id of a LegalBasis
};

constexpr std::string_view ToString(CounterRule::Restores restores) {
  switch (restores) {
    case CounterRule::Restores::kNone: return "none";
    case CounterRule::Restores::kAfterTerm: return "after_term";
    case CounterRule::Restores::kAtOnce: return "at_once";
    case CounterRule::Restores::kOnDate: return "on_date";
  }
  return "none";
}

struct RefusedKind {
  RightKind kind;
  LocalText why;
};

struct Phrase {
  std::string detector;  // prefix of Signal::detector; the longest wins
  LocalText sentence;    // template over field, matched, decoded, ref
};

struct Regime {
  std::string id;
  std::string jurisdiction;            // ISO 3166-1 alpha-2, or EU
  std::vector<std::string> countries;  // of the platforms it serves: the jurisdiction, or its members
  bool by_default = true;              // false: taken only when a person names it
  LocalText name;
  std::string default_language;
  int utc_offset_minutes = 0;  // dates of acts are taken in this offset
  std::vector<RightKind> rights;
  std::vector<RefusedKind> refused;
  std::vector<LegalBasis> legal_basis;
  std::vector<RequiredField> required;
  std::vector<Choice> measures;
  std::vector<std::string> default_measures;
  std::map<std::string, LocalText> declarations;  // "truthfulness" -> the sentence that is signed
  std::vector<DeadlineRule> deadlines;
  CounterRule counter;
  DayCalendars calendars;                        // those that the deadlines name
  std::map<std::string, std::string> templates;  // language -> template text
  std::vector<Phrase> phrases;                   // sentences for signals
  std::map<std::string, LocalText> words;        // names of fields, right kinds, evidence kinds ...

  const LegalBasis* FindBasis(std::string_view basis_id) const;
  const DeadlineRule* FindDeadline(std::string_view deadline_id) const;
  bool Covers(RightKind kind) const;
  // What `word` is called in `lang`; the word itself when the data has no name for it.
  std::string Word(std::string_view group, std::string_view word, std::string_view lang) const;
};

// Reads law_dir/regimes/*.yaml, law_dir/templates/<id>.<lang>.html with the parts they name, law_dir/calendars/*.yaml,
// law_dir/phrases.yaml and law_dir/wording.yaml.
// Errors: kNotFound (no such folder, no regime in it), kInvalid naming file and field: unknown key, a rule that
// names no legal basis, a calendar or a date that does not exist, a text without zh or en, a text that finds
// infringement or a template that never says suspected.
Result<std::vector<Regime>> LoadRegimes(const std::filesystem::path& law_dir);

// Null when none has that id.  The pointer is into `regimes`.
const Regime* FindRegime(const std::vector<Regime>& regimes, std::string_view id);

// The regime for a right of `kind` against a platform in `country`, for an act on `date` ("2026-11-23"), among
// those that are taken by default.
// Errors: kInvalid when the country's regime refuses such rights (with the reason) or no law in force on
// that date covers it; kUnsupported when there is none for the country.  The pointer is into `regimes`.
Result<const Regime*> ChooseRegime(const std::vector<Regime>& regimes, RightKind kind, std::string_view country,
                                   std::string_view date);

}  // namespace markwarden

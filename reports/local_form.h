// Documents of the local monitoring standards as data: what a form asks for and where the answer comes from.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/notice.h"
#include "core/result.h"

namespace markwarden {

inline constexpr size_t kMaxFormRows = 2'000;        // of a table; more is left out and said
inline constexpr size_t kMaxFormTextChars = 2'000;   // of one answer; more is cut with an ellipsis

enum class FormFieldKind {
  kText,
  kDate,   // "2026-11-26"
  kTime,   // RFC 3339, shown in Beijing time
  kCount,  // an integer
  kMoney,  // a decimal as text, or an integer
  kList,   // texts, shown one after the other
};

struct FormField {
  std::string id;  // unique in its form or table
  LocalText label;
  std::string from;  // JSON pointer (RFC 6901) into the values, in a table into its row; empty: only a person can answer
  FormFieldKind kind = FormFieldKind::kText;
};

// Fields or one table.
struct FormPart {
  LocalText title;
  std::vector<FormField> fields;
  std::string table, from;  // id and JSON pointer of a list of objects; both empty: no table
  std::vector<FormField> columns;
};

struct LocalForm {
  std::string id;       // "task-request"
  int version = 0;      // counts changes of this file
  std::string standard; // the standard whose document it is: number and the document's name there
  std::string verified_by;  // empty: nobody compared the form with the standard's text; every copy says so
  LocalText source;         // what was at hand of it
  LocalText title;
  std::vector<FormPart> parts;
  std::vector<LocalText> signatures;  // lines that people sign
};

// Reads data_dir/reports/local_forms/*.yaml, in the order of their names.  Errors: kNotFound, kInvalid naming file and field.
Result<std::vector<LocalForm>> LoadLocalForms(const std::filesystem::path& data_dir);
const LocalForm* FindLocalForm(const std::vector<LocalForm>& forms, std::string_view id);

struct FilledPart {
  std::vector<std::string> answers;            // as FormPart::fields; "" stays to be filled in by hand
  std::vector<std::vector<std::string>> rows;  // as FormPart::columns
  size_t left_out = 0;                         // rows past kMaxFormRows
};

struct FilledForm {
  LocalForm form;
  std::vector<FilledPart> parts;    // as LocalForm::parts
  std::vector<std::string> empty;   // what has no answer, in order: "purpose", "items" (no row), "items.remark" (no row has one), "items[3].seller"
  std::string values_sha256;        // of the values it was filled from
};

// Answers come from the values as they are: nothing is guessed, a missing value or null is an empty answer.  Errors: kInvalid (a value of another kind than
// the form says: names form, field and pointer).
Result<FilledForm> FillForm(const LocalForm& form, const Json& values);

}  // namespace markwarden

// YAML -> forms; values -> answers.
#include "reports/local_form.h"

#include <new>
#include <algorithm>
#include <optional>
#include <set>

#include "core/clock.h"
#include "core/file.h"
#include "core/hash.h"
#include "core/money.h"
#include "reports/extraction_record.h"
#include "reports/json_pointer.h"
#include "reports/template.h"
#include "reports/yaml_reader.h"

namespace markwarden {
namespace {

constexpr std::pair<const char*, FormFieldKind> kFieldKinds[] = {{"text", FormFieldKind::kText},   {"date", FormFieldKind::kDate},   {"time", FormFieldKind::kTime},
                                                                 {"count", FormFieldKind::kCount}, {"money", FormFieldKind::kMoney}, {"list", FormFieldKind::kList}};

std::string PointerOf(const YAML::Node& node, const std::string& where) {
  std::string pointer = yaml::Text(node, "from");
  if (pointer.empty()) return pointer;
  try {
    (void)Json::json_pointer(pointer);
  } catch (const Json::exception&) {
    throw yaml::Wrong(where + ": from \"" + pointer + "\" is no JSON pointer");
  }
  return pointer;
}

FormField ReadField(const YAML::Node& node, std::set<std::string>& ids, const std::string& place) {
  yaml::OnlyKeys(node, {"id", "label", "from", "kind"}, place);
  FormField field;
  field.id = yaml::Needed(node, "id", place);
  const std::string where = place + ": " + field.id;
  if (!ids.insert(field.id).second) throw yaml::Wrong(where + ": the id is taken");
  field.label = yaml::Local(node["label"], where + ": label");
  field.from = PointerOf(node, where);
  const std::string kind = yaml::Text(node, "kind");
  const auto* found = std::find_if(std::begin(kFieldKinds), std::end(kFieldKinds), [&](const auto& entry) { return entry.first == (kind.empty() ? "text" : kind); });
  if (found == std::end(kFieldKinds)) throw yaml::Wrong(where + ": kind \"" + kind + "\" is none of text, date, time, count, money, list");
  field.kind = found->second;
  return field;
}

LocalForm ReadForm(const YAML::Node& root, const std::string& file) {
  yaml::OnlyKeys(root, {"id", "version", "standard", "source", "verified_by", "title", "parts", "signatures"}, file);
  LocalForm form;
  form.id = yaml::Needed(root, "id", file);
  form.version = root["version"].as<int>(0);
  if (form.version < 1) throw yaml::Wrong(file + ": version counts from 1");
  form.standard = yaml::Needed(root, "standard", file);
  form.source = yaml::Local(root["source"], file + ": source");
  form.verified_by = yaml::Text(root, "verified_by");
  form.title = yaml::Local(root["title"], file + ": title");
  std::set<std::string> ids;
  if (!root["parts"] || !root["parts"].IsSequence()) throw yaml::Wrong(file + ": parts are missing");
  for (const auto& node : root["parts"]) {
    const std::string where = file + ": part " + std::to_string(form.parts.size() + 1);
    yaml::OnlyKeys(node, {"title", "fields", "table", "from", "columns"}, where);
    FormPart part;
    part.title = yaml::Local(node["title"], where + ": title");
    for (const auto& field : node["fields"]) part.fields.push_back(ReadField(field, ids, where));
    part.table = yaml::Text(node, "table");
    part.from = PointerOf(node, where);
    std::set<std::string> columns;
    for (const auto& column : node["columns"]) part.columns.push_back(ReadField(column, columns, where));
    if (part.table.empty() == part.fields.empty()) throw yaml::Wrong(where + ": fields or a table, one of them");
    if (part.table.empty() ? !part.columns.empty() || !part.from.empty() : part.columns.empty() || part.from.empty() || !ids.insert(part.table).second) {
      throw yaml::Wrong(where + ": a table has an id of its own, from and columns");
    }
    form.parts.push_back(std::move(part));
  }
  if (form.parts.empty()) throw yaml::Wrong(file + ": parts are missing");
  for (const auto& line : root["signatures"]) form.signatures.push_back(yaml::Local(line, file + ": signatures"));
  return form;
}

// The value behind a pointer; null when there is none.
const Json* Given(const Json& values, const std::string& pointer) {
  const Json* value = pointer.empty() ? nullptr : ValueAt(values, pointer);
  return value && !value->is_null() ? value : nullptr;
}

// The answer's text, "" for a missing value; empty when the value is of another kind.
std::optional<std::string> Answer(const FormField& field, const Json& values) {
  const Json* value = Given(values, field.from);
  if (!value) return "";
  const bool text = value->is_string();
  const std::string words = text ? CleanText(value->get_ref<const std::string&>(), kMaxFormTextChars) : "";
  if (text && words.empty()) return "";
  switch (field.kind) {
    case FormFieldKind::kText: return text ? std::optional(words) : value->is_number_integer() ? std::optional(value->dump()) : std::nullopt;
    case FormFieldKind::kDate: return text && words.size() == 10 && ParseTime(words) ? std::optional(words) : std::nullopt;
    case FormFieldKind::kTime: return text && ParseTime(words) ? std::optional(BeijingTime(words)) : std::nullopt;
    case FormFieldKind::kCount: return value->is_number_integer() ? std::optional(value->dump()) : std::nullopt;
    case FormFieldKind::kMoney:
      if (value->is_number_integer()) return value->dump();
      return text && NormaliseDecimal(words) ? std::optional(words) : std::nullopt;
    case FormFieldKind::kList: {
      if (text) return words;
      if (!value->is_array()) return std::nullopt;
      std::string list;
      for (const Json& item : *value) {
        if (!item.is_string()) return std::nullopt;
        const std::string one = CleanText(item.get_ref<const std::string&>(), kMaxFormTextChars);
        if (!one.empty()) list += (list.empty() ? "" : "; ") + one;
      }
      return CleanText(list, kMaxFormTextChars);
    }
  }
  return std::nullopt;
}

tl::unexpected<Error> WrongKind(const LocalForm& form, const std::string& field, const std::string& pointer) {
  return Fail(ErrorCode::kInvalid, "form \"" + form.id + "\": field \"" + field + "\" takes the value at " + pointer + ", which is of another kind");
}

Status FillTable(const LocalForm& form, const FormPart& part, const Json& values, FilledPart& filled, std::vector<std::string>& empty) {
  const Json* rows = Given(values, part.from);
  if (rows && !rows->is_array()) return WrongKind(form, part.table, part.from);
  if (!rows || rows->empty()) {
    empty.push_back(part.table);
    return Ok();
  }
  const size_t count = std::min(rows->size(), kMaxFormRows);
  filled.left_out = rows->size() - count;
  for (size_t r = 0; r < count; ++r) {
    std::vector<std::string>& answers = filled.rows.emplace_back();
    for (const FormField& column : part.columns) {
      std::optional<std::string> answer = Answer(column, (*rows)[r]);
      const std::string name = part.table + "[" + std::to_string(r) + "]";
      if (!answer) return WrongKind(form, name + "." + column.id, part.from + "/" + std::to_string(r) + column.from);
      answers.push_back(std::move(*answer));
    }
  }
  for (size_t c = 0; c < part.columns.size(); ++c) {
    const auto none = [&](const std::vector<std::string>& row) { return row[c].empty(); };
    if (std::all_of(filled.rows.begin(), filled.rows.end(), none)) {
      empty.push_back(part.table + "." + part.columns[c].id);
      continue;
    }
    for (size_t r = 0; r < count; ++r) {
      if (filled.rows[r][c].empty()) empty.push_back(part.table + "[" + std::to_string(r) + "]." + part.columns[c].id);
    }
  }
  return Ok();
}

}  // namespace

Result<std::vector<LocalForm>> LoadLocalForms(const std::filesystem::path& data_dir) {
  const std::filesystem::path folder = data_dir / "reports" / "local_forms";
  std::error_code ec;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ec)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  if (files.empty()) return Fail(ErrorCode::kNotFound, "no local forms in " + folder.string() + (ec ? ": " + ec.message() : ""));
  std::sort(files.begin(), files.end());
  std::vector<LocalForm> forms;
  for (const std::filesystem::path& path : files) {
    const Result<std::string> text = ReadFile(path, 1 << 20);
    if (!text) return Fail(Error(text.error()).While("load local forms"));
    try {
      forms.push_back(ReadForm(YAML::Load(*text), path.filename().string()));
    } catch (const std::bad_alloc&) {
      throw;  // no memory is no fault of the file
    } catch (const std::exception& e) {
      return Fail(ErrorCode::kInvalid, std::string("load local forms: ") + e.what());
    }
    if (FindLocalForm(forms, forms.back().id) != &forms.back()) return Fail(ErrorCode::kInvalid, "load local forms: two are called \"" + forms.back().id + "\"");
  }
  return forms;
}

const LocalForm* FindLocalForm(const std::vector<LocalForm>& forms, std::string_view id) {
  for (const LocalForm& form : forms) {
    if (form.id == id) return &form;
  }
  return nullptr;
}

Result<FilledForm> FillForm(const LocalForm& form, const Json& values) {
  FilledForm filled;
  filled.form = form;
  filled.values_sha256 = Sha256Hex(DumpJson(values));
  for (const FormPart& part : form.parts) {
    FilledPart& answers = filled.parts.emplace_back();
    for (const FormField& field : part.fields) {
      std::optional<std::string> answer = Answer(field, values);
      if (!answer) return WrongKind(form, field.id, field.from);
      if (answer->empty()) filled.empty.push_back(field.id);
      answers.answers.push_back(std::move(*answer));
    }
    if (part.table.empty()) continue;
    if (Status done = FillTable(form, part, values, answers, filled.empty); !done) return Fail(std::move(done.error()));
  }
  return filled;
}

}  // namespace markwarden

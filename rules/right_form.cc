// rules/registration/form.yaml -> RightForm.
#include "rules/right_form.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "core/file.h"

namespace markwarden {
namespace {

struct FormWrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string FormText(const YAML::Node& node, const char* key) {
  const YAML::Node value = node[key];
  return value && value.IsScalar() ? value.as<std::string>() : "";
}

WordsByLanguage FormWords(const YAML::Node& node, const std::string& where) {
  WordsByLanguage words;
  for (const char* language : {"zh", "en"}) {
    words[language] = node && node.IsMap() ? FormText(node, language) : "";
    if (words[language].empty()) throw FormWrong(where + ": no text in " + language);
  }
  return words;
}

std::set<std::string> FormKinds(const YAML::Node& node, const char* key, const std::string& where) {
  std::set<std::string> kinds;
  if (!node[key]) return kinds;
  for (const auto& item : node[key]) {
    kinds.insert(item.as<std::string>());
    if (!ParseRightKind(item.as<std::string>())) throw FormWrong(where + ": no kind of right is called " + item.as<std::string>());
  }
  return kinds;
}

NeededFor FormNeeded(const YAML::Node& node, const std::string& where) {
  const std::string text = FormText(node, "needed");
  if (text.empty()) return NeededFor::kNothing;
  if (text == "save") return NeededFor::kSave;
  if (text == "notice") return NeededFor::kNotice;
  throw FormWrong(where + ": needed is save or notice");
}

RightField FieldOf(const YAML::Node& node) {
  RightField field;
  field.key = FormText(node, "key");
  if (field.key.empty()) throw FormWrong("a field without key");
  field.group = FormText(node, "group");
  field.type = FormText(node, "type");
  static const std::set<std::string> kTypes = {"text", "lines", "long", "long_text", "date", "flag", "choice", "kind", "classes", "price", "sellers", "pictures", "documents"};
  if (!kTypes.contains(field.type)) throw FormWrong(field.key + ": no type is called \"" + field.type + "\"");
  field.check = FormText(node, "check");
  field.label = FormWords(node["label"], field.key);
  if (node["hint"]) field.hint = FormWords(node["hint"], field.key);
  if (node["labels"]) {
    for (const auto& entry : node["labels"]) field.labels[entry.first.as<std::string>()] = FormWords(entry.second, field.key);
  }
  field.kinds = FormKinds(node, "kinds", field.key);
  field.not_needed = FormKinds(node, "not_needed", field.key);
  field.needed = FormNeeded(node, field.key);
  field.needed_if = FormText(node, "needed_if");
  if (node["choices"]) {
    for (const auto& item : node["choices"]) field.choices.push_back({FormText(item, "value"), FormWords(item["name"], field.key)});
  }
  return field;
}

Json KindsJson(const std::set<std::string>& kinds) { return Json(std::vector<std::string>(kinds.begin(), kinds.end())); }

const char* NameOf(NeededFor needed) { return needed == NeededFor::kSave ? "save" : needed == NeededFor::kNotice ? "notice" : ""; }

}  // namespace

const WordsByLanguage& RightField::LabelFor(std::string_view kind) const {
  const auto found = labels.find(std::string(kind));
  return found == labels.end() ? label : found->second;
}

const RightField* RightForm::Find(std::string_view key) const {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const RightField& field) { return field.key == key; });
  return found == fields.end() ? nullptr : &*found;
}

const DocumentKind* RightForm::FindDocument(std::string_view kind) const {
  const auto found = std::find_if(documents.begin(), documents.end(), [&](const DocumentKind& one) { return one.kind == kind; });
  return found == documents.end() ? nullptr : &*found;
}

Result<RightForm> LoadRightForm(const std::filesystem::path& data_dir) try {
  Result<std::string> text = ReadFile(data_dir / "rules" / "registration" / "form.yaml", 1 << 20);
  if (!text) return Fail(std::move(text.error()).While("the form of rights"));
  const YAML::Node root = YAML::Load(*text);
  RightForm form;
  form.version = FormText(root, "version");
  form.source = FormText(root, "source");
  std::set<std::string> groups, keys;
  for (const auto& node : root["groups"]) {
    form.groups.push_back({FormText(node, "id"), FormWords(node["name"], "groups")});
    groups.insert(form.groups.back().id);
  }
  for (const auto& node : root["fields"]) {
    RightField field = FieldOf(node);
    if (!groups.contains(field.group)) throw FormWrong(field.key + ": no group is called \"" + field.group + "\"");
    if (!keys.insert(field.key).second) throw FormWrong(field.key + " is there twice");
    form.fields.push_back(std::move(field));
  }
  for (const auto& node : root["documents"]) {
    DocumentKind kind{.kind = FormText(node, "kind"), .name = FormWords(node["name"], "documents"), .kinds = FormKinds(node, "kinds", "documents"),
                      .not_needed = FormKinds(node, "not_needed", "documents"), .needed = FormNeeded(node, "documents"),
                      .needed_if = FormText(node, "needed_if"), .source = FormText(node, "source")};
    if (kind.kind.empty()) throw FormWrong("a document without kind");
    form.documents.push_back(std::move(kind));
  }
  for (const auto& entry : root["sentences"]) form.sentences[entry.first.as<std::string>()] = FormWords(entry.second, entry.first.as<std::string>());
  if (form.version.empty() || form.fields.empty()) throw FormWrong("version and fields are needed");
  return form;
} catch (const FormWrong& wrong) {
  return Fail(ErrorCode::kInvalid, std::string("rules/registration/form.yaml: ") + wrong.what());
} catch (const YAML::Exception& wrong) {
  return Fail(ErrorCode::kInvalid, std::string("rules/registration/form.yaml: ") + wrong.what());
}

Json ToJson(const RightForm& form) {
  Json groups = Json::array(), fields = Json::array(), documents = Json::array();
  for (const RightForm::Group& group : form.groups) groups.push_back({{"id", group.id}, {"name", group.name}});
  for (const RightField& field : form.fields) {
    Json choices = Json::array();
    for (const RightField::Choice& choice : field.choices) choices.push_back({{"value", choice.value}, {"name", choice.name}});
    fields.push_back({{"key", field.key}, {"group", field.group}, {"type", field.type}, {"label", field.label}, {"labels", field.labels},
                      {"hint", field.hint.empty() ? Json(nullptr) : Json(field.hint)}, {"kinds", KindsJson(field.kinds)},
                      {"needed", TextOrNull(NameOf(field.needed))}, {"not_needed", KindsJson(field.not_needed)},
                      {"needed_if", TextOrNull(field.needed_if)}, {"choices", std::move(choices)}});
  }
  for (const DocumentKind& kind : form.documents) {
    documents.push_back({{"kind", kind.kind}, {"name", kind.name}, {"kinds", KindsJson(kind.kinds)}, {"needed", TextOrNull(NameOf(kind.needed))},
                         {"not_needed", KindsJson(kind.not_needed)}, {"needed_if", TextOrNull(kind.needed_if)}, {"source", TextOrNull(kind.source)}});
  }
  return {{"version", form.version}, {"source", form.source}, {"groups", std::move(groups)}, {"fields", std::move(fields)}, {"documents", std::move(documents)}};
}

Json ToJson(const RightFinding& finding) {
  return {{"field", finding.field}, {"code", finding.code}, {"refuses", finding.refuses}, {"text", finding.text}};
}

}  // namespace markwarden

// reports/vocabulary.yaml -> Vocabulary.
#include "reports/vocabulary.h"

#include <algorithm>
#include <cassert>

#include "core/file.h"
#include "reports/yaml_reader.h"

namespace markwarden {
namespace {

constexpr size_t kMaxVocabularyFile = 256 << 10, kMaxWords = 200;

bool IsCode(std::string_view code) { return code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos; }

Vocabulary::List ReadWords(const YAML::Node& node, const std::string& name) {
  const std::string where = "vocabulary.yaml: " + name;
  yaml::OnlyKeys(node, {"about", "source", "choices"}, where);
  Vocabulary::List list{.name = name, .about = yaml::Needed(node, "about", where), .source = yaml::Needed(node, "source", where), .words = {}};
  const YAML::Node choices = node["choices"];
  if (!choices || !choices.IsSequence() || choices.size() == 0 || choices.size() > kMaxWords) {
    throw yaml::Wrong(where + ": choices is a list of 1 to " + std::to_string(kMaxWords) + " codes");
  }
  for (const auto& one : choices) {
    yaml::OnlyKeys(one, {"code", "name", "note"}, where);
    Vocabulary::Word word{.code = yaml::Needed(one, "code", where), .name = yaml::Local(one["name"], where), .note = yaml::Text(one, "note") == "true"};
    if (!IsCode(word.code)) throw yaml::Wrong(where + ": a code is of lower-case letters, digits and _, not \"" + word.code + "\"");
    if (list.Find(word.code)) throw yaml::Wrong(where + ": the code " + word.code + " stands twice");
    list.words.push_back(std::move(word));
  }
  return list;
}

}  // namespace

const Vocabulary::Word* Vocabulary::List::Find(std::string_view code) const {
  const auto found = std::find_if(words.begin(), words.end(), [&](const Word& one) { return one.code == code; });
  return found == words.end() ? nullptr : &*found;
}

std::string Vocabulary::List::Codes() const {
  std::string codes;
  for (const Word& one : words) codes += (codes.empty() ? "" : ", ") + one.code;
  return codes;
}

const Vocabulary::List& Vocabulary::Of(std::string_view name) const {
  const auto found = std::find_if(lists.begin(), lists.end(), [&](const List& one) { return one.name == name; });
  assert(found != lists.end());
  return *found;
}

Result<Vocabulary> ParseVocabulary(std::string_view text) try {
  const YAML::Node root = YAML::Load(std::string(text));
  const std::string where = "vocabulary.yaml";
  yaml::OnlyKeys(root, {"version", "lists"}, where);
  Vocabulary vocabulary;
  vocabulary.version = yaml::Needed(root, "version", where);
  const YAML::Node lists = root["lists"];
  if (!lists || !lists.IsMap()) throw yaml::Wrong(where + ": lists is missing");
  for (const auto& entry : lists) {
    const std::string name = entry.first.as<std::string>();
    if (std::find(std::begin(kVocabularyLists), std::end(kVocabularyLists), name) == std::end(kVocabularyLists)) throw yaml::Wrong(where + ": unknown list \"" + name + "\"");
  }
  for (const std::string_view name : kVocabularyLists) {
    const YAML::Node list = lists[std::string(name)];
    if (!list) throw yaml::Wrong(where + ": the list " + std::string(name) + " is missing");
    vocabulary.lists.push_back(ReadWords(list, std::string(name)));
  }
  return vocabulary;
} catch (const yaml::Wrong& wrong) {
  return Fail(ErrorCode::kInvalid, wrong.what());
} catch (const YAML::Exception& error) {
  return Fail(ErrorCode::kInvalid, std::string("vocabulary.yaml: ") + error.what());
}

Result<Vocabulary> LoadVocabulary(const std::filesystem::path& file) {
  Result<std::string> text = ReadFile(file, kMaxVocabularyFile);
  if (!text) return Fail(text);
  return ParseVocabulary(*text);
}

}  // namespace markwarden

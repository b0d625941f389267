// law_dir/wording.yaml, and looking for its words.
#include "reports/wording.h"

#include <new>
#include <algorithm>

#include "core/file.h"
#include "reports/template.h"
#include "reports/yaml_reader.h"

namespace markwarden {
namespace {

constexpr size_t kMaxWordingFile = 1 << 16;

// Small letters for ASCII and Russian; other scripts of ours have no case.
std::string LowerAscii(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    const unsigned char next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    if (c == 0xd0 && next >= 0x90 && next <= 0xaf) {  // А to Я
      out += next < 0xa0 ? "\xd0" : "\xd1";
      out += static_cast<char>(next < 0xa0 ? next + 0x20 : next - 0x20);
      ++i;
    } else {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : static_cast<char>(c);
    }
  }
  return out;
}

std::string Without(std::string text, std::string_view open, std::string_view close) {
  for (size_t at = text.find(open); at != std::string::npos; at = text.find(open, at)) {
    const size_t end = text.find(close, at);
    if (end == std::string::npos) break;
    text.erase(at, end + close.size() - at);
  }
  return text;
}

std::string Plain(std::string_view text, std::string_view lang) {
  std::string plain = Without(std::string(text), "<style>", "</style>");
  plain = Without(Without(std::move(plain), "<", ">"), "{{", "}}");
  plain = LowerAscii(CleanText(plain, plain.size()));
  // Chinese and Japanese write without blanks: one between two characters hides nothing.
  if (lang == "zh" || lang == "ja") std::erase(plain, ' ');
  return plain;
}

}  // namespace

Result<Wording> Wording::Load(const std::filesystem::path& law_dir) try {
  const Result<std::string> text = ReadFile(law_dir / "wording.yaml", kMaxWordingFile);
  if (!text) return Fail(text.error());
  Wording wording;
  for (const auto& entry : YAML::Load(*text)) {
    const std::string lang = entry.first.as<std::string>(), where = "wording.yaml: " + lang;
    yaml::OnlyKeys(entry.second, {"suspected", "finds"}, where);
    Words words{.suspected = yaml::Texts(entry.second, "suspected"), .finds = yaml::Texts(entry.second, "finds")};
    if (words.suspected.empty() || words.finds.empty()) throw yaml::Wrong(where + ": suspected and finds each list words");
    for (std::vector<std::string>* list : {&words.suspected, &words.finds}) {
      for (std::string& word : *list) {
        word = Plain(word, lang);
        if (word.empty()) throw yaml::Wrong(where + ": an empty word is in every text");
      }
    }
    wording.languages_.emplace(lang, std::move(words));
  }
  if (wording.languages_.empty()) throw yaml::Wrong("wording.yaml: no language");
  return wording;
} catch (const std::bad_alloc&) {
  throw;  // no memory is no fault of the file
} catch (const std::exception& e) {
  return Fail(ErrorCode::kInvalid, e.what());
}

bool Wording::Knows(std::string_view lang) const { return languages_.contains(lang); }

std::optional<std::string> Wording::Finding(std::string_view text, std::string_view lang) const {
  const auto words = languages_.find(lang);
  if (words == languages_.end()) return std::nullopt;
  const std::string plain = Plain(text, lang);
  for (const std::string& word : words->second.finds) {
    if (plain.find(word) != std::string::npos) return word;
  }
  return std::nullopt;
}

bool Wording::SaysSuspected(std::string_view text, std::string_view lang) const {
  const auto words = languages_.find(lang);
  if (words == languages_.end()) return false;
  const std::string plain = Plain(text, lang);
  return std::any_of(words->second.suspected.begin(), words->second.suspected.end(),
                     [&](const std::string& word) { return plain.find(word) != std::string::npos; });
}

}  // namespace markwarden

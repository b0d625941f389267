// Everything is matched on the folded password: small letters, half width, nothing that separates.
#include "service/password_rules.h"

#include <algorithm>
#include <new>
#include <set>

#include "core/file.h"
#include "core/said.h"
#include "core/text/character.h"
#include "core/text/pinyin.h"
#include "core/utf8.h"
#include "reports/yaml_reader.h"
#include "service/password.h"
#include "service/transact.h"
#include "store/accounts.h"

namespace markwarden {
namespace {

constexpr size_t kMostWords = 20'000, kMostWord = 100;

std::u32string FoldedPassword(std::string_view text) {
  static constexpr std::u32string_view kSeparators = U" \t\u3000-_.,;:/\\'\"`~";
  std::u32string folded;
  for (size_t at = 0; at < text.size();) {
    char32_t c = NextUtf8(text, at).value_or(U'\ufffd');
    if (c >= U'\uff01' && c <= U'\uff5e') c = c - U'\uff01' + U'!';
    if (c >= U'A' && c <= U'Z') c = c - U'A' + U'a';
    if (kSeparators.find(c) == std::u32string_view::npos) folded += c;
  }
  return folded;
}

// As the signs are read that people write for letters; `one` is what 1 and ! stand for.
std::u32string ReadAsLetters(std::u32string text, char32_t one) {
  static constexpr std::pair<char32_t, char32_t> kSigns[] = {{U'0', U'o'}, {U'3', U'e'}, {U'4', U'a'}, {U'5', U's'}, {U'7', U't'}, {U'8', U'b'}, {U'9', U'g'}, {U'@', U'a'}, {U'$', U's'}, {U'+', U't'}, {U'|', U'l'}};
  for (char32_t& c : text) {
    if (c == U'1' || c == U'!') c = one;
    for (const auto& [sign, letter] : kSigns) {
      if (c == sign) c = letter;
    }
  }
  return text;
}

bool IsHanSign(char32_t c) { return c >= 0x3400 && c <= 0x9fff; }
bool IsSmallLetter(char32_t c) { return c >= U'a' && c <= U'z'; }
bool IsAsciiDigit(char32_t c) { return c >= U'0' && c <= U'9'; }

// Which characters are struck out.
class StruckOut {
 public:
  explicit StruckOut(std::u32string text) : text_(std::move(text)), struck_(text_.size(), false) {}

  void Word(const std::u32string& in, const std::u32string& word) {
    if (word.empty()) return;
    for (size_t at = in.find(word); at != std::u32string::npos; at = in.find(word, at + 1)) Out(at, word.size());
  }

  void Row(const std::u32string& row, size_t run) {
    for (size_t at = 0; at + 1 < text_.size(); ++at) {
      for (const bool back : {false, true}) {
        size_t longest = 0;
        for (size_t from = row.find(text_[at]); from != std::u32string::npos; from = row.find(text_[at], from + 1)) {
          size_t length = 1;
          while (at + length < text_.size() && (back ? from >= length : from + length < row.size()) && text_[at + length] == row[back ? from - length : from + length]) ++length;
          longest = std::max(longest, length);
        }
        if (longest >= run) Out(at, longest);
      }
    }
  }

  void Years() {
    const auto number = [&](size_t at, size_t length) {
      int value = 0;
      for (size_t i = at; i < at + length; ++i) {
        if (i >= text_.size() || !IsAsciiDigit(text_[i])) return -1;
        value = value * 10 + static_cast<int>(text_[i] - U'0');
      }
      return value;
    };
    for (size_t at = 0; at < text_.size(); ++at) {
      const int year = number(at, 4);
      if (year < 1900 || year > 2099) continue;
      const int month = number(at + 4, 2), day = number(at + 6, 2);
      Out(at, month >= 1 && month <= 12 && day >= 1 && day <= 31 ? 8 : 4);
    }
  }

  // A name's syllables, two or more in a row, written in letters.
  void Pinyin(const std::vector<uint16_t>& name) {
    for (size_t at = 0; at < text_.size();) {
      std::u32string_view letters = std::u32string_view(text_).substr(at);
      letters = letters.substr(0, static_cast<size_t>(std::find_if_not(letters.begin(), letters.end(), IsSmallLetter) - letters.begin()));
      if (letters.empty()) {
        ++at;
        continue;
      }
      const std::vector<SyllablePiece> pieces = SplitPinyin(letters);
      size_t begin = at;
      for (size_t first = 0; first < pieces.size(); begin += pieces[first].length, ++first) {
        for (size_t from = 0; from < name.size(); ++from) {
          size_t same = 0, length = 0;
          while (first + same < pieces.size() && from + same < name.size() && name[from + same] != 0 && pieces[first + same].number == name[from + same]) length += pieces[first + same++].length;
          if (same >= 2) Out(begin, length);
        }
      }
      at += letters.size();
    }
  }

  const std::u32string& text() const { return text_; }
  size_t Own() const {
    std::set<char32_t> own;
    for (size_t i = 0; i < text_.size(); ++i) {
      if (!struck_[i]) own.insert(text_[i]);
    }
    return own.size();
  }

 private:
  void Out(size_t at, size_t length) { std::fill_n(struck_.begin() + static_cast<std::ptrdiff_t>(at), std::min(length, struck_.size() - at), true); }

  const std::u32string text_;
  std::vector<bool> struck_;
};

// A name, each of its words, and each two signs of it that stand together.
std::vector<std::u32string> WordsOfName(const std::string& name) {
  std::vector<std::u32string> words = {FoldedPassword(name)};
  std::string word;
  for (const char c : name.substr(0, 400) + " ") {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    if (letter) {
      word += c;
      continue;
    }
    words.push_back(FoldedPassword(word));
    word.clear();
  }
  const std::u32string whole = words.front();
  std::erase_if(words, [](const std::u32string& one) { return one.size() < 3; });
  for (size_t i = 0; i + 1 < whole.size(); ++i) {
    if (IsHanSign(whole[i]) && IsHanSign(whole[i + 1])) words.push_back(whole.substr(i, 2));
  }
  return words;
}

std::vector<uint16_t> SyllablesOfName(const std::string& name) {
  std::vector<uint16_t> syllables;
  for (const char32_t c : FoldedPassword(name.substr(0, 400))) syllables.push_back(IsHanSign(c) ? CharacterOf(c).syllable : uint16_t{0});
  return syllables;
}

size_t PasswordNumber(const YAML::Node& node, const char* key, int least, int most) {
  int number = 0;
  const YAML::Node value = node[key];
  if (!value || !value.IsScalar() || !YAML::convert<int>::decode(value, number) || number < least || number > most) {
    throw yaml::Wrong(std::string(key) + " must be whole, from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return static_cast<size_t>(number);
}

}  // namespace

Result<PasswordRules> PasswordRules::Load(const std::filesystem::path& data_dir, const std::filesystem::path& store_dir) {
  const std::filesystem::path own = store_dir / "passwords.yaml";
  std::error_code none;
  const std::filesystem::path file = !store_dir.empty() && std::filesystem::exists(own, none) ? own : data_dir / "service" / "data" / "password_words.yaml";
  Result<std::string> text = ReadFile(file, 1 << 20);
  if (!text) return Fail(text);
  try {
    const YAML::Node node = YAML::Load(*text);
    yaml::OnlyKeys(node, {"version", "own_characters", "run", "rows", "product", "roles", "words"}, "password words");
    if (PasswordNumber(node, "version", 1, 1) != 1) throw yaml::Wrong("version must be 1");
    PasswordRules rules;
    rules.own_characters_ = PasswordNumber(node, "own_characters", 1, 12);
    rules.run_ = PasswordNumber(node, "run", 3, 12);
    const auto add = [&](std::vector<std::u32string>& list, const std::string& word) {
      if (word.size() > kMostWord || list.size() >= kMostWords) throw yaml::Wrong("more than 20,000 words, or one longer than 100 bytes");
      const std::u32string folded = FoldedPassword(word);
      if (folded.size() < 2) throw yaml::Wrong("\"" + word + "\" is too short for a word");
      list.push_back(folded);
    };
    for (const std::string& row : yaml::Texts(node, "rows")) add(rules.rows_, row);
    for (const char* list : {"product", "roles"}) {
      for (const std::string& word : yaml::Texts(node, list)) add(rules.words_, word);
    }
    const YAML::Node words = node["words"];
    if (!words || !words.IsSequence() || words.size() == 0) throw yaml::Wrong("words is a list of lists");
    for (const auto& line : words) {
      if (!line.IsSequence()) throw yaml::Wrong("words is a list of lists");
      for (const auto& word : line) add(rules.words_, word.as<std::string>());
    }
    return rules;
  } catch (const std::bad_alloc&) {
    throw;  // no memory is no fault of the file
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kInvalid, file.string() + ": " + error.what());
  }
}

Status PasswordRules::Check(std::string_view password, std::span<const std::string> about) const {
  if (Status strong = CheckPassword(password); !strong) return strong;
  StruckOut struck(FoldedPassword(password));
  const std::u32string forms[] = {struck.text(), ReadAsLetters(struck.text(), U'i'), ReadAsLetters(struck.text(), U'l')};
  for (const std::u32string& form : forms) {
    for (const std::u32string& word : words_) struck.Word(form, word);
    for (const std::string& name : about) {
      for (const std::u32string& word : WordsOfName(name)) struck.Word(form, word);
    }
  }
  for (const std::u32string& row : rows_) struck.Row(row, run_);
  for (const std::string& name : about) struck.Pinyin(SyllablesOfName(name));
  struck.Years();
  if (struck.Own() >= own_characters_) return Ok();
  return Fail(ErrorCode::kInvalid, Say("password.guessed", {{"own", std::to_string(own_characters_)}}));
}

Status CheckNewPassword(Service& service, std::string_view password, const Account& account) {
  Result<const PasswordRules*> rules = service.password_rules();
  if (!rules) return Fail(rules);
  Result<std::optional<Organisation>> org = Reading(service, [&](CaseDb& db) { return FindOrganisation(db, account.org); });
  if (!org) return Fail(org);
  const std::string about[] = {account.login, account.display_name, *org ? (*org)->name : std::string()};
  return (*rules)->Check(password, about);
}

}  // namespace markwarden

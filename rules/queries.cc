// From names to queries, form by form.
#include "rules/queries.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "core/text/other_scripts.h"
#include "core/utf8.h"
#include "rules/table_lines.h"

namespace markwarden {
namespace {

constexpr size_t kMostSounds = 2;      // other ideographs for one
constexpr size_t kMostLooks = 2;
constexpr size_t kLeastStem = 4;       // letters

std::vector<std::string> LettersOf(std::string_view text) {
  std::vector<std::string> letters;
  for (const char32_t c : ToUtf32(text)) letters.push_back(ToUtf8(c));
  return letters;
}

std::string Joined(const std::vector<std::string>& letters, std::string_view between = "") {
  std::string text;
  for (size_t i = 0; i < letters.size(); ++i) {
    if (i > 0) text += between;
    text += letters[i];
  }
  return text;
}

std::string LowerAscii(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view part : PartsOf(text)) words.emplace_back(part);
  return words;
}

// All that is made of one right.
class QueryMaker {
 public:
  QueryMaker(const Right& right, const QueryWords& words) : right_(right), words_(words) {}

  std::vector<GeneratedQuery> Make(size_t most) {
    for (const std::string& name : right_.names) Add(name, "name", name);
    for (const std::string& name : right_.nicknames) Add(name, "nickname", name);
    for (const std::string& name : right_.names) Disguise(name);
    for (const std::string& name : right_.names) Slang(name);
    for (const std::string& name : right_.nicknames) Slang(name);
    std::stable_sort(made_.begin(), made_.end(), [](const GeneratedQuery& a, const GeneratedQuery& b) { return a.expected > b.expected; });
    most = std::min(most, static_cast<size_t>(words_.discovery.of_a_right));
    if (made_.size() > most) made_.resize(most);
    return std::move(made_);
  }

 private:
  void Add(const std::string& text, const std::string& form, const std::string& of, const std::string& language = "") {
    const double expected = words_.Expected(form);
    if (expected <= 0 || CountLetters(text) < kLeastQueryLetters || !seen_.insert(QueryKey(text)).second) return;
    GeneratedQuery query{.text = text, .form = form, .language = language, .of = of, .expected = expected};
    int& before = counts_[{query.group(), of}];
    for (int i = 0; i < before; ++i) query.expected *= words_.discovery.repeat_percent / 100.0;
    ++before;
    made_.push_back(std::move(query));
  }

  void Disguise(const std::string& name) {
    const size_t letters = CountLetters(name);
    if (letters < kLeastQueryLetters || letters > static_cast<size_t>(words_.discovery.longest_letters)) return;
    switch (ScriptOfName(name)) {
      case Script::kHan: return OfHan(name);
      case Script::kLatin: return OfLatin(name);
      case Script::kCyrillic:
      case Script::kGreek:
        Add(LatinOf(name), "latin", name);
        return Apart(name);
      case Script::kKana:
        Add(LatinOf(name), "latin", name);
        Add(HiraganaOf(name), "kana", name);
        Add(KatakanaOf(name), "kana", name);
        return Apart(name);
      case Script::kHangul:
        Add(LatinOf(name), "latin", name);
        return Apart(name);
      case Script::kDigit:
      case Script::kOther: return Apart(name);
    }
  }

  void OfHan(const std::string& name) {
    const std::vector<std::string> letters = LettersOf(name);
    const std::vector<std::string> syllables = WordsOf(PinyinOf(name));
    const std::u32string han = ToUtf32(name);
    Add(TraditionalOf(name), "traditional", name);
    if (syllables.size() == letters.size()) {
      Add(Joined(syllables), "pinyin", name);
      Add(Joined(syllables, " "), "pinyin", name);
      for (size_t i = letters.size(); i-- > 0;) Add(With(letters, i, syllables[i]), "mixed", name);
      Initials(syllables, name);
    }
    for (const std::string& separator : words_.separators) Add(Joined(letters, separator), "spaced", name);
    if (letters.size() > 3) Add(Joined({letters.begin(), letters.begin() + 3}), "stem", name);
    for (size_t nth = 0; nth < kMostSounds; ++nth) {
      for (size_t i = 0; i < letters.size(); ++i) {
        if (const std::string other = SoundLike(han[i], nth); !other.empty()) Add(With(letters, i, other), "sound", name);
      }
    }
    for (size_t nth = 0; nth < kMostLooks; ++nth) {
      for (size_t i = 0; i < letters.size(); ++i) {
        if (const auto found = words_.han_looks.find(han[i]); found != words_.han_looks.end() && nth < found->second.size()) {
          Add(With(letters, i, found->second[nth]), "look", name);
        }
      }
    }
    for (size_t i = 0; i < letters.size(); ++i) {
      if (const auto found = words_.han_parts.find(han[i]); found != words_.han_parts.end()) Add(With(letters, i, found->second.front()), "split", name);
    }
  }

  void OfLatin(const std::string& name) {
    const std::string small = LowerAscii(name);
    const std::vector<std::string> words = WordsOf(small);
    if (words.size() > 1) {
      Add(Joined(words), "spaced", name);
      if (words.size() > 2) Initials(words, name);
      return;
    }
    Add(CyrillicOf(small), "cyrillic", name);
    Add(KatakanaOf(small), "kana", name);
    const std::vector<std::string> letters = LettersOf(small);
    // A word letter by letter finds whatever has those letters; two pieces find what is written in pieces.
    if (letters.size() <= kLeastStem) {
      Apart(name);
    } else {
      for (const size_t at : {letters.size() / 2, letters.size() / 3}) {
        if (at >= 2) Add(Joined({letters.begin(), letters.begin() + static_cast<ptrdiff_t>(at)}) + " " + Joined({letters.begin() + static_cast<ptrdiff_t>(at), letters.end()}), "spaced", name);
      }
      for (const size_t stem : {letters.size() * 2 / 3, letters.size() / 2}) {
        if (stem >= kLeastStem) Add(Joined({letters.begin(), letters.begin() + static_cast<ptrdiff_t>(stem)}), "stem", name);
      }
    }
    Swaps(small, words_.looks, "look", name);
    Swaps(small, words_.sounds, "sound", name);
  }

  void Apart(const std::string& name) {
    std::vector<std::string> letters;
    for (std::string& letter : LettersOf(name)) {
      if (CountLetters(letter) > 0) letters.push_back(std::move(letter));
    }
    for (const std::string& separator : words_.separators) Add(Joined(letters, separator), "spaced", name);
  }

  // Each pair alone, wherever its letters stand.
  void Swaps(const std::string& small, const std::vector<std::pair<std::string, std::string>>& pairs, const std::string& form, const std::string& name) {
    for (const auto& [from, to] : pairs) {
      std::string text = small;
      for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
      if (text != small) Add(text, form, name);
    }
  }

  void Initials(const std::vector<std::string>& parts, const std::string& name) {
    std::string initials;
    for (const std::string& part : parts) initials += LettersOf(part).front();
    ForSlang(name, [&](const SlangWords& slang) { Add(initials + " " + slang.words.front(), "initials", name); });
  }

  void Slang(const std::string& name) {
    if (CountLetters(name) < kLeastQueryLetters) return;
    ForSlang(name, [&](const SlangWords& slang) {
      for (const std::string& word : slang.words) Add(name + " " + word, "slang", name, slang.language);
    });
  }

  template <typename Use>
  void ForSlang(const std::string& name, const Use& use) {
    const Script script = ScriptOfName(name);
    for (const SlangWords& slang : words_.slang) {
      if (slang.with.contains(script) && (slang.kinds.empty() || slang.kinds.contains(right_.kind))) use(slang);
    }
  }

  static std::string With(std::vector<std::string> letters, size_t at, const std::string& other) {
    letters[at] = other;
    return Joined(letters);
  }

  // The `nth` much-written ideograph that sounds like this one.
  std::string SoundLike(char32_t han, size_t nth) const {
    const auto found = words_.common.find(SyllableOfHan(han));
    if (found == words_.common.end()) return "";
    const std::string own = ToUtf8(han);
    for (const std::string& other : found->second) {
      if (other != own && nth-- == 0) return other;
    }
    return "";
  }

  const Right& right_;
  const QueryWords& words_;
  std::set<std::string> seen_;
  std::map<std::pair<std::string, std::string>, int> counts_;  // by group and name
  std::vector<GeneratedQuery> made_;
};

}  // namespace

double QueryWords::Expected(std::string_view form) const {
  for (const auto& [name, expected] : forms) {
    if (name == form) return expected;
  }
  return 0;
}

std::vector<GeneratedQuery> GenerateQueries(const Right& right, const QueryWords& words, size_t most) { return QueryMaker(right, words).Make(most); }

}  // namespace markwarden

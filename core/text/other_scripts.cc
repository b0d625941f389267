// ICU's transliterators, each made when it is first asked for.
#include "core/text/other_scripts.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <memory>
#include <mutex>

#include "core/text/character.h"

namespace markwarden {
namespace {

class Writing {
 public:
  explicit Writing(const char* id) : id_(id) {}

  // The text as it is when this ICU lacks the transliterator.
  std::string Of(std::string_view text) {
    icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
    {
      const std::lock_guard lock(mutex_);
      if (!made_) {
        UErrorCode status = U_ZERO_ERROR;
        made_.reset(icu::Transliterator::createInstance(icu::UnicodeString::fromUTF8(id_), UTRANS_FORWARD, status));
        if (U_FAILURE(status) || !made_) return std::string(text);
      }
      made_->transliterate(unicode);
    }
    std::string out;
    unicode.toUTF8String(out);
    return out;
  }

 private:
  const char* id_;
  std::mutex mutex_;
  std::unique_ptr<icu::Transliterator> made_;  // guarded by mutex_
};

}  // namespace

std::string TraditionalOf(std::string_view simplified) {
  static Writing writing("Hans-Hant");
  return writing.Of(simplified);
}

std::string PinyinOf(std::string_view han) {
  static Writing writing("Han-Latin; Latin-ASCII; Lower");
  return writing.Of(han);
}

std::string LatinOf(std::string_view text) {
  static Writing writing("Any-Latin; Latin-ASCII; Lower");
  return writing.Of(text);
}

std::string CyrillicOf(std::string_view latin) {
  static Writing writing("Lower; Latin-Cyrillic");
  return writing.Of(latin);
}

std::string HiraganaOf(std::string_view katakana) {
  static Writing writing("Katakana-Hiragana");
  return writing.Of(katakana);
}

std::string KatakanaOf(std::string_view hiragana) {
  static Writing writing("Hiragana-Katakana");
  return writing.Of(hiragana);
}

std::string QueryKey(std::string_view query) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  std::string out;
  if (U_FAILURE(status)) return std::string(query);
  const icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(icu::StringPiece(query.data(), static_cast<int32_t>(query.size())));
  icu::UnicodeString folded = fold->normalize(unicode, status).trim();
  if (U_FAILURE(status)) return std::string(query);
  folded.toUTF8String(out);
  return out;
}

Script ScriptOfName(std::string_view text) {
  const icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  Script script = Script::kOther;
  for (int32_t i = 0; i < unicode.length(); i = unicode.moveIndex32(i, 1)) {
    const UChar32 c = unicode.char32At(i);
    if (!u_isalpha(c)) continue;
    const Script own = ScriptOf(static_cast<char32_t>(c));
    if (own == Script::kOther || (script != Script::kOther && own != script)) return Script::kOther;
    script = own;
  }
  return script;
}

size_t CountLetters(std::string_view text) {
  const icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  size_t letters = 0;
  for (int32_t i = 0; i < unicode.length(); i = unicode.moveIndex32(i, 1)) letters += u_isalnum(unicode.char32At(i)) ? 1 : 0;
  return letters;
}

uint16_t SyllableOfHan(char32_t han) { return CharacterOf(han).syllable; }

}  // namespace markwarden

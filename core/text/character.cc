// Per-character tables, from ICU, from han_table.h and from the small tables below.
//
// The look-alike letters were chosen by looking at the shapes in common fonts (both cases); ICU's
// confusables data (Unicode UTS #39) supplies the rest.
#include "core/text/character.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>

#include <array>
#include <atomic>
#include <mutex>
#include <string_view>

#include "core/text/han_table.h"
#include "core/text/pinyin.h"

namespace markwarden {
namespace {

constexpr char32_t kBlock = 256;
constexpr char32_t kBlocks = 0x110000 / kBlock;
// Memory comes a block at a time; each character is made when it is first asked for, as there are tens of thousands.
struct Block {
  std::array<Character, kBlock> characters;
  std::array<std::atomic<bool>, kBlock> made{};  // a character is constant from then on
};

// Cyrillic and Greek letters beyond UTS #39: what a reader takes them for at a glance.
struct Pair {
  char32_t from;
  char32_t to;
};
constexpr Pair kLookalikes[] = {
    {U'к', 'k'}, {U'т', 't'}, {U'м', 'm'}, {U'н', 'h'}, {U'в', 'b'}, {U'г', 'r'}, {U'п', 'n'}, {U'и', 'u'},
    {U'я', 'r'}, {U'ь', 'b'}, {U'а', 'a'}, {U'е', 'e'}, {U'о', 'o'}, {U'р', 'p'}, {U'с', 'c'}, {U'у', 'y'},
    {U'х', 'x'}, {U'і', 'i'}, {U'ї', 'i'}, {U'ј', 'j'}, {U'ѕ', 's'}, {U'ԁ', 'd'}, {U'һ', 'h'}, {U'ԛ', 'q'},
    {U'ԝ', 'w'}, {U'ё', 'e'}, {U'є', 'e'}, {U'α', 'a'}, {U'β', 'b'}, {U'ε', 'e'}, {U'η', 'n'}, {U'ι', 'i'},
    {U'κ', 'k'}, {U'μ', 'u'}, {U'ν', 'v'}, {U'ο', 'o'}, {U'π', 'n'}, {U'ρ', 'p'}, {U'σ', 'o'}, {U'τ', 't'},
    {U'υ', 'u'}, {U'χ', 'x'}, {U'ω', 'w'}, {U'γ', 'y'}, {U'ц', 'u'}, {U'ш', 'w'}, {U'щ', 'w'}, {U'й', 'u'},
    {U'л', 'n'},
};
// Kana that are drawn like ideographs, like one another, or like themselves in another size.
constexpr Pair kKanaLooks[] = {
    {U'ロ', U'口'}, {U'ー', U'一'}, {U'ニ', U'二'}, {U'カ', U'力'}, {U'エ', U'工'}, {U'タ', U'夕'}, {U'ト', U'卜'},
    {U'ハ', U'八'}, {U'チ', U'千'}, {U'ミ', U'三'}, {U'モ', U'毛'}, {U'キ', U'㐄'}, {U'ヒ', U'匕'}, {U'ム', U'厶'},
    {U'メ', U'乂'}, {U'ノ', U'丿'}, {U'オ', U'才'}, {U'セ', U'七'}, {U'ネ', U'礻'}, {U'ン', U'ソ'}, {U'シ', U'ツ'},
    {U'ヲ', U'ラ'}, {U'ッ', U'ツ'}, {U'ヵ', U'力'}, {U'ェ', U'工'}, {U'ァ', U'ア'}, {U'ィ', U'イ'}, {U'ゥ', U'ウ'},
    {U'ォ', U'才'}, {U'ャ', U'ヤ'}, {U'ュ', U'ユ'}, {U'ョ', U'ヨ'}, {U'ヶ', U'ケ'}, {U'ヮ', U'ワ'},
};
// Ideographs that are drawn like the ones above.
constexpr Pair kHanLooks[] = {{U'囗', U'口'}, {U'彡', U'三'}, {U'乇', U'毛'}, {U'刀', U'力'}, {U'于', U'千'}};
constexpr std::u32string_view kSmallCapitals = U"ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡ·ʏᴢ";
constexpr Pair kStruckLetters[] = {
    {U'ł', 'l'}, {U'ø', 'o'}, {U'đ', 'd'}, {U'ħ', 'h'}, {U'ı', 'i'}, {U'ŧ', 't'}, {U'ƀ', 'b'}, {U'ɨ', 'i'},
    {U'ʉ', 'u'}, {U'ɇ', 'e'}, {U'ǥ', 'g'}, {U'ƶ', 'z'}, {U'ɍ', 'r'}, {U'ȼ', 'c'}, {U'ⱥ', 'a'}, {U'ƙ', 'k'},
    {U'ɑ', 'a'}, {U'ɡ', 'g'}, {U'ɩ', 'i'}, {U'ɓ', 'b'}, {U'ɗ', 'd'}, {U'ŋ', 'n'}, {U'ƈ', 'c'}, {U'ƥ', 'p'},
    {U'ʐ', 'z'}, {U'ʂ', 's'}, {U'ɖ', 'd'}, {U'ʈ', 't'}, {U'ɭ', 'l'}, {U'ɳ', 'n'}, {U'ɲ', 'n'}, {U'ɽ', 'r'}, {U'ɱ', 'm'}, {U'ʋ', 'v'}, {U'ɦ', 'h'}, {U'ʁ', 'r'}, {U'ƒ', 'f'},
};
constexpr std::u32string_view kOddSigns = U".*_~^=#<>\\`·•‧∙●○◦◆◇■□▪▫★☆※♥♡✿❀†‡¤°¬‥…";
constexpr std::u32string_view kStops = U",;!?，。；！？、｡､､﹐﹑﹔";

char32_t Find(const Pair* table, size_t size, char32_t c) {
  for (size_t i = 0; i < size; ++i) {
    if (table[i].from == c) return table[i].to;
  }
  return 0;
}
template <size_t N>
char32_t Find(const Pair (&table)[N], char32_t c) {
  return Find(table, N, c);
}

// The ideograph that this one is another writing of; 0 for most.
char32_t PlainForm(char32_t c) {
  size_t low = 0, high = kHanForms.size() / 2;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (kHanForms[middle * 2] < c) low = middle + 1;
    else high = middle;
  }
  return low * 2 < kHanForms.size() && kHanForms[low * 2] == c ? kHanForms[low * 2 + 1] : 0;
}

// Its syllable, 0 for what the tables do not have.
uint16_t SyllableOf(char32_t c) {
  for (const HanReadingRange& range : kHanReadingRanges) {
    if (c >= range.first && c - range.first < range.count) return SyllableNumber(kHanReadings[range.numbers[c - range.first]]);
  }
  return 0;
}

// Signs that ICU leaves alone and that stand for letters or digits.
char32_t Enclosed(char32_t c) {
  if (c >= 0x1F1E6 && c <= 0x1F1FF) return 'a' + (c - 0x1F1E6);  // regional indicators
  if (c >= 0x1F150 && c <= 0x1F169) return 'a' + (c - 0x1F150);  // negative circled
  if (c >= 0x1F170 && c <= 0x1F189) return 'a' + (c - 0x1F170);  // negative squared
  if (c >= 0x2776 && c <= 0x277E) return '1' + (c - 0x2776);
  if (c >= 0x2780 && c <= 0x2788) return '1' + (c - 0x2780);
  if (c >= 0x278A && c <= 0x2792) return '1' + (c - 0x278A);
  const size_t at = kSmallCapitals.find(c);
  return at != std::u32string_view::npos && c != U'·' ? static_cast<char32_t>('a' + at) : 0;
}

bool IsInvisible(char32_t c, int category) {
  return category == U_FORMAT_CHAR || c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 ||
         c == 0x2800 || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF) ||
         (c >= 0x180B && c <= 0x180F);
}

uint8_t GapOf(char32_t c, int category) {
  if (IsInvisible(c, category)) return kGapInvisible;
  switch (category) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK: return kGapCombining;
    case U_SPACE_SEPARATOR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
    case U_CONTROL_CHAR: return kGapSpace;
    default: break;
  }
  if (kStops.find(c) != std::u32string_view::npos) return kGapStop;
  if (kOddSigns.find(c) != std::u32string_view::npos) return kGapOdd;
  if (u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_EXTENDED_PICTOGRAPHIC)) return kGapEmoji;
  switch (category) {
    case U_MATH_SYMBOL:
      return c == '+' || c == '|' || c == U'＋' || c == U'｜' ? kGapOrdinary : kGapOdd;
    case U_MODIFIER_SYMBOL:
    case U_OTHER_SYMBOL:
    case U_UNASSIGNED:
    case U_PRIVATE_USE_CHAR: return kGapOdd;
    case U_START_PUNCTUATION:
    case U_END_PUNCTUATION: return kGapOrdinary | kGapBracket;
    default: return kGapOrdinary;
  }
}

// ICU objects that are costly to make; used under one mutex.
class Maker {
 public:
  Maker() {
    UErrorCode status = U_ZERO_ERROR;
    casefold_ = icu::Normalizer2::getNFKCCasefoldInstance(status);
    nfkc_ = icu::Normalizer2::getNFKCInstance(status);
    nfd_ = icu::Normalizer2::getNFDInstance(status);
    spoof_ = uspoof_open(&status);
  }
  ~Maker() { uspoof_close(spoof_); }
  Maker(const Maker&) = delete;
  Maker& operator=(const Maker&) = delete;

  Character Make(char32_t c) const {
    Character out;
    const int category = u_charType(static_cast<UChar32>(c));
    if (category == U_SURROGATE) return out;
    if (IsInvisible(c, category)) {
      out.gap = kGapInvisible;
      return out;
    }
    if (c == U'丨') {  // an ideograph by its code point, a bar wherever sellers write it
      out.gap = kGapOrdinary;
      out.fold = '|';
      return out;
    }
    if (const char32_t letter = Enclosed(c)) {
      out.count = 1;
      out.keys[0] = letter;
      out.looks[0] = LookOfAscii(letter);
      out.change = kCompatChanged;
      out.script = letter <= '9' ? Script::kDigit : Script::kLatin;
      out.fold = letter;
      return out;
    }
    const icu::UnicodeString folded = Apply(casefold_, c);
    const icu::UnicodeString compat = Apply(nfkc_, c);
    if (compat != icu::UnicodeString(static_cast<UChar32>(c))) out.change |= kCompatChanged;
    if (folded != compat) out.change |= kCaseChanged;
    const icu::UnicodeString seen_in = compat.countChar32() == folded.countChar32() ? compat : folded;
    int32_t cased = 0;
    for (int32_t i = 0; i < folded.length() && out.count < 4; i = folded.moveIndex32(i, 1)) {
      const auto seen = static_cast<char32_t>(seen_in.char32At(std::min(cased, seen_in.length() - 1)));
      cased = seen_in.moveIndex32(cased, 1);
      AddKey(static_cast<char32_t>(folded.char32At(i)), seen, out);
    }
    if (out.count == 0) {
      const char32_t shown = folded.length() == 1 ? static_cast<char32_t>(folded[0]) : c;
      out.gap = GapOf(shown, u_charType(static_cast<UChar32>(shown)));
      if (out.gap == kGapSpace) out.fold = ' ';
      if ((out.gap & (kGapOrdinary | kGapStop)) || shown == '.') out.fold = shown;
      if ((out.gap & (kGapOrdinary | kGapStop)) || shown == U'‡') SetLeet(shown, out);
      return out;
    }
    out.script = ScriptOf(out.keys[0]);
    out.fold = out.keys[0];
    if (c == U'ϲ' || c == U'Ϲ') out.looks[0] = 'c';  // NFKC makes a sigma of it, and of its look an o
    if (out.script == Script::kHan && out.count == 1) {
      out.syllable = SyllableOf(out.keys[0]);
    }
    return out;
  }

 private:
  static icu::UnicodeString Apply(const icu::Normalizer2* how, char32_t c) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString in(static_cast<UChar32>(c));
    icu::UnicodeString out = how->normalize(in, status);
    return U_SUCCESS(status) ? out : in;
  }

  static void SetLeet(char32_t c, Character& out) {
    const char32_t look = c == '$' ? 's' : c == '@' ? 'a' : c == U'€' ? 'e' : c == '!' || c == '|' || c == U'£' ? 'i' : c == U'‡' ? Find(kKanaLooks, U'キ') : 0;
    if (!look) return;
    out.leet = true;
    out.keys[0] = c;
    out.looks[0] = look;
  }

  static char32_t LookOfAscii(char32_t c) {
    switch (c) {
      case 'l': case '1': return 'i';
      case '0': return 'o';
      case '2': return 'z';
      case '3': return 'e';
      case '4': return 'a';
      case '5': return 's';
      case '7': return 't';
      case '8': return 'b';
      case '9': case 'q': return 'g';
      default: return c;
    }
  }

  void AddKey(char32_t key, char32_t seen, Character& out) const {
    const int category = u_charType(static_cast<UChar32>(key));
    if (!u_isalpha(static_cast<UChar32>(key)) && !u_isdigit(static_cast<UChar32>(key)) && category != U_LETTER_NUMBER &&
        category != U_OTHER_NUMBER && category != U_COMBINING_SPACING_MARK) {
      return;
    }
    const Script script = ScriptOf(key);
    const char32_t before = key;
    if (const int digit = u_charDigitValue(static_cast<UChar32>(key)); digit >= 0) key = '0' + static_cast<char32_t>(digit);
    if (script == Script::kLatin || script == Script::kGreek) {
      const icu::UnicodeString apart = Apply(nfd_, key);
      key = static_cast<char32_t>(apart.char32At(0));
      if (const char32_t plain = Find(kStruckLetters, key)) key = plain;
      if (key != before) out.change |= kMarkStripped;
    }
    if (script == Script::kKana && key >= U'ぁ' && key <= U'ゖ') {
      key += 0x60;  // hiragana -> katakana
      out.change |= kCompatChanged;
    }
    if (script == Script::kHan) {
      if (const char32_t plain = PlainForm(key)) {
        key = plain;
        out.change |= kSimplified;
      }
    }
    out.keys[out.count] = key;
    out.looks[out.count] = Look(key, seen);
    ++out.count;
  }

  // `seen` keeps its case: the capital of a Greek nu looks like N, the small one like v.
  char32_t Look(char32_t key, char32_t seen) const {
    if (key < 128) return LookOfAscii(key);
    if (const char32_t look = Find(kKanaLooks, key)) return look;
    if (const char32_t look = Find(kHanLooks, key)) return look;
    const Script script = ScriptOf(key);
    if (script == Script::kHan || script == Script::kKana || script == Script::kHangul) return key;
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString skeleton = Skeleton(seen, status);
    if (U_SUCCESS(status) && skeleton.length() == 1 && skeleton[0] < 128 && u_isalpha(skeleton[0])) {
      return LookOfAscii(static_cast<char32_t>(u_tolower(skeleton[0])));
    }
    if (const char32_t other = Find(kLookalikes, key)) return LookOfAscii(other);
    return key;
  }

  icu::UnicodeString Skeleton(char32_t c, UErrorCode& status) const {
    icu::UnicodeString out;
    uspoof_getSkeletonUnicodeString(spoof_, 0, icu::UnicodeString(static_cast<UChar32>(c)), out, &status);
    return out;
  }

  const icu::Normalizer2* casefold_ = nullptr;
  const icu::Normalizer2* nfkc_ = nullptr;
  const icu::Normalizer2* nfd_ = nullptr;
  USpoofChecker* spoof_ = nullptr;
};

std::array<std::atomic<Block*>, kBlocks> g_blocks{};

const Character& Make(char32_t code_point) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  static const Maker maker;
  std::atomic<Block*>& slot = g_blocks[code_point / kBlock];
  Block* block = slot.load(std::memory_order_relaxed);
  if (!block) {
    block = new Block;  // lives as long as the process
    slot.store(block, std::memory_order_release);
  }
  const char32_t at = code_point % kBlock;
  if (!block->made[at].load(std::memory_order_relaxed)) {
    block->characters[at] = maker.Make(code_point);
    block->made[at].store(true, std::memory_order_release);
  }
  return block->characters[at];
}

}  // namespace

Script ScriptOf(char32_t c) {
  if (u_charDigitValue(static_cast<UChar32>(c)) >= 0) return Script::kDigit;
  if (c == U'ー') return Script::kKana;
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(static_cast<UChar32>(c), &status)) {
    case USCRIPT_LATIN: return Script::kLatin;
    case USCRIPT_HAN: return Script::kHan;
    case USCRIPT_CYRILLIC: return Script::kCyrillic;
    case USCRIPT_GREEK: return Script::kGreek;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA: return Script::kKana;
    case USCRIPT_HANGUL: return Script::kHangul;
    default: return Script::kOther;
  }
}

const Character& CharacterOf(char32_t code_point) {
  const Block* block = g_blocks[code_point / kBlock].load(std::memory_order_acquire);
  const char32_t at = code_point % kBlock;
  if (!block || !block->made[at].load(std::memory_order_acquire)) return Make(code_point);
  return block->characters[at];
}

}  // namespace markwarden

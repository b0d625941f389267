// One pass over the text, then the streams that are derived from its units.
#include "core/text/views.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "core/text/ascii_art.h"
#include "core/text/character.h"
#include "core/text/pinyin.h"

namespace markwarden {
namespace {

void AppendUtf8(char32_t c, std::string& out) {
  if (c < 0x80) {
    out += static_cast<char>(c);
    return;
  }
  char bytes[4];
  int32_t length = 0;
  UBool failed = false;
  U8_APPEND(bytes, length, 4, static_cast<UChar32>(c), failed);
  if (!failed) out.append(bytes, static_cast<size_t>(length));
}

bool IsBar(char32_t c) { return c == '|' || c == 0xFF5C; }  // and full-width

bool IsAsciiLetter(const Unit& unit) { return unit.key >= 'a' && unit.key <= 'z'; }

class Builder {
 public:
  explicit Builder(std::string_view text, bool bars_part = false) : text_(text), bars_part_(bars_part) {
    views_.units.reserve(text.size() / 2);
    views_.folded.reserve(text.size());
    views_.folded_from.reserve(text.size() + 1);
  }

  Views Build() {
    const auto* bytes = reinterpret_cast<const uint8_t*>(text_.data());
    const auto length = static_cast<int32_t>(text_.size());
    for (int32_t at = 0; at < length;) {
      const int32_t begin = at;
      if (const auto drawn = DrawnAt(static_cast<size_t>(begin)); drawn.letter) {
        AddDrawn(drawn, static_cast<uint32_t>(begin), bytes, length);
        at += static_cast<int32_t>(drawn.signs);
        continue;
      }
      UChar32 c;
      U8_NEXT(bytes, at, length, c);
      if (c < 0) {
        AddBroken(static_cast<uint32_t>(begin), static_cast<uint32_t>(at));
      } else {
        Add(static_cast<char32_t>(c), static_cast<uint32_t>(begin), static_cast<uint32_t>(at), bytes, length);
      }
    }
    views_.trailing_gap = gap_;
    ComposeHangul();
    views_.folded_from.push_back(static_cast<uint32_t>(text_.size()));
    MakeLook();
    MakeSound();
    return std::move(views_);
  }

 private:
  // A letter drawn with signs ("|\|ike", "/\didas"), in the script of the word it stands in: a letter follows it, or another one that a
  // letter follows; at the end of a word three signs and more after a letter.
  struct Drawn {
    size_t signs = 0;
    char32_t letter = 0;  // 0: nothing is drawn here
  };
  static constexpr int kMostInRow = 4;
  Drawn DrawnAt(size_t begin) const {
    if (bars_part_) return {};
    const DrawnLetter* drawn = DrawnLetterAt(text_.substr(begin));
    if (!drawn) return {};
    size_t after = begin + drawn->signs.size();
    for (int i = 0; i < kMostInRow && after < text_.size(); ++i) {
      if (const Script script = LetterAt(after); script != Script::kOther) return {drawn->signs.size(), drawn->In(script)};
      if (const DrawnLetter* next = DrawnLetterAt(text_.substr(after))) after += next->signs.size();
      else if (text_[after] == '!' || text_[after] == '$' || text_[after] == '@') ++after;
      else break;
    }
    const bool ends = drawn->signs.size() >= 3 && gap_ == 0 && !views_.units.empty() && begin > 0 && LettersLast();
    return ends ? Drawn{drawn->signs.size(), drawn->In(views_.units.back().script)} : Drawn{};
  }
  // A letter of an alphabet that is drawn; kOther for everything else.
  Script LetterAt(size_t at) const {
    const auto* bytes = reinterpret_cast<const uint8_t*>(text_.data());
    auto i = static_cast<int32_t>(at);
    UChar32 c;
    U8_NEXT(bytes, i, static_cast<int32_t>(text_.size()), c);
    const Script script = c > 0 ? CharacterOf(static_cast<char32_t>(c)).script : Script::kOther;
    return script == Script::kLatin || script == Script::kCyrillic ? script : Script::kOther;
  }
  bool LettersLast() const {
    const Script script = views_.units.back().script;
    return script == Script::kLatin || script == Script::kCyrillic;
  }
  void AddDrawn(const Drawn& drawn, uint32_t begin, const uint8_t* bytes, int32_t length) {
    views_.bars = true;
    Unit unit;
    unit.raw = unit.key = static_cast<unsigned char>(text_[begin]);
    unit.look = LookOf(drawn.letter);
    unit.begin = begin;
    unit.end = begin + static_cast<uint32_t>(drawn.signs);
    Push(unit);
    for (uint32_t at = begin; at < unit.end; ++at) {
      const auto sign = static_cast<unsigned char>(text_[at]);
      Fold(CharacterOf(sign), sign, at, at + 1, bytes, length);
    }
  }

  void AddBroken(uint32_t begin, uint32_t end) {
    Unit unit;
    unit.raw = unit.key = unit.look = 0x110000 + static_cast<uint8_t>(text_[begin]);
    unit.begin = begin;
    unit.end = end;
    Push(unit);
    views_.folded += '\x01';  // matches no pattern's text and keeps what stood around it apart
    views_.folded_from.push_back(begin);
  }

  void Add(char32_t c, uint32_t begin, uint32_t end, const uint8_t* bytes, int32_t length) {
    const Character& info = CharacterOf(c);
    // Half-width kana write their voicing as a sign of its own.
    if (c == 0xFF9E || c == 0xFF9F || c == 0x3099 || c == 0x309A || c == 0x309B || c == 0x309C) {
      if (VoiceLast(c == 0xFF9E || c == 0x3099 || c == 0x309B, end)) return;
    }
    if (info.count == 0) {
      if (info.leet && !(bars_part_ && MayPart(c)) && (StandsForLetter(c, end, bytes, length) || EndsWord(c))) {
        views_.bars = views_.bars || MayPart(c);
        Unit unit;
        unit.raw = c;
        unit.key = info.keys[0];
        unit.look = info.looks[0];
        unit.begin = begin;
        unit.end = end;
        Push(unit);
      } else {
        gap_ |= info.gap;
        if (gap_count_ < 255) ++gap_count_;
      }
      Fold(info, c, begin, end, bytes, length);
      return;
    }
    for (uint8_t i = 0; i < info.count; ++i) {
      Unit unit;
      unit.raw = c;
      unit.key = info.keys[i];
      unit.look = info.looks[i];
      unit.begin = begin;
      unit.end = end;
      unit.syllable = info.syllable;
      unit.script = info.script;
      unit.change = static_cast<uint8_t>(info.change | (info.count > 1 ? kJoined : 0));
      Push(unit);
      AppendFolded(info.keys[i], begin);
    }
  }

  void Push(Unit unit) {
    unit.gap = gap_;
    unit.gap_count = gap_count_;
    gap_ = 0;
    gap_count_ = 0;
    views_.units.push_back(unit);
  }

  static bool IsLoneJamo(char32_t c) { return (c >= 0x3131 && c <= 0x318E) || (c >= 0xFFA0 && c <= 0xFFDC); }

  // "ㄴㅏ이키": letters of hangul that are written one by one make syllables.  Consonants alone ("ㅋㅋㅋ") make none.
  void ComposeHangul() {
    auto& units = views_.units;
    const auto lead = [](char32_t key) { return key >= 0x1100 && key <= 0x1112 ? static_cast<int>(key - 0x1100) : -1; };
    const auto vowel = [](char32_t key) { return key >= 0x1161 && key <= 0x1175 ? static_cast<int>(key - 0x1161) : -1; };
    // A consonant's number as a tail, 0 for none; ㄸ, ㅃ and ㅉ end no syllable.
    const auto tail = [&](char32_t key) {
      constexpr int kTailOfLead[] = {1, 2, 4, 7, 0, 8, 16, 17, 0, 19, 20, 21, 22, 0, 23, 24, 25, 26, 27};
      if (key >= 0x11A8 && key <= 0x11C2) return static_cast<int>(key - 0x11A7);
      return lead(key) >= 0 ? kTailOfLead[lead(key)] : 0;
    };
    if (std::none_of(units.begin(), units.end(), [&](const Unit& unit) { return vowel(unit.key) >= 0; })) return;
    size_t kept = 0;
    for (size_t i = 0; i < units.size(); ++i) {
      Unit unit = units[i];
      const auto next = [&](size_t at) -> char32_t { return at < units.size() && units[at].gap == 0 ? units[at].key : 0; };
      if (lead(unit.key) >= 0 && vowel(next(i + 1)) >= 0) {
        const bool apart = IsLoneJamo(unit.raw);  // conjoining letters are only another way to store the syllable
        const int ending = vowel(next(i + 3)) >= 0 ? 0 : tail(next(i + 2));
        unit.key = 0xAC00 + static_cast<char32_t>((lead(unit.key) * 21 + vowel(next(i + 1))) * 28 + ending);
        unit.look = unit.key;
        unit.script = Script::kHangul;
        unit.change = static_cast<uint8_t>((unit.change & ~kCompatChanged) | (apart ? kCompatChanged : 0));
        i += ending > 0 ? 2 : 1;
        unit.end = units[i].end;
      }
      units[kept++] = unit;
    }
    units.resize(kept);
  }

  // A voicing sign after a kana unit changes that unit's key.
  bool VoiceLast(bool voiced, uint32_t end) {
    if (views_.units.empty() || gap_ != 0) return false;
    Unit& last = views_.units.back();
    if (last.script != Script::kKana) return false;
    if (voiced && last.key == U'ウ') {
      last.key = U'ヴ';
    } else if (last.key >= U'カ' && last.key <= U'ホ') {
      last.key += voiced ? 1 : 2;
    } else {
      return false;
    }
    last.look = last.key;
    last.change |= kCompatChanged;
    last.end = end;
    // Every kana has three bytes of UTF-8.
    views_.folded.resize(views_.folded.size() - 3);
    views_.folded_from.resize(views_.folded_from.size() - 3);
    AppendFolded(last.key, last.begin);
    return true;
  }

  // A letter in one reading, between letters in the other (MakeViewsOfParted).
  static bool MayPart(char32_t c) { return IsBar(c) || c == U'‡'; }

  // True when the next character is a letter: "ch@nel", "$upreme"; not a price like "$5".  A bar is one only when no
  // other sign stands in the same word: the bars of "N|i~k|e" part letters.
  bool StandsForLetter(char32_t c, uint32_t end, const uint8_t* bytes, int32_t length) const {
    if (static_cast<int32_t>(end) >= length) return false;
    auto at = static_cast<int32_t>(end);
    UChar32 next;
    U8_NEXT(bytes, at, length, next);
    const auto script_of = [](UChar32 character) { return character > 0 ? CharacterOf(static_cast<char32_t>(character)).script : Script::kOther; };
    if (!IsBar(c) && DrawnAt(end).letter) return true;
    const Script script = script_of(next);
    if (c == U'‡') return script == Script::kKana || (gap_ == 0 && !views_.units.empty() && views_.units.back().script == Script::kKana);
    if (script != Script::kLatin && script != Script::kCyrillic && script != Script::kGreek) return false;
    if (!IsBar(c)) return true;
    if (gap_ == 0 && !views_.units.empty() && (views_.units.back().gap & (kGapOdd | kGapOrdinary))) return false;
    constexpr int kReach = 8;
    for (int i = 0; i < kReach && at < length; ++i) {
      U8_NEXT(bytes, at, length, next);
      if (next <= 0) break;
      const Character& info = CharacterOf(static_cast<char32_t>(next));
      if (info.gap & (kGapSpace | kGapStop | kGapBracket)) break;
      if (info.gap & (kGapOdd | kGapOrdinary)) return false;
    }
    return true;
  }

  // "nol@": only signs that are no punctuation end a word in place of a letter.
  bool EndsWord(char32_t c) const {
    return (c == '@' || c == '$') && gap_ == 0 && !views_.units.empty() && LettersLast();
  }

  void AppendFolded(char32_t c, uint32_t begin) {
    const size_t before = views_.folded.size();
    AppendUtf8(c, views_.folded);
    views_.folded_from.insert(views_.folded_from.end(), views_.folded.size() - before, begin);
  }

  void Fold(const Character& info, char32_t c, uint32_t begin, uint32_t end, const uint8_t* bytes, int32_t length) {
    if (!info.fold) return;
    const bool joins = info.fold == '-' || info.fold == '.' || info.fold == '/' || info.fold == '|';
    if (joins && !views_.units.empty() && views_.units.back().script == Script::kHan && views_.units.back().end == begin &&
        static_cast<int32_t>(end) < length) {
      auto at = static_cast<int32_t>(end);
      UChar32 next;
      U8_NEXT(bytes, at, length, next);
      if (next > 0 && CharacterOf(static_cast<char32_t>(next)).script == Script::kHan && c != '/') return;
    }
    AppendFolded(info.fold, begin);
  }

  void MakeLook() {
    const auto& units = views_.units;
    views_.look.reserve(units.size());
    for (uint32_t i = 0; i < units.size(); ++i) {
      char32_t look = units[i].look;
      uint32_t last = i;
      if (i + 1 < units.size() && units[i + 1].gap == 0) {
        if (const char32_t merged = LookOfPair(units[i], units[i + 1])) {
          look = merged;
          last = i + 1;
        }
      }
      views_.look.push_back({static_cast<uint32_t>(look), i, last});
      i = last;
    }
  }

  void Break(uint32_t at) {
    if (!views_.sound.empty() && views_.sound.back().key != 0) views_.sound.push_back({0, at, at});
  }

  void MakeSound() {
    const auto& units = views_.units;
    for (uint32_t i = 0; i < units.size(); ++i) {
      const Unit& unit = units[i];
      if (unit.gap & kGapStop) Break(i);
      if (unit.script == Script::kHan && unit.syllable) {
        views_.sound.push_back({unit.syllable, i, i});
      } else if (IsAsciiLetter(unit) || unit.script == Script::kCyrillic) {
        uint32_t end = i + 1;
        while (end < units.size() && units[end].script == unit.script && units[end].gap == 0) ++end;
        std::u32string letters;
        for (uint32_t j = i; j < end; ++j) letters += units[j].key;
        const std::vector<SyllablePiece> pieces = SplitPinyin(letters);
        uint32_t at = i;
        for (const SyllablePiece& piece : pieces) {
          views_.sound.push_back({piece.number, at, at + piece.length - 1});
          at += piece.length;
        }
        if (pieces.empty()) Break(i);
        i = end - 1;
      } else if (unit.script == Script::kDigit && LoneDigitBesideHan(i)) {
        views_.sound.push_back({DigitSyllable(unit.key), i, i});
      } else {
        Break(i);
      }
    }
  }

  bool LoneDigitBesideHan(uint32_t i) const {
    const auto& units = views_.units;
    const bool before = i > 0 && units[i].gap == 0;
    const bool after = i + 1 < units.size() && units[i + 1].gap == 0;
    if ((before && units[i - 1].script == Script::kDigit) || (after && units[i + 1].script == Script::kDigit)) return false;
    return units[i].key >= '0' && units[i].key <= '9' &&
           ((before && units[i - 1].script == Script::kHan) || (after && units[i + 1].script == Script::kHan));
  }

  std::string_view text_;
  bool bars_part_;
  Views views_;
  uint8_t gap_ = 0;
  uint8_t gap_count_ = 0;
};

// Cuts between characters.
std::string_view Capped(std::string_view text) {
  if (text.size() <= kMaxViewBytes) return text;
  size_t end = kMaxViewBytes;
  while (end > kMaxViewBytes - 4 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

char32_t LookOfPair(const Unit& a, const Unit& b) {
  if (a.look == 'r' && b.look == 'n') return 'm';
  if (a.look == 'v' && b.look == 'v') return 'w';
  if (a.look == 'c' && b.key == 'l') return 'd';
  if (a.key == 'l' && b.raw == U'ı') return 'h';
  return 0;
}

Views MakeViews(std::string_view text) { return Builder(Capped(text)).Build(); }

Views MakeViewsOfParted(std::string_view text) { return Builder(Capped(text), true).Build(); }

std::string KeyText(std::string_view text) {
  std::string keys;
  for (const Unit& unit : MakeViews(text).units) {
    if (unit.key < 0x110000) AppendUtf8(unit.key, keys);
  }
  return keys;
}

std::string ToUtf8(char32_t code_point) {
  std::string out;
  AppendUtf8(code_point, out);
  return out;
}

}  // namespace markwarden

// The disguises: separators, look-alikes, sound-alikes, mixed scripts, slang.
#include "samples/disguise.h"

#include <algorithm>
#include <cctype>

#include "samples/disguise_tables.h"

namespace markwarden::samples {
namespace {

std::string Join(const std::vector<std::string>& points) {
  std::string text;
  for (const std::string& point : points) text += point;
  return text;
}

// Lower case of ASCII and of the Cyrillic letters that names use.
std::string Lower(std::string_view text) {
  std::string out;
  for (std::string& point : CodePoints(text)) {
    if (point.size() == 1) {
      point[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(point[0])));
    } else if (point.size() == 2 && point[0] == '\xD0') {
      const auto second = static_cast<uint8_t>(point[1]);
      if (second >= 0x90 && second <= 0x9F) point[1] = static_cast<char>(second + 0x20);
      if (second >= 0xA0 && second <= 0xAF) point = {'\xD1', static_cast<char>(second - 0x20)};
    }
    out += point;
  }
  return out;
}

// Upper case of the first letter, when it is ASCII or Cyrillic.
std::string Capital(std::string text) {
  const std::vector<std::string> points = CodePoints(text);
  if (points.empty()) return text;
  const std::string& first = points[0];
  if (first.size() == 1) {
    text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  } else if (first.size() == 2 && first[0] == '\xD0' && static_cast<uint8_t>(first[1]) >= 0xB0) {
    text[1] = static_cast<char>(static_cast<uint8_t>(first[1]) - 0x20);
  } else if (first.size() == 2 && first[0] == '\xD1' && static_cast<uint8_t>(first[1]) <= 0x8F) {
    text[0] = '\xD0';
    text[1] = static_cast<char>(static_cast<uint8_t>(first[1]) + 0x20);
  }
  return text;
}

std::string AsciiUpper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// Replaces every match of `table`, first entry first, over lower-case text.
std::string Spell(std::string_view lower, const std::vector<Respelling>& table) {
  std::string out;
  while (!lower.empty()) {
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const Respelling& r) { return lower.starts_with(r.from); });
    const size_t length = found == table.end() ? CodePoints(lower)[0].size() : found->from.size();
    out += found == table.end() ? lower.substr(0, length) : found->to;
    lower.remove_prefix(length);
  }
  return out;
}

std::string Separated(const Wordmark& mark, Random& random) {
  static const std::vector<std::string_view> between = {
      " ", ".", "·", "-", "_", "*", "/", "丨", "|", "~", "+", "、", ",", "♥", "🔥", "⭐", "❤️", "✨", "\u3000", "…", "'", "=", "#"};
  static const std::vector<std::string_view> unseen = {"\u200b", "\u200c", "\u200d", "\ufeff", "\u00ad", "\u2060"};
  static const std::vector<std::string_view> brackets = {"()", "[]", "<>"};
  std::vector<std::string> points = CodePoints(mark.text);
  if (random.Chance(0.3)) points = CodePoints(Lower(mark.text));
  const bool invisible = random.Chance(0.3);
  const std::string separator(random.Pick(invisible ? unseen : between));
  const int style = random.Below(mark.script == Script::kHan ? 3 : 5);
  std::string out;
  if (style == 0 && points.size() >= 2) {  // one letter in brackets
    const std::string_view pair = random.Pick(brackets);
    const size_t at = static_cast<size_t>(random.Below(static_cast<int>(points.size())));
    points[at] = std::string(1, pair[0]) + points[at] + pair[1];
    return Join(points);
  }
  if (style == 4) {  // broken into two or three pieces
    const size_t first = points.size() / 3 + static_cast<size_t>(random.Below(2)) + 1;
    for (size_t i = 0; i < points.size(); ++i) {
      if (i == first || (i == first + 3 && i + 1 < points.size())) out += separator;
      out += points[i];
    }
    return out;
  }
  const std::string other(random.Pick(between));
  for (size_t i = 0; i < points.size(); ++i) {
    if (i > 0) out += style == 3 && i % 2 == 0 ? other : separator;
    out += points[i];
  }
  return out;
}

std::optional<std::string> LookAlike(const Wordmark& mark, Random& random) {
  if (mark.script == Script::kHangul) return std::nullopt;
  std::vector<std::string> points = CodePoints(mark.text);
  std::vector<size_t> places;
  for (size_t i = 0; i < points.size(); ++i) {
    const bool known = mark.script == Script::kHan ? FindHanSwap(points[i]) != nullptr
                                                   : !LookAlikes(Lower(points[i])).empty();
    if (known) places.push_back(i);
  }
  if (places.empty()) return std::nullopt;
  random.Shuffle(places);
  const int most = mark.script == Script::kHan ? 1 : 3;
  places.resize(static_cast<size_t>(std::min(random.Between(1, most), static_cast<int>(places.size()))));
  for (const size_t at : places) {
    if (mark.script == Script::kHan) {
      points[at] = random.PickPart(FindHanSwap(points[at])->form);
    } else {
      const bool capital = points[at] != Lower(points[at]);
      const std::string swap(random.PickPart(LookAlikes(Lower(points[at]))));
      points[at] = capital ? Capital(swap) : swap;
    }
  }
  return Join(points);
}

// "Hu Yin", "HUYIN", "hu-yin", "hú yīn" is what Chinese sellers do with a Chinese mark.
std::string Pinyin(const Brand& brand, Random& random) {
  static const std::vector<std::string_view> joints = {"", " ", "-", "'"};
  static const std::vector<Respelling> tones = {{"a", "āáǎà"}, {"e", "ēéěè"}, {"i", "īíǐì"}, {"o", "ōóǒò"}, {"u", "ūúǔù"}};
  const std::string joint(random.Pick(joints));
  const int style = random.Below(4);
  std::string out;
  for (const std::string_view syllable : Split(brand.pinyin, ' ')) {
    if (!out.empty()) out += joint;
    std::string written(syllable);
    if (style == 0) written = Capital(written);
    if (style == 1) written = AsciiUpper(written);
    if (style == 2) {
      for (const Respelling& tone : tones) {
        const size_t at = written.find(tone.from);
        if (at == std::string::npos) continue;
        written.replace(at, 1, CodePoints(tone.to)[static_cast<size_t>(random.Below(4))]);
        break;
      }
    }
    out += written;
  }
  return out;
}

// "hu yin" -> "huyin".
std::string Plain(std::string_view pinyin) {
  std::string out;
  for (const std::string_view syllable : Split(pinyin, ' ')) out += syllable;
  return out;
}

std::string RespelledAsHeard(const Wordmark& mark, const std::vector<Respelling>& table, Random& random) {
  std::string lower = Lower(mark.text);
  std::vector<std::pair<size_t, const Respelling*>> places;
  for (size_t at = 0; at < lower.size(); ++at) {
    for (const Respelling& entry : table) {
      if (std::string_view(lower).substr(at).starts_with(entry.from)) places.emplace_back(at, &entry);
    }
  }
  random.Shuffle(places);
  places.resize(std::min<size_t>(places.size(), static_cast<size_t>(random.Between(1, 2))));
  std::sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  size_t changed_from = lower.size();
  for (const auto& [at, entry] : places) {
    if (at + entry->from.size() > changed_from) continue;
    lower.replace(at, entry->from.size(), entry->to);
    changed_from = at;
  }
  return random.Chance(0.7) ? Capital(lower) : AsciiUpper(lower);
}

std::optional<std::string> SoundAlike(const Wordmark& mark, Language shop, Random& random) {
  const Brand& brand = *mark.brand;
  switch (mark.script) {
    case Script::kHan: {
      if (shop != Language::kChinese || random.Chance(0.35)) {
        if (shop == Language::kRussian) return Capital(Spell(Plain(brand.pinyin), LatinToCyrillic()));
        return Pinyin(brand, random);
      }
      std::vector<std::string> points = CodePoints(mark.text);
      const int all = random.Chance(0.5) ? 1 : 0;
      const size_t one = static_cast<size_t>(random.Below(static_cast<int>(points.size())));
      for (size_t i = 0; i < points.size(); ++i) {
        if (!all && i != one) continue;
        if (const HanSwap* swap = FindHanSwap(points[i])) points[i] = random.Pick(CodePoints(swap->sound));
      }
      return Join(points);
    }
    case Script::kLatin:
      if (shop == Language::kChinese && !brand.borrowed.empty() && random.Chance(0.5)) return std::string(brand.borrowed);
      if (shop == Language::kRussian && random.Chance(0.6)) return Capital(Spell(Lower(mark.text), LatinToCyrillic()));
      return RespelledAsHeard(mark, LatinRespellings(), random);
    case Script::kCyrillic:
      if (random.Chance(0.4)) return Capital(Spell(Lower(mark.text), CyrillicToLatin()));
      return RespelledAsHeard(mark, CyrillicRespellings(), random);
    case Script::kKana:
      if (random.Chance(0.4)) return Spell(mark.text, KatakanaToHiragana());
      return Capital(Spell(mark.text, KanaToLatin()));
    case Script::kHangul:
      return Capital(Spell(mark.text, KanaToLatin()));
  }
  return std::nullopt;
}

std::optional<std::string> MixedScript(const Wordmark& mark, Language shop, Random& random) {
  std::vector<std::string> points = CodePoints(mark.text);
  const size_t count = points.size();
  const bool front = random.Chance(0.5);  // which half is rewritten
  const size_t cut = count / 2 + (count % 2 ? static_cast<size_t>(random.Below(2)) : 0);
  const auto half = [&](const auto& rewrite) {
    std::string head, tail;
    for (size_t i = 0; i < cut; ++i) head += points[i];
    for (size_t i = cut; i < count; ++i) tail += points[i];
    return front ? rewrite(head) + tail : head + rewrite(tail);
  };
  switch (mark.script) {
    case Script::kHan: {
      const std::vector<std::string_view> syllables = Split(mark.brand->pinyin, ' ');
      const size_t at = static_cast<size_t>(random.Below(static_cast<int>(count)));
      points[at] = random.Chance(0.5) ? AsciiUpper(std::string(syllables[at])) : std::string(syllables[at]);
      return Join(points);
    }
    case Script::kLatin:
      if (shop == Language::kChinese && !mark.brand->borrowed.empty() && random.Chance(0.6)) {
        const std::vector<std::string> heard = CodePoints(mark.brand->borrowed);
        std::string out;
        const size_t keep = heard.size() / 2;  // as many Hanzi, then the Latin end
        for (size_t i = 0; i < keep; ++i) out += heard[i];
        return out + Lower(mark.text.substr(mark.text.size() / 2));
      }
      return half([](const std::string& part) { return Spell(Lower(part), LatinToCyrillic()); });
    case Script::kCyrillic:
      return half([](const std::string& part) { return Spell(Lower(part), CyrillicToLatin()); });
    case Script::kKana:
      return half([&](const std::string& part) {
        return random.Chance(0.5) ? Spell(part, KanaToLatin()) : Spell(part, KatakanaToHiragana());
      });
    case Script::kHangul:
      return half([](const std::string& part) { return Spell(part, KanaToLatin()); });
  }
  return std::nullopt;
}

}  // namespace

std::string_view ToString(Way way) {
  switch (way) {
    case Way::kSeparator: return "separator";
    case Way::kLookAlike: return "look_alike";
    case Way::kSoundAlike: return "sound_alike";
    case Way::kMixedScript: return "mixed_script";
    case Way::kSlang: return "slang";
    case Way::kCopiedPicture: return "copied_picture";
    case Way::kPictureMark: return "picture_mark";
    case Way::kGi: return "gi";
  }
  return "";
}

std::optional<std::string> Disguise(Way way, const Wordmark& mark, Language shop, Random& random) {
  for (int attempt = 0; attempt < 8; ++attempt) {
    std::optional<std::string> made;
    if (way == Way::kSeparator) made = Separated(mark, random);
    if (way == Way::kLookAlike) made = LookAlike(mark, random);
    if (way == Way::kSoundAlike) made = SoundAlike(mark, shop, random);
    if (way == Way::kMixedScript) made = MixedScript(mark, shop, random);
    if (!made) return std::nullopt;
    if (Lower(*made) != Lower(mark.text)) return made;
  }
  return std::nullopt;
}

std::string_view CounterfeitSlang(Language language, bool seeds, Random& random) {
  if (seeds) {
    static constexpr std::string_view kSeeds[3] = {"白皮袋|散装自留种|套袋同款|无标签原种", "unlabelled farm-saved|white bag", "без маркировки|в белых мешках"};
    return random.PickPart(kSeeds[Index(language)]);
  }
  switch (language) {
    case Language::kChinese:
      return random.PickPart("高仿|复刻|A货|1:1|顶级复刻|原单|尾单|超A|精仿|纯原版|过验|公司级|莆田制造 专柜品质|外贸原单|厂货跟单|支持验货 非专柜|同厂同料|高版本|G版|仿版 不议价|裸标 到手自己缝标|懂的来 图发不全|Ａ貨|原厂流出");
    case Language::kEnglish:
      return random.PickPart("replica|AAA quality|1:1|mirror quality|super copy|UA batch|top batch|best rep|AAA+|unbranded box, looks identical to original|master copy|first copy|overrun stock no tags|rep|inspired copy 1:1|Grade 7A|knock-off");
    case Language::kRussian:
      return random.PickPart("реплика|люкс копия|копия 1:1|качество ААА|паль хорошего качества|1в1 как оригинал|топ реплика|копия премиум|фабричный Китай под оригинал|lux replica|без бирок с той же фабрики|подделка отличного качества");
  }
  return {};
}

}  // namespace markwarden::samples

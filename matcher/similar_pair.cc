// Edit distances over signs, looks and sounds; whole against whole, and part against part.
#include "matcher/similar_pair.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "core/text/pinyin.h"
#include "matcher/word_breaks.h"

namespace markwarden {
namespace {

constexpr double kWeakShare = 0.15;
constexpr size_t kShortestHead = 5, kShortestTail = 4;  // letters of a word that ends in a weak one
constexpr size_t kMostWeakEnds = 3;  // weak words that come off either end of ideographs
constexpr double kSwapCost = 0.6;  // two neighbours that changed places

// 1 - cost / length of the longer; `cost_of(i, j)` of putting b's j-th for a's i-th, 0..1.
template <typename CostOf, typename Same>
double Nearness(size_t n, size_t m, CostOf cost_of, Same same) {
  if (n == 0 || m == 0) return 0;
  n = std::min(n, kMaxMarkSigns);
  m = std::min(m, kMaxMarkSigns);
  std::array<double, kMaxMarkSigns + 1> before{}, last{}, now{};
  std::iota(last.begin(), last.begin() + static_cast<std::ptrdiff_t>(m) + 1, 0.0);
  for (size_t i = 1; i <= n; ++i) {
    now[0] = static_cast<double>(i);
    for (size_t j = 1; j <= m; ++j) {
      double best = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + cost_of(i - 1, j - 1)});
      if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1)) best = std::min(best, before[j - 2] + kSwapCost);
      now[j] = best;
    }
    before = last;
    last = now;
  }
  return std::max(0.0, 1 - last[m] / static_cast<double>(std::max(n, m)));
}

bool IsVowel(char32_t c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }

double FormOfWords(const MarkPart& a, const MarkPart& b) {
  const double near = Nearness(
      a.keys.size(), b.keys.size(),
      [&](size_t i, size_t j) {
        if (a.keys[i] == b.keys[j]) return 0.0;
        if (a.looks[i] == b.looks[j]) return 0.25;
        return IsVowel(a.keys[i]) && IsVowel(b.keys[j]) ? 0.7 : 1.0;
      },
      [&](size_t i, size_t j) { return a.keys[i] == b.keys[j]; });
  // What one begins with the other: "pratic" of "pratico".
  const MarkPart &small = a.keys.size() <= b.keys.size() ? a : b, &large = a.keys.size() <= b.keys.size() ? b : a;
  if (small.keys.size() >= 3 && (large.keys.starts_with(small.keys) || (small.keys.size() >= 4 && large.keys.ends_with(small.keys)))) {
    return std::max(near, 0.5 + 0.5 * static_cast<double>(small.keys.size()) / static_cast<double>(large.keys.size()));
  }
  return near;
}

double SoundOfTexts(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return 0;
  return Nearness(
      a.size(), b.size(),
      [&](size_t i, size_t j) {
        if (a[i] == b[j]) return 0.0;
        return IsVowel(static_cast<unsigned char>(a[i])) && IsVowel(static_cast<unsigned char>(b[j])) ? 0.5 : 1.0;
      },
      [&](size_t i, size_t j) { return a[i] == b[j]; });
}

// A syllable's initial and the rest of it.
struct Spoken {
  std::string initial, final;
};
const Spoken& SpokenOf(uint16_t syllable) {
  static const std::vector<Spoken> all = [] {
    std::vector<Spoken> list(1);
    for (uint16_t number = 1;; ++number) {
      const std::string text = SyllableText(number);
      if (text.empty()) return list;
      const size_t vowel = text.find_first_of("aeiouv");
      const size_t cut = vowel == std::string::npos ? text.size() : vowel;
      list.push_back({text.substr(0, cut), text.substr(cut)});
    }
  }();
  return all[syllable < all.size() ? syllable : 0];
}

double SyllableCost(uint16_t a, uint16_t b) {
  if (a == 0 || b == 0) return 1;
  if (a == b) return 0;
  const Spoken &x = SpokenOf(a), &y = SpokenOf(b);
  if (x.final == y.final) return 0.5;
  return x.initial == y.initial && !x.initial.empty() ? 0.7 : 1;
}

double FormOfHan(const MarkPart& a, const MarkPart& b, const HanTables& han) {
  return Nearness(
      a.keys.size(), b.keys.size(),
      [&](size_t i, size_t j) {
        if (a.keys[i] == b.keys[j]) return 0.0;
        return 1.0 - han.Similarity(a.keys[i], b.keys[j]);
      },
      [&](size_t i, size_t j) { return a.keys[i] == b.keys[j]; });
}

double SoundOfHan(const MarkPart& a, const MarkPart& b) {
  return Nearness(
      a.syllables.size(), b.syllables.size(), [&](size_t i, size_t j) { return SyllableCost(a.syllables[i], b.syllables[j]); },
      [&](size_t i, size_t j) { return a.syllables[i] != 0 && a.syllables[i] == b.syllables[j]; });
}

struct Near {
  double form = 0, sound = 0;
};

bool SameSigns(std::u32string a, std::u32string b) {
  if (a.size() != b.size()) return false;
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

constexpr double kSameSound = 0.99, kNearForm = 0.5;
constexpr double kWeakWordsAdd = 1.6;    // what equal weak words can add to the strong ones
constexpr double kWithWeakWords = 0.99;  // equal but for weak words
constexpr double kReordered = 0.92;   // the same ideographs in another order
constexpr double kOtherScript = 0.95;  // ideographs and the letters that spell them
constexpr double kChanceAlike = 0.6;        // pinyin and letters agree so far by chance

Near PartsNear(const MarkPart& a, const MarkPart& b, const HanTables& han) {
  if (a.han && b.han) {
    Near near{FormOfHan(a, b, han), SoundOfHan(a, b)};
    if (a.keys.size() >= 2 && SameSigns(a.keys, b.keys)) near.form = std::max(near.form, a.keys == b.keys ? 1.0 : kReordered);
    return near;
  }
  if (a.han != b.han) {
    const double sound = SoundOfTexts(a.sound, b.sound) * kOtherScript;
    return {0, sound >= kChanceAlike ? sound : 0};
  }
  return {FormOfWords(a, b), a.sound == b.sound && !a.sound.empty() ? 1.0 : SoundOfTexts(a.sound, b.sound)};
}

// All of a mark's parts of one sort as one, or all its strong ones.
MarkPart Joined(const MarkText& mark, bool han, bool strong_only) {
  MarkPart whole;
  whole.han = han;
  for (const MarkPart& part : mark.parts) {
    if ((strong_only && part.weak) || part.han != han) continue;
    whole.keys += part.keys;
    whole.looks += part.looks;
    whole.syllables.insert(whole.syllables.end(), part.syllables.begin(), part.syllables.end());
    whole.sound += part.sound;
  }
  return whole;
}

size_t StrongParts(const MarkText& mark, bool han) {
  return static_cast<size_t>(std::count_if(mark.parts.begin(), mark.parts.end(), [&](const MarkPart& part) { return !part.weak && part.han == han; }));
}

double MarkWeight(const MarkText& mark) {
  return std::accumulate(mark.parts.begin(), mark.parts.end(), 0.0, [](double sum, const MarkPart& part) { return sum + part.weight; });
}

// Each part of `a` beside the nearest of `b`: how much of a's weight is found.
Near Found(const MarkText& a, const MarkText& b, const std::vector<std::vector<Near>>& near, bool swapped) {
  Near sum;
  for (size_t i = 0; i < a.parts.size(); ++i) {
    Near best;
    for (size_t j = 0; j < b.parts.size(); ++j) {
      const Near& one = swapped ? near[j][i] : near[i][j];
      best.form = std::max(best.form, one.form);
      best.sound = std::max(best.sound, one.sound);
    }
    // Less than half alike is not alike.
    sum.form += a.parts[i].weight * std::max(0.0, best.form * 2 - 1);
    sum.sound += a.parts[i].weight * std::max(0.0, best.sound * 2 - 1);
  }
  const double weight = MarkWeight(a);
  if (weight > 0) {
    sum.form /= weight;
    sum.sound /= weight;
  }
  return sum;
}

bool IsWord(const std::vector<Unit>& units) {
  if (units.size() < 2 || !std::all_of(units.begin(), units.end(), [](const Unit& unit) { return unit.script == Script::kHan; })) return false;
  return WordBreaks(units, 0, static_cast<uint32_t>(units.size() - 1)).At(0).size() == units.size();
}

bool OnlyHan(const MarkText& mark) { return !mark.parts.empty() && std::all_of(mark.parts.begin(), mark.parts.end(), [](const MarkPart& p) { return p.han; }); }
bool OnlyWords(const MarkText& mark) { return !mark.parts.empty() && std::none_of(mark.parts.begin(), mark.parts.end(), [](const MarkPart& p) { return p.han; }); }

std::u32string SignsOf(const MarkText& mark, bool strong_only) {
  std::u32string keys;
  for (const MarkPart& part : mark.parts) {
    if (!strong_only || !part.weak) keys += part.keys;
  }
  return keys;
}

std::u32string Doubled(const std::u32string& keys) {
  std::u32string each;
  for (const char32_t key : keys) each += std::u32string(2, key);
  return each;
}
bool IsReduplication(const std::u32string& a, const std::u32string& b) {
  const std::u32string &small = a.size() < b.size() ? a : b, &large = a.size() < b.size() ? b : a;
  return !small.empty() && large.size() == small.size() * 2 && (large == small + small || large == Doubled(small));
}

// Without the ends that say only number, degree or tense.
std::u32string Stem(std::u32string word) {
  for (const std::u32string_view end : {U"ing", U"est", U"es", U"ed", U"er", U"ly", U"s"}) {
    if (word.size() >= end.size() + 3 && word.ends_with(end)) {
      word.resize(word.size() - end.size());
      break;
    }
  }
  return word;
}
std::vector<std::u32string> Stems(const MarkText& mark) {
  std::vector<std::u32string> stems;
  for (const MarkPart& part : mark.parts) {
    if (!part.han && !part.weak) stems.push_back(Stem(part.keys));
  }
  return stems;
}

size_t PlainDistance(const std::u32string& a, const std::u32string& b) {
  const auto same = [&](size_t i, size_t j) { return a[i] == b[j]; };
  const double near = Nearness(a.size(), b.size(), [&](size_t i, size_t j) { return same(i, j) ? 0.0 : 1.0; }, [](size_t, size_t) { return false; });
  return static_cast<size_t>((1 - near) * static_cast<double>(std::max(a.size(), b.size())) + 0.5);
}

class Clauses {
 public:
  Clauses(const MarkText& a, const MarkText& b, const HanTables& han, MarkNearness& out) : a_(a), b_(b), han_(han), out_(out) {}

  void Find() {
    if (OnlyHan(a_) && OnlyHan(b_)) Han();
    if (OnlyWords(a_) && OnlyWords(b_)) Words();
    const std::u32string all_a = SignsOf(a_, false), all_b = SignsOf(b_, false), strong_a = SignsOf(a_, true), strong_b = SignsOf(b_, true);
    if (OnlyHan(a_) == OnlyHan(b_) && all_a != all_b && strong_a == strong_b && !strong_a.empty()) {
      Add(OnlyHan(a_) ? "ZH-5" : "EN-4");
      out_.meaning = 1;
    }
    Composite();
  }

 private:
  void Add(const char* id, const char* exception = "") { out_.clauses.push_back({id, *exception == '\0', exception}); }

  void Han() {
    const std::u32string a = SignsOf(a_, false), b = SignsOf(b_, false);
    if (SameSigns(a, b)) {
      Add("ZH-1");
      return;
    }
    const bool words = a_.word && b_.word;
    if (words) out_.meaning = 0;
    if (a.size() >= 3 && b.size() >= 3) {
      const size_t differ = PlainDistance(a, b), shorter = std::min(a.size(), b.size());
      if (differ <= (shorter >= 6 ? 2u : 1u)) {
        const MarkPart first_a = First(a_), first_b = First(b_);
        const bool first_differs = a[0] != b[0] && FormOfHan(first_a, first_b, han_) < 0.7 && SyllableCost(first_a.syllables[0], first_b.syllables[0]) >= 0.5;
        Add("ZH-2", words ? "other_meaning" : first_differs ? "first_differs" : "");
      }
    }
    if (a.size() == b.size() && out_.sound >= kSameSound && out_.form >= kNearForm) Add("ZH-3", words ? "other_meaning" : "");
    if (IsReduplication(a, b)) Add("ZH-4");
  }

  static MarkPart First(const MarkText& mark) {
    MarkPart first = mark.parts.front();
    first.keys.resize(1);
    first.looks.resize(1);
    first.syllables.resize(1);
    return first;
  }

  void Words() {
    const std::u32string a = SignsOf(a_, false), b = SignsOf(b_, false);
    if (a == b) {
      Add("EN-1");
      return;
    }
    if (a_.parts.size() == b_.parts.size() && a_.parts.size() >= 2) {
      std::vector<std::u32string> words_a, words_b;
      for (const MarkPart& part : a_.parts) words_a.push_back(part.keys);
      for (const MarkPart& part : b_.parts) words_b.push_back(part.keys);
      std::sort(words_a.begin(), words_a.end());
      std::sort(words_b.begin(), words_b.end());
      if (words_a == words_b) Add("EN-2");
    }
    if (std::min(a.size(), b.size()) >= 4 && PlainDistance(a, b) <= std::max<size_t>(1, std::min(a.size(), b.size()) / 4)) {
      const bool first_differs = a[0] != b[0] && a_.parts[0].looks[0] != b_.parts[0].looks[0] &&
                                 (a_.parts[0].sound.empty() || b_.parts[0].sound.empty() || a_.parts[0].sound[0] != b_.parts[0].sound[0]);
      Add("EN-3", first_differs ? "first_differs" : "");
    }
    const std::vector<std::u32string> stems_a = Stems(a_), stems_b = Stems(b_);
    if (!stems_a.empty() && stems_a == stems_b && SignsOf(a_, true) != SignsOf(b_, true)) Add("EN-4");
  }

  // One of several parts is the other's.
  void Composite() {
    if (!out_.clauses.empty() || (a_.parts.size() < 2 && b_.parts.size() < 2)) return;
    for (const MarkPart& part : a_.parts) {
      for (const MarkPart& other : b_.parts) {
        if (part.common || other.common || part.han != other.han || part.keys.size() < (part.han ? 2u : 3u)) continue;
        if (part.keys == other.keys && SignsOf(a_, true) != SignsOf(b_, true)) {
          Add("X-2");
          return;
        }
      }
    }
  }

  const MarkText &a_, &b_;
  const HanTables& han_;
  MarkNearness& out_;
};

}  // namespace

MarkText TakeApart(std::string_view mark, const WeakWords& weak) {
  MarkText out;
  out.text = std::string(mark);
  std::vector<Unit> units = MakeViews(mark).units;
  if (units.size() > kMaxMarkSigns) units.resize(kMaxMarkSigns);
  out.word = IsWord(units);
  const auto add = [&](size_t begin, size_t end, bool han, bool is_weak) {
    MarkPart part;
    part.han = han;
    part.weak = part.common = is_weak;
    for (size_t i = begin; i < end; ++i) {
      part.keys += units[i].key;
      part.looks += units[i].look;
      if (!han) continue;
      part.syllables.push_back(units[i].syllable);
      part.sound += SyllableText(units[i].syllable);
    }
    if (han) {
      const std::vector<Unit> spelled = MakeViews(part.sound).units;
      part.sound = SoundKey(spelled.data(), spelled.data() + spelled.size());
    } else {
      part.sound = SoundKey(units.data() + begin, units.data() + end);
    }
    const auto signs = static_cast<double>(std::min<size_t>(end - begin, 10));
    part.weight = (han ? 2 * signs : signs) * (is_weak ? kWeakShare : 1);
    out.parts.push_back(std::move(part));
  };
  for (size_t i = 0; i < units.size();) {
    const bool han = units[i].script == Script::kHan;
    size_t end = i + 1;
    while (end < units.size() && (units[end].script == Script::kHan) == han && (units[end].gap & ~(kGapInvisible | kGapCombining)) == 0) ++end;
    std::u32string keys;
    for (size_t j = i; j < end; ++j) keys += units[j].key;
    if (!han) {
      // "Habitcasa": a long word may end in a weak one.
      const bool is_weak = !weak.KindOf(std::u32string_view(keys)).empty();
      size_t tail = is_weak ? 0 : weak.AtEnd(keys, kShortestHead);
      if (tail < kShortestTail) tail = 0;
      add(i, end - tail, false, is_weak);
      if (tail > 0) add(end - tail, end, false, true);
    } else {
      // Weak words at the ends come off while two ideographs stay.
      size_t from = 0, to = keys.size();
      std::vector<std::pair<size_t, size_t>> ends;
      const auto core = [&] { return std::u32string_view(keys).substr(from, to - from); };
      for (size_t length; ends.size() < kMostWeakEnds && (length = weak.AtEnd(core())) > 0 && to - from - length >= 2; to -= length) ends.emplace_back(to - length, to);
      for (size_t length, taken = 0; taken < kMostWeakEnds && (length = weak.AtStart(core())) > 0 && to - from - length >= (length == 1 ? 3u : 2u); ++taken) {
        add(i + from, i + from + length, true, true);
        from += length;
      }
      add(i + from, i + to, true, !weak.KindOf(core()).empty());
      for (auto at = ends.rbegin(); at != ends.rend(); ++at) add(i + at->first, i + at->second, true, true);
    }
    i = end;
  }
  // A mark of weak words alone is what it is.
  if (std::all_of(out.parts.begin(), out.parts.end(), [](const MarkPart& part) { return part.weak; })) {
    for (MarkPart& part : out.parts) {
      part.weak = false;
      part.weight /= kWeakShare;
    }
  }
  return out;
}

MarkNearness Compare(const MarkText& a, const MarkText& b, const HanTables& han) {
  MarkNearness out;
  if (a.parts.empty() || b.parts.empty()) return out;
  std::vector<std::vector<Near>> near(a.parts.size(), std::vector<Near>(b.parts.size()));
  for (size_t i = 0; i < a.parts.size(); ++i) {
    for (size_t j = 0; j < b.parts.size(); ++j) near[i][j] = PartsNear(a.parts[i], b.parts[j], han);
  }
  const Near one = Found(a, b, near, false), other = Found(b, a, near, true);
  const auto both = [](double x, double y) { return 0.6 * std::max(x, y) + 0.4 * std::min(x, y); };
  out.form = both(one.form, other.form);
  out.sound = both(one.sound, other.sound);
  // As wholes, where each is of one sort.
  for (const bool is_han : {true, false}) {
    if (StrongParts(a, !is_han) + StrongParts(b, !is_han) > 0 || StrongParts(a, is_han) == 0 || StrongParts(b, is_han) == 0) continue;
    const Near whole = PartsNear(Joined(a, is_han, true), Joined(b, is_han, true), han);
    const double share = SignsOf(a, true) == SignsOf(a, false) && SignsOf(b, true) == SignsOf(b, false) ? 1 : kWithWeakWords;
    out.form = std::max(out.form, whole.form * share);
    out.sound = std::max(out.sound, whole.sound * share);
    if (share == 1) continue;
    // A changed weak word is none any more.  What is only the same weak words is not near.
    const Near all = PartsNear(Joined(a, is_han, false), Joined(b, is_han, false), han);
    out.form = std::max(out.form, std::min(all.form, whole.form * kWeakWordsAdd) * kWithWeakWords);
    out.sound = std::max(out.sound, std::min(all.sound, whole.sound * kWeakWordsAdd) * kWithWeakWords);
  }
  out.form = std::min(out.form, 1.0);
  out.sound = std::min(out.sound, 1.0);
  Clauses(a, b, han, out).Find();
  out.score = 0.8 * std::max(out.form, out.sound) + 0.2 * std::min(out.form, out.sound);
  if (out.meaning == 0.0) out.score *= 0.9;
  return out;
}

}  // namespace markwarden

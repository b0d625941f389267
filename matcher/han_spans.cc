// Hashes of names with one sign left out, and the walk over a text that asks for them.
#include "matcher/han_spans.h"

#include <algorithm>
#include <array>

#include "matcher/name_span.h"

namespace markwarden {
namespace {

constexpr size_t kLongestSpan = 8;  // signs
constexpr size_t kMostParts = 3;    // that one ideograph is written as
constexpr size_t kMostSpansCompared = 1 << 20, kMostSpanCandidates = 1 << 17;  // of one text: names and spans of names past it are not looked at

// One odd number for each place of a span: its hash is the sum of sign times number, so that a sign is taken out by one subtraction.
constexpr std::array<uint64_t, kLongestSpan> kPlaces = {0x9E3779B97F4A7C15ull, 0xC2B2AE3D27D4EB4Full, 0x165667B19E3779F9ull, 0xD6E8FEB86659FD93ull,
                                                        0xA0761D6478BD642Full, 0xE7037ED1A0B428DBull, 0x8EBC6AF09C88C6E3ull, 0x589965CC75374CC3ull};

uint64_t Mixed(uint64_t sum, size_t length, size_t hole) {
  uint64_t hash = sum ^ (length * 16 + hole) * 0xFF51AFD7ED558CCDull;
  hash ^= hash >> 32;
  hash *= 0xD6E8FEB86659FD93ull;
  return hash ^ hash >> 29;
}
constexpr size_t kNoHole = 15;

// For each sign those in a text that may stand for it: lists of what looks alike are cut, so that they are not the same both ways.
std::vector<std::vector<char16_t>> TakenFor(const HanTables& han) {
  std::vector<std::vector<char16_t>> taken(0x10000);
  for (char32_t sign = 0; sign < taken.size(); ++sign) {
    for (const LookAlike& look : han.Of(sign)) {
      if (look.similarity < kPartAlike) break;
      if (look.other < taken.size()) taken[look.other].push_back(static_cast<char16_t>(sign));
    }
  }
  return taken;
}

uint64_t Term(char32_t sign, size_t place) { return (static_cast<uint64_t>(sign) + 1) * kPlaces[place]; }

}  // namespace

bool HanSpans::TakesIn(const Name& name) {
  const size_t length = name.views.units.size();
  return name.han && length >= 2 && length <= kLongestSpan;
}

HanSpans::HanSpans(const std::vector<Name>& names, const RuleBook& book) : names_(names), book_(book) {
  std::vector<std::pair<char32_t, char32_t>> twos;
  size_t whole = 0, holes = 0;
  for (const Name& name : names) {
    if (!TakesIn(name)) continue;
    const size_t length = name.views.units.size();
    ++whole;
    if (length > 2) holes += length;
  }
  whole_.Reserve(whole);
  holes_.Reserve(holes);
  for (uint32_t n = 0; n < names.size(); ++n) {
    const auto& units = names[n].views.units;
    const size_t length = units.size();
    if (!TakesIn(names[n])) continue;
    uint64_t sum = 0, like = 0;
    for (size_t i = 0; i < length; ++i) {
      sum += Term(units[i].key, i);
      like += Term(book.han.Class(units[i].key), i);
    }
    whole_.Add(Mixed(sum, length, kNoHole), n);
    lengths_ |= 1u << length;
    longest_ = std::max(longest_, length);
    if (length == 2) {
      twos.emplace_back(units[0].key, units[1].key);
      continue;
    }
    const auto sign = [&](size_t i) { return book.han.Class(units[i].key); };
    for (size_t hole = 0; hole < length; ++hole) holes_.Add(Mixed(like - Term(sign(hole), hole), length, hole), n);
    first_two_.Add(sign(0), sign(1));
    second_two_.Add(sign(1), sign(2));
    around_second_.Add(sign(0), sign(2));
  }
  if (!twos.empty()) AddTwos(twos);
  whole_.Build();
  holes_.Build();
  for (PairFilter* filter : {&first_two_, &second_two_, &around_second_, &twos_, &near_twos_}) filter->Build();
}

void HanSpans::AddTwos(const std::vector<std::pair<char32_t, char32_t>>& twos) {
  const std::vector<std::vector<char16_t>> alike = TakenFor(book_.han);
  for (const auto& [a, b] : twos) {
    twos_.Add(a, b);
    if (a < alike.size()) {
      for (const char16_t other : alike[a]) near_twos_.Add(other, b);
    }
    if (b < alike.size()) {
      for (const char16_t other : alike[b]) near_twos_.Add(a, other);
    }
  }
}

// One walk over one text.
class HanSpans::Search {
 public:
  Search(const HanSpans& spans, const Views& views, const NameSigns& signs, std::vector<NameCandidate>& candidates)
      : spans_(spans), units_(views.units), views_(views), signs_(signs), candidates_(candidates), before_(candidates.size()) {}

  void Run() {
    const size_t count = units_.size();
    runs_.assign(count + 1, 0);
    classes_.resize(count);
    for (size_t i = count; i-- > 0;) {
      const bool han = units_[i].script == Script::kHan;
      classes_[i] = han ? spans_.book_.han.Class(units_[i].key) : 0;
      const bool goes_on = han && i + 1 < count && units_[i + 1].gap == 0;
      runs_[i] = !han ? 0 : static_cast<uint32_t>(1 + (goes_on ? runs_[i + 1] : 0));
    }
    for (size_t i = 0; i < count; ++i) {
      if (i > 0 && runs_[i] > 0 && CoversASign(views_, static_cast<uint32_t>(i))) Masked(i);
      if (runs_[i] < 2) continue;
      Twos(i);
      if (runs_[i] >= 3) Holes(i);
    }
    Parts();
  }

 private:
  struct Sign {
    char32_t key = 0;
    uint32_t first = 0, last = 0;  // units
    bool made = false;             // of several units
  };

  // Names of two that look like the two signs here.
  void Twos(size_t i) {
    if (!(spans_.lengths_ & 4)) return;
    const char32_t a = units_[i].key, b = units_[i + 1].key;
    Reversed(static_cast<uint32_t>(i));
    if (!spans_.near_twos_.Has(a, b)) return;
    const auto at = static_cast<uint32_t>(i);
    const bool apart = AtBrandPlace(views_, at, at + 1, spans_.book_);
    const auto ask = [&](char32_t first, char32_t second) {
      if (!spans_.twos_.Has(first, second)) return;
      spans_.whole_.Find(Mixed(Term(first, 0) + Term(second, 1), 2, kNoHole), [&](uint32_t n) { candidates_.push_back({n, at, at + 1, NameCheck::kNear}); });
    };
    const float least = apart ? kPartAlike : kVeryAlike;
    for (const LookAlike& look : spans_.book_.han.Of(a)) {
      if (look.similarity < least) break;
      ask(look.other, b);
    }
    for (const LookAlike& look : spans_.book_.han.Of(b)) {
      if (look.similarity < least) break;
      ask(a, look.other);
    }
  }

  // A name of two backwards, where a brand stands.
  void Reversed(uint32_t at) {
    const char32_t a = units_[at].key, b = units_[at + 1].key;
    if (a == b || !spans_.twos_.Has(b, a) || !AtBrandPlace(views_, at, at + 1, spans_.book_)) return;
    spans_.whole_.Find(Mixed(Term(b, 0) + Term(a, 1), 2, kNoHole), [&](uint32_t n) {
      const auto& own = spans_.names_[n].views.units;
      if (own.size() == 2 && own[0].key == b && own[1].key == a) candidates_.push_back({n, at, at + 1, NameCheck::kReversed});
    });
  }

  // Names of three and more with a sign laid over one of theirs: "香*儿".  `at` is the first ideograph after it.
  void Masked(size_t at) {
    size_t before = 1;
    while (before < at && before < kLongestSpan && runs_[at - before - 1] > 1) ++before;
    if (runs_[at - 1] == 0) return;
    for (size_t length = 3; length <= spans_.longest_; ++length) {
      if (!(spans_.lengths_ >> length & 1)) continue;
      for (size_t hole = 1; hole + 1 < length; ++hole) {
        if (hole > before || length - 1 - hole > runs_[at]) continue;
        uint64_t sum = 0;
        for (size_t k = 0; k < length; ++k) {
          if (k != hole) sum += Term(classes_[at - hole + k - (k > hole)], k);
        }
        spans_.holes_.Find(Mixed(sum, length, hole), [&](uint32_t n) { CompareMasked(n, at - hole, length, hole); });
      }
    }
  }
  void CompareMasked(uint32_t n, size_t first, size_t length, size_t hole) {
    const auto& own = spans_.names_[n].views.units;
    if (own.size() != length || ++compared_ > kMostSpansCompared || candidates_.size() - before_ > kMostSpanCandidates) return;
    for (size_t k = 0; k < length; ++k) {
      if (k != hole && own[k].key != units_[first + k - (k > hole)].key) return;
    }
    candidates_.push_back({n, static_cast<uint32_t>(first), static_cast<uint32_t>(first + length - 2), NameCheck::kMasked});
  }

  // Names of three and more that have all signs but one of a span that begins here, or signs very like them.
  void Holes(size_t i) {
    const bool from_two = spans_.first_two_.Has(classes_[i], classes_[i + 1]);
    const bool from_around = spans_.around_second_.Has(classes_[i], classes_[i + 2]);
    const bool from_second = spans_.second_two_.Has(classes_[i + 1], classes_[i + 2]);
    if (!from_two && !from_around && !from_second) return;
    const size_t longest = std::min<size_t>(runs_[i], spans_.longest_);
    uint64_t sum = Term(classes_[i], 0) + Term(classes_[i + 1], 1);
    for (size_t length = 3; length <= longest; ++length) {
      sum += Term(classes_[i + length - 1], length - 1);
      if (!(spans_.lengths_ >> length & 1)) continue;
      const auto ask = [&](size_t hole) {
        spans_.holes_.Find(Mixed(sum - Term(classes_[i + hole], hole), length, hole), [&](uint32_t n) { Compare(n, i, length, hole); });
      };
      if (from_second) ask(0);
      if (from_around) ask(1);
      for (size_t hole = 2; from_two && hole < length; ++hole) ask(hole);
    }
  }

  void Compare(uint32_t n, size_t i, size_t length, size_t hole) {
    const Name& name = spans_.names_[n];
    if (name.views.units.size() != length || ++compared_ > kMostSpansCompared || candidates_.size() - before_ > kMostSpanCandidates) return;
    // A span whose signs are all of the name's classes is found once for each sign left out.
    size_t strange = length;
    for (size_t k = 0; k < length; ++k) {
      const char32_t own = name.views.units[k].key;
      if (own == units_[i + k].key) continue;
      if (strange == length) strange = k;
      if (spans_.book_.han.Class(own) != classes_[i + k]) strange = hole;
    }
    if (strange != hole) return;
    // A first sign that is nothing like the name's makes another name (CheckNear): most names of a kind end alike.
    if (strange == 0 && spans_.book_.han.Similarity(name.views.units[0].key, units_[i].key) < kPartAlike) return;
    const auto first = static_cast<uint32_t>(i);
    candidates_.push_back({n, first, first + static_cast<uint32_t>(length) - 1, NameCheck::kNear});
  }

  // Names whose signs are written as their parts: one of them, at any place, or several, where the first that fits is taken.
  void Parts() {
    std::vector<Sign> signs;  // the text with groups of parts put together
    size_t made = 0, past = 0;  // units that the last group took
    for (size_t i = 0; i < units_.size(); ++i) {
      Sign sign{units_[i].script == Script::kHan ? units_[i].key : 0, static_cast<uint32_t>(i), static_cast<uint32_t>(i), false};
      const size_t most = runs_[i] > 0 && spans_.book_.han.BeginsParts(units_[i].key) ? std::min<size_t>(runs_[i], kMostParts) : 0;
      for (size_t count = 2; count <= most; ++count) {
        for (const char32_t whole : spans_.book_.han.MadeOf(units_[i].key, units_[i + 1].key, count == 3 ? units_[i + 2].key : 0)) {
          if (!signs_.Has(whole)) continue;
          One(whole, i, count);
          sign = {whole, static_cast<uint32_t>(i), static_cast<uint32_t>(i + count - 1), true};
        }
      }
      if (i < past) continue;
      made += sign.made;
      signs.push_back(sign);
      past = sign.last + 1;
    }
    if (made >= 2) Several(signs);
  }

  void Ask(uint64_t sum, size_t length, uint32_t first, uint32_t last) {
    if (!(spans_.lengths_ >> length & 1)) return;
    spans_.whole_.Find(Mixed(sum, length, kNoHole), [&](uint32_t n) {
      if (spans_.names_[n].views.units.size() == length) candidates_.push_back({n, first, last, NameCheck::kSplit});
    });
  }

  // `whole` is written as `count` units from `at` on.
  void One(char32_t whole, size_t at, size_t count) {
    for (size_t before = 0; before < spans_.longest_ && before <= at; ++before) {
      const size_t begin = at - before;
      if (runs_[begin] < before + count) break;  // not one run with the parts
      uint64_t sum = Term(whole, before);
      for (size_t k = 0; k < before; ++k) sum += Term(units_[begin + k].key, k);
      const size_t after = std::min<size_t>(runs_[begin] - before - count, spans_.longest_ - before - 1);
      for (size_t more = 0;; ++more) {
        const size_t length = before + 1 + more;
        if (length >= 2) Ask(sum, length, static_cast<uint32_t>(begin), static_cast<uint32_t>(at + count + more - 1));
        if (more == after) break;
        sum += Term(units_[at + count + more].key, length);
      }
    }
  }

  void Several(const std::vector<Sign>& signs) {
    for (size_t i = 0; i < signs.size(); ++i) {
      if (signs[i].key == 0) continue;
      uint64_t sum = Term(signs[i].key, 0);
      size_t made = signs[i].made;
      for (size_t length = 2; length <= spans_.longest_ && i + length <= signs.size(); ++length) {
        const Sign& next = signs[i + length - 1];
        if (next.key == 0 || units_[next.first].gap != 0) break;
        sum += Term(next.key, length - 1);
        made += next.made;
        if (made >= 2) Ask(sum, length, signs[i].first, next.last);
      }
    }
  }

  const HanSpans& spans_;
  const std::vector<Unit>& units_;
  const Views& views_;
  const NameSigns& signs_;
  std::vector<NameCandidate>& candidates_;
  const size_t before_;  // candidates that others found
  size_t compared_ = 0;
  std::vector<uint32_t> runs_;      // ideographs from each unit on that nothing parts
  std::vector<char32_t> classes_;   // HanTables::Class of each
};

void HanSpans::Find(const Views& views, const NameSigns& signs, std::vector<NameCandidate>& candidates) const {
  if (longest_ >= 2) Search(*this, views, signs, candidates).Run();
}

}  // namespace markwarden

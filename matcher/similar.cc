// An inverted index of signs, sounds and three-letter pieces; the nearest by it are compared in full.
#include "matcher/similar.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "core/file.h"

namespace markwarden {
namespace {

constexpr size_t kSimilarCandidates = 300;     // of each of two orders
constexpr size_t kLookAlikes = 40;      // other ideographs that stand for one
constexpr double kSoundShare = 0.5;     // what a sound says beside a sign
constexpr double kPartShare = 0.2;      // the same of a part of it
constexpr size_t kMostHolders = 400'000;  // names that a question's pieces are followed to, the most telling first

enum class PieceSort : uint64_t { kSign = 1, kSyllable, kSyllables, kLetters, kSpoken, kWhole, kPart };

struct TellingPiece {
  uint64_t key = 0;
  double share = 0;  // 0..1
};

uint64_t PieceKey(PieceSort sort, uint64_t a, uint64_t b = 0, uint64_t c = 0) {
  return static_cast<uint64_t>(sort) << 60 | (a & 0x1FFFFF) << 40 | (b & 0xFFFFF) << 20 | (c & 0xFFFFF);
}

void AddThrees(const std::u32string& text, PieceSort sort, double share, std::vector<TellingPiece>& out) {
  const std::u32string framed = U"^" + text + U"$";
  for (size_t i = 0; i + 3 <= framed.size(); ++i) out.push_back({PieceKey(sort, framed[i], framed[i + 1], framed[i + 2]), share});
}

// `asked`: of a question, whose ideographs may be what they look like, too.
std::vector<TellingPiece> PiecesOf(const MarkText& mark, const HanTables& han, bool asked) {
  std::vector<TellingPiece> pieces;
  for (const MarkPart& part : mark.parts) {
    const double share = part.weak ? 0.1 : 1;
    if (part.han) {
      for (size_t i = 0; i < part.keys.size(); ++i) {
        pieces.push_back({PieceKey(PieceSort::kSign, part.keys[i]), share});
        if (asked) {
          size_t taken = 0;
          for (const LookAlike& look : han.Of(part.keys[i])) {
            if (++taken > kLookAlikes) break;
            pieces.push_back({PieceKey(PieceSort::kSign, look.other), share * look.similarity});
          }
        }
        for (const uint32_t shape : han.PartsOf(part.keys[i])) pieces.push_back({PieceKey(PieceSort::kPart, shape), share * kPartShare});
        if (part.syllables[i] != 0) pieces.push_back({PieceKey(PieceSort::kSyllable, part.syllables[i]), share * kSoundShare});
        if (i > 0 && part.syllables[i] != 0 && part.syllables[i - 1] != 0) {
          pieces.push_back({PieceKey(PieceSort::kSyllables, part.syllables[i - 1], part.syllables[i]), share});
        }
      }
    } else {
      AddThrees(part.keys, PieceSort::kLetters, share, pieces);
    }
    uint64_t hash = 0xCBF29CE484222325ull;
    for (const char32_t key : part.keys) hash = (hash ^ key) * 0x100000001B3ull;
    pieces.push_back({static_cast<uint64_t>(PieceSort::kWhole) << 60 | hash >> 4, share});
    AddThrees(std::u32string(part.sound.begin(), part.sound.end()), PieceSort::kSpoken, share * kSoundShare, pieces);
  }
  // Words that are written apart: "E N N A".
  std::u32string letters;
  size_t words = 0;
  for (const MarkPart& part : mark.parts) {
    if (part.han) continue;
    letters += part.keys;
    ++words;
  }
  if (words > 1) AddThrees(letters, PieceSort::kLetters, 1, pieces);
  // The strongest of each.
  std::sort(pieces.begin(), pieces.end(), [](const TellingPiece& a, const TellingPiece& b) { return a.key != b.key ? a.key < b.key : a.share > b.share; });
  pieces.erase(std::unique(pieces.begin(), pieces.end(), [](const TellingPiece& a, const TellingPiece& b) { return a.key == b.key; }), pieces.end());
  return pieces;
}

}  // namespace

Result<std::shared_ptr<const SimilarTables>> LoadSimilarTables(const std::filesystem::path& data_dir) {
  Result<std::string> near = ReadFile(data_dir / "rules" / "data" / "near_han.tsv", 8 << 20);
  if (!near) return Fail(std::move(near.error()).While("read the table of near ideographs"));
  Result<std::string> parts = ReadFile(data_dir / "rules" / "data" / "parts_han.tsv", 8 << 20);
  if (!parts) return Fail(std::move(parts.error()).While("read the table of ideographs' parts"));
  Result<HanTables> han = HanTables::Parse({.looks = *near, .parts = *parts});
  if (!han) return Fail(han);
  Result<WeakWords> weak = LoadWeakWords(data_dir);
  if (!weak) return Fail(weak);
  return std::make_shared<const SimilarTables>(SimilarTables{std::move(*han), std::move(*weak)});
}

struct SimilarIndex::Impl {
  std::vector<SimilarName> names;
  std::shared_ptr<const SimilarTables> tables;
  std::vector<MarkText> marks;
  std::vector<uint64_t> keys;     // ascending
  std::vector<uint32_t> starts;   // of each key's names in `holders`; one more than keys
  std::vector<uint32_t> holders;
  std::vector<float> totals;      // of each name: what its pieces tell together

  double Telling(size_t at) const {
    const double holders_of = starts[at + 1] - starts[at];
    return std::log(1 + static_cast<double>(names.size()) / holders_of);
  }

  Impl(std::vector<SimilarName> given, std::shared_ptr<const SimilarTables> with)
      : names(std::move(given)), tables(std::move(with)), totals(names.size()) {
    std::vector<std::pair<uint64_t, uint32_t>> pairs;
    std::vector<std::vector<TellingPiece>> pieces(names.size());
    marks.reserve(names.size());
    for (uint32_t n = 0; n < names.size(); ++n) {
      marks.push_back(TakeApart(names[n].text, tables->weak));
      pieces[n] = PiecesOf(marks.back(), tables->near, false);
      for (const TellingPiece& piece : pieces[n]) pairs.emplace_back(piece.key, n);
    }
    std::sort(pairs.begin(), pairs.end());
    holders.reserve(pairs.size());
    for (const auto& [key, n] : pairs) {
      if (keys.empty() || keys.back() != key) {
        keys.push_back(key);
        starts.push_back(static_cast<uint32_t>(holders.size()));
      }
      holders.push_back(n);
    }
    starts.push_back(static_cast<uint32_t>(holders.size()));
    for (uint32_t n = 0; n < names.size(); ++n) {
      for (const TellingPiece& piece : pieces[n]) totals[n] += static_cast<float>(piece.share * Telling(Place(piece.key)));
    }
  }

  // keys.size() when no name has it.
  size_t Place(uint64_t key) const {
    const auto found = std::lower_bound(keys.begin(), keys.end(), key);
    return found == keys.end() || *found != key ? keys.size() : static_cast<size_t>(found - keys.begin());
  }

  std::vector<uint32_t> Candidates(const MarkText& mark) const {
    thread_local std::vector<float> shared;  // zero between questions
    if (shared.size() < names.size()) shared.resize(names.size());
    std::vector<uint32_t> touched;
    double total = 0;
    struct Followed {
      size_t at, count;
      double weight;
    };
    std::vector<Followed> followed;
    for (const TellingPiece& piece : PiecesOf(mark, tables->near, true)) {
      const size_t at = Place(piece.key);
      if (at == keys.size()) continue;
      followed.push_back({at, starts[at + 1] - starts[at], piece.share * Telling(at)});
      total += followed.back().weight;
    }
    std::stable_sort(followed.begin(), followed.end(), [](const Followed& a, const Followed& b) { return a.count < b.count; });
    size_t seen = 0;
    for (const Followed& piece : followed) {
      if (seen > 0 && seen + piece.count > kMostHolders) break;
      seen += piece.count;
      for (uint32_t i = starts[piece.at]; i < starts[piece.at + 1]; ++i) {
        float& sum = shared[holders[i]];
        if (sum == 0) touched.push_back(holders[i]);
        sum += static_cast<float>(piece.weight);
      }
    }
    std::vector<std::pair<float, uint32_t>> whole, inside;
    for (const uint32_t n : touched) {
      const float sum = shared[n];
      shared[n] = 0;
      const auto all = static_cast<float>(total);
      whole.emplace_back(sum / std::sqrt(all * totals[n]), n);
      inside.emplace_back(sum / std::min(all, totals[n]), n);
    }
    std::vector<uint32_t> best;
    for (auto* order : {&whole, &inside}) {
      const size_t count = std::min(kSimilarCandidates, order->size());
      std::partial_sort(order->begin(), order->begin() + static_cast<std::ptrdiff_t>(count), order->end(),
                        [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
      for (size_t i = 0; i < count; ++i) best.push_back((*order)[i].second);
    }
    std::sort(best.begin(), best.end());
    best.erase(std::unique(best.begin(), best.end()), best.end());
    return best;
  }
};

SimilarIndex::SimilarIndex(std::vector<SimilarName> names, std::shared_ptr<const SimilarTables> tables)
    : impl_(std::make_unique<const Impl>(std::move(names), std::move(tables))) {}
SimilarIndex::~SimilarIndex() = default;
SimilarIndex::SimilarIndex(SimilarIndex&&) noexcept = default;

const std::vector<SimilarName>& SimilarIndex::names() const { return impl_->names; }

std::vector<SimilarHit> SimilarIndex::Find(std::string_view mark, size_t most, double least, const std::function<bool(uint32_t right)>& leave_out) const {
  const Impl& impl = *impl_;
  const MarkText asked = TakeApart(mark, impl.tables->weak);
  std::vector<SimilarHit> hits;
  for (const uint32_t n : impl.Candidates(asked)) {
    MarkNearness near = Compare(asked, impl.marks[n], impl.tables->near);
    if (near.score < least || (leave_out && leave_out(impl.names[n].right))) continue;
    if (impl.names[n].nickname) near.meaning = near.score;
    hits.push_back({n, std::move(near)});
  }
  std::sort(hits.begin(), hits.end(), [](const SimilarHit& a, const SimilarHit& b) { return a.near.score != b.near.score ? a.near.score > b.near.score : a.name < b.name; });
  std::vector<SimilarHit> kept;
  std::unordered_set<uint32_t> rights;
  for (SimilarHit& hit : hits) {
    if (kept.size() == most) break;
    if (rights.insert(impl.names[hit.name].right).second) kept.push_back(std::move(hit));
  }
  return kept;
}

}  // namespace markwarden

// Nearest descriptors, then the similarity that most of them agree with.
#include "matcher/local_match.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <set>

#include "matcher/features.h"

namespace markwarden {
namespace {

constexpr double kClearer = 0.92;       // the best descriptor against the second best of another place
constexpr double kFarthest = 0.025;     // of the reference's diagonal, as it lies in the picture
constexpr double kSizeApart = 1.6;      // the corners' own sizes may say another scale by this factor
constexpr int kTurnApart = 24;          // and another turn by this much of 256
constexpr double kMinScale = 0.04, kMaxScale = 25;
// The box around the inliers must cover this much of what the picture shows of the reference, and of its sides: a
// hanger, a stand or a badge that two pictures share covers less.
constexpr double kMinArea = 0.2, kMinSide = 0.25;

using Point = std::complex<double>;

struct Pairing {
  const PictureFeature* mine = nullptr;
  const PictureFeature* theirs = nullptr;
  int distance = 0;
};

// z -> a * z + b, of the reference, whose points are mirrored first (conjugated) when asked.
struct Similarity {
  Point a, b;
  Point operator()(Point z) const { return a * z + b; }
};

std::vector<Pairing> Pair(const std::vector<PictureFeature>& mine, const std::vector<PictureFeature>& theirs, bool mirrored) {
  std::vector<PictureHash> descriptors;
  for (const PictureFeature& f : theirs) descriptors.push_back(mirrored ? Mirrored(f.descriptor) : f.descriptor);
  std::vector<Pairing> out;
  std::vector<int> distances(descriptors.size());
  for (const PictureFeature& f : mine) {
    HammingDistances(f.descriptor, descriptors, distances.data());
    int best = 257, second = 257;
    size_t at = 0;
    for (size_t i = 0; i < descriptors.size(); ++i) {
      const int distance = distances[i];
      if (distance >= second) continue;
      const bool same_place = best < 257 && std::abs(theirs[i].x - theirs[at].x) + std::abs(theirs[i].y - theirs[at].y) < theirs[at].size;
      if (distance < best) {
        if (!same_place) second = best;
        best = distance;
        at = i;
      } else if (distance < second && !same_place) {
        second = distance;
      }
    }
    if (best <= kMaxDescriptorDistance && best < kClearer * second) out.push_back({&f, &theirs[at], best});
  }
  return out;
}

Point PlaceOf(const PictureFeature& f, bool mirrored) { return {static_cast<double>(f.x), mirrored ? -f.y : f.y * 1.0}; }

// Mirroring the y axis negates a direction.
double TurnOf(const PictureFeature& f, bool mirrored) {
  const double turn = f.turn * 2 * std::numbers::pi / 256;
  return mirrored ? -turn : turn;
}

class Search {
 public:
  Search(const PictureKey& picture, const PictureKey& reference, bool mirrored)
      : picture_(picture), reference_(reference), mirrored_(mirrored), pairs_(Pair(picture.features, reference.features, mirrored)) {}

  std::optional<LocalMatch> Best(int min_inliers) const {
    if (static_cast<int>(pairs_.size()) < min_inliers) return std::nullopt;
    std::vector<size_t> best;
    Similarity found;
    for (const Pairing& pair : pairs_) {
      const Similarity guess = Guess(pair);
      std::vector<size_t> agree = Agreeing(guess);
      if (agree.size() > best.size()) {
        best = std::move(agree);
        found = guess;
      }
    }
    for (int round = 0; round < 3 && best.size() >= 3; ++round) {
      const Similarity closer = Fit(best);
      std::vector<size_t> agree = Agreeing(closer);
      if (agree.size() < best.size()) break;
      best = std::move(agree);
      found = closer;
    }
    if (static_cast<int>(best.size()) < min_inliers) return std::nullopt;
    return Describe(found, best);
  }

 private:
  Similarity Guess(const Pairing& pair) const {
    const double scale = static_cast<double>(pair.mine->size) / pair.theirs->size;
    const double turn = TurnOf(*pair.mine, false) - TurnOf(*pair.theirs, mirrored_);
    const Point a = std::polar(scale, turn);
    return {a, PlaceOf(*pair.mine, false) - a * PlaceOf(*pair.theirs, mirrored_)};
  }

  // Pairings that the similarity explains, each corner of either side once.
  std::vector<size_t> Agreeing(const Similarity& s) const {
    const double scale = std::abs(s.a), turn = std::arg(s.a);
    if (scale < kMinScale || scale > kMaxScale) return {};
    const double diagonal = std::hypot(reference_.width, reference_.height);
    const double tolerance = std::max(2.0, kFarthest * scale * diagonal);
    const double unit = std::max(4.0, 0.012 * diagonal);
    std::vector<size_t> out;
    std::set<std::pair<int, int>> mine, theirs;
    for (size_t i = 0; i < pairs_.size(); ++i) {
      const PictureFeature& m = *pairs_[i].mine;
      const PictureFeature& t = *pairs_[i].theirs;
      const double apart = std::min(tolerance, 0.7 * m.size);
      if (std::norm(s(PlaceOf(t, mirrored_)) - PlaceOf(m, false)) > apart * apart) continue;
      const double ratio = static_cast<double>(m.size) / t.size / scale;
      if (ratio > kSizeApart || ratio < 1 / kSizeApart) continue;
      const double off = std::remainder(TurnOf(m, false) - TurnOf(t, mirrored_) - turn, 2 * std::numbers::pi);
      if (std::abs(off) > kTurnApart * 2 * std::numbers::pi / 256) continue;
      // The same corner on several levels is one corner.
      const auto cell = [](const PictureFeature& f, double side) {
        return std::pair<int, int>{static_cast<int>(f.x / side), static_cast<int>(f.y / side)};
      };
      if (!theirs.insert(cell(t, unit)).second || !mine.insert(cell(m, std::max(2.0, unit * scale))).second) continue;
      out.push_back(i);
    }
    return out;
  }

  // Least squares.
  Similarity Fit(const std::vector<size_t>& inliers) const {
    Point from_mean, to_mean;
    for (const size_t i : inliers) {
      from_mean += PlaceOf(*pairs_[i].theirs, mirrored_);
      to_mean += PlaceOf(*pairs_[i].mine, false);
    }
    from_mean /= static_cast<double>(inliers.size());
    to_mean /= static_cast<double>(inliers.size());
    Point above;
    double below = 0;
    for (const size_t i : inliers) {
      const Point from = PlaceOf(*pairs_[i].theirs, mirrored_) - from_mean;
      above += (PlaceOf(*pairs_[i].mine, false) - to_mean) * std::conj(from);
      below += std::norm(from);
    }
    const Point a = below > 0 ? above / below : Point(0);
    return {a, to_mean - a * from_mean};
  }

  // The box around a rectangle's image, cut to the other picture.
  template <typename Map>
  static Region Image(int width, int height, int to_width, int to_height, Map map) {
    double x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9;
    for (const Point corner : {Point(0, 0), Point(width, 0), Point(0, height), Point(width, height)}) {
      const Point p = map(corner);
      x0 = std::min(x0, p.real());
      x1 = std::max(x1, p.real());
      y0 = std::min(y0, p.imag());
      y1 = std::max(y1, p.imag());
    }
    const auto cut = [](double v, int side) { return static_cast<int>(std::lround(std::clamp(v, 0.0, static_cast<double>(side)))); };
    const int left = cut(x0, to_width), top = cut(y0, to_height);
    return {left, top, cut(x1, to_width) - left, cut(y1, to_height) - top};
  }

  std::optional<LocalMatch> Describe(const Similarity& s, const std::vector<size_t>& inliers) const {
    LocalMatch out;
    out.inliers = static_cast<int>(inliers.size());
    out.mirrored = mirrored_;
    out.region = Image(reference_.width, reference_.height, picture_.width, picture_.height,
                       [&](Point p) { return s(mirrored_ ? std::conj(p) : p); });
    out.ref_region = Image(picture_.width, picture_.height, reference_.width, reference_.height, [&](Point p) {
      const Point back = (p - s.b) / s.a;
      return mirrored_ ? std::conj(back) : back;
    });
    int x0 = reference_.width, y0 = reference_.height, x1 = 0, y1 = 0, sum = 0;
    for (const size_t i : inliers) {
      const PictureFeature& f = *pairs_[i].theirs;
      x0 = std::min(x0, f.x);
      x1 = std::max(x1, f.x);
      y0 = std::min(y0, f.y);
      y1 = std::max(y1, f.y);
      sum += pairs_[i].distance;
    }
    out.distance = sum / out.inliers;
    const double wide = x1 - x0, high = y1 - y0;
    const Region& shown = out.ref_region;
    if (wide < kMinSide * shown.width || high < kMinSide * shown.height || wide * high < kMinArea * shown.width * shown.height) return std::nullopt;
    return out;
  }

  const PictureKey& picture_;
  const PictureKey& reference_;
  const bool mirrored_;
  const std::vector<Pairing> pairs_;
};

}  // namespace

std::optional<LocalMatch> MatchLocally(const PictureKey& picture, const PictureKey& reference, int min_inliers) {
  std::optional<LocalMatch> plain = Search(picture, reference, false).Best(min_inliers);
  std::optional<LocalMatch> mirrored = Search(picture, reference, true).Best(min_inliers);
  if (!plain || (mirrored && mirrored->inliers > plain->inliers)) return mirrored;
  return plain;
}

}  // namespace markwarden

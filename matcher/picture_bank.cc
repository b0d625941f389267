// Hashes first; corners for those references that share some.
#include "matcher/picture_bank.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/hash.h"
#include "matcher/features.h"
#include "matcher/local_match.h"

namespace markwarden {
namespace {

constexpr int kMinQuality = 50;         // PDQ's own recommendation
constexpr uint32_t kMinVotes = 5;       // corners in common before a reference is looked at closely
constexpr size_t kMaxCandidates = 6;    // references looked at closely
constexpr size_t kMaxFar = 2;           // and those among them that a hash past open_distance speaks of

bool Turned(std::string_view view) { return view.starts_with("rotate") || view.starts_with("flip"); }
bool Reference(const PictureView& view) {  // turning both would turn nothing
  return view.hash.quality >= kMinQuality && !Turned(view.name) && !view.name.ends_with("_flip_x");
}
// A mirrored picture may be cut as well, the other turns are rare.
bool Comparable(std::string_view mine, std::string_view theirs) { return !Turned(mine) || mine == "flip_x" || theirs == "whole"; }

constexpr std::string_view kMethods[] = {"copy.exact", "copy.whole", "copy.turned", "copy.part", "copy.local"};

Json ListOf(const Region& region) { return {region.x, region.y, region.width, region.height}; }
Region RegionOf(const Json& list) { return {list.at(0).get<int>(), list.at(1).get<int>(), list.at(2).get<int>(), list.at(3).get<int>()}; }
Region ToRegion(const std::array<int, 4>& r) { return {r[0], r[1], r[2], r[3]}; }

std::string_view MethodOf(std::string_view view, std::string_view ref_view) {
  if (view == "whole" && ref_view == "whole") return "copy.whole";
  return Turned(view) && ref_view == "whole" ? "copy.turned" : "copy.part";
}

std::vector<PictureHash> HashesOf(const std::vector<PictureKey>& references) {
  std::vector<PictureHash> out;
  for (const PictureKey& key : references) {
    for (const PictureView& view : key.views) {
      if (Reference(view)) out.push_back(view.hash);
    }
  }
  return out;
}

bool Searched(const PictureKey& key, CornerSearch search) { return search == CornerSearch::kAll || key.figure; }

std::vector<PictureHash> DescriptorsOf(const std::vector<PictureKey>& references, CornerSearch search) {
  std::vector<PictureHash> out;
  for (const PictureKey& key : references) {
    if (!Searched(key, search)) continue;
    for (const PictureFeature& f : key.features) out.push_back(f.descriptor);
  }
  return out;
}

}  // namespace

CopyLimits CopyLimitsOf(const Weights& weights) {
  const auto limit = [&](const char* name) { return static_cast<int>(weights[name]); };
  return {.sure_distance = limit("picture.sure_distance"),
          .open_distance = limit("picture.open_distance"),
          .max_distance = limit("picture.max_distance"),
          .min_inliers = limit("picture.min_inliers"),
          .figure_inliers = limit("picture.figure_inliers"),
          .figure_percent = limit("picture.figure_percent"),
          .confirm_inliers = limit("picture.confirm_inliers"),
          .far_inliers = limit("picture.far_inliers")};
}

PictureBank::PictureBank(std::vector<PictureKey> references, CornerSearch search)
    : references_(std::move(references)), hashes_(HashesOf(references_)),
      descriptors_(DescriptorsOf(references_, search)) {
  for (uint32_t r = 0; r < references_.size(); ++r) {
    for (uint32_t v = 0; v < references_[r].views.size(); ++v) {
      if (Reference(references_[r].views[v])) views_.push_back({r, v});
    }
    if (Searched(references_[r], search)) corners_.insert(corners_.end(), references_[r].features.size(), r);
  }
}

void PictureBank::FindByHash(const PictureKey& picture, const CopyLimits& limits, std::vector<PictureCopy>& best) const {
  for (const PictureView& mine : picture.views) {
    if (mine.hash.quality < kMinQuality) continue;
    for (const HashIndex::Hit& hit : hashes_.Find(mine.hash, limits.max_distance)) {
      const ViewAt& at = views_[hit.at];
      const PictureView& theirs = references_[at.reference].views[at.view];
      PictureCopy& copy = best[at.reference];
      if (!Comparable(mine.name, theirs.name)) continue;
      const bool plainer = hit.distance <= limits.sure_distance && MethodOf(mine.name, theirs.name) != "copy.part" && copy.method == "copy.part";
      if (hit.distance >= copy.distance && !plainer) continue;
      // The plainest reading of those that are sure: a whole picture before a turned one before a part.
      const std::string_view method = MethodOf(mine.name, theirs.name);
      if (copy.distance <= limits.sure_distance && (copy.method == "copy.whole" || (copy.method == "copy.turned" && method == "copy.part"))) continue;
      copy = {method, hit.distance, ToRegion(mine.region), ToRegion(theirs.region), mine.name, theirs.name, 0,
              1 - hit.distance / 128.0};
    }
  }
}

void PictureBank::ConfirmByCorners(const PictureKey& picture, const CopyLimits& limits, std::vector<PictureCopy>& best) const {
  std::vector<uint32_t> open;
  for (uint32_t r = 0; r < references_.size(); ++r) {
    if (!best[r].method.empty() && best[r].distance > limits.sure_distance) open.push_back(r);
  }
  std::stable_sort(open.begin(), open.end(), [&](uint32_t a, uint32_t b) { return best[a].distance < best[b].distance; });
  size_t far = 0;
  for (const uint32_t r : open) {
    PictureCopy& copy = best[r];
    if (copy.distance > limits.open_distance && (picture.features.empty() || far++ >= kMaxFar)) {
      copy = {};
      continue;
    }
    const std::optional<LocalMatch> match = MatchLocally(picture, references_[r], copy.distance <= limits.open_distance ? limits.confirm_inliers : limits.far_inliers);
    if (!match) {
      copy = {};
      continue;
    }
    copy.inliers = match->inliers;
    copy.score = std::max(copy.score, 1 - std::pow(0.5, match->inliers / 8.0));
  }
}

namespace {

// Small enough to be a mark on what the picture shows.  Goods drawn or photographed on plain ground pass for figures as well, and other
// goods of their shape have as many corners in common with them, all over the picture.
bool IsPart(const Region& region, const PictureKey& picture, int percent) {
  return percent == 0 || int64_t{region.width} * region.height * 100 <= int64_t{picture.width} * picture.height * percent;
}

}  // namespace

void PictureBank::FindByCorners(const PictureKey& picture, const CopyLimits& limits, std::vector<PictureCopy>& best) const {
  std::vector<uint32_t> votes(references_.size()), last(references_.size(), ~0u);
  for (uint32_t f = 0; f < picture.features.size(); ++f) {
    for (const bool mirrored : {false, true}) {
      const PictureHash& plain = picture.features[f].descriptor;
      for (const HashIndex::Hit& hit : descriptors_.FindLikely(mirrored ? Mirrored(plain) : plain, kMaxDescriptorDistance)) {
        const uint32_t r = corners_[hit.at];
        if (last[r] == f) continue;  // one vote a corner
        last[r] = f;
        ++votes[r];
      }
    }
  }
  std::vector<uint32_t> candidates;
  for (uint32_t r = 0; r < references_.size(); ++r) {
    if (votes[r] >= kMinVotes && best[r].method.empty()) candidates.push_back(r);
  }
  std::stable_sort(candidates.begin(), candidates.end(), [&](uint32_t a, uint32_t b) { return votes[a] > votes[b]; });
  if (candidates.size() > kMaxCandidates) candidates.resize(kMaxCandidates);
  for (const uint32_t r : candidates) {
    const std::optional<LocalMatch> match = MatchLocally(picture, references_[r], references_[r].figure ? limits.figure_inliers : limits.min_inliers);
    if (!match || (match->inliers < limits.min_inliers && !IsPart(match->region, picture, limits.figure_percent))) continue;
    best[r] = {"copy.local", match->distance, match->region, match->ref_region, match->mirrored ? "local_flip_x" : "local", "local",
               match->inliers, 1 - std::pow(0.5, match->inliers / 8.0)};
  }
}

bool PictureBank::Undecided(const PictureKey& picture, const CopyLimits& limits) const {
  std::vector<PictureCopy> best(references_.size());
  FindByHash(picture, limits, best);
  for (uint32_t r = 0; r < references_.size(); ++r) {
    const bool open = best[r].distance > limits.sure_distance && best[r].distance <= limits.open_distance;
    if (!best[r].method.empty() && open && !references_[r].features.empty()) return true;
  }
  return false;
}

std::vector<PictureBank::Hit> PictureBank::Find(const PictureKey& picture, const CopyLimits& limits) const {
  std::vector<PictureCopy> best(references_.size());
  FindByHash(picture, limits, best);
  ConfirmByCorners(picture, limits, best);
  if (HasSearched()) FindByCorners(picture, limits, best);
  std::vector<Hit> hits;
  for (uint32_t r = 0; r < references_.size(); ++r) {
    if (best[r].method.empty()) continue;
    if (picture.sha256 == references_[r].sha256) best[r].method = "copy.exact";
    hits.push_back({r, std::move(best[r])});
  }
  return hits;
}

std::string PictureBank::Digest(const CopyLimits& limits) const {
  Sha256Stream all;
  const auto add = [&](const auto&... numbers) {
    std::string line;
    ((line += std::to_string(numbers) + ' '), ...);
    all.Update(line + '\n');
  };
  add(limits.sure_distance, limits.open_distance, limits.max_distance, limits.min_inliers, limits.figure_inliers, limits.figure_percent, limits.confirm_inliers, limits.far_inliers, descriptors_.size());
  for (const PictureKey& key : references_) {
    all.Update(key.sha256);
    add(key.width, key.height, key.figure, key.views.size(), key.features.size());
    for (const PictureView& view : key.views) add(view.hash.words[0], view.hash.words[1], view.hash.words[2], view.hash.words[3], view.hash.quality);
  }
  return ToHex(all.Finish());
}

Json ToJson(const std::vector<PictureBank::Hit>& hits) {
  Json list = Json::array();
  for (const auto& [reference, copy] : hits) {
    list.push_back({{"reference", reference}, {"method", copy.method}, {"distance", copy.distance}, {"region", ListOf(copy.region)}, {"ref_region", ListOf(copy.ref_region)},
                    {"view", copy.view}, {"ref_view", copy.ref_view}, {"inliers", copy.inliers}, {"score", copy.score}});
  }
  return list;
}

Result<std::vector<PictureBank::Hit>> PictureHitsFromJson(const Json& list, size_t references) try {
  std::vector<PictureBank::Hit> hits;
  if (!list.is_array()) return Fail(ErrorCode::kInvalid, "what a picture shows is no list");
  for (const Json& one : list) {
    PictureBank::Hit hit;
    hit.reference = one.at("reference").get<uint32_t>();
    const auto method = std::find(std::begin(kMethods), std::end(kMethods), one.at("method").get_ref<const std::string&>());
    if (hit.reference >= references || method == std::end(kMethods)) return Fail(ErrorCode::kInvalid, "what a picture shows is of another bank");
    hit.copy = {*method, one.at("distance").get<int>(), RegionOf(one.at("region")), RegionOf(one.at("ref_region")), one.at("view").get<std::string>(),
                one.at("ref_view").get<std::string>(), one.at("inliers").get<int>(), one.at("score").get<double>()};
    hits.push_back(std::move(hit));
  }
  return hits;
} catch (const Json::exception& error) {
  return Fail(ErrorCode::kInvalid, std::string("what a picture shows: ") + error.what());
}

}  // namespace markwarden

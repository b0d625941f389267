// Copies by the bank of pictures, things by their codes.
#include "matcher/similar_device.h"

#include <algorithm>

#include "rules/figure_codes.h"

namespace markwarden {
namespace {

std::vector<PictureKey> TakePictures(std::vector<MarkDevice>& devices, std::vector<uint32_t>& of_picture) {
  std::vector<PictureKey> keys;
  for (uint32_t d = 0; d < devices.size(); ++d) {
    for (PictureKey& key : devices[d].pictures) {
      keys.push_back(std::move(key));
      of_picture.push_back(d);
    }
    devices[d].pictures.clear();
  }
  return keys;
}

}  // namespace

DeviceIndex::DeviceIndex(std::vector<MarkDevice> devices, const CopyLimits& limits)
    : devices_(std::move(devices)), limits_(limits), bank_(TakePictures(devices_, of_picture_), CornerSearch::kAll) {
  for (uint32_t d = 0; d < devices_.size(); ++d) {
    for (const std::string& code : devices_[d].figures) {
      if (NamesAThing(code)) by_figure_[code].push_back(d);
    }
  }
}

std::vector<DeviceHit> DeviceIndex::Find(const std::vector<PictureKey>& pictures, const std::vector<std::string>& figures, size_t most,
                                         const std::function<bool(uint32_t right)>& leave_out) const {
  std::map<uint32_t, DeviceHit> hits;  // by right
  const auto hit_of = [&](uint32_t right) -> DeviceHit& {
    DeviceHit& hit = hits[right];
    hit.right = right;
    return hit;
  };
  for (size_t p = 0; p < pictures.size(); ++p) {
    for (const PictureBank::Hit& found : bank_.Find(pictures[p], limits_)) {
      const uint32_t right = devices_[of_picture_[found.reference]].right;
      if (leave_out && leave_out(right)) continue;
      DeviceHit& hit = hit_of(right);
      if (hit.copy && hit.copy->score >= found.copy.score) continue;
      hit.copy = found.copy;
      hit.picture = p;
    }
  }
  std::map<uint32_t, std::vector<std::string>> shared;  // things, by right
  for (const std::string& code : figures) {
    const auto found = by_figure_.find(code);
    if (found == by_figure_.end()) continue;
    for (const uint32_t d : found->second) {
      if (leave_out && leave_out(devices_[d].right)) continue;
      std::vector<std::string>& codes = shared[devices_[d].right];
      if (codes.empty() || codes.back() != code) codes.push_back(code);
    }
  }
  for (auto& [right, codes] : shared) {
    if (codes.size() >= kFiguresAlone || hits.contains(right)) hit_of(right).figures = std::move(codes);
  }
  std::vector<DeviceHit> out;
  for (auto& [right, hit] : hits) {
    if (hit.copy) hit.clauses.push_back({"D-1", true, ""});
    if (!hit.figures.empty()) hit.clauses.push_back({"X-3", true, ""});
    out.push_back(std::move(hit));
  }
  std::stable_sort(out.begin(), out.end(), [](const DeviceHit& a, const DeviceHit& b) {
    const double seen_a = a.copy ? a.copy->score : -1, seen_b = b.copy ? b.copy->score : -1;
    return seen_a != seen_b ? seen_a > seen_b : a.figures.size() > b.figures.size();
  });
  if (out.size() > most) out.resize(most);
  return out;
}

}  // namespace markwarden

// Marks' devices (figures) beside each other: the clauses of the examination guidelines that look at them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/picture_key.h"
#include "matcher/picture_bank.h"
#include "matcher/similar_pair.h"

namespace markwarden {

struct MarkDevice {
  uint32_t right = 0;                // whose it is; one right may have several
  std::vector<PictureKey> pictures;
  std::vector<std::string> figures;  // Vienna codes, sorted (rules/figure_codes.h)
};

struct DeviceHit {
  uint32_t right = 0;
  size_t picture = 0;                // which of those asked for, where there is a copy
  std::optional<PictureCopy> copy;   // the device, seen in the picture that was asked for: whole, turned, cut, or among other things
  std::vector<std::string> figures;  // sections that both have
  std::vector<ClauseFinding> clauses;  // "D-1": composition and outline are near; "X-3": the same thing is shown
};

inline constexpr size_t kFiguresAlone = 2;  // things that both show, without which no picture speaks for a hit

// Immutable after construction, thread-safe.
class DeviceIndex {
 public:
  DeviceIndex(std::vector<MarkDevice> devices, const CopyLimits& limits);

  bool HasPictures() const { return !of_picture_.empty(); }

  // The rights whose devices come near, those with a copy first and the best of them first, `most` at most.
  // Pictures are compared without their colours.
  std::vector<DeviceHit> Find(const std::vector<PictureKey>& pictures, const std::vector<std::string>& figures, size_t most,
                              const std::function<bool(uint32_t right)>& leave_out = {}) const;

 private:
  std::vector<MarkDevice> devices_;     // without their pictures, which bank_ has
  std::vector<uint32_t> of_picture_;    // into devices_, by the bank's position
  std::map<std::string, std::vector<uint32_t>, std::less<>> by_figure_;  // things only; into devices_
  CopyLimits limits_;
  PictureBank bank_;
};

}  // namespace markwarden

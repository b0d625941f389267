// Open addressing; the values of one hash lie in a row.
#include "matcher/span_table.h"

#include <algorithm>

namespace markwarden {

void SpanTable::Build() {
  std::sort(pending_.begin(), pending_.end());
  pending_.erase(std::unique(pending_.begin(), pending_.end()), pending_.end());
  size_t distinct = 0;
  for (size_t i = 0; i < pending_.size(); ++i) distinct += i == 0 || pending_[i].first != pending_[i - 1].first;
  if (distinct == 0) return;
  size_t size = 16;
  while (size < distinct * 2) size *= 2;
  slots_.assign(size, Slot{});
  mask_ = size - 1;
  values_.reserve(pending_.size());
  for (size_t i = 0; i < pending_.size(); ++i) {
    const uint64_t hash = pending_[i].first;
    if (i == 0 || hash != pending_[i - 1].first) {
      size_t at = (hash >> 32) & mask_;
      while (slots_[at].begin != kFree) at = (at + 1) & mask_;
      slots_[at] = {static_cast<uint32_t>(hash), static_cast<uint32_t>(values_.size())};
    }
    const bool last = i + 1 == pending_.size() || pending_[i + 1].first != hash;
    values_.push_back(pending_[i].second | (last ? kLast : 0));
  }
  pending_ = {};
}

}  // namespace markwarden

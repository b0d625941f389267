// Word segmentation through ICU.
#include "matcher/word_breaks.h"

#include <unicode/brkiter.h>

#include <algorithm>
#include <memory>

namespace markwarden {
namespace {

constexpr uint32_t kStretch = 32, kMargin = 16;

icu::BreakIterator* Iterator() {
  thread_local const std::unique_ptr<icu::BreakIterator> iterator = [] {
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<icu::BreakIterator>(icu::BreakIterator::createWordInstance(icu::Locale::getChina(), status));
  }();
  return iterator.get();
}

}  // namespace

WordBreaks::WordBreaks(const std::vector<Unit>& units, uint32_t first, uint32_t last) : units_(units) {
  // Stretches begin at places that the run alone decides, so that all spans in one have the same.
  uint32_t run = first;
  while (run > 0 && first - run < kStretch * 2 && units[run].gap == 0 && units[run - 1].script == Script::kHan) --run;
  const bool whole_run = run == 0 || units[run].gap != 0 || units[run - 1].script != Script::kHan;
  base_ = first - run < kStretch && whole_run ? run : std::max(run, (first / kStretch * kStretch) - std::min(first / kStretch * kStretch, kMargin));
  uint32_t end = last + 1;
  const uint32_t furthest = std::max(last + 1 + kMargin, base_ + kStretch + 2 * kMargin);
  while (end < units.size() && end < furthest && units[end].gap == 0 && units[end].script == Script::kHan) ++end;
  end_ = end;
  struct Kept {
    std::vector<char32_t> keys;
    std::vector<uint32_t> starts;
  };
  thread_local Kept kept;
  const size_t count = end_ - base_;
  bool same = kept.keys.size() == count;
  for (size_t i = 0; same && i < count; ++i) same = kept.keys[i] == units[base_ + i].key;
  if (!same) {
    kept.keys.resize(count);
    for (size_t i = 0; i < count; ++i) kept.keys[i] = units[base_ + i].key;
    kept.starts = StartsOf(base_, end_);
  }
  starts_ = kept.starts;
}

// Relative to `begin`, the end last.
std::vector<uint32_t> WordBreaks::StartsOf(uint32_t begin, uint32_t end) const {
  std::vector<uint32_t> starts;
  icu::UnicodeString text;
  std::vector<int32_t> at;  // UTF-16 offset of each unit
  for (uint32_t i = begin; i < end; ++i) {
    at.push_back(text.length());
    text.append(static_cast<UChar32>(units_[i].key < 0x110000 ? units_[i].key : 0xFFFD));
  }
  at.push_back(text.length());
  icu::BreakIterator* iterator = Iterator();
  if (!iterator) {
    for (uint32_t i = 0; i <= end - begin; ++i) starts.push_back(i);
    return starts;
  }
  iterator->setText(text);
  for (int32_t stop = iterator->first(); stop != icu::BreakIterator::DONE; stop = iterator->next()) {
    const auto found = std::lower_bound(at.begin(), at.end(), stop);
    starts.push_back(static_cast<uint32_t>(found - at.begin()));
  }
  return starts;
}

size_t WordBreaks::LoneOf(const std::vector<uint32_t>& starts) {
  size_t lone = 0;
  for (size_t i = 1; i < starts.size(); ++i) lone += starts[i] - starts[i - 1] == 1;
  return lone;
}

size_t WordBreaks::Lone() const { return LoneOf(starts_); }

size_t WordBreaks::LoneWithout(uint32_t first, uint32_t last) const {
  return LoneOf(StartsOf(base_, first)) + LoneOf(StartsOf(last + 1, end_));
}

WordBreaks::Word WordBreaks::At(uint32_t at) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), at - base_);
  if (after == starts_.begin() || after == starts_.end()) return {at, at + 1};
  return {base_ + *(after - 1), base_ + *after};
}

}  // namespace markwarden

// Shingles, prints and their comparison.
#include "reports/relist.h"

#include <algorithm>
#include <set>

namespace markwarden {
namespace {

// Bytes of the character that begins at `at`; one for a byte that begins none.
size_t CharacterBytes(std::string_view text, size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  const size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
  size_t end = at + 1;
  while (end < text.size() && end < at + length && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return end - at;
}

// FNV-1a, then the finaliser of SplitMix64: the smallest of such hashes are a fair sample.
uint64_t HashOf(std::string_view bytes) {
  uint64_t hash = 14695981039346656037ull;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9ull;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebull;
  return hash ^ (hash >> 31);
}

bool IsClear(const PictureHash& picture, const RelistRules& rules) { return picture.quality >= rules.picture_least_quality; }

double TextLikeness(const RelistPrint& taken, const RelistPrint& seen, const RelistRules& rules) {
  if (std::min(taken.title_shingles.size(), seen.title_shingles.size()) < rules.text_least_shingles) return 0;
  const double title = ShingleLikeness(taken.title_shingles, seen.title_shingles, rules.max_shingles);
  const double all = ShingleLikeness(taken.shingles, seen.shingles, rules.max_shingles);
  // A shop's standing text under every offer makes other goods alike, so that a description only speaks with its title.
  return std::max(title, (title + all) / 2);
}

}  // namespace

std::vector<uint64_t> ShinglesOf(std::string_view text, size_t most) {
  std::vector<size_t> starts;
  for (size_t at = 0; at < text.size(); at += CharacterBytes(text, at)) starts.push_back(at);
  starts.push_back(text.size());
  std::vector<uint64_t> shingles;
  for (size_t i = 0; i + 3 < starts.size(); ++i) shingles.push_back(HashOf(text.substr(starts[i], starts[i + 3] - starts[i])));
  std::sort(shingles.begin(), shingles.end());
  shingles.erase(std::unique(shingles.begin(), shingles.end()), shingles.end());
  if (shingles.size() > most) shingles.resize(most);
  return shingles;
}

double ShingleLikeness(const std::vector<uint64_t>& a, const std::vector<uint64_t>& b, size_t most) {
  if (a.empty() || b.empty()) return 0;
  size_t shared = 0, all = 0;
  for (size_t i = 0, k = 0; (i < a.size() || k < b.size()) && all < most; ++all) {
    if (k == b.size() || (i < a.size() && a[i] < b[k])) {
      ++i;
    } else if (i == a.size() || b[k] < a[i]) {
      ++k;
    } else {
      ++shared;
      ++i;
      ++k;
    }
  }
  return static_cast<double>(shared) / static_cast<double>(all);
}

RelistScore CompareRelist(const RelistPrint& taken, const RelistPrint& seen, const RelistRules& rules) {
  RelistScore result;
  int best = rules.picture_distance + 1, pairs = 0;
  for (const PictureHash& old : taken.pictures) {
    if (!IsClear(old, rules)) continue;
    int nearest = rules.picture_distance + 1;
    for (const PictureHash& now : seen.pictures) {
      if (IsClear(now, rules)) nearest = std::min(nearest, HammingDistance(old, now));
    }
    best = std::min(best, nearest);
    pairs += nearest <= rules.picture_distance;
  }
  if (pairs > 0) {
    result.score += rules.picture_weight + (pairs > 1 ? rules.more_pictures_weight : 0);
    result.reasons.push_back({{"what", "picture"}, {"value", best}, {"count", pairs}});
  }
  if (const double text = TextLikeness(taken, seen, rules); text >= rules.text_least) {
    result.score += rules.text_weight * text;
    result.reasons.push_back({{"what", "text"}, {"value", text}});
  }
  std::set<std::string> kinds;
  for (const std::string& key : taken.seller_keys) {
    if (std::find(seen.seller_keys.begin(), seen.seller_keys.end(), key) != seen.seller_keys.end()) kinds.insert(key.substr(0, key.find(':')));
  }
  if (!kinds.empty()) {
    result.score += rules.seller_weight;
    result.reasons.push_back({{"what", "seller"}, {"keys", kinds}});
  }
  result.relisted = result.score >= rules.threshold;
  return result;
}

void RelistIndex::Add(RelistPrint print) {
  const auto at = static_cast<uint32_t>(prints_.size());
  for (const uint64_t shingle : print.title_shingles) by_shingle_[shingle].push_back(at);
  for (const PictureHash& picture : print.pictures) {
    if (!IsClear(picture, rules_)) continue;
    pictures_.push_back(picture);
    picture_of_.push_back(at);
  }
  prints_.push_back(std::move(print));
}

std::vector<RelistIndex::Hit> RelistIndex::Find(const RelistPrint& seen) const {
  // A seller alone reaches no threshold, and no text counts whose titles share nothing.
  std::set<uint32_t> candidates;
  for (const uint64_t shingle : seen.title_shingles) {
    if (const auto known = by_shingle_.find(shingle); known != by_shingle_.end()) candidates.insert(known->second.begin(), known->second.end());
  }
  std::vector<int> distances(pictures_.size());
  for (const PictureHash& picture : seen.pictures) {
    if (!IsClear(picture, rules_)) continue;
    HammingDistances(picture, pictures_, distances.data());
    for (size_t i = 0; i < distances.size(); ++i) {
      if (distances[i] <= rules_.picture_distance) candidates.insert(picture_of_[i]);
    }
  }
  std::vector<Hit> hits;
  for (const uint32_t at : candidates) {
    RelistScore score = CompareRelist(prints_[at], seen, rules_);
    if (score.relisted) hits.push_back({at, std::move(score)});
  }
  return hits;
}

Json ToJson(const RelistPrint& print) {
  Json pictures = Json::array();
  for (const PictureHash& picture : print.pictures) {
    pictures.push_back({{"words", picture.words}, {"pdq", ToHex(picture)}, {"quality", picture.quality}});
  }
  return {{"pictures", std::move(pictures)}, {"title_shingles", print.title_shingles}, {"shingles", print.shingles}, {"title", print.title},
          {"seller", {{"keys", print.seller_keys}}}};
}

Result<RelistPrint> RelistPrintFromJson(const Json& object) try {
  RelistPrint print;
  for (const Json& picture : object.at("pictures")) {
    print.pictures.push_back({.words = picture.at("words").get<std::array<uint64_t, 4>>(), .quality = picture.at("quality").get<int>()});
  }
  print.title_shingles = object.at("title_shingles").get<std::vector<uint64_t>>();
  print.shingles = object.at("shingles").get<std::vector<uint64_t>>();
  print.title = object.at("title").get<std::string>();
  print.seller_keys = object.at("seller").at("keys").get<std::vector<std::string>>();
  if (!std::is_sorted(print.title_shingles.begin(), print.title_shingles.end()) || !std::is_sorted(print.shingles.begin(), print.shingles.end())) {
    return Fail(ErrorCode::kInvalid, "a print's shingles are not in order");
  }
  return print;
} catch (const Json::exception& error) {
  return Fail(ErrorCode::kInvalid, std::string("no print of a listing: ") + error.what());
}

}  // namespace markwarden

// Whether an offer is one that was taken down and has come back under another address: pictures, words, seller.
// Pure; a hit is a lead for a person, never a finding.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/json.h"
#include "core/picture_key.h"
#include "core/result.h"

namespace markwarden {

// reports/follow_up.yaml says where each comes from.
struct RelistRules {
  int picture_distance = 31;       // bits of 256, at most
  int picture_least_quality = 50;  // of both pictures: flat ones are all alike
  double picture_weight = 0.6;     // for the best pair
  double more_pictures_weight = 0.2;
  int common_picture_listings = 5; // for whoever makes a print: a picture of so many other listings is left out
  double text_least = 0.6;
  double text_weight = 0.8;        // times the similarity
  size_t text_least_shingles = 8;  // of the shorter title
  double seller_weight = 0.4;
  double threshold = 0.6;
  size_t max_shingles = 2000;
  size_t max_pictures = 20;
};

// What an offer looks like.
struct RelistPrint {
  std::vector<PictureHash> pictures;     // of whole pictures
  std::vector<uint64_t> title_shingles;  // ascending, each once
  std::vector<uint64_t> shingles;        // of title and description together
  std::string title;                     // as shown, for people
  std::vector<std::string> seller_keys;  // "shop:PLATFORM:KEY", "code:...", "licence:...", "contact:..."
  bool operator==(const RelistPrint&) const = default;
};
Json ToJson(const RelistPrint& print);
// Errors: kInvalid (not what ToJson writes).
Result<RelistPrint> RelistPrintFromJson(const Json& object);

// 64-bit hashes of every three characters in a row, ascending, each once; the smallest `most` of them, so that two long
// texts keep comparable samples.  `text` is normalised by the caller; fewer than three characters give none.
std::vector<uint64_t> ShinglesOf(std::string_view text, size_t most);

// The share of shingles that two texts have in common, 0..1, over the smallest `most` of both.
double ShingleLikeness(const std::vector<uint64_t>& a, const std::vector<uint64_t>& b, size_t most);

struct RelistScore {
  double score = 0;
  bool relisted = false;           // the score reaches the threshold
  Json reasons = Json::array();    // [{"what":"picture","value":12,"count":2},{"what":"text","value":0.83},{"what":"seller","keys":["shop"]}]
};
RelistScore CompareRelist(const RelistPrint& taken, const RelistPrint& seen, const RelistRules& rules);

// Many prints of what was taken down.  Filled by one thread, then only asked: thread-safe.
class RelistIndex {
 public:
  explicit RelistIndex(RelistRules rules) : rules_(rules) {}
  void Add(RelistPrint print);
  size_t size() const { return prints_.size(); }
  const RelistRules& rules() const { return rules_; }

  struct Hit {
    size_t at = 0;  // of the print, by order of Add
    RelistScore score;
  };
  // Every print that `seen` may be a return of, in their order.  The same as comparing with each.
  std::vector<Hit> Find(const RelistPrint& seen) const;

 private:
  const RelistRules rules_;
  std::vector<RelistPrint> prints_;
  std::unordered_map<uint64_t, std::vector<uint32_t>> by_shingle_;  // of titles
  std::vector<PictureHash> pictures_;   // of all prints, with...
  std::vector<uint32_t> picture_of_;    // ...whose they are
};

}  // namespace markwarden

// Candidates from the sample, each tried.
#include "service/right_suggest.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/text/views.h"
#include "rules/goods_reading.h"

namespace markwarden {
namespace {

constexpr size_t kMaxSellersTried = 5, kMaxWordsTried = 8, kMaxNamesTried = 5, kMinRemoved = 2;

struct Candidate {
  const char* kind;
  std::string value;
  Json patch;
  Right right;
  std::vector<bool> removed = {};
};

// The most frequent first, ties by name.
std::vector<std::pair<std::string, size_t>> MostFrequent(const std::map<std::string, size_t>& counts, size_t most) {
  std::vector<std::pair<std::string, size_t>> order(counts.begin(), counts.end());
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (order.size() > most) order.resize(most);
  return order;
}

Json SellersJson(const Right& right) { return ToJson(right)["authorised_sellers"]; }

void AddSellerCandidates(const Right& right, const std::vector<TriedListing>& flagged, std::vector<Candidate>& out) {
  std::map<std::string, size_t> counts;
  std::map<std::string, const Listing*> shown;
  for (const TriedListing& one : flagged) {
    const Seller& seller = one.listing.seller;
    if (seller.name.empty() && seller.id.empty()) continue;
    const std::string key = one.listing.platform + "\n" + (seller.id.empty() ? seller.name : seller.id);
    ++counts[key];
    shown.emplace(key, &one.listing);
  }
  for (const auto& [key, count] : MostFrequent(counts, kMaxSellersTried)) {
    const Listing& listing = *shown[key];
    Candidate candidate{.kind = "seller", .value = listing.seller.name.empty() ? listing.seller.id : listing.seller.name, .patch = {}, .right = right};
    candidate.right.authorised_sellers.push_back({.name = listing.seller.name, .id = listing.seller.id, .platform = listing.platform});
    candidate.patch = {{"authorised_sellers", SellersJson(candidate.right)}};
    out.push_back(std::move(candidate));
  }
}

// Only for a right that names no class: those of its strong flags, else the most frequent one.
void AddClassCandidate(const Right& right, const RuleBook& book, const std::vector<TriedListing>& flagged, double strong, std::vector<Candidate>& out) {
  if (!right.classes.empty()) return;
  std::map<int, size_t> all;
  std::set<int> strong_ones;
  for (const TriedListing& one : flagged) {
    for (const int c : ReadGoods(book, one.listing).classes) {
      ++all[c];
      if (one.flag.db >= strong) strong_ones.insert(c);
    }
  }
  if (all.empty()) return;
  if (strong_ones.empty() || strong_ones.size() > 5) {
    strong_ones = {std::max_element(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second < b.second; })->first};
  }
  Candidate candidate{.kind = "classes", .value = {}, .patch = {}, .right = right};
  candidate.right.classes.assign(strong_ones.begin(), strong_ones.end());
  for (const int c : candidate.right.classes) candidate.value += (candidate.value.empty() ? "" : ", ") + std::to_string(c);
  candidate.patch = {{"classes", candidate.right.classes}};
  out.push_back(std::move(candidate));
}

void AddNameCandidates(const Right& right, std::vector<Candidate>& out) {
  if (right.names.size() + right.nicknames.size() < 2) return;
  size_t tried = 0;
  for (const bool nicknames : {true, false}) {
    const std::vector<std::string>& list = nicknames ? right.nicknames : right.names;
    if (!nicknames && list.size() < 2) continue;
    for (size_t i = 0; i < list.size() && tried < kMaxNamesTried; ++i, ++tried) {
      Candidate candidate{.kind = "name", .value = list[i], .patch = {}, .right = right};
      std::vector<std::string>& left = nicknames ? candidate.right.nicknames : candidate.right.names;
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
      candidate.patch = {{nicknames ? "nicknames" : "names", left}};
      out.push_back(std::move(candidate));
    }
  }
}

bool IsHan(char32_t c) { return c >= 0x4E00 && c <= 0x9FFF; }

// Words of a title: alphabetic ones of three letters and more, pairs and triples of ideographs.
std::set<std::string> WordsOf(const std::string& title) {
  std::set<std::string> words;
  std::vector<std::pair<char32_t, std::string>> chars;
  for (size_t i = 0; i < title.size();) {
    const unsigned char lead = static_cast<unsigned char>(title[i]);
    const size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (i + length > title.size()) break;
    char32_t c = lead < 0x80 ? lead : lead & (0xFF >> (length + 1));
    for (size_t k = 1; k < length; ++k) c = (c << 6) | (static_cast<unsigned char>(title[i + k]) & 0x3F);
    chars.emplace_back(c, title.substr(i, length));
    i += length;
  }
  std::string word;
  const auto end_word = [&] {
    if (word.size() >= 3 && word.size() <= 40) words.insert(word);
    word.clear();
  };
  for (size_t i = 0; i < chars.size(); ++i) {
    const auto& [c, bytes] = chars[i];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0x0400 && c <= 0x04FF);
    if (letter) {
      word += c < 0x80 && c >= 'A' && c <= 'Z' ? std::string(1, static_cast<char>(c - 'A' + 'a')) : bytes;
    } else {
      end_word();
    }
    if (!IsHan(c)) continue;
    std::string run = bytes;
    for (size_t k = i + 1; k < chars.size() && k < i + 3 && IsHan(chars[k].first); ++k) {
      run += chars[k].second;
      words.insert(run);
    }
  }
  end_word();
  return words;
}

// Words of weak flags that no strong one has, and that are no part of the right's names.
void AddWordCandidates(const Right& right, const std::vector<TriedListing>& flagged, double strong, std::vector<Candidate>& out) {
  std::map<std::string, size_t> weak;
  std::set<std::string> telling;
  for (const TriedListing& one : flagged) {
    for (const std::string& word : WordsOf(one.listing.title)) {
      if (one.flag.db >= strong) telling.insert(word);
      else ++weak[word];
    }
  }
  std::string names;
  for (const std::string& name : right.names) names += "\n" + KeyText(name);
  for (const std::string& name : right.nicknames) names += "\n" + KeyText(name);
  std::erase_if(weak, [&](const auto& entry) {
    const std::string key = KeyText(entry.first);
    return entry.second < kMinRemoved || telling.contains(entry.first) || key.empty() || names.find(key) != std::string::npos;
  });
  // Of two words that stand in the same titles the longer one says more.
  std::vector<std::pair<std::string, size_t>> order = MostFrequent(weak, 4 * kMaxWordsTried);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : a.first.size() > b.first.size(); });
  std::vector<std::string> chosen;
  for (const auto& [word, count] : order) {
    const bool inside = std::any_of(chosen.begin(), chosen.end(), [&wanted = word](const std::string& other) { return other.find(wanted) != std::string::npos; });
    if (inside || chosen.size() >= kMaxWordsTried) continue;
    chosen.push_back(word);
    Candidate candidate{.kind = "context_word", .value = word, .patch = {}, .right = right};
    if (!candidate.right.extra.is_object()) candidate.right.extra = Json::object();
    std::vector<std::string> words = JsonTexts(candidate.right.extra, "context_words");
    words.push_back(word);
    candidate.right.extra["context_words"] = words;
    candidate.patch = {{"context_words", words}};
    out.push_back(std::move(candidate));
  }
}

}  // namespace

Json SuggestLessNoise(const RightVersion& version, const std::shared_ptr<const RuleBook>& book, const std::vector<TriedListing>& flagged, const SuggestWish& wish,
                      const std::function<bool()>& stopped) {
  Json suggestions = Json::array();
  const double strong = book->weights.threshold_db() + wish.strong_db;
  std::vector<Candidate> candidates;
  AddSellerCandidates(version.right, flagged, candidates);
  AddClassCandidate(version.right, *book, flagged, strong, candidates);
  AddNameCandidates(version.right, candidates);
  AddWordCandidates(version.right, flagged, strong, candidates);
  for (Candidate& candidate : candidates) {
    if (stopped()) break;
    Result<std::shared_ptr<const RuleSet>> set = RuleSet::Build({{.version_id = {}, .right = candidate.right, .pictures = version.pictures}}, book);
    if (!set) continue;
    const Matcher matcher(*set);
    candidate.removed.resize(flagged.size());
    for (size_t i = 0; i < flagged.size() && !stopped(); ++i) {
      const std::vector<Flag> flags = matcher.Match(flagged[i].listing, &flagged[i].pictures);
      candidate.removed[i] = std::none_of(flags.begin(), flags.end(), [](const Flag& flag) { return flag.verdict == Verdict::kSuspected; });
    }
  }
  std::vector<bool> gone(flagged.size());
  const size_t least = std::max(kMinRemoved, static_cast<size_t>(wish.least_share * static_cast<double>(flagged.size())));
  for (int round = 0; round < wish.suggestions; ++round) {
    const Candidate* best = nullptr;
    int64_t best_worth = 0;
    size_t best_count = 0, best_strong = 0;
    for (const Candidate& candidate : candidates) {
      if (candidate.removed.empty()) continue;
      size_t count = 0, of_strong = 0;
      for (size_t i = 0; i < flagged.size(); ++i) {
        if (!candidate.removed[i] || gone[i]) continue;
        ++count;
        if (flagged[i].flag.db >= strong) ++of_strong;
      }
      // What speaks plainly of imitation is no noise: a seller whose flags are mostly strong is not one to authorise.
      const int64_t worth = static_cast<int64_t>(count) - 3 * static_cast<int64_t>(of_strong);
      if (count < least || worth <= best_worth) continue;
      best = &candidate;
      best_worth = worth;
      best_count = count;
      best_strong = of_strong;
    }
    if (!best) break;
    for (size_t i = 0; i < flagged.size(); ++i) gone[i] = gone[i] || best->removed[i];
    suggestions.push_back({{"kind", best->kind}, {"value", best->value}, {"removes", best_count}, {"strong", best_strong}, {"of", flagged.size()}, {"patch", best->patch}});
  }
  return suggestions;
}

}  // namespace markwarden

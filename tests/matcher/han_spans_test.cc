// The hashes behind names of ideographs: all of their own are found, and a filter lets all of its own through.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <tuple>

#include "matcher/han_spans.h"
#include "matcher/pattern_trie.h"

namespace markwarden {
namespace {

bool Knows(const PatternTrie& trie, const std::vector<uint32_t>& pattern) {
  bool found = false;
  trie.Equal(pattern, [&](uint32_t) { found = true; });
  return found;
}

TEST(SpanTableTest, FindsWhatWasAddedUnderItsHash) {
  std::mt19937_64 random(7);
  std::map<uint64_t, std::set<uint32_t>> added;
  SpanTable table;
  for (uint32_t i = 0; i < 20'000; ++i) {
    const uint64_t hash = random() % 5 == 0 && !added.empty() ? added.begin()->first : random();
    table.Add(hash, i);
    table.Add(hash, i);  // once more counts once
    added[hash].insert(i);
  }
  table.Build();
  for (const auto& [hash, values] : added) {
    std::vector<uint32_t> found;
    table.Find(hash, [&](uint32_t value) { found.push_back(value); });
    EXPECT_EQ(std::set<uint32_t>(found.begin(), found.end()), values);
    EXPECT_EQ(found.size(), values.size());
  }
  size_t strange = 0;
  for (int i = 0; i < 20'000; ++i) table.Find(random(), [&](uint32_t) { ++strange; });
  EXPECT_EQ(strange, 0u);
}

TEST(SpanTableTest, EmptyFindsNothing) {
  SpanTable table;
  table.Build();
  table.Find(42, [](uint32_t) { ADD_FAILURE(); });
}

TEST(PairFilterTest, LetsItsOwnThroughAndFewOthers) {
  PairFilter filter;
  EXPECT_FALSE(filter.Has(U'未', U'来')) << "before anything was added";
  std::mt19937 random(7);
  const auto han = [&] { return 0x4E00 + static_cast<char32_t>(random() % 20'000); };
  std::set<std::pair<char32_t, char32_t>> own;
  while (own.size() < 5'000) own.emplace(han(), han());
  for (const auto& [a, b] : own) filter.Add(a, b);
  filter.Build();
  for (const auto& [a, b] : own) EXPECT_TRUE(filter.Has(a, b));
  int through = 0;
  for (int i = 0; i < 100'000; ++i) {
    const char32_t a = han(), b = han();
    through += !own.contains({a, b}) && filter.Has(a, b);
  }
  EXPECT_LT(through, 10'000);
}

TEST(PatternTrieTest, FindsEveryOccurrenceWhereItMayBegin) {
  PatternTrie trie;
  const std::vector<std::vector<uint32_t>> patterns = {{1, 2}, {1, 2, 3}, {2}, {2, 3, 2}, {1, 2}, {}, {9, 9, 9}};
  for (uint32_t i = 0; i < patterns.size(); ++i) EXPECT_EQ(trie.Add(patterns[i]), i);
  EXPECT_TRUE(Knows(trie, {1, 2, 3}));
  EXPECT_FALSE(Knows(trie, {2, 3}));
  EXPECT_FALSE(Knows(trie, {}));
  trie.Build();
  const std::vector<uint32_t> text = {1, 2, 3, 2, 1, 1, 2};
  const auto occurrences = [&](auto may_begin) {
    std::set<std::tuple<uint32_t, uint32_t, uint32_t>> found;
    trie.Find(text, [](uint32_t symbol) { return symbol; }, may_begin, [&](uint32_t p, uint32_t begin, uint32_t end) { found.emplace(p, begin, end); });
    return found;
  };
  std::set<std::tuple<uint32_t, uint32_t, uint32_t>> wanted;
  for (uint32_t p = 0; p < patterns.size(); ++p) {
    for (uint32_t i = 0; i + patterns[p].size() <= text.size() && !patterns[p].empty(); ++i) {
      if (std::equal(patterns[p].begin(), patterns[p].end(), text.begin() + i)) wanted.emplace(p, i, i + patterns[p].size());
    }
  }
  EXPECT_EQ(wanted.size(), 9u);
  EXPECT_EQ(occurrences([](uint32_t) { return true; }), wanted);
  std::erase_if(wanted, [](const auto& one) { return std::get<1>(one) == 0; });
  EXPECT_EQ(occurrences([](uint32_t i) { return i != 0; }), wanted);
}

TEST(PatternTrieTest, FindsWhatComparingFindsOverManyPatterns) {
  std::mt19937 random(7);
  for (const uint32_t signs : {2u, 4u, 30u}) {
    const auto some = [&](size_t longest) {
      std::vector<uint32_t> symbols(random() % longest + 1);
      for (uint32_t& symbol : symbols) symbol = random() % signs;
      return symbols;
    };
    PatternTrie trie;
    std::vector<std::vector<uint32_t>> patterns;
    for (int i = 0; i < 400; ++i) {
      std::vector<uint32_t> pattern = some(9);
      const bool known = std::find(patterns.begin(), patterns.end(), pattern) != patterns.end();
      EXPECT_EQ(Knows(trie, pattern), known);
      EXPECT_EQ(trie.Add(pattern), patterns.size());
      patterns.push_back(std::move(pattern));
      // What has become of the others' tails meanwhile.
      EXPECT_TRUE(Knows(trie, patterns[random() % patterns.size()]));
    }
    trie.Build();
    for (int t = 0; t < 200; ++t) {
      const std::vector<uint32_t> text = some(40);
      std::multiset<std::tuple<uint32_t, uint32_t, uint32_t>> found, wanted;
      trie.Find(text, [](uint32_t symbol) { return symbol; }, [](uint32_t) { return true; }, [&](uint32_t p, uint32_t begin, uint32_t end) { found.emplace(p, begin, end); });
      for (uint32_t p = 0; p < patterns.size(); ++p) {
        for (uint32_t i = 0; i + patterns[p].size() <= text.size(); ++i) {
          if (std::equal(patterns[p].begin(), patterns[p].end(), text.begin() + i)) wanted.emplace(p, i, i + patterns[p].size());
        }
      }
      ASSERT_EQ(found, wanted) << signs << " signs, text " << t;
    }
  }
}

}  // namespace
}  // namespace markwarden

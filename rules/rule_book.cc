// Texts -> tables and packs, and the digest over them.
#include "rules/rule_book.h"

#include <algorithm>

#include "core/file.h"
#include "core/hash.h"
#include "rules/table_lines.h"

namespace markwarden {
namespace {

struct Table {
  const char* name;  // in RuleTexts
  const char* file;  // under rules/; also how the digest names it
  bool later = false;  // books of old do without it
  bool own = false;    // not shipped: an organisation's
};
constexpr Table kTables[] = {{"thresholds.yaml", "thresholds.yaml"},
                             {"goods.tsv", "data/goods.tsv"},
                             {"lookalike_han.tsv", "data/lookalike_han.tsv"},
                             {"split_han.tsv", "data/split_han.tsv"},
                             {"near_han.tsv", "data/near_han.tsv", true},
                             {"readings_han.tsv", "data/readings_han.tsv", true},
                             {"parts_han.tsv", "data/parts_han.tsv", true},
                             {"words_en.txt", "data/words_en.txt", true},
                             {"words_zh.txt", "data/words_zh.txt", true},
                             {"borrowed_han.txt", "data/borrowed_han.txt", true},
                             {"emoji_names.tsv", "data/emoji_names.tsv", true},
                             {kNiceTableName, "data/nice_table.tsv", true, true}};
constexpr size_t kMaxTableBytes = 8 << 20;

}  // namespace

bool IsPackName(std::string_view file_name) {
  return std::none_of(std::begin(kTables), std::end(kTables), [&](const Table& table) { return table.name == file_name; });
}

Result<RuleTexts> ReadRuleTexts(const std::filesystem::path& data_dir) {
  if (data_dir.empty()) {
    return Fail(ErrorCode::kNotFound, "no data folder found; set MARKWARDEN_DATA to the folder that holds rules/packs");
  }
  const std::filesystem::path rules = data_dir / "rules";
  RuleTexts texts;
  for (const Table& table : kTables) {
    if (table.own) continue;
    Result<std::string> text = ReadFile(rules / table.file, kMaxTableBytes);
    if (!text) return Fail(std::move(text.error()).While("rule tables"));
    texts[table.name] = std::move(*text);
  }
  Result<std::vector<std::filesystem::path>> files = ListPackFiles(rules / "packs");
  if (!files) return Fail(files);
  for (const auto& file : *files) {
    Result<std::string> text = ReadFile(file, kMaxPackBytes);
    if (!text) return Fail(std::move(text.error()).While("rule packs"));
    texts[file.filename().string()] = std::move(*text);
  }
  return texts;
}

Result<std::shared_ptr<const RuleBook>> BuildRuleBook(const RuleTexts& texts) {
  std::string digests;
  for (const Table& table : kTables) {
    const auto text = texts.find(table.name);
    if (text == texts.end() && table.later) continue;
    if (text == texts.end()) return Fail(ErrorCode::kNotFound, std::string("rule tables: no ") + table.file);
    digests += std::string(table.file) + ' ' + Sha256Hex(text->second) + '\n';
  }
  auto book = std::make_shared<RuleBook>();
  Result<Weights> weights = Weights::Parse(texts.at("thresholds.yaml"));
  if (!weights) return Fail(std::move(weights.error()));
  book->weights = std::move(*weights);
  Result<GoodsTable> goods = GoodsTable::Parse(texts.at("goods.tsv"));
  if (!goods) return Fail(std::move(goods.error()));
  book->goods = std::move(*goods);
  const auto later = [&texts](const char* name) -> std::string_view {
    const auto text = texts.find(name);
    return text == texts.end() ? std::string_view() : text->second;
  };
  const std::string_view looks = texts.contains("near_han.tsv") ? later("near_han.tsv") : texts.at("lookalike_han.tsv");
  Result<HanTables> han = HanTables::Parse({.looks = looks, .split = texts.at("split_han.tsv"), .readings = later("readings_han.tsv"), .parts = later("parts_han.tsv")});
  if (!han) return Fail(std::move(han.error()));
  book->han = std::move(*han);
  Result<WordList> english = WordList::Parse(later("words_en.txt"), "words_en.txt");
  if (!english) return Fail(std::move(english.error()));
  book->english = std::move(*english);
  Result<WordList> chinese = WordList::Parse(later("words_zh.txt"), "words_zh.txt");
  if (!chinese) return Fail(std::move(chinese.error()));
  book->chinese = std::move(*chinese);
  Result<std::u32string> borrowed = ParseIdeographs(later("borrowed_han.txt"), "borrowed_han.txt");
  if (!borrowed) return Fail(std::move(borrowed.error()));
  book->borrowed = std::move(*borrowed);
  Result<EmojiNames> emoji = EmojiNames::Parse(later("emoji_names.tsv"));
  if (!emoji) return Fail(std::move(emoji.error()));
  book->emoji = std::move(*emoji);
  if (const std::string_view nice = later(kNiceTableName); !nice.empty()) {
    Result<NiceTable> table = NiceTable::Parse(nice);
    if (!table) return Fail(std::move(table.error()));
    book->nice = std::move(*table);
  }
  std::map<std::string, std::string> packs;
  for (const auto& [name, text] : texts) {
    if (IsPackName(name)) packs.emplace(name, text);
  }
  Result<std::vector<RulePack>> parsed = ParsePacks(packs);
  if (!parsed) return Fail(std::move(parsed.error()));
  book->packs = std::move(*parsed);
  for (const RulePack& pack : book->packs) {
    digests += "pack " + pack.id + ' ' + std::to_string(pack.version) + ' ' + pack.digest + '\n';
  }
  book->digest = Sha256Hex(digests);
  return std::shared_ptr<const RuleBook>(std::move(book));
}

Result<std::shared_ptr<const RuleBook>> LoadRuleBook(const std::filesystem::path& data_dir) {
  Result<RuleTexts> texts = ReadRuleTexts(data_dir);
  if (!texts) return Fail(std::move(texts.error()));
  return BuildRuleBook(*texts);
}

}  // namespace markwarden

// Reads the data folder once.
#include "rules/rule_book.h"

#include "core/file.h"
#include "core/hash.h"

namespace markwarden {

Result<std::shared_ptr<const RuleBook>> LoadRuleBook(const std::filesystem::path& data_dir) {
  if (data_dir.empty()) {
    return Fail(ErrorCode::kNotFound, "no data folder found; set MARKWARDEN_DATA to the folder that holds rules/packs");
  }
  const std::filesystem::path rules = data_dir / "rules";
  std::string digests;
  std::string texts[4];
  const char* const files[] = {"thresholds.yaml", "data/goods.tsv", "data/lookalike_han.tsv", "data/split_han.tsv"};
  for (size_t i = 0; i < 4; ++i) {
    Result<std::string> text = ReadFile(rules / files[i], 8 << 20);
    if (!text) return Fail(std::move(text.error()).While("rule tables"));
    texts[i] = std::move(*text);
    digests += std::string(files[i]) + ' ' + Sha256Hex(texts[i]) + '\n';
  }
  auto book = std::make_shared<RuleBook>();
  Result<Weights> weights = Weights::Parse(texts[0]);
  if (!weights) return Fail(std::move(weights.error()));
  book->weights = std::move(*weights);
  Result<GoodsTable> goods = GoodsTable::Parse(texts[1]);
  if (!goods) return Fail(std::move(goods.error()));
  book->goods = std::move(*goods);
  Result<HanTables> han = HanTables::Parse(texts[2], texts[3]);
  if (!han) return Fail(std::move(han.error()));
  book->han = std::move(*han);
  Result<std::vector<RulePack>> packs = LoadPacks(rules / "packs");
  if (!packs) return Fail(std::move(packs.error()));
  book->packs = std::move(*packs);
  for (const RulePack& pack : book->packs) {
    digests += "pack " + pack.id + ' ' + std::to_string(pack.version) + ' ' + pack.digest + '\n';
  }
  book->digest = Sha256Hex(digests);
  return std::shared_ptr<const RuleBook>(std::move(book));
}

}  // namespace markwarden

// Texts of the shipped packs and of an organisation's own, laid together.
#include "service/rule_books.h"

#include "store/rule_packs.h"

namespace markwarden {

Result<OwnPacks> OwnPacksOf(CaseDb& db, Id org) {
  Result<std::map<std::string, RulePackVersion>> packs = OwnPacksInForce(db, org);
  if (!packs) return Fail(packs);
  OwnPacks own;
  for (auto& [key, version] : *packs) own.emplace(key, std::move(version.yaml));
  return own;
}

Result<RuleTexts> RuleTextsWith(Service& service, const OwnPacks& own) {
  Result<RuleTexts> texts = ReadRuleTexts(service.options().data_dir);
  if (!texts || own.empty()) return texts;
  Result<std::shared_ptr<const RuleBook>> shipped = service.rule_book();
  if (!shipped) return Fail(shipped);
  // The book has its packs in the order of their files' names.
  std::map<std::string, std::string> file_of;
  size_t at = 0;
  for (const auto& [name, text] : *texts) {
    if (IsPackName(name) && at < (*shipped)->packs.size()) file_of[(*shipped)->packs[at++].id] = name;
  }
  for (const auto& [key, yaml] : own) {
    if (!IsPackName(key)) {
      (*texts)[key] = yaml;  // a table
      continue;
    }
    const auto stands_in = file_of.find(key);
    (*texts)[stands_in == file_of.end() ? "own-" + key + ".yaml" : stands_in->second] = yaml;
  }
  return texts;
}

Result<std::shared_ptr<const RuleBook>> RuleBookInForce(Service& service, CaseDb& db, Id org) {
  Result<std::string> key = OwnPacksKey(db, org);
  if (!key) return Fail(key);
  if (key->empty()) return service.rule_book();
  if (std::shared_ptr<const RuleBook> kept = service.kept_rule_book(*key)) return kept;
  Result<OwnPacks> own = OwnPacksOf(db, org);
  if (!own) return Fail(own);
  return service.rule_book(*own);
}

}  // namespace markwarden

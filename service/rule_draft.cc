// Reading drafts against what is in force.
#include "service/rule_draft.h"

#include <algorithm>

#include "service/rule_books.h"

namespace markwarden {
namespace {

constexpr size_t kMaxPackId = 60;

// Errors are one line, whatever the reader of YAML says.
Error OnOneLine(Error error) {
  std::replace(error.message.begin(), error.message.end(), '\n', ' ');
  return error;
}

}  // namespace

Result<RuleDraft> SeenRuleDraft(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<RuleDraft>> draft = FindRuleDraft(db, scope, id);
  if (!draft) return Fail(draft);
  if (!*draft || IsTableKey((*draft)->pack_key)) return Fail(ErrorCode::kNotFound, "no draft " + IdToString(id));
  return std::move(**draft);
}

Result<RulePack> ReadRuleDraft(Service& service, CaseDb& db, Id org, const std::string& yaml) {
  Result<RulePack> pack = ParsePack(yaml, "draft", false);
  if (!pack) return Fail(OnOneLine(std::move(pack.error())));
  if (pack->id.size() < 2 || pack->id.size() > kMaxPackId || pack->id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos) {
    return Fail(ErrorCode::kInvalid, "the pack's id \"" + pack->id.substr(0, kMaxPackId) + "\" must be 2 to 60 of a-z, 0-9 and -");
  }
  if (pack->rules.empty()) return Fail(ErrorCode::kInvalid, "the pack has no rule: to take a pack out of force, withdraw it");
  Result<std::shared_ptr<const RuleBook>> book = RuleBookInForce(service, db, org);
  if (!book) return Fail(book);
  for (const RulePack& there : (*book)->packs) {
    if (there.id == pack->id) {
      if (pack->version <= there.version) {
        return Fail(ErrorCode::kConflict, "version " + std::to_string(there.version) + " of " + there.id + " is in force: write version: " + std::to_string(there.version + 1));
      }
      continue;
    }
    for (const Rule& rule : there.rules) {
      if (std::any_of(pack->rules.begin(), pack->rules.end(), [&](const Rule& own) { return own.id == rule.id; })) {
        return Fail(ErrorCode::kConflict, "rule " + rule.id + " is one of the pack " + there.id + ": give yours another id");
      }
    }
  }
  return pack;
}

Result<std::shared_ptr<const RuleBook>> BookWithRuleDraft(Service& service, CaseDb& db, Id org, const std::string& yaml) {
  Result<RulePack> pack = ReadRuleDraft(service, db, org, yaml);
  if (!pack) return Fail(pack);
  if (Status examples = CheckPack(*pack); !examples) return Fail(examples);
  Result<OwnPacks> own = OwnPacksOf(db, org);
  if (!own) return Fail(own);
  (*own)[pack->id] = yaml;
  return service.rule_book(*own);
}

}  // namespace markwarden

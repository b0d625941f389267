// Rule packs of an organisation's own: drafts, what is in force, runs in the shadow.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/page.h"
#include "store/rule_sets.h"

namespace markwarden {

struct RuleDraft {
  Id id = 0;
  Id org = 0;
  std::string pack_key;
  std::string state;          // draft, active, dropped
  RulePackVersion text;       // the newest
  std::vector<Id> authors;    // everybody who wrote a text of it
  Id created_by = 0;
  std::string author_name;    // login of the newest text's author
  Time created_at, updated_at;
  int64_t row_version = 1;
};
Result<RuleDraft> AddRuleDraft(Transaction& tx, const Scope& scope, const std::string& pack_key, const std::string& yaml);
// Another text of it.  Errors: kNotFound, kConflict (changed meanwhile, or no draft any more).
Result<RuleDraft> EditRuleDraft(Transaction& tx, const Scope& scope, Id id, const std::string& yaml, int64_t row_version);
Status SetRuleDraftState(Transaction& tx, const Scope& scope, Id id, const std::string& state, int64_t row_version);
Result<std::optional<RuleDraft>> FindRuleDraft(CaseDb& db, const Scope& scope, Id id);
// Of packs, newest first.
Result<Page<RuleDraft>> ListRuleDrafts(CaseDb& db, const Scope& scope, const PageRequest& page = {});
Result<int64_t> CountOpenRuleDrafts(CaseDb& db, const Scope& scope);

// A whole table of the rule book goes the same way as a pack; its key is its file's name, which has a dot, as no pack's id has.
bool IsTableKey(const std::string& pack_key);
// Drafts of one table, newest first, each with no more than the first `text_bytes` of its text.
Result<Page<RuleDraft>> ListTableDrafts(CaseDb& db, const Scope& scope, const std::string& key, int64_t text_bytes, const PageRequest& page = {});
Result<int64_t> CountOpenTableDrafts(CaseDb& db, const Scope& scope, const std::string& key);

struct RuleActivation {
  Id id = 0;
  std::string pack_key;
  Id version = 0;  // 0: withdrawn
  Id draft = 0;
  std::string reason;
  Id created_by = 0;
  std::string actor_name;
  Time created_at;
};
Result<Id> AddRuleActivation(Transaction& tx, const Scope& scope, const std::string& pack_key, Id version, Id draft, const std::string& reason);
// Newest first, of one pack; at most 200.
Result<std::vector<RuleActivation>> ListRuleActivations(CaseDb& db, const Scope& scope, const std::string& pack_key);
// The organisation's own packs and tables in force, by pack id or table key.
Result<std::map<std::string, RulePackVersion>> OwnPacksInForce(CaseDb& db, Id org);
// The same as lines "key digest", without reading the texts; empty when there are none.
Result<std::string> OwnPacksKey(CaseDb& db, Id org);
Result<std::optional<RulePackVersion>> FindRulePackVersion(CaseDb& db, Id org, Id id);

struct RuleShadow {
  Id id = 0;
  Id org = 0;
  Id draft = 0;
  Id version = 0;
  std::string state;  // waiting, running, done, cancelled, failed
  int64_t wanted = 0, scanned = 0;
  Id before_snapshot = 0;
  Json result = Json::object();
  std::string why;
  std::string actor_name;
  Time created_at;
  std::optional<Time> ended_at;
  int64_t row_version = 1;
};
// Errors: kConflict (one of this draft runs already).
Result<RuleShadow> AddRuleShadow(Transaction& tx, const Scope& scope, const RuleDraft& draft, int64_t wanted);
Result<std::optional<RuleShadow>> FindRuleShadow(CaseDb& db, const Scope& scope, Id id);
Result<std::vector<RuleShadow>> ListRuleShadows(CaseDb& db, const Scope& scope, Id draft);  // newest first, at most 50
// The oldest that waits or was begun, of every organisation.
Result<std::optional<RuleShadow>> NextRuleShadow(CaseDb& db);
// Writes state, counts and result; false when it was cancelled meanwhile.
Result<bool> SaveRuleShadow(Transaction& tx, const RuleShadow& shadow);
// Errors: kNotFound, kConflict (it has ended).
Status CancelRuleShadow(Transaction& tx, const Scope& scope, Id id);

// Latest snapshots, newest first, with an id below `before` (0: the newest).
Result<std::vector<SnapshotRecord>> LatestSnapshotsBefore(CaseDb& db, Id before, int limit);

}  // namespace markwarden

// Rule packs, rule sets (the digest of the versions in force) and what is left to match.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/scope.h"
#include "store/database.h"
#include "store/listings.h"

namespace markwarden {

class Query;

struct RulePackVersion {
  Id id = 0;
  Id org = 0;
  std::string name;
  std::string digest;  // SHA-256 of yaml, hexadecimal
  std::string yaml;
  Time created_at;
};
// Columns id, org_id, name, digest, yaml, created_at.  For store/ alone.
RulePackVersion ReadRulePackRow(Query& row);
// The same text twice is one version.
Result<RulePackVersion> SaveRulePack(Transaction& tx, const Scope& scope, const std::string& name, const std::string& yaml);
Result<std::optional<RulePackVersion>> FindRulePack(CaseDb& db, const Scope& scope, const std::string& digest);

// What a rule set is made of; enough to rebuild it.
struct RuleSetRecord {
  Id org = 0;
  std::string digest;
  std::vector<Id> right_versions;
  std::vector<Id> rule_packs;
  int64_t generation = 0;  // grows by one each time another set comes into force
  Time created_at;
};
// Records the set and puts it in force for the scope's organisation; the generation grows only
// when it was not in force already.
Result<RuleSetRecord> PutRuleSetInForce(Transaction& tx, const Scope& scope, const std::string& digest,
                                        const std::vector<Id>& right_versions, const std::vector<Id>& rule_packs);
Result<std::optional<RuleSetRecord>> RuleSetInForce(CaseDb& db, Id org);
Result<std::optional<RuleSetRecord>> FindRuleSet(CaseDb& db, Id org, const std::string& digest);
Result<int64_t> RuleGeneration(CaseDb& db, Id org);  // 0: none in force yet; cheap enough to poll

// Latest snapshots that `org` has not matched under this rule set and engine, oldest first.
// A snapshot whose pictures arrived after it was matched is listed again.
struct UnmatchedRequest {
  Id org = 0;
  std::string rule_set = {};
  std::string engine = {};
  int limit = 200;
  Id after = 0;  // snapshots with a greater id only: for going on within one pass
};
Result<std::vector<SnapshotRecord>> ListUnmatched(CaseDb& db, const UnmatchedRequest& request);
Result<int64_t> CountUnmatched(CaseDb& db, Id org, const std::string& rule_set, const std::string& engine);
// `snapshot` as it was when it was matched: pictures linked since then have it listed again.
Status MarkMatched(Transaction& tx, Id org, const std::string& rule_set, const std::string& engine,
                   const SnapshotRecord& snapshot);
// As above, taking it that every picture linked by now was seen.
Status MarkMatched(Transaction& tx, Id org, const std::string& rule_set, const std::string& engine, Id snapshot);

}  // namespace markwarden

// The graph of aliases over the store.
#include "service/aliases.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/text/charset.h"
#include "core/text/views.h"
#include "core/url.h"
#include "matcher/drawn_names.h"
#include "matcher/name_index.h"
#include "reports/template.h"
#include "service/matching.h"
#include "service/permissions.h"
#include "service/policy_file.h"
#include "service/right_save.h"
#include "service/right_terms.h"
#include "service/right_try.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/aliases.h"
#include "store/events.h"
#include "store/flags.h"

namespace markwarden {
namespace {

constexpr size_t kMaxAliasBytes = 300, kMaxAliasNote = 2'000, kMaxAliasUrl = 8'192;
const std::set<std::string> kAliasRelations = {"nickname", "translation", "transliteration", "abbreviation", "emoji", "device", "series", "disguise"};

struct AliasPolicy {
  int64_t most_open = 0, most_evidence = 0, examined = 0, least_flags = 0, least_sellers = 0, most_suggestions = 0;
};

Result<AliasPolicy> LoadAliasPolicy(const std::filesystem::path& data_dir) {
  return ReadPolicyFile(data_dir / "rules" / "registration" / "aliases.yaml", [](const YAML::Node& node) {
    yaml::OnlyKeys(node, {"version", "source", "most_open", "most_evidence", "examined", "least_flags", "least_sellers", "most_suggestions"}, "aliases");
    AliasPolicy policy;
    policy.most_open = WholeNumber(node["most_open"], "most_open", 10'000);
    policy.most_evidence = WholeNumber(node["most_evidence"], "most_evidence", 1'000);
    policy.examined = WholeNumber(node["examined"], "examined", 10'000);
    policy.least_flags = WholeNumber(node["least_flags"], "least_flags", 1'000);
    policy.least_sellers = WholeNumber(node["least_sellers"], "least_sellers", 1'000);
    policy.most_suggestions = WholeNumber(node["most_suggestions"], "most_suggestions", 1'000);
    return policy;
  });
}

// What makes two aliases the same; of one that is drawn, its emoji.
std::string AliasKey(const std::string& text) {
  std::string key = KeyText(text);
  if (!key.empty()) return key;
  for (const char32_t sign : DrawnName(text)) key += IdToString(static_cast<Id>(sign)) + ";";
  return key;
}

Json RightRef(Id id, const std::string& key, const std::string& title) { return {{"id", IdToString(id)}, {"right_id", key}, {"title", title}}; }

Json AliasView(const Scope& scope, const Alias& alias) {
  Json evidence = Json::array(), may = Json::array();
  for (const AliasEvidence& one : alias.evidence) {
    evidence.push_back({{"kind", one.kind}, {"flag", one.flag == 0 ? Json(nullptr) : Json(IdToString(one.flag))}, {"body", one.body}, {"by", TextOrNull(one.by)},
                        {"at", FormatTime(one.created_at)}});
  }
  const bool open = alias.state == "proposed", in_force = alias.state == "in_force";
  if ((open || in_force) && Authorise(scope, UseCase::kProposeAlias)) may.push_back("evidence");
  if (open && Authorise(scope, UseCase::kDecideAlias)) {
    may.push_back("try");
    if (Authorise(scope, UseCase::kDecideAlias, alias.created_by)) may.push_back("approve");
    may.push_back("refuse");
  } else if (open && Authorise(scope, UseCase::kProposeAlias)) {
    may.push_back("try");
  }
  if (in_force && Authorise(scope, UseCase::kWithdrawAlias)) may.push_back("withdraw");
  return {{"id", IdToString(alias.id)},
          {"right", RightRef(alias.right, alias.right_key, alias.right_title.empty() ? alias.of_text : alias.right_title)},
          {"of", alias.of_text},
          {"text", alias.text},
          {"relation", alias.relation},
          {"language", TextOrNull(alias.language)},
          {"state", alias.state},
          {"evidence", std::move(evidence)},
          {"by", alias.created_by_name},
          {"created_at", FormatTime(alias.created_at)},
          {"decided_by", TextOrNull(alias.decided_by)},
          {"decided_at", TimeOrNull(alias.decided_at)},
          {"decision", TextOrNull(alias.decision)},
          {"ended_by", TextOrNull(alias.ended_by)},
          {"ended_at", TimeOrNull(alias.ended_at)},
          {"ending", TextOrNull(alias.ending)},
          {"row_version", alias.row_version},
          {"may", std::move(may)}};
}

Result<Alias> SeenAlias(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<Alias>> alias = FindAlias(db, scope, id);
  if (!alias) return Fail(alias);
  if (!*alias) return Fail(ErrorCode::kNotFound, "no alias " + IdToString(id));
  return std::move(**alias);
}

Status CheckAliasText(const std::string& text) {
  if (text.size() > kMaxAliasBytes || !IsUtf8(text)) return Fail(ErrorCode::kInvalid, "an alias has at most 300 bytes of UTF-8");
  if (!DrawnName(text).empty()) return Ok();
  const std::vector<Unit> units = MakeViews(text).units;
  if (units.empty()) return Fail(ErrorCode::kInvalid, "an alias has letters, ideographs, digits or emoji");
  if (units.size() < 2) return Fail(ErrorCode::kInvalid, "one sign alone is part of too many words: give the alias with another");
  return Ok();
}

Result<AliasEvidence> ReadAliasEvidence(CaseDb& db, const Scope& scope, Id right, const Json& said) {
  if (!said.is_object()) return Fail(ErrorCode::kInvalid, "evidence is an object with its kind: flag, url or statement");
  AliasEvidence evidence;
  evidence.kind = JsonText(said, "kind");
  if (evidence.kind == "flag") {
    const auto id = ParseId(JsonText(said, "flag"));
    if (!id) return Fail(ErrorCode::kInvalid, "name the flag by its id");
    Result<std::optional<FlagRecord>> flag = FindFlag(db, scope, *id);
    if (!flag) return Fail(flag);
    if (!*flag || (*flag)->right != right) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(*id) + " of this right");
    Result<std::optional<ListingRecord>> listing = FindListing(db, (*flag)->listing);
    if (!listing) return Fail(listing);
    evidence.flag = *id;
    evidence.body = *listing ? (*listing)->title : "";
  } else if (evidence.kind == "url") {
    evidence.body = JsonText(said, "url");
    const bool web = evidence.body.starts_with("https://") || evidence.body.starts_with("http://");
    if (!web || evidence.body.size() > kMaxAliasUrl || !ParseUrl(evidence.body)) return Fail(ErrorCode::kInvalid, "the address is none of the web: begin it with https://");
  } else if (evidence.kind == "statement") {
    evidence.body = JsonText(said, "text");
    if (IsBlank(evidence.body) || evidence.body.size() > kMaxAliasNote || !IsUtf8(evidence.body)) return Fail(ErrorCode::kInvalid, "say what speaks for the alias, in at most 2,000 bytes");
  } else {
    return Fail(ErrorCode::kInvalid, "evidence is a flag, a url or a statement");
  }
  return evidence;
}

bool HasName(const std::vector<std::string>& names, const std::string& key) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return AliasKey(name) == key; });
}

Status TellOfAlias(Transaction& tx, const Scope& scope, const char* kind, const Alias& alias, Json detail) {
  NewEvent event = EventBy(scope, kind, "alias", alias.id);
  event.org = alias.org;
  event.region_code = alias.region_code;
  detail["right"] = IdToString(alias.right);
  event.detail = std::move(detail);
  if (auto id = AppendEvent(tx, event); !id) return Fail(id);
  return Ok();
}

Result<RightRecord> RightOfAlias(CaseDb& db, const Scope& scope, Id right) {
  Result<std::optional<RightRecord>> found = FindRight(db, scope, right);
  if (!found) return Fail(found);
  if (!*found) return Fail(ErrorCode::kNotFound, "the alias is of a right that is gone");
  return std::move(**found);
}

// A version of the right with other nicknames, by whoever acts.
Status SaveNicknames(Service& service, Transaction& tx, const Scope& scope, const RightRecord& record, Right version, const Alias& alias) {
  Scope acting = scope;
  acting.org = record.org;
  Result<RightSaved> saved = SaveRight(tx, acting, version, record.pictures, record.region_code);
  if (!saved) return Fail(saved);
  if (!saved->new_version) return Ok();
  if (Status counted = RefreshRightTerms(service, tx, saved->record); !counted) return counted;
  NewEvent event = EventBy(scope, "right.changed", "right", record.id);
  event.org = record.org;
  event.detail = {{"version", saved->record.version}, {"digest", saved->record.digest}, {"alias", IdToString(alias.id)}};
  if (auto id = AppendEvent(tx, event); !id) return Fail(id);
  return Ok();
}

// In how many of the flags each name was found, and how many of those were upheld; by the key of the name.
struct AliasYield {
  int64_t found = 0, upheld = 0;
};
std::map<std::string, AliasYield> YieldOf(const std::vector<FlaggedNames>& flags) {
  std::map<std::string, AliasYield> yield;
  for (const FlaggedNames& flag : flags) {
    const Result<Flag> result = FlagFromJson(flag.result);
    if (!result) continue;
    std::set<std::string> keys;
    for (const Signal& signal : result->signals) {
      if (!signal.decoded.empty() && signal.detector.starts_with("text.")) keys.insert(AliasKey(signal.decoded));
    }
    for (const std::string& key : keys) {
      ++yield[key].found;
      yield[key].upheld += flag.state == "in_case";
    }
  }
  return yield;
}

// Disguises that recur in what was upheld: "奈克" for 耐克, in four flags of three sellers.
Json SuggestedAliases(const std::vector<FlaggedNames>& flags, const Right& right, const std::set<std::string>& open, const AliasPolicy& policy) {
  struct Recurring {
    std::string text, of;
    std::vector<std::string> chain;
    std::set<Id> sellers;
    std::vector<Id> flags;
  };
  std::map<std::string, Recurring> seen;
  for (const FlaggedNames& flag : flags) {
    if (flag.state != "in_case") continue;
    const Result<Flag> result = FlagFromJson(flag.result);
    if (!result) continue;
    std::set<std::string> keys;
    for (const Signal& signal : result->signals) {
      if (signal.decoded.empty() || !signal.detector.starts_with("text.") || signal.detector == "text.copy") continue;
      const std::string key = AliasKey(signal.matched);
      if (key.empty() || open.contains(key) || HasName(right.names, key) || HasName(right.nicknames, key) || !CheckAliasText(signal.matched)) continue;
      if (!keys.insert(key).second) continue;
      Recurring& one = seen[key];
      if (one.flags.empty()) {
        one.text = signal.matched;
        one.of = signal.decoded;
        one.chain = signal.chain;
      }
      one.flags.push_back(flag.flag);
      one.sellers.insert(flag.seller);
    }
  }
  std::vector<const Recurring*> order;
  for (const auto& [key, one] : seen) {
    if (static_cast<int64_t>(one.flags.size()) >= policy.least_flags && static_cast<int64_t>(one.sellers.size()) >= policy.least_sellers) order.push_back(&one);
  }
  std::stable_sort(order.begin(), order.end(), [](const Recurring* a, const Recurring* b) { return a->flags.size() > b->flags.size(); });
  if (order.size() > static_cast<size_t>(policy.most_suggestions)) order.resize(static_cast<size_t>(policy.most_suggestions));
  Json suggestions = Json::array();
  for (const Recurring* one : order) {
    Json ids = Json::array();
    for (const Id id : one->flags) {
      if (ids.size() < 10) ids.push_back(IdToString(id));
    }
    suggestions.push_back({{"text", one->text}, {"of", one->of}, {"chain", one->chain}, {"flags", std::move(ids)}, {"count", one->flags.size()}, {"sellers", one->sellers.size()}});
  }
  return suggestions;
}

// The right in force with one alias more.
Result<RightVersion> VersionWithAlias(Service& service, const Scope& scope, Id id) {
  if (Status proposes = Authorise(scope, UseCase::kProposeAlias); !proposes && !Authorise(scope, UseCase::kDecideAlias)) return Fail(proposes);
  return Reading(service, [&](CaseDb& db) -> Result<RightVersion> {
    Result<Alias> alias = SeenAlias(db, scope, id);
    if (!alias) return Fail(alias);
    Result<RightRecord> record = RightOfAlias(db, scope, alias->right);
    if (!record) return Fail(record);
    Result<RightVersion> version = VersionOfRecord(db, *record);
    if (!version) return Fail(version);
    if (!HasName(version->right.nicknames, alias->key)) version->right.nicknames.push_back(alias->text);
    return version;
  });
}

}  // namespace

Status KeepAliases(CaseDb& db, Id right, Right& version) {
  Result<std::vector<Alias>> aliases = OpenAliases(db, right);
  if (!aliases) return Fail(aliases);
  for (const Alias& alias : *aliases) {
    if (alias.state == "in_force" && !HasName(version.names, alias.key) && !HasName(version.nicknames, alias.key)) version.nicknames.push_back(alias.text);
  }
  return Ok();
}

Result<Json> ListAliases(Service& service, const Scope& scope, const AliasQuery& query, const ListPage& page) {
  if (Status allowed = Authorise(scope, UseCase::kSeeAliases); !allowed) return Fail(allowed);
  static const std::set<std::string> kStates = {"", "proposed", "in_force", "refused", "withdrawn"};
  if (!kStates.contains(query.state)) return Fail(ErrorCode::kInvalid, "an alias is proposed, in_force, refused or withdrawn");
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    AliasFilter filter{.right = 0, .state = query.state};
    if (!query.right.empty()) {
      Result<RightRecord> right = KnownRight(db, scope, query.right);
      if (!right) return Fail(right);
      filter.right = right->id;
    }
    Result<Page<Alias>> aliases = ListAliases(db, scope, filter, {.limit = std::clamp(page.limit, 1, 500), .after = page.cursor});
    if (!aliases) return Fail(aliases);
    Json items = Json::array();
    for (const Alias& alias : aliases->rows) items.push_back(AliasView(scope, alias));
    return Json{{"items", std::move(items)}, {"next", TextOrNull(aliases->next)}};
  });
}

Result<Json> ShowAlias(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeAliases); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Alias> alias = SeenAlias(db, scope, id);
    if (!alias) return Fail(alias);
    return AliasView(scope, *alias);
  });
}

Result<Json> ShowAliasGraph(Service& service, const Scope& scope, const std::string& wanted) {
  if (Status allowed = Authorise(scope, UseCase::kSeeAliases); !allowed) return Fail(allowed);
  Result<AliasPolicy> policy = LoadAliasPolicy(service.options().data_dir);
  if (!policy) return Fail(policy);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<RightRecord> record = KnownRight(db, scope, wanted);
    if (!record) return Fail(record);
    const Right& right = record->right;
    Result<std::vector<Alias>> aliases = OpenAliases(db, record->id);
    if (!aliases) return Fail(aliases);
    Result<std::vector<FlaggedNames>> flags = NamesFlagged(db, scope, record->id, static_cast<int>(policy->examined));
    if (!flags) return Fail(flags);
    std::map<std::string, AliasYield> yield = YieldOf(*flags);
    Json edges = Json::array();
    std::set<std::string> open;
    const auto add = [&](const std::string& of, const std::string& text, const std::string& key, Json relation, const std::string& state, Json alias) {
      edges.push_back({{"of", of}, {"text", text}, {"relation", std::move(relation)}, {"state", state}, {"alias", std::move(alias)}, {"found", yield[key].found},
                       {"upheld", yield[key].upheld}});
    };
    for (const Alias& alias : *aliases) {
      open.insert(alias.key);
      add(alias.of_text, alias.text, alias.key, alias.relation, alias.state, IdToString(alias.id));
    }
    std::set<std::string> drawn = open;
    const std::string first = right.names.empty() ? TitleOfRight(*record) : right.names.front();
    for (const std::string& nickname : right.nicknames) {
      const std::string key = AliasKey(nickname);
      if (!key.empty() && drawn.insert(key).second) add(first, nickname, key, nullptr, "in_force", nullptr);
    }
    Json may = Json::array();
    if (Authorise(scope, UseCase::kProposeAlias)) may.push_back("propose");
    return Json{{"right", RightRef(record->id, record->key, TitleOfRight(*record))},
                {"names", right.names},
                {"edges", std::move(edges)},
                {"suggestions", SuggestedAliases(*flags, right, open, *policy)},
                {"examined", flags->size()},
                {"may", std::move(may)}};
  });
}

Result<Json> ProposeAlias(Service& service, const Scope& scope, const Json& wanted) {
  if (Status allowed = Authorise(scope, UseCase::kProposeAlias); !allowed) return Fail(allowed);
  if (!wanted.is_object()) return Fail(ErrorCode::kInvalid, "a proposal is a JSON object");
  Result<AliasPolicy> policy = LoadAliasPolicy(service.options().data_dir);
  if (!policy) return Fail(policy);
  Alias alias;
  alias.text = JsonText(wanted, "text");
  if (Status good = CheckAliasText(alias.text); !good) return Fail(good);
  alias.key = AliasKey(alias.text);
  alias.relation = JsonText(wanted, "relation");
  if (!kAliasRelations.contains(alias.relation)) {
    return Fail(ErrorCode::kInvalid, "say what the alias is: nickname, translation, transliteration, abbreviation, emoji, device, series or disguise");
  }
  alias.language = JsonText(wanted, "language");
  if (alias.language.size() > 8 || !std::all_of(alias.language.begin(), alias.language.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; })) {
    return Fail(ErrorCode::kInvalid, "a language is given by its code, such as zh or ru");
  }
  const Json* evidence = JsonMember(wanted, "evidence");
  if (evidence == nullptr || !evidence->is_array() || evidence->empty()) return Fail(ErrorCode::kInvalid, "say what speaks for it: an alias needs evidence");
  if (static_cast<int64_t>(evidence->size()) > policy->most_evidence) return Fail(ErrorCode::kInvalid, "an alias takes at most " + std::to_string(policy->most_evidence) + " pieces of evidence");
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    CaseDb& db = tx.db();
    Result<RightRecord> record = KnownRight(db, scope, JsonText(wanted, "right"));
    if (!record) return Fail(record);
    const Right& right = record->right;
    if (HasName(right.names, alias.key)) return Fail(ErrorCode::kConflict, "\"" + alias.text + "\" is one of the right's names");
    Result<std::vector<Alias>> open = OpenAliases(db, record->id);
    if (!open) return Fail(open);
    if (static_cast<int64_t>(open->size()) >= policy->most_open) return Fail(ErrorCode::kConflict, "the right has " + std::to_string(open->size()) + " aliases: withdraw some first");
    alias.of_text = JsonText(wanted, "of");
    if (alias.of_text.empty() && !right.names.empty()) alias.of_text = right.names.front();
    const std::string of_key = AliasKey(alias.of_text);
    const bool known = HasName(right.names, of_key) || HasName(right.nicknames, of_key) ||
                       std::any_of(open->begin(), open->end(), [&](const Alias& one) { return one.key == of_key; });
    if (of_key.empty() || !known || of_key == alias.key) return Fail(ErrorCode::kInvalid, "\"of\" is one of the right's names, or another alias of it");
    for (const Json& said : *evidence) {
      Result<AliasEvidence> one = ReadAliasEvidence(db, scope, record->id, said);
      if (!one) return Fail(one);
      alias.evidence.push_back(std::move(*one));
    }
    alias.org = record->org;
    alias.right = record->id;
    alias.region_code = record->region_code;
    Result<Alias> made = AddAlias(tx, scope, alias);
    if (!made) return Fail(made);
    if (Status told = TellOfAlias(tx, scope, "alias.proposed", *made, {{"text", alias.text}, {"of", alias.of_text}, {"relation", alias.relation}}); !told) return Fail(told);
    Result<Alias> shown = SeenAlias(db, scope, made->id);
    if (!shown) return Fail(shown);
    return AliasView(scope, *shown);
  });
}

Result<Json> AddEvidenceToAlias(Service& service, const Scope& scope, Id id, const Json& said) {
  if (Status allowed = Authorise(scope, UseCase::kProposeAlias); !allowed) return Fail(allowed);
  Result<AliasPolicy> policy = LoadAliasPolicy(service.options().data_dir);
  if (!policy) return Fail(policy);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<Alias> alias = SeenAlias(tx.db(), scope, id);
    if (!alias) return Fail(alias);
    if (alias->state != "proposed" && alias->state != "in_force") return Fail(ErrorCode::kConflict, "the alias is " + alias->state + ": propose it anew");
    if (static_cast<int64_t>(alias->evidence.size()) >= policy->most_evidence) return Fail(ErrorCode::kConflict, "an alias takes at most " + std::to_string(policy->most_evidence) + " pieces of evidence");
    Result<AliasEvidence> evidence = ReadAliasEvidence(tx.db(), scope, alias->right, said);
    if (!evidence) return Fail(evidence);
    if (Status kept = AddAliasEvidence(tx, scope, *alias, *evidence); !kept) return Fail(kept);
    if (Status told = TellOfAlias(tx, scope, "alias.evidence", *alias, {{"kind", evidence->kind}}); !told) return Fail(told);
    Result<Alias> shown = SeenAlias(tx.db(), scope, id);
    if (!shown) return Fail(shown);
    return AliasView(scope, *shown);
  });
}

Result<Json> ActOnAlias(Service& service, const Scope& scope, Id id, const std::string& act, const std::string& reason, int64_t row_version) {
  if (act != "approve" && act != "refuse" && act != "withdraw") return Fail(ErrorCode::kInvalid, "an alias is approved, refused or withdrawn: send act approve, refuse or withdraw");
  const UseCase use = act == "withdraw" ? UseCase::kWithdrawAlias : UseCase::kDecideAlias;
  if (Status allowed = Authorise(scope, use); !allowed) return Fail(allowed);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    CaseDb& db = tx.db();
    Result<Alias> alias = SeenAlias(db, scope, id);
    if (!alias) return Fail(alias);
    if (IsBlank(reason) || reason.size() > kMaxAliasNote || !IsUtf8(reason)) return Fail(ErrorCode::kInvalid, "say why, in at most 2,000 bytes");
    if (act == "approve") {
      if (Status another = Authorise(scope, use, alias->created_by); !another) return Fail(another);
    }
    if (alias->state != (act == "withdraw" ? "in_force" : "proposed")) return Fail(ErrorCode::kConflict, "the alias is " + alias->state + ": there is nothing to " + act);
    Result<RightRecord> record = RightOfAlias(db, scope, alias->right);
    if (!record) return Fail(record);
    AliasMove move{.alias = id, .to = act == "approve" ? "in_force" : act == "refuse" ? "refused" : "withdrawn", .reason = reason, .row_version = row_version};
    Right version = record->right;
    if (act == "approve") {
      move.listed = HasName(version.nicknames, alias->key) || HasName(version.names, alias->key);
      if (!move.listed) version.nicknames.push_back(alias->text);
    } else if (act == "withdraw" && !alias->listed) {
      std::erase_if(version.nicknames, [&](const std::string& name) { return AliasKey(name) == alias->key; });
    }
    if (Status moved = MoveAlias(tx, scope, move); !moved) return Fail(moved);
    if (act != "refuse") {
      if (Status saved = SaveNicknames(service, tx, scope, *record, std::move(version), *alias); !saved) return Fail(saved);
    }
    const char* kind = act == "approve" ? "alias.approved" : act == "refuse" ? "alias.refused" : "alias.withdrawn";
    if (Status told = TellOfAlias(tx, scope, kind, *alias, {{"text", alias->text}, {"reason", reason}}); !told) return Fail(told);
    Result<Alias> shown = SeenAlias(db, scope, id);
    if (!shown) return Fail(shown);
    return AliasView(scope, *shown);
  });
}

Result<Json> TryAlias(Service& service, const Scope& scope, Id id, const std::function<void(const TrialProgress&)>& progress, std::stop_token stop) {
  Result<RightVersion> draft = VersionWithAlias(service, scope, id);
  if (!draft) return Fail(draft);
  return TryVersion(service, scope, *draft, progress, stop);
}

Result<Json> StartAliasTrial(Service& service, const Scope& scope, Id id) {
  Result<RightVersion> draft = VersionWithAlias(service, scope, id);
  if (!draft) return Fail(draft);
  return StartVersionTrial(service, scope, std::move(*draft));
}

}  // namespace markwarden

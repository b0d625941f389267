// Views of packs and drafts, and what may be done with them.
#include "service/rule_packs.h"

#include <algorithm>
#include <set>

#include "rules/rule_book.h"
#include "service/matching.h"
#include "service/permissions.h"
#include "service/rule_books.h"
#include "service/rule_draft.h"
#include "service/rule_shadow.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/rule_packs.h"
#include "store/rule_sets.h"

namespace markwarden {
namespace {

constexpr int64_t kMaxOpenDrafts = 50;
constexpr size_t kMaxRuleReason = 2'000;

Json PackRow(const RulePack& pack) {
  size_t examples = 0;
  for (const Rule& rule : pack.rules) examples += rule.must_fire.size() + rule.must_not_fire.size();
  return {{"id", pack.id},           {"version", pack.version},     {"source", pack.source}, {"date", TextOrNull(pack.date)},
          {"language", TextOrNull(pack.language)}, {"rules", pack.rules.size()}, {"examples", examples},  {"digest", pack.digest}};
}

Json RuleRow(const Rule& rule, const PackReport& report) {
  Json kinds = Json::array(), examples = Json::array();
  for (const RightKind kind : rule.kinds) kinds.push_back(ToString(kind));
  for (const ExampleResult& example : report.examples) {
    if (example.rule == rule.id) examples.push_back({{"text", example.example}, {"wanted", example.wanted}, {"fired", example.fired}});
  }
  const RuleWhen& when = rule.when;
  return {{"id", rule.id},
          {"when", when.empty() ? Json()
                                : Json{{"price_below", when.price_below ? Json(*when.price_below) : Json()}, {"seller", TextOrNull(when.seller)}, {"category", when.categories}, {"lacks", when.lacking}, {"name", TextOrNull(when.name)}}},
          {"effect", rule.effect == RuleEffect::kSuspect ? "suspect" : rule.effect == RuleEffect::kClear ? "clear" : "context"},
          {"place", rule.place == RulePlace::kBeforeName ? "before_name" : rule.place == RulePlace::kAfterName ? "after_name" : "anywhere"},
          {"fields", rule.fields},
          {"kinds", std::move(kinds)},
          {"db", rule.db},
          {"window", rule.window},
          {"reason", rule.reason},
          {"why", TextOrNull(rule.why)},
          {"legal_basis", TextOrNull(rule.legal_basis)},
          {"examples", std::move(examples)}};
}

// A pack with its rules and what their examples do.
Json WholePack(const RulePack& pack) {
  const PackReport report = TestPacks({pack});
  Json whole = PackRow(pack), rules = Json::array();
  for (const Rule& rule : pack.rules) rules.push_back(RuleRow(rule, report));
  whole["rule_list"] = std::move(rules);
  whole["failed"] = report.failed;
  return whole;
}

const RulePack* FindPack(const std::vector<RulePack>& packs, const std::string& id) {
  const auto found = std::find_if(packs.begin(), packs.end(), [&](const RulePack& pack) { return pack.id == id; });
  return found == packs.end() ? nullptr : &*found;
}

Json DraftRow(const RuleDraft& draft) {
  Json version = nullptr, failed = nullptr;
  if (Result<RulePack> pack = ParsePack(draft.text.yaml, draft.pack_key, false)) {
    version = pack->version;
    failed = TestPacks({*pack}).failed;
  }
  return {{"id", IdToString(draft.id)},
          {"pack", draft.pack_key},
          {"version", std::move(version)},
          {"failed", std::move(failed)},
          {"state", draft.state},
          {"author", draft.author_name},
          {"digest", draft.text.digest},
          {"created_at", FormatTime(draft.created_at)},
          {"updated_at", FormatTime(draft.updated_at)},
          {"row_version", draft.row_version}};
}

Status CheckRuleReason(const std::string& reason) {
  if (reason.empty() || reason.size() > kMaxRuleReason) return Fail(ErrorCode::kInvalid, "say why, in at most 2,000 bytes");
  return Ok();
}

Status TellOfPack(Transaction& tx, const Scope& scope, const char* kind, Id subject, Json detail) {
  NewEvent event = EventBy(scope, kind, "rule_pack", subject);
  event.detail = std::move(detail);
  if (auto id = AppendEvent(tx, event); !id) return Fail(id);
  return Ok();
}

}  // namespace

Result<Json> ListRulePacks(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRules); !allowed) return Fail(allowed);
  Result<std::shared_ptr<const RuleBook>> shipped = service.rule_book();
  if (!shipped) return Fail(shipped);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<OwnPacks> own = OwnPacksOf(db, scope.org);
    if (!own) return Fail(own);
    Result<std::shared_ptr<const RuleBook>> book = service.rule_book(*own);
    if (!book) return Fail(book);
    Result<Page<RuleDraft>> drafts = ListRuleDrafts(db, scope, {.limit = kMaxPageRows});
    if (!drafts) return Fail(drafts);
    Json items = Json::array();
    for (const RulePack& pack : (*book)->packs) {
      Json row = PackRow(pack);
      const RulePack* there = FindPack((*shipped)->packs, pack.id);
      row["own"] = own->contains(pack.id);
      row["shipped_version"] = there ? Json(there->version) : Json(nullptr);
      row["draft"] = nullptr;
      for (const RuleDraft& draft : drafts->rows) {
        if (draft.pack_key == pack.id && draft.state == "draft") row["draft"] = IdToString(draft.id);
      }
      items.push_back(std::move(row));
    }
    Result<std::optional<RuleSetRecord>> set = RuleSetInForce(db, scope.org);
    if (!set) return Fail(set);
    return Json{{"items", std::move(items)},
                {"rule_set", *set ? Json{{"digest", (*set)->digest}, {"generation", (*set)->generation}} : Json(nullptr)},
                {"next", nullptr}};
  });
}

Result<Json> ShowRulePack(Service& service, const Scope& scope, const std::string& id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRules); !allowed) return Fail(allowed);
  Result<std::shared_ptr<const RuleBook>> shipped = service.rule_book();
  if (!shipped) return Fail(shipped);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<OwnPacks> own = OwnPacksOf(db, scope.org);
    if (!own) return Fail(own);
    Result<std::shared_ptr<const RuleBook>> book = service.rule_book(*own);
    if (!book) return Fail(book);
    const RulePack* pack = FindPack((*book)->packs, id);
    if (!pack) return Fail(ErrorCode::kNotFound, "no rule pack " + id.substr(0, 60) + " is in force: see markwarden rules list");
    Json whole = WholePack(*pack);
    const RulePack* there = FindPack((*shipped)->packs, id);
    whole["own"] = own->contains(id);
    whole["shipped_version"] = there ? Json(there->version) : Json(nullptr);
    Result<RuleTexts> texts = RuleTextsWith(service, *own);
    if (!texts) return Fail(texts);
    whole["yaml"] = nullptr;
    size_t at = 0;
    for (const auto& [name, text] : *texts) {
      if (IsPackName(name) && (*book)->packs[at++].id == id) whole["yaml"] = text;
    }
    Result<std::vector<RuleActivation>> activations = ListRuleActivations(db, scope, id);
    if (!activations) return Fail(activations);
    Json history = Json::array();
    for (const RuleActivation& one : *activations) {
      Json version = nullptr;
      if (one.version != 0) {
        Result<std::optional<RulePackVersion>> text = FindRulePackVersion(db, scope.org, one.version);
        if (!text) return Fail(text);
        if (*text) {
          if (Result<RulePack> parsed = ParsePack((*text)->yaml, id, false)) version = parsed->version;
        }
      }
      history.push_back({{"at", FormatTime(one.created_at)}, {"by", one.actor_name}, {"version", std::move(version)}, {"reason", one.reason},
                         {"draft", one.draft ? Json(IdToString(one.draft)) : Json(nullptr)}});
    }
    whole["history"] = std::move(history);
    return whole;
  });
}

Result<Json> CheckRulePack(Service& service, const Scope& scope, const std::string& yaml) {
  if (Status allowed = Authorise(scope, UseCase::kDraftRules); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<RulePack> pack = ReadRuleDraft(service, db, scope.org, yaml);
    if (!pack) return Fail(pack);
    Json whole = WholePack(*pack);
    const Json failed = whole["failed"];
    return Json{{"pack", std::move(whole)}, {"failed", failed}};
  });
}

Result<Json> ListRuleDrafts(Service& service, const Scope& scope, const ListPage& page) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRules); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<RuleDraft>> drafts = ListRuleDrafts(db, scope, {.limit = std::clamp(page.limit, 1, 500), .after = page.cursor});
    if (!drafts) return Fail(drafts);
    Json items = Json::array();
    for (const RuleDraft& draft : drafts->rows) items.push_back(DraftRow(draft));
    return Json{{"items", std::move(items)}, {"next", TextOrNull(drafts->next)}};
  });
}

Result<Json> ShowRuleDraft(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRules); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<RuleDraft> draft = SeenRuleDraft(db, scope, id);
    if (!draft) return Fail(draft);
    Json shown = DraftRow(*draft);
    const std::string key = draft->pack_key;
    shown["yaml"] = draft->text.yaml;
    shown["whole"] = shown["problem"] = nullptr;
    // A draft that was put in force stands beside itself.
    Result<RulePack> pack = draft->state == "draft" ? ReadRuleDraft(service, db, scope.org, draft->text.yaml) : ParsePack(draft->text.yaml, key, false);
    if (pack) shown["whole"] = WholePack(*pack);
    else shown["problem"] = pack.error().message;
    Json shadows = Json::array();
    bool tried = false;
    Result<std::vector<RuleShadow>> runs = ListRuleShadows(db, scope, id);
    if (!runs) return Fail(runs);
    for (const RuleShadow& run : *runs) {
      shadows.push_back(RuleShadowView(run));
      shadows.back()["of_this_text"] = run.version == draft->text.id;
      tried = tried || (run.state == "done" && run.version == draft->text.id);
    }
    shown["shadows"] = std::move(shadows);
    shown["tried"] = tried;
    const bool own = std::find(draft->authors.begin(), draft->authors.end(), scope.actor) != draft->authors.end();
    shown["mine"] = own;
    Json may = Json::array();
    if (draft->state == "draft" && Authorise(scope, UseCase::kDraftRules)) {
      for (const char* act : {"edit", "drop"}) may.push_back(act);
      if (pack) may.push_back("shadow");
    }
    if (draft->state == "draft" && pack && tried && !own && Authorise(scope, UseCase::kActivateRules)) may.push_back("activate");
    shown["may"] = std::move(may);
    return shown;
  });
}

Result<Json> AddRuleDraft(Service& service, const Scope& scope, const std::string& yaml) {
  if (Status allowed = Authorise(scope, UseCase::kDraftRules); !allowed) return Fail(allowed);
  Id made = 0;
  Status done = Writing(service, [&](Transaction& tx) -> Status {
    Result<RulePack> pack = ReadRuleDraft(service, tx.db(), scope.org, yaml);
    if (!pack) return Fail(pack);
    Result<int64_t> open = CountOpenRuleDrafts(tx.db(), scope);
    if (!open) return Fail(open);
    if (*open >= kMaxOpenDrafts) return Fail(ErrorCode::kConflict, "there are 50 open drafts: put some in force or drop them first");
    Result<RuleDraft> draft = AddRuleDraft(tx, scope, pack->id, yaml);
    if (!draft) return Fail(draft);
    made = draft->id;
    return TellOfPack(tx, scope, "rules.drafted", draft->id, {{"pack", pack->id}, {"version", pack->version}, {"digest", draft->text.digest}});
  });
  if (!done) return Fail(done);
  return ShowRuleDraft(service, scope, made);
}

Result<Json> EditRuleDraft(Service& service, const Scope& scope, Id id, const std::string& yaml, int64_t row_version) {
  if (Status allowed = Authorise(scope, UseCase::kDraftRules); !allowed) return Fail(allowed);
  Status done = Writing(service, [&](Transaction& tx) -> Status {
    Result<RuleDraft> draft = SeenRuleDraft(tx.db(), scope, id);
    if (!draft) return Fail(draft);
    Result<RulePack> pack = ReadRuleDraft(service, tx.db(), scope.org, yaml);
    if (!pack) return Fail(pack);
    if (pack->id != draft->pack_key) {
      return Fail(ErrorCode::kInvalid, "this draft is of the pack " + draft->pack_key + ": keep its id, or begin another draft");
    }
    Result<RuleDraft> edited = EditRuleDraft(tx, scope, id, yaml, row_version);
    if (!edited) return Fail(edited);
    return TellOfPack(tx, scope, "rules.draft_changed", id, {{"pack", pack->id}, {"version", pack->version}, {"digest", edited->text.digest}});
  });
  if (!done) return Fail(done);
  return ShowRuleDraft(service, scope, id);
}

Result<Json> DropRuleDraft(Service& service, const Scope& scope, Id id, int64_t row_version) {
  if (Status allowed = Authorise(scope, UseCase::kDraftRules); !allowed) return Fail(allowed);
  Status done = Writing(service, [&](Transaction& tx) -> Status {
    Result<RuleDraft> draft = SeenRuleDraft(tx.db(), scope, id);
    if (!draft) return Fail(draft);
    if (Status set = SetRuleDraftState(tx, scope, id, "dropped", row_version); !set) return set;
    return TellOfPack(tx, scope, "rules.draft_dropped", id, {{"pack", draft->pack_key}});
  });
  if (!done) return Fail(done);
  return ShowRuleDraft(service, scope, id);
}

Result<Json> ActivateRuleDraft(Service& service, const Scope& scope, Id id, const std::string& reason, int64_t row_version) {
  if (Status allowed = Authorise(scope, UseCase::kActivateRules); !allowed) return Fail(allowed);
  if (Status given = CheckRuleReason(reason); !given) return Fail(given);
  Status done = Writing(service, [&](Transaction& tx) -> Status {
    CaseDb& db = tx.db();
    Result<RuleDraft> draft = SeenRuleDraft(db, scope, id);
    if (!draft) return Fail(draft);
    for (const Id author : draft->authors) {
      if (Status another = Authorise(scope, UseCase::kActivateRules, author); !another) return another;
    }
    if (draft->state != "draft") return Fail(ErrorCode::kConflict, "the draft is " + draft->state + ": there is nothing to put in force");
    Result<std::shared_ptr<const RuleBook>> book = BookWithRuleDraft(service, db, scope.org, draft->text.yaml);
    if (!book) return Fail(book);
    Result<std::vector<RuleShadow>> runs = ListRuleShadows(db, scope, id);
    if (!runs) return Fail(runs);
    if (std::none_of(runs->begin(), runs->end(), [&](const RuleShadow& run) { return run.state == "done" && run.version == draft->text.id; })) {
      return Fail(ErrorCode::kConflict, "this text was not tried yet: have a run in the shadow end first");
    }
    if (Status set = SetRuleDraftState(tx, scope, id, "active", row_version); !set) return set;
    if (auto kept = AddRuleActivation(tx, scope, draft->pack_key, draft->text.id, id, reason); !kept) return Fail(kept);
    return TellOfPack(tx, scope, "rules.activated", id, {{"pack", draft->pack_key}, {"digest", draft->text.digest}, {"reason", reason}});
  });
  if (!done) return Fail(done);
  if (Result<RulesInForce> rules = BringRulesInForce(service, scope.org); !rules) return Fail(rules);
  return ShowRuleDraft(service, scope, id);
}

Result<Json> WithdrawRulePack(Service& service, const Scope& scope, const std::string& pack, const std::string& reason) {
  if (Status allowed = Authorise(scope, UseCase::kWithdrawRules); !allowed) return Fail(allowed);
  if (Status given = CheckRuleReason(reason); !given) return Fail(given);
  Status done = Writing(service, [&](Transaction& tx) -> Status {
    Result<std::map<std::string, RulePackVersion>> own = OwnPacksInForce(tx.db(), scope.org);
    if (!own) return Fail(own);
    const auto found = own->find(pack);
    if (found == own->end() || IsTableKey(pack)) {
      return Fail(ErrorCode::kConflict, "no pack " + pack.substr(0, 60) + " of this organisation is in force: a shipped pack is replaced by a draft with its id");
    }
    OwnPacks without;
    for (const auto& [key, version] : *own) {
      if (key != pack) without.emplace(key, version.yaml);
    }
    if (auto book = service.rule_book(without); !book) return Fail(std::move(book.error()).While("without " + pack));
    Result<Id> kept = AddRuleActivation(tx, scope, pack, 0, 0, reason);
    if (!kept) return Fail(kept);
    return TellOfPack(tx, scope, "rules.withdrawn", *kept, {{"pack", pack}, {"digest", found->second.digest}, {"reason", reason}});
  });
  if (!done) return Fail(done);
  if (Result<RulesInForce> rules = BringRulesInForce(service, scope.org); !rules) return Fail(rules);
  return ListRulePacks(service, scope);
}

}  // namespace markwarden

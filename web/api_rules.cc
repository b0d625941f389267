// Rule packs, drafts, runs in the shadow, aliases of rights and the table of goods over the API.
#include <charconv>

#include "service/aliases.h"
#include "service/goods_tables.h"
#include "service/chance.h"
#include "service/retro_match.h"
#include "service/rule_packs.h"
#include "service/rule_shadow.h"
#include "web/answer.h"
#include "web/routes.h"

namespace markwarden {
namespace {

WebResponse GetRules(const Call& call) { return Answer(ListRulePacks(call.service, call.scope)); }

WebResponse GetRulePack(const Call& call) { return Answer(ShowRulePack(call.service, call.scope, call.path.at("pack"))); }

WebResponse PostWithdrawal(const Call& call) {
  return Answer(WithdrawRulePack(call.service, call.scope, call.path.at("pack"), JsonText(call.body, "reason")));
}

WebResponse PostRuleCheck(const Call& call) { return Answer(CheckRulePack(call.service, call.scope, JsonText(call.body, "yaml"))); }

WebResponse GetRuleDrafts(const Call& call) {
  return Answer(ListRuleDrafts(call.service, call.scope, {.cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

WebResponse PostRuleDraft(const Call& call) { return Created(AddRuleDraft(call.service, call.scope, JsonText(call.body, "yaml")), "/rules/drafts"); }

WebResponse GetRuleDraft(const Call& call) { return Answer(ShowRuleDraft(call.service, call.scope, IdOf(call))); }

WebResponse PatchRuleDraft(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the draft's ETag as If-Match: change what was seen");
  const Id id = IdOf(call);
  return AnswerAct(EditRuleDraft(call.service, call.scope, id, JsonText(call.body, "yaml"), *version), *version,
                   [&] { return ShowRuleDraft(call.service, call.scope, id); });
}

WebResponse PostRuleDraftAct(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the draft's ETag as If-Match: act on what was seen");
  const Id id = IdOf(call);
  const std::string act = JsonText(call.body, "act");
  if (act != "activate" && act != "drop") return BadInput("a draft is put in force or dropped: send act activate or drop");
  return AnswerAct(act == "drop" ? DropRuleDraft(call.service, call.scope, id, *version)
                                 : ActivateRuleDraft(call.service, call.scope, id, JsonText(call.body, "reason"), *version),
                   *version, [&] { return ShowRuleDraft(call.service, call.scope, id); });
}

WebResponse PostRuleShadow(const Call& call) {
  const int64_t snapshots = JsonInt(call.body, "snapshots").value_or(kUsualShadow);
  return Created(AskRuleShadow(call.service, call.scope, IdOf(call), snapshots), "/rules/shadows");
}

WebResponse GetRuleShadow(const Call& call) { return Answer(ShowRuleShadow(call.service, call.scope, IdOf(call))); }

WebResponse PostShadowCancel(const Call& call) { return Answer(StopRuleShadow(call.service, call.scope, IdOf(call))); }

WebResponse GetAliases(const Call& call) {
  return Answer(ListAliases(call.service, call.scope, {.right = Query(call, "right"), .state = Query(call, "state")}, {.cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

WebResponse PostAlias(const Call& call) { return Created(ProposeAlias(call.service, call.scope, call.body), "/aliases"); }

WebResponse GetAlias(const Call& call) { return Answer(ShowAlias(call.service, call.scope, IdOf(call))); }

WebResponse PostAliasEvidence(const Call& call) { return Answer(AddEvidenceToAlias(call.service, call.scope, IdOf(call), call.body)); }

WebResponse PostAliasAct(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the alias's ETag as If-Match: act on what was seen");
  const Id id = IdOf(call);
  return AnswerAct(ActOnAlias(call.service, call.scope, id, JsonText(call.body, "act"), JsonText(call.body, "reason"), *version), *version,
                   [&] { return ShowAlias(call.service, call.scope, id); });
}

WebResponse PostAliasTrial(const Call& call) { return Created(StartAliasTrial(call.service, call.scope, IdOf(call)), "/rights/try"); }

WebResponse GetAliasGraph(const Call& call) { return Answer(ShowAliasGraph(call.service, call.scope, call.path.at("id"))); }

WebResponse GetRetroMatches(const Call& call) { return Answer(ListRetroMatches(call.service, call.scope, {.cursor = Query(call, "cursor"), .limit = Limit(call)})); }

WebResponse GetRetroMatch(const Call& call) { return Answer(ShowRetroMatch(call.service, call.scope, IdOf(call))); }

WebResponse GetChance(const Call& call) { return Answer(ShowChance(call.service, call.scope)); }

WebResponse PostRetroRelease(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send its ETag as If-Match: act on what was seen");
  const Id id = IdOf(call);
  return AnswerAct(ReleaseRetroMatch(call.service, call.scope, id, JsonText(call.body, "reason"), *version), *version, [&] { return ShowRetroMatch(call.service, call.scope, id); });
}

// The full table of goods.
WebResponse GetGoodsTable(const Call& call) { return Answer(ShowGoodsTable(call.service, call.scope)); }

GoodsFile GoodsFileOf(const Call& call) {
  return {.name = Query(call, "name"), .edition = Query(call, "edition"), .from = Query(call, "from"), .sheet = Query(call, "sheet")};
}

WebResponse PostGoodsPreview(const Call& call) { return Answer(PreviewGoodsTable(call.service, call.scope, GoodsFileOf(call), call.request.body)); }

WebResponse GetGoodsImports(const Call& call) {
  return Answer(ListGoodsImports(call.service, call.scope, {.cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

WebResponse PostGoodsImport(const Call& call) {
  return Created(ImportGoodsTable(call.service, call.scope, GoodsFileOf(call), call.request.body), "/rules/goods/imports");
}

WebResponse GetGoodsImport(const Call& call) { return Answer(ShowGoodsImport(call.service, call.scope, IdOf(call))); }

WebResponse PostGoodsImportAct(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the import's ETag as If-Match: act on what was seen");
  const Id id = IdOf(call);
  const std::string act = JsonText(call.body, "act");
  if (act != "activate" && act != "drop") return BadInput("an import is put in force or dropped: send act activate or drop");
  return AnswerAct(act == "drop" ? DropGoodsImport(call.service, call.scope, id, *version)
                                 : ActivateGoodsImport(call.service, call.scope, id, JsonText(call.body, "reason"), *version),
                   *version, [&] { return ShowGoodsImport(call.service, call.scope, id); });
}

WebResponse PostGoodsWithdrawal(const Call& call) { return Answer(WithdrawGoodsTable(call.service, call.scope, JsonText(call.body, "reason"))); }

WebResponse GetGoodsLook(const Call& call) { return Answer(LookGoods(call.service, call.scope, Query(call, "words"))); }

WebResponse GetGoodsItems(const Call& call) {
  GoodsSearch search{.text = Query(call, "q"), .nice_class = 0, .group = Query(call, "group"), .cursor = Query(call, "cursor"), .limit = Limit(call)};
  if (const std::string number = Query(call, "class"); !number.empty()) {
    const auto [end, wrong] = std::from_chars(number.data(), number.data() + number.size(), search.nice_class);
    if (wrong != std::errc() || end != number.data() + number.size() || search.nice_class < 1) return BadInput("class is a number from 1 to 45");
  }
  return Answer(ListGoodsItems(call.service, call.scope, search));
}

constexpr Route kRuleRoutes[] = {
    {"GET", "/rules/chance", "getChance", false, GetChance},
    {"GET", "/rules/stored", "listRetroMatches", false, GetRetroMatches},
    {"GET", "/rules/stored/{id}", "getRetroMatch", false, GetRetroMatch},
    {"POST", "/rules/stored/{id}/release", "releaseRetroMatch", false, PostRetroRelease},
    {"GET", "/aliases", "listAliases", false, GetAliases},
    {"POST", "/aliases", "proposeAlias", false, PostAlias},
    {"GET", "/aliases/{id}", "getAlias", false, GetAlias},
    {"POST", "/aliases/{id}/evidence", "addAliasEvidence", false, PostAliasEvidence},
    {"POST", "/aliases/{id}/acts", "actOnAlias", false, PostAliasAct},
    {"POST", "/aliases/{id}/try", "tryAlias", false, PostAliasTrial},
    {"GET", "/rights/{id}/aliases", "getAliasGraph", false, GetAliasGraph},
    {"GET", "/rules", "listRulePacks", false, GetRules},
    {"POST", "/rules/check", "checkRulePack", false, PostRuleCheck},
    {"GET", "/rules/goods", "getGoodsTable", false, GetGoodsTable},
    {"GET", "/rules/goods/look", "lookGoods", false, GetGoodsLook},
    {"GET", "/rules/goods/items", "listGoodsItems", false, GetGoodsItems},
    {"POST", "/rules/goods/preview", "previewGoodsTable", false, PostGoodsPreview, true},
    {"GET", "/rules/goods/imports", "listGoodsImports", false, GetGoodsImports},
    {"POST", "/rules/goods/imports", "importGoodsTable", false, PostGoodsImport, true},
    {"GET", "/rules/goods/imports/{id}", "getGoodsImport", false, GetGoodsImport},
    {"POST", "/rules/goods/imports/{id}/acts", "actOnGoodsImport", false, PostGoodsImportAct},
    {"POST", "/rules/goods/withdraw", "withdrawGoodsTable", false, PostGoodsWithdrawal},
    {"GET", "/rules/drafts", "listRuleDrafts", false, GetRuleDrafts},
    {"POST", "/rules/drafts", "addRuleDraft", false, PostRuleDraft},
    {"GET", "/rules/drafts/{id}", "getRuleDraft", false, GetRuleDraft},
    {"PATCH", "/rules/drafts/{id}", "editRuleDraft", false, PatchRuleDraft},
    {"POST", "/rules/drafts/{id}/acts", "actOnRuleDraft", false, PostRuleDraftAct},
    {"POST", "/rules/drafts/{id}/shadows", "tryRuleDraft", false, PostRuleShadow},
    {"GET", "/rules/shadows/{id}", "getRuleShadow", false, GetRuleShadow},
    {"POST", "/rules/shadows/{id}/cancel", "cancelRuleShadow", false, PostShadowCancel},
    {"GET", "/rules/packs/{pack}", "getRulePack", false, GetRulePack},
    {"POST", "/rules/packs/{pack}/withdraw", "withdrawRulePack", false, PostWithdrawal},
};

}  // namespace

std::span<const Route> RuleRoutes() { return kRuleRoutes; }

}  // namespace markwarden

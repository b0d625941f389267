// The table of permissions.
#include "service/permissions.h"

#include <algorithm>
#include <cassert>
#include <string>

namespace markwarden {
namespace {

using enum Role;

const std::vector<Permission>& Table() {
  // An administrator keeps people and settings and sees no case content; an auditor
  // reads everything and changes nothing (roles of the notice workflow).
  static const std::vector<Permission> table = {
      {UseCase::kManageAccounts, "account.manage", {kAdministrator}},
      {UseCase::kAddRight, "right.add", {kOfficer, kHead, kHolder, kAgent}},
      {UseCase::kSeeRights, "right.see",
       {kOfficer, kHead, kReviewer, kApprover, kSender, kHolder, kAgent, kAuditor, kSystem}},
      {UseCase::kAddSource, "source.add", {kAdministrator, kOfficer, kHead}},
      {UseCase::kSeeSources, "source.see",
       {kAdministrator, kOfficer, kHead, kReviewer, kApprover, kSender, kHolder, kAgent, kAuditor, kSystem}},
      {UseCase::kAddWatch, "watch.add", {kOfficer, kHead, kHolder, kAgent}},
      {UseCase::kSeeWatches, "watch.see",
       {kOfficer, kHead, kReviewer, kApprover, kSender, kHolder, kAgent, kAuditor, kSystem}},
      {UseCase::kSeeRules, "rules.see", {kOfficer, kHead, kReviewer, kApprover, kAuditor}},
      {UseCase::kDraftRules, "rules.draft", {kOfficer, kHead, kReviewer}},
      {UseCase::kActivateRules, "rules.activate", {kHead, kApprover}, true},
      {UseCase::kWithdrawRules, "rules.withdraw", {kHead, kApprover}},
      {UseCase::kReleaseRetro, "rules.release", {kHead, kApprover}},
      {UseCase::kSeeAliases, "alias.see",
       {kOfficer, kHead, kReviewer, kApprover, kSender, kHolder, kAgent, kAuditor}},
      {UseCase::kProposeAlias, "alias.propose", {kOfficer, kHead, kReviewer, kHolder, kAgent}},
      {UseCase::kDecideAlias, "alias.decide", {kHead, kApprover}, true},
      {UseCase::kWithdrawAlias, "alias.withdraw", {kHead, kApprover}},
      {UseCase::kImportListings, "import.listings", {kOfficer, kHead}},
      {UseCase::kSeeImports, "import.see", {kOfficer, kHead, kReviewer, kAuditor}},
      {UseCase::kRunCrawl, "crawl.run", {kAdministrator, kOfficer, kHead, kSystem}},
      {UseCase::kRunWork, "work.run", {kAdministrator, kOfficer, kHead, kSystem}},
      {UseCase::kSeeCrawl, "crawl.see",
       {kAdministrator, kOfficer, kHead, kReviewer, kApprover, kSender, kHolder, kAgent, kAuditor, kSystem}},
      {UseCase::kSeeFlags, "flag.see",
       {kOfficer, kHead, kReviewer, kApprover, kSender, kHolder, kAgent, kAuditor}},
      {UseCase::kDecideFlag, "flag.decide", {kOfficer, kHead, kReviewer}},
      {UseCase::kLockFlag, "flag.lock", {kOfficer, kHead, kReviewer, kApprover}},
      {UseCase::kBreakFlagLock, "flag.break_lock", {kHead}},
      {UseCase::kDecideGroup, "flag.decide_group", {kOfficer, kHead, kReviewer}},
      {UseCase::kSaveFilter, "queue.save_filter",
       {kOfficer, kHead, kReviewer, kApprover, kSender, kHolder, kAgent, kAuditor}},
      {UseCase::kSeeRenders, "render.see",
       {kOfficer, kHead, kReviewer, kApprover, kSender, kHolder, kAgent, kAuditor}},
      {UseCase::kAskRender, "render.ask", {kOfficer, kHead, kReviewer}},
      {UseCase::kResolveSecondLook, "flag.resolve_second_look", {kOfficer, kHead, kReviewer, kApprover}, true},
      {UseCase::kMakeCase, "case.make", {kOfficer, kHead, kReviewer}},
      {UseCase::kSeeCases, "case.see",
       {kOfficer, kHead, kReviewer, kApprover, kSender, kHolder, kAgent, kAuditor}},
      {UseCase::kDraftNotice, "notice.draft", {kOfficer, kHead, kReviewer, kSender}},
      {UseCase::kSeeNotices, "notice.see",
       {kOfficer, kHead, kReviewer, kApprover, kSender, kHolder, kAgent, kAuditor}},
      {UseCase::kReleaseNotice, "notice.release", {kHead, kApprover}, true},
      {UseCase::kSendNotice, "notice.send", {kOfficer, kHead, kSender}},
      {UseCase::kWithdrawNotice, "notice.withdraw", {kOfficer, kHead, kReviewer, kApprover, kSender}},
      {UseCase::kManageConnectors, "connector.manage", {kAdministrator, kHead}},
      {UseCase::kRecordCounterNotice, "counter_notice.record", {kOfficer, kHead, kReviewer, kSender}},
      {UseCase::kDecideCounterNotice, "counter_notice.decide", {kOfficer, kHead, kReviewer, kApprover, kSender}},
      {UseCase::kEscalateCounterNotice, "counter_notice.escalate", {kHead, kApprover}, true},
      {UseCase::kSeeMeasures, "measure.see",
       {kOfficer, kHead, kReviewer, kApprover, kSender, kHolder, kAgent, kAuditor}},
      {UseCase::kRecordMeasure, "measure.record", {kOfficer, kHead, kReviewer, kSender}},
      {UseCase::kCheckListings, "measure.check", {kOfficer, kHead, kSystem}},
      {UseCase::kSeeTasks, "task.see", {kOfficer, kHead, kReviewer, kApprover, kSender, kAuditor}},
      {UseCase::kDoTask, "task.do", {kOfficer, kHead, kReviewer, kApprover, kSender}},
      {UseCase::kAskIdentification, "identification.ask", {kOfficer, kHead, kReviewer}},
      {UseCase::kAnswerIdentification, "identification.answer", {kHolder, kAgent}},
      {UseCase::kSeeIdentifications, "identification.see",
       {kOfficer, kHead, kReviewer, kApprover, kHolder, kAgent, kAuditor}},
      {UseCase::kRunClue, "clue.run", {kOfficer, kHead}},
      {UseCase::kHeadClue, "clue.head", {kHead}},
      {UseCase::kSeeClues, "clue.see", {kOfficer, kHead, kReviewer, kApprover, kAuditor}},
      {UseCase::kCloseCase, "case.close", {kHead, kApprover}, true},
      {UseCase::kReopenCase, "case.reopen", {kOfficer, kHead, kApprover}},
      {UseCase::kExportEvidence, "evidence.export", {kOfficer, kHead, kReviewer}},
      {UseCase::kSeeEvidence, "evidence.see", {kOfficer, kHead, kReviewer, kApprover, kSender, kAuditor}},
      {UseCase::kSeeEvents, "event.see", {kAdministrator, kHead, kApprover, kAuditor}},
      {UseCase::kManageLogKeys, "log_key.manage", {kAdministrator, kHead}, false, true},
      {UseCase::kManageTimeAuthorities, "time_authority.manage", {kAdministrator}, false, true},
      {UseCase::kBackUp, "store.back_up", {kAdministrator}, false, true},
      {UseCase::kSeeVocabularies, "vocabulary.see",
       {kAdministrator, kOfficer, kHead, kReviewer, kApprover, kSender, kHolder, kAgent, kPlatform, kAuditor, kSpotter, kSystem}},
      {UseCase::kSeeStatistics, "statistics.see",
       {kOfficer, kHead, kReviewer, kApprover, kSender, kAuditor, kSystem}},
      {UseCase::kSeeReports, "report.see", {kOfficer, kHead, kReviewer, kApprover, kSender, kAuditor}},
      {UseCase::kJudgeSample, "sample.judge", {kOfficer, kHead, kReviewer, kApprover}, true},
      {UseCase::kReviewSamples, "sample.review", {kHead, kAuditor}},
      {UseCase::kSettleSample, "sample.settle", {kHead}, true},
      {UseCase::kSeeTells, "right.see_tells", {kOfficer, kHead, kReviewer, kHolder, kAgent}},
      {UseCase::kSeeSellers, "seller.see", {kOfficer, kHead, kReviewer, kApprover, kSender, kAuditor}},
      {UseCase::kOwnAccount, "account.self",
       {kAdministrator, kHead, kOfficer, kReviewer, kApprover, kSender, kHolder, kAgent, kPlatform, kAuditor, kSpotter}},
      {UseCase::kMakeAssignment, "assignment.make", {kOfficer, kHead}},
      {UseCase::kAnswerAssignment, "assignment.answer", {kOfficer, kHead}},
      {UseCase::kSeeAssignments, "assignment.see", {kOfficer, kHead, kReviewer, kApprover, kAuditor}},
      {UseCase::kHandInTip, "tip.hand_in", {kOfficer, kHead, kSpotter}},
      {UseCase::kSeeTips, "tip.see", {kOfficer, kHead, kReviewer, kAuditor, kSpotter}},
      {UseCase::kAnswerTip, "tip.answer", {kOfficer, kHead}},
  };
  return table;
}

}  // namespace

std::span<const Permission> Permissions() { return Table(); }

const Permission& PermissionOf(UseCase use_case) {
  const Permission& permission = Table()[static_cast<size_t>(use_case)];
  assert(permission.use_case == use_case);
  return permission;
}

const Permission* FindPermission(std::string_view name) {
  for (const Permission& permission : Table()) {
    if (permission.name == name) return &permission;
  }
  return nullptr;
}

bool ScopesAllow(std::span<const std::string> token_scopes, std::string_view permission) {
  return token_scopes.empty() || std::any_of(token_scopes.begin(), token_scopes.end(), [&](const std::string& scope) {
    return scope == permission || (scope == "read" && permission.ends_with(".see"));
  });
}

Status Authorise(const Scope& scope, UseCase use_case, Id author) {
  const Permission& permission = PermissionOf(use_case);
  const bool allowed = std::any_of(permission.roles.begin(), permission.roles.end(),
                                   [&](Role role) { return scope.Has(role); });
  if (scope.actor == 0 || !allowed) {
    std::string roles;
    for (const Role role : permission.roles) {
      if (role == kSystem) continue;
      roles += (roles.empty() ? "" : ", ") + std::string(ToString(role));
    }
    return Fail(ErrorCode::kDenied, std::string(permission.name) + " needs one of the roles " + roles);
  }
  const std::string name(permission.name);
  if (!ScopesAllow(scope.token_scopes, permission.name)) {
    return Fail(ErrorCode::kDenied, "this token lacks the scope " + name + ": make one that has it with markwarden account token add");
  }
  if (permission.whole_store && scope.kept) {
    return Fail(ErrorCode::kDenied, name + " concerns the whole store: the organisation that it was made for does that");
  }
  if (scope.must_enrol && use_case != UseCase::kOwnAccount) {
    return Fail(ErrorCode::kDenied, "a role of this account asks for an authenticator: set one up first (markwarden account totp enrol)");
  }
  if (permission.not_author && author != 0 && author == scope.actor) {
    return Fail(ErrorCode::kDenied,
                std::string(permission.name) + " must be done by another person than the one who began it");
  }
  return Ok();
}

}  // namespace markwarden

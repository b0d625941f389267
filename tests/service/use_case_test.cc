// Every use case, called by a person of every role: it is refused exactly where the table says.
#include <functional>
#include <map>

#include "service/aliases.h"
#include "service/retro_match.h"
#include "service/vocabularies.h"
#include "service/backup.h"
#include "service/case_acts.h"
#include "service/batch.h"
#include "service/checkpoints.h"
#include "service/connectors.h"
#include "service/counter_notices.h"
#include "service/deadlines.h"
#include "service/clues.h"
#include "service/evidence.h"
#include "service/figures.h"
#include "service/flag_context.h"
#include "service/flag_undo.h"
#include "service/flag_groups.h"
#include "service/flag_locks.h"
#include "service/identifications.h"
#include "service/live.h"
#include "service/local_forms.h"
#include "service/log_keys.h"
#include "service/log_view.h"
#include "service/looks.h"
#include "service/mail_settings.h"
#include "service/measures.h"
#include "service/notices.h"
#include "service/outbox.h"
#include "service/permissions.h"
#include "service/priority.h"
#include "service/render.h"
#include "service/replies.h"
#include "service/samples.h"
#include "service/saved_filters.h"
#include "service/right_papers.h"
#include "service/right_record.h"
#include "service/right_register.h"
#include "service/right_terms.h"
#include "service/right_try.h"
#include "service/sellers.h"
#include "service/rule_packs.h"
#include "service/rule_shadow.h"
#include "service/takedown_check.h"
#include "service/terms.h"
#include "service/assignments.h"
#include "service/invitations.h"
#include "service/own_account.h"
#include "service/tips.h"
#include "service/time_authorities.h"
#include "service/uploads.h"
#include "service/watches.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

using Call = std::function<ErrorCode(Service&, const Scope&)>;

template <typename T>
ErrorCode CodeOf(const Result<T>& result) {
  return result ? ErrorCode::kInternal : result.error().code;  // kInternal stands for "not refused"
}

class UseCaseTest : public StoreFixture {};

TEST_F(UseCaseTest, IsRefusedExactlyWhereTheTableSays) {
  const std::filesystem::path nothing = dir_ / "no-such-file";
  const std::map<UseCase, std::vector<Call>> calls = {
      {UseCase::kManageAccounts, {[](Service& s, const Scope& by) { return CodeOf(ListAccounts(s, by)); },
                                  [](Service& s, const Scope& by) { return CodeOf(AddAccount(s, by, {})); },
                                  [](Service& s, const Scope& by) { return CodeOf(AddOrganisation(s, by, {})); },
                                  [](Service& s, const Scope& by) { return CodeOf(MakeSignInCode(s, by, "x")); },
                                  [](Service& s, const Scope& by) { return CodeOf(ListOrganisations(s, by)); },
                                  [](Service& s, const Scope& by) { return CodeOf(ShowOrganisation(s, by, 5)); },
                                  [](Service& s, const Scope& by) { return CodeOf(ChangeOrganisation(s, by, 5, {})); },
                                  [](Service& s, const Scope& by) { return CodeOf(ShowAccount(s, by, 5)); },
                                  [](Service& s, const Scope& by) { return CodeOf(ChangeAccount(s, by, 5, {})); },
                                  [](Service& s, const Scope& by) { return CodeOf(ResetAuthenticator(s, by, 5)); },
                                  [](Service& s, const Scope& by) { return CodeOf(InvitePerson(s, by, {})); },
                                  [](Service& s, const Scope& by) { return CodeOf(InviteAgain(s, by, 5)); }}},
      {UseCase::kAddRight, {[&](Service& s, const Scope& by) { return CodeOf(ImportRightsFile(s, by, nothing)); },
                            [](Service& s, const Scope& by) { Right right; right.id = "r"; right.images = {"x.png"}; return CodeOf(AddRight(s, by, right, "")); },
                            [](Service& s, const Scope& by) { return CodeOf(CheckRegistration(s, by, Json::object())); },
                            [](Service& s, const Scope& by) { return CodeOf(RegisterRight(s, by, Json::object())); },
                            [](Service& s, const Scope& by) { return CodeOf(KeepRightFile(s, by, "x", "")); },
                            [](Service& s, const Scope& by) { return CodeOf(PreviewRightsUpload(s, by, "x", "")); },
                            [](Service& s, const Scope& by) { return CodeOf(ImportRightsUpload(s, by, "x", "")); },
                            [](Service& s, const Scope& by) { return CodeOf(ReadSellersTable(s, by, "")); },
                            [](Service& s, const Scope& by) { return CodeOf(SaveTellsOfRight(s, by, "r", Json::object())); },
                            [](Service& s, const Scope& by) { return CodeOf(RecordStatusLook(s, by, "r", {})); },
                            [](Service& s, const Scope& by) { return CodeOf(StartRightTrial(s, by, Json::object())); }}},
      {UseCase::kSeeRights, {[](Service& s, const Scope& by) { return CodeOf(ListRights(s, by)); },
                             [](Service& s, const Scope& by) { return CodeOf(ShowRight(s, by, "r")); },
                             [](Service& s, const Scope& by) { return CodeOf(ShowRightForm(s, by)); },
                             [](Service& s, const Scope& by) { return CodeOf(ListExpiringRights(s, by)); },
                             [](Service& s, const Scope& by) { return CodeOf(ListRightsOverview(s, by)); },
                             [](Service& s, const Scope& by) { return CodeOf(ShowRightRecord(s, by, "r")); },
                             [](Service& s, const Scope& by) { return CodeOf(ListRightRows(s, by, "r", {})); },
                             [](Service& s, const Scope& by) { return CodeOf(TakeRightDocument(s, by, "r", "x")); }}},
      {UseCase::kAddSource, {[&](Service& s, const Scope& by) { return CodeOf(AddSource(s, by, nothing)); },
                             [](Service& s, const Scope& by) { return CodeOf(AddSourceText(s, by, "x")); },
                             [](Service& s, const Scope& by) { return CodeOf(ActOnSource(s, by, 5, "disable", 1)); },
                             [](Service& s, const Scope& by) { return CodeOf(TestSourceFor(s, by, {.source = "5", .yaml = "", .url = ""})); }}},
      {UseCase::kSeeSources, {[](Service& s, const Scope& by) { return CodeOf(ListSources(s, by)); },
                              [](Service& s, const Scope& by) { return CodeOf(ShowSource(s, by, 5)); }}},
      {UseCase::kAddWatch, {[](Service& s, const Scope& by) { return CodeOf(AddWatch(s, by, NewWatch{})); },
                            [](Service& s, const Scope& by) { return CodeOf(EditWatch(s, by, 5, NewWatch{}, 1)); },
                            [](Service& s, const Scope& by) { return CodeOf(ActOnWatch(s, by, 5, "pause", 1)); }}},
      {UseCase::kSeeWatches, {[](Service& s, const Scope& by) { return CodeOf(ListWatches(s, by)); },
                              [](Service& s, const Scope& by) { return CodeOf(ShowWatch(s, by, 5)); }}},
      {UseCase::kSeeRules, {[](Service& s, const Scope& by) { return CodeOf(ListRulePacks(s, by)); },
                            [](Service& s, const Scope& by) { return CodeOf(ShowRulePack(s, by, "x")); },
                            [](Service& s, const Scope& by) { return CodeOf(ListRuleDrafts(s, by)); },
                            [](Service& s, const Scope& by) { return CodeOf(ShowRuleDraft(s, by, 5)); },
                            [](Service& s, const Scope& by) { return CodeOf(ShowRuleShadow(s, by, 5)); }}},
      {UseCase::kDraftRules, {[](Service& s, const Scope& by) { return CodeOf(CheckRulePack(s, by, "x")); },
                              [](Service& s, const Scope& by) { return CodeOf(AddRuleDraft(s, by, "x")); },
                              [](Service& s, const Scope& by) { return CodeOf(EditRuleDraft(s, by, 5, "x", 1)); },
                              [](Service& s, const Scope& by) { return CodeOf(DropRuleDraft(s, by, 5, 1)); },
                              [](Service& s, const Scope& by) { return CodeOf(AskRuleShadow(s, by, 5, 10)); },
                              [](Service& s, const Scope& by) { return CodeOf(StopRuleShadow(s, by, 5)); }}},
      {UseCase::kActivateRules, {[](Service& s, const Scope& by) { return CodeOf(ActivateRuleDraft(s, by, 5, "why", 1)); }}},
      {UseCase::kWithdrawRules, {[](Service& s, const Scope& by) { return CodeOf(WithdrawRulePack(s, by, "x", "why")); }}},
      {UseCase::kImportListings, {[&](Service& s, const Scope& by) { return CodeOf(ImportFile(s, by, {.file = nothing})); }}},
      {UseCase::kSeeImports, {[](Service& s, const Scope& by) { return CodeOf(ListImports(s, by)); },
                              [](Service& s, const Scope& by) { return CodeOf(ShowImport(s, by, 5)); },
                              [](Service& s, const Scope& by) { return CodeOf(ListImportRefusals(s, by, 5)); }}},
      {UseCase::kRunCrawl, {[](Service& s, const Scope& by) { return CodeOf(RunCrawl(s, by, {}, {})); }}},
      {UseCase::kRunWork, {[](Service& s, const Scope& by) { return CodeOf(RunWork(s, by, {}, {})); },
                           [](Service& s, const Scope& by) { return CodeOf(SignLogNow(s, by)); }}},
      {UseCase::kSeeCrawl, {[](Service& s, const Scope& by) { return CodeOf(ShowCrawlStatus(s, by)); }}},
      {UseCase::kSeeFlags, {[](Service& s, const Scope& by) { return CodeOf(ListFlags(s, by, {})); },
                            [](Service& s, const Scope& by) { return CodeOf(ShowFlag(s, by, 5)); },
                            [](Service& s, const Scope& by) { return CodeOf(ReplayFlag(s, by, 5)); },
                            [](Service& s, const Scope& by) { return CodeOf(ShowFlagContext(s, by, 5)); },
                            [](Service& s, const Scope& by) { return CodeOf(ListSellerHistory(s, by, 5, "flags")); },
                            [](Service& s, const Scope& by) { return CodeOf(ListSamePicture(s, by, 5)); },
                            [](Service& s, const Scope& by) { return CodeOf(PreviewGroup(s, by, 5, "seller")); },
                            [](Service& s, const Scope& by) { return CodeOf(ListSavedFilters(s, by)); },
                            [](Service& s, const Scope& by) { return CodeOf(ShowQueueCounts(s, by)); },
                            [](Service& s, const Scope& by) { return CodeOf(ShowPriorityFormula(s, by)); }}},
      {UseCase::kJudgeSample, {[](Service& s, const Scope& by) { return CodeOf(ListSamplesFor(s, by, {})); },
                               [](Service& s, const Scope& by) { return CodeOf(JudgeSampleBlind(s, by, 5, {.outcome = "suspect", .reason = {}, .note = {}})); }}},
      {UseCase::kReviewSamples, {[](Service& s, const Scope& by) { return CodeOf(ListSamplesFor(s, by, {.state = "disagreed", .kind = {}, .cursor = {}})); }}},
      {UseCase::kSettleSample, {[](Service& s, const Scope& by) { return CodeOf(SettleDisagreement(s, by, 5, {.outcome = "suspect", .reason = {}, .note = "x"})); }}},
      {UseCase::kLockFlag, {[](Service& s, const Scope& by) { return CodeOf(LockFlag(s, by, 5)); },
                            [](Service& s, const Scope& by) { return CodeOf(UnlockFlag(s, by, 5)); }}},
      {UseCase::kBreakFlagLock, {[](Service& s, const Scope& by) { return CodeOf(BreakFlagLock(s, by, 5, "x")); }}},
      {UseCase::kDecideGroup, {[](Service& s, const Scope& by) { return CodeOf(DecideGroup(s, by, 5, {.by = "seller", .digest = "", .action = "hold", .reason = "", .basis = "", .note = ""})); },
                               [](Service& s, const Scope& by) { return CodeOf(UndoGroup(s, by, 5)); }}},
      {UseCase::kSaveFilter, {[](Service& s, const Scope& by) { return CodeOf(SaveQueueFilter(s, by, {.id = 0, .name = "x", .filter = Json::object(), .shared = false, .is_default = false, .row_version = 0})); },
                              [](Service& s, const Scope& by) { return RemoveSavedFilter(s, by, 5).error().code; }}},
      {UseCase::kSeeRenders, {[](Service& s, const Scope& by) { return CodeOf(ListRenders(s, by, 5)); },
                              [](Service& s, const Scope& by) { return CodeOf(ShowScreenshot(s, by, 5)); }}},
      {UseCase::kAskRender, {[](Service& s, const Scope& by) { return CodeOf(AskRender(s, by, 5)); }}},
      {UseCase::kMakeCase, {[](Service& s, const Scope& by) { return CodeOf(MakeCase(s, by, {})); }}},
      {UseCase::kSeeCases, {[](Service& s, const Scope& by) { return CodeOf(ListCases(s, by)); },
                            [](Service& s, const Scope& by) { return CodeOf(ShowCase(s, by, 5)); }}},
      {UseCase::kDraftNotice, {[](Service& s, const Scope& by) { return CodeOf(DraftNoticeFor(s, by, {})); }}},
      {UseCase::kSeeNotices, {[](Service& s, const Scope& by) { return CodeOf(ListNotices(s, by, {})); },
                              [](Service& s, const Scope& by) { return CodeOf(ShowNotice(s, by, 5)); },
                              [](Service& s, const Scope& by) { return CodeOf(ListDeliveries(s, by)); },
                              [](Service& s, const Scope& by) { return CodeOf(ShowDelivery(s, by, 5)); },
                              [](Service& s, const Scope& by) { return CodeOf(ListReplies(s, by, 5)); },
                              [](Service& s, const Scope& by) { return CodeOf(NoticeTerms(s, by, 5, {.counter = "2026-11-26T10:00:00Z"})); },
                              [](Service& s, const Scope& by) { return CodeOf(ListQueues(s, by)); },
                              [](Service& s, const Scope& by) { return CodeOf(RenderNoticeDocument(s, by, 5, NoticeFormat::kHtml, "")); }}},
      {UseCase::kReleaseNotice, {[](Service& s, const Scope& by) { return CodeOf(ActOnNotice(s, by, 5, {.act = "release"})); }}},
      {UseCase::kSendNotice, {[](Service& s, const Scope& by) { return CodeOf(ActOnNotice(s, by, 5, {.act = "send"})); },
                              [](Service& s, const Scope& by) { return CodeOf(DeliverNotice(s, by, 5, {.channel = "email"})); },
                              [](Service& s, const Scope& by) { return CodeOf(ActOnDelivery(s, by, 5, {.act = "retry"})); },
                              [](Service& s, const Scope& by) { return CodeOf(MakeNoticeBatch(s, by, "shopx", false)); }}},
      {UseCase::kWithdrawNotice, {[](Service& s, const Scope& by) { return CodeOf(ActOnNotice(s, by, 5, {.act = "withdraw"})); }}},
      {UseCase::kAskIdentification, {[](Service& s, const Scope& by) { return CodeOf(AskIdentification(s, by, {.flag = 5, .question = "x"})); },
                                     [](Service& s, const Scope& by) { return CodeOf(WithdrawIdentification(s, by, 5, "", 0)); }}},
      {UseCase::kAnswerIdentification, {[](Service& s, const Scope& by) { return CodeOf(AnswerIdentification(s, by, 5, {.verdict = "fake", .reasons = "x", .signer = "x", .position = "x"})); }}},
      {UseCase::kSeeIdentifications, {[](Service& s, const Scope& by) { return CodeOf(ListIdentifications(s, by, {})); },
                                      [](Service& s, const Scope& by) { return CodeOf(ShowIdentification(s, by, 5)); },
                                      [](Service& s, const Scope& by) { return CodeOf(ShowStatement(s, by, 5)); }}},
      {UseCase::kRunClue, {[](Service& s, const Scope& by) { return CodeOf(OpenClue(s, by, {.case_id = 5})); },
                           [](Service& s, const Scope& by) { return CodeOf(ActOnClue(s, by, 5, {.act = "file"})); }}},
      {UseCase::kHeadClue, {[](Service& s, const Scope& by) { return CodeOf(ActOnClue(s, by, 5, {.act = "approve_transfer"})); }}},
      {UseCase::kSeeClues, {[](Service& s, const Scope& by) { return CodeOf(ListClues(s, by, {})); },
                            [](Service& s, const Scope& by) { return CodeOf(ShowClue(s, by, 5)); }}},
      {UseCase::kCloseCase, {[](Service& s, const Scope& by) { return CodeOf(ActOnCase(s, by, 5, {.act = "close"})); }}},
      {UseCase::kReopenCase, {[](Service& s, const Scope& by) { return CodeOf(ActOnCase(s, by, 5, {.act = "reopen"})); }}},
      {UseCase::kManageConnectors, {[](Service& s, const Scope& by) { return CodeOf(AddConnector(s, by, "id: x")); },
                                    [](Service& s, const Scope& by) { return CodeOf(ShowConnector(s, by, "x")); },
                                    [](Service& s, const Scope& by) { return CodeOf(CheckConnector(s, by, "x", 0)); },
                                    [](Service& s, const Scope& by) { return CodeOf(ShowMailSettings(s, by)); }}},
      {UseCase::kSeeMeasures, {[](Service& s, const Scope& by) { return CodeOf(ListMeasures(s, by, {})); },
                               [](Service& s, const Scope& by) { return CodeOf(ShowMeasure(s, by, 5)); },
                               [](Service& s, const Scope& by) { return CodeOf(ListRelists(s, by, {})); }}},
      {UseCase::kRecordMeasure, {[](Service& s, const Scope& by) { return CodeOf(RecordOfMeasure(s, by, 5, {.act = "refused", .reason = "duplicate"})); },
                                 [](Service& s, const Scope& by) { return CodeOf(RecordOfMeasure(s, by, 5, {.act = "taken"})); },
                                 [](Service& s, const Scope& by) { return CodeOf(RecordOfMeasure(s, by, 5, {.act = "ended"})); }}},
      {UseCase::kCheckListings, {[](Service& s, const Scope& by) { return CodeOf(RecordOfMeasure(s, by, 5, {.act = "look"})); },
                                 [](Service& s, const Scope& by) { return CodeOf(RunChecks(s, by, {}, {})); }}},
      {UseCase::kRecordCounterNotice, {[](Service& s, const Scope& by) { return CodeOf(RecordCounterNotice(s, by, 5, {.received_at = "2026-11-26T10:00:00Z", .from_name = "x", .reason = "owner", .statement = "x"})); }}},
      {UseCase::kDecideCounterNotice, {[](Service& s, const Scope& by) { return CodeOf(ActOnCounterNotice(s, by, 5, {.act = "withdraw"})); }}},
      {UseCase::kEscalateCounterNotice, {[](Service& s, const Scope& by) { return CodeOf(ActOnCounterNotice(s, by, 5, {.act = "sue"})); }}},
      {UseCase::kSeeTasks, {[](Service& s, const Scope& by) { return CodeOf(ListTasks(s, by, {})); }}},
      {UseCase::kDoTask, {[](Service& s, const Scope& by) { return CodeOf(FinishTask(s, by, 5, "")); }}},
      {UseCase::kSeeVocabularies, {[](Service& s, const Scope& by) { return CodeOf(ShowVocabularies(s, by)); }}},
      {UseCase::kSeeTells, {[](Service& s, const Scope& by) { return CodeOf(ShowRightTells(s, by, "r")); }}},
      {UseCase::kSeeSellers, {[](Service& s, const Scope& by) { return CodeOf(ListSellers(s, by)); },
                              [](Service& s, const Scope& by) { return CodeOf(ShowSeller(s, by, 5)); }}},
      {UseCase::kSeeReports, {[](Service& s, const Scope& by) { return CodeOf(ShowReport(s, by, {})); },
                              [](Service& s, const Scope& by) { return CodeOf(ShowSampleFigures(s, by, {})); },
                              [](Service& s, const Scope& by) { return CodeOf(ListForms(s, by)); },
                              [](Service& s, const Scope& by) { return CodeOf(ShowForm(s, by, {.form = "clue-flow", .about = 5})); }}},
      {UseCase::kExportEvidence, {[](Service& s, const Scope& by) { return CodeOf(ExportEvidence(s, by, {})); },
                                  [](Service& s, const Scope& by) { return CodeOf(HandOverEvidence(s, by, 5, {})); }}},
      {UseCase::kSeeEvidence, {[](Service& s, const Scope& by) { return CodeOf(ListEvidence(s, by)); },
                               [](Service& s, const Scope& by) { return CodeOf(ShowEvidence(s, by, 5)); },
                               [](Service& s, const Scope& by) { return CodeOf(TakeEvidence(s, by, 5)); },
                               [](Service& s, const Scope& by) { return CodeOf(ShowEvidenceRecord(s, by, 5)); }}},
      {UseCase::kSeeEvents, {[](Service& s, const Scope& by) { return CodeOf(ListEvents(s, by, {})); },
                             [](Service& s, const Scope& by) { return CodeOf(ProveEvent(s, by, 5)); },
                             [](Service& s, const Scope& by) { return CodeOf(ListLogKeys(s, by)); },
                             [](Service& s, const Scope& by) { return CodeOf(ShowLogState(s, by)); },
                             [](Service& s, const Scope& by) { return CodeOf(ShowCheckpoint(s, by)); },
                             [](Service& s, const Scope& by) { return CodeOf(ListTimeAuthorities(s, by)); }}},
      {UseCase::kManageLogKeys, {[](Service& s, const Scope& by) { return CodeOf(RotateLogKey(s, by, false)); }}},
      {UseCase::kManageTimeAuthorities, {[](Service& s, const Scope& by) { return CodeOf(AddTimeAuthority(s, by, TimeAuthorityRecord{})); },
                                         [](Service& s, const Scope& by) { return CodeOf(AddTimeAuthorityOf(s, by, Json(5))); },
                                         [](Service& s, const Scope& by) { return CodeOf(CheckTimeAuthorities(s, by, {})); }}},
      {UseCase::kBackUp, {[&](Service& s, const Scope& by) { return CodeOf(MakeBackup(s, by, nothing / "below")); }}},
      {UseCase::kOwnAccount, {[](Service& s, const Scope& by) { return CodeOf(ShowOwnAccount(s, by)); },
                              [](Service& s, const Scope& by) { return CodeOf(ChangePassword(s, by, {}, "", "short")); },
                              [](Service& s, const Scope& by) { return CodeOf(ConfirmAuthenticatorOf(s, by, "x")); },
                              [](Service& s, const Scope& by) { return CodeOf(RenewRecoveryCodes(s, by, "")); },
                              [](Service& s, const Scope& by) { return CodeOf(TakeOffAuthenticator(s, by, "")); },
                              [](Service& s, const Scope& by) { return CodeOf(ListOwnSessions(s, by, {})); },
                              [](Service& s, const Scope& by) { return CodeOf(EndOwnSession(s, by, 5)); },
                              [](Service& s, const Scope& by) { return CodeOf(ListOwnTokens(s, by)); },
                              [](Service& s, const Scope& by) { return CodeOf(EndOwnToken(s, by, 5)); },
                              [](Service& s, const Scope& by) { return CodeOf(MakeToken(s, by, "")); }}},
      {UseCase::kReleaseRetro, {[](Service& s, const Scope& by) { return CodeOf(ReleaseRetroMatch(s, by, 5, "x", 1)); }}},
      {UseCase::kSeeAliases, {[](Service& s, const Scope& by) { return CodeOf(ListAliases(s, by, {})); },
                              [](Service& s, const Scope& by) { return CodeOf(ShowAlias(s, by, 5)); },
                              [](Service& s, const Scope& by) { return CodeOf(ShowAliasGraph(s, by, "x")); }}},
      {UseCase::kProposeAlias, {[](Service& s, const Scope& by) { return CodeOf(ProposeAlias(s, by, Json::object())); },
                                [](Service& s, const Scope& by) { return CodeOf(AddEvidenceToAlias(s, by, 5, Json::object())); }}},
      {UseCase::kDecideAlias, {[](Service& s, const Scope& by) { return CodeOf(ActOnAlias(s, by, 5, "approve", "x", 1)); },
                               [](Service& s, const Scope& by) { return CodeOf(ActOnAlias(s, by, 5, "refuse", "x", 1)); }}},
      {UseCase::kWithdrawAlias, {[](Service& s, const Scope& by) { return CodeOf(ActOnAlias(s, by, 5, "withdraw", "x", 1)); }}},
      {UseCase::kMakeAssignment, {[](Service& s, const Scope& by) { return CodeOf(ProposeAssignments(s, by, {})); },
                                  [](Service& s, const Scope& by) { return CodeOf(GiveAssignments(s, by, {.kind = "flag", .ids = {5}, .to = 5})); },
                                  [](Service& s, const Scope& by) { return CodeOf(ListBureausBelow(s, by)); }}},
      {UseCase::kAnswerAssignment, {[](Service& s, const Scope& by) { return CodeOf(AnswerAssignmentOf(s, by, 5, {.act = "accept"})); }}},
      {UseCase::kSeeAssignments, {[](Service& s, const Scope& by) { return CodeOf(ListAssignments(s, by, {})); },
                                  [](Service& s, const Scope& by) { return CodeOf(ShowAssignment(s, by, 5)); }}},
      {UseCase::kHandInTip, {[](Service& s, const Scope& by) { return CodeOf(HandInTip(s, by, {})); }}},
      {UseCase::kSeeTips, {[](Service& s, const Scope& by) { return CodeOf(ListTips(s, by)); },
                           [](Service& s, const Scope& by) { return CodeOf(ShowTip(s, by, 5)); }}},
      {UseCase::kAnswerTip, {[](Service& s, const Scope& by) { return CodeOf(AnswerTipOf(s, by, 5, {.act = "look"})); },
                             [](Service& s, const Scope& by) { return CodeOf(TakeTipFile(s, by, 5)); }}},
      {UseCase::kSeeStatistics, {[](Service& s, const Scope& by) { return CodeOf(ShowStatistics(s, by)); }}},
  };
  // The two that depend on the flag's state are told apart in story_test.
  EXPECT_EQ(calls.size() + 2, Permissions().size());
  for (const char* role : {"administrator", "head", "officer", "reviewer", "approver", "sender", "holder", "agent",
                           "platform", "auditor", "spotter"}) {
    const Scope by = Person(std::string("p-") + role, role);
    for (const auto& [use_case, functions] : calls) {
      const bool allowed = Authorise(by, use_case).has_value();
      for (size_t i = 0; i < functions.size(); ++i) {
        const bool denied = functions[i](*service_, by) == ErrorCode::kDenied;
        EXPECT_EQ(denied, !allowed) << role << ": " << PermissionOf(use_case).name << " function " << i;
      }
    }
    const bool proposes = Authorise(by, UseCase::kProposeAlias).has_value() || Authorise(by, UseCase::kDecideAlias).has_value();
    EXPECT_EQ(CodeOf(StartAliasTrial(*service_, by, 5)) == ErrorCode::kDenied, !proposes) << role;
    const bool tries = proposes || Authorise(by, UseCase::kAddRight).has_value();
    EXPECT_EQ(CodeOf(ShowRightTrial(*service_, by, "x")) == ErrorCode::kDenied, !tries) << role;
    EXPECT_EQ(CodeOf(CancelRightTrial(*service_, by, "x")) == ErrorCode::kDenied, !tries) << role;
    const bool decides = Authorise(by, UseCase::kDecideFlag).has_value() || Authorise(by, UseCase::kResolveSecondLook).has_value();
    EXPECT_EQ(CodeOf(SayLook(*service_, by, 5, {})) == ErrorCode::kDenied, !decides) << role;
    EXPECT_EQ(CodeOf(LookAsText(*service_, by, 5)) == ErrorCode::kDenied, !decides) << role;
    EXPECT_EQ(CodeOf(UndoDecision(*service_, by, 5, 0)) == ErrorCode::kDenied, !decides) << role;
    EXPECT_EQ(CodeOf(DecideFlag(*service_, by, 5, {.action = "hold", .reason = {}, .basis = {}, .note = {}})) == ErrorCode::kDenied, !decides) << role;
  }
}

}  // namespace
}  // namespace markwarden

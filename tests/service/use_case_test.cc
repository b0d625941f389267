// Every use case, called by a person of every role: it is refused exactly where the table says.
#include <functional>
#include <map>

#include "service/backup.h"
#include "service/checkpoints.h"
#include "service/evidence.h"
#include "service/log_keys.h"
#include "service/log_view.h"
#include "service/notices.h"
#include "service/permissions.h"
#include "service/render.h"
#include "service/terms.h"
#include "service/time_authorities.h"
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
                                  [](Service& s, const Scope& by) { return CodeOf(MakeSignInCode(s, by, "x")); }}},
      {UseCase::kAddRight, {[&](Service& s, const Scope& by) { return CodeOf(ImportRightsFile(s, by, nothing)); },
                            [](Service& s, const Scope& by) { Right right; right.id = "r"; right.images = {"x.png"}; return CodeOf(AddRight(s, by, right, "")); }}},
      {UseCase::kSeeRights, {[](Service& s, const Scope& by) { return CodeOf(ListRights(s, by)); },
                             [](Service& s, const Scope& by) { return CodeOf(ShowRight(s, by, "r")); }}},
      {UseCase::kAddSource, {[&](Service& s, const Scope& by) { return CodeOf(AddSource(s, by, nothing)); }}},
      {UseCase::kSeeSources, {[](Service& s, const Scope& by) { return CodeOf(ListSources(s, by)); }}},
      {UseCase::kAddWatch, {[](Service& s, const Scope& by) { return CodeOf(AddWatch(s, by, NewWatch{})); }}},
      {UseCase::kSeeWatches, {[](Service& s, const Scope& by) { return CodeOf(ListWatches(s, by)); }}},
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
                            [](Service& s, const Scope& by) { return CodeOf(ReplayFlag(s, by, 5)); }}},
      {UseCase::kSeeRenders, {[](Service& s, const Scope& by) { return CodeOf(ListRenders(s, by, 5)); },
                              [](Service& s, const Scope& by) { return CodeOf(ShowScreenshot(s, by, 5)); }}},
      {UseCase::kAskRender, {[](Service& s, const Scope& by) { return CodeOf(AskRender(s, by, 5)); }}},
      {UseCase::kMakeCase, {[](Service& s, const Scope& by) { return CodeOf(MakeCase(s, by, {})); }}},
      {UseCase::kSeeCases, {[](Service& s, const Scope& by) { return CodeOf(ListCases(s, by)); },
                            [](Service& s, const Scope& by) { return CodeOf(ShowCase(s, by, 5)); }}},
      {UseCase::kDraftNotice, {[](Service& s, const Scope& by) { return CodeOf(DraftNoticeFor(s, by, {})); }}},
      {UseCase::kSeeNotices, {[](Service& s, const Scope& by) { return CodeOf(ListNotices(s, by, {})); },
                              [](Service& s, const Scope& by) { return CodeOf(ShowNotice(s, by, 5)); },
                              [](Service& s, const Scope& by) { return CodeOf(NoticeTerms(s, by, 5, "2026-11-26T10:00:00Z")); },
                              [](Service& s, const Scope& by) { return CodeOf(ListQueues(s, by)); },
                              [](Service& s, const Scope& by) { return CodeOf(RenderNoticeDocument(s, by, 5, NoticeFormat::kHtml, "")); }}},
      {UseCase::kReleaseNotice, {[](Service& s, const Scope& by) { return CodeOf(ActOnNotice(s, by, 5, {.act = "release"})); }}},
      {UseCase::kSendNotice, {[](Service& s, const Scope& by) { return CodeOf(ActOnNotice(s, by, 5, {.act = "send"})); }}},
      {UseCase::kWithdrawNotice, {[](Service& s, const Scope& by) { return CodeOf(ActOnNotice(s, by, 5, {.act = "withdraw"})); }}},
      {UseCase::kExportEvidence, {[](Service& s, const Scope& by) { return CodeOf(ExportEvidence(s, by, {})); },
                                  [](Service& s, const Scope& by) { return CodeOf(HandOverEvidence(s, by, 5, {})); }}},
      {UseCase::kSeeEvidence, {[](Service& s, const Scope& by) { return CodeOf(ListEvidence(s, by, 0)); },
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
    const bool decides = Authorise(by, UseCase::kDecideFlag).has_value() || Authorise(by, UseCase::kResolveSecondLook).has_value();
    EXPECT_EQ(CodeOf(DecideFlag(*service_, by, 5, {.action = "hold", .reason = {}, .basis = {}, .note = {}})) == ErrorCode::kDenied, !decides) << role;
  }
}

}  // namespace
}  // namespace markwarden

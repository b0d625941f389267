// Who may do what: one table for the command line, the API and the console.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/scope.h"

namespace markwarden {

// One entry for each thing that a person or a system actor can ask of the service.
enum class UseCase {
  kManageAccounts,     // organisations, accounts, one-time sign-in codes
  kAddRight,           // register or import rights, new versions of them
  kSeeRights,
  kAddSource,          // platforms and sources
  kSeeSources,
  kAddWatch,
  kSeeWatches,
  kSeeRules,           // rule packs, drafts, runs in the shadow
  kDraftRules,         // write drafts, try them
  kActivateRules,      // by another than its authors
  kWithdrawRules,      // one person is enough
  kReleaseRetro,       // that a new rule set meets what is stored after all
  kSeeAliases,         // what rights are called besides their names
  kProposeAlias,
  kDecideAlias,        // put one in force by another than who proposed it, or refuse it
  kWithdrawAlias,      // one person is enough
  kImportListings,     // files that a platform handed out
  kSeeImports,
  kRunCrawl,
  kRunWork,            // match, seal, number events
  kSeeCrawl,
  kSeeFlags,
  kDecideFlag,
  kLockFlag,           // open it, so that nobody else decides it meanwhile
  kBreakFlagLock,      // another's
  kDecideGroup,        // leads that share a picture or a seller, at once
  kSaveFilter,         // of the queue, for oneself or the organisation
  kSeeRenders,         // pages as a browser showed them
  kAskRender,
  kResolveSecondLook,  // by another person than the one who asked for it
  kMakeCase,
  kSeeCases,
  kDraftNotice,
  kSeeNotices,
  kReleaseNotice,      // the second person's word; nothing is sent without it
  kSendNotice,         // into the outbox, or recording that one went out by hand
  kWithdrawNotice,     // one person is enough
  kManageConnectors,   // how platforms are given notice over their own interfaces
  kRecordCounterNotice,
  kDecideCounterNotice,    // withdraw, let restore, ask for more time: one person
  kEscalateCounterNotice,  // complaint or suit: by another than the notice's author
  kSeeMeasures,        // what recipients did, and what came back
  kRecordMeasure,
  kCheckListings,      // look again at what notice was given of
  kSeeTasks,
  kDoTask,
  kAskIdentification,
  kAnswerIdentification,   // by the right's holder
  kSeeIdentifications,
  kRunClue,            // the bureau's own procedure
  kHeadClue,           // its head's decisions
  kSeeClues,
  kCloseCase,          // by another than the one who made it
  kReopenCase,
  kExportEvidence,     // packages of a case, and giving them to somebody
  kSeeEvidence,        // list, verify, take
  kSeeEvents,          // the log, its checkpoints, keys and time authorities
  kManageLogKeys,
  kManageTimeAuthorities,
  kBackUp,             // copy the whole store: everybody's cases are in it
  kSeeVocabularies,    // what a person chooses from
  kSeeStatistics,
  kSeeReports,
  kJudgeSample,    // the blind second judgement: by another than the first
  kReviewSamples,  // both judgements of what was judged
  kSettleSample,   // where the two differ: by a third
  kSeeTells,           // what tells a right's genuine goods from imitations
  kSeeSellers,         // across rights: never a holder
  // People and what a bureau gives to another.
  kOwnAccount,         // the own password, authenticator, sessions, tokens
  kMakeAssignment,     // to a bureau below
  kAnswerAssignment,   // accept, or return with a reason: the bureau that received it
  kSeeAssignments,
  kHandInTip,          // a link or a file that should be looked at
  kSeeTips,            // a spotter sees the own ones
  kAnswerTip,
};

struct Permission {
  UseCase use_case;
  std::string_view name;    // "flag.decide": as errors and events write it
  std::vector<Role> roles;  // any of these is enough
  bool not_author = false;  // refused to whoever made the thing in question
  bool whole_store = false;  // refused to people of an organisation that another keeps
};

// Every use case once, in the order of the enumeration.
std::span<const Permission> Permissions();
const Permission& PermissionOf(UseCase use_case);
const Permission* FindPermission(std::string_view name);  // null: no permission is called that

// What a token's scopes allow: the permission by its name, or "read", which is every permission that ends in ".see".
bool ScopesAllow(std::span<const std::string> token_scopes, std::string_view permission);

// Errors: kDenied, naming the use case and the roles that may, or the scope that the token lacks.  `author` is who made
// the thing in question, 0 when that does not matter.
Status Authorise(const Scope& scope, UseCase use_case, Id author = 0);

}  // namespace markwarden

// The command line: each function adds the commands of one room.  A command stores
// what to run in Cli::run; main() runs it and returns its exit code.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "core/id.h"
#include "core/result.h"

namespace markwarden {

class Service;
struct GroupDecisionRequest;
struct Scope;

struct Cli {
  CLI::App app{"Online infringement monitoring: crawl, match, seal, notice and takedown."};
  std::string store_dir;  // --store, $MARKWARDEN_STORE, else ./markwarden-store
  std::function<int()> run;
};

// All of them, as the program has them.
void AddCommands(Cli& cli);

void AddPlumbingCommands(Cli& cli);  // url, robots, sitemap, extract, match
void AddAccountCommands(Cli& cli);   // init, account
void AddPeopleCommands(Cli& cli, CLI::App* account);  // organisation, account invite, token, authenticator ...
void AddAssignCommands(Cli& cli);    // assign
void AddTipCommands(Cli& cli);       // tip
void AddRightCommands(Cli& cli);     // right
void AddRulesCommands(Cli& cli);     // rules
void AddGoodsCommands(Cli& cli, CLI::App* rules);  // rules goods
void AddRegistrationCommands(Cli& cli, CLI::App* right);  // right register, try, expiring, overview, record, rows, status, tells
void AddSimilarCommands(Cli& cli, CLI::App* right);
void AddAliasCommands(Cli& cli, CLI::App* right);  // right alias
void AddSellerCommands(Cli& cli);    // seller
void AddWatchCommands(Cli& cli);     // source, watch
void AddCrawlCommands(Cli& cli);     // crawl, work
void AddImportCommands(Cli& cli);    // import
void AddQueueCommands(Cli& cli);     // queue, flag
void AddFlagCommands(Cli& cli, CLI::App* flag);  // flag look, undo, context, seller, same-picture
void AddSampleCommands(Cli& cli);    // sample
void AddQueueList(Cli& cli);         // queue, queue save, list, remove, views, formula
void AddLockCommands(Cli& cli, CLI::App* flag);  // flag lock, unlock, group, undo-group
// Without a preview's digest it shows the group and decides nothing.
Result<int> DecideGroupFromCommand(Service& service, const Scope& scope, Id flag, const GroupDecisionRequest& request);
void AddCaseCommands(Cli& cli);      // case, notice
void AddOutboxCommands(Cli& cli, CLI::App* notice);  // notice deliver, outbox, connector, mail, messages, batch
void AddTakedownCommands(Cli& cli, CLI::App* notice);  // notice counter, deadlines, calendar, tasks
void AddReportCommands(Cli& cli);    // report
void AddIdentifyCommands(Cli& cli, CLI::App* cases);  // case identify
void AddClueCommands(Cli& cli, CLI::App* cases);      // case close, reopen, clue
void AddVerifyCommands(Cli& cli);    // verify
void AddEvidenceCommands(Cli& cli);  // evidence
void AddAuthorityCommands(Cli& cli, CLI::App* evidence);  // evidence authority
void AddEventCommands(Cli& cli);     // event
void AddBackupCommands(Cli& cli);    // backup, restore
void AddServeCommand(Cli& cli);      // serve
void AddDemoCommand(Cli& cli);       // demo

}  // namespace markwarden

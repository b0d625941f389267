// Every command of the program.
#include "app/commands.h"

namespace markwarden {

void AddCommands(Cli& cli) {
  cli.app.set_version_flag("--version", "markwarden " MARKWARDEN_VERSION);
  cli.app.require_subcommand(1);
  cli.app.fallthrough();
  cli.app.add_option("--store", cli.store_dir, "Folder of the store")
      ->envname("MARKWARDEN_STORE")
      ->default_str("markwarden-store");
  cli.store_dir = "markwarden-store";
  AddPlumbingCommands(cli);
  AddAccountCommands(cli);
  AddAssignCommands(cli);
  AddTipCommands(cli);
  AddRightCommands(cli);
  AddSellerCommands(cli);
  AddRulesCommands(cli);
  AddWatchCommands(cli);
  AddCrawlCommands(cli);
  AddImportCommands(cli);
  AddQueueCommands(cli);
  AddSampleCommands(cli);
  AddCaseCommands(cli);
  AddReportCommands(cli);
  AddVerifyCommands(cli);
  AddEvidenceCommands(cli);
  AddEventCommands(cli);
  AddBackupCommands(cli);
  AddServeCommand(cli);
  AddDemoCommand(cli);
}

}  // namespace markwarden

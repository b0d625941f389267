// backup and restore: a whole copy of the store, and the way back.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/progress.h"
#include "app/session.h"
#include "service/backup.h"

namespace markwarden {
namespace {

std::string Megabytes(const Json& bytes) { return std::to_string((bytes.get<int64_t>() + 999'999) / 1'000'000) + " MB"; }

void PrintFacts(const Json& view) {
  std::cout << view["captures"] << " captures in " << view["segments"] << " segments, " << view["packages"] << " packages, " << view["events"] << " events";
  if (view["checkpoint"].is_object()) std::cout << " (signed up to " << view["checkpoint"]["size"] << ")";
  std::cout << ", " << Megabytes(view["bytes"]) << ", as of " << JsonText(view, "made_at") << "\n";
}

// One line that renews itself on a terminal.
class ByteProgress {
 public:
  explicit ByteProgress(std::string what) : what_(std::move(what)) {}
  ~ByteProgress() {
    if (shown_) std::cerr << "\n";
  }
  void operator()(int64_t done, int64_t all) {
    if (!OnTerminal() || all <= 0) return;
    const auto percent = static_cast<int>(100.0 * static_cast<double>(done) / static_cast<double>(all));
    if (percent == percent_) return;
    percent_ = percent;
    shown_ = true;
    std::cerr << "\r" << what_ << " " << percent << " %" << std::flush;
  }

 private:
  const std::string what_;
  int percent_ = -1;
  bool shown_ = false;
};

void AddBackup(Cli& cli) {
  struct Options {
    std::string folder;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = cli.app.add_subcommand("backup", "Copy the whole store into a new folder while it is in use (BagIt); the keys that sign the log are not in it");
  command->add_option("folder", options->folder, "The folder to make")->required();
  command->add_flag("--json", options->json, "One JSON object");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      const std::stop_token stop = StopOnSignals();
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        ByteProgress progress("backing up");
        Result<Json> made = MakeBackup(service, scope, options->folder, {.stop = stop, .progress = std::ref(progress)});
        if (!made) return Fail(made);
        if (!(*made)["unsigned"].is_null()) PrintRemark("the newest state of the log is not signed: " + JsonText(*made, "unsigned"));
        if (options->json) {
          std::cout << DumpJson(*made) << "\n";
          return kExitDone;
        }
        std::cout << "Backed up to " << options->folder << ": ";
        PrintFacts(*made);
        std::cout << "Keep " << cli.store_dir << "/keys apart from it: a restored store goes on signing with them.\n";
        return kExitDone;
      });
    };
  });
}

void AddRestore(Cli& cli) {
  struct Options {
    std::string folder, published, keys;
    bool json = false, check = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = cli.app.add_subcommand("restore", "Make the store (--store) of a backup, after checking every byte and every event of it");
  command->add_option("folder", options->folder, "The backup")->required();
  command->add_option("--published", options->published, "A checkpoint of this log from elsewhere: a backup that is older is refused, since it would fork the log");
  command->add_option("--keys", options->keys, "A folder with the log's key files, to go on signing with");
  command->add_flag("--check", options->check, "Check the backup and make nothing");
  command->add_flag("--json", options->json, "One JSON object");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      const std::stop_token stop = StopOnSignals();
      ByteProgress progress("restoring");
      const BackupWatch watch{.stop = stop, .progress = std::ref(progress)};
      Result<Json> done = Fail(ErrorCode::kInternal, "");
      if (options->check) {
        Result<BackupFacts> facts = CheckBackup(options->folder, options->published, watch);
        if (facts) done = BackupView(*facts);
        else done = Fail(facts);
      } else {
        done = RestoreStore(options->folder, cli.store_dir, options->published, options->keys, watch);
      }
      if (!done) return Report(done.error());
      if (options->json) {
        std::cout << DumpJson(*done) << "\n";
        return kExitDone;
      }
      std::cout << (options->check ? "Whole: " : "Restored " + cli.store_dir + ": ");
      PrintFacts(*done);
      if (options->check) return kExitDone;
      if (options->published.empty()) {
        PrintRemark("not compared with a published checkpoint: if the log went on after this backup, what is signed from now on forks it (--published)");
      }
      if (!JsonText(*done, "keys").empty()) PrintRemark(JsonText(*done, "keys"));
      return kExitDone;
    };
  });
}

}  // namespace

void AddBackupCommands(Cli& cli) {
  AddBackup(cli);
  AddRestore(cli);
}

}  // namespace markwarden

// evidence: packages that other people verify without us.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "service/evidence.h"

namespace markwarden {
namespace {

int ExitOf(const std::string& result) {
  return result == "whole" ? kExitDone : result == "broken" ? kExitRefused : kExitCannotDecide;
}

void PrintVerdict(const Json& verdict) {
  const std::string result = JsonText(verdict, "result");
  for (const Json& finding : verdict["findings"]) {
    std::cout << JsonText(finding, "level") << ": " << JsonText(finding, "line") << "\n";
  }
  std::cout << (result == "whole" ? "whole" : result == "broken" ? "broken" : "cannot decide") << ": " << JsonText(verdict, "captures")
            << " captures proved to be in the log";
  if (verdict["checkpoint"].is_object()) std::cout << " " << JsonText(verdict["checkpoint"], "origin") << " of " << JsonText(verdict["checkpoint"], "size") << " entries";
  std::cout << "\n";
  for (const Json& stamp : verdict["stamps"]) {
    std::cout << JsonText(stamp, "of") << " existed at " << JsonText(stamp, "time") << ", says " << JsonText(stamp, "authority") << "\n";
  }
}

void AddVerify(Cli& cli, CLI::App* evidence) {
  struct Options {
    std::string package, keys, anchors;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = evidence->add_subcommand("verify", "Check a package, offline, without a store: exit 0 whole, 1 broken, 4 cannot decide");
  command->add_option("package", options->package, "Folder or .zip archive")->required();
  command->add_option("--key,--keys", options->keys, "File with the verifier keys that the log is known by, one a line");
  command->add_option("--ca,--anchors", options->anchors, "Certificates of time authorities that you trust, PEM");
  command->add_flag("--json", options->json, "One JSON object");
  command->callback([&cli, options] {
    cli.run = [options] {
      Result<Json> verdict = VerifyEvidence(options->package, options->keys, options->anchors);
      if (!verdict) return Report(verdict.error());
      if (options->json) std::cout << DumpJson(*verdict) << "\n";
      else PrintVerdict(*verdict);
      return ExitOf(JsonText(*verdict, "result"));
    };
  });
}

void AddExport(Cli& cli, CLI::App* evidence) {
  struct Options {
    std::string id, to;
    EvidenceRequest request;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = evidence->add_subcommand("export", "Make a case's package: captures, screenshots, reasons, record, proofs, seal");
  command->add_option("case", options->id, "Case")->required();
  command->add_option("--to", options->to, "Folder that gets the package unpacked as well");
  command->add_option("--language", options->request.language, "Language of the printed record: zh or en");
  command->add_option("--officer", options->request.officers, "Who will sign the record; give it twice for two")->expected(1, 2)->allow_extra_args(false);
  command->add_option("--witness", options->request.witness, "Witness");
  command->add_option("--place", options->request.place, "Place of the extraction");
  command->add_option("--purpose", options->request.purpose, "Purpose of the extraction");
  command->add_flag("--json", options->json, "One JSON object");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Id> id = IdOf(options->id);
        if (!id) return Fail(id);
        options->request.case_id = *id;
        options->request.to = options->to;
        Result<Json> made = ExportEvidence(service, scope, options->request);
        if (!made) return Fail(made);
        if (options->json) {
          std::cout << DumpJson(*made) << "\n";
        } else {
          std::cout << "Package " << JsonText(*made, "id") << ": " << JsonText(*made, "name") << ", " << JsonText(*made, "captures") << " captures, "
                    << JsonText(*made, "bytes") << " bytes; time " << JsonText((*made)["time"], "en") << "\n";
          if (!options->to.empty()) std::cout << JsonText(*made, "folder") << "\n";
        }
        return kExitDone;
      });
    };
  });
}

void AddTake(Cli& cli, CLI::App* evidence) {
  struct Options {
    std::string id, out;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = evidence->add_subcommand("take", "Copy a package's archive to a file; the log says so");
  command->add_option("id", options->id, "Package")->required();
  command->add_option("--out", options->out, "File or folder; the current folder when left out");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Id> id = IdOf(options->id);
        if (!id) return Fail(id);
        Result<EvidenceFile> file = TakeEvidence(service, scope, *id);
        if (!file) return Fail(file);
        namespace fs = std::filesystem;
        fs::path out = options->out.empty() ? fs::path(".") : fs::path(options->out);
        std::error_code failed;
        if (fs::is_directory(out, failed)) out /= file->name;
        failed.clear();
        fs::copy_file(file->path, out, failed);
        if (failed) return Fail(ErrorCode::kUnavailable, "write " + out.string() + ": " + failed.message());
        std::cout << out.string() << "\n";
        return kExitDone;
      });
    };
  });
}

void AddHandOver(Cli& cli, CLI::App* evidence) {
  struct Options {
    std::string id;
    HandOver hand_over;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = evidence->add_subcommand("hand-over", "Record that a package was given to somebody");
  command->add_option("id", options->id, "Package")->required();
  command->add_option("--to", options->hand_over.to, "Person and organisation")->required();
  command->add_option("--how", options->hand_over.how, "By hand, on a disc, uploaded ...")->required();
  command->add_option("--note", options->hand_over.note, "Note");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Id> id = IdOf(options->id);
        if (!id) return Fail(id);
        Result<Json> told = HandOverEvidence(service, scope, *id, options->hand_over);
        if (!told) return Fail(told);
        std::cout << "Recorded for " << JsonText(*told, "name") << "\n";
        return kExitDone;
      });
    };
  });
}

}  // namespace

void AddEvidenceCommands(Cli& cli) {
  CLI::App* evidence = cli.app.add_subcommand("evidence", "Packages of evidence that other people verify without us");
  evidence->require_subcommand(1);
  auto of_case = std::make_shared<std::string>();
  auto filter = std::make_shared<EvidenceFilter>();
  CLI::App* list = AddListCommand(cli, evidence,
                                  {.name = "list", .help = "The packages, newest first",
                                   .columns = {{"id", "id"}, {"name", "name"}, {"case", "case"}, {"captures", "captures", true}, {"bytes", "bytes", true},
                                               {"made", "created_at"}, {"time", "time.class"}},
                                   .empty = "No packages yet: make one with markwarden evidence export CASE."},
                                  [of_case, filter](Service& service, const Scope& scope, const ListPage& page) -> Result<Json> {
                                    if (!of_case->empty()) {
                                      Result<Id> read = IdOf(*of_case);
                                      if (!read) return Fail(read);
                                      filter->case_id = *read;
                                    }
                                    return ListEvidence(service, scope, *filter, page);
                                  });
  list->add_option("--case", *of_case, "Of this case only");
  list->add_option("--name", filter->text, "Part of the name");
  list->add_option("--from", filter->from, "Made then or later: a date or a time");
  list->add_option("--to", filter->to, "Made before");
  AddShowCommand(cli, evidence, "show", "One package: what its verification gives, and what happened to it",
                 [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
                   Result<Id> id = IdOf(text);
                   if (!id) return Fail(id);
                   return ShowEvidence(service, scope, *id);
                 });
  AddExport(cli, evidence);
  AddTake(cli, evidence);
  AddHandOver(cli, evidence);
  AddVerify(cli, evidence);
  AddAuthorityCommands(cli, evidence);
}

}  // namespace markwarden

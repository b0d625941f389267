// tip: handing in what should be looked at, and answering it.
#include <filesystem>
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "core/file.h"
#include "service/tips.h"
#include "service/uploads.h"

namespace markwarden {
namespace {

const std::vector<Column> kTipColumns = {{"id", "id"},         {"link", "url"},   {"file", "file.name"}, {"note", "note"}, {"state", "state"},
                                         {"answer", "answer"}, {"by", "created_by"}, {"when", "created_at"}};

void AddHandIn(Cli& cli, CLI::App* tip) {
  struct Options {
    TipRequest tip;
    std::string file;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = tip->add_subcommand("hand-in", "Hand in a link or a file");
  command->add_option("--url", options->tip.url, "The link");
  command->add_option("--file", options->file, "The file: PDF, PNG, JPEG, mail, HTML or text, at most 10 MiB");
  command->add_option("--note", options->tip.note, "What should be looked at")->required();
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        if (!options->file.empty()) {
          Result<std::string> bytes = ReadFile(options->file, kMaxHandedInBytes);
          if (!bytes) return Fail(bytes);
          Result<Json> kept = KeepUpload(service, scope, *bytes);
          if (!kept) return Fail(kept);
          options->tip.file_name = std::filesystem::path(options->file).filename().string();
          options->tip.file_sha256 = JsonText(*kept, "sha256");
        }
        Result<Json> handed = HandInTip(service, scope, options->tip);
        if (!handed) return Fail(handed);
        std::cout << "Handed in, id " << JsonText(*handed, "id") << ".\n";
        return kExitDone;
      });
    };
  });
}

void AddTipAnswer(Cli& cli, CLI::App* tip, const char* act, const char* help) {
  struct Options {
    std::string id, answer;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = tip->add_subcommand(act, help);
  command->add_option("id", options->id, "Id")->required();
  if (act != std::string("look")) command->add_option("answer", options->answer, "What became of it, for who handed it in")->required();
  command->callback([&cli, options, act = std::string(act)] {
    cli.run = [&cli, options, act] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Id> id = IdOf(options->id);
        if (!id) return Fail(id);
        Result<Json> seen = ShowTip(service, scope, *id);
        if (!seen) return Fail(seen);
        Result<Json> done = AnswerTipOf(service, scope, *id, {.act = act, .answer = options->answer, .row_version = JsonInt(*seen, "row_version").value_or(0)});
        if (!done) return Fail(done);
        std::cout << "It is " << JsonText(*done, "state") << ".\n";
        return kExitDone;
      });
    };
  });
}

}  // namespace

void AddTipCommands(Cli& cli) {
  CLI::App* tip = cli.app.add_subcommand("tip", "Links and files that should be looked at");
  tip->require_subcommand(1);
  AddHandIn(cli, tip);
  auto state = std::make_shared<std::string>();
  AddListCommand(cli, tip, {.name = "list", .help = "Tips, newest first", .columns = kTipColumns, .empty = "No tips."},
                 [state](Service& service, const Scope& scope, const ListPage& page) { return ListTips(service, scope, *state, page.cursor, page.limit); })
      ->add_option("--state", *state, "new, looked_at, used, declined");
  AddShowCommand(cli, tip, "show", "One, and what became of it", [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
    Result<Id> id = IdOf(text);
    if (!id) return Fail(id);
    return ShowTip(service, scope, *id);
  });
  AddTipAnswer(cli, tip, "look", "Say that it is being looked at");
  AddTipAnswer(cli, tip, "use", "Say that it was used, and for what");
  AddTipAnswer(cli, tip, "decline", "Say why it was not used");
  {
    struct Options {
      std::string id, to;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = tip->add_subcommand("file", "Take the file of a tip");
    command->add_option("id", options->id, "Id")->required();
    command->add_option("--to", options->to, "Where to write it")->required();
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->id);
          if (!id) return Fail(id);
          Result<TipFile> file = TakeTipFile(service, scope, *id);
          if (!file) return Fail(file);
          if (Status written = WriteFileAtomic(options->to, file->bytes, 0600); !written) return Fail(written);
          std::cout << "Wrote " << options->to << ", " << file->bytes.size() << " bytes.\n";
          return kExitDone;
        });
      };
    });
  }
}

}  // namespace markwarden

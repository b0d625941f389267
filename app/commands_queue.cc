// flag: the leads, and what people decide about them.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "core/file.h"
#include "core/hash.h"
#include "service/flag_groups.h"
#include "service/flags.h"
#include "service/render.h"

namespace markwarden {

void AddQueueCommands(Cli& cli) {
  AddQueueList(cli);
  CLI::App* flag = cli.app.add_subcommand("flag", "One flag: look, decide, replay");
  flag->require_subcommand(1);
  AddFlagCommands(cli, flag);
  AddShowCommand(cli, flag, "show", "A flag with its reasons", [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
    Result<Id> id = IdOf(text);
    if (!id) return Fail(id);
    return ShowFlag(service, scope, *id);
  });
  AddShowCommand(cli, flag, "replay", "Match again from the sealed bytes and compare", [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
    Result<Id> id = IdOf(text);
    if (!id) return Fail(id);
    return ReplayFlag(service, scope, *id);
  });
  AddShowCommand(cli, flag, "certificate", "The latest hit as a document that others check: docs/MATCH_CERTIFICATE.md", [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
    Result<Id> id = IdOf(text);
    if (!id) return Fail(id);
    return FlagCertificate(service, scope, *id);
  });
  AddShowCommand(cli, flag, "renders", "The flag's page as a browser showed it", [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
    Result<Id> id = IdOf(text);
    if (!id) return Fail(id);
    return ListRenders(service, scope, *id);
  });
  AddShowCommand(cli, flag, "render", "Ask for a screenshot of the flag's page; work takes it", [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
    Result<Id> id = IdOf(text);
    if (!id) return Fail(id);
    return AskRender(service, scope, *id);
  });
  {
    struct Options {
      std::string id, out;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = flag->add_subcommand("screenshot", "Write the sealed picture of a render to a file");
    command->add_option("render", options->id, "Render, as flag renders shows it")->required();
    command->add_option("--out", options->out, "File, PNG")->required();
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->id);
          if (!id) return Fail(id);
          Result<PictureBytes> picture = ShowScreenshot(service, scope, *id);
          if (!picture) return Fail(picture);
          if (Status written = WriteFileAtomic(options->out, picture->bytes); !written) return Fail(written);
          std::cout << options->out << ": " << picture->bytes.size() << " bytes, SHA-256 " << Sha256Hex(picture->bytes) << "\n";
          return kExitDone;
        });
      };
    });
  }
  {
    struct Options {
      std::string id, group, preview;
      FlagDecision decision;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = flag->add_subcommand("decide", "dismiss, hold, second_look, reopen or note");
    command->add_option("id", options->id, "Flag")->required();
    command->add_option("action", options->decision.action, "dismiss, hold, second_look, reopen or note")->required();
    command->add_option("--reason", options->decision.reason, "Reason code: genuine, authorised, fair_use, other_goods, duplicate, bad_match ...");
    command->add_option("--basis", options->decision.basis, "What it rests on");
    command->add_option("--note", options->decision.note, "Note");
    command->add_option("--group", options->group, "Every lead with this picture, or of this seller: picture or seller; shown first, decided with --preview");
    command->add_option("--preview", options->preview, "The group as it was shown");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->id);
          if (!id) return Fail(id);
          if (!options->group.empty()) {
            return DecideGroupFromCommand(service, scope, *id, {.by = options->group, .digest = options->preview, .action = options->decision.action,
                                                                .reason = options->decision.reason, .basis = options->decision.basis, .note = options->decision.note});
          }
          Result<Json> decided = DecideFlag(service, scope, *id, options->decision);
          if (!decided) return Fail(decided);
          std::cout << "Flag " << options->id << " is now " << JsonText(*decided, "state") << ".\n";
          return kExitDone;
        });
      };
    });
  }
  AddLockCommands(cli, flag);
}

}  // namespace markwarden

// evidence authority: who vouches for times.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/progress.h"
#include "app/session.h"
#include "service/time_authorities.h"

namespace markwarden {

void AddAuthorityCommands(Cli& cli, CLI::App* evidence) {
  CLI::App* authority = evidence->add_subcommand("authority", "Time authorities (RFC 3161)");
  authority->require_subcommand(1);
  auto file = std::make_shared<std::string>();
  CLI::App* add = authority->add_subcommand("add", "Take an authority from its YAML file, or a new version of it");
  add->add_option("file", *file, "YAML file; its anchors lie beside it")->required();
  add->callback([&cli, file] {
    cli.run = [&cli, file] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<TimeAuthorityRecord> read = ReadTimeAuthority(*file);
        if (!read) return Fail(read);
        Result<Json> added = AddTimeAuthority(service, scope, std::move(*read));
        if (!added) return Fail(added);
        std::cout << "Added " << JsonText(*added, "key") << ", version " << (*added)["number"] << ". Ask it once: evidence authority check\n";
        return kExitDone;
      });
    };
  });
  AddListCommand(cli, authority,
                 {.name = "list", .help = "Authorities, in the order in which they are asked",
                  .columns = {{"key", "key"}, {"version", "number", true}, {"trusted", "trusted"}, {"enabled", "enabled"}, {"address", "url"}, {"name", "name.zh"}},
                  .empty = "No time authority: times rest on this machine's clock alone."},
                 [](Service& service, const Scope& scope, const ListPage&) { return ListTimeAuthorities(service, scope); });
  auto json = std::make_shared<bool>(false);
  CLI::App* check = authority->add_subcommand("check", "Ask each for a token over random bytes and keep none");
  check->add_flag("--json", *json, "One JSON object a line");
  check->callback([&cli, json] {
    cli.run = [&cli, json] {
      const std::stop_token stop = StopOnSignals();
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> checked = CheckTimeAuthorities(service, scope, stop);
        if (!checked) return Fail(checked);
        PrintRows(*json, {{"key", "key"}, {"good", "ok"}, {"time", "time"}, {"policy", "policy"}, {"ms", "took_ms", true}, {"why not", "error"}},
                  (*checked)["items"], "No time authority: add one with evidence authority add.");
        for (const Json& item : (*checked)["items"]) {
          if (!item["ok"].get<bool>()) return kExitRefused;
        }
        return kExitDone;
      });
    };
  });
}

}  // namespace markwarden

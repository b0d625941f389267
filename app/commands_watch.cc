// source and watch: where to look, and for what.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "core/file.h"
#include "service/sources.h"

namespace markwarden {

void AddWatchCommands(Cli& cli) {
  CLI::App* source = cli.app.add_subcommand("source", "Sources: one YAML file per marketplace");
  source->require_subcommand(1);
  AddListCommand(cli, source,
                 {.name = "list", .help = "The sources",
                  .columns = {{"id", "id"}, {"source", "source"}, {"platform", "platform"}, {"hosts", "hosts"}, {"gap ms", "gap_ms", true},
                              {"pages", "budget.pages", true}, {"v", "version", true}},
                  .empty = "No sources yet: add one with markwarden source add FILE."},
                 [](Service& service, const Scope& scope, const ListPage& page) { return ListSources(service, scope, page); });
  {
    auto file = std::make_shared<std::string>();
    CLI::App* command = source->add_subcommand("add", "Add a source, or a new version of it");
    command->add_option("file", *file, "YAML file")->required();
    command->callback([&cli, file] {
      cli.run = [&cli, file] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Json> added = AddSource(service, scope, *file);
          if (!added) return Fail(added);
          std::cout << JsonText(*added, "status") << " " << JsonText(*added, "source") << ", version "
                    << JsonText(*added, "version") << "\n";
          return kExitDone;
        });
      };
    });
  }
  {
    struct Options {
      std::string url, file;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = source->add_subcommand("test", "Fetch one page and show what would be extracted; stores nothing");
    command->add_option("url", options->url, "Address of a page")->required();
    command->add_option("--source", options->file, "The source's YAML file; the stored source with the host when left out");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        const auto show = [&cli, options](const std::string& yaml) -> Result<int> {
          Result<Json> shown = TestSource(yaml, options->url, cli.store_dir);
          if (!shown) return Fail(shown);
          std::cout << shown->dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
          const Json* robots = JsonMember(*shown, "robots");
          return robots && (*robots)["allowed"] == false ? kExitRefused : kExitDone;
        };
        if (!options->file.empty()) {
          Result<std::string> yaml = ReadFile(options->file, 1 << 20);
          if (!yaml) return Report(yaml.error());
          Result<int> code = show(*yaml);
          return code ? *code : Report(std::move(code.error()).While(options->file));
        }
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<std::string> yaml = FindSourceYaml(service, scope, options->url);
          if (!yaml) return Fail(yaml);
          return show(*yaml);
        });
      };
    });
  }
  CLI::App* watch = cli.app.add_subcommand("watch", "Watches: rights x sources x queries x region x period");
  watch->require_subcommand(1);
  {
    auto wanted = std::make_shared<NewWatch>();
    CLI::App* command = watch->add_subcommand("add", "Add a watch");
    command->add_option("--name", wanted->name, "Name")->required();
    command->add_option("--right", wanted->rights, "Right, by id or key; every right when left out");
    command->add_option("--source", wanted->sources, "Source; every source when left out");
    command->add_option("--query", wanted->queries, "Words to search for; the rights' names when left out");
    command->add_option("--region", wanted->region, "GB/T 2260 code of the jurisdiction");
    command->add_option("--from", wanted->from, "First day");
    command->add_option("--to", wanted->to, "Last day");
    command->callback([&cli, wanted] {
      cli.run = [&cli, wanted] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Json> added = AddWatch(service, scope, *wanted);
          if (!added) return Fail(added);
          std::cout << "Watching " << (*added)["rights"] << " rights in " << (*added)["sources"] << " sources with "
                    << (*added)["queries"] << " queries.\n";
          return kExitDone;
        });
      };
    });
  }
  AddListCommand(cli, watch,
                 {.name = "list", .help = "The watches",
                  .columns = {{"id", "id"}, {"name", "name"}, {"queries", "queries"}, {"region", "region"}, {"from", "from"}, {"to", "to"}, {"state", "state"}},
                  .empty = "No watches yet: add one with markwarden watch add."},
                 [](Service& service, const Scope& scope, const ListPage& page) { return ListWatches(service, scope, page); });
}

}  // namespace markwarden

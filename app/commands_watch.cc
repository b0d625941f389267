// source and watch: where to look, and for what.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "core/file.h"
#include "service/search_queries.h"
#include "service/sources.h"
#include "service/watches.h"

namespace markwarden {
namespace {

// What is not named stays as it is.
void AddWatchActs(Cli& cli, CLI::App* watch) {
  {
    struct Options {
      std::string id;
      NewWatch wanted;
      bool no_from = false, no_to = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = watch->add_subcommand("edit", "Change a watch: a new version of it");
    command->add_option("id", options->id, "Watch")->required();
    command->add_option("--name", options->wanted.name, "Name");
    command->add_option("--right", options->wanted.rights, "Rights, by id or key");
    command->add_option("--source", options->wanted.sources, "Sources");
    command->add_option("--query", options->wanted.queries, "Words to search for");
    command->add_option("--region", options->wanted.region, "GB/T 2260 code of the jurisdiction");
    command->add_option("--from", options->wanted.from, "First day");
    command->add_option("--to", options->wanted.to, "Last day");
    command->add_flag("--no-from", options->no_from, "No first day");
    command->add_flag("--no-to", options->no_to, "No last day");
    command->add_option("--owner", options->wanted.owner, "Login of who looks after it");
    command->add_option("--discovery", options->wanted.discovery, "Generated queries per source and round; 0 for none");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->id);
          if (!id) return Fail(id);
          Result<Json> now = ShowWatch(service, scope, *id);
          if (!now) return Fail(now);
          NewWatch& wanted = options->wanted;
          if (wanted.name.empty()) wanted.name = JsonText(*now, "name");
          if (wanted.region.empty()) wanted.region = JsonText(*now, "region");
          if (wanted.from.empty() && !options->no_from) wanted.from = JsonText(*now, "from");
          if (wanted.to.empty() && !options->no_to) wanted.to = JsonText(*now, "to");
          if (wanted.queries.empty()) wanted.queries = JsonTexts(*now, "queries");
          if (wanted.rights.empty()) {
            for (const Json& right : (*now)["rights"]) wanted.rights.push_back(JsonText(right, "id"));
          }
          if (wanted.sources.empty()) {
            for (const Json& source : (*now)["sources"]) wanted.sources.push_back(JsonText(source, "source"));
          }
          Result<Json> done = EditWatch(service, scope, *id, wanted, JsonInt(*now, "row_version").value_or(0));
          if (!done) return Fail(done);
          std::cout << "Version " << (*done)["version"] << " of " << JsonText(*done, "name") << ".\n";
          return kExitDone;
        });
      };
    });
  }
  for (const auto& [act, help] : {std::pair("pause", "Pause a watch: no round is begun for it"), std::pair("resume", "Go on with a paused watch"), std::pair("end", "End a watch for good")}) {
    auto text = std::make_shared<std::string>();
    CLI::App* command = watch->add_subcommand(act, help);
    command->add_option("id", *text, "Watch")->required();
    command->callback([&cli, text, act = std::string(act)] {
      cli.run = [&cli, text, act] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(*text);
          if (!id) return Fail(id);
          Result<Json> now = ShowWatch(service, scope, *id);
          if (!now) return Fail(now);
          Result<Json> done = ActOnWatch(service, scope, *id, act, JsonInt(*now, "row_version").value_or(0));
          if (!done) return Fail(done);
          std::cout << JsonText(*done, "name") << " is " << JsonText(*done, "state") << ".\n";
          return kExitDone;
        });
      };
    });
  }
}

std::string Rate(const Json& number) {
  if (!number.is_number()) return "";
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", number.get<double>());
  return text;
}

void PrintQueries(const Json& queries) {
  Json rows = Json::array();
  for (const Json& item : queries["items"]) {
    const std::string language = JsonText(item, "language");
    rows.push_back({{"query", item["query"]}, {"form", JsonText(item, "form") + (language.empty() ? "" : "." + language)}, {"of", JsonText(item, "of")},
                    {"state", item["state"]}, {"pages", item["pages"]}, {"listings", item["listings"]}, {"new", item["new"]}, {"suspected", item["suspected"]},
                    {"upheld", item["upheld"]}, {"yield", Rate(item["yield"])}, {"expected", Rate(item["expected"])}});
  }
  PrintTable({{"query", "query"}, {"form", "form"}, {"of", "of"}, {"state", "state"}, {"pages", "pages", true}, {"listings", "listings", true}, {"new", "new", true},
              {"suspected", "suspected", true}, {"upheld", "upheld", true}, {"per page", "yield", true}, {"expected", "expected", true}}, rows);
  std::cout << queries["items"].size() << " of " << queries["count"] << " queries; a round searches each source for all own ones and "
            << queries["limit"] << " of the others, at most " << queries["pages"] << " pages each.\n";
}

void AddWatchQueries(Cli& cli, CLI::App* watch) {
  struct Options {
    std::string id;
    std::vector<std::string> add, drop, rest, resume;
    std::optional<int> limit;
    int rows = 50;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = watch->add_subcommand("queries", "What a watch is searched for, and what each query has brought");
  command->add_option("id", options->id, "Watch")->required();
  command->add_flag("--json", options->json, "As JSON");
  command->add_option("--add", options->add, "Search for this in every round");
  command->add_option("--drop", options->drop, "Search for this no more");
  command->add_option("--rest", options->rest, "Let this rest for a while");
  command->add_option("--resume", options->resume, "Take back what was said of this");
  command->add_option("--limit", options->limit, "Generated queries per source and round; 0 for none, -1 for the table's number");
  command->add_option("--rows", options->rows, "Rows to show, at most")->check(CLI::Range(1, 500));
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Id> id = IdOf(options->id);
        if (!id) return Fail(id);
        for (const auto& [act, texts] : {std::pair("add", &options->add), std::pair("drop", &options->drop), std::pair("rest", &options->rest), std::pair("resume", &options->resume)}) {
          for (const std::string& text : *texts) {
            Result<Json> done = ActOnWatchQuery(service, scope, *id, {.act = act, .text = text});
            if (!done) return Fail(done);
          }
        }
        if (options->limit) {
          Result<Json> done = ActOnWatchQuery(service, scope, *id, {.act = "limit", .queries = *options->limit});
          if (!done) return Fail(done);
        }
        Result<Json> queries = ListWatchQueries(service, scope, *id, {.cursor = {}, .limit = options->rows});
        if (!queries) return Fail(queries);
        if (options->json) std::cout << queries->dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
        else PrintQueries(*queries);
        return kExitDone;
      });
    };
  });
}

void AddSourceActs(Cli& cli, CLI::App* source) {
  AddShowCommand(cli, source, "show", "One source: its text, and how its hosts stand with the crawl",
                 [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
                   Result<Id> id = IdOf(text);
                   if (!id) return Fail(id);
                   return ShowSource(service, scope, *id);
                 });
  for (const auto& [act, help] : {std::pair("disable", "No crawl fetches by it any more"), std::pair("enable", "Crawls fetch by it again")}) {
    auto text = std::make_shared<std::string>();
    CLI::App* command = source->add_subcommand(act, help);
    command->add_option("id", *text, "Source")->required();
    command->callback([&cli, text, act = std::string(act)] {
      cli.run = [&cli, text, act] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(*text);
          if (!id) return Fail(id);
          Result<Json> now = ShowSource(service, scope, *id);
          if (!now) return Fail(now);
          Result<Json> done = ActOnSource(service, scope, *id, act, JsonInt(*now, "row_version").value_or(0));
          if (!done) return Fail(done);
          std::cout << JsonText(*done, "source") << " is " << act << "d.\n";
          return kExitDone;
        });
      };
    });
  }
}

}  // namespace

void AddWatchCommands(Cli& cli) {
  CLI::App* source = cli.app.add_subcommand("source", "Sources: one YAML file per marketplace");
  source->require_subcommand(1);
  AddListCommand(cli, source,
                 {.name = "list", .help = "The sources",
                  .columns = {{"id", "id"}, {"source", "source"}, {"platform", "platform"}, {"hosts", "hosts"}, {"gap ms", "gap_ms", true},
                              {"pages", "budget.pages", true}, {"v", "version", true}, {"disabled", "disabled"}},
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
    command->add_option("--owner", wanted->owner, "Login of who looks after it; your own when left out");
    command->add_option("--discovery", wanted->discovery, "Generated queries per source and round; the table's number when left out, 0 for none");
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
                  .columns = {{"id", "id"}, {"name", "name"}, {"queries", "queries"}, {"region", "region"}, {"from", "from"}, {"to", "to"}, {"state", "state"}, {"owner", "owner"}, {"v", "version", true}},
                  .empty = "No watches yet: add one with markwarden watch add."},
                 [](Service& service, const Scope& scope, const ListPage& page) { return ListWatches(service, scope, page); });
  AddShowCommand(cli, watch, "show", "One watch: what it has come to, and its versions",
                 [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
                   Result<Id> id = IdOf(text);
                   if (!id) return Fail(id);
                   return ShowWatch(service, scope, *id);
                 });
  AddWatchActs(cli, watch);
  AddWatchQueries(cli, watch);
  AddSourceActs(cli, source);
}

}  // namespace markwarden

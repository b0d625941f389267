// right alias: what rights are called besides their names, proposed with evidence, put in force by another person.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "app/trial_output.h"
#include "service/aliases.h"

namespace markwarden {
namespace {

void PrintAlias(const Json& alias) {
  std::cout << JsonText(alias, "text") << " (" << JsonText(alias, "relation") << " of " << JsonText(alias, "of") << ") is " << JsonText(alias, "state") << ", id "
            << JsonText(alias, "id") << "\n";
  for (const Json& one : alias["evidence"]) std::cout << "  " << JsonText(one, "kind") << ": " << Printable(JsonText(one, "body"), 100) << " (" << JsonText(one, "by") << ")\n";
}

// Evidence as options of a command.
struct EvidenceOptions {
  std::vector<std::string> flags, urls, statements;

  void AddTo(CLI::App* command) {
    command->add_option("--flag", flags, "A flag in which it is used; may be given several times");
    command->add_option("--url", urls, "An address where it is used or explained; may be given several times");
    command->add_option("--statement", statements, "Words that speak for it; may be given several times");
  }
  Json All() const {
    Json all = Json::array();
    for (const std::string& flag : flags) all.push_back({{"kind", "flag"}, {"flag", flag}});
    for (const std::string& url : urls) all.push_back({{"kind", "url"}, {"url", url}});
    for (const std::string& text : statements) all.push_back({{"kind", "statement"}, {"text", text}});
    return all;
  }
};

void AddAliasLists(Cli& cli, CLI::App* aliases) {
  {
    auto query = std::make_shared<AliasQuery>();
    CLI::App* list = AddListCommand(cli, aliases,
                                    {.name = "list", .help = "Aliases, newest first",
                                     .columns = {{"id", "id"}, {"right", "right.right_id"}, {"of", "of"}, {"alias", "text"}, {"relation", "relation"}, {"state", "state"}, {"by", "by"},
                                                 {"decided by", "decided_by"}},
                                     .empty = "No aliases yet: propose one with markwarden right alias propose."},
                                    [query](Service& service, const Scope& scope, const ListPage& page) { return ListAliases(service, scope, *query, page); });
    list->add_option("--right", query->right, "Of this right: its id or key");
    list->add_option("--state", query->state, "proposed, in_force, refused or withdrawn");
  }
  AddShowCommand(cli, aliases, "show", "One alias with its evidence", [](Service& service, const Scope& scope, const std::string& id) -> Result<Json> {
    Result<Id> number = IdOf(id);
    if (!number) return Fail(number);
    return ShowAlias(service, scope, *number);
  });
  struct Options {
    std::string right;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = aliases->add_subcommand("graph", "A right's names and aliases, how often each was found, and disguises that recur in what was upheld");
  command->add_option("right", options->right, "Its id or key")->required();
  command->add_flag("--json", options->json, "JSON");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> graph = ShowAliasGraph(service, scope, options->right);
        if (!graph) return Fail(graph);
        if (options->json) {
          std::cout << DumpJson(*graph) << "\n";
          return kExitDone;
        }
        PrintTable({{"of", "of"}, {"alias", "text"}, {"relation", "relation"}, {"state", "state"}, {"id", "alias"}, {"found", "found", true}, {"upheld", "upheld", true}}, (*graph)["edges"]);
        if (!(*graph)["suggestions"].empty()) {
          std::cout << "Recurring in upheld flags:\n";
          PrintTable({{"text", "text"}, {"for", "of"}, {"chain", "chain"}, {"flags", "count", true}, {"sellers", "sellers", true}}, (*graph)["suggestions"]);
        }
        return kExitDone;
      });
    };
  });
}

void AddAliasProposals(Cli& cli, CLI::App* aliases) {
  {
    struct Options {
      std::string right, text, of, relation, language;
      EvidenceOptions evidence;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = aliases->add_subcommand("propose", "Propose an alias; another person puts it in force");
    command->add_option("right", options->right, "Its id or key")->required();
    command->add_option("text", options->text, "What it is called")->required();
    command->add_option("--of", options->of, "The name, or alias, that it is another word for; the right's first name when left out");
    command->add_option("--relation", options->relation, "nickname, translation, transliteration, abbreviation, emoji, device, series or disguise")->required();
    command->add_option("--language", options->language, "Such as zh or ru");
    options->evidence.AddTo(command);
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Json> made = ProposeAlias(service, scope, {{"right", options->right}, {"text", options->text}, {"of", options->of}, {"relation", options->relation},
                                                            {"language", options->language}, {"evidence", options->evidence.All()}});
          if (!made) return Fail(made);
          PrintAlias(*made);
          return kExitDone;
        });
      };
    });
  }
  {
    struct Options {
      std::string alias;
      EvidenceOptions evidence;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = aliases->add_subcommand("evidence", "Something more that speaks for an alias");
    command->add_option("alias", options->alias, "Its id")->required();
    options->evidence.AddTo(command);
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->alias);
          if (!id) return Fail(id);
          const Json all = options->evidence.All();
          if (all.empty()) return Fail(ErrorCode::kInvalid, "give --flag, --url or --statement");
          for (const Json& one : all) {
            Result<Json> alias = AddEvidenceToAlias(service, scope, *id, one);
            if (!alias) return Fail(alias);
            if (&one == &all.back()) PrintAlias(*alias);
          }
          return kExitDone;
        });
      };
    });
  }
  struct Options {
    std::string alias;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = aliases->add_subcommand("try", "What the right would flag with a proposed alias, beside what it flags now; nothing is written");
  command->add_option("alias", options->alias, "Its id")->required();
  command->add_flag("--json", options->json, "JSON");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Id> id = IdOf(options->alias);
        if (!id) return Fail(id);
        return RunAndPrintTrial(options->json, [&](const auto& progress, std::stop_token stop) { return TryAlias(service, scope, *id, progress, stop); });
      });
    };
  });
}

void AddAliasAct(Cli& cli, CLI::App* aliases, const char* act, const char* help) {
  struct Options {
    std::string alias, reason;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = aliases->add_subcommand(act, help);
  command->add_option("alias", options->alias, "Its id")->required();
  command->add_option("--reason", options->reason, "Why")->required();
  command->callback([&cli, options, act] {
    cli.run = [&cli, options, act] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Id> id = IdOf(options->alias);
        if (!id) return Fail(id);
        Result<Json> now = ShowAlias(service, scope, *id);
        if (!now) return Fail(now);
        Result<Json> done = ActOnAlias(service, scope, *id, act, options->reason, JsonInt(*now, "row_version").value_or(0));
        if (!done) return Fail(done);
        PrintAlias(*done);
        return kExitDone;
      });
    };
  });
}

}  // namespace

void AddAliasCommands(Cli& cli, CLI::App* right) {
  CLI::App* aliases = right->add_subcommand("alias", "What a right is called besides its names");
  aliases->require_subcommand(1);
  AddAliasLists(cli, aliases);
  AddAliasProposals(cli, aliases);
  AddAliasAct(cli, aliases, "approve", "Put a proposed alias in force, by another than who proposed it");
  AddAliasAct(cli, aliases, "refuse", "Refuse a proposed alias");
  AddAliasAct(cli, aliases, "withdraw", "Take an alias out of force");
}

}  // namespace markwarden

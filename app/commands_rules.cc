// rules: packs and their examples, drafts, the shadow, what is in force.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/progress.h"
#include "app/session.h"
#include "core/file.h"
#include "service/chance.h"
#include "service/retro_match.h"
#include "service/rule_packs.h"
#include "service/rule_shadow.h"
#include "service/rules.h"

namespace markwarden {
namespace {

int PrintCorpus(const Result<Json>& tried, bool json) {
  if (!tried) return Report(tried.error());
  if (json) {
    std::cout << DumpJson(*tried) << "\n";
    return kExitDone;
  }
  Json rows = Json::array();
  for (Json rule : (*tried)["rules"]) {
    rule["example"] = rule["examples"].empty() ? Json("") : rule["examples"][0];
    rows.push_back(std::move(rule));
  }
  std::cout << (*tried)["texts"] << " texts; " << (*tried)["beside_names"] << " rules look beside a name and are left out\n";
  PrintTable({{"rule", "rule"}, {"pack", "pack"}, {"effect", "effect"}, {"fired", "fired", true}, {"in 1,000", "per_1000", true}, {"such as", "example"}}, rows);
  return kExitDone;
}

void AddRulesTest(Cli& cli, CLI::App* rules) {
  {
    struct Options {
      std::string folder, corpus;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = rules->add_subcommand("test", "Do the packs' own examples fire as they say? Needs no store");
    command->add_option("--corpus", options->corpus, "Instead: how often each rule fires on this file's lines, titles or listings as JSON, that nobody wrote for it");
    command->add_option("folder", options->folder, "Folder of packs; the shipped ones when left out");
    command->add_flag("--json", options->json, "One JSON object a line");
    command->callback([&cli, options] {
      cli.run = [options] {
        if (!options->corpus.empty()) return PrintCorpus(TryRulesOnCorpus(options->folder, options->corpus), options->json);
        Result<Json> report = TestRulePacks(options->folder);
        if (!report) return Report(report.error());
        const bool failed = (*report)["failed"] != 0;
        if (options->json) {
          std::cout << DumpJson(*report) << "\n";
        } else {
          for (const Json& pack : (*report)["packs"]) {
            std::cout << JsonText(pack, "id") << " v" << JsonText(pack, "version") << ": " << pack["rules"] << " rules, "
                      << pack["examples"] << " examples\n";
          }
          for (const Json& example : (*report)["failures"]) {
            std::cout << "FAILED " << JsonText(example, "rule") << ": \"" << JsonText(example, "example") << "\" "
                      << (example["wanted"] == true ? "should fire" : "should not fire") << "\n";
          }
          std::cout << (*report)["examples"] << " examples, " << (*report)["failed"] << " failed\n";
        }
        return failed ? kExitRefused : kExitDone;
      };
    });
  }
}

// As many lines as a person reads: what fires, what would be raised, what would fall away.
void PrintShadow(const Json& shadow) {
  std::cout << "Run " << JsonText(shadow, "id") << " is " << JsonText(shadow, "state") << ": " << shadow["scanned"] << " of " << shadow["wanted"] << " snapshots";
  if (const std::string why = JsonText(shadow, "why"); !why.empty()) std::cout << " (" << why << ")";
  std::cout << "\n";
  const Json* result = JsonMember(shadow, "result");
  if (result == nullptr || !result->is_object()) return;
  std::cout << (*result)["suspected_before"] << " suspected now, " << (*result)["suspected_after"] << " with the draft: " << (*result)["raised"]
            << " raised, " << (*result)["gone"] << " gone, " << (*result)["changed"] << " weighed otherwise\n";
  PrintTable({{"rule", "id"}, {"fired", "fired", true}}, (*result)["rules"]);
  for (const auto& [what, title] : {std::pair("new", "Would be raised:"), std::pair("lost", "Would fall away:")}) {
    if ((*result)[what].empty()) continue;
    std::cout << title << "\n";
    PrintTable({{"right", "right"}, {"now", "db_before", true}, {"then", "db_after", true}, {"title", "title"}}, (*result)[what]);
  }
}

void PrintDraft(const Json& draft) {
  std::cout << "Draft " << JsonText(draft, "id") << " of " << JsonText(draft, "pack") << ", version " << JsonText(draft, "version") << ", is "
            << JsonText(draft, "state") << "; " << JsonText(draft, "failed") << " examples fail\n";
  if (const std::string problem = JsonText(draft, "problem"); !problem.empty()) std::cout << problem << "\n";
  const Json* whole = JsonMember(draft, "whole");
  if (whole == nullptr || !whole->is_object()) return;
  for (const Json& rule : (*whole)["rule_list"]) {
    for (const Json& example : rule["examples"]) {
      if (example["wanted"] != example["fired"]) {
        std::cout << "FAILED " << JsonText(rule, "id") << ": \"" << JsonText(example, "text") << "\" " << (example["wanted"] == true ? "should fire" : "should not fire") << "\n";
      }
    }
  }
}

void AddRulesDraft(Cli& cli, CLI::App* rules) {
  struct Options {
    std::string file, draft;
    bool drop = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = rules->add_subcommand("draft", "Keep a YAML file as a draft, or another text of one");
  command->add_option("file", options->file, "YAML file of one pack");
  command->add_option("--of", options->draft, "An open draft that it is another text of");
  command->add_flag("--drop", options->drop, "Drop the draft named by --of");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Id id = 0;
        int64_t version = 0;
        if (!options->draft.empty()) {
          Result<Id> read = IdOf(options->draft);
          if (!read) return Fail(read);
          id = *read;
          Result<Json> now = ShowRuleDraft(service, scope, id);
          if (!now) return Fail(now);
          version = JsonInt(*now, "row_version").value_or(0);
        }
        if (options->drop ? id == 0 || !options->file.empty() : options->file.empty()) {
          return Fail(ErrorCode::kInvalid, "name a file, or --of DRAFT --drop");
        }
        std::string yaml;
        if (!options->drop) {
          Result<std::string> read = ReadFile(options->file, 1 << 20);
          if (!read) return Fail(read);
          yaml = std::move(*read);
        }
        Result<Json> kept = options->drop ? DropRuleDraft(service, scope, id, version)
                            : id != 0     ? EditRuleDraft(service, scope, id, yaml, version)
                                          : AddRuleDraft(service, scope, yaml);
        if (!kept) return Fail(kept);
        PrintDraft(*kept);
        return kExitDone;
      });
    };
  });
}

void AddRulesShadow(Cli& cli, CLI::App* rules) {
  struct Options {
    std::string draft;
    int64_t snapshots = kUsualShadow;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = rules->add_subcommand("shadow", "Try a draft on what is stored; nothing comes in force by it");
  command->add_option("draft", options->draft, "Draft")->required();
  command->add_option("--snapshots", options->snapshots, "How many, newest first")->check(CLI::Range(int64_t(1), kMaxShadow));
  command->add_flag("--json", options->json, "JSON");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      const std::stop_token stop = StopOnSignals();
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Id> id = IdOf(options->draft);
        if (!id) return Fail(id);
        Result<Json> asked = AskRuleShadow(service, scope, *id, options->snapshots);
        if (!asked) return Fail(asked);
        const Id run = *IdOf(JsonText(*asked, "id"));
        // Here, unless the console's server has taken it.
        if (Result<bool> went = RuleShadowPass(service, stop); !went) return Fail(went);
        if (stop.stop_requested()) {
          if (Result<Json> stopped = StopRuleShadow(service, scope, run); !stopped && stopped.error().code != ErrorCode::kConflict) return Fail(stopped);
        }
        Result<Json> shown = ShowRuleShadow(service, scope, run);
        if (!shown) return Fail(shown);
        if (options->json) std::cout << DumpJson(*shown) << "\n";
        else PrintShadow(*shown);
        return JsonText(*shown, "state") == "failed" ? kExitRefused : kExitDone;
      });
    };
  });
}

void AddRulesForce(Cli& cli, CLI::App* rules) {
  struct Options {
    std::string what, reason;
  };
  {
    auto options = std::make_shared<Options>();
    CLI::App* command = rules->add_subcommand("activate", "Put a draft in force, by another than its authors");
    command->add_option("draft", options->what, "Draft")->required();
    command->add_option("--reason", options->reason, "Why")->required();
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->what);
          if (!id) return Fail(id);
          Result<Json> now = ShowRuleDraft(service, scope, *id);
          if (!now) return Fail(now);
          Result<Json> done = ActivateRuleDraft(service, scope, *id, options->reason, JsonInt(*now, "row_version").value_or(0));
          if (!done) return Fail(done);
          std::cout << "In force: " << JsonText(*done, "pack") << ", version " << JsonText(*done, "version") << "\n";
          return kExitDone;
        });
      };
    });
  }
  auto options = std::make_shared<Options>();
  CLI::App* command = rules->add_subcommand("withdraw", "Take the organisation's own pack out of force");
  command->add_option("pack", options->what, "Pack")->required();
  command->add_option("--reason", options->reason, "Why")->required();
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> done = WithdrawRulePack(service, scope, options->what, options->reason);
        if (!done) return Fail(done);
        std::cout << "Withdrawn: " << options->what << "\n";
        return kExitDone;
      });
    };
  });
}

// What people made of leads of each weight.
void PrintUpheld(const Json& upheld) {
  if (upheld["rows"].empty()) {
    std::cout << upheld["labels"] << " leads are decided; from " << upheld["least"] << " on it is told how many of each weight were put into a case.\n";
    return;
  }
  std::cout << "Of the " << upheld["labels"] << " leads decided last:\n";
  PrintTable({{"from dB", "from_db", true}, {"decided", "leads", true}, {"put into a case", "share", true}, {"at least", "low", true}, {"at most", "high", true}}, upheld["rows"]);
}

// What of the leads comes by chance.
void PrintChance(const Json& chance) {
  PrintUpheld(chance["upheld"]);
  if (chance["at"].is_null()) {
    std::cout << "Nothing is counted yet: with enough stored listings work counts once a day.\n";
    return;
  }
  std::cout << JsonText(chance, "at") << ": " << chance["decoys"] << " names that nobody bears, made after " << chance["rights"] << " rights, met " << chance["scanned"] << " listings\n";
  if (const Json& decided = chance["decided"]; decided.is_object() && decided["leads"] != 0) {
    std::cout << "Of " << decided["leads"] << " decided leads " << decided["chance"] << " were dismissed for being no such name; by this count it would be " << decided["claimed"] << "\n";
  }
  if (const std::string why = JsonText(chance, "why"); !why.empty()) {
    std::cout << "Not told on leads: " << (why == "too_few" ? "too few are suspected" : "people's decisions say otherwise") << "\n";
  }
  PrintTable({{"from dB", "from_db", true}, {"suspected", "suspected", true}, {"by chance", "chance", true}, {"share", "share", true}, {"at most", "at_most", true}}, chance["rows"]);
}

void AddRulesChance(Cli& cli, CLI::App* rules) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = rules->add_subcommand("chance", "How many leads come by chance, by their weight, as names that nobody bears tell");
  command->add_flag("--json", *json, "One JSON object");
  command->callback([&cli, json] {
    cli.run = [&cli, json] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> chance = ShowChance(service, scope);
        if (!chance) return Fail(chance);
        if (*json) std::cout << DumpJson(*chance) << "\n";
        else PrintChance(*chance);
        return kExitDone;
      });
    };
  });
}

void AddRulesStored(Cli& cli, CLI::App* rules) {
  AddListCommand(cli, rules,
                 {.name = "stored", .help = "How what is stored met each new rule set: what it raises, whether it waits for a word",
                  .columns = {{"id", "id"}, {"when", "at"}, {"state", "state"}, {"looked at", "scanned", true}, {"raised", "raised", true}, {"gone", "gone", true}, {"by", "decided_by"}},
                  .empty = "No rule set has met stored listings yet."},
                 [](Service& service, const Scope& scope, const ListPage& page) { return ListRetroMatches(service, scope, page); });
  struct Options {
    std::string id, reason;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = rules->add_subcommand("release", "Let a rule set meet what is stored although it raises much");
  command->add_option("id", options->id, "As rules stored tells it")->required();
  command->add_option("--reason", options->reason, "Why")->required();
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Id> id = IdOf(options->id);
        if (!id) return Fail(id);
        Result<Json> now = ShowRetroMatch(service, scope, *id);
        if (!now) return Fail(now);
        Result<Json> done = ReleaseRetroMatch(service, scope, *id, options->reason, JsonInt(*now, "row_version").value_or(0));
        if (!done) return Fail(done);
        std::cout << "Released: the next pass of work matches what is stored.\n";
        return kExitDone;
      });
    };
  });
}

}  // namespace

void AddRulesCommands(Cli& cli) {
  CLI::App* rules = cli.app.add_subcommand("rules", "Rule packs");
  rules->require_subcommand(1);
  AddRulesTest(cli, rules);
  AddListCommand(cli, rules,
                 {.name = "list", .help = "The packs in force",
                  .columns = {{"pack", "id"}, {"v", "version", true}, {"rules", "rules", true}, {"examples", "examples", true}, {"own", "own"}, {"draft", "draft"}, {"source", "source"}},
                  .empty = "No pack is in force."},
                 [](Service& service, const Scope& scope, const ListPage&) { return ListRulePacks(service, scope); });
  AddListCommand(cli, rules,
                 {.name = "drafts", .help = "Drafts, newest first",
                  .columns = {{"id", "id"}, {"pack", "pack"}, {"v", "version", true}, {"state", "state"}, {"failed", "failed", true}, {"author", "author"}, {"changed", "updated_at"}},
                  .empty = "No drafts: keep one with markwarden rules draft FILE."},
                 [](Service& service, const Scope& scope, const ListPage& page) { return ListRuleDrafts(service, scope, page); });
  AddShowCommand(cli, rules, "show", "A pack in force, by its id, or a draft, by its number: rules, examples, what came before",
                 [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
                   if (const auto id = ParseId(text)) return ShowRuleDraft(service, scope, *id);
                   return ShowRulePack(service, scope, text);
                 });
  AddRulesDraft(cli, rules);
  AddRulesShadow(cli, rules);
  AddRulesForce(cli, rules);
  AddRulesChance(cli, rules);
  AddRulesStored(cli, rules);
  AddGoodsCommands(cli, rules);
}

}  // namespace markwarden

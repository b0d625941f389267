// flag look, undo, context, seller, same-picture: what an officer weighs, and taking a decision back.
#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "service/flag_context.h"
#include "service/flag_undo.h"
#include "service/looks.h"

namespace markwarden {

void AddFlagCommands(Cli& cli, CLI::App* flag) {
  {
    struct Options {
      std::string id, language = "en";
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = flag->add_subcommand("look", "The comparison as text; your look at it counts from its first showing to your decision");
    command->add_option("id", options->id, "Flag")->required();
    command->add_option("--language", options->language, "zh or en")->check(CLI::IsMember({"zh", "en"}));
    command->add_flag("--json", options->json, "JSON");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->id);
          if (!id) return Fail(id);
          Result<Json> look = LookAsText(service, scope, *id);
          if (!look) return Fail(look);
          if (options->json) {
            std::cout << DumpJson(*look) << "\n";
            return kExitDone;
          }
          std::cout << JsonText((*look)["text"], options->language.c_str());
          const double shown = double(JsonInt(*look, "shown_ms").value_or(0)) / 1000, needed = double(JsonInt(*look, "needed_ms").value_or(0)) / 1000;
          std::cout << fmt::format("Looked at for {:.1f} s; a case asks for {:g} s.\n", shown, needed);
          return kExitDone;
        });
      };
    });
  }
  {
    auto text = std::make_shared<std::string>();
    CLI::App* command = flag->add_subcommand("undo", "Take back your own last decision: the flag is again what it was before");
    command->add_option("id", *text, "Flag")->required();
    command->callback([&cli, text] {
      cli.run = [&cli, text] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(*text);
          if (!id) return Fail(id);
          Result<Json> undone = UndoDecision(service, scope, *id, 0);
          if (!undone) return Fail(undone);
          std::cout << "Flag " << *text << " is again " << JsonText(*undone, "state") << ": " << JsonText(*undone, "action") << " is taken back.\n";
          return kExitDone;
        });
      };
    });
  }
  AddShowCommand(cli, flag, "context", "What to weigh: how it reads, innocent readings, what was not checked, the seller, similar decisions, the article",
                 [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
                   Result<Id> id = IdOf(text);
                   if (!id) return Fail(id);
                   return ShowFlagContext(service, scope, *id);
                 });
  {
    auto what = std::make_shared<std::string>("flags");
    auto text = std::make_shared<std::string>();
    CLI::App* command = AddListCommand(
        cli, flag, {.name = "seller", .help = "What is on record of the flag's seller", .columns = {{"id", "id"}, {"kind", "kind"}, {"state", "state"}, {"at", "at"}, {"title", "title"}},
                    .empty = "Nothing of that sort is on record of this seller."},
        [what, text](Service& service, const Scope& scope, const ListPage& page) -> Result<Json> {
          Result<Id> id = IdOf(*text);
          if (!id) return Fail(id);
          return ListSellerHistory(service, scope, *id, *what, page);
        });
    command->add_option("flag", *text, "Flag")->required();
    command->add_option("--what", *what, "flags, open, upheld, dismissed, cases, notices, measures or relists");
  }
  {
    auto text = std::make_shared<std::string>();
    CLI::App* command = AddListCommand(
        cli, flag, {.name = "same-picture", .help = "Other listings that show one of the listing's pictures",
                    .columns = {{"listing", "listing"}, {"flag", "flag"}, {"state", "state"}, {"seller", "seller"}, {"title", "title"}, {"url", "url"}}, .empty = "No other listing shows its pictures."},
        [text](Service& service, const Scope& scope, const ListPage& page) -> Result<Json> {
          Result<Id> id = IdOf(*text);
          if (!id) return Fail(id);
          return ListSamePicture(service, scope, *id, page);
        });
    command->add_option("flag", *text, "Flag")->required();
  }
}

}  // namespace markwarden

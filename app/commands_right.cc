// right and rules: what is protected, and how it is looked for.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "core/file.h"
#include "service/right_register.h"
#include "service/rights.h"

namespace markwarden {

void AddRightCommands(Cli& cli) {
  CLI::App* right = cli.app.add_subcommand("right", "Rights: trademarks, copyrights, geographical indications ...");
  right->require_subcommand(1);
  AddListCommand(cli, right,
                 {.name = "list", .help = "The rights you may see",
                  .columns = {{"id", "id"}, {"key", "right_id"}, {"kind", "kind"}, {"title", "title"}, {"reg. no.", "reg_no"},
                              {"holder", "holder.name"}, {"valid to", "valid_to"}, {"standing", "standing"}, {"v", "version", true}, {"flags", "flags", true}},
                  .empty = "No rights yet: add some with markwarden right import FILE."},
                 [](Service& service, const Scope& scope, const ListPage& page) { return ListRights(service, scope, page); });
  AddShowCommand(cli, right, "show", "One right with its versions and pictures",
                 [](Service& service, const Scope& scope, const std::string& id) { return ShowRight(service, scope, id); });
  {
    struct Options {
      std::string file, images;
      bool json = false, preview = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = right->add_subcommand(
        "import", "Rights from CSV (UTF-8, GBK), JSON Lines, WIPO ST.66 or ST.96 XML, or a ZIP of them; bad records are refused one by one");
    command->add_option("file", options->file, "File")->required();
    command->add_option("--images", options->images, "Folder of the pictures; else they lie beside the file or in the archive");
    command->add_flag("--json", options->json, "JSON");
    command->add_flag("--preview", options->preview, "Say what would be added, changed and refused, and write nothing");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Json> done = options->preview ? PreviewRightsFile(service, scope, options->file, options->images) : ImportRightsFile(service, scope, options->file, options->images);
          if (!done) return Fail(done);
          if (!options->json && options->preview) {
            PrintRows(false, {{"key", "right_id"}, {"title", "title"}, {"kind", "kind"}, {"would be", "status"}, {"changed", "changed"}}, (*done)["items"], "Nothing would be added.");
          }
          if (options->json) {
            std::cout << DumpJson(*done) << "\n";
          } else {
            std::cout << (*done)["added"] << " added, " << (*done)["changed"] << " changed, " << (*done)["unchanged"]
                      << " unchanged, " << (*done)["refused"].size() << " refused\n";
            for (const Json& row : (*done)["refused"]) {
              std::cerr << "refused: line " << JsonText(row, "line") << " " << JsonText(row, "right_id") << ": "
                        << JsonText(row, "reason") << "\n";
            }
            for (const Json& note : (*done)["notes"]) std::cerr << "note: " << JsonText(note, "right_id") << ": " << JsonText(note, "note") << "\n";
          }
          return (*done)["refused"].empty() ? kExitDone : kExitRefused;
        });
      };
    });
  }
  {
    struct Options {
      Right right;
      std::string kind = "trademark";
      std::vector<std::string> authorised, groups;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = right->add_subcommand("add", "Register one right");
    command->add_option("key", options->right.id, "Your own key for it, such as tm-1")->required();
    command->add_option("--kind", options->kind, "Kind of right");
    command->add_option("--title", options->right.title, "Title");
    command->add_option("--name", options->right.names, "Name to look for; may be given several times");
    command->add_option("--nickname", options->right.nicknames, "Nickname; may be given several times");
    command->add_option("--image", options->right.images, "Picture, a file under the current folder");
    command->add_option("--reg-no", options->right.reg_no, "Registration number");
    command->add_option("--jurisdiction", options->right.jurisdiction, "Country code");
    command->add_option("--class", options->right.classes, "Nice class; may be given several times");
    command->add_option("--group", options->groups, "Similar group of its goods, such as 2501; may be given several times; none: all groups of its classes");
    command->add_option("--holder", options->right.holder.name, "Holder");
    command->add_option("--valid-from", options->right.valid_from, "First day");
    command->add_option("--valid-to", options->right.valid_to, "Last day");
    command->add_option("--authorised", options->authorised, "Authorised seller; may be given several times");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Json object = ToJson(options->right);
          object["kind"] = options->kind;
          object["authorised_sellers"] = options->authorised;
          if (!options->groups.empty()) object["groups"] = options->groups;
          Result<Right> checked = RightFromJson(object);
          if (!checked) return Fail(checked);
          Result<Json> added = AddRight(service, scope, *checked, std::filesystem::current_path());
          if (!added) return Fail(added);
          std::cout << JsonText(*added, "status_of_import") << " " << JsonText(*added, "right_id") << ", id "
                    << JsonText(*added, "id") << ", version " << JsonText(*added, "version") << "\n";
          return kExitDone;
        });
      };
    });
  }
  AddRegistrationCommands(cli, right);
  AddSimilarCommands(cli, right);
  AddAliasCommands(cli, right);
}

}  // namespace markwarden

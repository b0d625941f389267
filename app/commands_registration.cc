// right: registering, trying, what comes up and what became of one; seller.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "app/trial_output.h"
#include "core/file.h"
#include "service/right_papers.h"
#include "service/right_record.h"
#include "service/right_register.h"
#include "service/right_terms.h"
#include "service/right_try.h"
#include "service/sellers.h"

namespace markwarden {
namespace {

constexpr size_t kMaxRegistrationFile = 2 << 20;

struct RegistrationFile {
  Json registration;
  std::filesystem::path folder;  // where its pictures and documents lie
};
Result<RegistrationFile> ReadRegistration(const std::string& path) {
  Result<std::string> text = ReadFile(path, kMaxRegistrationFile);
  if (!text) return Fail(text);
  Result<Json> json = ParseUniqueJson(*text);
  if (!json) return Fail(std::move(json.error()).While(path));
  if (!json->is_object()) return Fail(ErrorCode::kInvalid, path + ": one right as a JSON object is needed");
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  return RegistrationFile{std::move(*json), parent.empty() ? std::filesystem::path(".") : parent};
}

// Documents that are named as files beside the registration are handed in first.
Status HandInDocuments(Service& service, const Scope& scope, RegistrationFile& file) {
  if (!file.registration.contains("documents") || !file.registration["documents"].is_array()) return Ok();
  for (Json& document : file.registration["documents"]) {
    const std::string name = document.is_object() ? JsonText(document, "file") : "";
    if (name.empty()) continue;
    Result<std::string> bytes = ReadFile(file.folder / name, kMaxRightFile);
    if (!bytes) return Fail(std::move(bytes.error()).While("document " + name));
    Result<Json> kept = KeepRightFile(service, scope, std::filesystem::path(name).filename().string(), *bytes);
    if (!kept) return Fail(std::move(kept.error()).While("document " + name));
    document.erase("file");
    document["sha256"] = (*kept)["sha256"];
    if (JsonText(document, "name").empty()) document["name"] = (*kept)["name"];
  }
  return Ok();
}

void PrintFindings(const Json& check) {
  for (const Json& finding : check["findings"]) {
    std::cout << (finding["refuses"] == true ? "wrong: " : "lacks: ") << JsonText(finding["text"], "en") << "\n";
  }
}

void AddRegisterCommands(Cli& cli, CLI::App* right) {
  struct Options {
    std::string file;
    bool json = false, check = false;
  };
  {
    auto options = std::make_shared<Options>();
    CLI::App* command = right->add_subcommand("register", "One right as a JSON file: fields as the form asks for them, pictures and documents beside it");
    command->add_option("file", options->file, "File")->required();
    command->add_flag("--check", options->check, "Say what is wrong or lacks, and write nothing");
    command->add_flag("--json", options->json, "JSON");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<RegistrationFile> file = ReadRegistration(options->file);
          if (!file) return Fail(file);
          Result<Json> check = CheckRegistration(service, scope, file->registration);
          if (!check) return Fail(check);
          if (options->check && options->json) std::cout << DumpJson(*check) << "\n";
          else if (!options->json) PrintFindings(*check);
          if (options->check || (*check)["can_save"] != true) return (*check)["can_save"] == true ? kExitDone : kExitRefused;
          if (Status handed = HandInDocuments(service, scope, *file); !handed) return Fail(handed);
          Result<Json> saved = RegisterRight(service, scope, file->registration, file->folder);
          if (!saved) return Fail(saved);
          if (options->json) std::cout << DumpJson(*saved) << "\n";
          else std::cout << JsonText(*saved, "status_of_import") << " " << JsonText(*saved, "right_id") << ", id " << JsonText(*saved, "id") << ", version " << JsonText(*saved, "version") << "\n";
          return kExitDone;
        });
      };
    });
  }
  {
    auto options = std::make_shared<Options>();
    CLI::App* command = right->add_subcommand("try", "What a right would have flagged in the last 30 days; nothing is written");
    command->add_option("file", options->file, "The right as a JSON file, as for register")->required();
    command->add_flag("--json", options->json, "JSON");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<RegistrationFile> file = ReadRegistration(options->file);
          if (!file) return Fail(file);
          return RunAndPrintTrial(options->json, [&](const auto& progress, std::stop_token stop) { return TryRight(service, scope, file->registration, file->folder, progress, stop); });
        });
      };
    });
  }
}

void AddStatusCommand(Cli& cli, CLI::App* right) {
  struct Options {
    std::string right, source;
    StatusLook look;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = right->add_subcommand("status", "Record what the register says of a right today; another status makes a new version");
  command->add_option("right", options->right, "Right, by id or key")->required();
  command->add_option("status", options->look.status, "live, expired, cancelled, revoked, invalid or disputed")->required();
  command->add_option("--on", options->look.checked_at, "Day of the look");
  command->add_option("--source", options->source, "What the register showed, a PDF or a picture");
  command->add_option("--note", options->look.note, "Note");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        if (!options->source.empty()) {
          Result<std::string> bytes = ReadFile(options->source, kMaxRightFile);
          if (!bytes) return Fail(bytes);
          Result<Json> kept = KeepRightFile(service, scope, std::filesystem::path(options->source).filename().string(), *bytes);
          if (!kept) return Fail(kept);
          options->look.source_sha256 = JsonText(*kept, "sha256");
        }
        Result<Json> shown = RecordStatusLook(service, scope, options->right, options->look);
        if (!shown) return Fail(shown);
        std::cout << JsonText(*shown, "right_id") << ": " << JsonText(*shown, "status") << ", looked up on " << JsonText(*shown, "status_checked_at") << ", version "
                  << JsonText(*shown, "version") << "\n";
        return kExitDone;
      });
    };
  });
}

void AddTellsCommand(Cli& cli, CLI::App* right) {
  struct Options {
    std::string right;
    std::vector<std::string> genuine, fake;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = right->add_subcommand("tells", "What tells genuine goods from imitations, for the holder and officers only; with --genuine or --fake it is set anew");
  command->add_option("right", options->right, "Right, by id or key")->required();
  command->add_option("--genuine", options->genuine, "What genuine goods have; may be given several times");
  command->add_option("--fake", options->fake, "What imitations have; may be given several times");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        const bool set = !options->genuine.empty() || !options->fake.empty();
        Result<Json> tells = set ? SaveTellsOfRight(service, scope, options->right, {{"genuine", options->genuine}, {"fake", options->fake}}) : ShowRightTells(service, scope, options->right);
        if (!tells) return Fail(tells);
        std::cout << tells->dump(2) << "\n";
        return kExitDone;
      });
    };
  });
}

void AddRowsCommand(Cli& cli, CLI::App* right) {
  struct Options {
    std::string right;
    RightRowsQuery query;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = right->add_subcommand("rows", "Cases, notices, measures or returns of one right, newest first");
  command->add_option("right", options->right, "Right, by id or key")->required();
  command->add_option("of", options->query.of, "cases, notices, measures or relists")->required();
  command->add_option("--state", options->query.state, "State, of measures");
  command->add_option("--limit", options->query.limit, "Rows")->check(CLI::Range(1, 500));
  command->add_option("--cursor", options->query.cursor, "Where the page before ended");
  command->add_flag("--json", options->json, "One JSON object a line");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> page = ListRightRows(service, scope, options->right, options->query);
        if (!page) return Fail(page);
        PrintRows(options->json, {{"id", "id"}, {"state", "state"}, {"title", "title"}, {"platform", "platform"}, {"url", "url"}, {"sent", "sent_at"}, {"taken", "taken_at"}},
                  (*page)["items"], "Nothing of that yet.");
        if (const std::string next = JsonText(*page, "next"); !next.empty() && !options->json) std::cout << "More: --cursor " << next << "\n";
        return kExitDone;
      });
    };
  });
}

}  // namespace

void AddRegistrationCommands(Cli& cli, CLI::App* right) {
  AddRegisterCommands(cli, right);
  AddListCommand(cli, right,
                 {.name = "expiring", .help = "Days of rights that come up: renewals, fees, authorisations, looks at the register",
                  .columns = {{"due", "due"}, {"days", "days", true}, {"right", "right.title"}, {"key", "right.right_id"}, {"what", "text.en"}},
                  .empty = "No right has a day coming up."},
                 [](Service& service, const Scope& scope, const ListPage& page) { return ListExpiringRights(service, scope, page); });
  AddListCommand(cli, right,
                 {.name = "overview", .help = "Each right in what was found, noticed, came down and came back",
                  .columns = {{"key", "right.right_id"}, {"title", "right.title"}, {"standing", "right.standing"}, {"found", "found", true}, {"noticed", "noticed", true},
                              {"down", "down", true}, {"back", "back", true}, {"questions", "questions", true}},
                  .empty = "No rights yet: add some with markwarden right import FILE."},
                 [](Service& service, const Scope& scope, const ListPage& page) { return ListRightsOverview(service, scope, page); });
  AddShowCommand(cli, right, "record", "What became of a right, in numbers",
                 [](Service& service, const Scope& scope, const std::string& id) { return ShowRightRecord(service, scope, id); });
  AddRowsCommand(cli, right);
  AddStatusCommand(cli, right);
  AddTellsCommand(cli, right);
}

void AddSellerCommands(Cli& cli) {
  CLI::App* seller = cli.app.add_subcommand("seller", "Sellers: leads upheld, notices, returns, by what they are known again");
  seller->require_subcommand(1);
  auto query = std::make_shared<SellerQuery>();
  CLI::App* list = AddListCommand(
      cli, seller,
      {.name = "list", .help = "Sellers with leads, the worst first",
       .columns = {{"id", "id"}, {"name", "name"}, {"platform", "platform"}, {"credit code", "credit_code"}, {"region", "region"}, {"leads", "suspected", true},
                   {"upheld", "upheld", true}, {"notices", "notices", true}, {"down", "taken", true}, {"back", "relists", true}},
       .empty = "No seller has leads yet."},
      [query](Service& service, const Scope& scope, const ListPage& page) {
        SellerQuery asked = *query;
        asked.cursor = page.cursor;
        asked.limit = page.limit;
        return ListSellers(service, scope, asked);
      });
  list->add_option("--find", query->text, "A name, code, licence or contact, from its beginning");
  list->add_option("--platform", query->platform, "Platform");
  list->add_flag("--upheld", query->upheld_only, "Only those of whom a lead was upheld");
  AddShowCommand(cli, seller, "show", "One seller with its keys, links and five years", [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
    Result<Id> id = IdOf(text);
    if (!id) return Fail(id);
    return ShowSeller(service, scope, *id);
  });
}

}  // namespace markwarden

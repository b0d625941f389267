// import: files that were handed over, instead of a crawl.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/progress.h"
#include "app/session.h"
#include "core/file.h"
#include "service/import.h"

namespace markwarden {
namespace {

struct ImportOptions {
  std::vector<std::string> files;
  FileImport import;
  std::string mapping;
  bool json = false;
};

void PrintColumns(const Json& columns) {
  if (!columns.contains("used")) return;
  std::cout << "columns used:";
  for (const Json& column : columns["used"]) std::cout << " " << JsonText(column, "column") << " as " << JsonText(column, "field") << ";";
  std::cout << "\ncolumns ignored:";
  if (columns["ignored"].empty()) std::cout << " none";
  for (const Json& column : columns["ignored"]) std::cout << " " << column.get<std::string>() << ";";
  std::cout << "\n";
}

void Print(const Json& done) {
  if (done["already_done"] == true) {
    std::cout << JsonText(done, "file") << " was imported before (import " << JsonText(done, "id") << ", ended " << JsonText(done, "ended_at")
              << "): nothing to do\n";
  }
  std::cout << done["listings"] << " listings, " << done["pages"] << " pages, " << done["refused_count"] << " refused\n";
  PrintColumns(done["columns"]);
  for (const Json& row : done["refused"]) std::cerr << "refused: " << JsonText(row, "place") << ": " << JsonText(row, "reason") << "\n";
  const auto shown = static_cast<int64_t>(done["refused"].size());
  if (JsonInt(done, "refused_count").value_or(0) > shown) std::cerr << "refused: all of them: markwarden import refused " << JsonText(done, "id") << "\n";
}

int ImportAll(const Cli& cli, ImportOptions& options) {
  options.import.stop = StopOnSignals();
  if (!options.mapping.empty()) {
    Result<std::string> yaml = ReadFile(options.mapping, 1 << 20);
    if (!yaml) return Report(yaml.error());
    if (yaml->empty()) return Report({ErrorCode::kInvalid, "the mapping " + options.mapping + " is empty"});
    options.import.mapping = std::move(*yaml);
  }
  return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
    int code = kExitDone;
    for (const std::string& file : options.files) {
      options.import.file = file;
      options.import.say = &PrintRemark;
      Result<Json> done = [&] {
        ProgressLine line("import");
        options.import.progress = [&line](int64_t pages, int64_t listings, int64_t refused) {
          line.Show({.pages = pages, .pictures = 0, .listings = listings, .errors = refused, .queued = 0, .per_second = 0});
        };
        return ImportFile(service, scope, options.import);
      }();
      if (!done) {
        // A file that is refused costs itself; what is wrong with the machine ends the command.
        if (options.files.size() == 1 || ExitCodeOf(done.error()) != kExitRefused) return Fail(done);
        code = std::max(code, Report(done.error()));
        continue;
      }
      if (options.json) std::cout << DumpJson(*done) << "\n";
      else Print(*done);
      if (JsonInt(*done, "refused_count").value_or(0) > 0) code = std::max(code, kExitRefused);
    }
    return code;
  }, "import");
}

}  // namespace

void AddImportCommands(Cli& cli) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* command = cli.app.add_subcommand(
      "import", "Files that were handed over: listings (JSON Lines, CSV, XLSX), WARC, HAR, MHTML, saved pages, folders and ZIP archives of them");
  command->require_subcommand(0, 1);
  command->add_option("file", options->files, "Files, or folders of saved pages");
  command->add_option("--as", options->import.as, "Kind, when the bytes do not tell: jsonl, csv, xlsx, warc, har, mhtml, html, zip");
  command->add_option("--mapping", options->mapping, "YAML file that says what a table's columns mean");
  command->add_option("--from", options->import.from, "Who handed it over");
  command->add_flag("--json", options->json, "JSON, one line a file");
  command->callback([&cli, options, command] {
    if (!command->get_subcommands().empty()) return;
    if (options->files.empty()) throw CLI::RequiredError("a file to import");
    cli.run = [&cli, options] { return ImportAll(cli, *options); };
  });
  AddListCommand(cli, command,
                 {.name = "list", .help = "Imports, newest first",
                  .columns = {{"id", "id"}, {"file", "file"}, {"kind", "kind"}, {"from", "from"}, {"state", "state"}, {"records", "records", true},
                              {"pages", "pages", true}, {"listings", "listings", true}, {"refused", "refused_count", true}, {"started", "started_at"}},
                  .empty = "Nothing was imported yet: markwarden import FILE."},
                 [](Service& service, const Scope& scope, const ListPage& page) { return ListImports(service, scope, page); });
  AddShowCommand(cli, command, "show", "One import with its first refused records",
                 [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
                   Result<Id> id = IdOf(text);
                   if (!id) return Fail(id);
                   Result<Json> shown = ShowImport(service, scope, *id);
                   if (!shown) return shown;
                   Result<Json> refusals = ListImportRefusals(service, scope, *id, {.cursor = "", .limit = 100});
                   if (!refusals) return refusals;
                   (*shown)["refused"] = (*refusals)["items"];
                   (*shown)["refused_next"] = (*refusals)["next"];
                   return shown;
                 })
      ->add_flag("--json")->description("JSON, as without it");
  auto id = std::make_shared<std::string>();
  AddListCommand(cli, command,
                 {.name = "refused", .help = "What was refused of one import",
                  .columns = {{"no.", "number", true}, {"place", "place"}, {"reason", "reason"}, {"record", "row"}},
                  .empty = "Nothing was refused."},
                 [id](Service& service, const Scope& scope, const ListPage& page) -> Result<Json> {
                   Result<Id> import = IdOf(*id);
                   if (!import) return Fail(import);
                   return ListImportRefusals(service, scope, *import, page);
                 })
      ->add_option("id", *id, "Import")->required();
}

}  // namespace markwarden

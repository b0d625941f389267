// rules goods: an office's full table of goods, imported, put in force, asked.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "core/file.h"
#include "service/goods_tables.h"

namespace markwarden {
namespace {

constexpr size_t kMostRefusalsPrinted = 50;

std::string CountsLine(const Json& counts) {
  return DumpJson(counts["items"]) + " items with " + DumpJson(counts["names"]) + " names in " + DumpJson(counts["groups"]) + " groups of " + DumpJson(counts["classes"]) + " classes, " +
         DumpJson(counts["crosses"]) + " cross references";
}

void PrintChanges(const Json& view) {
  const Json* changes = JsonMember(view, "changes");
  if (changes == nullptr || !changes->is_object()) return;
  const std::string replaces = JsonText(view, "replaces");
  const Json &items = (*changes)["items"], &groups = (*changes)["groups"], &crosses = (*changes)["crosses"];
  std::cout << (replaces.empty() ? "No table is in force: " : "Against " + replaces + ", which is in force: ") << items["added"] << " items new, " << items["removed"] << " gone, " << items["moved"]
            << " in another group, " << items["renamed"] << " with other names; " << groups["added_total"] << " groups new, " << groups["removed_total"] << " gone; " << crosses["added"] << " cross references new, "
            << crosses["removed"] << " gone\n";
  if (!replaces.empty()) {
    for (const Json& item : (*changes)["samples"]["moved"]) std::cout << "  " << JsonText(item, "number") << " " << JsonText(item, "from") << " -> " << JsonText(item, "group") << "\n";
  }
}

void PrintImport(const Json& import) {
  std::cout << "Import " << JsonText(import, "id") << ": " << JsonText(import, "edition") << ", in force from " << JsonText(import, "from") << ", is " << JsonText(import, "state")
            << (import["in_force"] == true ? " and the table in force" : "") << "\n"
            << CountsLine(import["counts"]) << "\n";
  PrintChanges(import);
  if (const std::string problem = JsonText(import, "problem"); !problem.empty()) std::cout << problem << "\n";
}

Json RowsOfItems(const Json& items) {
  Json rows = Json::array();
  for (Json item : items) {
    std::string names;
    for (const Json& name : item["names"]) names += (names.empty() ? "" : "; ") + name.get<std::string>();
    item["names_told"] = names;
    rows.push_back(std::move(item));
  }
  return rows;
}
const std::vector<Column> kItemColumns = {{"item", "number"}, {"class", "class", true}, {"group", "group"}, {"names", "names_told"}};

void AddGoodsImport(Cli& cli, CLI::App* goods) {
  struct Options {
    GoodsFile file;
    bool check = false, json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = goods->add_subcommand("import", "Keep a table (CSV in UTF-8 or GB18030, or XLSX) until another person puts it in force; one bad row, and nothing is kept");
  command->add_option("file", options->file.name, "File")->required();
  command->add_option("--edition", options->file.edition, "Name of the edition, such as \"NCL 13-2026\"")->required();
  command->add_option("--from", options->file.from, "Day from which the edition is in force, such as 2026-01-01")->required();
  command->add_option("--sheet", options->file.sheet, "Of a workbook; the first one when left out");
  command->add_flag("--check", options->check, "Only say what would be imported, changed and refused");
  command->add_flag("--json", options->json, "JSON");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<std::string> bytes = ReadFile(options->file.name, kMaxNiceFile);
        if (!bytes) return Fail(bytes);
        GoodsFile file = options->file;
        if (const size_t slash = file.name.rfind('/'); slash != std::string::npos) file.name.erase(0, slash + 1);
        Result<Json> preview = PreviewGoodsTable(service, scope, file, *bytes);
        if (!preview) return Fail(std::move(preview.error()).While(options->file.name));
        const int64_t refused = JsonInt(*preview, "refused_total").value_or(0);
        if (options->check || refused > 0) {
          if (options->json) {
            std::cout << DumpJson(*preview) << "\n";
          } else {
            size_t told = 0;
            for (const Json& row : (*preview)["refused"]) {
              if (++told > kMostRefusalsPrinted) break;
              std::cout << "line " << row["line"] << ": " << Printable(JsonText(row, "reason"), 300) << "\n";
            }
            if (refused > 0) std::cout << refused << " rows are refused" << (options->check ? "" : "; nothing was kept") << "\n";
            else std::cout << CountsLine((*preview)["counts"]) << "\n";
            PrintChanges(*preview);
          }
          return refused > 0 ? kExitRefused : kExitDone;
        }
        Result<Json> kept = ImportGoodsTable(service, scope, file, *bytes);
        if (!kept) return Fail(kept);
        if (options->json) {
          std::cout << DumpJson(*kept) << "\n";
        } else {
          PrintImport(*kept);
          std::cout << "Another person puts it in force: markwarden rules goods activate " << JsonText(*kept, "id") << " --reason WHY\n";
        }
        return kExitDone;
      });
    };
  });
}

void AddGoodsShow(Cli& cli, CLI::App* goods) {
  struct Options {
    std::string id;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = goods->add_subcommand("show", "The table in force and what was before, or an import by its number");
  command->add_option("import", options->id, "Import; the table in force when left out");
  command->add_flag("--json", options->json, "JSON");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> shown = Json();
        if (options->id.empty()) {
          shown = ShowGoodsTable(service, scope);
        } else {
          Result<Id> id = IdOf(options->id);
          if (!id) return Fail(id);
          shown = ShowGoodsImport(service, scope, *id);
        }
        if (!shown) return Fail(shown);
        if (options->json) {
          std::cout << DumpJson(*shown) << "\n";
        } else if (!options->id.empty()) {
          PrintImport(*shown);
        } else {
          const Json& now = (*shown)["in_force"];
          if (now.is_object()) {
            std::cout << "In force: " << JsonText(now, "edition") << " of " << JsonText(now, "from") << ", since " << JsonText(now, "since") << " by " << JsonText(now, "by") << "\n" << CountsLine(now["counts"]) << "\n";
          } else {
            std::cout << "No table is in force: keep one with markwarden rules goods import FILE\n";
          }
          std::cout << "Beneath it: " << (*shown)["small_table"]["words"] << " everyday words of " << (*shown)["small_table"]["classes"] << " classes\n";
          PrintTable({{"at", "at"}, {"by", "by"}, {"edition", "edition"}, {"from", "from"}, {"reason", "reason"}}, (*shown)["history"]);
        }
        return kExitDone;
      });
    };
  });
}

void AddGoodsLook(Cli& cli, CLI::App* goods) {
  {
    struct Options {
      std::vector<std::string> words;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = goods->add_subcommand("look", "Which classes, groups and items the words of a title name, and which table says so");
    command->add_option("words", options->words, "Words of a title or a category")->required();
    command->add_flag("--json", options->json, "JSON");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          std::string words;
          for (const std::string& word : options->words) words += (words.empty() ? "" : " ") + word;
          Result<Json> found = LookGoods(service, scope, words);
          if (!found) return Fail(found);
          const bool any = !(*found)["classes"].empty();
          if (options->json) {
            std::cout << DumpJson(*found) << "\n";
          } else if (!any) {
            std::cout << "No word of it is in the table in force or the small table.\n";
          } else {
            std::string classes, groups;
            for (const Json& one : (*found)["classes"]) classes += " " + DumpJson(one);
            for (const Json& one : (*found)["groups"]) groups += " " + one.get<std::string>();
            const bool edition = JsonText(*found, "table") == "edition";
            std::cout << "\"" << Printable(JsonText(*found, "found"), 200) << "\" by " << (edition ? JsonText(*found, "edition") : std::string("the small table of everyday words")) << ": class" << classes
                      << (groups.empty() ? std::string(", its groups are not known") : ", group" + groups) << "\n";
            if (!(*found)["items"].empty()) PrintTable(kItemColumns, RowsOfItems((*found)["items"]));
          }
          return any ? kExitDone : kExitRefused;
        });
      };
    });
  }
  struct Options {
    GoodsSearch search;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = goods->add_subcommand("items", "Items of the table in force");
  command->add_option("search", options->search.text, "Part of a name, begin of a number, or a group");
  command->add_option("--class", options->search.nice_class, "Of this class")->check(CLI::Range(1, 45));
  command->add_option("--group", options->search.group, "Of this group");
  command->add_option("--limit", options->search.limit, "Rows")->capture_default_str();
  command->add_option("--cursor", options->search.cursor, "Where the page before ended");
  command->add_flag("--json", options->json, "One JSON object a line");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> page = ListGoodsItems(service, scope, options->search);
        if (!page) return Fail(page);
        PrintRows(options->json, kItemColumns, options->json ? (*page)["items"] : RowsOfItems((*page)["items"]),
                  (*page)["edition"].is_null() ? "No table is in force: keep one with markwarden rules goods import FILE" : "No item is like that.");
        if (const std::string next = JsonText(*page, "next"); !next.empty() && !options->json) std::cout << "more: --cursor " << next << "\n";
        return kExitDone;
      });
    };
  });
}

void AddGoodsForce(Cli& cli, CLI::App* goods) {
  struct Options {
    std::string id, reason;
  };
  for (const bool activate : {true, false}) {
    auto options = std::make_shared<Options>();
    CLI::App* command = goods->add_subcommand(activate ? "activate" : "drop", activate ? "Put an import in force, by another than who imported it" : "Drop an import that waits");
    command->add_option("import", options->id, "Import")->required();
    if (activate) command->add_option("--reason", options->reason, "Why")->required();
    command->callback([&cli, options, activate] {
      cli.run = [&cli, options, activate] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->id);
          if (!id) return Fail(id);
          Result<Json> now = ShowGoodsImport(service, scope, *id);
          if (!now) return Fail(now);
          const int64_t version = JsonInt(*now, "row_version").value_or(0);
          Result<Json> done = activate ? ActivateGoodsImport(service, scope, *id, options->reason, version) : DropGoodsImport(service, scope, *id, version);
          if (!done) return Fail(done);
          std::cout << (activate ? "In force: " : "Dropped: ") << JsonText(*done, "edition") << "\n";
          return kExitDone;
        });
      };
    });
  }
  auto options = std::make_shared<Options>();
  CLI::App* command = goods->add_subcommand("withdraw", "Take the table out of force; the small table of everyday words stays");
  command->add_option("--reason", options->reason, "Why")->required();
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> done = WithdrawGoodsTable(service, scope, options->reason);
        if (!done) return Fail(done);
        std::cout << "Withdrawn.\n";
        return kExitDone;
      });
    };
  });
}

}  // namespace

void AddGoodsCommands(Cli& cli, CLI::App* rules) {
  CLI::App* goods = rules->add_subcommand("goods", "The office's full table of goods");
  goods->require_subcommand(1);
  AddGoodsImport(cli, goods);
  AddListCommand(cli, goods,
                 {.name = "list", .help = "Imported tables, newest first",
                  .columns = {{"id", "id"}, {"edition", "edition"}, {"from", "from"}, {"items", "counts.items", true}, {"groups", "counts.groups", true}, {"state", "state"}, {"in force", "in_force"}, {"by", "author"}, {"at", "created_at"}},
                  .empty = "No imports: keep one with markwarden rules goods import FILE."},
                 [](Service& service, const Scope& scope, const ListPage& page) { return ListGoodsImports(service, scope, page); });
  AddGoodsShow(cli, goods);
  AddGoodsLook(cli, goods);
  AddGoodsForce(cli, goods);
}

}  // namespace markwarden

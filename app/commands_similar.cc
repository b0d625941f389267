// right similar, right watch-gazette: marks near those that are registered.
#include <cstdio>
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "service/gazette.h"
#include "service/similar_marks.h"

namespace markwarden {
namespace {

const std::vector<Column> kHitColumns = {{"near", "score", true}, {"sound", "sound", true}, {"form", "form", true}, {"name", "matched"}, {"key", "right_id"},
                                         {"title", "title"}, {"reg. no.", "reg_no"}, {"holder", "holder"}, {"goods", "goods"}, {"clauses", "clauses_told"}};

// "ZH-2", "EN-3 (not: the first sign differs)".
std::string ClausesTold(const Json& clauses) {
  std::string told;
  for (const Json& clause : clauses) {
    const std::string exception = JsonText(clause, "exception");
    told += (told.empty() ? "" : ", ") + JsonText(clause, "id");
    if (!exception.empty()) told += exception == "first_differs" ? " (not: the first sign differs)" : " (not: the meaning differs)";
  }
  return told;
}

// Shares with two decimals.
Json WithClausesTold(Json hits) {
  for (Json& hit : hits) {
    hit["clauses_told"] = ClausesTold(hit["clauses"]);
    for (const char* share : {"score", "sound", "form"}) {
      char text[16];
      std::snprintf(text, sizeof text, "%.2f", hit[share].get<double>());
      hit[share] = text;
    }
  }
  return hits;
}

const std::vector<Column> kDeviceColumns = {{"device", "device"}, {"shows", "shows"}, {"key", "right_id"}, {"title", "title"}, {"reg. no.", "reg_no"},
                                            {"holder", "holder"}, {"goods", "goods"}, {"clauses", "clauses_told"}};

// "copy.turned 0.93"; Vienna codes that both marks have.
Json WithDevicesTold(Json devices) {
  for (Json& device : devices) {
    const Json& picture = device["picture"];
    char text[64] = "";
    if (picture.is_object()) std::snprintf(text, sizeof text, "%.40s %.2f", JsonText(picture, "method").c_str(), picture["score"].get<double>());
    device["device"] = text;
    std::string shows;
    for (const Json& code : device["figures"]) shows += (shows.empty() ? "" : ", ") + code.get<std::string>();
    device["shows"] = shows;
    device["clauses_told"] = ClausesTold(device["clauses"]);
  }
  return devices;
}

}  // namespace

void AddSimilarCommands(Cli& cli, CLI::App* right) {
  {
    struct Options {
      SimilarSearch search;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = right->add_subcommand("similar", "Rights here whose names are near a mark by sound, form and meaning");
    command->add_option("mark", options->search.mark, "The mark")->required();
    command->add_option("--class", options->search.classes, "Nice class of its goods; may be given several times");
    command->add_option("--group", options->search.groups, "Similar group of its goods, such as 2501; may be given several times");
    command->add_option("--most", options->search.most, "Rights that are told")->capture_default_str();
    command->add_flag("--json", options->json, "JSON");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Json> found = SearchSimilarMarks(service, scope, options->search);
          if (!found) return Fail(found);
          if (options->json) {
            std::cout << DumpJson(*found) << "\n";
          } else {
            PrintRows(false, kHitColumns, WithClausesTold((*found)["hits"]), "No registered name is near.");
          }
          return kExitDone;
        });
      };
    });
  }
  {
    struct Options {
      std::string file;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = right->add_subcommand("watch-gazette", "New applications (CSV, JSON Lines, WIPO ST.66 or ST.96, or a ZIP of them with their pictures) beside the rights here; nothing is written");
    command->add_option("file", options->file, "File")->required();
    command->add_flag("--json", options->json, "JSON");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Json> report = WatchGazetteFile(service, scope, options->file);
          if (!report) return Fail(report);
          const Json& refused = (*report)["refused"];
          if (options->json) {
            std::cout << DumpJson(*report) << "\n";
            return refused.empty() ? kExitDone : kExitRefused;
          }
          std::cout << (*report)["applications"] << " applications read, " << (*report)["near_total"] << " near one of " << (*report)["compared"] << " registered names or a registered device (" << (*report)["pictures"] << " pictures)\n";
          for (const Json& one : (*report)["near"]) {
            const auto told = [&](const char* key) { return Printable(JsonText(one, key), 60); };
            std::cout << "\n" << told("mark") << "  " << told("number") << "  " << told("applicant") << "\n";
            if (!one["hits"].empty()) PrintRows(false, kHitColumns, WithClausesTold(one["hits"]), "");
            if (!one["devices"].empty()) PrintRows(false, kDeviceColumns, WithDevicesTold(one["devices"]), "");
          }
          if (!(*report)["serial"].empty()) std::cout << "\nApplicants in series:\n";
          if (!(*report)["serial"].empty()) {
            PrintRows(false, {{"applicant", "applicant"}, {"applications", "applications", true}, {"near", "near", true}, {"of holders", "holders", true}}, (*report)["serial"], "");
          }
          if ((*report)["pictures_left_out"] != 0) std::cerr << (*report)["pictures_left_out"] << " more pictures were not compared: split the file\n";
          if ((*report)["left_out"] != 0) std::cerr << (*report)["left_out"] << " more applications were not read: split the file\n";
          for (const Json& row : refused) std::cerr << "refused: line " << JsonText(row, "line") << ": " << Printable(JsonText(row, "reason"), 200) << "\n";
          return refused.empty() ? kExitDone : kExitRefused;
        });
      };
    });
  }
}

}  // namespace markwarden

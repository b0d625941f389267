// case clue: the bureau's own procedure.  case close, case reopen.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "service/case_acts.h"
#include "service/clues.h"
#include "service/vocabularies.h"

namespace markwarden {
namespace {

void AddCaseAct(Cli& cli, CLI::App* cases, const std::string& act, const std::string& help, bool with_outcome) {
  struct Options {
    std::string id;
    CaseDeed deed;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  options->deed.act = act;
  CLI::App* command = cases->add_subcommand(act, help);
  command->add_option("id", options->id, "Case")->required();
  if (with_outcome) command->add_option("--outcome", options->deed.outcome, "What came of it, such as taken_down; markwarden case vocabulary lists them")->required();
  command->add_option("--reason", options->deed.reason, "Why")->required();
  if (with_outcome) command->add_option("--despite", options->deed.despite, "Why it is closed although something of it stands open, such as a notice that waits for an answer; recorded");
  command->add_flag("--json", options->json, "JSON");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Id> id = IdOf(options->id);
        if (!id) return Fail(id);
        Result<Json> done = ActOnCase(service, scope, *id, options->deed);
        if (!done) return Fail(done);
        if (options->json) std::cout << DumpJson(*done) << "\n";
        else std::cout << "Case " << options->id << " is " << JsonText(*done, "state") << ".\n";
        return kExitDone;
      });
    };
  });
}

void AddVocabulary(Cli& cli, CLI::App* cases) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = cases->add_subcommand("vocabulary", "What may be chosen: outcomes, reasons, refusals, channels; --json has the states and acts too");
  command->add_flag("--json", *json, "JSON");
  command->callback([&cli, json] {
    cli.run = [&cli, json] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> all = ShowVocabularies(service, scope);
        if (!all) return Fail(all);
        if (*json) {
          std::cout << DumpJson(*all) << "\n";
          return kExitDone;
        }
        Json rows = Json::array();
        for (const Json& list : (*all)["lists"]) {
          for (Json choice : list["choices"]) {
            choice["list"] = list["name"];
            rows.push_back(std::move(choice));
          }
        }
        PrintRows(false, {{"list", "list"}, {"code", "code"}, {"zh", "name.zh"}, {"en", "name.en"}}, rows, "");
        return kExitDone;
      });
    };
  });
}

void PrintClue(const Json& clue) {
  std::cout << "Clue " << JsonText(clue, "id") << " is " << JsonText(clue, "state") << ".\n";
  Json running = Json::array();
  for (const Json& term : clue["terms"]) {
    if (term["state"] == "running" || term["state"] == "suspended") running.push_back(term);
  }
  if (running.empty()) return;
  PrintRows(false, {{"term", "name.zh"}, {"state", "state"}, {"last day", "last_day"}, {"over at", "due"}, {"article", "article.zh"}}, running, "");
  for (const Json& term : running) {
    const std::string rule = JsonText(term, "rule");
    if (term["holidays_unknown"] == true) PrintRemark(rule + ": holidays of a year in it are not published yet, so it is counted without them");
    if (term["verified"] != true) PrintRemark(rule + ": nobody has compared this term with the law's text");
  }
}

// "investigation_report=abc..." taken apart.
Result<std::vector<NoticeFile>> DocumentsOf(const std::vector<std::string>& texts) {
  std::vector<NoticeFile> documents;
  for (const std::string& text : texts) {
    const size_t mark = text.rfind('=');
    if (mark == std::string::npos) return Fail(ErrorCode::kInvalid, "write a document as NAME=SHA256, not \"" + text.substr(0, 80) + "\"");
    documents.push_back({.name = text.substr(0, mark), .sha256 = text.substr(mark + 1)});
  }
  return documents;
}

}  // namespace

void AddClueCommands(Cli& cli, CLI::App* cases) {
  AddCaseAct(cli, cases, "close", "Close a case: another person than the one who made it", true);
  AddCaseAct(cli, cases, "reopen", "Open a closed case again", false);
  AddVocabulary(cli, cases);
  CLI::App* clue = cases->add_subcommand("clue", "The bureau's own procedure over a case");
  clue->require_subcommand(1);
  {
    struct Options {
      std::string case_id;
      ClueOpening opening;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = clue->add_subcommand("open", "Begin it: the term of the check runs");
    command->add_option("case", options->case_id, "Case")->required();
    command->add_option("--region", options->opening.region, "Region of the bureau that it is assigned to; the case's when left out");
    command->add_option("--received", options->opening.received_at, "When the bureau came to know of it, such as 2026-12-20T09:00:00+08:00; now when left out");
    command->add_flag("--json", options->json, "JSON");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->case_id);
          if (!id) return Fail(id);
          options->opening.case_id = *id;
          Result<Json> opened = OpenClue(service, scope, options->opening);
          if (!opened) return Fail(opened);
          if (options->json) std::cout << DumpJson(*opened) << "\n";
          else PrintClue(*opened);
          return kExitDone;
        });
      };
    });
  }
  {
    struct Options {
      std::string id;
      std::vector<std::string> documents;
      ClueDeed deed;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = clue->add_subcommand("act", "Record one step; clue show says which may be taken");
    command->add_option("id", options->id, "Clue")->required();
    command->add_option("act", options->deed.act, "file, drop, suspend, propose_transfer, approve_transfer, hand_over, decide ...")->required();
    command->add_option("--second", options->deed.second_officer, "Login of the second officer, where two must act");
    command->add_option("--reason", options->deed.reason, "Why");
    command->add_option("--number", options->deed.number, "Number of the file, the decision, the letter");
    command->add_option("--at", options->deed.at, "When it was done, such as 2026-12-20T09:00:00+08:00; now when left out");
    command->add_option("--region", options->deed.region, "Region, of an assignment");
    command->add_option("--document", options->documents, "NAME=SHA256 of a document; a hand-over needs those that clue show lists")->allow_extra_args(false);
    command->add_flag("--json", options->json, "JSON");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->id);
          if (!id) return Fail(id);
          Result<std::vector<NoticeFile>> documents = DocumentsOf(options->documents);
          if (!documents) return Fail(documents);
          options->deed.documents = std::move(*documents);
          Result<Json> done = ActOnClue(service, scope, *id, options->deed);
          if (!done) return Fail(done);
          if (options->json) std::cout << DumpJson(*done) << "\n";
          else PrintClue(*done);
          return kExitDone;
        });
      };
    });
  }
  {
    struct Options {
      std::string case_id;
      ClueQuery query;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = clue->add_subcommand("list", "Clues, oldest first");
    command->add_option("--state", options->query.state, "clue, filed, suspended, transferred ...");
    command->add_option("--case", options->case_id, "Case");
    command->add_option("--limit", options->query.limit, "Rows")->check(CLI::Range(1, 500));
    command->add_option("--cursor", options->query.cursor, "Where the page before ended");
    command->add_flag("--json", options->json, "One JSON object a line");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          if (!options->case_id.empty()) {
            Result<Id> id = IdOf(options->case_id);
            if (!id) return Fail(id);
            options->query.case_id = *id;
          }
          Result<Json> page = ListClues(service, scope, options->query);
          if (!page) return Fail(page);
          PrintRows(options->json, {{"id", "id"}, {"case", "case"}, {"state", "state"}, {"region", "region"}, {"officer", "officer"}, {"number", "number"}, {"opened", "created_at"}},
                    (*page)["items"], "No clues: open one with markwarden case clue open CASE.");
          return kExitDone;
        });
      };
    });
  }
  AddShowCommand(cli, clue, "show", "One clue with its steps, its terms and what may be done", [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
    Result<Id> id = IdOf(text);
    if (!id) return Fail(id);
    return ShowClue(service, scope, *id);
  });
}

}  // namespace markwarden

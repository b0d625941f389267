// verify: what recipients did to the listings of notices, and what came back.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/progress.h"
#include "app/session.h"
#include "service/measures.h"
#include "service/takedown_check.h"

namespace markwarden {
namespace {

void AddVerifyList(Cli& cli, CLI::App* verify) {
  struct Options {
    MeasureQuery query;
    std::string notice, case_id;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = verify->add_subcommand("list", "Measures: what was asked for and what was seen, oldest first");
  command->add_option("--state", options->query.state, "asked, taken, refused, back, ended or dropped")
      ->check(CLI::IsMember({"asked", "taken", "refused", "back", "ended", "dropped"}));
  command->add_option("--platform", options->query.platform, "Platform");
  command->add_option("--notice", options->notice, "Of this notice only");
  command->add_option("--case", options->case_id, "Of this case only");
  command->add_option("--limit", options->query.limit, "Rows")->check(CLI::Range(1, 500));
  command->add_option("--cursor", options->query.cursor, "Where the page before ended");
  command->add_flag("--json", options->json, "One JSON object a line");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        for (auto [text, id] : {std::pair{&options->notice, &options->query.notice}, std::pair{&options->case_id, &options->query.case_id}}) {
          if (text->empty()) continue;
          Result<Id> parsed = IdOf(*text);
          if (!parsed) return Fail(parsed);
          *id = *parsed;
        }
        Result<Json> page = ListMeasures(service, scope, options->query);
        if (!page) return Fail(page);
        PrintRows(options->json,
                  {{"id", "id"}, {"platform", "platform"}, {"state", "state"}, {"asked", "asked_at"}, {"taken", "taken_at"}, {"looks", "looks", true},
                   {"next look", "next_look_at"}, {"listing", "url"}},
                  (*page)["items"], "No measures: they begin when a notice is sent.");
        if (const std::string next = JsonText(*page, "next"); !next.empty() && !options->json) PrintRemark("more: --cursor " + next);
        return kExitDone;
      });
    };
  });
}

void AddVerifyRun(Cli& cli, CLI::App* verify) {
  struct Options {
    CheckBudget budget;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = verify->add_subcommand("run", "Look again at the listings that are due; a running work does it by itself");
  command->add_option("--limit", options->budget.looks, "Looks, at most")->check(CLI::Range(1, 10'000));
  command->add_flag("--json", options->json, "JSON");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      const std::stop_token stop = StopOnSignals();
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> done = RunChecks(service, scope, options->budget, stop);
        if (!done) return Fail(done);
        const Json& d = *done;
        if (options->json) {
          std::cout << DumpJson(d) << "\n";
        } else if (d["running"] == true) {
          std::cout << "work is running on this store and looks by itself: " << d["waiting"] << " listings are due\n";
        } else {
          std::cout << d["looks"] << " looks: " << d["gone"] << " gone, " << d["live"] << " live, " << d["unclear"] << " unclear, " << d["unreachable"]
                    << " unreachable; " << d["taken"] << " taken, " << d["back"] << " back; " << d["waiting"] << " still due\n";
        }
        return kExitDone;
      }, "work");
    };
  });
}

void AddVerifyRecord(Cli& cli, CLI::App* verify) {
  struct Options {
    std::string id;
    MeasureDeed deed;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = verify->add_subcommand("record", "What the recipient said of a listing; whether it is gone is told by looks alone");
  command->add_option("id", options->id, "Measure")->required();
  command->add_option("what", options->deed.act, "refused, taken (as the recipient says), ended (restored lawfully), or look (now)")
      ->required()->check(CLI::IsMember({"refused", "taken", "ended", "look"}));
  command->add_option("--reason", options->deed.reason, "Of a refusal, such as proof_insufficient");
  command->add_option("--at", options->deed.at, "Of taken: when, such as 2026-12-20T09:00:00+08:00");
  command->add_option("--outcome", options->deed.outcome, "Of taken: a code such as DECISION_VISIBILITY_CONTENT_REMOVED");
  command->add_option("--note", options->deed.note, "Note");
  command->add_flag("--json", options->json, "JSON");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Id> id = IdOf(options->id);
        if (!id) return Fail(id);
        Result<Json> done = RecordOfMeasure(service, scope, *id, options->deed);
        if (!done) return Fail(done);
        if (options->json) {
          std::cout << DumpJson(*done) << "\n";
          return kExitDone;
        }
        std::cout << "Measure " << options->id << " is " << JsonText(*done, "state");
        if (const std::string next = JsonText(*done, "next_look_at"); !next.empty()) std::cout << "; the next look is due at " << next;
        std::cout << ".\n";
        return kExitDone;
      });
    };
  });
}

}  // namespace

void AddVerifyCommands(Cli& cli) {
  CLI::App* verify = cli.app.add_subcommand("verify", "Whether notices worked: looks at their listings, and what came back");
  verify->require_subcommand(1);
  AddVerifyList(cli, verify);
  AddShowCommand(cli, verify, "show", "One measure with every look and its capture", [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
    Result<Id> id = IdOf(text);
    if (!id) return Fail(id);
    return ShowMeasure(service, scope, *id);
  });
  AddVerifyRun(cli, verify);
  AddVerifyRecord(cli, verify);
  AddListCommand(cli, verify,
                 {.name = "relists", .help = "Offers that look like ones that were taken down, newest first: leads, not findings",
                  .columns = {{"id", "id"}, {"case", "case"}, {"seen", "seen_at"}, {"score", "score", true}, {"platform", "platform"}, {"title", "title"}, {"listing", "url"}},
                  .empty = "Nothing came back."},
                 [](Service& service, const Scope& scope, const ListPage& page) {
                   return ListRelists(service, scope, {.cursor = page.cursor, .limit = page.limit});
                 });
}

}  // namespace markwarden

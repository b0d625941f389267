// Counter-notices, terms and tasks: what follows a notice that went out.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "service/counter_notices.h"
#include "service/deadlines.h"

namespace markwarden {
namespace {

void PrintCounter(bool json, const Json& counter) {
  if (json) {
    std::cout << DumpJson(counter) << "\n";
    return;
  }
  std::cout << "Counter-notice " << JsonText(counter, "id") << " is " << JsonText(counter, "state") << ".\n";
  if (counter["late"] == true) PrintRemark("it came after the notice had ended: no term runs");
  if (const std::string due = JsonText(counter, "due"); !due.empty()) std::cout << "To be answered before " << due << ".\n";
  for (const Json& term : counter["terms"]) {
    if (term["holidays_unknown"] == true) PrintRemark("holidays of a year in the term are not published yet, so it is counted without them");
    if (term["verified"] != true) PrintRemark(JsonText(term, "rule") + ": nobody has compared this term with the law's text");
  }
}

void AddCounterCommands(Cli& cli, CLI::App* notice) {
  CLI::App* counter = notice->add_subcommand("counter", "What sellers answered, and what is decided about it");
  counter->require_subcommand(1);
  {
    struct Options {
      std::string notice;
      std::vector<int> items;
      CounterNoticeRequest request;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = counter->add_subcommand("record", "Record a counter-notice that arrived; the terms of the law start");
    command->add_option("notice", options->notice, "Notice that it answers")->required();
    command->add_option("--received", options->request.received_at, "When it reached the holder, such as 2026-12-20T09:00:00+08:00")->required();
    command->add_option("--from", options->request.from_name, "Who it is from")->required();
    command->add_option("--address", options->request.from_address, "The sender's address");
    command->add_option("--reason", options->request.reason, "owner, authorized, no_right, fair_use, removed, not_used or other")->required();
    command->add_option("--statement", options->request.statement, "What it says")->required();
    command->add_option("--number", options->request.number, "The platform's number for it");
    command->add_option("--item", options->items, "Which listings of the notice, from 1; all when left out");
    command->add_option("--document", options->request.document_sha256, "SHA-256 of the document, uploaded before");
    command->add_flag("--json", options->json, "JSON");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->notice);
          if (!id) return Fail(id);
          options->request.items.clear();
          for (const int item : options->items) options->request.items.push_back(item - 1);
          Result<Json> made = RecordCounterNotice(service, scope, *id, options->request);
          if (!made) return Fail(made);
          PrintCounter(options->json, *made);
          return kExitDone;
        });
      };
    });
  }
  {
    struct Options {
      CounterNoticeQuery query;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = counter->add_subcommand("list", "Counter-notices, newest first");
    command->add_option("--state", options->query.state, "received, withdrawn, escalated, restoring or restored");
    command->add_option("--limit", options->query.limit, "Rows")->check(CLI::Range(1, 500));
    command->add_option("--cursor", options->query.cursor, "Where the page before ended");
    command->add_flag("--json", options->json, "One JSON object a line");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Json> page = ListCounterNotices(service, scope, options->query);
          if (!page) return Fail(page);
          PrintRows(options->json, {{"id", "id"}, {"notice", "notice"}, {"platform", "platform"}, {"reason", "reason"}, {"state", "state"}, {"received", "received_at"}, {"due", "due"}},
                    (*page)["items"], "No counter-notices.");
          return kExitDone;
        });
      };
    });
  }
  AddShowCommand(cli, counter, "show", "One counter-notice with its terms", [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
    Result<Id> id = IdOf(text);
    if (!id) return Fail(id);
    return ShowCounterNotice(service, scope, *id);
  });
  const struct { const char* act; const char* help; } acts[] = {
      {"withdraw", "The seller is right: withdraw the notice, at once and by one person"},
      {"let_restore", "Nothing will be filed: the term runs on, the listing may come back"},
      {"extend", "Notarisation and the like keep the holder: the term ends later, once"},
      {"complain", "A complaint was filed and the platform was told in time"},
      {"sue", "A suit was filed and the platform was told in time"},
  };
  for (const auto& one : acts) {
    struct Options {
      std::string id;
      CounterNoticeDeed deed;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    options->deed.act = one.act;
    const bool files = options->deed.act == "complain" || options->deed.act == "sue";
    CLI::App* command = counter->add_subcommand(one.act, one.help);
    command->add_option("id", options->id, "Counter-notice")->required();
    CLI::Option* reason = command->add_option("--reason", options->deed.reason, "Why");
    if (!files) reason->required();
    if (files) {
      command->add_option("--number", options->deed.number, "Number of the filing")->required();
      command->add_option("--filed", options->deed.filed_at, "When it was filed")->required();
      command->add_option("--told", options->deed.told_at, "When the platform was told of it")->required();
      command->add_option("--proof", options->deed.proof_sha256, "SHA-256 of the proof of filing, uploaded before")->required();
    }
    command->add_flag("--json", options->json, "JSON");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->id);
          if (!id) return Fail(id);
          Result<Json> done = ActOnCounterNotice(service, scope, *id, options->deed);
          if (!done) return Fail(done);
          PrintCounter(options->json, *done);
          return kExitDone;
        });
      };
    });
  }
}

}  // namespace

void AddTakedownCommands(Cli& cli, CLI::App* notice) {
  AddCounterCommands(cli, notice);
  {
    struct Options {
      DeadlineQuery query;
      std::string case_id;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = notice->add_subcommand("deadlines", "Terms that run, by when they end");
    command->add_option("--state", options->query.state, "running, met, over, stopped or any");
    command->add_option("--from", options->query.from, "From this day on (Beijing time)");
    command->add_option("--to", options->query.to, "Up to this day");
    command->add_option("--case", options->case_id, "Of one case");
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
          Result<Json> page = ListDeadlines(service, scope, options->query);
          if (!page) return Fail(page);
          PrintRows(options->json, {{"id", "id"}, {"of", "subject.kind"}, {"", "subject.id"}, {"term", "name.en"}, {"last day", "last_day"}, {"over at", "due"}, {"state", "state"}},
                    (*page)["items"], "No terms.");
          return kExitDone;
        });
      };
    });
  }
  {
    struct Options {
      std::string month;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = notice->add_subcommand("calendar", "The days of a month with the terms that end on them");
    command->add_option("month", options->month, "Such as 2026-12")->required();
    command->add_flag("--json", options->json, "JSON");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Json> calendar = ShowDeadlineCalendar(service, scope, options->month);
          if (!calendar) return Fail(calendar);
          if (options->json) {
            std::cout << DumpJson(*calendar) << "\n";
            return kExitDone;
          }
          if ((*calendar)["known"] != true) PrintRemark("the holidays of this year are not published yet");
          for (const Json& day : (*calendar)["days"]) {
            std::cout << JsonText(day, "day") << (day["worked"] == true ? "   " : " - ");
            std::string terms;
            for (const Json& term : day["items"]) terms += (terms.empty() ? " " : ", ") + JsonText(term["name"], "en");
            std::cout << terms << "\n";
          }
          return kExitDone;
        });
      };
    });
  }
  CLI::App* tasks = notice->add_subcommand("tasks", "What people must still do: reminders, answers, proposals");
  tasks->require_subcommand(1);
  {
    struct Options {
      TaskQuery query;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = tasks->add_subcommand("list", "Tasks, oldest first");
    command->add_option("--state", options->query.state, "open, done or any");
    command->add_option("--kind", options->query.kind, "reminder, counter_notice, second_notice ...");
    command->add_option("--limit", options->query.limit, "Rows")->check(CLI::Range(1, 500));
    command->add_option("--cursor", options->query.cursor, "Where the page before ended");
    command->add_flag("--json", options->json, "One JSON object a line");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Json> page = ListTasks(service, scope, options->query);
          if (!page) return Fail(page);
          PrintRows(options->json, {{"id", "id"}, {"what", "kind"}, {"of", "subject.kind"}, {"", "subject.id"}, {"due", "due"}, {"state", "state"}}, (*page)["items"], "Nothing is to be done.");
          return kExitDone;
        });
      };
    });
  }
  {
    struct Options {
      std::string id, note;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = tasks->add_subcommand("done", "Say that a task is done");
    command->add_option("id", options->id, "Task")->required();
    command->add_option("--note", options->note, "What was done");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->id);
          if (!id) return Fail(id);
          if (Result<Json> done = FinishTask(service, scope, *id, options->note); !done) return Fail(done);
          std::cout << "Task " << options->id << " is done.\n";
          return kExitDone;
        });
      };
    });
  }
}

}  // namespace markwarden

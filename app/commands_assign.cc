// assign: giving flags and cases to the bureaus below, and answering what was given.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "service/assignments.h"

namespace markwarden {
namespace {

const std::vector<Column> kAssignmentColumns = {{"id", "id"},       {"kind", "subject.kind"}, {"of", "subject.id"}, {"what", "subject.title"}, {"from", "from.name"},
                                                {"to", "to.name"}, {"by", "basis"},           {"state", "state"},   {"due", "due"},            {"overdue", "overdue"}};

Result<std::vector<Id>> IdsOf(const std::vector<std::string>& texts) {
  std::vector<Id> ids;
  for (const std::string& text : texts) {
    Result<Id> id = IdOf(text);
    if (!id) return Fail(id);
    ids.push_back(*id);
  }
  return ids;
}

void AddPropose(Cli& cli, CLI::App* assign) {
  struct Options {
    AssignmentWish wish;
    std::vector<std::string> ids;
    bool cases = false, json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = assign->add_subcommand("propose", "What would be given to whom: by the seller's region, else the watch's");
  command->add_option("ids", options->ids, "Flags or cases; whatever waits when left out");
  command->add_flag("--cases", options->cases, "Cases, not flags");
  command->add_flag("--json", options->json, "JSON");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<std::vector<Id>> ids = IdsOf(options->ids);
        if (!ids) return Fail(ids);
        options->wish.kind = options->cases ? "case" : "flag";
        options->wish.ids = std::move(*ids);
        Result<Json> proposed = ProposeAssignments(service, scope, options->wish);
        if (!proposed) return Fail(proposed);
        if (options->json) {
          std::cout << DumpJson(*proposed) << "\n";
          return kExitDone;
        }
        Json rows = Json::array();
        for (const Json& group : (*proposed)["groups"]) {
          rows.push_back({{"id", group["to"]["id"]}, {"name", group["to"]["name"]}, {"region", group["to"]["region"]}, {"count", group["ids"].size()},
                          {"seller", group["basis"]["seller"]}, {"watch", group["basis"]["watch"]}});
        }
        PrintRows(false, {{"bureau", "id"}, {"name", "name"}, {"region", "region"}, {"how many", "count", true}, {"by seller", "seller", true}, {"by watch", "watch", true}}, rows,
                  "Nothing waits for a bureau below.");
        std::cout << (*proposed)["without"].get<int64_t>() << " of no bureau's region" << ((*proposed)["more"].get<bool>() ? "; more wait behind these" : "") << ".\n";
        return kExitDone;
      });
    };
  });
}

void AddGive(Cli& cli, CLI::App* assign) {
  struct Options {
    AssignmentOrder order;
    std::vector<std::string> ids;
    std::string to;
    bool cases = false, proposed = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = assign->add_subcommand("give", "Give flags or cases to a bureau below");
  command->add_option("ids", options->ids, "Flags or cases");
  command->add_option("--to", options->to, "Id of the bureau: see assign bureaus")->required();
  command->add_flag("--cases", options->cases, "Cases, not flags");
  command->add_flag("--proposed", options->proposed, "Whatever is proposed for that bureau");
  command->add_option("--note", options->order.note, "A word to the bureau");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Id> to = IdOf(options->to);
        if (!to) return Fail(to);
        Result<std::vector<Id>> ids = IdsOf(options->ids);
        if (!ids) return Fail(ids);
        options->order.kind = options->cases ? "case" : "flag";
        options->order.to = *to;
        options->order.ids = std::move(*ids);
        if (options->proposed) {
          Result<Json> proposed = ProposeAssignments(service, scope, {.kind = options->order.kind, .ids = options->order.ids});
          if (!proposed) return Fail(proposed);
          options->order.ids.clear();
          for (const Json& group : (*proposed)["groups"]) {
            if (JsonText(group["to"], "id") != IdToString(*to)) continue;
            for (const std::string& id : JsonTexts(group, "ids")) options->order.ids.push_back(ParseId(id).value_or(0));
          }
          if (options->order.ids.empty()) return Fail(ErrorCode::kNotFound, "nothing is proposed for that bureau");
        }
        Result<Json> given = GiveAssignments(service, scope, options->order);
        if (!given) return Fail(given);
        std::cout << "Gave " << (*given)["given"].get<int64_t>() << "; the receipt is due " << JsonText((*given)["items"][0], "due") << ".\n";
        return kExitDone;
      });
    };
  });
}

void AddAnswer(Cli& cli, CLI::App* assign, const char* act, const char* help) {
  struct Options {
    std::string id, reason;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = assign->add_subcommand(act, help);
  command->add_option("id", options->id, "Id of the assignment")->required();
  CLI::Option* reason = command->add_option("--reason", options->reason, "Why");
  if (act == std::string("return")) reason->required();
  command->callback([&cli, options, act = std::string(act)] {
    cli.run = [&cli, options, act] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Id> id = IdOf(options->id);
        if (!id) return Fail(id);
        Result<Json> seen = ShowAssignment(service, scope, *id);
        if (!seen) return Fail(seen);
        Result<Json> done = AnswerAssignmentOf(service, scope, *id, {.act = act, .reason = options->reason, .row_version = JsonInt(*seen, "row_version").value_or(0)});
        if (!done) return Fail(done);
        std::cout << "It is " << JsonText(*done, "state") << ".\n";
        return kExitDone;
      });
    };
  });
}

}  // namespace

void AddAssignCommands(Cli& cli) {
  CLI::App* assign = cli.app.add_subcommand("assign", "Give flags and cases to the bureaus below, and answer what was given");
  assign->require_subcommand(1);
  AddPropose(cli, assign);
  AddGive(cli, assign);
  AddAnswer(cli, assign, "accept", "Accept what the own bureau was given");
  AddAnswer(cli, assign, "return", "Return it with a reason");
  {
    auto query = std::make_shared<AssignmentQuery>();
    CLI::App* list = AddListCommand(cli, assign, {.name = "list", .help = "What was given, newest first", .columns = kAssignmentColumns, .empty = "Nothing was given."},
                                    [query](Service& service, const Scope& scope, const ListPage& page) {
                                      query->cursor = page.cursor;
                                      query->limit = page.limit;
                                      return ListAssignments(service, scope, *query);
                                    });
    list->add_option("--box", query->box, "received or given");
    list->add_option("--state", query->state, "sent, accepted, returned, passed_on, overdue");
  }
  AddShowCommand(cli, assign, "show", "One, with what happened to it", [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
    Result<Id> id = IdOf(text);
    if (!id) return Fail(id);
    return ShowAssignment(service, scope, *id);
  });
  AddListCommand(cli, assign, {.name = "bureaus", .help = "Bureaus below the own one", .columns = {{"id", "id"}, {"name", "name"}, {"region", "region"}, {"level", "level"}}, .empty = "No bureau below."},
                 [](Service& service, const Scope& scope, const ListPage&) { return ListBureausBelow(service, scope); });
}

}  // namespace markwarden

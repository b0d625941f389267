// event: the log, and one event's proof.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "service/events.h"

namespace markwarden {

void AddEventCommands(Cli& cli) {
  CLI::App* event = cli.app.add_subcommand("event", "The log: who did what, when, why");
  event->require_subcommand(1);
  auto kind = std::make_shared<std::string>();
  CLI::App* list = AddListCommand(
      cli, event,
      {.name = "list", .help = "Events, newest first",
       .columns = {{"id", "id"}, {"no", "no", true}, {"at", "at"}, {"actor", "actor"}, {"kind", "kind"}, {"subject", "subject_kind"}, {"of", "subject"}},
       .empty = "No events."},
      [kind](Service& service, const Scope& scope, const ListPage& page) {
        EventQuery query;
        query.kind = *kind;
        query.cursor = page.cursor;
        query.limit = page.limit;
        return ListEvents(service, scope, query);
      });
  list->add_option("--kind", *kind, "Kind, or a prefix that ends in a dot: flag.");
  AddShowCommand(cli, event, "prove", "One event with its inclusion proof (RFC 6962)",
                 [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
                   Result<Id> id = IdOf(text);
                   if (!id) return Fail(id);
                   return ProveEvent(service, scope, *id);
                 });
}

}  // namespace markwarden

// event: the log, one event's proof, its signed states and the keys that sign them.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "core/file.h"
#include "service/checkpoints.h"
#include "service/events.h"
#include "service/log_keys.h"
#include "service/log_view.h"

namespace markwarden {
namespace {

void AddProve(Cli& cli, CLI::App* event) {
  auto file = std::make_shared<std::string>();
  CLI::App* prove = AddShowCommand(cli, event, "prove", "One event with its inclusion proof (RFC 6962) and the checkpoint that covers it",
                                   [file](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
                                     Result<Id> id = IdOf(text);
                                     if (!id) return Fail(id);
                                     Result<Json> proof = ProveEvent(service, scope, *id);
                                     if (!proof || file->empty()) return proof;
                                     const std::string words = JsonText(*proof, "tlog_proof");
                                     if (words.empty()) {
                                       return Fail(ErrorCode::kUnavailable, "no checkpoint covers event " + text + " yet: run `markwarden work`, then ask again");
                                     }
                                     if (Status written = WriteFileAtomic(*file, words); !written) return Fail(written);
                                     return proof;
                                   });
  prove->add_option("--proof", *file, "Also write the proof to this file, as C2SP tlog-proof");
}

void AddCheckpoint(Cli& cli, CLI::App* event) {
  struct Options {
    bool json = false, make = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = event->add_subcommand("checkpoint", "The log's last signed state, as C2SP tlog-checkpoint");
  command->add_flag("--now", options->make, "Sign the newest state first");
  command->add_flag("--json", options->json, "With the keys that sign it, as JSON");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        if (options->make) {
          if (Result<Json> made = SignLogNow(service, scope); !made) return Fail(made);
        }
        Result<Json> checkpoint = ShowCheckpoint(service, scope);
        if (!checkpoint) return Fail(checkpoint);
        std::cout << (options->json ? DumpJson(*checkpoint) + "\n" : JsonText(*checkpoint, "note"));
        return kExitDone;
      });
    };
  });
}

void AddStatus(Cli& cli, CLI::App* event) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = event->add_subcommand("status", "How far the log is signed, by which keys, whose time vouches for it, and its last backup");
  command->add_flag("--json", *json, "One JSON object");
  command->callback([&cli, json] {
    cli.run = [&cli, json] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> state = ShowLogState(service, scope);
        if (!state) return Fail(state);
        const Json& log = *state;
        if (*json) {
          std::cout << DumpJson(log) << "\n";
          return kExitDone;
        }
        std::cout << JsonText(log, "origin") << ": " << log["events"] << " events, " << log["waiting"] << " wait for a number\n";
        if (log["checkpoint"].is_object()) {
          std::cout << "signed up to " << log["checkpoint"]["size"] << " at " << JsonText(log["checkpoint"], "made_at") << (log["signed"] == true ? "" : ": behind") << "; time "
                    << JsonText(log["checkpoint"]["time"], "en") << "\n";
        } else {
          std::cout << "not signed yet: run markwarden work\n";
        }
        if (!log["keys_problem"].is_null()) PrintRemark(JsonText(log, "keys_problem"));
        std::cout << log["authorities"].size() << " time authorities, " << log["stamps"]["wanted"] << " stamps wanted, " << log["stamps"]["have"] << " at hand\n";
        if (log["backup"].is_object()) std::cout << "last backup " << JsonText(log["backup"], "at") << " by " << JsonText(log["backup"], "actor") << (log["backup_due"] == true ? ": another is due" : "") << "\n";
        else std::cout << "never backed up: markwarden backup FOLDER\n";
        return kExitDone;
      });
    };
  });
}

void AddKey(Cli& cli, CLI::App* event) {
  CLI::App* key = event->add_subcommand("key", "The keys that sign the log");
  key->require_subcommand(1);
  AddListCommand(cli, key,
                 {.name = "list", .help = "Every key that the log had, by its public half",
                  .columns = {{"no", "generation", true}, {"state", "state"}, {"from event", "from_size", true}, {"made", "created_at"},
                              {"retires", "retires_at"}, {"usable", "usable"}, {"verifier key", "vkey"}},
                  .empty = "The log has no key yet: run markwarden work once."},
                 [](Service& service, const Scope& scope, const ListPage&) { return ListLogKeys(service, scope); });
  auto at_once = std::make_shared<bool>(false);
  CLI::App* rotate = key->add_subcommand("rotate", "Make the next key; the one before signs beside it for a while");
  rotate->add_flag("--at-once", *at_once, "Somebody else may have the old key: it signs no more from now on");
  rotate->callback([&cli, at_once] {
    cli.run = [&cli, at_once] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> made = RotateLogKey(service, scope, *at_once);
        if (!made) return Fail(made);
        std::cout << JsonText(*made, "vkey") << "\n";
        return kExitDone;
      });
    };
  });
}

}  // namespace

void AddEventCommands(Cli& cli) {
  CLI::App* event = cli.app.add_subcommand("event", "The log: who did what, when, why");
  event->require_subcommand(1);
  auto kind = std::make_shared<std::string>();
  auto asked = std::make_shared<EventQuery>();
  auto object = std::make_shared<std::string>();
  CLI::App* list = AddListCommand(
      cli, event,
      {.name = "list", .help = "Events, newest first",
       .columns = {{"id", "id"}, {"no", "no", true}, {"at", "at"}, {"actor", "actor"}, {"kind", "kind"}, {"subject", "subject_kind"}, {"of", "subject"}},
       .empty = "No events."},
      [kind, asked, object](Service& service, const Scope& scope, const ListPage& page) -> Result<Json> {
        EventQuery query = *asked;
        query.kind = *kind;
        if (!object->empty()) {
          Result<Id> id = IdOf(*object);
          if (!id) return Fail(id);
          query.subject = *id;
        }
        query.cursor = page.cursor;
        query.limit = page.limit;
        return ListEvents(service, scope, query);
      });
  list->add_option("--actor", asked->actor, "Login of who did it");
  list->add_option("--subject-kind", asked->subject_kind, "What it was done to: flag, case, notice, watch ...");
  list->add_option("--subject", *object, "Its id: who touched this?");
  list->add_option("--from", asked->from, "Then or later: a date or a time");
  list->add_option("--to", asked->to, "Before");
  list->add_option("--kind", *kind, "Kind, or a prefix that ends in a dot: flag.");
  AddProve(cli, event);
  AddCheckpoint(cli, event);
  AddStatus(cli, event);
  AddKey(cli, event);
}

}  // namespace markwarden

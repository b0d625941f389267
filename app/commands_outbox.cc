// notice deliver, outbox, connector, mail, messages, batch: how notices go out and what comes back.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "core/file.h"
#include "service/batch.h"
#include "service/connectors.h"
#include "service/mail_settings.h"
#include "service/outbox.h"
#include "service/replies.h"

namespace markwarden {
namespace {

const std::vector<Column>& DeliveryColumns() {
  static const std::vector<Column> columns = {{"id", "id"}, {"notice", "notice"}, {"what", "what"}, {"channel", "channel"}, {"to", "recipient"}, {"state", "state"},
                                              {"tries", "attempts", true}, {"next", "next_at"}, {"answer", "last_answer"}};
  return columns;
}

void SayDelivery(bool json, const Json& delivery) {
  if (json) std::cout << DumpJson(delivery) << "\n";
  else std::cout << "Delivery " << JsonText(delivery, "id") << " over " << JsonText(delivery, "channel") << " to " << JsonText(delivery, "recipient") << ": " << JsonText(delivery, "state") << "\n";
}

void AddDeliver(Cli& cli, CLI::App* notice) {
  struct Options {
    std::string id;
    DeliveryRequest request;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = notice->add_subcommand("deliver", "Put a released notice into the outbox; markwarden work sends it, once");
  command->add_option("id", options->id, "Notice")->required();
  command->add_option("--channel", options->request.channel, "email, connector or batch")->required()->check(CLI::IsMember({"email", "connector", "batch"}));
  command->add_option("--connector", options->request.connector, "Name of the connector, for connector and batch");
  command->add_flag("--json", options->json, "JSON");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Id> id = IdOf(options->id);
        if (!id) return Fail(id);
        Result<Json> done = DeliverNotice(service, scope, *id, options->request);
        if (!done) return Fail(done);
        SayDelivery(options->json, *done);
        return kExitDone;
      });
    };
  });
}

template <typename AddOptions>
void AddDeliveryAct(Cli& cli, CLI::App* outbox, const std::string& act, const std::string& help, AddOptions add_options) {
  struct Options {
    std::string id;
    DeliveryDeed deed;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  options->deed.act = act;
  CLI::App* command = outbox->add_subcommand(act, help);
  command->add_option("id", options->id, "Delivery")->required();
  add_options(command, options->deed);
  command->add_flag("--json", options->json, "JSON");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Id> id = IdOf(options->id);
        if (!id) return Fail(id);
        Result<Json> done = ActOnDelivery(service, scope, *id, options->deed);
        if (!done) return Fail(done);
        SayDelivery(options->json, *done);
        return kExitDone;
      });
    };
  });
}

void AddOutbox(Cli& cli, CLI::App* notice) {
  struct Options {
    DeliveryQuery query;
    std::string notice;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* outbox = notice->add_subcommand("outbox", "What is in the outbox, newest first; and what may be done with it");
  outbox->require_subcommand(0, 1);
  outbox->add_option("--state", options->query.state, "waiting, trying, accepted, refused, unknown, bounced or cancelled");
  outbox->add_option("--notice", options->notice, "Of one notice");
  outbox->add_option("--limit", options->query.limit, "Rows")->check(CLI::Range(1, 500));
  outbox->add_option("--cursor", options->query.cursor, "Where the page before ended");
  outbox->add_flag("--json", options->json, "One JSON object a line");
  outbox->callback([&cli, options, outbox] {
    if (!outbox->get_subcommands().empty()) return;
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        if (!options->notice.empty()) {
          Result<Id> id = IdOf(options->notice);
          if (!id) return Fail(id);
          options->query.notice = *id;
        }
        Result<Json> page = ListDeliveries(service, scope, options->query);
        if (!page) return Fail(page);
        PrintRows(options->json, DeliveryColumns(), (*page)["items"], "The outbox is empty: markwarden notice deliver puts a released notice into it.");
        return kExitDone;
      });
    };
  });
  AddDeliveryAct(cli, outbox, "retry", "Try again now, with the same bytes", [](CLI::App*, DeliveryDeed&) {});
  AddDeliveryAct(cli, outbox, "arrived", "A person knows that what is unknown has arrived", [](CLI::App* command, DeliveryDeed& deed) {
    command->add_option("--at", deed.at, "When, such as 2026-12-20T09:00:00+08:00")->required();
    command->add_option("--reason", deed.reason, "How you know")->required();
    command->add_option("--receipt", deed.receipt, "The recipient's number for it");
  });
  AddDeliveryAct(cli, outbox, "cancel", "It does not go out", [](CLI::App* command, DeliveryDeed& deed) {
    command->add_option("--reason", deed.reason, "Why; needed where it may have arrived");
  });
}

void AddConnectors(Cli& cli, CLI::App* notice) {
  CLI::App* connector = notice->add_subcommand("connector", "How platforms are given notice over their own interfaces");
  connector->require_subcommand(1);
  auto file = std::make_shared<std::string>();
  CLI::App* add = connector->add_subcommand("add", "Take a connector from its YAML file, or a new version of it");
  add->add_option("file", *file, "YAML file")->required();
  add->callback([&cli, file] {
    cli.run = [&cli, file] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<std::string> text = ReadFile(*file, kMaxConnectorYaml);
        if (!text) return Fail(text);
        Result<Json> added = AddConnector(service, scope, *text);
        if (!added) return Fail(std::move(added.error()).While(*file));
        std::cout << "Added " << JsonText(*added, "id") << ". Look at it: notice connector check " << JsonText(*added, "id") << "\n";
        return kExitDone;
      });
    };
  });
  AddListCommand(cli, connector,
                 {.name = "list", .help = "Connectors",
                  .columns = {{"id", "id"}, {"name", "name.zh"}, {"platforms", "platforms"}, {"listings", "max_items", true}, {"added", "added_at"}},
                  .empty = "No connector: add one with markwarden notice connector add FILE."},
                 [](Service& service, const Scope& scope, const ListPage&) { return ListConnectors(service, scope); });
  AddShowCommand(cli, connector, "show", "One connector with its YAML", [](Service& service, const Scope& scope, const std::string& id) { return ShowConnector(service, scope, id); });
  struct Options {
    std::string name, notice;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* check = connector->add_subcommand("check", "Whether it could be used now; nothing is sent");
  check->add_option("name", options->name, "Connector")->required();
  check->add_option("--notice", options->notice, "The notice whose request is shown; a sample when left out");
  check->add_flag("--json", options->json, "JSON");
  check->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Id of = 0;
        if (!options->notice.empty()) {
          Result<Id> id = IdOf(options->notice);
          if (!id) return Fail(id);
          of = *id;
        }
        Result<Json> checked = CheckConnector(service, scope, options->name, of);
        if (!checked) return Fail(checked);
        if (options->json) std::cout << DumpJson(*checked) << "\n";
        else PrintRows(false, {{"what", "what"}, {"good", "ok"}, {"why not", "why"}}, (*checked)["checks"], "");
        return (*checked)["ok"] == true ? kExitDone : kExitRefused;
      });
    };
  });
}

void AddMail(Cli& cli, CLI::App* notice) {
  CLI::App* mail = notice->add_subcommand("mail", "The store's mail: DIR/mail.yaml");
  mail->require_subcommand(1);
  auto json = std::make_shared<bool>(false);
  CLI::App* check = mail->add_subcommand("check", "Read mail.yaml and what it names; nothing is sent");
  check->add_flag("--json", *json, "JSON");
  check->callback([&cli, json] {
    cli.run = [&cli, json] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> shown = ShowMailSettings(service, scope);
        if (!shown) return Fail(shown);
        if (*json) {
          std::cout << DumpJson(*shown) << "\n";
        } else if ((*shown)["ok"] == true) {
          std::cout << "Mail goes out as " << JsonText((*shown)["from"], "address") << " over " << JsonText((*shown)["smtp"], "host") << ":" << (*shown)["smtp"]["port"] << "; replies "
                    << ((*shown)["replies"].is_null() ? "are not read" : "are read") << ".\n";
        } else {
          PrintRemark(JsonText(*shown, "file") + ": " + JsonText(*shown, "why"));
        }
        return (*shown)["ok"] == true ? kExitDone : kExitRefused;
      });
    };
  });
  struct Options {
    std::string notice, cursor;
    int limit = 50;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* messages = notice->add_subcommand("messages", "What came back on a notice; without one, what belongs to none that is known");
  messages->add_option("notice", options->notice, "Notice");
  messages->add_option("--limit", options->limit, "Rows")->check(CLI::Range(1, 200));
  messages->add_option("--cursor", options->cursor, "Where the page before ended");
  messages->add_flag("--json", options->json, "One JSON object a line");
  messages->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Id of = 0;
        if (!options->notice.empty()) {
          Result<Id> id = IdOf(options->notice);
          if (!id) return Fail(id);
          of = *id;
        }
        Result<Json> page = ListReplies(service, scope, of, options->cursor, options->limit);
        if (!page) return Fail(page);
        PrintRows(options->json, {{"id", "id"}, {"kind", "kind"}, {"notice", "notice"}, {"from", "from"}, {"subject", "subject"}, {"received", "received_at"}}, (*page)["items"],
                  "Nothing came back.");
        return kExitDone;
      });
    };
  });
}

void AddBatch(Cli& cli, CLI::App* notice) {
  struct Options {
    std::string platform, out;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = notice->add_subcommand("batch", "The platform's batch file of released notices, within its limits; nothing counts as sent by it");
  command->add_option("platform", options->platform, "Platform")->required();
  command->add_option("--out", options->out, "File, .csv or .xlsx")->required();
  command->add_flag("--json", options->json, "JSON");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        const bool workbook = options->out.ends_with(".xlsx");
        if (!workbook && !options->out.ends_with(".csv")) return Fail(ErrorCode::kInvalid, "name the file .csv or .xlsx");
        Result<NoticeBatch> batch = MakeNoticeBatch(service, scope, options->platform, workbook);
        if (!batch) return Fail(batch);
        if (Status written = WriteFileAtomic(options->out, batch->bytes); !written) return Fail(written);
        if (options->json) {
          std::cout << DumpJson(batch->view) << "\n";
        } else {
          std::cout << batch->view["notices"].size() << " notices, " << batch->view["rows"] << " listings in " << options->out << ". When the platform has it: markwarden notice send ID --channel platform_form\n";
          for (const Json& one : batch->view["refused"]) PrintRemark("left out: notice " + JsonText(one, "id") + ": " + JsonText(one, "why"));
          if (batch->view["left"] != 0) PrintRemark(DumpJson(batch->view["left"]) + " notices did not fit: make another file when these are sent");
        }
        return kExitDone;
      });
    };
  });
}

}  // namespace

void AddOutboxCommands(Cli& cli, CLI::App* notice) {
  AddDeliver(cli, notice);
  AddOutbox(cli, notice);
  AddConnectors(cli, notice);
  AddMail(cli, notice);
  AddBatch(cli, notice);
}

}  // namespace markwarden

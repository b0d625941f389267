// case and notice: from flags to what waits in a takedown queue.
#include <unistd.h>

#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "core/file.h"
#include "service/cases.h"
#include "service/notice_drafts.h"
#include "service/notices.h"
#include "service/terms.h"
#include "service/uploads.h"

namespace markwarden {
namespace {

Result<Json> ById(Result<Json> (*show)(Service&, const Scope&, Id), Service& service, const Scope& scope, const std::string& text) {
  Result<Id> id = IdOf(text);
  if (!id) return Fail(id);
  return show(service, scope, *id);
}

void PrintMissing(const Json& notice) {
  for (const Json& field : notice["missing"]) {
    std::cout << "  missing " << JsonText(field, "pointer") << ": " << JsonText(field["label"], "en") << " ("
              << JsonText(field["label"], "zh") << "), " << JsonText(field["rule"], "en") << "\n";
  }
}

void PrintTerms(bool json, const Json& terms) {
  PrintRows(json,
            {{"term", "id"}, {"from", "start"}, {"started", "started_at"}, {"last day", "last_day"}, {"in", "zone"}, {"not before", "not_before"}, {"over at", "due"}, {"article", "article.en"}},
            terms, "This law sets no terms.");
  if (json) return;
  for (const Json& term : terms) {
    const std::string id = JsonText(term, "id");
    if (term["holidays_unknown"] == true) PrintRemark(id + ": holidays of a year in it are not published yet, so it is counted without them");
    if (term["moved"] == true) PrintRemark(id + ": its last day is not worked, so it ends on the next one that is");
    if (term["verified"] != true) PrintRemark(id + ": nobody has compared this term with the law's text");
  }
}

// The receipt as a file: kept in the store, named by its digest.
Status HandInReceipt(Service& service, const Scope& scope, const std::string& file, NoticeDeed& deed) {
  if (file.empty()) return Ok();
  Result<std::string> bytes = ReadFile(file, kMaxHandedInBytes);
  if (!bytes) return Fail(bytes);
  Result<Json> kept = KeepUpload(service, scope, *bytes);
  if (!kept) return Fail(std::move(kept.error()).While(file));
  deed.receipt_sha256 = JsonText(*kept, "sha256");
  return Ok();
}

template <typename AddOptions>
void AddNoticeAct(Cli& cli, CLI::App* notice, const std::string& act, const std::string& help, AddOptions add_options) {
  struct Options {
    std::string id, receipt_file;
    NoticeDeed deed;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  options->deed.act = act;
  CLI::App* command = notice->add_subcommand(act, help);
  command->add_option("id", options->id, "Notice")->required();
  add_options(command, options->deed);
  if (act == "send") command->add_option("--receipt-file", options->receipt_file, "The receipt itself: PDF, picture, mail or text, up to 10 MiB");
  command->add_flag("--json", options->json, "JSON");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Id> id = IdOf(options->id);
        if (!id) return Fail(id);
        if (Status kept = HandInReceipt(service, scope, options->receipt_file, options->deed); !kept) return Fail(kept);
        Result<Json> done = ActOnNotice(service, scope, *id, options->deed);
        if (!done) return Fail(done);
        if (options->json) std::cout << DumpJson(*done) << "\n";
        else std::cout << "Notice " << options->id << " is " << JsonText(*done, "state") << ".\n";
        return kExitDone;
      });
    };
  });
}

}  // namespace

void AddCaseCommands(Cli& cli) {
  CLI::App* cases = cli.app.add_subcommand("case", "Cases: what people made of flags");
  cases->require_subcommand(1);
  AddListCommand(cli, cases,
                 {.name = "list", .help = "The cases, newest first",
                  .columns = {{"id", "id"}, {"title", "title"}, {"state", "state"}, {"flags", "flags", true}, {"made", "created_at"}},
                  .empty = "No cases yet: make one of flags with markwarden case make."},
                 [](Service& service, const Scope& scope, const ListPage& page) { return ListCases(service, scope, page); });
  AddShowCommand(cli, cases, "show", "One case with its flags and notices",
                 [](Service& service, const Scope& scope, const std::string& id) { return ById(&ShowCase, service, scope, id); });
  {
    struct Options {
      std::vector<std::string> flags;
      CaseRequest made;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = cases->add_subcommand("make", "Make a case of flags of one right");
    command->add_option("flags", options->flags, "Flags")->required();
    command->add_option("--title", options->made.title, "Title");
    command->add_option("--reason", options->made.reason, "Why infringement is suspected")->required();
    command->add_option("--basis", options->made.basis, "Article that it rests on");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          for (const std::string& text : options->flags) {
            Result<Id> id = IdOf(text);
            if (!id) return Fail(id);
            options->made.flags.push_back(*id);
          }
          Result<Json> made = MakeCase(service, scope, options->made);
          if (!made) return Fail(made);
          std::cout << "Case " << JsonText(*made, "id") << ": " << JsonText(*made, "title") << "\n";
          return kExitDone;
        });
      };
    });
  }
  AddIdentifyCommands(cli, cases);
  AddClueCommands(cli, cases);
  CLI::App* notice = cli.app.add_subcommand("notice", "Notices and the takedown queues they wait in");
  notice->require_subcommand(1);
  {
    struct Options {
      NoticeQuery query;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = notice->add_subcommand("list", "Notices, oldest first");
    command->add_option("--platform", options->query.platform, "Platform");
    command->add_option("--state", options->query.state, "draft, queued ...");
    command->add_option("--limit", options->query.limit, "Rows")->check(CLI::Range(1, 500));
    command->add_option("--cursor", options->query.cursor, "Where the page before ended");
    command->add_flag("--json", options->json, "One JSON object a line");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Json> page = ListNotices(service, scope, options->query);
          if (!page) return Fail(page);
          PrintRows(options->json,
                    {{"id", "id"}, {"platform", "platform"}, {"regime", "regime"}, {"state", "state"}, {"right", "right"}, {"items", "items", true}, {"made", "created_at"}},
                    (*page)["items"], "No notices yet: draft one with markwarden notice draft CASE.");
          return kExitDone;
        });
      };
    });
  }
  AddListCommand(cli, notice,
                 {.name = "queues", .help = "Takedown queues by platform",
                  .columns = {{"platform", "platform"}, {"name", "name"}, {"states", "states"}, {"limit", "limit", true}},
                  .empty = "No notices wait anywhere."},
                 [](Service& service, const Scope& scope, const ListPage&) { return ListQueues(service, scope); });
  AddShowCommand(cli, notice, "show", "One notice and what it still lacks",
                 [](Service& service, const Scope& scope, const std::string& id) { return ById(&ShowNotice, service, scope, id); });
  AddOutboxCommands(cli, notice);
  AddNoticeAct(cli, notice, "release", "Release a notice for sending: another person than its author", [](CLI::App* command, NoticeDeed& deed) {
    command->add_option("--reason", deed.reason, "Why, where it rests on law that nobody has compared with its text: the head's word");
  });
  AddNoticeAct(cli, notice, "send", "Record that a released notice went out by hand; nothing is sent by this command", [](CLI::App* command, NoticeDeed& deed) {
    command->add_option("--channel", deed.channel, "platform_form, email, post or in_person")->required();
    command->add_option("--at", deed.sent_at, "When, such as 2026-12-20T09:00:00+08:00")->required();
    command->add_option("--receipt", deed.receipt, "The recipient's number for it");
  });
  AddNoticeAct(cli, notice, "give_back", "Give a queued notice back to its author: another person than the author", [](CLI::App* command, NoticeDeed& deed) {
    command->add_option("--reason", deed.reason, "What is to be changed")->required();
  });
  AddNoticeAct(cli, notice, "acknowledge", "Record that the recipient confirmed it has the notice", [](CLI::App* command, NoticeDeed& deed) {
    command->add_option("--receipt", deed.receipt, "The recipient's number for it");
  });
  AddNoticeAct(cli, notice, "close", "Close a notice of which nothing more is expected", [](CLI::App* command, NoticeDeed& deed) {
    command->add_option("--reason", deed.reason, "Why")->required();
  });
  AddTakedownCommands(cli, notice);
  AddNoticeAct(cli, notice, "withdraw", "Withdraw a notice: one person is enough", [](CLI::App* command, NoticeDeed& deed) {
    command->add_option("--reason", deed.reason, "Why")->required();
  });
  {
    struct Options {
      std::string id;
      TermStarts starts;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = notice->add_subcommand("terms", "When the terms that the notice's law sets end, each counted from what starts it");
    command->add_option("id", options->id, "Notice")->required();
    command->add_option("--sent", options->starts.sent, "When the notice reached the recipient, such as 2026-12-20T09:00:00+08:00; left out: as recorded");
    command->add_option("--counter", options->starts.counter, "When the seller's counter-notice reached the holder; left out: as recorded");
    command->add_option("--outcome", options->starts.outcome, "When the recipient's answer arrived");
    command->add_flag("--json", options->json, "One JSON object a line");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->id);
          if (!id) return Fail(id);
          Result<Json> terms = NoticeTerms(service, scope, *id, options->starts);
          if (!terms) return Fail(terms);
          PrintTerms(options->json, (*terms)["items"]);
          return kExitDone;
        });
      };
    });
  }
  {
    struct Options {
      std::string id, fields;
      NoticeRequest request;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = notice->add_subcommand("draft", "Draft a notice from a case; it is queued, unsent, when nothing is missing");
    command->add_option("case", options->id, "Case")->required();
    command->add_option("--platform", options->request.platform, "Platform, when the case spans several");
    command->add_option("--regime", options->request.regime, "Legal regime, such as cn-ecommerce-42 or us-512c3");
    command->add_option("--language", options->request.language, "zh or en");
    command->add_option("--fields", options->fields, "JSON file with what a person fills in: signer, declarations, agent ...");
    command->add_flag("--json", options->json, "JSON");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->id);
          if (!id) return Fail(id);
          options->request.case_id = *id;
          if (!options->fields.empty()) {
            Result<std::string> text = ReadFile(options->fields, 1 << 20);
            if (!text) return Fail(text);
            Result<Json> fields = ParseUniqueJson(*text);
            if (!fields) return Fail(std::move(fields.error()).While(options->fields));
            options->request.overrides = std::move(*fields);
          }
          Result<Json> made = DraftNoticeFor(service, scope, options->request);
          if (!made) return Fail(made);
          if (options->json) {
            std::cout << DumpJson(*made) << "\n";
          } else {
            std::cout << "Notice " << JsonText(*made, "id") << " for " << JsonText(*made, "platform") << ": " << JsonText(*made, "state") << "\n";
            PrintMissing(*made);
            for (const Json& left : (*made)["left_out"]) PrintRemark("left out: " + JsonText(left, "url") + ": " + JsonText(left["why"][0]["why"], "en"));
          }
          return JsonText(*made, "state") == "queued" ? kExitDone : kExitRefused;
        });
      };
    });
  }
  {
    struct Options {
      std::string id, fields;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = notice->add_subcommand("edit", "Fill in a draft; complete, it is queued");
    command->add_option("id", options->id, "Notice")->required();
    command->add_option("--fields", options->fields, "JSON file with what a person fills in: signer, declarations, agent ...")->required();
    command->add_flag("--json", options->json, "JSON");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->id);
          if (!id) return Fail(id);
          Result<std::string> text = ReadFile(options->fields, 1 << 20);
          if (!text) return Fail(text);
          Result<Json> fields = ParseUniqueJson(*text);
          if (!fields) return Fail(std::move(fields.error()).While(options->fields));
          Result<Json> edited = EditNotice(service, scope, *id, *fields, 0);
          if (!edited) return Fail(edited);
          if (options->json) std::cout << DumpJson(*edited) << "\n";
          else std::cout << "Notice " << options->id << " is " << JsonText(*edited, "state") << ".\n";
          PrintMissing(*edited);
          return JsonText(*edited, "state") == "queued" ? kExitDone : kExitRefused;
        });
      };
    });
  }
  {
    struct Options {
      std::string id, format = "html", language, out;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = notice->add_subcommand("render", "The very bytes of a notice; refused while a required field is missing");
    command->add_option("id", options->id, "Notice")->required();
    command->add_option("--format", options->format, "html, pdf or text")->check(CLI::IsMember({"html", "pdf", "text"}));
    command->add_option("--language", options->language, "zh or en; its own when left out");
    command->add_option("--out", options->out, "File; standard output when left out");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->id);
          if (!id) return Fail(id);
          const NoticeFormat format = options->format == "pdf" ? NoticeFormat::kPdf
                                      : options->format == "text" ? NoticeFormat::kText : NoticeFormat::kHtml;
          Result<std::string> bytes = RenderNoticeDocument(service, scope, *id, format, options->language);
          if (!bytes) return Fail(bytes);
          if (!options->out.empty()) {
            if (Status written = WriteFileAtomic(options->out, *bytes); !written) return Fail(written);
          } else if (format == NoticeFormat::kPdf && ::isatty(STDOUT_FILENO)) {
            return Fail(ErrorCode::kInvalid, "a PDF on a terminal: name a file with --out");
          } else {
            std::cout << *bytes;
          }
          return kExitDone;
        });
      };
    });
  }
}

}  // namespace markwarden

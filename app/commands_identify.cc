// case identify: asking a right's holder, and the holder's answer.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "core/file.h"
#include "service/identifications.h"

namespace markwarden {
namespace {

// A command on one question: its id, the options that `add_options` adds, and what to do.
template <typename Input>
void AddQuestionAct(Cli& cli, CLI::App* parent, const std::string& name, const std::string& help, void (*add_options)(CLI::App*, Input&),
                    Result<Json> (*act)(Service&, const Scope&, Id, const Input&)) {
  struct Options {
    std::string id;
    Input input;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = parent->add_subcommand(name, help);
  command->add_option("id", options->id, "Question")->required();
  add_options(command, options->input);
  command->add_flag("--json", options->json, "JSON");
  command->callback([&cli, options, act] {
    cli.run = [&cli, options, act] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Id> id = IdOf(options->id);
        if (!id) return Fail(id);
        Result<Json> done = act(service, scope, *id, options->input);
        if (!done) return Fail(done);
        if (options->json) std::cout << DumpJson(*done) << "\n";
        else std::cout << "Question " << options->id << " is " << JsonText(*done, "state") << ".\n";
        return kExitDone;
      });
    };
  });
}

}  // namespace

void AddIdentifyCommands(Cli& cli, CLI::App* cases) {
  CLI::App* identify = cases->add_subcommand("identify", "Ask a right's holder whether goods are genuine; the holder's answers");
  identify->require_subcommand(1);
  {
    struct Options {
      std::string flag;
      IdentificationQuestion question;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = identify->add_subcommand("ask", "Ask about a flag of a case");
    command->add_option("flag", options->flag, "Flag")->required();
    command->add_option("--question", options->question.question, "What is asked")->required();
    command->add_option("--picture", options->question.pictures, "SHA-256 of a picture of the listing; all when left out")->allow_extra_args(false);
    command->add_flag("--json", options->json, "JSON");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> flag = IdOf(options->flag);
          if (!flag) return Fail(flag);
          options->question.flag = *flag;
          Result<Json> asked = AskIdentification(service, scope, options->question);
          if (!asked) return Fail(asked);
          if (options->json) std::cout << DumpJson(*asked) << "\n";
          else std::cout << "Question " << JsonText(*asked, "id") << ", an answer is asked for before " << JsonText(*asked, "due") << ".\n";
          return kExitDone;
        });
      };
    });
  }
  {
    struct Options {
      std::string case_id;
      IdentificationQuery query;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = identify->add_subcommand("list", "Questions and answers, oldest first; a holder sees those of the rights it holds");
    command->add_option("--case", options->case_id, "Case");
    command->add_option("--state", options->query.state, "asked, answered or withdrawn");
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
          Result<Json> page = ListIdentifications(service, scope, options->query);
          if (!page) return Fail(page);
          PrintRows(options->json, {{"id", "id"}, {"state", "state"}, {"right", "right.title"}, {"listing", "listing.title"}, {"answer", "verdict"}, {"due", "due"}},
                    (*page)["items"], "No questions: ask one with markwarden case identify ask FLAG.");
          return kExitDone;
        });
      };
    });
  }
  AddShowCommand(cli, identify, "show", "One question and its answer", [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
    Result<Id> id = IdOf(text);
    if (!id) return Fail(id);
    return ShowIdentification(service, scope, *id);
  });
  AddQuestionAct<IdentificationAnswer>(
      cli, identify, "answer", "Answer and sign for the holder of the right; the first answer stands",
      [](CLI::App* command, IdentificationAnswer& answer) {
        command->add_option("--verdict", answer.verdict, "genuine, fake or cannot_tell")->required();
        command->add_option("--reasons", answer.reasons, "Why")->required();
        command->add_option("--signer", answer.signer, "Who signs")->required();
        command->add_option("--position", answer.position, "As what")->required();
        command->add_option("--language", answer.language, "Of the statement: zh or en");
      },
      &AnswerIdentification);
  AddQuestionAct<std::string>(
      cli, identify, "withdraw", "Take a question back that has no answer yet",
      [](CLI::App* command, std::string& reason) { command->add_option("--reason", reason, "Why"); },
      [](Service& service, const Scope& scope, Id id, const std::string& reason) { return WithdrawIdentification(service, scope, id, reason, 0); });
  {
    struct Options {
      std::string id, out;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = identify->add_subcommand("statement", "What the holder signed, byte for byte");
    command->add_option("id", options->id, "Question")->required();
    command->add_option("--out", options->out, "File; standard output when left out");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->id);
          if (!id) return Fail(id);
          Result<std::string> text = ShowStatement(service, scope, *id);
          if (!text) return Fail(text);
          if (options->out.empty()) {
            std::cout << *text;
          } else if (Status written = WriteFileAtomic(options->out, *text); !written) {
            return Fail(written);
          }
          return kExitDone;
        });
      };
    });
  }
}

}  // namespace markwarden

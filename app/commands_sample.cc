// sample: the blind second judgement, what the head settles, how often people agree.
#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "service/samples.h"

namespace markwarden {
namespace {

using SampleAct = Result<Json> (*)(Service&, const Scope&, Id, const SampleJudgement&);

void AddSampleAct(Cli& cli, CLI::App* sample, const char* name, const char* help, const char* said, SampleAct act) {
  struct Options {
    std::string id;
    SampleJudgement judgement;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = sample->add_subcommand(name, help);
  command->add_option("id", options->id, "Sample")->required();
  command->add_option("outcome", options->judgement.outcome, "innocent or suspect")->required();
  command->add_option("--reason", options->judgement.reason, "Of innocent: genuine, authorised, fair_use, other_goods, bad_match ...");
  command->add_option("--note", options->judgement.note, "Note; needed to settle");
  command->callback([&cli, options, said, act] {
    cli.run = [&cli, options, said, act] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Id> id = IdOf(options->id);
        if (!id) return Fail(id);
        Result<Json> done = act(service, scope, *id, options->judgement);
        if (!done) return Fail(done);
        std::cout << "Sample " << options->id << " is " << said << ".\n";
        return kExitDone;
      });
    };
  });
}

void PrintSampleFigures(const Json& figures) {
  const auto rate = [](const Json& of, const char* key) {
    const auto found = of.find(key);
    return found == of.end() || found->is_null() ? std::string("-") : fmt::format("{:.3f}", found->get<double>());
  };
  const Json &decided = figures["decided"], &cleared = figures["cleared"];
  std::cout << fmt::format("Decided by people: {:.1f} % drawn, {} judged twice, {} agreed; agreement {}, Cohen's kappa {}; {} open, {} for the head, {} settled ({} for the second)\n",
                           decided["share"].get<double>() * 100, decided["judged"].get<int64_t>(), decided["agreed"].get<int64_t>(), rate(decided, "agreement"), rate(decided, "kappa"),
                           decided["open"].get<int64_t>(), decided["disagreed"].get<int64_t>(), decided["settled"].get<int64_t>(), decided["second_right"].get<int64_t>());
  std::cout << fmt::format("Cleared by the program: {:.1f} % drawn, {} judged, {} missed; miss rate {}; {} open\n", cleared["share"].get<double>() * 100, cleared["judged"].get<int64_t>(),
                           cleared["missed"].get<int64_t>(), rate(cleared, "miss_rate"), cleared["open"].get<int64_t>());
}

}  // namespace

void AddSampleCommands(Cli& cli) {
  CLI::App* sample = cli.app.add_subcommand("sample", "The blind sample: judge again, settle, see how often people agree");
  sample->require_subcommand(1);
  {
    auto query = std::make_shared<SampleQuery>();
    CLI::App* command = AddListCommand(
        cli, sample, {.name = "list", .help = "What you may judge blind, oldest first; judged ones for who reviews",
                      .columns = {{"id", "id"}, {"kind", "kind"}, {"state", "state"}, {"drawn", "drawn_at"}, {"first", "first.outcome"}, {"second", "second.outcome"}, {"settled", "settled.outcome"}},
                      .empty = "Nothing to judge: a share of decisions is drawn as they are made."},
        [query](Service& service, const Scope& scope, const ListPage& page) {
          query->cursor = page.cursor;
          query->limit = page.limit;
          return ListSamplesFor(service, scope, *query);
        });
    command->add_option("--state", query->state, "open, agreed, disagreed or settled");
    command->add_option("--kind", query->kind, "decided or cleared");
  }
  AddShowCommand(cli, sample, "show", "One sample with its flag", [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
    Result<Id> id = IdOf(text);
    if (!id) return Fail(id);
    return ShowSample(service, scope, *id);
  });
  AddSampleAct(cli, sample, "judge", "The second judgement", "judged", &JudgeSampleBlind);
  AddSampleAct(cli, sample, "settle", "Where two differ: who is right", "settled", &SettleDisagreement);
  struct Options {
    SamplePeriod period;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* figures = sample->add_subcommand("figures", "Agreement, Cohen's kappa, what clearing missed");
  figures->add_option("--from", options->period.from, "First day; 90 days ago when left out");
  figures->add_option("--to", options->period.to, "Until");
  figures->add_flag("--json", options->json, "JSON");
  figures->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> shown = ShowSampleFigures(service, scope, options->period);
        if (!shown) return Fail(shown);
        if (options->json) std::cout << DumpJson(*shown) << "\n";
        else PrintSampleFigures(*shown);
        return kExitDone;
      });
    };
  });
}

}  // namespace markwarden

// crawl, work: the roles that run for long.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/progress.h"
#include "app/session.h"
#include "service/crawl.h"
#include "service/worker_health.h"

namespace markwarden {
namespace {

// A lock that another process holds is the environment's fault, not the input's.
Result<int> EnvironmentOnConflict(Result<Json>& failed) {
  Error error = std::move(failed.error());
  if (error.code == ErrorCode::kConflict) error.code = ErrorCode::kUnavailable;
  return Fail(std::move(error));
}

}  // namespace

void AddCrawlCommands(Cli& cli) {
  {
    struct Options {
      CrawlRun run;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = cli.app.add_subcommand("crawl", "Crawl for the active watches until they are done");
    command->require_subcommand(0, 1);
    command->add_flag("--forever", options->run.forever, "Stay and begin the next round");
    command->add_flag("--json", options->json, "Print the summary as JSON");
    command->add_option("--patience-ms", options->run.patience_ms, "End when nothing falls due for so long")
        ->check(CLI::Range(0, 86'400'000));
    command->add_option("--source", options->run.sources, "Only this source; may be given several times");
    {
      auto json = std::make_shared<bool>(false);
      auto language = std::make_shared<std::string>("en");
      CLI::App* status = command->add_subcommand("status", "Why the crawl does what it does, above all when it does nothing");
      status->add_flag("--json", *json, "JSON");
      status->add_option("--language", *language, "Of the causes")->check(CLI::IsMember({"en", "zh"}));
      status->callback([&cli, json, language] {
        cli.run = [&cli, json, language] {
          return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
            Result<Json> shown = ShowCrawlStatus(service, scope);
            if (!shown) return Fail(shown);
            if (*json) {
              std::cout << DumpJson(*shown) << "\n";
              return kExitDone;
            }
            std::cout << ((*shown)["running"] == true ? "A crawl is running.\n" : "No crawl is running.\n");
            for (const Json& cause : (*shown)["causes"]) {
              const std::string until = JsonText(cause, "until");
              std::cout << "- " << JsonText(cause["text"], language->c_str()) << (until.empty() ? "" : " [" + until + "]") << " " << JsonText(cause["todo"], language->c_str()) << "\n";
            }
            for (const Json& line : (*shown)["lines"]) std::cout << line.get<std::string>() << "\n";
            PrintTable({{"source", "source"}, {"pages", "pages", true}, {"of", "budget_pages", true}, {"listings", "listings", true}, {"pictures", "pictures", true}},
                       (*shown)["sources"]);
            return kExitDone;
          });
        };
      });
    }
    {
      auto json = std::make_shared<bool>(false);
      CLI::App* workers = command->add_subcommand("workers", "Content workers: what they did, and over which bytes one died");
      workers->add_flag("--json", *json, "JSON");
      workers->callback([&cli, json] {
        cli.run = [&cli, json] {
          return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
            Result<Json> shown = ShowWorkerHealth(service, scope);
            if (!shown) return Fail(shown);
            if (*json) {
              std::cout << DumpJson(*shown) << "\n";
              return kExitDone;
            }
            if ((*shown)["processes"].empty()) std::cout << "No content worker has run yet.\n";
            for (const Json& process : (*shown)["processes"]) {
              std::cout << JsonText(process, "process") << ": " << process["started"] << " started, " << process["recycled"]
                        << " recycled, " << process["lost"] << " lost (" << JsonText(process, "updated_at") << ")\n";
              PrintTable({{"job", "job"}, {"done", "done", true}, {"refused", "refused", true}, {"lost", "lost", true}, {"mean ms", "mean_ms", true}},
                         process["jobs"]);
            }
            if (!(*shown)["items"].empty()) {
              std::cout << "Lost over:\n";
              PrintTable({{"at", "at"}, {"process", "process"}, {"job", "job"}, {"how", "what"}, {"bytes", "bytes", true}, {"SHA-256", "sha256"}, {"capture", "capture"}},
                         (*shown)["items"], 64);
            }
            return kExitDone;
          });
        };
      });
    }
    command->callback([&cli, options, command] {
      if (!command->get_subcommands().empty()) return;
      cli.run = [&cli, options] {
        const std::stop_token stop = StopOnSignals();
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          ProgressLine line("crawl");
          options->run.progress = [&line](const RunProgress& progress) { line.Show(progress); };
          options->run.say = &PrintRemark;
          Result<Json> summary = RunCrawl(service, scope, options->run, stop);
          if (!summary) return EnvironmentOnConflict(summary);
          if (options->json) {
            std::cout << DumpJson(*summary) << "\n";
          } else {
            const Json& s = *summary;
            std::cout << s["pages"] << " pages, " << s["pictures"] << " pictures, " << s["listings"] << " listings, "
                      << s["errors"] << " errors, " << s["robots_refused"] << " refused by robots.txt, in "
                      << s["elapsed_ms"].get<int64_t>() / 1000 << " s\n";
            if (!s["waiting_until"].is_null()) std::cout << "The rest waits until " << JsonText(s, "waiting_until") << " (see crawl status).\n";
          }
          return kExitDone;
        }, "crawl");
      };
    });
  }
  {
    struct Options {
      WorkRun run;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = cli.app.add_subcommand("work", "Match, seal and number what is new, look again at what notice was given of; one pass");
    command->add_flag("--forever", options->run.forever, "Stay and go on");
    options->run.render_pages = 20;
    command->add_option("--renders", options->run.render_pages, "Pages shown by a browser in this pass, at most")->check(CLI::Range(0, 10000));
    options->run.check_listings = 20;
    command->add_option("--looks", options->run.check_listings, "Listings of sent notices looked at again in this pass, at most")->check(CLI::Range(0, 10000));
    command->add_flag("--json", options->json, "Print the summary as JSON");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        const std::stop_token stop = StopOnSignals();
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          options->run.say = PrintRemark;
          Result<Json> summary = RunWork(service, scope, options->run, stop);
          if (!summary) return EnvironmentOnConflict(summary);
          if (options->json) {
            std::cout << DumpJson(*summary) << "\n";
          } else {
            const Json& s = *summary;
            std::cout << s["matched"] << " listings matched, " << s["flags"] << " suspected, " << s["cleared"]
                      << " cleared, " << s["sealed"] << " captures sealed, " << s["numbered"] << " events numbered, "
                      << s["rendered"] << " pages rendered, " << s["looked"] << " listings looked at again\n";
            if (const std::string why = JsonText(s, "not_rendered"); !why.empty()) std::cout << why << "\n";
          }
          return kExitDone;
        }, "work");
      };
    });
  }
}

}  // namespace markwarden

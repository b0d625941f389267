// demo: the whole way over the bundled sample marketplace, then the console.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/console.h"
#include "app/demo.h"
#include "app/output.h"
#include "app/progress.h"

namespace markwarden {

void AddDemoCommand(Cli& cli) {
  struct Options {
    DemoOptions demo;
    std::string dir = "markwarden-demo";
    uint16_t port = 8080;
    bool once = false, json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = cli.app.add_subcommand("demo", "Crawl the bundled sample marketplace, show what came of it, serve the console");
  command->add_flag("--once", options->once, "Stop after the summary");
  command->add_flag("--json", options->json, "Print the summary as JSON");
  command->add_option("--seed", options->demo.seed, "Seed of the sample marketplace");
  command->add_option("--listings", options->demo.listings, "How many listings it has")->check(CLI::Range(300, 20000));
  command->add_option("--dir", options->dir, "Folder of the demo, made anew each time");
  command->add_option("--port", options->port, "Port of the console; 0 chooses one");
  command->callback([&cli, options] {
    cli.run = [options] {
      const std::stop_token stop = StopOnSignals();
      options->demo.dir = options->dir;
      // A port that is taken is said before the work, not after it.
      if (!options->once) {
        if (Status free = CheckPortFree("127.0.0.1", options->port); !free) return Report(free.error());
      }
      Result<DemoResult> demo = RunDemo(options->demo);
      if (!demo) return Report(demo.error());
      if (options->json) {
        std::cout << DumpJson(demo->summary) << std::endl;
      } else {
        PrintDemoSummary(demo->summary);
      }
      if (options->once) return kExitDone;
      ConsoleRun console;
      console.store_dir = options->demo.dir / "store";
      console.port = options->port;
      console.people = demo->people;
      return ServeConsole(console, stop);
    };
  });
}

}  // namespace markwarden

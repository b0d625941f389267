// markwarden-samples: makes and serves the sample marketplace.
#include <CLI/CLI.hpp>
#include <iostream>

#include "samples/server.h"
#include "samples/write.h"

namespace markwarden::samples {
namespace {

constexpr int kUsage = 2, kEnvironment = 3;

struct Options {
  uint64_t seed = 1;
  std::string dir;
  int listings = 1200;
  int port = 0;
  std::string clock_file;
};

int Complain(const Error& error) {
  std::cerr << "markwarden-samples: " << error.message << "\n";
  return kEnvironment;
}

int Generate(const Options& options) {
  const Status written = WriteMarket(MakeMarket(options.seed, options.listings, options.port), options.dir);
  return written ? 0 : Complain(written.error());
}

// `write`: the files carry the port that was bound.
int Serve(const Options& options, bool write) {
  Result<std::unique_ptr<Server>> server = Server::Bind(options.port);
  if (!server) return Complain(server.error());
  const Market market = MakeMarket(options.seed, options.listings, (*server)->port());
  if (write) {
    if (const Status written = WriteMarket(market, options.dir); !written) return Complain(written.error());
  }
  const std::filesystem::path dir = options.dir;
  const Status ended = (*server)->Run(market, {.log = dir / "access.log", .dir = dir, .clock_offset = options.clock_file},
                                      [&] { std::cout << "ready " << (*server)->port() << std::endl; });
  return ended ? 0 : Complain(ended.error());
}

int Main(int argc, char** argv) {
  CLI::App app{"The sample marketplace: six shops with invented goods, and the truth about them."};
  app.require_subcommand(1);
  Options options;
  CLI::App* generate = app.add_subcommand("generate", "write rights, sources and truth");
  CLI::App* serve = app.add_subcommand("serve", "serve the six shops on 127.77.0.1-6");
  CLI::App* run = app.add_subcommand("run", "bind, generate with the bound port, serve");
  for (CLI::App* command : {generate, serve, run}) {
    command->add_option("--seed", options.seed, "what everything is made from")->required();
    command->add_option(command == generate ? "--out" : "--dir", options.dir, "folder of the files")->required();
    command->add_option("--listings", options.listings, "how many")->check(CLI::Range(200, 20000));
    if (command != generate) command->add_option("--clock-file", options.clock_file, "file that holds milliseconds to add to the machine's clock");
    command->add_option("--port", options.port, "0 chooses a free one")->check(CLI::Range(0, 65535));
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return 0;
  } catch (const CLI::ParseError& error) {
    std::cerr << "markwarden-samples: " << error.what() << "; see --help\n";
    return kUsage;
  }
  if (generate->parsed()) return Generate(options);
  std::error_code error;
  std::filesystem::create_directories(options.dir, error);
  if (error) return Complain({ErrorCode::kInternal, "make " + options.dir + ": " + error.message()});
  return Serve(options, run->parsed());
}

}  // namespace
}  // namespace markwarden::samples

int main(int argc, char** argv) { return markwarden::samples::Main(argc, argv); }

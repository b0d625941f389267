// Starts the console's server and waits.
#include "app/console.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <iostream>
#include <memory>
#include <mutex>
#include <thread>

#include "app/commands.h"
#include "app/output.h"
#include "app/progress.h"
#include "service/checkpoints.h"
#include "service/log_keys.h"
#include "service/rule_shadow.h"
#include "service/service.h"
#include "web/server.h"

namespace markwarden {

Status CheckPortFree(const std::string& address, uint16_t port) {
  if (port == 0) return Ok();
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return Fail(ErrorCode::kInternal, std::string("socket: ") + std::strerror(errno));
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  ::inet_pton(AF_INET, address.c_str(), &where.sin_addr);
  const int bound = ::bind(fd, reinterpret_cast<const sockaddr*>(&where), sizeof where);
  const int error = errno;
  ::close(fd);
  if (bound == 0) return Ok();
  return Fail(ErrorCode::kUnavailable, "port " + std::to_string(port) + " of " + address + " cannot be used (" +
                                           std::strerror(error) + "): choose another with --port");
}

namespace {

// Runs in the shadow that people ask for at the console, one after another.
void TryDrafts(Service& service, std::stop_token stop) {
  ::pthread_setname_np(::pthread_self(), "mw-shadow");
  std::mutex mutex;
  std::condition_variable_any wake;
  std::string told;
  while (!stop.stop_requested()) {
    const Result<bool> went = RuleShadowPass(service, stop);
    if (!went && went.error().message != told) PrintRemark(told = went.error().message);
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, std::chrono::seconds(1), [] { return false; });
  }
}

}  // namespace

int ServeConsole(const ConsoleRun& run, std::stop_token stop) {
  Result<std::unique_ptr<Service>> service = Service::Open({.store_dir = run.store_dir, .data_dir = {}, .process = "serve"});
  if (!service) return Report(service.error());
  const auto environment = [](Error error) {
    // A second instance is the environment's fault, not the input's.
    if (error.code == ErrorCode::kConflict) error.code = ErrorCode::kUnavailable;
    return Report(error);
  };
  Result<std::unique_ptr<Service::HeldRole>> role = (*service)->HoldRole("serve");
  if (!role) return environment(std::move(role.error()));
  if (Status whole = CheckLogAgainstFiles(**service); !whole) return environment(std::move(whole.error()));
  if (Status signs = CheckLogKeys(**service); !signs) PrintRemark(signs.error().message);
  ServerOptions options;
  options.address = run.address;
  options.port = run.port;
  options.behind_proxy = run.behind_proxy;
  options.tls_certificate = run.tls_certificate;
  options.tls_key = run.tls_key;
  const std::filesystem::path ui = (*service)->options().data_dir / "web" / "ui" / "dist";
  if (std::filesystem::exists(ui / "index.html")) {
    options.ui_dir = ui;
  } else {
    std::cerr << "markwarden: the console's pages are not built (" << ui.string() << "): serving the API alone\n";
  }
  Result<std::unique_ptr<ConsoleServer>> server = ConsoleServer::Start(options, **service);
  if (!server) return environment(std::move(server.error()));
  if (Status said = (*role)->SayPort((*server)->port()); !said) return environment(std::move(said.error()));
  const std::string base = (*server)->url();
  std::cout << "The console is at " << base << "/ (Ctrl-C ends it).\n";
  for (const DemoPerson& person : run.people) {
    std::cout << "  " << person.what << std::string(15 - std::min<size_t>(14, person.what.size()), ' ') << base
              << "/#code=" << person.code << "\n";
  }
  if (!run.people.empty()) std::cout << "Each link signs in once.\n";
  std::cout.flush();
  std::mutex mutex;
  std::condition_variable_any wake;
  std::jthread shadow([&service](std::stop_token ending) { TryDrafts(**service, ending); });
  std::unique_lock lock(mutex);
  wake.wait(lock, stop, [] { return false; });
  (*server)->Stop();
  return kExitDone;
}

void AddServeCommand(Cli& cli) {
  auto run = std::make_shared<ConsoleRun>();
  CLI::App* command = cli.app.add_subcommand("serve", "Serve the API and the console");
  command->add_option("--address", run->address, "Address to listen on; off loopback needs TLS or --behind-proxy");
  command->add_option("--port", run->port, "Port; 0 chooses one");
  command->add_flag("--behind-proxy", run->behind_proxy, "A proxy in front speaks TLS");
  command->add_option("--tls-certificate", run->tls_certificate, "PEM file");
  command->add_option("--tls-key", run->tls_key, "PEM file");
  command->callback([&cli, run] {
    cli.run = [&cli, run] {
      run->store_dir = cli.store_dir;
      return ServeConsole(*run, StopOnSignals());
    };
  });
}

}  // namespace markwarden

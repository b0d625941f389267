// Serving the console from the command line: `serve` and the end of `demo`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "app/demo.h"
#include "core/result.h"

namespace markwarden {

struct ConsoleRun {
  std::filesystem::path store_dir;
  std::string address = "127.0.0.1";
  uint16_t port = 8080;
  bool behind_proxy = false;
  std::string tls_certificate, tls_key;
  std::vector<DemoPerson> people;  // whose one-time sign-in links are printed
};

// Holds the lock of the role, prints where the console is, serves until stopped.  Returns the exit code.
int ServeConsole(const ConsoleRun& run, std::stop_token stop);

// Errors: kUnavailable, naming the port and what to do.
Status CheckPortFree(const std::string& address, uint16_t port);

}  // namespace markwarden

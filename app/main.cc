// The program: reads the command line, runs one command, returns its exit code.
#include <clocale>
#include <csignal>
#include <exception>
#include <iostream>
#include <new>

#include "app/commands.h"
#include "app/output.h"

namespace markwarden {
namespace {

int Main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  std::signal(SIGPIPE, SIG_IGN);
  Cli cli;
  AddCommands(cli);
  try {
    cli.app.parse(argc, argv);
  } catch (const CLI::Success& e) {  // --help, --version
    cli.app.exit(e);
    return kExitDone;
  } catch (const CLI::ParseError& e) {
    std::string message = e.what();
    for (char& c : message) {
      if (c == '\n') c = ' ';
    }
    std::cerr << "markwarden: " << message << " (see markwarden --help)\n";
    return kExitUsage;
  }
  const int code = cli.run ? cli.run() : kExitUsage;
  std::cout.flush();
  if (!std::cout) {
    std::cerr << "markwarden: cannot write the answer: the disk is full or the reader went away\n";
    return kExitEnvironment;
  }
  return code;
}

}  // namespace
}  // namespace markwarden

int main(int argc, char** argv) {
  try {
    return markwarden::Main(argc, argv);
  } catch (const std::bad_alloc&) {
    std::cerr << "markwarden: out of memory\n";
  } catch (const std::exception& e) {
    std::cerr << "markwarden: internal error: " << e.what() << "\n";
  }
  return markwarden::kExitEnvironment;
}

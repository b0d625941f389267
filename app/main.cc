// The program: reads the command line, runs one command, returns its exit code.
#include <unistd.h>

#include <clocale>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <new>
#include <string_view>

#include "app/commands.h"
#include "app/output.h"
#include "core/hash.h"

namespace markwarden {
namespace {

std::terminate_handler g_otherwise = nullptr;  // set once, before any thread

[[noreturn]] void EndSaying(std::string_view why) {
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, why.data(), why.size());
  std::_Exit(kExitEnvironment);
}

// With no memory left, what throws inside a destructor or a library's noexcept function ends here instead of in main's
// handler: a JSON value's destructor allocates, and so does opening a folder.  What was being written is undone as after
// a crash.
[[noreturn]] void Terminated() {
  if (const std::exception_ptr cause = std::current_exception()) {
    try {
      std::rethrow_exception(cause);
    } catch (const std::bad_alloc&) {
      EndSaying("markwarden: out of memory\n");
    } catch (...) {
    }
  } else if (std::uncaught_exceptions() > 0) {
    EndSaying("markwarden: out of memory, or an internal error where none can be said\n");
  }
  g_otherwise();
  std::abort();
}

int Main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  std::signal(SIGPIPE, SIG_IGN);
  g_otherwise = std::set_terminate(Terminated);
  StartDigests();
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

// init and account: the store, its people, and signing in.
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "core/file.h"
#include "service/accounts.h"
#include "service/sign_in.h"

namespace markwarden {

Result<std::string> AskPassword(const std::string& file, const char* prompt, bool twice) {
  const auto strip = [](std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    return text;
  };
  if (!file.empty()) {
    Result<std::string> text = ReadFile(file, 4096);
    if (!text) return Fail(text);
    return strip(std::move(*text));
  }
  const bool person = ::isatty(STDIN_FILENO) != 0;
  const auto read_line = [&](const char* words) {
    termios before{};
    if (person) {
      std::cerr << words << std::flush;
      ::tcgetattr(STDIN_FILENO, &before);
      termios silent = before;
      silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
      ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    std::string line;
    std::getline(std::cin, line);
    if (person) {
      ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
      std::cerr << "\n";
    }
    return strip(std::move(line));
  };
  std::string password = read_line(prompt);
  if (person && twice && read_line("Again: ") != password) {
    return Fail(ErrorCode::kInvalid, "the two passwords differ: nothing was done");
  }
  if (password.empty()) return Fail(ErrorCode::kInvalid, "no password was given: type one, or name a file with --password-file");
  return password;
}

namespace {

const std::vector<Column> kAccountColumns = {
    {"id", "id"}, {"login", "login"}, {"name", "display_name"}, {"roles", "roles"}, {"regions", "regions"}, {"disabled", "disabled"}};

void AddInit(Cli& cli) {
  struct Options {
    InitOptions init;
    std::string password_file;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = cli.app.add_subcommand("init", "Make a store and its first administrator");
  command->add_option("--organisation", options->init.organisation, "Name of the first organisation");
  command->add_option("--region", options->init.region, "Its GB/T 2260 code");
  command->add_option("--login", options->init.login, "Login of the administrator");
  command->add_option("--name", options->init.display_name, "Name of the administrator");
  command->add_option("--password-file", options->password_file, "Read the password from this file");
  command->add_flag("--simulated", options->init.simulated, "A store for trials, which says so for ever");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      Result<std::string> password = AskPassword(options->password_file, "Password of the administrator: ", true);
      if (!password) return Report(password.error());
      options->init.password = *password;
      if (Status made = InitStore(cli.store_dir, options->init); !made) return Report(made.error());
      Result<std::unique_ptr<Service>> service = Service::Open({.store_dir = cli.store_dir, .data_dir = {}, .process = "cli"});
      if (!service) return Report(service.error());
      Result<SignedIn> signed_in = SignInWithPassword(**service, options->init.login, *password);
      if (!signed_in) return Report(signed_in.error());
      Result<std::string> token = MakeToken(**service, signed_in->scope, "command line");
      if (!token) return Report(token.error());
      if (Status saved = SaveToken(cli.store_dir, *token); !saved) return Report(saved.error());
      std::cout << "Made " << cli.store_dir << "; signed in as " << options->init.login << ".\n";
      return kExitDone;
    };
  });
}

}  // namespace

void AddAccountCommands(Cli& cli) {
  AddInit(cli);
  CLI::App* account = cli.app.add_subcommand("account", "People, and who is signed in");
  account->require_subcommand(1);
  {
    struct Options {
      std::string login, password_file, code, authenticator;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = account->add_subcommand("login", "Sign in; stores a token readable by you alone");
    command->add_option("--login", options->login, "Your login");
    command->add_option("--code", options->code, "A one-time sign-in code");
    command->add_option("--authenticator", options->authenticator, "A code of your authenticator, or a recovery code");
    command->add_option("--password-file", options->password_file, "Read the password from this file");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        Result<std::unique_ptr<Service>> service = Service::Open({.store_dir = cli.store_dir, .data_dir = {}, .process = "cli"});
        if (!service) return Report(service.error());
        Result<SignedIn> signed_in = Fail(ErrorCode::kInvalid, "say who you are: --login NAME or --code CODE");
        if (!options->code.empty()) {
          signed_in = SignInWithCode(**service, options->code, {}, options->authenticator);
        } else if (!options->login.empty()) {
          Result<std::string> password = AskPassword(options->password_file, "Password: ", false);
          if (!password) return Report(password.error());
          signed_in = SignInWithPassword(**service, options->login, *password, {}, options->authenticator);
        }
        if (!signed_in && signed_in.error().message == kAuthenticatorNeeded) return Report({ErrorCode::kDenied, "give the code of your authenticator too: --authenticator CODE"});
        if (!signed_in) return Report(signed_in.error());
        Result<std::string> token = MakeToken(**service, signed_in->scope, "command line");
        if (!token) return Report(token.error());
        if (Status saved = SaveToken(cli.store_dir, *token); !saved) return Report(saved.error());
        std::cout << "Signed in as " << signed_in->scope.actor_name << ".\n";
        return kExitDone;
      };
    });
  }
  {
    CLI::App* command = account->add_subcommand("logout", "Forget the stored token");
    command->callback([&cli] {
      cli.run = [&cli] {
        ForgetToken(cli.store_dir);
        std::cout << "Signed out.\n";
        return kExitDone;
      };
    });
  }
  {
    auto json = std::make_shared<bool>(false);
    CLI::App* command = account->add_subcommand("whoami", "Who is signed in, and what they may do");
    command->add_flag("--json", *json, "JSON");
    command->callback([&cli, json] {
      cli.run = [&cli, json] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Json> self = ShowSelf(service, scope);
          if (!self) return Fail(self);
          if (*json) {
            std::cout << DumpJson(*self) << "\n";
          } else {
            PrintTable({{"login", "login"}, {"name", "display_name"}, {"organisation", "org.name"}, {"roles", "roles"}, {"may", "permissions"}},
                       Json::array({*self}), 120);
          }
          return kExitDone;
        });
      };
    });
  }
  {
    struct Options {
      NewAccount account;
      std::string password_file;
      bool code_only = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = account->add_subcommand("add", "Add a person");
    command->add_option("login", options->account.login, "Login")->required();
    command->add_option("--name", options->account.display_name, "Name");
    command->add_option("--role", options->account.roles, "Role; may be given several times")->required();
    command->add_option("--region", options->account.regions, "GB/T 2260 prefix; may be given several times");
    command->add_option("--right", options->account.rights, "Right that a holder or agent sees; by id");
    command->add_option("--password-file", options->password_file, "Read the password from this file");
    command->add_flag("--code-only", options->code_only, "No password: signs in by one-time codes");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          if (!options->code_only) {
            Result<std::string> password = AskPassword(options->password_file, "Password of the new account: ", true);
            if (!password) return Fail(password);
            options->account.password = *password;
          }
          Result<Json> added = AddAccount(service, scope, options->account);
          if (!added) return Fail(added);
          std::cout << "Added " << JsonText(*added, "login") << ", id " << JsonText(*added, "id") << ".\n";
          return kExitDone;
        });
      };
    });
  }
  AddListCommand(cli, account, {.name = "list", .help = "The organisation's people", .columns = kAccountColumns,
                                .empty = "No accounts."},
                 [](Service& service, const Scope& scope, const ListPage& page) { return ListAccounts(service, scope, page.cursor, page.limit); });
  {
    auto login = std::make_shared<std::string>();
    CLI::App* command = account->add_subcommand("code", "A one-time sign-in code for a person");
    command->add_option("login", *login, "Login")->required();
    command->callback([&cli, login] {
      cli.run = [&cli, login] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<std::string> code = MakeSignInCode(service, scope, *login);
          if (!code) return Fail(code);
          std::cout << *code << "\n";
          return kExitDone;
        });
      };
    });
  }
  AddPeopleCommands(cli, account);
}

}  // namespace markwarden

// The signed-in account of the command line: its token, and a service to use it with.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "app/commands.h"
#include "app/output.h"
#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/rights.h"
#include "service/service.h"

namespace markwarden {

// Keeps the token for a store, readable by its owner alone (0600), under
// $XDG_CONFIG_HOME/markwarden or ~/.config/markwarden.
Status SaveToken(const std::filesystem::path& store_dir, const std::string& token);
// $MARKWARDEN_TOKEN, else the saved one.  Errors: kDenied (nobody is signed in: says what to run).
Result<std::string> LoadToken(const std::filesystem::path& store_dir);
void ForgetToken(const std::filesystem::path& store_dir);

// A password comes from a file, from standard input, or from a person who types it unseen; never
// from the command line, where every process could read it.
Result<std::string> AskPassword(const std::string& file, const char* prompt, bool twice);

struct SignedInSession {
  std::unique_ptr<Service> service;
  Scope scope;
};
Result<SignedInSession> OpenSession(const Cli& cli, const std::string& process = "cli");

// Opens the session, runs `use`, prints the error if there is one.  `use` returns the exit code.
int WithSession(const Cli& cli, const std::function<Result<int>(Service&, const Scope&)>& use,
                const std::string& process = "cli");

// A command that prints the "items" of a list: --json, --limit, --cursor.
struct ListCommand {
  std::string name, help;
  std::vector<Column> columns;
  std::string empty;  // said when there is no row: what would fill the list
};
using ListFetch = std::function<Result<Json>(Service&, const Scope&, const ListPage&)>;
CLI::App* AddListCommand(Cli& cli, CLI::App* parent, const ListCommand& list, ListFetch fetch);

// A command that prints one object as indented JSON.
CLI::App* AddShowCommand(Cli& cli, CLI::App* parent, const std::string& name, const std::string& help,
                         std::function<Result<Json>(Service&, const Scope&, const std::string& id)> fetch);

// Errors: kInvalid (no id).
Result<Id> IdOf(const std::string& text);

}  // namespace markwarden

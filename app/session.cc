// Tokens on disk.
#include "app/session.h"

#include <sys/stat.h>

#include <cstdlib>
#include <iostream>

#include "app/output.h"
#include "core/file.h"
#include "core/hash.h"
#include "service/accounts.h"

namespace markwarden {
namespace {

std::filesystem::path TokenFile(const std::filesystem::path& store_dir) {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  const std::filesystem::path base = config && *config ? std::filesystem::path(config)
                                                       : std::filesystem::path(home && *home ? home : "/tmp") / ".config";
  const std::string store = std::filesystem::weakly_canonical(store_dir).string();
  return base / "markwarden" / ("token-" + Sha256Hex(store).substr(0, 16));
}

}  // namespace

Status SaveToken(const std::filesystem::path& store_dir, const std::string& token) {
  const std::filesystem::path file = TokenFile(store_dir);
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  if (error) {
    return Fail(ErrorCode::kDenied, "cannot make " + file.parent_path().string() + ": " + error.message() +
                                        "; set MARKWARDEN_TOKEN instead");
  }
  return WriteFileAtomic(file, token + "\n", 0600);
}

Result<std::string> LoadToken(const std::filesystem::path& store_dir) {
  if (const char* token = std::getenv("MARKWARDEN_TOKEN"); token && *token) return std::string(token);
  const std::filesystem::path file = TokenFile(store_dir);
  Result<std::string> text = ReadFile(file, 4096);
  if (!text) {
    return Fail(ErrorCode::kDenied, "nobody is signed in to this store: run markwarden --store " + store_dir.string() +
                                        " account login");
  }
  struct stat info {};
  if (::stat(file.c_str(), &info) == 0 && (info.st_mode & 077) != 0) {
    return Fail(ErrorCode::kDenied, "others can read " + file.string() + ": run chmod 600 on it, then account login again");
  }
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  return text;
}

void ForgetToken(const std::filesystem::path& store_dir) {
  std::error_code ignored;
  std::filesystem::remove(TokenFile(store_dir), ignored);
}

Result<SignedInSession> OpenSession(const Cli& cli, const std::string& process) {
  Result<std::unique_ptr<Service>> service = Service::Open({.store_dir = cli.store_dir, .data_dir = {}, .process = process});
  if (!service) return Fail(service);
  Result<std::string> token = LoadToken(cli.store_dir);
  if (!token) return Fail(token);
  Result<Scope> scope = ScopeOfToken(**service, *token);
  if (!scope) return Fail(scope);
  return SignedInSession{std::move(*service), std::move(*scope)};
}

int WithSession(const Cli& cli, const std::function<Result<int>(Service&, const Scope&)>& use, const std::string& process) {
  Result<SignedInSession> session = OpenSession(cli, process);
  if (!session) return Report(session.error());
  Result<int> code = use(*session->service, session->scope);
  return code ? *code : Report(code.error());
}

CLI::App* AddListCommand(Cli& cli, CLI::App* parent, const ListCommand& list, ListFetch fetch) {
  struct Options {
    bool json = false;
    ListPage page;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = parent->add_subcommand(list.name, list.help);
  command->add_flag("--json", options->json, "One JSON object a line");
  command->add_option("--limit", options->page.limit, "Rows")->check(CLI::Range(1, 500));
  command->add_option("--cursor", options->page.cursor, "Where the page before ended");
  command->callback([&cli, options, list, fetch] {
    cli.run = [&cli, options, list, fetch] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> page = fetch(service, scope, options->page);
        if (!page) return Fail(page);
        PrintRows(options->json, list.columns, (*page)["items"], list.empty);
        if (const std::string next = JsonText(*page, "next"); !next.empty() && !options->json) {
          std::cout << "More: --cursor " << next << "\n";
        }
        return kExitDone;
      });
    };
  });
  return command;
}

CLI::App* AddShowCommand(Cli& cli, CLI::App* parent, const std::string& name, const std::string& help,
                         std::function<Result<Json>(Service&, const Scope&, const std::string& id)> fetch) {
  auto id = std::make_shared<std::string>();
  CLI::App* command = parent->add_subcommand(name, help);
  command->add_option("id", *id, "Id")->required();
  command->callback([&cli, id, fetch] {
    cli.run = [&cli, id, fetch] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> object = fetch(service, scope, *id);
        if (!object) return Fail(object);
        std::cout << object->dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
        return kExitDone;
      });
    };
  });
  return command;
}

Result<Id> IdOf(const std::string& text) {
  const auto id = ParseId(text);
  if (!id) return Fail(ErrorCode::kInvalid, "\"" + text + "\" is no id");
  return *id;
}

}  // namespace markwarden

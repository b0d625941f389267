// organisation, invite and the own account: who may work here, and how they prove who they are.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "service/accounts.h"
#include "service/invitations.h"
#include "service/organisations.h"
#include "service/own_account.h"

namespace markwarden {
namespace {

const std::vector<Column> kOrganisationColumns = {{"id", "id"},         {"name", "name"},     {"kind", "kind"}, {"region", "region"},
                                                  {"level", "level"}, {"under", "parent"}, {"disabled", "disabled"}};

// An account by its login, among those that are kept.
Result<Json> AccountCalled(Service& service, const Scope& scope, const std::string& login) {
  std::string cursor;
  do {
    Result<Json> page = ListAccounts(service, scope, cursor, 500);
    if (!page) return page;
    for (const Json& one : (*page)["items"]) {
      if (JsonText(one, "login") == login) return one;
    }
    cursor = JsonText(*page, "next");
  } while (!cursor.empty());
  return Fail(ErrorCode::kNotFound, "no account is called " + login);
}

Id IdIn(const Json& row) { return ParseId(JsonText(row, "id")).value_or(0); }
int64_t VersionIn(const Json& row) { return JsonInt(row, "row_version").value_or(0); }

void PrintInvitation(const Json& invited) {
  std::cout << "Invited " << JsonText(invited["account"], "login") << ". The link works once, until " << JsonText(invited, "expires_at") << ":\n"
            << "/#invitation=" << JsonText(invited, "code") << "\n";
}

void AddOrganisations(Cli& cli) {
  CLI::App* organisation = cli.app.add_subcommand("organisation", "Bureaus, holders, agents, platforms, associations");
  organisation->require_subcommand(1);
  AddListCommand(cli, organisation, {.name = "list", .help = "Organisations that the own one keeps", .columns = kOrganisationColumns, .empty = "No organisations."},
                 [](Service& service, const Scope& scope, const ListPage& page) { return ListOrganisations(service, scope, page.cursor, page.limit); });
  {
    struct Options {
      NewOrganisation wanted;
      std::string parent;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = organisation->add_subcommand("add", "Add one; a bureau stands under the nearest in whose region it lies");
    command->add_option("name", options->wanted.name, "Name")->required();
    command->add_option("--kind", options->wanted.kind, "bureau, holder, agent, platform, association");
    command->add_option("--region", options->wanted.region, "GB/T 2260 code: 230000 a province, 230100 a city, 230184 a county");
    command->add_option("--under", options->parent, "Id of the bureau above");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          if (!options->parent.empty()) {
            Result<Id> parent = IdOf(options->parent);
            if (!parent) return Fail(parent);
            options->wanted.parent = *parent;
          }
          Result<Id> added = AddOrganisation(service, scope, options->wanted);
          if (!added) return Fail(added);
          std::cout << "Added " << options->wanted.name << ", id " << IdToString(*added) << ".\n";
          return kExitDone;
        });
      };
    });
  }
  const auto add_change = [&](const char* name, const char* help, bool takes_name, OrganisationChange change) {
    struct Options {
      std::string id, name;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = organisation->add_subcommand(name, help);
    command->add_option("id", options->id, "Id")->required();
    if (takes_name) command->add_option("name", options->name, "New name")->required();
    command->callback([&cli, options, takes_name, change] {
      cli.run = [&cli, options, takes_name, change] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->id);
          if (!id) return Fail(id);
          Result<Json> seen = ShowOrganisation(service, scope, *id);
          if (!seen) return Fail(seen);
          OrganisationChange wanted = change;
          if (takes_name) wanted.name = options->name;
          wanted.row_version = VersionIn(*seen);
          Result<Json> done = ChangeOrganisation(service, scope, *id, wanted);
          if (!done) return Fail(done);
          std::cout << JsonText(*done, "name") << (done->value("disabled", false) ? " is disabled.\n" : " is in use.\n");
          return kExitDone;
        });
      };
    });
  };
  add_change("rename", "Give it another name", true, {});
  add_change("disable", "Nobody of it signs in or acts from then on", false, {.disabled = true});
  add_change("enable", "Its people sign in again", false, {.disabled = false});
}

void AddPeople(Cli& cli, CLI::App* account) {
  {
    struct Options {
      NewAccount wanted;
      std::string org;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = account->add_subcommand("invite", "Add a person, who sets the password by a link that works once");
    command->add_option("login", options->wanted.login, "Login")->required();
    command->add_option("--name", options->wanted.display_name, "Name");
    command->add_option("--role", options->wanted.roles, "Role; may be given several times")->required();
    command->add_option("--region", options->wanted.regions, "GB/T 2260 prefix; may be given several times");
    command->add_option("--right", options->wanted.rights, "Right that a holder or agent sees; by id");
    command->add_option("--organisation", options->org, "Id of the organisation; the own one when left out");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          if (!options->org.empty()) {
            Result<Id> org = IdOf(options->org);
            if (!org) return Fail(org);
            options->wanted.org = *org;
          }
          Result<Json> invited = InvitePerson(service, scope, options->wanted);
          if (!invited) return Fail(invited);
          PrintInvitation(*invited);
          return kExitDone;
        });
      };
    });
  }
  // Commands that do one thing to one account, by its login.
  using Act = std::function<Result<int>(Service&, const Scope&, const Json& account)>;
  const auto add_act = [&](const char* name, const char* help, Act act) {
    auto login = std::make_shared<std::string>();
    CLI::App* command = account->add_subcommand(name, help);
    command->add_option("login", *login, "Login")->required();
    command->callback([&cli, login, act] {
      cli.run = [&cli, login, act] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Json> found = AccountCalled(service, scope, *login);
          if (!found) return Fail(found);
          return act(service, scope, *found);
        });
      };
    });
  };
  add_act("invite-again", "Another link, for who lost the first or the password", [](Service& service, const Scope& scope, const Json& found) -> Result<int> {
    Result<Json> invited = InviteAgain(service, scope, IdIn(found));
    if (!invited) return Fail(invited);
    PrintInvitation(*invited);
    return kExitDone;
  });
  for (const bool disabled : {true, false}) {
    add_act(disabled ? "disable" : "enable", disabled ? "End what a person is signed in to, and let nobody in by it" : "Let a person in again",
            [disabled](Service& service, const Scope& scope, const Json& found) -> Result<int> {
              Result<Json> done = ChangeAccount(service, scope, IdIn(found), {.disabled = disabled, .row_version = VersionIn(found)});
              if (!done) return Fail(done);
              std::cout << JsonText(*done, "login") << (disabled ? " is disabled.\n" : " is enabled.\n");
              return kExitDone;
            });
  }
  add_act("reset-authenticator", "Take a lost authenticator off a person's account", [](Service& service, const Scope& scope, const Json& found) -> Result<int> {
    Result<Json> done = ResetAuthenticator(service, scope, IdIn(found));
    if (!done) return Fail(done);
    std::cout << JsonText(*done, "login") << " signs in without an authenticator, until a new one is set up.\n";
    return kExitDone;
  });
  {
    struct Options {
      std::string login;
      std::vector<std::string> roles, regions, rights;
      bool every_region = false, no_right = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = account->add_subcommand("change", "Other roles, regions or rights; they hold at once");
    command->add_option("login", options->login, "Login")->required();
    command->add_option("--role", options->roles, "Role, in the place of those that were; may be given several times");
    command->add_option("--region", options->regions, "GB/T 2260 prefix, in the place of those that were");
    command->add_flag("--every-region", options->every_region, "No region narrows what is seen");
    command->add_option("--right", options->rights, "Right by id, in the place of those that were");
    command->add_flag("--no-right", options->no_right, "No right any more");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Json> found = AccountCalled(service, scope, options->login);
          if (!found) return Fail(found);
          AccountChange change{.row_version = VersionIn(*found)};
          if (!options->roles.empty()) change.roles = options->roles;
          if (!options->regions.empty() || options->every_region) change.regions = options->regions;
          if (!options->rights.empty() || options->no_right) change.rights = options->rights;
          if (!change.roles && !change.regions && !change.rights) return Fail(ErrorCode::kInvalid, "say what changes: --role, --region or --right");
          Result<Json> done = ChangeAccount(service, scope, IdIn(*found), change);
          if (!done) return Fail(done);
          PrintTable({{"login", "login"}, {"roles", "roles"}, {"regions", "regions"}, {"rights", "rights"}}, Json::array({*done}));
          return kExitDone;
        });
      };
    });
  }
}

void AddOwn(Cli& cli, CLI::App* account) {
  const auto own = [&cli](CLI::App* parent, const char* name, const char* help, std::function<Result<int>(Service&, const Scope&)> act) {
    CLI::App* command = parent->add_subcommand(name, help);
    command->callback([&cli, act] { cli.run = [&cli, act] { return WithSession(cli, act); }; });
    return command;
  };
  {
    struct Options {
      std::string file, next_file;
    };
    auto options = std::make_shared<Options>();
    own(account, "password", "Change the own password; every session ends", [options](Service& service, const Scope& scope) -> Result<int> {
      Result<std::string> now = AskPassword(options->file, "Password: ", false);
      if (!now) return Fail(now);
      Result<std::string> next = AskPassword(options->next_file, "New password: ", true);
      if (!next) return Fail(next);
      if (Status changed = ChangePassword(service, scope, {}, *now, *next); !changed) return Fail(changed);
      std::cout << "The password is changed; every session has ended.\n";
      return kExitDone;
    });
    CLI::App* command = account->get_subcommand("password");
    command->add_option("--password-file", options->file, "Read the present password from this file");
    command->add_option("--new-password-file", options->next_file, "Read the new password from this file");
  }
  AddListCommand(cli, account, {.name = "sessions", .help = "Where the own account is signed in",
                                .columns = {{"id", "id"}, {"since", "created_at"}, {"used", "used_at"}, {"until", "expires_at"}, {"address", "address"}, {"browser", "agent"}},
                                .empty = "Signed in nowhere."},
                 [](Service& service, const Scope& scope, const ListPage&) { return ListOwnSessions(service, scope, {}); });
  {
    auto id = std::make_shared<std::string>();
    own(account, "end-session", "End one of the own sessions", [id](Service& service, const Scope& scope) -> Result<int> {
      Result<Id> session = IdOf(*id);
      if (!session) return Fail(session);
      if (Status ended = EndOwnSession(service, scope, *session); !ended) return Fail(ended);
      std::cout << "Ended.\n";
      return kExitDone;
    });
    account->get_subcommand("end-session")->add_option("id", *id, "Id")->required();
  }

  CLI::App* token = account->add_subcommand("token", "Tokens for programs; none can do more than its account");
  token->require_subcommand(1);
  AddListCommand(cli, token, {.name = "list", .help = "The own tokens in force", .columns = {{"id", "id"}, {"name", "name"}, {"since", "created_at"}, {"until", "expires_at"}, {"scopes", "scopes"}}, .empty = "No tokens."},
                 [](Service& service, const Scope& scope, const ListPage&) { return ListOwnTokens(service, scope); });
  {
    auto wanted = std::make_shared<NewToken>();
    own(token, "add", "Make one; it is shown once", [wanted](Service& service, const Scope& scope) -> Result<int> {
      Result<std::string> made = MakeToken(service, scope, *wanted);
      if (!made) return Fail(made);
      std::cout << *made << "\n";
      return kExitDone;
    });
    CLI::App* command = token->get_subcommand("add");
    command->add_option("name", wanted->name, "What it is for")->required();
    command->add_option("--scope", wanted->scopes, "A permission that whoami lists, or read for all that only see; may be given several times");
    command->add_option("--days", wanted->days, "How long it lives, 1 to 365");
  }
  {
    auto id = std::make_shared<std::string>();
    own(token, "end", "End one", [id](Service& service, const Scope& scope) -> Result<int> {
      Result<Id> which = IdOf(*id);
      if (!which) return Fail(which);
      if (Status ended = EndOwnToken(service, scope, *which); !ended) return Fail(ended);
      std::cout << "Ended.\n";
      return kExitDone;
    });
    token->get_subcommand("end")->add_option("id", *id, "Id")->required();
  }

  CLI::App* totp = account->add_subcommand("authenticator", "One-time codes beside the password");
  totp->require_subcommand(1);
  const auto print_codes = [](const Json& made) {
    std::cout << "Recovery codes, each for one time that the authenticator is lost; they are not shown again:\n";
    for (const std::string& code : JsonTexts(made, "recovery_codes")) std::cout << code << "\n";
  };
  auto file = std::make_shared<std::string>();
  own(totp, "begin", "A new secret for an authenticator", [file](Service& service, const Scope& scope) -> Result<int> {
    Result<std::string> password = AskPassword(*file, "Password: ", false);
    if (!password) return Fail(password);
    Result<Json> begun = BeginAuthenticator(service, scope, *password);
    if (!begun) return Fail(begun);
    std::cout << JsonText(*begun, "uri") << "\nSecret " << JsonText(*begun, "secret") << "; then markwarden account authenticator confirm CODE\n";
    return kExitDone;
  })->add_option("--password-file", *file, "Read the password from this file");
  {
    auto code = std::make_shared<std::string>();
    own(totp, "confirm", "Confirm it with one of its codes", [code, print_codes](Service& service, const Scope& scope) -> Result<int> {
      Result<Json> done = ConfirmAuthenticatorOf(service, scope, *code);
      if (!done) return Fail(done);
      print_codes(*done);
      return kExitDone;
    })->add_option("code", *code, "Six digits")->required();
  }
  own(totp, "recovery", "New recovery codes in the place of the old ones", [file, print_codes](Service& service, const Scope& scope) -> Result<int> {
    Result<std::string> password = AskPassword(*file, "Password: ", false);
    if (!password) return Fail(password);
    Result<Json> done = RenewRecoveryCodes(service, scope, *password);
    if (!done) return Fail(done);
    print_codes(*done);
    return kExitDone;
  })->add_option("--password-file", *file, "Read the password from this file");
  own(totp, "off", "Take it off, where no role asks for it", [file](Service& service, const Scope& scope) -> Result<int> {
    Result<std::string> password = AskPassword(*file, "Password: ", false);
    if (!password) return Fail(password);
    if (Status done = TakeOffAuthenticator(service, scope, *password); !done) return Fail(done);
    std::cout << "Taken off.\n";
    return kExitDone;
  })->add_option("--password-file", *file, "Read the password from this file");
}

}  // namespace

void AddPeopleCommands(Cli& cli, CLI::App* account) {
  AddOrganisations(cli);
  AddPeople(cli, account);
  AddOwn(cli, account);
}

}  // namespace markwarden

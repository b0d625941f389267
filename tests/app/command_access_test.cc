// Every command of the command line for every role: it is refused where the table of permissions says, by the name of what it lacks.
// The commands are those of the program itself: one without a row fails here.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include "app/commands.h"
#include "core/file.h"
#include "core/hash.h"
#include "service/accounts.h"
#include "service/permissions.h"
#include "tests/hurried_review.h"
#include "tests/temporary_folder.h"

namespace markwarden {
namespace {

struct Row {
  std::vector<std::string> needs;  // any of these permissions; empty: nobody's leave
  std::string args;                // so that it is refused for who asks and for nothing else
  bool run_allowed = true;         // false: who may is not put to it here, it works for long or changes the whole store
};

const std::vector<std::string> kNobodys = {};

// `file` is a file of no use, `json` an object, `authority` that of a time authority, `out` a path where nothing is.
std::map<std::string, Row> Table(const std::string& file, const std::string& json, const std::string& authority, const std::string& out) {
  const Row plain{kNobodys, "", false};  // works on files and standard input, needs no store
  return {
      {"url", plain}, {"robots", plain}, {"sitemap", plain}, {"extract", plain}, {"match", plain}, {"similar", plain}, {"image hash", plain}, {"image match", plain},
      {"init", plain}, {"account login", plain}, {"account logout", plain}, {"evidence verify", plain}, {"restore", plain}, {"demo", plain},
      {"serve", plain},  // each request has its own account
      {"account whoami", {kNobodys, ""}},
      {"account add", {{"account.manage"}, "X --role officer --code-only"}},
      {"account list", {{"account.manage"}, ""}},
      {"account code", {{"account.manage"}, "nobody"}},
      {"account invite", {{"account.manage"}, "X --role officer"}},
      {"account invite-again", {{"account.manage"}, "nobody"}},
      {"account disable", {{"account.manage"}, "nobody"}},
      {"account enable", {{"account.manage"}, "nobody"}},
      {"account reset-authenticator", {{"account.manage"}, "nobody"}},
      {"account change", {{"account.manage"}, "nobody --role officer"}},
      {"account password", {{"account.self"}, "--password-file " + file + " --new-password-file " + file}},
      {"account sessions", {{"account.self"}, ""}},
      {"account end-session", {{"account.self"}, "5"}},
      {"account token list", {{"account.self"}, ""}},
      {"account token add", {{"account.self"}, "x --days 999"}},
      {"account token end", {{"account.self"}, "5"}},
      {"account authenticator begin", {{"account.self"}, "--password-file " + file}},
      {"account authenticator confirm", {{"account.self"}, "x"}},
      {"account authenticator recovery", {{"account.self"}, "--password-file " + file}},
      {"account authenticator off", {{"account.self"}, "--password-file " + file}},
      {"organisation list", {{"account.manage"}, ""}},
      {"organisation add", {{"account.manage"}, "x --kind nothing"}},
      {"organisation rename", {{"account.manage"}, "5 x"}},
      {"organisation disable", {{"account.manage"}, "5"}},
      {"organisation enable", {{"account.manage"}, "5"}},
      {"assign propose", {{"assignment.make"}, ""}},
      {"assign give", {{"assignment.make"}, "5 --to 5"}},
      {"assign accept", {{"assignment.see"}, "5"}},
      {"assign return", {{"assignment.see"}, "5 --reason x"}},
      {"assign list", {{"assignment.see"}, ""}},
      {"assign show", {{"assignment.see"}, "5"}},
      {"assign bureaus", {{"assignment.make"}, ""}},
      {"tip hand-in", {{"tip.hand_in"}, "--note x"}},
      {"tip list", {{"tip.see"}, ""}},
      {"tip show", {{"tip.see"}, "5"}},
      {"tip look", {{"tip.see"}, "5"}},
      {"tip use", {{"tip.see"}, "5 x"}},
      {"tip decline", {{"tip.see"}, "5 x"}},
      {"tip file", {{"tip.answer"}, "5 --to " + out}},
      {"right list", {{"right.see"}, ""}},
      {"right show", {{"right.see"}, "x"}},
      {"right import", {{"right.add"}, file}},
      {"right add", {{"right.add"}, "x --name y", false}},
      {"rules test", {kNobodys, "", false}},
      {"source list", {{"source.see"}, ""}},
      {"source add", {{"source.add"}, file}},
      {"source test", {kNobodys, "", false}},
      {"watch add", {{"watch.add"}, "--name x"}},
      {"watch list", {{"watch.see"}, ""}},
      {"crawl", {{"crawl.run"}, "", false}},
      {"crawl status", {{"crawl.see"}, ""}},
      {"crawl workers", {{"crawl.see"}, ""}},
      {"work", {{"work.run"}, "", false}},
      {"import", {{"import.listings"}, file}},
      {"import list", {{"import.see"}, ""}},
      {"import show", {{"import.see"}, "5"}},
      {"import refused", {{"import.see"}, "5"}},
      {"queue", {{"flag.see"}, ""}},
      {"flag show", {{"flag.see"}, "5"}},
      {"flag replay", {{"flag.see"}, "5"}},
      {"flag certificate", {{"flag.see"}, "5"}},
      {"flag renders", {{"render.see"}, "5"}},
      {"flag render", {{"render.ask"}, "5"}},
      {"flag screenshot", {{"render.see"}, "5 --out " + out}},
      {"flag decide", {{"flag.decide", "flag.resolve_second_look"}, "5 hold"}},
      {"case list", {{"case.see"}, ""}},
      {"case show", {{"case.see"}, "5"}},
      {"case make", {{"case.make"}, "5 --reason x"}},
      {"case identify ask", {{"identification.ask"}, "5 --question x"}},
      {"case identify list", {{"identification.see"}, ""}},
      {"case identify show", {{"identification.see"}, "5"}},
      {"case identify answer", {{"identification.answer"}, "5 --verdict fake --reasons x --signer x --position x"}},
      {"case identify withdraw", {{"identification.ask"}, "5 --reason x"}},
      {"case identify statement", {{"identification.see"}, "5"}},
      {"case close", {{"case.close"}, "5 --outcome no_result --reason x"}},
      {"case reopen", {{"case.reopen"}, "5 --reason x"}},
      {"case clue open", {{"clue.run"}, "5"}},
      {"case clue act", {{"clue.run"}, "5 file --second x"}},
      {"case clue list", {{"clue.see"}, ""}},
      {"case clue show", {{"clue.see"}, "5"}},
      {"notice list", {{"notice.see"}, ""}},
      {"notice queues", {{"notice.see"}, ""}},
      {"notice show", {{"notice.see"}, "5"}},
      {"notice deliver", {{"notice.send"}, "5 --channel email"}},
      {"notice outbox", {{"notice.see"}, ""}},
      {"notice outbox retry", {{"notice.send"}, "5"}},
      {"notice outbox arrived", {{"notice.send"}, "5 --at 2026-01-01T00:00:00Z --reason x"}},
      {"notice outbox cancel", {{"notice.send"}, "5"}},
      {"notice connector add", {{"connector.manage"}, file}},
      {"notice connector list", {{"connector.manage", "notice.send"}, ""}},
      {"notice connector show", {{"connector.manage"}, "x"}},
      {"notice connector check", {{"connector.manage"}, "x"}},
      {"notice mail check", {{"connector.manage"}, ""}},
      {"notice messages", {{"notice.see"}, ""}},
      {"notice batch", {{"notice.send"}, "x --out " + out + ".csv"}},
      {"notice release", {{"notice.release"}, "5"}},
      {"notice give_back", {{"notice.release"}, "5 --reason x"}},
      {"notice send", {{"notice.send"}, "5 --channel post --at 2026-01-01T00:00:00Z"}},
      {"notice acknowledge", {{"measure.record"}, "5"}},
      {"notice close", {{"measure.record"}, "5 --reason x"}},
      {"notice counter record", {{"counter_notice.record"}, "5 --received 2026-01-01T00:00:00Z --from x --reason owner --statement " + file}},
      {"notice counter list", {{"notice.see"}, ""}},
      {"notice counter show", {{"notice.see"}, "5"}},
      {"notice counter withdraw", {{"counter_notice.decide"}, "5 --reason x"}},
      {"notice counter let_restore", {{"counter_notice.decide"}, "5 --reason x"}},
      {"notice counter extend", {{"counter_notice.decide"}, "5 --reason x"}},
      {"notice counter complain", {{"counter_notice.record", "tip.hand_in", "counter_notice.escalate"}, "5 --number 1 --filed 2026-01-01T00:00:00Z --told 2026-01-01T00:00:00Z --proof " + file, false}},
      {"notice counter sue", {{"counter_notice.record", "tip.hand_in", "counter_notice.escalate"}, "5 --number 1 --filed 2026-01-01T00:00:00Z --told 2026-01-01T00:00:00Z --proof " + file, false}},
      {"notice deadlines", {{"notice.see"}, ""}},
      {"notice calendar", {{"notice.see"}, "2026-01"}},
      {"notice tasks list", {{"task.see"}, ""}},
      {"notice tasks done", {{"task.do"}, "5"}},
      {"notice withdraw", {{"notice.withdraw"}, "5 --reason x"}},
      {"notice terms", {{"notice.see"}, "5"}},
      {"notice draft", {{"notice.draft"}, "5"}},
      {"notice edit", {{"notice.draft"}, "5 --fields " + json}},
      {"notice render", {{"notice.see"}, "5"}},
      {"case vocabulary", {{"vocabulary.see"}, ""}},
      {"flag context", {{"flag.see"}, "5"}},
      {"flag group", {{"flag.see"}, "5 --by seller"}},
      {"flag seller", {{"flag.see"}, "5"}},
      {"flag same-picture", {{"flag.see"}, "5"}},
      {"flag look", {{"flag.decide", "flag.resolve_second_look"}, "5"}},
      {"flag undo", {{"flag.decide", "flag.resolve_second_look"}, "5"}},
      {"flag lock", {{"flag.lock"}, "5"}},
      {"flag unlock", {{"flag.lock"}, "5"}},
      {"flag undo-group", {{"flag.decide_group"}, "5"}},
      {"queue formula", {{"flag.see"}, ""}},
      {"queue list", {{"flag.see"}, ""}},
      {"queue views", {{"flag.see"}, ""}},
      {"queue save", {{"queue.save_filter"}, "x"}},
      {"queue remove", {{"flag.see"}, "nothing"}},
      {"right register", {{"right.add"}, json}},
      {"right try", {{"right.add"}, json}},
      {"right tells", {{"right.see_tells"}, "x"}},
      {"right status", {{"right.add"}, "x live"}},
      {"right expiring", {{"right.see"}, ""}},
      {"right similar", {{"right.see"}, "x"}},
      {"right watch-gazette", {{"right.see"}, json}},
      {"right alias list", {{"alias.see"}, ""}},
      {"right alias show", {{"alias.see"}, "5"}},
      {"right alias graph", {{"alias.see"}, "x"}},
      {"right alias propose", {{"alias.propose"}, "x y --relation nickname --statement z"}},
      {"right alias evidence", {{"alias.propose"}, "5 --statement z"}},
      {"right alias try", {{"alias.propose", "alias.decide"}, "5"}},
      {"right alias approve", {{"alias.see"}, "5 --reason x"}},
      {"right alias refuse", {{"alias.see"}, "5 --reason x"}},
      {"right alias withdraw", {{"alias.see"}, "5 --reason x"}},
      {"right overview", {{"right.see"}, ""}},
      {"right record", {{"right.see"}, "5"}},
      {"right rows", {{"right.see"}, "x cases"}},
      {"rules chance", {{"rules.see"}, ""}},
      {"rules stored", {{"rules.see"}, ""}},
      {"rules release", {{"rules.see"}, "5 --reason x"}},
      {"rules list", {{"rules.see"}, ""}},
      {"rules show", {{"rules.see"}, "x"}},
      {"rules drafts", {{"rules.see"}, ""}},
      {"rules draft", {{"rules.draft"}, file}},
      {"rules shadow", {{"rules.draft"}, "5"}},
      {"rules activate", {{"rules.see"}, "5 --reason x"}},
      {"rules withdraw", {{"rules.withdraw"}, "x --reason x"}},
      {"rules goods import", {{"rules.draft"}, file + " --edition x --from 2026-01-01"}},
      {"rules goods list", {{"rules.see"}, ""}},
      {"rules goods show", {{"rules.see"}, ""}},
      {"rules goods look", {{"rules.see"}, "x"}},
      {"rules goods items", {{"rules.see"}, ""}},
      {"rules goods activate", {{"rules.see"}, "5 --reason x"}},
      {"rules goods drop", {{"rules.see"}, "5"}},
      {"rules goods withdraw", {{"rules.withdraw"}, "--reason x"}},
      {"sample list", {{"sample.judge"}, ""}},
      {"sample show", {{"sample.judge", "sample.review"}, "5"}},
      {"sample judge", {{"sample.judge"}, "5 suspect"}},
      {"sample settle", {{"sample.settle"}, "5 suspect --note x"}},
      {"sample figures", {{"report.see"}, ""}},
      {"seller list", {{"seller.see"}, ""}},
      {"seller show", {{"seller.see"}, "5"}},
      {"source show", {{"source.see"}, "5"}},
      {"source disable", {{"source.see"}, "5"}},
      {"source enable", {{"source.see"}, "5"}},
      {"watch show", {{"watch.see"}, "5"}},
      {"watch edit", {{"watch.see"}, "5"}},
      {"watch queries", {{"watch.see"}, "5"}},
      {"watch pause", {{"watch.see"}, "5"}},
      {"watch resume", {{"watch.see"}, "5"}},
      {"watch end", {{"watch.see"}, "5"}},
      {"report figures", {{"report.see"}, ""}},
      {"report forms", {{"report.see"}, ""}},
      {"report form", {{"report.see"}, "clue-flow 5"}},
      {"verify list", {{"measure.see"}, ""}},
      {"verify show", {{"measure.see"}, "5"}},
      {"verify run", {{"measure.check"}, "", false}},
      {"verify record", {{"measure.record"}, "5 taken"}},
      {"verify relists", {{"measure.see"}, ""}},
      {"evidence list", {{"evidence.see"}, ""}},
      {"evidence show", {{"evidence.see"}, "5"}},
      {"evidence export", {{"evidence.export"}, "5", false}},
      {"evidence take", {{"evidence.see"}, "5"}},
      {"evidence hand-over", {{"evidence.export"}, "5 --to x --how x"}},
      {"evidence authority add", {{"time_authority.manage"}, authority, false}},
      {"evidence authority list", {{"event.see"}, ""}},
      {"evidence authority check", {{"time_authority.manage"}, ""}},
      {"event list", {{"event.see"}, ""}},
      {"event prove", {{"event.see"}, "5"}},
      {"event checkpoint", {{"event.see"}, ""}},
      {"event status", {{"event.see"}, ""}},
      {"event key list", {{"event.see"}, ""}},
      {"event key rotate", {{"log_key.manage"}, "", false}},
      {"backup", {{"store.back_up"}, out, false}},
  };
}

// Whatever can be run: a command without others below it, or one that asks for none of them.
void Walk(const CLI::App& command, const std::string& path, std::set<std::string>& found) {
  const auto below = command.get_subcommands([](const CLI::App*) { return true; });
  if (!path.empty() && (below.empty() || command.get_require_subcommand_min() == 0)) found.insert(path);
  for (const CLI::App* one : below) Walk(*one, path.empty() ? one->get_name() : path + " " + one->get_name(), found);
}

struct Outcome {
  int code = -1;
  std::string err;
};

Outcome RunHere(const std::string& store, const std::string& command) {
  std::ostringstream out, err;
  std::istringstream in;
  std::streambuf* const before[] = {std::cout.rdbuf(out.rdbuf()), std::cerr.rdbuf(err.rdbuf()), std::cin.rdbuf(in.rdbuf())};
  Outcome outcome;
  try {
    Cli cli;
    AddCommands(cli);
    cli.app.parse("markwarden --store " + store + " " + command, true);
    outcome.code = cli.run ? cli.run() : -2;
  } catch (const CLI::Error& error) {
    outcome.err = std::string("arguments: ") + error.what();
  }
  std::cout.rdbuf(before[0]);
  std::cerr.rdbuf(before[1]);
  std::cin.rdbuf(before[2]);
  outcome.err += err.str();
  return outcome;
}

TEST(CommandAccessTest, EveryCommandForEveryRole) {
  const TemporaryFolder folder;
  const std::string store = (folder.path() / "store").string(), file = folder.File("file.txt", "nothing of use\n"), out = (folder.path() / "out").string(), json = folder.File("fields.json", "{}");
  const Result<std::string> root = ReadFile(std::string(MARKWARDEN_SOURCE_DIR) + "/tests/data/authority/root.pem");
  ASSERT_TRUE(root) << root.error().message;
  folder.File("root.pem", *root);
  const std::string authority = folder.File("authority.yaml", "key: x\nurl: https://stamp.example/\nname: {zh: x, en: x}\nanchors: root.pem\n");
  InitOptions init;
  init.password = "a long sample password";
  const Status made = InitStore(store, init);
  ASSERT_TRUE(made) << made.error().message;
  HurryReviews(store);
  std::map<Role, std::string> tokens;
  {
    auto service = Service::Open({.store_dir = store, .data_dir = MARKWARDEN_SOURCE_DIR, .process = "test"});
    ASSERT_TRUE(service) << service.error().message;
    const auto admin = SignInWithPassword(**service, "admin", init.password);
    ASSERT_TRUE(admin) << admin.error().message;
    for (const Role role : {Role::kAdministrator, Role::kHead, Role::kOfficer, Role::kReviewer, Role::kApprover, Role::kSender, Role::kHolder, Role::kAgent, Role::kPlatform,
                            Role::kAuditor, Role::kSpotter}) {
      NewAccount account;
      account.login = "p-" + std::string(ToString(role));
      account.roles = {std::string(ToString(role))};
      ASSERT_TRUE(AddAccount(**service, admin->scope, account));
      const auto signed_in = SignInWithCode(**service, *MakeSignInCode(**service, admin->scope, account.login));
      ASSERT_TRUE(signed_in);
      tokens[role] = *MakeToken(**service, signed_in->scope, "test");
    }
  }
  ::setenv("MARKWARDEN_DATA", MARKWARDEN_SOURCE_DIR, 1);

  Cli cli;
  AddCommands(cli);
  std::set<std::string> commands;
  Walk(cli.app, "", commands);
  const std::map<std::string, Row> table = Table(file, json, authority, out);
  for (const std::string& command : commands) EXPECT_TRUE(table.contains(command)) << "markwarden " << command << " has no row: say what it needs";
  for (const auto& [command, row] : table) EXPECT_TRUE(commands.contains(command)) << "no command " << command;

  int asked = 0;
  for (const auto& [command, row] : table) {
    if (!commands.contains(command)) continue;
    if (row.needs.empty() && !row.run_allowed) continue;
    for (const auto& [role, token] : tokens) {
      bool allowed = row.needs.empty();
      for (const std::string& name : row.needs) {
        const Permission* permission = FindPermission(name);
        ASSERT_TRUE(permission) << command << " needs " << name << ", which is no permission";
        allowed = allowed || std::find(permission->roles.begin(), permission->roles.end(), role) != permission->roles.end();
      }
      if (allowed && !row.run_allowed) continue;
      ::setenv("MARKWARDEN_TOKEN", token.c_str(), 1);
      const Outcome outcome = RunHere(store, command + (row.args.empty() ? "" : " " + row.args));
      const std::string what = "markwarden " + command + " by " + std::string(ToString(role)) + ": " + std::to_string(outcome.code) + " " + outcome.err;
      EXPECT_FALSE(outcome.err.starts_with("arguments")) << what;
      bool refused = false;
      for (const std::string& name : row.needs) refused = refused || outcome.err.find(name + " needs one of the roles") != std::string::npos;
      EXPECT_EQ(refused, !allowed) << what;
      EXPECT_TRUE(allowed || outcome.code == 1) << what;
      ++asked;
    }
  }
  EXPECT_GT(asked, 1200);
  ::unsetenv("MARKWARDEN_TOKEN");
}

}  // namespace
}  // namespace markwarden

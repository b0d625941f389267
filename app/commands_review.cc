// queue: its views, filters and groups; locks of leads.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "service/flag_groups.h"
#include "service/flag_locks.h"
#include "service/flags.h"
#include "service/live.h"
#include "service/priority.h"
#include "service/saved_filters.h"

namespace markwarden {
namespace {

constexpr double kNotGiven = -1e9;

struct QueueWords {
  FlagQuery query;
  double min_db = kNotGiven, max_db = kNotGiven, min_priority = kNotGiven, max_priority = kNotGiven;

  void AddTo(CLI::App* command) {
    command->add_option("--view", query.view, "new, mine, second_look, held, cleared, overdue, dismissed or in_case");
    command->add_option("--sort", query.sort, "priority, db, newest or oldest");
    command->add_option("--group", query.group, "picture or seller: the first of each group, and how many it has");
    command->add_option("--right", query.right, "Right, by id or key");
    command->add_option("--watch", query.watch, "Watch, by id or name");
    command->add_option("--source", query.source, "Source, by id or name");
    command->add_option("--platform", query.platform, "Platform");
    command->add_option("--region", query.region, "Beginning of a GB/T 2260 code");
    command->add_option("--seller", query.seller, "Seller, by id");
    command->add_option("--reason", query.reason, "Reason code");
    command->add_option("--text", query.text, "Part of the title");
    command->add_option("--min-db", min_db, "Weight of evidence at least, in decibans");
    command->add_option("--max-db", max_db, "At most");
    command->add_option("--min-priority", min_priority, "Priority at least, in points");
    command->add_option("--max-priority", max_priority, "At most");
  }
  FlagQuery Read() const {
    FlagQuery read = query;
    for (const auto& [given, member] : {std::pair(min_db, &FlagQuery::min_db), std::pair(max_db, &FlagQuery::max_db),
                                        std::pair(min_priority, &FlagQuery::min_priority), std::pair(max_priority, &FlagQuery::max_priority)}) {
      if (given > kNotGiven) read.*member = given;
    }
    return read;
  }
};

// "price 31% of reference; 4 other leads of the seller in 5 years, 2 upheld": why it stands where it does.
std::string PrioritySentence(const Json& row) {
  const Json* priority = JsonMember(row, "priority");
  if (!priority || !priority->is_object()) return "";
  std::string sentence;
  for (const Json& part : (*priority)["parts"]) {
    const std::string name = JsonText(part, "part");
    std::string words;
    if (name == "price") {
      words = "price " + std::to_string(static_cast<int>(part.value("ratio", 0.0) * 100 + 0.5)) + "% of reference";
    } else if (name == "seller") {
      words = "seller flagged " + JsonText(part, "flags") + " times more in " + JsonText(part, "years") + " years";
      if (JsonInt(part, "upheld").value_or(0) > 0) words += ", " + JsonText(part, "upheld") + " upheld";
    } else if (name == "agreement") {
      words = "words and picture agree";
    } else if (name == "health") {
      words = "goods of class " + JsonText(part, "class");
    } else if (name == "visibility") {
      words = JsonText(part, "sales") + " sold";
    } else if (name == "age") {
      words = "waiting " + std::to_string(static_cast<int>(part.value("days", 0.0))) + " days";
    }
    if (!words.empty()) sentence += (sentence.empty() ? "" : "; ") + words;
  }
  return sentence;
}

int PrintGroup(const Json& group) {
  std::cout << group["included"].size() << " leads on " << JsonText(group, "listings") << " listings of " << JsonText(group, "sellers") << " sellers";
  if (JsonInt(group, "decided").value_or(0) > 0) std::cout << "; " << JsonText(group, "decided") << " more were decided before";
  std::cout << "\n";
  PrintTable({{"id", "id"}, {"dB", "db", true}, {"state", "state"}, {"title", "title"}, {"seller", "seller"}}, group["included"]);
  if (!group["excluded"].empty()) {
    std::cout << "These stay out:\n";
    PrintTable({{"id", "id"}, {"why", "why"}, {"who", "who"}, {"title", "title"}, {"seller", "seller"}}, group["excluded"]);
  }
  const std::string digest = JsonText(group, "digest");
  if (digest.empty()) {
    std::cout << (group["too_many"] == Json(true) ? "More than one decision takes (" + JsonText(group, "limit") + ")." : std::string("Nothing here can be decided by you.")) << "\n";
    return kExitRefused;
  }
  std::cout << "Preview: " << digest << "\n";
  return kExitDone;
}

void AddSaveCommand(Cli& cli, CLI::App* queue) {
  struct Options {
    QueueWords words;
    std::string name;
    bool share = false, is_default = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = queue->add_subcommand("save", "Keep a filter under a name");
  command->add_option("name", options->name, "Name, up to 60 characters")->required();
  options->words.AddTo(command);
  command->add_flag("--share", options->share, "With the whole organisation");
  command->add_flag("--default", options->is_default, "The queue opens with it");
  command->callback([&cli, options] {
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> saved = SaveQueueFilter(service, scope, {.id = 0, .name = options->name, .filter = FilterOfQuery(options->words.Read()), .shared = options->share,
                                                              .is_default = options->is_default, .row_version = 0});
        if (!saved) return Fail(saved);
        std::cout << "Filter " << JsonText(*saved, "id") << " \"" << JsonText(*saved, "name") << "\" is kept.\n";
        return kExitDone;
      });
    };
  });
}

// One's own by id or name, else a shared one.
Result<Json> FindFilter(Service& service, const Scope& scope, const std::string& word) {
  Result<Json> filters = ListSavedFilters(service, scope);
  if (!filters) return Fail(filters);
  for (const Json& filter : (*filters)["items"]) {
    if (JsonText(filter, "id") == word || JsonText(filter, "name") == word) return filter;
  }
  return Fail(ErrorCode::kNotFound, "no filter \"" + word + "\": see queue list");
}

void AddFilterCommands(Cli& cli, CLI::App* queue) {
  AddSaveCommand(cli, queue);
  AddListCommand(cli, queue, {"list", "Your saved filters, then those that are shared",
                              {{"id", "id"}, {"name", "name"}, {"default", "default"}, {"shared", "shared"}, {"owner", "owner"}, {"filter", "filter"}},
                              "No filters yet: markwarden queue save NAME keeps one."},
                 [](Service& service, const Scope& scope, const ListPage&) { return ListSavedFilters(service, scope); });
  auto word = std::make_shared<std::string>();
  CLI::App* remove = queue->add_subcommand("remove", "Remove one of your saved filters");
  remove->add_option("filter", *word, "Filter, by id or name")->required();
  remove->callback([&cli, word] {
    cli.run = [&cli, word] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> filter = FindFilter(service, scope, *word);
        if (!filter) return Fail(filter);
        if (Status removed = RemoveSavedFilter(service, scope, ParseId(JsonText(*filter, "id")).value_or(0)); !removed) return Fail(removed);
        std::cout << "Filter \"" << JsonText(*filter, "name") << "\" is gone.\n";
        return kExitDone;
      });
    };
  });
}

void AddCountsCommand(Cli& cli, CLI::App* queue) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = queue->add_subcommand("views", "How many leads lie in each view");
  command->add_flag("--json", *json, "JSON");
  command->callback([&cli, json] {
    cli.run = [&cli, json] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> counts = ShowQueueCounts(service, scope);
        if (!counts) return Fail(counts);
        if (*json) {
          std::cout << DumpJson(*counts) << "\n";
          return kExitDone;
        }
        Json rows = Json::array();
        for (const char* view : {"new", "mine", "second_look", "held", "overdue", "cleared", "dismissed", "in_case"}) {
          rows.push_back({{"view", view}, {"leads", (*counts)["views"][view]}});
        }
        PrintTable({{"view", "view"}, {"leads", "leads", true}}, rows);
        return kExitDone;
      });
    };
  });
  CLI::App* formula = queue->add_subcommand("formula", "The formula of priorities, as it is in force");
  formula->callback([&cli] {
    cli.run = [&cli] {
      return WithSession(cli, [](Service& service, const Scope& scope) -> Result<int> {
        Result<Json> shown = ShowPriorityFormula(service, scope);
        if (!shown) return Fail(shown);
        std::cout << JsonText(*shown, "yaml");
        return kExitDone;
      });
    };
  });
}

}  // namespace

void AddQueueList(Cli& cli) {
  struct Options {
    QueueWords words;
    std::string filter;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = cli.app.add_subcommand("queue", "Leads to look at, highest priority first");
  options->words.AddTo(command);
  command->add_option("--state", options->words.query.states, "Instead of a view: new, held, second_look, dismissed, in_case, reopened or any");
  command->add_option("--verdict", options->words.query.verdict, "With states: suspected, cleared or any");
  command->add_option("--filter", options->filter, "A saved filter, by id or name; nothing else with it but --limit and --cursor");
  command->add_option("--limit", options->words.query.limit, "Rows")->check(CLI::Range(1, 500));
  command->add_option("--cursor", options->words.query.cursor, "Where the page before ended");
  command->add_flag("--json", options->json, "One JSON object a line");
  command->require_subcommand(0, 1);
  AddFilterCommands(cli, command);
  AddCountsCommand(cli, command);
  command->callback([&cli, options, command] {
    if (!command->get_subcommands().empty()) return;  // it said what to run
    cli.run = [&cli, options] {
      return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
        FlagQuery query = options->words.Read();
        if (!options->filter.empty()) {
          Result<Json> filter = FindFilter(service, scope, options->filter);
          if (!filter) return Fail(filter);
          Result<FlagQuery> kept = FlagQueryOf((*filter)["filter"]);
          if (!kept) return Fail(kept);
          kept->limit = query.limit;
          kept->cursor = query.cursor;
          query = std::move(*kept);
        }
        // So many leads are looked at for one page and no more: go on until it is full.
        Json items = Json::array();
        const int limit = query.limit;
        do {
          query.limit = limit - static_cast<int>(items.size());
          Result<Json> page = ListFlags(service, scope, query);
          if (!page) return Fail(page);
          for (Json& item : (*page)["items"]) {
            item["why_here"] = PrioritySentence(item);
            items.push_back(std::move(item));
          }
          query.cursor = JsonText(*page, "next");
        } while (!query.cursor.empty() && static_cast<int>(items.size()) < limit);
        std::vector<Column> columns = {{"id", "id"}, {"priority", "priority.points", true}, {"dB", "db", true}, {"state", "state"}, {"right", "right.title"},
                                       {"title", "title"}, {"price", "price.amount", true}, {"seller", "seller"}, {"open", "lock.by"}, {"why here", "why_here"}};
        if (!query.group.empty()) columns.insert(columns.begin() + 1, {"leads", "group.count", true});
        PrintRows(options->json, columns, items, "Nothing in this queue. A crawl or an import fills it; see markwarden crawl status.");
        if (!query.cursor.empty() && !options->json) std::cout << "More: --cursor " << query.cursor << "\n";
        return kExitDone;
      });
    };
  });
}

void AddLockCommands(Cli& cli, CLI::App* flag) {
  AddShowCommand(cli, flag, "lock", "Open a lead, so that nobody else decides it meanwhile; again carries the lock on", [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
    Result<Id> id = IdOf(text);
    if (!id) return Fail(id);
    return LockFlag(service, scope, *id);
  });
  {
    struct Options {
      std::string id, reason;
      bool break_it = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = flag->add_subcommand("unlock", "Leave a lead; --break ends another's lock");
    command->add_option("id", options->id, "Flag")->required();
    command->add_flag("--break", options->break_it, "Another's, as a head");
    command->add_option("--reason", options->reason, "Why it is broken");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->id);
          if (!id) return Fail(id);
          Result<Json> done = options->break_it ? BreakFlagLock(service, scope, *id, options->reason) : UnlockFlag(service, scope, *id);
          if (!done) return Fail(done);
          std::cout << (options->break_it ? "The lock of " + JsonText(*done, "by") + " is broken." : std::string("The lead is free.")) << "\n";
          return kExitDone;
        });
      };
    });
  }
  {
    struct Options {
      std::string id, by;
      bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = flag->add_subcommand("group", "What one decision over the leads with this picture, or of this seller, would touch");
    command->add_option("id", options->id, "Flag")->required();
    command->add_option("--by", options->by, "picture or seller")->required();
    command->add_flag("--json", options->json, "JSON");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->id);
          if (!id) return Fail(id);
          Result<Json> group = PreviewGroup(service, scope, *id, options->by);
          if (!group) return Fail(group);
          if (!options->json) return PrintGroup(*group);
          std::cout << DumpJson(*group) << "\n";
          return kExitDone;
        });
      };
    });
  }
  AddShowCommand(cli, flag, "undo-group", "Take your decision over a group back, by the number that it was given", [](Service& service, const Scope& scope, const std::string& text) -> Result<Json> {
    Result<Id> id = IdOf(text);
    if (!id) return Fail(id);
    return UndoGroup(service, scope, *id);
  });
}

Result<int> DecideGroupFromCommand(Service& service, const Scope& scope, Id flag, const GroupDecisionRequest& request) {
  if (request.digest.empty()) {
    Result<Json> group = PreviewGroup(service, scope, flag, request.by);
    if (!group) return Fail(group);
    if (const int code = PrintGroup(*group); code != kExitDone) return code;
    std::cout << "Nothing is decided yet: the same command with --preview " << JsonText(*group, "digest") << " decides this very group.\n";
    return kExitRefused;
  }
  Result<Json> decided = DecideGroup(service, scope, flag, request);
  if (!decided) return Fail(decided);
  std::cout << JsonText(*decided, "decided") << " leads are decided; flag undo-group " << JsonText(*decided, "group") << " takes it back.\n";
  return kExitDone;
}

}  // namespace markwarden

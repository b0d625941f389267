// The running system over one store: what every use case works with.  Use cases are
// functions over a Service and a Scope, one header per noun (accounts.h, rights.h, flags.h ...);
// what they give back to be shown is JSON as web/openapi.yaml describes it.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/id.h"
#include "core/result.h"
#include "core/scope.h"

namespace markwarden {

class CaseDb;
class LiveBoard;
struct PriorityFormula;
struct QueuePolicy;
class PasswordRules;
class ContentWorkers;
class RelistPrints;
class SignInGuard;
class Store;
struct RuleBook;
class ProtectedMarksCache;
struct Regime;
struct PlatformProfile;
struct FollowUp;
struct LintRules;
struct Vocabulary;
struct ReviewPolicy;
struct DecisionBasis;
class RegionNames;
struct TermLaw;
class DayCalendar;
struct Procedure;
struct RightForm;
struct RightTermRules;
struct QueryWords;
class RightTrials;

struct ServiceOptions {
  std::filesystem::path store_dir;
  std::filesystem::path data_dir;  // empty: DataDir()
  std::string process = "cli";     // "cli", "crawl", "work", "serve": names locks and segments
  std::string worker_program = {};  // of content workers; empty: markwarden-worker beside this program
  const Clock* clock = nullptr;     // tests: instead of the machine's; outlives the service
};

// Thread-safe as far as the store is: each use case may run on any thread.
class Service {
 public:
  // Errors: kNotFound (no store there: run `markwarden init`), kUnsupported (a newer store),
  // kUnavailable (locked), and those of the data files.
  static Result<std::unique_ptr<Service>> Open(ServiceOptions options);
  ~Service();

  Store& store() { return *store_; }
  const Clock& clock() const;
  const ServiceOptions& options() const { return options_; }

  // A connection for one use case on one thread; it goes back to a small pool afterwards.
  class Connection {
   public:
    Connection(Service& service, std::unique_ptr<CaseDb> db);
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) = delete;
    ~Connection();
    CaseDb& operator*() const { return *db_; }
    CaseDb* operator->() const { return db_.get(); }

   private:
    Service& service_;
    std::unique_ptr<CaseDb> db_;
  };
  Result<Connection> Connect();

  // Transactions of this process stand in line here: the database's own lock is polled with pauses that grow to a tenth of a second, while
  // the thread is missing to others.  Held until the value is gone.  Errors: kUnavailable, after as long as the database would be waited for.
  Result<std::unique_lock<std::timed_mutex>> TakeWriteTurn();

  // One process per role ("serve"); held until the value is gone.  Errors: kConflict, naming the holder.
  class HeldRole {
   public:
    virtual ~HeldRole() = default;
    // Tells the other processes of this store at which port the console listens: no crawl connects to it.
    virtual Status SayPort(uint16_t port) = 0;
  };
  Result<std::unique_ptr<HeldRole>> HoldRole(std::string_view role);

  // Whatever came from outside is read there.  Workers start on first use; what they die over is recorded.
  ContentWorkers& content();

  // What is watched for after it was taken down, kept between passes.
  RelistPrints& relist_prints();

  // Counts wrong tries to sign in, for the life of this process.
  SignInGuard& sign_in_guard();

  // Which new passwords are refused; read on first use.
  Result<const PasswordRules*> password_rules();

  // The shipped packs, weights and tables; read on first use.
  Result<std::shared_ptr<const RuleBook>> rule_book();
  // The same with an organisation's own packs, by pack id -> YAML; one with the id of a shipped pack stands in its place.  The last few are kept.
  Result<std::shared_ptr<const RuleBook>> rule_book(const std::map<std::string, std::string>& own);
  // The last of these books whose packs have that key (OwnPacksKey of store/rule_packs.h); null when it was not kept.
  std::shared_ptr<const RuleBook> kept_rule_book(const std::string& key);
  // Rights by their names, for the search for similar marks.
  ProtectedMarksCache& protected_marks();
  // The shipped law; read on first use.
  Result<const std::vector<Regime>*> regimes();
  Result<const std::vector<PlatformProfile>*> platform_profiles();
  // What happens after a notice, what the linter looks at, which days are worked on: shipped data, read on first use.
  Result<const FollowUp*> follow_up();
  Result<const LintRules*> lint_rules();
  // What a person chooses from: shipped data, read on first use.
  Result<const Vocabulary*> vocabulary();
  Result<const std::map<std::string, DayCalendar>*> day_calendars();
  // How leads are looked at and sampled; on which articles they are dismissed; names of regions.  Read on first use.
  Result<const ReviewPolicy*> review_policy();
  Result<const std::vector<DecisionBasis>*> decision_bases();
  Result<const RegionNames*> region_names();
  // Our own terms beside the law's, "follow-up": acknowledge, second_notice (from "sent"), withdrawal (from "withdrawn"), identification (from "asked").
  Result<TermLaw> own_terms();
  Result<const std::vector<Procedure>*> procedures();
  // How people share the queue, what order it has: shipped data, read on first use.
  Result<const QueuePolicy*> queue_policy();
  Result<const PriorityFormula*> priority_formula();
  // What is told live of the queue, counted once for everybody.
  LiveBoard& live();

  // What a right's registration asks for, and which of its days are warned of: shipped data, read on first use.
  Result<const RightForm*> right_form();
  Result<const RightTermRules*> right_terms();
  // What names are searched for as: shipped data, read on first use.
  Result<const QueryWords*> query_words();
  // Rights that are being tried out in this process; they end with it.
  RightTrials& right_trials();

 private:
  Service();
  struct Shared;
  ServiceOptions options_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Shared> shared_;
};

// The ports at which the console of the store in `store_dir` listens now; none when it does not run.
// Needs no open store.  Thread-safe.
std::vector<uint16_t> ConsolePorts(const std::filesystem::path& store_dir);

// Turns the clock of a simulated store on; whoever opens it afterwards sees that.  Errors: kInvalid (not simulated, or back in time), kNotFound.
Status MoveStoreClock(const std::filesystem::path& store_dir, std::chrono::milliseconds offset);

// A system actor's scope, for what the program does on its own account.
Scope SystemScope(std::string_view name, Id org);

}  // namespace markwarden

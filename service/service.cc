// Opening a store and what use cases share.
#include "service/service.h"

#include <mutex>

#include "core/account.h"
#include "core/data_dir.h"
#include "core/hash.h"
#include "reports/day_calendar.h"
#include "reports/decision_basis.h"
#include "reports/follow_up.h"
#include "reports/notice_lint.h"
#include "reports/platform_profile.h"
#include "reports/procedure.h"
#include "reports/regime.h"
#include "reports/vocabulary.h"
#include "rules/queries.h"
#include "rules/right_form.h"
#include "rules/right_terms.h"
#include "rules/rule_book.h"
#include "service/content.h"
#include "service/deadline_terms.h"
#include "service/relist_prints.h"
#include "service/regions.h"
#include "service/review_policy.h"
#include "service/live.h"
#include "service/password_rules.h"
#include "service/priority.h"
#include "service/protected_marks.h"
#include "service/queue_policy.h"
#include "service/right_trials.h"
#include "service/sign_in_guard.h"
#include "service/rule_books.h"
#include "service/worker_health.h"
#include "store/store.h"

namespace markwarden {

// As long as a connection waits for the database (store/database.cc).
constexpr std::chrono::milliseconds kLongestWriteTurn{5'000};

struct Service::Shared {
  std::mutex mutex;
  std::timed_mutex write_turn;
  std::vector<std::unique_ptr<CaseDb>> idle;                  // guarded by mutex
  std::unique_ptr<ContentWorkers> content;                    // guarded by mutex until set
  std::shared_ptr<const RuleBook> book;                       // guarded by mutex until set
  std::unique_ptr<SignInGuard> guard;                         // set when the store is opened
  ProtectedMarksCache protected_marks;                                    // thread-safe itself
  std::map<std::string, std::shared_ptr<const RuleBook>> own_books;  // by digest of the packs; guarded by mutex
  std::optional<std::vector<Regime>> regimes;                 // set once, then constant
  std::optional<std::vector<PlatformProfile>> profiles;       // set once, then constant
  RelistPrints relist_prints;                                  // locks itself
  std::optional<Vocabulary> vocabulary;                        // set once, then constant
  std::optional<FollowUp> follow_up;                          // set once, then constant
  std::optional<LintRules> lint_rules;                        // set once, then constant
  std::optional<ReviewPolicy> review_policy;                  // set once, then constant
  std::optional<std::vector<DecisionBasis>> decision_bases;   // set once, then constant
  std::optional<RegionNames> region_names;                    // set once, then constant
  std::optional<DayCalendars> calendars;                      // set once, then constant
  std::optional<std::vector<DeadlineRule>> own_terms;         // set once, then constant
  std::optional<std::vector<Procedure>> procedures;           // set once, then constant
  std::optional<PasswordRules> password_rules;                // set once, then constant
  std::optional<QueuePolicy> queue_policy;                    // set once, then constant
  std::optional<PriorityFormula> priority_formula;            // set once, then constant
  std::unique_ptr<LiveBoard> live;                            // guarded by mutex until set
  std::optional<RightForm> right_form;                        // set once, then constant
  std::optional<RightTermRules> right_terms;                  // set once, then constant
  std::optional<QueryWords> query_words;                      // set once, then constant
  std::unique_ptr<RightTrials> trials;                        // guarded by mutex until set
};

Service::Service() = default;
// The workers' last report still goes through a connection.
Service::~Service() {
  if (!shared_) return;
  std::unique_ptr<RightTrials> trials;
  {
    const std::lock_guard lock(shared_->mutex);
    trials = std::move(shared_->trials);
  }
  trials.reset();  // waits for its threads, which use the workers
  std::unique_ptr<ContentWorkers> content;
  {
    const std::lock_guard lock(shared_->mutex);
    content = std::move(shared_->content);
  }
}

Service::Connection::Connection(Service& service, std::unique_ptr<CaseDb> db)
    : service_(service), db_(std::move(db)) {}
Service::Connection::Connection(Connection&&) noexcept = default;
Service::Connection::~Connection() {
  constexpr size_t kKept = 8;
  if (!db_) return;
  const std::lock_guard lock(service_.shared_->mutex);
  if (service_.shared_->idle.size() < kKept) service_.shared_->idle.push_back(std::move(db_));
}

Result<std::unique_ptr<Service>> Service::Open(ServiceOptions options) {
  Result<std::unique_ptr<Store>> store = Store::Open(options.store_dir, options.clock);
  if (!store) {
    if (store.error().code == ErrorCode::kNotFound) {
      return Fail(ErrorCode::kNotFound, "no store in " + options.store_dir.string() +
                                            ": make one with markwarden --store DIR init");
    }
    return Fail(std::move(store.error()));
  }
  if (options.data_dir.empty()) options.data_dir = DataDir();
  Result<SignInPolicy> policy = LoadSignInPolicy(options.data_dir, options.store_dir);
  if (!policy) return Fail(std::move(policy.error()).While("load the sign-in policy"));
  std::unique_ptr<Service> service(new Service);
  service->options_ = std::move(options);
  service->store_ = std::move(*store);
  service->shared_ = std::make_unique<Shared>();
  service->shared_->guard = std::make_unique<SignInGuard>(std::move(*policy));
  return service;
}

const Clock& Service::clock() const { return store_->clock(); }

Result<Service::Connection> Service::Connect() {
  {
    const std::lock_guard lock(shared_->mutex);
    if (!shared_->idle.empty()) {
      std::unique_ptr<CaseDb> db = std::move(shared_->idle.back());
      shared_->idle.pop_back();
      return Connection(*this, std::move(db));
    }
  }
  Result<std::unique_ptr<CaseDb>> db = store_->OpenCase();
  if (!db) return Fail(std::move(db.error()));
  return Connection(*this, std::move(*db));
}

Result<std::unique_lock<std::timed_mutex>> Service::TakeWriteTurn() {
  std::unique_lock<std::timed_mutex> turn(shared_->write_turn, kLongestWriteTurn);
  if (!turn.owns_lock()) return Fail(ErrorCode::kUnavailable, "begin to write: this process has been writing to the store for seconds; try again");
  return turn;
}

ContentWorkers& Service::content() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->content) {
    shared_->content = std::make_unique<ContentWorkers>(ContentOptions{
        .program = options_.worker_program,
        .on_loss = [this](const LossReport& report) { RecordWorkerLoss(*this, report); },
        .on_health = [this](const PoolHealth& health) { RecordWorkerHealth(*this, health); }});
  }
  return *shared_->content;
}

SignInGuard& Service::sign_in_guard() { return *shared_->guard; }

Result<std::unique_ptr<Service::HeldRole>> Service::HoldRole(std::string_view role) {
  struct Held : HeldRole {
    explicit Held(RoleLock taken) : lock(std::move(taken)) {}
    Status SayPort(uint16_t port) override { return lock.Publish(port); }
    RoleLock lock;
  };
  Result<RoleLock> lock = store_->LockRole(role);
  if (!lock) return Fail(lock);
  return std::unique_ptr<HeldRole>(std::make_unique<Held>(std::move(*lock)));
}

std::vector<uint16_t> ConsolePorts(const std::filesystem::path& store_dir) {
  const std::optional<uint16_t> port = ConsolePort(store_dir);
  return port ? std::vector<uint16_t>{*port} : std::vector<uint16_t>();
}

RelistPrints& Service::relist_prints() { return shared_->relist_prints; }

Result<std::shared_ptr<const RuleBook>> Service::rule_book() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->book) {
    Result<std::shared_ptr<const RuleBook>> book = LoadRuleBook(options_.data_dir);
    if (!book) return Fail(std::move(book.error()).While("load the rule packs"));
    shared_->book = std::move(*book);
  }
  return shared_->book;
}

Result<const RightForm*> Service::right_form() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->right_form) {
    Result<RightForm> form = LoadRightForm(options_.data_dir);
    if (!form) return Fail(form);
    shared_->right_form = std::move(*form);
  }
  return &*shared_->right_form;
}

Result<const QueryWords*> Service::query_words() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->query_words) {
    Result<QueryWords> words = LoadQueryWords(options_.data_dir);
    if (!words) return Fail(words);
    shared_->query_words = std::move(*words);
  }
  return &*shared_->query_words;
}

Result<const RightTermRules*> Service::right_terms() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->right_terms) {
    Result<RightTermRules> terms = LoadRightTerms(options_.data_dir);
    if (!terms) return Fail(terms);
    shared_->right_terms = std::move(*terms);
  }
  return &*shared_->right_terms;
}

RightTrials& Service::right_trials() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->trials) shared_->trials = std::make_unique<RightTrials>();
  return *shared_->trials;
}

Result<std::shared_ptr<const RuleBook>> Service::rule_book(const std::map<std::string, std::string>& own) {
  constexpr size_t kKept = 8;
  if (own.empty()) return rule_book();
  std::string key;
  for (const auto& [id, yaml] : own) key += id + ' ' + Sha256Hex(yaml) + '\n';
  {
    const std::lock_guard lock(shared_->mutex);
    if (const auto found = shared_->own_books.find(key); found != shared_->own_books.end()) return found->second;
  }
  Result<RuleTexts> texts = RuleTextsWith(*this, own);
  if (!texts) return Fail(texts);
  Result<std::shared_ptr<const RuleBook>> book = BuildRuleBook(*texts);
  if (!book) return book;
  const std::lock_guard lock(shared_->mutex);
  if (shared_->own_books.size() >= kKept) shared_->own_books.clear();
  shared_->own_books[key] = *book;
  return book;
}

std::shared_ptr<const RuleBook> Service::kept_rule_book(const std::string& key) {
  const std::lock_guard lock(shared_->mutex);
  const auto found = shared_->own_books.find(key);
  return found == shared_->own_books.end() ? nullptr : found->second;
}

ProtectedMarksCache& Service::protected_marks() { return shared_->protected_marks; }

Result<const std::vector<Regime>*> Service::regimes() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->regimes) {
    Result<std::vector<Regime>> regimes = LoadRegimes(options_.data_dir / "reports" / "law");
    if (!regimes) return Fail(std::move(regimes.error()).While("load the law"));
    shared_->regimes = std::move(*regimes);
  }
  return &*shared_->regimes;
}

Result<const std::vector<PlatformProfile>*> Service::platform_profiles() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->profiles) {
    Result<std::vector<PlatformProfile>> profiles =
        LoadPlatformProfiles(options_.data_dir / "reports" / "platforms");
    if (!profiles) return Fail(std::move(profiles.error()).While("load the platform profiles"));
    shared_->profiles = std::move(*profiles);
  }
  return &*shared_->profiles;
}

Result<const FollowUp*> Service::follow_up() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->follow_up) {
    Result<FollowUp> loaded = LoadFollowUp(options_.data_dir / "reports" / "follow_up.yaml");
    if (!loaded) return Fail(std::move(loaded.error()).While("load what follows a notice"));
    shared_->follow_up = std::move(*loaded);
  }
  return &*shared_->follow_up;
}

Result<const ReviewPolicy*> Service::review_policy() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->review_policy) {
    Result<ReviewPolicy> loaded = LoadReviewPolicy(options_.data_dir, store_->dir());
    if (!loaded) return Fail(loaded);
    shared_->review_policy = std::move(*loaded);
  }
  return &*shared_->review_policy;
}

Result<const std::vector<DecisionBasis>*> Service::decision_bases() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->decision_bases) {
    Result<std::vector<DecisionBasis>> loaded = LoadDecisionBases(options_.data_dir);
    if (!loaded) return Fail(loaded);
    shared_->decision_bases = std::move(*loaded);
  }
  return &*shared_->decision_bases;
}

Result<const RegionNames*> Service::region_names() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->region_names) {
    Result<RegionNames> loaded = RegionNames::Load(options_.data_dir);
    if (!loaded) return Fail(loaded);
    shared_->region_names = std::move(*loaded);
  }
  return &*shared_->region_names;
}

Result<const LintRules*> Service::lint_rules() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->lint_rules) {
    Result<LintRules> loaded = LoadLintRules(options_.data_dir / "reports" / "lint.yaml");
    if (!loaded) return Fail(std::move(loaded.error()));
    shared_->lint_rules = std::move(*loaded);
  }
  return &*shared_->lint_rules;
}

Result<const Vocabulary*> Service::vocabulary() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->vocabulary) {
    Result<Vocabulary> loaded = LoadVocabulary(options_.data_dir / "reports" / "vocabulary.yaml");
    if (!loaded) return Fail(std::move(loaded.error()));
    shared_->vocabulary = std::move(*loaded);
  }
  return &*shared_->vocabulary;
}

Result<const std::map<std::string, DayCalendar>*> Service::day_calendars() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->calendars) {
    Result<DayCalendars> loaded = LoadDayCalendars(options_.data_dir / "reports" / "law");
    if (!loaded) return Fail(std::move(loaded.error()).While("load the calendars"));
    shared_->calendars = std::move(*loaded);
  }
  return &*shared_->calendars;
}

Result<TermLaw> Service::own_terms() {
  Result<const FollowUp*> data = follow_up();
  if (!data) return Fail(data);
  Result<const DayCalendars*> calendars = day_calendars();
  if (!calendars) return Fail(calendars);
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->own_terms) {
    const struct { const char* id; const char* start; const char* then; const char* zh; const char* en; const FollowUpTerm& term; } terms[] = {
        {"acknowledge", "sent", "receipt", "平台确认收到", "the recipient confirms receipt", (*data)->acknowledge},
        {"second-notice", "sent", "second_notice", "未处理的，起草第二次通知", "what is still there is given notice of again", (*data)->second_notice},
        {"withdrawal", "withdrawn", "withdrawal", "撤回告知平台", "the recipient is told of the withdrawal", (*data)->withdrawal},
        {"identification", "asked", "identification", "权利人辨认答复", "the holder answers", (*data)->identification},
    };
    std::vector<DeadlineRule> rules;
    for (const auto& one : terms) {
      DeadlineRule rule;
      rule.id = one.id;
      rule.name = {{"zh", one.zh}, {"en", one.en}};
      rule.start = one.start;
      rule.then = one.then;
      rule.unit = one.term.unit;
      rule.calendar = one.term.calendar;
      rule.count_min = rule.count_max = one.term.count;
      rules.push_back(std::move(rule));
    }
    shared_->own_terms = std::move(rules);
  }
  return TermLaw{.id = "follow-up", .rules = *shared_->own_terms, .calendars = *calendars};
}

Result<const PasswordRules*> Service::password_rules() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->password_rules) {
    Result<PasswordRules> loaded = PasswordRules::Load(options_.data_dir, options_.store_dir);
    if (!loaded) return Fail(std::move(loaded.error()));
    shared_->password_rules = std::move(*loaded);
  }
  return &*shared_->password_rules;
}

Result<const QueuePolicy*> Service::queue_policy() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->queue_policy) {
    Result<QueuePolicy> loaded = LoadQueuePolicy(options_.data_dir);
    if (!loaded) return Fail(std::move(loaded.error()));
    shared_->queue_policy = std::move(*loaded);
  }
  return &*shared_->queue_policy;
}

Result<const PriorityFormula*> Service::priority_formula() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->priority_formula) {
    Result<PriorityFormula> loaded = LoadPriorityFormula(options_.data_dir);
    if (!loaded) return Fail(std::move(loaded.error()));
    shared_->priority_formula = std::move(*loaded);
  }
  return &*shared_->priority_formula;
}

LiveBoard& Service::live() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->live) shared_->live = std::make_unique<LiveBoard>(*this);
  return *shared_->live;
}

Result<const std::vector<Procedure>*> Service::procedures() {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->procedures) {
    Result<std::vector<Procedure>> procedures = LoadProcedures(options_.data_dir / "reports" / "law");
    if (!procedures) return Fail(std::move(procedures.error()).While("load the law"));
    shared_->procedures = std::move(*procedures);
  }
  return &*shared_->procedures;
}

Status MoveStoreClock(const std::filesystem::path& store_dir, std::chrono::milliseconds offset) { return Store::MoveClock(store_dir, offset); }

Scope SystemScope(std::string_view name, Id org) {
  Scope scope;
  for (const SystemActor& actor : kSystemActors) {
    if (name == actor.name) scope.actor = actor.id;
  }
  scope.actor_name = std::string(name);
  scope.org = org;
  scope.roles = {Role::kSystem};
  return scope;
}

}  // namespace markwarden

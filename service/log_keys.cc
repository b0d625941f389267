// Rows, files and events of the log's keys.
#include "service/log_keys.h"

#include <algorithm>

#include "core/account.h"
#include "core/signing_key.h"
#include "service/content.h"
#include "service/log_policy.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/events.h"

namespace markwarden {
namespace {

constexpr int kMaxActiveKeys = 8;

std::filesystem::path PublishedFile(Service& service) { return service.store().dir() / "log" / "checkpoint"; }

// The key that signs seals: the youngest one that is not lost or retired.
const LogKeyRecord* Newest(const std::vector<LogKeyRecord>& keys) {
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    if (key->state == LogKeyState::kActive) return &*key;
  }
  return nullptr;
}

NewEvent KeyEvent(const Scope& scope, const char* kind, const LogKeyRecord& key) {
  NewEvent event = EventBy(scope, kind, "log_key", key.generation);
  event.detail = {{"generation", key.generation}, {"vkey", FormatVerifierKey(key.key)}, {"from_size", key.from_size}};
  return event;
}

Scope Sealing() { return SystemScope("system:seal", kSystemOrg); }

Status ChangeState(Transaction& tx, const Scope& scope, const LogKeyRecord& key, LogKeyState state, const char* kind) {
  if (Status set = SetLogKeyState(tx, key.generation, state, state == LogKeyState::kLost ? tx.db().Now() : *key.retires_at); !set) return set;
  Result<Id> event = AppendEvent(tx, KeyEvent(scope, kind, key));
  return event ? Ok() : Status(Fail(event));
}

// The file comes first: a key that is in the database but in no file would be lost from its birth.
Result<LogKeyRecord> MakeKey(Service& service, int64_t generation) {
  Result<VerifierKey> made = MakeKeyFile(WorkerProgram(service.options().worker_program), KeyFile(service.store(), generation), LogOrigin(service.store()));
  if (!made) return Fail(made);
  LogKeyRecord key;
  key.generation = generation;
  key.key = std::move(*made);
  return key;
}

Status Record(Transaction& tx, const Scope& scope, LogKeyRecord& key) {
  Result<TreeHead> head = LogHead(tx.db());
  if (!head) return Fail(head);
  key.from_size = head->size;
  key.created_at = tx.db().Now();
  if (Status added = AddLogKey(tx, key); !added) return added;
  Result<Id> event = AppendEvent(tx, KeyEvent(scope, "key.made", key));
  return event ? Ok() : Status(Fail(event));
}

Json KeyView(Service& service, const LogKeyRecord& key) {
  const std::filesystem::path file = KeyFile(service.store(), key.generation);
  return {{"generation", key.generation},
          {"vkey", FormatVerifierKey(key.key)},
          {"state", std::string(ToString(key.state))},
          {"from_size", key.from_size},
          {"created_at", FormatTime(key.created_at)},
          {"retires_at", key.retires_at ? Json(FormatTime(*key.retires_at)) : Json(nullptr)},
          {"file", "keys/" + file.filename().string()},
          {"usable", CheckKeyFile(file).has_value()}};
}

}  // namespace

Status EnsureLogKey(Service& service) {
  Result<std::vector<LogKeyRecord>> keys = Reading(service, [](CaseDb& db) { return ListLogKeys(db); });
  if (!keys) return Fail(keys);
  if (!keys->empty()) return Ok();
  Result<LogKeyRecord> key = MakeKey(service, 1);
  if (!key) return Fail(std::move(key.error()).While("make the log's key"));
  Status recorded = Writing(service, [&](Transaction& tx) { return Record(tx, Sealing(), *key); });
  // Two processes made the same file's key; the other one was quicker.
  if (!recorded && recorded.error().code == ErrorCode::kConflict) return Ok();
  return recorded;
}

Status TendLogKeys(Service& service) {
  Result<std::vector<LogKeyRecord>> keys = Reading(service, [](CaseDb& db) { return ListLogKeys(db); });
  if (!keys) return Fail(keys);
  const LogKeyRecord* newest = Newest(*keys);
  for (const LogKeyRecord& key : *keys) {
    if (key.state != LogKeyState::kActive || &key == newest || !key.retires_at) continue;
    const bool over = *key.retires_at <= service.clock().Now();
    const Status file = CheckKeyFile(KeyFile(service.store(), key.generation));
    if (!over && (file || file.error().code != ErrorCode::kNotFound)) continue;
    Status changed = Writing(service, [&](Transaction& tx) {
      return over ? ChangeState(tx, Sealing(), key, LogKeyState::kRetired, "key.retired") : ChangeState(tx, Sealing(), key, LogKeyState::kLost, "key.lost");
    });
    if (!changed) return changed;
  }
  return Ok();
}

Status CheckLogKeys(Service& service) {
  Result<std::vector<LogKeyRecord>> keys = Reading(service, [](CaseDb& db) { return ListLogKeys(db); });
  if (!keys) return Fail(keys);
  if (keys->empty()) return Ok();
  const LogKeyRecord* newest = Newest(*keys);
  const std::string go_on = "; put the file back from a backup, or run `markwarden event key rotate`: until then the log grows unsigned";
  if (newest == nullptr) return Fail(ErrorCode::kUnavailable, "no key of the log is in force" + go_on);
  const std::filesystem::path file = KeyFile(service.store(), newest->generation);
  const Status usable = CheckKeyFile(file);
  if (usable) return Ok();
  if (usable.error().code == ErrorCode::kNotFound) return Fail(ErrorCode::kUnavailable, "the log's signing key " + file.string() + " is missing" + go_on);
  return Fail(ErrorCode::kUnavailable, "the log's signing key cannot be used: " + usable.error().message);
}

Result<Json> ListLogKeys(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kSeeEvents); !allowed) return Fail(allowed);
  Result<std::vector<LogKeyRecord>> keys = Reading(service, [](CaseDb& db) { return ListLogKeys(db); });
  if (!keys) return Fail(keys);
  Json items = Json::array();
  for (const LogKeyRecord& key : *keys) items.push_back(KeyView(service, key));
  return Json{{"items", std::move(items)}};
}

Result<Json> RotateLogKey(Service& service, const Scope& scope, bool at_once) {
  if (Status allowed = Authorise(scope, UseCase::kManageLogKeys); !allowed) return Fail(allowed);
  Result<LogPolicy> policy = LoadLogPolicy(service.options().data_dir);
  if (!policy) return Fail(policy);
  Result<std::vector<LogKeyRecord>> keys = Reading(service, [](CaseDb& db) { return ListLogKeys(db); });
  if (!keys) return Fail(keys);
  // Each signs every state of the log beside the others, and a note has room for sixteen.
  const auto active = std::count_if(keys->begin(), keys->end(), [](const LogKeyRecord& key) { return key.state == LogKeyState::kActive; });
  if (!at_once && active >= kMaxActiveKeys) {
    return Fail(ErrorCode::kConflict, std::to_string(active) + " keys sign already: wait until the older ones retire, or void them at once");
  }
  Result<LogKeyRecord> next = MakeKey(service, keys->empty() ? 1 : keys->back().generation + 1);
  if (!next) return Fail(std::move(next.error()).While("make the log's key"));
  Status rotated = Writing(service, [&](Transaction& tx) -> Status {
    const Time until = tx.db().Now() + policy->key_overlap;
    for (LogKeyRecord& key : *keys) {
      if (key.state != LogKeyState::kActive) continue;
      const bool lost = at_once || !CheckKeyFile(KeyFile(service.store(), key.generation));
      if (!key.retires_at || *key.retires_at > until) key.retires_at = until;
      Status changed = lost ? ChangeState(tx, scope, key, LogKeyState::kLost, "key.lost")
                            : SetLogKeyState(tx, key.generation, LogKeyState::kActive, key.retires_at);
      if (!changed) return changed;
    }
    return Record(tx, scope, *next);
  });
  if (!rotated) return Fail(rotated);
  return KeyView(service, *next);
}

Result<Sealer> StartSealer(Service& service) {
  if (Status usable = CheckLogKeys(service); !usable) return Fail(usable);
  Result<std::vector<LogKeyRecord>> keys = Reading(service, [](CaseDb& db) { return ListLogKeys(db); });
  if (!keys) return Fail(keys);
  SealerStart start;
  start.program = WorkerProgram(service.options().worker_program);
  start.checkpoint = PublishedFile(service);
  for (const LogKeyRecord& key : *keys) {
    start.known_keys.push_back(key.key);
    if (key.state == LogKeyState::kActive) start.key_files.push_back(KeyFile(service.store(), key.generation));
  }
  if (start.key_files.empty()) return Fail(ErrorCode::kUnavailable, "the log has no key yet: run `markwarden work` once");
  return Sealer::Start(start);
}

}  // namespace markwarden

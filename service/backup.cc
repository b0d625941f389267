// Events around the copies of store/backup.h.
#include "service/backup.h"

#include "core/account.h"
#include "service/checkpoints.h"
#include "service/log_keys.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "service/version.h"
#include "store/events.h"

namespace markwarden {
namespace {

Status Tell(Service& service, const Scope& scope, const char* kind, Json detail) {
  return Writing(service, [&](Transaction& tx) -> Status {
    NewEvent event = EventBy(scope, kind, "store", 0);
    event.detail = std::move(detail);
    Result<Id> written = AppendEvent(tx, event);
    return written ? Ok() : Status(Fail(written));
  });
}

Json LogState(const BackupFacts& facts) {
  return {{"made_at", FormatTimeMillis(facts.made_at)}, {"events", facts.events}, {"checkpoint_size", facts.checkpoint.size}, {"tagmanifest_sha256", facts.tagmanifest_sha256}};
}

}  // namespace

Json BackupView(const BackupFacts& facts) {
  Json view = {{"store", facts.store_id}, {"made_at", FormatTimeMillis(facts.made_at)}, {"simulated", facts.simulated}, {"events", facts.events},
               {"captures", facts.captures}, {"segments", facts.segments}, {"packages", facts.packages}, {"files", facts.files}, {"bytes", facts.bytes},
               {"tagmanifest_sha256", facts.tagmanifest_sha256}, {"checkpoint", nullptr}};
  if (facts.checkpoint.size > 0) view["checkpoint"] = {{"size", facts.checkpoint.size}, {"root", ToHex(facts.checkpoint.root)}};
  return view;
}

Result<Json> MakeBackup(Service& service, const Scope& scope, const std::filesystem::path& folder, const BackupWatch& watch) {
  if (Status allowed = Authorise(scope, UseCase::kBackUp); !allowed) return Fail(allowed);
  // A log that was rolled back or forked is not copied as if it were the right one.
  if (Status whole = CheckLogAgainstFiles(service); !whole) return Fail(whole);
  if (Status told = Tell(service, scope, "backup.begun", Json::object()); !told) return Fail(told);
  Result<CheckpointRecord> signed_state = MakeCheckpoint(service);
  // Without a key that signs, a backup is wanted more than ever.
  if (!signed_state && (signed_state.error().code == ErrorCode::kInternal || signed_state.error().code == ErrorCode::kExhausted)) return Fail(signed_state);
  Result<BackupFacts> facts = WriteBackup(service.store(), folder, "markwarden " + std::string(kProgramVersion), watch);
  if (!facts) return Fail(facts);
  if (Status told = Tell(service, scope, "backup.made", LogState(*facts)); !told) return Fail(told);
  Json view = BackupView(*facts);
  view["folder"] = folder.string();
  view["unsigned"] = signed_state ? Json(nullptr) : Json(signed_state.error().message);
  return view;
}

Result<Json> RestoreStore(const std::filesystem::path& backup, const std::filesystem::path& target, const std::filesystem::path& published,
                          const std::filesystem::path& keys, const BackupWatch& watch) {
  Json no_keys = nullptr;
  const auto settle = [&](const std::filesystem::path& store, const BackupFacts& facts) -> Status {
    Result<std::unique_ptr<Service>> service = Service::Open({.store_dir = store, .data_dir = {}, .process = "cli"});
    if (!service) return Fail(service);
    if (Status whole = CheckLogAgainstFiles(**service); !whole) return whole;
    Json detail = LogState(facts);
    detail["compared_with_published"] = !published.empty();
    if (Status told = Tell(**service, SystemScope("system:work", kSystemOrg), "store.restored", std::move(detail)); !told) return told;
    // Starting it compares the keys with those that the log knows; it signs nothing.
    if (Result<Sealer> sealer = StartSealer(**service); !sealer) no_keys = sealer.error().message;
    return Ok();
  };
  Result<BackupFacts> facts = RestoreBackup(backup, target, {.published = published, .keys = keys, .settle = settle}, watch);
  if (!facts) return Fail(facts);
  Json view = BackupView(*facts);
  view["keys"] = std::move(no_keys);
  return view;
}

}  // namespace markwarden

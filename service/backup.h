// Backups: a whole copy of the store that others can check, and the way back that refuses to fork the log.
#pragma once

#include <filesystem>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"
#include "store/backup.h"

namespace markwarden {

// Numbers and signs the log's newest state, then copies the store into `folder` while it is in use.  Events `backup.begun`, which is in the
// copy, and `backup.made`.  BackupView of it, with "folder".  Errors: as WriteBackup; kDenied (role).  Without a usable key of the
// log the backup is made all the same, with its last checkpoint.
Result<Json> MakeBackup(Service& service, const Scope& scope, const std::filesystem::path& folder, const BackupWatch& watch = {});

// {"store","made_at","simulated","events","checkpoint":{"size","root"} or null,"captures","segments","packages","files","bytes","tagmanifest_sha256"}
Json BackupView(const BackupFacts& facts);

// RestoreBackup; before the store has its name, its log gets event `store.restored` by the system, which says from which backup and at which state of the log.
// No account: whoever holds the files holds the store.  BackupView, with "keys": null or what is wrong with the log's keys.
Result<Json> RestoreStore(const std::filesystem::path& backup, const std::filesystem::path& target, const std::filesystem::path& published,
                          const std::filesystem::path& keys, const BackupWatch& watch = {});

}  // namespace markwarden

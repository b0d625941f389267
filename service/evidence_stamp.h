// Time-stamp tokens of packages, now and when they come later, and the archive that holds a package.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "service/service.h"
#include "store/checkpoints.h"
#include "store/packages.h"

namespace markwarden {

// {"id","name","case","language","captures","bytes","created_at","tagmanifest_sha256","seal_sha256","checkpoint_size"}
Json PackageView(const PackageRecord& package);

// How far the time of a package is to be trusted, by its seal: as DescribeTime.
Result<Json> TimeOfSeal(CaseDb& db, const std::string& seal_sha256);

struct StampFiles {
  std::vector<std::pair<std::string, std::string>> files;  // path in the package, bytes
  Json time;                                               // of the seal
};
// Puts the seal and the checkpoint into the queue of requests and asks the authorities at once, if there are any.  A token that
// does not come now is no error: it is asked for again by `work`.
Result<StampFiles> AskStampsNow(Service& service, const Sha256Digest& seal, const CheckpointRecord& checkpoint);

std::filesystem::path ArchivePath(Service& service, const PackageRecord& package);
// A name in `home` for what is not finished; what a process left behind is known by its number in it.
inline constexpr const char* kUnfinishedPrefix = ".making-";
std::filesystem::path UnfinishedPath(const std::filesystem::path& home);
// FOLDER -> HOME/NAME.zip, entries NAME/..., stored; there whole or not at all, in the place of a file of that name that no row
// tells of.  The caller holds the case's lock.  Gives its size.  Errors: kExhausted, kUnavailable.
Result<int64_t> WriteArchive(const std::filesystem::path& folder, const std::filesystem::path& home, const std::string& name, Time made_at);
// Adds tokens that have come since the archive was written; replaces the file whole or not at all.
Status BringStamps(Service& service, const PackageRecord& package);

}  // namespace markwarden

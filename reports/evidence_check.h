// A package of evidence checked from its files alone: no store, no network, no clock.  The same checks that the package's
// own verify.py makes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/checkpoint.h"
#include "core/formats/file_tree.h"
#include "core/formats/finding.h"
#include "core/formats/timestamp.h"
#include "core/signed_note.h"

namespace markwarden {

struct PackageCheckOptions {
  // Keys that the caller knows the log by; empty: the key in the package is taken, which shows that the package is of one
  // piece but not whose it is (a warning says so).
  std::vector<VerifierKey> known_keys = {};
  // Certificates of time authorities that the caller trusts; empty: those in the package, with a warning.
  TimestampRules time_rules = {};
};

// A time-stamp token that was checked.
struct PackageStamp {
  std::string of;  // "seal.json" or "checkpoint"
  TimestampFacts facts;
};

struct PackageVerdict {
  std::vector<Finding> findings;  // gravest first, files in their order
  std::string key;                // the verifier key whose signatures were good; empty when none was
  std::optional<Checkpoint> checkpoint;
  std::string made_at;            // as the seal says
  int64_t captures = 0;           // proved to be in the log
  std::vector<PackageStamp> stamps;

  bool broken() const { return HasLevel(findings, FindingLevel::kBroken); }
  bool undecided() const { return HasLevel(findings, FindingLevel::kUndecided); }
};

// Everything: the bag, the WACZ, the log's proofs, the checkpoint's and the seal's signatures, the tokens.
PackageVerdict CheckPackage(const FileTree& files, const PackageCheckOptions& options = {});

// The names within a package.
inline constexpr const char* kPackageWacz = "data/capture.wacz";
inline constexpr const char* kPackageLog = "data/log.json";
inline constexpr const char* kPackageSeal = "seal/seal.json";
inline constexpr const char* kPackageSignature = "seal/seal.sig";
inline constexpr const char* kPackageKey = "seal/log-key.vkey";
inline constexpr const char* kPackageCheckpoint = "seal/checkpoint";
inline constexpr const char* kPackageSealStamp = "seal/seal.tsr";
inline constexpr const char* kPackageCheckpointStamp = "seal/checkpoint.tsr";
inline constexpr const char* kPackageAnchors = "seal/time-authorities.pem";

}  // namespace markwarden

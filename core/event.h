// Who did what, when, why: append-only records that become leaves of the log (RFC 6962).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/hash.h"
#include "core/id.h"
#include "core/json.h"

namespace markwarden {

// An event to be written in the transaction of what it tells of.
struct NewEvent {
  Id org = 0;
  Id actor = 0;
  std::string actor_name;
  std::string kind;          // "flag.dismissed", "segment.sealed" ...
  std::string subject_kind;  // "flag", "case", "segment" ...
  Id subject = 0;
  std::string region_code;
  Json detail = Json::object();    // nothing personal: part of the leaf, there for ever
  Json personal = Json::object();  // notes, names, addresses: salted digest in the leaf, erasable
};

struct Event {
  Id id = 0;
  Id org = 0;
  Id actor = 0;
  std::string actor_name;
  std::string kind;
  std::string subject_kind;
  Id subject = 0;
  std::string region_code;
  Time at;  // milliseconds
  Json detail = Json::object();
  std::string payload_digest;  // hexadecimal: SHA-256(salt || personal as compact JSON)
  std::optional<Json> personal;  // empty once erased
  bool simulated = false;
  std::optional<int64_t> no;     // its index in the log; empty until numbered
  std::string leaf_hash;         // hexadecimal, once numbered
};

// A state of the log.
struct TreeHead {
  int64_t size = 0;
  Sha256Digest root{};
  Time at;
};

// Proof that leaf `index` is in the tree of `size` leaves with `root` (RFC 6962, 2.1.1).
struct InclusionProof {
  int64_t index = 0;
  int64_t size = 0;
  Sha256Digest leaf{};
  Sha256Digest root{};
  std::vector<Sha256Digest> path;
};

}  // namespace markwarden

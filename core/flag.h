// What the matcher says of one listing and one right: a lead with its reasons,
// never a finding of infringement.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/result.h"

namespace markwarden {

struct Region {
  int x = 0, y = 0, width = 0, height = 0;
  bool operator==(const Region&) const = default;
};

// Half-open byte range of a field's UTF-8.
struct Span {
  int64_t begin = 0, end = 0;
  bool operator==(const Span&) const = default;
};

// One piece of evidence.  Text signals have span, matched, decoded and chain; goods that a table's groups decide have
// matched (the listing's group), decoded (the right's) and, in `chain`, the edition;
// picture signals have sha256, region, ref,
// ref_sha256, ref_region, distance, and in `chain` the method and the two views that were compared.
// One step of reading what matched as what it says (core/text/reading.h names them).
struct Operation {
  std::string step;      // "look", "sound", "parts", "reordered" ...
  std::string axis;      // "sound", "form", "meaning": 音、形、义
  std::string from, to;  // as written; empty where there is none
  double cost = 0;       // in signs of the name: 0 nothing, 1 a sign for one that is nothing like it
  bool operator==(const Operation&) const = default;
};

struct Signal {
  std::string detector;  // "text.name", "text.sound", "rule.<id>", "picture.copy" ...
  std::string field;     // "title", "description", "brand", "seller.name", "images[0]", "price"
  std::optional<Span> span;
  std::string matched;             // the bytes of the span
  std::string decoded;             // what they say once the disguise is undone
  std::vector<std::string> chain;  // the views that undid it, in order
  std::vector<Operation> operations;  // of a name: what was undone, sign by sign; none where it stands as it is
  double value = 0;                // 0..1, the detector's own scale
  double db = 0;                   // weight of evidence in decibans
  std::string sha256;           // of the listing's picture
  std::string ref, ref_sha256;  // name and digest of the right's picture
  std::optional<Region> region, ref_region;
  std::optional<int> distance;
};

// What speaks for an innocent reading.
struct Clearing {
  std::string detector;  // "seller.authorised", "use.nominative", "goods.other_class", "right.expired" ...
  std::string field;
  std::optional<Span> span;
  std::string why;  // an English sentence; pages translate by detector
  std::string matched = {};  // what of the listing it rests on, where a sentence names it: "2507 (edition)"; mostly empty
  double db = 0;    // negative
};

enum class Verdict { kSuspected, kCleared };
std::string_view ToString(Verdict verdict);

// The "Flag" object of the command contract.
struct Flag {
  std::string right_id;
  double score = 0;  // 0..1, from db
  double db = 0;     // sum over signals and clearings
  Verdict verdict = Verdict::kSuspected;
  std::vector<std::string> reason_codes;
  std::string engine;    // program version that made it
  std::string rule_set;  // digest of the versions in force
  std::vector<Signal> signals;
  std::vector<Clearing> cleared_by;
};

Json ToJson(const Flag& flag);
Result<Flag> FlagFromJson(const Json& object);

}  // namespace markwarden

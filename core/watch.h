// Where listings come from: platforms, sources, and the watches that use them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/id.h"
#include "core/json.h"

namespace markwarden {

// A marketplace or site; shared by all organisations.
struct Platform {
  Id id = 0;
  std::string key;  // "shop1"; unique
  std::string name;
  std::vector<std::string> hosts;
  std::string item_pattern;  // RE2 with one group, or empty
  Json notice_profile = Json::object();  // recipient of notices: name, country, address, email, form
  int64_t row_version = 1;
};

// A way to pull listings from a platform; its YAML text is versioned, never updated.
struct Source {
  Id id = 0;
  Id org = 0;
  Id platform = 0;
  std::string platform_key;
  std::string name;  // unique in the organisation
  Id version_id = 0;  // current
  int version = 0;
  std::string yaml;
  std::string digest;  // SHA-256 of yaml, hexadecimal
  bool disabled = false;  // nothing is fetched by it
  Id created_by = 0;
  Time created_at;
  int64_t row_version = 1;
};

// A monitoring task: rights x sources x queries x region x period.
struct Watch {
  Id id = 0;
  Id org = 0;
  std::string name;  // unique in the organisation
  std::vector<Id> rights;
  std::vector<Id> sources;
  std::vector<std::string> queries;
  std::string region_code;
  std::optional<Time> from, to;  // period
  std::string state = "active";  // active, paused, done
  std::optional<int> discovery;  // generated queries per source and round; empty: as many as rules/query_words.yaml says; 0: none
  Id owner = 0;                  // who looks after it; at first who created it
  Id created_by = 0;
  Time created_at;
  int64_t row_version = 1;
};

}  // namespace markwarden

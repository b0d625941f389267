// Links and files that somebody thinks should be looked at, and what became of them.
#pragma once

#include <optional>
#include <string>

#include "core/clock.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

struct Tip {
  Id id = 0;
  Id org = 0;
  std::string region_code;
  std::string url, file_name, file_sha256;  // one of link and file at least
  std::string note;
  std::string state;   // new, looked_at, used, declined
  std::string answer;  // what became of it
  std::string answered_by_name;
  std::optional<Time> answered_at;
  Id created_by = 0;
  std::string created_by_name;
  Time created_at;
  int64_t row_version = 1;
};

Result<Tip> AddTip(Transaction& tx, const Scope& scope, const Tip& tip);
// A spotter sees the own ones; others those of their organisation and regions.
Result<std::optional<Tip>> FindTip(CaseDb& db, const Scope& scope, Id id);
Result<Page<Tip>> ListTips(CaseDb& db, const Scope& scope, const std::string& state, const PageRequest& page = {});  // newest first
// Errors: kNotFound, kConflict (changed meanwhile).
Result<Tip> AnswerTip(Transaction& tx, const Scope& scope, Id id, const std::string& state, const std::string& answer, int64_t row_version);

}  // namespace markwarden

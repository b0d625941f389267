// Asking a right's holder whether goods are genuine: by when an answer is asked for, and the statement that is signed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/result.h"
#include "reports/regime.h"

namespace markwarden {

// Our own follow-up, not a term of law: starts with "asked", ends with "identify", names no legal basis.
// Reads data_dir/reports/identification.yaml.  Errors: kNotFound, kInvalid naming the field.
Result<DeadlineRule> LoadIdentificationTerm(const std::filesystem::path& data_dir);

// What stands in a statement: the question as it was put, and the answer.  Times as RFC 3339 in UTC.
struct StatementFacts {
  std::string number;        // of the question
  std::string organisation;  // that asks
  std::string asked_at;
  std::string right, reg_no;
  std::string title, platform, price;  // of the listing; the price may be empty
  std::string question;
  std::vector<std::string> pictures;   // SHA-256
  std::string verdict;                 // genuine, fake, cannot_tell
  std::string reasons;
  std::string signer, position, account;
  std::string signed_at;
};

// Plain text, UTF-8, the same bytes for the same facts; lines of question and reasons stay lines.
// Errors: kInvalid (no such language or verdict, something is empty), kNotFound (no template).
Result<std::string> RenderStatement(const StatementFacts& facts, const std::string& language, const std::filesystem::path& data_dir);

}  // namespace markwarden

// New mail in a Maildir, as fetchmail, getmail or a mail server of one's own leave it there.  Only ever read.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/result.h"

namespace markwarden {

inline constexpr size_t kMaxMaildirMessageBytes = 25u << 20;
inline constexpr size_t kKeptOfLargeMaildirMessage = 64u << 10;
inline constexpr size_t kMaxMaildirFiles = 100'000;         // names that are looked at in one call
inline constexpr size_t kMaxMaildirBatchBytes = 100u << 20;  // of messages in one answer

struct MaildirMessage {
  // The file's name up to the ":" that flags follow: it stays the same when a reader moves the file from new/ to cur/.
  std::string name;
  std::string bytes;
};

struct MaildirOmission {
  std::string name, why;
  std::string beginning = {};  // of one that is too large: its first kKeptOfLargeMaildirMessage bytes
};

struct MaildirBatch {
  std::vector<MaildirMessage> messages;   // by name, which begins with the time of delivery
  std::vector<MaildirOmission> left_out;  // too large, not readable, no regular file
  bool more = false;                      // there are others that `known` does not know
};

// The first `max` messages of new/ and cur/ that `known` (asked by name) does not know.  Only regular files, no symbolic
// links, no names that begin with a dot.  Nothing in the Maildir is changed: whoever calls remembers the names it has
// taken.  What is left out is looked at anew, and named again, until it is gone or remembered too.  Errors: kNotFound (no new/ and no cur/), kDenied, kExhausted (more than kMaxMaildirFiles files).
Result<MaildirBatch> ReadNewMail(const std::filesystem::path& dir, size_t max, const std::function<bool(const std::string& name)>& known = {});

}  // namespace markwarden

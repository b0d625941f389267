// What the server says of refusals, a line of JSON each: who was not let in, where from, what for.  What succeeded is an event of the
// store's log (account.signed_in, account.changed ...) and is not said here again.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "web/message.h"

namespace markwarden {

// Why something was refused, as a log's reader looks for it.
enum class Refusal {
  kSignIn,       // a password, code or invitation was wrong
  kWait,         // too many tries
  kCredential,   // a session or token that is none, or no longer
  kDenied,       // somebody who is signed in may not
  kForeign,      // another site's page, another name, another origin
  kMalformed,    // no HTTP request, or one that could be read in two ways
};
std::string_view ToString(Refusal refusal);

// What of an answer is written; empty when it refuses nothing that is.
std::optional<Refusal> RefusalOf(const WebRequest& request, const WebResponse& response);

// Text as a JSON string of printable ASCII: no client puts line breaks, escape codes or signs that turn the text around into a log.
std::string Quoted(std::string_view text);

// Thread-safe.
class AccessLog {
 public:
  using Write = std::function<void(const std::string& line)>;

  // Of a refusal at most `most` lines a minute are written, and of one address at most a tenth of them; the first line after a minute in which some
  // were left out says how many.
  AccessLog(Write write, int most) : write_(std::move(write)), most_(most) {}

  // One line: {"at","what","peer","by","operation","path","status","why","left_out"}, quoted like
  // that.  Never a query, a body, a header or a secret.
  void Refused(Refusal what, const WebRequest& request, const WebResponse& response, Time now);

 private:
  struct Minute {
    int64_t number = -1;
    int written = 0;
    int64_t left_out = 0;
    std::map<std::string, int> of_peer;  // at most `most_`
  };

  const Write write_;
  const int most_;
  std::mutex mutex_;
  std::map<Refusal, Minute> minutes_;  // guarded by mutex_
};

}  // namespace markwarden

// The key is taken before the work and its answer is kept after it, each in a transaction of its own: of two at once one takes it.
#include "service/request_keys.h"

#include <algorithm>
#include <chrono>

#include "core/hash.h"
#include "service/transact.h"
#include "store/request_keys.h"

namespace markwarden {
namespace {

constexpr std::chrono::hours kKeyKept{24};

bool IsRequestKey(const std::string& key) {
  return !key.empty() && key.size() <= kMaxRequestKey && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

}  // namespace

Result<std::string> AnswerOnce(Service& service, const Scope& scope, const std::string& key, std::string_view request,
                               const std::function<OnceAnswer()>& work) {
  if (scope.actor == 0) return Fail(ErrorCode::kDenied, "sign in first");
  if (!IsRequestKey(key)) return Fail(ErrorCode::kInvalid, "a request's key is 1 to 128 letters, digits, \"-\" and \"_\"");
  const std::string digest = Sha256Hex(request);
  const Result<std::string> known = Writing(service, [&](Transaction& tx) -> Result<std::string> {
    const Time forget = tx.db().Now() - kKeyKept;
    Result<std::optional<RequestKey>> found = FindRequestKey(tx.db(), scope.actor, key);
    if (!found) return Fail(found);
    if (*found && (*found)->request_sha256 != digest) return Fail(ErrorCode::kConflict, "another request was sent under this key: give each its own");
    if (*found && (*found)->answer.empty()) {
      return Fail(ErrorCode::kConflict, "this request is under way, or was when the server stopped: look whether it was done before it is sent under another key");
    }
    if (*found) return (*found)->answer;
    if (Status taken = TakeRequestKey(tx, scope.actor, key, digest, forget); !taken) return Fail(taken);
    return std::string();
  });
  if (!known || !known->empty()) return known;
  const OnceAnswer answer = work();
  const Status kept = Writing(service, [&](Transaction& tx) -> Status {
    return answer.good ? KeepRequestAnswer(tx, scope.actor, key, answer.text) : DropRequestKey(tx, scope.actor, key);
  });
  // What was done is done: without its answer kept, the same request sent again is told to look.
  if (!kept && !answer.good) return Fail(kept.error());
  return answer.text;
}

}  // namespace markwarden

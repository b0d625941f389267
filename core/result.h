// Errors as values: every function that can fail for a reason its caller must
// handle returns Result<T> or Status.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace markwarden {

// What the caller can do about it.
enum class ErrorCode {
  kInvalid,      // the input is wrong: mend it and try again
  kNotFound,     // no such thing
  kDenied,       // not allowed: robots, a role, an address guard
  kConflict,     // another actor or process was there first
  kUnavailable,  // not now: a time-out, a busy port, a lock
  kExhausted,    // a cap, a full disk, no memory
  kCancelled,    // asked to stop
  kUnsupported,  // a newer store, a format that this build cannot read
  kInternal,     // a bug or a broken store
};

std::string_view ToString(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;  // one line, lower case, says what is wrong and what to do
  std::string said = {};  // the same as a sentence that pages show in either language (core/said.h); empty: there is English only

  // The same error seen from one step further out: "load rules: open x: no such file".
  Error While(std::string_view doing) && {
    message = std::string(doing) + ": " + message;
    return std::move(*this);
  }
};

inline tl::unexpected<Error> Fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}
inline tl::unexpected<Error> Fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

template <typename T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

using Status = Result<void>;

// Passes a failure on: `if (!page) return Fail(page);`
template <typename T>
tl::unexpected<Error> Fail(Result<T>& failed) {
  return tl::unexpected<Error>(std::move(failed.error()));
}

inline Status Ok() { return {}; }

}  // namespace markwarden

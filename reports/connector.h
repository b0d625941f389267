// How a platform is given notice over its own interface, as data: what is asked of which address, with which words of a notice, and what the
// answers mean.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/json.h"
#include "core/notice.h"
#include "core/result.h"

namespace markwarden {

inline constexpr size_t kMaxConnectorYaml = 32u << 10;
inline constexpr size_t kMaxConnectorBody = 100u << 10;   // of one request
inline constexpr size_t kMaxConnectorAnswer = 256u << 10;  // of one answer; more is not read
inline constexpr size_t kMaxConnectorItems = 300;          // listings in one request, where the platform's profile knows no smaller number

// What proves who asks.  The secret itself lies in a file of the store, by name.
struct ConnectorAuth {
  std::string kind = "none";  // none; bearer; basic: the secret is "user:password"; header: the secret is the value of `header`
  std::string secret, header;
};

struct ConnectorColumn {
  std::string title;
  std::string pointer;  // "./url" into the item, "/right/reg_no" into the notice
};

struct ConnectorStep {
  std::string method;  // GET, POST, PUT, PATCH, DELETE
  std::string url;     // with {receipt}, {notice} and {key}, each percent-encoded
  std::map<std::string, std::string> headers;  // a value is plain or one "{{pointer}}"
  ConnectorAuth auth;
  std::string idempotency_header;  // empty: the platform cannot tell a second request from a first
  std::optional<Json> body;        // template, see FillBody
  // What a 409 says.  kLater: something else is going on there now, such as our first request (RFC 9110, 15.5.10).  kDuplicate: the platform has
  // what bears our key already, so it was given; only with an idempotency header.
  enum class Conflict { kLater, kDuplicate } conflict = Conflict::kLater;
  std::vector<int> accepted = {200, 201, 202, 204};
  std::string receipt;             // JSON pointer into the answer
  // status alone
  std::string state;                         // JSON pointer into the answer
  std::map<std::string, std::string> words;  // theirs -> received, pending, honoured, refused, counter_notice
  std::string note, counter_notice;          // JSON pointers into the answer
  // batch alone: the body is a file of comma-separated values, one line an item
  std::vector<ConnectorColumn> columns;

  std::string content_type() const { return columns.empty() ? "application/json" : "text/csv; charset=utf-8"; }
};

enum class ConnectorCall { kSubmit, kStatus, kWithdraw, kFiling, kBatch };
std::string_view ToString(ConnectorCall call);

struct Connector {
  std::string id;
  LocalText name;
  std::vector<std::string> platforms;
  std::vector<std::string> allow_networks;
  std::map<std::string, std::string> resolve;  // host -> address
  std::chrono::milliseconds timeout{30'000};
  std::chrono::milliseconds gap{1'000};  // between two requests
  int64_t per_day = 0;                   // 0: no limit known
  size_t max_items = kMaxConnectorItems;
  std::map<ConnectorCall, ConnectorStep> steps;  // submit is always there

  const ConnectorStep* Find(ConnectorCall call) const {
    const auto step = steps.find(call);
    return step == steps.end() ? nullptr : &step->second;
  }
};

// Strict: unknown keys are refused.  Errors: kInvalid naming the field, kExhausted (longer than kMaxConnectorYaml, or too deep).
Result<Connector> ReadConnector(std::string_view yaml);

// What a request says beside the notice.
struct ConnectorContext {
  std::string key;      // idempotency key
  std::string receipt;  // the platform's number of the notice; empty at first
  Json delivery = Json::object();  // found under /delivery: what, reason, number ...
};

struct ConnectorRequest {
  std::string method, url;
  std::vector<std::string> headers;  // "Name: value", without what proves who asks
  std::string body, content_type;    // empty type: no body
  ConnectorAuth auth;
};
// Pure.  Errors: kInvalid (a value that no header or address can carry: names it; a step that the connector does not have), kExhausted (more listings than a
// request takes, a body longer than kMaxConnectorBody).
Result<ConnectorRequest> BuildRequest(const Connector& connector, ConnectorCall call, const Json& notice, const ConnectorContext& context);

// `shape` with values of `root` in it: a text that is one "{{pointer}}" becomes the value there, or null; {"$each": pointer, "$item": shape} a list with
// the shape filled once for each member, in which pointers that begin with "." are of the member; {"$text": [...]} its parts in one text.  Values stay
// values: nothing in them is looked at again.  Errors: kExhausted (too large), kInvalid.
Result<Json> FillBody(const Json& shape, const Json& root);

struct ConnectorAnswer {
  enum class Kind { kAccepted, kRefused, kLater } kind = Kind::kRefused;
  std::string line;                  // for people: a sentence as core/said.h keeps it
  std::optional<Time> not_before;    // Retry-After
};
// What an answer's head means.  A redirect is refused: a notice goes to the address that a person wrote down, and no other.
ConnectorAnswer JudgeAnswer(const ConnectorStep& step, int status, std::string_view retry_after, Time now);

}  // namespace markwarden

// What follows a notice: its delivery, the terms that run, what the recipient did, what the seller answers, what people must still do.
// States and acts are those of core/transitions.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/id.h"
#include "core/json.h"

namespace markwarden {

// A term of law, or of our own follow-up, as it was counted when it started.
struct Deadline {
  Id id = 0;
  Id org = 0;
  std::string region_code;
  std::string subject_kind;  // "notice", "counter_notice", "clue", "identification"
  Id subject = 0;
  Id case_id = 0;
  std::string law;          // regime or procedure: "cn-ecommerce-42", "cn-penalty", "follow-up"
  std::string rule;         // id of its rule there
  std::string rule_digest;  // SHA-256 of the rule's data as it was counted with, hexadecimal
  Json name = Json::object();   // {"zh","en"}
  Json basis = Json::object();  // {"law":{},"article":{},"verified":bool}
  std::string start_event;
  Time started_at;
  std::string zone;                // whose days were counted; empty for hours
  std::optional<Time> not_before;
  Time due;                        // the first instant that is too late
  std::string last_day;
  std::string at_end;              // DeadlineRule::then
  bool holidays_unknown = false;
  std::string state = "running";   // running, met, over, stopped
  std::optional<Time> ended_at;
  int reminded = 0;
  Id created_by = 0;
  Time created_at;
  int64_t row_version = 1;
};

// The seller's answer, as the platform forwarded it.
struct CounterNotice {
  Id id = 0;
  Id org = 0;
  std::string region_code;
  Id notice = 0;
  Id case_id = 0;
  std::string number;   // the platform's own
  Time received_at;     // when it reached the holder: the terms are counted from it
  std::string from_name, from_address;
  std::string reason;   // owner, authorized, no_right, fair_use, removed, not_used, other
  std::string statement;
  std::vector<int> items;     // of the notice; empty: all
  std::string document_sha256;  // of the handed-in file; empty when there is none
  std::string source = "hand";  // hand, mail, connector
  bool late = false;          // came after the notice had ended, or after its own term
  std::string state = "received";
  std::string filing_kind, filing_number;  // "complaint", "suit"
  std::optional<Time> filed_at, told_at;   // filed; the platform told
  std::string proof_sha256;
  Id decided_by = 0;
  std::optional<Time> decided_at;
  std::string decision_reason;
  Id created_by = 0;
  Time created_at;
  int64_t row_version = 1;
};

// What the recipient did to one listing of a notice.
struct Measure {
  Id id = 0;
  Id org = 0;
  std::string region_code;
  Id notice = 0;
  Id case_id = 0;
  int item = 0;           // index into the notice's items
  Id listing = 0;         // 0 when the store has none of that address
  Id right = 0;
  std::string platform;
  std::string url;
  std::string state = "asked";
  Time asked_at;
  std::optional<Time> taken_at, ended_at;
  std::optional<Time> first_gone_at;  // the look that a second must confirm
  std::string refusal;                // code of reports/follow_up.yaml
  std::string note;
  std::optional<Time> next_check_at;  // empty: no more looks are planned
  int checks = 0;
  int misses = 0;                     // looks in a row that could not be made
  std::string outcome;                // DSA Transparency Database: "DECISION_VISIBILITY_CONTENT_REMOVED" ...
  int64_t row_version = 1;
};

// One look at a listing after its notice.
struct MeasureCheck {
  Id id = 0;
  Id measure = 0;
  Time at;
  std::string seen;  // "gone", "live", "unclear", "unreachable"
  std::string why;   // "404", "the page says 商品已下架", "robots.txt says no: ..."
  int status = 0;
  Id capture = 0;    // 0: nothing was fetched
};

// What was taken down, and what it would look like if it came back.
struct RelistWatch {
  Id id = 0;
  Id org = 0;
  Id measure = 0;
  Id case_id = 0;
  Id right = 0;
  Id listing = 0;
  Json fingerprint = Json::object();  // {"pictures":[hex],"shingles":[...],"title":"...","seller":{"keys":[...]}}
  Time since, until;
  Id seen_snapshot = 0;  // everything up to it was compared
  std::string state = "watching";  // watching, over
};
struct Relist {
  Id id = 0;
  Id watch = 0;
  Id case_id = 0;
  Id measure = 0;
  Id listing = 0;
  Time seen_at;
  double score = 0;
  Json reasons = Json::array();  // [{"what":"picture","value":12}...]
};

// One message to a recipient, from the outbox.
struct Delivery {
  Id id = 0;
  Id org = 0;
  Id notice = 0;
  Id case_id = 0;
  std::string what = "notice";   // notice, withdrawal, filing
  std::string channel;           // email, connector, batch
  std::string recipient;         // address, or connector name: paced by it
  std::string key;               // idempotency key; unique
  std::string state = "waiting"; // waiting, trying, accepted, refused, unknown, bounced, cancelled
  int attempts = 0;
  Time next_at;
  std::string last_answer;       // one line
  std::string body_sha256;       // the very bytes that go out
  std::string message_id;        // e-mail
  std::string receipt;
  std::optional<Time> accepted_at;
  Id created_by = 0;
  Time created_at;
  int64_t row_version = 1;
};

// A message that came back.
struct ReceivedMessage {
  Id id = 0;
  Id org = 0;
  std::string kind;  // reply, auto_reply, bounce, unknown
  Id delivery = 0, notice = 0;
  std::string from, subject, message_id, text;
  Time received_at;
  std::string raw_sha256;
};

// Something that a person must do: a reminder, an unknown reply, a proposal to withdraw.
struct Task {
  Id id = 0;
  Id org = 0;
  std::string region_code;
  std::string kind;
  std::string subject_kind;
  Id subject = 0;
  Id case_id = 0;
  std::string cause;  // unique: the same cause opens one task
  std::optional<Time> due;
  Json detail = Json::object();
  std::string state = "open";  // open, done
  Id done_by = 0;
  std::optional<Time> done_at;
  std::string note;
  Id created_by = 0;
  Time created_at;
  int64_t row_version = 1;
};

}  // namespace markwarden

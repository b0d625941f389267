// From a released notice to the very bytes that go out.  Internal to service/.
#pragma once

#include <string>

#include "core/case.h"
#include "core/takedown.h"
#include "reports/connector.h"
#include "service/connectors.h"
#include "service/service.h"

namespace markwarden {

// What recipients quote: "MW-123".
std::string NoticeNumber(Id notice);
// What a platform tells a second request from a first by; no two stores share one.
std::string PlatformKey(const Store& store, const std::string& delivery_key);

struct OutboxBody {
  std::string recipient;     // e-mail address, or the connector's name
  std::string content_type;
  std::string bytes;
  std::string message_id;    // e-mail
};

// What the delivery says beside the notice.
struct OutboxWords {
  std::string what = "notice";  // notice, withdrawal, filing
  std::string reason;           // of a withdrawal
  std::string filing_kind, filing_number, filed_at;
  std::string receipt;          // the platform's number of the notice
  std::string in_reply_to;      // Message-ID of the notice's mail
};

// Errors: kInvalid (no e-mail address; a control character in a name; a connector that does not serve the platform), kNotFound (no mail.yaml, no such
// connector), kExhausted (a limit).
Result<OutboxBody> ComposeOutboxMail(Service& service, CaseDb& db, const NoticeRecord& record, Id delivery, const OutboxWords& words);
Result<OutboxBody> ComposeForConnector(Service& service, const NoticeRecord& record, const ConnectorInUse& used, ConnectorCall call, const std::string& delivery_key,
                                       const OutboxWords& words);

// The step of a connector for a delivery of that kind and channel.
ConnectorCall CallFor(const Delivery& delivery);

}  // namespace markwarden

// One try over the network, and an honest word on what became of it.  Internal to service/.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/case.h"
#include "core/net/fetcher.h"
#include "core/takedown.h"
#include "service/connectors.h"
#include "service/mail_settings.h"
#include "service/outbox_policy.h"
#include "service/service.h"
#include "store/notices.h"

namespace markwarden {

struct SendOutcome {
  enum class Kind {
    kAccepted,
    kRefused,  // for good
    kLater,    // nothing was taken
    kUnknown,  // it may have been taken
  } kind = Kind::kLater;
  std::string line;     // for people: one line, or a sentence as core/said.h keeps it
  std::string receipt;
  std::optional<Time> not_before = {};
  bool at_once = false;  // what is put off need not wait: no recipient was at fault
};

// Whether the recipient tells a second request with the same key from a first, so that what is unknown may be asked again.
Result<bool> ToldApart(CaseDb& db, const Delivery& delivery);

// Keeps a network thread and settings between tries.  One thread at a time.
class OutboxSender {
 public:
  explicit OutboxSender(Service& service) : service_(service) {}

  // Blocks until the answer or the time-out; is not cut short, because what is cut short is unknown.
  SendOutcome Send(const Delivery& delivery, const NoticeRecord& record, const Body& body);

  // An answer to the connector's status step for that receipt: the picked values of JSON pointers.  Errors: kUnavailable and others; kInvalid (the answer is no JSON).
  Result<Json> AskStatus(const ConnectorInUse& used, const NoticeRecord& record, const Delivery& delivery, const std::vector<std::string>& pointers);

  // How long the recipient is still left alone, by what it got and by what this sender tried.
  Result<std::chrono::milliseconds> PauseFor(CaseDb& db, const Delivery& delivery, const OutboxPolicy& policy);

 private:
  SendOutcome SendMailOf(const Delivery& delivery, const Body& body);
  SendOutcome SendRequest(const Delivery& delivery, const NoticeRecord& record, const Body& body);
  Result<Exchange> Ask(const ConnectorInUse& used, const ConnectorRequest& request, const std::shared_ptr<std::atomic<bool>>& left);

  Service& service_;
  std::unique_ptr<Fetcher> fetcher_;
  std::map<std::string, std::chrono::steady_clock::time_point> tried_;  // recipient -> last try
};

}  // namespace markwarden

// Requests over HTTP, mails over SMTP.
#include "service/outbox_send.h"

#include <algorithm>

#include "core/base64.h"
#include "core/net/fetch_now.h"
#include "core/said.h"
#include "service/content.h"
#include "service/outbox_compose.h"
#include "service/secrets.h"
#include "service/transact.h"
#include "store/deliveries.h"
#include "store/store.h"

namespace markwarden {
namespace {

using Kind = SendOutcome::Kind;
constexpr size_t kMaxAnswerLine = 300, kMaxKeptReceipt = 200;

std::string OneLine(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  if (text.size() > kMaxAnswerLine) {
    size_t end = kMaxAnswerLine;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    text.resize(end);
  }
  return text;
}

// What a sentence of ours says stays as it is; anything else becomes one line.
std::string AnswerLine(const std::string& text) { return SaidCode(text).empty() ? OneLine(text) : text; }

SendOutcome Later(const std::string& line) { return {.kind = Kind::kLater, .line = AnswerLine(line), .receipt = {}, .not_before = {}}; }
SendOutcome Refused(const std::string& line) { return {.kind = Kind::kRefused, .line = AnswerLine(line), .receipt = {}, .not_before = {}}; }

// A connector that is gone or that this version does not read costs its own deliveries alone.
bool CannotBeUsed(const Error& error) { return error.code == ErrorCode::kNotFound || error.code == ErrorCode::kUnsupported; }

std::string DomainPart(const std::string& address) {
  const size_t at = address.rfind('@');
  return at == std::string::npos ? "" : address.substr(at);
}

// The platform's number of a notice, as its answer has it.
std::string ReceiptText(const Json& value) {
  if (value.is_number()) return DumpJson(value);
  if (!value.is_string()) return "";
  std::string text = value.get<std::string>();
  if (text.size() > kMaxKeptReceipt || std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) return "";
  return text;
}

Result<std::string> Proof(const Store& store, const ConnectorAuth& auth) {
  if (auth.kind == "none") return std::string();
  Result<std::string> secret = ReadSecret(store, auth.secret);
  if (!secret) return secret;
  if (auth.kind == "bearer") return "Authorization: Bearer " + *secret;
  if (auth.kind == "basic") return "Authorization: Basic " + ToBase64(*secret);
  return auth.header + ": " + *secret;
}

}  // namespace

Result<bool> ToldApart(CaseDb& db, const Delivery& delivery) {
  if (delivery.channel == "email") return false;
  Result<ConnectorInUse> used = UseConnector(db, delivery.org, delivery.recipient);
  if (!used) return CannotBeUsed(used.error()) ? Result<bool>(false) : Fail(used);
  const ConnectorStep* step = used->connector.Find(CallFor(delivery));
  return step != nullptr && !step->idempotency_header.empty();
}

Result<Exchange> OutboxSender::Ask(const ConnectorInUse& used, const ConnectorRequest& request, const std::shared_ptr<std::atomic<bool>>& left) {
  if (!fetcher_) {
    Result<std::unique_ptr<Fetcher>> made = MakeFetcher({.clock = &service_.clock(),
                                                         .own_ports = [dir = service_.store().dir()] { return ConsolePorts(dir); },
                                                         .max_connections = 4});
    if (!made) return Fail(made);
    fetcher_ = std::move(*made);
  }
  FetchRequest fetch;
  fetch.url = request.url;
  fetch.headers = request.headers;
  Result<std::string> proof = Proof(service_.store(), request.auth);
  if (!proof) return Fail(ErrorCode::kUnavailable, proof.error().message);
  if (!proof->empty()) fetch.headers.push_back(*proof);
  if (!request.content_type.empty()) fetch.headers.push_back("Content-Type: " + request.content_type);
  fetch.headers.push_back("Accept: application/json");
  fetch.user_agent = "markwarden";
  fetch.max_bytes = kMaxConnectorAnswer;
  fetch.timeout = used.connector.timeout;
  fetch.connect_timeout = std::min(used.connector.timeout, std::chrono::milliseconds(10'000));
  fetch.resolve = used.connector.resolve;
  for (const std::string& text : used.connector.allow_networks) {
    Result<IpNetwork> network = ParseIpNetwork(text);
    if (!network) return Fail(network);
    fetch.allow_networks.push_back(*network);
  }
  fetch.method = request.method;
  if (request.method != "GET" && (request.method != "DELETE" || !request.body.empty())) fetch.post = request.body;
  fetch.once = true;
  fetch.left = left;
  return FetchNow(*fetcher_, std::move(fetch), {});
}

SendOutcome OutboxSender::SendRequest(const Delivery& delivery, const NoticeRecord& record, const Body& body) {
  Result<ConnectorInUse> used = Reading(service_, [&](CaseDb& db) { return UseConnector(db, delivery.org, delivery.recipient); });
  if (!used) return CannotBeUsed(used.error()) ? Refused(LineOf(used.error())) : Later(LineOf(used.error()));
  // Where the notice went has its number: what follows it needs it.
  ConnectorContext context{.key = PlatformKey(service_.store(), delivery.key), .receipt = {}, .delivery = {{"what", delivery.what}, {"number", NoticeNumber(record.id)}}};
  if (delivery.what != "notice") {
    Result<std::vector<Delivery>> all = Reading(service_, [&](CaseDb& db) { return DeliveriesOfNotice(db, SystemScope("system:work", delivery.org), delivery.notice); });
    if (!all) return Later(all.error().message);
    for (const Delivery& other : *all) {
      if (other.what == "notice" && !other.receipt.empty()) context.receipt = other.receipt;
    }
  }
  Result<ConnectorRequest> request = BuildRequest(used->connector, CallFor(delivery), record.payload, context);
  if (!request) return Refused(request.error().message);
  request->body = body.bytes;  // as it was when a person put it in
  const auto left = std::make_shared<std::atomic<bool>>(false);
  Result<Exchange> exchange = Ask(*used, *request, left);
  if (!exchange) {
    if (left->load()) return {.kind = Kind::kUnknown, .line = Say("outbox.no_answer", {{"why", OneLine(exchange.error().message)}}).kept(), .receipt = {}, .not_before = {}};
    const ErrorCode code = exchange.error().code;
    return code == ErrorCode::kInvalid || code == ErrorCode::kDenied ? Refused(exchange.error().message) : Later(exchange.error().message);
  }
  const ConnectorStep& step = *used->connector.Find(CallFor(delivery));
  const ConnectorAnswer answer = JudgeAnswer(step, exchange->status, exchange->Header("Retry-After"), service_.clock().Now());
  SendOutcome outcome{.kind = answer.kind == ConnectorAnswer::Kind::kAccepted ? Kind::kAccepted : answer.kind == ConnectorAnswer::Kind::kLater ? Kind::kLater : Kind::kRefused,
                      .line = answer.line, .receipt = {}, .not_before = answer.not_before};
  if (outcome.kind == Kind::kAccepted && !step.receipt.empty()) {
    Result<Json> picked = exchange->truncated.empty() ? service_.content().PickAnswer(exchange->body, {step.receipt}) : Result<Json>(Fail(ErrorCode::kInvalid, "the answer broke off"));
    if (picked) outcome.receipt = ReceiptText((*picked)[0]);
    if (outcome.receipt.empty()) {
      outcome.line = picked ? Say("outbox.no_receipt", {{"said", outcome.line}}).kept() : Say("outbox.no_receipt_why", {{"said", outcome.line}, {"why", OneLine(picked.error().message)}}).kept();
    }
  } else if (outcome.kind != Kind::kAccepted && !exchange->body.empty()) {
    if (SaidCode(outcome.line) == "outbox.status") {
      outcome.line = Say("outbox.status_says", {{"status", std::to_string(exchange->status)}, {"text", OneLine(exchange->body.substr(0, kMaxAnswerLine))}}).kept();
    }
  }
  return outcome;
}

SendOutcome OutboxSender::SendMailOf(const Delivery& delivery, const Body& body) {
  Result<std::optional<MailSettings>> settings = LoadMailSettings(service_.store());
  if (!settings) return Later(settings.error().message);
  if (!*settings) return Later(Say("outbox.no_mail").kept());
  Result<SmtpSending> sending = SendMail((*settings)->smtp, {.from = (*settings)->from.address, .to = {delivery.recipient}}, body.bytes, {});
  if (!sending) {
    return sending.error().code == ErrorCode::kInvalid || sending.error().code == ErrorCode::kExhausted ? Refused(sending.error().message) : Later(sending.error().message);
  }
  std::string line = (sending->answer.code ? std::to_string(sending->answer.code) + " " : "") + sending->answer.text;
  if (!sending->refused.empty()) line += "; " + std::to_string(sending->refused[0].code) + " " + sending->refused[0].text;
  const Kind kind = sending->outcome == SmtpOutcome::kAccepted  ? Kind::kAccepted
                    : sending->outcome == SmtpOutcome::kRefused ? Kind::kRefused
                    : sending->outcome == SmtpOutcome::kLater   ? Kind::kLater
                                                                : Kind::kUnknown;
  return {.kind = kind, .line = OneLine(line), .receipt = {}, .not_before = {}};
}

SendOutcome OutboxSender::Send(const Delivery& delivery, const NoticeRecord& record, const Body& body) {
  SendOutcome outcome = delivery.channel == "email" ? SendMailOf(delivery, body) : SendRequest(delivery, record, body);
  tried_[delivery.recipient] = std::chrono::steady_clock::now();
  if (delivery.channel == "email") tried_[DomainPart(delivery.recipient)] = tried_[delivery.recipient];
  return outcome;
}

Result<Json> OutboxSender::AskStatus(const ConnectorInUse& used, const NoticeRecord& record, const Delivery& delivery, const std::vector<std::string>& pointers) {
  Result<ConnectorRequest> request = BuildRequest(used.connector, ConnectorCall::kStatus, record.payload,
                                                  {.key = PlatformKey(service_.store(), delivery.key), .receipt = delivery.receipt, .delivery = {{"number", NoticeNumber(record.id)}}});
  if (!request) return Fail(request);
  Result<Exchange> exchange = Ask(used, *request, nullptr);
  if (!exchange) return Fail(exchange);
  if (exchange->status != 200) return Fail(ErrorCode::kUnavailable, "status " + std::to_string(exchange->status));
  if (!exchange->truncated.empty()) return Fail(ErrorCode::kUnavailable, "the answer broke off");
  return service_.content().PickAnswer(exchange->body, pointers);
}

Result<std::chrono::milliseconds> OutboxSender::PauseFor(CaseDb& db, const Delivery& delivery, const OutboxPolicy& policy) {
  using std::chrono::milliseconds;
  std::vector<std::pair<std::string, milliseconds>> gaps;
  if (delivery.channel == "email") {
    gaps = {{delivery.recipient, policy.address_gap}, {DomainPart(delivery.recipient), policy.domain_gap}};
  } else {
    Result<ConnectorInUse> used = UseConnector(db, delivery.org, delivery.recipient);
    if (!used) return CannotBeUsed(used.error()) ? Result<milliseconds>(milliseconds(0)) : Fail(used);
    gaps = {{delivery.recipient, used->connector.gap}};
    if (used->connector.per_day > 0) {
      Result<int64_t> today = CountAcceptedBy(db, delivery.recipient, db.Now() - std::chrono::hours(24));
      if (!today) return Fail(today);
      if (*today >= used->connector.per_day) return milliseconds(std::chrono::hours(1));
    }
  }
  milliseconds pause{0};
  for (const auto& [recipient, gap] : gaps) {
    if (gap.count() == 0) continue;
    if (const auto last = tried_.find(recipient); last != tried_.end()) {
      pause = std::max(pause, gap - std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - last->second));
      continue;
    }
    Result<std::optional<Time>> accepted = LastAcceptedBy(db, recipient);
    if (!accepted) return Fail(accepted);
    // The row has whole seconds.
    if (*accepted && !HasPassed(**accepted, db.Now(), gap + std::chrono::seconds(1))) pause = std::max(pause, milliseconds(**accepted + gap + std::chrono::seconds(1) - db.Now()));
  }
  return pause;
}

}  // namespace markwarden

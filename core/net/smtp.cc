// MAIL, RCPT for each, DATA, the mail, its end.
#include "core/net/smtp.h"

#include <algorithm>
#include <optional>

#include "core/mail_address.h"
#include "core/net/mail_connection.h"
#include "core/utf8.h"

namespace markwarden {
namespace {

constexpr size_t kMaxSmtpRecipients = 100;
constexpr size_t kMaxSmtpMessageBytes = 25u << 20;
constexpr size_t kMaxSmtpLine = 998;       // RFC 5321, 4.5.3.1.6, less CRLF
constexpr size_t kMaxReplyLine = 4'096;
constexpr size_t kMaxReplyText = 1'000;
constexpr int kMaxReplyLines = 200;

std::string OnOneLine(std::string_view text) {
  std::string line = MendUtf8(text.substr(0, kMaxReplyText));
  for (char& c : line) {
    if (static_cast<uint8_t>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return line;
}

// The code that a line of an answer begins with; 0 when it is none.
int CodeOf(std::string_view line) {
  if (line.size() < 3 || line[0] < '2' || line[0] > '5' || line[1] < '0' || line[1] > '9' || line[2] < '0' || line[2] > '9') return 0;
  if (line.size() > 3 && line[3] != ' ' && line[3] != '-') return 0;
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

struct SmtpReply {
  int code = 0;
  std::string text;
};

// Errors: as MailConnection; kInvalid (no answer of SMTP).
Result<SmtpReply> ReadReply(MailConnection& connection) {
  SmtpReply reply;
  for (int i = 0; i < kMaxReplyLines; ++i) {
    Result<std::string> line = connection.ReadLine(kMaxReplyLine);
    if (!line) return Fail(line);
    reply.code = CodeOf(*line);
    if (reply.code == 0) return Fail(ErrorCode::kInvalid, "the mail server answers with what is not SMTP: " + QuoteForMessage(*line));
    if (line->size() > 4) reply.text += (reply.text.empty() ? "" : " ") + line->substr(4);
    if (reply.text.size() > kMaxReplyText) reply.text.resize(kMaxReplyText);
    if (line->size() == 3 || (*line)[3] == ' ') {
      reply.text = OnOneLine(reply.text);
      return reply;
    }
  }
  return Fail(ErrorCode::kInvalid, "the mail server's answer has more than " + std::to_string(kMaxReplyLines) + " lines");
}

Result<SmtpReply> Ask(MailConnection& connection, const std::string& command) {
  if (Status sent = connection.Send(command + "\r\n"); !sent) {
    if (sent.error().code == ErrorCode::kCancelled) return Fail(sent);
    // What it said before it hung up is still to be read.
    if (Result<SmtpReply> last = ReadReply(connection)) return last;
    return Fail(sent);
  }
  return ReadReply(connection);
}

// Of the set-up, not of the mail (RFC 4954, 6; RFC 5321, 4.2.3): another log-in may be taken.
bool ConcernsUs(int code) { return code >= 530 && code <= 538; }

SmtpOutcome OutcomeOf(int code) {
  if (code >= 200 && code < 300) return SmtpOutcome::kAccepted;
  return code >= 500 && !ConcernsUs(code) ? SmtpOutcome::kRefused : SmtpOutcome::kLater;
}

Status CheckMessage(std::string_view message) {
  if (message.size() > kMaxSmtpMessageBytes) return Fail(ErrorCode::kExhausted, "the mail is larger than 25 MiB");
  if (!message.ends_with("\r\n")) return Fail(ErrorCode::kInvalid, "the mail does not end in CRLF");
  // A bare line end is read as an end by some servers and not by others: the gap through which mails are smuggled.
  for (size_t at = 0; at < message.size();) {
    const size_t end = message.find_first_of("\r\n", at);
    if (message.substr(end, 2) != "\r\n") return Fail(ErrorCode::kInvalid, "the mail has a bare CR or LF at byte " + std::to_string(end));
    if (end - at > kMaxSmtpLine) return Fail(ErrorCode::kInvalid, "the mail has a line of more than " + std::to_string(kMaxSmtpLine) + " bytes");
    const std::string_view line = message.substr(at, end - at);
    if (std::any_of(line.begin(), line.end(), [](char c) { return c == 0 || static_cast<uint8_t>(c) >= 0x80; })) {
      return Fail(ErrorCode::kInvalid, "the mail has bytes that are not 7-bit text near byte " + std::to_string(at));
    }
    at = end + 2;
  }
  return Ok();
}

// RFC 5321, 4.5.2: a line that begins with a dot gets another one.
std::string DotStuffed(std::string_view message) {
  std::string out;
  out.reserve(message.size() + 64);
  for (size_t at = 0; at < message.size();) {
    const size_t end = message.find('\n', at) + 1;
    if (message[at] == '.') out += '.';
    out.append(message, at, end - at);
    at = end;
  }
  return out;
}

struct CheckedEnvelope {
  std::string from;
  std::vector<std::string> to;
};

Result<CheckedEnvelope> CheckEnvelope(const SmtpEnvelope& envelope) {
  if (envelope.to.empty()) return Fail(ErrorCode::kInvalid, "the mail has no recipient");
  if (envelope.to.size() > kMaxSmtpRecipients) return Fail(ErrorCode::kExhausted, "the mail has more than " + std::to_string(kMaxSmtpRecipients) + " recipients");
  CheckedEnvelope checked;
  Result<std::string> from = CheckMailAddress(envelope.from);
  if (!from) return Fail(from);
  checked.from = std::move(*from);
  for (const std::string& recipient : envelope.to) {
    Result<std::string> to = CheckMailAddress(recipient);
    if (!to) return Fail(to);
    checked.to.push_back(std::move(*to));
  }
  return checked;
}

// What is said and heard, up to the mail's end.
class SmtpDialogue {
 public:
  SmtpDialogue(MailConnection& connection, const SmtpEnvelope& envelope, const CheckedEnvelope& checked) : connection_(connection), envelope_(envelope), checked_(checked) {}

  // Errors: kCancelled.
  Result<SmtpSending> Run(std::string_view message) {
    if (!Say("MAIL FROM:<" + checked_.from + ">") || !Recipients()) return Done();
    if (!Say("DATA")) return Done();
    const std::string stuffed = DotStuffed(message);
    if (Status sent = connection_.Send(stuffed); !sent) {
      if (sent.error().code == ErrorCode::kCancelled) return Fail(sent);
      // It may have said why before it hung up; without its end the mail was not taken, whatever it said.
      Result<SmtpReply> last = ReadReply(connection_);
      if (!last) return Lost(sent.error());
      Heard(*last);
      if (sending_.outcome == SmtpOutcome::kAccepted) sending_.outcome = SmtpOutcome::kLater;
      return Done();
    }
    const auto in_doubt = [&](const Error& error) {
      sending_.outcome = SmtpOutcome::kUnknown;
      sending_.answer.code = 0;
      sending_.answer.text = "the mail was sent whole, and then no answer came: " + error.message;
      return sending_;
    };
    if (Status ended = connection_.Send(".\r\n"); !ended) return in_doubt(ended.error());
    Result<SmtpReply> final_reply = ReadReply(connection_);
    if (!final_reply) return in_doubt(final_reply.error());
    Heard(*final_reply);
    if (final_reply->code >= 300 && final_reply->code < 400) sending_.outcome = SmtpOutcome::kUnknown;
    return Done();
  }

 private:
  // False when the dialogue is over; then sending_ or failed_ says how.
  bool Say(const std::string& command) {
    Result<SmtpReply> reply = Ask(connection_, command);
    if (!reply) {
      failed_ = std::move(reply.error());
      return false;
    }
    Heard(*reply);
    if (command != "DATA") return sending_.outcome == SmtpOutcome::kAccepted;
    if (sending_.outcome == SmtpOutcome::kAccepted) sending_.outcome = SmtpOutcome::kLater;  // only 354 opens the mail
    return reply->code == 354;
  }

  void Heard(const SmtpReply& reply) {
    sending_.answer.code = reply.code;
    sending_.answer.text = reply.text;
    sending_.outcome = OutcomeOf(reply.code);
  }

  bool Recipients() {
    bool may_come_later = false;
    for (size_t i = 0; i < checked_.to.size(); ++i) {
      if (Say("RCPT TO:<" + checked_.to[i] + ">")) continue;
      if (failed_) return false;
      sending_.refused.push_back({envelope_.to[i], sending_.answer.code, sending_.answer.text});
      may_come_later = may_come_later || sending_.outcome == SmtpOutcome::kLater;
      if (sending_.answer.code == 421) return false;  // RFC 5321, 3.8: it closes
    }
    if (sending_.refused.size() < checked_.to.size()) return true;
    sending_.outcome = may_come_later ? SmtpOutcome::kLater : SmtpOutcome::kRefused;
    return false;
  }

  SmtpSending Lost(const Error& error) {
    sending_.outcome = SmtpOutcome::kLater;
    sending_.answer.code = 0;
    sending_.answer.text = error.message;
    return sending_;
  }

  Result<SmtpSending> Done() {
    if (failed_ && failed_->code == ErrorCode::kCancelled) return Fail(*failed_);
    if (failed_) return Lost(*failed_);
    (void)connection_.Send("QUIT\r\n");  // whatever it answers changes nothing any more
    return sending_;
  }

  MailConnection& connection_;
  const SmtpEnvelope& envelope_;
  const CheckedEnvelope& checked_;
  SmtpSending sending_;
  std::optional<Error> failed_;
};

Result<SmtpSending> Converse(const SmtpServer& server, const SmtpEnvelope& envelope, const CheckedEnvelope& checked, std::string_view message, std::stop_token stop) {
  MailConnection connection(server, std::move(stop));
  if (Status opened = connection.Open("smtp"); !opened) {
    if (opened.error().code == ErrorCode::kCancelled) return Fail(opened);
    SmtpSending sending;
    const int code = CodeOf(connection.last_line());
    sending.answer.code = code >= 400 ? code : 0;
    sending.answer.text = OnOneLine(opened.error().message);
    return sending;
  }
  return SmtpDialogue(connection, envelope, checked).Run(message);
}

}  // namespace

Result<SmtpSending> SendMail(const SmtpServer& server, const SmtpEnvelope& envelope, std::string_view message, std::stop_token stop) {
  const auto begun = std::chrono::steady_clock::now();
  if (Status usable = CheckMailServer(server); !usable) return Fail(usable);
  const Result<CheckedEnvelope> checked = CheckEnvelope(envelope);
  if (!checked) return Fail(checked.error());
  if (Status whole = CheckMessage(message); !whole) return Fail(whole);
  Result<SmtpSending> sending = Converse(server, envelope, *checked, message, std::move(stop));
  if (sending) sending->answer.duration = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
  return sending;
}

}  // namespace markwarden

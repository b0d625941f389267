// EXAMINE, UID SEARCH, UID FETCH of BODY.PEEK: answers are read by the lengths of their literals, never by what is in them.
#include "core/net/imap.h"

#include <algorithm>
#include <charconv>

#include "core/hash.h"
#include "core/mail_address.h"
#include "core/net/mail_connection.h"

namespace markwarden {
namespace {

constexpr size_t kMaxResponseText = 8u << 20;  // a search's answer: some 800,000 UIDs
constexpr size_t kMaxResponses = 100'000;      // untagged ones, for one command
constexpr char kLiteralMark = '\0';            // stands for a literal in a response's text; servers may not send NUL there

struct ImapResponse {
  std::string text;                   // without literals
  std::vector<std::string> literals;
};

std::string UpperOf(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return upper;
}

std::optional<uint32_t> Number(std::string_view text) {
  uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The number after `name` in "* OK [UIDVALIDITY 42] ...", "* 3 FETCH (UID 7 ...".
std::optional<uint32_t> NumberAfter(const std::string& upper, std::string_view name) {
  const size_t at = upper.find(name);
  if (at == std::string::npos) return std::nullopt;
  const size_t begin = at + name.size();
  return Number(std::string_view(upper).substr(begin, std::min(upper.find_first_not_of("0123456789", begin), upper.size()) - begin));
}

// The literal announced at a line's end: "{123}".
std::optional<size_t> LiteralSize(std::string_view line) {
  const size_t open = line.rfind('{');
  if (!line.ends_with('}') || open == std::string_view::npos) return std::nullopt;
  const std::optional<uint32_t> size = Number(line.substr(open + 1, line.size() - open - 2));
  return size ? std::optional<size_t>(*size) : std::nullopt;
}

std::string QuotedFolder(const std::string& folder) {
  std::string quoted = "\"";
  for (const char c : folder) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

// The message in an answer to BODY.PEEK[]<0.n>: a literal, a quoted string, or NIL for none.
std::optional<std::string> BodyOf(ImapResponse& response, const std::string& upper) {
  size_t at = upper.find("BODY[]");
  if (at == std::string::npos) return std::nullopt;
  const size_t literals_before = static_cast<size_t>(std::count(upper.begin(), upper.begin() + static_cast<std::ptrdiff_t>(at), kLiteralMark));
  at = std::min(upper.find(' ', at), upper.size() - 1) + 1;
  if (at >= upper.size()) return std::nullopt;
  if (upper[at] == kLiteralMark && literals_before < response.literals.size()) return std::move(response.literals[literals_before]);
  if (upper.compare(at, 3, "NIL") == 0) return std::string();
  if (upper[at] != '"') return std::nullopt;
  std::string text;
  for (size_t i = at + 1; i < response.text.size() && response.text[i] != '"'; ++i) {
    if (response.text[i] == '\\' && i + 1 < response.text.size()) ++i;
    text += response.text[i];
  }
  return text;
}

class ImapSession {
 public:
  explicit ImapSession(MailConnection& connection) : connection_(connection) {}

  // Sends a command; `each` is called with every untagged response.  True when the server says OK, false for NO or BAD: then
  // refusal() is what it says.  Errors: as MailConnection; kInvalid (no IMAP), kExhausted.
  template <typename Each>
  Result<bool> Command(const std::string& command, Each each) {
    const std::string tag = tag_ + std::to_string(++number_);
    if (Status sent = connection_.Send(tag + " " + command + "\r\n"); !sent) return Fail(sent);
    for (size_t i = 0; i < kMaxResponses; ++i) {
      Result<ImapResponse> response = Read();
      if (!response) return Fail(response);
      const std::string upper = UpperOf(response->text);
      if (response->text.starts_with(tag + " ")) {
        const std::string_view status = std::string_view(upper).substr(tag.size() + 1);
        refusal_ = QuoteForMessage(std::string_view(response->text).substr(tag.size() + 1));
        if (status.starts_with("OK")) return true;
        if (status.starts_with("NO") || status.starts_with("BAD")) return false;
        return Fail(ErrorCode::kInvalid, "the mail server answers with what is not IMAP: " + refusal_);
      }
      if (upper.starts_with("* BYE")) return Fail(ErrorCode::kUnavailable, "the mail server closes the connection: " + QuoteForMessage(response->text.substr(5)));
      if (upper.starts_with("* ")) each(*response, upper);
    }
    return Fail(ErrorCode::kExhausted, "the mail server's answer does not end");
  }

  const std::string& refusal() const { return refusal_; }

 private:
  Result<ImapResponse> Read() {
    ImapResponse response;
    size_t bytes = 0;
    for (;;) {
      Result<std::string> line = connection_.ReadLine(kMaxResponseText - std::min(response.text.size(), kMaxResponseText));
      if (!line) return Fail(line);
      std::replace(line->begin(), line->end(), kLiteralMark, ' ');
      const std::optional<size_t> size = LiteralSize(*line);
      if (!size) {
        response.text += *line;
        return response;
      }
      bytes += *size;
      if (bytes > kMaxImapMessageBytes + 65'536) return Fail(ErrorCode::kExhausted, "the mail server sends more than was asked for");
      Result<std::string> literal = connection_.ReadBytes(*size);
      if (!literal) return Fail(literal);
      response.text.append(*line, 0, line->rfind('{')) += kLiteralMark;
      response.literals.push_back(std::move(*literal));
    }
  }

  MailConnection& connection_;
  // Of this session alone: no mail can know it.
  const std::string tag_ = "m" + ToHex(RandomBytes(6)) + "x";
  int number_ = 0;
  std::string refusal_;
};

// Errors: kNotFound, kUnsupported, as ImapSession.
Result<uint32_t> Examine(ImapSession& session, const std::string& folder) {
  // RFC 2971.  Some servers open no mailbox to a client that has not said its name; others do not know the command.
  const Result<bool> named = session.Command("ID (\"name\" \"markwarden\")", [](ImapResponse&, const std::string&) {});
  if (!named) return Fail(named.error());
  uint32_t uidvalidity = 0;
  const Result<bool> opened = session.Command("EXAMINE " + QuotedFolder(folder), [&](ImapResponse&, const std::string& upper) {
    if (upper.starts_with("* OK [UIDVALIDITY ")) uidvalidity = NumberAfter(upper, "[UIDVALIDITY ").value_or(0);
  });
  if (!opened) return Fail(opened.error());
  if (!*opened) return Fail(ErrorCode::kNotFound, "the mail server does not open the folder " + QuoteForMessage(folder) + ": " + session.refusal());
  if (uidvalidity == 0) return Fail(ErrorCode::kUnsupported, "the mail server gives its mailbox no UIDVALIDITY: its messages cannot be told apart");
  return uidvalidity;
}

// UIDs after `last`, in order.  Errors: as ImapSession.
Result<std::vector<uint32_t>> NewUids(ImapSession& session, uint32_t last) {
  std::vector<uint32_t> uids;
  if (last == UINT32_MAX) return uids;
  const Result<bool> found = session.Command("UID SEARCH UID " + std::to_string(last + 1) + ":*", [&](ImapResponse&, const std::string& upper) {
    constexpr std::string_view kStart = "* SEARCH";
    if (!upper.starts_with(kStart)) return;
    for (size_t at = kStart.size(); at < upper.size();) {
      const size_t end = std::min(upper.find(' ', at), upper.size());
      // "n:*" names the last message, too, when its UID is lower (RFC 3501, 6.4.8).
      if (const auto uid = Number(std::string_view(upper).substr(at, end - at)); uid && *uid > last) uids.push_back(*uid);
      at = end + 1;
    }
  });
  if (!found) return Fail(found.error());
  if (!*found) return Fail(ErrorCode::kInvalid, "the mail server refuses to search: " + session.refusal());
  std::sort(uids.begin(), uids.end());
  uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
  return uids;
}

// Errors: as ImapSession.  What is gone meanwhile gives nothing.
Status FetchOne(ImapSession& session, uint32_t uid, ImapBatch& batch) {
  std::optional<std::string> bytes;
  // One byte more than the cap shows that there is more, and no server sends the rest.
  const std::string command = "UID FETCH " + std::to_string(uid) + " (UID BODY.PEEK[]<0." + std::to_string(kMaxImapMessageBytes + 1) + ">)";
  const Result<bool> fetched = session.Command(command, [&](ImapResponse& response, const std::string& upper) {
    if (NumberAfter(upper, "UID ") == uid) {
      if (std::optional<std::string> body = BodyOf(response, upper)) bytes = std::move(body);
    }
  });
  if (!fetched) return Fail(fetched.error());
  if (!*fetched) {
    batch.left_out.push_back({uid, "the mail server refuses to give it: " + session.refusal(), ""});
  } else if (bytes && bytes->size() > kMaxImapMessageBytes) {
    bytes->resize(kKeptOfLargeMail);
    batch.left_out.push_back({uid, "it is larger than " + std::to_string(kMaxImapMessageBytes >> 20) + " MiB", std::move(*bytes)});
  } else if (bytes) {
    batch.messages.push_back({uid, std::move(*bytes)});
  }
  return Ok();
}

}  // namespace

Result<ImapBatch> FetchNewMail(const ImapServer& server, const ImapPosition& from, size_t max_messages, std::stop_token stop, const std::string& folder) {
  if (Status usable = CheckMailServer(server); !usable) return Fail(usable);
  if (server.user.empty()) return Fail(ErrorCode::kInvalid, "a mailbox is read by a user: set user and password");
  if (folder.empty() || folder.size() > 500 || !std::all_of(folder.begin(), folder.end(), [](char c) { return c >= ' ' && c < 0x7f; })) {
    return Fail(ErrorCode::kInvalid, "the folder's name is empty or holds more than printable ASCII: write it in modified UTF-7");
  }
  MailConnection connection(server, std::move(stop));
  if (Status opened = connection.Open("imap"); !opened) return Fail(opened);
  ImapSession session(connection);
  const Result<uint32_t> uidvalidity = Examine(session, folder);
  if (!uidvalidity) return Fail(uidvalidity.error());
  ImapBatch batch;
  batch.started_anew = from.uidvalidity != 0 && from.uidvalidity != *uidvalidity;
  batch.position = {*uidvalidity, from.uidvalidity == *uidvalidity ? from.last_uid : 0};
  const Result<std::vector<uint32_t>> uids = NewUids(session, batch.position.last_uid);
  if (!uids) return Fail(uids.error());
  size_t bytes = 0;
  for (const uint32_t uid : *uids) {
    if (batch.messages.size() >= max_messages || bytes >= kMaxImapBatchBytes) {
      batch.more = true;
      break;
    }
    const size_t before = batch.messages.size();
    if (Status fetched = FetchOne(session, uid, batch); !fetched) {
      if (batch.messages.empty() && batch.left_out.empty()) return Fail(fetched);
      batch.broken_off = std::move(fetched.error());
      return batch;
    }
    if (batch.messages.size() > before) bytes += batch.messages.back().bytes.size();
    batch.position.last_uid = uid;
  }
  (void)connection.Send("z LOGOUT\r\n");
  return batch;
}

}  // namespace markwarden

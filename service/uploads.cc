// Sniffed, capped, stored.
#include "service/uploads.h"

#include <algorithm>

#include "core/picture_type.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/notices.h"

namespace markwarden {
namespace {

bool BeginsAnyCase(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  return std::equal(lower.begin(), lower.end(), text.begin(), [](char want, char have) { return want == (have >= 'A' && have <= 'Z' ? have - 'A' + 'a' : have); });
}

// A line of a mail's head: a name of printable ASCII without blanks, then a colon.
bool BeginsLikeMail(std::string_view text) {
  static constexpr std::string_view kFirst[] = {"return-path", "received", "delivered-to", "from", "to", "date", "subject", "message-id", "mime-version", "x-", "dkim-signature",
                                                "authentication-results", "content-type", "reply-to", "arc-"};
  const size_t colon = text.substr(0, 80).find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view name = text.substr(0, colon);
  if (std::any_of(name.begin(), name.end(), [](char c) { return c <= 0x20 || c >= 0x7f; })) return false;
  return std::any_of(std::begin(kFirst), std::end(kFirst), [&](std::string_view first) { return BeginsAnyCase(name, first); });
}

}  // namespace

std::string_view HandedInType(std::string_view bytes) {
  if (bytes.starts_with("%PDF-")) return "application/pdf";
  const std::string_view picture = PictureContentType(bytes);
  if (picture == "image/png" || picture == "image/jpeg") return picture;
  if (!picture.empty()) return {};
  // Text has no control characters but blanks, line ends and form feeds.
  const std::string_view begin = bytes.substr(0, 64 << 10);
  if (begin.empty() || std::any_of(begin.begin(), begin.end(), [](char c) { return (c >= 0 && c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f') || c == 0x7f; })) return {};
  std::string_view text = begin.starts_with("\xef\xbb\xbf") ? begin.substr(3) : begin;
  const size_t first = text.find_first_not_of(" \t\r\n\f");
  if (first == std::string_view::npos) return {};
  text.remove_prefix(first);
  if (BeginsAnyCase(text, "<!doctype html") || BeginsAnyCase(text, "<html") || BeginsAnyCase(text, "<head") || BeginsAnyCase(text, "<body")) return "text/html";
  if (BeginsLikeMail(text)) return "message/rfc822";
  return "text/plain";
}

Result<Json> KeepUpload(Service& service, const Scope& scope, const std::string& bytes) {
  if (Status allowed = Authorise(scope, UseCase::kRecordCounterNotice); !allowed) {
    // Who may hand in a tip hands in its file.
    if (Status hands_in = Authorise(scope, UseCase::kHandInTip); !hands_in) return Fail(allowed);
  }
  if (bytes.size() > kMaxHandedInBytes) return Fail(ErrorCode::kExhausted, "a file that is handed in has at most 10 MiB");
  const std::string type(HandedInType(bytes));
  if (type.empty()) return Fail(ErrorCode::kInvalid, "the file is none of PDF, PNG, JPEG, mail, HTML and plain text");
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<std::string> digest = SaveBody(tx, type, bytes);
    if (!digest) return Fail(digest);
    NewEvent event = EventBy(scope, "file.handed_in", "organisation", scope.org);
    event.detail = {{"sha256", *digest}, {"content_type", type}, {"size", bytes.size()}};
    if (Result<Id> written = AppendEvent(tx, event); !written) return Fail(written);
    return Json{{"sha256", *digest}, {"content_type", type}, {"size", bytes.size()}};
  });
}

}  // namespace markwarden

// Finds the entries by their brackets, then parses each within the caps of JSON.
#include "core/formats/har.h"

#include <algorithm>

#include "core/formats/transfer_text.h"

namespace markwarden {
namespace {

constexpr size_t kNone = std::string_view::npos;

size_t SkipBlanks(std::string_view text, size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n')) ++at;
  return at;
}

// The value of `key` in the object that begins at `at`; kNone when there is none.
size_t FindMember(std::string_view text, size_t at, std::string_view key) {
  if (at >= text.size() || text[at] != '{') return kNone;
  at = SkipBlanks(text, at + 1);
  while (at < text.size() && text[at] == '"') {
    const size_t name_end = SkipJsonValue(text, at);
    if (name_end == kNone) return kNone;
    const std::string_view name = text.substr(at + 1, name_end - at - 2);
    at = SkipBlanks(text, name_end);
    if (at >= text.size() || text[at] != ':') return kNone;
    at = SkipBlanks(text, at + 1);
    if (name == key) return at;
    at = SkipJsonValue(text, at);
    if (at == kNone) return kNone;
    at = SkipBlanks(text, at);
    if (at >= text.size() || text[at] != ',') return kNone;
    at = SkipBlanks(text, at + 1);
  }
  return kNone;
}

using Headers = std::vector<std::pair<std::string, std::string>>;

Headers HeadersOf(const Json& message) {
  Headers headers;
  const Json* list = JsonMember(message, "headers");
  if (!list || !list->is_array()) return headers;
  for (const Json& header : *list) headers.emplace_back(JsonText(header, "name"), JsonText(header, "value"));
  return headers;
}

// HTTP/2 tools put pseudo headers among the others (RFC 9113, 8.3).
void DropPseudo(Headers& headers) {
  std::erase_if(headers, [](const auto& header) { return header.first.starts_with(':'); });
}

std::string Version(const Json& message) {
  const std::string said = JsonText(message, "httpVersion");
  return LowerAscii(said).starts_with("http/") && said.find(' ') == std::string::npos ? said : "HTTP/1.1";
}

void Refuse(ExchangeRecord& record, std::string why, std::string_view bytes) {
  record.refused = std::move(why);
  record.excerpt = Excerpt(bytes);
  record.exchange = Exchange{};
}

// Fills the exchange of one entry, or `refused`.
void ReadEntry(const Json& entry, std::string_view bytes, ExchangeRecord& record) {
  const Json* request = JsonMember(entry, "request");
  const Json* response = JsonMember(entry, "response");
  if (!request || !response || JsonText(*request, "url").empty()) return Refuse(record, "it lacks a request with an address or a response", bytes);
  Exchange& exchange = record.exchange;
  exchange.url = JsonText(*request, "url");
  if (const size_t mark = exchange.url.find('#'); mark != kNone) exchange.url.resize(mark);
  const std::string scheme = LowerAscii(exchange.url.substr(0, exchange.url.find(':')));
  if (scheme != "http" && scheme != "https") {
    record.skipped = true;
    return;
  }
  exchange.method = JsonText(*request, "method").empty() ? "GET" : JsonText(*request, "method");
  exchange.status = static_cast<int>(std::clamp<int64_t>(JsonInt(*response, "status").value_or(0), 0, 999));
  if (exchange.status == 0) return Refuse(record, "the browser got no answer: its status is 0", bytes);
  record.claimed_time = JsonText(entry, "startedDateTime");
  exchange.remote_ip = JsonText(entry, "serverIPAddress");
  if (exchange.remote_ip.size() > 64 || exchange.remote_ip.find_first_not_of("0123456789abcdefABCDEF.:[]%") != kNone) exchange.remote_ip.clear();
  Headers sent = HeadersOf(*request), received = HeadersOf(*response);
  DropPseudo(sent);
  DropPseudo(received);

  const Json* content = JsonMember(*response, "content");
  const Json* text = content ? JsonMember(*content, "text") : nullptr;
  bool decoded_text = false;
  if (text && text->is_string()) {
    const std::string encoding = LowerAscii(JsonText(*content, "encoding"));
    if (encoding == "base64") {
      std::optional<std::string> body = DecodeBase64(text->get_ref<const std::string&>());
      if (!body) return Refuse(record, "its body is no base64", bytes);
      exchange.body = std::move(*body);
    } else if (encoding.empty()) {
      exchange.body = text->get<std::string>();
      decoded_text = true;
    } else {
      return Refuse(record, "its body is encoded as \"" + encoding.substr(0, 40) + "\", which is not known", bytes);
    }
  } else if (exchange.status == 200 && JsonInt(content ? *content : Json(), "size").value_or(0) > 0) {
    record.notes["body"] = "not saved in the file";
  }
  std::string type = content ? JsonText(*content, "mimeType") : "";
  Headers head;
  for (auto& [name, value] : received) {
    const std::string lower = LowerAscii(name);
    if (lower == "content-encoding") {
      record.notes["content_coding"] = "undone by the browser: " + value.substr(0, 60);
    } else if (lower == "content-type") {
      if (type.empty()) type = value;
    } else if (lower != "content-length" && lower != "transfer-encoding") {
      head.emplace_back(name, value);
    }
  }
  if (decoded_text && !type.empty()) {
    record.notes["charset"] = "the text was decoded by the browser and is stored as UTF-8; said before: " + type.substr(0, 100);
    type = WithUtf8Charset(type);
  }
  if (!type.empty()) head.emplace_back("Content-Type", type);
  record.notes["head"] = "rebuilt from the file's fields";
  exchange.response_head = BuildHead(Version(*response) + " " + std::to_string(exchange.status) + " " + JsonText(*response, "statusText"), head);
  exchange.request_head = BuildHead(exchange.method + " " + exchange.url + " " + Version(*request), sent);
}

}  // namespace

size_t SkipJsonValue(std::string_view text, size_t at) {
  int64_t depth = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\') ++at;
      }
      if (at >= text.size()) return kNone;
      if (depth == 0) return at + 1;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return at;  // the end of a number or word before it
      if (--depth == 0) return at + 1;
    } else if (depth == 0 && (c == ',' || c == ' ' || c == '\t' || c == '\r' || c == '\n')) {
      return at;
    }
  }
  return depth == 0 ? text.size() : kNone;
}

Result<HarReader> HarReader::Open(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const size_t log = FindMember(text, SkipBlanks(text, 0), "log");
  const size_t entries = log == kNone ? kNone : FindMember(text, log, "entries");
  if (entries == kNone || entries >= text.size() || text[entries] != '[') {
    return Fail(ErrorCode::kInvalid, "this is no HAR file: it has no list log.entries");
  }
  return HarReader(text, entries + 1);
}

std::optional<ExchangeRecord> HarReader::Next() {
  if (ended_) return std::nullopt;
  at_ = SkipBlanks(text_, at_);
  if (number_ > 0 && at_ < text_.size() && text_[at_] == ',') at_ = SkipBlanks(text_, at_ + 1);
  if (at_ < text_.size() && text_[at_] == ']') {
    ended_ = true;
    return std::nullopt;
  }
  ExchangeRecord record;
  record.number = ++number_;
  record.place = "entry " + std::to_string(number_);
  const size_t end = at_ < text_.size() && text_[at_] == '{' ? SkipJsonValue(text_, at_) : kNone;
  if (end == kNone || number_ > kMaxHarEntries) {
    ended_ = true;
    Refuse(record, end == kNone ? "the list of entries is cut off or broken here" : "the file has more than " + std::to_string(kMaxHarEntries) + " entries", text_.substr(std::min(at_, text_.size())));
    return record;
  }
  const std::string_view bytes = text_.substr(at_, end - at_);
  at_ = end;
  if (bytes.size() > kMaxHarEntryBytes) {
    Refuse(record, "it is larger than " + std::to_string(kMaxHarEntryBytes) + " bytes", bytes);
    return record;
  }
  const Result<Json> entry = ParseUniqueJson(bytes);
  if (!entry) {
    Refuse(record, Excerpt(entry.error().message), bytes);
    return record;
  }
  ReadEntry(*entry, bytes, record);
  return record;
}

}  // namespace markwarden

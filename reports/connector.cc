// Requests from a notice, and the meaning of answers.
#include "reports/connector.h"

#include <algorithm>

#include "core/hash.h"
#include "core/http_date.h"
#include "core/said.h"
#include "reports/safe_csv.h"

namespace markwarden {
namespace {

constexpr size_t kMaxFilledValues = 50'000;
constexpr std::chrono::hours kLongestRetryAfter{24};

struct Filling {
  const Json& root;
  size_t values = 0;
};

// Null when nothing is there.
const Json* At(const Json& from, const std::string& pointer) {
  try {
    const Json::json_pointer at(pointer);
    return from.contains(at) ? &from.at(at) : nullptr;
  } catch (const Json::exception&) {
    return nullptr;  // "/items/x" of a list
  }
}

const Json* FillingValueAt(const Filling& filling, const Json* item, const std::string& pointer) {
  if (!pointer.starts_with('.')) return At(filling.root, pointer);
  return item ? At(*item, pointer.substr(1)) : nullptr;
}

// "{{/right/reg_no}}" -> "/right/reg_no"; empty for plain text.
std::string PointerOf(const std::string& text) {
  if (!text.starts_with("{{") || !text.ends_with("}}") || text.size() < 5) return "";
  return text.substr(2, text.size() - 4);
}

std::string AsText(const Json* value) {
  if (!value || value->is_null()) return "";
  return value->is_string() ? value->get<std::string>() : DumpJson(*value);
}

size_t CountValues(const Json& value) {
  size_t count = 1;
  if (value.is_structured()) {
    for (const Json& member : value) count += CountValues(member);
  }
  return count;
}

Result<Json> Fill(Filling& filling, const Json& shape, const Json* item) {
  if (++filling.values > kMaxFilledValues) return Fail(ErrorCode::kExhausted, "the request would have more than " + std::to_string(kMaxFilledValues) + " values");
  if (shape.is_string()) {
    const std::string pointer = PointerOf(shape.get_ref<const std::string&>());
    if (pointer.empty()) return shape;
    const Json* value = FillingValueAt(filling, item, pointer);
    if (!value) return Json(nullptr);
    filling.values += CountValues(*value);
    return *value;
  }
  if (shape.is_array()) {
    Json list = Json::array();
    for (const Json& member : shape) {
      Result<Json> filled = Fill(filling, member, item);
      if (!filled) return filled;
      list.push_back(std::move(*filled));
    }
    return list;
  }
  if (!shape.is_object()) return shape;
  if (const auto each = shape.find("$each"); each != shape.end()) {
    Json list = Json::array();
    const Json* members = FillingValueAt(filling, item, each->get<std::string>());
    if (!members || !members->is_array()) return list;
    for (const Json& member : *members) {
      Result<Json> filled = Fill(filling, shape["$item"], &member);
      if (!filled) return filled;
      list.push_back(std::move(*filled));
    }
    return list;
  }
  if (const auto parts = shape.find("$text"); parts != shape.end()) {
    std::string text;
    for (const Json& part : *parts) {
      Result<Json> filled = Fill(filling, part, item);
      if (!filled) return filled;
      text += AsText(&*filled);
    }
    return Json(std::move(text));
  }
  Json object = Json::object();
  for (const auto& [name, member] : shape.items()) {
    Result<Json> filled = Fill(filling, member, item);
    if (!filled) return filled;
    object[name] = std::move(*filled);
  }
  return object;
}

// Everything but unreserved characters (RFC 3986, 2.3) as %XX.  What would be a step up or down of the path is refused.
Result<std::string> InAddress(const char* name, const std::string& value) {
  if (value.empty()) return Fail(ErrorCode::kInvalid, std::string("the address needs {") + name + "}, and there is none");
  if (value == "." || value == "..") return Fail(ErrorCode::kInvalid, std::string("{") + name + "} is \"" + value + "\", which no address can carry");
  std::string encoded;
  for (const char c : value) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) encoded += c;
    else encoded += "%" + ToHex(std::string_view(&c, 1));
  }
  return encoded;
}

Result<std::string> Address(const std::string& url, const Json& notice, const ConnectorContext& context) {
  std::string filled;
  for (size_t at = 0; at < url.size();) {
    bool replaced = false;
    for (const char* name : {"receipt", "notice", "key"}) {
      const std::string hole = std::string("{") + name + "}";
      if (url.compare(at, hole.size(), hole) != 0) continue;
      const std::string value = name == std::string_view("receipt") ? context.receipt : name == std::string_view("key") ? context.key : JsonText(notice, "id");
      Result<std::string> encoded = InAddress(name, value);
      if (!encoded) return encoded;
      filled += *encoded;
      at += hole.size();
      replaced = true;
      break;
    }
    if (!replaced) filled += url[at++];
  }
  return filled;
}

// A header's value is printable ASCII (RFC 9110, 5.5): what ends a line would begin another header.
Status CheckHeaderValue(const std::string& name, const std::string& value) {
  for (const char c : value) {
    if (c >= 0x20 && c < 0x7f) continue;
    return Fail(ErrorCode::kInvalid, "the header " + name + " would carry a control character or a letter beyond ASCII: nothing is sent");
  }
  if (value.size() > 2'000) return Fail(ErrorCode::kInvalid, "the header " + name + " would be longer than 2000 bytes");
  return Ok();
}

std::string BatchFile(const ConnectorStep& step, const Json& root) {
  Sheet sheet;
  for (const ConnectorColumn& column : step.columns) sheet.heads.push_back(column.title);
  const Json* items = At(root, "/items");
  if (items && items->is_array()) {
    for (const Json& item : *items) {
      const Filling filling{.root = root};
      std::vector<Cell>& row = sheet.rows.emplace_back();
      for (const ConnectorColumn& column : step.columns) row.push_back(Cell::Text(AsText(FillingValueAt(filling, &item, column.pointer))));
    }
  }
  return SafeCsv(sheet);
}

}  // namespace

std::string_view ToString(ConnectorCall call) {
  switch (call) {
    case ConnectorCall::kSubmit: return "submit";
    case ConnectorCall::kStatus: return "status";
    case ConnectorCall::kWithdraw: return "withdraw";
    case ConnectorCall::kFiling: return "filing";
    case ConnectorCall::kBatch: return "batch";
  }
  return "submit";
}

Result<Json> FillBody(const Json& shape, const Json& root) {
  Filling filling{.root = root};
  return Fill(filling, shape, nullptr);
}

Result<ConnectorRequest> BuildRequest(const Connector& connector, ConnectorCall call, const Json& notice, const ConnectorContext& context) {
  const ConnectorStep* step = connector.Find(call);
  if (!step) return Fail(ErrorCode::kInvalid, "the connector " + connector.id + " has no step \"" + std::string(ToString(call)) + "\"");
  const Json* items = JsonMember(notice, "items");
  if (items && items->size() > connector.max_items) {
    return Fail(ErrorCode::kExhausted, "the notice has " + std::to_string(items->size()) + " listings, and " + connector.id + " takes " +
                                           std::to_string(connector.max_items) + " at once: draft it again in parts");
  }
  Json root = notice;
  root["delivery"] = context.delivery;
  root["delivery"]["key"] = context.key;
  root["delivery"]["receipt"] = TextOrNull(context.receipt);
  ConnectorRequest request;
  request.method = step->method;
  request.auth = step->auth;
  Result<std::string> url = Address(step->url, notice, context);
  if (!url) return Fail(url);
  request.url = std::move(*url);
  const auto add = [&](const std::string& name, const std::string& value) -> Status {
    if (Status fits = CheckHeaderValue(name, value); !fits) return fits;
    request.headers.push_back(name + ": " + value);
    return Ok();
  };
  for (const auto& [name, text] : step->headers) {
    const std::string pointer = PointerOf(text);
    if (Status added = add(name, pointer.empty() ? text : AsText(At(root, pointer))); !added) return Fail(added);
  }
  if (!step->idempotency_header.empty()) {
    if (Status added = add(step->idempotency_header, context.key); !added) return Fail(added);
  }
  if (!step->columns.empty()) {
    request.body = BatchFile(*step, root);
    request.content_type = step->content_type();
  } else if (step->body) {
    Result<Json> filled = FillBody(*step->body, root);
    if (!filled) return Fail(filled);
    request.body = DumpJson(*filled);
    request.content_type = step->content_type();
  }
  if (request.body.size() > kMaxConnectorBody) {
    return Fail(ErrorCode::kExhausted, "the request would have " + std::to_string(request.body.size()) + " bytes, more than " + std::to_string(kMaxConnectorBody) +
                                           ": draft the notice again in parts");
  }
  return request;
}

ConnectorAnswer JudgeAnswer(const ConnectorStep& step, int status, std::string_view retry_after, Time now) {
  using Kind = ConnectorAnswer::Kind;
  const std::string number = std::to_string(status), said = Say("outbox.status", {{"status", number}}).kept();
  if (std::find(step.accepted.begin(), step.accepted.end(), status) != step.accepted.end()) return {.kind = Kind::kAccepted, .line = said, .not_before = {}};
  if (status == 409 && step.conflict == ConnectorStep::Conflict::kDuplicate) return {.kind = Kind::kAccepted, .line = Say("outbox.duplicate", {{"status", number}}).kept(), .not_before = {}};
  if (status >= 300 && status < 400) return {.kind = Kind::kRefused, .line = Say("outbox.redirect", {{"status", number}}).kept(), .not_before = {}};
  // RFC 9110, 15.5: a time-out, a conflict with what is going on there now, too early, too many.
  const bool passes = status == 408 || status == 409 || status == 425 || status == 429 || status >= 500;
  if (!passes) return {.kind = Kind::kRefused, .line = said, .not_before = {}};
  ConnectorAnswer answer{.kind = Kind::kLater, .line = said, .not_before = {}};
  if (const auto wait = RetryAfterWait(retry_after, now, kLongestRetryAfter)) answer.not_before = now + *wait;
  return answer;
}

}  // namespace markwarden

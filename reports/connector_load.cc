// Connectors from YAML.
#include <new>
#include <algorithm>
#include <charconv>
#include <set>

#include "core/url.h"
#include "reports/connector.h"
#include "reports/yaml_reader.h"

namespace markwarden {
namespace {

constexpr int kMaxShapeDepth = 20, kMaxShapeValues = 5'000;
constexpr size_t kMaxHeaders = 20, kMaxColumns = 60;

using yaml::Wrong;

bool IsName(const std::string& text, size_t most) {
  return !text.empty() && text.size() <= most && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos;
}

// A token of RFC 9110, 5.6.2.
void CheckHeaderName(const std::string& name, const std::string& where) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  for (const char c : name) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || kMarks.find(c) != std::string_view::npos;
    if (!fits) throw Wrong(where + ": \"" + name.substr(0, 60) + "\" is no name of a header");
  }
  if (name.empty() || name.size() > 80) throw Wrong(where + ": a header's name has 1 to 80 characters");
  std::string lower = name;
  for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  // Ours to say: they decide where a request ends and who is asked.
  for (const char* taken : {"host", "content-length", "transfer-encoding", "connection", "content-type", "expect", "upgrade", "te", "trailer"}) {
    if (lower == taken) throw Wrong(where + ": the header " + name + " is not yours to set");
  }
}

void CheckPointer(const std::string& pointer, bool of_item, const std::string& where) {
  const std::string rest = of_item && pointer.starts_with('.') ? pointer.substr(1) : pointer;
  const bool whole_item = of_item && rest.empty() && !pointer.empty();
  bool fits = whole_item || rest.starts_with('/');
  if (fits && !rest.empty()) {
    try {
      (void)Json::json_pointer(rest);
    } catch (const Json::exception&) {
      fits = false;
    }
  }
  if (!fits) throw Wrong(where + ": \"" + pointer.substr(0, 60) + "\" is no pointer such as /items/0/url" + (of_item ? " or ./url" : ""));
}

// A text of a template: plain, or one {{pointer}} and nothing else.
void CheckTemplateText(const std::string& text, bool in_each, const std::string& where) {
  if (text.find("{{") == std::string::npos && text.find("}}") == std::string::npos) return;
  if (!text.starts_with("{{") || !text.ends_with("}}") || text.size() < 5 || text.find("{{", 1) != std::string::npos) {
    throw Wrong(where + ": a text is plain or one {{pointer}}; join parts with $text");
  }
  const std::string pointer = text.substr(2, text.size() - 4);
  if (pointer.starts_with('.') && !in_each) throw Wrong(where + ": " + pointer + " is only of use inside $item");
  CheckPointer(pointer, true, where);
}

std::string Scalar(const YAML::Node& node, const std::string& where) {
  if (!node || !node.IsScalar()) throw Wrong(where + ": expected a text");
  return node.Scalar();
}

// Plain scalars that JSON knows are what they look like; quoted ones are text.
Json ScalarValue(const YAML::Node& node) {
  const std::string text = node.Scalar();
  if (node.Tag() == "!") return text;
  if (text == "true") return true;
  if (text == "false") return false;
  if (text == "null" || text == "~" || text.empty()) return nullptr;
  int64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed == std::errc() && end == text.data() + text.size() && text != "-0" && (text == "0" || text.front() != '0')) return number;
  return text;
}

Json BodyShape(const YAML::Node& node, bool in_each, int depth, int& values, const std::string& where) {
  if (depth > kMaxShapeDepth) throw Wrong(where + ": deeper than " + std::to_string(kMaxShapeDepth));
  if (++values > kMaxShapeValues) throw Wrong(where + ": more than " + std::to_string(kMaxShapeValues) + " values");
  if (node.IsNull()) return nullptr;
  if (node.IsScalar()) {
    Json value = ScalarValue(node);
    if (value.is_string()) CheckTemplateText(value.get<std::string>(), in_each, where);
    return value;
  }
  if (node.IsSequence()) {
    Json list = Json::array();
    for (const auto& member : node) list.push_back(BodyShape(member, in_each, depth + 1, values, where));
    return list;
  }
  Json object = Json::object();
  for (const auto& entry : node) {
    const std::string name = Scalar(entry.first, where);
    if (name == "$each") {
      CheckPointer(Scalar(entry.second, where + ": $each"), in_each, where + ": $each");
      object[name] = entry.second.Scalar();
    } else if (name == "$item") {
      object[name] = BodyShape(entry.second, true, depth + 1, values, where);
    } else if (name == "$text") {
      if (!entry.second.IsSequence()) throw Wrong(where + ": $text is a list of parts");
      object[name] = BodyShape(entry.second, in_each, depth + 1, values, where);
    } else if (name.starts_with('$')) {
      throw Wrong(where + ": " + name.substr(0, 40) + " is none of $each, $item, $text");
    } else {
      object[name] = BodyShape(entry.second, in_each, depth + 1, values, where);
    }
  }
  const bool each = object.contains("$each"), item = object.contains("$item"), text = object.contains("$text");
  if (each != item || ((each || text) && object.size() != (each ? 2u : 1u))) throw Wrong(where + ": $each goes with $item alone, $text with nothing");
  return object;
}

int64_t WholeNumber(const YAML::Node& node, const char* key, int64_t unsaid, int64_t least, int64_t most, const std::string& where) {
  const YAML::Node value = node[key];
  if (!value) return unsaid;
  int64_t number = 0;
  if (!value.IsScalar() || !YAML::convert<int64_t>::decode(value, number) || number < least || number > most) {
    throw Wrong(where + ": " + key + " is a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return number;
}

ConnectorAuth ReadAuth(const YAML::Node& node, const std::string& where) {
  yaml::OnlyKeys(node, {"kind", "secret", "header"}, where);
  ConnectorAuth auth;
  auth.kind = yaml::Needed(node, "kind", where);
  if (auth.kind != "none" && auth.kind != "bearer" && auth.kind != "basic" && auth.kind != "header") throw Wrong(where + ": kind is none, bearer, basic or header");
  auth.secret = yaml::Text(node, "secret");
  auth.header = yaml::Text(node, "header");
  if (auth.kind != "none" && !IsName(auth.secret, 64)) throw Wrong(where + ": secret is the name of a file, up to 64 of a-z 0-9 - _");
  if (auth.kind == "header") CheckHeaderName(auth.header, where);
  return auth;
}

std::string CheckedUrl(const std::string& text, bool knows_receipt, const std::string& where) {
  // What is put into the holes is percent-encoded, so any plain word stands for it here; the host has no holes.
  std::string sample;
  for (size_t at = 0; at < text.size();) {
    if (text[at] != '{') {
      if (text[at] == '}') throw Wrong(where + ": url has a } without a {");
      sample += text[at++];
      continue;
    }
    const size_t end = text.find('}', at);
    const std::string name = end == std::string::npos ? "" : text.substr(at + 1, end - at - 1);
    if (name != "notice" && name != "key" && !(name == "receipt" && knows_receipt)) throw Wrong(where + ": url knows {notice}, {key}" + (knows_receipt ? ", {receipt}" : ""));
    sample += "x0x";
    at = end + 1;
  }
  const Result<Url> url = ParseUrl(sample);
  if (!url || !url->IsHttp() || !url->username().empty() || !url->password().empty()) throw Wrong(where + ": url is http or https, without a user name");
  const size_t host = text.find("://") + 3;
  if (text.find('{') < text.find_first_of("/?#", host)) throw Wrong(where + ": url has a hole in its host");
  if (text.size() > 2'000) throw Wrong(where + ": url is longer than 2000 bytes");
  return text;
}

ConnectorStep ReadConnectorStep(const YAML::Node& node, ConnectorCall call, const ConnectorAuth& auth, const std::string& idempotency) {
  const std::string where(ToString(call));
  const bool first = call == ConnectorCall::kSubmit || call == ConnectorCall::kBatch;
  if (call == ConnectorCall::kStatus) yaml::OnlyKeys(node, {"method", "url", "headers", "auth", "state", "words", "note", "counter_notice"}, where);
  else if (call == ConnectorCall::kBatch) yaml::OnlyKeys(node, {"method", "url", "headers", "auth", "idempotency_header", "conflict", "columns", "accepted", "receipt"}, where);
  else yaml::OnlyKeys(node, {"method", "url", "headers", "auth", "idempotency_header", "conflict", "body", "accepted", "receipt"}, where);
  ConnectorStep step;
  step.method = yaml::Text(node, "method");
  if (step.method.empty()) step.method = call == ConnectorCall::kStatus ? "GET" : "POST";
  static const std::set<std::string> kMethods = {"POST", "PUT", "PATCH", "DELETE"};
  if (call == ConnectorCall::kStatus ? step.method != "GET" && step.method != "POST" : !kMethods.contains(step.method)) {
    throw Wrong(where + ": method \"" + step.method.substr(0, 20) + "\" is none that asks for this");
  }
  step.url = CheckedUrl(yaml::Needed(node, "url", where), !first, where);
  if (const YAML::Node headers = node["headers"]) {
    if (!headers.IsMap() || headers.size() > kMaxHeaders) throw Wrong(where + ": headers are up to " + std::to_string(kMaxHeaders) + " names with values");
    for (const auto& entry : headers) {
      const std::string name = Scalar(entry.first, where), value = Scalar(entry.second, where);
      CheckHeaderName(name, where);
      CheckTemplateText(value, false, where + ": " + name);
      if (std::any_of(value.begin(), value.end(), [](char c) { return c < 0x20 || c == 0x7f; })) throw Wrong(where + ": the header " + name + " has a control character");
      step.headers[name] = value;
    }
  }
  step.auth = node["auth"] ? ReadAuth(node["auth"], where + ": auth") : auth;
  step.idempotency_header = node["idempotency_header"] ? yaml::Text(node, "idempotency_header") : idempotency;
  if (call == ConnectorCall::kStatus) step.idempotency_header.clear();
  if (!step.idempotency_header.empty()) CheckHeaderName(step.idempotency_header, where);
  if (const YAML::Node conflict = node["conflict"]) {
    const std::string meaning = Scalar(conflict, where + ": conflict");
    if (meaning != "later" && meaning != "duplicate") throw Wrong(where + ": conflict says what a 409 means, later or duplicate, not \"" + meaning.substr(0, 20) + "\"");
    if (meaning == "duplicate" && step.idempotency_header.empty()) throw Wrong(where + ": conflict is a duplicate only where idempotency_header tells our requests from others");
    step.conflict = meaning == "duplicate" ? ConnectorStep::Conflict::kDuplicate : ConnectorStep::Conflict::kLater;
  }
  if (const YAML::Node body = node["body"]) {
    int values = 0;
    step.body = BodyShape(body, false, 0, values, where + ": body");
  } else if (call == ConnectorCall::kSubmit) {
    throw Wrong(where + ": body is missing");
  }
  if (const YAML::Node accepted = node["accepted"]) {
    step.accepted.clear();
    if (!accepted.IsSequence() || accepted.size() == 0 || accepted.size() > 20) throw Wrong(where + ": accepted is a list of statuses");
    for (const auto& status : accepted) {
      int number = 0;
      if (!YAML::convert<int>::decode(status, number) || number < 200 || number > 299) throw Wrong(where + ": accepted is a list of statuses from 200 to 299");
      step.accepted.push_back(number);
    }
  }
  for (const auto& [key, place] : {std::pair{"receipt", &step.receipt}, {"state", &step.state}, {"note", &step.note}, {"counter_notice", &step.counter_notice}}) {
    *place = yaml::Text(node, key);
    if (!place->empty()) CheckPointer(*place, false, where + ": " + key);
  }
  if (call == ConnectorCall::kStatus) {
    if (step.state.empty()) throw Wrong(where + ": state is missing");
    const YAML::Node words = node["words"];
    if (!words || !words.IsMap() || words.size() == 0 || words.size() > 60) throw Wrong(where + ": words say what their states mean");
    for (const auto& entry : words) {
      const std::string word = Scalar(entry.second, where + ": words");
      if (word != "received" && word != "pending" && word != "honoured" && word != "refused" && word != "counter_notice") {
        throw Wrong(where + ": words: \"" + word.substr(0, 40) + "\" is none of received, pending, honoured, refused, counter_notice");
      }
      step.words[Scalar(entry.first, where + ": words")] = word;
    }
  }
  if (call == ConnectorCall::kBatch) {
    const YAML::Node columns = node["columns"];
    if (!columns || !columns.IsSequence() || columns.size() == 0 || columns.size() > kMaxColumns) throw Wrong(where + ": columns is a list of up to " + std::to_string(kMaxColumns));
    for (const auto& column : columns) {
      yaml::OnlyKeys(column, {"title", "value"}, where + ": columns");
      ConnectorColumn read{.title = yaml::Needed(column, "title", where + ": columns"), .pointer = yaml::Needed(column, "value", where + ": columns")};
      CheckPointer(read.pointer, true, where + ": columns");
      step.columns.push_back(std::move(read));
    }
  }
  return step;
}

Connector ReadWhole(const YAML::Node& root) {
  yaml::OnlyKeys(root, {"id", "name", "platforms", "allow_networks", "resolve", "timeout_ms", "pacing", "max_items", "submit", "status", "withdraw", "filing", "batch"}, "connector");
  Connector connector;
  connector.id = yaml::Needed(root, "id", "connector");
  if (!IsName(connector.id, 40)) throw Wrong("id must be up to 40 of a-z 0-9 - _");
  connector.name = yaml::Local(root["name"], "name");
  connector.platforms = yaml::Texts(root, "platforms");
  if (connector.platforms.empty() || connector.platforms.size() > 100) throw Wrong("platforms names the platforms that it serves, up to 100");
  connector.allow_networks = yaml::Texts(root, "allow_networks");
  if (const YAML::Node resolve = root["resolve"]) {
    if (!resolve.IsMap() || resolve.size() > 20) throw Wrong("resolve says which address up to 20 hosts have");
    for (const auto& entry : resolve) connector.resolve[Scalar(entry.first, "resolve")] = Scalar(entry.second, "resolve");
  }
  connector.timeout = std::chrono::milliseconds(WholeNumber(root, "timeout_ms", connector.timeout.count(), 100, 120'000, "connector"));
  connector.max_items = static_cast<size_t>(WholeNumber(root, "max_items", kMaxConnectorItems, 1, kMaxConnectorItems, "connector"));
  if (const YAML::Node pacing = root["pacing"]) {
    yaml::OnlyKeys(pacing, {"gap_ms", "per_day"}, "pacing");
    connector.gap = std::chrono::milliseconds(WholeNumber(pacing, "gap_ms", connector.gap.count(), 0, 86'400'000, "pacing"));
    connector.per_day = WholeNumber(pacing, "per_day", 0, 0, 1'000'000, "pacing");
  }
  const YAML::Node submit = root["submit"];
  if (!submit) throw Wrong("submit is missing");
  ConnectorStep first = ReadConnectorStep(submit, ConnectorCall::kSubmit, {}, "");
  // What proves who asks, and how a second request is told from a first, is the same for each step that says nothing of it.
  for (const ConnectorCall call : {ConnectorCall::kStatus, ConnectorCall::kWithdraw, ConnectorCall::kFiling, ConnectorCall::kBatch}) {
    if (const YAML::Node node = root[std::string(ToString(call))]) connector.steps[call] = ReadConnectorStep(node, call, first.auth, first.idempotency_header);
  }
  connector.steps[ConnectorCall::kSubmit] = std::move(first);
  return connector;
}

}  // namespace

Result<Connector> ReadConnector(std::string_view yaml) {
  if (yaml.size() > kMaxConnectorYaml) return Fail(ErrorCode::kExhausted, "a connector is described in at most " + std::to_string(kMaxConnectorYaml) + " bytes");
  try {
    return ReadWhole(YAML::Load(std::string(yaml)));
  } catch (const std::bad_alloc&) {
    throw;  // no memory is no fault of the file
  } catch (const std::exception& error) {
    std::string line = error.what();
    std::replace(line.begin(), line.end(), '\n', ' ');
    return Fail(ErrorCode::kInvalid, "connector: " + line);
  }
}

}  // namespace markwarden

// YAML in, views out.
#include "service/time_authorities.h"

#include <chrono>
#include <functional>

#include "core/file.h"
#include "core/net/address_guard.h"
#include "core/url.h"
#include "reports/yaml_reader.h"
#include "service/content.h"
#include "service/permissions.h"
#include "service/timestamps.h"
#include "service/transact.h"
#include "store/events.h"

namespace markwarden {
namespace {

bool IsSet(const YAML::Node& node, const char* key, bool unsaid) {
  const YAML::Node value = node[key];
  bool flag = unsaid;
  if (value && !YAML::convert<bool>::decode(value, flag)) throw yaml::Wrong(std::string(key) + " must be true or false");
  return flag;
}

std::optional<int64_t> Whole(const YAML::Node& node, const char* key, int64_t most) {
  const YAML::Node value = node[key];
  if (!value) return std::nullopt;
  int64_t number = 0;
  if (!YAML::convert<int64_t>::decode(value, number) || number < 0 || number > most) {
    throw yaml::Wrong(std::string(key) + " must be a whole number from 0 to " + std::to_string(most));
  }
  return number;
}

bool IsDotted(const std::string& policy) {
  if (policy.empty() || policy.size() > 100 || policy.front() == '.' || policy.back() == '.' || policy.find("..") != std::string::npos) return false;
  return policy.find_first_not_of("0123456789.") == std::string::npos && policy.find('.') != std::string::npos;
}

std::string ReadBeside(const std::filesystem::path& file, const std::string& name) {
  Result<std::string> text = ReadFile(file.parent_path() / name, kMaxAnchorBytes);
  if (!text) throw yaml::Wrong(text.error().message);
  return std::move(*text);
}

// `text_of` gives what "anchors" or "revocation_lists" stands for.
TimeAuthorityRecord Read(const YAML::Node& node, const std::function<std::string(const std::string&)>& text_of) {
  yaml::OnlyKeys(node, {"key", "url", "name", "anchors", "revocation_lists", "policies", "trusted", "enabled", "priority", "allow_networks",
                        "max_accuracy_ms"}, "time authority");
  TimeAuthorityRecord authority;
  authority.key = yaml::Needed(node, "key", "time authority");
  if (authority.key.size() > 40 || authority.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") != std::string::npos) {
    throw yaml::Wrong("key must be up to 40 of a-z 0-9 - _");
  }
  const Result<Url> url = ParseUrl(yaml::Needed(node, "url", "time authority"));
  if (!url || !url->IsHttp() || !url->username().empty() || !url->password().empty()) throw yaml::Wrong("url must be http or https, without a user name");
  authority.url = url->HrefWithoutFragment();
  const LocalText name = yaml::Local(node["name"], "name");
  authority.name_zh = name.at("zh");
  authority.name_en = name.at("en");
  authority.rules.anchors_pem = text_of(yaml::Needed(node, "anchors", "time authority"));
  if (Result<std::vector<std::string>> anchors = ReadAnchors(authority.rules.anchors_pem); !anchors) throw yaml::Wrong(anchors.error().message);
  if (const std::string lists = yaml::Text(node, "revocation_lists"); !lists.empty()) {
    authority.rules.revocation_lists_pem = text_of(lists);
    if (auto read = ReadRevocationLists(authority.rules.revocation_lists_pem); !read) throw yaml::Wrong(read.error().message);
  }
  authority.rules.policies = yaml::Texts(node, "policies");
  for (const std::string& policy : authority.rules.policies) {
    if (!IsDotted(policy)) throw yaml::Wrong("policy \"" + policy + "\" is no dotted identifier such as 1.2.3");
  }
  if (const auto millis = Whole(node, "max_accuracy_ms", 86'400'000)) authority.rules.max_accuracy_micros = *millis * 1000;
  authority.trusted = IsSet(node, "trusted", false);
  authority.enabled = IsSet(node, "enabled", true);
  authority.priority = Whole(node, "priority", 1'000'000).value_or(authority.priority);
  authority.allow_networks = yaml::Texts(node, "allow_networks");
  for (const std::string& network : authority.allow_networks) {
    if (Result<IpNetwork> parsed = ParseIpNetwork(network); !parsed) throw yaml::Wrong(parsed.error().message);
  }
  return authority;
}

Json View(const TimeAuthorityRecord& authority) {
  const Result<std::vector<std::string>> anchors = ReadAnchors(authority.rules.anchors_pem);
  Json lists = Json::array();
  if (!authority.rules.revocation_lists_pem.empty()) {
    if (const auto read = ReadRevocationLists(authority.rules.revocation_lists_pem)) lists = *read;
  }
  return {{"id", IdToString(authority.id)},
          {"key", authority.key},
          {"number", authority.number},
          {"url", authority.url},
          {"name", {{"zh", authority.name_zh}, {"en", authority.name_en}}},
          {"trusted", authority.trusted},
          {"enabled", authority.enabled},
          {"priority", authority.priority},
          {"policies", authority.rules.policies},
          {"anchors", anchors ? Json(*anchors) : Json::array()},
          {"revocation_lists", std::move(lists)},
          {"allow_networks", authority.allow_networks},
          {"max_accuracy_ms", authority.rules.max_accuracy_micros ? Json(*authority.rules.max_accuracy_micros / 1000) : Json(nullptr)}};
}

}  // namespace

Result<TimeAuthorityRecord> ReadTimeAuthority(const std::filesystem::path& file) {
  Result<std::string> text = ReadFile(file, 64 << 10);
  if (!text) return Fail(text);
  try {
    return Read(YAML::Load(*text), [&](const std::string& name) { return ReadBeside(file, name); });
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kInvalid, file.string() + ": " + error.what());
  }
}

Result<Json> AddTimeAuthority(Service& service, const Scope& scope, TimeAuthorityRecord authority) {
  if (Status allowed = Authorise(scope, UseCase::kManageTimeAuthorities); !allowed) return Fail(allowed);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<TimeAuthorityRecord> saved = SaveTimeAuthority(tx, scope, std::move(authority));
    if (!saved) return Fail(saved);
    NewEvent event = EventBy(scope, "time_authority.added", "time_authority", saved->id);
    event.detail = {{"key", saved->key}, {"number", saved->number}, {"url", saved->url}, {"trusted", saved->trusted}, {"enabled", saved->enabled},
                    {"anchors_sha256", Sha256Hex(saved->rules.anchors_pem)}, {"policies", saved->rules.policies}};
    if (Result<Id> written = AppendEvent(tx, event); !written) return Fail(written);
    return View(*saved);
  });
}

Result<Json> AddTimeAuthorityOf(Service& service, const Scope& scope, const Json& fields) {
  if (Status allowed = Authorise(scope, UseCase::kManageTimeAuthorities); !allowed) return Fail(allowed);
  if (!fields.is_object()) return Fail(ErrorCode::kInvalid, "send the authority as an object");
  try {
    // JSON is YAML.
    return AddTimeAuthority(service, scope, Read(YAML::Load(DumpJson(fields)), [](const std::string& text) { return text; }));
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kInvalid, error.what());
  }
}

Result<Json> ListTimeAuthorities(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kSeeEvents); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::vector<TimeAuthorityRecord>> authorities = ListTimeAuthorities(db);
    if (!authorities) return Fail(authorities);
    Result<TimestampCounts> counts = CountTimestamps(db);
    if (!counts) return Fail(counts);
    Json items = Json::array();
    for (const TimeAuthorityRecord& authority : *authorities) items.push_back(View(authority));
    return Json{{"items", std::move(items)},
                {"queue", {{"wanted", counts->wanted}, {"have", counts->have}, {"refused", counts->refused}, {"last_error", TextOrNull(counts->last_error)}}}};
  });
}

Result<Json> CheckTimeAuthorities(Service& service, const Scope& scope, std::stop_token stop) {
  if (Status allowed = Authorise(scope, UseCase::kManageTimeAuthorities); !allowed) return Fail(allowed);
  Result<std::vector<TimeAuthorityRecord>> authorities = Reading(service, [](CaseDb& db) { return ListTimeAuthorities(db); });
  if (!authorities) return Fail(authorities);
  Result<AskAuthority> ask = AskOverNetwork(service, stop);
  if (!ask) return Fail(ask);
  Json items = Json::array();
  for (const TimeAuthorityRecord& authority : *authorities) {
    if (!authority.enabled) continue;
    const Sha256Digest digest = Sha256(RandomBytes(32));
    const std::string nonce = NewTimestampNonce();
    const auto begun = std::chrono::steady_clock::now();
    Result<std::string> answer = (*ask)(authority, WriteTimestampRequest(digest, nonce));
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun).count();
    Result<TimestampFacts> facts = answer ? service.content().CheckAnswer(*answer, digest, nonce, authority.rules) : Result<TimestampFacts>(Fail(answer));
    Json item = {{"key", authority.key}, {"ok", facts.has_value()}, {"took_ms", took}};
    item["error"] = facts ? Json(nullptr) : Json(facts.error().message);
    item["time"] = facts ? Json(FormatTimeMillis(facts->time)) : Json(nullptr);
    item["certificate"] = facts ? Json(facts->authority) : Json(nullptr);
    item["policy"] = facts ? Json(facts->policy) : Json(nullptr);
    item["accuracy_us"] = facts && facts->accuracy_micros ? Json(*facts->accuracy_micros) : Json(nullptr);
    item["certificate_until"] = facts ? Json(FormatTime(facts->certificate_until)) : Json(nullptr);
    items.push_back(std::move(item));
  }
  return Json{{"items", std::move(items)}};
}

}  // namespace markwarden

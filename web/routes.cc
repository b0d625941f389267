// Dispatch: the route of a request, the scope behind it, the body in it.
#include "web/routes.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "service/accounts.h"
#include "service/request_keys.h"

namespace markwarden {
namespace {

// "/flags/{id}" against "/flags/12": the names, or nothing.
std::optional<std::map<std::string, std::string>> MatchPath(std::string_view pattern, std::string_view path) {
  std::map<std::string, std::string> names;
  while (!pattern.empty() && !path.empty()) {
    pattern.remove_prefix(1);
    path.remove_prefix(1);
    const std::string_view want = pattern.substr(0, pattern.find('/'));
    const std::string_view have = path.substr(0, path.find('/'));
    if (want.starts_with('{')) {
      if (have.empty()) return std::nullopt;
      names[std::string(want.substr(1, want.size() - 2))] = have;
    } else if (want != have) {
      return std::nullopt;
    }
    pattern.remove_prefix(want.size());
    path.remove_prefix(have.size());
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return names;
}

Result<Scope> ScopeOf(Service& service, const WebRequest& request, const GuardOptions& guard) {
  const std::string_view authorization = request.Header("authorization");
  if (authorization.starts_with("Bearer ")) return ScopeOfToken(service, std::string(authorization.substr(7)));
  const std::string secret = request.Cookie(SessionCookieName(guard));
  if (secret.empty() || secret.size() > 200) return Fail(ErrorCode::kDenied, "sign in first");
  return ScopeOfSession(service, secret);
}

// What a client is sent of an answer, as it is kept, and made again of it.
std::string KeptAnswer(const WebResponse& response) {
  Json headers = Json::array();
  for (const auto& [name, value] : response.headers) headers.push_back({name, value});
  return DumpJson({{"status", response.status}, {"content_type", response.content_type}, {"headers", std::move(headers)}, {"body", response.body}});
}
WebResponse AnswerOfKept(const std::string& text) {
  const Result<Json> kept = ParseJson(text);
  if (!kept) return Problem(kept.error());
  WebResponse response{.status = static_cast<int>(JsonInt(*kept, "status").value_or(500)), .content_type = JsonText(*kept, "content_type"), .body = JsonText(*kept, "body"), .headers = {}};
  for (const Json& header : kept->value("headers", Json::array())) response.headers.emplace_back(header.at(0).get<std::string>(), header.at(1).get<std::string>());
  return response;
}

// A request that its sender marked: done once, answered again as it was.
WebResponse AnswerKeyed(const Route& route, const Call& call) {
  if (!route.once) return Problem(400, "invalid", "this operation takes no Idempotency-Key: send it without one");
  std::string key(call.request.Header("idempotency-key"));
  if (key.size() >= 2 && key.front() == '"' && key.back() == '"') key = key.substr(1, key.size() - 2);  // a string of RFC 8941, or bare
  std::optional<WebResponse> fresh;
  const Result<std::string> answer = AnswerOnce(call.service, call.scope, key, call.request.method + " " + call.request.target + "\n" + call.request.body, [&] {
    fresh = route.answer(call);
    const bool good = fresh->status >= 200 && fresh->status < 300;
    return OnceAnswer{.good = good, .text = good ? KeptAnswer(*fresh) : std::string()};
  });
  if (!answer) return Problem(answer.error());
  return fresh ? std::move(*fresh) : AnswerOfKept(*answer);
}

}  // namespace

std::span<const Route> Routes() {
  static const std::vector<Route> all = [] {
    std::vector<Route> routes;
    for (const std::span<const Route> part : {
             // Before CoreRoutes: /rights/form is no right.
             RightRoutes(),
             CoreRoutes(),
             CaseRoutes(),
             IdentificationRoutes(),
             MeasureRoutes(),
             FlagRoutes(),
             SampleRoutes(),
             QueueRoutes(),
             TakedownRoutes(),
             ReportRoutes(),
             OutboxRoutes(),
             PeopleRoutes(),
             AssignmentRoutes(),
             TipRoutes(),
             MonitoringRoutes(),
             RuleRoutes(),
         }) {
      routes.insert(routes.end(), part.begin(), part.end());
    }
    return routes;
  }();
  return all;
}

bool TakesUpload(std::string_view method, std::string_view target) {
  if (!target.starts_with(kApiBase)) return false;
  const std::string_view path = target.substr(kApiBase.size(), target.find('?') - kApiBase.size());
  return std::any_of(Routes().begin(), Routes().end(), [&](const Route& route) { return route.upload && route.method == method && route.path == path; });
}

WebResponse AnswerApi(Service& service, const WebRequest& request, const GuardOptions& guard, const Target& target) {
  const std::string_view path = std::string_view(target.path).substr(kApiBase.size());
  const std::string_view method = request.method == "HEAD" ? std::string_view("GET") : std::string_view(request.method);
  const Route* route = nullptr;
  std::map<std::string, std::string> names;
  std::string allowed;
  for (const Route& candidate : Routes()) {
    auto matched = MatchPath(candidate.path, path);
    if (!matched) continue;
    if (candidate.method == method) {
      route = &candidate;
      names = std::move(*matched);
      break;
    }
    allowed += (allowed.empty() ? "" : ", ") + std::string(candidate.method);
  }
  if (!route && allowed.empty()) return Problem(404, "not_found", "no such operation: see web/openapi.yaml");
  if (!route) {
    WebResponse refused = Problem(405, "invalid", "this path takes " + allowed);
    refused.headers.emplace_back("Allow", allowed);
    return refused;
  }
  Call call{.service = service, .request = request, .guard = guard, .path = std::move(names), .query = target.query,
            .body = nullptr, .scope = {}};
  if (!route->open) {
    Result<Scope> scope = ScopeOf(service, request, guard);
    if (!scope) {
      WebResponse refused = scope.error().code == ErrorCode::kDenied ? Problem(401, "unauthorized", scope.error().message) : Problem(scope.error());
      refused.note.operation = route->operation;
      return refused;
    }
    call.scope = std::move(*scope);
  }
  if (!request.body.empty() && !route->upload) {
    Result<Json> body = ParseUniqueJson(request.body);
    if (!body) return Problem(400, "invalid", body.error().message);
    if (!body->is_object()) return Problem(400, "invalid", "the body must be a JSON object");
    call.body = std::move(*body);
  }
  WebResponse response = request.Header("idempotency-key").empty() ? route->answer(call) : AnswerKeyed(*route, call);
  response.note.operation = route->operation;
  if (response.note.by.empty()) response.note.by = call.scope.actor_name;
  return response;
}

}  // namespace markwarden

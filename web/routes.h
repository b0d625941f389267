// The API's table: every operation of web/openapi.yaml, its path, and what answers it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/json.h"
#include "core/scope.h"
#include "service/service.h"
#include "web/guard.h"
#include "web/message.h"

namespace markwarden {

// What a handler works with.
struct Call {
  Service& service;
  const WebRequest& request;
  const GuardOptions& guard;
  std::map<std::string, std::string> path;   // "{id}" -> "12"
  std::map<std::string, std::string> query;
  Json body;                                 // parsed; null without one
  Scope scope;                               // whose; unset for open routes
};

struct Route {
  std::string_view method;
  std::string_view path;       // under /api/v1: "/flags/{id}/decision"
  std::string_view operation;  // operationId of openapi.yaml
  bool open = false;           // needs nobody signed in
  WebResponse (*answer)(const Call& call);
  bool upload = false;  // its body is a file, application/octet-stream, up to kMaxUploadBody
  bool once = false;    // makes something new, and takes an Idempotency-Key
};

// Every operation: those of each file together.
std::span<const Route> Routes();
std::span<const Route> CoreRoutes();
std::span<const Route> TakedownRoutes();  // counter-notices, terms, tasks
std::span<const Route> ReportRoutes();
std::span<const Route> OutboxRoutes();    // deliveries, connectors, replies, files handed in
std::span<const Route> CaseRoutes();
std::span<const Route> IdentificationRoutes();
std::span<const Route> MeasureRoutes();
std::span<const Route> FlagRoutes();      // looks, taking back, what to weigh
std::span<const Route> SampleRoutes();
std::span<const Route> QueueRoutes();     // live counts, locks, saved filters, groups
std::span<const Route> RightRoutes();     // registration, trials, what became of rights; sellers.  Before CoreRoutes: /rights/form is no right
std::span<const Route> PeopleRoutes();    // organisations, accounts, invitations, the own account
std::span<const Route> AssignmentRoutes();
std::span<const Route> TipRoutes();
std::span<const Route> MonitoringRoutes();  // watches, sources
std::span<const Route> RuleRoutes();

inline constexpr std::string_view kApiBase = "/api/v1";

// Whether a request of this method and target (path and query) goes to a route that takes a file.
bool TakesUpload(std::string_view method, std::string_view target);

// Answers one request under /api/v1: finds the route (404, 405), whose scope it is (401), reads the body
// (400), calls the service.  Guard() has passed it.  Thread-safe as far as the service is.
WebResponse AnswerApi(Service& service, const WebRequest& request, const GuardOptions& guard, const Target& target);

}  // namespace markwarden

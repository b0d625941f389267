// Tips (线索员提供): a link or a file that somebody thinks should be looked at.  Who hands one in sees what became of it, and nothing else; people
// of the bureau look at it.  Nothing is fetched from a link by itself.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

inline constexpr size_t kMaxTipText = 4000;

struct TipRequest {
  std::string url = {};        // http or https
  std::string file_name = {};  // of a file that the same person handed in before (POST /uploads), named by its digest
  std::string file_sha256 = {};
  std::string note = {};       // needed: what is wrong with it
};
// Errors: kDenied, kInvalid (neither link nor file, no address, no note, too long), kNotFound (no such file).
Result<Json> HandInTip(Service& service, const Scope& scope, const TipRequest& tip);

// {"items":[{"id","url","file":{"name","sha256"},"note","state","answer","answered_by","answered_at","created_by","created_at","row_version","may":["look","use","decline"]}],"next"}
Result<Json> ListTips(Service& service, const Scope& scope, const std::string& state = {}, const std::string& cursor = {}, int limit = 50);
Result<Json> ShowTip(Service& service, const Scope& scope, Id id);

struct TipAnswer {
  std::string act = {};     // look, use, decline
  std::string answer = {};  // what became of it, for who handed it in; needed to use and to decline
  int64_t row_version = 0;
};
// Errors: kDenied, kNotFound, kInvalid, kConflict (it was answered, or changed meanwhile).
Result<Json> AnswerTipOf(Service& service, const Scope& scope, Id id, const TipAnswer& answer);

// The file of a tip, for who answers it; taking it is an event.
struct TipFile {
  std::string name, content_type, bytes;
};
Result<TipFile> TakeTipFile(Service& service, const Scope& scope, Id id);

}  // namespace markwarden

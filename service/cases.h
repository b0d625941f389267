// Cases made of flags, notices drafted from cases, and the takedown queues they lie in.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/rights.h"
#include "service/service.h"

namespace markwarden {

struct CaseRequest {
  std::vector<Id> flags;  // of one right
  std::string title;      // empty: made of right and seller
  std::string reason;     // why infringement is suspected; required
  std::string basis;
};
// Errors: kInvalid (no flags, flags of several rights), kConflict (a flag is in a case already, or this person has not looked at
// it for as long as service/data/review_policy.yaml asks).
Result<Json> MakeCase(Service& service, const Scope& scope, const CaseRequest& made);
Result<Json> ListCases(Service& service, const Scope& scope, const ListPage& page = {});
// {"id","title","state","outcome","right","flags":[...],"notices":[...],"relists":[...] as service/measures.h gives them,"regimes":[{"id","name"}],"outcomes":[{"code","name"}],"open":[...] as service/case_open.h,"may":["close"]}
Result<Json> ShowCase(Service& service, const Scope& scope, Id id);

struct NoticeRequest {
  Id case_id = 0;
  std::string platform;  // empty: when all flags are on one
  std::string regime;    // empty: by the platform's country, the right's kind and the date
  std::string language;  // empty: the regime's
  Json overrides = Json::object();  // fields of the notice that a person filled in: signer, declarations ...
};
// Drafts a notice and puts it, unsent, into its platform's takedown queue.  One with a missing required
// field stays "draft" and says what is missing; a complete one is "queued".
// Listings that the linter refuses are left out, each with why; with none left it is kConflict.
// {"id","state","platform","regime","language","missing":[{"pointer","label","rule","why"}],"items","left_out":[{"flag","url","why":[...]}]}
Result<Json> DraftNoticeFor(Service& service, const Scope& scope, const NoticeRequest& notice);

struct NoticeQuery {
  std::string platform, state, cursor;
  int limit = 50;
};
Result<Json> ListNotices(Service& service, const Scope& scope, const NoticeQuery& query);
// {"items":[{"platform","name","draft","queued","items","limit"}]}
Result<Json> ListQueues(Service& service, const Scope& scope);

enum class NoticeFormat { kHtml, kPdf, kText };
// The very bytes.  Errors: kInvalid naming every missing field.
Result<std::string> RenderNoticeDocument(Service& service, const Scope& scope, Id id, NoticeFormat format,
                                         const std::string& language);

}  // namespace markwarden

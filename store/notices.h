// Notices and the takedown queue of each platform.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/case.h"
#include "core/notice.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

// Saves a draft with the acting account as author; `follows`: the notice that it repeats.  Errors: kNotFound (no such case).
Result<NoticeRecord> AddNotice(Transaction& tx, const Scope& scope, Id case_id, const Notice& notice, Id follows = 0);
// Rewrites a draft.  Errors: kConflict (not a draft any more, or changed meanwhile), kNotFound.
Result<NoticeRecord> UpdateNotice(Transaction& tx, const Scope& scope, Id id, const Notice& notice, int64_t row_version);
// What core/transitions.h allows; nobody approves their own notice (kDenied).  Errors: kConflict, kNotFound.
Result<NoticeRecord> SetNoticeState(Transaction& tx, const Scope& scope, Id id, const std::string& state, int64_t row_version);

// With the acting account and the time of now.  Errors: kConflict (recorded already), kNotFound.
Result<NoticeSending> AddNoticeSending(Transaction& tx, const Scope& scope, const NoticeSending& sending);
Result<std::optional<NoticeSending>> FindNoticeSending(CaseDb& db, const Scope& scope, Id notice);

// Rendered bodies, by digest; immutable.
Result<std::string> SaveBody(Transaction& tx, const std::string& content_type, const std::string& bytes);  // SHA-256, hexadecimal
struct Body {
  std::string content_type;
  std::string bytes;
};
// Of whatever was kept; the caller says whether the account may see it.
Result<std::optional<Body>> FindBody(CaseDb& db, const std::string& sha256);
Status SetNoticeBodies(Transaction& tx, const Scope& scope, Id id, const std::string& html_sha256, const std::string& pdf_sha256);
// `kind` is "html" or "pdf".  Empty when not rendered.
Result<std::optional<Body>> NoticeBody(CaseDb& db, const Scope& scope, Id notice, const std::string& kind);

Result<std::optional<NoticeRecord>> FindNotice(CaseDb& db, const Scope& scope, Id id);
struct NoticeFilter {
  std::string platform = {};
  std::string state = {};
  std::string regime = {};
  Id case_id = 0;
};
// Oldest first: a queue.
Result<Page<NoticeRecord>> ListNotices(CaseDb& db, const Scope& scope, const NoticeFilter& filter = {}, const PageRequest& page = {});

// Everybody's notices that are out and not ended: for the program itself.
Result<std::vector<NoticeRecord>> OpenSentNotices(CaseDb& db);

struct TakedownQueue {
  std::string platform;
  std::map<std::string, int64_t> by_state;
};
Result<std::vector<TakedownQueue>> TakedownQueues(CaseDb& db, const Scope& scope);

}  // namespace markwarden

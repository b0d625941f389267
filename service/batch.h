// The file that a platform takes for many listings at once.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

struct NoticeBatch {
  std::string bytes;
  Json view;  // {"platform","notices":[ids],"rows","left","refused":[{"id","why"}]}: how many released notices did not fit, which the platform's form would refuse
};
// Of the platform's released notices that are not in the outbox, oldest first, whole notices as long as they fit into what its profile says.  Nothing counts as
// sent by it.  Errors: kDenied, kNotFound (none is released), kUnsupported (the platform takes no such file), kInvalid.
Result<NoticeBatch> MakeNoticeBatch(Service& service, const Scope& scope, const std::string& platform, bool workbook);

}  // namespace markwarden

// Putting pages into the queue of renders.
#pragma once

#include <string>

#include "core/capture.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/renders.h"

namespace markwarden {

// The page that `capture` holds, for a flag.  0 when it cannot be rendered: it came without a source that was crawled, or
// its address is not http.
Result<Id> QueueFlagRender(Transaction& tx, const Scope& scope, RenderReason reason, Id flag, const CaptureRecord& capture,
                           const std::string& region, double weight);

// An empty shell that the crawl came upon, in its source's organisation.
Result<Id> QueueShellRender(Transaction& tx, const Scope& scope, const std::string& url, Id capture, Id source, Id watch);

}  // namespace markwarden

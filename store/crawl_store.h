// crawl.db as a Frontier: URLs, host groups, robots.txt, the fetch log.
#pragma once

#include <memory>
#include <string>

#include "core/frontier.h"
#include "core/id.h"
#include "core/result.h"

namespace markwarden {

// Opens its own connection; creates and migrates the file when it is missing.  `ids` outlives
// it.  A second process may open the same file to ask GetStatus.
// Errors: kUnsupported (a newer build's database), kUnavailable, kExhausted, kInternal.
Result<std::unique_ptr<Frontier>> OpenCrawlStore(const std::string& path, IdMaker& ids);

}  // namespace markwarden

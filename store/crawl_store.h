// crawl.db as a Frontier: URLs, host groups, robots.txt, the fetch log.
#pragma once

#include <memory>

#include "core/frontier.h"
#include "core/id.h"
#include "core/result.h"

namespace markwarden {

class Database;

// Over a migrated crawl.db; both outlive it.
std::unique_ptr<Frontier> MakeCrawlStore(Database& database, IdMaker& ids);

}  // namespace markwarden

// The machine while captures are made: courts ask about the environment of the capture, not of the export.  Each look is an event
// `environment.WRITER` ("environment.crawl"), whose detail {"writer","report"} is a leaf of the log.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "reports/extraction_record.h"
#include "service/service.h"
#include "store/database.h"

namespace markwarden {

// What the machine is like now, with the digests of this program and of its workers': EnvironmentReport of reports/environment.h.
Json LookAtMachine(Service& service, const std::vector<std::string>& hosts);

// Before captures are written by `writer` ("crawl", "import", "work"): looks at the machine unless the last look of that writer was on this
// boot and within environment_minutes of service/data/log_policy.yaml.  `hosts`: an entry of the hosts file for one of
// them stands out.  Sends nothing over the network; reads the program and its libraries once.
Status NoteEnvironment(Service& service, std::string_view writer, const std::vector<std::string>& hosts = {});

// The looks in force when `items`, which are in the order of their times, were captured, oldest first: [{"event","no","at","writer","captures","report"}].  Captures
// before the first look of their writer are one entry with "event" and "report" null.
Result<Json> LooksOf(CaseDb& db, const std::vector<ExtractedItem>& items);

}  // namespace markwarden

// Reading a handed-over file inside a content worker: the worker keeps the reader, the host asks for the
// next items.  This side runs in the worker; the host's is service/import_confined.h.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace markwarden {

// A worker reads one file, its kWorkerFile; these jobs leave their reader in the worker between calls.
// import.detect: params wire {size}.  Reply: the kind's name.
Result<std::string> DetectImportJob(std::string_view params, std::string_view data);
// import.open: params of ImportOpening; data: of a packed folder its table (service/import_folder.h), else nothing.
Result<std::string> OpenImportJob(std::string_view params, std::string_view data);
// import.next: reply of ImportBatch.
Result<std::string> NextImportJob(std::string_view params, std::string_view data);

}  // namespace markwarden

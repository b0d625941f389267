// Reading an office's table of goods inside a content worker.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "rules/nice_import.h"

namespace markwarden {

// goods.read: params wire {edition, from, sheet}, data the file.  Reply wire, ImportNiceTable's.
Result<std::string> ReadGoodsJob(std::string_view params, std::string_view data);

std::string ToWire(const NiceImport& import);
Result<NiceImport> NiceImportFromWire(std::string_view bytes);

}  // namespace markwarden

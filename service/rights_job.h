// Reading a file of rights inside a content worker; the host's side is service/rights_file.h.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace markwarden {

// A worker reads one file, its kWorkerFile; these jobs leave what they read in the worker between calls.
// rights.open: params wire {size}.  Reply JSON {"archive":bool}.  The file is CSV, JSON Lines, ST.66 or ST.96, or a ZIP archive of
// them with their pictures.
Result<std::string> OpenRightsJob(std::string_view params, std::string_view data);
// rights.next.  Reply JSON {"part","name","rights":[Right],"refused":[{"line","reason","row"}],"may_lack","end"}: the next rights of one
// part (a file, or one inside the archive).
Result<std::string> NextRightsJob(std::string_view params, std::string_view data);
// rights.picture: params wire {part, name}.  Reply: the bytes.  Errors: kNotFound (not in the file), kConflict (several), those of ZIP.
Result<std::string> RightsPictureJob(std::string_view params, std::string_view data);

}  // namespace markwarden

// The one place where the members of nlohmann::json are instantiated; cmake/json.h declares them for every other file.
#include "core/json.h"

template class nlohmann::basic_json<>;

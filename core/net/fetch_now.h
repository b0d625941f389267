// One request, waited for.
#pragma once

#include <stop_token>

#include "core/net/fetcher.h"

namespace markwarden {

// Blocks until the exchange is over.  Errors: as FetchDone gets them, and kCancelled as soon as `stop` asks for it; the exchange may go on
// then without anybody waiting.
Result<Exchange> FetchNow(Fetcher& fetcher, FetchRequest request, std::stop_token stop);

}  // namespace markwarden

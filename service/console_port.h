// Where our own console listens, so that nothing of ours is led there by a page.
#pragma once

#include <cstdint>
#include <vector>

#include "core/result.h"
#include "service/service.h"

namespace markwarden {

// Written by `serve` once it listens.
Status RememberConsolePort(Service& service, uint16_t port);

// The port of this store's last console; empty when there was none.
std::vector<uint16_t> ConsolePorts(Service& service);

}  // namespace markwarden

// libsodium asks to be started before anything else.
#pragma once

#include <sodium.h>

namespace markwarden {

// False when the system gives no random bytes.  Thread-safe.
inline bool SodiumReady() {
  static const int ready = sodium_init();
  return ready >= 0;
}

}  // namespace markwarden

// What the sealer and its host say to each other: one packet each way, over a socket.  Private to core/sandbox.
#pragma once

#include <cstdint>

namespace markwarden {

inline constexpr int kSealerSocket = 3;
inline constexpr size_t kMaxSealerPacket = 96 << 10;

// A request begins with one of these.
enum class SealerRequest : uint8_t { kCheckpoint = 1, kSeal = 2 };

// An answer begins with Bool: true, then what was asked for; false, then an ErrorCode and a message.  The first answer, unasked, is
// the greeting: origin, size and root of the last published checkpoint.

}  // namespace markwarden

// What the program calls itself.
#pragma once

#include <string>

namespace markwarden {

inline constexpr const char* kProgramVersion = MARKWARDEN_VERSION;

// Honest, with a contact: "markwarden/0.1.0 (+$MARKWARDEN_CONTACT)".  Without a contact it says where
// to read about the program.
std::string UserAgent();

}  // namespace markwarden

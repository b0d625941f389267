// Secrets of a store by name: what proves to others who asks.
#pragma once

#include <functional>
#include <string>

#include "core/result.h"
#include "store/store.h"

namespace markwarden {

// The one line of DIR/keys/secret-NAME.  No message, event or row ever holds it.  Errors: kNotFound (says which file to make), kDenied (others can read
// the file, or it is not ours), kInvalid (a name that is none, no single line of printable ASCII, longer than 8 KiB).
Result<std::string> ReadSecret(const Store& store, const std::string& name);

// The same; where there is no such file yet, one is made of what `make` gives.  Of two processes that do so at once both read the same.
Result<std::string> EnsureSecret(const Store& store, const std::string& name, const std::function<std::string()>& make);

// Whether a file that holds a secret is a regular one of ours that nobody else can read.  Errors: kNotFound, kDenied.
Status CheckPrivateFile(const std::filesystem::path& file);

}  // namespace markwarden

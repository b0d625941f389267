// A program that measures nothing when a step fails: it says which and ends.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "core/result.h"

namespace markwarden::seed {

template <typename T>
T Must(Result<T> result, const char* what) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "console_seed: %s: %s\n", what, result.error().message.c_str());
  std::exit(3);
}
inline void Must(const Status& status, const char* what) {
  if (status) return;
  std::fprintf(stderr, "console_seed: %s: %s\n", what, status.error().message.c_str());
  std::exit(3);
}

}  // namespace markwarden::seed

// What every fuzz target is: one function over bytes that nobody vouches for.  In the preset `fuzz`
// libFuzzer drives it; everywhere else replay_test.cc runs it once over its corpus.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace markwarden::fuzz {

struct Target {
  const char* name;  // also the folder of its corpus
  void (*run)(std::string_view bytes);
};

std::vector<Target>& Targets();
bool Register(const char* name, void (*run)(std::string_view bytes));

// Ends the program with `what` when a property does not hold.
void Require(bool holds, const char* what);

// The first line and what follows it: several targets take a text beside the bytes.
struct Split {
  std::string_view line, rest;
};
Split FirstLine(std::string_view bytes);

}  // namespace markwarden::fuzz

// MARKWARDEN_FUZZ_TARGET(url) { ... uses `bytes` ... }
#ifdef MARKWARDEN_LIBFUZZER
#define MARKWARDEN_FUZZ_TARGET(NAME)                                                \
  static void Fuzz_##NAME(std::string_view bytes);                                  \
  extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {         \
    Fuzz_##NAME(std::string_view(reinterpret_cast<const char*>(data), size));       \
    return 0;                                                                       \
  }                                                                                 \
  static void Fuzz_##NAME(std::string_view bytes)
#else
#define MARKWARDEN_FUZZ_TARGET(NAME)                                                                \
  static void Fuzz_##NAME(std::string_view bytes);                                                  \
  [[maybe_unused]] static const bool registered_##NAME = ::markwarden::fuzz::Register(#NAME, &Fuzz_##NAME); \
  static void Fuzz_##NAME(std::string_view bytes)
#endif

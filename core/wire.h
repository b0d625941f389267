// A compact binary form for values that cross a process border: one byte for most numbers,
// texts with their length before them, and a reader that trusts none of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace markwarden {

// Unsigned numbers are LEB128, signed ones zigzag before that, doubles their 8 bytes, lowest first.
// Every value has exactly one form, so reading and writing again gives the same bytes.
class WireWriter {
 public:
  void Byte(uint8_t value) { bytes_ += static_cast<char>(value); }
  void Bool(bool value) { Byte(value ? 1 : 0); }
  void Unsigned(uint64_t value);
  void Signed(int64_t value);
  void Double(double value);
  void Text(std::string_view value);
  void Texts(const std::vector<std::string>& values);

  // `write(writer, value)` writes what is inside.
  template <typename T, typename Write>
  void Optional(const std::optional<T>& value, Write write) {
    Bool(value.has_value());
    if (value) write(*this, *value);
  }
  template <typename T, typename Write>
  void Vector(const std::vector<T>& values, Write write) {
    Unsigned(values.size());
    for (const T& value : values) write(*this, value);
  }

  void Reserve(size_t bytes) { bytes_.reserve(bytes); }
  std::string Take() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

struct WireLimits {
  size_t max_bytes = 64u << 20;     // of the input: more is not looked at
  size_t max_elements = 1'000'000;  // of all vectors together
};

// Reads what a WireWriter wrote.  After the first thing that does not fit, every read gives 0, "" or
// nothing, and Done() says what it was; so a reader of a struct checks once, at its end.  Memory: at most
// a small multiple of the input, whatever lengths it claims.  Reads views into `bytes`, which must outlive it.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes, const WireLimits& limits = {});

  uint8_t Byte();
  bool Bool();
  uint64_t Unsigned();
  // An unsigned number of at most `max`: an enum, a count.
  uint64_t UnsignedUpTo(uint64_t max, const char* what);
  int64_t Signed();
  double Double();
  std::string_view Text(size_t max_bytes = SIZE_MAX);
  std::vector<std::string> Texts(size_t max_count = SIZE_MAX);

  // `read(reader)` gives one T.
  template <typename T, typename Read>
  std::optional<T> Optional(Read read) {
    if (!Bool()) return std::nullopt;
    T value = read(*this);
    return ok() ? std::optional<T>(std::move(value)) : std::nullopt;
  }
  template <typename T, typename Read>
  std::vector<T> Vector(Read read, size_t max_count = SIZE_MAX) {
    std::vector<T> values;
    const size_t count = Count(max_count);
    // What the input claims is believed only as far as it has gone.
    values.reserve(count < 64 ? count : 64);
    for (size_t i = 0; i < count && ok(); ++i) values.push_back(read(*this));
    if (!ok()) values.clear();
    return values;
  }

  // Marks the input as wrong: `what` is a static text such as "a kind that does not exist".
  void Refuse(const char* what);
  bool ok() const { return problem_ == nullptr; }
  // Errors: kInvalid (cut short, a length that does not fit, bytes left over), kExhausted (past a limit).
  Status Done() const;

 private:
  size_t Count(size_t max_count);

  std::string_view bytes_;
  size_t at_ = 0, elements_left_;
  const char* problem_ = nullptr;
  size_t problem_at_ = 0;
  bool exhausted_ = false;
};

}  // namespace markwarden

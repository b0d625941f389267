// A walk over tags and lengths, without recursion.
#include "core/formats/der.h"

#include <cstdint>
#include <string>
#include <vector>

namespace markwarden {
namespace {

constexpr uint8_t kConstructed = 0x20;

tl::unexpected<Error> NotDer(size_t at, const char* why) {
  return Fail(ErrorCode::kInvalid, "not strict DER at byte " + std::to_string(at) + ": " + why);
}

// Universal types that only ever come whole (X.690, 10.2).
bool IsString(uint8_t number) {
  return number == 3 || number == 4 || number == 12 || (number >= 18 && number <= 30);
}

}  // namespace

Status CheckDer(std::string_view bytes) {
  const auto byte = [&](size_t at) { return static_cast<uint8_t>(bytes[at]); };
  std::vector<size_t> ends = {bytes.size()};
  size_t at = 0;
  if (bytes.empty()) return NotDer(0, "nothing");
  while (at < bytes.size()) {
    while (ends.size() > 1 && at == ends.back()) ends.pop_back();
    if (ends.size() == 1 && at > 0) return NotDer(at, "more than one value");
    const size_t begin = at, end = ends.back();
    const uint8_t tag = byte(at++);
    if ((tag & 0x1f) == 0x1f) return NotDer(begin, "a tag of more than one byte");
    if (tag == 0) return NotDer(begin, "an end-of-contents mark");
    if (at >= end) return NotDer(begin, "cut short");
    size_t length = byte(at++);
    if (length == 0x80) return NotDer(begin, "an indefinite length");
    if (length > 0x80) {
      const size_t count = length & 0x7f;
      if (count > 4 || at + count > end) return NotDer(begin, "a length that does not fit");
      if (byte(at) == 0) return NotDer(begin, "a length with a leading zero");
      length = 0;
      for (size_t i = 0; i < count; ++i) length = length << 8 | byte(at++);
      if (length < 0x80) return NotDer(begin, "a length written longer than needed");
    }
    if (length > end - at) return NotDer(begin, "a length beyond its surroundings");
    const bool universal = (tag & 0xc0) == 0;
    const uint8_t number = tag & 0x1f;
    if (universal && (tag & kConstructed) != 0 && IsString(number)) return NotDer(begin, "a string in pieces");
    if (universal && (tag & kConstructed) == 0 && (number == 16 || number == 17)) return NotDer(begin, "a sequence that is no sequence");
    if (tag == 1 && (length != 1 || (byte(at) != 0 && byte(at) != 0xff))) return NotDer(begin, "a boolean other than 00 and ff");
    if (tag == 2 || tag == 10) {
      if (length == 0) return NotDer(begin, "a number without digits");
      if (length > 1 && ((byte(at) == 0 && byte(at + 1) < 0x80) || (byte(at) == 0xff && byte(at + 1) >= 0x80))) {
        return NotDer(begin, "a number written longer than needed");
      }
    }
    if ((tag & kConstructed) != 0 && length > 0) {
      if (ends.size() > static_cast<size_t>(kMaxDerDepth)) return Fail(ErrorCode::kExhausted, "values nested deeper than 32");
      ends.push_back(at + length);
    } else {
      at += length;
    }
  }
  while (ends.size() > 1 && at == ends.back()) ends.pop_back();
  return ends.size() == 1 ? Ok() : Status(NotDer(at, "cut short"));
}

}  // namespace markwarden

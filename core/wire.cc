// Numbers and texts, written and read.
#include "core/wire.h"

#include <bit>

namespace markwarden {

void WireWriter::Unsigned(uint64_t value) {
  while (value >= 0x80) {
    Byte(static_cast<uint8_t>(value | 0x80));
    value >>= 7;
  }
  Byte(static_cast<uint8_t>(value));
}

void WireWriter::Signed(int64_t value) {
  Unsigned((static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63));
}

void WireWriter::Double(double value) {
  const auto bits = std::bit_cast<uint64_t>(value);
  for (int shift = 0; shift < 64; shift += 8) Byte(static_cast<uint8_t>(bits >> shift));
}

void WireWriter::Text(std::string_view value) {
  Unsigned(value.size());
  bytes_.append(value);
}

void WireWriter::Texts(const std::vector<std::string>& values) {
  Vector(values, [](WireWriter& writer, const std::string& value) { writer.Text(value); });
}

WireReader::WireReader(std::string_view bytes, const WireLimits& limits) : bytes_(bytes), elements_left_(limits.max_elements) {
  if (bytes.size() > limits.max_bytes) {
    exhausted_ = true;
    Refuse("more bytes than a value may have");
  }
}

void WireReader::Refuse(const char* what) {
  if (problem_ != nullptr) return;
  problem_ = what;
  problem_at_ = at_;
}

uint8_t WireReader::Byte() {
  if (!ok()) return 0;
  if (at_ >= bytes_.size()) {
    Refuse("it ends too early");
    return 0;
  }
  return static_cast<uint8_t>(bytes_[at_++]);
}

bool WireReader::Bool() {
  const uint8_t value = Byte();
  if (value > 1) Refuse("a truth value other than 0 or 1");
  return value == 1 && ok();
}

uint64_t WireReader::Unsigned() {
  uint64_t value = 0;
  for (int shift = 0;; shift += 7) {
    const uint8_t byte = Byte();
    if (!ok()) return 0;
    // The tenth byte holds one bit; a last byte of 0 would be a second way to write the number.
    if ((shift == 63 && byte > 1) || (shift > 0 && byte == 0)) {
      Refuse("a number that is not in its one form");
      return 0;
    }
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
}

uint64_t WireReader::UnsignedUpTo(uint64_t max, const char* what) {
  const uint64_t value = Unsigned();
  if (value <= max) return value;
  Refuse(what);
  return 0;
}

int64_t WireReader::Signed() {
  const uint64_t value = Unsigned();
  return static_cast<int64_t>((value >> 1) ^ (0 - (value & 1)));
}

double WireReader::Double() {
  uint64_t bits = 0;
  for (int shift = 0; shift < 64; shift += 8) bits |= static_cast<uint64_t>(Byte()) << shift;
  return ok() ? std::bit_cast<double>(bits) : 0;
}

std::string_view WireReader::Text(size_t max_bytes) {
  const uint64_t size = Unsigned();
  if (!ok()) return {};
  if (size > bytes_.size() - at_) {
    Refuse("a text longer than what is left");
    return {};
  }
  if (size > max_bytes) {
    exhausted_ = true;
    Refuse("a text longer than it may be");
    return {};
  }
  const std::string_view text = bytes_.substr(at_, static_cast<size_t>(size));
  at_ += static_cast<size_t>(size);
  return text;
}

std::vector<std::string> WireReader::Texts(size_t max_count) {
  return Vector<std::string>([](WireReader& reader) { return std::string(reader.Text()); }, max_count);
}

size_t WireReader::Count(size_t max_count) {
  const uint64_t count = Unsigned();
  if (!ok()) return 0;
  // Each element has at least one byte.
  if (count > bytes_.size() - at_) {
    Refuse("more elements than bytes left");
    return 0;
  }
  if (count > max_count || count > elements_left_) {
    exhausted_ = true;
    Refuse("more elements than there may be");
    return 0;
  }
  elements_left_ -= static_cast<size_t>(count);
  return static_cast<size_t>(count);
}

Status WireReader::Done() const {
  if (ok() && at_ == bytes_.size()) return Ok();
  if (ok()) return Fail(ErrorCode::kInvalid, "read value: " + std::to_string(bytes_.size() - at_) + " bytes left over at byte " + std::to_string(at_));
  return Fail(exhausted_ ? ErrorCode::kExhausted : ErrorCode::kInvalid,
              std::string("read value: ") + problem_ + " at byte " + std::to_string(problem_at_));
}

}  // namespace markwarden

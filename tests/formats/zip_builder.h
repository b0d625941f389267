// Makes ZIP archives for tests, sound ones and ones whose fields lie.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace markwarden {

struct ZipPart {
  std::string name = {};
  std::string bytes = {};
  bool deflate = true;
  // What is written instead of the truth; -1: the truth.
  int64_t declared_size = -1;
  int64_t declared_crc = -1;
  int method = -1;
  uint16_t flags = 0x0800;       // UTF-8 names
  uint32_t unix_mode = 0100644;
  bool zip64 = false;            // sizes in the extra field of the directory
  std::string local_name = {};   // empty: as `name`
  int64_t local_offset = -1;
};

inline std::string Deflated(const std::string& bytes) {
  z_stream stream = {};
  deflateInit2(&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

inline std::string Gzipped(const std::string& bytes) {
  z_stream stream = {};
  deflateInit2(&stream, 9, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

inline void PutLittle(std::string& out, uint64_t value, int count) {
  for (int i = 0; i < count; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

// `declared_count` -1: the true number of entries.
inline std::string MakeZip(const std::vector<ZipPart>& parts, int declared_count = -1) {
  std::string out, directory;
  for (const ZipPart& part : parts) {
    const std::string packed = part.deflate ? Deflated(part.bytes) : part.bytes;
    const uint64_t size = part.declared_size >= 0 ? static_cast<uint64_t>(part.declared_size) : part.bytes.size();
    const uint32_t crc = part.declared_crc >= 0 ? static_cast<uint32_t>(part.declared_crc)
                                                : static_cast<uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(part.bytes.data()), static_cast<uInt>(part.bytes.size())));
    const int method = part.method >= 0 ? part.method : part.deflate ? 8 : 0;
    const uint64_t offset = part.local_offset >= 0 ? static_cast<uint64_t>(part.local_offset) : out.size();
    const std::string local_name = part.local_name.empty() ? part.name : part.local_name;
    PutLittle(out, 0x04034b50, 4);
    PutLittle(out, 20, 2);
    PutLittle(out, part.flags, 2);
    PutLittle(out, static_cast<uint64_t>(method), 2);
    PutLittle(out, 0x6a2e5b77, 4);  // 2033-01-14T11:27:46
    PutLittle(out, crc, 4);
    PutLittle(out, part.zip64 ? 0xffffffff : packed.size(), 4);
    PutLittle(out, part.zip64 ? 0xffffffff : size, 4);
    PutLittle(out, local_name.size(), 2);
    PutLittle(out, 0, 2);
    out += local_name + packed;

    PutLittle(directory, 0x02014b50, 4);
    PutLittle(directory, 3 << 8 | 45, 2);
    PutLittle(directory, 45, 2);
    PutLittle(directory, part.flags, 2);
    PutLittle(directory, static_cast<uint64_t>(method), 2);
    PutLittle(directory, 0x6a2e5b77, 4);
    PutLittle(directory, crc, 4);
    PutLittle(directory, part.zip64 ? 0xffffffff : packed.size(), 4);
    PutLittle(directory, part.zip64 ? 0xffffffff : size, 4);
    PutLittle(directory, part.name.size(), 2);
    PutLittle(directory, part.zip64 ? 28 : 0, 2);
    PutLittle(directory, 0, 2);
    PutLittle(directory, 0, 4);
    PutLittle(directory, static_cast<uint64_t>(part.unix_mode) << 16, 4);
    PutLittle(directory, part.zip64 ? 0xffffffff : offset, 4);
    directory += part.name;
    if (part.zip64) {
      PutLittle(directory, 1, 2);
      PutLittle(directory, 24, 2);
      PutLittle(directory, size, 8);
      PutLittle(directory, packed.size(), 8);
      PutLittle(directory, offset, 8);
    }
  }
  const uint64_t directory_at = out.size(), count = declared_count >= 0 ? static_cast<uint64_t>(declared_count) : parts.size();
  out += directory;
  PutLittle(out, 0x06054b50, 4);
  PutLittle(out, 0, 4);
  PutLittle(out, count, 2);
  PutLittle(out, count, 2);
  PutLittle(out, directory.size(), 4);
  PutLittle(out, directory_at, 4);
  PutLittle(out, 0, 2);
  return out;
}

// The same archive with a ZIP64 end record; `offset_lie` is added to the directory's offset.
inline std::string WithZip64End(std::string zip, uint64_t offset_lie = 0, uint64_t count_lie = 0) {
  const std::string end = zip.substr(zip.size() - 22);
  const auto read = [&](size_t at, int count) {
    uint64_t value = 0;
    for (int i = 0; i < count; ++i) value |= static_cast<uint64_t>(static_cast<uint8_t>(end[at + static_cast<size_t>(i)])) << (8 * i);
    return value;
  };
  zip.resize(zip.size() - 22);
  const uint64_t end64_at = zip.size();
  PutLittle(zip, 0x06064b50, 4);
  PutLittle(zip, 44, 8);
  PutLittle(zip, 45, 2);
  PutLittle(zip, 45, 2);
  PutLittle(zip, 0, 8);
  PutLittle(zip, read(10, 2) + count_lie, 8);
  PutLittle(zip, read(10, 2) + count_lie, 8);
  PutLittle(zip, read(12, 4), 8);
  PutLittle(zip, read(16, 4) + offset_lie, 8);
  PutLittle(zip, 0x07064b50, 4);
  PutLittle(zip, 0, 4);
  PutLittle(zip, end64_at, 8);
  PutLittle(zip, 1, 4);
  PutLittle(zip, 0x06054b50, 4);
  PutLittle(zip, 0, 4);
  PutLittle(zip, 0xffff, 2);
  PutLittle(zip, 0xffff, 2);
  PutLittle(zip, 0xffffffff, 4);
  PutLittle(zip, 0xffffffff, 4);
  PutLittle(zip, 0, 2);
  return zip;
}

}  // namespace markwarden

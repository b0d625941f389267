// The central directory, believed only as far as the bytes bear it out.
#include "core/formats/zip.h"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <map>
#include <optional>

#include "core/inflate_stream.h"

namespace markwarden {
namespace {

constexpr uint32_t kLocalMark = 0x04034b50, kCentralMark = 0x02014b50, kEndMark = 0x06054b50;
constexpr uint32_t kEnd64Mark = 0x06064b50, kLocator64Mark = 0x07064b50;
constexpr size_t kLocalBytes = 30, kCentralBytes = 46, kEndRecordBytes = 22, kLocatorBytes = 20, kEnd64Bytes = 56;
constexpr int64_t kMaxDirectoryBytes = 64 << 20;
constexpr size_t kZipStep = 64 << 10;

uint64_t Little(std::string_view bytes, size_t at, size_t count) {
  uint64_t value = 0;
  for (size_t i = 0; i < count && at + i < bytes.size(); ++i) {
    value |= static_cast<uint64_t>(static_cast<uint8_t>(bytes[at + i])) << (8 * i);
  }
  return value;
}
uint16_t Two(std::string_view bytes, size_t at) { return static_cast<uint16_t>(Little(bytes, at, 2)); }
uint32_t Four(std::string_view bytes, size_t at) { return static_cast<uint32_t>(Little(bytes, at, 4)); }

// 64 bits from outside as an offset or length; everything that cannot be one becomes the largest.
int64_t Bounded(uint64_t value) {
  return value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()) ? std::numeric_limits<int64_t>::max()
                                                                             : static_cast<int64_t>(value);
}

Error Broken(std::string what) { return {ErrorCode::kInvalid, "this is no sound ZIP archive: " + std::move(what)}; }

std::string DosTime(uint16_t date, uint16_t time) {
  const int month = date >> 5 & 15, day = date & 31;
  if (month < 1 || month > 12 || day < 1) return "";
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d", 1980 + (date >> 9), month, day, time >> 11, time >> 5 & 63,
                (time & 31) * 2);
  return text;
}

struct Directory {
  int64_t offset = 0, length = 0, count = 0;
};

// Where the central directory lies: the end record, and the ZIP64 one before it where fields are full.
Result<Directory> FindDirectory(const ByteSource& source) {
  const int64_t size = source.size();
  const int64_t tail_begin = std::max<int64_t>(0, size - static_cast<int64_t>(kEndRecordBytes) - 65'535);
  Result<std::string> tail = source.ReadAt(tail_begin, static_cast<size_t>(size - tail_begin));
  if (!tail) return Fail(tail);
  for (size_t at = tail->size() < kEndRecordBytes ? 0 : tail->size() - kEndRecordBytes + 1; at-- > 0;) {
    const std::string_view end = std::string_view(*tail).substr(at);
    if (Four(end, 0) != kEndMark || end.size() != kEndRecordBytes + Two(end, 20)) continue;
    if (Two(end, 4) != 0 || Two(end, 6) != 0) return Fail(ErrorCode::kUnsupported, "the ZIP archive is split over several disks: join them first");
    Directory found{Four(end, 16), Four(end, 12), Two(end, 10)};
    const int64_t end_offset = tail_begin + static_cast<int64_t>(at);
    const bool full = Two(end, 10) == 0xffff || Four(end, 12) == 0xffffffff || Four(end, 16) == 0xffffffff;
    int64_t limit = end_offset;
    if (full && end_offset >= static_cast<int64_t>(kLocatorBytes)) {
      Result<std::string> locator = source.ReadAt(end_offset - static_cast<int64_t>(kLocatorBytes), kLocatorBytes);
      if (!locator) return Fail(locator);
      if (Four(*locator, 0) == kLocator64Mark) {
        const int64_t end64_offset = Bounded(Little(*locator, 8, 8));
        Result<std::string> end64 = source.ReadAt(end64_offset, kEnd64Bytes);
        if (!end64) return Fail(end64);
        if (end64->size() != kEnd64Bytes || Four(*end64, 0) != kEnd64Mark) return Fail(Broken("its ZIP64 end record is not where it should be"));
        found = {Bounded(Little(*end64, 48, 8)), Bounded(Little(*end64, 40, 8)), Bounded(Little(*end64, 32, 8))};
        limit = end64_offset;
      }
    }
    if (found.offset > limit || found.length > limit - found.offset) return Fail(Broken("its directory is not where the end record says"));
    return found;
  }
  return Fail(Broken("it has no end record; it may be cut off"));
}

// The sizes of an entry whose 32-bit fields are full (APPNOTE 4.5.3).  False when they are not there.
bool ReadZip64(std::string_view extra, uint32_t packed, uint32_t size, uint32_t offset, ZipEntry& entry) {
  while (extra.size() >= 4) {
    const uint16_t id = Two(extra, 0), length = Two(extra, 2);
    if (extra.size() < size_t{4} + length) return false;
    if (id == 1) {
      std::string_view field = extra.substr(4, length);
      const auto take = [&](uint32_t narrow, int64_t& wide) {
        if (narrow != 0xffffffff) return true;
        if (field.size() < 8) return false;
        wide = Bounded(Little(field, 0, 8));
        field.remove_prefix(8);
        return true;
      };
      return take(size, entry.size) && take(packed, entry.packed) && take(offset, entry.offset);
    }
    extra.remove_prefix(size_t{4} + length);
  }
  return false;
}

std::string WrongKind(uint16_t made_by, uint32_t attributes, uint16_t flags, uint16_t method) {
  const uint32_t mode = attributes >> 16 & 0170000;
  if (made_by >> 8 == 3 && mode != 0 && mode != 0100000 && mode != 0040000) {
    return mode == 0120000 ? "it is a symbolic link" : "it is no regular file";
  }
  if (flags & (1 | 1 << 6 | 1 << 13)) return "it is encrypted: ask for it without a password";
  if (method != 0 && method != 8) return "it is packed by method " + std::to_string(method) + ", which is not read: pack it again as plain ZIP";
  return "";
}

class EntryStream : public ByteStream {
 public:
  EntryStream(const ByteSource& source, const ZipEntry& entry, int64_t offset)
      : source_(source), name_(entry.name), offset_(offset), left_(entry.packed), declared_(entry.size), crc_(entry.crc),
        stored_(entry.method == 0), inflate_(InflateStream::Form::kRaw) {}

  Result<std::string> Read(size_t count) override {
    std::string out;
    while (out.empty() && !ended_ && count > 0) {
      if (Status more = Step(std::min(count, kZipStep), out); !more) {
        ended_ = true;
        return Fail(std::move(more.error()).While("entry " + name_));
      }
    }
    return out;
  }

 private:
  Status Step(size_t room, std::string& out) {
    if (in_.empty() && left_ > 0) {
      Result<std::string> more = source_.ReadAt(offset_, static_cast<size_t>(std::min<int64_t>(left_, kZipStep)));
      if (!more) return Fail(more);
      if (more->empty()) return Fail(ErrorCode::kInvalid, "its bytes are cut off");
      offset_ += static_cast<int64_t>(more->size());
      left_ -= static_cast<int64_t>(more->size());
      in_ = std::move(*more);
      used_ = 0;
    }
    bool last = false;
    if (stored_) {
      out = in_.substr(used_, room);
      used_ += out.size();
      last = left_ == 0 && used_ == in_.size();
    } else {
      out.resize(room);
      const Result<InflateStream::Step> step = inflate_.Run(std::string_view(in_).substr(used_), out.data(), room);
      if (!step) return Fail(step.error());
      out.resize(step->made);
      used_ += step->used;
      last = step->ended;
      if (!last && step->used == 0 && step->made == 0 && left_ == 0) return Fail(ErrorCode::kInvalid, "its bytes are cut off");
    }
    if (used_ == in_.size()) {
      in_.clear();
      used_ = 0;
    }
    made_ += static_cast<int64_t>(out.size());
    if (made_ > declared_) return Fail(ErrorCode::kInvalid, "it is larger than the " + std::to_string(declared_) + " bytes that it declares");
    seen_ = Crc32(seen_, out);
    if (!last) return Ok();
    ended_ = true;
    if (made_ != declared_) return Fail(ErrorCode::kInvalid, "it is smaller than the " + std::to_string(declared_) + " bytes that it declares");
    if (seen_ != crc_) return Fail(ErrorCode::kInvalid, "its bytes do not fit their checksum");
    return Ok();
  }

  const ByteSource& source_;
  const std::string name_;
  int64_t offset_, left_;
  const int64_t declared_;
  const uint32_t crc_;
  const bool stored_;
  InflateStream inflate_;
  std::string in_;
  size_t used_ = 0;
  int64_t made_ = 0;
  uint32_t seen_ = 0;
  bool ended_ = false;
};

}  // namespace

std::string FolderOf(const std::string& name) {
  const size_t slash = name.rfind('/');
  return slash == std::string::npos ? "" : name.substr(0, slash + 1);
}

std::string WrongZipName(std::string_view name, const ZipLimits& limits) {
  if (name.empty()) return "its name is empty";
  if (name.size() > limits.name_bytes) return "its name is longer than " + std::to_string(limits.name_bytes) + " bytes";
  for (const char c : name) {
    if (static_cast<uint8_t>(c) < 0x20 || c == 0x7f) return "its name holds a control character";
  }
  if (name.find('\\') != std::string_view::npos) return "its name holds a backslash";
  if (name[0] == '/') return "its name is absolute";
  const bool letter = (name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z');
  if (letter && name.size() > 1 && name[1] == ':') return "its name begins with a drive";
  if (name.ends_with('/')) name.remove_suffix(1);
  while (true) {
    const size_t slash = name.find('/');
    const std::string_view part = name.substr(0, slash);
    if (part == "..") return "its name leads out of the archive";
    if (part.empty() || part == ".") return "its name has an empty part";
    if (slash == std::string_view::npos) return "";
    name.remove_prefix(slash + 1);
  }
}

std::string FoldedZipName(std::string_view name) {
  std::string folded(name);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  if (folded.ends_with('/')) folded.pop_back();
  return folded;
}

bool LooksZip(std::string_view bytes) { return bytes.starts_with(std::string_view("PK\x03\x04", 4)) || bytes.starts_with(std::string_view("PK\x05\x06", 4)); }

Result<ZipReader> ZipReader::Open(const ByteSource& source, const ZipLimits& limits) {
  const Result<Directory> directory = FindDirectory(source);
  if (!directory) return Fail(directory.error());
  if (directory->count > static_cast<int64_t>(limits.entries)) {
    return Fail(ErrorCode::kExhausted, "the ZIP archive has more than " + std::to_string(limits.entries) + " entries: split it");
  }
  if (directory->length > kMaxDirectoryBytes) return Fail(ErrorCode::kExhausted, "the directory of the ZIP archive is larger than 64 MiB");
  Result<std::string> bytes = source.ReadAt(directory->offset, static_cast<size_t>(directory->length));
  if (!bytes) return Fail(bytes);
  ZipReader reader(source);
  std::map<std::string, std::string> names;  // folded -> as stored
  std::vector<std::pair<int64_t, int64_t>> ranges;
  int64_t total = 0;
  std::string_view rest = *bytes;
  while (rest.size() >= kCentralBytes && Four(rest, 0) == kCentralMark) {
    if (reader.entries_.size() >= limits.entries) {
      return Fail(ErrorCode::kExhausted, "the ZIP archive has more than " + std::to_string(limits.entries) + " entries: split it");
    }
    const uint16_t flags = Two(rest, 8);
    const size_t name_length = Two(rest, 28), extra_length = Two(rest, 30), comment_length = Two(rest, 32);
    const size_t whole = kCentralBytes + name_length + extra_length + comment_length;
    if (rest.size() < whole) return Fail(Broken("its directory is cut off"));
    const uint32_t packed = Four(rest, 20), size = Four(rest, 24), offset = Four(rest, 42);
    ZipEntry entry;
    entry.name = rest.substr(kCentralBytes, name_length);
    entry.utf8 = (flags & 1 << 11) != 0 || std::all_of(entry.name.begin(), entry.name.end(), [](char c) { return static_cast<uint8_t>(c) < 0x80; });
    entry.folder = entry.name.ends_with('/');
    entry.packed = packed;
    entry.size = size;
    entry.offset = offset;
    entry.method = Two(rest, 10);
    entry.crc = Four(rest, 16);
    entry.modified = DosTime(Two(rest, 14), Two(rest, 12));
    if ((packed == 0xffffffff || size == 0xffffffff || offset == 0xffffffff) &&
        !ReadZip64(rest.substr(kCentralBytes + name_length, extra_length), packed, size, offset, entry)) {
      return Fail(Broken("an entry lacks its ZIP64 sizes"));
    }
    if (entry.size > limits.total_bytes - total) {
      return Fail(ErrorCode::kExhausted, "the ZIP archive inflates to more than " + std::to_string(limits.total_bytes) + " bytes: split it");
    }
    total += entry.size;
    if (entry.offset > source.size() || entry.packed > source.size() - entry.offset) return Fail(Broken("an entry lies outside the file"));
    ranges.emplace_back(entry.offset, entry.offset + static_cast<int64_t>(kLocalBytes + name_length) + entry.packed);
    entry.refused = WrongZipName(entry.name, limits);
    if (entry.refused.empty()) entry.refused = WrongKind(Two(rest, 4), Four(rest, 38), flags, entry.method);
    if (entry.refused.empty() && entry.method == 0 && entry.size != entry.packed) entry.refused = "its two sizes contradict each other";
    if (entry.refused.empty() && entry.size > limits.free_bytes && entry.size / std::max<int64_t>(entry.packed, 1) > limits.ratio) {
      entry.refused = "it inflates to more than " + std::to_string(limits.ratio) + " times its packed size";
    }
    const auto [before, fresh] = names.try_emplace(FoldedZipName(entry.name), entry.name);
    if (!fresh && entry.refused.empty()) {
      entry.refused = before->second == entry.name ? "another entry has the same name" : "another entry's name differs in case only";
    }
    reader.entries_.push_back(std::move(entry));
    rest.remove_prefix(whole);
  }
  if (!rest.empty()) return Fail(Broken("its directory is cut off"));
  if (static_cast<int64_t>(reader.entries_.size()) != directory->count) return Fail(Broken("its directory has another number of entries than the end record says"));
  std::sort(ranges.begin(), ranges.end());
  for (size_t i = 1; i < ranges.size(); ++i) {
    if (ranges[i].first < ranges[i - 1].second) return Fail(Broken("its entries overlap"));
  }
  return reader;
}

const ZipEntry* ZipReader::Find(std::string_view name) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const ZipEntry& e) { return e.name == name && e.refused.empty(); });
  return found == entries_.end() ? nullptr : &*found;
}

Result<int64_t> ZipReader::BeginOf(const ZipEntry& entry) const {
  if (!entry.refused.empty()) return Fail(ErrorCode::kInvalid, "entry " + entry.name + ": " + entry.refused);
  Result<std::string> head = source_->ReadAt(entry.offset, kLocalBytes + 0xffff);
  if (!head) return Fail(head);
  const size_t name_length = Two(*head, 26), extra_length = Two(*head, 28);
  const bool same = head->size() >= kLocalBytes && Four(*head, 0) == kLocalMark && Two(*head, 8) == entry.method &&
                    std::string_view(*head).substr(kLocalBytes, name_length) == entry.name;
  const int64_t data = entry.offset + static_cast<int64_t>(kLocalBytes + name_length + extra_length);
  if (!same || data > source_->size() || entry.packed > source_->size() - data) {
    return Fail(Broken("entry " + entry.name + " is described in two ways"));
  }
  return data;
}

Result<std::unique_ptr<ByteStream>> ZipReader::Stream(const ZipEntry& entry) const {
  const Result<int64_t> begin = BeginOf(entry);
  if (!begin) return Fail(begin.error());
  return std::unique_ptr<ByteStream>(std::make_unique<EntryStream>(*source_, entry, *begin));
}

Result<SliceSource> ZipReader::Slice(const ZipEntry& entry) const {
  const Result<int64_t> begin = BeginOf(entry);
  if (!begin) return Fail(begin.error());
  if (entry.method != 0) return Fail(ErrorCode::kUnsupported, "entry " + entry.name + ": it is packed, so that it can only be read from its beginning");
  return SliceSource(*source_, *begin, entry.size);
}

Result<std::string> ZipReader::Read(const ZipEntry& entry, size_t max_bytes) const {
  if (entry.size > static_cast<int64_t>(max_bytes)) {
    return Fail(ErrorCode::kExhausted, "entry " + entry.name + ": it is larger than " + std::to_string(max_bytes) + " bytes");
  }
  Result<std::unique_ptr<ByteStream>> stream = Stream(entry);
  if (!stream) return Fail(stream);
  std::string whole;
  while (true) {
    Result<std::string> piece = (*stream)->Read(kZipStep);
    if (!piece) return Fail(piece);
    if (piece->empty()) return whole;
    whole += *piece;
  }
}

}  // namespace markwarden

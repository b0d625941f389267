// Lines in, lines out.
#include "core/checkpoint.h"

#include <charconv>
#include <optional>

#include "core/base64.h"

namespace markwarden {
namespace {

constexpr std::string_view kProofHead = "c2sp.org/tlog-proof@v1";
constexpr size_t kMaxPath = 64;  // one hash a level of a tree of 2^63 leaves

// Takes a line off; empty at the end, or when the last line has no newline.
std::optional<std::string_view> TakeLine(std::string_view& rest) {
  const size_t end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

// ASCII decimal without sign and leading zeros.
std::optional<int64_t> ReadDecimal(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  if (text.front() == '-' || (text.front() == '0' && text.size() > 1)) return std::nullopt;
  return value;
}

std::optional<Sha256Digest> ReadDigest(std::string_view text) {
  const std::optional<std::string> bytes = FromStrictBase64(text);
  return bytes ? DigestFromBytes(*bytes) : std::nullopt;
}

}  // namespace

std::string FormatCheckpoint(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" + ToBase64(BytesOf(checkpoint.root)) + "\n";
}

Result<Checkpoint> ParseCheckpoint(std::string_view text) {
  const std::optional<std::string_view> origin = TakeLine(text), size = TakeLine(text), root = TakeLine(text);
  if (!origin || !size || !root || origin->empty()) return Fail(ErrorCode::kInvalid, "a checkpoint has three lines: origin, size, root");
  Checkpoint checkpoint;
  checkpoint.origin = std::string(*origin);
  const std::optional<int64_t> leaves = ReadDecimal(*size);
  if (!leaves) return Fail(ErrorCode::kInvalid, "the checkpoint's size is no decimal number");
  checkpoint.size = *leaves;
  const std::optional<Sha256Digest> digest = ReadDigest(*root);
  if (!digest) return Fail(ErrorCode::kInvalid, "the checkpoint's root is not base64 of 32 bytes");
  checkpoint.root = *digest;
  while (!text.empty()) {
    const std::optional<std::string_view> extension = TakeLine(text);
    if (!extension || extension->empty()) return Fail(ErrorCode::kInvalid, "an extension line of the checkpoint is empty or has no end");
  }
  return checkpoint;
}

std::string FormatLogProof(const LogProof& proof) {
  std::string text(kProofHead);
  text += "\n";
  if (!proof.extra.empty()) text += "extra " + ToBase64(proof.extra) + "\n";
  text += "index " + std::to_string(proof.index) + "\n";
  for (const Sha256Digest& digest : proof.path) text += ToBase64(BytesOf(digest)) + "\n";
  return text + "\n" + proof.checkpoint;
}

Result<LogProof> ParseLogProof(std::string_view bytes) {
  if (bytes.size() > kMaxProofBytes) return Fail(ErrorCode::kExhausted, "the proof is longer than " + std::to_string(kMaxProofBytes) + " bytes");
  std::optional<std::string_view> line = TakeLine(bytes);
  if (!line || *line != kProofHead) return Fail(ErrorCode::kInvalid, "the proof does not begin with " + std::string(kProofHead));
  LogProof proof;
  line = TakeLine(bytes);
  if (line && line->starts_with("extra ")) {
    const std::optional<std::string> extra = FromStrictBase64(line->substr(6));
    if (!extra || extra->empty()) return Fail(ErrorCode::kInvalid, "the proof's extra data is not base64");
    proof.extra = *extra;
    line = TakeLine(bytes);
  }
  const std::optional<int64_t> index = line && line->starts_with("index ") ? ReadDecimal(line->substr(6)) : std::nullopt;
  if (!index) return Fail(ErrorCode::kInvalid, "the proof has no index");
  proof.index = *index;
  for (line = TakeLine(bytes); line && !line->empty(); line = TakeLine(bytes)) {
    const std::optional<Sha256Digest> digest = ReadDigest(*line);
    if (!digest || proof.path.size() == kMaxPath) return Fail(ErrorCode::kInvalid, "a line of the proof's path is no hash, or there are too many");
    proof.path.push_back(*digest);
  }
  if (!line || bytes.empty()) return Fail(ErrorCode::kInvalid, "the proof holds no checkpoint");
  proof.checkpoint = std::string(bytes);
  return proof;
}

}  // namespace markwarden

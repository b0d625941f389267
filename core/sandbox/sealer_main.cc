// The sealer's own side: reads its keys, locks itself in, signs what it can prove.
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "core/base64.h"
#include "core/file.h"
#include "core/json.h"
#include "core/merkle.h"
#include "core/sandbox/confine.h"
#include "core/sandbox/sealer.h"
#include "core/sandbox/sealer_packet.h"
#include "core/signing_key.h"
#include "core/wire.h"

namespace markwarden {
namespace {

constexpr uint64_t kMaxKeys = 16;

Sha256Digest TakeDigest(WireReader& reader) {
  const std::optional<Sha256Digest> digest = DigestFromBytes(reader.Text(32));
  if (!digest) reader.Refuse("a digest of another length");
  return digest.value_or(Sha256Digest{});
}

bool Say(const std::string& packet) {
  for (;;) {
    const ssize_t sent = send(kSealerSocket, packet.data(), packet.size(), MSG_NOSIGNAL);
    if (sent >= 0 || errno != EINTR) return sent == static_cast<ssize_t>(packet.size());
  }
}

std::string Refusal(const Error& error) {
  WireWriter writer;
  writer.Bool(false);
  writer.Unsigned(static_cast<uint64_t>(error.code));
  writer.Text(error.message);
  return std::move(writer).Take();
}

Result<std::string> Make(const char* file, const char* name) {
  Result<SigningKey> key = SigningKey::Load(file);
  if (!key && key.error().code != ErrorCode::kNotFound) return Fail(key);
  if (!key) {
    key = SigningKey::Make(name);
    if (!key) return Fail(key);
    if (Status saved = key->Save(file); !saved) return Fail(saved);
  }
  if (key->verifier().name != name) return Fail(ErrorCode::kDenied, std::string(file) + " holds a key of another log: move it away");
  WireWriter writer;
  writer.Bool(true);
  writer.Text(FormatVerifierKey(key->verifier()));
  return std::move(writer).Take();
}

struct State {
  std::vector<SigningKey> keys;  // oldest first
  Checkpoint last;               // size 0: nothing was published
};

Result<State> Begin(int argc, char** argv) {
  uint64_t count = 0;
  if (argc < 5) return Fail(ErrorCode::kInvalid, "the program starts its sealer itself");
  const std::string_view number = argv[3];
  std::from_chars(number.data(), number.data() + number.size(), count);
  if (count == 0 || count > kMaxKeys || static_cast<uint64_t>(argc) < 4 + count) return Fail(ErrorCode::kInvalid, "the sealer got no keys");
  State state;
  std::vector<VerifierKey> known;
  for (uint64_t i = 0; i < count; ++i) {
    Result<SigningKey> key = SigningKey::Load(argv[4 + i]);
    if (!key) return Fail(key);
    if (!state.keys.empty() && state.keys.front().verifier().name != key->verifier().name) {
      return Fail(ErrorCode::kInvalid, std::string(argv[4 + i]) + " is a key of another log");
    }
    state.keys.push_back(std::move(*key));
  }
  for (int i = 4 + static_cast<int>(count); i < argc; ++i) {
    Result<VerifierKey> key = ParseVerifierKey(argv[i]);
    if (!key) return Fail(key);
    known.push_back(std::move(*key));
  }
  // A key file that was exchanged for another signs nothing.
  for (const SigningKey& key : state.keys) {
    if (std::find(known.begin(), known.end(), key.verifier()) == known.end()) {
      return Fail(ErrorCode::kDenied, "a key file holds another key than this log's: put the right one back, or run `event key rotate`");
    }
  }
  state.last.origin = state.keys.front().verifier().name;
  state.last.root = Sha256("");
  Result<std::string> published = ReadFile(argv[2], kMaxNoteBytes);
  if (!published) {
    if (published.error().code == ErrorCode::kNotFound) return state;
    return Fail(published);
  }
  const auto foreign = [&](const std::string& why) {
    return Fail(ErrorCode::kConflict, std::string(argv[2]) + " is no checkpoint of this log (" + why + "): put the right one back");
  };
  Result<SignedNote> note = ParseSignedNote(*published);
  if (!note) return foreign(note.error().message);
  Result<std::vector<size_t>> signers = VerifySignedNote(*note, known);
  if (!signers) return foreign(signers.error().message);
  Result<Checkpoint> checkpoint = ParseCheckpoint(note->text);
  if (!checkpoint) return foreign(checkpoint.error().message);
  if (checkpoint->origin != state.last.origin) return foreign("of " + checkpoint->origin);
  state.last = std::move(*checkpoint);
  return state;
}

Result<std::string> SignCheckpoint(State& state, WireReader& reader) {
  Checkpoint next;
  next.origin = std::string(reader.Text(kMaxKeyNameBytes));
  next.size = reader.Signed();
  next.root = TakeDigest(reader);
  const std::vector<Sha256Digest> path = reader.Vector<Sha256Digest>(TakeDigest, 128);
  if (Status whole = reader.Done(); !whole) return Fail(whole);
  if (next.origin != state.last.origin) return Fail(ErrorCode::kInvalid, "the checkpoint is of another log");
  if (next.size < 1 || next.size < state.last.size) return Fail(ErrorCode::kConflict, "the log is shorter than its last checkpoint: it was rolled back");
  const bool grew = state.last.size == 0 || VerifyConsistency(state.last.size, state.last.root, next.size, next.root, path);
  if (!grew || (next.size == state.last.size && next.root != state.last.root)) {
    return Fail(ErrorCode::kConflict, "the log did not grow out of its last checkpoint of " + std::to_string(state.last.size) + " events: it was changed");
  }
  SignedNote note{.text = FormatCheckpoint(next), .signatures = {}};
  for (const SigningKey& key : state.keys) {
    note.signatures.push_back({.name = key.verifier().name, .key_id = key.verifier().id, .signature = key.Sign(note.text)});
  }
  state.last = next;
  WireWriter writer;
  writer.Bool(true);
  writer.Text(FormatSignedNote(note));
  return std::move(writer).Take();
}

Result<std::string> SignSeal(const State& state, WireReader& reader) {
  const Sha256Digest tagmanifest = TakeDigest(reader);
  const std::optional<Sha256Digest> datapackage = reader.Optional<Sha256Digest>(TakeDigest);
  const Time made_at{std::chrono::milliseconds(reader.Signed())};
  if (Status whole = reader.Done(); !whole) return Fail(whole);
  const SigningKey& key = state.keys.back();
  const std::string json = DumpJson({{"format", "markwarden-seal/1"},
                                     {"tagmanifest_sha256", ToHex(tagmanifest)},
                                     {"datapackage_digest_sha256", datapackage ? Json(ToHex(*datapackage)) : Json(nullptr)},
                                     {"key", key.verifier().name},
                                     {"made_at", FormatTime(made_at)}});
  WireWriter writer;
  writer.Bool(true);
  writer.Text(json);
  writer.Text(key.Sign(json));
  writer.Text(FormatVerifierKey(key.verifier()));
  return std::move(writer).Take();
}

}  // namespace

int SealerMain(int argc, char** argv) {
  if (argc == 5 && std::string_view(argv[2]) == "--make") {
    Result<std::string> made = Make(argv[3], argv[4]);
    return Say(made ? *made : Refusal(made.error())) && made ? 0 : kBadStart;
  }
  Result<State> state = Begin(argc, argv);
  if (!state) {
    Say(Refusal(state.error()));
    return kBadStart;
  }
  // Nobody of the same account reads this memory.
  if (prctl(PR_SET_DUMPABLE, 0) != 0 || close_range(kSealerSocket + 1, ~0u, 0) != 0 || chdir("/") != 0) return kBadStart;
  if (Status confined = ConfineWorker(WorkerClass::kLight); !confined) {
    Say(Refusal(confined.error()));
    return kBadStart;
  }
  WireWriter greeting;
  greeting.Bool(true);
  greeting.Text(state->last.origin);
  greeting.Signed(state->last.size);
  greeting.Text(BytesOf(state->last.root));
  bool up = Say(std::move(greeting).Take());
  std::string packet(kMaxSealerPacket, '\0');
  while (up) {
    const ssize_t got = recv(kSealerSocket, packet.data(), packet.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    WireReader reader(std::string_view(packet).substr(0, static_cast<size_t>(got)));
    const uint8_t kind = reader.Byte();
    Result<std::string> answer = Fail(ErrorCode::kInvalid, "the sealer knows no such request");
    if (kind == static_cast<uint8_t>(SealerRequest::kCheckpoint)) answer = SignCheckpoint(*state, reader);
    if (kind == static_cast<uint8_t>(SealerRequest::kSeal)) answer = SignSeal(*state, reader);
    up = Say(answer ? *answer : Refusal(answer.error()));
  }
  _exit(0);  // the secret's guard pages may not be given back any more
}

}  // namespace markwarden

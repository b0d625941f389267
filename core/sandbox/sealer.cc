// The host's side: spawn, ask, read the answer.
#include "core/sandbox/sealer.h"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "core/sandbox/sealer_packet.h"
#include "core/sandbox/spawn.h"
#include "core/sandbox/worker_process.h"
#include "core/wire.h"

namespace markwarden {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::chrono::seconds kPatience{20};  // a machine that is very busy, or a sanitizer

Result<std::string> Receive(int socket) {
  const Steady::time_point deadline = Steady::now() + kPatience;
  std::string packet(kMaxSealerPacket, '\0');
  for (;;) {
    pollfd waiting{socket, POLLIN, 0};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Steady::now()).count();
    const int ready = poll(&waiting, 1, left > 0 ? static_cast<int>(left) : 0);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return Fail(ErrorCode::kUnavailable, "the sealer gave no answer in time");
    const ssize_t got = recv(socket, packet.data(), packet.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) return Fail(ErrorCode::kUnavailable, "the sealer ended: this kernel may lack seccomp filters");
    packet.resize(static_cast<size_t>(got));
    return packet;
  }
}

// Reads the head of an answer; `reader` stands behind it when it is a good one.
Status ReadHead(WireReader& reader) {
  if (reader.Bool()) return Ok();
  const uint64_t code = reader.UnsignedUpTo(static_cast<uint64_t>(ErrorCode::kInternal), "an error's code");
  const std::string message(reader.Text());
  if (Status whole = reader.Done(); !whole) return Fail(std::move(whole.error()).While("read the sealer's answer"));
  return Fail(static_cast<ErrorCode>(code), message);
}

}  // namespace

Result<Sealer> Sealer::Launch(std::vector<std::string> words) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return Fail(ErrorCode::kExhausted, std::string("socket for the sealer: ") + std::strerror(errno));
  }
  const HandedDescriptor handed[] = {{.from = ends[1], .to = kSealerSocket}};
  Result<pid_t> pid = SpawnConfined("the sealer", std::move(words), handed);
  close(ends[1]);
  if (!pid) {
    close(ends[0]);
    return Fail(pid);
  }
  return Sealer(*pid, ends[0]);
}

Result<VerifierKey> MakeKeyFile(const std::string& program, const std::filesystem::path& file, const std::string& name) {
  Result<Sealer> maker = Sealer::Launch({program, "seal", "--make", file.string(), name});
  if (!maker) return Fail(maker);
  Result<std::string> answer = Receive(maker->socket_);
  if (!answer) return Fail(answer);
  WireReader reader(*answer);
  if (Status head = ReadHead(reader); !head) return Fail(head);
  const std::string key(reader.Text());
  if (Status whole = reader.Done(); !whole) return Fail(std::move(whole.error()).While("read the sealer's answer"));
  return ParseVerifierKey(key);
}

Result<Sealer> Sealer::Start(const SealerStart& start) {
  if (start.key_files.empty()) return Fail(ErrorCode::kNotFound, "the log has no signing key");
  std::vector<std::string> words = {start.program, "seal", start.checkpoint.string(), std::to_string(start.key_files.size())};
  for (const auto& file : start.key_files) words.push_back(file.string());
  for (const VerifierKey& key : start.known_keys) words.push_back(FormatVerifierKey(key));
  Result<Sealer> started = Launch(std::move(words));
  if (!started) return started;
  Sealer& sealer = *started;
  Result<std::string> greeting = Receive(sealer.socket_);
  if (!greeting) return Fail(greeting);
  WireReader reader(*greeting);
  if (Status head = ReadHead(reader); !head) return Fail(head);
  sealer.last_.origin = std::string(reader.Text());
  sealer.last_.size = reader.Signed();
  const std::optional<Sha256Digest> root = DigestFromBytes(reader.Text());
  if (!reader.Done() || !root) return Fail(ErrorCode::kUnavailable, "the sealer did not greet; the program and its worker are of different builds");
  sealer.last_.root = *root;
  if (!IsConfined(sealer.pid_)) return Fail(ErrorCode::kUnavailable, "the sealer came up unconfined and was not used");
  return started;
}

Sealer::Sealer(Sealer&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), socket_(std::exchange(other.socket_, -1)), last_(std::move(other.last_)) {}

Sealer::~Sealer() {
  if (socket_ >= 0) close(socket_);
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<std::string> Sealer::Ask(const std::string& request) {
  for (;;) {
    const ssize_t sent = send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent != static_cast<ssize_t>(request.size())) return Fail(ErrorCode::kUnavailable, "the sealer is gone");
    return Receive(socket_);
  }
}

Result<std::string> Sealer::SignCheckpoint(const Checkpoint& checkpoint, const std::vector<Sha256Digest>& path) {
  WireWriter writer;
  writer.Byte(static_cast<uint8_t>(SealerRequest::kCheckpoint));
  writer.Text(checkpoint.origin);
  writer.Signed(checkpoint.size);
  writer.Text(BytesOf(checkpoint.root));
  writer.Vector(path, [](WireWriter& w, const Sha256Digest& digest) { w.Text(BytesOf(digest)); });
  Result<std::string> answer = Ask(std::move(writer).Take());
  if (!answer) return Fail(answer);
  WireReader reader(*answer);
  if (Status head = ReadHead(reader); !head) return Fail(head);
  std::string note(reader.Text());
  if (Status whole = reader.Done(); !whole) return Fail(std::move(whole.error()).While("read the sealer's answer"));
  last_ = checkpoint;
  return note;
}

Result<Seal> Sealer::SignSeal(const SealWish& wish) {
  WireWriter writer;
  writer.Byte(static_cast<uint8_t>(SealerRequest::kSeal));
  writer.Text(BytesOf(wish.tagmanifest));
  writer.Optional(wish.datapackage_digest, [](WireWriter& w, const Sha256Digest& digest) { w.Text(BytesOf(digest)); });
  writer.Signed(wish.made_at.time_since_epoch().count());
  Result<std::string> answer = Ask(std::move(writer).Take());
  if (!answer) return Fail(answer);
  WireReader reader(*answer);
  if (Status head = ReadHead(reader); !head) return Fail(head);
  Seal seal;
  seal.json = std::string(reader.Text());
  seal.signature = std::string(reader.Text());
  const std::string key(reader.Text());
  if (Status whole = reader.Done(); !whole) return Fail(std::move(whole.error()).While("read the sealer's answer"));
  Result<VerifierKey> parsed = ParseVerifierKey(key);
  if (!parsed) return Fail(parsed);
  seal.key = std::move(*parsed);
  if (!VerifyEd25519(seal.key.key, seal.json, seal.signature)) return Fail(ErrorCode::kInternal, "the sealer's signature is wrong");
  return seal;
}

}  // namespace markwarden

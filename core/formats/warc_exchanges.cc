// One window over the file's records, inflated where they are packed.
#include "core/formats/warc_exchanges.h"

#include <algorithm>
#include <deque>

#include "core/formats/http_message.h"
#include "core/inflate.h"
#include "core/inflate_stream.h"

namespace markwarden {
namespace {

constexpr size_t kReadStep = 256 << 10;
constexpr size_t kNotFound = std::string_view::npos;
constexpr std::string_view kMark = "WARC/1.", kGzipMark("\x1f\x8b\x08", 3), kRecordEnd = "\r\n\r\n";
constexpr int64_t kMaxRatio = 100, kFreeBytes = 64 << 20;
constexpr size_t kKeptRequests = 64, kKeptRequestBytes = 256 << 10;

struct WarcRequest {
  std::string id, concurrent_to, block;
};

std::string Bare(std::string value) {
  if (value.size() > 1 && value.front() == '<' && value.back() == '>') return value.substr(1, value.size() - 2);
  return value;
}

bool IsAddress(std::string_view text) { return text.size() <= 64 && text.find_first_not_of("0123456789abcdefABCDEF.:%") == kNotFound; }

}  // namespace

struct WarcExchanges::State {
  const ByteSource& source;
  const WarcLimits limits;
  bool begun = false, packed = false;

  int64_t source_at = 0;     // next byte of the source
  std::string in;            // packed bytes not yet inflated
  size_t in_used = 0;
  InflateStream inflate{InflateStream::Form::kGzip};
  int64_t member_at = 0;     // where in the source the member being inflated begins
  int64_t inflated = 0;
  bool member_ended = true;  // the next packed byte begins a member
  bool member_broken = false;
  std::deque<std::pair<int64_t, int64_t>> members;  // first inflated byte -> place in the source

  std::string window;
  size_t at = 0;             // of the next record in the window
  int64_t window_at = 0;     // place of the window's first byte: in the source, or among all inflated bytes
  int64_t number = 0, skipped = 0;
  bool resynced = false;

  std::deque<WarcRequest> requests;
  std::optional<ExchangeRecord> held;  // a response whose request may come next
  std::string held_id;
  std::deque<ExchangeRecord> ready;

  State(const ByteSource& s, const WarcLimits& l) : source(s), limits(l) {}

  // Where the record at `at` begins: its byte in a plain file, its member in a packed one.
  int64_t Place() {
    const int64_t here = window_at + static_cast<int64_t>(at);
    if (!packed) return here;
    while (members.size() > 1 && members[1].first <= here) members.pop_front();
    return members.empty() ? 0 : members.front().second;
  }
  std::string PlaceText() {
    return (packed ? "record " + std::to_string(number) + ", in the gzip member at byte " : "the record at byte ") + std::to_string(Place());
  }

  void DropUsed() {
    if (at < kReadStep && at < window.size()) return;
    window_at += static_cast<int64_t>(at);
    window.erase(0, at);
    at = 0;
  }

  // Puts more bytes into the window; false at the end of the file or before a member that is broken.
  Result<bool> More() {
    DropUsed();
    if (!packed) {
      Result<std::string> more = source.ReadAt(source_at, kReadStep);
      if (!more) return Fail(more);
      source_at += static_cast<int64_t>(more->size());
      window += *more;
      return !more->empty();
    }
    std::string out(kReadStep, '\0');
    while (!member_broken) {
      if (in_used == in.size()) {
        Result<std::string> more = source.ReadAt(source_at, kReadStep);
        if (!more) return Fail(more);
        source_at += static_cast<int64_t>(more->size());
        in = std::move(*more);
        in_used = 0;
      }
      const std::string_view rest = std::string_view(in).substr(in_used);
      if (member_ended) {
        if (rest.empty()) return false;
        member_at = source_at - static_cast<int64_t>(rest.size());
        members.emplace_back(window_at + static_cast<int64_t>(window.size()), member_at);
        inflate.Reset();
        member_ended = false;
      }
      const Result<InflateStream::Step> step = inflate.Run(rest, out.data(), out.size());
      if (!step || (rest.empty() && step->made == 0)) {
        member_broken = true;
        return false;
      }
      in_used += step->used;
      inflated += static_cast<int64_t>(step->made);
      member_ended = step->ended;
      if (inflated > kFreeBytes && inflated / std::max<int64_t>(source_at, 1) > kMaxRatio) {
        return Fail(ErrorCode::kExhausted, "the gzip bytes inflate to more than " + std::to_string(kMaxRatio) + " times their size");
      }
      if (step->made == 0) continue;
      window.append(out, 0, step->made);
      return true;
    }
    return false;
  }

  // Goes to the next gzip member after the broken one; false when there is none.
  Result<bool> NextMember() {
    window_at += static_cast<int64_t>(window.size());
    window.clear();
    at = 0;
    member_broken = false;
    member_ended = true;
    int64_t from = member_at + 1;
    while (true) {
      Result<std::string> bytes = source.ReadAt(from, kReadStep);
      if (!bytes) return Fail(bytes);
      const size_t found = bytes->find(kGzipMark);
      if (found != kNotFound) {
        source_at = from + static_cast<int64_t>(found);
        in.clear();
        in_used = 0;
        return true;
      }
      if (bytes->size() < kReadStep) {
        source_at = source.size();
        in.clear();
        in_used = 0;
        return false;
      }
      from += static_cast<int64_t>(kReadStep - kGzipMark.size() + 1);
    }
  }

  // At least `wanted` bytes from `at` on, fewer at the end.
  Status Fill(size_t wanted) {
    while (window.size() - at < wanted) {
      Result<bool> more = More();
      if (!more) return Fail(more);
      if (!*more) break;
    }
    return Ok();
  }

  std::string_view Rest() const { return std::string_view(window).substr(at); }

  // After a bad record: to the next line that begins one, from `skip` bytes further on.
  Status Resync(size_t skip) {
    resynced = true;
    at += std::min(skip, window.size() - at);
    while (true) {
      const size_t found = Rest().find(kMark);
      const bool at_line = found != kNotFound && (found == 0 ? at == 0 || window[at - 1] == '\n' : Rest()[found - 1] == '\n');
      if (at_line) {
        at += found;
        return Ok();
      }
      if (found != kNotFound) {
        at += found + 1;
        continue;
      }
      at = window.size() - std::min<size_t>(Rest().size(), kMark.size());  // the mark, and the sign before it, may be cut in two
      Result<bool> more = More();
      if (!more) return Fail(more);
      if (*more) continue;
      if (member_broken) more = NextMember();
      if (!more) return Fail(more);
      if (!*more) {
        at = window.size();
        return Ok();
      }
    }
  }

  // After a record whose end lies in a broken member: what is left of it is of no use.
  Status SkipBrokenMember() {
    resynced = true;
    Result<bool> next = NextMember();
    if (!next) return Fail(next);
    return Ok();
  }

  void Refuse(std::string why) {
    ExchangeRecord record;
    record.number = number;
    record.place = PlaceText();
    record.refused = std::move(why);
    record.excerpt = Excerpt(Rest());
    Flush();
    ready.push_back(std::move(record));
  }

  void Flush() {
    if (held) ready.push_back(std::move(*held));
    held.reset();
    held_id.clear();
  }

  void Join(ExchangeRecord& record, const std::string& block) {
    record.exchange.request_head = SplitHttpMessage(block).head;
    const std::string method = record.exchange.request_head.substr(0, record.exchange.request_head.find(' '));
    if (!method.empty() && method.size() <= 16) record.exchange.method = method;
  }

  Status ReadOne();
  void Take(const WarcRecord& record);
  void TakeRequest(const WarcRecord& record);
};

void WarcExchanges::State::TakeRequest(const WarcRecord& record) {
  ++skipped;
  if (record.block.size() > kKeptRequestBytes) return;
  WarcRequest request{Bare(record.Header("WARC-Record-ID")), Bare(record.Header("WARC-Concurrent-To")), record.block};
  if (held && !held_id.empty() && request.concurrent_to == held_id) {
    Join(*held, request.block);
    return Flush();
  }
  requests.push_back(std::move(request));
  if (requests.size() > kKeptRequests) requests.pop_front();
}

void WarcExchanges::State::Take(const WarcRecord& record) {
  if (record.type == "request") return TakeRequest(record);
  const std::string url = Bare(record.Header("WARC-Target-URI"));
  const bool http = LowerAscii(record.Header("Content-Type")).starts_with("application/http");
  const bool exchange = (record.type == "response" && http) || record.type == "revisit" || record.type == "resource";
  if (!exchange || !IsWebAddress(url)) {
    ++skipped;
    return;
  }
  if (const Status fits = CheckWarcDigests(record); !fits) return Refuse(fits.error().message);
  ExchangeRecord taken;
  taken.number = number;
  taken.place = PlaceText();
  taken.claimed_time = record.Header("WARC-Date");
  taken.exchange.url = url.substr(0, url.find('#'));
  if (const std::string ip = record.Header("WARC-IP-Address"); IsAddress(ip)) taken.exchange.remote_ip = ip;
  if (const std::string cut = record.Header("WARC-Truncated"); !cut.empty()) {
    taken.exchange.truncated = cut == "time" || cut == "disconnect" ? cut : "length";
    taken.notes["truncated"] = cut.substr(0, 40);
  }
  if (resynced) taken.notes["after_a_bad_record"] = true;
  resynced = false;
  if (record.type == "resource") {
    taken.content_type = record.Header("Content-Type");
    taken.exchange.body = record.block;
  } else {
    const HttpMessage message = SplitHttpMessage(record.block);
    taken.exchange.status = HttpStatus(message.head);
    if (record.type == "revisit") {
      taken.notes["revisit_of"] = Bare(record.Header("WARC-Refers-To-Target-URI")).substr(0, 2048);
      taken.notes["revisit_digest"] = record.Header("WARC-Payload-Digest").substr(0, 200);
    } else if (taken.exchange.status == 0) {
      return Refuse("its block is no HTTP response");
    }
    taken.exchange.response_head = message.head;
    if (record.type == "response" && IsChunked(message.head)) {
      Unchunked body = UndoChunks(message.body);
      taken.notes["transfer_coding"] = body.whole ? "chunked, undone" : "chunked in the head; the body is not, or is cut off";
      taken.exchange.body = std::move(body.bytes);
    } else if (record.type == "response") {
      taken.exchange.body = message.body;
    }
  }
  Flush();
  const std::string id = Bare(record.Header("WARC-Record-ID")), concurrent = Bare(record.Header("WARC-Concurrent-To"));
  const auto request = std::find_if(requests.begin(), requests.end(), [&](const WarcRequest& r) {
    return (!concurrent.empty() && r.id == concurrent) || (!id.empty() && r.concurrent_to == id);
  });
  if (request != requests.end()) {
    Join(taken, request->block);
    requests.erase(request);
    ready.push_back(std::move(taken));
  } else {
    held = std::move(taken);
    held_id = id;
  }
}

// Reads the next record into `ready`, `held` or `skipped`.
Status WarcExchanges::State::ReadOne() {
  ++number;
  if (Status filled = Fill(static_cast<size_t>(limits.header_bytes)); !filled) return filled;
  const Result<WarcHead> head = ReadWarcHead(Rest().substr(0, static_cast<size_t>(limits.header_bytes)), Place(),
                                             {.header_bytes = limits.header_bytes, .block_bytes = INT64_MAX / 2});
  if (!head) {
    const bool cut = member_broken && Rest().find("\r\n\r\n") == kNotFound;
    Refuse(cut ? "the gzip bytes are broken here" : head.error().message);
    return cut ? SkipBrokenMember() : Resync(1);
  }
  if (head->block_length > limits.block_bytes) {
    Refuse("its block is larger than " + std::to_string(limits.block_bytes) + " bytes");
    int64_t left = head->record.length;
    while (left > 0) {
      const auto step = static_cast<int64_t>(std::min<uint64_t>(static_cast<uint64_t>(left), window.size() - at));
      at += static_cast<size_t>(step);
      left -= step;
      if (left == 0) break;
      Result<bool> more = More();
      if (!more) return Fail(more);
      if (!*more) return member_broken ? SkipBrokenMember() : Ok();
    }
    return Ok();
  }
  const auto length = static_cast<size_t>(head->record.length), head_length = static_cast<size_t>(head->head_length);
  // One byte further than the record: a member's checksum is known only behind its last byte.
  if (Status filled = Fill(length + (packed ? 1 : 0)); !filled) return filled;
  const bool in_broken = member_broken && members.back().first < window_at + static_cast<int64_t>(at + length);
  if (in_broken && Rest().size() <= length) {
    Refuse("the gzip bytes are broken here");
    return SkipBrokenMember();
  }
  const size_t block_end = head_length + static_cast<size_t>(head->block_length);
  if (Rest().size() < block_end) {
    Refuse("its block is cut off");
    return Resync(head_length);
  }
  // The last record of a file may lack its closing lines.
  const std::string_view tail = Rest().substr(block_end, kRecordEnd.size());
  const bool last = tail.size() < kRecordEnd.size() && kRecordEnd.starts_with(tail);
  if (tail != kRecordEnd && !last) {
    Refuse("its block does not end where Content-Length says");
    return Resync(head_length);
  }
  WarcRecord record = head->record;
  record.block = Rest().substr(head_length, block_end - head_length);
  Take(record);
  at += block_end + tail.size();
  return Ok();
}

WarcExchanges::WarcExchanges(const ByteSource& source, const WarcLimits& limits) : state_(std::make_unique<State>(source, limits)) {}
WarcExchanges::~WarcExchanges() = default;
WarcExchanges::WarcExchanges(WarcExchanges&&) noexcept = default;
WarcExchanges& WarcExchanges::operator=(WarcExchanges&&) noexcept = default;

int64_t WarcExchanges::skipped() const { return state_->skipped; }

Result<std::optional<ExchangeRecord>> WarcExchanges::Next() {
  State& state = *state_;
  if (!state.begun) {
    Result<std::string> start = state.source.ReadAt(0, 4096);
    if (!start) return Fail(start);
    if (!LooksWarc(*start)) return Fail(ErrorCode::kInvalid, "this is no WARC file: it does not begin with WARC/1.");
    state.packed = LooksGzip(*start);
    state.begun = true;
  }
  while (state.ready.empty()) {
    if (Status filled = state.Fill(1); !filled) return Fail(filled);
    // Blank lines between records are tolerated.
    while (!state.Rest().empty() && (state.Rest()[0] == '\r' || state.Rest()[0] == '\n')) {
      ++state.at;
      if (Status filled = state.Fill(1); !filled) return Fail(filled);
    }
    if (state.Rest().empty() && !state.member_broken) {
      state.Flush();
      break;
    }
    if (state.Rest().empty()) {
      ++state.number;
      state.Refuse("the gzip bytes are broken here");
      if (Status skipped = state.SkipBrokenMember(); !skipped) return Fail(skipped);
      continue;
    }
    if (Status read = state.ReadOne(); !read) return Fail(read);
  }
  if (state.ready.empty()) return std::optional<ExchangeRecord>();
  std::optional<ExchangeRecord> record(std::move(state.ready.front()));
  state.ready.pop_front();
  return record;
}

bool LooksWarc(std::string_view bytes) {
  if (!LooksGzip(bytes)) return bytes.starts_with(kMark);
  InflateStream inflate(InflateStream::Form::kGzip);
  char out[16];
  const Result<InflateStream::Step> step = inflate.Run(bytes, out, sizeof out);
  return step && std::string_view(out, step->made).starts_with(kMark);
}

}  // namespace markwarden

// Field by field, in the order of the structs.
#include "core/formats/timestamp_wire.h"

#include "core/wire.h"

namespace markwarden {
namespace {

Time TimeOf(int64_t millis) { return Time(std::chrono::milliseconds(millis)); }
int64_t MillisOf(Time time) { return time.time_since_epoch().count(); }

}  // namespace

std::string ToWire(const TimestampQuestion& question) {
  WireWriter out;
  out.Text(BytesOf(question.digest));
  out.Text(question.nonce);
  out.Text(question.rules.anchors_pem);
  out.Text(question.rules.revocation_lists_pem);
  out.Texts(question.rules.policies);
  out.Optional(question.rules.max_accuracy_micros, [](WireWriter& w, int64_t micros) { w.Signed(micros); });
  return std::move(out).Take();
}

Result<TimestampQuestion> TimestampQuestionFromWire(std::string_view bytes) {
  WireReader in(bytes);
  TimestampQuestion question;
  const auto digest = DigestFromBytes(in.Text(32));
  if (digest) question.digest = *digest;
  else in.Refuse("a digest of another length");
  question.nonce = in.Text(64);
  question.rules.anchors_pem = in.Text(kMaxAnchorBytes);
  question.rules.revocation_lists_pem = in.Text(kMaxAnchorBytes);
  question.rules.policies = in.Texts(1000);
  question.rules.max_accuracy_micros = in.Optional<int64_t>([](WireReader& r) { return r.Signed(); });
  if (Status whole = in.Done(); !whole) return Fail(whole);
  return question;
}

std::string ToWire(const TimestampFacts& facts) {
  WireWriter out;
  out.Signed(MillisOf(facts.time));
  out.Text(facts.time_text);
  out.Optional(facts.accuracy_micros, [](WireWriter& w, int64_t micros) { w.Signed(micros); });
  out.Text(facts.serial);
  out.Text(facts.policy);
  out.Text(facts.authority);
  out.Text(facts.certificate_sha256);
  out.Signed(MillisOf(facts.certificate_until));
  out.Optional(facts.revocation_list_from, [](WireWriter& w, Time from) { w.Signed(MillisOf(from)); });
  out.Text(facts.answer_sha256);
  return std::move(out).Take();
}

Result<TimestampFacts> TimestampFactsFromWire(std::string_view bytes) {
  WireReader in(bytes);
  TimestampFacts facts;
  facts.time = TimeOf(in.Signed());
  facts.time_text = in.Text(100);
  facts.accuracy_micros = in.Optional<int64_t>([](WireReader& r) { return r.Signed(); });
  facts.serial = in.Text(kMaxTimestampBytes);
  facts.policy = in.Text(kMaxTimestampBytes);
  facts.authority = in.Text(kMaxTimestampBytes);
  facts.certificate_sha256 = in.Text(64);
  facts.certificate_until = TimeOf(in.Signed());
  facts.revocation_list_from = in.Optional<Time>([](WireReader& r) { return TimeOf(r.Signed()); });
  facts.answer_sha256 = in.Text(64);
  if (Status whole = in.Done(); !whole) return Fail(whole);
  return facts;
}

}  // namespace markwarden

// What a time authority answers, and certificates as people paste them.
#include "core/formats/der.h"
#include "core/formats/timestamp.h"
#include "core/formats/timestamp_wire.h"
#include "tests/fuzz/target.h"

using namespace markwarden;
using markwarden::fuzz::Require;

MARKWARDEN_FUZZ_TARGET(stamp) {
  const Sha256Digest digest = Sha256("what was stamped");
  for (const TimestampRules& rules : {TimestampRules{}, TimestampRules{.anchors_pem = std::string(bytes), .revocation_lists_pem = {}, .policies = {"1.2.3"}, .max_accuracy_micros = 1}}) {
    const Result<TimestampFacts> facts = CheckTimestamp(bytes, digest, "", rules);
    Require(!facts, "no answer is good without a certificate that is trusted");
    Require(!facts.error().message.empty(), "a refusal says why");
  }
  if (const auto anchors = ReadAnchors(bytes)) Require(!anchors->empty() && bytes.size() <= kMaxAnchorBytes, "anchors are certificates");
  if (const auto lists = ReadRevocationLists(bytes)) Require(!lists->empty(), "lists are there");
  // Between processes.
  if (const auto question = TimestampQuestionFromWire(bytes)) Require(ToWire(*question) == bytes, "a question comes back as it went");
  if (const auto facts = TimestampFactsFromWire(bytes)) Require(ToWire(*facts) == bytes, "facts come back as they went");
}

// RFC 3161: asking a time authority for a token, and checking what it answers.  Pure functions; the bytes of an answer
// are hostile until everything has been checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/hash.h"
#include "core/result.h"

namespace markwarden {

inline constexpr size_t kMaxTimestampBytes = 64 << 10;  // of an answer
inline constexpr size_t kMaxAnchorBytes = 1 << 20;      // of anchors, and of revocation lists, as PEM

// A TimeStampReq over a SHA-256 digest, in DER, which asks for the certificate.  `nonce`: 8 to 20 bytes, the first
// with its high bit clear and not zero; see NewTimestampNonce.
std::string WriteTimestampRequest(const Sha256Digest& digest, std::string_view nonce);
std::string NewTimestampNonce();  // 16 bytes

struct TimestampRules {
  std::string anchors_pem;            // certificates that a chain may end in
  std::string revocation_lists_pem;   // CRLs; empty: revocation is not checked, and the facts say so
  std::vector<std::string> policies;  // dotted; a token's must be one of them; empty: any
  std::optional<int64_t> max_accuracy_micros;  // a token that claims less precision, or none, is refused
};

struct TimestampFacts {
  Time time;                                // the token's, cut to milliseconds
  std::string time_text;                    // as the token writes it: "20261123084012.5Z"
  std::optional<int64_t> accuracy_micros;   // unknown when the token does not say
  std::string serial;                       // hexadecimal
  std::string policy;                       // dotted
  std::string authority;                    // subject of the signing certificate, RFC 2253
  std::string certificate_sha256;           // hexadecimal, of the signing certificate
  Time certificate_until;                   // a token should be renewed before
  std::optional<Time> revocation_list_from; // of the list that the signing certificate was looked up in
  std::string answer_sha256;                // hexadecimal, of the answer's bytes
};

// Checks a whole TimeStampResp: size, strict DER, status, version, imprint, nonce (unless `nonce` is empty: for a token
// that is only looked at again), policy, one signer whose certificate may stamp and nothing else (critical), its
// validity and its chain to an anchor at the token's time, revocation, SHA-2 digests, the signature.
// Errors, each one line that names what is wrong: kInvalid (not what it should be), kExhausted (too large),
// kDenied (the rules refuse the token), kUnsupported (the authority refused the request: it would again), kUnavailable
// (it refused for now).
Result<TimestampFacts> CheckTimestamp(std::string_view answer, const Sha256Digest& digest, std::string_view nonce,
                                      const TimestampRules& rules);

// That `pem` holds at least one certificate and nothing unreadable; gives the subjects.  Errors: kInvalid, kExhausted.
Result<std::vector<std::string>> ReadAnchors(std::string_view pem);
// The same of revocation lists: gives the issuers.
Result<std::vector<std::string>> ReadRevocationLists(std::string_view pem);

}  // namespace markwarden

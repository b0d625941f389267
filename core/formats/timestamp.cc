// RFC 3161 with OpenSSL.  Each check names its own reason; OpenSSL's last word comes after ours.
#include "core/formats/timestamp.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>

#include <memory>

#include "core/formats/der.h"
#include "core/formats/exchange_record.h"

namespace markwarden {
namespace {

template <auto Release>
struct Releaser {
  template <typename T>
  void operator()(T* object) const { Release(object); }
};
template <typename T, auto Release>
using Owned = std::unique_ptr<T, Releaser<Release>>;

void FreeCertificates(STACK_OF(X509)* stack) { sk_X509_pop_free(stack, X509_free); }
void FreeCertificateList(STACK_OF(X509)* stack) { sk_X509_free(stack); }
void FreeLists(STACK_OF(X509_CRL)* stack) { sk_X509_CRL_pop_free(stack, X509_CRL_free); }
void FreeOpenSsl(void* bytes) { OPENSSL_free(bytes); }

using Request = Owned<TS_REQ, TS_REQ_free>;
using Answer = Owned<TS_RESP, TS_RESP_free>;
using Certificates = Owned<STACK_OF(X509), FreeCertificates>;
using RevocationLists = Owned<STACK_OF(X509_CRL), FreeLists>;
using Buffer = Owned<BIO, BIO_free>;
using CertificateStore = Owned<X509_STORE, X509_STORE_free>;
using CertificateContext = Owned<X509_STORE_CTX, X509_STORE_CTX_free>;
using Text = Owned<char, FreeOpenSsl>;

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

// Errors of OpenSSL that lie about must not be taken for those of a later call.
std::string TakeOpenSslError() {
  const unsigned long code = ERR_peek_last_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  std::string text = reason != nullptr ? reason : "no reason given";
  ERR_clear_error();
  return text;
}

tl::unexpected<Error> Wrong(std::string what) {
  ERR_clear_error();
  return Fail(ErrorCode::kInvalid, std::move(what));
}
tl::unexpected<Error> Denied(std::string what) {
  ERR_clear_error();
  return Fail(ErrorCode::kDenied, std::move(what));
}

std::string NameText(const X509_NAME* name) {
  const Buffer out(BIO_new(BIO_s_mem()));
  if (!out || X509_NAME_print_ex(out.get(), name, 0, (XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) | ASN1_STRFLGS_UTF8_CONVERT) < 0) return "";
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out.get(), &bytes);
  return OneLine(std::string_view(bytes, static_cast<size_t>(size)));
}

std::string ObjectText(const ASN1_OBJECT* object) {
  char text[160] = "";
  OBJ_obj2txt(text, sizeof text, object, 1);
  return text;
}

std::string SerialHex(const ASN1_INTEGER* serial) {
  const Owned<BIGNUM, BN_free> number(ASN1_INTEGER_to_BN(serial, nullptr));
  const Text hex(number ? BN_bn2hex(number.get()) : nullptr);
  std::string text = hex ? hex.get() : "";
  for (char& c : text) c = static_cast<char>(c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
  return text;
}

std::optional<Time> ToTime(const ASN1_TIME* time) {
  tm fields{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &fields) != 1) return std::nullopt;
  const auto day = std::chrono::year(fields.tm_year + 1900) / (fields.tm_mon + 1) / fields.tm_mday;
  if (!day.ok()) return std::nullopt;
  return Time(std::chrono::sys_days(day).time_since_epoch()) + std::chrono::hours(fields.tm_hour) + std::chrono::minutes(fields.tm_min) +
         std::chrono::seconds(fields.tm_sec);
}

// RFC 3161, 2.4.2: YYYYMMDDhhmmss[.s...]Z, no trailing zeros.
std::optional<Time> ReadGeneralizedTime(std::string_view text) {
  if (text.size() < 15 || text.back() != 'Z') return std::nullopt;
  for (size_t i = 0; i < text.size() - 1; ++i) {
    if (i == 14 ? text[i] != '.' : text[i] < '0' || text[i] > '9') return std::nullopt;
  }
  if (text.size() > 15 && (text.size() == 16 || text[text.size() - 2] == '0' || text.size() > 32)) return std::nullopt;
  const std::string part(text);
  std::string written = part.substr(0, 4) + "-" + part.substr(4, 2) + "-" + part.substr(6, 2) + "T" + part.substr(8, 2) + ":" +
                        part.substr(10, 2) + ":" + part.substr(12, 2);
  std::optional<Time> time = ParseTime(written + "Z");
  if (!time || FormatTime(*time) != written + "Z") return std::nullopt;
  int64_t millis = 0;
  for (size_t i = 0; i < 3; ++i) millis = millis * 10 + (15 + i < text.size() - 1 ? text[15 + i] - '0' : 0);
  return *time + std::chrono::milliseconds(millis);
}

Result<Certificates> ReadCertificates(std::string_view pem, const char* what) {
  if (pem.size() > kMaxAnchorBytes) return Fail(ErrorCode::kExhausted, std::string(what) + " are larger than 1 MiB");
  const Buffer in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Certificates found(sk_X509_new_null());
  if (!in || !found) return Fail(ErrorCode::kExhausted, "no memory for certificates");
  ERR_clear_error();
  while (X509* certificate = PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)) sk_X509_push(found.get(), certificate);
  const unsigned long end = ERR_peek_last_error();
  const bool whole = ERR_GET_LIB(end) == ERR_LIB_PEM && ERR_GET_REASON(end) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (!whole || sk_X509_num(found.get()) == 0) return Wrong(std::string(what) + " are no certificates in PEM");
  return found;
}

Result<RevocationLists> ReadLists(std::string_view pem) {
  if (pem.size() > kMaxAnchorBytes) return Fail(ErrorCode::kExhausted, "the revocation lists are larger than 1 MiB");
  const Buffer in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  RevocationLists found(sk_X509_CRL_new_null());
  if (!in || !found) return Fail(ErrorCode::kExhausted, "no memory for revocation lists");
  ERR_clear_error();
  while (X509_CRL* list = PEM_read_bio_X509_CRL(in.get(), nullptr, nullptr, nullptr)) sk_X509_CRL_push(found.get(), list);
  const unsigned long end = ERR_peek_last_error();
  const bool whole = ERR_GET_LIB(end) == ERR_LIB_PEM && ERR_GET_REASON(end) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (!whole || sk_X509_CRL_num(found.get()) == 0) return Wrong("the revocation lists are no CRLs in PEM");
  return found;
}

// PKIStatusInfo in words.
std::string StatusText(TS_STATUS_INFO* info) {
  static constexpr const char* kStatus[] = {"granted", "granted with changes", "rejection", "waiting", "revocation warning", "revocation notification"};
  static constexpr struct { int bit; const char* name; } kFailures[] = {
      {0, "bad algorithm"}, {2, "bad request"}, {5, "bad data format"}, {14, "its time source is not available"}, {15, "policy not accepted"},
      {16, "extension not accepted"}, {17, "additional information not available"}, {25, "system failure"}};
  const int64_t status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(info));
  std::string text = status >= 0 && status < 6 ? kStatus[status] : "an unknown status";
  if (const ASN1_BIT_STRING* failure = TS_STATUS_INFO_get0_failure_info(info)) {
    for (const auto& known : kFailures) {
      if (ASN1_BIT_STRING_get_bit(failure, known.bit)) text += std::string(", ") + known.name;
    }
  }
  return text;
}

// Whether the same request would be refused again.
bool RefusesRequest(TS_STATUS_INFO* info) {
  const ASN1_BIT_STRING* failure = TS_STATUS_INFO_get0_failure_info(info);
  for (const int bit : {0, 2, 5, 15, 16}) {
    if (failure != nullptr && ASN1_BIT_STRING_get_bit(failure, bit)) return true;
  }
  return false;
}

// What a certificate may be used for: stamping and nothing else, and critically so (RFC 3161, 2.3).
Status CheckPurpose(X509* certificate) {
  int critical = -1;
  const Owned<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free> usage(
      static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, &critical, nullptr)));
  if (!usage || sk_ASN1_OBJECT_num(usage.get()) != 1 || OBJ_obj2nid(sk_ASN1_OBJECT_value(usage.get(), 0)) != NID_time_stamp) {
    return Denied("the certificate that signed the token is not one for time stamping alone");
  }
  if (critical != 1) return Denied("the extended key usage of the certificate that signed the token is not critical");
  return Ok();
}

// RFC 3161, 4: after these reasons tokens from before the revocation stay good; after any other, or none, they do not.
bool KeepsOlderTokens(const X509_REVOKED* entry) {
  const Owned<ASN1_ENUMERATED, ASN1_ENUMERATED_free> reason(
      static_cast<ASN1_ENUMERATED*>(X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, nullptr, nullptr)));
  if (!reason) return false;
  const long why = ASN1_ENUMERATED_get(reason.get());
  return why == CRL_REASON_UNSPECIFIED || why == CRL_REASON_AFFILIATION_CHANGED || why == CRL_REASON_SUPERSEDED ||
         why == CRL_REASON_CESSATION_OF_OPERATION;
}

// Looks every certificate below the anchor up in its issuer's list; gives the time of the signer's.
Result<Time> CheckRevocation(STACK_OF(X509)* chain, STACK_OF(X509_CRL)* lists, Time at) {
  std::optional<Time> of_signer;
  for (int i = 0; i + 1 < sk_X509_num(chain); ++i) {
    X509* certificate = sk_X509_value(chain, i);
    X509* issuer = sk_X509_value(chain, i + 1);
    bool looked_up = false;
    for (int k = 0; k < sk_X509_CRL_num(lists); ++k) {
      X509_CRL* list = sk_X509_CRL_value(lists, k);
      if (X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name(issuer)) != 0) continue;
      if (X509_CRL_verify(list, X509_get0_pubkey(issuer)) != 1) continue;
      looked_up = true;
      const std::optional<Time> from = ToTime(X509_CRL_get0_lastUpdate(list));
      if (i == 0 && from && (!of_signer || *from > *of_signer)) of_signer = from;
      X509_REVOKED* entry = nullptr;
      if (X509_CRL_get0_by_cert(list, &entry, certificate) != 1) continue;  // 2: taken off the list again
      const std::optional<Time> since = ToTime(X509_REVOKED_get0_revocationDate(entry));
      if (since && at < *since && KeepsOlderTokens(entry)) continue;
      return Denied("the certificate " + NameText(X509_get_subject_name(certificate)) + " behind the token was revoked");
    }
    if (!looked_up) return Denied("no revocation list of " + NameText(X509_get_subject_name(issuer)) + " is configured: add it to the authority's lists");
  }
  return of_signer.value_or(Time{});
}

struct Chain {
  CertificateStore store;
  std::optional<Time> list_from;
};
// The signer's chain to an anchor at the token's time.
Result<Chain> CheckChain(X509* signer, STACK_OF(X509)* others, const TimestampRules& rules, Time at) {
  Result<Certificates> anchors = ReadCertificates(rules.anchors_pem, "the authority's anchors");
  if (!anchors) return Fail(anchors);
  Chain chain;
  chain.store.reset(X509_STORE_new());
  const CertificateContext context(X509_STORE_CTX_new());
  if (!chain.store || !context) return Fail(ErrorCode::kExhausted, "no memory for certificates");
  for (int i = 0; i < sk_X509_num(anchors->get()); ++i) X509_STORE_add_cert(chain.store.get(), sk_X509_value(anchors->get(), i));
  X509_VERIFY_PARAM* parameters = X509_STORE_get0_param(chain.store.get());
  X509_VERIFY_PARAM_set_time(parameters, ToUnixSeconds(at));
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);  // an anchor need not have signed itself
  X509_VERIFY_PARAM_set_auth_level(parameters, 2);                    // RSA of 2,048 bits, no SHA-1
  X509_VERIFY_PARAM_set_depth(parameters, 8);
  if (X509_STORE_CTX_init(context.get(), chain.store.get(), signer, others) != 1) return Fail(ErrorCode::kExhausted, "no memory for certificates");
  X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_TIMESTAMP_SIGN);
  if (X509_verify_cert(context.get()) != 1) {
    return Denied(std::string("the certificate behind the token is not vouched for by the authority's anchors: ") +
                  X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())));
  }
  if (!rules.revocation_lists_pem.empty()) {
    Result<RevocationLists> lists = ReadLists(rules.revocation_lists_pem);
    if (!lists) return Fail(lists);
    Result<Time> from = CheckRevocation(X509_STORE_CTX_get0_chain(context.get()), lists->get(), at);
    if (!from) return Fail(from);
    if (*from != Time{}) chain.list_from = *from;
  }
  return chain;
}

std::optional<int64_t> ReadAccuracy(TS_ACCURACY* accuracy) {
  if (accuracy == nullptr) return std::nullopt;
  const auto part = [](const ASN1_INTEGER* number, int64_t most) -> int64_t {
    int64_t value = 0;
    if (number == nullptr) return 0;
    return ASN1_INTEGER_get_int64(&value, number) == 1 && value >= 0 && value <= most ? value : -1;
  };
  const int64_t seconds = part(TS_ACCURACY_get_seconds(accuracy), 1'000'000'000), millis = part(TS_ACCURACY_get_millis(accuracy), 999),
                micros = part(TS_ACCURACY_get_micros(accuracy), 999);
  if (seconds < 0 || millis < 0 || micros < 0) return -1;
  return (seconds * 1000 + millis) * 1000 + micros;
}

// The fields of the token that the signature covers.
Result<TimestampFacts> CheckContent(TS_TST_INFO* info, const Sha256Digest& digest, std::string_view nonce, const TimestampRules& rules) {
  TimestampFacts facts;
  if (TS_TST_INFO_get_version(info) != 1) return Wrong("the token has another version than 1");
  TS_MSG_IMPRINT* imprint = TS_TST_INFO_get_msg_imprint(info);
  const ASN1_OBJECT* algorithm = nullptr;
  X509_ALGOR_get0(&algorithm, nullptr, nullptr, TS_MSG_IMPRINT_get_algo(imprint));
  const ASN1_OCTET_STRING* stamped = TS_MSG_IMPRINT_get_msg(imprint);
  if (OBJ_obj2nid(algorithm) != NID_sha256) return Wrong("the token's imprint is not by SHA-256");
  if (std::string_view(reinterpret_cast<const char*>(ASN1_STRING_get0_data(stamped)), static_cast<size_t>(ASN1_STRING_length(stamped))) !=
      BytesOf(digest)) {
    return Wrong("the token is over other bytes than those that were sent (wrong imprint)");
  }
  if (!nonce.empty()) {
    const Owned<BIGNUM, BN_free> sent(BN_bin2bn(Bytes(nonce), static_cast<int>(nonce.size()), nullptr));
    const ASN1_INTEGER* back = TS_TST_INFO_get_nonce(info);
    const Owned<BIGNUM, BN_free> got(back != nullptr ? ASN1_INTEGER_to_BN(back, nullptr) : nullptr);
    if (!sent || !got || BN_cmp(sent.get(), got.get()) != 0) return Wrong("the token answers another request (wrong nonce)");
  }
  facts.policy = ObjectText(TS_TST_INFO_get_policy_id(info));
  bool allowed = rules.policies.empty();
  for (const std::string& policy : rules.policies) allowed = allowed || policy == facts.policy;
  if (!allowed) return Denied("the token is under policy " + facts.policy + ", which is not allowed for this authority");
  const ASN1_GENERALIZEDTIME* time = TS_TST_INFO_get_time(info);
  facts.time_text.assign(reinterpret_cast<const char*>(ASN1_STRING_get0_data(time)), static_cast<size_t>(ASN1_STRING_length(time)));
  const std::optional<Time> when = ReadGeneralizedTime(facts.time_text);
  if (!when) return Wrong("the token's time is not written as RFC 3161 asks");
  facts.time = *when;
  facts.serial = SerialHex(TS_TST_INFO_get_serial(info));
  facts.accuracy_micros = ReadAccuracy(TS_TST_INFO_get_accuracy(info));
  if (facts.accuracy_micros && *facts.accuracy_micros < 0) return Wrong("the token's accuracy is out of range");
  if (rules.max_accuracy_micros && (!facts.accuracy_micros || *facts.accuracy_micros > *rules.max_accuracy_micros)) {
    return Denied(facts.accuracy_micros ? "the token is less accurate than the authority's rules ask" : "the token does not say how accurate it is");
  }
  if (TS_TST_INFO_get_ext_by_critical(info, 1, -1) >= 0) return Wrong("the token has a critical extension that is not known");
  return facts;
}

// Digests that still mean something: of the content and of the signature.
Status CheckDigests(PKCS7* token) {
  const STACK_OF(PKCS7_SIGNER_INFO)* signers = PKCS7_get_signer_info(token);
  if (signers == nullptr || sk_PKCS7_SIGNER_INFO_num(signers) != 1) return Wrong("the token has not exactly one signer");
  const ASN1_OBJECT* algorithm = nullptr;
  X509_ALGOR_get0(&algorithm, nullptr, nullptr, sk_PKCS7_SIGNER_INFO_value(signers, 0)->digest_alg);
  const int nid = OBJ_obj2nid(algorithm);
  if (nid != NID_sha256 && nid != NID_sha384 && nid != NID_sha512) return Denied("the token is signed over a digest that is none of SHA-256, SHA-384, SHA-512");
  return Ok();
}

// The TSTInfo inside the token is bytes of its own, with rules of its own.
Status CheckInnerDer(PKCS7* token) {
  const ASN1_OCTET_STRING* content = nullptr;
  if (PKCS7_type_is_signed(token) && token->d.sign->contents != nullptr && OBJ_obj2nid(token->d.sign->contents->type) == NID_id_smime_ct_TSTInfo) {
    const ASN1_TYPE* value = token->d.sign->contents->d.other;
    if (value != nullptr && value->type == V_ASN1_OCTET_STRING) content = value->value.octet_string;
  }
  if (content == nullptr) return Wrong("the answer's token is no signed TSTInfo");
  return CheckDer({reinterpret_cast<const char*>(ASN1_STRING_get0_data(content)), static_cast<size_t>(ASN1_STRING_length(content))});
}

}  // namespace

std::string NewTimestampNonce() {
  std::string nonce = RandomBytes(16);
  nonce[0] = static_cast<char>((nonce[0] & 0x7f) | 0x40);
  return nonce;
}

std::string WriteTimestampRequest(const Sha256Digest& digest, std::string_view nonce) {
  const Request request(TS_REQ_new());
  const Owned<TS_MSG_IMPRINT, TS_MSG_IMPRINT_free> imprint(TS_MSG_IMPRINT_new());
  const Owned<X509_ALGOR, X509_ALGOR_free> algorithm(X509_ALGOR_new());
  const Owned<BIGNUM, BN_free> number(BN_bin2bn(Bytes(nonce), static_cast<int>(nonce.size()), nullptr));
  const Owned<ASN1_INTEGER, ASN1_INTEGER_free> integer(BN_to_ASN1_INTEGER(number.get(), nullptr));
  std::array<uint8_t, 32> bytes = digest;
  X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr);
  TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get());
  TS_MSG_IMPRINT_set_msg(imprint.get(), bytes.data(), static_cast<int>(bytes.size()));
  TS_REQ_set_version(request.get(), 1);
  TS_REQ_set_msg_imprint(request.get(), imprint.get());
  TS_REQ_set_nonce(request.get(), integer.get());
  TS_REQ_set_cert_req(request.get(), 1);
  unsigned char* der = nullptr;
  const int size = i2d_TS_REQ(request.get(), &der);
  const Owned<unsigned char, FreeOpenSsl> owned(der);
  return size > 0 ? std::string(reinterpret_cast<const char*>(der), static_cast<size_t>(size)) : std::string();
}

Result<TimestampFacts> CheckTimestamp(std::string_view answer, const Sha256Digest& digest, std::string_view nonce, const TimestampRules& rules) {
  if (answer.size() > kMaxTimestampBytes) return Fail(ErrorCode::kExhausted, "the authority's answer is larger than 64 KiB");
  if (Status der = CheckDer(answer); !der) return Fail(std::move(der.error()).While("the authority's answer"));
  const unsigned char* at = Bytes(answer);
  const Answer response(d2i_TS_RESP(nullptr, &at, static_cast<long>(answer.size())));
  if (!response) return Wrong("the authority's answer is no RFC 3161 response");
  unsigned char* again = nullptr;
  const int size = i2d_TS_RESP(response.get(), &again);
  const Owned<unsigned char, FreeOpenSsl> rewritten(again);
  if (size < 0 || std::string_view(reinterpret_cast<const char*>(again), static_cast<size_t>(size)) != answer) {
    return Wrong("the authority's answer is not strict DER: written again it differs");
  }
  TS_STATUS_INFO* status = TS_RESP_get_status_info(response.get());
  const int64_t granted = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(status));
  if (granted != 0 && granted != 1) {
    ERR_clear_error();
    return Fail(RefusesRequest(status) ? ErrorCode::kUnsupported : ErrorCode::kUnavailable, "the authority refused: " + StatusText(status));
  }
  PKCS7* token = TS_RESP_get_token(response.get());
  TS_TST_INFO* info = TS_RESP_get_tst_info(response.get());
  if (token == nullptr || info == nullptr) return Wrong("the authority granted a token and sent none");
  if (Status inner = CheckInnerDer(token); !inner) return Fail(std::move(inner.error()).While("the token"));

  Result<TimestampFacts> facts = CheckContent(info, digest, nonce, rules);
  if (!facts) return facts;
  if (Status digests = CheckDigests(token); !digests) return Fail(digests);
  STACK_OF(X509)* others = token->d.sign->cert;
  const Owned<STACK_OF(X509), FreeCertificateList> signers(PKCS7_get0_signers(token, nullptr, 0));
  if (!signers || sk_X509_num(signers.get()) != 1) return Wrong("the token does not hold the certificate that signed it");
  X509* signer = sk_X509_value(signers.get(), 0);
  if (Status purpose = CheckPurpose(signer); !purpose) return Fail(purpose);
  const std::optional<Time> from = ToTime(X509_get0_notBefore(signer)), until = ToTime(X509_get0_notAfter(signer));
  if (!from || !until || facts->time < *from || facts->time > *until) {
    return Denied("the certificate that signed the token was not valid at the token's time");
  }
  Result<Chain> chain = CheckChain(signer, others, rules, facts->time);
  if (!chain) return Fail(chain);
  // The signature over the signed attributes, the digest in them, and that they name this very certificate.
  if (TS_RESP_verify_signature(token, nullptr, chain->store.get(), nullptr) != 1) {
    return Fail(ErrorCode::kInvalid, "the token's signature is wrong: " + TakeOpenSslError());
  }
  facts->authority = NameText(X509_get_subject_name(signer));
  unsigned char fingerprint[32];
  unsigned int length = 0;
  if (X509_digest(signer, EVP_sha256(), fingerprint, &length) == 1) {
    facts->certificate_sha256 = ToHex(std::string_view(reinterpret_cast<const char*>(fingerprint), length));
  }
  facts->certificate_until = *until;
  facts->revocation_list_from = chain->list_from;
  facts->answer_sha256 = Sha256Hex(answer);
  ERR_clear_error();
  return facts;
}

Result<std::vector<std::string>> ReadAnchors(std::string_view pem) {
  Result<Certificates> found = ReadCertificates(pem, "the anchors");
  if (!found) return Fail(found);
  std::vector<std::string> subjects;
  for (int i = 0; i < sk_X509_num(found->get()); ++i) subjects.push_back(NameText(X509_get_subject_name(sk_X509_value(found->get(), i))));
  return subjects;
}

Result<std::vector<std::string>> ReadRevocationLists(std::string_view pem) {
  Result<RevocationLists> found = ReadLists(pem);
  if (!found) return Fail(found);
  std::vector<std::string> issuers;
  for (int i = 0; i < sk_X509_CRL_num(found->get()); ++i) issuers.push_back(NameText(X509_CRL_get_issuer(sk_X509_CRL_value(found->get(), i))));
  return issuers;
}

}  // namespace markwarden

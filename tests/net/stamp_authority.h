// A time authority for tests: certificates and answers made by `openssl` in a folder of its own.
#pragma once

#include <filesystem>
#include <string>

#include "tests/temporary_folder.h"

namespace markwarden {

struct StampAuthorityWish {
  std::string extensions = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n";
  int days = 365;                     // of the signing certificate; negative: it has ended
  std::string policy = "1.2.3.4.1";
  std::string digests = "sha256";     // that it stamps
};

// Aborts the test program when `openssl` fails.
class StampAuthority {
 public:
  explicit StampAuthority(const StampAuthorityWish& wish = {});
  StampAuthority(const StampAuthority&) = delete;
  StampAuthority& operator=(const StampAuthority&) = delete;

  std::string AnchorPem() const;
  // A TimeStampResp for a TimeStampReq, by `openssl ts -reply`.
  std::string Answer(const std::string& request) const;
  // The same content, signed by a certificate that has other extensions: what `openssl ts` will not do.
  std::string AnswerSignedWith(const std::string& request, const std::string& extensions) const;
  // A list on which nothing stands, or the signing certificate.  `reason` as `openssl ca -crl_reason` has it; empty: none.
  std::string RevocationListPem(bool revoked, const std::string& reason = "") const;
  // `openssl ts -verify` of an answer over `data`.
  bool OpensslVerifies(const std::string& answer, const std::string& data) const;

 private:
  std::string File(const std::string& name) const { return (dir_ / name).string(); }
  const TemporaryFolder folder_;
  const std::filesystem::path dir_ = folder_.path();
};

// The outermost value of `der` with an indefinite length: BER, but no DER.
std::string WithIndefiniteLength(const std::string& der);

}  // namespace markwarden

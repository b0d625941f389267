// UTS #46 through ICU.
#include "core/idna.h"

#include <unicode/uidna.h>

#include <algorithm>
#include <memory>

namespace markwarden {
namespace {

// What VerifyDnsLength=false and CheckHyphens=false forgive.
constexpr uint32_t kForgiven = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
                               UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
                               UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

const UIDNA* Idna() {
  static const UIDNA* const idna = [] {
    UErrorCode code = U_ZERO_ERROR;
    return uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII |
                               UIDNA_NONTRANSITIONAL_TO_UNICODE, &code);
  }();
  return idna;
}

using Convert = int32_t (*)(const UIDNA*, const char*, int32_t, char*, int32_t, UIDNAInfo*, UErrorCode*);

Result<std::string> Run(Convert convert, std::string_view domain) {
  if (!Idna()) return Fail(ErrorCode::kInternal, "ICU's IDNA data is missing");
  std::string out(std::max<size_t>(domain.size() * 2, 256), '\0');
  for (int attempt = 0; attempt < 2; ++attempt) {
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UErrorCode code = U_ZERO_ERROR;
    const int32_t size = convert(Idna(), domain.data(), static_cast<int32_t>(domain.size()), out.data(),
                                 static_cast<int32_t>(out.size()), &info, &code);
    if (code == U_BUFFER_OVERFLOW_ERROR) {
      out.resize(static_cast<size_t>(size));
      continue;
    }
    if (U_FAILURE(code) || (info.errors & ~kForgiven) != 0) break;
    out.resize(static_cast<size_t>(size));
    return out;
  }
  return Fail(ErrorCode::kInvalid, "the host is not a valid domain name");
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
}

std::string AsciiLower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

bool HasPunycode(std::string_view lower) {
  return lower.substr(0, 4) == "xn--" || lower.find(".xn--") != std::string_view::npos;
}

}  // namespace

Result<std::string> DomainToAscii(std::string_view domain) {
  if (IsAscii(domain)) {
    std::string lower = AsciiLower(domain);
    if (!HasPunycode(lower)) return lower;
  }
  return Run(uidna_nameToASCII_UTF8, domain);
}

std::string DomainToUnicode(std::string_view domain) {
  if (domain.empty()) return "";
  Result<std::string> text = Run(uidna_nameToUnicodeUTF8, domain);
  return text ? std::move(*text) : std::string(domain);
}

}  // namespace markwarden

// UTS #46 through ICU.
#include "core/idna.h"

#include <unicode/uidna.h>
#include <unicode/utf8.h>

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

// What revision 33 of UTS #46 (Unicode 16, "Modifications") changed and an older ICU does not do yet:
// characters that were refused are mapped or ignored, and the capital sharp s becomes the small one.
// `code` itself when nothing changed, 0 when it is ignored.
UChar32 Modernise(UChar32 code) {
  if (code >= 0x10A0 && code <= 0x10C5) return code - 0x10A0 + 0x2D00;  // Georgian capitals
  if ((code >= 0x2061 && code <= 0x2064) || (code >= 0x206A && code <= 0x206F) ||
      (code >= 0x1D173 && code <= 0x1D17A)) {
    return 0;  // invisible operators and format controls
  }
  switch (code) {
    case 0x115F: case 0x1160: case 0x3164: case 0xFFA0:  // Hangul fillers
    case 0x17B4: case 0x17B5: case 0x180E: return 0;
    case 0x04C0: return 0x04CF;
    case 0x1E9E: return 0x00DF;
    case 0x2132: return 0x214E;
    case 0x2183: return 0x2184;
    case 0x2F868: return 0x36FC;
    case 0x2F874: return 0x5F53;
    case 0x2F91F: return 0x243AB;
    case 0x2F95F: return 0x7AEE;
    case 0x2F9BF: return 0x45D7;
    default: return code;
  }
}

std::string Modernise(std::string_view domain) {
  std::string out;
  out.reserve(domain.size());
  const auto size = static_cast<int32_t>(domain.size());
  for (int32_t i = 0; i < size;) {
    const int32_t start = i;
    UChar32 code = 0;
    U8_NEXT(domain.data(), i, size, code);
    const UChar32 now = code < 0 ? code : Modernise(code);
    if (now == code) {
      out += domain.substr(static_cast<size_t>(start), static_cast<size_t>(i - start));
    } else if (now != 0) {
      char bytes[4];
      int32_t length = 0;
      U8_APPEND_UNSAFE(bytes, length, now);
      out.append(bytes, static_cast<size_t>(length));
    }
  }
  return out;
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

}  // namespace

Result<std::string> DomainToAscii(std::string_view domain) {
  if (IsAscii(domain)) return AsciiLower(domain);
  return Run(uidna_nameToASCII_UTF8, Modernise(domain));
}

std::string DomainToUnicode(std::string_view domain) {
  if (domain.empty()) return "";
  Result<std::string> text = Run(uidna_nameToUnicodeUTF8, domain);
  return text ? std::move(*text) : std::string(domain);
}

}  // namespace markwarden

// Encoding of queries through ICU's converters.
#include "core/url_charset.h"

#include <unicode/ucnv.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>

namespace markwarden {
namespace {

using Converter = std::unique_ptr<UConverter, void (*)(UConverter*)>;

// Two places where the Encoding Standard's encoders differ from ICU's.  0: the encoding lacks it.
UChar32 AsTheStandardHasIt(UChar32 character, std::string_view charset) {
  const char first = charset.empty() ? '\0' : static_cast<char>(charset[0] | 0x20);
  if (character == 0xe5e5 && first == 'g') return 0;                        // gb18030, gbk
  if (character == 0x2212 && (first == 's' || first == 'e')) return 0xff0d;  // shift_jis, euc-jp: minus sign
  return character;
}

// Null for encodings that a query is never written in.
Converter Open(std::string_view charset) {
  Converter none(nullptr, ucnv_close);
  if (charset.size() > 40) return none;
  std::string name(charset);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  if (name.rfind("utf", 0) == 0 || name.rfind("iso-2022", 0) == 0) return none;
  if (name == "gb2312") name = "gbk";  // what pages so labelled really use
  UErrorCode code = U_ZERO_ERROR;
  Converter converter(ucnv_open(name.c_str(), &code), ucnv_close);
  if (U_FAILURE(code)) return none;
  ucnv_setFromUCallBack(converter.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &code);
  return U_FAILURE(code) ? std::move(none) : std::move(converter);
}

}  // namespace

std::string EncodeQuery(std::string_view query, std::string_view charset) {
  const auto ascii = [](char c) { return static_cast<signed char>(c) >= 0; };
  if (std::all_of(query.begin(), query.end(), ascii)) return std::string(query);
  const Converter converter = Open(charset);
  if (!converter) return std::string(query);
  std::string out;
  const auto size = static_cast<int32_t>(query.size());
  for (int32_t i = 0; i < size;) {
    UChar32 character = 0;
    U8_NEXT(query.data(), i, size, character);
    if (character < 0) character = 0xfffd;
    if (character < 0x80) {
      out += static_cast<char>(character);
      continue;
    }
    const UChar32 known = AsTheStandardHasIt(character, charset);
    UChar units[2];
    int32_t length = 0;
    if (known != 0) U16_APPEND_UNSAFE(units, length, known);
    char bytes[16];
    UErrorCode code = U_ZERO_ERROR;
    const int32_t made = ucnv_fromUChars(converter.get(), bytes, sizeof bytes, units, length, &code);
    if (U_FAILURE(code) || made <= 0) {
      out += "%26%23" + std::to_string(character) + "%3B";
    } else {
      out.append(bytes, static_cast<size_t>(made));
    }
  }
  return out;
}

}  // namespace markwarden

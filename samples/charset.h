// Page text in the charsets of the shops.
#pragma once

#include <string>
#include <string_view>

namespace markwarden::samples {

// UTF-8 to "gbk" or "windows-1251"; "utf-8" stays.  What the charset lacks becomes a numeric
// character reference, as browsers write it.
std::string EncodePage(std::string_view utf8, const std::string& charset);

// Bytes of a form field: UTF-8 when they are that, else the shop's charset.
std::string DecodeField(std::string_view bytes, const std::string& charset);

// "%E5%A4%A7+x" to bytes.
std::string PercentDecode(std::string_view text);
std::string PercentEncode(std::string_view bytes);

std::string EscapeHtml(std::string_view text);
std::string Gzip(std::string_view bytes);

}  // namespace markwarden::samples

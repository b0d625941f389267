// From bytes of unknown charset to UTF-8, and how the charset was told.
// Labels follow the WHATWG Encoding Standard: "gb2312" and "gbk" mean gb18030,
// "iso-8859-1" means windows-1252.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace markwarden {

struct DecodedText {
  std::string text;      // valid UTF-8, without byte order mark
  std::string charset;   // WHATWG name, lower case: "utf-8", "gb18030", "windows-1251" ...
  std::string declared;  // the label that HTTP, the page or an XML declaration gave; empty when none did
  std::string source;    // "bom", "http", "meta", "xml", "detected"
  bool overridden = false;  // the bytes did not fit the declared charset
  size_t replaced = 0;      // U+FFFD that decoding put in
};

// The WHATWG name of a label such as " GB2312 ", or empty when the standard has none.
std::string CharsetFromLabel(std::string_view label);

// The charset parameter of a Content-Type header, quoted or not; empty when absent.
std::string CharsetOfContentType(std::string_view content_type);

// A label in a byte stream whose charset is unknown: <meta charset>, <meta http-equiv
// content> anywhere in the page outside scripts and comments, or an XML declaration.
struct DeclaredCharset {
  std::string label;
  bool xml = false;
};
std::optional<DeclaredCharset> FindDeclaredCharset(std::string_view bytes);

// Decodes a page.  Order: byte order mark, `content_type`, the page's own declaration,
// detection.  A declared charset that leaves more than 0.5 % U+FFFD, or that is legacy
// while the bytes are well-formed multi-byte UTF-8, is overridden.  Never fails.
// Linear in the size of `bytes`.
DecodedText DecodePage(std::string_view bytes, std::string_view content_type = {});

// Decodes a text file (CSV, JSON Lines): as DecodePage, `label` in place of HTTP's word
// and no search for <meta>.
DecodedText DecodeTextFile(std::string_view bytes, std::string_view label = {});

// Decodes a table that an office or a spreadsheet program wrote: UTF-8 where it is, else GB18030, else as DecodeTextFile.  Spreadsheets
// write GBK, sometimes behind a UTF-8 mark.  Valid UTF-8 without byte order mark.
std::string DecodeOfficeTable(std::string_view bytes);

// Decodes with one charset, whatever comes out.  Empty when `charset` has no decoder.
std::optional<DecodedText> DecodeAs(std::string_view bytes, std::string_view charset);

// Well-formed UTF-8 (no surrogates, no overlong forms).
bool IsUtf8(std::string_view bytes);

}  // namespace markwarden

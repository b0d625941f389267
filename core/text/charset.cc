// Charset labels, detection and decoding, on ICU's converters.
#include "core/text/charset.h"

#include <uchardet/uchardet.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <memory>
#include <unordered_map>
#include <vector>

namespace markwarden {
namespace {

struct CharsetRow {
  const char* name;    // WHATWG name
  const char* icu;     // ICU converter
  const char* labels;  // further labels, separated by spaces
};

// Encoding Standard, 4.2 "Names and labels" (whatwg.org, commit snapshot of 2024-08-06).
constexpr CharsetRow kCharsets[] = {
    {"utf-8", "UTF-8", "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf8 x-unicode20utf8"},
    {"ibm866", "ibm-866", "866 cp866 csibm866"},
    {"iso-8859-2", "ISO-8859-2", "csisolatin2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2"},
    {"iso-8859-3", "ISO-8859-3", "csisolatin3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3"},
    {"iso-8859-4", "ISO-8859-4", "csisolatin4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4"},
    {"iso-8859-5", "ISO-8859-5", "csisolatincyrillic cyrillic iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988"},
    {"iso-8859-6", "ISO-8859-6",
     "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6-e iso-8859-6-i iso-ir-127 "
     "iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987"},
    {"iso-8859-7", "ISO-8859-7",
     "csisolatingreek ecma-118 elot_928 greek greek8 iso-ir-126 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 sun_eu_greek"},
    {"iso-8859-8", "ISO-8859-8",
     "csiso88598e csisolatinhebrew hebrew iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 visual "
     "csiso88598i iso-8859-8-i logical"},
    {"iso-8859-10", "iso-8859_10-1998", "csisolatin6 iso-ir-157 iso8859-10 iso885910 l6 latin6"},
    {"iso-8859-13", "ISO-8859-13", "iso8859-13 iso885913"},
    {"iso-8859-14", "iso-8859_14-1998", "iso8859-14 iso885914"},
    {"iso-8859-15", "ISO-8859-15", "csisolatin9 iso8859-15 iso885915 iso_8859-15 l9"},
    {"iso-8859-16", "iso-8859_16-2001", ""},
    {"koi8-r", "KOI8-R", "cskoi8r koi koi8 koi8_r"},
    {"koi8-u", "KOI8-U", "koi8-ru"},
    {"macintosh", "macintosh", "csmacintosh mac x-mac-roman"},
    {"windows-874", "windows-874-2000", "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620"},
    {"windows-1250", "windows-1250", "cp1250 x-cp1250"},
    {"windows-1251", "windows-1251", "cp1251 x-cp1251"},
    {"windows-1252", "windows-1252",
     "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 "
     "iso_8859-1:1987 l1 latin1 us-ascii x-cp1252"},
    {"windows-1253", "windows-1253", "cp1253 x-cp1253"},
    {"windows-1254", "windows-1254",
     "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 x-cp1254"},
    {"windows-1255", "windows-1255", "cp1255 x-cp1255"},
    {"windows-1256", "windows-1256", "cp1256 x-cp1256"},
    {"windows-1257", "windows-1257", "cp1257 x-cp1257"},
    {"windows-1258", "windows-1258", "cp1258 x-cp1258"},
    {"x-mac-cyrillic", "x-mac-cyrillic", "x-mac-ukrainian"},
    {"gb18030", "gb18030",
     "gbk chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 iso-ir-58 x-gbk cp936 ms936 windows-936 euc-cn"},
    {"hz-gb-2312", "HZ-GB-2312", ""},
    {"big5", "Big5-HKSCS", "big5-hkscs cn-big5 csbig5 x-x-big5 cp950"},
    {"euc-jp", "EUC-JP", "cseucpkdfmtjapanese x-euc-jp"},
    {"iso-2022-jp", "ISO-2022-JP", "csiso2022jp"},
    {"shift_jis", "ibm-943_P15A-2003",
     "csshiftjis ms932 ms_kanji shift-jis sjis windows-31j x-sjis cp932"},
    {"euc-kr", "windows-949",
     "cseuckr csksc56011987 iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949 cp949 uhc johab"},
    {"iso-2022-kr", "ISO-2022-KR", "csiso2022kr"},
    {"utf-16le", "UTF-16LE", "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16"},
    {"utf-16be", "UTF-16BE", "unicodefffe"},
    {"utf-32le", "UTF-32LE", "utf-32"},
    {"utf-32be", "UTF-32BE", ""},
};

constexpr double kTooManyReplaced = 0.005;

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

const std::unordered_map<std::string, const CharsetRow*>& LabelMap() {
  static const auto map = [] {
    std::unordered_map<std::string, const CharsetRow*> labels;
    for (const CharsetRow& row : kCharsets) {
      labels.emplace(row.name, &row);
      std::string_view rest = row.labels;
      while (!rest.empty()) {
        const size_t space = rest.find(' ');
        labels.emplace(std::string(rest.substr(0, space)), &row);
        rest = space == std::string_view::npos ? std::string_view() : rest.substr(space + 1);
      }
    }
    return labels;
  }();
  return map;
}

const CharsetRow* RowOf(std::string_view label) {
  while (!label.empty() && (std::isspace(static_cast<unsigned char>(label.front())) || label.front() == '"' ||
                            label.front() == '\'')) {
    label.remove_prefix(1);
  }
  while (!label.empty() && (std::isspace(static_cast<unsigned char>(label.back())) || label.back() == '"' ||
                            label.back() == '\'' || label.back() == ';')) {
    label.remove_suffix(1);
  }
  if (label.size() > 40) return nullptr;
  const auto found = LabelMap().find(Lower(label));
  return found == LabelMap().end() ? nullptr : found->second;
}

size_t CountReplacement(std::string_view utf8) {
  size_t count = 0;
  for (size_t at = utf8.find("\xef\xbf\xbd"); at != std::string_view::npos; at = utf8.find("\xef\xbf\xbd", at + 3)) {
    ++count;
  }
  return count;
}

struct ConverterCloser {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};

size_t CountHigh(std::string_view bytes) {
  size_t high = 0;
  for (const char c : bytes) high += static_cast<unsigned char>(c) >= 0x80;
  return high;
}

// Share of decoded non-ASCII characters that decoding could not make sense of.
double BadShare(const DecodedText& decoded, size_t high_bytes) {
  if (decoded.replaced == 0) return 0;
  return static_cast<double>(decoded.replaced) / static_cast<double>(std::max<size_t>(high_bytes, 1));
}

// The part of a page that says most about its charset: text with non-ASCII bytes and a
// little around it, markup left out.
std::string DetectionSample(std::string_view bytes) {
  std::string sample;
  bool in_tag = false;
  for (size_t i = 0; i < bytes.size() && sample.size() < 60000; ++i) {
    const char c = bytes[i];
    if (c == '<' && i + 1 < bytes.size() && (std::isalpha(static_cast<unsigned char>(bytes[i + 1])) || bytes[i + 1] == '/')) {
      in_tag = true;
      sample += ' ';
    } else if (c == '>' && in_tag) {
      in_tag = false;
    } else if (!in_tag || static_cast<unsigned char>(c) >= 0x80 || c == 0x1b) {
      if (c != ' ' || sample.empty() || sample.back() != ' ') sample += c;
    }
  }
  return sample;
}

std::string Uchardet(std::string_view sample) {
  const std::unique_ptr<struct uchardet, void (*)(uchardet_t)> detector(uchardet_new(), uchardet_delete);
  if (uchardet_handle_data(detector.get(), sample.data(), sample.size()) != 0) return "";
  uchardet_data_end(detector.get());
  const char* name = uchardet_get_charset(detector.get());
  return name == nullptr ? "" : CharsetFromLabel(name);
}

// How much decoded text looks like a language: letters of one script and common
// punctuation speak for it, private use, controls and rare blocks against it.
double Plausibility(std::string_view utf8) {
  int64_t good = 0, bad = 0, seen = 0;
  int32_t i = 0;
  int previous_script = 0;
  const auto length = static_cast<int32_t>(std::min<size_t>(utf8.size(), 200000));
  while (i < length && seen < 20000) {
    UChar32 c;
    U8_NEXT(utf8.data(), i, length, c);
    if (c < 0x80 && c >= 0) {
      if (c < 0x20 && c != '\n' && c != '\r' && c != '\t') ++bad;
      previous_script = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? 1 : 0;
      continue;
    }
    ++seen;
    int script = 0;
    if (c < 0 || c == 0xFFFD || (c >= 0xE000 && c <= 0xF8FF) || (c >= 0x80 && c < 0xA0)) {
      bad += 4;
    } else if (c >= 0x4E00 && c <= 0x9FA5) {
      // The first level of GB 2312 and Big5 hold the everyday characters; text decoded
      // with the wrong table falls all over the plane.
      script = 2;
      good += 1;
    } else if (c >= 0x3040 && c <= 0x30FF) {
      script = 2;
      good += 2;
    } else if (c >= 0xAC00 && c <= 0xD7A3) {
      script = 3;
      good += 1;
    } else if (c >= 0x0410 && c <= 0x044F) {
      script = 4;
      good += 2;
      if (c <= 0x042F && previous_script == 4) bad += 1;  // capitals inside words: KOI8 read as 1251
    } else if (c >= 0x3000 && c <= 0x3020) {
      good += 2;
    } else if (c >= 0xFF01 && c <= 0xFF5E) {
      good += 1;
    } else if (c >= 0xFF61 && c <= 0xFF9F) {
      bad += 1;  // half-width kana: Shift_JIS's sink for everything
    } else if (c >= 0xC0 && c <= 0x17F) {
      script = 1;
      good += previous_script == 1 ? 1 : 0;
    } else if (c >= 0xA0 && c < 0xC0) {
      good += 0;
    } else {
      bad += 1;
    }
    if (script != 0 && previous_script != 0 && script != previous_script && !(script == 2 && previous_script == 1)) ++bad;
    previous_script = script;
  }
  if (seen == 0) return 0;
  return static_cast<double>(good - bad) / static_cast<double>(seen);
}

std::string DetectCharset(std::string_view bytes, const CharsetRow* declared) {
  const std::string sample = DetectionSample(bytes);
  if (CountHigh(sample) == 0 && sample.find('\x1b') == std::string::npos && CountHigh(bytes) == 0) {
    return declared ? declared->name : "utf-8";
  }
  const std::string guess = Uchardet(sample);
  if (guess == "iso-2022-jp" || guess == "iso-2022-kr" || guess == "hz-gb-2312") return guess;
  const size_t high = CountHigh(sample);
  std::string best;
  double best_score = -1e9;
  std::vector<std::string> candidates = {"utf-8",     "gb18030",      "big5",   "shift_jis",   "euc-jp",
                                         "euc-kr", "windows-1251", "koi8-r", "windows-1252"};
  if (!guess.empty() && std::find(candidates.begin(), candidates.end(), guess) == candidates.end()) {
    candidates.push_back(guess);
  }
  if (declared && std::find(candidates.begin(), candidates.end(), declared->name) == candidates.end()) {
    candidates.push_back(declared->name);
  }
  for (const std::string& name : candidates) {
    const std::optional<DecodedText> decoded = DecodeAs(sample, name);
    if (!decoded) continue;
    double score = Plausibility(decoded->text) - 20 * BadShare(*decoded, high);
    if (name == guess) score += 1.0;
    if (declared && name == declared->name) score += 0.3;
    if (name == "utf-8" && decoded->replaced * 50 < high) score += 3;  // multi-byte UTF-8 does not happen by chance
    if (score > best_score) {
      best_score = score;
      best = name;
    }
  }
  return best.empty() ? "windows-1252" : best;
}

DecodedText Decode(std::string_view bytes, std::string_view label, std::string source) {
  const CharsetRow* declared = RowOf(label);
  // A page that was read as ASCII to find its <meta> is not UTF-16 (HTML Standard, 13.2.3.2).
  if (declared && source == "meta" && std::string_view(declared->name).substr(0, 4) == "utf-") {
    declared = RowOf("utf-8");
  }
  const size_t high = CountHigh(bytes);
  DecodedText out;
  if (declared) {
    out = *DecodeAs(bytes, declared->name);
    const bool multibyte_utf8 = high > 1 && std::string_view(declared->name).substr(0, 4) != "utf-" && IsUtf8(bytes);
    if (multibyte_utf8 || BadShare(out, high) > kTooManyReplaced) {
      const std::string better = multibyte_utf8 ? "utf-8" : DetectCharset(bytes, declared);
      if (better != declared->name) {
        DecodedText other = *DecodeAs(bytes, better);
        if (multibyte_utf8 || other.replaced < out.replaced) {
          out = std::move(other);
          out.overridden = true;
        }
      }
    }
  } else {
    source = "detected";
    out = *DecodeAs(bytes, IsUtf8(bytes) && bytes.find('\x1b') == std::string_view::npos ? "utf-8" : DetectCharset(bytes, nullptr));
  }
  out.declared = std::string(label);
  out.source = out.overridden ? "detected" : std::move(source);
  return out;
}

// Byte order marks, longest first.
std::optional<std::pair<std::string, size_t>> FindBom(std::string_view bytes) {
  if (bytes.substr(0, 3) == "\xef\xbb\xbf") return {{"utf-8", 3}};
  if (bytes.substr(0, 4) == std::string_view("\xff\xfe\0\0", 4)) return {{"utf-32le", 4}};
  if (bytes.substr(0, 4) == std::string_view("\0\0\xfe\xff", 4)) return {{"utf-32be", 4}};
  if (bytes.substr(0, 2) == "\xff\xfe") return {{"utf-16le", 2}};
  if (bytes.substr(0, 2) == "\xfe\xff") return {{"utf-16be", 2}};
  return std::nullopt;
}

// UTF-16 without a mark: every other byte of the beginning is zero.
std::string_view SmellsOfUtf16(std::string_view bytes) {
  const size_t length = std::min<size_t>(bytes.size() & ~size_t{1}, 400);
  if (length < 8) return {};
  size_t even = 0, odd = 0;
  for (size_t i = 0; i < length; i += 2) {
    even += bytes[i] == 0;
    odd += bytes[i + 1] == 0;
  }
  if (odd > length / 4 && even < length / 40) return "utf-16le";
  if (even > length / 4 && odd < length / 40) return "utf-16be";
  return {};
}

}  // namespace

std::string CharsetFromLabel(std::string_view label) {
  const CharsetRow* row = RowOf(label);
  return row ? row->name : "";
}

std::string CharsetOfContentType(std::string_view content_type) {
  const std::string lower = Lower(content_type.substr(0, 1000));
  for (size_t at = lower.find("charset"); at != std::string::npos; at = lower.find("charset", at + 7)) {
    if (at > 0 && (std::isalnum(static_cast<unsigned char>(lower[at - 1])) || lower[at - 1] == '_')) continue;
    size_t i = at + 7;
    while (i < lower.size() && lower[i] == ' ') ++i;
    if (i >= lower.size() || lower[i] != '=') continue;
    ++i;
    while (i < lower.size() && (lower[i] == ' ' || lower[i] == '"' || lower[i] == '\'')) ++i;
    const size_t end = lower.find_first_of(" \"';,", i);
    return lower.substr(i, end == std::string::npos ? end : end - i);
  }
  return "";
}

std::optional<DeclaredCharset> FindDeclaredCharset(std::string_view bytes) {
  if (bytes.substr(0, 5) == "<?xml") {
    const std::string_view head = bytes.substr(0, std::min(bytes.find("?>"), size_t{200}));
    const size_t at = head.find("encoding");
    if (at != std::string_view::npos) {
      const size_t begin = head.find_first_of("\"'", at);
      if (begin != std::string_view::npos) {
        const size_t end = head.find(head[begin], begin + 1);
        if (end != std::string_view::npos) {
          std::string label(head.substr(begin + 1, end - begin - 1));
          if (RowOf(label)) return DeclaredCharset{std::move(label), true};
        }
      }
    }
  }
  size_t at = 0;
  while ((at = bytes.find('<', at)) != std::string_view::npos) {
    const std::string head = Lower(bytes.substr(at, 8));
    if (head.compare(0, 4, "<!--") == 0) {
      const size_t end = bytes.find("-->", at + 2);
      if (end == std::string_view::npos) break;
      at = end + 3;
    } else if (head.compare(0, 7, "<script") == 0 || head.compare(0, 6, "<style") == 0) {
      const char* close = head[2] == 'c' ? "</script" : "</style";
      size_t end = at + 1;
      for (;;) {
        end = bytes.find("</", end);
        if (end == std::string_view::npos || Lower(bytes.substr(end, std::strlen(close))) == close) break;
        end += 2;
      }
      if (end == std::string_view::npos) break;
      at = end + 2;
    } else if (head.compare(0, 5, "<meta") == 0) {
      const size_t end = bytes.find('>', at);
      if (end == std::string_view::npos) break;
      std::string label = CharsetOfContentType(bytes.substr(at + 5, end - at - 5));
      if (!label.empty() && label.back() == '/') label.pop_back();
      if (RowOf(label)) return DeclaredCharset{std::move(label), false};
      at = end;
    } else {
      ++at;
    }
  }
  return std::nullopt;
}

bool IsUtf8(std::string_view bytes) {
  size_t i = 0;
  const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
  const size_t n = bytes.size();
  while (i < n) {
    const unsigned char c = p[i];
    if (c < 0x80) {
      ++i;
      continue;
    }
    const size_t extra = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
    if (c < 0xC2 || c > 0xF4 || i + extra >= n) return false;
    for (size_t k = 1; k <= extra; ++k) {
      if ((p[i + k] & 0xC0) != 0x80) return false;
    }
    if ((c == 0xE0 && p[i + 1] < 0xA0) || (c == 0xED && p[i + 1] > 0x9F) || (c == 0xF0 && p[i + 1] < 0x90) ||
        (c == 0xF4 && p[i + 1] > 0x8F)) {
      return false;
    }
    i += extra + 1;
  }
  return true;
}

std::optional<DecodedText> DecodeAs(std::string_view bytes, std::string_view charset) {
  const CharsetRow* row = RowOf(charset);
  if (!row) return std::nullopt;
  DecodedText out;
  out.charset = row->name;
  if (out.charset == "utf-8" && IsUtf8(bytes)) {
    out.text = std::string(bytes);
    return out;
  }
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, ConverterCloser> from(ucnv_open(row->icu, &status));
  if (U_FAILURE(status)) return std::nullopt;
  const std::unique_ptr<UConverter, ConverterCloser> to(ucnv_open("UTF-8", &status));
  if (U_FAILURE(status)) return std::nullopt;
  // Converting in slices keeps ICU's pivot small; U+FFFD stands for what has no meaning.
  const char* source = bytes.data();
  const char* const source_end = source + bytes.size();
  std::array<UChar, 4096> pivot;
  UChar* pivot_source = pivot.data();
  UChar* pivot_target = pivot.data();
  std::array<char, 16384> buffer;
  bool reset = true;
  for (;;) {
    char* target = buffer.data();
    status = U_ZERO_ERROR;
    ucnv_convertEx(to.get(), from.get(), &target, buffer.data() + buffer.size(), &source, source_end, pivot.data(),
                   &pivot_source, &pivot_target, pivot.data() + pivot.size(), reset, true, &status);
    reset = false;
    out.text.append(buffer.data(), static_cast<size_t>(target - buffer.data()));
    if (status != U_BUFFER_OVERFLOW_ERROR) break;
  }
  // ICU substitutes U+001A for bytes that single-byte tables leave open.
  for (size_t at = out.text.find('\x1a'); at != std::string::npos; at = out.text.find('\x1a', at + 3)) {
    if (bytes.find('\x1a') != std::string_view::npos) break;
    out.text.replace(at, 1, "\xef\xbf\xbd");
  }
  out.replaced = CountReplacement(out.text);
  if (out.text.compare(0, 3, "\xef\xbb\xbf") == 0) out.text.erase(0, 3);
  return out;
}

DecodedText DecodePage(std::string_view bytes, std::string_view content_type) {
  if (const auto bom = FindBom(bytes)) {
    DecodedText out = *DecodeAs(bytes.substr(bom->second), bom->first);
    out.source = "bom";
    return out;
  }
  if (const std::string_view wide = SmellsOfUtf16(bytes); !wide.empty()) {
    DecodedText out = *DecodeAs(bytes, wide);
    out.source = "detected";
    return out;
  }
  if (const std::string label = CharsetOfContentType(content_type); RowOf(label)) return Decode(bytes, label, "http");
  if (const auto declared = FindDeclaredCharset(bytes)) {
    return Decode(bytes, declared->label, declared->xml ? "xml" : "meta");
  }
  return Decode(bytes, "", "detected");
}

DecodedText DecodeTextFile(std::string_view bytes, std::string_view label) {
  if (const auto bom = FindBom(bytes)) {
    DecodedText out = *DecodeAs(bytes.substr(bom->second), bom->first);
    out.source = "bom";
    return out;
  }
  if (const std::string_view wide = SmellsOfUtf16(bytes); !wide.empty()) {
    DecodedText out = *DecodeAs(bytes, wide);
    out.source = "detected";
    return out;
  }
  return Decode(bytes, RowOf(label) ? label : std::string_view(), "http");
}

std::string DecodeOfficeTable(std::string_view bytes) {
  while (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const bool utf16 = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
  if (!utf16 && IsUtf8(bytes)) return std::string(bytes);
  std::optional<DecodedText> decoded;
  if (!utf16) decoded = DecodeAs(bytes, "gb18030");
  if (!decoded || decoded->replaced > 0) decoded = DecodeTextFile(bytes);
  return std::move(decoded->text);
}

}  // namespace markwarden

// One exchange out of a file that holds many: what HAR, MHTML and WARC readers give alike.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/exchange.h"
#include "core/json.h"

namespace markwarden {

struct ExchangeRecord {
  int64_t number = 0;        // from 1 within its file, refused ones counted
  std::string place;         // "entry 12", "the record at byte 4711"
  Exchange exchange;         // `started` is not set: a file's times are claims
  std::string content_type;  // when there is no response head
  std::string claimed_time;  // as the file writes it; empty when not said
  Json notes = Json::object();  // what was rebuilt or undone, for the provenance

  bool skipped = false;      // nothing that was asked for on the web: a request alone, metadata ...
  std::string refused;       // empty, or why the record is not taken
  std::string excerpt;       // of a refused record, at most kMaxExcerptBytes
};

inline constexpr size_t kMaxExcerptBytes = 500;

// The beginning of `bytes`, cut between characters of UTF-8.
std::string Excerpt(std::string_view bytes);

// "HTTP/1.1 200 OK" and header lines, ending in CRLF CRLF.  What could end a line is a blank, and a line without a
// name is left out.
std::string BuildHead(std::string_view first_line, const std::vector<std::pair<std::string, std::string>>& headers);

// Lower case ASCII.
std::string LowerAscii(std::string_view text);

// The text with a blank for each ASCII control character, so that it stays one line of a record.
std::string OneLine(std::string_view text);

// By its beginning: http:// or https://, in any case.
bool IsWebAddress(std::string_view address);

// `value` of "text/html; charset=gbk" without its charset, with charset=utf-8 instead.
std::string WithUtf8Charset(std::string_view content_type);

}  // namespace markwarden

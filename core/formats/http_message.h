// An HTTP/1 message as a file holds it: head, body, chunks.
#pragma once

#include <string>
#include <string_view>

namespace markwarden {

struct HttpMessage {
  std::string_view head;  // with its empty line; empty when the block has no end of a head
  std::string_view body;
};
// Lines may end in CRLF or LF alone.
HttpMessage SplitHttpMessage(std::string_view block);

// The status of "HTTP/1.1 200 OK"; 0 when that is no status line.
int HttpStatus(std::string_view head);
// First value of a header by case-insensitive name; empty when absent.
std::string HttpHeader(std::string_view head, std::string_view name);
bool IsChunked(std::string_view head);

struct Unchunked {
  std::string bytes;
  bool whole = false;  // false: not chunked after all (then `bytes` is the body as it came) or cut off
};
// RFC 9112, 7.1.  Trailers are dropped.
Unchunked UndoChunks(std::string_view body);

}  // namespace markwarden

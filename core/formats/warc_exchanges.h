// The exchanges of a WARC file of any writer: WARC 1.0 and 1.1, plain or gzip by record.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/formats/byte_source.h"
#include "core/formats/exchange_record.h"
#include "core/formats/warc.h"
#include "core/result.h"

namespace markwarden {

// Reads `source`, which outlives it, record by record in bounded memory.  One thread at a time.
//
// A response, a revisit or a resource of a web address is an exchange; its request is joined to it where the two follow one another
// or point to each other.  Chunked transfer coding is undone; digests are checked where there are any.  A bad record costs itself:
// reading goes on at the next line "WARC/1.", in gzip at the next member.
class WarcExchanges {
 public:
  explicit WarcExchanges(const ByteSource& source, const WarcLimits& limits = {});
  ~WarcExchanges();
  WarcExchanges(WarcExchanges&&) noexcept;
  WarcExchanges& operator=(WarcExchanges&&) noexcept;

  // Empty at the end.  A revisit has no body: its notes name "revisit_of" and "revisit_digest".  Errors: kInvalid (the file does not begin
  // as a WARC does), kExhausted (gzip inflates to more than 100 times its size), kInternal (the disk).
  Result<std::optional<ExchangeRecord>> Next();

  int64_t skipped() const;  // records that are no exchange: warcinfo, requests, metadata ...

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// True when the bytes begin as a WARC does, or as a gzip member whose content does.
bool LooksWarc(std::string_view bytes);

}  // namespace markwarden

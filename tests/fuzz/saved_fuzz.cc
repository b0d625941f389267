// Pages as browsers save them: HAR and MHTML, every record of them.
#include "core/formats/har.h"
#include "core/formats/mhtml.h"
#include "tests/fuzz/target.h"

using namespace markwarden;
using markwarden::fuzz::Require;

MARKWARDEN_FUZZ_TARGET(saved) {
  if (Result<HarReader> har = HarReader::Open(bytes)) {
    int records = 0;
    while (har->Next()) Require(++records <= 100'000, "a list of entries ends");
  }
  if (const Result<Mhtml> page = ReadMhtml(bytes)) Require(page->parts.size() <= kMaxMhtmlParts, "parts keep their cap");
}

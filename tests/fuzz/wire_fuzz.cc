// Bytes from a worker that may lie: an extraction, options.
#include "crawler/extract_wire.h"
#include "tests/fuzz/target.h"

using namespace markwarden;
using markwarden::fuzz::Require;

MARKWARDEN_FUZZ_TARGET(wire) {
  if (const Result<Extraction> got = ExtractionFromWire(bytes)) {
    const std::string once = ToWire(*got);
    const Result<Extraction> back = ExtractionFromWire(once);
    Require(back && ToWire(*back) == once, "an extraction that was read is written as it is read");
  }
  if (const Result<ExtractOptions> got = ExtractOptionsFromWire(bytes)) {
    const std::string once = ToWire(*got);
    const Result<ExtractOptions> back = ExtractOptionsFromWire(once);
    Require(back && ToWire(*back) == once, "options that were read are written as they are read");
  }
}

// A page that says one thing very often: what is slow shows itself.  Head, the part that is repeated to
// 256 KiB, and tail stand apart by a byte 0x1E.
#include "crawler/extract.h"
#include "tests/fuzz/target.h"

using namespace markwarden;

MARKWARDEN_FUZZ_TARGET(html_repeat) {
#ifdef MARKWARDEN_LIBFUZZER
  constexpr size_t kPageBytes = 256 << 10;
#else
  constexpr size_t kPageBytes = 64 << 10;  // enough to see that it runs
#endif
  const size_t first = bytes.find('\x1e');
  if (first == std::string_view::npos) return;
  const size_t second = bytes.find('\x1e', first + 1);
  const std::string_view unit = bytes.substr(first + 1, (second == std::string_view::npos ? bytes.size() : second) - first - 1);
  if (unit.empty()) return;
  std::string page(bytes.substr(0, first));
  // "#" in the part is its number, so that names and addresses can differ.
  for (size_t n = 0; page.size() < kPageBytes; ++n) {
    for (const char c : unit) c == '#' ? page += std::to_string(n) : page += c;
  }
  if (second != std::string_view::npos) page += bytes.substr(second + 1);
  const Extraction got = Extract(page, "", {.url = "https://shop.test/item/7001"});
  fuzz::Require(got.listings.size() <= kMaxListings, "at most kMaxListings listings");
}

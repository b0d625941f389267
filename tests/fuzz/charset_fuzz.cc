// Bytes of unknown charset: the first line is the Content-Type, the rest the page.
#include "core/text/charset.h"
#include "tests/fuzz/target.h"

using namespace markwarden;
using markwarden::fuzz::Require;

namespace {

void Check(const DecodedText& decoded, size_t size) {
  Require(IsUtf8(decoded.text), "what was decoded is UTF-8");
  Require(CharsetFromLabel(decoded.charset) == decoded.charset, "a charset has its standard name");
  // A byte that cannot be read becomes the three bytes of U+FFFD.
  Require(decoded.text.size() <= size * 3 + 3, "decoding at most triples");
  Require(decoded.replaced <= size + 1, "at most one replacement a byte");
}

}  // namespace

MARKWARDEN_FUZZ_TARGET(charset) {
  const auto [content_type, body] = fuzz::FirstLine(bytes);
  const DecodedText page = DecodePage(body, content_type);
  Check(page, body.size());
  Check(DecodeTextFile(body, CharsetOfContentType(content_type)), body.size());
  const DecodedText again = DecodePage(body, content_type);
  Require(again.text == page.text && again.charset == page.charset, "the same bytes give the same text");
  for (const char* name : {"gb18030", "big5", "shift_jis", "euc-kr", "euc-jp", "iso-2022-jp", "windows-1251", "utf-16le", "utf-16be", "utf-8"}) {
    if (const auto decoded = DecodeAs(body, name)) {
      Require(IsUtf8(decoded->text), "DecodeAs gives UTF-8");
      Require(decoded->text.size() <= body.size() * 4 + 4, "DecodeAs keeps its size");
    }
  }
}

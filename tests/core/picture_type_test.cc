// Kinds of pictures by their first bytes; what is none, or cut before its mark ends, has no type.
#include "core/picture_type.h"

#include <gtest/gtest.h>

#include <string>

namespace markwarden {
namespace {

TEST(PictureTypeTest, ToldByTheFirstBytes) {
  const struct { std::string bytes; const char* type; } cases[] = {
      {"\xFF\xD8\xFF\xE0", "image/jpeg"}, {"\x89PNG\r\n\x1A\n.", "image/png"}, {"RIFF\x10\x20\x30\x40WEBPVP8 ", "image/webp"},
      {"GIF87a", "image/gif"}, {"GIF89a...", "image/gif"},
      {"", ""}, {"\xFF\xD8", ""}, {"\x89PNG\r\n", ""}, {"RIFF\x10\x20\x30\x40WAVEfmt ", ""}, {"RIFF", ""}, {"GIF88a", ""}, {"<svg>", ""}, {" GIF89a", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(PictureContentType(c.bytes), c.type) << c.bytes;
}

}  // namespace
}  // namespace markwarden

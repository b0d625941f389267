// Makes rules/data/lookalike_han.tsv: every ideograph of GB 2312 is drawn from a font and compared
// with every other by normalised cross-correlation of slightly blurred 32 x 32 pixels.
//
// Not part of the build; run by hand when the font changes:
//   g++ -O3 -march=native -std=c++20 make_lookalike_han.cc $(pkg-config --cflags --libs cairo) && ./a.out > lookalike_han.tsv
#include <cairo/cairo.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include <iconv.h>

namespace {

constexpr int kSize = 32;
constexpr double kKeep = 0.70;
constexpr size_t kPerCharacter = 10;

struct Glyph {
  std::string text;
  std::vector<float> pixels;
};

std::vector<std::string> Gb2312() {
  std::vector<std::string> all;
  const iconv_t convert = iconv_open("UTF-8", "GB2312");
  for (int row = 0xB0; row <= 0xF7; ++row) {
    for (int cell = 0xA1; cell <= 0xFE; ++cell) {
      char in[2] = {static_cast<char>(row), static_cast<char>(cell)};
      char out[8];
      char* from = in;
      char* to = out;
      size_t left = 2, room = sizeof out;
      if (iconv(convert, &from, &left, &to, &room) != static_cast<size_t>(-1)) all.emplace_back(out, to);
    }
  }
  iconv_close(convert);
  return all;
}

std::vector<float> Draw(const std::string& text) {
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_A8, kSize, kSize);
  cairo_t* cr = cairo_create(surface);
  cairo_select_font_face(cr, "Noto Sans CJK SC", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cr, 31);
  cairo_move_to(cr, 0.5, 27.5);
  cairo_show_text(cr, text.c_str());
  cairo_surface_flush(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  const unsigned char* data = cairo_image_surface_get_data(surface);
  std::vector<float> drawn(kSize * kSize), blurred(kSize * kSize);
  for (int y = 0; y < kSize; ++y) {
    for (int x = 0; x < kSize; ++x) drawn[y * kSize + x] = data[y * stride + x];
  }
  cairo_destroy(cr);
  cairo_surface_destroy(surface);
  double mean = 0;
  for (int y = 0; y < kSize; ++y) {
    for (int x = 0; x < kSize; ++x) {
      float sum = 0;
      for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx) {
          const int yy = y + dy, xx = x + dx;
          if (yy < 0 || yy >= kSize || xx < 0 || xx >= kSize) continue;
          sum += drawn[yy * kSize + xx] * static_cast<float>((2 - std::abs(dx)) * (2 - std::abs(dy))) / 16;
        }
      }
      blurred[y * kSize + x] = sum;
      mean += sum;
    }
  }
  mean /= kSize * kSize;
  double norm = 0;
  for (float& p : blurred) {
    p -= static_cast<float>(mean);
    norm += p * p;
  }
  for (float& p : blurred) p /= static_cast<float>(std::sqrt(norm) + 1e-9);
  return blurred;
}

}  // namespace

int main() {
  std::printf("# Look-alike ideographs: character, then others with their similarity (0..1), best first.\n"
              "# Made by rules/tools/make_lookalike_han.cc from Noto Sans CJK SC (SIL Open Font License 1.1),\n"
              "# glyphs of GB 2312 drawn at 32 x 32, blurred, normalised cross-correlation >= %.2f.  2026-11-23.\n", kKeep);
  std::vector<Glyph> glyphs;
  for (const std::string& text : Gb2312()) glyphs.push_back({text, Draw(text)});
  for (size_t i = 0; i < glyphs.size(); ++i) {
    std::vector<std::pair<float, size_t>> best;
    for (size_t j = 0; j < glyphs.size(); ++j) {
      if (i == j) continue;
      float dot = 0;
      for (int k = 0; k < kSize * kSize; ++k) dot += glyphs[i].pixels[k] * glyphs[j].pixels[k];
      if (dot >= kKeep) best.emplace_back(dot, j);
    }
    std::sort(best.rbegin(), best.rend());
    if (best.size() > kPerCharacter) best.resize(kPerCharacter);
    if (best.empty()) continue;
    std::printf("%s\t", glyphs[i].text.c_str());
    for (size_t b = 0; b < best.size(); ++b) {
      std::printf("%s%s%.2f", b ? " " : "", glyphs[best[b].second].text.c_str(), best[b].first);
    }
    std::printf("\n");
  }
  return 0;
}

// Makes rules/data/lookalike_han.tsv: every ideograph of GB 2312 is drawn from a font and compared
// with every other by normalised cross-correlation of slightly blurred 32 x 32 pixels; and, with --near,
// rules/data/near_han.tsv: the halves of the squares are compared as well, since ideographs that share a half are near.
//
// Not part of the build; run by hand when the font changes:
//   g++ -O3 -march=native -std=c++20 make_lookalike_han.cc $(pkg-config --cflags --libs cairo) && ./a.out > lookalike_han.tsv
//   ./a.out --near > near_han.tsv
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

// Of --near.  A half that is the same says less than a whole that nearly is.
constexpr double kNearWhole = 0.60, kSameHalf = 0.80, kHalfLeast = 0.35, kHalfMost = 0.65;
constexpr size_t kNearPerCharacter = 40;
struct Window {
  int left, top, right, bottom;
};
constexpr Window kHalves[] = {{0, 0, 14, kSize}, {12, 0, kSize, kSize}, {0, 0, kSize, 15}, {0, 13, kSize, kSize}};

struct Glyph {
  std::string text;
  std::vector<float> pixels;
  std::vector<std::vector<float>> halves;
};

// A window of the pixels, its mean off and its length one; empty when next to nothing is drawn there.
std::vector<float> Cut(const std::vector<float>& drawn, const Window& window) {
  std::vector<float> cut;
  double mean = 0, norm = 0;
  for (int y = window.top; y < window.bottom; ++y) {
    for (int x = window.left; x < window.right; ++x) cut.push_back(drawn[y * kSize + x]);
  }
  for (const float p : cut) mean += p;
  mean /= static_cast<double>(cut.size());
  for (float& p : cut) {
    p -= static_cast<float>(mean);
    norm += p * p;
  }
  for (float& p : cut) p /= static_cast<float>(std::sqrt(norm) + 1e-9);
  return cut;
}

float Dot(const std::vector<float>& a, const std::vector<float>& b) {
  float dot = 0;
  for (size_t k = 0; k < a.size(); ++k) dot += a[k] * b[k];
  return dot;
}

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

int main(int argc, char** argv) {
  const bool near = argc > 1 && std::string(argv[1]) == "--near";
  std::printf("# Look-alike ideographs: character, then others with their similarity (0..1), best first.\n"
              "# Made by rules/tools/make_lookalike_han.cc from Noto Sans CJK SC (SIL Open Font License 1.1),\n"
              "# glyphs of GB 2312 drawn at 32 x 32, blurred, normalised cross-correlation >= %.2f.  %s.\n",
              near ? kNearWhole : kKeep, near ? "2026-11-27" : "2026-11-23");
  if (near) {
    std::printf("# The halves count as well: the same half is worth %.2f to %.2f, a whole counts from %.2f on.\n", kHalfLeast, kHalfMost, kNearWhole);
  }
  std::vector<Glyph> glyphs;
  for (const std::string& text : Gb2312()) {
    Glyph glyph{text, Draw(text), {}};
    for (const Window& window : kHalves) glyph.halves.push_back(Cut(glyph.pixels, window));
    glyphs.push_back(std::move(glyph));
  }
  for (size_t i = 0; i < glyphs.size(); ++i) {
    std::vector<std::pair<float, size_t>> best;
    for (size_t j = 0; j < glyphs.size(); ++j) {
      if (i == j) continue;
      float dot = Dot(glyphs[i].pixels, glyphs[j].pixels);
      if (near) {
        float half = 0;
        for (size_t h = 0; h < std::size(kHalves); ++h) half = std::max(half, Dot(glyphs[i].halves[h], glyphs[j].halves[h]));
        const double shared = half < kSameHalf ? 0 : kHalfLeast + (kHalfMost - kHalfLeast) * (half - kSameHalf) / (1 - kSameHalf);
        dot = std::max(dot < kNearWhole ? 0.F : dot, static_cast<float>(shared));
      }
      if (near ? dot > 0 : dot >= kKeep) best.emplace_back(dot, j);
    }
    std::sort(best.rbegin(), best.rend());
    const size_t most = near ? kNearPerCharacter : kPerCharacter;
    if (best.size() > most) best.resize(most);
    if (best.empty()) continue;
    std::printf("%s\t", glyphs[i].text.c_str());
    for (size_t b = 0; b < best.size(); ++b) {
      std::printf("%s%s%.2f", b ? " " : "", glyphs[best[b].second].text.c_str(), best[b].first);
    }
    std::printf("\n");
  }
  return 0;
}

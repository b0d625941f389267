// Picture copies: edits of a picture drawn here.
#include "matcher/picture.h"

#include <cstdio>

#include <jpeglib.h>
#include <png.h>

#include <cmath>
#include <cstdlib>

#include "core/formats/image_decode.h"
#include "matcher/picture_bank.h"
#include "tests/matcher/matcher_fixture.h"

namespace markwarden {
namespace {

constexpr int kSide = 240;

// Soft blobs, a different picture for each seed.
std::vector<uint8_t> Drawing(unsigned seed, int side = kSide) {
  std::vector<uint8_t> rgb(static_cast<size_t>(side * side) * 3);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      double value = 128;
      unsigned state = seed * 2654435761u + 1;
      for (int b = 0; b < 14; ++b) {
        state = state * 1664525u + 1013904223u;
        const double cx = (state >> 8) % 1000 / 1000.0 * side;
        state = state * 1664525u + 1013904223u;
        const double cy = (state >> 8) % 1000 / 1000.0 * side;
        state = state * 1664525u + 1013904223u;
        const double r = (0.05 + (state >> 8) % 1000 / 6000.0) * side;
        const double d2 = ((x - cx) * (x - cx) + (y - cy) * (y - cy)) / (r * r);
        value += (b % 2 ? 1 : -1) * 170 * std::exp(-d2 * d2);
      }
      const auto grey = static_cast<uint8_t>(std::clamp(value, 0.0, 255.0));
      for (int c = 0; c < 3; ++c) rgb[static_cast<size_t>(y * side + x) * 3 + static_cast<size_t>(c)] = grey;
    }
  }
  return rgb;
}

std::string Png(const std::vector<uint8_t>& rgb, int width, int height) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = 0;
  png_image_write_to_memory(&image, nullptr, &size, 0, rgb.data(), 0, nullptr);
  std::string out(size, '\0');
  png_image_write_to_memory(&image, out.data(), &size, 0, rgb.data(), 0, nullptr);
  out.resize(size);
  return out;
}

std::string Jpeg(const std::vector<uint8_t>& rgb, int width, int height, int quality) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = static_cast<JDIMENSION>(width);
  info.image_height = static_cast<JDIMENSION>(height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = const_cast<JSAMPROW>(&rgb[static_cast<size_t>(info.next_scanline) * static_cast<size_t>(width) * 3]);
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  std::string out(reinterpret_cast<char*>(bytes), size);
  jpeg_destroy_compress(&info);
  std::free(bytes);
  return out;
}

std::vector<uint8_t> Framed(const std::vector<uint8_t>& rgb, int side, int border) {
  const int wide = side + 2 * border;
  std::vector<uint8_t> out(static_cast<size_t>(wide * wide) * 3, 255);
  for (int y = 0; y < side; ++y) {
    std::copy_n(&rgb[static_cast<size_t>(y * side) * 3], side * 3, &out[static_cast<size_t>((y + border) * wide + border) * 3]);
  }
  return out;
}

std::vector<uint8_t> Mirrored(std::vector<uint8_t> rgb, int side) {
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side / 2; ++x) {
      for (int c = 0; c < 3; ++c) {
        std::swap(rgb[static_cast<size_t>((y * side + x) * 3 + c)], rgb[static_cast<size_t>((y * side + side - 1 - x) * 3 + c)]);
      }
    }
  }
  return rgb;
}

PictureKey Key(const std::string& bytes) {
  auto key = FingerprintPicture(bytes, {.role = PictureRole::kReference, .corners = Corners::kFind});
  EXPECT_TRUE(key) << key.error().message;
  return key ? *key : PictureKey{};
}

TEST(PictureTest, EditedCopiesAreFoundAndOtherPicturesAreNot) {
  const std::vector<uint8_t> drawing = Drawing(3);
  const PictureKey reference = Key(Png(drawing, kSide, kSide));
  EXPECT_EQ(reference.width, kSide);
  EXPECT_GE(reference.views[0].hash.quality, 50);
  const PictureBank bank({reference});
  const struct {
    const char* why;
    std::string bytes;
    const char* method;
  } copies[] = {
      {"the same file", Png(drawing, kSide, kSide), "copy.exact"},
      {"JPEG of quality 35", Jpeg(drawing, kSide, kSide, 35), "copy.whole"},
      {"drawn twice as large", Png(Drawing(3, 2 * kSide), 2 * kSide, 2 * kSide), "copy.whole"},
      {"mirrored", Jpeg(Mirrored(drawing, kSide), kSide, kSide, 80), "copy.turned"},
      {"in a white frame", Png(Framed(drawing, kSide, 30), kSide + 60, kSide + 60), "copy.part"},
      {"mirrored in a white frame", Png(Framed(Mirrored(drawing, kSide), kSide, 30), kSide + 60, kSide + 60), "copy.part"},
  };
  for (const auto& c : copies) {
    const auto hits = bank.Find(Key(c.bytes));
    ASSERT_EQ(hits.size(), 1u) << c.why;
    EXPECT_LE(hits[0].copy.distance, 31) << c.why;
    EXPECT_EQ(hits[0].copy.method, c.method) << c.why;
  }
  for (unsigned seed = 10; seed < 40; ++seed) {
    EXPECT_TRUE(bank.Find(Key(Png(Drawing(seed), kSide, kSide))).empty()) << seed;
  }
}

// `part` of the side, from the given corner.
std::vector<uint8_t> Cut(const std::vector<uint8_t>& rgb, int side, int left, int top, int part) {
  std::vector<uint8_t> out;
  for (int y = top; y < top + part; ++y) {
    const auto* row = &rgb[static_cast<size_t>(y * side + left) * 3];
    out.insert(out.end(), row, row + part * 3);
  }
  return out;
}

TEST(PictureTest, ACutFromTheEdgeIsFound) {
  const std::vector<uint8_t> drawing = Drawing(3);
  const PictureBank bank({Key(Png(drawing, kSide, kSide))});
  for (const int left : {0, kSide - 209}) {
    for (const int top : {0, kSide - 209}) {
      const std::vector<uint8_t> cut = Cut(drawing, kSide, left, top, 209);
      const auto key = FingerprintPicture(Jpeg(cut, 209, 209, 80));
      ASSERT_TRUE(key);
      const auto hits = bank.Find(*key);
      ASSERT_EQ(hits.size(), 1u) << left << " " << top;
      EXPECT_EQ(hits[0].copy.method, "copy.part");
      EXPECT_LE(hits[0].copy.distance, 31);
      EXPECT_NEAR(hits[0].copy.ref_region.x, left, 3);
      EXPECT_NEAR(hits[0].copy.ref_region.y, top, 3);
    }
  }
}

// ColourBoxes with hard edges, a different picture for each seed.
std::vector<uint8_t> ColourBoxes(unsigned seed) {
  std::vector<uint8_t> rgb(static_cast<size_t>(kSide * kSide) * 3, 120);
  unsigned state = seed * 2654435761u + 1;
  const auto next = [&state](int below) {
    state = state * 1664525u + 1013904223u;
    return static_cast<int>((state >> 8) % static_cast<unsigned>(below));
  };
  for (int b = 0; b < 60; ++b) {
    const int x0 = next(kSide - 20), y0 = next(kSide - 20), w = 8 + next(50), h = 8 + next(50), tone = next(256);
    for (int y = y0; y < std::min(kSide, y0 + h); ++y) {
      for (int x = x0 * 3; x < std::min(kSide, x0 + w) * 3; ++x) rgb[static_cast<size_t>(y * kSide * 3 + x)] = static_cast<uint8_t>(tone);
    }
  }
  return rgb;
}

// Where the hashes come near and no nearer, nothing is said until the corners agree.
TEST(PictureTest, WhatHashesLeaveOpenCornersTell) {
  const PictureBank bank({Key(Png(ColourBoxes(3), kSide, kSide))});
  int open = 0, confirmed = 0;
  for (int patch = 40; patch <= 120; patch += 8) {  // a badge over a corner, larger and larger
    std::vector<uint8_t> covered = ColourBoxes(3);
    for (int y = 0; y < patch; ++y) {
      for (int x = 0; x < patch * 3; ++x) covered[static_cast<size_t>(y * kSide * 3 + x)] = 250;
    }
    const std::string bytes = Jpeg(covered, kSide, kSide, 85);
    const auto plain = FingerprintPicture(bytes);
    ASSERT_TRUE(plain);
    if (!bank.Undecided(*plain)) continue;
    ++open;
    EXPECT_TRUE(bank.Find(*plain).empty()) << patch << ": nothing is said on hashes alone";
    const auto hits = bank.Find(*FingerprintPicture(bytes, {.corners = Corners::kFind}));
    if (hits.empty()) continue;
    ++confirmed;
    EXPECT_GT(hits[0].copy.distance, CopyLimits().sure_distance);
    EXPECT_GE(hits[0].copy.inliers, CopyLimits().confirm_inliers);
  }
  EXPECT_GE(open, 1);
  EXPECT_GE(confirmed, 1);
}

// A drawn mark on goods: found where the text keeps silent, by an unlisted seller of such goods.
TEST(PictureTest, AFigureInsideAPictureIsFoundWhereTheTextKeepsSilent) {
  const std::vector<uint8_t> boxes = ColourBoxes(4);  // in two tones, on white
  std::vector<uint8_t> figure(static_cast<size_t>(kSide * kSide) * 3, 255);
  for (int y = 30; y < kSide - 30; ++y) {
    for (int x = 30; x < kSide - 30; ++x) {
      if (boxes[static_cast<size_t>(y * kSide + x) * 3] < 110) std::fill_n(&figure[static_cast<size_t>(y * kSide + x) * 3], 3, uint8_t{30});
    }
  }
  const PictureKey mark = Key(Png(figure, kSide, kSide));
  EXPECT_TRUE(mark.figure);
  EXPECT_FALSE(Key(Png(ColourBoxes(1), kSide, kSide)).figure);
  EXPECT_FALSE(Key(Png(Drawing(1), kSide, kSide)).figure);
  Right right = MakeRight("figure", {"Qorvella"}, {25});
  right.images = {"mark.png"};
  right.authorised_sellers = {{"Qorvella Outlet", "", ""}};
  const Matcher matcher(*RuleSet::Build({{"", right, {{"mark.png", mark}}}}, Book()));
  // The goods: soft shapes, the figure a little smaller, in the middle.
  constexpr int kGoods = 400, kPart = 200;
  std::vector<uint8_t> goods = Drawing(9, kGoods);
  for (int y = 0; y < kPart; ++y) {
    for (int x = 0; x < kPart; ++x) {
      const uint8_t tone = figure[static_cast<size_t>(y * kSide / kPart * kSide + x * kSide / kPart) * 3];
      if (tone < 128) std::fill_n(&goods[static_cast<size_t>((y + 100) * kGoods + x + 100) * 3], 3, tone);
    }
  }
  const std::string photo = Jpeg(goods, kGoods, kGoods, 85);
  Listing listing = Title("男 运动鞋 透气");
  listing.seller.name = "别的小店";
  listing.images = {"a.jpg"};
  PictureContext pictures;
  ASSERT_TRUE(matcher.LooksForFigures(listing));
  pictures.by_image["a.jpg"] = *FingerprintPicture(photo, {.corners = Corners::kFind});
  const auto flag = FlagOf(matcher.Match(listing, &pictures), "figure");
  ASSERT_TRUE(flag);
  EXPECT_EQ(flag->verdict, Verdict::kSuspected) << flag->db;
  const Signal& signal = flag->signals[0];
  EXPECT_EQ(signal.detector, "picture.mark");
  ASSERT_TRUE(signal.region);
  EXPECT_NEAR(signal.region->x, 100, 12);
  EXPECT_NEAR(signal.region->width, kPart, 20);
  // A quarter of the picture: where a part is to be smaller, corners of a copy are asked for.
  const PictureBank bank({mark});
  const PictureKey& shown = pictures.by_image["a.jpg"];
  EXPECT_EQ(bank.Find(shown, {.min_inliers = 100, .figure_percent = 35}).size(), 1u);
  EXPECT_EQ(bank.Find(shown, {.min_inliers = 100, .figure_percent = 15}).size(), 0u);
  EXPECT_EQ(bank.Find(shown, {.min_inliers = 10, .figure_percent = 15}).size(), 1u);
  EXPECT_EQ(bank.Find(shown, {.min_inliers = 100, .figure_percent = 0}).size(), 1u) << "as rule sets had it that know no such limit";
  listing.title = "Qorvella 男 运动鞋";
  EXPECT_FALSE(matcher.LooksForFigures(listing)) << "the name is said: a mark beside it is used openly";
  listing.title = "男 运动鞋";
  pictures.by_image["a.jpg"] = *FingerprintPicture(Jpeg(Drawing(9, kGoods), kGoods, kGoods, 85), {.corners = Corners::kFind});
  EXPECT_TRUE(matcher.Match(listing, &pictures).empty());
}

TEST(PictureTest, ACopiedPictureIsASuspicionWithItsPlace) {
  Right work = MakeRight("work", {}, {}, RightKind::kCopyright);
  work.images = {"work.png"};
  const std::vector<uint8_t> drawing = Drawing(5);
  const Matcher matcher(*RuleSet::Build({{"", work, {{"work.png", Key(Png(drawing, kSide, kSide))}}}}, Book()));
  Listing listing = Title("好看的挂画");
  listing.images = {"other.jpg", "a.jpg"};
  PictureContext pictures;
  pictures.by_image["other.jpg"] = Key(Jpeg(Drawing(77), kSide, kSide, 70));
  pictures.by_image["a.jpg"] = Key(Jpeg(drawing, kSide, kSide, 40));
  const std::vector<Flag> flags = matcher.Match(listing, &pictures);
  ASSERT_EQ(flags.size(), 1u);
  EXPECT_EQ(flags[0].verdict, Verdict::kSuspected);
  const Signal& signal = flags[0].signals[0];
  EXPECT_EQ(signal.detector, "picture.copy");
  EXPECT_EQ(signal.field, "images[1]");
  EXPECT_EQ(signal.ref, "work.png");
  EXPECT_EQ(signal.sha256, pictures.by_image["a.jpg"].sha256);
  EXPECT_EQ(signal.ref_sha256, Key(Png(drawing, kSide, kSide)).sha256);
  EXPECT_EQ(signal.chain, (std::vector<std::string>{"copy.whole", "whole", "whole"}));
  ASSERT_TRUE(signal.region && signal.ref_region && signal.distance);
  EXPECT_EQ(signal.region->width, kSide);
  EXPECT_TRUE(matcher.Match(listing).empty());
  const auto again = FlagFromJson(ToJson(flags[0]));
  ASSERT_TRUE(again);
  EXPECT_EQ(ToJson(*again), ToJson(flags[0])) << "every field of a picture signal is stored and read back";
}

TEST(PictureTest, AKeyIsStoredAndReadBack) {
  const PictureKey key = Key(Png(Drawing(8), kSide, kSide));
  const auto again = PictureKeyFromJson(ToJson(key));
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, key);
  EXPECT_FALSE(key.features.empty());
  EXPECT_FALSE(PictureKeyFromJson(Json{{"sha256", "x"}, {"views", Json::array({{{"pdq", "zz"}}})}}));
  for (const char* features : {"00", "zz", "0"}) {
    EXPECT_FALSE(PictureKeyFromJson(Json{{"sha256", "x"}, {"views", Json::array()}, {"features", features}})) << features;
  }
}

TEST(PictureTest, ARightsPictureIsKnownFromAListings) {
  const std::string png = Png(Drawing(8), kSide, kSide);
  EXPECT_TRUE(IsReferenceKey(*FingerprintPicture(png, {.role = PictureRole::kReference})));
  EXPECT_TRUE(IsReferenceKey(*FingerprintPicture(png, {.role = PictureRole::kReference, .corners = Corners::kFind})));
  EXPECT_FALSE(IsReferenceKey(*FingerprintPicture(png)));
}

TEST(PictureTest, HostilePicturesAreRefused) {
  std::string huge = Png(Drawing(1), kSide, kSide);
  huge[16] = 0;  // width 0x00FF0000
  huge[17] = '\xFF';
  std::string cut = Jpeg(Drawing(1), kSide, kSide, 70);
  cut.resize(300);
  std::string wide = Png(std::vector<uint8_t>(3 * (kMaxPictureSide + 1)), kMaxPictureSide + 1, 1);
  const struct {
    const char* why;
    std::string bytes;
    ErrorCode code;
  } cases[] = {
      {"empty", "", ErrorCode::kUnsupported},
      {"text", "<svg></svg>", ErrorCode::kUnsupported},
      {"a header that promises too much", huge, ErrorCode::kExhausted},
      {"one pixel too wide", wide, ErrorCode::kExhausted},
      {"JPEG cut in its header", cut.substr(0, 20), ErrorCode::kInvalid},
      {"PNG without pixels", Png(Drawing(1), kSide, kSide).substr(0, 60), ErrorCode::kInvalid},
      {"too many bytes", std::string(kMaxPictureBytes + 1, 'x'), ErrorCode::kExhausted},
  };
  for (const auto& c : cases) {
    const auto key = FingerprintPicture(c.bytes);
    ASSERT_FALSE(key) << c.why;
    EXPECT_EQ(key.error().code, c.code) << c.why << ": " << key.error().message;
  }
  const std::string at_cap = Png(std::vector<uint8_t>(3 * kMaxPictureSide), kMaxPictureSide, 1);
  EXPECT_TRUE(DecodePicture(at_cap));
}

TEST(PictureTest, FlatPicturesCopyNothing) {
  const std::vector<uint8_t> white(static_cast<size_t>(kSide * kSide) * 3, 255);
  const PictureKey key = Key(Png(white, kSide, kSide));
  EXPECT_TRUE(PictureBank({key}).Find(key).empty());
}

}  // namespace
}  // namespace markwarden

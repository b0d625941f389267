// Pictures: real JPEG and PNG, the same each time, another one for each right.
#include "samples/picture.h"

#include <gtest/gtest.h>

#include <set>

namespace markwarden::samples {
namespace {

TEST(PictureTest, DrawsTheSameBytesEachTime) {
  const Market market = MakeMarket(11, 200, 8000);
  const Painter first(market), second(market);
  for (size_t i = 0; i < market.offers.size(); i += 9) {
    const Picture& picture = market.offers[i].pictures.front();
    const std::string bytes = first.ListingJpeg(picture);
    EXPECT_EQ(bytes.substr(0, 3), "\xFF\xD8\xFF");
    EXPECT_EQ(bytes, second.ListingJpeg(picture));
  }
}

TEST(PictureTest, EveryRightHasItsPictures) {
  const Market market = MakeMarket(12, 200, 8000);
  const Painter painter(market);
  std::set<std::string> seen;
  for (const Mark& mark : market.marks) {
    EXPECT_FALSE(mark.right.images.empty()) << mark.right.id;
    const std::string photo = painter.PhotoPng(mark);
    EXPECT_EQ(photo.substr(1, 3), "PNG");
    EXPECT_TRUE(seen.insert(photo).second) << "two rights share a photo: " << mark.right.id;
    if (mark.right.kind == RightKind::kTrademark) {
      EXPECT_TRUE(seen.insert(painter.LogoPng(mark)).second) << mark.right.id;
    }
  }
}

TEST(PictureTest, EditedCopyIsNotTheHoldersFile) {
  const Market market = MakeMarket(13, 200, 8000);
  const Painter painter(market);
  for (const Offer& offer : market.offers) {
    for (const Picture& picture : offer.pictures) {
      if (picture.kind != Picture::Kind::kEditedPhoto) continue;
      Picture published = picture;
      published.kind = Picture::Kind::kHolderPhoto;
      EXPECT_NE(painter.ListingJpeg(picture), painter.ListingJpeg(published));
    }
  }
}

}  // namespace
}  // namespace markwarden::samples

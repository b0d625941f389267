// Draws what the shops show: goods, logos, the holders' photos and their edited copies.
#pragma once

#include <memory>
#include <string>

#include "samples/canvas.h"
#include "samples/market.h"

namespace markwarden::samples {

// Deterministic for one build of Cairo, Pango and the fonts.  Not thread-safe.
class Painter {
 public:
  explicit Painter(const Market& market) : market_(market) {}

  std::string ListingJpeg(const Picture& picture) const;  // 400-600 px
  std::string LogoPng(const Mark& mark) const;            // 400 x 400
  std::string PhotoPng(const Mark& mark) const;           // 512 x 512
  std::string LicencePng(const ShopSeller& seller) const;

 private:
  struct Drawn {
    std::unique_ptr<Canvas> canvas;
    int quality = 0;  // to save it at
  };
  Drawn Draw(const Picture& picture) const;  // before `edit`

  const Market& market_;
};

}  // namespace markwarden::samples

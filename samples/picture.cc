// Composes pictures out of the parts of drawing.h.
#include "samples/picture.h"

#include <cmath>

#include "samples/drawing.h"

namespace markwarden::samples {
namespace {

// The goods at a place, size and turn of the photographer's choice.
void Compose(const Canvas& canvas, Random& random, const Picture& picture, uint64_t logo, const std::string& text) {
  DrawBackground(canvas, random);
  cairo_t* cr = canvas.cr();
  DrawProps(canvas, random);
  const double scale = canvas.width() / 400.0 * random.Real(0.55, 0.95);
  const double turn = random.Real(-0.3, 0.3);
  cairo_save(cr);
  const double x = canvas.width() * random.Real(0.42, 0.58);  // one draw of chance a statement: arguments have no order
  const double y = canvas.height() * random.Real(0.44, 0.56);
  cairo_translate(cr, x, y);
  cairo_rotate(cr, turn);
  cairo_scale(cr, scale, scale);
  cairo_translate(cr, -200, -200);
  canvas.Oval(200, 385, 150, 14);
  canvas.Set({0, 0, 0}, 0.18);
  cairo_fill(cr);
  const LabelSpot spot = picture.accessory ? DrawAccessory(canvas, random) : DrawGoods(canvas, picture.goods->shape, random);
  if (logo != 0) DrawLogo(canvas, logo, text, spot.cx, spot.cy, spot.size);
  cairo_restore(cr);
  DrawLight(canvas, random);
}

void DrawPhoto(const Canvas& canvas, const Mark& mark) {
  if (mark.right.kind == RightKind::kCopyright) {
    DrawWork(canvas, mark.art);
    return;
  }
  Random random(mark.art, "photo");
  Picture picture;
  picture.goods = mark.goods.front();
  const bool branded = mark.right.kind == RightKind::kTrademark;
  Compose(canvas, random, picture, branded ? mark.art : 0, mark.logo_text);
}

void DrawBadge(const Canvas& canvas, Random& random) {
  const double x = random.Chance(0.5) ? canvas.width() * 0.15 : canvas.width() * 0.85, y = random.Chance(0.5) ? canvas.height() * 0.15 : canvas.height() * 0.85;
  const double radius = canvas.width() * 0.11;
  canvas.Oval(x, y, radius, radius);
  canvas.Set({0.9, 0.15, 0.1});
  cairo_fill(canvas.cr());
  canvas.Set({1, 1, 0.9});
  canvas.Text(random.PickPart("包邮|特价|-50%|SALE|热卖|ХИТ"), x, y, radius * 0.8, radius * 1.7, "Noto Sans CJK SC Bold");
}

// What a copier does to somebody else's photo before using it.  `least_crop`: share of the
// side that is cut even when chance would leave all.
void DrawEdited(const Canvas& canvas, const Canvas& original, Random& random, double least_crop) {
  const double from = original.width();
  cairo_t* cr = canvas.cr();
  const double crop = random.Chance(0.5) ? random.Real(0.02, 0.14) : least_crop;
  const double left = random.Real(0, crop) * from, top = random.Real(0, crop) * from;
  const double turn = random.Chance(0.25) ? random.Real(-0.05, 0.05) : 0;
  const double scale = canvas.width() / (from * (1 - crop));
  cairo_save(cr);
  if (random.Chance(0.22)) {  // mirrored
    cairo_translate(cr, canvas.width(), 0);
    cairo_scale(cr, -1, 1);
  }
  cairo_translate(cr, canvas.width() / 2.0, canvas.height() / 2.0);
  cairo_rotate(cr, turn);
  cairo_scale(cr, scale * (1 + std::fabs(turn)), scale * (1 + std::fabs(turn)));
  cairo_translate(cr, -from / 2 - left + crop * (from / 2), -from / 2 - top + crop * (from / 2));
  cairo_set_source_surface(cr, cairo_get_target(original.cr()), 0, 0);
  cairo_paint(cr);
  cairo_restore(cr);
  if (random.Chance(0.5)) {  // brighter or darker
    const double light = random.Chance(0.6) ? 1 : 0;
    canvas.Set({light, light, light}, random.Real(0.06, 0.25));
    cairo_paint(cr);
  }
  if (random.Chance(0.5)) DrawBadge(canvas, random);
  if (random.Chance(0.3)) {  // a strip of promises over the bottom
    canvas.Rectangle(0, canvas.height() * 0.87, canvas.width(), canvas.height() * 0.13);
    canvas.Set(AnyColour(random, 0.2, 0.9), 0.9);
    cairo_fill(cr);
    canvas.Set({1, 1, 1});
    canvas.Text(random.PickPart("厂家直销 假一赔十|FREE SHIPPING|全场满减|СКИДКА СЕГОДНЯ"), canvas.width() / 2.0, canvas.height() * 0.935, 28, canvas.width() * 0.9, "Noto Sans CJK SC Bold");
  }
  if (random.Chance(0.2)) {  // frame
    canvas.Rectangle(0, 0, canvas.width(), canvas.height());
    canvas.Set(AnyColour(random));
    cairo_set_line_width(cr, random.Real(10, 36));
    cairo_stroke(cr);
  }
}

}  // namespace

Painter::Drawn Painter::Draw(const Picture& picture) const {
  Random random(picture.seed, "picture");
  if (picture.kind == Picture::Kind::kHolderPhoto) {
    auto canvas = std::make_unique<Canvas>(512, 512);
    DrawPhoto(*canvas, market_.marks[static_cast<size_t>(picture.mark)]);
    return {std::move(canvas), 88};
  }
  const int side = random.Between(400, 600);
  auto canvas = std::make_unique<Canvas>(side, side);
  if (picture.kind == Picture::Kind::kEditedPhoto) {
    const Canvas original(512, 512);
    DrawPhoto(original, market_.marks[static_cast<size_t>(picture.mark)]);
    DrawEdited(*canvas, original, random, 0);
    return {std::move(canvas), random.Between(45, 85)};
  }
  const bool marked = picture.mark >= 0;
  const uint64_t logo = marked ? market_.marks[static_cast<size_t>(picture.mark)].art : picture.other_logo;
  Compose(*canvas, random, picture, logo, marked ? market_.marks[static_cast<size_t>(picture.mark)].logo_text : picture.logo_text);
  if (random.Chance(0.15)) DrawBadge(*canvas, random);
  return {std::move(canvas), random.Between(70, 92)};
}

std::string Painter::ListingJpeg(const Picture& picture) const {
  const Drawn drawn = Draw(picture);
  if (picture.edit == 0) return drawn.canvas->Jpeg(drawn.quality);
  Random random(picture.edit, "edit");
  const int side = random.Between(400, 600);
  const Canvas canvas(side, side);
  DrawEdited(canvas, *drawn.canvas, random, 0.03);
  return canvas.Jpeg(random.Between(45, 85));
}

std::string Painter::LogoPng(const Mark& mark) const {
  const Canvas canvas(400, 400);
  canvas.Set({1, 1, 1});
  cairo_paint(canvas.cr());
  DrawLogo(canvas, mark.art, mark.logo_text, 200, 200, 380);
  return canvas.Png();
}

std::string Painter::PhotoPng(const Mark& mark) const {
  const Canvas canvas(512, 512);
  DrawPhoto(canvas, mark);
  return canvas.Png();
}

std::string Painter::LicencePng(const ShopSeller& seller) const {
  const Canvas canvas(560, 400);
  canvas.Set({0.98, 0.96, 0.9});
  cairo_paint(canvas.cr());
  canvas.Rectangle(12, 12, 536, 376);
  canvas.Set({0.75, 0.5, 0.2});
  cairo_set_line_width(canvas.cr(), 6);
  cairo_stroke(canvas.cr());
  canvas.Set({0.1, 0.1, 0.1});
  const std::string font = "Noto Serif CJK SC";
  canvas.Text("营 业 执 照（样品）", 280, 70, 40, 480, font + " Bold");
  canvas.Text("统一社会信用代码 " + seller.credit_code, 280, 150, 24, 500, font);
  canvas.Text("名称 " + seller.name, 280, 210, 24, 500, font);
  canvas.Text("住所 " + seller.location, 280, 260, 22, 500, font);
  canvas.Oval(450, 320, 48, 48);
  canvas.Set({0.8, 0.1, 0.1});
  cairo_set_line_width(canvas.cr(), 5);
  cairo_stroke(canvas.cr());
  return canvas.Png();
}

}  // namespace markwarden::samples

// A ground, some goods-like shapes, a label.
#include "bench/console/seed/pictures.h"

#include "bench/console/seed/must.h"
#include "bench/console/seed/words.h"
#include "matcher/picture.h"
#include "samples/canvas.h"
#include "store/listings.h"
#include "store/priorities.h"

namespace markwarden::seed {
namespace {

constexpr int kPictureSide = 240;

std::string DrawOne(Random& random, const std::string& label) {
  const samples::Canvas canvas(kPictureSide, kPictureSide);
  canvas.Set(samples::AnyColour(random, 0.75, 1.0));
  canvas.Rectangle(0, 0, kPictureSide, kPictureSide);
  cairo_fill(canvas.cr());
  for (int i = random.Between(4, 9); i > 0; --i) {
    const double x = random.Real(0, 200), y = random.Real(0, 200), w = random.Real(24, 150), h = random.Real(24, 150);
    if (random.Chance(0.5)) canvas.Rectangle(x, y, w, h, random.Real(0, 20));
    else canvas.Oval(x + w / 2, y + h / 2, w / 2, h / 2);
    canvas.FillStroke(samples::AnyColour(random), random.Real(1, 5));
  }
  canvas.Set({0.1, 0.1, 0.1});
  canvas.Text(label, 120, random.Real(60, 200), 30, 200, "Noto Sans Bold");
  return canvas.Jpeg(80);
}

}  // namespace

std::vector<SeedPicture> DrawPictures(CaseDb& db, CaptureWriter& writer, uint64_t seed, int count, bool of_rights) {
  const PictureRole role = of_rights ? PictureRole::kReference : PictureRole::kQuery;
  std::vector<SeedPicture> pictures;
  std::vector<PictureKey> keys;
  for (int i = 0; i < count; ++i) {
    Random random(seed, (of_rights ? "right " : "picture ") + std::to_string(i));
    Exchange exchange;
    exchange.url = of_rights ? "urn:markwarden:right-picture:" + std::to_string(i) : "https://img.market.example/" + std::to_string(i) + ".jpg";
    exchange.body = DrawOne(random, BrandOf(i % kBrands).latin + " " + std::to_string(i));
    exchange.started = db.Now();
    CaptureMeta meta{.kind = CaptureKind::kHandedIn, .content_type = "image/jpeg"};
    if (!of_rights) {
      meta.kind = CaptureKind::kFetched;
      exchange.request_head = "GET /" + std::to_string(i) + ".jpg HTTP/1.1\r\nHost: img.market.example\r\n\r\n";
      exchange.response_head = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n";
      exchange.status = 200;
      exchange.remote_ip = "192.0.2.10";
      exchange.duration = std::chrono::milliseconds(random.Between(20, 90));
    }
    const CaptureRef ref = Must(writer.Append(exchange, meta), "capture a picture");
    pictures.push_back({exchange.url, ref.payload_sha256, ref.id});
    keys.push_back(Must(FingerprintPicture(exchange.body, {.role = role, .corners = Corners::kNone}), "fingerprint a picture"));
  }
  const auto tx = Must(db.Begin(), "begin");
  Must(writer.Commit(*tx), "capture the pictures");
  for (size_t i = 0; i < keys.size(); ++i) {
    const PictureKey& key = keys[i];
    const PictureHash& whole = key.views.front().hash;
    Must(SavePicture(*tx, {.sha256 = pictures[i].sha256, .perceptual_hash = DumpJson(ToJson(key)), .quality = whole.quality, .width = key.width, .height = key.height}), "save a picture");
    Must(SetPictureGroup(*tx, pictures[i].sha256, pictures[i].sha256, ToHex(whole)), "group a picture");
  }
  Must(tx->Commit(), "save the pictures");
  return pictures;
}

}  // namespace markwarden::seed

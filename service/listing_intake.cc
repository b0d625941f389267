// Listings into snapshots.
#include "service/listing_intake.h"

#include "core/url.h"
#include "store/captures.h"

namespace markwarden {

std::string RegionOfCreditCode(std::string_view code) {
  return IsCreditCode(code) ? std::string(code.substr(2, 6)) : "";
}

std::pair<std::string, std::string> ListingKeyOf(const SourceView& source, const Url& url, const std::string& item_id) {
  const std::string& platform = source.spec().platform;
  std::string key = source.ItemId(url);
  if (key.empty()) key = item_id.empty() ? CanonicalKey(url) : item_id;
  return {platform.empty() ? HostGroup(url) : platform, std::move(key)};
}

Result<SnapshotSaved> TakeListing(Transaction& tx, const Scope& scope, Listing listing, const IntakeContext& context) {
  NewSnapshot snapshot;
  snapshot.platform = context.platform.empty() ? listing.platform : context.platform;
  if (!context.item_id.empty()) listing.item_id = context.item_id;
  snapshot.item_key = listing.item_id;
  if (const Result<Url> url = ParseUrl(listing.url)) {
    if (snapshot.item_key.empty()) snapshot.item_key = CanonicalKey(*url);
    if (snapshot.platform.empty()) snapshot.platform = HostGroup(*url);
  }
  if (snapshot.item_key.empty()) return Fail(ErrorCode::kInvalid, "a listing needs an address or an item id");
  if (snapshot.platform.empty()) snapshot.platform = "unknown";
  listing.platform = snapshot.platform;
  if (listing.captured_at.empty()) listing.captured_at = context.captured_at;
  snapshot.capture = context.capture;
  snapshot.watch = context.watch;
  snapshot.extractor = std::string(kExtractorVersion);
  snapshot.seller_region = RegionOfCreditCode(listing.seller.credit_code);
  int position = 0;
  for (const std::string& image : listing.images) {
    SnapshotPicture picture{.position = position++, .url = image, .capture = 0, .sha256 = {}};
    Result<std::optional<CaptureRecord>> known = FindCaptureByUrl(tx.db(), image);
    if (!known) return Fail(known);
    // A saved part has no status of its own.
    const bool whole = *known && ((*known)->status == 200 || ((*known)->status == 0 && (*known)->kind == CaptureKind::kImported));
    if (whole) {
      picture.capture = (*known)->id;
      picture.sha256 = (*known)->payload_sha256;
    }
    snapshot.pictures.push_back(std::move(picture));
  }
  snapshot.listing = std::move(listing);
  return SaveSnapshot(tx, scope, snapshot);
}

Result<int64_t> TakeExtraction(Transaction& tx, const Scope& scope, const SourceView& source, const Extraction& extraction,
                               const IntakePage& page) {
  int64_t taken = 0;
  for (const Listing& listing : extraction.listings) {
    const Result<Url> url = ParseUrl(listing.url.empty() ? page.page_url : listing.url);
    if (!url) continue;
    // A source that says how its items' addresses look has no other items: a search with one result is none.
    if (!source.spec().item_id.empty() && source.ItemId(*url).empty()) continue;
    // What a list page shows of an offer whose own page will be fetched is less than that page says.
    if (extraction.kind == PageKind::kList && source.InScope(*url)) continue;
    Listing copy = listing;
    if (copy.url.empty()) copy.url = page.page_url;
    Result<SnapshotSaved> saved =
        TakeListing(tx, scope, std::move(copy),
                    {.platform = source.spec().platform, .item_id = source.ItemId(*url), .capture = page.capture,
                     .watch = page.watch, .captured_at = FormatTime(page.captured_at)});
    if (!saved && saved.error().code != ErrorCode::kInvalid) return Fail(saved);
    taken += saved.has_value();
  }
  return taken;
}

}  // namespace markwarden

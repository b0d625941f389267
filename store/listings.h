// Listings, their snapshots, sellers and pictures; shared by all organisations.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/hash.h"
#include "core/listing.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

struct SellerRecord {
  Id id = 0;
  std::string platform;
  std::string key;  // the platform's own id of the shop, else its URL, else its name
  std::string name;
  std::string url;
  std::string credit_code;
  std::string region_code;
  std::string location;
};

struct ListingRecord {
  Id id = 0;
  std::string platform;
  std::string key;  // item id, else URL key
  std::string url;
  std::string title;
  Id seller = 0;
  std::string region_code;  // the seller's
  Time first_seen, last_seen;
  Id latest_snapshot = 0;
};

struct PictureRecord {
  std::string sha256;
  std::string perceptual_hash;  // raw bytes (PDQ: 32); empty when not computed
  int quality = 0;
  int width = 0, height = 0;
};

// A picture of a listing, as Listing.images orders them.
struct SnapshotPicture {
  int position = 0;
  std::string url;
  Id capture = 0;      // 0: not fetched
  std::string sha256;  // empty: not fetched
};

struct SnapshotRecord {
  Id id = 0;
  Id listing_id = 0;
  Id capture = 0;
  Id watch = 0;
  std::string extractor;    // version of the extractor
  std::string fingerprint;  // SHA-256 of the listing without times, hexadecimal
  Listing listing;
  std::vector<SnapshotPicture> pictures;
  Id seller = 0;
  Time created_at;
};

struct NewSnapshot {
  Listing listing;
  std::string platform;  // key
  std::string item_key;  // item id, else the URL's crawl key; must not be empty
  Id capture = 0;
  Id watch = 0;
  std::string extractor;
  std::string seller_region;  // GB/T 2260, when known
  std::vector<SnapshotPicture> pictures;
};
struct SnapshotSaved {
  Id listing = 0;
  Id snapshot = 0;
  Id seller = 0;             // 0: no seller shown
  bool new_listing = false;
  bool new_snapshot = false;  // false: this capture and extractor had given it already
  bool changed = false;       // its fingerprint differs from the one before
};
// Idempotent by listing x capture x extractor.
Result<SnapshotSaved> SaveSnapshot(Transaction& tx, const Scope& scope, const NewSnapshot& snapshot);
// A picture that arrived later than the snapshot: fills every place that waits for `url`,
// and has those snapshots matched again.
Result<int64_t> LinkPicture(Transaction& tx, const std::string& url, Id capture, const std::string& sha256);
// Addresses of pictures of latest snapshots that no capture fills, at most `limit`.
Result<std::vector<std::string>> ListMissingPictures(CaseDb& db, int limit);

Result<std::optional<ListingRecord>> FindListing(CaseDb& db, Id id);
Result<std::optional<ListingRecord>> FindListingByKey(CaseDb& db, const std::string& platform, const std::string& key);
struct ListingFilter {
  std::string platform = {};
  Id seller = 0;
};
Result<Page<ListingRecord>> ListListings(CaseDb& db, const ListingFilter& filter = {}, const PageRequest& page = {});
Result<int64_t> CountListings(CaseDb& db);
Result<std::optional<SnapshotRecord>> FindSnapshot(CaseDb& db, Id id);
Result<std::vector<SnapshotRecord>> SnapshotsOf(CaseDb& db, Id listing);  // newest first
Result<std::optional<SellerRecord>> FindSeller(CaseDb& db, Id id);
Result<std::optional<SellerRecord>> FindSellerByKey(CaseDb& db, const std::string& platform, const std::string& key);
// Fills what a shop or licence page said later; empty fields change nothing.
Status UpdateSeller(Transaction& tx, const SellerRecord& seller);

// Every picture once, by digest; a second save fills what was not known.
Status SavePicture(Transaction& tx, const PictureRecord& picture);
Result<std::optional<PictureRecord>> FindPicture(CaseDb& db, const std::string& sha256);

}  // namespace markwarden

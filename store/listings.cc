// Listings, snapshots, sellers, pictures.
#include "store/listings.h"

#include "store/sellers.h"
#include "store/snapshot_row.h"
#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kListingColumns = R"sql(
  SELECT l.id, l.platform_key, l.item_key, l.url, l.title, COALESCE(l.seller_id, 0), l.region_code,
         l.first_seen, l.last_seen, l.latest_snapshot_id
    FROM listing AS l
)sql";

ListingRecord ReadListing(Query& row) {
  ListingRecord listing;
  listing.id = row.TakeInt();
  listing.platform = row.TakeText();
  listing.key = row.TakeText();
  listing.url = row.TakeText();
  listing.title = row.TakeText();
  listing.seller = row.TakeInt();
  listing.region_code = row.TakeText();
  listing.first_seen = row.TakeSeconds();
  listing.last_seen = row.TakeSeconds();
  listing.latest_snapshot = row.TakeInt();
  return listing;
}

constexpr const char* kSellerColumns =
    "SELECT id, platform_key, seller_key, name, url, credit_code, region_code, location FROM seller";

SellerRecord ReadSeller(Query& row) {
  SellerRecord seller;
  seller.id = row.TakeInt();
  seller.platform = row.TakeText();
  seller.key = row.TakeText();
  seller.name = row.TakeText();
  seller.url = row.TakeText();
  seller.credit_code = row.TakeText();
  seller.region_code = row.TakeText();
  seller.location = row.TakeText();
  return seller;
}

// What the listing says, without when: the same offer seen twice has one fingerprint.
Sha256Digest FingerprintOf(const Listing& listing) {
  Listing timeless = listing;
  timeless.captured_at.clear();
  return Sha256(DumpJson(ToJson(timeless)));
}

// 0 when the listing names no seller.
Id SaveSellerOf(CaseDb& db, const Scope& scope, const NewSnapshot& snapshot) {
  const Seller& seller = snapshot.listing.seller;
  const std::string& key = !seller.id.empty() ? seller.id : !seller.url.empty() ? seller.url : seller.name;
  if (key.empty()) return 0;
  Query row(db, R"sql(
    INSERT INTO seller (id, platform_key, seller_key, name, url, credit_code, region_code, location, created_by, created_at)
    VALUES (:id, :platform, :key, :name, :url, :code, :region, :location, :by, :at)
    ON CONFLICT (platform_key, seller_key) DO UPDATE
      SET name = CASE WHEN excluded.name <> '' THEN excluded.name ELSE seller.name END,
          url = CASE WHEN excluded.url <> '' THEN excluded.url ELSE seller.url END,
          credit_code = CASE WHEN excluded.credit_code <> '' THEN excluded.credit_code ELSE seller.credit_code END,
          region_code = CASE WHEN excluded.region_code <> '' THEN excluded.region_code ELSE seller.region_code END,
          location = CASE WHEN excluded.location <> '' THEN excluded.location ELSE seller.location END,
          row_version = seller.row_version + 1
    RETURNING id
  )sql");
  row.Int(":id", db.NewId()).Text(":platform", snapshot.platform).Text(":key", key).Text(":name", seller.name)
      .Text(":url", seller.url).Text(":code", seller.credit_code).Text(":region", snapshot.seller_region)
      .Text(":location", seller.location).Int(":by", scope.actor).Int(":at", ToUnixSeconds(db.Now()));
  row.Next();
  const Id id = row.TakeInt();
  while (row.Next()) {
  }
  return id;
}

}  // namespace

Result<SnapshotSaved> SaveSnapshot(Transaction& tx, const Scope& scope, const NewSnapshot& snapshot) try {
  if (snapshot.platform.empty() || snapshot.item_key.empty()) {
    return Fail(ErrorCode::kInvalid, "a listing needs its platform and an item id or address");
  }
  if (snapshot.listing.url.empty() && snapshot.listing.title.empty()) {
    return Fail(ErrorCode::kInvalid, "a listing needs an address or a title");
  }
  CaseDb& db = tx.db();
  SnapshotSaved saved;
  Id latest = 0;
  std::string region;
  {
    Query row(db, "SELECT id, latest_snapshot_id FROM listing WHERE platform_key = :platform AND item_key = :key");
    row.Text(":platform", snapshot.platform).Text(":key", snapshot.item_key);
    if (row.Next()) {
      saved.listing = row.TakeInt();
      latest = row.TakeInt();
    }
  }
  if (saved.listing != 0) {
    Query row(db, R"sql(
      SELECT id, COALESCE(seller_id, 0) FROM snapshot
       WHERE listing_id = :listing AND capture_id = :capture AND extractor = :extractor
    )sql");
    row.Int(":listing", saved.listing).Int(":capture", snapshot.capture).Text(":extractor", snapshot.extractor);
    if (row.Next()) {
      saved.snapshot = row.TakeInt();
      saved.seller = row.TakeInt();
      return saved;
    }
  }
  saved.seller = SaveSellerOf(db, scope, snapshot);
  if (saved.seller != 0) {
    Query row(db, "SELECT region_code FROM seller WHERE id = :id");
    row.Int(":id", saved.seller);
    if (row.Next()) region = row.TakeText();
  }
  const Sha256Digest fingerprint = FingerprintOf(snapshot.listing);
  saved.new_listing = saved.listing == 0;
  saved.new_snapshot = true;
  saved.changed = true;
  if (latest != 0) {
    Query row(db, "SELECT fingerprint FROM snapshot WHERE id = :id");
    row.Int(":id", latest);
    if (row.Next()) saved.changed = row.TakeDigest() != fingerprint;
  }
  const int64_t now = ToUnixSeconds(db.Now());
  saved.snapshot = db.NewId();
  if (saved.new_listing) {
    saved.listing = db.NewId();
    Query(db, R"sql(
      INSERT INTO listing (id, platform_key, item_key, url, title, seller_id, region_code, latest_snapshot_id,
                           first_seen, last_seen, created_by)
      VALUES (:id, :platform, :key, :url, :title, :seller, :region, :snapshot, :now, :now, :by)
    )sql")
        .Int(":id", saved.listing).Text(":platform", snapshot.platform).Text(":key", snapshot.item_key)
        .Text(":url", snapshot.listing.url).Text(":title", snapshot.listing.title).IdOrNull(":seller", saved.seller)
        .Text(":region", region).Int(":snapshot", saved.snapshot).Int(":now", now).Int(":by", scope.actor).Run();
  } else {
    Query(db, R"sql(
      UPDATE listing SET url = :url, title = :title, seller_id = COALESCE(:seller, seller_id),
                         region_code = CASE WHEN :region <> '' THEN :region ELSE region_code END,
                         latest_snapshot_id = :snapshot, last_seen = :now, row_version = row_version + 1
       WHERE id = :id
    )sql")
        .Text(":url", snapshot.listing.url).Text(":title", snapshot.listing.title).IdOrNull(":seller", saved.seller)
        .Text(":region", region).Int(":snapshot", saved.snapshot).Int(":now", now).Int(":id", saved.listing).Run();
  }
  Query(db, R"sql(
    INSERT INTO snapshot (id, listing_id, capture_id, watch_id, seller_id, extractor, payload, fingerprint, created_by, created_at)
    VALUES (:id, :listing, :capture, :watch, :seller, :extractor, :payload, :fingerprint, :by, :now)
  )sql")
      .Int(":id", saved.snapshot).Int(":listing", saved.listing).Int(":capture", snapshot.capture)
      .IdOrNull(":watch", snapshot.watch).IdOrNull(":seller", saved.seller).Text(":extractor", snapshot.extractor)
      .Text(":payload", DumpJson(ToJson(snapshot.listing))).Blob(":fingerprint", fingerprint)
      .Int(":by", scope.actor).Int(":now", now).Run();
  for (const SnapshotPicture& picture : snapshot.pictures) {
    Query(db, R"sql(
      INSERT INTO snapshot_picture (snapshot_id, position, url, capture_id, sha256)
      VALUES (:snapshot, :position, :url, :capture, :sha)
      ON CONFLICT (snapshot_id, position) DO NOTHING
    )sql")
        .Int(":snapshot", saved.snapshot).Int(":position", picture.position).Text(":url", picture.url)
        .IdOrNull(":capture", picture.capture).Hex(":sha", picture.sha256).Run();
  }
  if (saved.seller != 0 && saved.changed) {
    if (Status kept = RememberSellerKeys(tx, saved.seller, saved.snapshot, snapshot.listing.seller); !kept) return Fail(std::move(kept.error()));
  }
  return saved;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "save the listing"));
}

Result<int64_t> LinkPicture(Transaction& tx, const std::string& url, Id capture, const std::string& sha256) try {
  return Query(tx.db(), "UPDATE snapshot_picture SET capture_id = :capture, sha256 = :sha WHERE url = :url AND capture_id IS NULL")
      .Int(":capture", capture).Hex(":sha", sha256).Text(":url", url).Run();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "link the picture"));
}

Result<std::vector<std::string>> ListMissingPictures(CaseDb& db, int limit) try {
  Query rows(db, R"sql(
    SELECT DISTINCT p.url FROM snapshot_picture AS p
      JOIN listing AS l ON l.latest_snapshot_id = p.snapshot_id
     WHERE p.capture_id IS NULL ORDER BY p.url LIMIT :limit
  )sql");
  rows.Int(":limit", std::max(limit, 1));
  std::vector<std::string> urls;
  while (rows.Next()) urls.push_back(rows.TakeText());
  return urls;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list missing pictures"));
}

Result<std::optional<ListingRecord>> FindListing(CaseDb& db, Id id) try {
  Query row(db, std::string(kListingColumns) + " WHERE l.id = :id");
  row.Int(":id", id);
  if (!row.Next()) return std::optional<ListingRecord>();
  return std::optional<ListingRecord>(ReadListing(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the listing"));
}

Result<std::optional<ListingRecord>> FindListingByKey(CaseDb& db, const std::string& platform, const std::string& key) try {
  Query row(db, std::string(kListingColumns) + " WHERE l.platform_key = :platform AND l.item_key = :key");
  row.Text(":platform", platform).Text(":key", key);
  if (!row.Next()) return std::optional<ListingRecord>();
  return std::optional<ListingRecord>(ReadListing(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the listing"));
}

Result<Page<ListingRecord>> ListListings(CaseDb& db, const ListingFilter& filter, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  std::string sql = std::string(kListingColumns) + " WHERE l.id > :after";
  if (!filter.platform.empty()) sql += " AND l.platform_key = :platform";
  if (filter.seller != 0) sql += " AND l.seller_id = :seller";
  Query rows(db, sql + " ORDER BY l.id LIMIT :limit");
  rows.Int(":after", *after);
  if (!filter.platform.empty()) rows.Text(":platform", filter.platform);
  if (filter.seller != 0) rows.Int(":seller", filter.seller);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<ListingRecord> listings;
  while (rows.Next()) listings.push_back(ReadListing(rows));
  return MakePage(std::move(listings), limit, [](const ListingRecord& l) { return IdToString(l.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list listings"));
}

Result<int64_t> CountListings(CaseDb& db) try {
  Query row(db, "SELECT COUNT(*) FROM listing");
  row.Next();
  return row.TakeInt();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count listings"));
}

Result<std::optional<SnapshotRecord>> FindSnapshot(CaseDb& db, Id id) try {
  Query row(db, std::string(kSnapshotColumns) + " WHERE s.id = :id");
  row.Int(":id", id);
  std::vector<SnapshotRecord> found = ReadSnapshots(db, row);
  if (found.empty()) return std::optional<SnapshotRecord>();
  return std::optional<SnapshotRecord>(std::move(found.front()));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the snapshot"));
}

Result<std::vector<SnapshotRecord>> SnapshotsOf(CaseDb& db, Id listing) try {
  Query rows(db, std::string(kSnapshotColumns) + " WHERE s.listing_id = :listing ORDER BY s.id DESC");
  rows.Int(":listing", listing);
  return ReadSnapshots(db, rows);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list snapshots"));
}

Result<std::optional<SellerRecord>> FindSeller(CaseDb& db, Id id) try {
  Query row(db, std::string(kSellerColumns) + " WHERE id = :id");
  row.Int(":id", id);
  if (!row.Next()) return std::optional<SellerRecord>();
  return std::optional<SellerRecord>(ReadSeller(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the seller"));
}

Result<std::optional<SellerRecord>> FindSellerByKey(CaseDb& db, const std::string& platform, const std::string& key) try {
  Query row(db, std::string(kSellerColumns) + " WHERE platform_key = :platform AND seller_key = :key");
  row.Text(":platform", platform).Text(":key", key);
  if (!row.Next()) return std::optional<SellerRecord>();
  return std::optional<SellerRecord>(ReadSeller(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the seller"));
}

Status UpdateSeller(Transaction& tx, const SellerRecord& seller) try {
  const int changed = Query(tx.db(), R"sql(
    UPDATE seller
       SET name = CASE WHEN :name <> '' THEN :name ELSE name END,
           url = CASE WHEN :url <> '' THEN :url ELSE url END,
           credit_code = CASE WHEN :code <> '' THEN :code ELSE credit_code END,
           region_code = CASE WHEN :region <> '' THEN :region ELSE region_code END,
           location = CASE WHEN :location <> '' THEN :location ELSE location END,
           row_version = row_version + 1
     WHERE id = :id
  )sql")
      .Text(":name", seller.name).Text(":url", seller.url).Text(":code", seller.credit_code)
      .Text(":region", seller.region_code).Text(":location", seller.location).Int(":id", seller.id).Run();
  if (changed == 0) return Fail(ErrorCode::kNotFound, "no seller " + IdToString(seller.id));
  if (!seller.region_code.empty()) {
    Query(tx.db(), "UPDATE listing SET region_code = :region, row_version = row_version + 1 WHERE seller_id = :id AND region_code <> :region")
        .Text(":region", seller.region_code).Int(":id", seller.id).Run();
  }
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "change the seller"));
}

Status SavePicture(Transaction& tx, const PictureRecord& picture) try {
  Query row(tx.db(), R"sql(
    INSERT INTO picture (sha256, perceptual_hash, quality, width, height)
    VALUES (:sha, :hash, :quality, :width, :height)
    ON CONFLICT (sha256) DO UPDATE
      SET perceptual_hash = COALESCE(excluded.perceptual_hash, picture.perceptual_hash),
          quality = CASE WHEN excluded.perceptual_hash IS NULL THEN picture.quality ELSE excluded.quality END,
          width = CASE WHEN excluded.width > 0 THEN excluded.width ELSE picture.width END,
          height = CASE WHEN excluded.height > 0 THEN excluded.height ELSE picture.height END
  )sql");
  row.Hex(":sha", picture.sha256).Int(":quality", picture.quality).Int(":width", picture.width).Int(":height", picture.height);
  if (!picture.perceptual_hash.empty()) row.Blob(":hash", picture.perceptual_hash);
  row.Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "save the picture"));
}

Result<std::optional<PictureRecord>> FindPicture(CaseDb& db, const std::string& sha256) try {
  Query row(db, "SELECT sha256, perceptual_hash, quality, width, height FROM picture WHERE sha256 = :sha");
  row.Hex(":sha", sha256);
  if (!row.Next()) return std::optional<PictureRecord>();
  PictureRecord picture;
  picture.sha256 = row.TakeHex();
  picture.perceptual_hash = row.TakeBlob();
  picture.quality = static_cast<int>(row.TakeInt());
  picture.width = static_cast<int>(row.TakeInt());
  picture.height = static_cast<int>(row.TakeInt());
  return std::optional<PictureRecord>(std::move(picture));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the picture"));
}

}  // namespace markwarden

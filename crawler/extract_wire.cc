// One writer and one reader per struct, fields in the order of their declaration.
#include "crawler/extract_wire.h"

#include "core/wire.h"

namespace markwarden {
namespace {

// What the bytes are, and in which order their fields stand.
constexpr uint8_t kExtractionForm = 0xE1;
constexpr uint8_t kOptionsForm = 0xE0;

// An object without members is the empty text.
void Write(WireWriter& writer, const Json& object) { writer.Text(object.empty() ? "" : DumpJson(object)); }

// `left`: how many bytes of JSON may still come; a parsed value takes many times its text.
Json ReadObject(WireReader& reader, size_t& left) {
  const std::string_view text = reader.Text(left);
  left -= text.size();
  if (text.empty()) return Json::object();
  Result<Json> object = ParseJson(text);
  if (object && object->is_object() && !object->empty()) return std::move(*object);
  reader.Refuse("a text that is no JSON object");
  return Json::object();
}

void Write(WireWriter& writer, const Price& price) {
  writer.Text(price.amount);
  writer.Optional(price.amount_max, [](WireWriter& to, const std::string& text) { to.Text(text); });
  writer.Text(price.currency);
}

Price ReadPrice(WireReader& reader) {
  Price price;
  price.amount = reader.Text();
  price.amount_max = reader.Optional<std::string>([](WireReader& from) { return std::string(from.Text()); });
  price.currency = reader.Text();
  return price;
}

void Write(WireWriter& writer, const Seller& seller) {
  for (const std::string* text : {&seller.name, &seller.id, &seller.url, &seller.location, &seller.licence, &seller.credit_code}) writer.Text(*text);
  writer.Texts(seller.contacts);
}

Seller ReadSeller(WireReader& reader) {
  Seller seller;
  for (std::string* text : {&seller.name, &seller.id, &seller.url, &seller.location, &seller.licence, &seller.credit_code}) *text = reader.Text();
  seller.contacts = reader.Texts();
  return seller;
}

void Write(WireWriter& writer, const Listing& listing) {
  for (const std::string* text : {&listing.url, &listing.platform, &listing.item_id, &listing.title, &listing.description, &listing.brand}) writer.Text(*text);
  writer.Texts(listing.category);
  writer.Optional(listing.price, [](WireWriter& to, const Price& price) { Write(to, price); });
  for (const std::string* text : {&listing.availability, &listing.sku, &listing.gtin}) writer.Text(*text);
  writer.Optional(listing.sales, [](WireWriter& to, int64_t sales) { to.Signed(sales); });
  writer.Texts(listing.images);
  Write(writer, listing.seller);
  writer.Text(listing.lang);
  writer.Text(listing.captured_at);
  Write(writer, listing.extra);
}

Listing ReadListing(WireReader& reader, size_t& json_left) {
  Listing listing;
  for (std::string* text : {&listing.url, &listing.platform, &listing.item_id, &listing.title, &listing.description, &listing.brand}) *text = reader.Text();
  listing.category = reader.Texts();
  listing.price = reader.Optional<Price>(&ReadPrice);
  for (std::string* text : {&listing.availability, &listing.sku, &listing.gtin}) *text = reader.Text();
  listing.sales = reader.Optional<int64_t>([](WireReader& from) { return from.Signed(); });
  listing.images = reader.Texts();
  listing.seller = ReadSeller(reader);
  listing.lang = reader.Text();
  listing.captured_at = reader.Text();
  listing.extra = ReadObject(reader, json_left);
  return listing;
}

}  // namespace

std::string ToWire(const Extraction& extraction) {
  WireWriter writer;
  size_t links = 0;
  for (const std::string& link : extraction.links) links += link.size() + 2;
  writer.Reserve(links + 1024 + extraction.listings.size() * 512);
  writer.Byte(kExtractionForm);
  writer.Text(extraction.charset);
  writer.Unsigned(static_cast<uint64_t>(extraction.kind));
  writer.Bool(extraction.degraded);
  writer.Text(extraction.why_degraded);
  writer.Text(extraction.challenge);
  writer.Vector(extraction.listings, [](WireWriter& to, const Listing& listing) { Write(to, listing); });
  writer.Texts(extraction.links);
  writer.Texts(extraction.next);
  writer.Text(extraction.canonical);
  writer.Text(extraction.lang);
  writer.Optional(extraction.seller_page, [](WireWriter& to, const Seller& seller) { Write(to, seller); });
  writer.Bool(extraction.empty_shell);
  writer.Bool(extraction.noindex);
  writer.Bool(extraction.nofollow);
  writer.Texts(extraction.found);
  return std::move(writer).Take();
}

Result<Extraction> ExtractionFromWire(std::string_view bytes) {
  WireReader reader(bytes, {.max_bytes = kMaxWireBytes});
  if (reader.Byte() != kExtractionForm) reader.Refuse("no extraction of this build");
  size_t json_left = kMaxWireJsonBytes;
  Extraction extraction;
  extraction.charset = reader.Text();
  extraction.kind = static_cast<PageKind>(reader.UnsignedUpTo(static_cast<uint64_t>(PageKind::kOther), "a kind of page that does not exist"));
  extraction.degraded = reader.Bool();
  extraction.why_degraded = reader.Text();
  extraction.challenge = reader.Text();
  extraction.listings = reader.Vector<Listing>([&](WireReader& from) { return ReadListing(from, json_left); }, kMaxWireListings);
  extraction.links = reader.Texts(kMaxWireLinks);
  extraction.next = reader.Texts(kMaxWireLinks);
  extraction.canonical = reader.Text();
  extraction.lang = reader.Text();
  extraction.seller_page = reader.Optional<Seller>(&ReadSeller);
  extraction.empty_shell = reader.Bool();
  extraction.noindex = reader.Bool();
  extraction.nofollow = reader.Bool();
  extraction.found = reader.Texts(kMaxLookFor);
  if (Status done = reader.Done(); !done) return Fail(std::move(done.error()).While("extraction"));
  return extraction;
}

std::string ToWire(const ExtractOptions& options) {
  WireWriter writer;
  writer.Byte(kOptionsForm);
  writer.Text(options.url);
  writer.Text(options.content_type);
  writer.Bool(options.use_json_ld);
  writer.Bool(options.whole_tree);
  Write(writer, options.hints);
  writer.Texts(options.look_for);
  return std::move(writer).Take();
}

Result<ExtractOptions> ExtractOptionsFromWire(std::string_view bytes) {
  WireReader reader(bytes);
  if (reader.Byte() != kOptionsForm) reader.Refuse("no options of this build");
  ExtractOptions options;
  options.url = reader.Text();
  options.content_type = reader.Text();
  options.use_json_ld = reader.Bool();
  options.whole_tree = reader.Bool();
  size_t json_left = kMaxWireJsonBytes;
  options.hints = ReadObject(reader, json_left);
  options.look_for = reader.Texts();
  if (Status done = reader.Done(); !done) return Fail(std::move(done.error()).While("options"));
  return options;
}

}  // namespace markwarden

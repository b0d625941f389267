// Items field by field; listings and notes as JSON.
#include "service/import_wire.h"

#include "core/wire.h"

namespace markwarden {
namespace {

constexpr size_t kMaxBatchItems = 100'000;
constexpr size_t kMaxPackedFiles = 20'000;

void WriteItem(WireWriter& w, const ImportItem& item) {
  w.Byte(static_cast<uint8_t>(item.what));
  w.Text(item.place);
  w.Signed(item.line);
  w.Text(item.reason);
  w.Text(item.excerpt);
  if (item.what == ImportItem::What::kListing) w.Text(DumpJson(ToJson(item.listing)));
  if (item.what != ImportItem::What::kPage) return;
  for (const std::string* text : {&item.page.url, &item.page.method, &item.page.request_head, &item.page.response_head, &item.page.body,
                                  &item.page.remote_ip, &item.page.tls, &item.page.truncated, &item.content_type, &item.claimed_time}) {
    w.Text(*text);
  }
  w.Signed(item.page.status);
  w.Text(DumpJson(item.notes));
}

Json ReadJson(WireReader& r) {
  Result<Json> json = ParseJson(r.Text());
  if (!json) {
    r.Refuse("JSON that is none");
    return Json::object();
  }
  return std::move(*json);
}

ImportItem ReadItem(WireReader& r) {
  ImportItem item;
  item.what = static_cast<ImportItem::What>(r.UnsignedUpTo(static_cast<uint64_t>(ImportItem::What::kRefusal), "a kind of item that does not exist"));
  item.place = r.Text();
  item.line = r.Signed();
  item.reason = r.Text();
  item.excerpt = r.Text();
  if (item.what == ImportItem::What::kListing) {
    Result<Listing> listing = ListingFromJson(ReadJson(r));
    if (listing) item.listing = std::move(*listing);
    else r.Refuse("a listing that is none");
  }
  if (item.what != ImportItem::What::kPage) return item;
  for (std::string* text : {&item.page.url, &item.page.method, &item.page.request_head, &item.page.response_head, &item.page.body,
                            &item.page.remote_ip, &item.page.tls, &item.page.truncated, &item.content_type, &item.claimed_time}) {
    *text = r.Text();
  }
  item.page.status = static_cast<int>(r.Signed());
  item.notes = ReadJson(r);
  return item;
}

}  // namespace

size_t WireSize(const ImportItem& item) {
  return item.page.body.size() + item.page.request_head.size() + item.page.response_head.size() + item.excerpt.size() +
         item.listing.title.size() + item.listing.description.size() + 4096;
}

std::string ToWire(const ImportOpening& opening) {
  WireWriter w;
  w.Signed(opening.size);
  w.Byte(static_cast<uint8_t>(opening.kind));
  w.Text(opening.file_name);
  w.Text(opening.mapping);
  w.Text(opening.known_columns);
  return std::move(w).Take();
}

Result<ImportOpening> ImportOpeningFromWire(std::string_view bytes) {
  WireReader r(bytes);
  ImportOpening opening;
  opening.size = r.Signed();
  opening.kind = static_cast<ImportKind>(r.UnsignedUpTo(static_cast<uint64_t>(ImportKind::kFolder), "a kind that does not exist"));
  opening.file_name = r.Text();
  opening.mapping = r.Text();
  opening.known_columns = r.Text();
  if (Status done = r.Done(); !done) return Fail(done);
  return opening;
}

std::string ToWire(const ImportBatch& batch) {
  WireWriter w;
  w.Vector(batch.items, WriteItem);
  w.Bool(batch.ended);
  w.Optional(batch.broken, [](WireWriter& out, const Error& error) {
    out.Byte(static_cast<uint8_t>(error.code));
    out.Text(error.message);
  });
  w.Text(DumpJson(batch.columns));
  return std::move(w).Take();
}

Result<ImportBatch> ImportBatchFromWire(std::string_view bytes) {
  WireReader r(bytes);
  ImportBatch batch;
  batch.items = r.Vector<ImportItem>(ReadItem, kMaxBatchItems);
  batch.ended = r.Bool();
  batch.broken = r.Optional<Error>([](WireReader& in) {
    Error error;
    error.code = static_cast<ErrorCode>(in.UnsignedUpTo(static_cast<uint64_t>(ErrorCode::kInternal), "an error that does not exist"));
    error.message = in.Text(1000);
    return error;
  });
  batch.columns = ReadJson(r);
  if (Status done = r.Done(); !done) return Fail(done);
  return batch;
}

std::string ToWire(const std::vector<PackedFile>& files) {
  WireWriter w;
  w.Vector(files, [](WireWriter& out, const PackedFile& file) {
    out.Text(file.name);
    out.Signed(file.offset);
    out.Signed(file.length);
    out.Text(file.refused);
  });
  return std::move(w).Take();
}

Result<std::vector<PackedFile>> PackedFilesFromWire(std::string_view bytes) {
  WireReader r(bytes);
  std::vector<PackedFile> files = r.Vector<PackedFile>(
      [](WireReader& in) {
        PackedFile file;
        file.name = in.Text();
        file.offset = in.Signed();
        file.length = in.Signed();
        file.refused = in.Text();
        return file;
      },
      kMaxPackedFiles);
  if (Status done = r.Done(); !done) return Fail(done);
  return files;
}

}  // namespace markwarden

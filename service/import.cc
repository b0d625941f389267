// One file, batch by batch: captures first, rows second, the cursor with them.
#include "service/import.h"

#include <algorithm>

#include "core/file.h"
#include "core/formats/exchange_record.h"
#include "core/hash.h"
#include "core/url.h"
#include "crawler/source.h"
#include "service/content.h"
#include "service/environment_log.h"
#include "service/import_confined.h"
#include "service/import_read.h"
#include "service/import_view.h"
#include "service/listing_intake.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "service/work.h"
#include "store/events.h"
#include "store/imports.h"
#include "store/segments.h"
#include "store/sources.h"
#include "store/store.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kMaxKeptFile = 64 << 20;  // what one WARC record may hold
constexpr size_t kBatchItems = 200, kBatchBytes = 16 << 20, kShownRefusals = 100;

struct FileDigest {
  std::string sha256;  // hexadecimal
  int64_t bytes = 0;
};

Result<FileDigest> DigestOf(const ByteSource& source) {
  Sha256Stream digest;
  for (int64_t at = 0; at < source.size();) {
    Result<std::string> bytes = source.ReadAt(at, 1 << 20);
    if (!bytes) return Fail(bytes);
    if (bytes->empty()) break;
    digest.Update(*bytes);
    at += static_cast<int64_t>(bytes->size());
  }
  return FileDigest{ToHex(digest.Finish()), source.size()};
}

// Of a folder: the digest of the sorted lines "sha256  name".
Result<FileDigest> DigestOfFolder(const fs::path& folder) {
  std::vector<std::string> lines;
  FileDigest all;
  std::error_code error;
  fs::recursive_directory_iterator it(folder, error);
  for (const fs::recursive_directory_iterator end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    if (!fs::is_regular_file(it->symlink_status(ignored))) continue;
    Result<std::unique_ptr<FileSource>> file = FileSource::Open(it->path().string());
    if (!file) return Fail(file);
    all.bytes += (*file)->size();
    if (all.bytes > kMaxArchiveBytes) return Fail(ErrorCode::kExhausted, "the folder holds more than 1 GiB: split it");
    Result<FileDigest> digest = DigestOf(**file);
    if (!digest) return Fail(digest);
    lines.push_back(digest->sha256 + "  " + it->path().lexically_relative(folder).generic_string() + "\n");
  }
  if (error) return Fail(ErrorCode::kDenied, "open " + folder.string() + ": " + error.message());
  std::sort(lines.begin(), lines.end());
  Sha256Stream digest;
  for (const std::string& line : lines) digest.Update(line);
  all.sha256 = ToHex(digest.Finish());
  return all;
}

// Which of the organisation's sources an address belongs to: so a page that was handed over is the same listing as the crawled one.
class SourceFinder {
 public:
  static Result<SourceFinder> Load(CaseDb& db, const Scope& scope) {
    SourceFinder finder;
    Result<std::vector<Source>> sources = ListSources(db, SystemScope("system:crawl", scope.org));
    if (!sources) return Fail(sources);
    for (const Source& source : *sources) {
      Result<SourceSpec> spec = ParseSource(source.yaml);
      if (!spec) continue;
      if (Result<std::shared_ptr<const SourceView>> view = SourceView::Make(std::move(*spec))) finder.sources_.emplace_back(source.id, std::move(*view));
    }
    return finder;
  }
  IntakeContext For(const std::string& address) const {
    const Result<Url> url = ParseUrl(address);
    for (const auto& [id, view] : sources_) {
      if (url && view->InScope(*url)) return {.platform = view->spec().platform, .item_id = view->ItemId(*url), .capture = 0, .watch = 0, .captured_at = {}};
    }
    return {};
  }

 private:
  std::vector<std::pair<Id, std::shared_ptr<const SourceView>>> sources_;
};

bool IsPicture(const ImportItem& item) {
  const std::string type = item.content_type.empty() ? item.page.Header("Content-Type") : item.content_type;
  return type.starts_with("image/") && (item.page.status == 0 || item.page.status == 200) && !item.page.body.empty();
}

// The run of one import.
class Run {
 public:
  Run(Service& service, const Scope& scope, const FileImport& import, ImportRecord record, CaptureWriter& writer, CaseDb& db, SourceFinder sources)
      : service_(service), scope_(scope), import_(import), record_(std::move(record)), writer_(writer), db_(db), sources_(std::move(sources)) {}

  // Errors: those of the store; kCancelled.
  Status ReadAll(ImportReader& reader) {
    int64_t passed = 0;
    for (; passed < record_.read_to; ++passed) {
      Result<std::optional<ImportItem>> item = reader.Next();
      if (!item) return End("failed", item.error());
      if (!*item) break;
    }
    while (true) {
      std::vector<ImportItem> batch;
      size_t bytes = 0;
      std::optional<Error> broken;
      while (batch.size() < kBatchItems && bytes < kBatchBytes) {
        Result<std::optional<ImportItem>> item = reader.Next();
        if (!item) broken = item.error();
        if (!item || !*item) break;
        bytes += (*item)->page.body.size() + 4096;
        batch.push_back(std::move(**item));
      }
      const bool ended = batch.size() < kBatchItems && bytes < kBatchBytes;
      record_.columns = reader.columns();
      if (!batch.empty()) {
        if (Status stored = Store(batch); !stored) return stored;
      }
      if (broken && broken->code == ErrorCode::kInternal) return Fail(std::move(*broken));
      if (broken) return End("failed", *broken);
      if (ended) return End("done", {});
      if (import_.progress) import_.progress(record_.pages, record_.listings, record_.refused);
      if (import_.stop.stop_requested()) return Fail(ErrorCode::kCancelled, "stopped after " + std::to_string(record_.read_to) + " records: run the same command again to go on");
    }
  }

  const ImportRecord& record() const { return record_; }
  Json TakeShown() { return std::move(shown_); }

 private:
  Json Provenance(const ImportItem& item, int64_t number) const {
    Json provenance = {{"by", scope_.actor_name}, {"from", TextOrNull(record_.from_whom)}, {"file", record_.file_name}, {"file_sha256", record_.sha256},
                       {"import", IdToString(record_.id)}, {"record", number}, {"place", item.place}, {"time", "of the import, by this machine's clock"}};
    if (!item.claimed_time.empty()) provenance["claimed_time"] = item.claimed_time;
    if (!item.notes.empty()) provenance["notes"] = item.notes;
    return provenance;
  }

  // Appends what the batch holds, then rows, cursor and counts in one transaction.
  Status Store(std::vector<ImportItem>& batch) {
    const Time now = service_.clock().Now();
    std::vector<Extraction> read(batch.size());
    std::vector<int> capture_of(batch.size(), -1);
    int captures = 0;
    const auto append = [&](const Exchange& exchange, const CaptureMeta& meta) -> Status {
      const Result<CaptureRef> ref = writer_.Append(exchange, meta);
      if (ref) return Ok();
      Error error = ref.error();
      if (Status dropped = writer_.Discard(); !dropped) return Fail(dropped);
      return Fail(std::move(error));
    };
    std::string rows;
    for (size_t i = 0; i < batch.size(); ++i) {
      ImportItem& item = batch[i];
      const int64_t number = record_.read_to + static_cast<int64_t>(i) + 1;
      if (item.what == ImportItem::What::kListing && record_.capture == 0) rows += DumpJson(ToJson(item.listing)) + "\n";
      if (item.what != ImportItem::What::kPage) continue;
      if (const Result<Url> url = ParseUrl(item.page.url); url) {
        item.page.url = url->HrefWithoutFragment();
      } else {
        item.what = ImportItem::What::kRefusal;
        item.reason = "its address cannot be read: " + url.error().message;
        item.excerpt = item.page.url.substr(0, 500);
        continue;
      }
      if (const std::optional<ExtractOptions> how = HowToExtract(item.page, item.content_type)) {
        read[i] = service_.content().ExtractPage(item.page.body, item.page.Header("Content-Encoding"), *how);
      }
      item.page.started = now;
      if (Status appended = append(item.page, {.id = 0, .kind = CaptureKind::kImported, .content_type = item.content_type, .source = 0, .watch = 0,
                                               .created_by = scope_.actor, .provenance = Provenance(item, number)});
          !appended) {
        return appended;
      }
      capture_of[i] = captures++;
    }
    int rows_capture = -1;
    if (!rows.empty()) {
      // The file is too large to be kept whole: the rows of this batch are.
      Exchange exchange;
      exchange.url = "urn:markwarden:import:" + record_.sha256 + ":rows:" + std::to_string(record_.read_to + 1);
      exchange.body = std::move(rows);
      exchange.started = now;
      if (Status appended = append(exchange, {.id = 0, .kind = CaptureKind::kHandedIn, .content_type = "application/x-ndjson", .source = 0, .watch = 0,
                                              .created_by = scope_.actor, .provenance = Provenance(ImportItem{}, record_.read_to + 1)});
          !appended) {
        return appended;
      }
      rows_capture = captures++;
    }
    Result<std::unique_ptr<Transaction>> tx = db_.Begin();
    if (!tx) {
      static_cast<void>(writer_.Discard().has_value());
      return Fail(tx);
    }
    Result<std::vector<CaptureRef>> refs = writer_.Commit(**tx);
    if (!refs) return Fail(refs);
    ImportRecord next = record_;
    Json shown = shown_;
    std::vector<ImportRefusal> refusals;
    const auto refuse = [&](const ImportItem& item, const std::string& reason, const std::string& excerpt) {
      ++next.refused;
      refusals.push_back({next.refused, item.place, reason, excerpt});
      if (shown.size() < kShownRefusals) {
        shown.push_back({{"place", item.place}, {"line", item.line > 0 ? Json(item.line) : Json(nullptr)}, {"reason", reason}, {"row", TextOrNull(excerpt)}});
      }
    };
    const std::string at = FormatTime(now);
    for (size_t i = 0; i < batch.size(); ++i) {
      ImportItem& item = batch[i];
      if (item.what == ImportItem::What::kRefusal) {
        refuse(item, item.reason, item.excerpt);
      } else if (item.what == ImportItem::What::kListing) {
        Id capture = record_.capture;
        if (rows_capture >= 0) capture = (*refs)[static_cast<size_t>(rows_capture)].id;
        IntakeContext context = sources_.For(item.listing.url);
        if (!item.listing.platform.empty()) context.platform.clear();
        if (!item.listing.item_id.empty()) context.item_id.clear();
        context.capture = capture;
        context.captured_at = at;
        Result<SnapshotSaved> saved = TakeListing(**tx, scope_, std::move(item.listing), context);
        if (saved) ++next.listings;
        else if (saved.error().code == ErrorCode::kInvalid) refuse(item, saved.error().message, "");
        else return Fail(saved);
      } else {
        ++next.pages;
        const CaptureRef& ref = (*refs)[static_cast<size_t>(capture_of[i])];
        if (IsPicture(item)) {
          if (auto linked = LinkPicture(**tx, item.page.url, ref.id, ref.payload_sha256); !linked) return Fail(linked);
        }
        if (Status taken = TakeOffers(**tx, item, read[i], ref, at, next); !taken) return taken;
      }
    }
    next.read_to += static_cast<int64_t>(batch.size());
    Result<ImportRecord> advanced = AdvanceImport(**tx, scope_, next, refusals);
    if (!advanced) return Fail(advanced);
    if (Status done = (*tx)->Commit(); !done) return done;
    record_ = std::move(*advanced);
    shown_ = std::move(shown);
    return Ok();
  }

  // The offers of one page.
  Status TakeOffers(Transaction& tx, const ImportItem& item, const Extraction& page, const CaptureRef& ref, const std::string& at, ImportRecord& counts) {
    size_t nameless = 0;
    for (const Listing& offer : page.listings) {
      Listing listing = offer;
      if (listing.url.empty() && !item.page.url.starts_with("urn:")) listing.url = item.page.url;
      IntakeContext context = sources_.For(listing.url);
      if (listing.url.empty() && listing.item_id.empty()) {
        // Nobody knows where the page came from: its bytes are its name.
        listing.item_id = item.page.url + (nameless > 0 ? "#" + std::to_string(nameless) : "");
        ++nameless;
      }
      context.capture = ref.id;
      context.captured_at = at;
      Result<SnapshotSaved> saved = TakeListing(tx, scope_, std::move(listing), context);
      if (saved) ++counts.listings;
      else if (saved.error().code != ErrorCode::kInvalid) return Fail(saved);
    }
    return Ok();
  }

  // Writes the end.  `why` is empty when it is a good one, else the error that is returned.
  Status End(const std::string& state, const Error& why) {
    ImportRecord ended = record_;
    ended.state = state;
    ended.failure = why.message;
    ended.ended_at = service_.clock().Now();
    Result<std::unique_ptr<Transaction>> tx = db_.Begin();
    if (!tx) return Fail(tx);
    Result<ImportRecord> written = AdvanceImport(**tx, scope_, ended, {});
    if (!written) return Fail(written);
    NewEvent event = EventBy(scope_, "import.finished", "import", record_.id);
    event.region_code = record_.region_code;
    event.detail = {{"state", state}, {"records", ended.read_to}, {"pages", ended.pages}, {"listings", ended.listings}, {"refused", ended.refused}};
    if (auto id = AppendEvent(**tx, event); !id) return Fail(id);
    if (Status done = (*tx)->Commit(); !done) return done;
    record_ = std::move(*written);
    if (state == "failed") return Fail(why);
    return Ok();
  }

  Service& service_;
  const Scope& scope_;
  const FileImport& import_;
  ImportRecord record_;
  CaptureWriter& writer_;
  CaseDb& db_;
  const SourceFinder sources_;
  Json shown_ = Json::array();
};

// Finds or makes the row; a new one gets the capture of its file and its first event.
Result<ImportBegun> Begin(Service& service, const Scope& scope, const ImportRecord& wanted, const ByteSource* source, const std::string& content_type,
                          CaptureWriter& writer, CaseDb& db) {
  Result<std::unique_ptr<Transaction>> look = db.Begin();
  if (!look) return Fail(look);
  Result<ImportBegun> begun = BeginImport(**look, scope, wanted);
  if (!begun || !begun->created) return begun;  // nothing was written
  Result<CaptureRef> ref = CaptureRef{};
  if (source && source->size() <= kMaxKeptFile) {
    Result<std::string> bytes = source->ReadAt(0, static_cast<size_t>(kMaxKeptFile));
    if (!bytes) return Fail(bytes);
    Exchange exchange;
    exchange.url = "urn:markwarden:import:" + wanted.sha256;
    exchange.body = std::move(*bytes);
    exchange.started = service.clock().Now();
    ref = writer.Append(exchange, {.id = 0, .kind = CaptureKind::kHandedIn, .content_type = content_type, .source = 0, .watch = 0,
                                   .created_by = scope.actor,
                                   .provenance = {{"by", scope.actor_name}, {"from", TextOrNull(wanted.from_whom)}, {"file", wanted.file_name},
                                                  {"file_sha256", wanted.sha256}, {"import", IdToString(begun->record.id)}}});
    if (!ref) return Fail(ref);
    if (auto refs = writer.Commit(**look); !refs) return Fail(refs);
  }
  begun->record.capture = ref->id;
  Result<ImportRecord> written = AdvanceImport(**look, scope, begun->record, {});
  if (!written) return Fail(written);
  begun->record = std::move(*written);
  NewEvent event = EventBy(scope, "import.started", "import", begun->record.id);
  event.region_code = wanted.region_code;
  event.detail = {{"kind", wanted.kind}, {"sha256", wanted.sha256}, {"bytes", wanted.bytes}, {"capture", ref->id ? Json(IdToString(ref->id)) : Json(nullptr)}};
  event.personal = {{"file", wanted.file_name}, {"from", TextOrNull(wanted.from_whom)}};
  if (auto id = AppendEvent(**look, event); !id) return Fail(id);
  if (Status done = (*look)->Commit(); !done) return Fail(done);
  return begun;
}

// Without the folders that it lay in: those are the reader's own.
std::string NameOf(const FileImport& import) {
  std::string name = import.upload || !import.name.empty() ? import.name : import.file.lexically_normal().string();
  while (name.size() > 1 && name.ends_with('/')) name.pop_back();
  if (const size_t slash = name.find_last_of("/\\"); slash != std::string::npos) name.erase(0, slash + 1);
  name = OneLine(name);
  if (name.size() > 255) name.resize(255);
  return name.empty() ? "upload" : name;
}

std::string_view ContentTypeOf(ImportKind kind) {
  switch (kind) {
    case ImportKind::kListingsJsonl: return "application/x-ndjson";
    case ImportKind::kListingsCsv: return "text/csv";
    case ImportKind::kListingsXlsx: return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    case ImportKind::kWarc: return "application/warc";
    case ImportKind::kHar: return "application/json";
    case ImportKind::kMhtml: return "multipart/related";
    case ImportKind::kHtml: return "text/html";
    case ImportKind::kArchive: return "application/zip";
    case ImportKind::kFolder: break;
  }
  return "application/octet-stream";
}

}  // namespace

Result<Json> ImportFile(Service& service, const Scope& scope, const FileImport& import) {
  if (Status allowed = Authorise(scope, UseCase::kImportListings); !allowed) return Fail(allowed);
  std::optional<ImportKind> kind;
  if (!import.as.empty()) {
    kind = ParseImportKind(import.as);
    if (!kind) return Fail(ErrorCode::kInvalid, "no kind \"" + import.as.substr(0, 40) + "\": there are jsonl, csv, xlsx, warc, har, mhtml, html, zip and folder");
  }
  if (!import.mapping.empty()) {  // a mapping is the importer's own: said before anything is opened
    if (Result<ListingMapping> parsed = ParseListingMapping(import.mapping); !parsed) return Fail(std::move(parsed.error()).While("mapping"));
  }
  Result<std::string> table = ReadFile(service.options().data_dir / "crawler" / "data" / "listing_columns.yaml", 1 << 20);
  if (!table) return Fail(table);

  std::error_code ignored;
  const bool folder = !import.upload && fs::is_directory(import.file, ignored);
  std::unique_ptr<FileSource> source;
  std::vector<PackedFile> packed;
  Result<FileDigest> digest = FileDigest{};
  if (folder) {
    kind = ImportKind::kFolder;
    digest = DigestOfFolder(import.file);
    Result<PackedFolder> pack = PackFolder(import.file);
    if (!pack) return Fail(pack);
    source = std::move(pack->file);
    packed = std::move(pack->files);
  } else {
    Result<std::unique_ptr<FileSource>> opened = import.upload ? FileOfBytes(*import.upload) : FileSource::Open(import.file.string());
    if (!opened) return Fail(opened);
    source = std::move(*opened);
    const std::string name = NameOf(import);
    if (source->size() > kMaxImportFileBytes) return Fail(ErrorCode::kExhausted, name + " is larger than 4 GiB: split it");
    if (kind == ImportKind::kFolder) return Fail(ErrorCode::kInvalid, name + " is a file, no folder");
    digest = DigestOf(*source);
  }
  if (!digest) return Fail(digest);
  Result<std::unique_ptr<ConfinedImport>> started = ConfinedImport::Start(service.content(), source->fd(), source->size());
  if (!started) return Fail(started);
  if (!kind) {
    Result<ImportKind> told = (*started)->Detect();
    if (!told) return Fail(std::move(told.error()).While(NameOf(import)));
    kind = *told;
  }

  ImportRecord wanted;
  wanted.file_name = NameOf(import);
  wanted.sha256 = digest->sha256;
  wanted.bytes = digest->bytes;
  wanted.kind = ToString(*kind);
  wanted.mapping_sha256 = Sha256Hex(import.mapping);
  wanted.from_whom = import.from;
  if (!scope.regions.empty()) wanted.region_code = scope.regions.front();

  // Opened before anything is written: a file that cannot be read at all leaves no trace.
  const Status opened = (*started)->Open({.size = 0, .kind = *kind, .file_name = wanted.file_name, .mapping = import.mapping, .known_columns = *table}, packed);
  if (!opened) return Fail(Error(opened.error()).While(wanted.file_name));
  ConfinedImport& reader = **started;

  if (Status noted = NoteEnvironment(service, "import"); !noted) return Fail(noted);
  Result<Service::Connection> db = service.Connect();
  if (!db) return Fail(db);
  Result<std::unique_ptr<CaptureWriter>> writer = CaptureWriter::Open(service.store(), **db, "import");
  if (!writer) return Fail(writer);
  SayWhatWasCut(import.say, (*writer)->cut_bytes());
  Result<ImportBegun> begun = Begin(service, scope, wanted, folder ? nullptr : source.get(), std::string(ContentTypeOf(*kind)), **writer, **db);
  if (!begun) return Fail(begun);
  const bool again = !begun->created && begun->record.state == "done";
  Json shown = Json::array();
  if (!again) {
    Result<SourceFinder> sources = SourceFinder::Load(**db, scope);
    if (!sources) return Fail(sources);
    begun->record.state = "running";
    begun->record.failure.clear();
    begun->record.ended_at.reset();
    Run run(service, scope, import, begun->record, **writer, **db, std::move(*sources));
    if (Status ran = run.ReadAll(reader); !ran) return Fail(std::move(ran.error()).While(wanted.file_name));
    shown = run.TakeShown();
    begun->record = run.record();
  }
  writer->reset();
  if (!again) {
    if (Status passed = WorkPassWhenAlone(service); !passed) return Fail(passed);
  }
  Result<Json> view = ImportView(**db, begun->record);
  if (!view) return view;
  (*view)["already_done"] = again;
  (*view)["refused"] = std::move(shown);
  return view;
}

}  // namespace markwarden

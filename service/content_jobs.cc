// Registration: names to pure functions of other rooms.
#include "service/content_jobs.h"

#include <cstdio>

#include "core/formats/mail_parse.h"
#include "core/formats/mail_wire.h"
#include "core/formats/timestamp_wire.h"
#include "core/json.h"
#include "core/sandbox/sealer.h"
#include "core/sandbox/worker.h"
#include "core/text/charset.h"
#include "core/wire.h"
#include "crawler/extract.h"
#include "crawler/extract_wire.h"
#include "crawler/sitemap.h"
#include "crawler/sitemap_wire.h"
#include "matcher/picture.h"
#include "service/answer_job.h"
#include "service/goods_job.h"
#include "service/import_job.h"
#include "service/rights_job.h"

namespace markwarden {
namespace {

Result<std::string> ExtractJob(std::string_view params, std::string_view data) {
  WireReader in(params);
  const std::string content_encoding(in.Text());
  const std::string_view packed = in.Text();
  if (Status read = in.Done(); !read) return Fail(read);
  const Result<ExtractOptions> options = ExtractOptionsFromWire(packed);
  if (!options) return Fail(options.error());
  return ToWire(Extract(data, content_encoding, *options));
}

Result<std::string> SitemapJob(std::string_view params, std::string_view data) {
  WireReader in(params);
  const std::string content_encoding(in.Text());
  const std::string address(in.Text());
  if (Status read = in.Done(); !read) return Fail(read);
  const Result<Url> base = ParseUrl(address);
  const Result<Sitemap> sitemap = ReadSitemap(data, content_encoding, base ? &*base : nullptr);
  if (!sitemap) return Fail(sitemap.error());
  return ToWire(*sitemap);
}

// Certificates and revocation lists may be larger than parameters are.
Result<std::string> TimestampJob(std::string_view, std::string_view data) {
  WireReader in(data);
  const std::string_view asked = in.Text(), answer = in.Text();
  if (Status read = in.Done(); !read) return Fail(read);
  const Result<TimestampQuestion> question = TimestampQuestionFromWire(asked);
  if (!question) return Fail(question.error());
  const Result<TimestampFacts> facts = CheckTimestamp(answer, question->digest, question->nonce, question->rules);
  if (!facts) return Fail(facts.error());
  return ToWire(*facts);
}

Result<std::string> MailJob(std::string_view, std::string_view data) {
  const CharsetDecoder decoder = [](std::string_view bytes, std::string_view charset) {
    std::optional<DecodedText> decoded = DecodeAs(bytes, CharsetFromLabel(charset));
    return decoded ? std::optional<std::string>(std::move(decoded->text)) : std::nullopt;
  };
  const Result<ReceivedMail> mail = ParseMail(data, {.attachment_bytes = false, .decoder = decoder});
  if (!mail) return Fail(mail.error());
  return ToWire(*mail);
}

Result<std::string> FingerprintJob(std::string_view params, std::string_view data) {
  const auto asks = [&](char what) { return params.find(what) != std::string_view::npos; };
  Result<PictureKey> key = FingerprintPicture(data, {.role = asks(kAsReference) ? PictureRole::kReference : PictureRole::kQuery,
                                                     .corners = asks(kWithCorners) ? Corners::kFind : Corners::kNone});
  if (!key) return Fail(key);
  return DumpJson(ToJson(*key));
}

}  // namespace

JobTable ContentJobs() {
  return {
      {.name = kExtractJob, .worker_class = WorkerClass::kLight, .run = ExtractJob},
      {.name = kSitemapJob, .worker_class = WorkerClass::kLight, .run = SitemapJob},
      {.name = kFingerprintJob, .worker_class = WorkerClass::kLight, .run = FingerprintJob},
      {.name = kTimestampJob, .worker_class = WorkerClass::kLight, .run = TimestampJob},
      {.name = kPickAnswerJob, .worker_class = WorkerClass::kLight, .run = PickAnswerJob},
      {.name = kMailJob, .worker_class = WorkerClass::kLight, .run = MailJob},
      {.name = kGoodsJob, .worker_class = WorkerClass::kHeavy, .run = ReadGoodsJob},
      {.name = kImportDetectJob, .worker_class = WorkerClass::kHeavy, .run = DetectImportJob},
      {.name = kImportOpenJob, .worker_class = WorkerClass::kHeavy, .run = OpenImportJob},
      {.name = kImportNextJob, .worker_class = WorkerClass::kHeavy, .run = NextImportJob},
      {.name = kRightsOpenJob, .worker_class = WorkerClass::kHeavy, .run = OpenRightsJob},
      {.name = kRightsNextJob, .worker_class = WorkerClass::kHeavy, .run = NextRightsJob},
      {.name = kRightsPictureJob, .worker_class = WorkerClass::kHeavy, .run = RightsPictureJob},
  };
}

void PrepareContentJobs() {
  // One page in each family of charsets: converters and tables are built on first use.
  for (const char* charset : {"utf-8", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "windows-1251", "windows-1252", "koi8-r", "utf-16le"}) {
    (void)Extract("<html><head><title>1</title><script type=\"application/ld+json\">{\"@type\":\"Product\",\"name\":\"1\"}</script>"
                  "<body><h1>1</h1><a href=\"/item/1\">1</a><b>\xa5 9.90</b>",
                  "", {.url = "https://shop.example/item/1", .content_type = std::string("text/html; charset=") + charset});
  }
  (void)ParseSitemap("<urlset><url><loc>https://shop.example/</loc></url></urlset>");
  (void)FingerprintPicture("no picture");
}

int ContentWorkerMain(int argc, char** argv) {
  if (argc > 2 && std::string_view(argv[1]) == "seal") return SealerMain(argc, argv);
  if (argc != 2) {
    std::fputs("markwarden-worker: the program starts its workers itself\n", stderr);
    return 2;
  }
  const bool heavy = argv[1] == ToString(WorkerClass::kHeavy);
  return RunContentWorker(ContentJobs(), heavy ? WorkerClass::kHeavy : WorkerClass::kLight, PrepareContentJobs);
}

}  // namespace markwarden

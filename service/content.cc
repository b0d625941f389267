// The typed side of the content workers' jobs.
#include "service/content.h"

#include <chrono>
#include <filesystem>

#include "core/data_dir.h"
#include "core/formats/mail_wire.h"
#include "core/formats/timestamp_wire.h"
#include "core/json.h"
#include "core/wire.h"
#include "crawler/extract_wire.h"
#include "crawler/sitemap_wire.h"
#include "service/content_jobs.h"
#include "service/goods_job.h"

namespace markwarden {
namespace {

constexpr int64_t kReportEveryMillis = 5'000;

int64_t SteadyMillis() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

std::string WorkerProgram(const std::string& wanted) {
  if (!wanted.empty()) return wanted;
  std::error_code error;
  return (std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "markwarden-worker").string();
}

ContentWorkers::ContentWorkers(ContentOptions options)
    : options_(std::move(options)),
      pool_(ContentJobs(), {.program = WorkerProgram(options_.program), .light_workers = options_.light_workers, .on_loss = options_.on_loss}),
      next_report_(SteadyMillis() + kReportEveryMillis) {}

ContentWorkers::~ContentWorkers() {
  if (used_ && options_.on_health) options_.on_health(pool_.health());
}

Result<std::string> ContentWorkers::Run(const char* job, std::string_view params, std::string_view data) {
  Result<std::string> reply = pool_.Run(job, params, data);
  used_ = true;
  int64_t due = next_report_;
  const int64_t now = SteadyMillis();
  if (options_.on_health && now >= due && next_report_.compare_exchange_strong(due, now + kReportEveryMillis)) {
    options_.on_health(pool_.health());
  }
  return reply;
}

Extraction ContentWorkers::ExtractPage(std::string_view body, std::string_view content_encoding, const ExtractOptions& options) {
  WireWriter params;
  params.Text(content_encoding);
  params.Text(ToWire(options));
  const Result<std::string> reply = Run(kExtractJob, std::move(params).Take(), body);
  Result<Extraction> page = reply ? ExtractionFromWire(*reply) : Result<Extraction>(Fail(reply.error()));
  if (page) return std::move(*page);
  Extraction lost;
  lost.degraded = true;
  lost.why_degraded = page.error().message.starts_with("content worker") ? page.error().message : "content worker: " + page.error().message;
  return lost;
}

Result<Sitemap> ContentWorkers::ReadListed(std::string_view bytes, std::string_view content_encoding, std::string_view base) {
  WireWriter params;
  params.Text(content_encoding);
  params.Text(base);
  const Result<std::string> reply = Run(kSitemapJob, std::move(params).Take(), bytes);
  if (!reply) return Fail(reply.error());
  return SitemapFromWire(*reply);
}

Result<NiceImport> ContentWorkers::ReadGoods(const std::string& edition, const std::string& from, const std::string& sheet, std::string_view bytes) {
  if (bytes.empty()) return Fail(ErrorCode::kInvalid, "the file is empty");
  if (bytes.size() > kMaxNiceFile) return Fail(ErrorCode::kExhausted, "the file is larger than 32 MiB");
  WireWriter params;
  params.Text(edition);
  params.Text(from);
  params.Text(sheet);
  const Result<std::string> reply = Run(kGoodsJob, std::move(params).Take(), bytes);
  if (!reply) return Fail(reply.error());
  return NiceImportFromWire(*reply);
}

Result<ReceivedMail> ContentWorkers::ReadMail(std::string_view bytes) {
  const Result<std::string> reply = Run(kMailJob, {}, bytes);
  if (!reply) return Fail(reply.error());
  return ReceivedMailFromWire(*reply);
}

Result<Json> ContentWorkers::PickAnswer(std::string_view answer, const std::vector<std::string>& pointers) {
  const Result<std::string> reply = Run(kPickAnswerJob, DumpJson(Json(pointers)), answer);
  if (!reply) return Fail(reply.error());
  Result<Json> picked = ParseJson(*reply);
  if (!picked || !picked->is_array() || picked->size() != pointers.size()) return Fail(ErrorCode::kInvalid, "the content worker gave no list");
  return picked;
}

Result<TimestampFacts> ContentWorkers::CheckAnswer(std::string_view answer, const Sha256Digest& digest, std::string_view nonce, const TimestampRules& rules) {
  WireWriter data;
  data.Text(ToWire(TimestampQuestion{.digest = digest, .nonce = std::string(nonce), .rules = rules}));
  data.Text(answer);
  const Result<std::string> reply = Run(kTimestampJob, {}, std::move(data).Take());
  if (!reply) return Fail(reply.error());
  return TimestampFactsFromWire(*reply);
}

Result<PictureKey> ContentWorkers::Fingerprint(std::string_view bytes, const FingerprintOptions& options) {
  std::string params;
  if (options.role == PictureRole::kReference) params += kAsReference;
  if (options.corners == Corners::kFind) params += kWithCorners;
  const Result<std::string> reply = Run(kFingerprintJob, params, bytes);
  if (!reply) return Fail(reply.error());
  Result<Json> json = ParseJson(*reply);
  if (!json) return Fail(json);
  return PictureKeyFromJson(*json);
}

Result<PictureKey> ContentWorkers::FingerprintFor(const Matcher& matcher, bool figures, std::string_view bytes) {
  if (!figures) {
    Result<PictureKey> key = Fingerprint(bytes);
    if (!key || !matcher.Undecided(*key)) return key;
  }
  Result<PictureKey> key = Fingerprint(bytes, {.corners = Corners::kFind});
  if (!key) return key;
  const std::lock_guard lock(recent_mutex_);
  if (recent_.emplace(key->sha256, *key).second) recent_order_.push_back(key->sha256);
  if (recent_order_.size() > kMaxRecent) {
    recent_.erase(recent_order_.front());
    recent_order_.pop_front();
  }
  return key;
}

std::optional<PictureKey> ContentWorkers::Recent(const std::string& sha256) const {
  const std::lock_guard lock(recent_mutex_);
  const auto found = recent_.find(sha256);
  return found == recent_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace markwarden

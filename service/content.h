// Reading what comes from outside, in content workers: each function hands the bytes to a confined process and
// gives back what it said.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/formats/mail_parse.h"
#include "core/formats/timestamp.h"
#include "core/json.h"
#include "core/picture_key.h"
#include "core/result.h"
#include "core/sandbox/pool.h"
#include "crawler/extract.h"
#include "crawler/sitemap.h"
#include "matcher/matcher.h"
#include "matcher/picture.h"
#include "rules/nice_import.h"

namespace markwarden {

struct ContentOptions {
  std::string program;  // of the workers; empty: markwarden-worker beside this program
  int light_workers = 0;
  std::function<void(const LossReport&)> on_loss;
  // Called now and then after a job, at most every few seconds, by whichever thread ran it.
  std::function<void(const PoolHealth&)> on_health;
};

// `wanted`, or markwarden-worker beside this program.
std::string WorkerProgram(const std::string& wanted);

// Thread-safe.
class ContentWorkers {
 public:
  explicit ContentWorkers(ContentOptions options);
  ~ContentWorkers();  // tells on_health a last time when there was any job

  // Extract of crawler/extract.h.  A page that its worker died over is an Extraction of kind kOther, degraded,
  // whose why_degraded begins with "content worker".
  Extraction ExtractPage(std::string_view body, std::string_view content_encoding, const ExtractOptions& options);

  // ReadSitemap of crawler/sitemap.h; `base` may be empty.  Errors: its own, and those of WorkerPool::Run.
  Result<Sitemap> ReadListed(std::string_view bytes, std::string_view content_encoding, std::string_view base);

  // CheckTimestamp of core/formats/timestamp.h: what a time authority answered is hostile until then.  Errors: its own, and those of WorkerPool::Run.
  Result<TimestampFacts> CheckAnswer(std::string_view answer, const Sha256Digest& digest, std::string_view nonce, const TimestampRules& rules);

  // ParseMail of core/formats/mail_parse.h, without the bytes of attachments.  Errors: as above.
  Result<ReceivedMail> ReadMail(std::string_view bytes);

  // ImportNiceTable of rules/nice_import.h: an office's table of goods.  Errors: as above.
  Result<NiceImport> ReadGoods(const std::string& edition, const std::string& from, const std::string& sheet, std::string_view bytes);

  // PickFromJson of service/answer_job.h: what a platform's interface answered.  Errors: as above.
  Result<Json> PickAnswer(std::string_view answer, const std::vector<std::string>& pointers);

  // FingerprintPicture of matcher/picture.h.  Errors: as above.
  Result<PictureKey> Fingerprint(std::string_view bytes, const FingerprintOptions& options = {});

  // A listing's picture as `matcher` needs it: with its corners where the hashes leave a copy open, or when
  // `figures` (Matcher::LooksForFigures of the listing) says so.
  // Such keys are kept for a while, because one picture is looked at from several pages.
  Result<PictureKey> FingerprintFor(const Matcher& matcher, bool figures, std::string_view bytes);

  // The key with corners that FingerprintFor made lately of the file with this digest.
  std::optional<PictureKey> Recent(const std::string& sha256) const;

  // A heavy worker of one's own that reads `file`: for service/import_confined.h and service/rights_file.h.
  Result<std::unique_ptr<WorkerSession>> OpenSession(int file) { return pool_.Open(WorkerClass::kHeavy, file); }

  PoolHealth health() const { return pool_.health(); }

 private:
  // Guarded by recent_mutex_: some 12 kB each.
  static constexpr size_t kMaxRecent = 2000;
  mutable std::mutex recent_mutex_;
  std::map<std::string, PictureKey> recent_;
  std::deque<std::string> recent_order_;

  Result<std::string> Run(const char* job, std::string_view params, std::string_view data);

  const ContentOptions options_;
  WorkerPool pool_;
  std::atomic<int64_t> next_report_{0};  // steady milliseconds
  std::atomic<bool> used_{false};
};

}  // namespace markwarden

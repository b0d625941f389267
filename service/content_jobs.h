// The jobs of content workers: every function that parses bytes from outside, by name.
// Linked into the program (which knows their names) and into markwarden-worker (which runs them).
#pragma once

#include "core/sandbox/job.h"

namespace markwarden {

inline constexpr const char* kExtractJob = "html.extract";
inline constexpr const char* kSitemapJob = "sitemap.read";
inline constexpr const char* kFingerprintJob = "picture.fingerprint";
inline constexpr char kAsReference = 'r', kWithCorners = 'c';  // its parameters: some of these letters
inline constexpr const char* kTimestampJob = "timestamp.check";
inline constexpr const char* kPickAnswerJob = "answer.pick";
inline constexpr const char* kGoodsJob = "goods.read";
inline constexpr const char* kMailJob = "mail.parse";
// Of a worker's own file (WorkerSession): service/import_job.h, service/rights_job.h.
inline constexpr const char* kImportDetectJob = "import.detect";
inline constexpr const char* kImportOpenJob = "import.open";
inline constexpr const char* kImportNextJob = "import.next";
inline constexpr const char* kRightsOpenJob = "rights.open";
inline constexpr const char* kRightsNextJob = "rights.next";
inline constexpr const char* kRightsPictureJob = "rights.picture";

JobTable ContentJobs();

// The main function of markwarden-worker, whose one argument is a worker class; with "seal" it is the log's sealer
// (core/sandbox/sealer.h), which runs no job.
int ContentWorkerMain(int argc, char** argv);

// Touches what the jobs read of files or build once, so that nothing is missing when files are out of reach.
void PrepareContentJobs();

}  // namespace markwarden

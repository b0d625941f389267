// The child's side: confines itself, then answers jobs until the host goes away.
#pragma once

#include <functional>

#include "core/sandbox/job.h"

namespace markwarden {

// Runs in a program of its own, on its main thread, with the descriptors of channel.h.  Functions are called
// with `prepare` done before confinement: what they need of files (tables, code pages) is loaded there.
// Returns the process's exit code.
int RunContentWorker(const JobTable& jobs, WorkerClass worker_class, const std::function<void()>& prepare);

}  // namespace markwarden

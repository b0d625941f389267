// Names of the jobs that a compromised parser might do; shared by the worker and its test.
#pragma once

#include "core/sandbox/job.h"

namespace markwarden {

// Runs nowhere but in hostile-worker: the host needs the names and classes alone.
JobTable HostileJobs();

}  // namespace markwarden

// The real content jobs, but for pages that say how they want to kill their worker.
#include <cstdlib>

#include "core/sandbox/worker.h"
#include "service/content_jobs.h"

int main(int argc, char** argv) {
  using namespace markwarden;
  JobTable jobs = ContentJobs();
  for (Job& job : jobs) {
    job.run = [run = job.run](std::string_view params, std::string_view data) -> Result<std::string> {
      if (data.find("<!-- crash this worker -->") != std::string_view::npos) std::abort();
      return run(params, data);
    };
  }
  const bool heavy = argc > 1 && argv[1] == ToString(WorkerClass::kHeavy);
  return RunContentWorker(jobs, heavy ? WorkerClass::kHeavy : WorkerClass::kLight, PrepareContentJobs);
}

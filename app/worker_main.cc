// markwarden-worker CLASS: started by the program, never by hand.
#include <cstdio>

#include "core/sandbox/worker.h"
#include "service/content_jobs.h"

int main(int argc, char** argv) {
  using namespace markwarden;
  if (argc != 2) {
    std::fputs("markwarden-worker: the program starts its workers itself\n", stderr);
    return 2;
  }
  const bool heavy = argv[1] == ToString(WorkerClass::kHeavy);
  return RunContentWorker(ContentJobs(), heavy ? WorkerClass::kHeavy : WorkerClass::kLight, PrepareContentJobs);
}

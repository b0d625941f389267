// A content worker whose jobs are what an attacker would do inside one.
#include "core/sandbox/worker.h"
#include "tests/sandbox/hostile_jobs.h"

int main(int argc, char** argv) {
  using namespace markwarden;
  const bool heavy = argc > 1 && argv[1] == ToString(WorkerClass::kHeavy);
  return RunContentWorker(HostileJobs(), heavy ? WorkerClass::kHeavy : WorkerClass::kLight, {});
}

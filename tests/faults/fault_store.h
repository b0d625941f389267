// A store with an officer, a right, a source with its site, captures that are sealed and
// captures that are not; put back as it was before each fault, and checked after it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include "tests/app/run_command.h"
#include "tests/net/test_server.h"

namespace markwarden {

// MARKWARDEN_FAULTS: "all" tries every fault, "1/16" a sixteenth of those that come by the thousand; a sample without it.
bool EveryFault();
// How far it is from one fault to the next.
int FaultStep(int all, int sample);

// Whether this process may mount; root without it fails the test instead of skipping it.
bool MayMount();

class FaultStore : public ::testing::Test {
 protected:
  FaultStore();
  ~FaultStore() override;

  // The store as it was made.  Ends what is mounted on it.
  void PutBack();
  // The commands whose writes to the store are tried: import, crawl, work, export (a package of evidence).
  static const std::vector<std::string>& Commands();
  // What a packing or backing up that failed has left: whole packages, and no backup or a whole one, which is removed.
  void ExpectWholeOrNothing(const std::string& why);
  Ran Run(const std::string& command, const std::string& before = "");
  // With the fault library: `what` as it understands it.  Says whether the fault was reached.
  struct Faulty {
    Ran ran;
    bool fired = false;
  };
  Faulty RunWith(const std::string& what, const std::string& command);

  // Opens the store as the next start would and checks: both databases are sound, every capture
  // reads back with its digest, every seal's root is that of its captures, the log fits.
  // `sealed` captures of the template are all there.  Returns how many captures there are.
  int64_t Check(const std::string& why);

  // A failed command has said one line and exits as the contract says.
  static void ExpectOneLine(const Ran& ran, const std::string& why, int code = 3);

  std::filesystem::path store() const { return folder_.path() / "store"; }
  std::filesystem::path backup() const { return folder_.path() / "backup"; }
  std::filesystem::path spare() const { return folder_.path() / "template"; }

  TemporaryFolder folder_;
  TestServer site_;
  std::string settings_, administrator_;  // whose sign-in a command uses
  std::string case_id_;                   // of the template, with one flag
  std::set<int64_t> sealed_;  // captures of the template
};

}  // namespace markwarden

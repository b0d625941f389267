// The machine while evidence is made: the facts of an environment self-check (清洁性检查), each with the call that
// gave it.  A fact that could not be measured is unknown and says why; nothing stands in its place.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/json.h"
#include "core/result.h"

namespace markwarden {

struct EnvironmentFact {
  std::string id;       // "clock", "hosts_file" ...: the words are in reports/evidence/words.yaml
  std::string call;     // "adjtimex(2)", "read /etc/hosts" ...
  Json value;           // null when unknown
  std::string unknown;  // why, when it is
  std::vector<std::string> stands_out;  // what a reader should see first: "clock_not_synchronised" ...
};

struct EnvironmentOptions {
  std::filesystem::path store_dir;   // whose disk is looked at
  std::vector<std::string> hosts;    // of the captures: an entry of the hosts file for one of them stands out
  std::vector<std::filesystem::path> programs;  // beside this one: their digests too
  std::string version;                  // of this program
  std::filesystem::path root = "/";     // where etc/, proc/ and sys/ are (tests)
};

// What the kernel calls this boot.  Errors: kNotFound (it tells none).
Result<std::string> BootId(const std::filesystem::path& root = "/");

// Sends nothing over the network.  Reads at most 64 KiB of any text file and every loaded library once.
std::vector<EnvironmentFact> LookAtEnvironment(const EnvironmentOptions& options);

// {"format","looked_at","facts":[{"id","call","value","unknown","stands_out"}]}
Json EnvironmentReport(const std::vector<EnvironmentFact>& facts, Time looked_at);

}  // namespace markwarden

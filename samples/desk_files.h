// What the complaint desks keep on disk: the journal of complaints, the truth about relisted offers.
#pragma once

#include <filesystem>

#include "core/result.h"
#include "samples/site.h"

namespace markwarden::samples {

class DeskFiles {
 public:
  // Reads complaints.jsonl of `dir` back into the site and writes relisted.jsonl anew when there is
  // or was something to say in it.  Neither is made before it has a line.  An end that a killed
  // process tore off costs its line only.
  // Errors: kConflict (another market's complaints), kInternal and others of ReadFile and WriteFileAtomic.
  static Result<DeskFiles> Open(const std::filesystem::path& dir, Site& site, Time now);

  int passed_over() const { return passed_over_; }  // lines of the journal that could not be used

  // Appends what the answer asks for and hands it to the operating system.  Errors: kInternal.
  Status Keep(const SiteAnswer& answer);

 private:
  explicit DeskFiles(std::filesystem::path dir) : dir_(std::move(dir)) {}

  std::filesystem::path dir_;
  int passed_over_ = 0;
  bool torn_ = false;  // the journal's last line has no end
};

}  // namespace markwarden::samples

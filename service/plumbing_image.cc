// `markwarden image hash` and `markwarden image match`: pictures in, one line out for each.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <ostream>
#include <string>

#include "core/data_dir.h"
#include "core/file.h"
#include "core/formats/image_decode.h"
#include "matcher/picture.h"
#include "matcher/picture_bank.h"
#include "rules/rule_book.h"
#include "service/content.h"
#include "service/plumbing.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

void Complain(std::ostream& out, const std::string& file, const std::string& error) {
  out << DumpJson({{"file", file}, {"error", error}}) << '\n';
}

Result<PictureKey> ReadKey(ContentWorkers& content, const fs::path& file, const FingerprintOptions& options) {
  Result<std::string> bytes = ReadFile(file, kMaxPictureBytes);
  if (!bytes) return Fail(bytes);
  return content.Fingerprint(*bytes, options);
}

// Every file of the folder and its subfolders, hidden ones and links left out, in order of their names.
Result<std::vector<fs::path>> FilesOf(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const bool hidden = at->path().filename().string().starts_with(".");
    if (hidden && at->is_directory()) at.disable_recursion_pending();
    if (!hidden && !at->is_symlink() && at->is_regular_file()) files.push_back(at->path());
  }
  if (error) return Fail(ErrorCode::kNotFound, "open " + folder.string() + ": " + error.message());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int PlumbImageHash(const ImageHashPlumbing& options, std::ostream& out) {
  ContentWorkers content({});
  int exit_code = 0;
  for (const std::string& file : options.files) {
    const Result<PictureKey> key = ReadKey(content, file, {});
    if (key) {
      out << DumpJson({{"file", file}, {"pdq", ToHex(key->views[0].hash)}, {"quality", key->views[0].hash.quality},
                       {"width", key->width}, {"height", key->height}}) << '\n';
    } else {
      Complain(out, file, key.error().message);
      exit_code = 1;
    }
  }
  return exit_code;
}

int PlumbImageMatch(const ImageMatchPlumbing& options, std::ostream& out) {
  ContentWorkers content({});
  int exit_code = 0;
  const auto refuse = [&](const std::string& file, const Error& error) {
    Complain(out, file, error.message);
    return exit_code = 1;
  };
  Result<std::shared_ptr<const RuleBook>> book = LoadRuleBook(DataDir());
  if (!book) return refuse(options.bank, book.error());
  Result<std::vector<fs::path>> references = FilesOf(options.bank);
  if (!references) return refuse(options.bank, references.error());
  std::vector<std::string> names;
  std::vector<PictureKey> keys;
  for (const fs::path& file : *references) {
    Result<PictureKey> key = ReadKey(content, file, {.role = PictureRole::kReference, .corners = Corners::kFind});
    if (!key) {
      refuse(file.string(), key.error());
      continue;
    }
    names.push_back(fs::relative(file, options.bank).generic_string());
    keys.push_back(std::move(*key));
  }
  const PictureBank bank(std::move(keys), CornerSearch::kAll);
  const CopyLimits limits = CopyLimitsOf((*book)->weights);
  for (const std::string& file : options.files) {
    const Result<PictureKey> key = ReadKey(content, file, {.corners = Corners::kFind});
    if (!key) {
      refuse(file, key.error());
      continue;
    }
    std::vector<PictureBank::Hit> hits = bank.Find(*key, limits);
    std::stable_sort(hits.begin(), hits.end(), [](const auto& a, const auto& b) { return a.copy.score > b.copy.score; });
    Json matches = Json::array();
    for (const PictureBank::Hit& hit : hits) {
      const Region& r = hit.copy.region;
      matches.push_back({{"ref", names[hit.reference]}, {"method", hit.copy.method}, {"score", std::round(hit.copy.score * 1000) / 1000},
                         {"distance", hit.copy.distance}, {"region", {r.x, r.y, r.width, r.height}}});
    }
    out << DumpJson({{"file", file}, {"matches", std::move(matches)}}) << '\n';
  }
  return exit_code;
}

}  // namespace markwarden

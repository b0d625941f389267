// `markwarden match`: listings on stdin, flags on stdout, by the very matcher that the
// store's work uses.
#include <filesystem>
#include <istream>
#include <ostream>
#include <string>

#include "core/data_dir.h"
#include "core/file.h"
#include "core/formats/image_decode.h"
#include "matcher/matcher.h"
#include "rules/rights_import.h"
#include "service/content.h"
#include "service/plumbing.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

void Complain(std::ostream& out, const std::string& file, const std::string& error) {
  out << DumpJson({{"file", file}, {"error", error}}) << '\n';
}

// A name that stays inside its folder: relative, without "..".
bool StaysInside(const std::string& name) {
  const fs::path path(name);
  if (name.empty() || path.is_absolute()) return false;
  for (const fs::path& part : path) {
    if (part == "..") return false;
  }
  return true;
}

Result<std::string> ReadPicture(const fs::path& dir, const std::string& name) {
  if (!StaysInside(name)) return Fail(ErrorCode::kDenied, "a picture's name must be a path inside its folder");
  return ReadFile(dir / name, kMaxPictureBytes);
}

}  // namespace

int PlumbMatch(const MatchPlumbing& options, std::istream& in, std::ostream& out) {
  ContentWorkers content({});
  const auto refuse = [&](const std::string& file, const Error& error) {
    Complain(out, file, error.message);
    return 1;
  };
  Result<std::string> text = ReadFile(options.rights, 256u << 20);
  if (!text) return refuse(options.rights, text.error());
  Result<RightsImport> import = ImportRights(*text);
  if (!import) return refuse(options.rights, import.error());
  int exit_code = 0;
  for (const RefusedRow& row : import->refused) {
    Complain(out, options.rights + ":" + std::to_string(row.line), row.reason);
    exit_code = 1;
  }
  const fs::path rights_dir = fs::path(options.rights).parent_path();
  std::vector<RightVersion> versions;
  for (Right& right : import->rights) {
    RightVersion version{.version_id = {}, .right = std::move(right), .pictures = {}};
    for (const std::string& image : version.right.images) {
      const Result<std::string> bytes = ReadPicture(rights_dir, image);
      Result<PictureKey> key = bytes ? content.Fingerprint(*bytes, {.role = PictureRole::kReference, .corners = Corners::kFind})
                                     : Result<PictureKey>(Fail(bytes.error()));
      if (key) {
        version.pictures.push_back({image, std::move(*key)});
      } else {
        Complain(out, image, "picture of right " + version.right.id + ": " + key.error().message);
        exit_code = 1;
      }
    }
    versions.push_back(std::move(version));
  }
  Result<std::shared_ptr<const RuleBook>> book = LoadRuleBook(DataDir());
  if (!book) return refuse(options.rights, book.error());
  Result<std::shared_ptr<const RuleSet>> rules = RuleSet::Build(std::move(versions), *book);
  if (!rules) return refuse(options.rights, rules.error());
  const Matcher matcher(*rules, {.as_of = SystemClock().Now()});

  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const std::string where = "stdin:" + std::to_string(number);
    Result<Json> object = ParseUniqueJson(line);
    Result<Listing> listing = object ? ListingFromJson(*object) : Result<Listing>(Fail(object.error()));
    if (!listing) {
      Complain(out, where, listing.error().message);
      exit_code = 1;
      continue;
    }
    PictureContext pictures;
    if (!options.images.empty()) {
      const bool figures = matcher.LooksForFigures(*listing);
      for (const std::string& image : listing->images) {
        const Result<std::string> bytes = ReadPicture(options.images, image);
        Result<PictureKey> key = bytes ? content.FingerprintFor(matcher, figures, *bytes) : Result<PictureKey>(Fail(bytes.error()));
        if (key) {
          pictures.by_image.emplace(image, std::move(*key));
        } else {
          Complain(out, image, key.error().message);
          exit_code = 1;
        }
      }
    }
    Json flags = Json::array();
    for (const Flag& flag : matcher.Match(*listing, &pictures)) flags.push_back(ToJson(flag));
    out << DumpJson({{"url", TextOrNull(listing->url)}, {"flags", std::move(flags)}}) << '\n';
  }
  return exit_code;
}

}  // namespace markwarden

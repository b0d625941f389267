// What our own texts may not say: that infringement was found.  Only a court or an authority finds it.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace markwarden {

// Words of each language, as law_dir/wording.yaml lists them.  They are looked for in templates and in the texts of the
// law files, never in what a seller or a holder wrote: a title may say anything.  Read-only, thread-safe.
class Wording {
 public:
  // Errors: kNotFound, kInvalid naming language and field.
  static Result<Wording> Load(const std::filesystem::path& law_dir);

  bool Knows(std::string_view lang) const;
  // The first listed words of finding in `text`, letters' case, tags, placeholders and runs of blanks aside.
  std::optional<std::string> Finding(std::string_view text, std::string_view lang) const;
  bool SaysSuspected(std::string_view text, std::string_view lang) const;

 private:
  struct Words {
    std::vector<std::string> suspected, finds;
  };
  std::map<std::string, Words, std::less<>> languages_;
};

}  // namespace markwarden

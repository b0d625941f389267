// The built console, read into memory once: a request names a key of a map, never a path of the disk.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "core/result.h"
#include "web/message.h"

namespace markwarden {

// Immutable after Load, so thread-safe.
class StaticFiles {
 public:
  StaticFiles() = default;  // no console: every path is 404

  // Reads the folder that `npm run build` makes.  Files of unknown kinds and links are left out.
  // Errors: kNotFound (no index.html there), kExhausted (larger than 32 MiB), kDenied, kInternal.
  static Result<StaticFiles> Load(const std::filesystem::path& dir);

  // A file; or the console's page for a path without an extension, which its own router reads.
  // `path` is decoded.  Text is sent gzipped to those who accept it.
  WebResponse Serve(const WebRequest& request, std::string_view path) const;

 private:
  struct File {
    std::string content_type;
    std::string bytes;
    std::string gzip;  // empty: not worth it
    std::string etag;  // quoted
    bool hashed = false;  // its name holds its digest: cached for ever
  };
  WebResponse Page() const;

  std::map<std::string, File, std::less<>> files_;  // by "/assets/x.js"
  std::string page_;                                // index.html
};

}  // namespace markwarden

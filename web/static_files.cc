// Files of the console.
#include "web/static_files.h"

#include <zlib.h>

#include "core/file.h"
#include "core/hash.h"
#include "web/guard.h"

namespace markwarden {
namespace {

constexpr size_t kMaxConsoleBytes = 32 << 20;

std::string_view TypeOf(std::string_view extension) {
  static const std::map<std::string_view, std::string_view> types = {
      {".js", "text/javascript; charset=utf-8"}, {".css", "text/css; charset=utf-8"}, {".svg", "image/svg+xml"},
      {".png", "image/png"}, {".woff2", "font/woff2"}, {".html", "text/html; charset=utf-8"}, {".json", "application/json"},
  };
  const auto found = types.find(extension);
  return found == types.end() ? std::string_view() : found->second;
}

// Empty when zlib fails or saves nothing.
std::string Gzip(const std::string& bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) return "";
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int end = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return end == Z_STREAM_END && out.size() < bytes.size() ? out : "";
}

bool AcceptsGzip(std::string_view header) {
  const size_t at = header.find("gzip");
  return at != std::string_view::npos && !header.substr(at).starts_with("gzip;q=0");
}

}  // namespace

Result<StaticFiles> StaticFiles::Load(const std::filesystem::path& dir) {
  StaticFiles loaded;
  std::error_code failed;
  if (!std::filesystem::exists(dir / "index.html", failed)) {
    return Fail(ErrorCode::kNotFound, "no console in " + dir.string() + ": build it with npm ci && npm run build in web/ui");
  }
  size_t total = 0;
  for (std::filesystem::recursive_directory_iterator it(dir, failed), end; !failed && it != end; it.increment(failed)) {
    if (it->is_symlink() || !it->is_regular_file()) continue;
    const std::string_view type = TypeOf(it->path().extension().string());
    if (type.empty()) continue;
    Result<std::string> bytes = ReadFile(it->path(), kMaxConsoleBytes);
    if (!bytes) return Fail(std::move(bytes.error()).While("console"));
    total += bytes->size();
    if (total > kMaxConsoleBytes) return Fail(ErrorCode::kExhausted, "console: more than 32 MiB in " + dir.string());
    const std::string name = "/" + it->path().lexically_relative(dir).generic_string();
    if (name == "/index.html") {
      loaded.page_ = std::move(*bytes);
      continue;
    }
    File file;
    file.content_type = type;
    file.etag = "\"" + Sha256Hex(*bytes).substr(0, 32) + "\"";
    file.hashed = name.starts_with("/assets/");
    if (!type.starts_with("image/png") && !type.starts_with("font/")) file.gzip = Gzip(*bytes);
    file.bytes = std::move(*bytes);
    loaded.files_.emplace(name, std::move(file));
  }
  if (failed) return Fail(ErrorCode::kInternal, "console: read " + dir.string() + ": " + failed.message());
  return loaded;
}

WebResponse StaticFiles::Page() const {
  WebResponse response{.status = 200, .content_type = "text/html; charset=utf-8", .body = page_, .headers = {}};
  response.headers.emplace_back("Content-Security-Policy", kPagePolicy);
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

WebResponse StaticFiles::Serve(const WebRequest& request, std::string_view path) const {
  const auto found = files_.find(path);
  if (found == files_.end()) {
    const bool page = path.find('.', path.rfind('/') + 1) == std::string_view::npos;
    if (page && !page_.empty()) return Page();
    return Problem(404, "not_found", page ? "no console was built: the API is at /api/v1" : "no such file");
  }
  const File& file = found->second;
  WebResponse response{.status = 200, .content_type = file.content_type, .body = {}, .headers = {}};
  response.headers.emplace_back("ETag", file.etag);
  response.headers.emplace_back("Cache-Control", file.hashed ? "public, max-age=31536000, immutable" : "no-cache");
  if (request.Header("if-none-match") == file.etag) {
    response.status = 304;
    response.content_type.clear();
    return response;
  }
  if (!file.gzip.empty()) response.headers.emplace_back("Vary", "Accept-Encoding");
  if (!file.gzip.empty() && AcceptsGzip(request.Header("accept-encoding"))) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = file.gzip;
  } else {
    response.body = file.bytes;
  }
  return response;
}

}  // namespace markwarden

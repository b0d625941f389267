// Source files: one readable YAML per marketplace, checked strictly, and the
// questions that the crawl asks of one.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/net/address_guard.h"
#include "core/result.h"
#include "core/source.h"
#include "core/url.h"

namespace markwarden {

// Errors: kInvalid, one line that names the line of the file, what is wrong and what to
// do; a key that is not known names the nearest one that is.
Result<SourceSpec> ParseSource(std::string_view yaml);

// ParseSource over a file; also kNotFound, kDenied, kExhausted (over 1 MiB).
Result<SourceSpec> LoadSource(const std::string& path);

// A source made ready to ask: patterns compiled, networks parsed.  Immutable, thread-safe.
class SourceView {
 public:
  // Errors: kInvalid (a pattern that RE2 refuses or that is too costly, a bad network).
  static Result<std::shared_ptr<const SourceView>> Make(SourceSpec spec);
  ~SourceView();

  const SourceSpec& spec() const { return spec_; }
  const std::vector<IpNetwork>& networks() const { return networks_; }

  bool InScope(const Url& url) const;         // host, include and exclude
  bool HostAllowed(const Url& url) const;     // one of its hosts, whatever the path
  bool PictureAllowed(const Url& url) const;  // a host in scope or a picture host
  // What `item_id` finds in the href; empty when it does not match.
  std::string ItemId(const Url& url) const;
  // The host group that the URL's politeness belongs to.
  std::string Group(const Url& url) const;
  // The search template with its query filled in; kInvalid when the query has
  // characters that the source's charset lacks.
  Result<std::string> SearchUrl(const std::string& pattern, std::string_view query) const;

 private:
  struct Patterns;
  explicit SourceView(SourceSpec spec);

  const SourceSpec spec_;
  std::vector<IpNetwork> networks_;
  std::unique_ptr<Patterns> patterns_;
};

}  // namespace markwarden

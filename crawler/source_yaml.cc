// Reads a source file: strict about keys and types, with the line of what is wrong.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <numeric>

#include "core/file.h"
#include "crawler/source.h"

namespace markwarden {
namespace {

constexpr int64_t kMaxBudgetPages = 100'000'000;

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0]++;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

// Remembers the first error; after it every read returns nothing.
class Reader {
 public:
  bool failed() const { return !error_.empty(); }
  const std::string& error() const { return error_; }

  void Refuse(const YAML::Node& at, const std::string& what) {
    if (!failed()) error_ = "line " + std::to_string(at.Mark().line + 1) + ": " + what;
  }

  // True when `node` is a map that has no other keys than these.
  bool IsMap(const YAML::Node& node, const std::string& where, std::initializer_list<std::string_view> known) {
    if (failed()) return false;
    if (!node.IsMap()) {
      Refuse(node, where + " must be a map of keys and values");
      return false;
    }
    std::vector<std::string> seen;
    for (const auto& pair : node) {
      const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : "";
      if (std::find(known.begin(), known.end(), key) == known.end()) {
        const std::string_view nearest = *std::min_element(known.begin(), known.end(), [&](auto a, auto b) {
          return EditDistance(key, a) < EditDistance(key, b);
        });
        Refuse(pair.first, "unknown key \"" + key.substr(0, 60) + "\" in " + where + ": did you mean \"" + std::string(nearest) + "\"?");
        return false;
      }
      if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
        Refuse(pair.first, "key \"" + key + "\" appears twice in " + where + ": keep one");
        return false;
      }
      seen.push_back(key);
    }
    return true;
  }

  void Text(const YAML::Node& node, const std::string& key, std::string& out) {
    if (failed() || !node) return;
    if (!node.IsScalar()) return Refuse(node, key + " must be one text");
    out = node.Scalar();
  }

  void Texts(const YAML::Node& node, const std::string& key, std::vector<std::string>& out) {
    if (failed() || !node || node.IsNull()) return;
    out.clear();
    if (node.IsScalar()) {
      out.push_back(node.Scalar());
      return;
    }
    if (!node.IsSequence()) return Refuse(node, key + " must be a list, such as [\"a\", \"b\"]");
    for (const YAML::Node& item : node) {
      if (!item.IsScalar()) return Refuse(item, key + " must be a list of texts");
      out.push_back(item.Scalar());
    }
  }

  void TextMap(const YAML::Node& node, const std::string& key, std::map<std::string, std::string>& out) {
    if (failed() || !node || node.IsNull()) return;
    if (!node.IsMap()) return Refuse(node, key + " must be a map of keys and values");
    for (const auto& pair : node) {
      if (!pair.first.IsScalar() || !pair.second.IsScalar()) return Refuse(pair.first, key + " must map text to text");
      out[pair.first.Scalar()] = pair.second.Scalar();
    }
  }

  void Number(const YAML::Node& node, const std::string& key, int64_t least, int64_t most, int64_t& out) {
    if (failed() || !node) return;
    int64_t value = 0;
    if (!node.IsScalar() || !YAML::convert<int64_t>::decode(node, value) || value < least || value > most) {
      return Refuse(node, key + " must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    }
    out = value;
  }

  void Flag(const YAML::Node& node, const std::string& key, bool& out) {
    if (failed() || !node) return;
    if (!node.IsScalar() || !YAML::convert<bool>::decode(node, out)) Refuse(node, key + " must be true or false");
  }

 private:
  std::string error_;
};

bool IsId(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

// As a Url's host is written; a leading "*." is kept.
void NormaliseHosts(Reader& reader, const YAML::Node& at, const std::string& key, std::vector<std::string>& hosts) {
  for (std::string& host : hosts) {
    const bool wild = host.starts_with("*.");
    const Result<Url> url = ParseUrl("http://" + host.substr(wild ? 2 : 0) + "/");
    if (!url || url->host().empty() || url->port() || url->path() != "/" || !url->username().empty()) {
      return reader.Refuse(at, "\"" + host.substr(0, 60) + "\" in " + key + " is no host name: write one as shop.example, without http:// or a port");
    }
    host = (wild ? "*." : "") + url->host();
  }
}

void CheckUrls(Reader& reader, const YAML::Node& at, const std::string& key, const std::vector<std::string>& urls) {
  for (const std::string& text : urls) {
    const Result<Url> url = ParseUrl(text);
    if (!url || !url->IsHttp() || url->host().empty()) {
      return reader.Refuse(at, "\"" + text.substr(0, 80) + "\" in " + key + " is no http or https address");
    }
    if (!url->username().empty() || !url->password().empty()) {
      return reader.Refuse(at, "an address in " + key + " carries a user name or a password: these are never sent; remove them");
    }
  }
}

// Shorter gaps than a second are for one's own machines, never for other people's.
bool IsOwnNetwork(const SourceSpec& spec) {
  for (const std::string& host : spec.hosts) {
    const auto fixed = spec.resolve.find(host);
    const auto address = fixed == spec.resolve.end() ? std::nullopt : ParseIpAddress(fixed->second);
    if (!address || SpecialUse(*address).empty()) return false;
  }
  return true;
}

void ReadScope(Reader& reader, const YAML::Node& node, SourceSpec& spec) {
  if (!node || !reader.IsMap(node, "scope", {"hosts", "include", "exclude"})) return;
  reader.Texts(node["hosts"], "scope.hosts", spec.scope_hosts);
  reader.Texts(node["include"], "scope.include", spec.include);
  reader.Texts(node["exclude"], "scope.exclude", spec.exclude);
  NormaliseHosts(reader, node, "scope.hosts", spec.scope_hosts);
}

void ReadLimits(Reader& reader, const YAML::Node& root, SourceSpec& spec) {
  if (const YAML::Node budget = root["budget"]; budget && reader.IsMap(budget, "budget", {"pages", "depth"})) {
    int64_t depth = spec.budget_depth;
    reader.Number(budget["pages"], "budget.pages", 1, kMaxBudgetPages, spec.budget_pages);
    reader.Number(budget["depth"], "budget.depth", 0, 1000, depth);
    spec.budget_depth = int(depth);
  }
  if (const YAML::Node polite = root["politeness"]; polite && reader.IsMap(polite, "politeness", {"gap_ms", "group"})) {
    int64_t gap = spec.gap.count();
    reader.Number(polite["gap_ms"], "politeness.gap_ms", 0, 86'400'000, gap);
    spec.gap = std::chrono::milliseconds(gap);
    if (gap < 1000 && !IsOwnNetwork(spec)) {
      reader.Refuse(polite, "politeness.gap_ms under 1000 is for sites of your own, whose hosts `resolve` maps to a private or loopback address: write 1000 or more");
    }
    reader.Text(polite["group"], "politeness.group", spec.group);
  }
  int64_t pictures = spec.pictures;
  reader.Number(root["pictures"], "pictures", 0, 50, pictures);
  spec.pictures = int(pictures);
}

void ReadNetworks(Reader& reader, const YAML::Node& root, SourceSpec& spec) {
  reader.TextMap(root["resolve"], "resolve", spec.resolve);
  for (const auto& [host, address] : spec.resolve) {
    if (!ParseIpAddress(address)) {
      reader.Refuse(root["resolve"], "\"" + address.substr(0, 60) + "\" in resolve is no IP address");
    }
  }
  reader.Texts(root["allow_networks"], "allow_networks", spec.allow_networks);
  for (const std::string& network : spec.allow_networks) {
    if (const auto parsed = ParseIpNetwork(network); !parsed) {
      reader.Refuse(root["allow_networks"], "allow_networks: " + parsed.error().message);
    }
  }
  reader.Flag(root["old_tls"], "old_tls", spec.old_tls);
}

void ReadPlaces(Reader& reader, const YAML::Node& root, SourceSpec& spec) {
  reader.Texts(root["start"], "start", spec.start);
  reader.Texts(root["search"], "search", spec.search);
  reader.Texts(root["sitemaps"], "sitemaps", spec.sitemaps);
  if (root["start"]) CheckUrls(reader, root["start"], "start", spec.start);
  if (root["search"]) CheckUrls(reader, root["search"], "search", spec.search);
  if (root["sitemaps"]) CheckUrls(reader, root["sitemaps"], "sitemaps", spec.sitemaps);
  for (const std::string& search : spec.search) {
    if (search.find("{query}") == std::string::npos) {
      reader.Refuse(root["search"], "a search address needs {query} where the words go, such as https://shop.example/s?q={query}");
    }
  }
  reader.Text(root["query_charset"], "query_charset", spec.query_charset);
  reader.Text(root["item_id"], "item_id", spec.item_id);
}

SourceSpec ReadSpec(Reader& reader, const YAML::Node& root) {
  SourceSpec spec;
  if (!reader.IsMap(root, "a source",
                    {"id", "platform", "name", "hosts", "picture_hosts", "pictures", "resolve", "allow_networks", "old_tls",
                     "start", "search", "query_charset", "sitemaps", "scope", "item_id", "budget", "politeness",
                     "hints", "notice", "region"})) {
    return spec;
  }
  reader.Text(root["id"], "id", spec.id);
  if (!IsId(spec.id)) {
    reader.Refuse(root["id"] ? root["id"] : root, "a source needs an id of small letters, digits, - _ or ., such as id: shop1");
  }
  spec.platform = spec.id;
  reader.Text(root["platform"], "platform", spec.platform);
  if (!IsId(spec.platform)) reader.Refuse(root["platform"], "platform must be made of small letters, digits, - _ or .");
  if (root["name"] && root["name"].IsScalar()) {
    spec.name["en"] = root["name"].Scalar();
  } else {
    reader.TextMap(root["name"], "name", spec.name);
  }
  reader.Texts(root["hosts"], "hosts", spec.hosts);
  if (spec.hosts.empty()) reader.Refuse(root["hosts"] ? root["hosts"] : root, "a source needs hosts, such as hosts: [shop.example]");
  NormaliseHosts(reader, root["hosts"], "hosts", spec.hosts);
  reader.Texts(root["picture_hosts"], "picture_hosts", spec.picture_hosts);
  NormaliseHosts(reader, root["picture_hosts"], "picture_hosts", spec.picture_hosts);
  spec.scope_hosts = spec.hosts;
  ReadNetworks(reader, root, spec);
  ReadPlaces(reader, root, spec);
  ReadScope(reader, root["scope"], spec);
  ReadLimits(reader, root, spec);
  reader.TextMap(root["hints"], "hints", spec.hints);
  if (const YAML::Node notice = root["notice"]; notice && reader.IsMap(notice, "notice", {"profile", "email"})) {
    reader.Text(notice["profile"], "notice.profile", spec.notice_profile);
    reader.Text(notice["email"], "notice.email", spec.notice_email);
  }
  reader.Text(root["region"], "region", spec.region);
  if (spec.start.empty() && spec.search.empty() && spec.sitemaps.empty()) {
    reader.Refuse(root, "a source needs at least one of start, search and sitemaps");
  }
  return spec;
}

}  // namespace

Result<SourceSpec> ParseSource(std::string_view yaml) try {
  const YAML::Node root = YAML::Load(std::string(yaml));
  if (!root.IsDefined() || root.IsNull()) return Fail(ErrorCode::kInvalid, "line 1: the file is empty: begin with id: and hosts:");
  Reader reader;
  SourceSpec spec = ReadSpec(reader, root);
  if (reader.failed()) return Fail(ErrorCode::kInvalid, reader.error());
  if (const auto view = SourceView::Make(spec); !view) return Fail(view.error());
  return spec;
} catch (const YAML::Exception& e) {
  const int line = e.mark.is_null() ? 1 : e.mark.line + 1;
  return Fail(ErrorCode::kInvalid, "line " + std::to_string(line) + ": not YAML: " + e.msg);
}

Result<SourceSpec> LoadSource(const std::string& path) {
  const Result<std::string> text = ReadFile(path, 1 << 20);
  if (!text) return Fail(text.error());
  Result<SourceSpec> spec = ParseSource(*text);
  if (!spec) return Fail(std::move(spec.error()).While(path));
  return spec;
}

}  // namespace markwarden

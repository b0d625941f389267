// A source made ready to ask: scope, item ids, host groups, search addresses.
#include "crawler/source.h"

#include <iconv.h>
#include <re2/re2.h>

#include <algorithm>
#include <cerrno>

namespace markwarden {
namespace {

constexpr size_t kMaxPattern = 1000;
constexpr int kMaxProgram = 20'000;

bool HostMatches(const std::string& host, const std::vector<std::string>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    if (!pattern.starts_with("*.")) return host == pattern;
    return host.size() > pattern.size() - 1 && host.ends_with(std::string_view(pattern).substr(1));
  });
}

Result<std::unique_ptr<RE2>> Compile(const std::string& where, const std::string& pattern) {
  const std::string shown = where + " \"" + pattern.substr(0, 80) + "\"";
  if (pattern.size() > kMaxPattern) {
    return Fail(ErrorCode::kInvalid, shown + " is longer than " + std::to_string(kMaxPattern) + " characters: shorten it");
  }
  RE2::Options options;
  options.set_log_errors(false);
  auto re = std::make_unique<RE2>(pattern, options);
  if (!re->ok()) return Fail(ErrorCode::kInvalid, shown + " is no pattern: " + re->error());
  if (re->ProgramSize() > kMaxProgram) {
    return Fail(ErrorCode::kInvalid, shown + " is too costly: shorten its counted repetitions such as \\pL{0,20}");
  }
  return Result<std::unique_ptr<RE2>>(std::move(re));
}

// UTF-8 to the charset that the shop's search form is in.
Result<std::string> Recode(const std::string& charset, std::string_view text) {
  std::string name = charset;
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  if (name.empty() || name == "utf-8" || name == "utf8") return std::string(text);
  if (name == "gb2312") name = "gbk";
  const iconv_t converter = iconv_open(name.c_str(), "utf-8");
  if (converter == iconv_t(-1)) return Fail(ErrorCode::kInvalid, "query_charset \"" + charset + "\" is not known: write utf-8, gbk or windows-1251");
  std::string in(text), out(text.size() * 4 + 16, '\0');
  char* from = in.data();
  char* to = out.data();
  size_t left = in.size(), room = out.size();
  const size_t converted = iconv(converter, &from, &left, &to, &room);
  iconv_close(converter);
  if (converted == size_t(-1)) {
    return Fail(ErrorCode::kInvalid, "the query \"" + std::string(text) + "\" cannot be written in " + charset);
  }
  out.resize(out.size() - room);
  return out;
}

std::string PercentEncode(std::string_view bytes) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const unsigned char c : bytes) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out.push_back(char(c));
    } else {
      out += {'%', kHex[c >> 4], kHex[c & 15]};
    }
  }
  return out;
}

}  // namespace

struct SourceView::Patterns {
  std::vector<std::unique_ptr<RE2>> include, exclude;
  std::unique_ptr<RE2> item_id;
};

SourceView::SourceView(SourceSpec spec) : spec_(std::move(spec)), patterns_(std::make_unique<Patterns>()) {}
SourceView::~SourceView() = default;

Result<std::shared_ptr<const SourceView>> SourceView::Make(SourceSpec spec) {
  if (spec.scope_hosts.empty()) spec.scope_hosts = spec.hosts;
  std::shared_ptr<SourceView> view(new SourceView(std::move(spec)));
  const auto compile = [](const std::string& where, const std::vector<std::string>& patterns,
                          std::vector<std::unique_ptr<RE2>>& out) -> Status {
    for (const std::string& pattern : patterns) {
      auto re = Compile(where, pattern);
      if (!re) return Fail(std::move(re.error()));
      out.push_back(std::move(*re));
    }
    return Ok();
  };
  if (Status ok = compile("scope.include", view->spec_.include, view->patterns_->include); !ok) return Fail(std::move(ok.error()));
  if (Status ok = compile("scope.exclude", view->spec_.exclude, view->patterns_->exclude); !ok) return Fail(std::move(ok.error()));
  if (!view->spec_.item_id.empty()) {
    auto re = Compile("item_id", view->spec_.item_id);
    if (!re) return Fail(std::move(re.error()));
    view->patterns_->item_id = std::move(*re);
  }
  for (const std::string& text : view->spec_.allow_networks) {
    auto network = ParseIpNetwork(text);
    if (!network) return Fail(std::move(network.error()).While("allow_networks"));
    view->networks_.push_back(*network);
  }
  if (auto charset = Recode(view->spec_.query_charset, "a"); !charset) return Fail(std::move(charset.error()));
  return Result<std::shared_ptr<const SourceView>>(std::move(view));
}

bool SourceView::InScope(const Url& url) const {
  if (!url.IsHttp() || !HostMatches(url.host(), spec_.scope_hosts)) return false;
  const std::string target = url.PathAndQuery();
  const auto matches = [&](const std::unique_ptr<RE2>& re) { return RE2::PartialMatch(target, *re); };
  const auto& include = patterns_->include;
  const auto& exclude = patterns_->exclude;
  if (!include.empty() && std::none_of(include.begin(), include.end(), matches)) return false;
  return std::none_of(exclude.begin(), exclude.end(), matches);
}

bool SourceView::HostAllowed(const Url& url) const {
  return url.IsHttp() && (HostMatches(url.host(), spec_.scope_hosts) || HostMatches(url.host(), spec_.hosts));
}

bool SourceView::PictureAllowed(const Url& url) const {
  return url.IsHttp() && (HostMatches(url.host(), spec_.scope_hosts) || HostMatches(url.host(), spec_.hosts) ||
                          HostMatches(url.host(), spec_.picture_hosts));
}

std::string SourceView::ItemId(const Url& url) const {
  if (patterns_->item_id == nullptr) return "";
  const std::string href = url.HrefWithoutFragment();
  re2::StringPiece groups[2];
  const int wanted = patterns_->item_id->NumberOfCapturingGroups() > 0 ? 2 : 1;
  if (!patterns_->item_id->Match(href, 0, href.size(), RE2::UNANCHORED, groups, wanted)) return "";
  return std::string(groups[wanted - 1]);
}

std::string SourceView::Group(const Url& url) const {
  if (!spec_.group.empty() && HostMatches(url.host(), spec_.hosts)) return spec_.group;
  return HostGroup(url);
}

Result<std::string> SourceView::SearchUrl(const std::string& pattern, std::string_view query) const {
  const Result<std::string> coded = Recode(spec_.query_charset, query);
  if (!coded) return Fail(coded.error());
  const std::string escaped = PercentEncode(*coded);
  std::string url = pattern;
  constexpr std::string_view kHole = "{query}";
  for (size_t at = url.find(kHole); at != std::string::npos; at = url.find(kHole, at + escaped.size())) {
    url.replace(at, kHole.size(), escaped);
  }
  return url;
}

}  // namespace markwarden

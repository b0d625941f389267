// Marks of saving, read by the text-only tokenizer.
#include "crawler/saved_page.h"

#include <algorithm>
#include <charconv>

#include "core/text/charset.h"
#include "core/url.h"
#include "crawler/html_scan.h"

namespace markwarden {
namespace {

constexpr size_t kLookedAt = 1 << 20;

std::string Web(std::string_view text) {
  const Result<Url> url = ParseUrl(text);
  return url && url->IsHttp() ? url->HrefWithoutFragment() : "";
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

// "<!-- saved from url=(0014)http://a.test/ -->": the number counts the address's bytes.
std::string SavedFrom(std::string_view page) {
  constexpr std::string_view kMark = "saved from url=(";
  const size_t found = page.substr(0, 64 << 10).find(kMark);
  if (found == std::string_view::npos) return "";
  std::string_view rest = page.substr(found + kMark.size());
  size_t length = 0;
  const auto [end, failed] = std::from_chars(rest.data(), rest.data() + std::min<size_t>(rest.size(), 8), length);
  const auto digits = static_cast<size_t>(end - rest.data());
  if (failed != std::errc() || digits >= rest.size() || rest[digits] != ')') return "";
  rest.remove_prefix(digits + 1);
  const size_t close = rest.find("-->");
  if (close == std::string_view::npos || close > kMaxUrlBytes) return "";
  std::string_view url = rest.substr(0, std::min(length, close));
  while (url.ends_with(' ')) url.remove_suffix(1);
  return Web(url);
}

}  // namespace

SavedAddress FindSavedAddress(std::string_view page) {
  page = page.substr(0, kLookedAt);
  std::string decoded;
  if (page.starts_with("\xFF\xFE") || page.starts_with("\xFE\xFF")) {
    decoded = DecodePage(page).text;
    page = decoded;
  }
  if (std::string url = SavedFrom(page); !url.empty()) return {std::move(url), "saved_from"};
  std::string canonical, og;
  HtmlTokenizer tokens(page);
  HtmlToken token;
  while ((canonical.empty() || og.empty()) && tokens.Next(token)) {
    if (token.kind != HtmlToken::Kind::kStart) continue;
    if (token.name == "body") break;
    if (token.name == "link" && canonical.empty() && Lower(token.Attribute("rel")) == "canonical") canonical = Web(token.Attribute("href"));
    if (token.name == "meta" && og.empty() && Lower(token.Attribute("property")) == "og:url") og = Web(token.Attribute("content"));
  }
  if (!canonical.empty()) return {std::move(canonical), "canonical"};
  if (!og.empty()) return {std::move(og), "og:url"};
  return {};
}

bool LooksHtml(std::string_view bytes) {
  std::string decoded;
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    decoded = DecodePage(bytes.substr(0, 1024)).text;
    bytes = decoded;
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  while (!bytes.empty() && static_cast<uint8_t>(bytes.front()) <= ' ') bytes.remove_prefix(1);
  const std::string start = Lower(bytes.substr(0, 32));
  for (const std::string_view mark : {"<!doctype html", "<html", "<head", "<!--", "<body", "<meta", "<title", "<link", "<script", "<div", "<table", "<h1", "<p>"}) {
    if (start.starts_with(mark)) return true;
  }
  return start.starts_with("<?xml") && Lower(bytes.substr(0, 1024)).find("<html") != std::string::npos;
}

}  // namespace markwarden

// Keys of web archive indexes.
#include "core/formats/surt.h"

#include <algorithm>
#include <vector>

#include "core/url.h"

namespace markwarden {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "http://www2.shop.test/" as "http://shop.test/".
std::string_view SkipWww(std::string_view rest) {
  if (!rest.starts_with("www")) return rest;
  size_t end = 3;
  while (end < rest.size() && IsDigit(rest[end])) ++end;
  return end < rest.size() && rest[end] == '.' ? rest.substr(end + 1) : rest;
}

std::vector<std::string> Split(const std::string& text, char mark) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == mark) parts.emplace_back();
    else parts.back() += c;
  }
  return parts;
}

std::string Join(const std::vector<std::string>& parts, char mark) {
  std::string text;
  for (const std::string& part : parts) {
    if (&part != &parts.front()) text += mark;
    text += part;
  }
  return text;
}

}  // namespace

std::string SurtKey(std::string_view url) {
  const std::string_view scheme = url.starts_with("https://") ? "https://" : url.starts_with("http://") ? "http://" : "";
  if (scheme.empty()) return std::string(url);
  std::string lower = std::string(scheme) + std::string(SkipWww(url.substr(scheme.size())));
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  const Result<Url> parsed = ParseUrl(lower);
  if (!parsed) return std::string(url);
  std::vector<std::string> labels = Split(parsed->host(), '.');
  std::reverse(labels.begin(), labels.end());
  std::string key = Join(labels, ',');
  if (parsed->port()) key += ":" + std::to_string(*parsed->port());
  key += ")" + parsed->path();
  if (parsed->query() && !parsed->query()->empty()) {
    std::vector<std::string> arguments = Split(*parsed->query(), '&');
    std::sort(arguments.begin(), arguments.end());
    key += "?" + Join(arguments, '&');
  }
  return key;
}

}  // namespace markwarden

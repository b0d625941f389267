// Parsing and matching of robots.txt.
#include "crawler/robots.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace markwarden {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

enum class Field { kAgent, kAllow, kDisallow, kSitemap, kDelay, kOther };

struct FieldName {
  std::string_view name;
  Field field;
};

// Names as files really spell them.
constexpr std::array<FieldName, 31> kFieldNames = {{
    {"user-agent", Field::kAgent},    {"useragent", Field::kAgent},    {"user agent", Field::kAgent},
    {"user_agent", Field::kAgent},    {"user-agents", Field::kAgent},  {"user-agant", Field::kAgent},
    {"useg-agent", Field::kAgent},    {"users-agent", Field::kAgent},  {"ser-agent", Field::kAgent},
    {"disallow", Field::kDisallow},   {"dissallow", Field::kDisallow}, {"dissalow", Field::kDisallow},
    {"disalow", Field::kDisallow},    {"diasllow", Field::kDisallow},  {"disallaw", Field::kDisallow},
    {"desallow", Field::kDisallow},   {"disllow", Field::kDisallow},   {"dissallows", Field::kDisallow},
    {"disallows", Field::kDisallow},  {"dis-allow", Field::kDisallow}, {"dis allow", Field::kDisallow},
    {"allow", Field::kAllow},         {"alow", Field::kAllow},         {"allaw", Field::kAllow},
    {"sitemap", Field::kSitemap},     {"site-map", Field::kSitemap},   {"sitemaps", Field::kSitemap},
    {"site map", Field::kSitemap},    {"crawl-delay", Field::kDelay},  {"crawldelay", Field::kDelay},
    {"crawl delay", Field::kDelay},
}};

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

Field FieldOf(std::string_view key) {
  const std::string lower = Lower(key);
  for (const FieldName& known : kFieldNames) {
    if (known.name == lower) return known.field;
  }
  return Field::kOther;
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\f' || c == '\v' || c == '\0'; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// A product token (RFC 9309, 2.2.1) at the start of `text`.
std::string_view ProductToken(std::string_view text) {
  size_t end = 0;
  while (end < text.size() && (IsAlpha(text[end]) || text[end] == '-' || text[end] == '_')) ++end;
  return text.substr(0, end);
}

// The same for names that hold digits or dots, which many crawlers' do.
std::string_view LooseToken(std::string_view text) {
  size_t end = 0;
  while (end < text.size() && (IsAlpha(text[end]) || (text[end] >= '0' && text[end] <= '9') ||
                               text[end] == '-' || text[end] == '_' || text[end] == '.')) {
    ++end;
  }
  return text.substr(0, end);
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool IsUnreserved(int c) {
  return IsAlpha(static_cast<char>(c)) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

// Raises hexadecimal digits; encodes octets outside ASCII; decodes escaped unreserved characters.
std::string Encoding(std::string_view text, bool encode, bool decode) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const int high = byte == '%' && i + 2 < text.size() ? HexValue(text[i + 1]) : -1;
    const int low = high >= 0 ? HexValue(text[i + 2]) : -1;
    if (low >= 0) {
      const int value = high * 16 + low;
      if (decode && value < 0x80 && IsUnreserved(value)) {
        out += static_cast<char>(value);
      } else {
        out += '%';
        out += kHex[static_cast<size_t>(high)];
        out += kHex[static_cast<size_t>(low)];
      }
      i += 2;
    } else if (encode && byte >= 0x80) {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += text[i];
    }
  }
  return out;
}

// Path, parameters and query; "/" when there are none.
std::string PathOf(std::string_view url) {
  url = url.substr(0, url.find('#'));
  if (url.empty() || url[0] != '/' || url.substr(0, 2) == "//") {
    const size_t slashes = url.find("//");
    const size_t first = url.find_first_of("/?;");
    const size_t from = slashes != std::string_view::npos && slashes == first ? slashes + 2 : 0;
    const size_t path = url.find_first_of("/?;", from);
    url = path == std::string_view::npos ? std::string_view() : url.substr(path);
  }
  if (url.empty()) return "/";
  return url[0] == '/' ? std::string(url) : "/" + std::string(url);
}

void AppendUtf8(std::string& out, uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    out += static_cast<char>(0xe0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

// Rules are ASCII, so a surrogate pair may stay two odd characters: no line end hides in it.
std::string FromUtf16(std::string_view bytes, bool little) {
  std::string out;
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto a = static_cast<unsigned char>(bytes[i]);
    const auto b = static_cast<unsigned char>(bytes[i + 1]);
    AppendUtf8(out, little ? static_cast<uint32_t>(b * 256 + a) : static_cast<uint32_t>(a * 256 + b));
  }
  return out;
}

// A page of HTML that shows rules ends its lines in "<br>"; no path holds a "<".
std::string WithoutTags(std::string_view line) {
  std::string out;
  while (!line.empty()) {
    const size_t open = line.find('<');
    out += line.substr(0, open);
    if (open == std::string_view::npos) break;
    const size_t close = line.find('>', open);
    if (close == std::string_view::npos) {
      out += line.substr(open);
      break;
    }
    line.remove_prefix(close + 1);
  }
  return out;
}

std::optional<milliseconds> ParseDelay(std::string_view value) {
  const std::string text(value);
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || !std::isfinite(number) || number < 0) return std::nullopt;
  constexpr double kLongest = 366.0 * 24 * 3600;  // beyond a year the number says nothing more
  return milliseconds(static_cast<int64_t>(std::min(number, kLongest) * 1000));
}

// "https://shop.test/sitemap.xml" on a line of its own: the field's name was forgotten.
bool IsBareSitemap(std::string_view line) {
  const std::string lower = Lower(line);
  return (lower.rfind("http://", 0) == 0 || lower.rfind("https://", 0) == 0) &&
         lower.find("sitemap") != std::string::npos && lower.find(' ') == std::string::npos;
}

}  // namespace

// Reads a file line by line.
class RobotsReader {
 public:
  Robots Read(std::string_view body) {
    const bool cut = body.size() > kMaxRobotsBytes;
    const bool ends_line = cut && (body[kMaxRobotsBytes] == '\n' || body[kMaxRobotsBytes] == '\r');
    std::string decoded;
    body = body.substr(0, kMaxRobotsBytes);
    if (body.substr(0, 2) == "\xff\xfe" || body.substr(0, 2) == "\xfe\xff") {
      decoded = FromUtf16(body.substr(2), body[0] == '\xff');
      body = decoded;
    } else {
      for (const char mark : {'\xef', '\xbb', '\xbf'}) {  // even half a mark is no part of a rule
        if (body.empty() || body.front() != mark) break;
        body.remove_prefix(1);
      }
    }
    while (!body.empty()) {
      const size_t end = body.find_first_of("\r\n");
      if (end == std::string_view::npos) {
        if (!cut || ends_line) Line(body);
        break;
      }
      Line(body.substr(0, end));
      body.remove_prefix(end + (body.substr(end, 2) == "\r\n" ? 2 : 1));
    }
    return std::move(robots_);
  }

 private:
  void Line(std::string_view line) {
    ++line_number_;
    std::string cleaned;
    if (line.find('<') != std::string_view::npos) {
      cleaned = WithoutTags(line);
      line = cleaned;
    }
    line = Trim(line.substr(0, line.find('#')));
    if (line.empty()) return;
    if (IsBareSitemap(line)) return AddSitemap(line);
    size_t split = line.find(':');
    size_t value_at = split == std::string_view::npos ? split : split + 1;
    if (split == std::string_view::npos) {  // "disallow /x": the colon was forgotten
      split = line.find_first_of(" \t");
      if (split == std::string_view::npos) return;
      value_at = split;
      if (Trim(line.substr(split)).find_first_of(" \t") != std::string_view::npos) return;
    }
    const std::string_view value = Trim(line.substr(value_at));
    switch (FieldOf(Trim(line.substr(0, split)))) {
      case Field::kAgent: return AddAgents(value);
      case Field::kAllow: return AddRule(true, value, line);
      case Field::kDisallow: return AddRule(false, value, line);
      case Field::kSitemap: return AddSitemap(value);
      case Field::kDelay: return SetDelay(value);
      case Field::kOther: return;  // other records end no group (RFC 9309, 2.2.4)
    }
  }

  void AddAgents(std::string_view value) {
    if (robots_.groups_.empty() || rules_began_) {
      robots_.groups_.emplace_back();
      rules_began_ = false;
    }
    std::vector<Robots::Agent>& agents = robots_.groups_.back().agents;
    // One name a line by the standard; old files list several.
    while (!value.empty()) {
      const size_t end = value.find_first_of(" \t,;");
      const std::string_view word = value.substr(0, end);
      const std::string token = Lower(ProductToken(word));
      const std::string loose = Lower(LooseToken(word));
      if (word == "*") agents.push_back({"*", std::nullopt});
      if (!token.empty()) agents.push_back({token, std::nullopt});
      if (!loose.empty() && loose != token) agents.push_back({loose, std::nullopt});
      value = end == std::string_view::npos ? std::string_view() : value.substr(end + 1);
    }
  }

  void AddRule(bool allow, std::string_view value, std::string_view line) {
    rules_began_ = true;
    if (value.empty() || robots_.groups_.empty()) return;
    Robots::Rule rule;
    rule.allow = allow;
    const std::string given = Encoding(value, true, false);
    rule.length = given.size();
    rule.given = Compile(given);
    rule.normal = Compile(Encoding(value, true, true));
    rule.line_number = line_number_;
    rule.line = std::string(line);
    robots_.groups_.back().rules.push_back(std::move(rule));
  }

  static Robots::Pattern Compile(std::string_view text) {
    Robots::Pattern pattern;
    if (!text.empty() && text.back() == '$') {
      pattern.to_end = true;
      text.remove_suffix(1);
    }
    while (true) {
      const size_t star = text.find('*');
      pattern.pieces.emplace_back(text.substr(0, star));
      if (star == std::string_view::npos) return pattern;
      text.remove_prefix(std::min(text.find_first_not_of('*', star), text.size()));
    }
  }

  void SetDelay(std::string_view value) {
    const std::optional<milliseconds> delay = ParseDelay(value);
    if (!delay || robots_.groups_.empty()) return;
    // Belongs to the agents named so far; one that has its own keeps it.
    for (Robots::Agent& agent : robots_.groups_.back().agents) {
      if (!agent.delay) agent.delay = delay;
    }
  }

  void AddSitemap(std::string_view value) {
    std::vector<std::string>& known = robots_.sitemaps_;
    if (value.empty() || known.size() >= 1000) return;  // more than 1,000 is a list of pages
    if (std::find(known.begin(), known.end(), value) == known.end()) known.emplace_back(value);
  }

  Robots robots_;
  bool rules_began_ = false;
  int line_number_ = 0;
};

Robots Robots::Parse(std::string_view body) { return RobotsReader().Read(body); }

// Leftmost matches of the pieces are enough, so nothing is tried twice: linear in path and pattern.
bool Robots::Pattern::Matches(std::string_view path) const {
  const std::string& first = pieces.front();
  if (path.substr(0, first.size()) != first) return false;
  if (pieces.size() == 1) return !to_end || path.size() == first.size();
  size_t at = first.size();
  const size_t searched = to_end ? pieces.size() - 1 : pieces.size();
  for (size_t i = 1; i < searched; ++i) {
    const std::string& piece = pieces[i];
    if (piece.empty()) continue;
    const void* found = memmem(path.data() + at, path.size() - at, piece.data(), piece.size());
    if (!found) return false;
    at = static_cast<size_t>(static_cast<const char*>(found) - path.data()) + piece.size();
  }
  if (!to_end) return true;
  const std::string& last = pieces.back();
  return path.size() >= at + last.size() && path.substr(path.size() - last.size()) == last;
}

std::vector<const Robots::Group*> Robots::GroupsFor(std::string_view agent, std::string* name) const {
  const std::string wanted = Lower(Trim(agent.substr(0, agent.find('/'))));
  for (const std::string& candidate : {wanted, std::string("*")}) {
    std::vector<const Group*> groups;
    for (const Group& group : groups_) {
      const bool named = std::any_of(group.agents.begin(), group.agents.end(),
                                     [&](const Agent& a) { return a.name == candidate; });
      if (named) groups.push_back(&group);
    }
    if (!groups.empty()) {
      *name = candidate;
      return groups;
    }
  }
  return {};
}

RobotsAnswer Robots::Check(std::string_view agent, std::string_view url) const {
  const std::string path = PathOf(url);
  const std::string plain = Encoding(path, false, false);
  if (plain == "/robots.txt") return {};
  const std::string decoded = Encoding(path, false, true);
  const std::string normal = Encoding(path, true, true);
  const Rule* best = nullptr;
  std::string name;
  for (const Group* group : GroupsFor(agent, &name)) {
    for (const Rule& rule : group->rules) {
      const bool better = !best || rule.length > best->length ||
                          (rule.length == best->length && rule.allow && !best->allow);
      if (!better) continue;
      const bool matches = rule.given.Matches(plain) || (rule.allow ? rule.given.Matches(decoded)
                                                                    : rule.normal.Matches(normal));
      if (matches) best = &rule;
    }
  }
  if (!best) return {};
  return {best->allow, best->line, best->line_number};
}

std::optional<milliseconds> Robots::CrawlDelay(std::string_view agent) const {
  std::optional<milliseconds> longest;
  std::string name;
  for (const Group* group : GroupsFor(agent, &name)) {
    for (const Agent& listed : group->agents) {
      if (listed.name == name && listed.delay && (!longest || *listed.delay > *longest)) longest = listed.delay;
    }
  }
  return longest;
}

RobotsPolicy DecideRobots(const RobotsFetch& fetch) {
  constexpr seconds kDay = std::chrono::hours(24), kHour = std::chrono::hours(1), kLeast = std::chrono::minutes(5);
  const seconds keep = std::clamp(fetch.max_age.value_or(kDay), kLeast, kDay);
  const std::string status = "robots.txt answered " + std::to_string(fetch.status);
  if (fetch.redirects > kMaxRobotsRedirects) {
    return {RobotsAccess::kAllowAll, keep, "robots.txt redirects more than 5 times: there are no rules"};
  }
  if (fetch.status >= 200 && fetch.status < 300) return {RobotsAccess::kParse, keep, status};
  if (fetch.status == 304 && fetch.have_copy) return {RobotsAccess::kKeepCopy, keep, status + ": unchanged"};
  if (fetch.status >= 400 && fetch.status < 500 && fetch.status != 429) {
    return {RobotsAccess::kAllowAll, keep, status + ": there are no rules"};
  }
  const seconds retry = std::min(kHour, kLeast * (1 << std::clamp(fetch.failures, 0, 4)));
  const std::string why = fetch.status == 0 ? std::string("robots.txt could not be reached") : status;
  if (fetch.have_copy) return {RobotsAccess::kKeepCopy, retry, why + ": the earlier copy holds"};
  return {RobotsAccess::kDisallowAll, retry, why + ": nothing may be fetched until it can be read"};
}

}  // namespace markwarden

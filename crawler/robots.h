// robots.txt: RFC 9309, with the leniency that real files need and the stricter reading where
// deployed readers differ.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace markwarden {

inline constexpr size_t kMaxRobotsBytes = 500 * 1024;  // RFC 9309, 2.5: what a crawler must at least read
inline constexpr int kMaxRobotsRedirects = 5;          // RFC 9309, 2.3.1.2

struct RobotsAnswer {
  bool allowed = true;
  std::string line;      // the line that decided, as the file has it; "" when none did
  int line_number = 0;   // from 1
};

// A parsed file.  A value; const functions are thread-safe.
class Robots {
 public:
  // Never fails: whatever cannot be read as a rule is passed over.  Reads kMaxRobotsBytes and drops a line
  // that the cap cut.  UTF-8 with or without byte order mark, UTF-16 with one; any line ends.
  static Robots Parse(std::string_view body);

  // Whether the crawler that calls itself `agent` ("markwarden", or "markwarden/1.0": the part
  // before the slash counts) may fetch `url`, an href (a bare path will do).  Groups that name the
  // agent merge and win over "*" groups; the longest matching rule decides, Allow wins a tie;
  // /robots.txt itself is always allowed.  Percent-encoding: a Disallow holds when it matches the text or
  // its normal form (RFC 9309, 2.2.2); an Allow is not itself decoded, since other readers do not either.
  RobotsAnswer Check(std::string_view agent, std::string_view url) const;

  // The group's Crawl-delay; the longest when merged groups differ.
  std::optional<std::chrono::milliseconds> CrawlDelay(std::string_view agent) const;

  // As written, in order, without doubles; may be relative to the robots.txt.
  const std::vector<std::string>& sitemaps() const { return sitemaps_; }

 private:
  friend class RobotsReader;
  // A path pattern: the texts between its "*", in order.
  struct Pattern {
    std::vector<std::string> pieces;
    bool to_end = false;  // "$"
    bool Matches(std::string_view path) const;
  };
  struct Rule {
    bool allow = false;
    Pattern given;        // only octets outside ASCII are encoded
    Pattern normal;       // and unreserved characters decoded
    size_t length = 0;    // of the pattern: the longest match decides
    int line_number = 0;
    std::string line;
  };
  struct Agent {
    std::string name;  // lower case, or "*"
    std::optional<std::chrono::milliseconds> delay;
  };
  struct Group {
    std::vector<Agent> agents;
    std::vector<Rule> rules;
  };

  std::vector<const Group*> GroupsFor(std::string_view agent, std::string* name) const;

  std::vector<Group> groups_;
  std::vector<std::string> sitemaps_;
};

// How the fetch of a robots.txt ended.
struct RobotsFetch {
  int status = 0;             // of the last answer; 0: no answer (DNS, TLS, time-out, refused address)
  int redirects = 0;          // followed so far
  bool have_copy = false;     // an earlier answer with rules is at hand
  int failures = 0;           // fetches in a row before this one that got no usable answer
  std::optional<std::chrono::seconds> max_age = std::nullopt;  // Cache-Control of the answer
};

enum class RobotsAccess {
  kParse,        // the body holds the rules
  kKeepCopy,     // go on with the earlier copy
  kAllowAll,     // there are no rules
  kDisallowAll,  // not to be fetched until the file can be read
};

struct RobotsPolicy {
  RobotsAccess access = RobotsAccess::kDisallowAll;
  std::chrono::seconds keep{0};  // ask again after this long
  std::string why;               // one line for people
};

// RFC 9309, 2.3.1: 2xx parse; 4xx no rules; more than kMaxRobotsRedirects redirects no rules; 429, 5xx
// and no answer: the earlier copy, else nothing may be fetched.  Rules are kept for max_age but at least 5
// minutes and at most 24 hours (2.4); failures for 5 minutes, doubling up to one hour.
RobotsPolicy DecideRobots(const RobotsFetch& fetch);

}  // namespace markwarden

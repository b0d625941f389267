// The basic URL parser: the state machine of the URL Standard (section 4.4), over bytes of UTF-8.
#include "core/url.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/url_charset.h"

namespace markwarden {
namespace {

constexpr int kEnd = -1;

bool IsAlpha(int c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(int c) { return c >= '0' && c <= '9'; }

// The percent-encode sets (URL Standard, 1.3), each as the printable ASCII it adds to controls and
// everything past "~".
constexpr std::string_view kFragmentSet = " \"<>`";
constexpr std::string_view kQuerySet = " \"#<>";
constexpr std::string_view kSpecialQuerySet = " \"#<>'";
constexpr std::string_view kPathSet = " \"#<>?^`{}";
constexpr std::string_view kUserinfoSet = " \"#<>?^`{}/:;=@[\\]|";

void AppendEncoded(std::string& out, int c, std::string_view set) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  if (c > 0x1f && c <= 0x7e && set.find(static_cast<char>(c)) == std::string_view::npos) {
    out += static_cast<char>(c);
    return;
  }
  out += '%';
  out += kHex[static_cast<size_t>(c >> 4)];
  out += kHex[static_cast<size_t>(c & 15)];
}

struct Special {
  std::string_view scheme;
  uint16_t port;  // 0: none
};
constexpr std::array<Special, 6> kSpecials = {{{"http", 80}, {"https", 443}, {"ws", 80}, {"wss", 443},
                                               {"ftp", 21}, {"file", 0}}};

const Special* FindSpecial(std::string_view scheme) {
  for (const Special& special : kSpecials) {
    if (special.scheme == scheme) return &special;
  }
  return nullptr;
}

bool IsWindowsDriveLetter(std::string_view text) {
  return text.size() == 2 && IsAlpha(text[0]) && (text[1] == ':' || text[1] == '|');
}

bool StartsWithWindowsDriveLetter(std::string_view text) {
  if (text.size() < 2 || !IsWindowsDriveLetter(text.substr(0, 2))) return false;
  return text.size() == 2 || std::string_view("/\\?#").find(text[2]) != std::string_view::npos;
}

// "." or "..", any of whose dots may be written %2e.  The number of dots, else 0.
int Dots(std::string_view segment) {
  int dots = 0;
  while (!segment.empty()) {
    if (segment[0] == '.') {
      segment.remove_prefix(1);
    } else if (segment.size() >= 3 && segment[0] == '%' && segment[1] == '2' && (segment[2] | 0x20) == 'e') {
      segment.remove_prefix(3);
    } else {
      return 0;
    }
    if (++dots > 2) return 0;
  }
  return dots;
}

// The length of the well-formed UTF-8 sequence at the start of `text`, 0 when there is none.
size_t SequenceLength(std::string_view text) {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = at(0);
  if (lead < 0x80) return 1;
  const size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return 0;
  if ((lead == 0xe0 && at(1) < 0xa0) || (lead == 0xed && at(1) > 0x9f)) return 0;
  if ((lead == 0xf0 && at(1) < 0x90) || (lead == 0xf4 && at(1) > 0x8f)) return 0;
  for (size_t i = 1; i < size; ++i) {
    if ((at(i) & 0xc0) != 0x80) return 0;
  }
  return size;
}

// Trims controls and spaces, drops tabs and line ends, mends UTF-8.
std::string Clean(std::string_view input) {
  const auto trimmed = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  while (!input.empty() && trimmed(input.front())) input.remove_prefix(1);
  while (!input.empty() && trimmed(input.back())) input.remove_suffix(1);
  std::string out;
  out.reserve(input.size());
  while (!input.empty()) {
    const size_t size = SequenceLength(input);
    if (size == 0) {
      out += "\xEF\xBF\xBD";
      input.remove_prefix(1);
      continue;
    }
    if (input[0] != '\t' && input[0] != '\n' && input[0] != '\r') out += input.substr(0, size);
    input.remove_prefix(size);
  }
  return out;
}

}  // namespace

// One run of the state machine.  Each state is a function that consumes what it understands and
// names the next; `at_` is the standard's pointer.
class UrlParser {
 public:
  UrlParser(std::string input, const Url* base, std::string_view charset)
      : input_(std::move(input)), base_(base), charset_(charset) {}

  Result<Url> Run() {
    State state = SchemeStart();
    while (state != State::kDone && state != State::kFailed) state = Step(state);
    if (state == State::kFailed) return Fail(ErrorCode::kInvalid, std::move(why_));
    return std::move(url_);
  }

 private:
  enum class State {
    kNoScheme, kAuthorityOrRelative, kPathOrAuthority, kRelative, kRelativeSlash, kAuthoritySlashes,
    kAuthority, kFile, kFileSlash, kFileHost, kPathStart, kPath, kOpaquePath, kQuery, kFragment, kDone, kFailed,
  };

  State Step(State state) {
    switch (state) {
      case State::kNoScheme: return NoScheme();
      case State::kAuthorityOrRelative: return AuthorityOrRelative();
      case State::kPathOrAuthority: return PathOrAuthority();
      case State::kRelative: return Relative();
      case State::kRelativeSlash: return RelativeSlash();
      case State::kAuthoritySlashes: return AuthoritySlashes();
      case State::kAuthority: return Authority();
      case State::kFile: return File();
      case State::kFileSlash: return FileSlash();
      case State::kFileHost: return FileHost();
      case State::kPathStart: return PathStart();
      case State::kPath: return Path();
      case State::kOpaquePath: return OpaquePath();
      case State::kQuery: return Query();
      case State::kFragment: return Fragment();
      case State::kDone:
      case State::kFailed: return state;
    }
    return State::kFailed;
  }

  int Peek(size_t ahead = 0) const {
    return at_ + ahead < input_.size() ? static_cast<unsigned char>(input_[at_ + ahead]) : kEnd;
  }
  std::string_view Rest() const { return std::string_view(input_).substr(at_); }
  bool IsSlash(int c) const { return c == '/' || (special_ && c == '\\'); }

  State FailWith(std::string why) {
    why_ = std::move(why);
    return State::kFailed;
  }

  void SetScheme(std::string scheme) {
    url_.scheme_ = std::move(scheme);
    special_ = FindSpecial(url_.scheme_);
    is_file_ = url_.scheme_ == "file";
  }

  void TakeAuthorityOfBase() {
    url_.username_ = base_->username_;
    url_.password_ = base_->password_;
    url_.host_ = base_->host_;
    url_.port_ = base_->port_;
  }

  // Drops the last segment; a file URL keeps its drive letter.
  void ShortenPath() {
    std::string& path = url_.path_;
    if (is_file_ && path.size() == 3 && IsAlpha(static_cast<unsigned char>(path[1])) && path[2] == ':') return;
    const size_t slash = path.rfind('/');
    path.resize(slash == std::string::npos ? 0 : slash);
  }

  // After a path or an authority: what "?", "#" and the end mean.
  State AfterPath() {
    const int c = Peek();
    if (c == kEnd) return State::kDone;
    ++at_;
    return c == '?' ? State::kQuery : State::kFragment;
  }

  State SchemeStart() {
    if (!IsAlpha(Peek())) return State::kNoScheme;
    size_t end = 0;
    std::string scheme;
    for (; end < input_.size(); ++end) {
      const int c = static_cast<unsigned char>(input_[end]);
      if (!IsAlpha(c) && !IsDigit(c) && c != '+' && c != '-' && c != '.') break;
      scheme += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    if (end == input_.size() || input_[end] != ':') return State::kNoScheme;
    at_ = end + 1;
    SetScheme(std::move(scheme));
    if (is_file_) return State::kFile;
    if (special_) {
      return base_ && base_->scheme_ == url_.scheme_ ? State::kAuthorityOrRelative : State::kAuthoritySlashes;
    }
    if (Peek() == '/') {
      ++at_;
      return State::kPathOrAuthority;
    }
    url_.opaque_path_ = true;
    return State::kOpaquePath;
  }

  State NoScheme() {
    at_ = 0;
    if (!base_) return FailWith("a relative URL without a base");
    if (base_->opaque_path_) {
      if (Peek() != '#') return FailWith("a relative URL, and its base has no hierarchy");
      SetScheme(base_->scheme_);
      url_.path_ = base_->path_;
      url_.opaque_path_ = true;
      url_.query_ = base_->query_;
      ++at_;
      return State::kFragment;
    }
    SetScheme(base_->scheme_);
    return is_file_ ? State::kFile : State::kRelative;
  }

  State AuthorityOrRelative() {
    return Peek() == '/' && Peek(1) == '/' ? State::kAuthoritySlashes : State::kRelative;
  }

  State PathOrAuthority() {
    if (Peek() != '/') return BackToPath();
    ++at_;
    return State::kAuthority;
  }

  // The slash before `at_` opens the path.
  State BackToPath() {
    segment_.clear();
    return State::kPath;
  }

  State Relative() {
    if (IsSlash(Peek())) {
      ++at_;
      return State::kRelativeSlash;
    }
    TakeAuthorityOfBase();
    url_.path_ = base_->path_;
    const int c = Peek();
    if (c == '?' || c == '#') {
      if (c == '#') url_.query_ = base_->query_;
      return AfterPath();
    }
    if (c == kEnd) {
      url_.query_ = base_->query_;
      return State::kDone;
    }
    ShortenPath();
    return State::kPath;
  }

  State RelativeSlash() {
    if (special_ && IsSlash(Peek())) return State::kAuthoritySlashes;
    if (Peek() == '/') {
      ++at_;
      return State::kAuthority;
    }
    TakeAuthorityOfBase();
    return BackToPath();
  }

  State AuthoritySlashes() {
    while (Peek() == '/' || Peek() == '\\') ++at_;
    return State::kAuthority;
  }

  // User name, password, host and port, up to the path.
  State Authority() {
    size_t end = at_;
    while (end < input_.size() && !IsSlash(static_cast<unsigned char>(input_[end])) && input_[end] != '?' &&
           input_[end] != '#') {
      ++end;
    }
    std::string_view authority = std::string_view(input_).substr(at_, end - at_);
    at_ = end;
    if (const size_t sign = authority.rfind('@'); sign != std::string_view::npos) {
      const std::string_view userinfo = authority.substr(0, sign);
      authority.remove_prefix(sign + 1);
      if (authority.empty()) return FailWith("a user name without a host");
      const size_t colon = userinfo.find(':');
      for (const char c : userinfo.substr(0, colon)) {
        AppendEncoded(url_.username_, static_cast<unsigned char>(c), kUserinfoSet);
      }
      if (colon != std::string_view::npos) {
        for (const char c : userinfo.substr(colon + 1)) {
          AppendEncoded(url_.password_, static_cast<unsigned char>(c), kUserinfoSet);
        }
      }
    }
    size_t colon = 0;
    for (bool inside = false; colon < authority.size() && (inside || authority[colon] != ':'); ++colon) {
      if (authority[colon] == '[') inside = true;
      if (authority[colon] == ']') inside = false;
    }
    const std::string_view host = authority.substr(0, colon);
    const bool has_port = colon < authority.size();
    if (host.empty() && (special_ || has_port)) return FailWith("the host is empty");
    Result<Host> parsed = ParseHost(host, !special_);
    if (!parsed) return FailWith(std::move(parsed.error().message));
    url_.host_ = std::move(*parsed);
    if (has_port && !TakePort(authority.substr(colon + 1))) return FailWith("the port is not a number up to 65535");
    return State::kPathStart;
  }

  bool TakePort(std::string_view digits) {
    if (digits.empty()) return true;
    unsigned value = 0;
    for (const char c : digits) {
      if (!IsDigit(c)) return false;
      value = value * 10 + static_cast<unsigned>(c - '0');
      if (value > 65535) return false;
    }
    if (!special_ || special_->port != value) url_.port_ = static_cast<uint16_t>(value);
    return true;
  }

  State File() {
    url_.host_ = Host{HostKind::kEmpty, ""};
    if (IsSlash(Peek())) {
      ++at_;
      return State::kFileSlash;
    }
    if (!base_ || base_->scheme_ != "file") return State::kPath;
    url_.host_ = base_->host_;
    url_.path_ = base_->path_;
    const int c = Peek();
    if (c == '?') return AfterPath();
    if (c == '#' || c == kEnd) {
      url_.query_ = base_->query_;
      return AfterPath();
    }
    if (StartsWithWindowsDriveLetter(Rest())) {
      url_.path_.clear();
    } else {
      ShortenPath();
    }
    return State::kPath;
  }

  State FileSlash() {
    if (IsSlash(Peek())) {
      ++at_;
      return State::kFileHost;
    }
    if (base_ && base_->scheme_ == "file") {
      url_.host_ = base_->host_;
      const std::string& path = base_->path_;
      const bool has_drive = path.size() >= 3 && IsAlpha(static_cast<unsigned char>(path[1])) && path[2] == ':' &&
                             (path.size() == 3 || path[3] == '/');
      if (has_drive && !StartsWithWindowsDriveLetter(Rest())) url_.path_ = path.substr(0, 3);
    }
    return State::kPath;
  }

  State FileHost() {
    size_t end = at_;
    while (end < input_.size() && std::string_view("/\\?#").find(input_[end]) == std::string_view::npos) ++end;
    const std::string_view text = std::string_view(input_).substr(at_, end - at_);
    if (IsWindowsDriveLetter(text)) return State::kPath;  // the drive letter is its first segment
    at_ = end;
    if (!text.empty()) {
      Result<Host> host = ParseHost(text, false);
      if (!host) return FailWith(std::move(host.error().message));
      if (host->text != "localhost") url_.host_ = std::move(*host);
    }
    return State::kPathStart;
  }

  State PathStart() {
    const int c = Peek();
    if (special_) {
      if (IsSlash(c)) ++at_;
      return State::kPath;
    }
    if (c == '?' || c == '#' || c == kEnd) return AfterPath();
    if (c == '/') ++at_;
    return State::kPath;
  }

  // The rest of the path, segment by segment.
  State Path() {
    while (true) {
      segment_.clear();
      while (Peek() != kEnd && !IsSlash(Peek()) && Peek() != '?' && Peek() != '#') {
        AppendEncoded(segment_, Peek(), kPathSet);
        ++at_;
      }
      const bool more = IsSlash(Peek());
      const int dots = Dots(segment_);
      if (dots == 2) ShortenPath();
      if (dots > 0) {
        if (!more) url_.path_ += '/';
      } else {
        if (is_file_ && url_.path_.empty() && IsWindowsDriveLetter(segment_)) segment_[1] = ':';
        url_.path_ += '/';
        url_.path_ += segment_;
      }
      if (!more) return AfterPath();
      ++at_;
    }
  }

  State OpaquePath() {
    while (Peek() != kEnd && Peek() != '?' && Peek() != '#') {
      // A space at the very end would be lost when the URL is written and read again.
      const bool last_space = Peek() == ' ' && (Peek(1) == '?' || Peek(1) == '#');
      AppendEncoded(url_.path_, Peek(), last_space ? " " : "");
      ++at_;
    }
    return AfterPath();
  }

  State Query() {
    const size_t end = std::min(input_.find('#', at_), input_.size());
    std::string query = input_.substr(at_, end - at_);
    at_ = end;
    const bool in_charset = special_ && url_.scheme_ != "ws" && url_.scheme_ != "wss";
    if (in_charset && !charset_.empty()) query = EncodeQuery(query, charset_);
    url_.query_.emplace();
    for (const char c : query) {
      AppendEncoded(*url_.query_, static_cast<unsigned char>(c), special_ ? kSpecialQuerySet : kQuerySet);
    }
    return AfterPath();
  }

  State Fragment() {
    url_.fragment_.emplace();
    for (; Peek() != kEnd; ++at_) AppendEncoded(*url_.fragment_, Peek(), kFragmentSet);
    return State::kDone;
  }

  const std::string input_;
  const Url* const base_;
  const std::string_view charset_;
  Url url_;
  const Special* special_ = nullptr;
  bool is_file_ = false;
  size_t at_ = 0;
  std::string segment_;
  std::string why_;
};

std::string Url::HrefWithoutFragment() const {
  std::string text = scheme_ + ":";
  if (host_.kind != HostKind::kNone) {
    text += "//";
    if (!username_.empty() || !password_.empty()) {
      text += username_;
      if (!password_.empty()) text += ":" + password_;
      text += '@';
    }
    text += host_.text;
    if (port_) text += ":" + std::to_string(*port_);
  } else if (!opaque_path_ && path_.substr(0, 2) == "//") {
    text += "/.";  // else the path would be read as a host
  }
  text += path_;
  if (query_) text += "?" + *query_;
  return text;
}

std::string Url::href() const {
  std::string text = HrefWithoutFragment();
  if (fragment_) text += "#" + *fragment_;
  return text;
}

std::string Url::PathAndQuery() const { return query_ ? path_ + "?" + *query_ : path_; }

std::string Url::Origin() const {
  return scheme_ + "://" + host_.text + (port_ ? ":" + std::to_string(*port_) : "");
}

uint16_t Url::EffectivePort() const {
  if (port_) return *port_;
  const Special* special = FindSpecial(scheme_);
  return special ? special->port : 0;
}

Result<Url> ParseUrl(std::string_view input, const Url* base) { return ParseUrl(input, base, ""); }

Result<Url> ParseUrl(std::string_view input, const Url* base, std::string_view charset) {
  if (input.size() > kMaxUrlBytes) {
    return Fail(ErrorCode::kExhausted, "the URL is longer than " + std::to_string(kMaxUrlBytes) + " bytes");
  }
  Result<Url> url = UrlParser(Clean(input), base, charset).Run();
  if (url && url->href().size() > kMaxUrlBytes) {
    return Fail(ErrorCode::kExhausted, "the URL is longer than " + std::to_string(kMaxUrlBytes) + " bytes");
  }
  return url;
}

}  // namespace markwarden

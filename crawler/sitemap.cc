// Reading of sitemaps: tokens in, entries out, whatever breaks in between.
#include "crawler/sitemap.h"

#include <optional>

#include "core/inflate.h"
#include "core/formats/xml_reader.h"

namespace markwarden {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

std::string_view TrimSpaces(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view WithoutMark(std::string_view text) {
  return text.substr(0, 3) == "\xEF\xBB\xBF" ? text.substr(3) : text;
}

// UTF-16 with a byte order mark; a surrogate half, which no address holds, becomes "?".
std::string ReferencesFromUtf16(std::string_view bytes, bool little) {
  std::string references;
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const unsigned a = static_cast<unsigned char>(bytes[i]), b = static_cast<unsigned char>(bytes[i + 1]);
    const unsigned unit = little ? b * 256 + a : a * 256 + b;
    if (unit < 0x80) {
      references += static_cast<char>(unit);
    } else if (unit >= 0xd800 && unit < 0xe000) {
      references += '?';
    } else if (unit < 0x800) {
      references += static_cast<char>(0xc0 | (unit >> 6));
      references += static_cast<char>(0x80 | (unit & 0x3f));
    } else {
      references += static_cast<char>(0xe0 | (unit >> 12));
      references += static_cast<char>(0x80 | ((unit >> 6) & 0x3f));
      references += static_cast<char>(0x80 | (unit & 0x3f));
    }
  }
  return references;
}

class Collector {
 public:
  explicit Collector(const Url* base) : base_(base) {}

  // False when the cap on entries is reached.
  bool Add(SitemapEntry entry) {
    const Result<Url> url = ParseUrl(entry.loc, base_);
    if (!url || !url->IsHttp()) {
      ++sitemap_.skipped;
      return true;
    }
    if (sitemap_.entries.size() == kMaxSitemapUrls) {
      sitemap_.problem = "more than " + std::to_string(kMaxSitemapUrls) + " entries: the rest was not read";
      return false;
    }
    entry.loc = url->href();
    sitemap_.entries.push_back(std::move(entry));
    return true;
  }

  Sitemap& sitemap() { return sitemap_; }

 private:
  const Url* const base_;
  Sitemap sitemap_;
};

// The fields of the entry that is open, by the names of all four formats.
class EntryReader {
 public:
  EntryReader(std::string_view xml, const Url* base) : reader_(xml), out_(base) {}

  Result<Sitemap> Read() {
    bool room = true;
    while (room) {
      XmlToken token = reader_.Next();
      if (token.kind == XmlToken::Kind::kDone) break;
      switch (token.kind) {
        case XmlToken::Kind::kStart: room = Start(token); break;
        case XmlToken::Kind::kEnd: room = End(token); break;
        case XmlToken::Kind::kText: Text(token.text); break;
        case XmlToken::Kind::kDone: break;
      }
    }
    if (room) Flush();
    Sitemap& sitemap = out_.sitemap();
    if (!known_ && sitemap.entries.empty()) {
      return Fail(ErrorCode::kInvalid, "no sitemap, feed or list of addresses");
    }
    if (sitemap.problem.empty() && (reader_.broken() || open_roots_ > 0)) {
      sitemap.problem = "the XML breaks off at byte " + std::to_string(reader_.offset());
    }
    return std::move(sitemap);
  }

 private:
  static bool IsEntry(std::string_view name) {
    return name == "url" || name == "sitemap" || name == "item" || name == "entry";
  }
  static bool IsRoot(std::string_view name) {
    return name == "urlset" || name == "sitemapindex" || name == "rss" || name == "feed" || name == "RDF";
  }

  bool Start(const XmlToken& token) {
    if (IsRoot(token.name)) {
      known_ = true;
      if (!token.closed) ++open_roots_;
      return true;
    }
    if (IsEntry(token.name) && (!entry_ || token.prefix == prefix_)) {
      if (!Flush()) return false;
      entry_.emplace();
      entry_->is_sitemap = token.name == "sitemap";
      prefix_ = token.prefix;
      name_ = token.name;
      return true;
    }
    if (!entry_) return true;
    if (token.name == "link" && token.prefix == prefix_) TakeAtomLink(token);
    // <image:loc> inside an entry is not the entry's own address: its prefix is another.
    const bool own = token.prefix == prefix_ || (token.prefix == "dc" && token.name == "date");
    field_ = own && !token.closed ? token.name : std::string_view();
    inside_child_ = !token.closed;
    text_.clear();
    return true;
  }

  bool End(const XmlToken& token) {
    if (IsRoot(token.name)) {
      --open_roots_;
      return Flush();
    }
    if (entry_ && token.name == name_ && token.prefix == prefix_) {
      if (entry_->loc.empty()) entry_->loc = std::string(TrimSpaces(direct_));
      return Flush();
    }
    if (entry_ && token.name == field_) TakeField();
    field_ = std::string_view();
    inside_child_ = false;
    return true;
  }

  void Text(const std::string& text) {
    if (!entry_ || (inside_child_ && field_.empty())) return;
    std::string& into = field_.empty() ? direct_ : text_;
    if (into.size() + text.size() <= kMaxUrlBytes) into += text;  // longer is no address
  }

  // Atom: <link href="..." rel="...">; the page itself has rel "alternate" or none.
  void TakeAtomLink(const XmlToken& token) {
    std::string href, rel = "alternate";
    for (const auto& attribute : token.attributes) {
      if (attribute.first == "href") href = attribute.second;
      if (attribute.first == "rel") rel = attribute.second;
    }
    if (rel == "alternate" && !href.empty() && entry_->loc.empty()) entry_->loc = href;
  }

  void TakeField() {
    const std::string value(TrimSpaces(text_));
    if (value.empty()) return;
    if (field_ == "loc" || (field_ == "link" && entry_->loc.empty())) {
      entry_->loc = value;
    } else if (field_ == "guid") {
      guid_ = value;
    } else if (field_ == "lastmod" || field_ == "pubDate" || field_ == "updated" || field_ == "date" ||
               field_ == "modified" || (field_ == "published" && entry_->lastmod.empty())) {
      entry_->lastmod = value;
    } else if (field_ == "changefreq") {
      entry_->changefreq = value;
    } else if (field_ == "priority") {
      entry_->priority = value;
    }
  }

  bool Flush() {
    bool room = true;
    if (entry_) {
      if (entry_->loc.empty()) entry_->loc = guid_;
      if (entry_->loc.empty()) {
        ++out_.sitemap().skipped;
      } else {
        room = out_.Add(std::move(*entry_));
      }
    }
    entry_.reset();
    guid_.clear();
    direct_.clear();
    text_.clear();
    field_ = std::string_view();
    inside_child_ = false;
    return room;
  }

  XmlReader reader_;
  Collector out_;
  bool known_ = false;
  int open_roots_ = 0;
  std::optional<SitemapEntry> entry_;
  std::string_view prefix_, name_;  // of the open entry
  std::string_view field_;          // the entry's own field that is open
  bool inside_child_ = false;       // of the entry, its own or a foreign one
  std::string text_;                // of the field
  std::string direct_;              // of the entry itself: <sitemap>https://...</sitemap>
  std::string guid_;
};

Result<Sitemap> ReadLines(std::string_view text, const Url* base) {
  Collector out(base);
  while (!text.empty()) {
    const size_t end = text.find_first_of("\r\n");
    const std::string_view line = TrimSpaces(WithoutMark(text.substr(0, end)));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.empty() || line[0] == '#') continue;
    SitemapEntry entry;
    entry.loc = std::string(line.substr(0, kMaxUrlBytes + 1));
    // Prose resolves against a base like any relative address, so only whole addresses count here.
    if (line.substr(0, 7) != "http://" && line.substr(0, 8) != "https://") {
      ++out.sitemap().skipped;
    } else if (!out.Add(std::move(entry))) {
      break;
    }
  }
  if (out.sitemap().entries.empty()) {
    return Fail(ErrorCode::kInvalid, "no sitemap, feed or list of addresses");
  }
  return std::move(out.sitemap());
}

// XML even when a warning of the server's own comes before it.
bool LooksXml(std::string_view text) {
  if (!text.empty() && text[0] == '<') return true;
  const std::string_view head = text.substr(0, 4096);
  for (const std::string_view mark : {"<urlset", "<sitemapindex", "<rss", "<feed", "<?xml"}) {
    if (head.find(mark) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

Result<Sitemap> ParseSitemap(std::string_view bytes, const Url* base) {
  Result<Inflated> inflated =
      Inflate(LooksGzip(bytes) ? "gzip" : "", bytes, {.max_bytes = kMaxSitemapBytes});
  if (!inflated) return Fail(std::move(inflated.error()));
  std::string_view text = inflated->bytes;
  std::string decoded;
  if (text.substr(0, 2) == "\xff\xfe" || text.substr(0, 2) == "\xfe\xff") {
    decoded = ReferencesFromUtf16(text.substr(2), text[0] == '\xff');
    text = decoded;
  }
  text = WithoutMark(text);
  const bool whole = inflated->end == InflateEnd::kWhole || inflated->end == InflateEnd::kNotCoded;
  const bool xml = LooksXml(TrimSpaces(text));
  if (!xml && !whole) text = text.substr(0, text.find_last_of("\r\n") + 1);  // the last line may be half a one
  Result<Sitemap> sitemap = xml ? EntryReader(text, base).Read() : ReadLines(text, base);
  switch (inflated->end) {
    case InflateEnd::kWhole:
    case InflateEnd::kNotCoded: return sitemap;
    case InflateEnd::kMaxBytes:
    case InflateEnd::kMaxRatio:
      if (!sitemap) return Fail(ErrorCode::kExhausted, "the sitemap inflates past its caps");
      sitemap->problem = "inflates past its caps: the rest was not read";
      return sitemap;
    case InflateEnd::kTruncated:
    case InflateEnd::kCorrupt:
      if (sitemap && sitemap->problem.empty()) sitemap->problem = "the gzip stream breaks off";
      return sitemap;
  }
  return sitemap;
}

Result<Sitemap> ReadSitemap(std::string_view entity, std::string_view content_encoding, const Url* base) {
  Result<Inflated> bytes = Inflate(content_encoding, entity, {.max_bytes = kMaxSitemapBytes});
  if (!bytes) return Fail(bytes);
  return ParseSitemap(bytes->bytes, base);
}

}  // namespace markwarden

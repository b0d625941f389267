// Small readers of text that all of extraction uses.
#include "crawler/extract_page.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <unordered_map>

#include "crawler/html_scan.h"

namespace markwarden {
namespace {

// Finds the tags of HTML that stand inside a value ("<em>", "</a >") among signs of the text's own: sellers write "N<o>va",
// and "Nov<a>", which no "</a" follows.
class TagsInText {
 public:
  explicit TagsInText(std::string_view text);

  // Whether the '<' at `at` begins one.
  bool BeginAt(size_t at) const;

 private:
  std::string_view text_;
  std::array<size_t, 26> last_close_{};  // by letter, the place of the last "</x"
};

TagsInText::TagsInText(std::string_view text) : text_(text) {
  for (size_t at = text.find("</"); at != std::string_view::npos; at = text.find("</", at + 2)) {
    const int letter = at + 2 < text.size() ? text[at + 2] | 0x20 : 0;
    if (letter >= 'a' && letter <= 'z') last_close_[static_cast<size_t>(letter - 'a')] = at;
  }
}

bool TagsInText::BeginAt(size_t at) const {
  std::string_view rest = text_.substr(at + 1);
  const bool closes = !rest.empty() && rest[0] == '/';
  if (closes) rest.remove_prefix(1);
  std::string name;
  while (name.size() < rest.size() && name.size() < 12 && std::isalnum(static_cast<unsigned char>(rest[name.size()]))) {
    name += static_cast<char>(std::tolower(static_cast<unsigned char>(rest[name.size()])));
  }
  static const std::set<std::string, std::less<>> kTags = {
      "a", "abbr", "address", "article", "aside", "audio", "b", "big", "blockquote", "body", "br", "button", "center", "cite", "code",
      "dd", "del", "div", "dl", "dt", "em", "embed", "figure", "figcaption", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
      "head", "header", "hr", "html", "i", "iframe", "img", "input", "ins", "label", "li", "link", "main", "mark", "meta", "nav", "nobr", "noscript",
      "object", "ol", "p", "picture", "pre", "q", "s", "script", "section", "select", "small", "source", "span", "strike", "strong", "style",
      "sub", "sup", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "time", "title", "tr", "tt", "u", "ul", "var",
      "video", "wbr"};
  if (!kTags.contains(name)) return false;
  const bool bare = !closes && name.size() == 1 && name != "p" && rest.substr(1).starts_with('>');
  return !bare || last_close_[static_cast<size_t>(name[0] - 'a')] > at;
}

bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

}  // namespace

std::string ToLowerAscii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool ContainsNoCase(std::string_view text, std::string_view lower_needle) {
  return ToLowerAscii(text).find(lower_needle) != std::string::npos;
}

bool PageContext::InAddress(std::string_view id) const {
  if (!url || id.size() < 4 || std::none_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
  const std::string address = url->HrefWithoutFragment();
  const auto part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  const size_t scheme = address.find("://");
  const size_t path = scheme == std::string::npos ? std::string::npos : address.find('/', scheme + 3);
  if (path == std::string::npos) return false;
  for (size_t at = address.find(id, path); at != std::string::npos; at = address.find(id, at + 1)) {
    const size_t end = at + id.size();
    if (!part(address[at - 1]) && (end == address.size() || !part(address[end]))) return true;
  }
  return false;
}

std::string PageContext::Absolute(std::string_view href) const {
  while (!href.empty() && IsSpace(href.front())) href.remove_prefix(1);
  while (!href.empty() && IsSpace(href.back())) href.remove_suffix(1);
  if (href.empty() || href.size() > kMaxUrlBytes || href[0] == '#') return "";
  const Result<Url> parsed = ParseUrl(href, base ? &*base : nullptr);
  if (!parsed || !parsed->IsHttp()) {
    // A page without an address: "//host/x" still says where it points.
    if (!base && href.substr(0, 2) == "//") {
      const Result<Url> https = ParseUrl("https:" + std::string(href));
      if (https) return https->HrefWithoutFragment();
    }
    return "";
  }
  return parsed->HrefWithoutFragment();
}

std::string TidyText(std::string_view text, size_t max_bytes) {
  std::string plain;
  if (text.find('<') != std::string_view::npos) {
    bool tag = false;
    const TagsInText tags(text);
    for (size_t i = 0; i < text.size() && plain.size() < max_bytes * 4; ++i) {
      if (text[i] == '<' && !tag && tags.BeginAt(i)) {
        tag = true;
        plain += ' ';
      } else if (text[i] == '>' && tag) {
        tag = false;
      } else if (!tag) {
        plain += text[i];
      }
    }
    text = plain;
  }
  const std::string decoded = DecodeEntities(text.substr(0, max_bytes * 6));
  std::string out;
  bool space = false;
  for (size_t i = 0; i < decoded.size(); ++i) {
    const char c = decoded[i];
    if (IsSpace(c) || static_cast<unsigned char>(c) < 0x20) {
      space = true;
    } else if (decoded.compare(i, 2, "\u00a0") == 0) {
      space = true;
      ++i;
    } else {
      if (space && !out.empty()) out += ' ';
      space = false;
      out += c;
    }
  }
  if (out.size() > max_bytes) {
    size_t cut = max_bytes;
    while (cut > 0 && (static_cast<unsigned char>(out[cut]) & 0xC0) == 0x80) --cut;
    out.resize(cut);
  }
  return out;
}

std::string FoldKey(std::string_view text) {
  std::string out;
  int32_t i = 0;
  const auto length = static_cast<int32_t>(std::min<size_t>(text.size(), 4000));
  out.reserve(static_cast<size_t>(length));
  while (i < length) {
    const char byte = text[static_cast<size_t>(i)];
    if (static_cast<unsigned char>(byte) < 0x80) {
      ++i;
      if (byte >= 'A' && byte <= 'Z') out += static_cast<char>(byte - 'A' + 'a');
      else if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9')) out += byte;
      continue;
    }
    UChar32 c;
    U8_NEXT(text.data(), i, length, c);
    if (c < 0 || !u_isalnum(c)) continue;
    c = u_foldCase(c, U_FOLD_CASE_DEFAULT);
    char buffer[4];
    int32_t n = 0;
    UBool error = false;
    U8_APPEND(buffer, n, 4, c, error);
    if (!error) out.append(buffer, static_cast<size_t>(n));
  }
  return out;
}

std::string FoldCase(std::string_view text) {
  std::string out;
  const auto length = static_cast<int32_t>(std::min<size_t>(text.size(), INT32_MAX));
  out.reserve(static_cast<size_t>(length));
  for (int32_t i = 0; i < length;) {
    const int32_t begin = i;
    UChar32 c;
    U8_NEXT(text.data(), i, length, c);
    char buffer[4];
    int32_t n = 0;
    UBool error = c < 0;
    if (!error) U8_APPEND(buffer, n, 4, u_foldCase(c, U_FOLD_CASE_DEFAULT), error);
    if (error) out.append(text.substr(static_cast<size_t>(begin), static_cast<size_t>(i - begin)));
    else out.append(buffer, static_cast<size_t>(n));
  }
  return out;
}

double TitleLikeness(std::string_view a, std::string_view b) {
  const std::string x = FoldKey(a.substr(0, 400)), y = FoldKey(b.substr(0, 400));
  if (x.empty() || y.empty()) return 0;
  if (x == y) return 1;
  std::unordered_map<uint32_t, int> pairs;
  const auto key = [](const std::string& s, size_t i) {
    return static_cast<uint32_t>(static_cast<unsigned char>(s[i])) << 16 |
           static_cast<uint32_t>(static_cast<unsigned char>(s[i + 1])) << 8 |
           static_cast<uint32_t>(i + 2 < s.size() ? static_cast<unsigned char>(s[i + 2]) : 0);
  };
  for (size_t i = 0; i + 1 < x.size(); ++i) ++pairs[key(x, i)];
  int shared = 0;
  for (size_t i = 0; i + 1 < y.size(); ++i) {
    if (const auto found = pairs.find(key(y, i)); found != pairs.end() && found->second > 0) {
      --found->second;
      ++shared;
    }
  }
  // Containment counts nearly as much as equality: page titles carry the shop's name too.
  const double shorter = static_cast<double>(std::min(x.size(), y.size()) - 1);
  const double both = static_cast<double>(x.size() + y.size() - 2) / 2;
  return shorter < 2 ? 0 : 0.5 * shared / shorter + 0.5 * shared / both;
}

std::string AvailabilityName(std::string_view text) {
  const std::string lower = ToLowerAscii(TidyText(text, 200));
  if (lower.empty()) return "";
  const size_t slash = lower.rfind('/');
  std::string word;
  for (const char c : slash == std::string::npos ? lower : lower.substr(slash + 1)) {
    if (c != ' ' && c != '_' && c != '-') word += c;
  }
  static constexpr std::pair<const char*, const char*> kNames[] = {
      {"instock", "InStock"},           {"outofstock", "OutOfStock"},     {"preorder", "PreOrder"},
      {"presale", "PreSale"},           {"backorder", "BackOrder"},       {"discontinued", "Discontinued"},
      {"instoreonly", "InStoreOnly"},   {"onlineonly", "OnlineOnly"},     {"limitedavailability", "LimitedAvailability"},
      {"soldout", "SoldOut"},           {"available", "InStock"},         {"oos", "OutOfStock"},
      {"in", "InStock"},                {"out", "OutOfStock"},            {"availablefororder", "BackOrder"},
      {"madetoorder", "MadeToOrder"},   {"reserved", "Reserved"},         {"pending", "BackOrder"}};
  for (const auto& [key, name] : kNames) {
    if (word == key) return name;
  }
  static constexpr std::string_view kOut[] = {
      "out of stock", "sold out", "unavailable", "not available", "no longer available", "缺货", "无货", "售罄", "已下架", "下架", "卖完", "補貨", "售完",
      "нет в наличии", "нет на складе", "ausverkauft", "nicht verfügbar", "nicht lieferbar", "épuisé", "indisponible", "rupture",
      "agotado", "no disponible", "esaurito", "non disponibile", "esgotado", "indisponível", "niedostępny", "vyprodáno",
      "uitverkocht", "slutsåld", "udsolgt", "loppu", "在庫切れ", "品切れ", "売り切れ", "품절", "نفدت", "غير متوفر"};
  for (const std::string_view key : kOut) {
    if (lower.find(key) != std::string::npos) return "OutOfStock";
  }
  static constexpr std::string_view kIn[] = {
      "in stock", "available", "有货", "现货", "有現貨", "現貨", "в наличии", "есть на складе", "auf lager", "lieferbar", "verfügbar", "en stock", "disponible",
      "disponibile", "em estoque", "disponível", "dostępny", "skladem", "op voorraad", "i lager", "på lager", "varastossa",
      "在庫あり", "재고", "متوفر", "add to cart", "加入购物车", "立即购买", "в корзину"};
  for (const std::string_view key : kIn) {
    if (lower.find(key) != std::string::npos) return "InStock";
  }
  return "";
}

std::string CleanGtin(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') digits += c;
    else if (c != ' ' && c != '-') return "";
  }
  if (digits.size() != 8 && digits.size() != 12 && digits.size() != 13 && digits.size() != 14) return "";
  int sum = 0;
  for (size_t i = 0; i + 1 < digits.size(); ++i) {
    sum += (digits[i] - '0') * ((digits.size() - 1 - i) % 2 == 1 ? 3 : 1);
  }
  return (10 - sum % 10) % 10 == digits.back() - '0' && digits.find_first_not_of('0') != std::string::npos ? digits : "";
}

std::optional<int64_t> ParseCount(std::string_view text) {
  size_t at = 0;
  while (at < text.size() && !(text[at] >= '0' && text[at] <= '9')) ++at;
  if (at == text.size()) return std::nullopt;
  std::string whole, fraction;
  bool point = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c >= '0' && c <= '9') {
      (point ? fraction : whole) += c;
    } else if (c == ',' && at + 1 < text.size() && text[at + 1] >= '0' && text[at + 1] <= '9' && !point) {
      continue;
    } else if (c == '.' && !point && at + 1 < text.size() && text[at + 1] >= '0' && text[at + 1] <= '9') {
      point = true;
    } else {
      break;
    }
  }
  if (whole.size() > 12) return std::nullopt;
  int64_t scale = 1;
  while (at < text.size() && (text[at] == ' ' || text[at] == '+')) ++at;
  if (text.compare(at, 3, "万") == 0 || text.compare(at, 3, "萬") == 0 || (at < text.size() && text[at] == 'w')) scale = 10000;
  if (at < text.size() && (text[at] == 'k' || text[at] == 'K')) scale = 1000;
  if (text.compare(at, 6, "тыс") == 0 || text.compare(at, 3, "千") == 0) scale = 1000;
  if (scale == 1 && fraction.size() == 3) whole += fraction;  // "1.204 verkauft"
  int64_t count = std::strtoll(whole.c_str(), nullptr, 10) * scale;
  if (scale > 1) {
    int64_t unit = scale;
    for (const char c : fraction.substr(0, 4)) count += (unit /= 10) * (c - '0');
  }
  return count;
}

}  // namespace markwarden

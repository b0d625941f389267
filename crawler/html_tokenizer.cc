// The text-only tokenizer, and entities undone.
#include <algorithm>
#include <unordered_map>

#include "crawler/html_scan.h"
#include "crawler/html_tag.h"

namespace markwarden {
namespace {

void ReadAttributes(std::string_view html, std::vector<std::pair<std::string, std::string>>& out) {
  AttributeWalk walk(html, 0);
  TagAttribute attribute;
  while (out.size() < kMaxAttributes && walk.Next(attribute)) {
    std::string name(html.substr(attribute.begin, std::min<size_t>(attribute.name_end - attribute.begin, 100)));
    std::transform(name.begin(), name.end(), name.begin(), LowerAscii);
    out.emplace_back(std::move(name), DecodeEntities(html.substr(attribute.value, attribute.value_end - attribute.value)));
  }
}

bool HoldsRawText(HtmlTag tag) {
  using enum HtmlTag;
  return tag == kScript || tag == kStyle || tag == kTitle || tag == kTextarea || tag == kNoembed || tag == kNoframes || tag == kXmp;
}

}  // namespace

std::string HtmlToken::Attribute(std::string_view attribute_name) const {
  for (const auto& [key, value] : attributes) {
    if (key == attribute_name) return value;
  }
  return "";
}

bool HtmlTokenizer::Next(HtmlToken& token) {
  token.attributes.clear();
  token.name.clear();
  token.text = {};
  if (at_ >= html_.size()) return false;
  if (!raw_.empty()) {
    size_t close = FindRawEnd(html_, at_, raw_);
    if (close == std::string_view::npos) close = html_.size();
    raw_.clear();
    if (close > at_) {
      token.kind = HtmlToken::Kind::kText;
      token.text = html_.substr(at_, close - at_);
      at_ = close;
      return true;
    }
  }
  size_t at = at_;
  TagSpan tag;
  for (;;) {
    at = html_.find('<', at);
    if (at == std::string_view::npos) at = html_.size();
    const bool comment = html_.compare(at, 4, "<!--") == 0;
    const bool is_tag = at < html_.size() && !comment && ReadTag(html_, at, tag);
    if (at < html_.size() && !comment && !is_tag && tag.unfinished) html_ = html_.substr(0, at);
    if (at == html_.size() || comment || is_tag) {
      if (at > at_) {
        token.kind = HtmlToken::Kind::kText;
        token.text = html_.substr(at_, at - at_);
        at_ = at;
        return true;
      }
      if (at == html_.size()) return false;
      if (comment) {
        const size_t end = html_.find("-->", at + 2);
        at_ = at = end == std::string_view::npos ? html_.size() : end + 3;
        if (at_ >= html_.size()) return false;
        continue;
      }
      break;
    }
    ++at;
  }
  token.kind = tag.end_tag ? HtmlToken::Kind::kEnd : HtmlToken::Kind::kStart;
  token.name = tag.name;
  if (!tag.end_tag) ReadAttributes(html_.substr(tag.attributes_at, tag.end - tag.attributes_at), token.attributes);
  at_ = tag.end;
  if (!tag.end_tag && HoldsRawText(tag.tag)) raw_ = tag.name;
  return true;
}

std::string DecodeEntities(std::string_view text) {
  static const std::unordered_map<std::string_view, const char*> names = {
      {"amp", "&"},      {"lt", "<"},         {"gt", ">"},         {"quot", "\""},      {"apos", "'"},
      {"nbsp", "\u00a0"}, {"euro", "€"},       {"pound", "£"},      {"yen", "¥"},        {"cent", "¢"},
      {"copy", "©"},     {"reg", "®"},        {"trade", "™"},      {"ndash", "–"},      {"mdash", "—"},
      {"hellip", "…"},   {"raquo", "»"},      {"laquo", "«"},      {"rsaquo", "›"},     {"lsaquo", "‹"},
      {"middot", "·"},   {"times", "×"},      {"thinsp", "\u2009"}, {"rarr", "→"},      {"larr", "←"},
      {"eacute", "é"},   {"egrave", "è"},     {"agrave", "à"},     {"ouml", "ö"},       {"uuml", "ü"},
      {"auml", "ä"},     {"szlig", "ß"},      {"Ouml", "Ö"},       {"Uuml", "Ü"},       {"Auml", "Ä"},
      {"ccedil", "ç"},   {"ntilde", "ñ"},     {"oacute", "ó"},     {"aacute", "á"},     {"iacute", "í"},
      {"uacute", "ú"},   {"lsquo", "‘"},      {"rsquo", "’"},      {"ldquo", "“"},      {"rdquo", "”"}};
  if (text.find('&') == std::string_view::npos) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '&') {
      out += text[i];
      continue;
    }
    const size_t end = text.substr(0, i + 32).find(';', i);
    if (end == std::string_view::npos) {
      out += '&';
      continue;
    }
    const std::string_view name = text.substr(i + 1, end - i - 1);
    if (name.size() > 1 && name[0] == '#') {
      const bool hex = name[1] == 'x' || name[1] == 'X';
      uint32_t code = 0;
      bool valid = name.size() > (hex ? 2u : 1u);
      for (const char c : name.substr(hex ? 2 : 1)) {
        const char low = LowerAscii(c);
        const int digit = low >= '0' && low <= '9' ? low - '0' : hex && low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
        if (digit < 0 || code > 0x10FFFF) {
          valid = false;
          break;
        }
        code = code * (hex ? 16 : 10) + static_cast<uint32_t>(digit);
      }
      if (valid && code > 0 && code <= 0x10FFFF && !(code >= 0xD800 && code <= 0xDFFF)) {
        if (code < 0x80) {
          out += static_cast<char>(code);
        } else if (code < 0x800) {
          out += static_cast<char>(0xC0 | (code >> 6));
          out += static_cast<char>(0x80 | (code & 0x3F));
        } else if (code < 0x10000) {
          out += static_cast<char>(0xE0 | (code >> 12));
          out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
          out += static_cast<char>(0x80 | (code & 0x3F));
        } else {
          out += static_cast<char>(0xF0 | (code >> 18));
          out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
          out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
          out += static_cast<char>(0x80 | (code & 0x3F));
        }
        i = end;
        continue;
      }
    } else if (const auto found = names.find(name); found != names.end()) {
      out += found->second;
      i = end;
      continue;
    }
    out += '&';
  }
  return out;
}

}  // namespace markwarden

// A tolerant recursive-descent reader; its depth is capped, so its recursion is too.
#include "crawler/extract_literal.h"

#include <cctype>
#include <string>

#include "crawler/html_scan.h"

namespace markwarden {
namespace {

class LiteralReader {
 public:
  LiteralReader(std::string_view text, LiteralBudget& budget) : text_(text), budget_(budget) {}

  std::optional<Json> Read() {
    Json value;
    if (!Value(value, 0)) return std::nullopt;
    return value;
  }
  size_t at() const { return at_; }

 private:
  bool Spend() {
    if (budget_.values == 0) return false;
    --budget_.values;
    return true;
  }

  void SkipSpace() {
    for (;;) {
      while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) <= ' ')) ++at_;
      if (text_.compare(at_, 2, "/*") == 0) {
        const size_t end = text_.find("*/", at_ + 2);
        at_ = end == std::string_view::npos ? text_.size() : end + 2;
      } else if (text_.compare(at_, 2, "//") == 0) {
        const size_t end = text_.find('\n', at_);
        at_ = end == std::string_view::npos ? text_.size() : end + 1;
      } else if (text_.compare(at_, 3, "\xef\xbb\xbf") == 0) {
        at_ += 3;
      } else if (text_.compare(at_, 2, "\xc2\xa0") == 0) {
        at_ += 2;
      } else {
        return;
      }
    }
  }

  bool Value(Json& out, int depth) {
    SkipSpace();
    if (at_ >= text_.size() || !Spend()) return false;
    const char c = text_[at_];
    if (c == '{') return Object(out, depth + 1);
    if (c == '[') return Array(out, depth + 1);
    if (c == '"' || c == '\'' || c == '`') {
      std::string text;
      if (!String(text)) return false;
      out = std::move(text);
      return true;
    }
    return Bare(out, depth);
  }

  bool Object(Json& out, int depth) {
    if (depth > kMaxJsonDepth) return false;
    ++at_;
    out = Json::object();
    for (;;) {
      SkipSpace();
      if (at_ >= text_.size()) return false;
      if (text_[at_] == '}') {
        ++at_;
        return true;
      }
      if (text_[at_] == ',') {
        ++at_;
        continue;
      }
      std::string key;
      if (text_[at_] == '"' || text_[at_] == '\'') {
        if (!String(key)) return false;
      } else {
        while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_' ||
                                      text_[at_] == '$' || text_[at_] == '-' || text_[at_] == '@')) {
          key += text_[at_++];
        }
        if (key.empty() || key.size() > 200) return false;
      }
      SkipSpace();
      if (at_ >= text_.size() || text_[at_] != ':') return false;
      ++at_;
      Json value;
      if (!Value(value, depth)) return false;
      if (!AfterValue(value, '}')) return false;
      out[std::move(key)] = std::move(value);
    }
  }

  bool Array(Json& out, int depth) {
    if (depth > kMaxJsonDepth) return false;
    ++at_;
    out = Json::array();
    for (;;) {
      SkipSpace();
      if (at_ >= text_.size()) return false;
      if (text_[at_] == ']') {
        ++at_;
        return true;
      }
      if (text_[at_] == ',') {
        ++at_;
        continue;
      }
      Json value;
      if (!Value(value, depth)) return false;
      if (!AfterValue(value, ']')) return false;
      out.push_back(std::move(value));
    }
  }

  // After a value comes a comma or the end; an operator means that it was an expression.
  bool AfterValue(Json& value, char close) {
    SkipSpace();
    if (at_ >= text_.size()) return false;
    if (text_[at_] == ',' || text_[at_] == close) return true;
    // A missing comma between members of broken JSON.
    if (text_[at_] == '"' && close == '}') return true;
    value = nullptr;
    return SkipExpression();
  }

  // To the comma or bracket that ends an expression at this level.
  bool SkipExpression() {
    int depth = 0;
    const size_t limit = std::min(text_.size(), at_ + 20000);
    while (at_ < limit) {
      const char c = text_[at_];
      if (c == '"' || c == '\'' || c == '`') {
        std::string ignored;
        if (!String(ignored)) return false;
        continue;
      }
      if (c == '{' || c == '[' || c == '(') {
        ++depth;
      } else if (c == '}' || c == ']' || c == ')') {
        if (depth == 0) return c != ')';
        --depth;
      } else if (c == ',' && depth == 0) {
        return true;
      } else if (c == ';' && depth == 0) {
        return false;
      }
      ++at_;
    }
    return false;
  }

  bool Bare(Json& out, int depth) {
    const size_t begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_' || text_[at_] == '$' ||
                                  text_[at_] == '.' || text_[at_] == '-' || text_[at_] == '+' || text_[at_] == '!')) {
      ++at_;
    }
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word.empty()) return false;
    out = nullptr;
    if (word == "true" || word == "!0") out = true;
    else if (word == "false" || word == "!1") out = false;
    else if (std::isdigit(static_cast<unsigned char>(word[0])) || (word[0] == '-' && word.size() > 1)) out = Number(word);
    else if (depth == 0) return false;
    return true;
  }

  // Numbers with a fraction stay text: a price must not pass through binary.
  static Json Number(std::string_view word) {
    if (word.size() > 40 || word.find_first_not_of("0123456789.-+eE") != std::string_view::npos) return nullptr;
    if (word.find_first_of(".eE") == std::string_view::npos && word.size() <= 18) {
      return static_cast<int64_t>(std::strtoll(std::string(word).c_str(), nullptr, 10));
    }
    return std::string(word);
  }

  bool String(std::string& out) {
    const char quote = text_[at_++];
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == quote) {
        ++at_;
        return true;
      }
      if (c == '\\' && at_ + 1 < text_.size()) {
        Escape(out);
        continue;
      }
      out += c;
      ++at_;
    }
    return false;
  }

  int Hex4(size_t at) const {
    int code = 0;
    if (at + 4 > text_.size()) return -1;
    for (size_t i = at; i < at + 4; ++i) {
      const char c = text_[i];
      const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
      if (digit < 0) return -1;
      code = code * 16 + digit;
    }
    return code;
  }

  void Escape(std::string& out) {
    const char c = text_[at_ + 1];
    at_ += 2;
    switch (c) {
      case 'n': out += '\n'; return;
      case 't': out += '\t'; return;
      case 'r': out += '\r'; return;
      case 'b': case 'f': case '\n': return;
      case 'x':
        if (at_ + 2 <= text_.size() && std::isxdigit(static_cast<unsigned char>(text_[at_])) &&
            std::isxdigit(static_cast<unsigned char>(text_[at_ + 1]))) {
          const long code = std::strtol(std::string(text_.substr(at_, 2)).c_str(), nullptr, 16);
          Append(out, static_cast<uint32_t>(code));
          at_ += 2;
        }
        return;
      case 'u': {
        const int high = Hex4(at_);
        if (high < 0) return;
        at_ += 4;
        auto code = static_cast<uint32_t>(high);
        if (high >= 0xD800 && high < 0xDC00 && text_.compare(at_, 2, "\\u") == 0) {
          const int low = Hex4(at_ + 2);
          if (low >= 0xDC00 && low < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10) + (static_cast<uint32_t>(low) - 0xDC00);
            at_ += 6;
          }
        }
        if (code >= 0xD800 && code < 0xE000) code = 0xFFFD;
        Append(out, code);
        return;
      }
      default: out += c;
    }
  }

  static void Append(std::string& out, uint32_t code) {
    if (code < 0x80) {
      out += static_cast<char>(code);
      return;
    }
    if (code < 0x800) {
      out += static_cast<char>(0xC0 | (code >> 6));
    } else {
      if (code < 0x10000) {
        out += static_cast<char>(0xE0 | (code >> 12));
      } else {
        out += static_cast<char>(0xF0 | (code >> 18));
        out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
      }
      out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    }
    out += static_cast<char>(0x80 | (code & 0x3F));
  }

  const std::string_view text_;
  LiteralBudget& budget_;
  size_t at_ = 0;
};

}  // namespace

std::optional<Json> ParseLiteral(std::string_view text, LiteralBudget& budget, size_t* consumed) {
  if (budget.bytes == 0 || budget.values == 0) return std::nullopt;
  LiteralReader reader(text.substr(0, budget.bytes), budget);
  std::optional<Json> value = reader.Read();
  budget.bytes -= std::min(budget.bytes, reader.at());
  if (consumed) *consumed = reader.at();
  return value;
}

std::vector<Json> FindLiterals(std::string_view script, LiteralBudget& budget, size_t min_bytes) {
  std::vector<Json> found;
  size_t at = 0;
  while (at < script.size() && budget.bytes > 0 && found.size() < 500) {
    at = script.find_first_of("=(:", at);
    if (at == std::string_view::npos) break;
    const char mark = script[at];
    size_t begin = at + 1;
    while (begin < script.size() && (script[begin] == ' ' || script[begin] == '\n' || script[begin] == '\r' || script[begin] == '\t')) {
      ++begin;
    }
    at = begin;
    if (begin >= script.size()) break;
    const char c = script[begin];
    size_t consumed = 0;
    if (c == '{' || c == '[') {
      if (const std::optional<Json> value = ParseLiteral(script.substr(begin), budget, &consumed);
          value && consumed >= min_bytes) {
        found.push_back(*value);
        at = begin + consumed;
      } else {
        at = begin + 1;
      }
    } else if ((c == '"' || c == '\'' || c == '`') && mark != ':') {
      // A string may hold JSON: JSON.parse("{\"a\":1}").
      if (begin + 1 < script.size() && (script[begin + 1] == '{' || script[begin + 1] == '[' || script[begin + 1] == '\\' || script[begin + 1] == '%')) {
        const std::optional<Json> text = ParseLiteral(script.substr(begin), budget, &consumed);
        if (text && text->is_string() && consumed >= min_bytes) {
          const std::string inner = text->get<std::string>();
          if (inner[0] == '{' || inner[0] == '[') {
            if (std::optional<Json> value = ParseLiteral(inner, budget)) found.push_back(std::move(*value));
          }
          at = begin + consumed;
        }
      }
    }
  }
  return found;
}

}  // namespace markwarden

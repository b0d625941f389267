// The template engine and the cleaning of text from outside.
#include "reports/template.h"

#include <algorithm>
#include <cstdint>

#include "reports/characters.h"

namespace markwarden {
namespace {

constexpr int kMaxSections = 16;
constexpr size_t kMaxValueChars = 20'000;

bool IsMark(uint32_t c) {
  return (c >= 0x300 && c <= 0x36f) || (c >= 0x483 && c <= 0x489) || (c >= 0x1ab0 && c <= 0x1aff) ||
         (c >= 0x1dc0 && c <= 0x1dff) || (c >= 0x20d0 && c <= 0x20ff) || (c >= 0xfe20 && c <= 0xfe2f);
}

class Filler {
 public:
  Filler(std::string_view text, bool escape) : text_(text), escape_(escape) {}

  Result<std::string> Run(const Json& values) {
    scopes_.push_back(&values);
    if (Status done = Section("", true); !done) return Fail(std::move(done.error()));
    return std::move(out_);
  }

 private:
  // Writes up to the closing tag of `name`, or to the end for the outermost; `emit` false only skips.
  Status Section(std::string_view name, bool emit) {
    for (;;) {
      const size_t open = text_.find("{{", at_);
      if (open == std::string_view::npos) {
        if (!name.empty()) return Bad("section \"" + std::string(name) + "\" is never closed");
        if (emit) out_ += text_.substr(at_);
        at_ = text_.size();
        return Ok();
      }
      if (emit) out_ += text_.substr(at_, open - at_);
      at_ = open;
      const size_t close = text_.find("}}", open);
      if (close == std::string_view::npos) return Bad("a tag is never closed");
      std::string_view tag = text_.substr(open + 2, close - open - 2);
      if (tag.empty()) return Bad("empty tag");
      char sigil = 0;
      if (tag.front() == '#' || tag.front() == '^' || tag.front() == '/' || tag.front() == '!') {
        sigil = tag.front();
        tag.remove_prefix(1);
      }
      if (tag.empty() || tag.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") != std::string_view::npos) {
        return Bad("tag \"" + std::string(tag) + "\" is not a name");
      }
      if (sigil == '/') {
        if (tag != name) return Bad("\"" + std::string(tag) + "\" closes no open section");
        at_ = close + 2;
        return Ok();
      }
      const Json* value = emit ? Find(tag) : nullptr;
      if (emit && !value) return Bad("no such placeholder: \"" + std::string(tag) + "\"");
      at_ = close + 2;
      Status done = sigil == '#' || sigil == '^' ? Nested(sigil, tag, value, emit)
                    : emit                       ? Value(tag, *value, sigil == '!')
                                                 : Ok();
      if (!done) return done;
    }
  }

  Status Nested(char sigil, std::string_view name, const Json* value, bool emit) {
    if (scopes_.size() > kMaxSections) return Bad("sections nest too deep");
    const size_t start = at_;
    const bool full = emit && Filled(*value);
    if (sigil == '^') return Section(name, emit && !full);
    if (!full) return Section(name, false);
    if (!value->is_array()) {
      scopes_.push_back(value);
      Status done = Section(name, true);
      scopes_.pop_back();
      return done;
    }
    for (const Json& item : *value) {
      at_ = start;
      scopes_.push_back(&item);
      Status done = Section(name, true);
      scopes_.pop_back();
      if (!done) return done;
    }
    return Ok();
  }

  Status Value(std::string_view name, const Json& value, bool required) {
    if (value.is_object() || value.is_array() || value.is_boolean()) {
      return Bad("\"" + std::string(name) + "\" is not a text");
    }
    const std::string shown = value.is_string() ? CleanText(value.get_ref<const std::string&>(), kMaxValueChars)
                              : value.is_null() ? ""
                                                : value.dump();
    if (required && IsBlank(shown)) return Bad("required placeholder \"" + std::string(name) + "\" is empty");
    out_ += escape_ ? EscapeHtml(shown) : shown;
    return Ok();
  }

  static bool Filled(const Json& value) {
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_string()) return !IsBlank(value.get_ref<const std::string&>());
    return !value.is_null() && !(value.is_structured() && value.empty());
  }

  const Json* Find(std::string_view name) const {
    if (name == ".") return scopes_.back();
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
      const Json* value = *scope;
      std::string_view rest = name;
      while (value && !rest.empty()) {
        const size_t dot = rest.find('.');
        if (!value->is_object()) { value = nullptr; break; }
        const auto found = value->find(std::string(rest.substr(0, dot)));
        value = found == value->end() ? nullptr : &*found;
        rest = dot == std::string_view::npos ? "" : rest.substr(dot + 1);
      }
      if (value) return value;
    }
    return nullptr;
  }

  tl::unexpected<Error> Bad(const std::string& what) const {
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n');
    return Fail(ErrorCode::kInvalid, "template line " + std::to_string(line) + ": " + what);
  }

  const std::string_view text_;
  const bool escape_;
  size_t at_ = 0;
  std::string out_;
  std::vector<const Json*> scopes_;
};

}  // namespace

Result<std::string> FillTemplate(std::string_view text, const Json& values) { return Filler(text, true).Run(values); }

Result<std::string> FillSentence(std::string_view text, const Json& values) { return Filler(text, false).Run(values); }

std::string CleanText(std::string_view text, size_t max_chars) {
  std::string out;
  size_t chars = 0;
  int marks = 0;
  bool blank = false;
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = DecodeUtf8(text, at);
    const std::string_view bytes = text.substr(at, c.length);
    at += c.length;
    if (IsSpaceChar(c.value)) {
      blank = !out.empty();
      continue;
    }
    if (IsInvisibleChar(c.value)) continue;
    // Stacked marks climb over the neighbouring lines; four are more than any script needs.
    marks = IsMark(c.value) ? marks + 1 : 0;
    if (marks > 4) continue;
    if (chars + (blank ? 1 : 0) >= max_chars) return out + "…";
    if (blank) {
      out += ' ';
      ++chars;
    }
    blank = false;
    if (c.value == 0xfffd) {
      out += "\xef\xbf\xbd";
    } else {
      out += bytes;
    }
    ++chars;
  }
  return out;
}

bool IsBlank(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = DecodeUtf8(text, at);
    if (!IsSpaceChar(c.value) && !IsInvisibleChar(c.value)) return false;
    at += c.length;
  }
  return true;
}

std::string EscapeHtml(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace markwarden

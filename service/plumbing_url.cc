// `markwarden url`: addresses in, hrefs or crawl keys out.
#include <cstdlib>
#include <ostream>

#include "core/json.h"
#include "core/url.h"
#include "service/plumbing.h"
#include "service/plumbing_lines.h"

namespace markwarden {
namespace {

// JSON may escape half a surrogate pair, and raw bytes may hold one; a URL's input is a string of
// scalar values, where both are U+FFFD.
std::string MendSurrogates(std::string_view line) {
  const auto unit = [&](size_t at) -> long {
    if (line.substr(at, 2) != "\\u" || at + 6 > line.size()) return -1;
    const std::string digits(line.substr(at + 2, 4));
    char* end = nullptr;
    const long value = std::strtol(digits.c_str(), &end, 16);
    return end == digits.c_str() + 4 ? value : -1;
  };
  std::string out;
  out.reserve(line.size());
  for (size_t i = 0; i < line.size();) {
    if (line[i] == '\\' && i + 1 < line.size()) {
      const long high = unit(i);
      const bool paired = high >= 0xd800 && high < 0xdc00 && unit(i + 6) >= 0xdc00 && unit(i + 6) < 0xe000;
      const bool alone = !paired && high >= 0xd800 && high < 0xe000;
      const size_t size = paired ? 12 : high >= 0 ? 6 : 2;
      out += alone ? std::string_view("\\ufffd") : line.substr(i, size);
      i += size;
    } else if (line[i] == '\xed' && i + 2 < line.size() && static_cast<unsigned char>(line[i + 1]) >= 0xa0) {
      out += "\xEF\xBF\xBD";
      i += 3;
    } else {
      out += line[i++];
    }
  }
  return out;
}

struct Question {
  std::string input;
  std::string base;
};

Result<Question> ReadQuestion(const UrlPlumbing& options, std::string_view line) {
  if (!options.json) return Question{std::string(line), options.base};
  const Result<Json> object = ParseJson(MendSurrogates(line));
  if (!object) return Fail(object.error());
  const Json* input = JsonMember(*object, "input");
  if (!input || !input->is_string()) return Fail(ErrorCode::kInvalid, "the line has no text \"input\"");
  Question question{input->get<std::string>(), JsonText(*object, "base")};
  if (question.base.empty()) question.base = options.base;
  return question;
}

Result<std::string> Answer(const UrlPlumbing& options, std::string_view line) {
  const Result<Question> question = ReadQuestion(options, line);
  if (!question) return Fail(question.error());
  Result<Url> base = Fail(ErrorCode::kNotFound, "");
  if (!question->base.empty()) {
    base = ParseUrl(question->base);
    if (!base) return Fail(std::move(base.error()).While("base"));
  }
  const Result<Url> url = ParseUrl(question->input, base ? &*base : nullptr);
  if (!url) return Fail(url.error());
  return options.canonical ? CanonicalKey(*url) : url->href();
}

}  // namespace

int PlumbUrl(const UrlPlumbing& options, std::istream& in, std::ostream& out) {
  while (const auto line = ReadPlumbingLine(in)) {
    const Result<std::string> answer =
        line->too_long ? Fail(ErrorCode::kExhausted, "the line is longer than 1 MiB") : Answer(options, line->text);
    if (options.json) {
      out << DumpJson(answer ? Json{{"href", *answer}} : Json{{"error", answer.error().message}}) << '\n';
    } else {
      out << (answer ? *answer : "!error: " + answer.error().message) << '\n';
    }
  }
  out.flush();
  return 0;
}

}  // namespace markwarden

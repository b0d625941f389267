// Templates: what fills, what is refused, what is escaped.
#include "reports/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace markwarden {
namespace {

TEST(TemplateTest, Fills) {
  const Json values = {{"name", "a<b> & \"c\" 'd'"}, {"empty", ""}, {"blank", "\xe2\x80\x8b "}, {"yes", true}, {"no", false}, {"n", 7},
                       {"list", {{{"x", "1"}}, {{"x", "2"}}}}, {"none", Json::array()}, {"texts", {"p", "q"}},
                       {"deep", {{"er", "z"}}}};
  const struct { const char* why; const char* in; const char* want; } cases[] = {
      {"escapes", "{{name}}", "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;"},
      {"a number", "{{n}}", "7"},
      {"a path", "{{deep.er}}", "z"},
      {"a list", "{{#list}}[{{x}}]{{/list}}", "[1][2]"},
      {"texts", "{{#texts}}{{.}},{{/texts}}", "p,q,"},
      {"an outer name inside a list", "{{#list}}{{n}}{{/list}}", "77"},
      {"a section for text", "{{#n}}n={{n}}{{/n}}{{#empty}}no{{/empty}}{{#blank}}no{{/blank}}", "n=7"},
      {"inverted", "{{^empty}}e{{/empty}}{{^none}}n{{/none}}{{^no}}f{{/no}}{{^yes}}no{{/yes}}", "enf"},
      {"a skipped section is not looked into", "{{#no}}{{unknown}}{{#list}}{{y}}{{/list}}{{/no}}ok", "ok"},
      {"single braces are text", "a { b } }} c", "a { b } }} c"},
  };
  for (const auto& c : cases) {
    const Result<std::string> out = FillTemplate(c.in, values);
    ASSERT_TRUE(out) << c.why << ": " << out.error().message;
    EXPECT_EQ(*out, c.want) << c.why;
  }
}

TEST(TemplateTest, RefusesRatherThanGuess) {
  const Json values = {{"a", "x"}, {"empty", ""}, {"list", {"p"}}};
  const struct { const char* in; const char* says; } cases[] = {
      {"{{nobody}}", "no such placeholder: \"nobody\""},
      {"{{!empty}}", "required placeholder \"empty\" is empty"},
      {"{{#a}}x", "never closed"},
      {"x{{/a}}", "closes no open section"},
      {"{{#a}}{{/list}}", "closes no open section"},
      {"{{a", "never closed"},
      {"{{}}", "empty tag"},
      {"{{{a}}}", "is not a name"},
      {"{{&a}}", "is not a name"},
      {"{{list}}", "is not a text"},
      {"one\ntwo {{#nobody}}{{/nobody}}", "line 2"},
  };
  for (const auto& c : cases) {
    const Result<std::string> out = FillTemplate(c.in, values);
    ASSERT_FALSE(out) << c.in;
    EXPECT_EQ(out.error().code, ErrorCode::kInvalid);
    EXPECT_THAT(out.error().message, ::testing::HasSubstr(c.says)) << c.in;
  }
}

TEST(TemplateTest, NestingIsCapped) {
  std::string open, close;
  for (int i = 0; i < 40; ++i) {
    open += "{{#a}}";
    close += "{{/a}}";
  }
  EXPECT_FALSE(FillTemplate(open + close, {{"a", "x"}}));
}

TEST(CleanTextTest, MakesHostileTextShowable) {
  const struct { const char* why; std::string in; const char* want; } cases[] = {
      {"markup is left for escaping", "<b>x</b>", "<b>x</b>"},
      {"controls go, blanks fold", "a\x01\x1b[31mb\t\r\n  c", "a[31mb c"},
      {"NUL", std::string("a\0b", 3), "ab"},
      {"right-to-left override and isolates", "a\u202egpj.exe\u202c\u2066b\u2069", "agpj.exeb"},
      {"zero width", "五\u200b常\ufeff大\u2060米", "五常大米"},
      {"broken bytes", "a\xff\xc3(b\xed\xa0\x80", "a\ufffd\ufffd(b\ufffd\ufffd\ufffd"},
      {"overlong slash", "\xc0\xaf", "\ufffd\ufffd"},
      {"stacked marks", "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301", "e\u0301\u0301\u0301\u0301"},
      {"tag characters", "x\U000e0041\U000e0042y", "xy"},
      {"line separators", "a\u2028b\u0085c", "a b c"},
      {"edges", "  a  ", "a"},
  };
  for (const auto& c : cases) EXPECT_EQ(CleanText(c.in), c.want) << c.why;
}

TEST(CleanTextTest, CutsAtTheCap) {
  const std::string at_cap(300, 'x');
  EXPECT_EQ(CleanText(at_cap, 300), at_cap);
  EXPECT_EQ(CleanText(at_cap + "y", 300), at_cap + "…");
  EXPECT_EQ(CleanText("北果鞋", 2), "北果…");
}

TEST(CleanTextTest, BlankIsBlankHoweverItIsWritten) {
  for (const char* blank : {"", "   ", "\u3000", "\u200b\u200d", "\ufeff\n", "\u3164", "\u202e"}) EXPECT_TRUE(IsBlank(blank)) << blank;
  for (const char* text : {"x", " 果", "\xff"}) EXPECT_FALSE(IsBlank(text)) << text;
}

}  // namespace
}  // namespace markwarden

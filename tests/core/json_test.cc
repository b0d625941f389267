// The objects of the command contract survive a round trip; bad ones are refused.
#include "core/json.h"
#include "core/json_member.h"

#include <gtest/gtest.h>

#include "core/flag.h"
#include "core/listing.h"
#include "core/right.h"
#include "core/utf8.h"

namespace markwarden {
namespace {

TEST(JsonTest, RefusesDeepNesting) {
  EXPECT_TRUE(ParseJson(std::string(64, '[') + std::string(64, ']')));
  const auto deep = ParseJson(std::string(65, '[') + std::string(65, ']'));
  ASSERT_FALSE(deep);
  EXPECT_EQ(deep.error().code, ErrorCode::kExhausted);
  EXPECT_TRUE(ParseJson("\"" + std::string(100, '[') + "\"")) << "brackets in text do not nest";
}

// One short line for each, whatever was sent and however much of it.
TEST(JsonTest, WhatIsNoJsonIsSaidInOneShortLine) {
  const std::string chinese = "\"" + std::string(3, 'a') + [] { std::string text; for (int i = 0; i < 100'000; ++i) text += "果"; return text; }();
  const struct { const char* why; std::string text; ErrorCode code; const char* says; } cases[] = {
      {"depth 100000", std::string(100'000, '[') + std::string(100'000, ']'), ErrorCode::kExhausted, "JSON nests deeper than 64 levels"},
      {"depth 100000 of objects", [] { std::string text; for (int i = 0; i < 100'000; ++i) text += "{\"a\":"; return text; }(), ErrorCode::kExhausted, "JSON nests deeper than 64 levels"},
      {"1e400", R"({"a":1e400})", ErrorCode::kInvalid, "not JSON: number overflow parsing '1e400'"},
      {"-1e400", "[-1e400]", ErrorCode::kInvalid, "not JSON: number overflow parsing '-1e400'"},
      {"a number of a megabyte", std::string(1 << 20, '9') + "e9", ErrorCode::kInvalid, "not JSON: number overflow parsing '999"},
      {"a text without an end", chinese, ErrorCode::kInvalid, "not JSON: parse error"},
      {"broken UTF-8", "{\"a\":\"\xff\"}", ErrorCode::kInvalid, "not JSON: parse error"},
      {"a line end in a text", "[\"a\nb\"]", ErrorCode::kInvalid, "not JSON: parse error"},
      {"a key twice", R"({"a":1,"b":2,"a":3})", ErrorCode::kInvalid, "the key \"a\" appears twice in one object"},
      {"a key twice, once with an escape", R"({"x":[{"ab":1,"\u0061b":3}]})", ErrorCode::kInvalid, "the key \"ab\" appears twice in one object"},
      {"a long key twice", "{\"" + std::string(100'000, 'k') + "\":1,\"" + std::string(100'000, 'k') + "\":2}", ErrorCode::kInvalid, "kkkk…\" appears twice in one object"},
  };
  for (const auto& c : cases) {
    const auto parsed = ParseUniqueJson(c.text);
    ASSERT_FALSE(parsed) << c.why;
    const std::string& said = parsed.error().message;
    EXPECT_EQ(parsed.error().code, c.code) << c.why;
    EXPECT_NE(said.find(c.says), std::string::npos) << c.why << ": " << said;
    EXPECT_EQ(said.find_first_of("\r\n"), std::string::npos) << c.why;
    EXPECT_LT(said.size(), 200u) << c.why;
    EXPECT_TRUE(IsWellFormedUtf8(said)) << c.why;
  }
  for (const char* sound : {R"({"a":{"a":1},"b":[{"a":1},{"a":1}]})", "{}", "[]", "1e300", R"({"a":1,"A":2})"}) {
    const auto parsed = ParseUniqueJson(sound);
    ASSERT_TRUE(parsed) << sound << ": " << parsed.error().message;
    EXPECT_EQ(*parsed, *ParseJson(sound));
  }
  EXPECT_EQ((*ParseJson(R"({"a":1,"a":3})"))["a"], 3) << "of our own texts nobody asks";
}

TEST(JsonTest, RightKeepsUnknownFields) {
  const auto object = ParseJson(R"({"id":"tm-1","kind":"trademark","names":["Beiguo"],"classes":[29],
      "holder":{"name":"H","phone":"1"},"new_field":{"a":[1]},"valid_to":"2030-01-01"})");
  const auto right = RightFromJson(*object);
  ASSERT_TRUE(right) << right.error().message;
  const Json again = ToJson(*right);
  EXPECT_EQ(again["new_field"], (*object)["new_field"]);
  EXPECT_EQ(again["holder"]["phone"], "1");
  EXPECT_TRUE(again["reg_no"].is_null());
  EXPECT_EQ(ToJson(*RightFromJson(again)), again);
}

TEST(JsonTest, BadRightsAreRefusedByField) {
  const struct { const char* json; const char* says; } cases[] = {
      {R"([])", "object"},
      {R"({"kind":"trademark","names":["x"]})", "id is missing"},
      {R"({"id":"1","kind":"brand","names":["x"]})", "kind"},
      {R"({"id":"1","kind":"trademark"})", "nothing to look for"},
      {R"({"id":"1","kind":"trademark","names":["x"],"classes":[46]})", "Nice class"},
      {R"({"id":"1","kind":"trademark","names":["x"],"classes":[4294967321]})", "Nice class"},
      {R"({"id":"1","kind":"trademark","names":["x"],"classes":[18446744073709551615]})", "Nice class"},
      {R"({"id":"1","kind":"trademark","names":["x"],"valid_to":"2030-02-30"})", "not a date"},
      {R"({"id":"1","kind":"trademark","names":["x"],"valid_from":"2030-01-02","valid_to":"2030-01-01"})", "before"},
  };
  for (const auto& c : cases) {
    const auto right = RightFromJson(*ParseJson(c.json));
    ASSERT_FALSE(right) << c.json;
    EXPECT_NE(right.error().message.find(c.says), std::string::npos) << right.error().message;
  }
}

TEST(JsonTest, ListingPriceUnknownIsNotZero) {
  const auto listing = ListingFromJson(*ParseJson(R"({"url":"http://a.test/1","price":{"amount":null},"x":1})"));
  ASSERT_TRUE(listing);
  EXPECT_FALSE(listing->price);
  EXPECT_TRUE(ToJson(*listing)["price"].is_null());
  EXPECT_EQ(ToJson(*listing)["x"], 1);
}

TEST(JsonTest, OneMemberIsFoundWithoutTheOthers) {
  const struct { const char* text; const char* member; } rows[] = {
      {R"({"price":1})", "1"},
      {R"({"a":"price","price":{"amount":"39.00","x":[1,{"price":2}]},"z":3})", R"({"amount":"39.00","x":[1,{"price":2}]})"},
      {R"({"a":{"price":1},"b":["price",2],"price":"last"})", R"("last")"},
      {R"({"a":"\"price\":7,","price":"x,}\"y"})", R"("x,}\"y")"},
      {R"({"price":null,"b":1})", "null"},
      {R"( { "b" : 1 , "price" : [ 1 ] } )", " [ 1 ] "},
      {R"({"a":"price"})", ""},
      {R"({"prices":1,"pric":2})", ""},
      {R"(["price",1])", ""},
      {R"({"price)", ""},
      {R"({"price":)", ""},
      {R"(})", ""},
      {"", ""},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(RawJsonMember(row.text, "price"), row.member) << row.text;
    const Result<Json> whole = ParseJson(row.text);
    if (!whole || !whole->is_object() || !whole->contains("price")) continue;
    const Result<Json> member = ParseJson(RawJsonMember(row.text, "price"));
    ASSERT_TRUE(member) << row.text;
    EXPECT_EQ(*member, (*whole)["price"]) << row.text;
  }
}

TEST(JsonTest, FlagRoundTrip) {
  Flag flag{.right_id = "tm-1", .score = 0.5, .db = 12.5, .verdict = Verdict::kCleared, .reason_codes = {"a"},
            .engine = "e", .rule_set = "r", .signals = {}, .cleared_by = {}};
  Signal signal;
  signal.detector = "text.sound";
  signal.field = "title";
  signal.span = Span{0, 6};
  signal.chain = {"nfkc", "pinyin"};
  flag.signals.push_back(signal);
  flag.cleared_by.push_back({.detector = "use.nominative", .field = "title", .span = Span{1, 2}, .why = "w", .db = -6});
  EXPECT_EQ(ToJson(*FlagFromJson(ToJson(flag))), ToJson(flag));
}

// GB 32100-2015: a published sample code and the same with two characters swapped.
TEST(ListingTest, CreditCodeCheckCharacter) {
  EXPECT_TRUE(IsCreditCode("91350100M000100Y43"));
  EXPECT_FALSE(IsCreditCode("91350100M000100Y34"));
  EXPECT_FALSE(IsCreditCode("91350100M000100Y4"));
  EXPECT_FALSE(IsCreditCode("91350100M000100I43"));
}

}  // namespace
}  // namespace markwarden

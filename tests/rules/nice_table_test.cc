// An office's table of goods: read whole or not at all; what it says of words, groups and their relations.
#include "rules/nice_import.h"

#include <gtest/gtest.h>

#include "core/file.h"
#include "core/said.h"
#include "core/text/views.h"
#include "rules/goods_reading.h"

namespace markwarden {
namespace {

std::string GoodsFile(const std::string& name) {
  Result<std::string> bytes = ReadFile(std::string(MARKWARDEN_SOURCE_DIR) + "/tests/data/goods/" + name, kMaxNiceFile);
  EXPECT_TRUE(bytes) << bytes.error().message;
  return bytes ? *bytes : "";
}

Result<NiceImport> Import(std::string_view bytes) { return ImportNiceTable(bytes, "Test 1-2026", "2026-01-01"); }

const NiceTable& TheTable() {
  static const NiceTable table = [] {
    const auto import = Import(GoodsFile("table.csv"));
    EXPECT_TRUE(import && import->refused.empty());
    Result<NiceTable> parsed = NiceTable::Parse(import->text);
    EXPECT_TRUE(parsed) << parsed.error().message;
    return parsed ? std::move(*parsed) : NiceTable();
  }();
  return table;
}

std::shared_ptr<const RuleBook> BookWithTable() {
  static const std::shared_ptr<const RuleBook> book = [] {
    auto texts = ReadRuleTexts(MARKWARDEN_SOURCE_DIR);
    EXPECT_TRUE(texts);
    (*texts)[kNiceTableName] = Import(GoodsFile("table.csv"))->text;
    auto built = BuildRuleBook(*texts);
    EXPECT_TRUE(built) << built.error().message;
    return built ? *built : nullptr;
  }();
  return book;
}

TEST(NiceTableTest, OneTableInThreeForms) {
  const auto csv = Import(GoodsFile("table.csv"));
  ASSERT_TRUE(csv) << csv.error().message;
  EXPECT_EQ(csv->refused_total, 0) << csv->refused[0].reason;
  EXPECT_EQ(csv->counts, (NiceCounts{.classes = 7, .groups = 16, .items = 29, .names = 61, .crosses = 4})) << csv->text;
  for (const char* other : {"table-gb18030.csv", "table.xlsx"}) {
    const auto same = Import(GoodsFile(other));
    ASSERT_TRUE(same) << other << ": " << same.error().message;
    EXPECT_EQ(same->text, csv->text) << other;
  }
  EXPECT_EQ(Import("\xEF\xBB\xBF" + GoodsFile("table.csv"))->text, csv->text) << "a byte order mark is no part of the first heading";
  const auto head = ReadNiceHead(std::string_view(csv->text).substr(0, 1024));
  ASSERT_TRUE(head);
  EXPECT_EQ(head->edition, "Test 1-2026");
  EXPECT_EQ(head->from, "2026-01-01");
  EXPECT_EQ(head->counts, csv->counts);
}

TEST(NiceTableTest, EveryBadRowIsOneLineAndNothingIsTakenByHalves) {
  const auto import = Import(GoodsFile("refused.csv"));
  ASSERT_TRUE(import) << import.error().message;
  EXPECT_EQ(import->text, "");
  const std::pair<int, const char*> want[] = {
      {3, "class \"46\" is not a class of the Nice Classification: write 1 to 45"},
      {4, "group \"2501x\" is not a similar group"},
      {5, "group 2501 stands in class 25 on line 2 and is repeated here in class 18"},
      {6, "group 1802 is not of class 25: its first two digits are the class"},
      {7, "item number \"25900\" is malformed"},
      {8, "item number \"D259006\" is malformed"},
      {9, "part \"first\" is not the number of a part"},
      {10, "item 259008 has no name"},
      {11, "item 259001 came before in group 2501, on line 2"},
      {12, "cross reference: group 2599 is in no row of the table"},
      {13, "no item number: write six digits"},
      {14, "no similar group: write its four digits"},
      {15, "in which there is no letter"},
      {16, "3 cells"}};
  ASSERT_EQ(import->refused.size(), std::size(want));
  EXPECT_EQ(import->refused_total, static_cast<int64_t>(std::size(want)));
  for (size_t i = 0; i < std::size(want); ++i) {
    EXPECT_EQ(import->refused[i].line, want[i].first);
    const std::string reason = InWords(import->refused[i].reason, "en");
    EXPECT_NE(reason.find(want[i].second), std::string::npos) << import->refused[i].line << ": " << reason;
    EXPECT_EQ(reason.find('\n'), std::string::npos);
    if (want[i].first != 16) {
      EXPECT_NE(InWords(import->refused[i].reason, "zh"), reason) << "what to do is said in both languages";
    }
  }
}

TEST(NiceTableTest, RefusesWhatIsNoTable) {
  const std::string good = "item,group,name\n259001,2501,x y\n";
  const struct { const char* why; std::string bytes, edition, from, says; } cases[] = {
      {"no edition", good, " ", "2026-01-01", "say which edition it is"},
      {"an edition past its cap", good, std::string(61, 'x'), "2026-01-01", "1 to 60 characters"},
      {"an edition with a line end", good, "a\nb", "2026-01-01", "say which edition"},
      {"no day", good, "E", "", "from which day"},
      {"a day that does not exist", good, "E", "2026-02-30", "from which day"},
      {"nothing", "", "E", "2026-01-01", "the file is empty"},
      {"no number column", "group,name\n2501,x\n", "E", "2026-01-01", "no column for the item's number"},
      {"no group column", "item,name\n259001,x\n", "E", "2026-01-01", "no column for the similar group"},
      {"no name column", "item,group\n259001,2501\n", "E", "2026-01-01", "no column for the names"},
      {"two group columns", "item,group,类似群,name\n259001,2501,2501,x\n", "E", "2026-01-01", "two columns for the same thing"},
      {"headings alone", "item,group,name\n", "E", "2026-01-01", "the table has no item"},
      {"bytes that are no text", std::string("item\0group", 10), "E", "2026-01-01", "neither a workbook nor a text"},
      {"a ZIP that is no workbook", std::string("PK\x03\x04") + std::string(100, 'x'), "E", "2026-01-01", ""},
  };
  for (const auto& c : cases) {
    const auto refused = ImportNiceTable(c.bytes, c.edition, c.from);
    ASSERT_FALSE(refused) << c.why;
    EXPECT_NE(refused.error().message.find(c.says), std::string::npos) << c.why << ": " << refused.error().message;
  }
}

TEST(NiceTableTest, Caps) {
  const auto row = [](const std::string& name) { return "item,group,name\n259001,2501,\"" + name + "\"\n"; };
  std::string long_name;
  for (int i = 0; i < 200; ++i) long_name += "鞋";
  EXPECT_EQ(Import(row(long_name))->refused_total, 0) << "characters, not bytes";
  EXPECT_EQ(Import(row(long_name + "鞋"))->refused_total, 1);
  std::string names;
  for (int i = 0; i < 20; ++i) names += "name" + std::to_string(i) + ";";
  EXPECT_EQ(Import(row(names))->refused_total, 0);
  EXPECT_EQ(Import(row(names + "one more"))->refused_total, 1);
  std::string rows = "item,group,name\n";
  const auto number = [](int i) { return std::to_string(1'000'000 + i).substr(1); };
  for (int i = 0; i < 200'000; ++i) rows += number(i) + ",2501,a" + std::to_string(i) + "\n";
  const auto most = Import(rows);
  ASSERT_TRUE(most) << most.error().message;
  EXPECT_EQ(most->counts.items, 200'000);
  const auto over = Import(rows + number(200'000) + ",2501,one more\n");
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, ErrorCode::kExhausted);
  std::string bad = "item,group,name\n";
  for (int i = 0; i < 250; ++i) bad += "x,2501,a\n";
  const auto refused = Import(bad);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->refused.size(), kToldRefusals);
  EXPECT_EQ(refused->refused_total, 250);
  const auto large = Import(std::string(kMaxNiceFile + 1, 'x'));
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, ErrorCode::kExhausted);
}

TEST(NiceTableTest, NotesNameSimilarGroups) {
  using Groups = std::vector<std::string>;
  const struct { const char* text; Groups groups; bool alike; } cases[] = {
      {"0907;0908", {"0907", "0908"}, false},
      {"与0907、0908类似", {"0907", "0908"}, false},
      {"与 ０９０７ 类似", {"0907"}, false},
      {"与0907类似，与0908不类似", {"0907"}, false},
      {"与0907，0908不类似", {}, false},
      {"类似：0907、0908", {"0907", "0908"}, false},
      {"本类似群各部分之间商品不类似", {}, false},
      {"本类似群各部分之间商品类似", {}, true},
      {"本类似群各部分之间商品不类似；第（一）部分与1802类似", {"1802"}, false},
      {"与第九版0907类似，2007年以前不同", {"0907"}, false},
      {"与 0908 类似（自 2019 年版）", {"0908"}, false},
      {"各部分之间商品不类似。类似：0907", {"0907"}, false},
      {"similar to 0907, 0908", {"0907", "0908"}, false},
      {"not similar to 0907; 0908", {"0908"}, false},
      {"见 090701", {}, false},
  };
  for (const auto& c : cases) {
    const NiceNote note = ReadNiceNote(c.text);
    EXPECT_EQ(note.groups, c.groups) << c.text;
    EXPECT_EQ(note.alike, c.alike) << c.text;
  }
}

TEST(NiceTableTest, ATextThatIsNoneIsRefusedByItsLine) {
  const std::string text = Import(GoodsFile("table.csv"))->text;
  for (const char* wrong : {"item\t259001\t2501\n", "item\t259001\t9901\tx\n", "cross\t2501\n", "group\t25\n", "thing\t1\n"}) {
    const auto refused = NiceTable::Parse(text + wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_NE(refused.error().message.find("nice_table.tsv line "), std::string::npos) << refused.error().message;
  }
  EXPECT_FALSE(NiceTable::Parse("edition\tx\n"));
}

TEST(NiceTableTest, TheBooksDigestCoversIt) {
  auto texts = ReadRuleTexts(MARKWARDEN_SOURCE_DIR);
  ASSERT_TRUE(texts);
  EXPECT_FALSE(texts->contains(kNiceTableName)) << "none is shipped";
  const auto without = BuildRuleBook(*texts);
  const auto with = BookWithTable();
  ASSERT_TRUE(without && with);
  EXPECT_NE((*without)->digest, with->digest);
  EXPECT_TRUE((*without)->nice.empty());
  auto other = *texts;
  other[kNiceTableName] = ImportNiceTable(GoodsFile("table.csv"), "Test 1-2026", "2026-07-01")->text;
  EXPECT_NE((*BuildRuleBook(other))->digest, with->digest) << "an edition of another day";
}

TEST(NiceTableTest, WordsNameClassesAndGroups) {
  const RuleBook& book = *BookWithTable();
  const struct { const char* text; std::vector<int> classes; std::vector<const char*> groups; const char* word; bool by_nice; } cases[] = {
      {"冬季新款连帽外衣男", {25}, {"2501-1"}, "连帽外衣", true},
      {"冬季新款 外衣", {}, {}, "", false},
      {"山地跑步鞋", {25}, {"2507"}, "山地跑步鞋", true},
      {"夏季运动鞋", {25}, {}, "运动鞋", false},
      {"跑步鞋", {25}, {}, "鞋", false},
      {"室内软底便鞋", {25}, {"2507"}, "软底便鞋", true},
      {"棉麻长衫", {25}, {"2501-2"}, "棉麻长衫", true},
      {"颈挂式耳机 收纳包", {18}, {}, "包", false},
      {"Trail running footwear, blue", {25}, {"2507"}, "trail running footwear", true},
      {"pocket radios", {9}, {"0907-1"}, "pocket radio", true},
  };
  for (const auto& c : cases) {
    const GoodsReading reading = ReadGoodsIn(book, c.text);
    EXPECT_EQ(reading.classes, c.classes) << c.text;
    std::vector<std::string> groups;
    for (const GoodsGroup& group : reading.groups) groups.push_back(ToString(group));
    EXPECT_EQ(groups, std::vector<std::string>(c.groups.begin(), c.groups.end())) << c.text;
    EXPECT_EQ(reading.word, c.word) << c.text;
    EXPECT_EQ(reading.by_nice, c.by_nice) << c.text;
  }
  Listing listing;
  listing.title = "口袋收音机";
  listing.category = {"服饰", "连帽外衣", "其他"};
  EXPECT_EQ(ReadGoods(book, listing).word, "连帽外衣") << "the innermost category that says something";
  EXPECT_EQ(ReadGoods(book, listing).field, "category");
}

// Names that need no folding go another way than those that do: a title finds both.
TEST(NiceTableTest, NamesAreFoundHoweverTheyAreWritten) {
  const struct { const char* name; const char* title; } cases[] = {
      {"麻布茶巾", "新款麻布茶巾"}, {"运动茶巾", "新款 運動茶巾"}, {"LINEN Towel", "a linen towel"}, {"亚麻  茶巾", "亚麻  茶巾"}, {"ＵＳＢ插口", "usb插口"},
      {"茶巾（厨房用）", "茶巾"}, {"茶巾*", "茶巾"}, {"скатерть льняная", "Скатерть льняная"}, {"tea towel", "tea towels"}, {"𠮷字茶巾", "𠮷字茶巾"}, {"麻", ""},
  };
  for (const auto& c : cases) {
    const auto import = Import(std::string("item,group,name\n249001,2401,") + c.name + "\n");
    ASSERT_TRUE(import) << c.name << ": " << import.error().message;
    const auto table = NiceTable::Parse(import->text);
    ASSERT_TRUE(table) << table.error().message;
    const std::string folded = MakeViews(*c.title ? c.title : "麻").folded;
    bool found = false;
    for (size_t at = 0; at < folded.size(); ++at) found = found || table->LongestAt(folded, at).length > 0;
    EXPECT_EQ(found, *c.title != '\0') << c.name << " in " << c.title;
  }
}

TEST(NiceTableTest, GroupsStandToEachOther) {
  const RuleBook& book = *BookWithTable();
  const auto side = [](std::vector<int> classes, std::vector<const char*> groups, bool whole) {
    GoodsSide made{std::move(classes), {}, whole};
    for (const char* group : groups) made.groups.push_back(*ParseGoodsGroup(group));
    return made;
  };
  const struct { const char* why; GoodsSide right, other; const char* relation; bool by_groups; const char *ours, *theirs; } cases[] = {
      {"the same group", side({25}, {"2501"}, true), side({25}, {"2501-1"}, false), "same", true, "2501", "2501-1"},
      {"all groups of the class", side({25}, {}, true), side({25}, {"2507"}, false), "same", true, "2507", "2507"},
      {"searched across", side({25}, {"2501"}, true), side({18}, {"1802"}, false), "similar", true, "2501", "1802"},
      {"searched across from the other end", side({18}, {"1802"}, true), side({25}, {"2501-1"}, false), "similar", true, "1802", "2501-1"},
      {"the other part is not searched across", side({18}, {"1802"}, true), side({25}, {"2501-2"}, false), "related", true, nullptr, nullptr},
      {"across, the whole class being registered", side({18}, {}, true), side({25}, {"2501-1"}, false), "similar", true, "1802", "2501-1"},
      {"another part", side({9}, {"0907-1"}, true), side({9}, {"0907-2"}, false), "near", true, "0907-1", "0907-2"},
      {"parts that the notes call similar", side({43}, {"4301-1"}, true), side({43}, {"4301-2"}, false), "same", true, "4301-1", "4301-2"},
      {"another group", side({25}, {"2508"}, true), side({25}, {"2507"}, false), "weak", true, "2508", "2507"},
      {"named not similar", side({25}, {"2507"}, true), side({25}, {"2508"}, false), "weak", true, "2507", "2508"},
      {"groups of one class, the other whole", side({25, 9}, {"2501"}, true), side({9}, {"0912"}, false), "same", true, "0912", "0912"},
      {"another class", side({25}, {"2501"}, true), side({21}, {"2101"}, false), "other", true, nullptr, nullptr},
      {"sold side by side", side({30}, {}, true), side({29}, {"2901"}, false), "related", true, nullptr, nullptr},
      {"a listing whose groups nobody knows", side({25}, {"2501"}, true), side({25}, {}, false), "same", false, nullptr, nullptr},
      {"two registrations by classes", side({25}, {}, true), side({25, 18}, {}, true), "same", false, nullptr, nullptr},
      {"two registrations across", side({25}, {}, true), side({18}, {}, true), "similar", true, "2501-1", "1802"},
      {"an application of a whole class", side({25}, {"2507"}, true), side({25}, {}, true), "same", true, "2507", "2507"},
  };
  for (const auto& c : cases) {
    const auto finding = RelateGoods(book, c.right, c.other);
    ASSERT_TRUE(finding) << c.why;
    EXPECT_EQ(ToString(finding->relation), c.relation) << c.why;
    EXPECT_EQ(finding->by_groups, c.by_groups) << c.why;
    if (c.ours) {
      EXPECT_EQ(ToString(finding->right), c.ours) << c.why;
      EXPECT_EQ(ToString(finding->other), c.theirs) << c.why;
    }
    // A look at the classes alone passes over no goods that have to do with the right's.
    Right right;
    right.classes = c.right.classes;
    right.groups = c.right.groups;
    const bool reached = GoodsReach(book).Of(right) & ClassSetOf(c.other.classes);
    EXPECT_TRUE(reached || finding->relation == GoodsRelation::kOther) << c.why;
    EXPECT_FALSE(reached && c.why == std::string_view("another class"));
  }
  EXPECT_FALSE(RelateGoods(book, side({}, {}, true), side({25}, {}, false)));
  EXPECT_FALSE(RelateGoods(book, side({25}, {}, true), side({}, {}, false)));
}

TEST(NiceTableTest, FindsItemsByNameNumberAndGroup) {
  const NiceTable& table = TheTable();
  const auto numbers = [&](NiceTable::Search search) {
    std::string all;
    for (const uint32_t place : table.Find(search)) all += std::string(table.items()[place].number) + " ";
    return all;
  };
  EXPECT_EQ(numbers({.text = "跑步鞋"}), "259006 ");
  EXPECT_EQ(numbers({.text = "FOOTWEAR"}), "259006 259007 C259008 ");
  EXPECT_EQ(numbers({.text = "2507"}), "259006 259007 C259008 ");
  EXPECT_EQ(numbers({.text = "c0990"}), "C099004 ");
  EXPECT_EQ(numbers({.text = "折叠", .nice_class = 9}), "");
  EXPECT_EQ(numbers({.text = "折叠"}), "189001 189003 ");
  EXPECT_EQ(numbers({.nice_class = 30, .after = 0, .most = 2}), "309001 309002 ");
  EXPECT_EQ(numbers({.text = "茶", .group = 3001}), "309001 309002 ");
  EXPECT_EQ(numbers({.text = "nothing of the kind"}), "");
}

TEST(NiceTableTest, TellsWhatIsOtherwise) {
  const NiceTable& then = TheTable();
  EXPECT_EQ(NiceChanges(then, then)["items"], (Json{{"added", 0}, {"removed", 0}, {"moved", 0}, {"renamed", 0}}));
  std::string csv = GoodsFile("table.csv");
  const auto change = [&](std::string_view from, std::string_view to) {
    const size_t at = csv.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    csv.replace(at, from.size(), to);
  };
  change("259006,25,2507,,越野跑步鞋", "259006,25,2510,,越野跑步鞋");
  change("老布鞋,old-style", "布鞋,old-style");
  change("309004,30,3005,,咸味米饼,savoury rice cracker,\n", "309999,30,3005,,甜味米饼,sweet rice cracker,\n");
  change("\"2101;1802\"", "2101");
  const auto now = NiceTable::Parse(Import(csv)->text);
  ASSERT_TRUE(now) << now.error().message;
  const Json changes = NiceChanges(then, *now);
  EXPECT_EQ(changes["items"], (Json{{"added", 1}, {"removed", 1}, {"moved", 1}, {"renamed", 1}})) << changes.dump();
  EXPECT_EQ(changes["groups"]["added"], Json::array({"2510"}));
  EXPECT_EQ(changes["crosses"], (Json{{"added", 0}, {"removed", 1}}));
  EXPECT_EQ(changes["samples"]["moved"][0]["from"], "2507");
  EXPECT_EQ(changes["samples"]["renamed"][0]["before"], Json::array({"老布鞋", "old-style cloth footwear"}));
  EXPECT_EQ(NiceChanges(NiceTable(), then)["items"]["added"], 29);
}

}  // namespace
}  // namespace markwarden

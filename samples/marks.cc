// Rights of the market: trademarks chosen from the invented brands, and a few rights of
// each other kind.
#include <algorithm>

#include "samples/market.h"
#include "samples/random.h"

namespace markwarden::samples {
namespace {

constexpr int kTrademarks = 20;

std::string HolderName(const Brand& brand, Random& random) {
  if (!brand.han.empty()) {
    std::string name(random.PickPart("广东|浙江|黑龙江|福建|江苏|四川"));
    name += brand.han;
    name += random.PickPart("品牌管理有限公司|科技有限公司|实业股份有限公司|商贸有限公司");
    return name;
  }
  if (!brand.cyrillic.empty()) return "ООО «" + std::string(brand.cyrillic) + "»";
  if (!brand.spoken.empty()) return std::string(brand.spoken) + std::string(random.PickPart(" Co., Ltd.| K.K.| Corp."));
  return std::string(brand.latin) + std::string(random.PickPart(" Ltd| GmbH| Holdings Inc.| S.A."));
}

std::string Money(double amount) {
  const int whole = static_cast<int>(amount);
  return std::to_string(whole) + ".00";
}

Mark Trademark(int number, const Brand& brand, bool expired, uint64_t seed) {
  Random random(seed, "mark/" + std::to_string(number));
  Mark mark;
  mark.brand = &brand;
  mark.art = random.Next();
  mark.expired = expired;
  for (const std::string_view key : Split(brand.goods, '|')) mark.goods.push_back(&FindGoods(key));
  const auto add = [&](std::string_view text, Script script) {
    if (!text.empty()) mark.forms.push_back({std::string(text), script, &brand});
  };
  add(brand.han, Script::kHan);
  add(brand.latin, Script::kLatin);
  add(brand.cyrillic, Script::kCyrillic);
  const bool kana = !brand.other.empty() && brand.other.substr(0, 1) == "\xE3";
  add(brand.other, kana ? Script::kKana : Script::kHangul);
  mark.logo_text = mark.forms.size() > 1 && random.Chance(0.5) ? mark.forms[1].text : mark.forms[0].text;

  Right& right = mark.right;
  right.id = "tm-" + std::to_string(number);
  right.kind = RightKind::kTrademark;
  for (const Wordmark& form : mark.forms) right.names.push_back(form.text);
  right.title = mark.forms[0].text;
  // Holders rarely register what buyers call them.
  if (!brand.nick.empty() && random.Chance(0.5)) right.nicknames.emplace_back(brand.nick);
  right.reg_no = std::to_string(random.Between(11000000, 78999999));
  right.jurisdiction = "CN";
  for (const Goods* goods : mark.goods) {
    if (right.classes.empty() || right.classes.back() != goods->nice_class) right.classes.push_back(goods->nice_class);
  }
  right.holder.name = HolderName(brand, random);
  right.holder.id = MakeCreditCode("440300", random);
  const int from = expired ? 2012 : random.Between(2018, 2023);
  right.valid_from = std::to_string(from) + "-03-14";
  right.valid_to = std::to_string(from + 10) + "-03-13";
  right.status = expired ? "expired" : "live";
  const Goods& main = *mark.goods.front();
  right.reference_price = Price{.amount = Money(random.Real(0.5, 1.0) * main.high), .amount_max = {}, .currency = "CNY"};
  right.images = {"rights/" + right.id + "-logo.png", "rights/" + right.id + "-photo.png"};
  return mark;
}

Mark Other(RightKind kind, std::string id, std::string title, std::vector<std::string> names, std::string_view goods,
           std::string region, std::string holder, uint64_t seed) {
  Random random(seed, "mark/" + id);
  Mark mark;
  mark.art = random.Next();
  mark.goods = {&FindGoods(goods)};
  Right& right = mark.right;
  right.kind = kind;
  right.title = std::move(title);
  right.names = std::move(names);
  for (const std::string& name : right.names) {
    const bool latin = static_cast<uint8_t>(name[0]) < 0x80;
    mark.forms.push_back({name, latin ? Script::kLatin : Script::kHan, nullptr});
  }
  mark.logo_text = right.names.empty() ? "" : right.names.front();
  right.jurisdiction = region.empty() ? "GB" : "CN";
  right.reg_no = "X" + std::to_string(random.Between(100000, 999999));
  if (kind == RightKind::kGeographicalIndication) right.classes = {mark.goods[0]->nice_class};
  right.holder.name = std::move(holder);
  right.holder.id = region.empty() ? "" : MakeCreditCode(region, random);
  if (!region.empty()) right.region = {std::move(region)};
  right.valid_from = "2019-06-01";
  right.valid_to = kind == RightKind::kCopyright ? "2070-12-31" : "2034-05-31";
  right.status = "live";
  right.images = {"rights/" + id + "-photo.png"};
  right.id = std::move(id);
  return mark;
}

}  // namespace

std::string MakeCreditCode(std::string_view region, Random& random) {
  static constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  std::string code = random.Chance(0.8) ? "91" : "92";
  code += region;
  while (code.size() < 17) code += kAlphabet[static_cast<size_t>(random.Below(31))];
  int sum = 0, weight = 1;
  for (const char c : code) {
    sum += static_cast<int>(kAlphabet.find(c)) * weight;
    weight = weight * 3 % 31;
  }
  return code + kAlphabet[static_cast<size_t>((31 - sum % 31) % 31)];
}

std::vector<Mark> MakeMarks(uint64_t seed) {
  Random random(seed, "marks");
  // Every script is there, then chance fills up to kTrademarks.
  std::vector<int> order(AllBrands().size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  random.Shuffle(order);
  std::vector<int> chosen;
  const auto take = [&](int count, const auto& fits) {
    for (const int index : order) {
      if (count == 0) return;
      const Brand& brand = AllBrands()[static_cast<size_t>(index)];
      if (!fits(brand) || std::find(chosen.begin(), chosen.end(), index) != chosen.end()) continue;
      chosen.push_back(index);
      --count;
    }
  };
  take(5, [](const Brand& b) { return !b.han.empty() && !b.latin.empty(); });
  take(5, [](const Brand& b) { return !b.han.empty() && b.latin.empty(); });
  take(6, [](const Brand& b) { return b.han.empty() && !b.latin.empty(); });
  take(2, [](const Brand& b) { return !b.cyrillic.empty(); });
  take(2, [](const Brand& b) { return !b.other.empty(); });
  std::vector<Mark> marks;
  for (int i = 0; i < kTrademarks; ++i) {
    const Brand& brand = AllBrands()[static_cast<size_t>(chosen[static_cast<size_t>(i)])];
    marks.push_back(Trademark(i + 1, brand, i == kTrademarks - 5, seed));
  }
  const auto gi = RightKind::kGeographicalIndication;
  marks.push_back(Other(gi, "gi-1", "青鹤滩大米", {"青鹤滩大米"}, "rice", "230184", "青鹤滩大米协会", seed));
  marks.push_back(Other(gi, "gi-2", "雾屏山毛尖", {"雾屏山毛尖", "雾屏毛尖"}, "tea", "341000", "雾屏山茶业协会", seed));
  marks.push_back(Other(gi, "gi-3", "Kestermoor Cheese", {"Kestermoor Cheese", "Kestermoor"}, "cheese", "", "Kestermoor Cheesemakers' Guild", seed));
  Mark work = Other(RightKind::kCopyright, "cw-1", "《月下三只狐》插画", {}, "notebook", "330100", "杭州拾影绘画工作室", seed);
  work.right.texts = {"三只狐狸在月下守着一口没有井绳的老井，谁也不肯先开口，直到最小的那只数完了天上的第七颗星。"};
  marks.push_back(std::move(work));
  Mark print = Other(RightKind::kCopyright, "cw-2", "Harbour of Paper Boats (pattern)", {}, "bedding", "", "Isolde Fairwick Prints", seed);
  print.right.texts = {"Forty paper boats wait for a tide that only the lighthouse keeper's daughter can hear, and she is fast asleep."};
  marks.push_back(std::move(print));
  marks.push_back(Other(RightKind::kDesignPatent, "dp-1", "台灯（弯月）", {}, "lamp", "440300", "深圳弯月灯具设计有限公司", seed));
  marks.push_back(Other(RightKind::kPlantVariety, "pv-1", "水稻“禾瑶17”", {"禾瑶17"}, "seeds", "230100", "黑龙江瑶田种业有限公司", seed));
  return marks;
}

}  // namespace markwarden::samples

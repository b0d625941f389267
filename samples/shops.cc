// The six shops and the people who sell in them.
#include <set>

#include "samples/market.h"
#include "samples/random.h"

namespace markwarden::samples {
namespace {

constexpr int kSellers = 34;

std::string PersonName(Language language, Random& random) {
  std::string name;
  switch (language) {
    case Language::kChinese:
      name = random.PickPart("小满|阿澈|豆包妈|南风|椰子|老陈|茉茉|阿凯|林间|橘子汽水|半夏|周末去爬山");
      name += random.PickPart("的闲置|的小铺|同学|_1987|杂货|");
      return name;
    case Language::kEnglish:
      name = random.PickPart("marla|old_tom|jess|dellwyn|kit|rowan|pippa|huxley|gareth|nina");
      name += random.PickPart("_attic|_sells|77|.finds|_b|_2012");
      return name;
    case Language::kRussian:
      name = random.PickPart("Марина|Олег|Света|Игорь|Таня|Руслан|Катя|Витя");
      name += random.PickPart(" К.| П.| Р.| Д.| М.");
      return name;
  }
  return name;
}

std::string CompanyName(Language language, Random& random) {
  std::string name;
  switch (language) {
    case Language::kChinese:
      name = random.PickPart("鑫|恒|锦|瑞|优|乐|丰|嘉|卓|泽|宏|亿");
      name += random.PickPart("达|源|诚|彩|铭瑄|利|博|悦|顺|合|岸|途");
      name += random.PickPart("百货店|商贸行|户外专营店|数码专营店|食品店|家居馆|优选店|工厂直营店|贸易有限公司|跨境店");
      return name;
    case Language::kEnglish:
      name = random.PickPart("Bright|Copper|Lark|Willow|Stone|North|Maple|Silver|Quick|Amber");
      name += random.PickPart("lane|field|gate|mill|wood|brook|yard|side|point|hill");
      name += random.PickPart(" Goods| Trading| Outlet| Direct| Home| & Daughters| Supply");
      return name;
    case Language::kRussian:
      name = random.PickPart("Магазин |ИП |Склад |Лавка ");
      name += random.PickPart("Полянка|Северный|Ромашка|Удача|Меридиан|Дом и сад|Берёзка|Маяк|Уют|Кедр");
      name += random.PickPart("| опт|-24| ДВ| плюс");
      return name;
  }
  return name;
}

ShopSeller MakeSeller(const Shop& shop, int number, Random& random) {
  ShopSeller seller;
  seller.id = "s" + std::to_string(shop.number * 1000 + number * 7 + 1);
  seller.person = number % 4 == 3;
  seller.name = seller.person ? PersonName(shop.language, random) : CompanyName(shop.language, random);
  const auto& places = shop.language == Language::kChinese   ? ChinesePlaces()
                       : shop.language == Language::kEnglish ? EnglishPlaces()
                                                             : RussianPlaces();
  const Place& place = random.Pick(places);
  seller.location = place.name[Index(shop.language)];
  seller.region = place.code;
  if (!seller.person && !seller.region.empty()) seller.credit_code = MakeCreditCode(seller.region, random);
  seller.phone = "190000" + std::to_string(random.Between(10000, 99999));
  return seller;
}

}  // namespace

std::vector<Shop> MakeShops(uint64_t seed) {
  struct Plan {
    const char *name_zh, *name_en, *title, *region, *charset, *currency;
    Language language;
  };
  static const std::vector<Plan> plans = {
      {"北岭集", "Beiling Bazaar", "北岭集 - 家门口的好物", "230100", "utf-8", "CNY", Language::kChinese},
      {"万果旧市", "Wanguo Old Market", "万果旧市 批发零售", "440300", "gbk", "CNY", Language::kChinese},
      {"港巷", "Harbourlane Row", "Harbourlane Row", "", "utf-8", "USD", Language::kEnglish},
      {"潮汐集市", "Tidewick Market", "Tidewick Market", "", "utf-8", "USD", Language::kEnglish},
      {"桦树广场", "Beryozov Ryad", "Берёзов ряд — интернет-ярмарка", "230100", "windows-1251", "RUB", Language::kRussian},
      {"柳巷小摊", "Willow Alley Stalls", "柳巷小摊", "330100", "gbk", "CNY", Language::kChinese},
  };
  std::vector<Shop> shops;
  for (size_t i = 0; i < plans.size(); ++i) {
    const Plan& plan = plans[i];
    Shop shop;
    shop.number = static_cast<int>(i) + 1;
    shop.id = "shop" + std::to_string(shop.number);
    shop.host = shop.id + ".test";
    shop.address = "127.77.0." + std::to_string(shop.number);
    shop.name_zh = plan.name_zh;
    shop.name_en = plan.name_en;
    shop.title = plan.title;
    shop.region = plan.region;
    shop.charset = plan.charset;
    shop.currency = plan.currency;
    shop.language = plan.language;
    Random random(seed, "sellers/" + shop.id);
    std::set<std::string> names;  // no two sellers of a shop share a name
    while (shop.sellers.size() < kSellers) {
      ShopSeller seller = MakeSeller(shop, static_cast<int>(shop.sellers.size()), random);
      if (names.insert(seller.name).second) shop.sellers.push_back(std::move(seller));
    }
    shops.push_back(std::move(shop));
  }
  return shops;
}

}  // namespace markwarden::samples

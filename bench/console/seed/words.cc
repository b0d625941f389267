// Tables of syllables and words.
#include "bench/console/seed/words.h"

#include <array>
#include <string_view>

namespace markwarden::seed {
namespace {

constexpr std::array<const char*, 20> kOnset = {"ZOR", "VEL", "KUN", "MIR", "TAV", "LOX", "BRI", "NEK", "SOV", "DAL", "FEN", "GUR", "HAV", "JEM", "PIV", "QUO", "RUS", "WEX", "YAN", "OLT"};
constexpr std::array<const char*, 20> kEnding = {"LA", "NO", "RIX", "TEA", "MOND", "SKI", "VAR", "DE", "GEN", "PIA", "LUM", "TOR", "BEC", "ZIN", "FO", "HAL", "MIX", "ROW", "KEL", "SA"};
constexpr std::array<const char*, 20> kHanFirst = {"北", "澜", "雾", "鹿", "岚", "砚", "沐", "槿", "珀", "霁", "桐", "麓", "汐", "蔚", "禾", "栖", "聆", "朔", "黛", "凇"};
constexpr std::array<const char*, 20> kHanSecond = {"果", "川", "汀", "棠", "屿", "墨", "原", "舟", "野", "台", "枝", "谷", "庭", "烟", "影", "桥", "笙", "帆", "田", "石"};

constexpr Goods kGoods[] = {
    {"跑步鞋", "running shoes", 25, 299, 899}, {"双肩背包", "backpack", 18, 159, 499}, {"保温杯", "vacuum flask", 21, 69, 199}, {"蓝牙耳机", "earphones", 9, 129, 899},
    {"护肤精华", "face serum", 3, 99, 699}, {"婴儿湿巾", "baby wipes", 3, 19, 59}, {"运动手表", "sports watch", 14, 399, 1999}, {"羽绒服", "down jacket", 25, 499, 1999},
    {"东北大米", "rice", 30, 39, 129}, {"白酒礼盒", "spirits", 33, 199, 999}, {"积木玩具", "building bricks", 28, 79, 599}, {"电动牙刷", "toothbrush", 21, 99, 499},
    {"机油滤芯", "oil filter", 7, 29, 99}, {"手机壳", "phone case", 9, 15, 79}, {"茶叶罐装", "tea", 30, 59, 399}, {"钓鱼竿", "fishing rod", 28, 99, 799},
};

constexpr const char* kBefore[] = {"新款", "正品", "厂家直销", "2026 夏季", "包邮", "男女同款", "官方同源", "特价清仓", "礼盒装", "原单尾货"};
constexpr const char* kAfter[] = {"轻便透气", "家用大容量", "学生情侣", "高级感百搭", "加厚防寒", "送礼优选", "便携户外", "限量联名", "支持验货", "同城速发"};
constexpr const char* kPlain[] = {"七天无理由退换，下单后四十八小时内发货。", "实物拍摄，光线与显示器不同会有色差。", "尺码偏大，建议按平时小一码购买。", "批量采购请联系客服，量大从优。",
                                  "仓库直发，部分地区不包邮，详见运费说明。", "本店商品均经质检，请放心选购。", "图片仅供参考，以收到的实物为准。"};

constexpr const char* kShopFirst[] = {"夜市", "老街", "晨光", "东门", "星河", "青禾", "江畔", "云上", "小城", "百汇", "万家", "山野"};
constexpr const char* kShopLast[] = {"小摊", "优选", "百货", "户外店", "生活馆", "严选仓", "商贸行", "旗舰", "杂货铺", "数码城"};

constexpr std::string_view kCodeAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

}  // namespace

Brand BrandOf(int number) {
  const auto at = static_cast<size_t>(number);
  return {std::string(kOnset[at % 20]) + kEnding[at / 20 % 20], std::string(kHanFirst[(at * 7 + 3) % 20]) + kHanSecond[at / 20 % 20]};
}

const Goods& GoodsOf(int number) { return kGoods[static_cast<size_t>(number) % std::size(kGoods)]; }

Disguise Disguised(Random& random, const Brand& brand) {
  const std::string& latin = brand.latin;
  switch (random.Below(6)) {
    case 0: {
      std::string shown;
      for (size_t i = 0; i < latin.size(); ++i) shown += (i == 0 ? "" : random.Chance(0.5) ? "-" : "·") + latin.substr(i, 1);
      return {shown, "text.separator", "separators"};
    }
    case 1: {
      std::string shown = latin;
      for (char& c : shown) c = c == 'O' ? '0' : c == 'I' ? '1' : c == 'E' ? '3' : c == 'A' ? '4' : c;
      return {shown, shown == latin ? "text.name" : "text.lookalike", "lookalike"};
    }
    case 2: return {brand.han + latin.substr(0, 2), "text.mixed", "mixed"};
    case 3: return {brand.han, "text.name", "nfkc"};
    default: return {latin, "text.name", "nfkc"};
  }
}

Title TitleOf(Random& random, const std::string& name, const Goods& goods) {
  Title title;
  title.text = std::string(kBefore[random.Below(std::size(kBefore))]) + " ";
  title.at = title.text.size();
  title.text += name + " " + goods.zh + " " + kAfter[random.Below(std::size(kAfter))];
  if (random.Chance(0.4)) title.text += std::string(" ") + goods.en;
  if (random.Chance(0.6)) title.text += " " + std::to_string(random.Between(35, 990)) + (random.Chance(0.5) ? "g" : "款");
  return title;
}

std::string Description(Random& random, const Goods& goods, const std::string& name) {
  std::string text = name + goods.zh + "。";
  for (int i = random.Between(2, 5); i > 0; --i) text += kPlain[random.Below(std::size(kPlain))];
  return text;
}

std::string ShopName(Random& random) {
  return std::string(kShopFirst[random.Below(std::size(kShopFirst))]) + kShopLast[random.Below(std::size(kShopLast))] + std::to_string(random.Between(1, 9999));
}

const std::string& RegionOf(Random& random) {
  static const std::vector<std::string> regions = {"230102", "230103", "230104", "230110", "230184", "230202", "230302", "230402", "230502", "230602", "230702", "230802", "231002", "231102",
                                                   "110105", "110108", "310104", "310115", "320102", "320583", "330106", "330108", "330782", "350203", "370102", "420106", "440106", "440305", "440604", "510104"};
  const double u = random.Unit();
  return regions[static_cast<size_t>(u * u * static_cast<double>(regions.size()))];
}

std::string CreditCode(Random& random, const std::string& region) {
  std::string code = "91" + region;
  while (code.size() < 17) code += kCodeAlphabet[static_cast<size_t>(random.Below(10))];
  int sum = 0, weight = 1;
  for (const char c : code) {
    sum += static_cast<int>(kCodeAlphabet.find(c)) * weight;
    weight = weight * 3 % 31;
  }
  return code + kCodeAlphabet[static_cast<size_t>((31 - sum % 31) % 31)];
}

}  // namespace markwarden::seed

// The table of invented names.
#include "samples/brands.h"

namespace markwarden::samples {

const std::vector<Brand>& AllBrands() {
  static const std::vector<Brand> all = {
      // Chinese and Latin
      {"澜栎", "lan li", "Lanlivo", "", "", "", "", "小栎", "shoes|jacket"},
      {"朔禾", "shuo he", "Shovanna", "", "", "", "", "禾家", "jacket|bag"},
      {"鲸屿", "jing yu", "Jorvelle", "", "", "", "", "鲸鱼家", "cream|shampoo"},
      {"斛音", "hu yin", "Huvinto", "", "", "", "", "大斛", "headphones"},
      {"蔚朗", "wei lang", "Veylanto", "", "", "", "", "蔚机", "phone|headphones"},
      {"萤渡", "ying du", "Yinduro", "", "", "", "", "小萤", "lamp|coffee"},
      {"驭岭", "yu ling", "Yulgarde", "", "", "", "", "岭工", "drill"},
      {"墨桐", "mo tong", "Motonelle", "", "", "", "", "桐子", "bag|watch"},
      {"雁回溪", "yan hui xi", "Yanwessa", "", "", "", "", "小雁", "cream"},
      // Chinese only
      {"星篱", "xing li", "", "", "", "", "", "篱家", "bag"},
      {"霁岚", "ji lan", "", "", "", "", "", "", "tea"},
      {"糯川", "nuo chuan", "", "", "", "", "", "", "rice|pastry"},
      {"柚庭", "you ting", "", "", "", "", "", "柚子家", "cup|bedding"},
      {"沐鹭", "mu lu", "", "", "", "", "", "", "shampoo"},
      {"拾棠", "shi tang", "", "", "", "", "", "", "pastry"},
      {"垚耳", "yao er", "", "", "", "", "", "", "mushroom"},
      {"芃小鹿", "peng xiao lu", "", "", "", "", "", "鹿鹿", "toy"},
      {"乌桕里", "wu jiu li", "", "", "", "", "", "", "liquor"},
      {"酩川", "ming chuan", "", "", "", "", "", "", "liquor"},
      {"笙柏", "sheng bai", "", "", "", "", "", "", "chair"},
      {"晗光", "han guang", "", "", "", "", "", "", "toothbrush"},
      {"岑未", "cen wei", "", "", "", "", "", "", "watch"},
      {"青柠渡", "qing ning du", "", "", "", "", "", "", "tea|pastry"},
      {"阿篱猫", "a li mao", "", "", "", "", "", "", "petfood|toy"},
      // Latin only
      {"", "", "Velmorra", "", "", "", "维尔莫拉", "VM", "shoes|jacket"},
      {"", "", "Quorvane", "", "", "", "廓凡", "QV", "bag"},
      {"", "", "Zephtiq", "", "", "", "泽夫蒂克", "", "headphones|phone"},
      {"", "", "Brundelo", "", "", "", "布伦德洛", "", "vacuum|coffee"},
      {"", "", "Drovani", "", "", "", "卓瓦尼", "DV", "watch|bag"},
      {"", "", "Kyvessa", "", "", "", "凯薇莎", "", "cream"},
      {"", "", "Tarnello", "", "", "", "塔内洛", "", "printer|phone"},
      {"", "", "Mirquist", "", "", "", "米奎斯特", "", "drill|vacuum"},
      {"", "", "Plindora", "", "", "", "普林朵拉", "", "toy"},
      {"", "", "Wrenholt", "", "", "", "伦霍特", "", "jacket|shoes"},
      {"", "", "Calvorin", "", "", "", "卡沃林", "", "coffee|lamp"},
      {"", "", "Jontiva", "", "", "", "琼蒂瓦", "", "toothbrush"},
      {"", "", "Luzenne", "", "", "", "露泽恩", "", "cream|shampoo"},
      {"", "", "Rakshoff", "", "", "", "拉克肖夫", "", "vacuum|printer"},
      {"", "", "Gorvalt", "", "", "", "戈瓦特", "", "drill"},
      {"", "", "Stellvarn", "", "", "", "斯泰瓦恩", "", "watch"},
      // Russian
      {"", "", "", "Лукозар", "", "Lukozar", "", "", "jacket|shoes"},
      {"", "", "", "Тавролис", "", "Tavrolis", "", "", "vacuum|coffee"},
      {"", "", "", "Мориндо", "", "Morindo", "", "", "cream"},
      {"", "", "", "Снегоярь", "", "Snegoyar", "", "", "bedding"},
      // Japanese kana and Korean
      {"", "", "", "", "ツキモラン", "Tsukimoran", "", "", "cup"},
      {"", "", "", "", "カソミロ", "Kasomiro", "", "", "notebook"},
      {"", "", "", "", "별솔담", "Byeolsoldam", "", "", "cream"},
      {"", "", "", "", "모란결", "Morangyeol", "", "", "bag"},
  };
  return all;
}

const std::vector<Place>& ChinesePlaces() {
  static const std::vector<Place> all = {
      {"230100", {"黑龙江 哈尔滨", "Harbin, China", "Харбин"}}, {"230184", {"黑龙江 五常", "Wuchang, China", "Учан"}},
      {"440300", {"广东 深圳", "Shenzhen, China", "Шэньчжэнь"}}, {"440100", {"广东 广州", "Guangzhou, China", "Гуанчжоу"}},
      {"350300", {"福建 莆田", "Putian, China", "Путянь"}}, {"330782", {"浙江 义乌", "Yiwu, China", "Иу"}},
      {"330100", {"浙江 杭州", "Hangzhou, China", "Ханчжоу"}}, {"510100", {"四川 成都", "Chengdu, China", "Чэнду"}},
      {"320500", {"江苏 苏州", "Suzhou, China", "Сучжоу"}}, {"370200", {"山东 青岛", "Qingdao, China", "Циндао"}},
      {"341000", {"安徽 黄山", "Huangshan, China", "Хуаншань"}}, {"530100", {"云南 昆明", "Kunming, China", "Куньмин"}},
  };
  return all;
}

const std::vector<Place>& EnglishPlaces() {
  static const std::vector<Place> all = {
      {"", {"", "Leeds, United Kingdom", ""}}, {"", {"", "Portland, OR, USA", ""}}, {"", {"", "Cork, Ireland", ""}},
      {"440300", {"", "Shenzhen, China", ""}}, {"330782", {"", "Yiwu, China", ""}}, {"", {"", "Bristol, United Kingdom", ""}},
      {"", {"", "Austin, TX, USA", ""}}, {"440100", {"", "Guangzhou, China", ""}},
  };
  return all;
}

const std::vector<Place>& RussianPlaces() {
  static const std::vector<Place> all = {
      {"", {"", "", "Москва"}}, {"", {"", "", "Казань"}}, {"", {"", "", "Новосибирск"}}, {"", {"", "", "Хабаровск"}},
      {"230100", {"", "", "Харбин, Китай"}}, {"", {"", "", "Екатеринбург"}}, {"", {"", "", "Владивосток"}},
  };
  return all;
}

}  // namespace markwarden::samples

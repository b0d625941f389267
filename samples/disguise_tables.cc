// The tables themselves, collected by hand.
#include "samples/disguise_tables.h"

namespace markwarden::samples {

const HanSwap* FindHanSwap(std::string_view han) {
  static const std::vector<HanSwap> all = {
      {"澜", "兰蓝岚栏拦", "阑|谰|斓"}, {"栎", "力丽立历莉利", "砾|烁|轹|木乐"}, {"朔", "硕烁铄", "塑|溯|逆"},
      {"禾", "和荷合何", "木|朩|乔"},   {"星", "兴行腥", "惺|醒|日生|皇"},       {"篱", "离黎梨璃漓", "蓠|璃|竹离"},
      {"鲸", "京晶精睛", "鲭|鱼京|惊"}, {"屿", "雨羽语宇", "峪|山与|嶼"},         {"霁", "季计继寄", "荠|霽|雨齐"},
      {"岚", "兰蓝澜栏", "嵐|岗|山风"}, {"糯", "诺懦", "懦|儒|米需"},             {"川", "穿传船", "州|巛|〣"},
      {"柚", "又右佑", "油|抽|轴"},     {"庭", "亭停廷婷", "廷|挺|蜓"},           {"萤", "莹营盈迎", "莹|荧|螢"},
      {"渡", "度杜镀", "度|镀|氵度"},   {"沐", "木慕牧", "沭|休|氵木"},           {"鹭", "路露鹿璐", "鷺|路鸟|鹫"},
      {"斛", "胡湖壶", "斜|斟|角斗"},   {"音", "因殷茵", "昔|暗|立日"},           {"驭", "玉御育", "驮|驱|馬又"},
      {"岭", "领玲灵", "嶺|山令|岑"},   {"拾", "十石时食", "恰|捨|扌合"},         {"棠", "堂唐糖塘", "堂|裳|掌"},
      {"垚", "尧摇遥", "圭|土土土|壵"}, {"耳", "而尔儿", "茸|聑|取"},             {"芃", "朋蓬彭鹏", "芄|艽|艹凡"},
      {"小", "晓筱", "少|⺌|尐"},       {"鹿", "路露陆", "麂|麓|麀"},             {"乌", "无吴五屋", "鸟|烏|乌鱼"},
      {"桕", "旧舅就", "柏|桖|木臼"},   {"里", "理李礼", "裡|甲|裏"},             {"酩", "名铭明", "酪|铭|酉名"},
      {"笙", "生声升", "笋|竺|竹生"},   {"柏", "百摆佰", "拍|栢|木白"},           {"蔚", "卫魏味", "尉|慰|熨"},
      {"朗", "郎廊", "郎|朖|塱"},       {"晗", "含寒韩", "唅|晧|日含"},           {"光", "广胱", "炗|尣|灮"},
      {"岑", "涔", "芩|岭|山今"},       {"未", "味位卫", "末|朱|耒"},             {"青", "清轻卿", "靑|責|靕"},
      {"柠", "宁咛凝", "拧|檸|木宁"},   {"墨", "莫默陌", "默|黑土|塁"},           {"桐", "同童铜", "侗|铜|木同"},
      {"雁", "燕艳宴", "鴈|厂隹|雇"},   {"回", "迴茴", "囬|囘|固"},               {"溪", "西希熙", "谿|氵奚|渓"},
      {"阿", "啊锕", "呵|婀|阝可"},     {"猫", "毛茅", "貓|描|犭苗"},
  };
  for (const HanSwap& swap : all) {
    if (swap.han == han) return &swap;
  }
  return nullptr;
}

std::string_view LookAlikes(std::string_view letters) {
  static const std::vector<Respelling> all = {
      {"a", "а|ɑ|ä|á|@"}, {"b", "Ь|ƀ|ḃ"}, {"c", "с|ϲ|ç"}, {"d", "ԁ|cl|đ"}, {"e", "е|ё|3|é|ė"}, {"f", "ƒ|ſ"},
      {"g", "ɡ|9|ğ|q"},   {"h", "һ|ĥ|lı"}, {"i", "1|l|í|ı|і|!"}, {"j", "ј|ĵ"}, {"k", "к|κ|ķ"}, {"l", "1|I|ł|ӏ"},
      {"m", "rn|ｍ|м|ṃ"}, {"n", "п|ñ|ո|η"}, {"o", "0|о|ο|ö|ø|ó"}, {"p", "р|ρ|ṗ"}, {"q", "ԛ|9|g"}, {"r", "г|ṛ|ŕ"},
      {"s", "5|ѕ|$|ş"},   {"t", "т|τ|7|ţ"}, {"u", "υ|ü|ц|ú"}, {"v", "ν|ѵ|\\/"}, {"w", "vv|ѡ|ш"}, {"x", "х|χ|ẋ"},
      {"y", "у|γ|ý"},     {"z", "2|ʐ|ż"},
      // Cyrillic written with Latin and figures
      {"а", "a|@"}, {"в", "b|B"}, {"е", "e|ё"}, {"з", "3|z"}, {"и", "u|n"}, {"й", "u"}, {"к", "k"}, {"л", "л̇|/\\"},
      {"м", "m"}, {"н", "h"}, {"о", "o|0"}, {"р", "p"}, {"с", "c"}, {"т", "t|m"}, {"у", "y"}, {"я", "R|ʁ"}, {"ь", "b"},
      // kana written with Hanzi or with another kana
      {"カ", "力|ヵ"}, {"ソ", "ン|ﾝ"}, {"ミ", "三|彡"}, {"ロ", "口|囗"}, {"ツ", "シ|ッ"}, {"モ", "毛|乇"}, {"ラ", "う|ヲ"},
      {"ン", "ソ|ﾝ"}, {"キ", "‡|㐄"},
  };
  for (const Respelling& entry : all) {
    if (entry.from == letters) return entry.to;
  }
  return {};
}

const std::vector<Respelling>& LatinRespellings() {
  static const std::vector<Respelling> all = {
      {"qu", "kw"}, {"ph", "f"}, {"ck", "k"}, {"sh", "sch"}, {"rr", "r"},  {"ll", "l"},  {"nn", "n"}, {"ff", "ph"},
      {"ss", "s"},  {"tiq", "tick"}, {"x", "ks"}, {"c", "k"}, {"k", "c"}, {"z", "s"},    {"y", "i"},  {"i", "y"},
      {"v", "w"},   {"w", "v"},  {"f", "ph"}, {"j", "g"},     {"s", "z"},  {"o", "ow"},  {"u", "oo"}, {"e", "eh"},
      {"a", "ah"},  {"d", "dd"}, {"t", "tt"}, {"n", "nn"},    {"m", "mm"}, {"l", "ll"},
  };
  return all;
}

const std::vector<Respelling>& CyrillicRespellings() {
  static const std::vector<Respelling> all = {
      {"о", "а"}, {"е", "и"}, {"и", "е"}, {"з", "с"}, {"в", "ф"}, {"д", "т"}, {"л", "лл"}, {"с", "сс"}, {"я", "йа"},
  };
  return all;
}

const std::vector<Respelling>& LatinToCyrillic() {
  static const std::vector<Respelling> all = {
      {"sh", "ш"}, {"ph", "ф"}, {"qu", "кв"}, {"ch", "ч"}, {"ck", "к"}, {"ey", "ей"}, {"ll", "лл"}, {"rr", "рр"},
      {"ya", "я"}, {"yu", "ю"}, {"a", "а"}, {"b", "б"}, {"c", "к"}, {"d", "д"}, {"e", "е"}, {"f", "ф"}, {"g", "г"},
      {"h", "х"},  {"i", "и"}, {"j", "дж"}, {"k", "к"}, {"l", "л"}, {"m", "м"}, {"n", "н"}, {"o", "о"}, {"p", "п"},
      {"q", "к"},  {"r", "р"}, {"s", "с"}, {"t", "т"}, {"u", "у"}, {"v", "в"}, {"w", "в"}, {"x", "кс"}, {"y", "и"},
      {"z", "з"},
  };
  return all;
}

const std::vector<Respelling>& CyrillicToLatin() {
  static const std::vector<Respelling> all = {
      {"а", "a"}, {"б", "b"}, {"в", "v"}, {"г", "g"}, {"д", "d"}, {"е", "e"}, {"ж", "zh"}, {"з", "z"}, {"и", "i"},
      {"й", "y"}, {"к", "k"}, {"л", "l"}, {"м", "m"}, {"н", "n"}, {"о", "o"}, {"п", "p"}, {"р", "r"}, {"с", "s"},
      {"т", "t"}, {"у", "u"}, {"ф", "f"}, {"х", "kh"}, {"ш", "sh"}, {"ь", ""}, {"я", "ya"},
  };
  return all;
}

const std::vector<Respelling>& KanaToLatin() {
  static const std::vector<Respelling> all = {
      {"ツ", "tsu"}, {"キ", "ki"}, {"モ", "mo"}, {"ラ", "ra"}, {"ン", "n"},
      {"カ", "ka"},  {"ソ", "so"}, {"ミ", "mi"}, {"ロ", "ro"},
      {"별", "byeol"}, {"솔", "sol"}, {"담", "dam"}, {"모", "mo"}, {"란", "ran"}, {"결", "gyeol"},
  };
  return all;
}

const std::vector<Respelling>& KatakanaToHiragana() {
  static const std::vector<Respelling> all = {
      {"ツ", "つ"}, {"キ", "き"}, {"モ", "も"}, {"ラ", "ら"}, {"ン", "ん"},
      {"カ", "か"}, {"ソ", "そ"}, {"ミ", "み"}, {"ロ", "ろ"},
  };
  return all;
}

std::vector<std::string> CodePoints(std::string_view text) {
  std::vector<std::string> points;
  for (const char c : text) {
    const bool starts = (static_cast<uint8_t>(c) & 0xC0) != 0x80;
    if (starts || points.empty()) points.emplace_back();
    points.back() += c;
  }
  return points;
}

}  // namespace markwarden::samples

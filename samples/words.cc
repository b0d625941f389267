// Templates and word lists of titles and descriptions.
#include "samples/words.h"

namespace markwarden::samples {
namespace {

using Texts = const std::string_view[3];

std::string Title(std::string_view templates, const TitleParts& parts, Language language, Random& random) {
  static constexpr Texts kAudience = {"男|女|男女通用|学生|家用|办公室|送长辈|户外|亲子|", "for men|for women|unisex|for home|gift idea|", "мужские|женские|для дома|для подарка|унисекс|"};
  static constexpr Texts kTail = {"包邮|顺丰速发|现货|买一送一|限时特惠|厂家直销|正品保障|2026新款|支持退换|当天发|",
                                  "free shipping|in stock|new 2026|ships today|UK stock|boxed|limited offer|",
                                  "бесплатная доставка|в наличии|новинка 2026|скидка|оптом и в розницу|"};
  static constexpr Texts kMood = {"简约|高级感|百搭|网红|经典|ins风|国潮|轻奢|加厚|升级款", "classic|modern|premium|everyday|stylish|compact|essential", "классический|модный|удобный|стильный|новый|практичный"};
  const size_t at = Index(language);
  const std::string filled = Fill(random.PickPart(templates), [&](std::string_view name) -> std::string {
    if (name == "brand") return parts.brand;
    if (name == "slang") return parts.slang;
    if (name == "noun") return std::string(random.PickPart(parts.goods->noun[at]));
    if (name == "feat") return std::string(random.PickPart(parts.goods->feature[at]));
    if (name == "acc") return std::string(random.PickPart(parts.goods->accessory[at]));
    if (name == "aud") return std::string(random.PickPart(kAudience[at]));
    if (name == "tail") return std::string(random.PickPart(kTail[at]));
    if (name == "mood") return std::string(random.PickPart(kMood[at]));
    if (name == "near") return std::string(NearWord(language, random));
    if (name == "model") {
      std::string model(1, static_cast<char>('A' + random.Below(26)));
      return model += std::to_string(random.Between(1, 99) * 10);
    }
    return {};
  });
  // One space where empty parts left several.
  std::string title;
  for (const char c : filled) {
    if (c == ' ' && (title.empty() || title.back() == ' ')) continue;
    title += c;
  }
  while (!title.empty() && title.back() == ' ') title.pop_back();
  return title;
}

}  // namespace

std::string PlainTitle(const TitleParts& parts, Language language, Random& random) {
  static constexpr Texts kBranded = {
      "{brand}{noun}{feat}{aud} {tail}|2026新款{brand} {mood}{noun} {feat}|【{tail}】{brand}{noun} {feat} {aud}|{mood}{noun} {brand} {feat}{tail}|{brand} {model} {noun} {feat}|{noun}{aud}{brand}{mood}{feat}|{aud}{noun} {feat} {brand}|秋冬{mood}{brand}{noun} {tail}",
      "{brand} {noun} {feat} {aud}|{brand} {model} {noun}, {feat}|{mood} {noun} by {brand} - {feat} {tail}|{noun} {brand} {feat} {tail}|New {brand} {mood} {noun} {aud}|{feat} {noun} ({brand}) {tail}",
      "{noun} {brand} {feat}, {tail}|{brand} {noun} {model} {feat}|{mood} {noun} {brand} {aud}|{noun} {feat} от {brand} {tail}|{brand}: {noun}, {feat}"};
  static constexpr Texts kSlang = {
      "{brand} {noun} {slang} {feat}|{slang}{brand}{noun}{aud}|【{slang}】{brand} {mood}{noun}|{brand}家{noun} {feat} {slang} {tail}|{noun} {brand} {slang} 可看实拍",
      "{brand} {noun} {slang} {feat}|{slang} {brand} {noun} {aud}|{noun} {brand} - {slang}, {tail}|{brand} {mood} {noun} ({slang})",
      "{noun} {brand} {slang}|{brand} {noun}, {slang}, {feat}|{slang} {brand} {noun} {tail}"};
  static constexpr Texts kUnbranded = {
      "{mood}{noun}{feat}{aud} {tail}|{feat}{noun} {aud} {mood}|【{tail}】{noun} {feat}{mood}|2026{mood}{noun} {aud} {feat}|{aud}{noun}{model}款 {feat}|{near}{noun} {feat}{tail}|{noun} {near} {mood}",
      "{mood} {noun} {feat} {aud}|{noun}, {feat}, {tail}|{feat} {noun} {aud} {tail}|{noun} {model} {mood} {feat}|{near} {noun} {feat}|{noun} with {near} print {tail}",
      "{noun} {feat} {aud}|{mood} {noun}, {feat}, {tail}|{noun} {model} {feat}|{noun} «{near}» {feat}|{feat} {noun} {tail}"};
  const Texts& table = !parts.slang.empty() ? kSlang : parts.brand.empty() ? kUnbranded : kBranded;
  return Title(table[Index(language)], parts, language, random);
}

std::string CompatibleTitle(const TitleParts& parts, Language language, Random& random) {
  static constexpr Texts table = {
      "适用{brand}{noun}{acc} {tail}|{acc}适用于{brand} {model} {feat}|适配{brand}{noun} {acc} 替换装|兼容{brand} {acc} 通用配件|{acc} 可用于{brand}{noun}|{noun}{acc}（适用 {brand} 系列）{tail}|非原装 {brand}专用{acc} 第三方配件|配{brand}{model}{acc} {tail}",
      "{acc} compatible with {brand} {noun}|{acc} for {brand} {model} {tail}|Replacement {acc} fits {brand} {noun}|{acc} (suitable for {brand} {noun}) {tail}|Third-party {acc} to fit {brand} {model}|{acc} set, works with {brand}",
      "{acc} для {brand} {model}|{acc} совместимый с {brand} {noun}|{acc} подходит для {brand} {tail}|Сменный {acc} для {noun} {brand}|{acc} (аналог) для {brand} {model}"};
  return Title(table[Index(language)], parts, language, random);
}

std::string SecondHandTitle(const TitleParts& parts, Language language, Random& random) {
  static constexpr Texts table = {
      "二手{brand}{noun} 9成新 专柜购入|{brand} {noun} 自用闲置转让 小票还在|闲置 {brand}{noun} 95新 {feat}|转{brand}{noun} 只用过两次 正品可验|个人闲置{brand}{noun} 搬家出|九新 {brand} {noun} 有使用痕迹|出一个{brand}{noun} 官网买的 用不上了",
      "Used {brand} {noun}, good condition|{brand} {noun} pre-owned, receipt included|Second hand {brand} {noun} {feat}|{brand} {noun} worn twice, original box|My old {brand} {noun}, bought new in 2023|{brand} {noun} preloved, small scratch",
      "{noun} {brand} б/у, оригинал|{brand} {noun} в хорошем состоянии, носили месяц|Продаю свои {noun} {brand}, чек есть|{noun} {brand} бывшие в употреблении {feat}|{brand} {noun} с рук, покупали в салоне"};
  return Title(table[Index(language)], parts, language, random);
}

std::string GiTitle(const TitleParts& parts, Language language, Random& random) {
  static constexpr Texts table = {
      "{brand} {feat} {tail}|正宗{brand} 农家自产 {feat}|{brand}{feat} 产地直发 {tail}|【{tail}】{brand} 礼盒 送礼|{brand}味 {noun} {feat}|特级{brand} 批发价 {feat}|{noun} {brand}产区 {feat}|仿{brand}工艺 {noun} {feat}|新货{brand} 散装 {tail}",
      "{brand} {feat} {tail}|Authentic {brand}, {feat}|{brand} style {noun} {feat}|{noun} - {brand} {tail}|Genuine {brand} from the farm {feat}|{brand} type {noun}, {feat}",
      "{brand} {noun} {feat}|Настоящий {brand}, {feat}|{noun} типа {brand} {tail}|{noun} {brand}, {feat}, опт"};
  return Title(table[Index(language)], parts, language, random);
}

std::string AuthorisedTitle(const TitleParts& parts, Language language, Random& random) {
  static constexpr Texts table = {
      "{brand}官方{noun} {feat} {tail}|{brand} {model}{noun} {feat} 专柜同步|【授权店】{brand}{noun} {aud} {feat}|{brand}{noun}{feat}{aud}|{mood}{brand}{noun} 官方授权 {tail}|{brand} {noun} {tail}",
      "{brand} {noun} {feat} - authorised dealer|{brand} {model} {noun} {tail}|Official {brand} {noun} {aud}|{mood} {brand} {noun} {feat}|{brand} {noun} {tail}",
      "{brand} {noun} {feat}, официальный дилер|{noun} {brand} {model} {tail}|{brand} {noun} {feat} {aud}|{noun} {brand} с гарантией"};
  return Title(table[Index(language)], parts, language, random);
}

std::string Description(const Goods& goods, Language language, Random& random) {
  static constexpr Texts first = {
      "这款{noun}做工扎实，{feat}，适合日常使用。|实物拍摄，{feat}，所见即所得。|{noun}到货啦，{feat}，数量不多。|店主自留款，{feat}。",
      "A well made {noun}: {feat}. |Our own photos, {feat}. |We have sold this {noun} for years; {feat}. |Simple, sturdy, {feat}. ",
      "Качественный товар: {noun}, {feat}. |Фото наши, {feat}. |Хит продаж: {noun}. |Прочно и просто, {feat}. "};
  static constexpr Texts second = {
      "默认发中通，偏远地区请联系客服。|不同批次略有色差，介意慎拍。|七天无理由退换，运费险已含。|请按尺码表选择，拿不准问客服。",
      "Dispatched within two working days. |Colours may differ slightly on your screen. |Thirty day returns, no questions asked. |Measure twice, order once: the size chart is below. ",
      "Отправка в течение двух дней. |Возврат 14 дней. |Оттенок может отличаться от фото. |Размерная сетка ниже. "};
  static constexpr Texts third = {
      "材质：见标签。包装：气泡袋加纸箱。|批发请留言，量大从优。|收到货有问题先别急着差评，联系我们。|",
      "Wholesale enquiries welcome. |Packed in recycled card. |Questions? Message us before you buy. |",
      "Оптовикам скидки. |Упаковка — картон и плёнка. |Пишите, ответим на вопросы. |"};
  const size_t at = Index(language);
  std::string text;
  for (const Texts* table : {&first, &second, &third}) {
    text += Fill(random.PickPart((*table)[at]), [&](std::string_view name) {
      return std::string(random.PickPart(name == "noun" ? goods.noun[at] : goods.feature[at]));
    });
  }
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

std::string UsedDescription(Language language, Random& random) {
  static constexpr Texts table = {
      "去年在商场专柜买的，小票和盒子都在，成色如图。|自用一年，功能正常，有轻微划痕，介意勿拍。|朋友送的用不上，低价出，可当面验货。",
      "Bought new from the brand's own store last year; receipt included. Light wear as shown.|One owner, fully working, small marks pictured.|An unwanted gift, opened once. Collection welcome.",
      "Покупали в фирменном салоне, чек и коробка есть. Состояние на фото.|Пользовались год, всё работает, есть потёртости.|Подарили, не подошло. Торг при встрече."};
  return std::string(random.PickPart(table[Index(language)]));
}

std::string UnknownBrand(Language language, Random& random) {
  std::string name;
  switch (language) {
    case Language::kChinese:
      if (random.Chance(0.3)) return UnknownBrand(Language::kEnglish, random);
      name = random.PickPart("嘉穗|宁桔|泊舟|巧禧|丰沛|知葵|暖汐|益朵|松墩|喜笛|珂旎|厚泽谷|百梓|悦椿|冬笋弟|番薯帮|湖蓝熊|阡陌郎|梨山姑|豆角先生");
      return name;
    case Language::kEnglish:
      name = random.PickPart("Ash|Bell|Cor|Dun|Fen|Gal|Hol|Ives|Ken|Lor|Mer|Nor|Pell|Rud|Sil|Tam|Ul|Ver|Wex|Zan");
      name += random.PickPart("bury|cott|dale|ette|field|go|ham|ique|land|mere|nix|oria|pa|ridge|sley|tone|wick|zo");
      return name;
    case Language::kRussian:
      if (random.Chance(0.3)) return UnknownBrand(Language::kEnglish, random);
      name = random.PickPart("Добро|Злато|Миро|Радо|Свето|Тихо|Ясно|Бело|Красно|Велико");
      name += random.PickPart("дар|дом|лес|мир|град|цвет|луг|вест");
      return name;
  }
  return name;
}

std::string_view NearWord(Language language, Random& random) {
  switch (language) {
    case Language::kChinese:
      return random.PickPart("星空|篱笆|鲸鱼图案|柚子味|小鹿图案|蓝莓|森林鹿|墨绿|川味|南岭|桐木|云朗|白鹭|萤火虫|海棠花|乌木|青柠味|大雁|墨香|禾秆|岚山风|柏木|猫咪图案|溪流|兰花|星星");
    case Language::kEnglish:
      return random.PickPart("velvet|quartz|zephyr|bundle|driven|kiva|tarn|mirage|plinth|wren|calico|jonquil|lucerne|rakish|gorse|stellar|velour|wren hut|moor|kestrel|paper boat|harbour|lantern|moran plaid");
    case Language::kRussian:
      return random.PickPart("Лукошко|Таврида|Море|Снежинка|Бархат|Кварц|Зефир|Снегирь|Луковка|Морозко|Лесная|Вельвет");
  }
  return {};
}

}  // namespace markwarden::samples

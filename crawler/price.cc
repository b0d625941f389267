// Scans text for numbers and the currencies beside them.
#include "crawler/price.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

namespace markwarden {
namespace {

// "?x" in place of a code is settled by the page's country and language.
struct CurrencySign {
  const char* sign;  // lower case where it is ASCII
  const char* code;
};

// Longest first within a shared beginning.
constexpr CurrencySign kSigns[] = {
    {"us$", "USD"},    {"us $", "USD"},  {"usd$", "USD"},  {"nt$", "TWD"},   {"ntd$", "TWD"},  {"hk$", "HKD"},
    {"au$", "AUD"},    {"a$", "AUD"},    {"aud$", "AUD"},  {"ca$", "CAD"},   {"cdn$", "CAD"},  {"c$", "CAD"},
    {"nz$", "NZD"},    {"sgd$", "SGD"},  {"s$", "SGD"},    {"mx$", "MXN"},   {"r$", "BRL"},    {"$us", "USD"},
    {"$", "?$"},       {"＄", "?$"},     {"€", "EUR"},     {"£", "GBP"},     {"￡", "GBP"},    {"¥", "?¥"},
    {"￥", "?¥"},      {"₽", "RUB"},     {"₴", "UAH"},     {"₸", "KZT"},     {"₹", "INR"},     {"₩", "KRW"},
    {"￦", "KRW"},     {"₫", "VND"},     {"đ", "VND"},     {"฿", "THB"},     {"₺", "TRY"},     {"₪", "ILS"},
    {"₦", "NGN"},      {"₱", "PHP"},     {"₲", "PYG"},     {"₡", "CRC"},     {"₼", "AZN"},     {"₾", "GEL"},
    {"֏", "AMD"},      {"人民币", "CNY"}, {"元", "?元"},    {"圓", "?元"},    {"圆", "CNY"},    {"円", "JPY"},
    {"원", "KRW"},     {"บาท", "THB"},   {"рублей", "?р"}, {"рубля", "?р"},  {"руб.", "?р"},   {"руб", "?р"},
    {"р.", "?р"},      {"Руб", "?р"},    {"РУБ", "?р"},    {"грн", "UAH"},   {"тенге", "KZT"}, {"тг", "KZT"},
    {"лв", "BGN"},     {"ден", "MKD"},   {"дин", "RSD"},   {"бел.руб", "BYN"}, {"zł", "PLN"}, {"zl", "PLN"},
    {"kč", "CZK"},     {"Kč", "CZK"},    {"ft", "HUF"},    {"lei", "RON"},   {"leu", "RON"},   {"kr.", "?kr"},
    {"kr", "?kr"},     {"rs.", "?rs"},   {"rs", "?rs"},    {"rp.", "IDR"},   {"rp", "IDR"},    {"rm", "MYR"},
    {"chf", "CHF"},    {"sfr.", "CHF"},  {"sfr", "CHF"},   {"fr.", "CHF"},   {"tl", "TRY"},    {"euros", "EUR"},
    {"euro", "EUR"},   {"ر.س", "SAR"},   {"ريال", "SAR"},  {"د.إ", "AED"},   {"درهم", "AED"},  {"ج.م", "EGP"},
    {"جنيه", "EGP"},   {"د.ك", "KWD"},   {"ر.ق", "QAR"},   {"د.ب", "BHD"},   {"ر.ع", "OMR"},   {"د.ج", "DZD"},
    {"د.م", "MAD"},    {"د.ت", "TND"},   {"ع.د", "IQD"},   {"تومان", "IRT"}, {"﷼", "IRR"},     {"br", "BYN"},
    {"ksh", "KES"},    {"rmb", "CNY"},   {"cny", "CNY"},   {"cnh", "CNY"},   {"usd", "USD"},   {"eur", "EUR"},
    {"gbp", "GBP"},    {"jpy", "JPY"},   {"rur", "RUB"},   {"rub", "RUB"},   {"byn", "BYN"},   {"byr", "BYN"},
    {"uah", "UAH"},    {"kzt", "KZT"},   {"inr", "INR"},   {"pkr", "PKR"},   {"krw", "KRW"},   {"twd", "TWD"},
    {"ntd", "TWD"},    {"hkd", "HKD"},   {"sgd", "SGD"},   {"myr", "MYR"},   {"thb", "THB"},   {"vnd", "VND"},
    {"idr", "IDR"},    {"php", "PHP"},   {"aud", "AUD"},   {"cad", "CAD"},   {"nzd", "NZD"},   {"brl", "BRL"},
    {"mxn", "MXN"},    {"ars", "ARS"},   {"clp", "CLP"},   {"cop", "COP"},   {"pln", "PLN"},   {"czk", "CZK"},
    {"huf", "HUF"},    {"ron", "RON"},   {"bgn", "BGN"},   {"sek", "SEK"},   {"nok", "NOK"},   {"dkk", "DKK"},
    {"isk", "ISK"},    {"try", "TRY"},   {"ils", "ILS"},   {"aed", "AED"},   {"sar", "SAR"},   {"egp", "EGP"},
    {"zar", "ZAR"},    {"ngn", "NGN"},   {"kes", "KES"},   {"mad", "MAD"},   {"hrk", "HRK"},   {"rsd", "RSD"},
    {"kwd", "KWD"},    {"qar", "QAR"},   {"bhd", "BHD"},   {"omr", "OMR"},   {"jod", "JOD"},   {"lkr", "LKR"},
    {"npr", "NPR"},    {"bdt", "BDT"},   {"pen", "PEN"},   {"gel", "GEL"},   {"mop", "MOP"},   {"dzd", "DZD"}};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char LowerChar(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string Resolve(std::string_view code, const PriceContext& context) {
  if (code.empty() || code[0] != '?') return std::string(code);
  const std::string& tld = context.tld;
  std::string lang;
  for (const char c : context.lang) lang += c == '_' ? '-' : LowerChar(c);
  const std::string region = lang.size() >= 5 ? lang.substr(lang.size() - 2) : "";
  const auto pick = [&](std::initializer_list<std::pair<const char*, const char*>> rows, const char* otherwise) {
    for (const auto& [country, money] : rows) {
      if (tld == country) return std::string(money);
    }
    for (const auto& [country, money] : rows) {
      if (region == country) return std::string(money);
    }
    return std::string(otherwise);
  };
  if (code == "?$") {
    return pick({{"ca", "CAD"}, {"au", "AUD"}, {"tw", "TWD"}, {"hk", "HKD"}, {"sg", "SGD"}, {"nz", "NZD"},
                 {"mx", "MXN"}, {"ar", "ARS"}, {"cl", "CLP"}, {"co", "COP"}, {"uy", "UYU"}}, "USD");
  }
  if (code == "?¥") return tld == "jp" || (tld != "cn" && lang.substr(0, 2) == "ja") ? "JPY" : "CNY";
  if (code == "?元") return pick({{"tw", "TWD"}, {"hk", "HKD"}, {"mo", "MOP"}}, "CNY");
  if (code == "?р") return tld == "by" ? "BYN" : "RUB";
  if (code == "?rs") return pick({{"pk", "PKR"}, {"lk", "LKR"}, {"np", "NPR"}, {"mu", "MUR"}}, "INR");
  if (code == "?kr") {
    if (lang.substr(0, 2) == "sv") return "SEK";
    if (lang.substr(0, 2) == "da") return "DKK";
    return pick({{"se", "SEK"}, {"no", "NOK"}, {"dk", "DKK"}, {"is", "ISK"}}, "SEK");
  }
  return "";
}

struct SignMatch {
  size_t begin = 0, end = 0;
  const char* code = nullptr;
};

// The signs that may begin with a byte, so that most bytes of a page cost one look.
const std::vector<CurrencySign>& SignsBeginning(char byte) {
  static const auto table = [] {
    std::array<std::vector<CurrencySign>, 256> rows;
    for (const CurrencySign& sign : kSigns) {
      rows[static_cast<unsigned char>(sign.sign[0])].push_back(sign);
      if (IsLetter(sign.sign[0])) {
        const char upper = static_cast<char>(sign.sign[0] - 'a' + 'A');
        if (sign.sign[0] >= 'a') rows[static_cast<unsigned char>(upper)].push_back(sign);
      }
    }
    return rows;
  }();
  return table[static_cast<unsigned char>(byte)];
}

// A sign that begins at `at`.  Signs of letters must not be part of a longer word.
std::optional<SignMatch> SignAt(std::string_view text, size_t at) {
  std::optional<SignMatch> best;
  for (const CurrencySign& sign : SignsBeginning(text[at])) {
    const std::string_view word = sign.sign;
    if (word.size() > text.size() - at || (best && word.size() <= best->end - at)) continue;
    bool same = true;
    for (size_t i = 0; same && i < word.size(); ++i) {
      same = word[i] == text[at + i] || word[i] == LowerChar(text[at + i]);
    }
    if (!same) continue;
    const bool letters_first = IsLetter(word.front()), letters_last = IsLetter(word.back());
    if (letters_first && at > 0 && IsLetter(text[at - 1])) continue;
    const size_t end = at + word.size();
    if (letters_last && end < text.size() && (IsLetter(text[end]) || static_cast<unsigned char>(text[end]) >= 0xC3)) continue;
    // Cyrillic abbreviations must not begin a longer word.
    if (static_cast<unsigned char>(word.back()) >= 0x80 && static_cast<unsigned char>(word.front()) >= 0xD0 &&
        static_cast<unsigned char>(word.front()) <= 0xD1 && end < text.size() &&
        (static_cast<unsigned char>(text[end]) == 0xD0 || static_cast<unsigned char>(text[end]) == 0xD1)) {
      continue;
    }
    best = SignMatch{at, end, sign.code};
  }
  return best;
}

// Bytes of white space at text[at]: ASCII, no-break, thin and narrow spaces.
size_t SpaceAt(std::string_view text, size_t at) {
  if (at >= text.size()) return 0;
  if (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r') return 1;
  if (text.compare(at, 2, "\u00a0") == 0) return 2;
  for (const char* space : {"\u2009", "\u202f", "\u2007", "\u200a", "\u3000"}) {
    if (text.compare(at, 3, space) == 0) return 3;
  }
  return 0;
}

struct Number {
  std::string amount;  // decimal text
  size_t begin = 0, end = 0;
  bool fraction = false;
  bool broken = false;  // grouped as nobody groups
};

// Reads a number that begins at `at` (a digit).
Number ReadNumber(std::string_view text, size_t at) {
  Number number;
  number.begin = at;
  struct Part {
    std::string digits;
    char separator;  // before it: 0, '.', ',', ' ', '\''
  };
  std::vector<Part> parts;
  size_t i = at;
  char separator = 0;
  for (;;) {
    Part part{{}, separator};
    while (i < text.size() && IsDigit(text[i])) part.digits += text[i++];
    parts.push_back(std::move(part));
    if (i >= text.size() || parts.size() > 8) break;
    size_t length = 1;
    if (text[i] == '.' || text[i] == ',' || text[i] == '\'') {
      separator = text[i];
    } else if (text.compare(i, 3, "’") == 0) {
      separator = '\'';
      length = 3;
    } else if (text.compare(i, 2, "٫") == 0) {
      separator = '.';
      length = 2;
    } else if ((length = SpaceAt(text, i)) > 0) {
      separator = ' ';
    } else {
      break;
    }
    size_t digits = 0;
    while (i + length + digits < text.size() && IsDigit(text[i + length + digits])) ++digits;
    if (digits == 0) break;
    if (separator == ' ' || separator == '\'') {
      // Grouping by spaces: exactly three digits, after one to three.
      if (digits != 3 || parts.back().digits.size() > 3 || (parts.size() > 1 && parts.back().separator != separator)) break;
    }
    if (parts.size() > 1 && parts.back().separator != separator && parts.back().digits.size() != 3 &&
        parts.back().separator != 0) {
      break;  // "1.50,2"
    }
    i += length;
  }
  number.end = i;
  // Which separator is the decimal one?
  size_t fraction_at = parts.size();
  if (parts.size() > 1) {
    const Part& last = parts.back();
    if (last.separator == '.' || last.separator == ',') {
      size_t same = 0;
      for (const Part& part : parts) same += part.separator == last.separator;
      const bool mixed = same + 1 < parts.size();
      const bool grouping = last.digits.size() == 3 && !(parts.front().digits == "0");
      if (same == 1 && (mixed ? !(last.digits.size() == 3 && parts[parts.size() - 2].separator == last.separator) : !grouping)) {
        fraction_at = parts.size() - 1;
      } else if (same > 1 && last.digits.size() < 3) {
        fraction_at = parts.size() - 1;  // "1.299.00", and "1,2,3" is no number that anyone means
        for (size_t k = 1; k + 1 < parts.size(); ++k) number.broken = number.broken || parts[k].digits.size() != 3;
      }
      if (same == 1 && mixed && last.digits.size() == 3 && parts[1].separator == ' ') fraction_at = parts.size() - 1;
    }
  }
  for (size_t k = 0; k < parts.size(); ++k) {
    if (k == fraction_at) {
      number.amount += '.';
      number.fraction = true;
    }
    number.amount += parts[k].digits;
  }
  return number;
}

bool IsZero(std::string_view amount) {
  return std::all_of(amount.begin(), amount.end(), [](char c) { return c == '0' || c == '.'; });
}

// "1.2" x 10,000 -> "12000".
std::string ShiftFour(const std::string& amount) {
  const size_t point = amount.find('.');
  std::string whole = amount.substr(0, point), fraction = point == std::string::npos ? "" : amount.substr(point + 1);
  while (fraction.size() < 4) fraction += '0';
  whole += fraction.substr(0, 4);
  fraction.erase(0, 4);
  return fraction.empty() ? whole : whole + "." + fraction;
}

// A unit of measure right after a number means it is no price.
bool UnitAt(std::string_view text, size_t at) {
  static constexpr std::string_view kUnits[] = {
      "%", "％", "ml", "cm", "mm", "kg", "gb", "tb", "mb", "mah", "mhz", "ghz", "hz", "\"", "″", "°", "x ", "×",
      "折", "件", "人", "条", "個", "个", "年", "月", "日", "天", "小时", "期", "寸", "英寸", "升", "克", "шт", "мл", "см", "мм",
      "кг", "г ", "л ", "pcs", "pieces", "reviews", "stars", "inch", "in.", "oz", "lb", "l ", "g ", "m ", "w ", "v ",
      "days", "day", "th ", "st ", "nd ", "rd ", "hours", "Stück", "avis", "k+", "+人", "万人", "万+", "评"};
  while (SpaceAt(text, at) == 1 && at + 1 < text.size() && SpaceAt(text, at + 1) == 0) ++at;
  for (const std::string_view unit : kUnits) {
    if (text.size() - std::min(at, text.size()) < unit.size() && !(unit.back() == ' ' && text.size() - at == unit.size() - 1)) continue;
    bool same = true;
    for (size_t i = 0; same && i < unit.size(); ++i) {
      const char c = at + i < text.size() ? text[at + i] : ' ';
      same = LowerChar(c) == LowerChar(unit[i]);
    }
    if (!same) continue;
    if (IsLetter(unit.back()) && at + unit.size() < text.size() && IsLetter(text[at + unit.size()])) continue;
    return true;
  }
  return false;
}

// Full-width digits and signs, Arabic digits -> ASCII, other text untouched.
std::string FoldWidth(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto a = static_cast<unsigned char>(text[i]);
    if (a == 0xEF && i + 2 < text.size() && static_cast<unsigned char>(text[i + 1]) == 0xBC) {
      const auto c = static_cast<unsigned char>(text[i + 2]);
      if (c >= 0x8C && c <= 0x99) {
        out += static_cast<char>(c - 0x8C + ',');  // ， － ． ／ ０ .. ９
        i += 2;
        continue;
      }
    }
    if (a == 0xD9 && i + 1 < text.size()) {
      const auto c = static_cast<unsigned char>(text[i + 1]);
      if (c >= 0xA0 && c <= 0xA9) {
        out += static_cast<char>('0' + c - 0xA0);
        ++i;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

}  // namespace

std::string CurrencyCode(std::string_view sign, const PriceContext& context) {
  while (!sign.empty() && SpaceAt(sign, 0) == 1) sign.remove_prefix(1);
  while (!sign.empty() && (sign.back() == ' ' || sign.back() == '\n')) sign.remove_suffix(1);
  if (sign.empty() || sign.size() > 24) return "";
  const auto match = SignAt(sign, 0);
  if (match && match->end + 1 >= sign.size()) return Resolve(match->code, context);
  if (sign.size() == 3 && std::all_of(sign.begin(), sign.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) {
    return std::string(sign);
  }
  return "";
}

std::vector<FoundPrice> FindPrices(std::string_view raw, const PriceContext& context, size_t limit) {
  std::vector<FoundPrice> found;
  const std::string folded = FoldWidth(raw.substr(0, 1 << 16));
  const std::string_view text = folded;
  std::optional<SignMatch> before;  // a sign that waits for its number
  bool range_open = false;          // "10 -"
  size_t i = 0;
  while (i < text.size() && found.size() < limit) {
    if (IsDigit(text[i])) {
      const bool in_word = i > 0 && (IsLetter(text[i - 1]) || text[i - 1] == '_' || text[i - 1] == '#') && !(before && before->end == i);
      Number number = ReadNumber(text, i);
      // "$.75" is three quarters.
      if (i > 0 && text[i - 1] == '.' && !number.fraction && (i == 1 || !(IsLetter(text[i - 2]) || text[i - 2] == '.')) && before && before->end == i - 1) {
        number.amount = "0." + number.amount;
        number.fraction = true;
      }
      size_t end = number.end;
      // The sign after the number, across one space at most.
      size_t probe = end;
      if (text.compare(probe, 3, "万") == 0 || text.compare(probe, 3, "萬") == 0) {
        number.amount = ShiftFour(number.amount);
        end = probe += 3;
      }
      if (text.compare(probe, 2, ",-") == 0 || text.compare(probe, 2, ".-") == 0) end = probe += 2;
      if (text.compare(probe, 3, ",–") == 0 || text.compare(probe, 3, ".–") == 0) end = probe += 4;
      probe = std::min(probe, text.size());
      end = std::min(end, text.size());
      while (SpaceAt(text, probe) > 0 && probe < end + 6) probe += SpaceAt(text, probe);
      std::optional<SignMatch> after = probe < text.size() ? SignAt(text, probe) : std::nullopt;
      // In "$ 10 $ 20" the second sign belongs to the second number.
      if (after && before && after->code == before->code && before->end <= i) after.reset();
      const std::optional<SignMatch> sign = before ? before : after;
      const bool bare_ok = !in_word && !UnitAt(text, number.end) &&
                           !(number.end < text.size() && (IsLetter(text[number.end]) || text[number.end] == '%'));
      // "1e309", and "-5.00 €" that is taken off another price.
      const size_t power = number.end + 1 < text.size() && LowerChar(text[number.end]) == 'e' ? number.end + (text[number.end + 1] == '+' || text[number.end + 1] == '-' ? 2 : 1) : text.size();
      const bool negative = i > 0 && text[i - 1] == '-' && !range_open && (i == 1 || !(IsLetter(text[i - 2]) || IsDigit(text[i - 2])));
      const bool exponent = power < text.size() && IsDigit(text[power]);
      const bool no_price = number.broken || negative || exponent;
      if (exponent) {
        end = power;
        while (end < text.size() && IsDigit(text[end])) ++end;
      }
      const bool negative_percent = UnitAt(text, number.end) && !sign;
      if (!in_word && !no_price && !negative_percent && (sign || bare_ok) && number.amount.size() <= 15 &&
          !(text.compare(number.end, 1, "%") == 0)) {
        const auto amount = NormaliseDecimal(number.amount);
        if (amount && !IsZero(*amount)) {
          if (!before && after) end = after->end;
          const std::string code = sign ? Resolve(sign->code, context) : "";
          if (range_open && !found.empty() && found.back().end + 8 >= i && !found.back().price.amount_max &&
              (found.back().has_currency || sign || !found.back().has_currency)) {
            FoundPrice& first = found.back();
            const auto ratio = DecimalRatio(*amount, first.price.amount);
            if (ratio && *ratio >= 1 && *ratio < 100 && (first.price.currency == code || code.empty() || first.price.currency.empty())) {
              if (*ratio > 1) first.price.amount_max = *amount;
              if (first.price.currency.empty()) first.price.currency = code;
              first.has_currency = first.has_currency || sign.has_value();
              first.end = end;
              range_open = false;
              before.reset();
              i = end;
              continue;
            }
          }
          found.push_back({.price = {.amount = *amount, .amount_max = std::nullopt, .currency = code},
                           .begin = before ? before->begin : i,
                           .end = end,
                           .has_currency = sign.has_value(),
                           .has_fraction = number.fraction});
        }
      }
      before.reset();
      range_open = false;
      i = std::max(end, number.end);
      continue;
    }
    if (const auto sign = SignAt(text, i)) {
      before = sign;
      i = sign->end;
      continue;
    }
    if (const size_t space = SpaceAt(text, i); space > 0) {
      i += space;
      continue;
    }
    size_t dash = 0;
    for (const char* mark : {"-", "–", "—", "~", "～", "至", "to "}) {
      if (text.compare(i, std::char_traits<char>::length(mark), mark) == 0) dash = std::char_traits<char>::length(mark);
    }
    if (dash > 0 && !found.empty() && found.back().end + 6 >= i) {
      range_open = true;
      i += dash;
      continue;
    }
    if (text[i] != ':' && text[i] != '.') {
      before.reset();
      range_open = false;
    }
    ++i;
  }
  return found;
}

std::optional<Price> ParsePrice(std::string_view text, const PriceContext& context, std::string_view currency) {
  const std::vector<FoundPrice> found = FindPrices(text, context);
  if (found.empty()) return std::nullopt;
  const FoundPrice* best = &found.front();
  for (const FoundPrice& price : found) {
    if (price.has_currency) {
      best = &price;
      break;
    }
  }
  if (!best->has_currency && found.size() > 3) return std::nullopt;
  Price price = best->price;
  if (price.currency.empty()) price.currency = CurrencyCode(currency, context);
  return price;
}

std::optional<Price> ParseMachinePrice(std::string_view text, std::string_view currency, const PriceContext& context) {
  while (!text.empty() && SpaceAt(text, 0) == 1) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\t')) text.remove_suffix(1);
  if (const auto amount = NormaliseDecimal(text); amount && !text.empty() && text.back() != '.') {
    if (IsZero(*amount)) return std::nullopt;
    // Binary fractions of other programs: 72.2999999 is 72.30.
    std::string clean = *amount;
    if (const size_t point = clean.find('.'); point != std::string::npos && clean.size() - point > 5) {
      char buffer[64];
      std::snprintf(buffer, sizeof buffer, "%.2f", std::strtod(clean.c_str(), nullptr));
      clean = buffer;
    }
    return Price{.amount = clean, .amount_max = std::nullopt, .currency = CurrencyCode(currency, context)};
  }
  return ParsePrice(text, context, currency);
}

}  // namespace markwarden

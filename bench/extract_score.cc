// Reads the evaluation sets and compares, field by field.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "bench/extract_accuracy.h"
#include "core/file.h"
#include "core/inflate.h"
#include "core/text/charset.h"
#include "crawler/extract_hints.h"
#include "crawler/extract_page.h"
#include "crawler/html_scan.h"
#include "crawler/price.h"

namespace markwarden {
namespace {

std::string ReadOr(const std::string& path) {
  Result<std::string> bytes = ReadFile(path);
  return bytes ? std::move(*bytes) : "";
}

std::vector<Json> ReadLines(const std::string& path) {
  std::vector<Json> rows;
  std::istringstream in(ReadOr(path));
  for (std::string line; std::getline(in, line);) {
    if (Result<Json> row = ParseJson(line)) rows.push_back(std::move(*row));
  }
  return rows;
}

std::string DomainOf(const std::string& url) {
  const Result<Url> parsed = ParseUrl(url);
  return parsed ? HostGroup(*parsed) : url;
}

bool SameAmount(std::string a, const std::string& b) {
  a.erase(std::remove(a.begin(), a.end(), ' '), a.end());
  const auto ratio = DecimalRatio(a, b);
  return ratio && std::abs(*ratio - 1) < 1e-9;
}

bool SameCurrency(const std::string& truth, const std::string& said, const PriceContext& context) {
  if (truth == said) return true;
  static const std::map<std::string, std::string> families = {{"$", "USD CAD AUD TWD HKD SGD NZD MXN"}, {"Rs", "PKR INR LKR NPR"}, {"¥", "CNY JPY"}, {"₽", "RUB"}};
  if (const auto family = families.find(truth); family != families.end() && !said.empty()) return family->second.find(said) != std::string::npos;
  return CurrencyCode(truth, context) == said;
}

bool SameText(const std::string& a, const std::string& b) { return FoldKey(a) == FoldKey(b); }

// The last part of an address, without size variants.
std::string PictureKey(const std::string& url) {
  std::string key = url.substr(0, url.find_first_of("?#"));
  key = key.substr(key.rfind('/') + 1);
  return ToLowerAscii(key.substr(0, key.find('.')));
}

void Count(Accuracy& accuracy, const std::string& field, const std::string& domain, bool truth, bool said, bool right) {
  Score score;
  score.truth = truth;
  score.said = said;
  score.right = truth && said && right;
  accuracy.fields[field].Add(score);
  accuracy.domains[field][domain].Add(score);
}

}  // namespace

std::string EvalFolder(const std::string& source_dir) {
  const char* named = std::getenv("MARKWARDEN_EVAL");
  const std::filesystem::path path = named != nullptr && *named != '\0' ? std::filesystem::path(named) : std::filesystem::path(source_dir) / ".." / "shared" / "eval";
  std::error_code error;
  return std::filesystem::is_directory(path, error) ? path.string() : "";
}

double Accuracy::DomainMeanF1(const std::string& field) const {
  const auto found = domains.find(field);
  if (found == domains.end()) return 0;
  double sum = 0;
  int count = 0;
  for (const auto& [domain, score] : found->second) {
    if (score.truth + score.said == 0) continue;
    sum += score.F1();
    ++count;
  }
  return count == 0 ? 0 : sum / count;
}

Accuracy ScoreProductPages(const std::string& eval, bool use_json_ld, std::ostream* log) {
  Accuracy accuracy;
  const std::string folder = eval + "/pages_zyte_bench/";
  const Result<Json> truth = ParseJson(ReadOr(folder + "ground-truth.json"));
  if (!truth) return accuracy;
  std::map<std::string, Json> derived;
  for (Json& row : ReadLines(folder + "truth_derived.jsonl")) derived[JsonText(row, "file")] = row;
  for (const auto& [key, page] : truth->items()) {
    const std::string file = key + ".html.gz";
    const std::string bytes = ReadOr(folder + file);
    if (bytes.empty()) continue;
    const std::string url = JsonText(page, "url"), domain = DomainOf(url);
    const auto begin = std::chrono::steady_clock::now();
    const Extraction got = Extract(bytes, "", {.url = url, .use_json_ld = use_json_ld});
    accuracy.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    ++accuracy.pages;
    const Listing listing = got.kind == PageKind::kProduct && !got.listings.empty() ? got.listings.front() : Listing();
    const Result<Url> parsed = ParseUrl(url);
    const PriceContext context{.tld = parsed ? parsed->host().substr(parsed->host().rfind('.') + 1) : "", .lang = got.lang};
    const auto miss = [&](const std::string& field, const std::string& want, const std::string& have) {
      if (log) *log << file.substr(0, 6) << ' ' << domain << ' ' << field << ": want [" << want << "] got [" << have << "] " << ToString(got.kind) << ' ' << got.challenge << '\n';
    };
    const std::string want_price = JsonTexts(page, "price").empty() ? "" : JsonTexts(page, "price").front();
    const std::string have_price = listing.price ? listing.price->amount : "";
    // "23.450" of the truth is how the page writes twenty-three thousand.
    const auto read_price = ParsePrice(want_price, context);
    const bool price_right = SameAmount(want_price, have_price) || (read_price && SameAmount(read_price->amount, have_price));
    Count(accuracy, "price", domain, !want_price.empty(), !have_price.empty(), price_right);
    if (price_right ? want_price.empty() : !(want_price.empty() && have_price.empty())) miss("price", want_price, have_price);
    const std::string want_currency = JsonTexts(page, "currency").empty() ? "" : JsonTexts(page, "currency").front();
    if (!want_currency.empty() && !want_price.empty()) {
      const std::string have = listing.price ? listing.price->currency : "";
      const bool right = SameCurrency(want_currency, have, context);
      Count(accuracy, "currency", domain, true, !have.empty(), right);
      if (!right) miss("currency", want_currency, have);
    }
    const std::vector<std::string> want_brand = JsonTexts(page, "brand");
    if (!want_brand.empty()) {
      const bool right = std::any_of(want_brand.begin(), want_brand.end(), [&](const std::string& brand) { return SameText(brand, listing.brand); });
      Count(accuracy, "brand", domain, true, !listing.brand.empty(), right);
      if (!right) miss("brand", want_brand.front(), listing.brand);
    }
    std::vector<std::string> want_sku = JsonTexts(page, "sku");
    if (!want_sku.empty()) {
      const bool right = std::any_of(want_sku.begin(), want_sku.end(), [&](const std::string& sku) { return SameText(sku, listing.sku) ; });
      Count(accuracy, "sku", domain, true, !listing.sku.empty(), right);
      if (!right) miss("sku", want_sku.front(), listing.sku);
    }
    if (const std::vector<std::string> want = JsonTexts(page, "gtin"); !want.empty()) Count(accuracy, "gtin", domain, true, !listing.gtin.empty(), SameText(want.front(), listing.gtin));
    const std::vector<std::string> want_stock = JsonTexts(page, "availability");
    if (!want_stock.empty()) {
      const bool out = listing.availability == "OutOfStock" || listing.availability == "SoldOut" || listing.availability == "Discontinued";
      const bool right = !listing.availability.empty() && (want_stock.front() == "OutOfStock") == out;
      Count(accuracy, "availability", domain, true, !listing.availability.empty(), right);
      if (!right) miss("availability", want_stock.front(), listing.availability);
    }
    // Titles, pictures and sellers as the page's own markup gives them.
    const Json& said = derived[file];
    std::vector<std::string> titles, images;
    std::string seller;
    for (const char* kind : {"jsonld_product", "microdata_product"}) {
      const Json* rows = JsonMember(said, kind);
      if (!rows) continue;
      for (const Json& row : *rows) {
        if (titles.empty() && !JsonText(row, "name").empty()) titles.push_back(JsonText(row, "name"));
        if (seller.empty()) seller = JsonText(row, "seller");
        for (const std::string& image : JsonTexts(row, "image")) images.push_back(image);
      }
    }
    if (const Json* og = JsonMember(said, "og")) {
      if (!JsonText(*og, "title").empty()) titles.push_back(JsonText(*og, "title"));
      for (const std::string& image : JsonTexts(*og, "image")) images.push_back(image);
    }
    if (!JsonText(said, "title").empty()) titles.push_back(JsonText(said, "title"));
    if (!titles.empty()) {
      const bool right = std::any_of(titles.begin(), titles.end(), [&](const std::string& title) { return TitleLikeness(TidyText(title), listing.title) > 0.6; });
      Count(accuracy, "title", domain, true, !listing.title.empty(), right);
      if (!right) miss("title", titles.front(), listing.title);
    }
    if (!images.empty()) {
      const bool right = std::any_of(images.begin(), images.end(), [&](const std::string& image) {
        return std::any_of(listing.images.begin(), listing.images.end(), [&](const std::string& have) { return PictureKey(image) == PictureKey(have); });
      });
      Count(accuracy, "images", domain, true, !listing.images.empty(), right);
      if (!right) miss("images", images.front(), listing.images.empty() ? "" : listing.images.front());
    }
    if (!seller.empty()) {
      Count(accuracy, "seller", domain, true, !listing.seller.name.empty(), SameText(seller, listing.seller.name));
      if (!SameText(seller, listing.seller.name)) miss("seller", seller, listing.seller.name);
    }
  }
  return accuracy;
}

Accuracy ScoreChinesePages(const std::string& eval, std::ostream* log) {
  Accuracy accuracy;
  const std::string folder = eval + "/pages_cn_shops/";
  for (const Json& row : ReadLines(folder + "truth_derived.jsonl")) {
    const std::string file = JsonText(row, "file");
    const std::string bytes = ReadOr(folder + file);
    if (bytes.empty()) continue;
    const auto begin = std::chrono::steady_clock::now();
    const Extraction got = Extract(bytes, "", {});
    accuracy.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    ++accuracy.pages;
    const std::string charset = JsonText(row, "true_encoding");
    Count(accuracy, "charset", file, true, true, charset == "ascii" || got.charset == charset);
    if (log) *log << file << ": " << got.charset << ' ' << ToString(got.kind) << ' ' << got.challenge << ' ' << got.listings.size() << " listings, " << got.next.size() << " next\n";
    const Json* cn = JsonMember(row, "cn");
    if (!cn) continue;
    for (const auto& [kind, truth] : cn->items()) {
      if (truth.is_array()) {
        for (const Json& item : truth) {
          const std::string title = TidyText(JsonText(item, "title")), price = JsonText(item, "price");
          const Listing* found = nullptr;
          for (const Listing& listing : got.listings) {
            if (TitleLikeness(listing.title, title) > 0.8 && (!found || TitleLikeness(listing.title, title) > TitleLikeness(found->title, title) || (listing.price && SameAmount(price, listing.price->amount)))) found = &listing;
          }
          Count(accuracy, "item title", file, true, found != nullptr, found != nullptr);
          const bool known = !price.empty();
          const bool said = found && found->price;
          Count(accuracy, "item price", file, known, said, said && SameAmount(price, found->price->amount));
          if (log && (!found || (known && !(said && SameAmount(price, found->price->amount))))) *log << "  item [" << title << "] " << price << " -> " << (found ? found->title + " " + (found->price ? found->price->amount : "-") : "none") << '\n';
          std::string shop = JsonText(item, "shop");
          if (shop.empty()) shop = JsonText(item, "seller");
          if (!shop.empty()) Count(accuracy, "item seller", file, true, found && !found->seller.name.empty(), found && SameText(shop, found->seller.name));
        }
        continue;
      }
      const Listing listing = got.listings.empty() || got.kind != PageKind::kProduct ? Listing() : got.listings.front();
      const auto field = [&](const char* name, const std::string& want, const std::string& have, bool right) {
        if (want.empty()) return;
        Count(accuracy, name, file, true, !have.empty(), right);
        if (log && !right) *log << "  " << file << ' ' << name << ": want [" << want << "] got [" << have << "]\n";
      };
      const std::string title = TidyText(JsonText(truth, "title"));
      field("title", title, listing.title, TitleLikeness(title, listing.title) > 0.8);
      field("price", JsonText(truth, "price"), listing.price ? listing.price->amount : "", listing.price && SameAmount(JsonText(truth, "price"), listing.price->amount));
      field("brand", TidyText(JsonText(truth, "brand")), listing.brand, SameText(TidyText(JsonText(truth, "brand")), listing.brand));
      field("seller", JsonText(truth, "seller"), listing.seller.name, SameText(JsonText(truth, "seller"), listing.seller.name));
      const std::vector<std::string> images = JsonTexts(truth, "images");
      if (!images.empty()) {
        const bool right = std::any_of(listing.images.begin(), listing.images.end(), [&](const std::string& have) { return PictureKey(have) == PictureKey(images.front()); });
        field("images", images.front(), listing.images.empty() ? "" : listing.images.front(), right);
      }
    }
  }
  return accuracy;
}

FalseListings CountFalseListings(const std::string& eval, std::ostream* log) {
  FalseListings result;
  for (const Json& row : ReadLines(eval + "/pages_ogs/truth_derived.jsonl")) {
    const std::string file = JsonText(row, "file");
    const std::string bytes = ReadOr(eval + "/pages_ogs/" + file);
    if (bytes.empty()) continue;
    const Extraction got = Extract(bytes, "", {});
    ++result.pages;
    result.product += got.kind == PageKind::kProduct;
    result.list += got.kind == PageKind::kList;
    if (log && got.kind != PageKind::kOther) {
      *log << file << ' ' << ToString(got.kind) << ' ' << got.listings.size() << " [" << got.listings.front().title << "] " << (got.listings.front().price ? got.listings.front().price->amount : "-") << '\n';
    }
  }
  return result;
}

Score ScoreCharsets(const std::string& eval, std::ostream* log) {
  Score score;
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(eval + "/encodings/chardet", error)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const std::filesystem::path& path : files) {
    std::string folder = ToLowerAscii(path.parent_path().filename().string());
    for (const char* language : {"-bulgarian", "-russian", "-sig"}) {
      if (const size_t at = folder.find(language); at != std::string::npos) folder.resize(at);
    }
    const std::string want = CharsetFromLabel(folder);
    const std::string got = DecodePage(ReadOr(path.string())).charset;
    ++score.truth;
    ++score.said;
    score.right += want == got;
    if (log && want != got) *log << path.string() << ": want " << want << " got " << got << '\n';
  }
  return score;
}

Score ScoreNextLinks(const std::string& eval, std::ostream* log) {
  Score score;
  const std::string folder = eval + "/pages_listing_autopager/";
  std::istringstream in(ReadOr(folder + "data.csv"));
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') quoted = !quoted;
      else if (c == ',' && !quoted) cells.emplace_back();
      else if (c != '\r') cells.back() += c;
    }
    if (cells.size() < 6) continue;
    const std::string bytes = ReadOr(folder + cells[0] + ".html.gz");
    if (bytes.empty()) continue;
    const Extraction got = Extract(bytes, "", {.url = cells[1]});
    // The selector names the elements; the tree says where they lead.
    std::vector<std::string> want;
    const Result<Inflated> plain = Inflate("gzip", bytes);
    if (!plain) continue;
    const std::string html = DecodePage(plain->bytes).text;
    const HtmlScan scan = ScanHtml(html, {.keep_attributes = true});
    const Result<HtmlDocument> document = HtmlDocument::Parse(scan.dom_html, scan.texts);
    PageContext context;
    if (Result<Url> url = ParseUrl(cells[1])) context.base = std::move(*url);
    bool understood = true;
    if (!cells[5].empty() && document) {
      // Unions only; the rest of CSS is beyond the simple selectors.
      std::istringstream parts(cells[5]);
      for (std::string part; std::getline(parts, part, ',');) {
        const Result<Selector> selector = Selector::Parse(part);
        if (!selector) {
          understood = false;
          continue;
        }
        for (const int32_t node : selector->Find(*document, 0)) {
          std::string url;
          for (int32_t i = node; i < (*document)[node].end && url.empty(); ++i) url = context.Absolute(document->Attribute(i, "href"));
          if (!url.empty()) want.push_back(url);
        }
      }
    }
    if (!understood) continue;
    if (want.empty()) continue;  // the last page, or a button without an address
    ++score.truth;
    const bool right = std::any_of(got.next.begin(), got.next.end(), [&](const std::string& url) { return std::find(want.begin(), want.end(), url) != want.end(); });
    score.said += !got.next.empty();
    score.right += right;
    if (log && !right) *log << cells[0] << " next: want [" << (want.empty() ? "" : want.front()) << "] got [" << (got.next.empty() ? "" : got.next.front()) << "]\n";
  }
  return score;
}

Sweep SweepOddPages(const std::string& eval, std::ostream* log) {
  Sweep sweep;
  for (const char* folder : {"/encodings", "/structured_data", "/pages_misc_shops", "/pages_listing_autopager"}) {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(eval + folder, error)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& path : files) {
      const std::string bytes = ReadOr(path.string());
      const auto begin = std::chrono::steady_clock::now();
      const Extraction got = Extract(bytes, "", {.url = "https://shop.test/"});
      const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      ++sweep.files;
      sweep.degraded += got.degraded;
      if (log && (got.degraded || got.kind != PageKind::kOther || !got.challenge.empty()) && (path.string().find("misc_shops") != std::string::npos || got.degraded)) {
        *log << path.filename().string() << ' ' << got.charset << ' ' << ToString(got.kind) << ' ' << got.challenge << ' ' << got.why_degraded << ' ' << got.listings.size();
        if (!got.listings.empty()) {
          const Listing& first = got.listings.front();
          *log << " [" << first.title << "] " << (first.price ? first.price->amount + " " + first.price->currency : "-") << " brand " << first.brand << " seller " << first.seller.name;
        }
        *log << '\n';
      }
      if (seconds > sweep.slowest) {
        sweep.slowest = seconds;
        sweep.slowest_file = path.filename().string();
      }
    }
  }
  return sweep;
}

std::map<std::string, Score> ScorePriceStrings(const std::string& eval, std::ostream* log) {
  std::map<std::string, Score> scores;
  std::istringstream in(ReadOr(eval + "/structured_data/price_strings.csv"));
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') quoted = !quoted;
      else if (c == ',' && !quoted) cells.emplace_back();
      else if (c != '\r') cells.back() += c;
    }
    if (cells.size() < 5) continue;
    const auto price = ParsePrice(cells[1], {}, cells[0]);
    const std::string have = price ? price->amount : "";
    const bool zero = !cells[4].empty() && std::strtod(cells[4].c_str(), nullptr) == 0;
    const bool told = !cells[4].empty() && !zero;  // ours: a price of 0 is not told
    Score& amount = scores["amount"];
    amount.truth += told;
    amount.said += !have.empty();
    const bool right = told && !have.empty() && SameAmount(have, cells[4]);
    amount.right += right;
    if (log && (told || !have.empty()) && !right) *log << "price string [" << cells[1] << "] want " << cells[4] << " got " << have << '\n';
  }
  return scores;
}

}  // namespace markwarden

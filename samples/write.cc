// Writes a market's files.
#include "samples/write.h"

#include "core/file.h"
#include "core/json.h"
#include "samples/charset.h"
#include "samples/picture.h"
#include "samples/sent_notice.h"

namespace markwarden::samples {
namespace {

std::string CsvCell(std::string_view text) {
  if (text.find_first_of(",\"\n") == std::string_view::npos) return std::string(text);
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + "\"";
}

std::string JoinList(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : ";") + item;
  return text;
}

std::string Watches(const Market& market) {
  Json all_rights = Json::array(), queries = Json::array(), sources = Json::array();
  Json gi_rights = Json::array(), gi_queries = Json::array();
  for (const Mark& mark : market.marks) {
    const bool gi = mark.right.kind == RightKind::kGeographicalIndication;
    (gi ? gi_rights : all_rights).push_back(mark.right.id);
    for (const std::string& name : mark.right.names) (gi ? gi_queries : queries).push_back(name);
  }
  for (const Shop& shop : market.shops) sources.push_back(shop.id);
  const Json watches = {
      {{"name", "品牌日常监测 / daily brand watch"}, {"rights", all_rights}, {"sources", sources}, {"queries", queries}, {"region", nullptr}, {"period_days", 0}},
      {{"name", "地理标志专项 / geographical indications"}, {"rights", gi_rights}, {"sources", {"shop1", "shop2", "shop3", "shop4", "shop6"}}, {"queries", gi_queries}, {"region", "230100"}, {"period_days", 0}}};
  return watches.dump(2) + "\n";
}

}  // namespace

std::string TruthLine(const Market& market, const Offer& offer) {
  const Right* right = offer.mark >= 0 && (offer.way || offer.trap != Trap::kNone) ? &market.marks[static_cast<size_t>(offer.mark)].right : nullptr;
  Json line = {{"url", market.Url(offer)},
               {"shop", market.shops[static_cast<size_t>(offer.shop)].id},
               {"item_id", offer.item_id},
               {"infringing", offer.way.has_value()},
               {"right_id", right ? Json(right->id) : Json(nullptr)},
               {"way", offer.way ? Json(ToString(*offer.way)) : Json(nullptr)},
               {"trap", offer.trap != Trap::kNone ? Json(ToString(offer.trap)) : Json(nullptr)},
               {"kinds", right ? Json::array({ToString(right->kind)}) : Json::array()},
               {"title", offer.title}};
  if (!offer.relist_of.empty()) line["relist_of"] = offer.relist_of;
  return DumpJson(line) + "\n";
}

std::string TruthLines(const Market& market) {
  std::string lines;
  for (const Offer& offer : market.offers) {
    if (!offer.disallowed) lines += TruthLine(market, offer);
  }
  return lines;
}

std::string ComplaintsJson(const Market& market) {
  Json desks = Json::object();
  for (const Shop& shop : market.shops) {
    const std::string port = std::to_string(market.port), notices = "http://" + shop.address + ":" + port + "/ipr/notices";
    desks[shop.id] = {{"endpoint", notices},
                      {"host", shop.host + ":" + port},
                      {"batch", "http://" + shop.address + ":" + port + "/ipr/batch"},
                      {"receipt", notices + "/{receipt}"},
                      {"filing", notices + "/{receipt}/filing"},
                      {"withdraw", notices + "/{receipt}/withdraw"},
                      {"form", market.Base(shop) + "/ipr/"},
                      {"key_header", "Idempotency-Key"},
                      {"max_items", kMaxNoticeItems}};
  }
  return desks.dump(2) + "\n";
}

std::string RightsCsv(const Market& market) {
  std::string csv = "id,kind,title,names,nicknames,images,texts,reg_no,jurisdiction,classes,holder_name,holder_id,valid_from,valid_to,authorised_sellers,reference_price,currency,region,status\n";
  for (const Mark& mark : market.marks) {
    const Right& right = mark.right;
    std::vector<std::string> classes, sellers;
    for (const int nice_class : right.classes) classes.push_back(std::to_string(nice_class));
    for (const AuthorisedSeller& seller : right.authorised_sellers) sellers.push_back(seller.name + "#" + seller.id + "@" + seller.platform);
    const std::vector<std::string> cells = {
        right.id, std::string(ToString(right.kind)), right.title, JoinList(right.names), JoinList(right.nicknames), JoinList(right.images), JoinList(right.texts),
        right.reg_no, right.jurisdiction, JoinList(classes), right.holder.name, right.holder.id, right.valid_from, right.valid_to, JoinList(sellers),
        right.reference_price ? right.reference_price->amount : "", right.reference_price ? right.reference_price->currency : "", JoinList(right.region), right.status};
    for (size_t i = 0; i < cells.size(); ++i) csv += (i ? "," : "") + CsvCell(cells[i]);
    csv += "\n";
  }
  return csv;
}

std::string SourceYaml(const Market& market, const Shop& shop) {
  static const char* const items[] = {"/item/([0-9]+)", "/goods\\\\.php\\\\?id=([0-9]+)", "/p/[a-z]+-([0-9]+)", "/product/([0-9]+)", "/tovar/([0-9]+)", "/detail/([0-9]+)"};
  const std::string base = market.Base(shop);
  std::string text = "# " + shop.name_en + ": one of the six shops of the sample marketplace, served on loopback.\n";
  text += "id: " + shop.id + "\nplatform: " + shop.id + "            # platform key\n";
  text += "name: {zh: \"" + shop.name_zh + "\", en: \"" + shop.name_en + "\"}\n";
  text += "hosts: [" + shop.host + "]\nresolve: {" + shop.host + ": " + shop.address + "}   # fixed address, no name server asked\n";
  text += "allow_networks: [127.77.0.0/24]        # private addresses are refused unless named here\n";
  text += "start: [\"" + base + "/\"]\nsearch: [\"" + base + "/search?q={query}\"]\n";
  text += shop.number == 6 ? "sitemaps: []\n" : "sitemaps: [\"" + base + (shop.number == 1 ? "/sitemap.xml.gz" : "/sitemap.xml") + "\"]\n";
  // One shop's calendar is left in on purpose: the crawl must see the trap itself.
  text += "scope: {hosts: [" + shop.host + "], include: [], exclude: [" + (shop.number == 1 ? "\"^/calendar/\"" : "") + "]}\n";
  text += "item_id: \"" + std::string(items[shop.number - 1]) + "\"   # first group is the item id\n";
  text += "budget: {pages: 2000, depth: 6}\npoliteness: {gap_ms: 10}               # our own machine; elsewhere keep 1000\n";
  text += shop.number == 2 || shop.number == 6 ? "hints: {seller: \".shop-name\", price: \".price.now\", brand: \".brand\"}   # where fields are on the page\n" : "hints: {}\n";
  text += "notice: {profile: generic, email: \"ipr@" + shop.host + "\"}\n";
  if (!shop.region.empty()) text += "region: \"" + shop.region + "\"                       # where the platform sits\n";
  return text;
}

Status WriteMarket(const Market& market, const std::filesystem::path& dir) {
  std::error_code error;
  for (const char* folder : {"rights", "sources"}) {
    std::filesystem::create_directories(dir / folder, error);
    if (error) return Fail(ErrorCode::kInternal, "make " + (dir / folder).string() + ": " + error.message());
  }
  std::vector<std::pair<std::string, std::string>> files;
  const Painter painter(market);
  std::string rights, disallowed;
  for (const Mark& mark : market.marks) {
    rights += DumpJson(ToJson(mark.right)) + "\n";
    for (const std::string& image : mark.right.images) files.emplace_back(image, image.ends_with("-logo.png") ? painter.LogoPng(mark) : painter.PhotoPng(mark));
  }
  for (const Offer& offer : market.offers) {
    if (offer.disallowed) disallowed += market.Url(offer) + "\n";
  }
  for (const Shop& shop : market.shops) files.emplace_back("sources/" + shop.id + ".yaml", SourceYaml(market, shop));
  const std::string csv = RightsCsv(market);
  files.emplace_back("rights.jsonl", rights);
  files.emplace_back("rights.csv", "\xEF\xBB\xBF" + csv);  // as spreadsheets save it
  files.emplace_back("rights-gbk.csv", EncodePage(csv, "gb18030"));  // names in Korean need the larger table
  files.emplace_back("disallowed.txt", disallowed);
  files.emplace_back("watches.json", Watches(market));
  files.emplace_back("complaints.json", ComplaintsJson(market));
  files.emplace_back("truth.jsonl", TruthLines(market));
  for (const auto& [name, bytes] : files) {
    if (Status written = WriteFileAtomic(dir / name, bytes); !written) return Fail(std::move(written.error()).While("write " + name));
  }
  return Ok();
}

}  // namespace markwarden::samples

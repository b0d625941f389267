// Two hundred rights, eight platforms, as many shops as the listings need.
#include "bench/console/seed/ground.h"

#include <algorithm>

#include "bench/console/seed/must.h"
#include "core/account.h"
#include "service/matching.h"
#include "store/accounts.h"
#include "store/rule_sets.h"
#include "store/sources.h"
#include "store/watches.h"

namespace markwarden::seed {
namespace {

constexpr int kPlaces = 8, kPastOfficers = 12, kSeedWatches = 24;

Id FirstOrganisation(CaseDb& db) {
  for (const Organisation& one : Must(ListOrganisations(db), "list organisations")) {
    if (one.kind != "system") return one.id;
  }
  std::fprintf(stderr, "console_seed: the store has no organisation: make it with markwarden init\n");
  std::exit(3);
}

Right SeedRight(Random& random, int number, const Brand& brand, const Goods& goods) {
  Right right;
  right.id = "bench-" + std::to_string(number);
  right.kind = number % 10 == 7 ? RightKind::kCopyright : number % 20 == 9 ? RightKind::kGeographicalIndication : RightKind::kTrademark;
  right.title = brand.han + " " + brand.latin;
  right.names = {brand.latin, brand.han};
  right.reg_no = std::to_string(20'000'000 + number);
  right.jurisdiction = "CN";
  right.classes = {goods.nice_class};
  right.holder.name = brand.latin + " Works";
  right.valid_from = "2019-03-14";
  right.valid_to = "2029-03-13";
  right.status = "live";
  right.status_checked_at = "2026-10-01";
  if (!random.Chance(0.1)) right.reference_price = Price{std::to_string(goods.high) + ".00", std::nullopt, "CNY"};
  for (int i = random.Below(3); i > 0; --i) right.authorised_sellers.push_back({.name = ShopName(random), .id = {}, .platform = {}});
  for (int i = 0; i < 1 + number % 2; ++i) right.images.push_back("photo-" + std::to_string(i) + ".jpg");
  return right;
}

void AddPastOfficers(CaseDb& db, Id org, Ground& ground) {
  const auto tx = Must(db.Begin(), "begin");
  for (int i = 0; i < kPastOfficers; ++i) {
    Account account;
    account.org = org;
    account.login = "past" + std::to_string(i + 1);
    account.display_name = "往日经办 " + std::to_string(i + 1);
    account.roles = {Role::kOfficer};
    account.created_by = kSystemActors[3].id;
    Scope scope;
    scope.actor = Must(AddAccount(*tx, account), "add an officer").id;
    scope.actor_name = account.login;
    scope.org = org;
    scope.roles = account.roles;
    ground.officers.push_back(std::move(scope));
  }
  Must(tx->Commit(), "add officers");
}

void AddRights(CaseDb& db, const std::vector<SeedPicture>& pictures, uint64_t seed, int count, Ground& ground) {
  const auto tx = Must(db.Begin(), "begin");
  size_t picture = 0;
  for (int i = 0; i < count; ++i) {
    Random random(seed, "right of " + std::to_string(i));
    ground.brands.push_back(BrandOf(i));
    ground.goods.push_back(random.Below(1'000));
    const Right right = SeedRight(random, i, ground.brands.back(), GoodsOf(ground.goods.back()));
    std::vector<RightPicture> shown;
    for (const std::string& name : right.images) shown.push_back({name, pictures[picture++ % pictures.size()].sha256});
    ground.rights.push_back(Must(SaveRight(*tx, ground.officers[static_cast<size_t>(i) % ground.officers.size()], right, shown, ""), "save a right").record);
  }
  Must(tx->Commit(), "save the rights");
}

std::string SourceText(const Place& place, int number) {
  return "id: " + place.platform + "\nplatform: " + place.platform + "\nname: {zh: \"集市 " + std::to_string(number) + "\", en: \"Market " + std::to_string(number) + "\"}\nhosts: [" + place.host +
         "]\npicture_hosts: [img.market.example]\nstart: [\"https://" + place.host + "/\"]\nsearch: [\"https://" + place.host + "/search?q={query}\"]\nscope: {hosts: [" + place.host +
         "], include: [\"^/item/\"], exclude: []}\nitem_id: \"/item/([0-9]+)\"\nbudget: {pages: 2000, depth: 6}\npoliteness: {gap_ms: 1000}\nhints: {}\nnotice: {profile: generic, email: \"ipr@" +
         place.host + "\"}\n";
}

void AddPlaces(CaseDb& db, Random& random, Ground& ground) {
  const auto tx = Must(db.Begin(), "begin");
  const Scope& by = ground.officers.front();
  std::vector<Id> sources;
  for (int i = 1; i <= kPlaces; ++i) {
    Place place{.platform = "market" + std::to_string(i), .host = "m" + std::to_string(i) + ".market.example"};
    Platform platform;
    platform.key = place.platform;
    platform.name = "Market " + std::to_string(i);
    platform.hosts = {place.host};
    platform.notice_profile = {{"profile", "generic"}, {"email", "ipr@" + place.host}};
    Must(SavePlatform(*tx, by, platform), "save a platform");
    place.source = Must(SaveSource(*tx, by, place.platform, place.platform, SourceText(place, i)), "save a source").id;
    sources.push_back(place.source);
    ground.places.push_back(std::move(place));
  }
  for (int i = 0; i < kSeedWatches; ++i) {
    Watch watch;
    watch.name = "巡查 " + std::to_string(i + 1);
    for (int k = 0; k < 12; ++k) {
      const Id right = random.Pick(ground.rights).id;
      if (std::find(watch.rights.begin(), watch.rights.end(), right) == watch.rights.end()) watch.rights.push_back(right);
    }
    watch.sources = sources;
    watch.queries = {random.Pick(ground.brands).han};
    ground.watches.push_back(Must(AddWatch(*tx, by, watch), "add a watch").id);
  }
  Must(tx->Commit(), "save sources and watches");
}

// A third show a licence, and some of those are several shops of one company.
void PlanShops(Random& random, int count, Ground& ground) {
  std::string code;
  for (int i = 0; i < count; ++i) {
    Shop shop;
    const size_t place = static_cast<size_t>(i) % ground.places.size();
    shop.platform = ground.places[place].platform;
    shop.shown.id = std::to_string(500'000 + i);
    shop.shown.name = ShopName(random);
    shop.shown.url = "https://" + ground.places[place].host + "/shop/" + shop.shown.id;
    shop.region = RegionOf(random);
    if (random.Chance(0.33)) {
      if (code.empty() || !random.Chance(0.1)) code = CreditCode(random, shop.region);
      shop.shown.credit_code = code;
      shop.region = code.substr(2, 6);
    }
    if (random.Chance(0.2)) shop.shown.contacts = {"1" + std::to_string(30'000'000 + random.Below(60'000'000)) + "00"};
    ground.shops.push_back(std::move(shop));
  }
}

}  // namespace

Ground LayGround(Service& service, CaseDb& db, CaptureWriter& writer, uint64_t seed, int rights, int shops, int pictures) {
  Ground ground;
  const Id org = FirstOrganisation(db);
  ground.matcher = SystemScope("system:match", org);
  Random random(seed, "ground");
  AddPastOfficers(db, org, ground);
  AddRights(db, DrawPictures(db, writer, seed, rights + rights / 2, true), seed, rights, ground);
  AddPlaces(db, random, ground);
  PlanShops(random, shops, ground);
  ground.pictures = DrawPictures(db, writer, seed, pictures, false);
  Must(BringRulesInForce(service, org), "bring rules in force");
  const std::optional<RuleSetRecord> rules = Must(RuleSetInForce(db, org), "find the rule set");
  ground.rule_set = rules ? rules->digest : "";
  return ground;
}

}  // namespace markwarden::seed

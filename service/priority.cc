// Points of each part.
#include "service/priority.h"

#include <algorithm>
#include <cmath>
#include <new>

#include "core/file.h"
#include "core/hash.h"
#include "reports/yaml_reader.h"
#include "service/permissions.h"

namespace markwarden {
namespace {

double PointsNumber(const YAML::Node& node, const char* key, double least, double most, const char* part) {
  const YAML::Node value = node[key];
  double number = 0;
  if (!value || !value.IsScalar() || !YAML::convert<double>::decode(value, number) || !std::isfinite(number) || number < least || number > most) {
    throw yaml::Wrong(std::string(part) + ": " + key + " must be a number from " + std::to_string(static_cast<int>(least)) + " to " +
                      std::to_string(static_cast<int>(most)));
  }
  return number;
}

int PointsWhole(const YAML::Node& node, const char* key, int least, int most, const char* part) {
  const double number = PointsNumber(node, key, least, most, part);
  if (number != std::floor(number)) throw yaml::Wrong(std::string(part) + ": " + key + " must be whole");
  return static_cast<int>(number);
}

YAML::Node PointsPart(const YAML::Node& node, const char* name, std::initializer_list<std::string_view> keys) {
  const YAML::Node part = node[name];
  if (!part) throw yaml::Wrong(std::string(name) + " is missing");
  yaml::OnlyKeys(part, keys, name);
  return part;
}

double Tenth(double points) { return std::round(points * 10) / 10; }

bool IsOfChannel(const std::string& detector, std::string_view channel) { return detector.starts_with(channel); }

}  // namespace

Result<PriorityFormula> LoadPriorityFormula(const std::filesystem::path& data_dir) {
  const std::filesystem::path file = data_dir / "service" / "data" / "priority.yaml";
  Result<std::string> text = ReadFile(file, 64 << 10);
  if (!text) return Fail(text);
  try {
    const YAML::Node node = YAML::Load(*text);
    yaml::OnlyKeys(node, {"version", "date", "source", "evidence", "price", "seller", "agreement", "health", "visibility", "age", "refresh_hours", "near_duplicate_bits"},
                   "priority");
    PriorityFormula formula;
    formula.version = PointsWhole(node, "version", 1, 1'000'000, "priority");
    formula.date = yaml::Needed(node, "date", "priority");
    formula.source = yaml::Needed(node, "source", "priority");
    const YAML::Node evidence = PointsPart(node, "evidence", {"per_db", "most"});
    formula.per_db = PointsNumber(evidence, "per_db", 0, 100, "evidence");
    formula.most_evidence = PointsNumber(evidence, "most", 0, 1'000, "evidence");
    const YAML::Node price = PointsPart(node, "price", {"below", "most"});
    formula.price_below = PointsNumber(price, "below", 0, 1, "price");
    formula.most_price = PointsNumber(price, "most", 0, 1'000, "price");
    const YAML::Node seller = PointsPart(node, "seller", {"years", "per_flag", "most_flags", "per_upheld", "most_upheld", "not_upheld"});
    formula.seller_years = PointsWhole(seller, "years", 1, 50, "seller");
    formula.per_flag = PointsNumber(seller, "per_flag", 0, 1'000, "seller");
    formula.most_flags = PointsNumber(seller, "most_flags", 0, 1'000, "seller");
    formula.per_upheld = PointsNumber(seller, "per_upheld", 0, 1'000, "seller");
    formula.most_upheld = PointsNumber(seller, "most_upheld", 0, 1'000, "seller");
    formula.not_upheld = yaml::Texts(seller, "not_upheld");
    formula.agreement = PointsNumber(PointsPart(node, "agreement", {"points"}), "points", 0, 1'000, "agreement");
    const YAML::Node health = PointsPart(node, "health", {"points", "classes"});
    formula.health = PointsNumber(health, "points", 0, 1'000, "health");
    for (const std::string& one : yaml::Texts(health, "classes")) {
      int number = 0;
      if (!YAML::convert<int>::decode(YAML::Node(one), number) || number < 1 || number > 45) throw yaml::Wrong("health: classes are 1 to 45");
      formula.health_classes.push_back(number);
    }
    const YAML::Node visibility = PointsPart(node, "visibility", {"per_tenfold", "most"});
    formula.per_tenfold = PointsNumber(visibility, "per_tenfold", 0, 100, "visibility");
    formula.most_visibility = PointsNumber(visibility, "most", 0, 1'000, "visibility");
    const YAML::Node age = PointsPart(node, "age", {"per_day", "most"});
    formula.per_day = PointsNumber(age, "per_day", 0, 100, "age");
    formula.most_age = PointsNumber(age, "most", 0, 1'000, "age");
    formula.refresh = std::chrono::hours(PointsWhole(node, "refresh_hours", 1, 24 * 30, "priority"));
    formula.near_duplicate_bits = PointsWhole(node, "near_duplicate_bits", 0, 64, "priority");
    formula.yaml = std::move(*text);
    formula.digest = Sha256Hex(formula.yaml);
    return formula;
  } catch (const std::bad_alloc&) {
    throw;  // no memory is no fault of the file
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kInvalid, file.string() + ": " + error.what());
  }
}

Priority PriorityOf(const PriorityFormula& formula, const PriorityFacts& facts) {
  Priority priority;
  Json parts = Json::array();
  const auto add = [&](const char* part, double points, Json said) {
    points = Tenth(points);
    if (points <= 0) return;
    priority.points += points;
    said["part"] = part;
    said["points"] = points;
    parts.push_back(std::move(said));
  };
  add("evidence", std::clamp(facts.db * formula.per_db, 0.0, formula.most_evidence), {{"db", Tenth(facts.db)}});
  if (facts.price_ratio && *facts.price_ratio >= 0 && *facts.price_ratio < formula.price_below) {
    add("price", formula.most_price * (formula.price_below - *facts.price_ratio) / formula.price_below, {{"ratio", std::round(*facts.price_ratio * 1000) / 1000}});
  }
  add("seller", std::min(facts.seller_flags * formula.per_flag, formula.most_flags) + std::min(facts.seller_upheld * formula.per_upheld, formula.most_upheld),
      {{"flags", facts.seller_flags}, {"upheld", facts.seller_upheld}, {"years", formula.seller_years}});
  // The strongest words come first by name alone: which ones agree is for the reader, that two channels do is what counts.
  std::string words, picture;
  for (const std::string& detector : facts.detectors) {
    if (words.empty() && IsOfChannel(detector, "text.")) words = detector;
    if (picture.empty() && IsOfChannel(detector, "picture.")) picture = detector;
  }
  if (!words.empty() && !picture.empty()) add("agreement", formula.agreement, {{"channels", {words, picture}}});
  for (const int one : facts.classes) {
    if (std::find(formula.health_classes.begin(), formula.health_classes.end(), one) == formula.health_classes.end()) continue;
    add("health", formula.health, {{"class", one}});
    break;
  }
  if (facts.sales && *facts.sales > 0) {
    add("visibility", std::min(std::log10(1.0 + static_cast<double>(*facts.sales)) * formula.per_tenfold, formula.most_visibility), {{"sales", *facts.sales}});
  }
  const double days = std::floor(static_cast<double>(std::max<int64_t>(facts.age.count(), 0)) / 86'400);
  add("age", std::min(days * formula.per_day, formula.most_age), {{"days", days}});
  priority.points = Tenth(priority.points);
  priority.parts = {{"version", formula.version}, {"parts", std::move(parts)}};
  return priority;
}

Result<Json> ShowPriorityFormula(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kSeeFlags); !allowed) return Fail(allowed);
  Result<const PriorityFormula*> formula = service.priority_formula();
  if (!formula) return Fail(formula);
  return Json{{"version", (*formula)->version}, {"date", (*formula)->date}, {"source", (*formula)->source},
              {"digest", (*formula)->digest}, {"yaml", (*formula)->yaml}};
}

}  // namespace markwarden

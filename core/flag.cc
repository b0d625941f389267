// Flag <-> JSON.
#include "core/flag.h"

namespace markwarden {
namespace {

Json SpanJson(const std::optional<Span>& span) {
  return span ? Json::array({span->begin, span->end}) : Json(nullptr);
}

Json RegionJson(const std::optional<Region>& r) {
  return r ? Json::array({r->x, r->y, r->width, r->height}) : Json(nullptr);
}

std::optional<Span> SpanOf(const Json& object, const char* key) {
  const Json* value = JsonMember(object, key);
  if (!value || !value->is_array() || value->size() != 2) return std::nullopt;
  for (const Json& item : *value) {
    if (!item.is_number_integer()) return std::nullopt;
  }
  return Span{(*value)[0].get<int64_t>(), (*value)[1].get<int64_t>()};
}

std::optional<Region> RegionOf(const Json& object, const char* key) {
  const Json* value = JsonMember(object, key);
  if (!value || !value->is_array() || value->size() != 4) return std::nullopt;
  for (const Json& item : *value) {
    if (!item.is_number_integer()) return std::nullopt;
  }
  return Region{(*value)[0].get<int>(), (*value)[1].get<int>(), (*value)[2].get<int>(),
                (*value)[3].get<int>()};
}

double NumberOf(const Json& object, const char* key) {
  const Json* value = JsonMember(object, key);
  return value && value->is_number() ? value->get<double>() : 0;
}

Json OperationsJson(const std::vector<Operation>& operations) {
  Json list = Json::array();
  for (const Operation& one : operations) {
    list.push_back({{"step", one.step}, {"axis", one.axis}, {"from", TextOrNull(one.from)}, {"to", TextOrNull(one.to)}, {"cost", one.cost}});
  }
  return list;
}

std::vector<Operation> OperationsOf(const Json& signal) {
  std::vector<Operation> operations;
  const Json* list = JsonMember(signal, "operations");
  if (!list || !list->is_array()) return operations;
  for (const Json& one : *list) {
    operations.push_back({JsonText(one, "step"), JsonText(one, "axis"), JsonText(one, "from"), JsonText(one, "to"), NumberOf(one, "cost")});
  }
  return operations;
}

Json SignalJson(const Signal& s) {
  Json object = {{"detector", s.detector}, {"field", s.field}, {"value", s.value}, {"db", s.db}};
  if (s.span) {
    object["span"] = SpanJson(s.span);
    object["matched"] = s.matched;
    object["decoded"] = s.decoded;
    object["chain"] = s.chain;
  }
  if (!s.operations.empty()) object["operations"] = OperationsJson(s.operations);
  if (!s.span && !s.decoded.empty()) {  // goods by the table of an office: what stands for what, by which edition
    object["matched"] = s.matched;
    object["decoded"] = s.decoded;
    object["chain"] = s.chain;
  }
  if (!s.sha256.empty()) {
    object["sha256"] = s.sha256;
    object["region"] = RegionJson(s.region);
    object["ref"] = s.ref;
    object["ref_sha256"] = s.ref_sha256;
    object["ref_region"] = RegionJson(s.ref_region);
    object["distance"] = s.distance ? Json(*s.distance) : Json(nullptr);
    object["chain"] = s.chain;
  }
  return object;
}

}  // namespace

std::string_view ToString(Verdict verdict) {
  switch (verdict) {
    case Verdict::kSuspected: return "suspected";
    case Verdict::kCleared: return "cleared";
  }
  return "suspected";
}

Json ToJson(const Flag& flag) {
  Json signals = Json::array(), cleared = Json::array();
  for (const Signal& signal : flag.signals) signals.push_back(SignalJson(signal));
  for (const Clearing& c : flag.cleared_by) {
    cleared.push_back({{"detector", c.detector}, {"field", c.field}, {"span", SpanJson(c.span)},
                       {"why", c.why}, {"db", c.db}});
    if (!c.matched.empty()) cleared.back()["matched"] = c.matched;
  }
  return {{"right_id", flag.right_id}, {"score", flag.score},
          {"db", flag.db},             {"verdict", ToString(flag.verdict)},
          {"reason_codes", flag.reason_codes},
          {"engine", flag.engine},     {"rule_set", flag.rule_set},
          {"signals", std::move(signals)}, {"cleared_by", std::move(cleared)}};
}

Result<Flag> FlagFromJson(const Json& object) {
  if (!object.is_object()) return Fail(ErrorCode::kInvalid, "a flag must be a JSON object");
  Flag flag;
  flag.right_id = JsonText(object, "right_id");
  if (flag.right_id.empty()) return Fail(ErrorCode::kInvalid, "a flag needs a right_id");
  flag.score = NumberOf(object, "score");
  flag.db = NumberOf(object, "db");
  flag.verdict = JsonText(object, "verdict") == "cleared" ? Verdict::kCleared : Verdict::kSuspected;
  flag.reason_codes = JsonTexts(object, "reason_codes");
  flag.engine = JsonText(object, "engine");
  flag.rule_set = JsonText(object, "rule_set");
  if (const Json* signals = JsonMember(object, "signals"); signals && signals->is_array()) {
    for (const Json& item : *signals) {
      Signal s;
      s.detector = JsonText(item, "detector");
      s.field = JsonText(item, "field");
      s.span = SpanOf(item, "span");
      s.matched = JsonText(item, "matched");
      s.decoded = JsonText(item, "decoded");
      s.chain = JsonTexts(item, "chain");
      s.operations = OperationsOf(item);
      s.value = NumberOf(item, "value");
      s.db = NumberOf(item, "db");
      s.sha256 = JsonText(item, "sha256");
      s.ref = JsonText(item, "ref");
      s.ref_sha256 = JsonText(item, "ref_sha256");
      s.region = RegionOf(item, "region");
      s.ref_region = RegionOf(item, "ref_region");
      if (const auto distance = JsonInt(item, "distance")) s.distance = static_cast<int>(*distance);
      flag.signals.push_back(std::move(s));
    }
  }
  if (const Json* cleared = JsonMember(object, "cleared_by"); cleared && cleared->is_array()) {
    for (const Json& item : *cleared) {
      flag.cleared_by.push_back({.detector = JsonText(item, "detector"), .field = JsonText(item, "field"),
                                 .span = SpanOf(item, "span"), .why = JsonText(item, "why"), .matched = JsonText(item, "matched"),
                                 .db = NumberOf(item, "db")});
    }
  }
  return flag;
}

}  // namespace markwarden

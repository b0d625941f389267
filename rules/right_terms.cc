// Counting a right's days.
#include "rules/right_terms.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <chrono>

#include "core/file.h"
#include "core/hash.h"

namespace markwarden {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year_month_day;

struct TermsWrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string TermText(const YAML::Node& node, const char* key) {
  const YAML::Node value = node[key];
  return value && value.IsScalar() ? value.as<std::string>() : "";
}

TermSpan SpanFrom(const YAML::Node& node) {
  TermSpan span;
  if (!node) return span;
  if (node["months"]) span.months = node["months"].as<int>();
  if (node["days"]) span.days = node["days"].as<int>();
  if (span.months < 0 || span.days < 0 || span.months > 600 || span.days > 10'000) throw TermsWrong("a span is 0 to 600 months and 0 to 10000 days");
  return span;
}

std::set<std::string> TermNames(const YAML::Node& node) {
  std::set<std::string> names;
  if (node) {
    for (const auto& item : node) names.insert(item.as<std::string>());
  }
  return names;
}

std::optional<sys_days> DayOf(const std::string& text) {
  const std::optional<Time> time = ParseTime(text);
  if (!time) return std::nullopt;
  return std::chrono::floor<days>(*time);
}

// The last day of the month where it is shorter.
sys_days Moved(sys_days from, const TermSpan& span, int sign) {
  year_month_day date{from};
  date += months(sign * span.months);
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return sys_days(date) + days(sign * span.days);
}

std::string DayText(sys_days day) { return FormatTime(Time(day)).substr(0, 10); }

std::string SaidAt(const Right& right, const std::string& field, const std::string& checked_at) {
  if (field == "valid_to") return right.valid_to;
  if (field == "status_checked_at") return std::max(right.status_checked_at, checked_at);
  if (field == "sellers") {
    std::string first;
    for (const AuthorisedSeller& seller : right.authorised_sellers) {
      if (!seller.valid_to.empty() && (first.empty() || seller.valid_to < first)) first = seller.valid_to;
    }
    return first;
  }
  const size_t dot = field.find('.');
  if (dot == std::string::npos) return JsonText(right.extra, field.c_str());
  const Json* outer = JsonMember(right.extra, field.substr(0, dot).c_str());
  return outer && outer->is_object() ? JsonText(*outer, field.substr(dot + 1).c_str()) : "";
}

bool AppliesToRight(const RightTermRule& rule, const Right& right) {
  const std::string kind(ToString(right.kind));
  if (!rule.kinds.empty() && !rule.kinds.contains(kind)) return false;
  if (!rule.jurisdictions.empty() && !rule.jurisdictions.contains(right.jurisdiction)) return false;
  return std::none_of(rule.not_for.begin(), rule.not_for.end(), [&](const auto& one) { return one.first == kind && one.second == right.jurisdiction; });
}

}  // namespace

Result<RightTermRules> LoadRightTerms(const std::filesystem::path& data_dir) try {
  Result<std::string> text = ReadFile(data_dir / "rules" / "registration" / "terms.yaml", 1 << 20);
  if (!text) return Fail(std::move(text.error()).While("the terms of rights"));
  const YAML::Node root = YAML::Load(*text);
  RightTermRules rules;
  rules.version = TermText(root, "version");
  rules.digest = Sha256Hex(*text);
  for (const auto& node : root["rules"]) {
    RightTermRule rule;
    rule.code = TermText(node, "code");
    rule.from = TermText(node, "from");
    if (rule.code.empty() || rule.from.empty()) throw TermsWrong("a rule needs code and from");
    rule.kinds = TermNames(node["kinds"]);
    rule.jurisdictions = TermNames(node["jurisdictions"]);
    if (node["not_for"]) {
      for (const auto& item : node["not_for"]) rule.not_for.emplace_back(TermText(item, "kind"), TermText(item, "jurisdiction"));
    }
    rule.after = SpanFrom(node["after"]);
    rule.warn = SpanFrom(node["warn"]);
    rule.missing = TermText(node, "missing") == "true";
    rule.source = TermText(node, "source");
    rule.verified_by = TermText(node, "verified_by");
    for (const char* language : {"zh", "en"}) {
      rule.text[language] = node["text"] ? TermText(node["text"], language) : "";
      if (rule.text[language].empty()) throw TermsWrong(rule.code + ": no text in " + language);
    }
    rules.rules.push_back(std::move(rule));
  }
  return rules;
} catch (const TermsWrong& wrong) {
  return Fail(ErrorCode::kInvalid, std::string("rules/registration/terms.yaml: ") + wrong.what());
} catch (const YAML::Exception& wrong) {
  return Fail(ErrorCode::kInvalid, std::string("rules/registration/terms.yaml: ") + wrong.what());
}

std::vector<RightTerm> TermsOfRight(const RightTermRules& rules, const Right& right, const std::string& checked_at, Time now) {
  std::vector<RightTerm> terms;
  const std::string today = DayText(std::chrono::floor<days>(now));
  for (const RightTermRule& rule : rules.rules) {
    if (!AppliesToRight(rule, right)) continue;
    const std::string said = SaidAt(right, rule.from, checked_at);
    const std::optional<sys_days> from = DayOf(said);
    if (!from) {
      if (rule.missing) terms.push_back({rule.code, "", today});
      continue;
    }
    const sys_days due = Moved(*from, rule.after, 1);
    terms.push_back({rule.code, DayText(due), DayText(Moved(due, rule.warn, -1))});
  }
  return terms;
}

std::string StandingOf(const RightTermRules& rules, const Right& right, const std::string& checked_at, Time now) {
  const std::string today = DayText(std::chrono::floor<days>(now));
  if (right.status == "disputed") return "disputed";
  if (right.status == "expired" || right.status == "cancelled" || right.status == "revoked" || right.status == "invalid") return "ended";
  if (!right.valid_to.empty() && right.valid_to.substr(0, 10) < today) return "ended";
  if (right.status != "live") return "unknown";
  for (const RightTerm& term : TermsOfRight(rules, right, checked_at, now)) {
    if (term.code == "status_check" && (term.due.empty() || term.due < today)) return "unknown";
  }
  return "valid";
}

}  // namespace markwarden

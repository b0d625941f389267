// Facts against rules.
#include "reports/notice_lint.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/file.h"
#include "core/said.h"
#include "reports/platform_check.h"
#include "reports/template.h"
#include "reports/yaml_reader.h"

namespace markwarden {
namespace {

constexpr size_t kMaxLintFile = 1 << 20;
constexpr std::string_view kTerminate = "terminate";

// What this build checks, in the order in which it is said.
constexpr std::array kCodes = {
    "right.unknown",   "right.ended",     "right.not_then",    "right.fresh",   "territory.other",  "territory.unknown", "measure.broad",
    "identity.abroad", "brake.block",     "brake.warn",        "bulk.hour",     "bulk.first_right", "platform.form",     "platform.hint",
    "seller.authorised", "goods.genuine", "class.uncovered",   "flag.cleared",  "goods.exhausted",  "use.nominative",    "duplicate",
    "renotice.blocked", "evidence.unsealed", "target.no_item",
    "reason.used"};

bool IsTerritorial(RightKind kind) {
  // Works are protected in every country of the Berne Convention (art. 5); what is registered is not.
  return kind != RightKind::kCopyright && kind != RightKind::kSoftware;
}

// Clearing rules of packs are named by language: "rule.zh.second_hand".
bool Mentions(const std::vector<std::string>& detectors, std::initializer_list<std::string_view> words) {
  return std::any_of(detectors.begin(), detectors.end(), [&](const std::string& detector) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return detector.find(word) != std::string::npos; });
  });
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

std::string Percent(double share) {
  const int64_t tenths = std::llround(share * 1000);
  return std::to_string(tenths / 10) + (tenths % 10 ? "." + std::to_string(tenths % 10) : "");
}

// Personal data of a natural person that a notice can hold.
std::vector<std::string> IdentitiesIn(const Notice& notice) {
  std::vector<std::string> found;
  const std::string& type = notice.right_holder.id_type;
  if ((type == "identity_card" || type == "passport") && !IsBlank(notice.right_holder.id_no)) found.push_back(type);
  return found;
}

class Linter {
 public:
  Linter(const Notice& notice, const Regime& regime, const PlatformProfile* profile, const LintRules& rules, const LintThresholds& limits,
         const LintFacts& facts)
      : notice_(notice), regime_(regime), profile_(profile), rules_(rules), limits_(limits), facts_(facts) {}

  std::vector<LintFinding> Run() {
    OfRight();
    OfReach();
    OfRecord();
    OfPlatform();
    for (size_t i = 0; i < notice_.items.size(); ++i) OfItem(i);
    return std::move(found_);
  }

 private:
  void Say(const char* code, const Json& values, int item = -1, const std::string& pointer = "") {
    const LintRule* rule = rules_.Find(code);
    if (!rule) return;
    LintFinding finding{.code = code, .weight = rule->weight, .item = item, .pointer = pointer, .why = {}};
    for (const auto& [lang, sentence] : rule->sentence) {
      Json local = values;
      for (auto& [key, value] : local.items()) {
        if (value.is_object()) value = TextIn(value.get<LocalText>(), lang);
        else if (value.is_string()) value = InWords(value.get<std::string>(), lang);
      }
      const Result<std::string> text = FillSentence(sentence, local);
      finding.why[lang] = text ? *text : sentence;
    }
    found_.push_back(std::move(finding));
  }

  void OfRight() {
    if (!facts_.right_known) return Say("right.unknown", {{"right", notice_.right.id}});
    if (!facts_.ended_now.empty()) Say("right.ended", {{"why", facts_.ended_now}});
    if (!facts_.ended_then.empty()) Say("right.not_then", {{"why", facts_.ended_then}, {"date", notice_.claim.act_date}});
    const std::optional<Time> since = ParseTime(notice_.right.valid_from);
    if (since && facts_.now - *since < std::chrono::hours(24) * limits_.fresh_days && facts_.now >= *since) {
      Say("right.fresh", {{"days", std::to_string(limits_.fresh_days)}, {"since", notice_.right.valid_from}});
    }
  }

  void OfReach() {
    if (IsTerritorial(notice_.right.kind)) {
      const std::string& right = notice_.right.jurisdiction;
      const std::string& there = notice_.recipient.country;
      const bool union_right = right == "EU" && regime_.jurisdiction == "EU";
      if (right.empty() || there.empty()) {
        Say("territory.unknown", Json::object());
      } else if (right != there && !union_right) {
        Say("territory.other", {{"right_country", right}, {"recipient_country", there}});
      }
    }
    const auto& asked = notice_.measure_requested;
    if (std::find(asked.begin(), asked.end(), kTerminate) != asked.end() &&
        std::any_of(facts_.items.begin(), facts_.items.end(), [](const LintItem& item) { return item.seller_cases == 0; })) {
      Say("measure.broad", Json::object());
    }
    const std::vector<std::string> identities = IdentitiesIn(notice_);
    if (!identities.empty() && notice_.recipient.country != "CN") {
      Say("identity.abroad", {{"what", Joined(identities)}, {"country", notice_.recipient.country.empty() ? "?" : notice_.recipient.country}});
    }
  }

  // How often this right's notices were wrong, and how fast they come.
  void OfRecord() {
    if (facts_.outcomes >= limits_.brake_least) {
      const double share = double(facts_.wrong) / facts_.outcomes;
      const bool block = share > limits_.brake_block;
      if (block || share > limits_.brake_warn) {
        Say(block ? "brake.block" : "brake.warn",
            {{"outcomes", std::to_string(facts_.outcomes)}, {"wrong", std::to_string(facts_.wrong)}, {"percent", Percent(share)},
             {"limit", Percent(block ? limits_.brake_block : limits_.brake_warn)}});
      }
    }
    if (facts_.items_last_hour > limits_.per_hour) {
      Say("bulk.hour", {{"count", std::to_string(facts_.items_last_hour)}, {"limit", std::to_string(limits_.per_hour)}});
    }
    const int64_t of_right = facts_.items_of_right + int64_t(notice_.items.size());
    if (facts_.outcomes < limits_.until_outcomes && of_right > limits_.first_right) {
      Say("bulk.first_right", {{"outcomes", std::to_string(facts_.outcomes)}, {"limit", std::to_string(limits_.first_right)}, {"count", std::to_string(of_right)}});
    }
  }

  void OfPlatform() {
    if (!profile_) return;
    for (const ProfileFinding& finding : CheckProfile(notice_, *profile_)) {
      Say(finding.blocks ? "platform.form" : "platform.hint", {{"label", Json(finding.label)}, {"why", Json(finding.why)}}, -1, finding.pointer);
    }
  }

  void OfItem(size_t index) {
    const int at = int(index);
    const NoticeItem& item = notice_.items[index];
    const LintItem known = index < facts_.items.size() ? facts_.items[index] : LintItem{};
    if (known.authorised) Say("seller.authorised", {{"seller", item.seller_name}}, at);
    if (known.identified_genuine) Say("goods.genuine", Json::object(), at);
    const bool other_class = std::find(known.clearings.begin(), known.clearings.end(), "goods.other_class") != known.clearings.end();
    if (other_class && known.cleared) {
      Say("class.uncovered", Json::object(), at);
    } else if (known.cleared) {
      Say("flag.cleared", {{"clearings", Joined(known.clearings)}}, at);
    }
    if (!known.cleared && Mentions(known.clearings, {"second_hand", "parting_with", "use.resale"})) Say("goods.exhausted", Json::object(), at);
    if (!known.cleared && Mentions(known.clearings, {"for_name", "name_for", "nominative"})) Say("use.nominative", Json::object(), at);
    for (const LintPrior& prior : known.priors) {
      if (prior.regime == regime_.id) Say("duplicate", {{"notice", prior.id}, {"state", prior.state}}, at);
    }
    if (!known.restored_by.empty()) Say("renotice.blocked", {{"counter", known.restored_by}}, at);
    OfReason(known, at);
    if (item.sealed_event.empty()) Say("evidence.unsealed", Json::object(), at);
    if (item.platform_item_id.empty()) Say("target.no_item", Json::object(), at);
  }

  // Where a listing may be reported again for another reason only.
  void OfReason(const LintItem& known, int at) {
    if (!profile_ || !profile_->same_reason_once) return;
    const std::string given = ReasonGiven(*profile_, notice_);
    if (std::find(known.used_reasons.begin(), known.used_reasons.end(), given) == known.used_reasons.end()) return;
    LocalText left;
    for (const ProfileReason* reason : ReasonsLeft(*profile_, notice_, known.used_reasons)) {
      for (const char* lang : {"zh", "en"}) {
        std::string& text = left[lang];
        text += (text.empty() ? "" : lang == std::string_view("zh") ? "；" : "; ") + reason->code + " (" + TextIn(reason->name, lang) + ")";
      }
    }
    if (left.empty()) left = {{"zh", "无"}, {"en", "none"}};
    Say("reason.used", {{"platform", Json(profile_->name)}, {"reason", given}, {"left", Json(left)}}, at);
  }

  const Notice& notice_;
  const Regime& regime_;
  const PlatformProfile* profile_;
  const LintRules& rules_;
  const LintThresholds& limits_;
  const LintFacts& facts_;
  std::vector<LintFinding> found_;
};

}  // namespace

std::string_view ToString(LintWeight weight) {
  switch (weight) {
    case LintWeight::kRefuse: return "refuse";
    case LintWeight::kHead: return "head";
    case LintWeight::kWarn: return "warn";
  }
  return "refuse";
}

const LintRule* LintRules::Find(std::string_view code) const {
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const LintRule& one) { return one.code == code; });
  return rule == rules.end() ? nullptr : &*rule;
}

Result<LintRules> LoadLintRules(const std::filesystem::path& file) try {
  Result<std::string> text = ReadFile(file, kMaxLintFile);
  if (!text) return Fail(std::move(text.error()).While("load the linter's rules"));
  const YAML::Node root = YAML::Load(*text);
  const std::string name = file.filename().string();
  yaml::OnlyKeys(root, {"version", "rules"}, name);
  yaml::Needed(root, "version", name);
  LintRules loaded;
  for (const auto& node : root["rules"]) {
    LintRule rule;
    rule.code = yaml::Needed(node, "code", name);
    const std::string where = name + ": " + rule.code;
    yaml::OnlyKeys(node, {"code", "weight", "sentence", "source"}, where);
    if (std::find(kCodes.begin(), kCodes.end(), rule.code) == kCodes.end()) throw yaml::Wrong(where + ": nothing checks this code");
    if (loaded.Find(rule.code)) throw yaml::Wrong(where + " appears twice");
    const std::string weight = yaml::Needed(node, "weight", where);
    bool known = false;
    for (const LintWeight one : {LintWeight::kRefuse, LintWeight::kHead, LintWeight::kWarn}) {
      if (weight != ToString(one)) continue;
      rule.weight = one;
      known = true;
    }
    if (!known) throw yaml::Wrong(where + ": weight \"" + weight + "\" is not one of refuse, head, warn");
    rule.sentence = yaml::Local(node["sentence"], where + ".sentence");
    rule.source = yaml::Needed(node, "source", where);
    loaded.rules.push_back(std::move(rule));
  }
  for (const char* code : kCodes) {
    if (!loaded.Find(code)) throw yaml::Wrong(name + ": there is no rule " + code);
  }
  return loaded;
} catch (const yaml::Wrong& e) {
  return Fail(ErrorCode::kInvalid, std::string("load the linter's rules: ") + e.what());
} catch (const YAML::Exception& e) {
  return Fail(ErrorCode::kInvalid, std::string("load the linter's rules: ") + e.what());
}

std::vector<LintFinding> LintNotice(const Notice& notice, const Regime& regime, const PlatformProfile* profile, const LintRules& rules,
                                    const LintThresholds& thresholds, const LintFacts& facts) {
  return Linter(notice, regime, profile, rules, thresholds, facts).Run();
}

std::optional<LintWeight> WorstOf(const std::vector<LintFinding>& findings) {
  std::optional<LintWeight> worst;
  for (const LintFinding& finding : findings) {
    if (!worst || finding.weight < *worst) worst = finding.weight;
  }
  return worst;
}

std::string DescribeLint(const std::vector<LintFinding>& findings, LintWeight weight, std::string_view lang) {
  const bool zh = lang == "zh";
  std::string line;
  for (const LintFinding& finding : findings) {
    if (finding.weight != weight) continue;
    if (!line.empty()) line += zh ? "；" : "; ";
    if (finding.item >= 0) line += (zh ? "第 " : "item ") + std::to_string(finding.item + 1) + (zh ? " 项：" : ": ");
    line += TextIn(finding.why, lang);
  }
  return CleanText(line, 20'000);
}

}  // namespace markwarden

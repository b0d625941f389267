// reports/follow_up.yaml -> FollowUp.
#include "reports/follow_up.h"

#include <algorithm>

#include "core/file.h"
#include "core/hash.h"
#include "reports/yaml_reader.h"

namespace markwarden {
namespace {

using yaml::Needed;
using yaml::OnlyKeys;
using yaml::Wrong;

constexpr size_t kMaxFollowUpFile = 1 << 20;
constexpr int kLongestHours = 24 * 365 * 3;

// A whole number from `least` to `most`.
int Whole(const YAML::Node& node, const char* key, const std::string& where, int least, int most) {
  const YAML::Node value = node[key];
  int number = 0;
  if (!value || !value.IsScalar() || !YAML::convert<int>::decode(value, number) || number < least || number > most) {
    throw Wrong(where + ": " + key + " is a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return number;
}

double Share(const YAML::Node& node, const char* key, const std::string& where) {
  const YAML::Node value = node[key];
  double number = 0;
  if (!value || !value.IsScalar() || !YAML::convert<double>::decode(value, number) || !(number >= 0 && number <= 1)) {
    throw Wrong(where + ": " + key + " is a number from 0 to 1");
  }
  return number;
}

std::vector<int> Numbers(const YAML::Node& node, const char* key, const std::string& where, bool ascending) {
  const YAML::Node list = node[key];
  if (!list || !list.IsSequence() || list.size() == 0 || list.size() > 100) throw Wrong(where + ": " + key + " is a list of whole numbers");
  std::vector<int> numbers;
  for (const auto& item : list) {
    int number = 0;
    if (!YAML::convert<int>::decode(item, number) || number < 0 || number > kLongestHours) throw Wrong(where + ": " + key + " holds something that is no whole number");
    if (!numbers.empty() && (ascending ? number <= numbers.back() : number >= numbers.back())) {
      throw Wrong(where + ": " + key + " must " + (ascending ? "rise" : "fall"));
    }
    numbers.push_back(number);
  }
  return numbers;
}

std::vector<std::chrono::hours> Hours(const std::vector<int>& numbers, int each) {
  std::vector<std::chrono::hours> hours;
  for (const int number : numbers) hours.emplace_back(number * each);
  return hours;
}

std::vector<Choice> Choices(const YAML::Node& list, const std::string& where) {
  if (!list || !list.IsSequence() || list.size() == 0) throw Wrong(where + ": expected a list of codes");
  std::vector<Choice> choices;
  for (const auto& node : list) {
    OnlyKeys(node, {"code", "name"}, where);
    Choice choice{Needed(node, "code", where), yaml::Local(node["name"], where)};
    for (const Choice& known : choices) {
      if (known.code == choice.code) throw Wrong(where + ": " + choice.code + " appears twice");
    }
    choices.push_back(std::move(choice));
  }
  return choices;
}

FollowUpTerm ReadTerm(const YAML::Node& terms, const char* key) {
  const std::string where = std::string("terms.") + key;
  const YAML::Node node = terms[key];
  if (!node) throw Wrong(where + " is missing");
  OnlyKeys(node, {"count", "unit", "calendar"}, where);
  FollowUpTerm term;
  term.count = Whole(node, "count", where, 1, 4000);
  const std::string unit = Needed(node, "unit", where);
  for (const TermUnit known : {TermUnit::kHour, TermUnit::kCalendarDay, TermUnit::kWorkingDay}) {
    if (unit == ToString(known)) term.unit = known;
  }
  if (term.unit == TermUnit::kNone) throw Wrong(where + ": unit \"" + unit + "\" is not one of hour, calendar_day, working_day");
  term.calendar = yaml::Text(node, "calendar");
  if (term.calendar.empty() == (term.unit != TermUnit::kHour)) throw Wrong(where + ": days need a calendar, and hours have none");
  return term;
}

void ReadChecks(const YAML::Node& node, FollowUp& data) {
  const std::string where = "checks";
  OnlyKeys(node, {"source", "confirm_hours", "asked_hours", "asked_daily_until_days", "taken_days", "back_every_hours", "retry_hours", "give_up_after",
                  "watch_days", "stay_down_days"}, where);
  Needed(node, "source", where);
  data.looks.confirm = std::chrono::hours(Whole(node, "confirm_hours", where, 1, 240));
  data.looks.asked = Hours(Numbers(node, "asked_hours", where, true), 1);
  data.looks.asked_until = std::chrono::hours(24 * Whole(node, "asked_daily_until_days", where, 1, 366));
  data.looks.taken = Hours(Numbers(node, "taken_days", where, true), 24);
  data.looks.back_every = std::chrono::hours(Whole(node, "back_every_hours", where, 1, 240));
  data.looks.retry = std::chrono::hours(Whole(node, "retry_hours", where, 1, 240));
  data.looks.give_up_after = Whole(node, "give_up_after", where, 1, 100);
  data.watch_days = Whole(node, "watch_days", where, 1, 1000);
  data.stay_down_days = Numbers(node, "stay_down_days", where, true);
}

void ReadRelist(const YAML::Node& node, RelistRules& rules) {
  const std::string where = "relist";
  OnlyKeys(node, {"source", "picture_distance", "picture_least_quality", "picture_weight", "more_pictures_weight", "common_picture_listings", "text_least",
                  "text_weight", "text_least_shingles", "seller_weight", "threshold", "max_shingles", "max_pictures"}, where);
  Needed(node, "source", where);
  rules.picture_distance = Whole(node, "picture_distance", where, 0, 128);
  rules.picture_least_quality = Whole(node, "picture_least_quality", where, 0, 100);
  rules.picture_weight = Share(node, "picture_weight", where);
  rules.more_pictures_weight = Share(node, "more_pictures_weight", where);
  rules.common_picture_listings = Whole(node, "common_picture_listings", where, 1, 1000);
  rules.text_least = Share(node, "text_least", where);
  rules.text_weight = Share(node, "text_weight", where);
  rules.text_least_shingles = static_cast<size_t>(Whole(node, "text_least_shingles", where, 1, 1000));
  rules.seller_weight = Share(node, "seller_weight", where);
  rules.threshold = Share(node, "threshold", where);
  rules.max_shingles = static_cast<size_t>(Whole(node, "max_shingles", where, 1, 10'000));
  rules.max_pictures = static_cast<size_t>(Whole(node, "max_pictures", where, 1, 200));
  if (rules.threshold <= rules.seller_weight) throw Wrong(where + ": a seller alone must not reach the threshold: honest goods come from the same shops");
}

void ReadBrakes(const YAML::Node& node, FollowUp& data) {
  OnlyKeys(node, {"source", "brake", "bulk", "fresh_registration_days"}, "brakes");
  Needed(node, "source", "brakes");
  const YAML::Node brake = node["brake"], bulk = node["bulk"];
  if (!brake || !bulk) throw Wrong("brakes: brake and bulk are needed");
  OnlyKeys(brake, {"window", "warn", "block", "least"}, "brakes.brake");
  data.brake = {Whole(brake, "window", "brakes.brake", 1, 100'000), Share(brake, "warn", "brakes.brake"), Share(brake, "block", "brakes.brake"),
                Whole(brake, "least", "brakes.brake", 1, 100'000)};
  if (data.brake.block < data.brake.warn) throw Wrong("brakes.brake: block is no less than warn");
  OnlyKeys(bulk, {"per_hour", "first_right", "until_outcomes"}, "brakes.bulk");
  data.bulk = {Whole(bulk, "per_hour", "brakes.bulk", 1, 100'000), Whole(bulk, "first_right", "brakes.bulk", 1, 100'000),
               Whole(bulk, "until_outcomes", "brakes.bulk", 0, 100'000)};
  data.fresh_registration_days = Whole(node, "fresh_registration_days", "brakes", 1, 4000);
}

void ReadPhrases(const YAML::Node& list, std::vector<GonePhrase>& phrases) {
  if (!list || !list.IsSequence()) throw Wrong("gone_phrases: expected a list");
  for (const auto& node : list) {
    OnlyKeys(node, {"lang", "phrases"}, "gone_phrases");
    const std::string lang = Needed(node, "lang", "gone_phrases");
    for (std::string text : yaml::Texts(node, "phrases")) {
      // Two ideographs say too little; "gone" stands in every shop's help.
      if (text.size() < 9 || text.size() > 200) throw Wrong("gone_phrases: \"" + text + "\" is shorter than 9 bytes or longer than 200");
      for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      }
      phrases.push_back({lang, std::move(text)});
    }
  }
  if (phrases.empty() || phrases.size() > 500) throw Wrong("gone_phrases: 1 to 500 phrases");
}

const Choice* FindCode(const std::vector<Choice>& choices, std::string_view code) {
  const auto found = std::find_if(choices.begin(), choices.end(), [&](const Choice& one) { return one.code == code; });
  return found == choices.end() ? nullptr : &*found;
}

}  // namespace

const Choice* FollowUp::FindRefusal(std::string_view code) const { return FindCode(refusals, code); }
const Choice* FollowUp::FindOutcome(std::string_view code) const { return FindCode(outcomes, code); }

Result<FollowUp> ParseFollowUp(std::string_view text) try {
  FollowUp data;
  data.digest = Sha256Hex(text);
  const YAML::Node root = YAML::Load(std::string(text));
  OnlyKeys(root, {"version", "checks", "refusals", "outcomes", "relist", "gone_phrases", "terms", "brakes"}, "follow_up");
  data.version = yaml::Date(root, "version", "follow_up");
  if (data.version.empty()) throw Wrong("follow_up: version is the day of the data, such as 2026-11-26");
  for (const char* part : {"checks", "outcomes", "relist", "terms", "brakes"}) {
    if (!root[part]) throw Wrong(std::string("follow_up: ") + part + " is missing");
  }
  ReadChecks(root["checks"], data);
  data.refusals = Choices(root["refusals"], "refusals");
  OnlyKeys(root["outcomes"], {"source", "verified_by", "codes"}, "outcomes");
  Needed(root["outcomes"], "source", "outcomes");
  data.outcomes = Choices(root["outcomes"]["codes"], "outcomes.codes");
  ReadRelist(root["relist"], data.relist);
  ReadPhrases(root["gone_phrases"], data.gone_phrases);
  const YAML::Node terms = root["terms"];
  OnlyKeys(terms, {"source", "acknowledge", "second_notice", "withdrawal", "identification", "reminders_days_before"}, "terms");
  Needed(terms, "source", "terms");
  data.acknowledge = ReadTerm(terms, "acknowledge");
  data.second_notice = ReadTerm(terms, "second_notice");
  data.withdrawal = ReadTerm(terms, "withdrawal");
  data.identification = ReadTerm(terms, "identification");
  data.reminders_days_before = Numbers(terms, "reminders_days_before", "terms", false);
  ReadBrakes(root["brakes"], data);
  return data;
} catch (const Wrong& e) {
  return Fail(ErrorCode::kInvalid, e.what());
} catch (const YAML::Exception& e) {
  return Fail(ErrorCode::kInvalid, std::string("follow_up: ") + e.what());
}

Result<FollowUp> LoadFollowUp(const std::filesystem::path& path) {
  Result<std::string> text = ReadFile(path, kMaxFollowUpFile);
  if (!text) return Fail(text);
  Result<FollowUp> data = ParseFollowUp(*text);
  if (!data) return Fail(std::move(data.error()).While(path.filename().string()));
  return data;
}

}  // namespace markwarden

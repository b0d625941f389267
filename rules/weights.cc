// rules/thresholds.yaml -> Weights.
#include <yaml-cpp/yaml.h>

#include "rules/rule_book.h"

namespace markwarden {
namespace {

// What the matcher asks for; a file that lacks one would silently weigh it as nothing.  What came later is not among them, so that rule
// sets of old can be rebuilt: there it is nothing.
constexpr const char* kNeeded[] = {
    "text.name", "text.name_short", "text.name_gi", "text.nickname", "text.separator", "text.separator_weak", "text.separator_short",
    "text.invisible", "text.width", "text.width_full", "text.lookalike_mixed", "text.lookalike_leet", "text.lookalike_letters",
    "text.lookalike_han", "text.lookalike_han_weak", "text.lookalike_han_short", "text.lookalike_han_short_apart",
    "text.sound_long", "text.sound",
    "text.sound_short", "text.sound_all", "text.sound_short_all", "text.sound_short_apart", "text.sound_word", "text.sound_word_misspelt",
    "text.mixed", "text.mixed_short", "text.pinyin", "text.pinyin_short", "text.similar", "text.split", "text.reversed", "text.repeat",
    "goods.same_class", "goods.other_class", "goods.other_class_well_known", "seller.unlisted", "seller.authorised",
    "seller.shop_name", "price.very_low", "price.low", "price.lowish", "price.near", "use.resale", "use.own_brand", "use.other_thing", "right.expired",
    "picture.copy", "picture.copy_part", "picture.mark", "picture.copy_confirmed"};
constexpr const char* kRatios[] = {"ratio.very_low", "ratio.low", "ratio.lowish", "ratio.near", "picture.sure_distance", "picture.open_distance", "picture.max_distance", "picture.far_inliers", "picture.min_inliers", "picture.figure_inliers", "picture.confirm_inliers"};

}  // namespace

Result<Weights> Weights::Parse(std::string_view yaml) try {
  const YAML::Node root = YAML::Load(std::string(yaml));
  Weights weights;
  if (!root.IsMap() || !root["threshold_db"] || !root["decibans"] || !root["decibans"].IsMap() || !root["limits"] ||
      !root["limits"].IsMap()) {
    return Fail(ErrorCode::kInvalid, "thresholds.yaml: threshold_db, decibans and limits are needed");
  }
  weights.threshold_db_ = root["threshold_db"].as<double>();
  for (const char* part : {"decibans", "limits"}) {
    for (const auto& entry : root[part]) weights.values_[entry.first.as<std::string>()] = entry.second.as<double>();
  }
  for (const char* name : kNeeded) {
    if (!weights.values_.contains(name)) return Fail(ErrorCode::kInvalid, std::string("thresholds.yaml: ") + name + " is missing");
  }
  for (const char* name : kRatios) {
    if (!weights.values_.contains(name)) return Fail(ErrorCode::kInvalid, std::string("thresholds.yaml: ") + name + " is missing");
  }
  return weights;
} catch (const YAML::Exception& e) {
  return Fail(ErrorCode::kInvalid, std::string("thresholds.yaml: ") + e.what());
}

double Weights::operator[](std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? 0 : found->second;
}

}  // namespace markwarden

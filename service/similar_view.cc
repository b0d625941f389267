// What a near mark is shown as.
#include "service/similar_view.h"

#include <cmath>

#include "core/text/views.h"

namespace markwarden {

double RoundedShare(double share) { return std::round(share * 1000) / 1000; }

Json ClausesView(const std::vector<ClauseFinding>& clauses) {
  Json view = Json::array();
  for (const ClauseFinding& clause : clauses) view.push_back({{"id", clause.id}, {"holds", clause.holds}, {"exception", TextOrNull(clause.exception)}});
  return view;
}

Status CheckMark(std::string_view mark) {
  if (mark.size() > kMaxMarkBytes) return Fail(ErrorCode::kInvalid, "a mark has at most " + std::to_string(kMaxMarkBytes) + " bytes");
  const Views views = MakeViews(mark);
  for (const Unit& unit : views.units) {
    if (unit.raw >= 0x110000) return Fail(ErrorCode::kInvalid, "the mark is not UTF-8");
  }
  if (views.units.empty()) return Fail(ErrorCode::kInvalid, "the mark has no letter, digit or ideograph to look for");
  return Ok();
}

std::vector<SimilarName> NamesOf(const std::vector<const Right*>& rights) {
  std::vector<SimilarName> names;
  for (uint32_t r = 0; r < rights.size(); ++r) {
    for (const std::string& name : rights[r]->names) names.push_back({r, name, false});
    for (const std::string& name : rights[r]->nicknames) names.push_back({r, name, true});
  }
  return names;
}

Json StepsView(const NameReading& reading) {
  Json steps = Json::array();
  for (const ReadingStep& step : reading.steps) {
    steps.push_back({{"step", step.step}, {"from", TextOrNull(step.from)}, {"to", TextOrNull(step.to)}, {"sound", TextOrNull(step.sound)}, {"axis", AxisOf(step.step)}, {"cost", step.cost}});
  }
  return steps;
}

Json SimilarHitView(std::string_view mark, const SimilarName& name, const SimilarHit& hit) {
  const std::optional<NameReading> reading = ReadAs(mark, name.text);
  return {{"matched", name.text},
          {"nickname", name.nickname},
          {"score", RoundedShare(hit.near.score)},
          {"sound", RoundedShare(hit.near.sound)},
          {"form", RoundedShare(hit.near.form)},
          {"meaning", hit.near.meaning ? Json(RoundedShare(*hit.near.meaning)) : Json()},
          {"chain", reading ? StepsView(*reading) : Json::array()},
          {"clauses", ClausesView(hit.near.clauses)}};
}

}  // namespace markwarden

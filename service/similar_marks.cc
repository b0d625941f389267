// The store's rights, asked for one mark.
#include "service/similar_marks.h"

#include <algorithm>

#include "service/near_right.h"
#include "service/permissions.h"
#include "service/protected_marks.h"
#include "service/rule_books.h"
#include "service/similar_view.h"
#include "service/transact.h"

namespace markwarden {
namespace {

constexpr int kMostHits = 200;

Status CheckClasses(const std::vector<int>& classes) {
  if (std::any_of(classes.begin(), classes.end(), [](int c) { return c < 1 || c > 45; })) return Fail(ErrorCode::kInvalid, "classes are numbers from 1 to 45 (Nice Classification)");
  return Ok();
}

Result<std::vector<GoodsGroup>> ReadGroups(const std::vector<std::string>& texts) {
  std::vector<GoodsGroup> groups;
  for (const std::string& text : texts) {
    const std::optional<GoodsGroup> group = ParseGoodsGroup(text);
    if (!group) return Fail(ErrorCode::kInvalid, "groups are four digits, the first two of them the class: 2501, or 2501-2 for a part");
    groups.push_back(*group);
  }
  return groups;
}

}  // namespace

Result<Json> SearchSimilarMarks(Service& service, const Scope& scope, const SimilarSearch& search) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRights); !allowed) return Fail(allowed);
  if (Status valid = CheckMark(search.mark); !valid) return Fail(valid);
  if (Status valid = CheckClasses(search.classes); !valid) return Fail(valid);
  const Result<std::vector<GoodsGroup>> groups = ReadGroups(search.groups);
  if (!groups) return Fail(groups.error());
  if (search.most < 1 || search.most > kMostHits) return Fail(ErrorCode::kInvalid, "most is a number from 1 to 200");
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::shared_ptr<const RuleBook>> book = RuleBookInForce(service, db, scope.org);
    if (!book) return Fail(book);
    Result<std::shared_ptr<const ProtectedMarks>> known = service.protected_marks().Of(db, scope, service.options().data_dir);
    if (!known) return Fail(known);
    const ProtectedMarks& rights = **known;
    Json hits = Json::array();
    for (const SimilarHit& hit : rights.index.Find(search.mark, static_cast<size_t>(search.most))) {
      hits.push_back(NearNameJson(search.mark, {{search.classes, *groups, true}, **book}, rights, hit));
    }
    return Json{{"mark", search.mark}, {"compared", rights.index.names().size()}, {"hits", std::move(hits)}};
  });
}

}  // namespace markwarden

// A near right as the search and a gazette's report show it.  Internal to service/.
#pragma once

#include <string>

#include "core/json.h"
#include "rules/goods_reading.h"
#include "service/protected_marks.h"

namespace markwarden {

// What is asked for: the goods of a search or of an application, by the rules that are in force here.
struct AskedGoods {
  GoodsSide goods;
  const RuleBook& book;
};

// {"id","right_id","title","kind","reg_no","classes","holder","goods","goods_groups"}, as service/similar_marks.h says.
Json NearRightJson(const AskedGoods& asked, const RightRecord& record);

// The same, and what SimilarHitView says.
Json NearNameJson(const std::string& mark, const AskedGoods& asked, const ProtectedMarks& rights, const SimilarHit& hit);

}  // namespace markwarden

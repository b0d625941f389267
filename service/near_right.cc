// Rights near a mark, as JSON.
#include "service/near_right.h"

#include "service/similar_view.h"

namespace markwarden {

Json NearRightJson(const AskedGoods& asked, const RightRecord& record) {
  Json view = {{"id", IdToString(record.id)},
               {"right_id", record.key},
               {"title", record.right.title},
               {"kind", ToString(record.right.kind)},
               {"reg_no", TextOrNull(record.right.reg_no)},
               {"classes", record.right.classes},
               {"holder", TextOrNull(record.right.holder.name)},
               {"goods", nullptr},
               {"goods_groups", nullptr}};
  const std::optional<GoodsFinding> finding = RelateGoods(asked.book, GoodsOf(record.right), asked.goods);
  if (!finding) return view;
  view["goods"] = ToString(finding->relation);
  if (finding->by_groups && finding->right.number != 0) {
    view["goods_groups"] = {{"right", ToString(finding->right)}, {"asked", ToString(finding->other)}, {"edition", asked.book.nice.head().edition}};
  }
  return view;
}

Json NearNameJson(const std::string& mark, const AskedGoods& asked, const ProtectedMarks& rights, const SimilarHit& hit) {
  const SimilarName& name = rights.index.names()[hit.name];
  Json view = SimilarHitView(mark, name, hit);
  view.update(NearRightJson(asked, rights.records[name.right]));
  return view;
}

}  // namespace markwarden

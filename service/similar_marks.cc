// The store's rights, asked for one mark or for a gazette's.
#include "service/similar_marks.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <set>

#include "core/text/views.h"
#include "rules/goods_reading.h"
#include "service/permissions.h"
#include "service/policy_file.h"
#include "service/protected_marks.h"
#include "service/rights_file.h"
#include "service/rule_books.h"
#include "service/similar_view.h"
#include "service/transact.h"
#include "store/rights.h"

namespace markwarden {
namespace {

constexpr int kMostHits = 200;

struct GazetteLimits {
  double least_score = 0;
  int hits = 0, applications = 0, names = 0, seconds = 0, told = 0, serial_applications = 0, serial_holders = 0;
};

Result<GazetteLimits> LoadGazetteLimits(const std::filesystem::path& data_dir) {
  return ReadPolicyFile(data_dir / "rules" / "registration" / "gazette.yaml", [](const YAML::Node& root) {
    GazetteLimits limits;
    limits.least_score = root["least_score"].as<double>();
    const std::pair<const char*, int*> numbers[] = {{"hits", &limits.hits}, {"applications", &limits.applications}, {"names", &limits.names},
                                                    {"seconds", &limits.seconds}, {"told", &limits.told},
                                                    {"serial_applications", &limits.serial_applications}, {"serial_holders", &limits.serial_holders}};
    for (const auto& [name, value] : numbers) *value = static_cast<int>(WholeNumber(root[name], name, std::numeric_limits<int>::max()));
    return limits;
  });
}

// What is asked for: the goods of a search or of an application, by the rules that are in force here.
struct AskedGoods {
  GoodsSide goods;
  const RuleBook& book;
};

void TellGoods(const AskedGoods& asked, const Right& right, Json& view) {
  view["goods"] = view["goods_groups"] = nullptr;
  const std::optional<GoodsFinding> finding = RelateGoods(asked.book, GoodsOf(right), asked.goods);
  if (!finding) return;
  view["goods"] = ToString(finding->relation);
  if (finding->by_groups && finding->right.number != 0) {
    view["goods_groups"] = {{"right", ToString(finding->right)}, {"asked", ToString(finding->other)}, {"edition", asked.book.nice.head().edition}};
  }
}

Json HitJson(const std::string& mark, const AskedGoods& asked, const ProtectedMarks& rights, const SimilarHit& hit) {
  const SimilarName& name = rights.index.names()[hit.name];
  const RightRecord& record = rights.records[name.right];
  Json view = SimilarHitView(mark, name, hit);
  view["id"] = IdToString(record.id);
  view["right_id"] = record.key;
  view["title"] = record.right.title;
  view["kind"] = ToString(record.right.kind);
  view["reg_no"] = TextOrNull(record.right.reg_no);
  view["classes"] = record.right.classes;
  view["holder"] = TextOrNull(record.right.holder.name);
  TellGoods(asked, record.right, view);
  return view;
}

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

// The nearest of an application's names.
struct Application {
  const Right* right = nullptr;
  std::string mark;
  std::vector<SimilarHit> hits;
};

Result<Json> WatchGazette(Service& service, const Scope& scope, std::vector<RightsPart> parts) {
  Result<GazetteLimits> limits = LoadGazetteLimits(service.options().data_dir);
  if (!limits) return Fail(limits);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::shared_ptr<const RuleBook>> book = RuleBookInForce(service, db, scope.org);
    if (!book) return Fail(book);
    Result<std::shared_ptr<const ProtectedMarks>> known = service.protected_marks().Of(db, scope, service.options().data_dir);
    if (!known) return Fail(known);
    const ProtectedMarks& rights = **known;
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(limits->seconds);
    Json refused = Json::array();
    std::vector<Application> near;
    int64_t read = 0, left_out = 0;
    struct Applicant {
      std::string name;
      int64_t applications = 0, near = 0;
      std::set<std::string> holders;
    };
    std::map<std::string, Applicant> applicants;
    for (const RightsPart& part : parts) {
      for (const RefusedRow& row : part.import.refused) {
        refused.push_back({{"file", TextOrNull(part.name)}, {"line", row.line > 0 ? Json(row.line) : Json(nullptr)}, {"reason", row.reason}, {"row", row.row}});
      }
      for (const Right& right : part.import.rights) {
        if (read >= limits->applications || std::chrono::steady_clock::now() >= until) {
          ++left_out;
          continue;
        }
        ++read;
        const std::string holder_key = KeyText(right.holder.name);
        Applicant& applicant = applicants[holder_key];
        applicant.name = right.holder.name;
        ++applicant.applications;
        Application best{&right, "", {}};
        // The right's own application is no other's.
        const auto own = [&](uint32_t place) {
          const Right& other = rights.records[place].right;
          return (!right.reg_no.empty() && other.reg_no == right.reg_no && other.jurisdiction == right.jurisdiction) ||
                 (!holder_key.empty() && rights.holder_keys[place] == holder_key);
        };
        for (size_t n = 0; n < right.names.size() && n < static_cast<size_t>(limits->names); ++n) {
          if (Status valid = CheckMark(right.names[n]); !valid) {
            refused.push_back({{"file", TextOrNull(part.name)}, {"line", nullptr}, {"reason", right.id + ": " + valid.error().message}, {"row", nullptr}});
            continue;
          }
          std::vector<SimilarHit> hits = rights.index.Find(right.names[n], static_cast<size_t>(limits->hits), limits->least_score, own);
          if (!hits.empty() && (best.hits.empty() || hits[0].near.score > best.hits[0].near.score)) {
            best.mark = right.names[n];
            best.hits = std::move(hits);
          }
        }
        if (best.hits.empty()) continue;
        ++applicant.near;
        for (const SimilarHit& hit : best.hits) {
          const std::string& holder = rights.holder_keys[rights.index.names()[hit.name].right];
          if (!holder.empty()) applicant.holders.insert(holder);
        }
        near.push_back(std::move(best));
      }
    }
    std::stable_sort(near.begin(), near.end(), [](const Application& a, const Application& b) { return a.hits[0].near.score > b.hits[0].near.score; });
    Json told = Json::array(), serial = Json::array();
    for (size_t i = 0; i < near.size() && i < static_cast<size_t>(limits->told); ++i) {
      const Application& one = near[i];
      Json hits = Json::array();
      for (const SimilarHit& hit : one.hits) hits.push_back(HitJson(one.mark, {GoodsOf(*one.right), **book}, rights, hit));
      told.push_back({{"number", TextOrNull(one.right->reg_no)}, {"mark", one.mark}, {"classes", one.right->classes}, {"applicant", TextOrNull(one.right->holder.name)},
                      {"filed", TextOrNull(one.right->valid_from)}, {"hits", std::move(hits)}});
    }
    std::vector<const Applicant*> order;
    for (const auto& [key, applicant] : applicants) {
      if (!key.empty() && applicant.near >= limits->serial_applications && static_cast<int>(applicant.holders.size()) >= limits->serial_holders) order.push_back(&applicant);
    }
    std::stable_sort(order.begin(), order.end(), [](const Applicant* a, const Applicant* b) { return a->near > b->near; });
    for (const Applicant* one : order) {
      serial.push_back({{"applicant", one->name}, {"applications", one->applications}, {"near", one->near}, {"holders", one->holders.size()}});
    }
    return Json{{"applications", read}, {"compared", rights.index.names().size()}, {"near", std::move(told)}, {"near_total", near.size()},
                {"serial", std::move(serial)}, {"refused", std::move(refused)}, {"left_out", left_out}};
  });
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
      hits.push_back(HitJson(search.mark, {{search.classes, *groups, true}, **book}, rights, hit));
    }
    return Json{{"mark", search.mark}, {"compared", rights.index.names().size()}, {"hits", std::move(hits)}};
  });
}

Result<Json> WatchGazetteFile(Service& service, const Scope& scope, const std::filesystem::path& file) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRights); !allowed) return Fail(allowed);
  Result<std::vector<RightsPart>> parts = ReadRightsFile(service.content(), file, {});
  if (!parts) return Fail(parts);
  return WatchGazette(service, scope, std::move(*parts));
}

Result<Json> WatchGazetteUpload(Service& service, const Scope& scope, const std::string& name, const std::string& bytes) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRights); !allowed) return Fail(allowed);
  Result<UploadedRights> upload = ReadRightsUpload(service.content(), name, bytes);
  if (!upload) return Fail(upload);
  return WatchGazette(service, scope, std::move(upload->parts));
}

}  // namespace markwarden

// Each application asked for by its names and its device; who files near ones in series.
#include "service/gazette.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <set>

#include "core/text/views.h"
#include "matcher/similar_device.h"
#include "rules/figure_codes.h"
#include "rules/goods_reading.h"
#include "service/matching.h"
#include "service/near_right.h"
#include "service/permissions.h"
#include "service/policy_file.h"
#include "service/protected_marks.h"
#include "service/rights_file.h"
#include "service/rule_books.h"
#include "service/similar_view.h"
#include "service/transact.h"

namespace markwarden {
namespace {

struct GazetteLimits {
  double least_score = 0;
  int hits = 0, applications = 0, names = 0, pictures = 0, seconds = 0, told = 0, serial_applications = 0, serial_holders = 0;
};

Result<GazetteLimits> LoadGazetteLimits(const std::filesystem::path& data_dir) {
  return ReadPolicyFile(data_dir / "rules" / "registration" / "gazette.yaml", [](const YAML::Node& root) {
    GazetteLimits limits;
    limits.least_score = root["least_score"].as<double>();
    const std::pair<const char*, int*> numbers[] = {{"hits", &limits.hits}, {"applications", &limits.applications}, {"names", &limits.names}, {"pictures", &limits.pictures},
                                                    {"seconds", &limits.seconds}, {"told", &limits.told},
                                                    {"serial_applications", &limits.serial_applications}, {"serial_holders", &limits.serial_holders}};
    for (const auto& [name, value] : numbers) *value = static_cast<int>(WholeNumber(root[name], name, std::numeric_limits<int>::max()));
    return limits;
  });
}

template <typename Has>
bool AnyApplication(const std::vector<RightsPart>& parts, Has has) {
  return std::any_of(parts.begin(), parts.end(), [&](const RightsPart& part) { return std::any_of(part.import.rights.begin(), part.import.rights.end(), has); });
}

// The rights' pictures and what they show, where any application has such.
Result<DeviceIndex> DevicesOf(CaseDb& db, const ProtectedMarks& rights, const RuleBook& book, const std::vector<RightsPart>& parts) {
  std::vector<MarkDevice> devices;
  const bool pictures = AnyApplication(parts, [](const Right& right) { return !right.images.empty(); });
  const bool asked = pictures || AnyApplication(parts, [](const Right& right) { return !FigureCodesOf(right).empty(); });
  for (uint32_t r = 0; asked && r < rights.records.size(); ++r) {
    const RightRecord& record = rights.records[r];
    MarkDevice device{r, {}, FigureCodesOf(record.right)};
    if (pictures && record.right.kind == RightKind::kTrademark && !record.pictures.empty()) {
      Result<RightVersion> version = VersionOfRecord(db, record);
      if (!version) return Fail(version);
      for (ReferencePicture& picture : version->pictures) device.pictures.push_back(std::move(picture.key));
    }
    if (!device.pictures.empty() || !device.figures.empty()) devices.push_back(std::move(device));
  }
  return DeviceIndex(std::move(devices), CopyLimitsOf(book.weights));
}

// What an application comes near to.
struct Application {
  const Right* right = nullptr;
  std::string mark;              // the nearest of its names, else its first
  std::vector<SimilarHit> hits;  // of that
  std::vector<std::string> pictures;
  std::vector<DeviceHit> devices;

  double Nearest() const {
    const double seen = devices.empty() ? 0 : devices[0].copy ? devices[0].copy->score : 0;
    return hits.empty() ? seen : std::max(seen, hits[0].near.score);
  }
};

class GazetteWatch {
 public:
  GazetteWatch(Service& service, const RuleBook& book, const ProtectedMarks& rights, const DeviceIndex& devices, const GazetteLimits& limits,
               std::chrono::steady_clock::time_point until)
      : service_(service), book_(book), rights_(rights), devices_(devices), limits_(limits), until_(until) {}

  void Read(const RightsPart& part) {
    for (const RefusedRow& row : part.import.refused) {
      refused_.push_back({{"file", TextOrNull(part.name)}, {"line", row.line > 0 ? Json(row.line) : Json(nullptr)}, {"reason", row.reason}, {"row", row.row}});
    }
    for (const Right& right : part.import.rights) {
      if (read_ >= limits_.applications || std::chrono::steady_clock::now() >= until_) {
        ++left_out_;
        continue;
      }
      ++read_;
      Ask(part, right);
    }
  }

  Json Report() {
    std::stable_sort(near_.begin(), near_.end(), [](const Application& a, const Application& b) { return a.Nearest() > b.Nearest(); });
    Json told = Json::array(), serial = Json::array();
    for (size_t i = 0; i < near_.size() && i < static_cast<size_t>(limits_.told); ++i) told.push_back(View(near_[i]));
    std::vector<const Applicant*> order;
    for (const auto& [key, applicant] : applicants_) {
      if (!key.empty() && applicant.near >= limits_.serial_applications && static_cast<int>(applicant.holders.size()) >= limits_.serial_holders) order.push_back(&applicant);
    }
    std::stable_sort(order.begin(), order.end(), [](const Applicant* a, const Applicant* b) { return a->near > b->near; });
    for (const Applicant* one : order) {
      serial.push_back({{"applicant", one->name}, {"applications", one->applications}, {"near", one->near}, {"holders", one->holders.size()}});
    }
    return {{"applications", read_}, {"compared", rights_.index.names().size()}, {"pictures", pictures_}, {"near", std::move(told)}, {"near_total", near_.size()},
            {"serial", std::move(serial)}, {"refused", std::move(refused_)}, {"left_out", left_out_}, {"pictures_left_out", pictures_left_out_}};
  }

 private:
  struct Applicant {
    std::string name;
    int64_t applications = 0, near = 0;
    std::set<std::string> holders;
  };

  void Refuse(const RightsPart& part, std::string reason) {
    refused_.push_back({{"file", TextOrNull(part.name)}, {"line", nullptr}, {"reason", std::move(reason)}, {"row", nullptr}});
  }

  void Ask(const RightsPart& part, const Right& right) {
    const std::string holder_key = KeyText(right.holder.name);
    Applicant& applicant = applicants_[holder_key];
    applicant.name = right.holder.name;
    ++applicant.applications;
    const std::string application_no = JsonText(right.extra, "application_no");
    // The right's own application is no other's.  Offices number applications and registrations apart.
    const auto own = [&](uint32_t place) {
      const Right& other = rights_.records[place].right;
      const auto same = [](const std::string& a, const std::string& b) { return !a.empty() && a == b; };
      return (other.jurisdiction == right.jurisdiction && (same(right.reg_no, other.reg_no) || same(application_no, JsonText(other.extra, "application_no")))) ||
             same(holder_key, rights_.holder_keys[place]);
    };
    Application found{&right, right.names.empty() ? "" : right.names[0], {}, {}, {}};
    for (size_t n = 0; n < right.names.size() && n < static_cast<size_t>(limits_.names); ++n) {
      if (Status valid = CheckMark(right.names[n]); !valid) {
        Refuse(part, right.id + ": " + valid.error().message);
        continue;
      }
      std::vector<SimilarHit> hits = rights_.index.Find(right.names[n], static_cast<size_t>(limits_.hits), limits_.least_score, own);
      if (!hits.empty() && (found.hits.empty() || hits[0].near.score > found.hits[0].near.score)) {
        found.mark = right.names[n];
        found.hits = std::move(hits);
      }
    }
    const std::vector<PictureKey> pictures = Pictures(part, right, found.pictures);
    found.devices = devices_.Find(pictures, FigureCodesOf(right), static_cast<size_t>(limits_.hits), own);
    // Things that both show say little of themselves: the goods must not be others.
    const GoodsSide goods = GoodsOf(right);
    std::erase_if(found.devices, [&](const DeviceHit& hit) {
      const std::optional<GoodsFinding> relation = RelateGoods(book_, GoodsOf(rights_.records[hit.right].right), goods);
      return !hit.copy && relation && relation->relation == GoodsRelation::kOther;
    });
    if (found.hits.empty() && found.devices.empty()) return;
    const bool by_figures_alone = found.hits.empty() && !found.devices[0].copy;
    applicant.near += !by_figures_alone;
    for (const SimilarHit& hit : found.hits) AddHolder(applicant, rights_.index.names()[hit.name].right);
    for (const DeviceHit& hit : found.devices) {
      if (hit.copy) AddHolder(applicant, hit.right);
    }
    near_.push_back(std::move(found));
  }

  void AddHolder(Applicant& applicant, uint32_t right) {
    if (!rights_.holder_keys[right].empty()) applicant.holders.insert(rights_.holder_keys[right]);
  }

  // The application's pictures that are at hand; `names` tells which.
  std::vector<PictureKey> Pictures(const RightsPart& part, const Right& right, std::vector<std::string>& names) {
    std::vector<PictureKey> keys;
    if (!devices_.HasPictures()) return keys;
    for (const std::string& name : right.images) {
      if (tried_ >= limits_.pictures || std::chrono::steady_clock::now() >= until_) {
        ++pictures_left_out_;
        continue;
      }
      const Result<std::string> bytes = part.pictures(name);
      ++tried_;
      if (!bytes) {
        // Gazettes name pictures that they do not bring.
        if (bytes.error().code != ErrorCode::kNotFound) Refuse(part, right.id + ": picture " + name + ": " + bytes.error().message);
        continue;
      }
      Result<PictureKey> key = service_.content().Fingerprint(*bytes, {.role = PictureRole::kQuery, .corners = Corners::kFind});
      if (!key) {
        Refuse(part, right.id + ": picture " + name + ": " + key.error().message);
        continue;
      }
      ++pictures_;
      keys.push_back(std::move(*key));
      names.push_back(name);
    }
    return keys;
  }

  Json View(const Application& one) const {
    const AskedGoods asked{GoodsOf(*one.right), book_};
    Json hits = Json::array(), devices = Json::array();
    for (const SimilarHit& hit : one.hits) hits.push_back(NearNameJson(one.mark, asked, rights_, hit));
    for (const DeviceHit& hit : one.devices) {
      Json view = NearRightJson(asked, rights_.records[hit.right]);
      view["picture"] = nullptr;
      if (hit.copy) view["picture"] = {{"name", one.pictures[hit.picture]}, {"method", hit.copy->method}, {"distance", hit.copy->distance}, {"score", RoundedShare(hit.copy->score)}};
      view["figures"] = hit.figures;
      view["clauses"] = ClausesView(hit.clauses);
      devices.push_back(std::move(view));
    }
    const std::string& number = one.right->reg_no;
    return {{"number", TextOrNull(number.empty() ? JsonText(one.right->extra, "application_no") : number)}, {"mark", one.mark}, {"classes", one.right->classes}, {"applicant", TextOrNull(one.right->holder.name)},
            {"filed", TextOrNull(one.right->valid_from)}, {"hits", std::move(hits)}, {"devices", std::move(devices)}};
  }

  Service& service_;
  const RuleBook& book_;
  const ProtectedMarks& rights_;
  const DeviceIndex& devices_;
  const GazetteLimits& limits_;
  const std::chrono::steady_clock::time_point until_;
  std::vector<Application> near_;
  std::map<std::string, Applicant> applicants_;
  Json refused_ = Json::array();
  int64_t read_ = 0, left_out_ = 0, pictures_ = 0, tried_ = 0, pictures_left_out_ = 0;
};

Result<Json> WatchGazette(Service& service, const Scope& scope, const std::vector<RightsPart>& parts) {
  Result<GazetteLimits> limits = LoadGazetteLimits(service.options().data_dir);
  if (!limits) return Fail(limits);
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(limits->seconds);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::shared_ptr<const RuleBook>> book = RuleBookInForce(service, db, scope.org);
    if (!book) return Fail(book);
    Result<std::shared_ptr<const ProtectedMarks>> rights = service.protected_marks().Of(db, scope, service.options().data_dir);
    if (!rights) return Fail(rights);
    const Result<DeviceIndex> devices = DevicesOf(db, **rights, **book, parts);
    if (!devices) return Fail(devices.error());
    GazetteWatch watch(service, **book, **rights, *devices, *limits, until);
    for (const RightsPart& part : parts) watch.Read(part);
    return watch.Report();
  });
}

}  // namespace

Result<Json> WatchGazetteFile(Service& service, const Scope& scope, const std::filesystem::path& file) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRights); !allowed) return Fail(allowed);
  const Result<std::vector<RightsPart>> parts = ReadRightsFile(service.content(), file, {}, MarkRecords::kApplications);
  if (!parts) return Fail(parts.error());
  return WatchGazette(service, scope, *parts);
}

Result<Json> WatchGazetteUpload(Service& service, const Scope& scope, const std::string& name, const std::string& bytes) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRights); !allowed) return Fail(allowed);
  const Result<UploadedRights> upload = ReadRightsUpload(service.content(), name, bytes, MarkRecords::kApplications);
  if (!upload) return Fail(upload.error());
  return WatchGazette(service, scope, upload->parts);
}

}  // namespace markwarden

// From what a person filled in to a right.
#include "service/right_register.h"

#include <algorithm>
#include <map>

#include "core/hash.h"
#include "core/formats/byte_source.h"
#include "rules/right_form.h"
#include "rules/right_terms.h"
#include "rules/sellers_import.h"
#include "service/aliases.h"
#include "service/content.h"
#include "service/permissions.h"
#include "service/right_save.h"
#include "service/rights.h"
#include "service/transact.h"
#include "store/captures.h"
#include "store/right_papers.h"
#include "store/segments.h"
#include "store/store.h"

namespace markwarden {
namespace {

constexpr size_t kMaxItemsTold = 500;

// The key that a registration without one gets.
std::string KeyOf(const Json& registration) {
  const std::string key = JsonText(registration, "id");
  if (!key.empty()) return key;
  const std::string number = JsonText(registration, "reg_no"), jurisdiction = JsonText(registration, "jurisdiction");
  if (number.empty()) return {};
  return jurisdiction.empty() ? number : jurisdiction + "-" + number;
}

// Whether anything is said: a form sends what was left empty too, and what is not said is no part of a version.
bool SaysSomething(const Json& value) {
  if (value.is_null() || value == Json(false) || value == Json("")) return false;
  if (value.is_array() || value.is_object()) return std::any_of(value.begin(), value.end(), [](const Json& part) { return SaysSomething(part); });
  return true;
}

void LeaveOutUnsaid(Json& object) {
  if (!object.is_object()) return;
  for (auto at = object.begin(); at != object.end();) at = SaysSomething(*at) ? std::next(at) : object.erase(at);
}

// Kinds of documents that come with it or are there already.
Result<std::set<std::string>> DocumentKinds(CaseDb& db, const Scope& scope, const Json& registration) {
  std::set<std::string> kinds;
  if (const Json* list = JsonMember(registration, "documents"); list && list->is_array()) {
    for (const Json& item : *list) {
      if (item.is_object()) kinds.insert(JsonText(item, "kind"));
    }
  }
  const std::string key = KeyOf(registration);
  if (key.empty()) return kinds;
  Result<std::optional<RightRecord>> there = FindRightByKey(db, scope, key);
  if (!there) return Fail(there);
  if (!*there) return kinds;
  Result<std::vector<RightDocument>> documents = DocumentsOfRight(db, (*there)->id);
  if (!documents) return Fail(documents);
  for (const RightDocument& document : *documents) kinds.insert(document.kind);
  return kinds;
}

Result<std::vector<RightFinding>> FindingsOf(Service& service, const Scope& scope, const Json& registration) {
  Result<const RightForm*> form = service.right_form();
  if (!form) return Fail(form);
  Result<std::set<std::string>> documents = Reading(service, [&](CaseDb& db) { return DocumentKinds(db, scope, registration); });
  if (!documents) return Fail(documents);
  return CheckRightForm(**form, registration, *documents, service.clock().Now());
}

// Handed-in pictures by the names that the registration gives them; else those of the version in force.
Result<std::map<std::string, std::string>> PictureDigests(CaseDb& db, const Scope& scope, const Json& registration, const std::string& key) {
  std::map<std::string, std::string> digests;
  Result<std::optional<RightRecord>> there = FindRightByKey(db, scope, key);
  if (!there) return Fail(there);
  if (*there) {
    for (const RightPicture& picture : (*there)->pictures) digests[picture.name] = picture.sha256;
  }
  if (const Json* files = JsonMember(registration, "files"); files && files->is_array()) {
    for (const Json& item : *files) {
      if (!item.is_object()) continue;
      const std::string name = JsonText(item, "name"), sha256 = JsonText(item, "sha256");
      const bool in_force = digests.contains(name) && digests[name] == sha256;
      if (in_force) continue;
      Result<std::optional<RightFile>> file = sha256.size() == 64 ? FindRightFile(db, scope, sha256) : Result<std::optional<RightFile>>(std::nullopt);
      if (!file) return Fail(file);
      if (!*file) return Fail(ErrorCode::kNotFound, "image " + name + ": it was not handed in: upload it first");
      digests[name] = sha256;
    }
  }
  return digests;
}

// What became different, field by field; empty when nothing did.
std::vector<std::string> ChangedFields(const RightRecord& before, const Right& after, const std::vector<RightPicture>& pictures) {
  const Json was = ToJson(before.right), is = ToJson(after);
  std::vector<std::string> changed;
  std::set<std::string> keys;
  for (const auto& [key, value] : was.items()) keys.insert(key);
  for (const auto& [key, value] : is.items()) keys.insert(key);
  for (const std::string& key : keys) {
    if ((was.contains(key) ? was[key] : Json(nullptr)) != (is.contains(key) ? is[key] : Json(nullptr))) changed.push_back(key);
  }
  if (changed.empty() && before.pictures != pictures) changed.push_back("pictures");
  return changed;
}

Result<Json> PreviewOf(Service& service, const Scope& scope, std::vector<RightsPart> parts) {
  Result<const RightForm*> form = service.right_form();
  if (!form) return Fail(form);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    std::map<std::string, int64_t> counts = {{"added", 0}, {"changed", 0}, {"unchanged", 0}};
    Json refused = Json::array(), notes = Json::array(), items = Json::array();
    int64_t left_out = 0;
    for (RightsPart& part : parts) {
      const Json name = TextOrNull(part.name);
      for (const RefusedRow& row : part.import.refused) {
        refused.push_back({{"file", name}, {"line", row.line > 0 ? Json(row.line) : Json(nullptr)}, {"right_id", nullptr}, {"reason", row.reason}, {"row", row.row}});
      }
      for (Right& right : part.import.rights) {
        const auto refuse = [&](const std::string& why) {
          refused.push_back({{"file", name}, {"line", nullptr}, {"right_id", right.id}, {"reason", why}, {"row", nullptr}});
        };
        const RightPapers papers = TakePapersOut(right);
        std::vector<RightPicture> pictures;
        std::string trouble;
        for (auto image = right.images.begin(); image != right.images.end() && trouble.empty();) {
          const Result<std::string> bytes = part.pictures(*image);
          if (bytes) {
            pictures.push_back({*image, Sha256Hex(*bytes)});
            ++image;
          } else if (part.names_files_it_may_lack && !right.names.empty() && bytes.error().code == ErrorCode::kNotFound) {
            notes.push_back({{"right_id", right.id}, {"note", "its picture " + *image + " was not handed over: registered by its name alone"}});
            image = right.images.erase(image);
          } else {
            trouble = "image " + *image + ": " + bytes.error().message;
          }
        }
        if (!trouble.empty()) {
          refuse(trouble);
          continue;
        }
        Result<std::optional<RightRecord>> there = FindRightByKey(db, scope, right.id);
        if (!there) return Fail(there);
        if (!*there) {
          Result<std::optional<RightRecord>> taken = FindRightByKey(db, SystemScope("system:work", scope.org), right.id);
          if (!taken) return Fail(taken);
          if (*taken) {
            refuse("the key \"" + right.id + "\" is taken: choose another");
            continue;
          }
        }
        if (*there) {
          if (Status kept = KeepAliases(db, (*there)->id, right); !kept) return Fail(kept);
        }
        const std::vector<std::string> changed = *there ? ChangedFields(**there, right, pictures) : std::vector<std::string>();
        const char* status = !*there ? "added" : changed.empty() ? "unchanged" : "changed";
        ++counts[status];
        if (items.size() >= kMaxItemsTold) {
          ++left_out;
          continue;
        }
        Json lacks = Json::array();
        Json asked = ToJson(right);
        std::set<std::string> kinds;
        for (const RightPapers::Document& document : papers.documents) kinds.insert(document.kind);
        for (const RightFinding& finding : CheckRightForm(**form, asked, kinds, service.clock().Now())) {
          if (finding.code != "document") lacks.push_back(finding.text);
        }
        items.push_back({{"right_id", right.id}, {"title", right.title.empty() && !right.names.empty() ? right.names.front() : right.title},
                         {"kind", ToString(right.kind)}, {"status", status}, {"changed", changed}, {"version", *there ? Json((*there)->version) : Json(nullptr)},
                         {"lacks", std::move(lacks)}});
      }
    }
    return Json{{"added", counts["added"]}, {"changed", counts["changed"]}, {"unchanged", counts["unchanged"]}, {"refused", std::move(refused)},
                {"notes", std::move(notes)}, {"items", std::move(items)}, {"left_out", left_out}};
  });
}

}  // namespace

Result<Json> ShowRightForm(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRights); !allowed) return Fail(allowed);
  Result<const RightForm*> form = service.right_form();
  if (!form) return Fail(form);
  return ToJson(**form);
}

Result<Json> CheckRegistration(Service& service, const Scope& scope, const Json& registration) {
  if (Status allowed = Authorise(scope, UseCase::kAddRight); !allowed) return Fail(allowed);
  if (!registration.is_object()) return Fail(ErrorCode::kInvalid, "a registration is a JSON object");
  Result<std::vector<RightFinding>> findings = FindingsOf(service, scope, registration);
  if (!findings) return Fail(findings);
  Result<const RightTermRules*> rules = service.right_terms();
  if (!rules) return Fail(rules);
  Json list = Json::array();
  bool can_save = true;
  for (const RightFinding& finding : *findings) {
    list.push_back(ToJson(finding));
    can_save = can_save && !finding.refuses;
  }
  Json whole = registration;
  whole["id"] = KeyOf(registration);
  const Result<Right> right = RightFromJson(whole);
  return Json{{"findings", std::move(list)}, {"can_save", can_save},
              {"standing", right ? Json(StandingOf(**rules, *right, "", service.clock().Now())) : Json("unknown")}};
}

Result<Registration> RegistrationOf(Service& service, const Scope& scope, const Json& registration, const std::filesystem::path& folder) {
  if (!registration.is_object()) return Fail(ErrorCode::kInvalid, "a registration is a JSON object");
  Json whole = registration;
  whole["id"] = KeyOf(registration);
  Result<std::vector<RightFinding>> findings = FindingsOf(service, scope, whole);
  if (!findings) return Fail(findings);
  for (const RightFinding& finding : *findings) {
    if (finding.refuses) return Fail(ErrorCode::kInvalid, finding.text.at("en"));
  }
  Result<Right> right = RightFromJson(whole);
  if (!right) return Fail(right);
  // Tells that were emptied are said to be empty.
  const bool tells = right->extra.contains("genuine_tells") || right->extra.contains("fake_tells");
  LeaveOutUnsaid(right->extra);
  LeaveOutUnsaid(right->holder.extra);
  if (tells && !right->extra.contains("genuine_tells")) right->extra["genuine_tells"] = Json::array();
  Result<std::map<std::string, std::string>> digests = Reading(service, [&](CaseDb& db) { return PictureDigests(db, scope, registration, right->id); });
  if (!digests) return Fail(digests);
  return Registration{std::move(*right), [&service, digests = std::move(*digests), folder](const std::string& name) -> Result<std::string> {
                        const auto found = digests.find(name);
                        if (found == digests.end() && !folder.empty()) return PicturesIn(folder)(name);
                        if (found == digests.end()) return Fail(ErrorCode::kNotFound, "it was not handed in: upload it first");
                        return Reading(service, [&](CaseDb& db) { return ReadBlob(service.store(), db, found->second); });
                      }};
}

Result<Json> RegisterRight(Service& service, const Scope& scope, const Json& registration, const std::filesystem::path& folder) {
  if (Status allowed = Authorise(scope, UseCase::kAddRight); !allowed) return Fail(allowed);
  Result<Registration> wanted = RegistrationOf(service, scope, registration, folder);
  if (!wanted) return Fail(wanted);
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::unique_ptr<CaptureWriter>> writer = CaptureWriter::Open(service.store(), **db, "import");
  if (!writer) return Fail(writer);
  Result<WholeRightSaved> saved = SaveWholeRight(service, scope, **writer, **db, std::move(wanted->right), wanted->pictures);
  if (!saved) return Fail(saved);
  Json view = RightView(saved->saved.record);
  view["status_of_import"] = ImportStatusOf(*saved);
  return view;
}

Result<Json> PreviewRightsUpload(Service& service, const Scope& scope, const std::string& name, const std::string& bytes) {
  if (Status allowed = Authorise(scope, UseCase::kAddRight); !allowed) return Fail(allowed);
  Result<UploadedRights> upload = ReadRightsUpload(service.content(), name, bytes);
  if (!upload) return Fail(upload);
  return PreviewOf(service, scope, std::move(upload->parts));
}

Result<Json> PreviewRightsFile(Service& service, const Scope& scope, const std::filesystem::path& file, const std::filesystem::path& images) {
  if (Status allowed = Authorise(scope, UseCase::kAddRight); !allowed) return Fail(allowed);
  Result<std::vector<RightsPart>> parts = ReadRightsFile(service.content(), file, images);
  if (!parts) return Fail(parts);
  return PreviewOf(service, scope, std::move(*parts));
}

Result<Json> ImportRightsUpload(Service& service, const Scope& scope, const std::string& name, const std::string& bytes) {
  if (Status allowed = Authorise(scope, UseCase::kAddRight); !allowed) return Fail(allowed);
  Result<UploadedRights> upload = ReadRightsUpload(service.content(), name, bytes);
  if (!upload) return Fail(upload);
  return ImportRightsParts(service, scope, std::move(upload->parts));
}

Result<Json> ReadSellersTable(Service&, const Scope& scope, const std::string& bytes) {
  if (Status allowed = Authorise(scope, UseCase::kAddRight); !allowed) return Fail(allowed);
  Result<SellersImport> read = ImportSellersCsv(bytes);
  if (!read) return Fail(read);
  Json sellers = Json::array(), refused = Json::array();
  for (const AuthorisedSeller& seller : read->sellers) {
    sellers.push_back({{"name", TextOrNull(seller.name)}, {"id", TextOrNull(seller.id)}, {"platform", TextOrNull(seller.platform)},
                       {"valid_from", TextOrNull(seller.valid_from)}, {"valid_to", TextOrNull(seller.valid_to)}});
  }
  for (const RefusedRow& row : read->refused) refused.push_back({{"line", row.line}, {"reason", row.reason}, {"row", row.row}});
  return Json{{"sellers", std::move(sellers)}, {"refused", std::move(refused)}};
}

}  // namespace markwarden

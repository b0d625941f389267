// Rows -> what a package says.
#include "service/evidence_gather.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/account.h"
#include "core/base64.h"
#include "core/merkle.h"
#include "core/url.h"
#include "service/clue_view.h"
#include "service/flags.h"
#include "service/search_sightings.h"
#include "service/transact.h"
#include "store/accounts.h"
#include "store/captures.h"
#include "store/clues.h"
#include "store/events.h"
#include "store/packages.h"
#include "store/renders.h"
#include "store/timestamps.h"

namespace markwarden {
namespace {

constexpr size_t kMaxCaptures = 20'000;
constexpr size_t kMostSearchPages = 3;  // of one flag

Json Hexes(const std::vector<Sha256Digest>& path) {
  Json list = Json::array();
  for (const Sha256Digest& digest : path) list.push_back(ToHex(digest));
  return list;
}

class Items {
 public:
  explicit Items(CaseDb& db) : db_(db) {}

  Status Add(Id capture, const char* purpose, Id flag) {
    if (capture == 0) return Ok();
    const auto [place, fresh] = places_.emplace(capture, items_.size());
    if (fresh) {
      if (items_.size() >= kMaxCaptures) return Fail(ErrorCode::kExhausted, "the case has more than 20,000 captures: split it");
      Result<std::optional<CaptureRecord>> record = FindCapture(db_, capture);
      if (!record) return Fail(std::move(record.error()));
      if (!*record) return Fail(ErrorCode::kInternal, "no capture " + IdToString(capture) + ": restore the store from a backup");
      items_.push_back({.capture = std::move(**record), .purpose = purpose, .flags = {}, .tls = {}, .sealed_event = {}, .first_record_id = {}, .records = 0});
    }
    std::vector<std::string>& flags = items_[place->second].flags;
    if (std::find(flags.begin(), flags.end(), IdToString(flag)) == flags.end()) flags.push_back(IdToString(flag));
    return Ok();
  }

  std::vector<ExtractedItem> Take() {
    std::sort(items_.begin(), items_.end(), [](const ExtractedItem& a, const ExtractedItem& b) {
      return std::pair(a.capture.captured_at, a.capture.id) < std::pair(b.capture.captured_at, b.capture.id);
    });
    return std::move(items_);
  }

 private:
  CaseDb& db_;
  std::map<Id, size_t> places_;
  std::vector<ExtractedItem> items_;
};

// The holder's answers with what was signed, and whatever else happened beside the flags.
Status GatherAnswers(CaseDb& db, const Scope& scope, GatheredCase& gathered) {
  const Id case_id = gathered.record.id;
  for (PageRequest page{.limit = kMaxPageRows, .after = {}};;) {
    Result<Page<Identification>> found = ListIdentifications(db, scope, {.case_id = case_id, .state = {}}, page);
    if (!found) return Fail(found);
    for (Identification& record : found->rows) {
      gathered.subjects.push_back({"identification", record.id});
      if (record.state != "answered") continue;
      Result<std::optional<Body>> body = SignedStatement(db, scope, record.id);
      if (!body) return Fail(body);
      if (!*body || Sha256Hex((*body)->bytes) != record.answer_sha256) {
        return Fail(ErrorCode::kInternal, "the statement of identification " + IdToString(record.id) + " has changed: restore the store from a backup");
      }
      gathered.answers.push_back({.record = std::move(record), .statement = std::move((*body)->bytes)});
    }
    if (found->next.empty()) break;
    page.after = found->next;
  }
  for (PageRequest page{.limit = kMaxPageRows, .after = {}};;) {
    Result<Page<Clue>> found = ListClues(db, scope, {.state = {}, .case_id = case_id}, page);
    if (!found) return Fail(found);
    for (const Clue& clue : found->rows) gathered.subjects.push_back({"clue", clue.id});
    if (found->next.empty()) return Ok();
    page.after = found->next;
  }
}

}  // namespace

Result<GatheredCase> GatherCase(Service& service, const Scope& scope, Id case_id) {
  return Reading(service, [&](CaseDb& db) -> Result<GatheredCase> {
    Result<std::optional<CaseRecord>> record = FindCase(db, scope, case_id);
    if (!record) return Fail(record);
    if (!*record) return Fail(ErrorCode::kNotFound, "no case " + IdToString(case_id));
    GatheredCase gathered;
    gathered.record = std::move(**record);
    Result<std::optional<Organisation>> organisation = FindOrganisation(db, gathered.record.org);
    if (!organisation) return Fail(organisation);
    if (*organisation) gathered.organisation = (*organisation)->name;
    Items items(db);
    for (const Id flag : gathered.record.flags) {
      Result<std::optional<FlagDetail>> detail = FindFlagDetail(db, scope, flag);
      if (!detail) return Fail(detail);
      if (!*detail) continue;
      if (gathered.right_title.empty()) gathered.right_title = (*detail)->row.right_title;
      for (const HitRecord& hit : (*detail)->hits) {
        if (Status added = items.Add(hit.capture, "page", flag); !added) return Fail(added);
        for (const Id picture : hit.picture_captures) {
          if (Status added = items.Add(picture, "picture", flag); !added) return Fail(added);
        }
      }
      Result<std::vector<RenderRecord>> renders = RendersOfFlag(db, scope, flag);
      if (!renders) return Fail(renders);
      bool shown = false;
      for (const RenderRecord& render : *renders) {
        if (render.state != "done") continue;
        if (Status added = items.Add(render.dom_capture, "rendered", flag); !added) return Fail(added);
        if (Status added = items.Add(render.screenshot_capture, "screenshot", flag); !added) return Fail(added);
        if (!shown && render.screenshot_capture != 0) gathered.screenshots.push_back({flag, render.screenshot_capture});
        shown = shown || render.screenshot_capture != 0;
      }
      // The pages of searches on which it was found last.
      Result<Json> found = FoundView(db, scope, (*detail)->row.flag.listing);
      if (!found) return Fail(found);
      std::set<std::string> pages;
      for (const Json& sighting : (*found)["sightings"]) {
        const std::string capture = JsonText(sighting, "capture");
        if (pages.size() == kMostSearchPages || sighting["sealed"].is_null() || !pages.insert(capture).second) continue;
        if (Status added = items.Add(ParseId(capture).value_or(0), "search", flag); !added) return Fail(added);
      }
      gathered.found[flag] = std::move(*found);
      gathered.flags.push_back(std::move(**detail));
    }
    // Questions and clues belong to the case, wherever they were assigned to.
    if (Status answers = GatherAnswers(db, OfEveryRegion(scope), gathered); !answers) return Fail(answers);
    gathered.items = items.Take();
    if (gathered.items.empty()) return Fail(ErrorCode::kInvalid, "the case has no captures: there is nothing to pack");
    for (const ExtractedItem& item : gathered.items) {
      if (const auto url = ParseUrl(item.capture.url)) gathered.hosts.insert(url->host());
    }
    return gathered;
  });
}

Result<Json> MatchReport(Service& service, const Scope& scope, const GatheredCase& gathered) {
  Json flags = Json::array();
  for (const FlagDetail& detail : gathered.flags) {
    Json hits = Json::array();
    for (const HitRecord& hit : detail.hits) {
      Json pictures = Json::array();
      for (const Id picture : hit.picture_captures) pictures.push_back(IdToString(picture));
      hits.push_back({{"id", IdToString(hit.id)}, {"made_at", FormatTimeMillis(hit.created_at)}, {"page_capture", IdToString(hit.capture)},
                      {"picture_captures", std::move(pictures)}, {"right_version", IdToString(hit.right_version)}, {"digest", hit.digest},
                      {"result", ToJson(hit.result)}});
    }
    Json decisions = Json::array();
    for (const Decision& decision : detail.decisions) {
      decisions.push_back({{"action", ToString(decision.action)}, {"by", decision.actor_name}, {"at", FormatTimeMillis(decision.at)},
                           {"reason", TextOrNull(decision.reason_code)}, {"basis", TextOrNull(decision.basis)}, {"hit", IdToString(decision.hit_seen)}});
    }
    // The same bytes, rules and engine once more.
    Json replay = {{"tried", true}};
    Result<Json> again = ReplayFlag(service, scope, detail.row.flag.id);
    if (again) {
      replay["identical"] = (*again)["identical"];
    } else {
      replay = {{"tried", false}, {"why", again.error().message}};
    }
    Json right = ToJson(detail.right.right);
    right["version"] = detail.right.version;
    const auto found = gathered.found.find(detail.row.flag.id);
    flags.push_back({{"flag", IdToString(detail.row.flag.id)}, {"found", found == gathered.found.end() ? Json(nullptr) : found->second}, {"listing", ToJson(detail.snapshot.listing)}, {"extractor", detail.snapshot.extractor},
                     {"right", std::move(right)}, {"hits", std::move(hits)}, {"decisions", std::move(decisions)}, {"replay", std::move(replay)}});
  }
  return Json{{"format", "markwarden-match/1"},
              {"note", "A flag is a suspicion. Whether there is infringement is for the competent authority to find. 标记仅为涉嫌侵权的线索。"},
              {"flags", std::move(flags)}};
}

std::string StatementFile(const SignedAnswer& answer) { return "identifications/" + IdToString(answer.record.id) + ".txt"; }

Json AnswersReport(const GatheredCase& gathered) {
  Json items = Json::array();
  for (const SignedAnswer& answer : gathered.answers) {
    const Identification& record = answer.record;
    items.push_back({{"identification", IdToString(record.id)},
                     {"flag", IdToString(record.flag)},
                     {"right", IdToString(record.right)},
                     {"question", record.question},
                     {"pictures", record.pictures},
                     {"asked_at", FormatTime(record.created_at)},
                     {"verdict", record.verdict},
                     {"reasons", record.reasons},
                     {"signer", record.signer},
                     {"position", record.position},
                     {"signed_at", record.signed_at ? Json(FormatTime(*record.signed_at)) : Json(nullptr)},
                     {"file", StatementFile(answer)},
                     {"sha256", record.answer_sha256}});
  }
  return Json{{"format", "markwarden-identifications/1"}, {"items", std::move(items)}};
}

Result<Json> ProveItems(CaseDb& db, GatheredCase& gathered, const CheckpointRecord& checkpoint, const std::string& origin) {
  const Scope system = SystemScope("system:seal", kSystemOrg);
  std::vector<Id> ids;
  for (const ExtractedItem& item : gathered.items) ids.push_back(item.capture.id);
  Result<std::vector<CaptureProof>> proofs = ProveCaptures(db, ids);
  if (!proofs) return Fail(proofs);
  struct Logged {
    std::string leaf;
    InclusionProof proof;
    TimeTrust trust;
  };
  std::map<Id, Logged> events;
  Json captures = Json::array();
  for (size_t i = 0; i < proofs->size(); ++i) {
    const CaptureProof& sealed = (*proofs)[i];
    const auto [found, fresh] = events.try_emplace(sealed.event);
    Logged& logged = found->second;
    if (fresh) {
      Result<std::optional<Event>> event = FindEvent(db, system, sealed.event);
      if (!event) return Fail(event);
      if (!*event) return Fail(ErrorCode::kInternal, "no event " + IdToString(sealed.event) + ": restore the store from a backup");
      Result<InclusionProof> proof = ProveEvent(db, sealed.event, checkpoint.size);
      if (!proof) return Fail(proof);
      Result<TimeTrust> trust = TimeClassOf(db, proof->index);
      if (!trust) return Fail(trust);
      logged = {.leaf = ToBase64(LeafBytes(**event)), .proof = std::move(*proof), .trust = *trust};
    }
    ExtractedItem& item = gathered.items[i];
    item.sealed_event = IdToString(sealed.event);
    item.capture.time_class = logged.trust.time_class;
    captures.push_back({{"id", IdToString(item.capture.id)},
                        {"warc_record_id", item.first_record_id},
                        {"records", item.records},
                        {"sha256", item.capture.digest},
                        {"segment_index", sealed.proof.index},
                        {"segment_size", sealed.proof.size},
                        {"segment_path", Hexes(sealed.proof.path)},
                        {"segment_root", ToHex(sealed.proof.root)},
                        {"event", item.sealed_event},
                        {"event_leaf", logged.leaf},
                        {"index", logged.proof.index},
                        {"path", Hexes(logged.proof.path)}});
  }
  return Json{{"format", "markwarden-log/1"}, {"origin", origin}, {"size", checkpoint.size}, {"root", ToHex(checkpoint.root)}, {"captures", std::move(captures)}};
}

Json CustodyLine(const Event& event) {
  return {{"event", IdToString(event.id)}, {"no", event.no ? Json(*event.no) : Json(nullptr)}, {"at", FormatTimeMillis(event.at)}, {"actor", event.actor_name},
          {"kind", event.kind}, {"subject_kind", event.subject_kind}, {"subject", IdToString(event.subject)}, {"detail", event.detail},
          {"leaf_hash", TextOrNull(event.leaf_hash)}};
}

Result<std::string> CustodyLines(CaseDb& db, const Scope& scope, const GatheredCase& gathered) {
  std::vector<std::pair<std::string, Id>> subjects = {{"case", gathered.record.id}};
  for (const FlagDetail& detail : gathered.flags) subjects.push_back({"flag", detail.row.flag.id});
  subjects.insert(subjects.end(), gathered.subjects.begin(), gathered.subjects.end());
  for (PageRequest page{.limit = kMaxPageRows, .after = {}};;) {
    Result<Page<PackageRecord>> packages = ListPackages(db, scope, {.case_id = gathered.record.id}, page);
    if (!packages) return Fail(packages);
    for (const PackageRecord& package : packages->rows) subjects.push_back({"package", package.id});
    if (packages->next.empty()) break;
    page.after = packages->next;
  }
  std::vector<Event> events;
  for (const auto& [kind, id] : subjects) {
    for (PageRequest page{.limit = kMaxPageRows, .after = {}};;) {
      Result<Page<Event>> found = ListEvents(db, scope, {.kind = {}, .subject_kind = kind, .subject = id, .actor = 0}, page);
      if (!found) return Fail(found);
      for (Event& event : found->rows) events.push_back(std::move(event));
      if (found->next.empty()) break;
      page.after = found->next;
    }
  }
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.id < b.id; });
  std::string lines;
  for (const Event& event : events) lines += DumpJson(CustodyLine(event)) + "\n";
  return lines;
}

}  // namespace markwarden

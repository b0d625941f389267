// Values of the forms, gathered from a case or a watch.
#include "service/local_forms.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/notice.h"
#include "core/time_zone.h"
#include "reports/local_form.h"
#include "reports/local_form_render.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/accounts.h"
#include "store/cases.h"
#include "store/clues.h"
#include "store/deadlines.h"
#include "store/events.h"
#include "store/flags.h"
#include "store/notices.h"
#include "store/rights.h"
#include "store/sources.h"
#include "store/store.h"
#include "store/watches.h"

namespace markwarden {
namespace {

// What each form is about; what a form of another name is about is a case.
constexpr std::string_view kOfWatch[] = {"task-request", "monitoring-report"};
constexpr int kMostEvents = 500, kMostFlags = 2000;

std::string_view AboutOf(std::string_view form) {
  return std::find(std::begin(kOfWatch), std::end(kOfWatch), form) == std::end(kOfWatch) ? "case" : "watch";
}

// The record of an extraction is made with a package and lies in it.
bool IsMadeElsewhere(std::string_view form) { return form == "extraction-record"; }

std::string DayIn(const LocalZone& zone, Time time) { return FormatDay(zone.DayOf(time)); }

class Gatherer {
 public:
  Gatherer(CaseDb& db, const Scope& scope, LocalZone zone) : db_(db), scope_(scope), zone_(std::move(zone)) {}

  Result<Json> OfCase(Id id) {
    Result<std::optional<CaseRecord>> record = FindCase(db_, scope_, id);
    if (!record) return Fail(record);
    if (!*record) return Fail(ErrorCode::kNotFound, "no case " + IdToString(id));
    if (Status named = NameOrganisation(); !named) return Fail(named);
    Result<std::map<Id, std::string>> acts = ActsOf(id);
    if (!acts) return Fail(acts);
    Json clues = Json::array(), subjects = Json::array(), listed = Json::array();
    std::map<std::string, int64_t> by_seller;
    std::map<std::string, Json> sellers;
    for (const Id flag : (*record)->flags) {
      Result<std::optional<FlagDetail>> detail = FindFlagDetail(db_, scope_, flag);
      if (!detail) return Fail(detail);
      if (!*detail) continue;
      const FlagDetail& one = **detail;
      const auto act = acts->find(flag);
      const std::string seller = one.seller ? one.seller->name : one.row.seller_name;
      clues.push_back({{"id", IdToString(flag)}, {"title", one.row.title}, {"url", one.row.url}, {"price", PriceOf(one)}, {"right", one.row.right_title},
                       {"act", act == acts->end() ? Json(nullptr) : Json(act->second)}, {"seller", TextOrNull(seller)}, {"state", ToString(one.row.flag.state)}});
      listed.push_back({{"id", IdToString(flag)}, {"subject", TextOrNull(seller)}, {"title", one.row.title}, {"right", one.row.right_title},
                        {"act", act == acts->end() ? Json(nullptr) : Json(act->second)}, {"price", PriceOf(one)},
                        {"sales", one.snapshot.listing.sales ? Json(*one.snapshot.listing.sales) : Json(nullptr)},
                        {"found_at", FormatTime(one.row.flag.created_at)}, {"capture", IdToString(one.capture.id)}});
      const std::string key = one.row.platform + "/" + seller;
      ++by_seller[key];
      if (!sellers.contains(key)) sellers[key] = SellerOf(one, seller);
      if (!values_.contains("clue")) {
        values_["seller"] = sellers[key];
        values_["clue"] = ClueOf(one, act == acts->end() ? "" : act->second, seller);
      }
      if (!values_.contains("task") && one.row.flag.watch != 0) {
        if (Status told = TaskOf(one.row.flag.watch); !told) return Fail(told);
      }
    }
    for (const auto& [key, seller] : sellers) {
      subjects.push_back({{"name", seller["name"]}, {"platform", seller["platform"]}, {"credit_code", seller["credit_code"]}, {"region", seller["region"]},
                          {"clues", by_seller[key]}, {"earlier", nullptr}});
    }
    values_["clues"] = std::move(clues);
    values_["subjects"] = std::move(subjects);
    values_["acts"] = std::move(listed);
    if (Status told = StepsOf(id); !told) return Fail(told);
    if (Status told = AssignmentOf(id); !told) return Fail(told);
    if ((*record)->state == "closed") values_["outcome"] = {{"result", TextOrNull((*record)->outcome)}, {"at", FormatTime((*record)->updated_at)}};
    return std::move(values_);
  }

  Result<Json> OfWatch(Id id) {
    Result<std::optional<Watch>> watch = FindWatch(db_, scope_, id);
    if (!watch) return Fail(watch);
    if (!*watch) return Fail(ErrorCode::kNotFound, "no watch " + IdToString(id));
    if (Status named = NameOrganisation(); !named) return Fail(named);
    if (Status told = TaskOf(id); !told) return Fail(told);
    QueueFilter filter;
    filter.watch = id;
    std::map<std::string, std::pair<int64_t, std::set<std::string>>> by_right;
    std::map<std::string, int64_t> by_platform;
    std::map<std::string, std::string> right_kinds;
    int64_t flags = 0, reviewed = 0, dismissed = 0, cases = 0;
    std::set<std::string> sellers;
    Json clues = Json::array();
    PageRequest request{.limit = kMaxPageRows, .after = {}};
    do {
      Result<Page<QueueRow>> page = ListQueue(db_, scope_, filter, request);
      if (!page) return Fail(page);
      for (const QueueRow& row : page->rows) {
        ++flags;
        reviewed += row.flag.state != FlagState::kNew;
        dismissed += row.flag.state == FlagState::kDismissed;
        cases += row.flag.state == FlagState::kInCase;
        sellers.insert(row.platform + "/" + row.seller_name);
        ++by_platform[row.platform];
        auto& [count, of_right] = by_right[row.right_title];
        ++count;
        of_right.insert(row.platform + "/" + row.seller_name);
        right_kinds[row.right_title] = row.right_kind;
        if (int(clues.size()) < kMostFlags) {
          clues.push_back({{"id", IdToString(row.flag.id)}, {"seller", TextOrNull(row.seller_name)}, {"title", row.title}, {"right", row.right_title},
                           {"act", nullptr}, {"state", ToString(row.flag.state)}});
        }
      }
      request.after = page->next;
    } while (!request.after.empty());
    Json platforms = Json::array(), rights = Json::array();
    for (const auto& [platform, count] : by_platform) platforms.push_back({{"platform", platform}, {"listings", nullptr}, {"flags", count}, {"removed", nullptr}});
    for (const auto& [right, count] : by_right) {
      rights.push_back({{"right", right}, {"kind", right_kinds[right]}, {"flags", count.first}, {"sellers", int64_t(count.second.size())}});
    }
    values_["totals"] = {{"captures", nullptr}, {"listings", nullptr}, {"sellers", int64_t(sellers.size())}, {"flags", flags}, {"reviewed", reviewed},
                         {"dismissed", dismissed}, {"cases", cases}};
    values_["by_platform"] = std::move(platforms);
    values_["by_right"] = std::move(rights);
    values_["clues"] = std::move(clues);
    return std::move(values_);
  }

 private:
  Status NameOrganisation() {
    Result<std::optional<Organisation>> organisation = FindOrganisation(db_, scope_.org);
    if (!organisation) return Fail(organisation);
    values_["organisation"] = *organisation ? Json((*organisation)->name) : Json(nullptr);
    return Ok();
  }

  static Json PriceOf(const FlagDetail& one) { return TextOrNull(one.row.price_amount); }

  static Json SellerOf(const FlagDetail& one, const std::string& name) {
    const Seller& shown = one.snapshot.listing.seller;
    return {{"name", TextOrNull(name)}, {"platform", one.row.platform}, {"id", TextOrNull(shown.id)},
            {"credit_code", TextOrNull(one.seller && !one.seller->credit_code.empty() ? one.seller->credit_code : shown.credit_code)},
            {"region", one.seller ? TextOrNull(one.seller->region_code) : Json(nullptr)}, {"address", TextOrNull(shown.location)}, {"contacts", shown.contacts}};
  }

  static Json ClueOf(const FlagDetail& one, const std::string& act, const std::string& seller) {
    Json review = nullptr, by = nullptr;
    for (const Decision& decision : one.decisions) {
      if (decision.note.empty()) continue;
      review = decision.note;
      by = decision.actor_name;
    }
    return {{"id", IdToString(one.row.flag.id)}, {"found_at", FormatTime(one.row.flag.created_at)}, {"channel", ToString(one.capture.kind)},
            {"platform", one.row.platform}, {"seller", TextOrNull(seller)}, {"right", one.row.right_title}, {"act", TextOrNull(act)},
            {"reasons", one.row.reason_codes}, {"reviewed_by", std::move(by)}, {"review", std::move(review)}};
  }

  // The suspected act of each flag, in Chinese words, as its newest notice names it.
  Result<std::map<Id, std::string>> ActsOf(Id case_id) {
    std::map<Id, std::string> acts;
    Result<Page<NoticeRecord>> notices = markwarden::ListNotices(db_, scope_, NoticeFilter{.platform = {}, .state = {}, .regime = {}, .case_id = case_id}, PageRequest{.limit = 200, .after = {}});
    if (!notices) return Fail(notices);
    for (const NoticeRecord& record : notices->rows) {
      const Result<Notice> notice = NoticeFromJson(record.payload);
      if (!notice) continue;
      for (const NoticeItem& item : notice->items) {
        if (const auto id = ParseId(item.flag_id)) acts[*id] = TextIn(notice->claim.act, "zh");
      }
    }
    return acts;
  }

  Status StepsOf(Id case_id) {
    Json steps = Json::array();
    std::vector<std::pair<std::string, Id>> subjects = {{"case", case_id}};
    Result<Page<NoticeRecord>> notices = markwarden::ListNotices(db_, scope_, NoticeFilter{.platform = {}, .state = {}, .regime = {}, .case_id = case_id}, PageRequest{.limit = 200, .after = {}});
    if (!notices) return Fail(notices);
    for (const NoticeRecord& notice : notices->rows) subjects.emplace_back("notice", notice.id);
    std::vector<Event> events;
    for (const auto& [kind, id] : subjects) {
      Result<Page<Event>> found = ListEvents(db_, scope_, EventFilter{.kind = {}, .subject_kind = kind, .subject = id, .actor = 0}, PageRequest{.limit = kMostEvents, .after = {}});
      if (!found) return Fail(found);
      events.insert(events.end(), found->rows.begin(), found->rows.end());
    }
    std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.id < b.id; });
    for (const Event& event : events) {
      steps.push_back({{"at", FormatTime(event.at)}, {"step", event.kind}, {"by", event.actor_name},
                       {"result", event.personal ? TextOrNull(JsonText(*event.personal, "reason")) : Json(nullptr)}, {"event", IdToString(event.id)}});
    }
    values_["steps"] = std::move(steps);
    return Ok();
  }

  // To which bureau the case's clue was given, and by when it must be checked.
  Status AssignmentOf(Id case_id) {
    Result<Page<Clue>> clues = ListClues(db_, scope_, ClueFilter{.state = {}, .case_id = case_id}, PageRequest{.limit = 1, .after = {}});
    if (!clues) return Fail(clues);
    if (clues->rows.empty()) return Ok();
    const Clue& clue = clues->rows.front();
    Json assignment = {{"to", TextOrNull(clue.region_code)}, {"at", FormatTime(clue.created_at)}, {"due", nullptr}, {"demand", nullptr}, {"files", Json::array()}};
    Result<Page<Deadline>> terms = ListDeadlines(db_, scope_, DeadlineFilter{.case_id = 0, .subject_kind = "clue", .subject = clue.id, .state = {}, .due_from = {}, .due_before = {}}, PageRequest{.limit = 50, .after = {}});
    if (!terms) return Fail(terms);
    for (const Deadline& term : terms->rows) {
      if (term.at_end == "check") assignment["due"] = term.last_day.empty() ? Json(DayIn(zone_, term.due)) : Json(term.last_day);
    }
    values_["assignment"] = std::move(assignment);
    return Ok();
  }

  Status TaskOf(Id watch_id) {
    Result<std::optional<Watch>> found = FindWatch(db_, scope_, watch_id);
    if (!found) return Fail(found);
    if (!*found) return Ok();
    const Watch& watch = **found;
    Json rights = Json::array(), objects = Json::array(), platforms = Json::array();
    for (const Id id : watch.rights) {
      Result<std::optional<RightRecord>> right = FindRight(db_, scope_, id);
      if (!right) return Fail(right);
      if (!*right) continue;
      const Right& one = (*right)->right;
      rights.push_back({{"kind", ToString(one.kind)}, {"title", one.title}, {"reg_no", TextOrNull(one.reg_no)}, {"holder", TextOrNull(one.holder.name)},
                        {"valid_to", TextOrNull(one.valid_to)}});
      objects.push_back(one.title);
    }
    std::set<std::string> keys;
    for (const Id id : watch.sources) {
      Result<std::optional<Source>> source = FindSource(db_, scope_, id);
      if (!source) return Fail(source);
      if (*source) keys.insert((*source)->platform_key);
    }
    for (const std::string& key : keys) platforms.push_back(key);
    Json regions = Json::array();
    if (!watch.region_code.empty()) regions.push_back(watch.region_code);
    Result<std::optional<Account>> owner = FindAccount(db_, watch.created_by);
    if (!owner) return Fail(owner);
    values_["task"] = {{"owner", *owner ? TextOrNull((*owner)->display_name) : Json(nullptr)}, {"created_at", FormatTime(watch.created_at)}, {"name", watch.name},
                       {"objects", std::move(objects)}, {"platforms", std::move(platforms)}, {"queries", watch.queries}, {"regions", std::move(regions)},
                       {"from", watch.from ? Json(DayIn(zone_, *watch.from)) : Json(nullptr)}, {"to", watch.to ? Json(DayIn(zone_, *watch.to)) : Json(nullptr)},
                       {"rights", std::move(rights)}};
    return Ok();
  }

  CaseDb& db_;
  const Scope& scope_;
  const LocalZone zone_;
  Json values_ = Json::object();
};

Result<FilledForm> Fill(Service& service, const Scope& scope, const FormQuery& query) {
  if (Status allowed = Authorise(scope, UseCase::kSeeReports); !allowed) return Fail(allowed);
  Result<std::vector<LocalForm>> forms = LoadLocalForms(service.options().data_dir);
  if (!forms) return Fail(forms);
  const LocalForm* form = FindLocalForm(*forms, query.form);
  if (!form || IsMadeElsewhere(query.form)) return Fail(ErrorCode::kNotFound, "no form is called \"" + query.form.substr(0, 60) + "\": see report forms");
  Result<LocalZone> zone = LocalZone::Find("Asia/Shanghai");
  if (!zone) return Fail(zone);
  Result<Json> values = Reading(service, [&](CaseDb& db) -> Result<Json> {
    Gatherer gatherer(db, scope, *zone);
    return AboutOf(query.form) == "watch" ? gatherer.OfWatch(query.about) : gatherer.OfCase(query.about);
  });
  if (!values) return Fail(values);
  return FillForm(*form, *values);
}

}  // namespace

Result<Json> ListForms(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kSeeReports); !allowed) return Fail(allowed);
  Result<std::vector<LocalForm>> forms = LoadLocalForms(service.options().data_dir);
  if (!forms) return Fail(forms);
  Json items = Json::array();
  for (const LocalForm& form : *forms) {
    if (IsMadeElsewhere(form.id)) continue;
    items.push_back({{"id", form.id}, {"title", Json(form.title)}, {"standard", form.standard}, {"source", Json(form.source)},
                     {"verified", !form.verified_by.empty()}, {"about", AboutOf(form.id)}});
  }
  return Json{{"items", std::move(items)}, {"next", nullptr}};
}

Result<Json> ShowForm(Service& service, const Scope& scope, const FormQuery& query) {
  Result<FilledForm> filled = Fill(service, scope, query);
  if (!filled) return Fail(filled);
  return Json{{"form", query.form}, {"about", IdToString(query.about)}, {"number", TextOrNull(query.number)}, {"empty", filled->empty}, {"values_sha256", filled->values_sha256}};
}

Result<std::string> RenderLocalForm(Service& service, const Scope& scope, const FormQuery& query, FormFormat format) {
  Result<FilledForm> filled = Fill(service, scope, query);
  if (!filled) return Fail(filled);
  Result<LocalFormTemplates> templates = LoadLocalFormTemplates(service.options().data_dir);
  if (!templates) return Fail(templates);
  LocalFormHead head;
  head.number = query.number;
  Result<std::optional<Organisation>> organisation = Reading(service, [&](CaseDb& db) { return FindOrganisation(db, scope.org); });
  if (!organisation) return Fail(organisation);
  head.organisation = *organisation ? (*organisation)->name : "";
  head.made_at = FormatTime(service.clock().Now());
  head.simulated = service.store().simulated();
  Result<RenderedForm> rendered = RenderForm(*filled, head, *templates, query.language);
  if (!rendered) return Fail(rendered);
  return format == FormFormat::kPdf ? std::move(rendered->pdf) : std::move(rendered->html);
}

}  // namespace markwarden

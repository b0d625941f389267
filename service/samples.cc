// Samples over the store.
#include "service/samples.h"

#include <algorithm>

#include "service/flags.h"
#include "service/permissions.h"
#include "service/review_policy.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/flags.h"
#include "store/samples.h"

namespace markwarden {
namespace {

constexpr int kDefaultSampleDays = 90;
constexpr size_t kMaxSampleNote = 16'000;

Json Judged(const std::string& outcome, const std::string& by, const std::string& reason, const std::string& note, const std::optional<Time>& at) {
  if (outcome.empty()) return nullptr;
  return {{"outcome", outcome}, {"by", TextOrNull(by)}, {"reason", TextOrNull(reason)}, {"note", TextOrNull(note)}, {"at", at ? Json(FormatTime(*at)) : Json(nullptr)}};
}

Json SampleView(const Sample& sample, bool blind) {
  Json view = {{"id", IdToString(sample.id)}, {"kind", sample.kind}, {"state", sample.state}, {"drawn_at", FormatTime(sample.created_at)},
               {"row_version", sample.row_version}};
  if (blind) return view;
  view["flag_id"] = IdToString(sample.flag);
  view["first"] = Judged(sample.first_outcome, "", "", "", sample.first_at);
  view["second"] = Judged(sample.second_outcome, sample.second_name, sample.second_reason, sample.second_note, sample.second_at);
  view["settled"] = Judged(sample.settled_outcome, sample.settled_name, "", sample.settled_note, sample.settled_at);
  return view;
}

Status CheckJudgement(const SampleJudgement& judgement) {
  if (judgement.outcome != "innocent" && judgement.outcome != "suspect") {
    return Fail(ErrorCode::kInvalid, "a judgement is innocent or suspect, not \"" + judgement.outcome + "\"");
  }
  if (judgement.note.size() > kMaxSampleNote || judgement.reason.size() > 200) return Fail(ErrorCode::kInvalid, "reason or note is too long");
  return Ok();
}

Result<Sample> SampleOf(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<Sample>> found = FindSample(db, scope, id);
  if (!found) return Fail(found);
  if (!*found) return Fail(ErrorCode::kNotFound, "no sample " + IdToString(id));
  return std::move(**found);
}

// Whether the person may be the second one.
Status MayJudge(CaseDb& db, const Scope& scope, const Sample& sample) {
  if (Status other = Authorise(scope, UseCase::kJudgeSample, sample.first_by); !other) return other;
  Result<bool> looked = HasLookedSince(db, scope.actor, sample);
  if (!looked) return Fail(looked);
  if (*looked) return Fail(ErrorCode::kDenied, "you have looked at this lead since it was judged: somebody else judges it blind");
  return Ok();
}

Result<Json> FiguresView(CaseDb& db, const Scope& scope, const std::string& kind, double share, Time from, Time to) {
  Result<SampleFigures> figures = FiguresOfSamples(db, scope, kind, from, to);
  if (!figures) return Fail(figures);
  const auto& table = figures->agreement.table;
  const auto number = [](const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); };
  Json view = {{"share", share},
               {"open", figures->open},
               {"judged", figures->agreement.Judged()},
               {"agreed", table[0][0] + table[1][1]},
               {"table", {{"innocent_innocent", table[0][0]}, {"innocent_suspect", table[0][1]}, {"suspect_innocent", table[1][0]}, {"suspect_suspect", table[1][1]}}},
               {"disagreed", figures->disagreed},
               {"settled", figures->settled},
               {"second_right", figures->settled_for_second}};
  if (kind == "decided") {
    view["agreement"] = number(figures->agreement.Share());
    view["kappa"] = number(figures->agreement.Kappa());
  } else {
    // The program said innocent of each of them.
    view["missed"] = table[0][1];
    view["miss_rate"] = figures->agreement.Judged() ? Json(double(table[0][1]) / double(figures->agreement.Judged())) : Json(nullptr);
  }
  return view;
}

}  // namespace

bool IsDrawn(std::string_view seed, std::string_view kind, Id flag, double share) {
  const Sha256Digest mac = HmacSha256(seed, std::string(kind) + ":" + IdToString(flag));
  uint64_t first = 0;
  for (size_t i = 0; i < 8; ++i) first = first << 8 | mac[i];
  return static_cast<double>(first) / 18446744073709551616.0 < share;  // 2^64
}

Status DrawForSample(Service& service, Transaction& tx, const Scope& scope, const FlagRecord& flag, Id hit, const std::string& kind, const std::string& outcome) {
  Result<const ReviewPolicy*> policy = service.review_policy();
  if (!policy) return Fail(policy);
  const double share = kind == "cleared" ? (*policy)->cleared_share : (*policy)->decided_share;
  if (share <= 0) return Ok();
  Result<SampleSeed> seed = SeedOfDraw(tx);
  if (!seed) return Fail(seed);
  if (seed->made) {
    NewEvent event = EventBy(scope, "sample.seeded", "store", 0);
    event.detail = {{"sha256", Sha256Hex(seed->bytes)}};
    if (auto id = AppendEvent(tx, event); !id) return Fail(id);
  }
  if (!IsDrawn(seed->bytes, kind, flag.id, share)) return Ok();
  Sample sample;
  sample.org = flag.org;
  sample.region_code = flag.region_code;
  sample.kind = kind;
  sample.flag = flag.id;
  sample.hit = hit;
  sample.right = flag.right;
  sample.first_by = scope.actor;
  sample.first_outcome = outcome;
  Result<bool> opened = OpenSample(tx, scope, sample);
  return opened ? Ok() : Status(Fail(opened));
}

Result<Json> ListSamplesFor(Service& service, const Scope& scope, const SampleQuery& query) {
  const bool open = query.state == "open";
  if (Status allowed = Authorise(scope, open ? UseCase::kJudgeSample : UseCase::kReviewSamples); !allowed) return Fail(allowed);
  if (!open && query.state != "agreed" && query.state != "disagreed" && query.state != "settled") {
    return Fail(ErrorCode::kInvalid, "a sample is open, agreed, disagreed or settled, not \"" + query.state + "\"");
  }
  if (!query.kind.empty() && query.kind != "decided" && query.kind != "cleared") {
    return Fail(ErrorCode::kInvalid, "a sample is of what people decided (decided) or of what the program cleared (cleared), not \"" + query.kind + "\"");
  }
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<Sample>> page = ListSamples(db, scope, {.state = query.state, .kind = query.kind, .judge = open ? scope.actor : 0},
                                            {.limit = std::clamp(query.limit, 1, 500), .after = query.cursor});
    if (!page) return Fail(page);
    Json items = Json::array();
    for (const Sample& sample : page->rows) items.push_back(SampleView(sample, open));
    return Json{{"items", std::move(items)}, {"next", TextOrNull(page->next)}};
  });
}

Result<Json> ShowSample(Service& service, const Scope& scope, Id id) {
  if (Status judges = Authorise(scope, UseCase::kJudgeSample); !judges) {
    if (Status reviews = Authorise(scope, UseCase::kReviewSamples); !reviews) return Fail(judges);
  }
  Result<Sample> sample = Reading(service, [&](CaseDb& db) -> Result<Sample> {
    Result<Sample> found = SampleOf(db, scope, id);
    if (!found) return found;
    if (found->state == "open") {
      if (Status may = MayJudge(db, scope, *found); !may) return Fail(may);
    } else if (Status reviews = Authorise(scope, UseCase::kReviewSamples); !reviews) {
      return Fail(reviews);
    }
    return found;
  });
  if (!sample) return Fail(sample);
  if (sample->state == "void") return Fail(ErrorCode::kNotFound, "sample " + IdToString(id) + " was withdrawn: its first judgement was taken back");
  const bool blind = sample->state == "open";
  Result<Json> flag = ShowFlag(service, scope, sample->flag);
  if (!flag) return flag;
  Json view = SampleView(*sample, blind);
  if (blind) {
    // Nothing that tells what was decided, or leads to where it stands.
    (*flag)["id"] = IdToString(sample->id);
    (*flag)["state"] = "new";
    (*flag)["verdict"] = "suspected";
    (*flag)["decisions"] = Json::array();
    (*flag)["case"] = nullptr;
    (*flag)["assigned"] = nullptr;
    (*flag)["row_version"] = 1;
    (*flag)["updated_at"] = (*flag)["found_at"];
    for (Json& hit : (*flag)["hits"]) hit["result"]["verdict"] = "suspected";
  }
  view["flag"] = std::move(*flag);
  return view;
}

Result<Json> JudgeSampleBlind(Service& service, const Scope& scope, Id id, const SampleJudgement& judgement) {
  if (Status allowed = Authorise(scope, UseCase::kJudgeSample); !allowed) return Fail(allowed);
  if (Status sound = CheckJudgement(judgement); !sound) return Fail(sound);
  if (judgement.outcome == "innocent" && judgement.reason.empty()) return Fail(ErrorCode::kInvalid, "say why it is innocent: a reason is needed");
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<Sample> sample = SampleOf(tx.db(), scope, id);
    if (!sample) return Fail(sample);
    if (Status may = MayJudge(tx.db(), scope, *sample); !may) return Fail(may);
    Result<Sample> judged = JudgeSample(tx, scope, id, judgement.outcome, judgement.reason, judgement.note,
                                        judgement.row_version ? judgement.row_version : sample->row_version);
    if (!judged) return Fail(judged);
    NewEvent event = EventBy(scope, "sample.judged", "sample", id);
    event.region_code = judged->region_code;
    event.detail = {{"flag", IdToString(judged->flag)}, {"hit", IdToString(judged->hit)}, {"kind", judged->kind}, {"outcome", judgement.outcome},
                    {"reason", TextOrNull(judgement.reason)}};
    if (!judgement.note.empty()) event.personal = {{"note", judgement.note}};
    if (auto event_id = AppendEvent(tx, event); !event_id) return Fail(event_id);
    return Json{{"id", IdToString(id)}, {"state", "judged"}, {"row_version", judged->row_version}};
  });
}

Result<Json> SettleDisagreement(Service& service, const Scope& scope, Id id, const SampleJudgement& judgement) {
  if (Status allowed = Authorise(scope, UseCase::kSettleSample); !allowed) return Fail(allowed);
  if (Status sound = CheckJudgement(judgement); !sound) return Fail(sound);
  if (judgement.note.empty()) return Fail(ErrorCode::kInvalid, "say in a note why one of the two is right");
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<Sample> sample = SampleOf(tx.db(), scope, id);
    if (!sample) return Fail(sample);
    for (const Id author : {sample->first_by, sample->second_by}) {
      if (Status other = Authorise(scope, UseCase::kSettleSample, author); !other) return Fail(other);
    }
    Result<Sample> settled = SettleSample(tx, scope, id, judgement.outcome, judgement.note, judgement.row_version ? judgement.row_version : sample->row_version);
    if (!settled) return Fail(settled);
    // What was dismissed and is suspected after all is open again; what is in a case stays there, with the word beside it.
    Result<std::optional<FlagRecord>> flag = FindFlag(tx.db(), scope, settled->flag);
    if (!flag) return Fail(flag);
    if (!*flag) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(settled->flag));
    const bool reopens = judgement.outcome == "suspect" && (*flag)->state == FlagState::kDismissed;
    Result<Decision> told = Decide(tx, scope, {.flag = settled->flag, .hit_seen = settled->hit, .row_version = (*flag)->row_version,
                                               .action = reopens ? DecisionAction::kReopen : DecisionAction::kNote,
                                               .reason_code = reopens ? "sample_suspect" : "", .basis = {}, .note = judgement.note});
    if (!told) return Fail(told);
    NewEvent event = EventBy(scope, "sample.settled", "sample", id);
    event.region_code = settled->region_code;
    event.detail = {{"flag", IdToString(settled->flag)}, {"kind", settled->kind}, {"first", settled->first_outcome}, {"second", settled->second_outcome},
                    {"outcome", judgement.outcome}, {"reopened", reopens}};
    event.personal = {{"note", judgement.note}};
    if (auto event_id = AppendEvent(tx, event); !event_id) return Fail(event_id);
    Json view = SampleView(*settled, false);
    view["reopened"] = reopens;
    return view;
  });
}

Result<Json> ShowSampleFigures(Service& service, const Scope& scope, const SamplePeriod& period) {
  if (Status allowed = Authorise(scope, UseCase::kSeeReports); !allowed) return Fail(allowed);
  Result<const ReviewPolicy*> policy = service.review_policy();
  if (!policy) return Fail(policy);
  const Time now = service.clock().Now();
  Time from = now - std::chrono::days(kDefaultSampleDays), to = now + std::chrono::seconds(1);
  for (const auto& [text, time] : {std::pair(&period.from, &from), std::pair(&period.to, &to)}) {
    if (text->empty()) continue;
    const std::optional<Time> read = ParseTime(*text);
    if (!read) return Fail(ErrorCode::kInvalid, "\"" + *text + "\" is no date: write it as 2026-11-27 or 2026-11-27T09:00:00+08:00");
    *time = *read;
  }
  if (to <= from) return Fail(ErrorCode::kInvalid, "the period ends before it begins");
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::string> seed = FindSampleSeed(db);
    if (!seed) return Fail(seed);
    Result<Json> decided = FiguresView(db, scope, "decided", (*policy)->decided_share, from, to);
    if (!decided) return decided;
    Result<Json> cleared = FiguresView(db, scope, "cleared", (*policy)->cleared_share, from, to);
    if (!cleared) return cleared;
    return Json{{"from", FormatTime(from)}, {"to", FormatTime(to)}, {"seed_sha256", seed->empty() ? Json(nullptr) : Json(Sha256Hex(*seed))},
                {"decided", std::move(*decided)}, {"cleared", std::move(*cleared)}};
  });
}

}  // namespace markwarden

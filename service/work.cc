// One pass of `work`, and the loop around it.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "core/account.h"
#include "service/checkpoints.h"
#include "service/crawl.h"
#include "service/follow_up_pass.h"
#include "service/log_keys.h"
#include "service/matching.h"
#include "service/outbox.h"
#include "service/permissions.h"
#include "service/queue_keeper.h"
#include "service/render.h"
#include "service/replies.h"
#include "service/chance.h"
#include "service/retro_match.h"
#include "service/right_terms.h"
#include "service/sellers.h"
#include "service/takedown_check.h"
#include "service/timestamps.h"
#include "service/transact.h"
#include "service/work.h"
#include "store/accounts.h"
#include "store/events.h"
#include "store/segments.h"
#include "store/store.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kPagesBetweenPasses = 3;
// In one turn: a slow recipient holds the rest up for so many of its time-outs.
constexpr int kSentBetweenPasses = 3, kSentAtOnce = 1'000;
constexpr int kLooksBetweenPasses = 3;

int64_t MillisSince(steady_clock::time_point start) {
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start).count();
}

// A log that was tampered with, or a full disk.
bool StopsWork(const Error& error) { return error.code == ErrorCode::kInternal || error.code == ErrorCode::kExhausted; }

// A log that cannot be signed now goes on growing, and the next checkpoint covers it all; one that was tampered with stops everything.
Status SignLog(Service& service, bool sign_now, WorkTotals& totals) {
  Status tended = EnsureLogKey(service);
  if (tended) tended = TendLogKeys(service);
  Result<std::optional<CheckpointRecord>> made = Fail(ErrorCode::kUnavailable, "");
  if (!tended) {
    made = Fail(tended);
  } else if (sign_now) {
    Result<CheckpointRecord> now = MakeCheckpoint(service);
    made = now ? Result<std::optional<CheckpointRecord>>(std::move(*now)) : Fail(now);
  } else {
    made = MakeCheckpointWhenDue(service);
  }
  if (!made && StopsWork(made.error())) return Fail(made);
  if (!made) totals.not_signed = "the log is not signed: " + made.error().message;
  if (made && *made) totals.checkpoint = (*made)->size;
  return Ok();
}

// What time brings, what people put into the outbox, what came back; before the log is numbered, so that it is there at once.
Status KeepInTouch(Service& service, int send, WorkTotals& totals, std::stop_token stop) {
  Result<FollowUpTotals> followed = FollowUpPass(service);
  if (!followed && StopsWork(followed.error())) return Fail(followed);
  if (followed) totals.follow_up += followed->over + followed->reminders + followed->proposed;
  if (send == 0) return Ok();
  Result<DeliveryTotals> deliveries = DeliverPass(service, send, stop);
  if (!deliveries && StopsWork(deliveries.error())) return Fail(deliveries);
  if (deliveries) totals.delivered = deliveries->accepted;
  Result<int64_t> asked = PollConnectors(service, send, stop);
  if (!asked && StopsWork(asked.error())) return Fail(asked);
  Result<MailTotals> mail = MailPass(service, stop);
  if (!mail && StopsWork(mail.error())) return Fail(mail);
  if (mail) {
    totals.messages = mail->taken;
    totals.not_read = mail->why_not;
  }
  return Ok();
}

// What lists of sellers and warnings of rights are read from.
Status KeepTallies(Service& service, const WorkWish& wish) {
  Result<int64_t> sellers = SellerPass(service);
  if (!sellers && StopsWork(sellers.error())) return Fail(sellers);
  if (wish.right_terms) {
    Result<RightTermTotals> terms = RightTermPass(service);
    if (!terms && StopsWork(terms.error())) return Fail(terms);
  }
  return Ok();
}

}  // namespace

Result<WorkTotals> WorkPass(Service& service, std::map<Id, RulesInForce>& compiled, const WorkWish& wish, std::stop_token stop) {
  WorkTotals totals;
  const auto start = steady_clock::now();
  Result<std::vector<Organisation>> organisations =
      Reading(service, [](CaseDb& db) { return ListOrganisations(db); });
  if (!organisations) return Fail(organisations);
  for (const Organisation& organisation : *organisations) {
    if (organisation.id == kSystemOrg) continue;
    // The same set keeps its compiled matcher from the pass before.
    auto& kept = compiled[organisation.id];
    Result<bool> same = StillInForce(service, organisation.id, kept);
    if (!same) return Fail(same);
    RulesInForce before;
    if (!*same) {
      Result<RulesInForce> rules = BringRulesInForce(service, organisation.id, kept);
      if (!rules) return Fail(std::move(rules.error()).While("rules of " + organisation.name));
      before = std::exchange(kept, std::move(*rules));
    }
    if (kept.empty()) continue;
    Result<Id> after = MeetStored(service, organisation.id, kept, before, stop);
    if (!after) return Fail(after);
    Result<MatchTotals> matched = MatchUnseen(service, organisation.id, kept, stop, *after);
    if (!matched) return Fail(matched);
    if (Status counted = CountChance(service, organisation.id, kept, stop); !counted && StopsWork(counted.error())) return Fail(counted);
    totals.match.matched += matched->matched;
    totals.match.flags += matched->flags;
    totals.match.cleared += matched->cleared;
    totals.match.pictures += matched->pictures;
    totals.match.relists += matched->relists;
  }
  {
    Result<std::unique_ptr<QueueKeeper>> keeper = QueueKeeper::Open(service);
    if (!keeper) return Fail(keeper);
    Result<int64_t> ordered = (*keeper)->RefreshAll(stop);
    if (!ordered) return Fail(ordered);
    totals.prioritised = *ordered;
  }
  totals.match_ms = MillisSince(start);

  if (Status done = KeepInTouch(service, wish.send, totals, stop); !done) return Fail(done);

  const auto sealing = steady_clock::now();
  Result<int64_t> unsealed = Reading(service, [](CaseDb& db) { return CountUnsealed(db); });
  if (!unsealed) return Fail(unsealed);
  if (*unsealed > 0) {
    Result<std::vector<SealRecord>> seals = Writing(service, [](Transaction& tx) { return SealAll(tx); });
    if (!seals) return Fail(seals);
    for (const SealRecord& seal : *seals) totals.sealed += seal.captures;
  }
  Result<int64_t> numbered = Reading(service, [](CaseDb& db) { return SequenceAllEvents(db); });
  if (!numbered) return Fail(numbered);
  totals.numbered = *numbered;
  if (Status done = KeepTallies(service, wish); !done) return Fail(done);
  if (Status done = SignLog(service, wish.sign_now, totals); !done) return Fail(done);
  totals.seal_ms = MillisSince(sealing);
  Result<StampTotals> stamps = StampPass(service, stop);
  if (!stamps && StopsWork(stamps.error())) return Fail(stamps);
  if (stamps) totals.stamped = stamps->stamped;
  return totals;
}

Result<Json> RunWork(Service& service, const Scope& scope, const WorkRun& run, std::stop_token stop) {
  if (Status allowed = Authorise(scope, UseCase::kRunWork); !allowed) return Fail(allowed);
  Result<RoleLock> lock = service.store().LockRole("work");
  if (!lock) return Fail(lock);
  if (Status whole = CheckLogAgainstFiles(service); !whole) return Fail(whole);
  const auto start = steady_clock::now();
  std::map<Id, RulesInForce> compiled;
  WorkTotals sum;
  int64_t rendered = 0, looked = 0, taken = 0, back = 0;
  std::string not_rendered;
  std::mutex mutex;
  std::condition_variable_any wake;
  bool last = false;
  std::optional<Time> terms_seen;  // when the days of rights were looked at
  for (;;) {
    const Time now = service.clock().Now();
    const bool terms_due = !terms_seen || HasPassed(*terms_seen, now, std::chrono::hours(1));
    if (terms_due) terms_seen = now;
    // The pass after a stop runs to its end, so that nothing captured stays unmatched or unsealed.
    Result<WorkTotals> pass = WorkPass(service, compiled, {.sign_now = !run.forever || last, .right_terms = terms_due, .send = last ? 0 : run.forever ? kSentBetweenPasses : kSentAtOnce},
                                         last ? std::stop_token() : stop);
    if (!pass) {
      // Another writer held the database for long: the next pass does what this one could not.
      if (pass.error().code != ErrorCode::kUnavailable || !run.forever || last) return Fail(pass);
    } else {
      sum.match.matched += pass->match.matched;
      sum.match.flags += pass->match.flags;
      sum.match.cleared += pass->match.cleared;
      sum.match.pictures += pass->match.pictures;
      sum.match.relists += pass->match.relists;
      sum.sealed += pass->sealed;
      sum.numbered += pass->numbered;
      sum.match_ms += pass->match_ms;
      sum.seal_ms += pass->seal_ms;
      sum.checkpoint = std::max(sum.checkpoint, pass->checkpoint);
      sum.stamped += pass->stamped;
      if (run.say && !pass->not_signed.empty() && pass->not_signed != sum.not_signed) run.say(pass->not_signed);
      sum.not_signed = pass->not_signed;
      sum.delivered += pass->delivered;
      sum.messages += pass->messages;
      if (run.say && !pass->not_read.empty() && pass->not_read != sum.not_read) run.say(pass->not_read);
      if (!pass->not_read.empty()) sum.not_read = pass->not_read;
      if (run.progress) {
        RunProgress progress;
        progress.listings = sum.match.matched;
        progress.pictures = sum.match.pictures;
        run.progress(progress);
      }
    }
    int64_t rendered_now = 0;
    // In a role that stays, matching comes first: a few pages, then another look at what is new.
    if (run.render_pages > 0 && pass && !last) {
      const RenderBudget budget{.pages = run.forever ? std::min(run.render_pages, kPagesBetweenPasses) : run.render_pages,
                                .time = run.render_time,
                                .wait_for_gap = milliseconds(run.forever ? 0 : 5000)};
      Result<RenderTotals> renders = RenderPass(service, budget, stop);
      if (!renders) {
        if (renders.error().code != ErrorCode::kUnavailable || !run.forever) return Fail(renders);
      } else {
        rendered_now = renders->rendered + renders->failed;
        rendered += renders->rendered;
        not_rendered = renders->why_not;
      }
    }
    int64_t looked_now = 0;
    if (run.check_listings > 0 && pass && !last) {
      Result<CheckTotals> looks = CheckPass(service, {.looks = run.forever ? std::min(run.check_listings, kLooksBetweenPasses) : run.check_listings,
                                                      .wait_for_gap = milliseconds(run.forever ? 0 : 60'000)}, stop);
      if (!looks) {
        if (looks.error().code != ErrorCode::kUnavailable || !run.forever) return Fail(looks);
      } else {
        looked_now = looks->looks;
        looked += looks->looks;
        taken += looks->taken;
        back += looks->back;
      }
    }
    if (!run.forever && rendered_now + looked_now > 0 && !last) {
      last = true;  // what was rendered or looked at is matched, sealed and numbered too
      continue;
    }
    if (!run.forever || last) break;
    if (stop.stop_requested()) {
      last = true;
      continue;
    }
    const bool idle = !pass || (pass->match.matched == 0 && pass->sealed == 0 && pass->numbered == 0 && rendered_now == 0 && looked_now == 0);
    std::unique_lock guard(mutex);
    wake.wait_for(guard, stop, milliseconds(idle ? 1000 : 100), [] { return false; });
  }
  return Json{{"matched", sum.match.matched}, {"flags", sum.match.flags},   {"cleared", sum.match.cleared},
              {"pictures", sum.match.pictures}, {"sealed", sum.sealed},     {"numbered", sum.numbered},
              {"checkpoint", sum.checkpoint > 0 ? Json(sum.checkpoint) : Json(nullptr)},
              {"stamped", sum.stamped},         {"not_signed", TextOrNull(sum.not_signed)},
              {"delivered", sum.delivered},     {"messages", sum.messages},   {"not_read", TextOrNull(sum.not_read)},
              {"rendered", rendered},           {"not_rendered", TextOrNull(not_rendered)},
              {"looked", looked},               {"taken", taken},               {"back", back},               {"relists", sum.match.relists},
              {"match_ms", sum.match_ms},     {"seal_ms", sum.seal_ms},     {"elapsed_ms", MillisSince(start)}};
}

void SayWhatWasCut(const SayLine& say, int64_t bytes) {
  if (bytes == 0 || !say) return;
  say("an earlier run ended in the middle of a write: " + std::to_string(bytes) +
      " bytes that were never recorded are cut off; every recorded capture is whole");
}

Status WorkPassWhenAlone(Service& service) {
  Result<RoleLock> lock = service.store().LockRole("work");
  if (!lock) return lock.error().code == ErrorCode::kConflict ? Ok() : Fail(lock);
  if (Status whole = CheckLogAgainstFiles(service); !whole) return Fail(whole);
  std::map<Id, RulesInForce> compiled;
  Result<WorkTotals> pass = WorkPass(service, compiled, {}, {});
  if (!pass) return Fail(pass);
  return Ok();
}

}  // namespace markwarden

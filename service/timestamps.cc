// Asking, checking, keeping; and saying what it is worth.
#include "service/timestamps.h"

#include <algorithm>

#include "core/net/time_authority.h"
#include "service/content.h"
#include "service/log_policy.h"
#include "service/transact.h"
#include "store/checkpoints.h"
#include "store/store.h"

namespace markwarden {
namespace {

Time NextTry(const LogPolicy& policy, int64_t attempts, Time now) {
  std::chrono::seconds pause = policy.stamp_retry;
  for (int64_t i = 0; i < attempts && pause < policy.stamp_retry_cap; ++i) pause *= 2;
  return now + std::min(pause, policy.stamp_retry_cap);
}

struct Outcome {
  std::optional<Id> authority;  // that gave a good token
  std::string answer;
  TimestampFacts facts;
  std::string why;              // none did
  bool refused_by_all = true;
};

Result<Outcome> AskAll(const std::vector<TimeAuthorityRecord>& authorities, const AskAuthority& ask, const CheckAnswer& check, const Sha256Digest& digest, std::stop_token stop) {
  Outcome outcome;
  for (const TimeAuthorityRecord& authority : authorities) {
    if (stop.stop_requested()) return Fail(ErrorCode::kCancelled, "asked to stop while time authorities were asked");
    const std::string nonce = NewTimestampNonce();  // nobody's answer may serve as another's
    Result<std::string> answer = ask(authority, WriteTimestampRequest(digest, nonce));
    if (!answer && answer.error().code == ErrorCode::kCancelled) return Fail(answer);
    Result<TimestampFacts> facts = answer ? check(*answer, digest, nonce, authority.rules) : Result<TimestampFacts>(Fail(answer));
    if (facts) {
      outcome.authority = authority.id;
      outcome.answer = std::move(*answer);
      outcome.facts = std::move(*facts);
      return outcome;
    }
    outcome.refused_by_all = outcome.refused_by_all && facts.error().code == ErrorCode::kUnsupported;
    outcome.why += (outcome.why.empty() ? "" : "; ") + authority.key + ": " + facts.error().message;
  }
  return outcome;
}

}  // namespace

Result<StampTotals> StampDue(CaseDb& db, const LogPolicy& policy, const AskAuthority& ask, const CheckAnswer& check, int limit, std::stop_token stop) {
  StampTotals totals;
  Result<std::vector<TimeAuthorityRecord>> authorities = ListTimeAuthorities(db);
  if (!authorities) return Fail(authorities);
  std::erase_if(*authorities, [](const TimeAuthorityRecord& authority) { return !authority.enabled; });
  if (authorities->empty()) return totals;
  Result<std::vector<TimestampRecord>> due = DueTimestamps(db, limit);
  if (!due) return Fail(due);
  for (const TimestampRecord& stamp : *due) {
    Result<Outcome> outcome = AskAll(*authorities, ask, check, stamp.digest, stop);
    if (!outcome) return outcome.error().code == ErrorCode::kCancelled ? Result<StampTotals>(totals) : Fail(outcome);
    Result<std::unique_ptr<Transaction>> tx = db.Begin();
    if (!tx) return Fail(tx);
    Status kept = outcome->authority
                      ? KeepTimestamp(**tx, stamp.id, *outcome->authority, outcome->answer, outcome->facts)
                      : PutOffTimestamp(**tx, stamp.id, outcome->why, NextTry(policy, stamp.attempts, db.Now()),
                                        outcome->refused_by_all ? StampState::kRefused : StampState::kWanted);
    if (!kept && kept.error().code == ErrorCode::kConflict) continue;  // another process was quicker
    if (!kept) return Fail(kept);
    if (Status done = (*tx)->Commit(); !done) return Fail(done);
    ++(outcome->authority ? totals.stamped : totals.put_off);
  }
  return totals;
}

Result<StampTotals> StampPass(Service& service, std::stop_token stop) {
  LogPolicy policy;
  Result<bool> has_due = Reading(service, [&](CaseDb& db) -> Result<bool> {
    Result<std::vector<TimeAuthorityRecord>> authorities = ListTimeAuthorities(db);
    if (!authorities) return Fail(authorities);
    if (std::none_of(authorities->begin(), authorities->end(), [](const auto& authority) { return authority.enabled; })) return false;
    Result<LogPolicy> loaded = LoadLogPolicy(service.options().data_dir);
    if (!loaded) return Fail(loaded);
    policy = *loaded;
    Result<std::optional<CheckpointRecord>> newest = LastCheckpoint(db);
    if (!newest) return Fail(newest);
    Result<std::optional<TimestampRecord>> last = LastCheckpointStamp(db);
    if (!last) return Fail(last);
    if (*newest && (!*last || ((*newest)->size > (*last)->size && HasPassed((*last)->wanted_at, db.Now(), policy.stamp_every)))) {
      Result<std::unique_ptr<Transaction>> tx = db.Begin();
      if (!tx) return Fail(tx);
      Result<TimestampRecord> wanted = WantTimestamp(**tx, StampSubject::kCheckpoint, (*newest)->size, Sha256((*newest)->note));
      if (!wanted) return Fail(wanted);
      if (Status done = (*tx)->Commit(); !done) return Fail(done);
    }
    Result<std::vector<TimestampRecord>> due = DueTimestamps(db, 1);
    if (!due) return Fail(due);
    return !due->empty();
  });
  if (!has_due) return Fail(has_due);
  if (!*has_due) return StampTotals{};
  Result<AskAuthority> ask = AskOverNetwork(service, stop);
  if (!ask) return Fail(ask);
  // One a turn: an authority that is slow to answer holds nothing else up for long.
  return Reading(service, [&](CaseDb& db) { return StampDue(db, policy, *ask, CheckInWorker(service), 1, stop); });
}

CheckAnswer CheckInWorker(Service& service) {
  return [&service](std::string_view answer, const Sha256Digest& digest, std::string_view nonce, const TimestampRules& rules) {
    return service.content().CheckAnswer(answer, digest, nonce, rules);
  };
}

Result<AskAuthority> AskOverNetwork(Service& service, std::stop_token stop) {
  Result<std::unique_ptr<Fetcher>> made = MakeFetcher({.clock = &service.clock(),
                                                       .own_ports = [dir = service.store().dir()] { return ConsolePorts(dir); },
                                                       .max_connections = 4});
  if (!made) return Fail(made);
  const std::shared_ptr<Fetcher> fetcher = std::move(*made);
  return AskAuthority([fetcher, stop](const TimeAuthorityRecord& authority, const std::string& request) -> Result<std::string> {
    TimeAuthorityQuestion question{.url = authority.url, .request = request};
    for (const std::string& text : authority.allow_networks) {
      Result<IpNetwork> network = ParseIpNetwork(text);
      if (!network) return Fail(network);
      question.allow_networks.push_back(*network);
    }
    return AskTimeAuthority(*fetcher, question, stop);
  });
}

namespace {

struct Words {
  std::string zh, en;
};
// What is known of the machine's clock, from what was recorded with it.
Words ClockWords(const Json& clock) {
  const Json* synchronised = JsonMember(clock, "synchronised");
  if (synchronised == nullptr || !synchronised->is_boolean()) return {"时钟是否与授时服务同步：未知", "whether a time service kept it: unknown"};
  if (!synchronised->get<bool>()) return {"时钟未与授时服务同步", "no time service kept it"};
  const std::optional<int64_t> error = JsonInt(clock, "max_error_us");
  const std::string millis = error ? std::to_string((*error + 999) / 1000) : "";
  return {"时钟与授时服务同步" + (error ? "，最大误差 " + millis + " 毫秒" : std::string()),
          "kept by a time service" + (error ? ", off by " + millis + " ms at most" : std::string())};
}

}  // namespace

Result<Json> DescribeTime(CaseDb& db, const TimeTrust& trust, const Json& clock) {
  TimeAuthorityRecord authority;
  if (trust.authority != 0) {
    Result<std::optional<TimeAuthorityRecord>> found = FindTimeAuthority(db, trust.authority);
    if (!found) return Fail(found);
    if (!*found) return Fail(ErrorCode::kInternal, "case.db lacks time authority " + IdToString(trust.authority) + "; restore a backup");
    authority = std::move(**found);
  }
  const std::string until = trust.not_later_than ? FormatTime(*trust.not_later_than) : "";
  Words words;
  switch (trust.time_class) {
    case TimeClass::kA:
      words = {"可信时间戳：" + authority.name_zh + "，不晚于 " + until, "trusted timestamp of " + authority.name_en + ": existed by " + until};
      break;
    case TimeClass::kB:
      words = trust.checkpoint_size > 0
                  ? Words{"由事后加盖时间戳的日志检查点（" + std::to_string(trust.checkpoint_size) + " 条）覆盖：" + authority.name_zh + "，不晚于 " + until,
                          "covered by a checkpoint of the log (" + std::to_string(trust.checkpoint_size) + " events) that " + authority.name_en +
                              " stamped later: existed by " + until}
                  : Words{"由未列为可信的机构加盖时间戳：" + authority.name_zh + "，不晚于 " + until,
                          "stamped by " + authority.name_en + ", which is not listed as trusted: existed by " + until};
      break;
    case TimeClass::kC: {
      const Words state = ClockWords(clock);
      words = {"仅本机时钟（" + state.zh + "）", "this machine's clock alone (" + state.en + ")"};
      break;
    }
  }
  return Json{{"class", std::string(ToString(trust.time_class))},
              {"zh", words.zh},
              {"en", words.en},
              {"not_later_than", TextOrNull(until)},
              {"checkpoint_size", trust.checkpoint_size > 0 ? Json(trust.checkpoint_size) : Json(nullptr)},
              {"authority", trust.authority != 0 ? Json{{"key", authority.key}, {"zh", authority.name_zh}, {"en", authority.name_en}} : Json(nullptr)}};
}

}  // namespace markwarden

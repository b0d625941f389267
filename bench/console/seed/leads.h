// Leads: looks with their signals, priorities, what people decided, cases, and the events of all that.
#pragma once

#include <deque>
#include <map>
#include <vector>

#include "bench/console/seed/offers.h"
#include "service/priority.h"
#include "store/flags.h"

namespace markwarden::seed {

class LeadWriter {
 public:
  // `end`: the day that the store is looked at; ages are counted up to it.
  LeadWriter(CaseDb& db, Ground& ground, const PriorityFormula& formula, Time end) : db_(db), ground_(ground), formula_(formula), end_(end) {}

  // Records the look and, some hundred leads later, what was decided of it.
  void Save(Transaction& tx, Random& random, const Offer& offer);
  // Whatever still waits for its decision, and whatever is kept for a case.
  void Finish(Transaction& tx, Random& random);

  int64_t flags() const { return flags_; }
  int64_t decisions() const { return decisions_; }
  int64_t cases() const { return cases_; }

 private:
  struct Waiting {
    Id flag = 0, hit = 0, right = 0;
    Shop* shop = nullptr;
    std::string region;
  };
  void Prioritise(Transaction& tx, Random& random, const Offer& offer, const HitSaved& saved, const Flag& result);
  void DecideOne(Transaction& tx, Random& random, const Waiting& one, bool old);
  void Act(Transaction& tx, const Scope& by, const Waiting& one, DecisionAction action, const std::string& reason, int64_t version);
  void OpenOne(Transaction& tx, Random& random, std::vector<Waiting>& flags);

  CaseDb& db_;
  Ground& ground_;
  const PriorityFormula& formula_;
  const Time end_;
  std::deque<Waiting> waiting_;
  std::map<Id, std::vector<Waiting>> for_cases_;  // by right
  int64_t flags_ = 0, decisions_ = 0, cases_ = 0;
};

}  // namespace markwarden::seed

// Keeps the order of the queue: priorities that are due, and the groups of near-duplicate pictures.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>

#include "core/result.h"
#include "service/priority.h"
#include "service/service.h"
#include "store/database.h"

namespace markwarden {

// For one thread.  What it remembers of pictures holds as long as nobody else groups any: the lock of `work` says so.
class QueueKeeper {
 public:
  // Errors: those of the data files.
  static Result<std::unique_ptr<QueueKeeper>> Open(Service& service);
  ~QueueKeeper();

  // Computes at most `limit` that are due, in the caller's transaction.  Returns how many.
  Result<int64_t> Refresh(Transaction& tx, int limit);
  // Every one that is due, in transactions of its own; a formula that is new makes all of them due.
  Result<int64_t> RefreshAll(std::stop_token stop);

 private:
  struct Pictures;
  QueueKeeper(Service& service, const PriorityFormula& formula);
  Result<std::string> GroupOf(Transaction& tx, const std::string& sha256);

  Service& service_;
  const PriorityFormula& formula_;
  std::unique_ptr<Pictures> pictures_;  // read when first needed
};

}  // namespace markwarden

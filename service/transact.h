// The two ways a use case touches the store: reading, and one transaction.
#pragma once

#include <type_traits>
#include <utility>

#include "service/service.h"
#include "store/database.h"

namespace markwarden {

// Runs `use` with a connection; it returns a Result.
template <typename Use>
std::invoke_result_t<Use, CaseDb&> Reading(Service& service, Use&& use) {
  Result<Service::Connection> db = service.Connect();
  if (!db) return Fail(db);
  return std::forward<Use>(use)(**db);
}

// Runs `use` in one transaction and commits it when `use` succeeds.
template <typename Use>
std::invoke_result_t<Use, Transaction&> Writing(Service& service, Use&& use) {
  Result<Service::Connection> db = service.Connect();
  if (!db) return Fail(db);
  Result<std::unique_lock<std::timed_mutex>> turn = service.TakeWriteTurn();
  if (!turn) return Fail(turn);
  Result<std::unique_ptr<Transaction>> tx = (*db)->Begin();
  if (!tx) return Fail(tx);
  auto result = std::forward<Use>(use)(**tx);
  if (!result) return result;
  if (Status done = (*tx)->Commit(); !done) return Fail(done);
  return result;
}

}  // namespace markwarden

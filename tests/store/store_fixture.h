// A fresh store in a temporary folder, with a clock that stands still, two organisations and
// short ways to put things into it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "store/accounts.h"
#include "store/captures.h"
#include "store/cases.h"
#include "store/events.h"
#include "store/flags.h"
#include "store/listings.h"
#include "store/notices.h"
#include "store/rights.h"
#include "store/rule_sets.h"
#include "store/segments.h"
#include "store/sources.h"
#include "store/store.h"
#include "store/watches.h"

namespace markwarden {

// The value, or a failed test that says why there is none.
template <typename T>
T Must(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().message;
    std::abort();
  }
  return std::move(*result);
}
inline void Must(Status status) {
  if (!status) {
    ADD_FAILURE() << status.error().message;
    std::abort();
  }
}

inline std::filesystem::path NewTempDir() {
  std::string pattern = (std::filesystem::temp_directory_path() / "markwarden-store-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) std::abort();
  return pattern;
}

inline Exchange PageAt(const std::string& url, const std::string& body) {
  Exchange exchange;
  exchange.url = url;
  exchange.request_head = "GET / HTTP/1.1\r\nHost: shop1.test\r\n\r\n";
  exchange.response_head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
  exchange.body = body;
  exchange.status = 200;
  exchange.remote_ip = "127.0.0.2";
  exchange.started = *ParseTime("2026-11-23T08:00:00.125Z");
  exchange.duration = std::chrono::milliseconds(17);
  return exchange;
}

class StoreTest : public testing::Test {
 protected:
  StoreTest() : dir_(NewTempDir()) {
    Must(Store::Create(dir_ / "store")).reset();
    store_ = Must(Store::Open(dir_ / "store", &clock_));
    db_ = Must(store_->OpenCase());
    officer_ = NewOrg("bureau", "lin", {Role::kOfficer});
    stranger_ = NewOrg("other bureau", "wu", {Role::kOfficer});
  }
  ~StoreTest() override {
    db_.reset();
    store_.reset();
    std::filesystem::remove_all(dir_);
  }

  // Runs `work` in a transaction that commits.
  template <typename Work>
  auto InTx(Work work) {
    std::unique_ptr<Transaction> tx = Must(db_->Begin());
    auto done = work(*tx);
    Must(tx->Commit());
    return done;
  }

  Scope NewOrg(const std::string& name, const std::string& login, std::set<Role> roles) {
    return InTx([&](Transaction& tx) {
      Organisation organisation;
      organisation.name = name;
      organisation.created_by = kSystemActors[3].id;
      const Organisation org = Must(AddOrganisation(tx, organisation));
      Account account;
      account.org = org.id;
      account.login = login;
      account.display_name = login;
      account.roles = std::move(roles);
      const Account added = Must(AddAccount(tx, account));
      Scope scope;
      scope.actor = added.id;
      scope.actor_name = login;
      scope.org = org.id;
      scope.roles = added.roles;
      return scope;
    });
  }

  std::vector<CaptureRef> Capture(const std::vector<Exchange>& exchanges, const std::string& writer = "crawl") {
    std::unique_ptr<CaptureWriter> made = Must(CaptureWriter::Open(*store_, *db_, writer));
    for (const Exchange& exchange : exchanges) Must(made->Append(exchange, {}));
    return InTx([&](Transaction& tx) { return Must(made->Commit(tx)); });
  }

  RightRecord NewRight(const Scope& scope, const std::string& key) {
    Right right;
    right.id = key;
    right.title = "ZORLA";
    right.names = {"zorla"};
    right.holder.name = "Zorla Works";
    return InTx([&](Transaction& tx) { return Must(SaveRight(tx, scope, right, {})).record; });
  }

  // A listing with its capture; a fixed extractor version.
  SnapshotSaved NewListing(const std::string& item, const std::string& title, const std::string& region = "") {
    const CaptureRef capture = Capture({PageAt("http://shop1.test/item/" + item, "<h1>" + title + "</h1>")}).front();
    NewSnapshot snapshot;
    snapshot.platform = "shop1";
    snapshot.item_key = item;
    snapshot.capture = capture.id;
    snapshot.extractor = "x1";
    snapshot.seller_region = region;
    snapshot.listing.url = "http://shop1.test/item/" + item;
    snapshot.listing.title = title;
    snapshot.listing.price = Price{"199.00", std::nullopt, "CNY"};
    snapshot.listing.seller.name = "seller of " + item;
    return InTx([&](Transaction& tx) { return Must(SaveSnapshot(tx, officer_, snapshot)); });
  }

  NewHit HitOn(const SnapshotSaved& listing, const RightRecord& right, double db, const std::string& detector = "text.name") {
    NewHit hit;
    hit.listing = listing.listing;
    hit.right = right.id;
    hit.right_version = right.version_id;
    hit.snapshot = listing.snapshot;
    hit.capture = Must(FindSnapshot(*db_, listing.snapshot))->capture;
    hit.seller = listing.seller;
    hit.result.right_id = right.key;
    hit.result.db = db;
    hit.result.score = 0.9;
    hit.result.engine = "e1";
    hit.result.rule_set = "rs1";
    hit.result.reason_codes = {"name"};
    Signal signal;
    signal.detector = detector;
    signal.field = "title";
    signal.db = db;
    hit.result.signals = {signal};
    return hit;
  }

  HitSaved Record(const Scope& scope, const NewHit& hit) {
    return InTx([&](Transaction& tx) { return Must(RecordHit(tx, scope, hit)); });
  }

  FakeClock clock_{*ParseTime("2026-11-23T08:00:00Z")};
  const std::filesystem::path dir_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<CaseDb> db_;
  Scope officer_, stranger_;
};

}  // namespace markwarden

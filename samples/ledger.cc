// Takes up events and works out their effects.
#include "samples/ledger.h"

#include <algorithm>
#include <cstdio>

#include "samples/relist.h"
#include "samples/write.h"

namespace markwarden::samples {
namespace {

std::string ReceiptOf(const Shop& shop, int number) {
  char digits[16];
  std::snprintf(digits, sizeof digits, "%06d", number);
  return "S" + std::to_string(shop.number) + "-" + digits;
}

std::string DateOf(Time time) { return FormatTime(time).substr(0, 10); }

}  // namespace

Json Ledger::MarketEvent() const {
  const auto made = std::count_if(market_.offers.begin(), market_.offers.end(), [](const Offer& o) { return o.relist_of.empty(); });
  return {{"event", "market"}, {"seed", std::to_string(market_.seed)}, {"offers", made}};
}

Status Ledger::Apply(const Json& event) {
  const std::string kind = JsonText(event, "event");
  if (kind == "market") {
    if (event != MarketEvent()) return Fail(ErrorCode::kConflict, "complaints of another market: its seed was " + JsonText(event, "seed") + " with " + JsonText(event, "offers") + " offers; choose another folder");
    return Ok();
  }
  const std::optional<Time> at = ParseTime(JsonText(event, "at"));
  if (!at) return Fail(ErrorCode::kInvalid, "an event without a time");
  if (kind == "complaint") return AddComplaint(event, *at);
  if (kind == "filing" || kind == "withdrawal") return AddAct(event, *at);
  return Fail(ErrorCode::kInvalid, "no such event");
}

Result<int> Ledger::Remember(std::string_view journal) {
  int passed_over = 0;
  for (const std::string_view line : Split(journal, '\n')) {
    if (line.empty()) continue;
    const Result<Json> event = ParseJson(line);
    if (event) {
      // What was relisted by then may be what the event is about.
      if (const std::optional<Time> at = ParseTime(JsonText(*event, "at"))) Refresh(*at);
      Status applied = Apply(*event);
      if (applied) continue;
      if (applied.error().code == ErrorCode::kConflict) return Fail(applied);
    }
    ++passed_over;
  }
  return passed_over;
}

Status Ledger::AddComplaint(const Json& event, Time at) {
  if (complaints_.size() >= kMaxComplaints) return Fail(ErrorCode::kExhausted, "no more than " + std::to_string(kMaxComplaints) + " complaints are kept");
  const std::string shop_id = JsonText(event, "shop"), key = JsonText(event, "key");
  const auto shop = std::find_if(market_.shops.begin(), market_.shops.end(), [&](const Shop& s) { return s.id == shop_id; });
  const int64_t number = JsonInt(event, "number").value_or(0);
  if (shop == market_.shops.end() || number < next_number() || number > 1'000'000 || keys_.contains({shop->number, key})) {
    return Fail(ErrorCode::kInvalid, "a complaint with a shop, number or key that cannot be");
  }
  Complaint complaint{.number = static_cast<int>(number), .shop = shop->number - 1, .received = at, .receipt = ReceiptOf(*shop, static_cast<int>(number)),
                      .notice = JsonText(event, "notice"), .contact = JsonText(event, "contact"), .items = {}, .unknown = JsonTexts(event, "unknown"), .filings = {}, .withdrawn = {}};
  const Json* items = JsonMember(event, "items");
  if (!items || !items->is_array()) return Fail(ErrorCode::kInvalid, "a complaint without items");
  for (const Json& item : *items) {
    const auto offer = shop->by_item.find(JsonText(item, "item_id"));
    if (offer == shop->by_item.end()) return Fail(ErrorCode::kInvalid, "a complaint about an item that is not there");
    complaint.items.push_back({.item_id = offer->first, .right = JsonText(item, "right"), .reason = JsonText(item, "reason"), .offer = offer->second});
  }
  keys_[{shop->number, key}] = {.digest = JsonText(event, "digest"), .receipt = complaint.receipt, .complained = true};
  complaints_.push_back(std::move(complaint));
  return Ok();
}

Status Ledger::AddAct(const Json& event, Time at) {
  const std::string receipt = JsonText(event, "receipt"), key = JsonText(event, "key"), kind = JsonText(event, "kind");
  const auto complaint = std::find_if(complaints_.begin(), complaints_.end(), [&](const Complaint& c) { return c.receipt == receipt; });
  if (complaint == complaints_.end() || complaint->withdrawn || keys_.contains({complaint->shop + 1, key})) {
    return Fail(ErrorCode::kInvalid, "an act with a receipt or key that cannot be");
  }
  if (JsonText(event, "event") == "withdrawal") {
    complaint->withdrawn = at;
  } else {
    const bool told = std::any_of(complaint->filings.begin(), complaint->filings.end(), [&](const Filing& f) { return f.kind == kind; });
    if (told) return Fail(ErrorCode::kInvalid, "a second filing of its kind");
    complaint->filings.push_back({.kind = kind, .number = JsonText(event, "number"), .filed_at = JsonText(event, "filed_at"), .told = at});
  }
  keys_[{complaint->shop + 1, key}] = {.digest = JsonText(event, "digest"), .receipt = receipt, .complained = false};
  return Ok();
}

bool Ledger::HasComplaintAt(const Shop& shop) const {
  return std::any_of(complaints_.begin(), complaints_.end(), [&](const Complaint& c) { return c.shop == shop.number - 1; });
}

const Complaint* Ledger::Find(const Shop& shop, std::string_view receipt) const {
  for (const Complaint& complaint : complaints_) {
    if (complaint.receipt == receipt && complaint.shop == shop.number - 1) return &complaint;
  }
  return nullptr;
}

const KeyUse* Ledger::FindKey(const Shop& shop, const std::string& key) const {
  const auto found = keys_.find({shop.number, key});
  return found == keys_.end() ? nullptr : &found->second;
}

void Ledger::MakeRelists(Time now) {
  for (const Complaint& complaint : complaints_) {
    const std::optional<Time> appears = StandingAt(complaint, now).relisted;
    if (!appears) continue;
    for (const ComplaintItem& item : complaint.items) {
      if (!relisted_from_.insert(item.offer).second) continue;
      const int index = AddOffer(market_, MakeRelist(market_, item.offer));
      relists_.push_back({.offer = index, .appears = *appears});
      if (!OfferAt(index).disallowed) new_relisted_ += TruthLine(market_, OfferAt(index));
    }
  }
}

void Ledger::Refresh(Time now) {
  refreshed_ = now;
  if (complaints_.empty()) return;
  MakeRelists(now);
  for (const Complaint& complaint : complaints_) {
    for (const ComplaintItem& item : complaint.items) {
      OfferAt(item.offer).removed = false;
      OfferAt(item.offer).changed.clear();
    }
  }
  for (const Relist& relist : relists_) {
    OfferAt(relist.offer).removed = now < relist.appears;
    OfferAt(relist.offer).changed = DateOf(relist.appears);
  }
  changed_.assign(market_.shops.size(), std::nullopt);
  for (const Complaint& complaint : complaints_) {
    const Standing standing = StandingAt(complaint, now);
    for (const ComplaintItem& item : complaint.items) {
      if (standing.measure == Measure::kDeleted) OfferAt(item.offer).removed = true;
      if (standing.measure == Measure::kRestored) OfferAt(item.offer).changed = DateOf(*standing.measured);
    }
    std::optional<Time>& changed = changed_[static_cast<size_t>(complaint.shop)];
    changed = std::max({changed, standing.measured, standing.relisted});  // nothing is before everything
  }
}

bool Ledger::HasAppeared(int offer) const {
  return std::none_of(relists_.begin(), relists_.end(), [&](const Relist& r) { return r.offer == offer && r.appears > refreshed_; });
}

std::string Ledger::RelistedLines() const {
  std::string lines;
  for (const Relist& relist : relists_) {
    const Offer& offer = market_.offers[static_cast<size_t>(relist.offer)];
    if (!offer.disallowed && relist.appears <= refreshed_) lines += TruthLine(market_, offer);
  }
  return lines;
}

}  // namespace markwarden::samples

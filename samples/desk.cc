// Routes of the complaint desk.
#include "samples/desk.h"

#include <algorithm>

#include "core/hash.h"
#include "core/url.h"
#include "samples/address.h"
#include "samples/pages.h"

namespace markwarden::samples {
namespace {

constexpr std::string_view kNotices = "/ipr/notices", kBatch = "/ipr/batch";
constexpr size_t kMaxKeyChars = 200;

SiteAnswer NotAllowed(const char* allowed) {
  SiteAnswer answer = ErrorAnswer(405, std::string("this address takes ") + allowed + " only");
  answer.headers.emplace_back("Allow", allowed);
  return answer;
}

SiteAnswer Refused(const Error& error) { return ErrorAnswer(error.code == ErrorCode::kExhausted ? 413 : 400, error.message); }

bool IsType(const SiteRequest& request, std::string_view type) {
  std::string said = request.content_type.substr(0, request.content_type.find(';'));
  while (!said.empty() && said.back() == ' ') said.pop_back();
  std::transform(said.begin(), said.end(), said.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return said == type;
}

Json ReceiptJson(const Complaint& complaint) {
  Json json = {{"receipt", complaint.receipt}, {"status", "received"}, {"received_at", FormatTime(complaint.received)}};
  if (!complaint.unknown.empty()) json["unknown"] = complaint.unknown;
  return json;
}

Json TimeOrNull(const std::optional<Time>& time) { return time ? Json(FormatTime(*time)) : Json(nullptr); }

Json CounterNotice(const ShopSeller& seller, const Complaint& complaint, Time received) {
  Json evidence = {"品牌方授权书（编号 SQ-" + complaint.receipt + "）", "进货发票（号码 FP-" + complaint.receipt + "）"};
  if (!seller.credit_code.empty()) evidence.push_back("营业执照（统一社会信用代码 " + seller.credit_code + "）");
  return {{"number", "CN-" + complaint.receipt},
          {"received_at", FormatTime(received)},
          {"from", {{"name", seller.name}, {"address", seller.location + "，样品路 " + std::to_string(complaint.number) + " 号"}}},
          {"reason", "authorized"},
          {"statement", "本店收到贵平台转送的投诉（编号 " + complaint.receipt + "）。被投诉商品系本店经权利人授权、自正规渠道购进，不存在侵权行为。"
                        "本店提交授权书和进货凭证作为初步证据，请求恢复商品链接，并对本声明的真实性承担法律责任。"},
          {"evidence", evidence}};
}

}  // namespace

bool IsIdempotencyKey(std::string_view key) {
  return !key.empty() && key.size() <= kMaxKeyChars && std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

SiteAnswer Desk::Answer(const Shop& shop, const SiteRequest& request) {
  const std::string path = request.target.substr(0, request.target.find('?'));
  const bool reading = request.method == "GET" || request.method == "HEAD", sending = request.method == "POST";
  if (path == "/ipr/") return reading ? PageAnswer(shop, ComplaintPage(market_, shop)) : NotAllowed("GET");
  if (path == kNotices || path == kBatch) return sending ? Post(shop, path, request) : NotAllowed("POST");
  if (!path.starts_with("/ipr/notices/")) return ErrorAnswer(404, "no such address at this desk");
  const std::string rest = path.substr(kNotices.size() + 1);
  const size_t slash = rest.find('/');
  if (slash != std::string::npos) {
    const std::string act = rest.substr(slash + 1);
    if (act != "filing" && act != "withdraw") return ErrorAnswer(404, "no such address at this desk");
    return sending ? Post(shop, path, request) : NotAllowed("POST");
  }
  if (!reading) return NotAllowed("GET");
  const Complaint* complaint = ledger_.Find(shop, rest);
  return complaint ? JsonAnswer(200, StandingJson(shop, *complaint, request.now)) : ErrorAnswer(404, "no such receipt here");
}

SiteAnswer Desk::Post(const Shop& shop, const std::string& path, const SiteRequest& request) {
  // The first sender of all is told to come again, and nothing is kept.
  if (shop.number == 4 && !ledger_.HasComplaintAt(shop) && !std::exchange(refused_once_, true)) {
    SiteAnswer busy = ErrorAnswer(503, "the desk is busy: try again");
    busy.headers.emplace_back("Retry-After", "1");
    return busy;
  }
  if (request.body.size() > kMaxBodyBytes) return ErrorAnswer(413, "the body is larger than 256 KiB: send fewer items");
  if (!IsIdempotencyKey(request.idempotency_key)) return ErrorAnswer(400, "the header Idempotency-Key is missing or not 1 to 200 visible characters");
  const std::string type = path == kBatch ? "text/csv" : "application/json";
  if (!IsType(request, type)) return ErrorAnswer(415, "the Content-Type is not " + type);

  const std::string digest = Sha256Hex(path + "\n" + request.body);
  if (const KeyUse* use = ledger_.FindKey(shop, request.idempotency_key)) {
    if (use->digest != digest) return ErrorAnswer(422, "this Idempotency-Key came with another request before");
    const Complaint& complaint = *ledger_.Find(shop, use->receipt);
    return JsonAnswer(200, use->complained ? ReceiptJson(complaint) : StandingJson(shop, complaint, request.now));
  }
  const Json key = {{"at", FormatTimeMillis(request.now)}, {"key", request.idempotency_key}, {"digest", digest}};
  return path == kNotices || path == kBatch ? TakeNotice(shop, request, key, path == kBatch) : TakeAct(shop, path, request, key);
}

SiteAnswer Desk::TakeNotice(const Shop& shop, const SiteRequest& request, const Json& key, bool csv) {
  const Result<SentNotice> sent = csv ? ReadNoticeCsv(request.body) : ReadNoticeJson(request.body);
  if (!sent) return Refused(sent.error());
  Json items = Json::array(), unknown = Json::array();
  std::set<int> named;
  for (const SentItem& item : sent->items) {
    const int index = FindOffer(shop, item);
    if (index < 0) unknown.push_back(item.item_id.empty() ? item.url : item.item_id);
    else if (named.insert(index).second) items.push_back({{"item_id", market_.offers[static_cast<size_t>(index)].item_id}, {"right", item.right}, {"reason", item.reason}});
  }
  const bool first_here = !ledger_.HasComplaintAt(shop);
  Json event = key;
  event.update({{"event", "complaint"}, {"number", ledger_.next_number()}, {"shop", shop.id}, {"notice", sent->notice}, {"contact", sent->contact}, {"items", items}, {"unknown", unknown}});
  SiteAnswer kept;
  if (const Status recorded = Record(event, kept); !recorded) return ErrorAnswer(503, recorded.error().message);
  const Complaint& complaint = *ledger_.Find(shop, ledger_.FindKey(shop, request.idempotency_key)->receipt);
  SiteAnswer answer = JsonAnswer(201, ReceiptJson(complaint));
  answer.headers.emplace_back("Location", std::string(kNotices) + "/" + complaint.receipt);
  answer.journal = std::move(kept.journal);
  if (shop.number == 5 && first_here) {
    answer.hang_up = true;
    answer.status = 444;  // as some servers log it; nobody gets it
  }
  return answer;
}

SiteAnswer Desk::TakeAct(const Shop& shop, const std::string& path, const SiteRequest& request, const Json& key) {
  const std::string rest = path.substr(kNotices.size() + 1), receipt = rest.substr(0, rest.find('/'));
  const Complaint* complaint = ledger_.Find(shop, receipt);
  if (!complaint) return ErrorAnswer(404, "no such receipt here");
  const bool withdrawal = rest.ends_with("/withdraw");
  Result<Json> said = withdrawal ? ReadWithdrawal(request.body) : ReadFiling(request.body);
  if (!said) return Refused(said.error());
  if (complaint->withdrawn) return ErrorAnswer(409, "this notice was withdrawn");
  Json event = key;
  event.update({{"event", withdrawal ? "withdrawal" : "filing"}, {"receipt", receipt}});
  event.update(*said);
  SiteAnswer kept;
  if (!Record(event, kept)) return ErrorAnswer(409, "a " + JsonText(*said, "kind") + " was told before");
  ledger_.Refresh(request.now);
  SiteAnswer answer = JsonAnswer(200, StandingJson(shop, *complaint, request.now));
  answer.journal = std::move(kept.journal);
  return answer;
}

Status Desk::Record(const Json& event, SiteAnswer& answer) {
  const bool first = ledger_.empty();
  if (Status applied = ledger_.Apply(event); !applied) return applied;
  if (first) answer.journal = DumpJson(ledger_.MarketEvent()) + "\n";
  answer.journal += DumpJson(event) + "\n";
  return Ok();
}

int Desk::FindOffer(const Shop& shop, const SentItem& item) const {
  // An offer that is still to be relisted is not there.
  const auto known = [&](const std::string& id) {
    const auto found = shop.by_item.find(id);
    if (found == shop.by_item.end()) return -1;
    return ledger_.HasAppeared(found->second) ? found->second : -1;
  };
  int by_url = -1;
  if (const Result<Url> url = ParseUrl(item.url); url && (url->host() == shop.host || url->host() == shop.address)) {
    const int index = known(ItemIdAt(shop, url->path(), url->query().value_or("")));
    if (index >= 0) {
      const std::string& own = market_.offers[static_cast<size_t>(index)].path;
      if (own.substr(0, own.find('?')) == url->path()) by_url = index;
    }
  }
  if (item.item_id.empty()) return by_url;
  const int by_id = known(item.item_id);
  return by_url >= 0 && by_url != by_id ? -1 : by_id;  // two that differ mean neither
}

Json Desk::StandingJson(const Shop& shop, const Complaint& complaint, Time now) const {
  const Standing standing = StandingAt(complaint, now);
  Json items = Json::array(), filings = Json::array();
  for (const ComplaintItem& item : complaint.items) {
    items.push_back({{"item_id", item.item_id}, {"measure", ToString(standing.measure)}, {"at", TimeOrNull(standing.measured)}});
  }
  for (const Filing& filing : complaint.filings) {
    filings.push_back({{"kind", filing.kind}, {"number", filing.number}, {"filed_at", filing.filed_at}, {"received_at", FormatTime(filing.told)}});
  }
  Json json = ReceiptJson(complaint);
  json["status"] = standing.status;
  json["notice"] = complaint.notice.empty() ? Json(nullptr) : Json(complaint.notice);
  json["items"] = items;
  json["filings"] = filings;
  json["withdrawn_at"] = TimeOrNull(complaint.withdrawn);
  json["refusal"] = standing.status == "refused" ? Json("none of the items is offered at this shop") : Json(nullptr);
  json["counter_notice"] = nullptr;
  if (standing.countered) {
    // For all items of the notice: by the seller of the first.
    const Offer& offer = market_.offers[static_cast<size_t>(complaint.items.front().offer)];
    json["counter_notice"] = CounterNotice(shop.sellers[static_cast<size_t>(offer.seller)], complaint, *standing.countered);
  }
  return json;
}

}  // namespace markwarden::samples

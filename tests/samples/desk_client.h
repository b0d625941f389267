// A holder who talks to the shops' complaint desks, with a clock of the test's own.
#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>
#include <vector>

#include "core/json.h"
#include "samples/goods.h"
#include "samples/site.h"

namespace markwarden::samples {

inline const Time kStart = *ParseTime("2026-12-01T08:00:00Z");
inline Time Day(double days) { return kStart + std::chrono::milliseconds(static_cast<int64_t>(days * 86'400'000)); }

class DeskClient {
 public:
  explicit DeskClient(const Market& market) : market_(market), site_(market) {}

  Site& site() { return site_; }
  void Set(Time now) { now_ = now; }
  const std::string& journal() const { return journal_; }    // all lines so far
  const std::string& relisted() const { return relisted_; }

  SiteAnswer Ask(SiteRequest request, int shop) {
    request.host = "shop" + std::to_string(shop) + ".test:8000";
    request.now = now_;
    SiteAnswer answer = site_.Answer(request);
    journal_ += answer.journal;
    relisted_ += answer.relisted;
    return answer;
  }
  SiteAnswer Get(int shop, std::string target, std::string modified_since = "") {
    return Ask({.host = "", .target = std::move(target), .if_none_match = "", .if_modified_since = std::move(modified_since)}, shop);
  }
  SiteAnswer Post(int shop, std::string target, std::string key, std::string body, std::string type = "application/json") {
    return Ask({.host = "", .target = std::move(target), .if_none_match = "", .if_modified_since = "", .method = "POST",
                .content_type = std::move(type), .idempotency_key = std::move(key), .body = std::move(body)}, shop);
  }
  Json Standing(int shop, const std::string& receipt) {
    const SiteAnswer answer = Get(shop, "/ipr/notices/" + receipt);
    EXPECT_EQ(answer.status, 200) << *answer.body;
    return ParseJson(*answer.body).value_or(Json());
  }

  // `count` offers of a shop that a crawler can reach, after `skip` others.
  std::vector<Offer> Offers(int shop, size_t count, size_t skip = 0) const {
    std::vector<Offer> found;
    for (const int index : market_.shops[static_cast<size_t>(shop - 1)].offers) {
      const Offer& offer = market_.offers[static_cast<size_t>(index)];
      if (!offer.disallowed && found.size() < count + skip) found.push_back(offer);
    }
    found.erase(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(skip));
    return found;
  }
  std::string NoticeBody(const std::vector<Offer>& offers) const {
    Json items = Json::array();
    for (const Offer& offer : offers) items.push_back({{"url", market_.Url(offer)}, {"item_id", offer.item_id}});
    return DumpJson({{"notice", "N-7"}, {"right", "tm-1"}, {"reason", "counterfeit"}, {"items", items}, {"contact", "ipr@holder.test"}});
  }
  // Returns the receipt's number.
  std::string Complain(int shop, const std::vector<Offer>& offers) {
    const SiteAnswer answer = Post(shop, "/ipr/notices", "key-" + std::to_string(++keys_), NoticeBody(offers));
    EXPECT_EQ(answer.status, 201) << *answer.body;
    return JsonText(ParseJson(*answer.body).value_or(Json()), "receipt");
  }

  // Everything of a shop through which a crawler finds listings: lists, search, sellers, sitemap.
  std::string Places(int shop) {
    const Shop& about = market_.shops[static_cast<size_t>(shop - 1)];
    std::string all;
    for (const Goods& goods : AllGoods()) {
      for (int page = 1; page < 20; ++page) {
        const SiteAnswer answer = Get(shop, "/list/" + std::string(goods.key) + "?page=" + std::to_string(page));
        all += *answer.body;
        if (answer.body->find("class=\"next\"") == std::string::npos) break;
      }
    }
    for (const ShopSeller& seller : about.sellers) all += *Get(shop, "/shop/" + seller.id).body;
    if (shop == 3) for (const char* part : {"/sitemap-1.xml", "/sitemap-2.xml", "/sitemap-3.xml"}) all += *Get(3, part).body;
    else if (shop == 1) all += Gunzip(*Get(1, "/sitemap.xml.gz").body);
    else if (shop != 6) all += *Get(shop, "/sitemap.xml").body;
    return all;
  }
  static int Count(const std::string& text, const std::string& part) {
    int count = 0;
    for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
    return count;
  }

 private:
  static std::string Gunzip(const std::string& bytes) {
    z_stream stream{};
    inflateInit2(&stream, 15 + 16);
    std::string out(4 << 20, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return out;
  }

  const Market& market_;
  Site site_;
  Time now_ = kStart;
  int keys_ = 0;
  std::string journal_, relisted_;
};

}  // namespace markwarden::samples

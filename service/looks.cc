// Looks over the store; the comparison as text.
#include "service/looks.h"

#include <fmt/format.h>

#include <algorithm>

#include "service/permissions.h"
#include "service/review_policy.h"
#include "service/transact.h"
#include "store/flags.h"
#include "store/looks.h"

namespace markwarden {
namespace {

constexpr size_t kFlagsNamed = 3;
constexpr size_t kMaxComparedText = 400;  // bytes of a description

// Deciders and those who resolve second looks.
Status MayLook(const Scope& scope) {
  if (Status decides = Authorise(scope, UseCase::kDecideFlag); !decides) {
    if (Status resolves = Authorise(scope, UseCase::kResolveSecondLook); !resolves) return decides;
  }
  return Ok();
}

bool IsEnough(const HitLook& look, const ReviewPolicy& policy) { return policy.before_case.count() == 0 || (look.first_at && look.shown >= policy.before_case); }

Json LookView(const HitLook& look, const ReviewPolicy& policy) {
  return {{"hit", IdToString(look.hit)},
          {"first_at", look.first_at ? Json(FormatTimeMillis(*look.first_at)) : Json(nullptr)},
          {"shown_ms", look.shown.count()},
          {"needed_ms", policy.before_case.count()},
          {"enough", IsEnough(look, policy)}};
}

std::string CutText(const std::string& text, size_t most) {
  if (text.size() <= most) return text;
  size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

// One line; what is not printable is a terminal's to obey, so it goes.
std::string PlainLine(const std::string& text, size_t most = kMaxComparedText) {
  std::string line;
  for (const char c : CutText(text, most)) line += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  return line;
}

struct Words {
  const char *listing, *right, *names, *price, *of_reference, *seller, *pictures, *suspects, *excuses, *none, *no_price;
};
constexpr Words kEnglish = {"LISTING as captured", "RIGHT as registered", "names", "price", "of the reference", "seller", "pictures", "WHY SUSPECTED", "WHY IT MAY BE INNOCENT", "nothing found", "unknown"};
constexpr Words kChinese = {"商品（取证时）", "权利（登记内容）", "名称", "价格", "参考价的", "卖家", "图片", "涉嫌理由", "可能正当的理由", "未发现", "未知"};

std::string Compare(const FlagDetail& detail, const Words& words) {
  const Listing& listing = detail.snapshot.listing;
  const Right& right = detail.right.right;
  std::string text = fmt::format("{}  {}\n  {}\n", words.listing, FormatTime(detail.capture.captured_at), PlainLine(listing.title));
  if (!listing.description.empty()) text += "  " + PlainLine(listing.description) + "\n";
  std::string price = words.no_price;
  if (listing.price) {
    price = listing.price->amount + " " + listing.price->currency;
    if (right.reference_price) {
      if (const auto ratio = DecimalRatio(listing.price->amount, right.reference_price->amount)) price += fmt::format(" ({:.0f}% {})", *ratio * 100, words.of_reference);
    }
  }
  text += fmt::format("  {}: {}\n  {}: {} {}\n  {}: {}\n", words.price, PlainLine(price), words.seller, PlainLine(listing.seller.name), PlainLine(listing.seller.credit_code), words.pictures, detail.snapshot.pictures.size());
  std::string names;
  for (const std::string& name : right.names) names += (names.empty() ? "" : " / ") + name;
  text += fmt::format("{}  {} {}\n  {}\n  {}: {}\n  {}: {}\n", words.right, ToString(right.kind), PlainLine(right.reg_no), PlainLine(right.title), words.names, PlainLine(names), words.pictures, detail.right.pictures.size());
  const Flag& flag = detail.hits.front().result;
  text += fmt::format("{}  {:.1f} dB\n", words.suspects, flag.db);
  for (const Signal& signal : flag.signals) {
    text += fmt::format("  {:+.1f}  {}  {}  {}", signal.db, signal.detector, signal.field, PlainLine(signal.matched));
    if (!signal.decoded.empty() && signal.decoded != signal.matched) text += " -> " + PlainLine(signal.decoded);
    text += "\n";
  }
  text += std::string(words.excuses) + "\n";
  for (const Clearing& clearing : flag.cleared_by) text += fmt::format("  {:+.1f}  {}  {}\n", clearing.db, clearing.detector, PlainLine(clearing.why));
  if (flag.cleared_by.empty()) text += std::string("  ") + words.none + "\n";
  return text;
}

}  // namespace

Result<Json> SayLook(Service& service, const Scope& scope, Id flag, const LookSaid& said) {
  if (Status allowed = MayLook(scope); !allowed) return Fail(allowed);
  const auto act = ParseLookAct(said.act);
  const auto way = ParseLookWay(said.way);
  if (!act) return Fail(ErrorCode::kInvalid, "a look is show, still or hide, not \"" + said.act + "\"");
  if (!way) return Fail(ErrorCode::kInvalid, "a look is made on a page or as text, not \"" + said.way + "\"");
  Result<const ReviewPolicy*> policy = service.review_policy();
  if (!policy) return Fail(policy);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<std::optional<FlagRecord>> found = FindFlag(tx.db(), scope, flag);
    if (!found) return Fail(found);
    if (!*found) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(flag));
    const Id hit = said.hit != 0 ? said.hit : (*found)->latest_hit;
    Result<std::optional<HitRecord>> seen = FindHit(tx.db(), scope, hit);
    if (!seen) return Fail(seen);
    if (!*seen || (*seen)->flag != flag) return Fail(ErrorCode::kNotFound, "the flag has no hit " + IdToString(hit));
    if (Status reported = ReportLook(tx, scope, (*found)->region_code, {.flag = flag, .hit = hit, .way = *way, .act = *act}, (*policy)->longest_gap); !reported) {
      return Fail(reported);
    }
    Result<HitLook> look = LookAt(tx.db(), scope, hit, (*policy)->longest_gap);
    if (!look) return Fail(look);
    return LookView(*look, **policy);
  });
}

Result<Json> LookAsText(Service& service, const Scope& scope, Id flag) {
  if (Status allowed = MayLook(scope); !allowed) return Fail(allowed);
  Result<Json> text = Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<FlagDetail>> found = FindFlagDetail(db, scope, flag);
    if (!found) return Fail(found);
    if (!*found) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(flag));
    return Json{{"zh", Compare(**found, kChinese)}, {"en", Compare(**found, kEnglish)}};
  });
  if (!text) return text;
  Result<Json> look = SayLook(service, scope, flag, {.act = "show", .way = "text", .hit = 0});
  if (!look) return look;
  (*look)["text"] = std::move(*text);
  return look;
}

Result<std::vector<int64_t>> LookedEnough(Service& service, CaseDb& db, const Scope& scope, const std::vector<FlagToLookAt>& flags) {
  Result<const ReviewPolicy*> policy = service.review_policy();
  if (!policy) return Fail(policy);
  std::vector<int64_t> shown;
  std::string named;
  size_t missing = 0;
  for (const FlagToLookAt& one : flags) {
    Result<HitLook> look = LookAt(db, scope, one.hit, (*policy)->longest_gap);
    if (!look) return Fail(look);
    shown.push_back(look->shown.count());
    if (IsEnough(*look, **policy)) continue;
    if (++missing <= kFlagsNamed) named += fmt::format("{}{} ({:.1f} s)", named.empty() ? "" : ", ", one.flag, double(look->shown.count()) / 1000);
  }
  if (missing == 0) return shown;
  if (missing > kFlagsNamed) named += fmt::format(" and {} more", missing - kFlagsNamed);
  return Fail(ErrorCode::kConflict, fmt::format("a case needs your own look of {:g} seconds at each flag; not yet: {}; open its page, or run markwarden flag look FLAG",
                                                double((*policy)->before_case.count()) / 1000, named));
}

Result<Json> ShowLook(Service& service, CaseDb& db, const Scope& scope, Id hit) {
  Result<const ReviewPolicy*> policy = service.review_policy();
  if (!policy) return Fail(policy);
  Result<HitLook> look = LookAt(db, scope, hit, (*policy)->longest_gap);
  if (!look) return Fail(look);
  return LookView(*look, **policy);
}

Result<int64_t> LookedMillis(Service& service, CaseDb& db, const Scope& scope, Id hit) {
  Result<const ReviewPolicy*> policy = service.review_policy();
  if (!policy) return Fail(policy);
  Result<HitLook> look = LookAt(db, scope, hit, (*policy)->longest_gap);
  if (!look) return Fail(look);
  return look->shown.count();
}

}  // namespace markwarden

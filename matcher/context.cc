// Readings of the context, each a pure function of listing and right.
#include "matcher/context.h"

#include <algorithm>

#include "core/said.h"
#include "rules/goods_reading.h"

namespace markwarden {

std::vector<Field> FieldsOf(const Listing& listing) {
  std::vector<Field> fields;
  const auto add = [&](const char* name, const std::string& text) {
    if (text.empty()) return;
    fields.push_back({name, &text, MakeViews(text), {}});
    if (fields.back().views.bars) fields.back().parted = MakeViewsOfParted(text);
  };
  add("title", listing.title);
  add("brand", listing.brand);
  add("description", listing.description);
  add("seller.name", listing.seller.name);
  return fields;
}

bool AppliesToKind(const Rule& rule, RightKind kind) {
  return rule.kinds.empty() || std::find(rule.kinds.begin(), rule.kinds.end(), kind) != rule.kinds.end();
}

namespace {

bool AppliesToField(const Rule& rule, const Field& field) {
  return std::find(rule.fields.begin(), rule.fields.end(), field.name) != rule.fields.end();
}

// A page whose description is not known lacks nothing.
bool LacksWhatItWants(const Rule& rule, const std::vector<Field>& fields) {
  if (rule.when.lacks.empty()) return true;
  std::vector<const Views*> texts;
  for (const Field& field : fields) texts.push_back(&field.views);
  const bool described = std::any_of(fields.begin(), fields.end(), [](const Field& field) { return field.name == "description"; });
  return described && LacksIn(rule, texts);
}

}  // namespace

std::vector<FiredRule> FireRules(const std::vector<RulePack>& packs, const std::vector<Field>& fields) {
  std::vector<FiredRule> fired;
  for (size_t f = 0; f < fields.size(); ++f) {
    const Field& field = fields[f];
    std::vector<RuleMatch> cleared;
    for (const RuleEffect effect : {RuleEffect::kClear, RuleEffect::kSuspect, RuleEffect::kContext}) {
      for (const RulePack& pack : packs) {
        for (const Rule& rule : pack.rules) {
          if (rule.effect != effect || rule.place != RulePlace::kAnywhere || !AppliesToField(rule, field)) continue;
          const std::optional<RuleMatch> match = FindRule(rule, field.views);
          if (!match || !LacksWhatItWants(rule, fields)) continue;
          if (effect == RuleEffect::kClear) {
            if (rule.when.empty()) cleared.push_back(*match);  // the others clear for some rights only
          } else if (std::any_of(cleared.begin(), cleared.end(), [&](const RuleMatch& clear) {
                       return clear.begin <= match->begin && match->end <= clear.end;
                     })) {
            continue;
          }
          fired.push_back({&rule, f, *match});
        }
      }
    }
  }
  return fired;
}

bool Holds(const Rule& rule, const Right& right, const Listing& listing) {
  if (!AppliesToKind(rule, right.kind)) return false;
  if (rule.when.price_below) {
    const std::optional<double> ratio = PriceRatio(right, listing);
    if (!ratio || *ratio >= *rule.when.price_below) return false;
  }
  if (!rule.when.seller.empty()) {
    const Seller& seller = listing.seller;
    const bool known = !seller.name.empty() || !seller.id.empty() || !seller.credit_code.empty();
    const bool listed = IsAuthorised(right, listing);
    if (rule.when.seller == "listed" ? !listed : listed || right.authorised_sellers.empty() || !known) return false;
  }
  return WantsCategory(rule, listing.category);
}

namespace {

// Whether the name that was found is what the rule wants it to be.
bool WantsName(const Rule& rule, const Right& right, const NameHit& hit, const RuleBook& book) {
  if (rule.when.name.empty()) return true;
  if (IsWellKnown(right)) return false;  // dictionaries have the names of famous goods, too
  const std::string word = KeyText(hit.decoded);
  return book.chinese.Has(word) || book.english.Has(word);
}

}  // namespace

std::optional<BesideName> ClearingBeside(const RuleBook& book, const Right& right, const Listing& listing, const Field& field, const NameHit& hit) {
  std::optional<BesideName> best;
  for (const RulePack& pack : book.packs) {
    for (const Rule& rule : pack.rules) {
      if (rule.effect != RuleEffect::kClear || rule.place == RulePlace::kAnywhere || !AppliesToField(rule, field)) continue;
      if ((best && best->rule->db <= rule.db) || !Holds(rule, right, listing) || !WantsName(rule, right, hit, book)) continue;
      if (const auto match = FindRule(rule, field.views, RuleMatch{hit.begin, hit.end})) best = BesideName{&rule, *match};
    }
  }
  return best;
}

std::vector<BesideName> SuspectBeside(const RuleBook& book, const Right& right, const Listing& listing, const Field& field, const NameHit& hit) {
  std::vector<BesideName> found;
  for (const RulePack& pack : book.packs) {
    for (const Rule& rule : pack.rules) {
      if (rule.effect == RuleEffect::kClear || rule.place == RulePlace::kAnywhere) continue;
      if (!AppliesToField(rule, field) || !Holds(rule, right, listing) || !WantsName(rule, right, hit, book)) continue;
      if (const auto match = FindRule(rule, field.views, RuleMatch{hit.begin, hit.end})) found.push_back({&rule, *match});
    }
  }
  return found;
}

std::optional<AuthorisedSeller> AuthorisedAs(const Right& right, const Listing& listing) {
  const Seller& seller = listing.seller;
  const auto is_seller = [&](const std::string& name, const std::string& id) {
    if (!id.empty() && (!seller.id.empty() || !seller.credit_code.empty())) {
      if (id == seller.id || id == seller.credit_code) return true;
      // An id of another kind (a credit code against a shop number) refutes nothing.
      const bool same_kind = IsCreditCode(id) ? !seller.credit_code.empty() : !seller.id.empty();
      if (same_kind) return false;
    }
    return !name.empty() && !seller.name.empty() && !KeyText(name).empty() && KeyText(name) == KeyText(seller.name);
  };
  const std::optional<Time> day = ParseTime(listing.captured_at);
  for (const AuthorisedSeller& authorised : right.authorised_sellers) {
    if (day) {
      if (const auto from = ParseTime(authorised.valid_from); from && *day < *from) continue;
      if (const auto to = ParseTime(authorised.valid_to); to && *day >= *to + std::chrono::hours(24)) continue;
    }
    if (!authorised.platform.empty() && !listing.platform.empty() && KeyText(authorised.platform) != KeyText(listing.platform)) {
      continue;
    }
    if (is_seller(authorised.name, authorised.id)) return authorised;
  }
  if (!is_seller(right.holder.name, right.holder.id)) return std::nullopt;
  AuthorisedSeller holder;
  holder.name = right.holder.name;
  holder.id = right.holder.id;
  return holder;
}

bool IsAuthorised(const Right& right, const Listing& listing) { return AuthorisedAs(right, listing).has_value(); }

std::optional<double> PriceRatio(const Right& right, const Listing& listing) {
  if (!right.reference_price || !listing.price) return std::nullopt;
  const std::string& offered = listing.price->currency;
  const std::string& reference = right.reference_price->currency;
  if (!offered.empty() && !reference.empty() && offered != reference) return std::nullopt;
  const std::string& amount = listing.price->amount_max ? *listing.price->amount_max : listing.price->amount;
  const std::optional<double> ratio = DecimalRatio(amount, right.reference_price->amount);
  return ratio && *ratio > 0 ? ratio : std::nullopt;
}

std::string ContextWordIn(const Right& right, const Listing& listing) {
  if (!right.extra.is_object() || !right.extra.contains("context_words")) return {};
  std::string text = KeyText(listing.title);
  for (const std::string& category : listing.category) text += "\n" + KeyText(category);
  for (const std::string& word : JsonTexts(right.extra, "context_words")) {
    const std::string key = KeyText(word);
    if (!key.empty() && text.find(key) != std::string::npos) return word;
  }
  return {};
}

std::string NotInForce(const Right& right, std::optional<Time> day) {
  if (right.status == "expired" || right.status == "cancelled" || right.status == "invalid" || right.status == "revoked") {
    return Say("right.status", {{"status", Say("right.status." + right.status).kept()}}).kept();
  }
  if (!day) return "";
  if (const auto from = ParseTime(right.valid_from); from && *day < *from) {
    return Say("right.from", {{"day", right.valid_from}}).kept();
  }
  if (const auto to = ParseTime(right.valid_to); to && *day >= *to + std::chrono::hours(24)) {
    return Say("right.to", {{"day", right.valid_to}}).kept();
  }
  return "";
}

}  // namespace markwarden

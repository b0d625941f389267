// Names, context and pictures of one listing, put together into flags.
#include "matcher/matcher.h"

#include <algorithm>
#include <map>

#include "matcher/context.h"
#include "matcher/drawn_names.h"
#include "matcher/emoji_reading.h"
#include "matcher/flag_maker.h"
#include "matcher/name_index.h"
#include "matcher/passages.h"
#include "matcher/picture_bank.h"

namespace markwarden {
namespace {

// An emoji may be mere ornament; a passage names nobody.
bool NamesTheRight(const NameHit& hit) { return hit.detector != "text.emoji" && hit.detector != "text.copy"; }

// An emoji beside the name itself is an ornament.
void DropOrnaments(std::vector<FieldHit>& hits) {
  if (std::none_of(hits.begin(), hits.end(), [](const FieldHit& one) { return NamesTheRight(one.hit); })) return;
  std::erase_if(hits, [](const FieldHit& one) { return one.hit.detector == "text.emoji" && one.hit.respelled; });
}

}  // namespace

struct Matcher::Impl {
  // The pictures of all rights, by right id.
  struct Pictures {
    struct Of {
      uint32_t right = 0;  // slot
      size_t picture = 0;
    };
    std::vector<Of> of;  // whose picture each of the bank's is
    PictureBank bank;
    CopyLimits limits;
    std::string digest;  // of the bank

    explicit Pictures(const RuleSet& rules) : bank(KeysOf(rules, of)), limits(CopyLimitsOf(rules.book().weights)), digest(bank.Digest(limits)) {}

    static std::vector<PictureKey> KeysOf(const RuleSet& rules, std::vector<Of>& of) {
      std::vector<PictureKey> keys;
      for (const uint32_t slot : rules.order()) {
        const std::vector<ReferencePicture>& pictures = rules.at(slot)->pictures;
        for (size_t i = 0; i < pictures.size(); ++i) {
          keys.push_back(pictures[i].key);
          of.push_back({slot, i});
        }
      }
      return keys;
    }
  };

  std::shared_ptr<const RuleSet> rules;
  MatcherOptions options;
  NameIndex names;
  std::shared_ptr<const DrawnNames> of_emoji;
  std::shared_ptr<const PassageIndex> passages;
  std::shared_ptr<const Pictures> pictures;

  Impl(std::shared_ptr<const RuleSet> set, MatcherOptions with)
      : rules(std::move(set)), options(with), names(*rules), of_emoji(std::make_shared<const DrawnNames>(*rules)), passages(std::make_shared<const PassageIndex>(*rules)),
        pictures(std::make_shared<const Pictures>(*rules)) {}

  // What no right that came or went has a part in is shared.
  Impl(const Impl& before, std::shared_ptr<const RuleSet> set)
      : rules(std::move(set)), options(before.options), names(before.names, *rules),
        of_emoji(Touched(*before.rules, *rules, [](const RightVersion& version) { return DrawnNames::Draws(version.right); }) ? std::make_shared<const DrawnNames>(*rules) : before.of_emoji),
        passages(Touched(*before.rules, *rules, [](const RightVersion& version) { return !version.right.texts.empty(); }) ? std::make_shared<const PassageIndex>(*rules) : before.passages),
        pictures(Touched(*before.rules, *rules, [](const RightVersion& version) { return !version.pictures.empty(); }) ? std::make_shared<const Pictures>(*rules) : before.pictures) {}

  // Whether some right is in one of the sets alone and `concerns` says so of it.
  template <typename Concerns>
  static bool Touched(const RuleSet& before, const RuleSet& now, Concerns concerns) {
    for (uint32_t slot = 0; slot < std::max(before.slots(), now.slots()); ++slot) {
      const RightVersion* had = slot < before.slots() ? before.at(slot) : nullptr;
      const RightVersion* has = slot < now.slots() ? now.at(slot) : nullptr;
      if ((had == nullptr) == (has == nullptr)) continue;
      if (concerns(had ? *had : *has)) return true;
    }
    return false;
  }

  // By every reading of the field: as it stands or with its bars as gaps, whichever tells more of a place, and with its emoji as words where
  // neither told anything.
  std::vector<NameHit> NamesIn(const Field& field, ClassSet goods) const {
    std::vector<NameHit> hits = names.Find(field.views, goods);
    if (field.parted) {
      std::vector<NameHit> parted = names.Find(*field.parted, goods);
      std::move(parted.begin(), parted.end(), std::back_inserter(hits));
      hits = BestOfEachPlace(std::move(hits));
    }
    if (of_emoji->empty() && rules->book().emoji.empty()) return hits;
    TakenSpans taken;
    for (const NameHit& hit : hits) taken.Take(hit);
    const auto add = [&](NameHit hit) {
      if (taken.Take(hit)) hits.push_back(std::move(hit));
    };
    for (NameHit& hit : of_emoji->Find(*field.text)) {
      hit.db = rules->book().weights[hit.respelled ? "text.emoji_alone" : "text.emoji_short"];
      if (hit.db != 0) add(std::move(hit));
    }
    for (const EmojiReading& reading : ReadEmoji(*field.text, rules->book().emoji)) {
      for (NameHit& hit : names.Find(MakeViews(reading.text), goods)) {
        if (std::optional<NameHit> drawn = Drawn(hit, reading)) add(std::move(*drawn));
      }
    }
    return hits;
  }

  // The hit of a reading as one of the original; empty when no emoji is part of it, when a word of an emoji is cut or stands apart from the
  // rest, or when it is hidden besides.
  std::optional<NameHit> Drawn(NameHit hit, const EmojiReading& reading) const {
    if (hit.disguised) return std::nullopt;
    const auto is_blank = [&](size_t at) { return at < reading.text.size() && (reading.text[at] == ' ' || reading.text[at] == '\n'); };
    bool any = false, alone = false;
    for (const auto& [begin, end] : reading.replaced) {
      if (hit.end <= begin || end <= hit.begin) continue;
      if (begin < hit.begin || hit.end < end) return std::nullopt;
      any = true;
      alone = alone || (hit.begin == begin && hit.end == end);
      // "🔥 fly": an ornament before a word.
      if ((begin > hit.begin && is_blank(begin - 1)) || (end < hit.end && is_blank(end))) return std::nullopt;
    }
    if (!any) return std::nullopt;
    // "🔥爆款": one ideograph by itself is easily part of another word.
    const bool short_name = KeyTextSize(hit.decoded) <= 2;
    hit.db = rules->book().weights[alone ? "text.emoji_alone" : short_name ? "text.emoji_short" : "text.emoji"];
    if (hit.db == 0) return std::nullopt;
    hit.detector = "text.emoji";
    hit.chain.push_back("emoji_name");
    hit.value = alone ? 0.7 : 0.9;
    hit.disguised = true;
    hit.respelled = alone;  // "case for 🍎" is said openly
    hit.begin = reading.from[hit.begin];
    hit.end = reading.from[hit.end];
    return hit;
  }

  static size_t KeyTextSize(const std::string& name) { return MakeViews(name).units.size(); }

  // The best copy of each right's pictures in each of the listing's.
  // Figures count where the text names no right (Matcher::LooksForFigures).
  std::map<uint32_t, std::vector<CopyHit>> Copies(const Listing& listing, const PictureContext& shown, bool named) const {
    std::map<uint32_t, std::vector<CopyHit>> out;
    const bool ours = shown.bank == pictures->digest;
    for (size_t i = 0; i < listing.images.size(); ++i) {
      const auto found = shown.by_image.find(listing.images[i]);
      if (found == shown.by_image.end()) continue;
      const auto kept = shown.found.find(listing.images[i]);
      for (PictureBank::Hit& hit : ours && kept != shown.found.end() ? std::vector<PictureBank::Hit>(kept->second) : pictures->bank.Find(found->second, pictures->limits)) {
        if (named && hit.copy.method == "copy.local") continue;
        const Pictures::Of& owner = pictures->of[hit.reference];
        CopyHit copy{i, &found->second, &rules->at(owner.right)->pictures[owner.picture], std::move(hit.copy)};
        std::vector<CopyHit>& had = out[owner.right];
        if (had.empty() || had.back().image != i) {
          had.push_back(std::move(copy));
        } else if (copy.copy.score > had.back().copy.score) {
          had.back() = std::move(copy);
        }
      }
    }
    return out;
  }
};

Matcher::Matcher(std::shared_ptr<const RuleSet> rules, MatcherOptions options)
    : impl_(std::make_unique<const Impl>(std::move(rules), options)) {}
Matcher::Matcher(const Matcher& before, std::shared_ptr<const RuleSet> rules) : impl_(std::make_unique<const Impl>(*before.impl_, std::move(rules))) {}
Matcher::~Matcher() = default;

const RuleSet& Matcher::rules() const { return *impl_->rules; }

bool Matcher::LooksForFigures(const Listing& listing) const {
  if (!impl_->pictures->bank.HasSearched()) return false;
  const ClassSet goods = ClassesSpokenOf(impl_->rules->book(), listing);
  for (const Field& field : FieldsOf(listing)) {
    for (const NameHit& hit : impl_->NamesIn(field, goods)) {
      if (NamesTheRight(hit)) return false;
    }
  }
  return true;
}

bool Matcher::Undecided(const PictureKey& picture) const {
  return picture.features.empty() && impl_->pictures->bank.Undecided(picture, impl_->pictures->limits);
}

std::vector<PictureBank::Hit> Matcher::FindPictures(const PictureKey& picture) const { return impl_->pictures->bank.Find(picture, impl_->pictures->limits); }

const std::string& Matcher::bank_digest() const { return impl_->pictures->digest; }

size_t Matcher::bank_size() const { return impl_->pictures->of.size(); }

std::vector<Flag> Matcher::Match(const Listing& listing, const PictureContext* pictures) const {
  Scene scene{listing, FieldsOf(listing), {}, {}, ParseTime(listing.captured_at)};
  if (!scene.day) scene.day = impl_->options.as_of;
  const ClassSet goods = ClassesSpokenOf(impl_->rules->book(), listing);
  std::map<uint32_t, std::vector<FieldHit>> by_right;
  for (size_t f = 0; f < scene.fields.size(); ++f) {
    for (NameHit& hit : impl_->NamesIn(scene.fields[f], goods)) by_right[hit.right].push_back({f, std::move(hit)});
    for (NameHit& hit : impl_->passages->Find(scene.fields[f].views)) by_right[hit.right].push_back({f, std::move(hit)});
  }
  std::map<uint32_t, std::vector<CopyHit>> copies;
  bool named = false;
  for (auto& [right, hits] : by_right) {
    named = named || std::any_of(hits.begin(), hits.end(), [](const FieldHit& one) { return NamesTheRight(one.hit); });
    DropOrnaments(hits);
  }
  if (pictures) copies = impl_->Copies(listing, *pictures, named);
  for (const auto& entry : copies) by_right.try_emplace(entry.first);
  std::vector<Flag> flags;
  if (by_right.empty()) return flags;
  scene.fired = FireRules(impl_->rules->book().packs, scene.fields);
  scene.goods = ReadGoods(impl_->rules->book(), listing);
  for (const auto& [right, hits] : by_right) {
    if (std::optional<Flag> flag = MakeFlag(scene, *impl_->rules, *impl_->rules->at(right), hits, copies[right])) flags.push_back(std::move(*flag));
  }
  std::sort(flags.begin(), flags.end(), [](const Flag& a, const Flag& b) { return a.right_id < b.right_id; });  // slots are not in this order
  return flags;
}

}  // namespace markwarden

// The bridge from snapshots to flags.
#include "service/matching.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <map>
#include <thread>
#include <unordered_map>

#include "crawler/extract.h"
#include "crawler/source.h"
#include "service/content.h"
#include "service/jurisdictions.h"
#include "service/listing_intake.h"
#include "service/queue_keeper.h"
#include "service/relisting.h"
#include "service/render_queue.h"
#include "service/samples.h"
#include "service/rule_books.h"
#include "service/transact.h"
#include "store/accounts.h"
#include "store/captures.h"
#include "store/events.h"
#include "store/listings.h"
#include "store/retro_matches.h"
#include "store/rule_packs.h"
#include "store/rule_sets.h"
#include "store/samples.h"
#include "store/sources.h"
#include "store/watches.h"

namespace markwarden {
namespace {

constexpr int kBatch = 200;
constexpr int kOrdered = 1'000;  // leads of a batch whose place in the queue is found at once

Result<PictureKey> KeyOf(const PictureRecord& picture) {
  Result<Json> json = ParseJson(picture.perceptual_hash);
  if (!json) return Fail(json);
  return PictureKeyFromJson(*json);
}

Result<RulesInForce> Compile(CaseDb& db, Id org, const std::vector<RightRecord>& records, std::shared_ptr<const RuleBook> book) {
  std::vector<RightVersion> versions;
  versions.reserve(records.size());
  std::unordered_map<std::string, RightInForce> by_version;
  for (const RightRecord& record : records) {
    Result<RightVersion> version = VersionOfRecord(db, record);
    if (!version) return Fail(version);
    by_version.emplace(version->version_id, RightInForce{record.id, record.version_id});
    versions.push_back(std::move(*version));
  }
  Result<std::shared_ptr<const RuleSet>> set = RuleSet::Build(std::move(versions), std::move(book));
  if (!set) return Fail(set);
  RulesInForce rules;
  rules.org = org;
  for (const RightVersion& version : (*set)->rights()) rules.refs.push_back(by_version.at(version.version_id));  // newly built, slots are in the order of ids
  rules.matcher = std::make_shared<const Matcher>(*set);
  return rules;
}

// Above so many rights that came, or for each of so many, a set is compiled anew: what was added is compiled again at each change.
constexpr size_t kMostAdded = 2'000, kAddedOf = 100;

// `before` with the versions of rights `now` in force; empty where it is of other rules, or too many have changed.
Result<std::optional<RulesInForce>> Recompile(CaseDb& db, const RulesInForce& before, const std::vector<Id>& now, const std::shared_ptr<const RuleBook>& book) {
  std::optional<RulesInForce> none;
  if (!before.matcher || before.matcher->rules().shared_book() != book) return none;
  const RuleSet& set = before.matcher->rules();
  std::vector<Id> fresh, had;
  for (const uint32_t slot : set.order()) had.push_back(before.refs[slot].version);
  std::vector<Id> wanted = now;
  std::sort(had.begin(), had.end());
  std::sort(wanted.begin(), wanted.end());
  std::set_difference(wanted.begin(), wanted.end(), had.begin(), had.end(), std::back_inserter(fresh));
  const size_t most = std::max<size_t>(kMostAdded, set.kept_slots() / kAddedOf);
  if (set.slots() - set.kept_slots() + fresh.size() > most) return none;
  std::vector<std::string> dropped;
  for (const uint32_t slot : set.order()) {
    if (!std::binary_search(wanted.begin(), wanted.end(), before.refs[slot].version)) dropped.push_back(set.at(slot)->right.id);
  }
  if (dropped.size() > most && dropped.size() > set.order().size() / 2) return none;
  RulesInForce rules;
  rules.org = before.org;
  rules.refs = before.refs;
  std::vector<RightVersion> put;
  std::map<std::string, RightInForce> of_key;
  const Scope scope = SystemScope("system:match", before.org);
  for (const Id id : fresh) {
    Result<std::optional<RightRecord>> record = FindRightVersion(db, scope, id);
    if (!record) return Fail(record);
    if (!*record) return none;  // gone between two questions
    Result<RightVersion> version = VersionOfRecord(db, **record);
    if (!version) return Fail(version);
    of_key[version->right.id] = {(*record)->id, (*record)->version_id};
    put.push_back(std::move(*version));
  }
  Result<std::shared_ptr<const RuleSet>> changed = RuleSet::Change(set, std::move(put), dropped);
  if (!changed) return Fail(changed);
  for (uint32_t slot = set.slots(); slot < (*changed)->slots(); ++slot) rules.refs.push_back(of_key.at((*changed)->at(slot)->right.id));
  rules.matcher = std::make_shared<const Matcher>(*before.matcher, *changed);
  return std::optional(std::move(rules));
}

// The text of every file that the rule book is made of, so that a rule set can be rebuilt.
Result<std::vector<Id>> SaveBook(Transaction& tx, const Scope& scope, const RuleTexts& texts) {
  std::vector<Id> ids;
  for (const auto& [name, text] : texts) {
    Result<RulePackVersion> pack = SaveRulePack(tx, scope, name, text);
    if (!pack) return Fail(pack);
    ids.push_back(pack->id);
  }
  return ids;
}

// The book of a rule set that was in force once, from the texts that were kept with it.
Result<std::shared_ptr<const RuleBook>> BookOf(CaseDb& db, Id org, const RuleSetRecord& record) {
  RuleTexts texts;
  for (const Id id : record.rule_packs) {
    Result<std::optional<RulePackVersion>> pack = FindRulePackVersion(db, org, id);
    if (!pack) return Fail(pack);
    if (!*pack) return Fail(ErrorCode::kInternal, "rule set " + record.digest.substr(0, 12) + " names a rule pack that is gone");
    texts[(*pack)->name] = std::move((*pack)->yaml);
  }
  return BuildRuleBook(texts);
}

// What the corners of a picture showed to the references of `matcher`, where that is kept.
std::optional<std::vector<PictureBank::Hit>> SightOf(CaseDb& db, Id org, const Matcher& matcher, const std::string& sha256) {
  if (org == 0) return std::nullopt;
  const Result<std::optional<std::string>> kept = FindPictureSight(db, org, sha256, matcher.bank_digest(), EngineName());
  if (!kept || !*kept) return std::nullopt;
  const Result<Json> list = ParseJson(**kept);
  if (!list) return std::nullopt;  // what cannot be read is found again
  Result<std::vector<PictureBank::Hit>> hits = PictureHitsFromJson(*list, matcher.bank_size());
  return hits ? std::optional(std::move(*hits)) : std::nullopt;
}

// What was just made of the picture for another listing, which may have wanted corners: this one has them where its own reading would.
std::optional<PictureKey> RecentKey(Service& service, const Matcher& matcher, const std::string& sha256, bool corners) {
  std::optional<PictureKey> key = service.content().Recent(sha256);
  if (!key || corners) return key;
  PictureKey plain = *key;
  plain.features.clear();
  return matcher.Undecided(plain) ? std::move(key) : std::move(plain);
}

struct Looked {
  SnapshotRecord snapshot;
  PictureContext pictures;
  std::vector<PictureRecord> fingerprinted;
  std::vector<PictureSight> sights;
  std::vector<Flag> flags;
};

// Runs on several threads: each has its own connection, reads only.
void Look(Service& service, CaseDb& db, Id org, const Matcher& matcher, Looked& look) {
  look.pictures = FingerprintsOf(service, db, matcher, look.snapshot, {.org = org, .sights = &look.sights, .fresh = &look.fingerprinted});
  look.flags = matcher.Match(look.snapshot.listing, &look.pictures);
}

// Where a flag lies before anybody assigns it: the seller's region, else the watch's, where that is its bureau's own to work with.
class Desks {
 public:
  explicit Desks(Jurisdictions bureaus) : bureaus_(std::move(bureaus)) {}

  Result<std::string> RegionOf(CaseDb& db, const Scope& scope, const SnapshotRecord& snapshot, const std::string& seller_region) {
    Id desk = 0;
    std::string region = seller_region;
    if (snapshot.watch != 0) {
      auto [known, fresh] = watches_.try_emplace(snapshot.watch);
      if (fresh) {
        Result<std::optional<Watch>> watch = FindWatch(db, scope, snapshot.watch);
        if (!watch) return Fail(watch);
        if (*watch) known->second.region = (*watch)->region_code;
        Result<Id> of = *watch && bureaus_.several() ? OrganisationOf(db, (*watch)->created_by) : Result<Id>(Id{0});
        if (!of) return Fail(of);
        known->second.desk = *of;
      }
      if (region.empty()) region = known->second.region;
      desk = known->second.desk;
    } else if (bureaus_.several()) {
      // Handed over: by somebody's hands.
      Result<std::optional<CaptureRecord>> page = FindCapture(db, snapshot.capture);
      if (!page) return Fail(page);
      Result<Id> of = *page ? OrganisationOf(db, (*page)->created_by) : Result<Id>(Id{0});
      if (!of) return Fail(of);
      desk = *of;
    }
    return bureaus_.RegionFor(desk, region);
  }

 private:
  struct Desk {
    std::string region;
    Id desk = 0;
  };
  static Result<Id> OrganisationOf(CaseDb& db, Id account) {
    Result<std::optional<Account>> found = FindAccount(db, account);
    if (!found) return Fail(found);
    return *found ? (*found)->org : Id{0};
  }

  Jurisdictions bureaus_;
  std::map<Id, Desk> watches_;
};

Status Record(Service& service, Transaction& tx, const Scope& scope, const RulesInForce& rules, const ReturnsWatcher* returns, const Looked& look,
              Desks& desks, MatchTotals& totals) {
  for (const PictureRecord& picture : look.fingerprinted) {
    // A right's own picture, registered meanwhile, keeps its key.
    Result<std::optional<PictureRecord>> there = FindPicture(tx.db(), picture.sha256);
    if (!there) return Fail(there);
    if (*there && !(*there)->perceptual_hash.empty()) continue;
    if (Status saved = SavePicture(tx, picture); !saved) return saved;
    ++totals.pictures;
  }
  for (const PictureSight& sight : look.sights) {
    if (Status saved = SavePictureSight(tx, sight); !saved) return saved;
  }
  std::string region;
  if (look.snapshot.seller != 0) {
    Result<std::optional<SellerRecord>> seller = FindSeller(tx.db(), look.snapshot.seller);
    if (!seller) return Fail(seller);
    if (*seller) region = (*seller)->region_code;
  }
  Result<std::string> whose = desks.RegionOf(tx.db(), scope, look.snapshot, region);
  if (!whose) return Fail(whose);
  region = std::move(*whose);
  std::vector<Id> pictures;
  for (const SnapshotPicture& picture : look.snapshot.pictures) {
    if (picture.capture != 0) pictures.push_back(picture.capture);
  }
  for (const Flag& flag : look.flags) {
    const RightInForce* right = rules.RefOf(flag.right_id);
    if (right == nullptr) continue;
    Result<HitSaved> saved = RecordHit(
        tx, scope, NewHit{.listing = look.snapshot.listing_id, .right = right->id,
                          .right_version = right->version, .snapshot = look.snapshot.id,
                          .capture = look.snapshot.capture, .picture_captures = pictures,
                          .seller = look.snapshot.seller, .watch = look.snapshot.watch, .region_code = region,
                          .result = flag});
    if (!saved) return Fail(saved);
    if (!saved->new_hit) continue;
    ++(flag.verdict == Verdict::kSuspected ? totals.flags : totals.cleared);
    // What the program clears is drawn for people to measure what it misses.
    if (flag.verdict == Verdict::kCleared) {
      FlagRecord record;
      record.id = saved->flag;
      record.org = scope.org;
      record.right = right->id;
      record.region_code = region;
      if (Status drawn = DrawForSample(service, tx, scope, record, saved->hit, "cleared", "innocent"); !drawn) return Fail(drawn);
    } else if (Status gone = VoidSample(tx, "cleared", saved->flag); !gone) {
      return Fail(gone);
    }
    if (flag.verdict == Verdict::kSuspected && (saved->new_flag || saved->reopened)) {
      NewEvent event = EventBy(scope, saved->reopened ? "flag.reopened" : "flag.raised", "flag", saved->flag);
      event.region_code = region;
      event.detail = {{"hit", IdToString(saved->hit)}, {"right", flag.right_id}, {"db", flag.db},
                      {"rule_set", flag.rule_set}, {"engine", flag.engine}};
      if (auto id = AppendEvent(tx, event); !id) return Fail(id);
      // The page as a person saw it when the flag was raised.
      Result<std::optional<CaptureRecord>> page = FindCapture(tx.db(), look.snapshot.capture);
      if (!page) return Fail(page);
      if (*page) {
        if (auto queued = QueueFlagRender(tx, scope, RenderReason::kFlag, saved->flag, **page, region, flag.db); !queued) return Fail(queued);
      }
    }
  }
  if (returns != nullptr) {
    Result<int64_t> found = returns->Compare(tx, scope, look.snapshot, look.pictures);
    if (!found) return Fail(found);
    totals.relists += *found;
  }
  return MarkMatched(tx, scope.org, rules.matcher->rules().digest(), EngineName(), look.snapshot);
}

}  // namespace

PictureContext FingerprintsOf(Service& service, CaseDb& db, const Matcher& matcher, const SnapshotRecord& snapshot, const FingerprintWish& wish) {
  PictureContext context;
  context.bank = matcher.bank_digest();
  const bool figures = matcher.LooksForFigures(snapshot.listing);
  for (const SnapshotPicture& picture : snapshot.pictures) {
    if (picture.sha256.empty()) continue;
    const Result<std::optional<PictureRecord>> known = FindPicture(db, picture.sha256);
    const bool seen = known && *known && !(*known)->perceptual_hash.empty();
    std::optional<PictureKey> key, hashes;
    if (seen) {
      // The same file may be a right's picture, of which more is kept than a listing's picture is matched by.
      if (Result<PictureKey> kept = KeyOf(**known); kept && !IsReferenceKey(*kept)) hashes = std::move(*kept);
    }
    bool corners = figures;
    if (hashes) {
      corners = corners || matcher.Undecided(*hashes);
      if (!corners) {
        key = std::move(hashes);
      } else if (std::optional<std::vector<PictureBank::Hit>> sight = SightOf(db, wish.org, matcher, picture.sha256)) {
        context.found.emplace(picture.url, std::move(*sight));
        key = std::move(hashes);
      }
    }
    const bool looked = !key;  // at the picture itself, now or just before
    if (!key) key = RecentKey(service, matcher, picture.sha256, corners);
    if (!key && wish.left != nullptr && *wish.left <= 0) {
      ++*wish.missed;
      if (!hashes) continue;
      context.by_image.emplace(picture.url, std::move(*hashes));
      continue;
    }
    if (!key) {
      if (wish.left != nullptr) --*wish.left;
      const Result<std::string> bytes = ReadBlob(service.store(), db, picture.sha256);
      if (!bytes) continue;
      Result<PictureKey> made = service.content().FingerprintFor(matcher, figures, *bytes);
      if (!made) continue;  // no picture, or past a cap: the capture stands, nothing is compared
      key = std::move(*made);
    }
    // With what was found the corners have done their work, and are not looked at again.
    if (wish.org != 0 && looked && (corners || !key->features.empty() || matcher.Undecided(*key))) {
      std::vector<PictureBank::Hit> hits = matcher.FindPictures(*key);
      if (wish.sights != nullptr) wish.sights->push_back({.org = wish.org, .sha256 = picture.sha256, .bank = matcher.bank_digest(), .engine = EngineName(), .found = DumpJson(ToJson(hits))});
      context.found.emplace(picture.url, std::move(hits));
    }
    if (!seen && wish.fresh != nullptr) {
      PictureKey kept = *key;
      kept.features.clear();  // a hundred times the hashes' size, and rarely asked for
      wish.fresh->push_back({.sha256 = picture.sha256, .perceptual_hash = DumpJson(ToJson(kept)),
                             .quality = key->views.empty() ? 0 : key->views[0].hash.quality,
                             .width = key->width, .height = key->height});
    }
    context.by_image.emplace(picture.url, std::move(*key));
  }
  return context;
}

Result<RightVersion> VersionOfRecord(CaseDb& db, const RightRecord& record) {
  RightVersion version{.version_id = IdToString(record.version_id), .right = record.right, .pictures = {}};
  version.right.id = record.key;
  for (const RightPicture& picture : record.pictures) {
    Result<std::optional<PictureRecord>> known = FindPicture(db, picture.sha256);
    if (!known) return Fail(known);
    if (!*known || (*known)->perceptual_hash.empty()) continue;
    Result<PictureKey> key = KeyOf(**known);
    if (!key) return Fail(key);
    version.pictures.push_back({picture.name, std::move(*key)});
  }
  return version;
}

std::string EngineName() { return std::string(kMatcherEngine); }

const RightVersion* RulesInForce::Find(const std::string& key) const {
  const std::optional<uint32_t> slot = matcher ? matcher->rules().Find(key) : std::nullopt;
  return slot ? matcher->rules().at(*slot) : nullptr;
}

const RightInForce* RulesInForce::RefOf(const std::string& key) const {
  const std::optional<uint32_t> slot = matcher ? matcher->rules().Find(key) : std::nullopt;
  return slot ? &refs[*slot] : nullptr;
}

Result<RulesInForce> BringRulesInForce(Service& service, Id org, const RulesInForce& before) {
  const Scope scope = SystemScope("system:match", org);
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::shared_ptr<const RuleBook>> book = RuleBookInForce(service, **db, org);
  if (!book) return Fail(book);
  Result<std::vector<Id>> in_force = AllRightVersionIds(**db, scope);
  if (!in_force) return Fail(in_force);
  Result<std::optional<RulesInForce>> changed = Recompile(**db, before, *in_force, *book);
  if (!changed) return Fail(changed);
  Result<RulesInForce> rules = *changed ? Result<RulesInForce>(std::move(**changed)) : CurrentRules(**db, org, *book);
  if (!rules) return rules;
  std::vector<Id> versions;  // by Right::id
  for (const uint32_t slot : rules->matcher->rules().order()) versions.push_back(rules->refs[slot].version);
  const std::string& digest = rules->matcher->rules().digest();
  Result<std::optional<RuleSetRecord>> current = RuleSetInForce(**db, org);
  if (!current) return Fail(current);
  if (*current && (*current)->digest == digest) return rules;
  Result<OwnPacks> own = OwnPacksOf(**db, org);
  if (!own) return Fail(own);
  Result<RuleTexts> texts = RuleTextsWith(service, *own);
  if (!texts) return Fail(texts);
  Result<std::unique_ptr<Transaction>> tx = (*db)->Begin();
  if (!tx) return Fail(tx);
  Result<std::vector<Id>> packs = SaveBook(**tx, scope, *texts);
  if (!packs) return Fail(packs);
  if (auto put = PutRuleSetInForce(**tx, scope, digest, versions, *packs); !put) return Fail(put);
  if (Status met = AddRetroMatch(**tx, scope, digest, *current ? (*current)->digest : "", EngineName()); !met) return Fail(met);
  NewEvent event = EventBy(scope, "rules.in_force", "rule_set", 0);
  event.detail = {{"digest", digest}, {"rights", versions.size()}, {"engine", EngineName()}};
  if (auto id = AppendEvent(**tx, event); !id) return Fail(id);
  if (Status done = (*tx)->Commit(); !done) return Fail(done);
  return rules;
}

Result<bool> StillInForce(Service& service, Id org, const RulesInForce& compiled) {
  if (!compiled.matcher) return false;
  const Scope scope = SystemScope("system:match", org);
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::optional<RuleSetRecord>> current = RuleSetInForce(**db, org);
  if (!current) return Fail(current);
  if (!*current || (*current)->digest != compiled.matcher->rules().digest()) return false;
  Result<std::shared_ptr<const RuleBook>> book = RuleBookInForce(service, **db, org);
  if (!book) return Fail(book);
  if (book->get() != &compiled.matcher->rules().book()) return false;
  Result<std::vector<Id>> versions = AllRightVersionIds(**db, scope);
  if (!versions) return Fail(versions);
  std::vector<Id> known;
  for (const uint32_t slot : compiled.matcher->rules().order()) known.push_back(compiled.refs[slot].version);
  std::sort(known.begin(), known.end());
  std::sort(versions->begin(), versions->end());
  return *versions == known;
}

Result<std::shared_ptr<const Matcher>> WithDraft(const RulesInForce& rules, const RightVersion& draft) {
  Result<std::shared_ptr<const RuleSet>> set = RuleSet::Change(rules.matcher->rules(), {draft}, {});
  if (!set) return Fail(set);
  return std::make_shared<const Matcher>(*rules.matcher, *set);
}

Result<RulesInForce> RebuildRules(Service& service, Id org, const std::string& digest) {
  const Scope scope = SystemScope("system:match", org);
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::optional<RuleSetRecord>> record = FindRuleSet(**db, org, digest);
  if (!record) return Fail(record);
  if (!*record) return Fail(ErrorCode::kNotFound, "no rule set " + digest.substr(0, 12) + " in this store");
  std::vector<RightRecord> rights;
  for (const Id version : (*record)->right_versions) {
    Result<std::optional<RightRecord>> right = FindRightVersion(**db, scope, version);
    if (!right) return Fail(right);
    if (!*right) return Fail(ErrorCode::kInternal, "rule set " + digest.substr(0, 12) + " names a right that is gone");
    rights.push_back(std::move(**right));
  }
  Result<std::shared_ptr<const RuleBook>> now = RuleBookInForce(service, **db, org);
  if (!now) return Fail(now);
  Result<RulesInForce> rules = Compile(**db, org, rights, *now);
  if (!rules || rules->matcher->rules().digest() == digest) return rules;
  // The packs have changed since: those of that time are kept.
  Result<std::shared_ptr<const RuleBook>> then = BookOf(**db, org, **record);
  if (!then) return Fail(ErrorCode::kUnsupported, "the rule packs of rule set " + digest.substr(0, 12) + " cannot be read any more: " + then.error().message);
  rules = Compile(**db, org, rights, *then);
  if (rules && rules->matcher->rules().digest() != digest) {
    return Fail(ErrorCode::kUnsupported, "the rule packs that were kept are not those of rule set " + digest.substr(0, 12));
  }
  return rules;
}

Result<RulesInForce> CurrentRules(CaseDb& db, Id org, std::shared_ptr<const RuleBook> book) {
  Result<std::vector<RightRecord>> records = AllRights(db, SystemScope("system:match", org));
  if (!records) return Fail(records);
  return Compile(db, org, *records, std::move(book));
}

PictureContext KeptPictures(CaseDb& db, const SnapshotRecord& snapshot) {
  PictureContext pictures;
  for (const SnapshotPicture& picture : snapshot.pictures) {
    if (picture.sha256.empty()) continue;
    const Result<std::optional<PictureRecord>> known = FindPicture(db, picture.sha256);
    if (!known || !*known || (*known)->perceptual_hash.empty()) continue;
    if (Result<PictureKey> key = KeyOf(**known)) pictures.by_image.emplace(picture.url, std::move(*key));
  }
  return pictures;
}

Result<MatchTotals> MatchUnseen(Service& service, Id org, const RulesInForce& rules, std::stop_token stop, Id after) {
  const Scope scope = SystemScope("system:match", org);
  auto db = service.Connect();
  if (!db) return Fail(db);
  MatchTotals totals;
  Result<Jurisdictions> bureaus = Jurisdictions::Read(**db, org);
  if (!bureaus) return Fail(bureaus);
  Desks desks(std::move(*bureaus));
  std::optional<std::unique_ptr<ReturnsWatcher>> returns;  // read when there is something to compare
  std::unique_ptr<QueueKeeper> keeper;                     // the same
  while (!stop.stop_requested()) {
    Result<std::vector<SnapshotRecord>> snapshots =
        ListUnmatched(**db, {.org = org, .rule_set = rules.matcher->rules().digest(), .engine = EngineName(),
                             .limit = kBatch, .after = after});
    if (!snapshots) return Fail(snapshots);
    if (snapshots->empty()) break;
    after = snapshots->back().id;
    if (!returns) {
      Result<std::unique_ptr<ReturnsWatcher>> watcher = ReturnsWatcher::Open(service, rules);
      if (!watcher) return Fail(watcher);
      returns = std::move(*watcher);
      Result<std::unique_ptr<QueueKeeper>> opened = QueueKeeper::Open(service);
      if (!opened) return Fail(opened);
      keeper = std::move(*opened);
    }
    std::vector<Looked> looks(snapshots->size());
    for (size_t i = 0; i < looks.size(); ++i) looks[i].snapshot = std::move((*snapshots)[i]);

    std::vector<Service::Connection> connections;
    const unsigned threads = std::max(1u, std::min(8u, std::thread::hardware_concurrency()));
    for (unsigned i = 0; i < threads; ++i) {
      Result<Service::Connection> connection = service.Connect();
      if (!connection) return Fail(connection);
      connections.push_back(std::move(*connection));
    }
    {
      std::atomic<size_t> next{0};
      std::vector<std::jthread> workers;
      for (unsigned i = 0; i < threads; ++i) {
        workers.emplace_back([&, i] {
          for (size_t at; (at = next.fetch_add(1)) < looks.size();) {
            Look(service, *connections[i], org, *rules.matcher, looks[at]);
          }
        });
      }
    }
    Result<std::unique_ptr<Transaction>> tx = (*db)->Begin();
    if (!tx) return Fail(tx);
    for (const Looked& look : looks) {
      if (Status recorded = Record(service, **tx, scope, rules, returns->get(), look, desks, totals); !recorded) return Fail(recorded);
    }
    // New leads stand at their place in the queue from the first.
    if (auto ordered = keeper->Refresh(**tx, kOrdered); !ordered) return Fail(ordered);
    if (Status done = (*tx)->Commit(); !done) return Fail(done);
    totals.matched += static_cast<int64_t>(looks.size());
  }
  return totals;
}

Result<std::vector<Flag>> MatchAgain(Service& service, const HitRecord& hit, const RulesInForce& rules) {
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::optional<SnapshotRecord>> snapshot = FindSnapshot(**db, hit.snapshot);
  if (!snapshot) return Fail(snapshot);
  if (!*snapshot) return Fail(ErrorCode::kNotFound, "the snapshot of this hit is gone");
  Looked look;
  look.snapshot = std::move(**snapshot);
  Result<std::optional<CaptureRecord>> capture = FindCapture(**db, hit.capture);
  if (!capture) return Fail(capture);
  const auto read_as_page = [](CaptureKind kind) {
    return kind == CaptureKind::kFetched || kind == CaptureKind::kImported || kind == CaptureKind::kRendered;
  };
  if (!*capture) return Fail(ErrorCode::kNotFound, "the capture of this hit is gone");
  if (read_as_page((*capture)->kind)) {
    Result<Exchange> exchange = ReadCapture(service.store(), **db, hit.capture);
    if (!exchange) return Fail(exchange);
    ExtractOptions options;
    options.url = exchange->url.starts_with("urn:") ? "" : exchange->url;
    options.content_type = (*capture)->kind == CaptureKind::kRendered ? std::string(kRenderedType) : (*capture)->content_type;
    if ((*capture)->source != 0) {
      // The hints of the source as they are today; a source that changed shows as a difference.
      Result<std::optional<Source>> source = FindSource(**db, SystemScope("system:match", rules.org), (*capture)->source);
      if (!source) return Fail(source);
      if (*source) {
        if (Result<SourceSpec> spec = ParseSource((*source)->yaml)) {
          for (const auto& [field, selector] : spec->hints) options.hints[field] = selector;
        }
      }
    }
    const Extraction extraction = service.content().ExtractPage(exchange->body, exchange->Header("content-encoding"), options);
    // Of several of one title the one of this item; what the page does not show is not matched from what was kept of it.
    const Listing& kept = look.snapshot.listing;
    const Listing* shown = nullptr;
    for (const Listing& listing : extraction.listings) {
      if (listing.title != kept.title) continue;
      const bool same_item = (!kept.item_id.empty() && listing.item_id == kept.item_id) || (!kept.url.empty() && listing.url == kept.url);
      if (!shown || same_item) shown = &listing;
      if (same_item) break;
    }
    if (!shown) return std::vector<Flag>();
    Listing again = *shown;
    again.url = kept.url;
    again.platform = kept.platform;
    again.item_id = kept.item_id;
    again.captured_at = kept.captured_at;
    look.snapshot.listing = std::move(again);
  }
  const bool figures = rules.matcher->LooksForFigures(look.snapshot.listing);
  // Fingerprints are derived data: made again from the bytes.
  for (const SnapshotPicture& picture : look.snapshot.pictures) {
    if (picture.sha256.empty()) continue;
    Result<std::string> bytes = ReadBlob(service.store(), **db, picture.sha256);
    if (!bytes) return Fail(bytes);
    if (Result<PictureKey> key = service.content().FingerprintFor(*rules.matcher, figures, *bytes)) {
      look.pictures.by_image.emplace(picture.url, std::move(*key));
    }
  }
  return rules.matcher->Match(look.snapshot.listing, &look.pictures);
}

}  // namespace markwarden

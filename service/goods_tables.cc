// The way of a table: read, kept, in force, withdrawn.
#include "service/goods_tables.h"

#include <algorithm>
#include <charconv>

#include "core/hash.h"
#include "rules/goods_reading.h"
#include "service/content.h"
#include "service/matching.h"
#include "service/permissions.h"
#include "service/rule_books.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/events.h"
#include "store/rule_packs.h"

namespace markwarden {
namespace {

constexpr int64_t kMaxOpenTables = 10, kHeadBytes = 1'024;
constexpr size_t kMaxGoodsReason = 2'000, kMaxGoodsWords = 1'000, kToldItems = 50;

Json HeadJson(const NiceHead& head) { return {{"edition", head.edition}, {"from", head.from}, {"counts", ToJson(head.counts)}}; }

// The activation that counts now, if a table is in force.
struct TableInForce {
  RulePackVersion text;
  RuleActivation activation;
};
Result<std::optional<TableInForce>> FindTableInForce(CaseDb& db, const Scope& scope, const std::vector<RuleActivation>& history) {
  if (history.empty() || history.front().version == 0) return std::optional<TableInForce>();
  Result<std::optional<RulePackVersion>> text = FindRulePackVersion(db, scope.org, history.front().version);
  if (!text) return Fail(text);
  if (!*text) return Fail(ErrorCode::kInternal, "the table in force is gone");
  return std::optional<TableInForce>(TableInForce{std::move(**text), history.front()});
}

Result<RuleDraft> SeenTable(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<RuleDraft>> draft = FindRuleDraft(db, scope, id);
  if (!draft) return Fail(draft);
  if (!*draft || (*draft)->pack_key != kNiceTableName) return Fail(ErrorCode::kNotFound, "no import " + IdToString(id) + " of a table of goods");
  return std::move(**draft);
}

Result<Json> ImportRow(const RuleDraft& draft, Id version_in_force) {
  Result<NiceHead> head = ReadNiceHead(draft.text.yaml);
  if (!head) return Fail(std::move(head.error()));
  Json row = HeadJson(*head);
  row["id"] = IdToString(draft.id);
  row["state"] = draft.state;
  row["in_force"] = draft.state == "active" && draft.text.id == version_in_force;
  row["author"] = draft.author_name;
  row["digest"] = draft.text.digest;
  row["created_at"] = FormatTime(draft.created_at);
  row["row_version"] = draft.row_version;
  return row;
}

Status CheckGoodsReason(const std::string& reason) {
  if (reason.empty() || reason.size() > kMaxGoodsReason) return Fail(ErrorCode::kInvalid, "say why, in at most 2,000 bytes");
  return Ok();
}

Status TellOfTable(Transaction& tx, const Scope& scope, const char* kind, Id subject, Json detail) {
  NewEvent event = EventBy(scope, kind, "goods_table", subject);
  event.detail = std::move(detail);
  if (auto id = AppendEvent(tx, event); !id) return Fail(id);
  return Ok();
}

// Why it cannot come in force now; empty when it can.
std::string NotYet(const NiceHead& head, Time now) {
  const std::optional<Time> from = ParseTime(head.from);
  // A day begins in Beijing eight hours earlier.
  if (from && now + std::chrono::hours(8) < *from) return "the edition is in force from " + head.from + ": put it in force on that day";
  return "";
}

struct ReadTable {
  NiceImport import;
  NiceTable table;  // empty when rows are refused
};
Result<ReadTable> ReadGoodsFile(Service& service, const GoodsFile& file, std::string_view bytes) {
  Result<NiceImport> import = service.content().ReadGoods(file.edition, file.from, file.sheet, bytes);
  if (!import) return Fail(import);
  ReadTable read{std::move(*import), {}};
  if (read.import.refused_total > 0) {
    read.import.text.clear();
    return read;
  }
  // The worker's word is not taken for it.
  Result<NiceTable> table = NiceTable::Parse(read.import.text);
  if (!table) return Fail(table);
  read.table = std::move(*table);
  read.import.counts = read.table.head().counts;
  return read;
}

Result<Json> ChangesAgainstForce(Service& service, CaseDb& db, const Scope& scope, const NiceTable& table) {
  Result<std::shared_ptr<const RuleBook>> book = RuleBookInForce(service, db, scope.org);
  if (!book) return Fail(book);
  const NiceTable& then = (*book)->nice;
  return Json{{"changes", NiceChanges(then, table)}, {"replaces", then.empty() ? Json(nullptr) : Json(then.head().edition)}};
}

Json RefusedJson(const std::vector<RefusedRow>& rows) {
  Json refused = Json::array();
  for (const RefusedRow& row : rows) refused.push_back({{"line", row.line}, {"reason", InWords(row.reason, "en")}, {"said", SaidView(row.reason)}, {"row", row.row}});
  return refused;
}

}  // namespace

Result<Json> ShowGoodsTable(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRules); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::vector<RuleActivation>> activations = ListRuleActivations(db, scope, kNiceTableName);
    if (!activations) return Fail(activations);
    Json in_force = nullptr, history = Json::array();
    std::map<Id, NiceHead> heads;
    for (const RuleActivation& one : *activations) {
      Json row = {{"at", FormatTime(one.created_at)}, {"by", one.actor_name}, {"edition", nullptr}, {"from", nullptr}, {"reason", one.reason},
                  {"import", one.draft ? Json(IdToString(one.draft)) : Json(nullptr)}};
      if (one.version != 0) {
        if (!heads.contains(one.version)) {
          Result<std::optional<RulePackVersion>> text = FindRulePackVersion(db, scope.org, one.version);
          if (!text) return Fail(text);
          Result<NiceHead> head = ReadNiceHead(*text ? (*text)->yaml : "");
          if (!head) return Fail(std::move(head.error()));
          heads[one.version] = std::move(*head);
        }
        row["edition"] = heads[one.version].edition;
        row["from"] = heads[one.version].from;
      }
      history.push_back(std::move(row));
    }
    Result<std::optional<TableInForce>> now = FindTableInForce(db, scope, *activations);
    if (!now) return Fail(now);
    if (*now) {
      const RuleActivation& by = (*now)->activation;
      in_force = HeadJson(heads[by.version]);
      in_force["digest"] = (*now)->text.digest;
      in_force["since"] = FormatTime(by.created_at);
      in_force["by"] = by.actor_name;
      in_force["reason"] = by.reason;
      in_force["import"] = by.draft ? Json(IdToString(by.draft)) : Json(nullptr);
    }
    Result<std::shared_ptr<const RuleBook>> book = service.rule_book();
    if (!book) return Fail(book);
    return Json{{"in_force", std::move(in_force)}, {"history", std::move(history)},
                {"small_table", {{"words", (*book)->goods.words()}, {"classes", (*book)->goods.class_count()}}}};
  });
}

Result<Json> ListGoodsImports(Service& service, const Scope& scope, const ListPage& page) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRules); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::vector<RuleActivation>> activations = ListRuleActivations(db, scope, kNiceTableName);
    if (!activations) return Fail(activations);
    Result<Page<RuleDraft>> drafts = ListTableDrafts(db, scope, kNiceTableName, kHeadBytes, {.limit = std::clamp(page.limit, 1, 500), .after = page.cursor});
    if (!drafts) return Fail(drafts);
    Json items = Json::array();
    for (const RuleDraft& draft : drafts->rows) {
      Result<Json> row = ImportRow(draft, activations->empty() ? 0 : activations->front().version);
      if (!row) return row;
      items.push_back(std::move(*row));
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(drafts->next)}};
  });
}

Result<Json> ShowGoodsImport(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRules); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<RuleDraft> draft = SeenTable(db, scope, id);
    if (!draft) return Fail(draft);
    Result<std::vector<RuleActivation>> activations = ListRuleActivations(db, scope, kNiceTableName);
    if (!activations) return Fail(activations);
    Result<Json> shown = ImportRow(*draft, activations->empty() ? 0 : activations->front().version);
    if (!shown) return shown;
    Result<NiceTable> table = NiceTable::Parse(draft->text.yaml);
    if (!table) return Fail(table);
    Result<Json> changes = ChangesAgainstForce(service, db, scope, *table);
    if (!changes) return changes;
    shown->update(*changes);
    const bool open = draft->state == "draft";
    const std::string problem = open ? NotYet(table->head(), db.Now()) : "";
    const bool own = std::find(draft->authors.begin(), draft->authors.end(), scope.actor) != draft->authors.end();
    Json may = Json::array();
    if (open && problem.empty() && !own && Authorise(scope, UseCase::kActivateRules)) may.push_back("activate");
    if (open && Authorise(scope, UseCase::kDraftRules)) may.push_back("drop");
    (*shown)["problem"] = TextOrNull(problem);
    (*shown)["mine"] = own;
    (*shown)["may"] = std::move(may);
    return shown;
  });
}

Result<Json> PreviewGoodsTable(Service& service, const Scope& scope, const GoodsFile& file, std::string_view bytes) {
  if (Status allowed = Authorise(scope, UseCase::kDraftRules); !allowed) return Fail(allowed);
  Result<ReadTable> read = ReadGoodsFile(service, file, bytes);
  if (!read) return Fail(read);
  Json view = {{"edition", file.edition}, {"from", file.from}, {"counts", ToJson(read->import.counts)}, {"refused", RefusedJson(read->import.refused)},
               {"refused_total", read->import.refused_total}, {"changes", nullptr}, {"replaces", nullptr}};
  if (read->import.refused_total > 0) return view;
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Json> changes = ChangesAgainstForce(service, db, scope, read->table);
    if (!changes) return changes;
    view.update(*changes);
    return view;
  });
}

Result<Json> ImportGoodsTable(Service& service, const Scope& scope, const GoodsFile& file, std::string_view bytes) {
  if (Status allowed = Authorise(scope, UseCase::kDraftRules); !allowed) return Fail(allowed);
  Result<ReadTable> read = ReadGoodsFile(service, file, bytes);
  if (!read) return Fail(read);
  const NiceImport& import = read->import;
  if (import.refused_total > 0) {
    const RefusedRow& first = import.refused.front();
    return Fail(ErrorCode::kInvalid, std::to_string(import.refused_total) + (import.refused_total == 1 ? " row is" : " rows are") + " refused and nothing was kept; line " + std::to_string(first.line) + ": " + InWords(first.reason, "en"));
  }
  Id made = 0;
  Status done = Writing(service, [&](Transaction& tx) -> Status {
    CaseDb& db = tx.db();
    Result<std::vector<RuleActivation>> activations = ListRuleActivations(db, scope, kNiceTableName);
    if (!activations) return Fail(activations);
    Result<std::optional<TableInForce>> now = FindTableInForce(db, scope, *activations);
    if (!now) return Fail(now);
    if (*now && (*now)->text.yaml == import.text) return Fail(ErrorCode::kConflict, "this very table is in force: nothing was kept");
    Result<int64_t> open = CountOpenTableDrafts(db, scope, kNiceTableName);
    if (!open) return Fail(open);
    if (*open >= kMaxOpenTables) return Fail(ErrorCode::kConflict, "ten imports wait to be put in force: drop some of them first");
    Result<RuleDraft> draft = AddRuleDraft(tx, scope, kNiceTableName, import.text);
    if (!draft) return Fail(draft);
    made = draft->id;
    return TellOfTable(tx, scope, "goods_table.imported", made,
                       {{"edition", read->table.head().edition}, {"from", read->table.head().from}, {"counts", ToJson(import.counts)}, {"digest", draft->text.digest}, {"file", file.name.substr(0, 255)},
                        {"file_sha256", Sha256Hex(bytes)}});
  });
  if (!done) return Fail(done);
  return ShowGoodsImport(service, scope, made);
}

Result<Json> ActivateGoodsImport(Service& service, const Scope& scope, Id id, const std::string& reason, int64_t row_version) {
  if (Status allowed = Authorise(scope, UseCase::kActivateRules); !allowed) return Fail(allowed);
  if (Status given = CheckGoodsReason(reason); !given) return Fail(given);
  Status done = Writing(service, [&](Transaction& tx) -> Status {
    CaseDb& db = tx.db();
    Result<RuleDraft> draft = SeenTable(db, scope, id);
    if (!draft) return Fail(draft);
    for (const Id author : draft->authors) {
      if (Status another = Authorise(scope, UseCase::kActivateRules, author); !another) return another;
    }
    if (draft->state != "draft") return Fail(ErrorCode::kConflict, "the import is " + draft->state + ": there is nothing to put in force");
    Result<NiceHead> head = ReadNiceHead(draft->text.yaml);
    if (!head) return Fail(std::move(head.error()));
    if (const std::string why = NotYet(*head, db.Now()); !why.empty()) return Fail(ErrorCode::kConflict, why);
    Result<OwnPacks> own = OwnPacksOf(db, scope.org);
    if (!own) return Fail(own);
    (*own)[kNiceTableName] = draft->text.yaml;
    if (auto book = service.rule_book(*own); !book) return Fail(book);
    if (Status set = SetRuleDraftState(tx, scope, id, "active", row_version); !set) return set;
    if (auto kept = AddRuleActivation(tx, scope, kNiceTableName, draft->text.id, id, reason); !kept) return Fail(kept);
    return TellOfTable(tx, scope, "goods_table.activated", id, {{"edition", head->edition}, {"from", head->from}, {"counts", ToJson(head->counts)}, {"digest", draft->text.digest}, {"reason", reason}});
  });
  if (!done) return Fail(done);
  if (Result<RulesInForce> rules = BringRulesInForce(service, scope.org); !rules) return Fail(rules);
  return ShowGoodsImport(service, scope, id);
}

Result<Json> DropGoodsImport(Service& service, const Scope& scope, Id id, int64_t row_version) {
  if (Status allowed = Authorise(scope, UseCase::kDraftRules); !allowed) return Fail(allowed);
  Status done = Writing(service, [&](Transaction& tx) -> Status {
    Result<RuleDraft> draft = SeenTable(tx.db(), scope, id);
    if (!draft) return Fail(draft);
    if (Status set = SetRuleDraftState(tx, scope, id, "dropped", row_version); !set) return set;
    return TellOfTable(tx, scope, "goods_table.dropped", id, {{"digest", draft->text.digest}});
  });
  if (!done) return Fail(done);
  return ShowGoodsImport(service, scope, id);
}

Result<Json> WithdrawGoodsTable(Service& service, const Scope& scope, const std::string& reason) {
  if (Status allowed = Authorise(scope, UseCase::kWithdrawRules); !allowed) return Fail(allowed);
  if (Status given = CheckGoodsReason(reason); !given) return Fail(given);
  Status done = Writing(service, [&](Transaction& tx) -> Status {
    Result<std::vector<RuleActivation>> activations = ListRuleActivations(tx.db(), scope, kNiceTableName);
    if (!activations) return Fail(activations);
    Result<std::optional<TableInForce>> now = FindTableInForce(tx.db(), scope, *activations);
    if (!now) return Fail(now);
    if (!*now) return Fail(ErrorCode::kConflict, "no table of goods is in force: the small table of everyday words stays as it is");
    Result<NiceHead> head = ReadNiceHead((*now)->text.yaml);
    if (!head) return Fail(std::move(head.error()));
    Result<Id> kept = AddRuleActivation(tx, scope, kNiceTableName, 0, 0, reason);
    if (!kept) return Fail(kept);
    return TellOfTable(tx, scope, "goods_table.withdrawn", (*now)->activation.draft, {{"edition", head->edition}, {"digest", (*now)->text.digest}, {"reason", reason}});
  });
  if (!done) return Fail(done);
  if (Result<RulesInForce> rules = BringRulesInForce(service, scope.org); !rules) return Fail(rules);
  return ShowGoodsTable(service, scope);
}

Result<Json> LookGoods(Service& service, const Scope& scope, const std::string& words) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRules); !allowed) return Fail(allowed);
  if (words.find_first_not_of(" \t\r\n") == std::string::npos) return Fail(ErrorCode::kInvalid, "no words: give those of a title or a category");
  if (words.size() > kMaxGoodsWords) return Fail(ErrorCode::kInvalid, "words have at most 1,000 bytes");
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::shared_ptr<const RuleBook>> book = RuleBookInForce(service, db, scope.org);
    if (!book) return Fail(book);
    const GoodsReading reading = ReadGoodsIn(**book, words);
    const NiceTable& nice = (*book)->nice;
    Json groups = Json::array(), items = Json::array();
    for (const GoodsGroup& group : reading.groups) groups.push_back(ToString(group));
    for (size_t i = 0; i < reading.items.size() && i < kToldItems; ++i) items.push_back(ToJson(nice.items()[reading.items[i]]));
    return Json{{"words", words},
                {"found", TextOrNull(reading.word)},
                {"table", reading.empty() ? Json(nullptr) : Json(reading.by_nice ? "edition" : "small")},
                {"edition", nice.empty() ? Json(nullptr) : Json(nice.head().edition)},
                {"classes", reading.classes},
                {"groups", std::move(groups)},
                {"items", std::move(items)}};
  });
}

Result<Json> ListGoodsItems(Service& service, const Scope& scope, const GoodsSearch& search) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRules); !allowed) return Fail(allowed);
  if (search.text.size() > kMaxGoodsWords) return Fail(ErrorCode::kInvalid, "a search has at most 1,000 bytes");
  if (search.nice_class < 0 || search.nice_class > 45) return Fail(ErrorCode::kInvalid, "class is a number from 1 to 45");
  const size_t most = static_cast<size_t>(std::clamp(search.limit, 1, 500));
  NiceTable::Search wanted{.text = search.text, .nice_class = search.nice_class, .group = 0, .after = -1, .most = most + 1};
  if (!search.group.empty()) {
    const std::optional<GoodsGroup> group = ParseGoodsGroup(search.group);
    if (!group) return Fail(ErrorCode::kInvalid, "group is four digits, the first two of them the class: 2501");
    wanted.group = group->number;
  }
  if (!search.cursor.empty()) {
    const auto [end, wrong] = std::from_chars(search.cursor.data(), search.cursor.data() + search.cursor.size(), wanted.after);
    if (wrong != std::errc() || end != search.cursor.data() + search.cursor.size() || wanted.after < 0) return Fail(ErrorCode::kInvalid, "no such cursor");
  }
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::shared_ptr<const RuleBook>> book = RuleBookInForce(service, db, scope.org);
    if (!book) return Fail(book);
    const NiceTable& nice = (*book)->nice;
    std::vector<uint32_t> found = nice.Find(wanted);
    const bool more = found.size() > most;
    if (more) found.resize(most);
    Json items = Json::array();
    for (const uint32_t place : found) items.push_back(ToJson(nice.items()[place]));
    return Json{{"edition", nice.empty() ? Json(nullptr) : Json(nice.head().edition)}, {"items", std::move(items)}, {"next", more ? Json(std::to_string(found.back())) : Json(nullptr)}};
  });
}

}  // namespace markwarden

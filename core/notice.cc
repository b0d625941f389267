// Notice <-> JSON.
#include "core/notice.h"

#include "core/hash.h"

namespace markwarden {
namespace {

Json FileJson(const NoticeFile& file) {
  return {{"name", TextOrNull(file.name)}, {"sha256", TextOrNull(file.sha256)}};
}

NoticeFile FileOf(const Json& object) { return {JsonText(object, "name"), JsonText(object, "sha256")}; }

Json RightJson(const NoticeRight& right) {
  Json proofs = Json::array();
  for (const NoticeFile& proof : right.proofs) proofs.push_back(FileJson(proof));
  return {{"id", TextOrNull(right.id)},
          {"kind", ToString(right.kind)},
          {"title", TextOrNull(right.title)},
          {"reg_no", TextOrNull(right.reg_no)},
          {"jurisdiction", TextOrNull(right.jurisdiction)},
          {"valid_from", TextOrNull(right.valid_from)},
          {"valid_to", TextOrNull(right.valid_to)},
          {"classes", right.classes},
          {"proofs", std::move(proofs)},
          {"evaluation_report", TextOrNull(right.evaluation_report)}};
}

Json ItemJson(const NoticeItem& item) {
  return {{"url", TextOrNull(item.url)},
          {"platform_item_id", TextOrNull(item.platform_item_id)},
          {"seller_id", TextOrNull(item.seller_id)},
          {"seller_name", TextOrNull(item.seller_name)},
          {"title_at_capture", TextOrNull(item.title_at_capture)},
          {"price", item.price ? ToJson(*item.price) : Json(nullptr)},
          {"flag_id", TextOrNull(item.flag_id)},
          {"capture_id", TextOrNull(item.capture_id)},
          {"captured_at", TextOrNull(item.captured_at)},
          {"payload_sha256", TextOrNull(item.payload_sha256)},
          {"sealed_event", TextOrNull(item.sealed_event)}};
}

NoticeItem ItemOf(const Json& object) {
  NoticeItem item;
  item.url = JsonText(object, "url");
  item.platform_item_id = JsonText(object, "platform_item_id");
  item.seller_id = JsonText(object, "seller_id");
  item.seller_name = JsonText(object, "seller_name");
  item.title_at_capture = JsonText(object, "title_at_capture");
  item.price = PriceFromJson(JsonMember(object, "price"));
  item.flag_id = JsonText(object, "flag_id");
  item.capture_id = JsonText(object, "capture_id");
  item.captured_at = JsonText(object, "captured_at");
  item.payload_sha256 = JsonText(object, "payload_sha256");
  item.sealed_event = JsonText(object, "sealed_event");
  return item;
}

LocalText LocalTextOf(const Json& object, const char* key) {
  LocalText text;
  const Json* value = JsonMember(object, key);
  if (!value || !value->is_object()) return text;
  for (const auto& [lang, words] : value->items()) {
    if (words.is_string()) text[lang] = words.get<std::string>();
  }
  return text;
}

Json ClaimJson(const NoticeClaim& claim) {
  Json statutes = Json::array(), matches = Json::array();
  for (const StatuteRef& ref : claim.statutes) {
    statutes.push_back({{"id", ref.id},
                        {"statute", ref.statute},
                        {"article", ref.article},
                        {"version_date", TextOrNull(ref.version_date)}});
  }
  for (const NoticeMatch& match : claim.matches) {
    matches.push_back({{"item", match.item},
                       {"detector", match.detector},
                       {"field", match.field},
                       {"span", match.span ? Json::array({match.span->begin, match.span->end}) : Json(nullptr)},
                       {"matched", match.matched},
                       {"decoded", match.decoded},
                       {"why", match.why}});
  }
  return {{"act_date", TextOrNull(claim.act_date)},
          {"act_code", TextOrNull(claim.act_code)},
          {"act", claim.act},
          {"statutes", std::move(statutes)},
          {"comparison", claim.comparison},
          {"matches", std::move(matches)}};
}

NoticeClaim ClaimOf(const Json& object) {
  NoticeClaim claim;
  claim.act_date = JsonText(object, "act_date");
  claim.act_code = JsonText(object, "act_code");
  claim.act = LocalTextOf(object, "act");
  if (const Json* statutes = JsonMember(object, "statutes"); statutes && statutes->is_array()) {
    for (const Json& item : *statutes) {
      claim.statutes.push_back({.id = JsonText(item, "id"),
                                .statute = LocalTextOf(item, "statute"),
                                .article = LocalTextOf(item, "article"),
                                .version_date = JsonText(item, "version_date")});
    }
  }
  claim.comparison = LocalTextOf(object, "comparison");
  if (const Json* matches = JsonMember(object, "matches"); matches && matches->is_array()) {
    for (const Json& item : *matches) {
      NoticeMatch match;
      match.item = static_cast<int>(JsonInt(item, "item").value_or(0));
      match.detector = JsonText(item, "detector");
      match.field = JsonText(item, "field");
      if (const Json* span = JsonMember(item, "span");
          span && span->is_array() && span->size() == 2 && (*span)[0].is_number_integer() &&
          (*span)[1].is_number_integer()) {
        match.span = Span{(*span)[0].get<int64_t>(), (*span)[1].get<int64_t>()};
      }
      match.matched = JsonText(item, "matched");
      match.decoded = JsonText(item, "decoded");
      match.why = LocalTextOf(item, "why");
      claim.matches.push_back(std::move(match));
    }
  }
  return claim;
}

bool BoolOf(const Json& object, const char* key) {
  const Json* value = JsonMember(object, key);
  return value && value->is_boolean() && value->get<bool>();
}

// A member object, or an empty one.
Json ObjectOf(const Json& object, const char* key) {
  const Json* value = JsonMember(object, key);
  return value && value->is_object() ? *value : Json::object();
}

}  // namespace

Json ToJson(const Notice& notice) {
  Json items = Json::array(), evidence = Json::array();
  for (const NoticeItem& item : notice.items) items.push_back(ItemJson(item));
  for (const NoticeEvidence& piece : notice.prima_facie_evidence) {
    evidence.push_back({{"kind", TextOrNull(piece.kind)},
                        {"ref", TextOrNull(piece.ref)},
                        {"sha256", TextOrNull(piece.sha256)},
                        {"note", TextOrNull(piece.note)}});
  }
  const NoticeParty& holder = notice.right_holder;
  const NoticeAgent& agent = notice.agent;
  const NoticeRecipient& to = notice.recipient;
  Json recipient = {{"platform", TextOrNull(to.platform)}, {"name", TextOrNull(to.name)},   {"country", TextOrNull(to.country)},
                    {"address", TextOrNull(to.address)},   {"email", TextOrNull(to.email)}, {"form", TextOrNull(to.form)}};
  // Only where there is one: digests of notices without it stay as they were.
  if (!to.reason.empty()) recipient["reason"] = to.reason;
  return {
      {"id", TextOrNull(notice.id)},
      {"regime", TextOrNull(notice.regime)},
      {"language", TextOrNull(notice.language)},
      {"right", RightJson(notice.right)},
      {"right_holder",
       {{"name", TextOrNull(holder.name)},
        {"id_type", TextOrNull(holder.id_type)},
        {"id_no", TextOrNull(holder.id_no)},
        {"address", TextOrNull(holder.address)},
        {"email", TextOrNull(holder.email)},
        {"phone", TextOrNull(holder.phone)}}},
      {"agent",
       {{"name", TextOrNull(agent.name)},
        {"authorisation_no", TextOrNull(agent.authorisation_no)},
        {"scope", TextOrNull(agent.scope)},
        {"valid_from", TextOrNull(agent.valid_from)},
        {"valid_to", TextOrNull(agent.valid_to)},
        {"file", FileJson(agent.file)},
        {"address", TextOrNull(agent.address)},
        {"email", TextOrNull(agent.email)},
        {"phone", TextOrNull(agent.phone)}}},
      {"recipient", std::move(recipient)},
      {"items", std::move(items)},
      {"claim", ClaimJson(notice.claim)},
      {"measure_requested", notice.measure_requested},
      {"prima_facie_evidence", std::move(evidence)},
      {"declarations",
       {{"truthfulness", notice.declarations.truthfulness},
        {"good_faith", notice.declarations.good_faith},
        {"accuracy", notice.declarations.accuracy},
        {"perjury", notice.declarations.perjury}}},
      {"signer",
       {{"name", TextOrNull(notice.signer.name)},
        {"role", TextOrNull(notice.signer.role)},
        {"method", TextOrNull(notice.signer.method)},
        {"time", TextOrNull(notice.signer.time)}}},
      {"prior_notices", notice.prior_notices},
      {"created_at", TextOrNull(notice.created_at)},
  };
}

Result<Notice> NoticeFromJson(const Json& object) {
  if (!object.is_object()) return Fail(ErrorCode::kInvalid, "a notice must be a JSON object");
  Notice notice;
  notice.id = JsonText(object, "id");
  notice.regime = JsonText(object, "regime");
  notice.language = JsonText(object, "language");

  const Json right = ObjectOf(object, "right");
  const std::string kind = JsonText(right, "kind");
  const auto parsed = ParseRightKind(kind);
  if (!parsed) return Fail(ErrorCode::kInvalid, "right.kind \"" + kind + "\" is not a kind of right");
  notice.right.kind = *parsed;
  notice.right.id = JsonText(right, "id");
  notice.right.title = JsonText(right, "title");
  notice.right.reg_no = JsonText(right, "reg_no");
  notice.right.jurisdiction = JsonText(right, "jurisdiction");
  notice.right.valid_from = JsonText(right, "valid_from");
  notice.right.valid_to = JsonText(right, "valid_to");
  if (const Json* classes = JsonMember(right, "classes"); classes && classes->is_array()) {
    for (const Json& item : *classes) {
      if (item.is_number_integer() && item >= 1 && item <= 45) notice.right.classes.push_back(item.get<int>());
    }
  }
  if (const Json* proofs = JsonMember(right, "proofs"); proofs && proofs->is_array()) {
    for (const Json& item : *proofs) notice.right.proofs.push_back(FileOf(item));
  }
  notice.right.evaluation_report = JsonText(right, "evaluation_report");

  const Json holder = ObjectOf(object, "right_holder");
  notice.right_holder = {.name = JsonText(holder, "name"),       .id_type = JsonText(holder, "id_type"),
                         .id_no = JsonText(holder, "id_no"),     .address = JsonText(holder, "address"),
                         .email = JsonText(holder, "email"),     .phone = JsonText(holder, "phone")};
  const Json agent = ObjectOf(object, "agent");
  notice.agent = {.name = JsonText(agent, "name"),
                  .authorisation_no = JsonText(agent, "authorisation_no"),
                  .scope = JsonText(agent, "scope"),
                  .valid_from = JsonText(agent, "valid_from"),
                  .valid_to = JsonText(agent, "valid_to"),
                  .file = FileOf(ObjectOf(agent, "file")),
                  .address = JsonText(agent, "address"),
                  .email = JsonText(agent, "email"),
                  .phone = JsonText(agent, "phone")};
  const Json to = ObjectOf(object, "recipient");
  notice.recipient = {.platform = JsonText(to, "platform"), .name = JsonText(to, "name"),
                      .country = JsonText(to, "country"),   .address = JsonText(to, "address"),
                      .email = JsonText(to, "email"),       .form = JsonText(to, "form"),
                      .reason = JsonText(to, "reason")};

  if (const Json* items = JsonMember(object, "items"); items && items->is_array()) {
    if (items->size() > kMaxNoticeItems) {
      return Fail(ErrorCode::kExhausted, "a notice holds at most " + std::to_string(kMaxNoticeItems) +
                                             " items; this one has " + std::to_string(items->size()));
    }
    for (const Json& item : *items) notice.items.push_back(ItemOf(item));
  }
  notice.claim = ClaimOf(ObjectOf(object, "claim"));
  notice.measure_requested = JsonTexts(object, "measure_requested");
  if (const Json* evidence = JsonMember(object, "prima_facie_evidence"); evidence && evidence->is_array()) {
    for (const Json& item : *evidence) {
      notice.prima_facie_evidence.push_back({.kind = JsonText(item, "kind"), .ref = JsonText(item, "ref"),
                                             .sha256 = JsonText(item, "sha256"), .note = JsonText(item, "note")});
    }
  }
  const Json declared = ObjectOf(object, "declarations");
  notice.declarations = {.truthfulness = BoolOf(declared, "truthfulness"),
                         .good_faith = BoolOf(declared, "good_faith"),
                         .accuracy = BoolOf(declared, "accuracy"),
                         .perjury = BoolOf(declared, "perjury")};
  const Json signer = ObjectOf(object, "signer");
  notice.signer = {.name = JsonText(signer, "name"), .role = JsonText(signer, "role"),
                   .method = JsonText(signer, "method"), .time = JsonText(signer, "time")};
  notice.prior_notices = JsonTexts(object, "prior_notices");
  notice.created_at = JsonText(object, "created_at");
  return notice;
}

std::string NoticeDigest(const Notice& notice) { return Sha256Hex(DumpJson(ToJson(notice))); }

std::string TextIn(const LocalText& text, std::string_view lang) {
  if (const auto found = text.find(std::string(lang)); found != text.end() && !found->second.empty()) {
    return found->second;
  }
  for (const auto& [tag, words] : text) {
    if (!words.empty()) return words;
  }
  return "";
}

}  // namespace markwarden

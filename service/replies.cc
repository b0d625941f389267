// Mailboxes, matching, rows.
#include "service/replies.h"

#include <algorithm>
#include <set>

#include "core/account.h"
#include "core/maildir.h"
#include "service/content.h"
#include "service/mail_settings.h"
#include "service/outbox_policy.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/accounts.h"
#include "store/deliveries.h"
#include "store/events.h"
#include "store/messages.h"
#include "store/notices.h"
#include "store/store.h"
#include "store/tasks.h"

namespace markwarden {
namespace {

constexpr size_t kMessagesAPass = 50;
constexpr size_t kMaxKeptText = 64u << 10, kMaxKeptLine = 1'000, kMaxKeptBeginning = 2'000;
constexpr size_t kMaxRemembered = 100'000;  // names of a Maildir

std::string CutUtf8(std::string text, size_t most) {
  if (text.size() <= most) return text;
  size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  text.resize(end);
  return text;
}

// What is kept of a message's text.  Nothing in a mail passes for a sentence of ours.
std::string KeptText(std::string text, size_t most = kMaxKeptText) {
  std::erase(text, kSaidMark);
  return CutUtf8(std::move(text), most);
}

// "Re: [MW-123] ..." -> 123.  0 when there is none.
Id NumberIn(const std::string& subject) {
  const size_t at = subject.find("[MW-");
  if (at == std::string::npos) return 0;
  const size_t end = subject.find(']', at);
  if (end == std::string::npos) return 0;
  return ParseId(subject.substr(at + 4, end - at - 4)).value_or(0);
}

struct Match {
  std::optional<Delivery> delivery;
  Id notice = 0;  // by the number alone
};

Result<Match> FindMatch(CaseDb& db, const ReceivedMail& mail, Id org) {
  std::vector<std::string> ids = {mail.original_message_id, mail.in_reply_to};
  ids.insert(ids.end(), mail.references.rbegin(), mail.references.rend());
  for (const std::string& id : ids) {
    Result<std::optional<Delivery>> delivery = FindDeliveryByMessage(db, id);
    if (!delivery) return Fail(delivery);
    if (*delivery) return Match{.delivery = std::move(*delivery), .notice = 0};
  }
  const Id number = NumberIn(mail.subject);
  if (number == 0) return Match{};
  // What is written in a subject proves nothing: it leads to notices of the organisation whose mailbox this is, and no other.
  const Scope scope = SystemScope("system:work", org);
  Result<std::optional<NoticeRecord>> record = FindNotice(db, scope, number);
  if (!record) return Fail(record);
  if (!*record) return Match{};
  Match match{.delivery = {}, .notice = number};
  Result<std::vector<Delivery>> deliveries = DeliveriesOfNotice(db, scope, number);
  if (!deliveries) return Fail(deliveries);
  for (Delivery& delivery : *deliveries) {
    if (delivery.channel == "email" && delivery.what == "notice") match.delivery = std::move(delivery);
  }
  return match;
}

Status OpenTask(Transaction& tx, const ReceivedMessage& message, Id id, const std::optional<NoticeRecord>& record) {
  if (message.kind == "auto_reply") return Ok();
  Task task;
  task.org = message.org;
  if (record) task.region_code = record->region_code;
  task.kind = message.kind == "unknown" ? "unknown_reply" : message.kind;
  task.subject_kind = "message";
  task.subject = id;
  task.case_id = record ? record->case_id : 0;
  task.cause = "message:" + IdToString(id);
  task.detail = {{"from", message.from}, {"subject", message.subject}, {"notice", message.notice ? Json(IdToString(message.notice)) : Json(nullptr)}};
  if (Result<Id> opened = AddTask(tx, SystemScope("system:work", message.org), task); !opened) return Fail(opened);
  return Ok();
}

// A mail server's report on what was accepted: the delivery did not arrive after all.
Status NoteBounce(Transaction& tx, Delivery delivery, const NoticeRecord& record, const std::string& why) {
  if (delivery.state == "bounced" || delivery.state == "cancelled" || delivery.state == "trying") return Ok();
  delivery.state = "bounced";
  delivery.last_answer = Say("outbox.bounced", {{"why", KeptText(why, 300)}}).kept();
  Result<Delivery> changed = ChangeDelivery(tx, delivery);
  if (!changed) return Fail(changed);
  NewEvent event = EventBy(SystemScope("system:work", delivery.org), delivery.what == "notice" ? "notice.bounced" : "delivery.bounced", delivery.what == "notice" ? "notice" : "delivery",
                           delivery.what == "notice" ? record.id : delivery.id);
  event.region_code = record.region_code;
  event.detail = {{"delivery", IdToString(delivery.id)}};
  event.personal = {{"why", why}};
  if (Result<Id> written = AppendEvent(tx, event); !written) return Fail(written);
  return Ok();
}

std::string WhyBounced(const ReceivedMail& mail) {
  for (const DeliveryStatus& status : mail.deliveries) {
    if (status.action == "failed") return status.status + (status.diagnostic.empty() ? "" : " " + status.diagnostic);
  }
  return mail.subject;
}

// Keeps one message.  `read` is empty when it could not be read, and `why` says so; of one that is `too_large` the bytes are its beginning.
Status Take(Service& service, Id org, const std::string& bytes, bool too_large, const std::optional<ReceivedMail>& read, const std::string& why,
            const std::function<Status(Transaction&)>& also) {
  return Writing(service, [&](Transaction& tx) -> Status {
    CaseDb& db = tx.db();
    ReceivedMessage message;
    message.kind = "unknown";
    message.received_at = db.Now();
    message.org = org;
    Match match;
    if (read) {
      Result<Match> found = FindMatch(db, *read, org);
      if (!found) return Fail(found);
      match = std::move(*found);
      message.from = CutUtf8(read->from.address.empty() ? read->from.name : read->from.address, kMaxKeptLine);
      message.subject = CutUtf8(read->subject, kMaxKeptLine);
      message.message_id = read->message_id;
      message.text = KeptText(read->text);
    } else {
      message.text = Say("message.unreadable", {{"why", KeptText(why)}}).kept();
    }
    if (too_large) {
      const std::string beginning = read ? CutUtf8(message.text, kMaxKeptBeginning) : "";
      message.text = Say("message.too_large", {{"mib", std::to_string(kMaxImapMessageBytes >> 20)}, {"beginning", beginning}}).kept();
    }
    if (match.delivery) message.org = match.delivery->org;
    const Scope scope = SystemScope("system:work", message.org);
    message.delivery = match.delivery ? match.delivery->id : 0;
    message.notice = match.delivery ? match.delivery->notice : match.notice;
    std::optional<NoticeRecord> record;
    if (message.notice != 0) {
      Result<std::optional<NoticeRecord>> found = FindNotice(db, scope, message.notice);
      if (!found) return Fail(found);
      record = std::move(*found);
      if (record) message.kind = std::string(MailKind(*read));
    }
    Result<std::string> digest = SaveBody(tx, "message/rfc822", bytes);
    if (!digest) return Fail(digest);
    message.raw_sha256 = *digest;
    Result<AddedMessage> added = AddReceivedMessage(tx, scope, message);
    if (!added) return Fail(added);
    if (added->created) {
      NewEvent event = EventBy(scope, "message.received", "message", added->id);
      if (record) event.region_code = record->region_code;
      event.detail = {{"kind", message.kind}, {"sha256", *digest}, {"notice", message.notice ? Json(IdToString(message.notice)) : Json(nullptr)}};
      event.personal = {{"from", message.from}, {"subject", message.subject}};
      if (Result<Id> written = AppendEvent(tx, event); !written) return Fail(written);
      if (message.kind == "bounce" && match.delivery && record) {
        if (Status noted = NoteBounce(tx, *match.delivery, *record, WhyBounced(*read)); !noted) return noted;
      }
      if (Status opened = OpenTask(tx, message, added->id, record); !opened) return opened;
    }
    return also(tx);
  });
}

struct Arrived {
  std::string name;  // of a Maildir's file
  uint32_t uid = 0;  // of an IMAP mailbox
  std::string bytes;
  bool too_large = false;  // the bytes are its beginning
};
struct Mailbox {
  std::string key;
  Json position;
  std::vector<Arrived> arrived;
  bool more = false;
  std::vector<std::string> left_out;  // names of a Maildir that are passed over
  std::optional<uint32_t> last_uid;   // of an IMAP mailbox, once all of it is taken
};

// The names that were taken stay remembered as long as their files are there.
Result<Mailbox> ReadMaildir(const MailSettings& settings, Json position) {
  std::set<std::string> known;
  for (const std::string& name : JsonTexts(position, "taken")) known.insert(name);
  std::set<std::string> seen;
  Result<MaildirBatch> batch = ReadNewMail(settings.maildir, kMessagesAPass, [&](const std::string& name) {
    if (!known.contains(name)) return false;
    seen.insert(name);
    return true;
  });
  if (!batch) return Fail(batch);
  Mailbox box{.key = "maildir:" + settings.maildir.string(), .position = std::move(position), .arrived = {}, .more = batch->more, .left_out = {}, .last_uid = {}};
  // A batch that ended early has not looked at every name: nothing is forgotten then.
  std::vector<std::string> kept(batch->more ? known.begin() : seen.begin(), batch->more ? known.end() : seen.end());
  if (kept.size() > kMaxRemembered) return Fail(ErrorCode::kExhausted, settings.maildir.string() + " holds more messages than are kept track of: move old ones away");
  box.position["taken"] = std::move(kept);
  for (MaildirMessage& message : batch->messages) box.arrived.push_back({.name = std::move(message.name), .uid = 0, .bytes = std::move(message.bytes)});
  for (MaildirOmission& omission : batch->left_out) {
    // What is no message at all is passed over; a large one is a reply like any other.
    if (omission.beginning.empty()) box.left_out.push_back(omission.name);
    else box.arrived.push_back({.name = std::move(omission.name), .uid = 0, .bytes = std::move(omission.beginning), .too_large = true});
  }
  return box;
}

Result<Mailbox> ReadImap(const MailSettings& settings, Json position, std::stop_token stop) {
  const ImapPosition from{.uidvalidity = static_cast<uint32_t>(JsonInt(position, "uidvalidity").value_or(0)), .last_uid = static_cast<uint32_t>(JsonInt(position, "last_uid").value_or(0))};
  Result<ImapBatch> batch = FetchNewMail(*settings.imap, from, kMessagesAPass, stop, settings.imap_folder);
  if (!batch) return Fail(batch);
  Mailbox box{.key = "imap:" + settings.imap->user + "@" + settings.imap->host + "/" + settings.imap_folder, .position = std::move(position), .arrived = {}, .more = batch->more, .left_out = {}, .last_uid = {}};
  box.position["uidvalidity"] = batch->position.uidvalidity;
  for (ImapMessage& message : batch->messages) box.arrived.push_back({.name = {}, .uid = message.uid, .bytes = std::move(message.bytes)});
  for (ImapOmission& omission : batch->left_out) {
    if (!omission.beginning.empty()) box.arrived.push_back({.name = {}, .uid = omission.uid, .bytes = std::move(omission.beginning), .too_large = true});
  }
  std::sort(box.arrived.begin(), box.arrived.end(), [](const Arrived& a, const Arrived& b) { return a.uid < b.uid; });
  box.last_uid = batch->position.last_uid;
  return box;
}

std::string MailboxKey(const MailSettings& settings) {
  if (!settings.maildir.empty()) return "maildir:" + settings.maildir.string();
  return "imap:" + settings.imap->user + "@" + settings.imap->host + "/" + settings.imap_folder;
}

// Whose messages of unknown origin become.
Result<Id> MailOrganisation(CaseDb& db, const MailSettings& settings) {
  Result<std::vector<Organisation>> organisations = ListOrganisations(db);
  if (!organisations) return Fail(organisations);
  for (const Organisation& organisation : *organisations) {
    if (organisation.id != kSystemOrg && (settings.organisation.empty() || organisation.name == settings.organisation)) return organisation.id;
  }
  return Fail(ErrorCode::kInvalid, "mail.yaml: no organisation is called \"" + settings.organisation + "\"");
}

}  // namespace

Result<MailTotals> MailPass(Service& service, std::stop_token stop) {
  MailTotals totals;
  Result<std::optional<MailSettings>> settings = LoadMailSettings(service.store());
  if (!settings) {
    totals.why_not = settings.error().message;
    return totals;
  }
  if (!*settings || ((*settings)->maildir.empty() && !(*settings)->imap)) return totals;
  Result<OutboxPolicy> policy = LoadOutboxPolicy(service.options().data_dir);
  if (!policy) return Fail(policy);
  const std::string key = MailboxKey(**settings);
  Result<Id> org = Reading(service, [&](CaseDb& db) { return MailOrganisation(db, **settings); });
  if (!org) {
    totals.why_not = org.error().message;
    return totals;
  }
  Result<Json> position = Reading(service, [&](CaseDb& db) { return MailboxPosition(db, *org, key); });
  if (!position) return Fail(position);
  const Time now = service.clock().Now();
  if (const auto looked = JsonInt(*position, "looked_at"); looked && !HasPassed(FromUnixSeconds(*looked), now, policy->mailbox)) return totals;
  Result<Mailbox> box = (*settings)->imap ? ReadImap(**settings, *position, stop) : ReadMaildir(**settings, *position);
  Json next = box ? box->position : *position;
  next["looked_at"] = ToUnixSeconds(now);
  if (!box) {
    if (box.error().code == ErrorCode::kCancelled) return totals;
    totals.why_not = "replies cannot be read: " + box.error().message;
    const Status noted = Writing(service, [&](Transaction& tx) { return SetMailboxPosition(tx, *org, key, next); });
    if (!noted) return Fail(noted.error());
    return totals;
  }
  for (const Arrived& arrived : box->arrived) {
    if (stop.stop_requested()) return totals;
    const std::string digest = Sha256Hex(arrived.bytes);
    Result<bool> had = Reading(service, [&](CaseDb& db) { return HasReceivedMessage(db, *org, digest); });
    if (!had) return Fail(had);
    if (arrived.name.empty()) next["last_uid"] = arrived.uid;
    else next["taken"].push_back(arrived.name);
    const auto move_on = [&](Transaction& tx) { return SetMailboxPosition(tx, *org, key, next); };
    if (*had) {
      const Status moved = Writing(service, move_on);
      if (!moved) return Fail(moved.error());
      continue;
    }
    Result<ReceivedMail> read = service.content().ReadMail(arrived.bytes);
    const Status taken = Take(service, *org, arrived.bytes, arrived.too_large, read ? std::optional<ReceivedMail>(*read) : std::nullopt, read ? "" : read.error().message, move_on);
    if (!taken) return Fail(taken.error());
    ++totals.taken;
  }
  totals.more = box->more;
  for (const std::string& name : box->left_out) next["taken"].push_back(name);
  if (box->last_uid) next["last_uid"] = *box->last_uid;
  // With more to come the next turn goes on at once.
  if (box->more) next.erase("looked_at");
  const Status noted = Writing(service, [&](Transaction& tx) { return SetMailboxPosition(tx, *org, key, next); });
  if (!noted) return Fail(noted.error());
  return totals;
}

Result<Json> ListReplies(Service& service, const Scope& scope, Id notice, const std::string& cursor, int limit) {
  if (Status allowed = Authorise(scope, UseCase::kSeeNotices); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    if (notice != 0) {
      Result<std::optional<NoticeRecord>> record = FindNotice(db, scope, notice);
      if (!record) return Fail(record);
      if (!*record) return Fail(ErrorCode::kNotFound, "no notice " + IdToString(notice));
    }
    Result<Page<ReceivedMessage>> page = ListMessages(db, scope, notice, PageRequest{.limit = std::clamp(limit, 1, 200), .after = cursor});
    if (!page) return Fail(page);
    Json items = Json::array();
    for (const ReceivedMessage& message : page->rows) {
      items.push_back({{"id", IdToString(message.id)},
                       {"kind", message.kind},
                       {"notice", message.notice ? Json(IdToString(message.notice)) : Json(nullptr)},
                       {"delivery", message.delivery ? Json(IdToString(message.delivery)) : Json(nullptr)},
                       {"from", TextOrNull(message.from)},
                       {"subject", TextOrNull(message.subject)},
                       {"text", InWords(message.text, "en")},
                       {"said", SaidCode(message.text).empty() ? Json(nullptr) : SaidView(message.text)},
                       {"received_at", FormatTime(message.received_at)},
                       {"raw_sha256", message.raw_sha256}});
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(page->next)}};
  });
}

}  // namespace markwarden

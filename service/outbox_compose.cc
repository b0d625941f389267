// Mails and requests.
#include "service/outbox_compose.h"

#include "core/file.h"
#include "core/formats/mail_compose.h"
#include "core/hash.h"
#include "reports/notice_render.h"
#include "reports/regime.h"
#include "reports/yaml_reader.h"
#include "service/mail_settings.h"
#include "store/notices.h"
#include "store/store.h"

namespace markwarden {
namespace {

// A template of service/data/mail_texts.yaml in the notice's language, else in English.
class MailTexts {
 public:
  static Result<MailTexts> Load(const std::filesystem::path& data_dir) {
    const std::filesystem::path file = data_dir / "service" / "data" / "mail_texts.yaml";
    Result<std::string> text = ReadFile(file, 64 << 10);
    if (!text) return Fail(text);
    MailTexts texts;
    try {
      const YAML::Node root = YAML::Load(*text);
      yaml::OnlyKeys(root, {"notice_subject", "withdrawal_subject", "withdrawal", "filing_subject", "filing", "filing_words"}, "mail texts");
      for (const char* name : {"notice_subject", "withdrawal_subject", "withdrawal", "filing_subject", "filing"}) texts.texts_[name] = yaml::Local(root[name], name);
      for (const char* kind : {"complaint", "suit"}) texts.texts_[kind] = yaml::Local(root["filing_words"][kind], kind);
    } catch (const std::exception& error) {
      return Fail(ErrorCode::kInvalid, file.string() + ": " + error.what());
    }
    return texts;
  }

  // What is put into the holes is not looked at again.
  std::string Fill(const std::string& name, const std::string& language, const std::map<std::string, std::string>& values) const {
    const LocalText& in = texts_.at(name);
    const std::string& shape = in.contains(language) ? in.at(language) : in.at("en");
    std::string text;
    for (size_t at = 0; at < shape.size();) {
      const size_t end = shape[at] == '{' ? shape.find('}', at) : std::string::npos;
      const auto value = end == std::string::npos ? values.end() : values.find(shape.substr(at + 1, end - at - 1));
      if (value == values.end()) {
        text += shape[at++];
      } else {
        text += value->second;
        at = end + 1;
      }
    }
    return text;
  }

 private:
  std::map<std::string, LocalText> texts_;
};

std::string DomainOf(const std::string& address) { return address.substr(address.rfind('@') + 1); }

}  // namespace

std::string NoticeNumber(Id notice) { return "MW-" + IdToString(notice); }

std::string PlatformKey(const Store& store, const std::string& delivery_key) { return "mw-" + Sha256Hex(store.id() + "\n" + delivery_key).substr(0, 40); }

ConnectorCall CallFor(const Delivery& delivery) {
  if (delivery.what == "withdrawal") return ConnectorCall::kWithdraw;
  if (delivery.what == "filing") return ConnectorCall::kFiling;
  return delivery.channel == "batch" ? ConnectorCall::kBatch : ConnectorCall::kSubmit;
}

Result<OutboxBody> ComposeOutboxMail(Service& service, CaseDb& db, const NoticeRecord& record, Id delivery, const OutboxWords& words) {
  Result<std::optional<MailSettings>> settings = LoadMailSettings(service.store());
  if (!settings) return Fail(settings);
  if (!*settings) return Fail(ErrorCode::kNotFound, "no mail is set up: write " + (service.store().dir() / "mail.yaml").string());
  const Result<Notice> notice = NoticeFromJson(record.payload);
  if (!notice) return Fail(notice.error());
  if (notice->recipient.email.empty()) return Fail(ErrorCode::kInvalid, "the notice names no e-mail address of its recipient");
  Result<MailTexts> texts = MailTexts::Load(service.options().data_dir);
  if (!texts) return Fail(texts);
  const std::string number = NoticeNumber(record.id);
  const std::map<std::string, std::string> values = {{"number", number}, {"right", notice->right.title}, {"reason", words.reason}, {"file", words.filing_number},
                                                     {"filing", words.filing_kind.empty() ? "" : texts->Fill(words.filing_kind, record.language, {})}};
  OutgoingMail mail;
  mail.from = (*settings)->from;
  mail.to = {{.name = notice->recipient.name, .address = notice->recipient.email}};
  mail.subject = "[" + number + "] " + texts->Fill(words.what + "_subject", record.language, values);
  mail.message_id = "<mw-" + IdToString(delivery) + "." + Sha256Hex(service.store().id()).substr(0, 12) + "@" + DomainOf(mail.from.address) + ">";
  mail.in_reply_to = words.in_reply_to;
  if (!words.in_reply_to.empty()) mail.references = {words.in_reply_to};
  mail.date = service.clock().Now();
  if (words.what == "notice") {
    Result<const std::vector<Regime>*> regimes = service.regimes();
    if (!regimes) return Fail(regimes);
    const Regime* regime = FindRegime(**regimes, record.regime);
    if (!regime) return Fail(ErrorCode::kConflict, "the law that this notice rests on, " + record.regime + ", is not shipped any more: draft it again");
    Result<RenderedNotice> rendered = RenderNotice(*notice, *regime, record.language);
    if (!rendered) return Fail(rendered);
    mail.text = std::move(rendered->text);
    // The documents are the released ones.
    for (const auto& [kind, digest, type] : {std::tuple{"pdf", record.pdf_sha256, "application/pdf"}, {"html", record.html_sha256, "text/html"}}) {
      Result<std::optional<Body>> document = FindBody(db, digest);
      if (!document) return Fail(document);
      if (!*document) return Fail(ErrorCode::kConflict, "the notice has no documents yet: draft it again");
      mail.attachments.push_back({.name = "notice-" + IdToString(record.id) + "." + kind, .content_type = type, .bytes = std::move((*document)->bytes)});
    }
    mail.attachments.push_back({.name = "notice-" + IdToString(record.id) + ".json", .content_type = "application/json", .bytes = DumpJson(record.payload)});
  } else {
    mail.text = texts->Fill(words.what, record.language, values);
  }
  Result<std::string> bytes = ComposeMail(mail);
  if (!bytes) return Fail(std::move(bytes.error()).While("the mail cannot be written"));
  Result<std::string> to = CheckMailAddress(notice->recipient.email);
  if (!to) return Fail(to);
  return OutboxBody{.recipient = std::move(*to), .content_type = "message/rfc822", .bytes = std::move(*bytes), .message_id = mail.message_id};
}

Result<OutboxBody> ComposeForConnector(Service& service, const NoticeRecord& record, const ConnectorInUse& used, ConnectorCall call, const std::string& delivery_key,
                                       const OutboxWords& words) {
  const std::vector<std::string>& serves = used.connector.platforms;
  if (std::find(serves.begin(), serves.end(), record.platform) == serves.end()) {
    return Fail(ErrorCode::kInvalid, "the connector " + used.connector.id + " does not serve " + record.platform);
  }
  Result<ConnectorRequest> request =
      BuildRequest(used.connector, call, record.payload,
                   {.key = PlatformKey(service.store(), delivery_key), .receipt = words.receipt,
                    .delivery = {{"what", words.what}, {"number", NoticeNumber(record.id)}, {"reason", words.reason}, {"filing_kind", words.filing_kind},
                                 {"filing_number", words.filing_number}, {"filed_at", TextOrNull(words.filed_at)}, {"document_sha256", record.pdf_sha256}}});
  if (!request) return Fail(request);
  return OutboxBody{.recipient = used.connector.id,
                    .content_type = request->content_type.empty() ? "application/octet-stream" : request->content_type,
                    .bytes = std::move(request->body), .message_id = {}};
}

}  // namespace markwarden

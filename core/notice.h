// One demand to one recipient under one legal regime: the superset record that
// every regime's document is rendered from.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/flag.h"
#include "core/json.h"
#include "core/money.h"
#include "core/result.h"
#include "core/right.h"

namespace markwarden {

// One text in several languages, by tag: {"zh": "...", "en": "..."}.
using LocalText = std::map<std::string, std::string>;

// A file that goes with the notice, named by its digest (64 hexadecimal digits).
struct NoticeFile {
  std::string name;
  std::string sha256;
  bool operator==(const NoticeFile&) const = default;
};

struct NoticeRight {
  std::string id;
  RightKind kind = RightKind::kTrademark;
  std::string title;         // the mark, or the name of the work
  std::string reg_no;        // registration, patent or variety number
  std::string jurisdiction;  // ISO 3166-1 alpha-2
  std::string valid_from, valid_to;
  std::vector<int> classes;        // Nice classes
  std::vector<NoticeFile> proofs;  // certificates; for a design also the evaluation report
  std::string evaluation_report;   // number of the patent evaluation report, designs only
};

struct NoticeParty {
  std::string name;     // legal name
  std::string id_type;  // "credit_code", "identity_card", "passport", "registration"
  std::string id_no;
  std::string address;
  std::string email;
  std::string phone;
};

// Who acts for the holder; name empty when the holder acts alone.
struct NoticeAgent {
  std::string name;
  std::string authorisation_no;
  std::string scope;
  std::string valid_from, valid_to;
  NoticeFile file;  // the letter of authorisation
  std::string address;
  std::string email;
  std::string phone;
};

struct NoticeRecipient {
  std::string platform;  // the platform's key, such as "shop1"
  std::string name;      // legal name of the operator
  std::string country;   // ISO 3166-1 alpha-2: chooses the regime
  std::string address;
  std::string email;
  std::string form;  // address of the platform's complaint form
  std::string reason = {};  // the platform's own code for why, where its profile has such; empty: the first that fits
};

// One listing, as one sealed capture showed it.
struct NoticeItem {
  std::string url;
  std::string platform_item_id;
  std::string seller_id;
  std::string seller_name;
  std::string title_at_capture;
  std::optional<Price> price;
  std::string flag_id;
  std::string capture_id;
  std::string captured_at;     // RFC 3339, UTC
  std::string payload_sha256;  // of the captured entity
  std::string sealed_event;    // id of the event that sealed the capture
};

// An article as it read on the date of the act.
struct StatuteRef {
  std::string id;            // the regime's row, such as "tm-57"
  LocalText statute;         // its title
  LocalText article;         // "第五十七条第（二）项"
  std::string version_date;  // first day of the version that is cited
};

// Why one item is suspected, from one signal.
struct NoticeMatch {
  int item = 0;  // index into items
  std::string detector;
  std::string field;
  std::optional<Span> span;
  std::string matched;
  std::string decoded;
  LocalText why;  // one sentence
};

struct NoticeClaim {
  std::string act_date;  // "2026-11-23", in the regime's own time: chooses the law
  std::string act_code;  // the regime's name for the act, such as "tm.similar"
  LocalText act;         // the act in words
  std::vector<StatuteRef> statutes;
  LocalText comparison;  // how the goods or the mark compare, in sentences
  std::vector<NoticeMatch> matches;
};

struct NoticeEvidence {
  std::string kind;  // "capture", "package", "test_buy", "identification", "comparison"
  std::string ref;   // id or file name
  std::string sha256;
  std::string note;
};

// What the signer declared; false is "not declared".
struct NoticeDeclarations {
  bool truthfulness = false;  // written guarantee that the notice is true
  bool good_faith = false;
  bool accuracy = false;
  bool perjury = false;  // authority, under penalty of perjury
};

struct NoticeSigner {
  std::string name;
  std::string role;    // "holder", "agent", "officer of the holder" ...
  std::string method;  // "electronic", "handwritten", "seal"
  std::string time;    // RFC 3339
};

// Empty text means "missing"; nothing is filled in by default.
struct Notice {
  std::string id;
  std::string regime;    // "cn-ecommerce-42", "us-512c3"
  std::string language;  // "zh", "en"
  NoticeRight right;
  NoticeParty right_holder;
  NoticeAgent agent;
  NoticeRecipient recipient;
  std::vector<NoticeItem> items;
  NoticeClaim claim;
  std::vector<std::string> measure_requested;  // codes of the regime: "delete", "block", "disconnect", "terminate"
  std::vector<NoticeEvidence> prima_facie_evidence;
  NoticeDeclarations declarations;
  NoticeSigner signer;
  std::vector<std::string> prior_notices;
  std::string created_at;  // RFC 3339
};

Json ToJson(const Notice& notice);

// Missing fields stay empty: a draft may be incomplete.  Errors: kInvalid when `object` is no
// object or the right's kind is unknown; kExhausted past kMaxNoticeItems items.
Result<Notice> NoticeFromJson(const Json& object);
inline constexpr size_t kMaxNoticeItems = 10'000;

// SHA-256 of the record's JSON, in hexadecimal: printed on every rendering.
std::string NoticeDigest(const Notice& notice);

// The text in `lang`, else in any language, else empty.
std::string TextIn(const LocalText& text, std::string_view lang);

}  // namespace markwarden

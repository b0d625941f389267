// From flagged listings to a notice: a pure function, nothing is sent.
#pragma once

#include <string>
#include <vector>

#include "core/flag.h"
#include "core/listing.h"
#include "core/notice.h"
#include "core/right.h"
#include "reports/regime.h"

namespace markwarden {

// A suspected listing and the sealed capture that shows it.
struct DraftItem {
  Listing listing;
  Flag flag;
  std::string flag_id;
  std::string capture_id;
  std::string captured_at;  // RFC 3339; empty takes the listing's
  std::string payload_sha256;
  std::string sealed_event;
};

struct DraftInput {
  const Regime* regime = nullptr;  // required
  std::string notice_id;
  std::string language;  // empty takes the regime's
  std::string created_at;
  std::string act_date;  // "2026-11-23"; empty takes the earliest capture, in the regime's time
  std::string act_code;  // a person's choice; empty lets the signals choose
  Right right;
  std::vector<NoticeFile> proofs;
  NoticeParty holder;  // empty members are taken from right.holder and its extra fields
  NoticeAgent agent;
  NoticeRecipient recipient;
  std::vector<DraftItem> items;
  std::vector<std::string> measures;     // empty takes the regime's default
  std::vector<NoticeEvidence> evidence;  // added to the captures themselves
  NoticeDeclarations declarations;       // a person's; never set by the program
  NoticeSigner signer;
  std::vector<std::string> prior_notices;
};

// Cleared flags are left out.  The draft may be incomplete: CheckNotice says what it lacks.
Notice DraftNotice(const DraftInput& input);

// Acts before and after a change of law do not stand in one notice: one draft for each version of the law that the
// captures' days fall under, in the items' order, numbered in their ids ("n1-1", "n1-2").  Each takes the act's date from
// its own earliest capture.  What falls under one version comes back as it is.  Cleared flags stay out of parts.
std::vector<DraftInput> SplitByLaw(const DraftInput& input);

}  // namespace markwarden

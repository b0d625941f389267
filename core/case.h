// What people made of flags, and the notices that came of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/id.h"
#include "core/json.h"

namespace markwarden {

struct CaseRecord {
  Id id = 0;
  Id org = 0;
  std::string region_code;
  std::string title;
  std::string state = "open";  // open, closed
  Id officer = 0;              // one case is locked to one officer; 0: free
  std::vector<Id> flags;
  Id created_by = 0;
  Time created_at, updated_at;
  std::string outcome;         // of a closed one: code of reports/vocabulary.yaml, case_outcomes
  int64_t row_version = 1;
};

// Columns beside the Notice of core/notice.h, which is the payload.
struct NoticeRecord {
  Id id = 0;
  Id org = 0;
  Id case_id = 0;
  std::string region_code;
  std::string platform;  // key: whose takedown queue it lies in
  std::string regime;    // "cn-ecommerce-42", "us-512c3"
  std::string language;
  std::string state = "draft";  // draft, queued, approved, sent, withdrawn, closed
  Json payload = Json::object();
  std::string payload_digest;  // NoticeDigest of the payload
  std::string html_sha256, pdf_sha256;  // of the rendered bodies; empty when not rendered
  Id author = 0;
  Id approver = 0;
  Id follows = 0;  // the notice that this one repeats; 0: none
  Time created_at, updated_at;
  int64_t row_version = 1;
};

// That a released notice went out: how, when, and what the recipient's receipt says.  One a notice; never changed.
struct NoticeSending {
  Id notice = 0;
  std::string channel;  // "platform_form", "email", "post", "in_person"
  Time sent_at;         // as the person who sent it says
  std::string receipt;  // the recipient's number for it; may be empty
  std::string document_sha256;  // the very bytes
  std::string receipt_sha256;   // of the receipt as a file, when there is one
  Id delivery = 0;              // of the outbox; 0: sent by hand
  Id recorded_by = 0;
  Time recorded_at;
};

// 辨认: an officer asks the right's holder whether goods are genuine; the holder answers and signs.
struct Identification {
  Id id = 0;
  Id org = 0;
  std::string region_code;
  Id case_id = 0;
  Id flag = 0;
  Id right = 0;
  std::string state = "asked";         // asked, answered, withdrawn
  std::string question;
  std::vector<std::string> pictures;   // SHA-256, hexadecimal
  Time due;                            // by when an answer is asked for
  std::string verdict;                 // genuine, fake, cannot_tell
  std::string reasons;
  std::string signer, position;        // who signs, and as what
  std::optional<Time> signed_at;
  std::string answer_sha256;           // of the signed statement as it reads
  Id created_by = 0, answered_by = 0;
  Time created_at;
  int64_t row_version = 1;
};

// The bureau's own procedure over a case: from clue to decision, or to the police.
struct Clue {
  Id id = 0;
  Id org = 0;
  std::string region_code;  // of the bureau that it is assigned to
  Id case_id = 0;
  std::string state = "clue";
  Id officer = 0, second_officer = 0;
  std::string number;       // of the file
  Id created_by = 0;
  Time created_at, updated_at;
  int64_t row_version = 1;
};

}  // namespace markwarden

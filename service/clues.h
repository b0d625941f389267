// The bureau's own procedure over a case (行政线索): every step a person's, by the table of core/transitions.h, with the terms that the law
// counts from it.  Nothing here happens by itself.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "core/notice.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

struct ClueOpening {
  Id case_id = 0;
  std::string region = {};       // GB/T 2260, of the bureau that it is assigned to; empty: the case's
  std::string received_at = {};  // when the bureau came to know of it, RFC 3339; empty: now
};
// Errors: kNotFound, kInvalid (region, a time that is still to come), kConflict (the case is closed, or has an open clue for that region).
Result<Json> OpenClue(Service& service, const Scope& scope, const ClueOpening& opening);

struct ClueDeed {
  std::string act = {};     // of core/transitions.h: "file", "propose_transfer" ...
  int64_t row_version = 0;  // that was seen; 0: whatever it is
  std::string second_officer = {};  // login, where two must act
  std::string reason = {};  // needed to drop, extend the check, refuse a transfer, suspend, change, dispose
  std::string number = {};  // of the file, the decision, the letter
  std::string at = {};      // when it was done, RFC 3339: terms are counted from it; empty: now
  std::string region = {};  // of an assignment
  std::vector<NoticeFile> documents = {};  // what was made or handed over, by name and SHA-256
};
// - where two must act, another officer of the same organisation is named
// - where another must, it is the head, and neither who opened the clue nor the officers of its last step
// - hand_over lists every document that reports/law/procedures/cn-transfer.yaml names (art. 6 of the transfer regulations)
// - extend_check once, while the check runs; an answer to a term (dispose, hand_goods, ask_review ...) only where that term was started
// Answers as ShowClue.  Errors: kDenied, kNotFound, kInvalid (what is missing or wrong), kConflict (the state forbids it, or somebody was first).
Result<Json> ActOnClue(Service& service, const Scope& scope, Id id, const ClueDeed& deed);

// {"id","case","region","state","officer","second_officer","number","created_at","updated_at","row_version","timeline":[{"act","at","recorded_at","actor",
// "second_officer","number","reason","region","documents":[{"name","sha256"}]}] oldest first,"terms":[DeadlineView],"limitation","hint","documents":
// [{"code","name"}] that a hand-over needs,"may":[acts of this account]}.
Result<Json> ShowClue(Service& service, const Scope& scope, Id id);

struct ClueQuery {
  std::string state = {};
  Id case_id = 0;
  std::string cursor = {};
  int limit = 50;
};
Result<Json> ListClues(Service& service, const Scope& scope, const ClueQuery& query);

}  // namespace markwarden

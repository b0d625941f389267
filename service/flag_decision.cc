// Shared by one decision and a group's.
#include "service/flag_decision.h"

#include "reports/vocabulary.h"
#include "service/flag_basis.h"
#include "service/samples.h"
#include "store/flag_leases.h"
#include "store/samples.h"

namespace markwarden {

const char* EventKindOf(DecisionAction action) {
  switch (action) {
    case DecisionAction::kDismiss: return "flag.dismissed";
    case DecisionAction::kHold: return "flag.held";
    case DecisionAction::kSecondLook: return "flag.second_look";
    case DecisionAction::kReopen: return "flag.reopened";
    case DecisionAction::kNote: return "flag.noted";
    case DecisionAction::kMakeCase: return "flag.in_case";
  }
  return "flag.noted";
}

Status CheckDismissal(Service& service, DecisionAction action, const std::string& reason, const std::string& note) {
  if (action != DecisionAction::kDismiss) return Ok();
  Result<const Vocabulary*> words = service.vocabulary();
  if (!words) return Fail(words);
  const Vocabulary::List& reasons = (*words)->Of("dismissals");
  const Vocabulary::Word* word = reasons.Find(reason);
  if (!word) return Fail(ErrorCode::kInvalid, "say why it is dismissed: " + reasons.Codes());
  if (word->note && note.empty()) return Fail(ErrorCode::kInvalid, "the reason \"" + word->code + "\" needs a note that says it");
  return Ok();
}

Result<std::string> BasisOf(Service& service, const FlagDetail& detail, DecisionAction action, const std::string& reason, const std::string& given) {
  if (action != DecisionAction::kDismiss || !given.empty()) return given;
  Result<std::string> usual = DefaultBasis(service, detail, reason);
  if (!usual) return Fail(usual);
  if (usual->empty()) return Fail(ErrorCode::kInvalid, "a dismissal needs its legal basis: none is on file for this reason, name the article");
  return usual;
}

Status AfterDecision(Service& service, Transaction& tx, const Scope& scope, const FlagRecord& before, const Decision& decision) {
  if (decision.action == DecisionAction::kNote) return Ok();
  if (decision.action == DecisionAction::kDismiss) {
    if (Status drawn = DrawForSample(service, tx, scope, before, decision.hit_seen, "decided", "innocent"); !drawn) return Fail(drawn);
  } else if (Status gone = VoidSample(tx, "decided", before.id); !gone) {
    return Fail(gone);
  }
  if (auto left = ReleaseLease(tx, scope, before.id); !left) return Fail(left);
  return Ok();
}

}  // namespace markwarden

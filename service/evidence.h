// Packages of evidence: a case's captures, pictures and reasons in one archive that other people verify without us.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/rights.h"
#include "service/service.h"

namespace markwarden {

struct EvidenceRequest {
  Id case_id = 0;
  std::string language = "zh";             // of the printed record: zh or en
  std::vector<std::string> officers = {};  // who will sign the record, at most two
  std::string witness = {}, place = {}, purpose = {};
  std::filesystem::path to = {};           // a folder that gets the package unpacked as well; empty: the archive alone
};
// Seals what is not sealed, signs the log's state, writes STORE/evidence/NAME.zip and checks it as a stranger would
// before it is recorded; one package of a case at a time.  {"id","name","case","captures","bytes","seal_sha256","checkpoint_size","time":{...},"result","folder"}
// Errors: kNotFound (case), kInvalid (language, officers, a case without captures, a folder that is there), kUnavailable
// (no usable key of the log), kConflict (another package of the case is being made), kExhausted (full disk), kInternal (stored bytes have changed: says which).
Result<Json> ExportEvidence(Service& service, const Scope& scope, const EvidenceRequest& request);

struct EvidenceFilter {
  Id case_id = 0;             // 0: of every case
  std::string text = {};      // part of the name
  std::string from = {}, to = {};  // made at; dates or times, `to` not included
};
// {"items":[{"id","name","case","language","captures","bytes","created_at","time"}],"next"}, newest first.
Result<Json> ListEvidence(Service& service, const Scope& scope, const EvidenceFilter& filter = {}, const ListPage& page = {});

// One package with what its verification gives now and what happened to it: "verdict" (VerdictView), "custody":[{"event","no",
// "kind","actor","at","detail","personal"}].  Looking is an event.
Result<Json> ShowEvidence(Service& service, const Scope& scope, Id id);

struct EvidenceFile {
  std::filesystem::path path;
  std::string name;  // "case-12-1.zip"
};
// The archive, with the time-stamp token if one has come since.  Handing it to the account is an event.
Result<EvidenceFile> TakeEvidence(Service& service, const Scope& scope, Id id);
// The printable record, as in the package.
Result<std::string> ShowEvidenceRecord(Service& service, const Scope& scope, Id id);

struct HandOver {
  std::string to = {};   // person and organisation
  std::string how = {};  // by hand, disc, upload ...
  std::string note = {};
};
// Records that a package was given to somebody.  {"event"}
Result<Json> HandOverEvidence(Service& service, const Scope& scope, Id id, const HandOver& hand_over);

// No store, no account.  {"result":"whole" | "broken" | "undecided","name","key","made_at","captures","checkpoint":{"origin","size","root"},
// "stamps":[{"of","time","authority","policy","serial"}],"findings":[{"level","file","from","to","what","line"}]}
// `keys_file` holds verifier keys, one a line; `anchors_file` certificates as PEM; both may be empty.
// Errors: kNotFound, kInvalid (neither a folder nor an archive).
Result<Json> VerifyEvidence(const std::filesystem::path& package, const std::filesystem::path& keys_file = {},
                            const std::filesystem::path& anchors_file = {});

}  // namespace markwarden

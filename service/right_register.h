// Registering a right as the form asks for it: what is wrong is said item by item before anything is written.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/right.h"
#include "core/scope.h"
#include "service/rights_file.h"
#include "service/service.h"

namespace markwarden {

// rules/right_form.h as JSON.
Result<Json> ShowRightForm(Service& service, const Scope& scope);

// A registration is a Right object with "documents":[{"kind","name","sha256"}], "genuine_tells", "fake_tells", and "files":[{"name","sha256"}]: which
// handed-in picture each name of "images" means; a name that is not there is the picture of that name in the version in force.
// {"findings":[{"field","code","refuses","text"}],"can_save","standing"}.  Writes nothing.
Result<Json> CheckRegistration(Service& service, const Scope& scope, const Json& registration);

// `folder`: where pictures lie that were not handed in; empty: nowhere.  Errors: kInvalid (the first thing that refuses it; CheckRegistration says all), and those of AddRight.  As AddRight.
Result<Json> RegisterRight(Service& service, const Scope& scope, const Json& registration, const std::filesystem::path& folder = {});

// {"added","changed","unchanged","refused":[{"file","line","right_id","reason","row"}],"notes","items":[{"right_id","title","kind","status","changed":[fields],
//  "version","lacks":[{"zh","en"}]}],"left_out"}: what ImportRightsUpload would do; nothing is written.  At most 500 items are told one by one.
Result<Json> PreviewRightsUpload(Service& service, const Scope& scope, const std::string& name, const std::string& bytes);
// The same for a file that the command line names.
Result<Json> PreviewRightsFile(Service& service, const Scope& scope, const std::filesystem::path& file, const std::filesystem::path& images = {});
// As ImportRightsFile.
Result<Json> ImportRightsUpload(Service& service, const Scope& scope, const std::string& name, const std::string& bytes);

// Authorised sellers from CSV: name (名称), id (店铺号 or 信用代码), platform (平台), valid_from (起), valid_to (止), by their headings.
// {"sellers":[AuthorisedSeller],"refused":[{"line","reason","row"}]}.  Writes nothing.
Result<Json> ReadSellersTable(Service& service, const Scope& scope, const std::string& bytes);

// The Right of a registration with what it needs, and where its pictures are.  Internal.
struct Registration {
  Right right;
  PictureOpener pictures;
};
Result<Registration> RegistrationOf(Service& service, const Scope& scope, const Json& registration, const std::filesystem::path& folder = {});

}  // namespace markwarden

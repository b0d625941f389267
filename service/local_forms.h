// Documents of the local monitoring standards, filled from what the store knows; what it does not know stays empty and is named.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

// {"items":[{"id","title":{},"standard","source":{},"verified","about":"watch"|"case"}]}
Result<Json> ListForms(Service& service, const Scope& scope);

struct FormQuery {
  std::string form = {};
  Id about = 0;                // the watch or case it is about, as ListForms says
  std::string language = "zh";
  std::string number = {};     // of the document; may be empty
};
// {"form","number","empty":[...],"values_sha256"}
Result<Json> ShowForm(Service& service, const Scope& scope, const FormQuery& query);
enum class FormFormat { kHtml, kPdf };
Result<std::string> RenderLocalForm(Service& service, const Scope& scope, const FormQuery& query, FormFormat format);

}  // namespace markwarden

// A filled form of a local standard as a page and a PDF.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "core/result.h"
#include "reports/local_form.h"

namespace markwarden {

// One template per language for all forms, from data_dir/reports/local_forms.  Errors: kNotFound.
struct LocalFormTemplates {
  std::map<std::string, std::string> pages;
};
Result<LocalFormTemplates> LoadLocalFormTemplates(const std::filesystem::path& data_dir);

struct LocalFormHead {
  std::string number;        // of the document, may be empty
  std::string organisation;  // who makes it
  std::string made_at;       // RFC 3339
  bool simulated = false;
};

struct RenderedForm {
  std::string html, pdf;
};

// Both say the same: the PDF is laid out from the page.  What has no answer is a line to write on and is named at the end.  Same input and fonts: same bytes.
// Errors: kUnsupported (no such language), kInvalid (made_at is no time), kExhausted (the PDF would pass kMaxPdfPages).
Result<RenderedForm> RenderForm(const FilledForm& filled, const LocalFormHead& head, const LocalFormTemplates& templates, std::string_view lang);

}  // namespace markwarden

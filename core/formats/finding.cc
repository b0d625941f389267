// Findings in words.
#include "core/formats/finding.h"

#include <algorithm>

namespace markwarden {

const Finding* FirstOf(const std::vector<Finding>& findings, FindingLevel level) {
  const auto found = std::find_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.level == level; });
  return found == findings.end() ? nullptr : &*found;
}

bool HasLevel(const std::vector<Finding>& findings, FindingLevel level) { return FirstOf(findings, level) != nullptr; }

std::string DescribeFinding(const Finding& finding) {
  std::string text = finding.file;
  if (finding.to >= 0) text += ": bytes " + std::to_string(finding.from) + " to " + std::to_string(finding.to);
  return text + ": " + finding.what;
}

}  // namespace markwarden

// Offers in the data that scripts carry: state for hydration, configuration of the page.
#pragma once

#include <vector>

#include "crawler/extract_literal.h"
#include "crawler/extract_page.h"
#include "crawler/html_scan.h"

namespace markwarden {

struct StateFindings {
  std::vector<Draft> products;              // objects that look like an offer
  std::vector<std::vector<Listing>> lists;  // arrays of at least three such objects
};

StateFindings ReadState(const std::vector<ScriptBlock>& scripts, const PageContext& context, LiteralBudget& budget);

}  // namespace markwarden

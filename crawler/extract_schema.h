// Offers from schema.org objects, whichever way the page wrote them: JSON-LD, microdata, RDFa.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "crawler/extract_literal.h"
#include "crawler/extract_page.h"
#include "crawler/html.h"
#include "crawler/html_scan.h"

namespace markwarden {

// The JSON-LD blocks of a page, mended where they are broken.
std::vector<Json> ReadJsonLdBlocks(const std::vector<ScriptBlock>& scripts, LiteralBudget& budget);

// Microdata and RDFa Lite as the same kind of objects: {"@type": "Product", "name": ...,
// "offers": {...}}.  Top-level items only; nested ones are values of their parents.
std::vector<Json> ReadMicrodata(const HtmlDocument& document, const PageContext& context);
std::vector<Json> ReadRdfa(const HtmlDocument& document, const PageContext& context);

struct SchemaFindings {
  std::vector<Draft> products;
  std::vector<std::string> breadcrumb;  // names, outermost first
};

// Products (and offers that stand alone) anywhere inside `roots`: @graph, arrays, mainEntity,
// ItemList, hasVariant, itemOffered.  Related products of a product are not among them.
SchemaFindings ReadSchema(const std::vector<Json>& roots, const PageContext& context);

}  // namespace markwarden

// A rendered document as blocks, read back from our own HTML, so that the page, the PDF and
// the plain text can never say different things.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "reports/drawing.h"

namespace markwarden {

struct TextRun {
  std::string text;  // UTF-8, entities undone
  bool strong = false;
};
using TextRuns = std::vector<TextRun>;

struct TableRow {
  bool header = false;  // every cell is a heading: repeated on each page
  std::vector<TextRuns> cells;
  std::vector<bool> heads;    // which cells are headings
  std::vector<bool> numbers;  // which cells hold figures, set to the right: class "n"
};

struct Block {
  enum class Kind { kTitle, kHeading, kParagraph, kItem, kTable, kDrawing };
  Kind kind = Kind::kParagraph;
  std::string style;    // class attribute: "banner", "lead", "sign", "small", "facts", "items", "figures"
  std::string marker;   // "1." or "•" of a list item
  TextRuns runs;        // all but tables and drawings
  std::vector<TableRow> rows;
  Drawing drawing = {};
};

struct Document {
  std::string lang;
  std::string title;
  std::vector<Block> blocks;
};

// Reads the strict subset that our templates use: well-formed tags html head title body header main
// footer section details summary div h1 h2 p ul ol li table caption thead tbody tr th td strong span br, and
// svg as ReadDrawing has it.  What is in <style> and <meta> is passed over.  Errors: kInvalid for anything else.
Result<Document> ParseDocument(std::string_view html);

// Plain text for e-mail, lines as long as their paragraphs.
std::string DocumentText(const Document& document);

std::string PlainText(const TextRuns& runs);

}  // namespace markwarden

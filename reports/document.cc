// Our HTML subset -> blocks -> plain text.
#include "reports/document.h"

#include "reports/markup.h"

namespace markwarden {
namespace {

// Runs of blanks count as one; none at the start or after another.
void Append(TextRuns& runs, std::string_view text, bool strong) {
  bool blank_before = runs.empty() || runs.back().text.empty() || runs.back().text.back() == ' ' || runs.back().text.back() == '\n';
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (blank && blank_before) continue;
    out += blank ? ' ' : c;
    blank_before = blank;
  }
  if (out.empty()) return;
  if (!runs.empty() && runs.back().strong == strong) {
    runs.back().text += out;
  } else {
    runs.push_back({std::move(out), strong});
  }
}

void Trim(TextRuns& runs) {
  while (!runs.empty()) {
    std::string& text = runs.back().text;
    while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.pop_back();
    if (!text.empty()) return;
    runs.pop_back();
  }
}

class Reader {
 public:
  explicit Reader(std::string_view html) : html_(html) {}

  Result<Document> Read() {
    while (at_ < html_.size()) {
      const size_t open = html_.find('<', at_);
      if (open != at_) {
        const size_t end = open == std::string_view::npos ? html_.size() : open;
        if (Status done = OnText(html_.substr(at_, end - at_)); !done) return Fail(std::move(done.error()));
        at_ = end;
        continue;
      }
      const size_t close = html_.find('>', at_);
      if (close == std::string_view::npos) return Fail(ErrorCode::kInvalid, "document: a tag is never closed");
      const std::string_view tag = html_.substr(at_ + 1, close - at_ - 1);
      at_ = close + 1;
      if (Status done = OnTag(tag); !done) return Fail(std::move(done.error()));
    }
    if (!open_.empty()) return Fail(ErrorCode::kInvalid, "document: <" + open_.back() + "> is never closed");
    return std::move(document_);
  }

 private:
  Status OnText(std::string_view text) {
    if (in_title_) {
      document_.title += UnescapeHtml(text);
      return Ok();
    }
    if (!target_) {
      if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return Ok();
      return Fail(ErrorCode::kInvalid, "document: text outside a paragraph: \"" + std::string(text.substr(0, 40)) + "\"");
    }
    Append(*target_, UnescapeHtml(text), strong_ > 0);
    return Ok();
  }

  Status OnTag(std::string_view tag) {
    if (tag.starts_with('!') || tag.starts_with("meta") || tag.starts_with("col ") || tag == "col") return Ok();
    if (tag == "br") {
      if (!target_) return Fail(ErrorCode::kInvalid, "document: <br> outside a paragraph");
      target_->push_back({"\n", strong_ > 0});
      return Ok();
    }
    const bool closing = tag.starts_with('/');
    const std::string name(tag.substr(closing, tag.find(' ') == std::string_view::npos ? tag.npos : tag.find(' ') - closing));
    if (closing) {
      if (open_.empty() || open_.back() != name) {
        return Fail(ErrorCode::kInvalid, "document: </" + name + "> closes nothing");
      }
      open_.pop_back();
      return Close(name);
    }
    if (name == "style") {
      const size_t end = html_.find("</style>", at_);
      if (end == std::string_view::npos) return Fail(ErrorCode::kInvalid, "document: <style> is never closed");
      at_ = end + 8;
      return Ok();
    }
    if (name == "svg") {
      const size_t end = html_.find("</svg>", at_);
      if (end == std::string_view::npos) return Fail(ErrorCode::kInvalid, "document: <svg> is never closed");
      const size_t start = at_ - tag.size() - 2;
      at_ = end + 6;
      Result<Drawing> drawing = ReadDrawing(html_.substr(start, at_ - start));
      if (!drawing) return Fail(std::move(drawing.error()).While("document"));
      Block block;
      block.kind = Block::Kind::kDrawing;
      block.drawing = std::move(*drawing);
      document_.blocks.push_back(std::move(block));
      return Ok();
    }
    open_.push_back(name);
    return Open(name, tag);
  }

  Status Open(const std::string& name, std::string_view tag) {
    using Kind = Block::Kind;
    if (name == "html") {
      document_.lang = TagAttribute(tag, "lang");
    } else if (name == "title") {
      in_title_ = true;
    } else if (name == "strong") {
      ++strong_;
    } else if (name == "h1" || name == "h2" || name == "p" || name == "li" || name == "caption" || name == "summary") {
      Block block;
      block.kind = name == "h1" ? Kind::kTitle : name == "h2" || name == "caption" ? Kind::kHeading : name == "li" ? Kind::kItem : Kind::kParagraph;
      block.style = TagAttribute(tag, "class");
      if (block.style.empty()) block.style = name == "summary" ? "summary" : group_;
      if (name == "li") block.marker = list_ == "ol" ? std::to_string(++number_) + "." : "•";
      document_.blocks.push_back(std::move(block));
      target_ = &document_.blocks.back().runs;
    } else if (name == "ul" || name == "ol") {
      list_ = name;
      number_ = 0;
    } else if (name == "div") {
      group_ = TagAttribute(tag, "class");
    } else if (name == "table") {
      Block block;
      block.kind = Kind::kTable;
      block.style = TagAttribute(tag, "class");
      document_.blocks.push_back(std::move(block));
    } else if (name == "tr" || name == "th" || name == "td") {
      if (document_.blocks.empty() || document_.blocks.back().kind != Kind::kTable) {
        return Fail(ErrorCode::kInvalid, "document: <" + name + "> outside a table");
      }
      std::vector<TableRow>& rows = document_.blocks.back().rows;
      if (name == "tr") {
        rows.emplace_back();
      } else {
        if (rows.empty()) return Fail(ErrorCode::kInvalid, "document: a cell outside a row");
        rows.back().cells.emplace_back();
        rows.back().heads.push_back(name == "th");
        rows.back().numbers.push_back(TagAttribute(tag, "class") == "n");
        target_ = &rows.back().cells.back();
      }
    } else if (name != "head" && name != "body" && name != "header" && name != "main" && name != "footer" &&
               name != "section" && name != "details" && name != "thead" && name != "tbody" && name != "span" && name != "colgroup") {
      return Fail(ErrorCode::kInvalid, "document: <" + name + "> is not part of the subset");
    }
    return Ok();
  }

  Status Close(const std::string& name) {
    if (name == "title") in_title_ = false;
    if (name == "strong") --strong_;
    if (name == "div") group_.clear();
    if (target_ && (name == "h1" || name == "h2" || name == "p" || name == "li" || name == "th" || name == "td" || name == "caption" || name == "summary")) {
      Trim(*target_);
      target_ = nullptr;
    }
    if (name == "tr") {
      TableRow& row = document_.blocks.back().rows.back();
      row.header = !row.heads.empty();
      for (const bool head : row.heads) row.header = row.header && head;
    }
    return Ok();
  }

  const std::string_view html_;
  size_t at_ = 0;
  Document document_;
  std::vector<std::string> open_;
  TextRuns* target_ = nullptr;  // into document_; text goes here
  std::string group_, list_;
  int number_ = 0, strong_ = 0;
  bool in_title_ = false;
};

}  // namespace

Result<Document> ParseDocument(std::string_view html) { return Reader(html).Read(); }

std::string PlainText(const TextRuns& runs) {
  std::string text;
  for (const TextRun& run : runs) text += run.text;
  return text;
}

std::string DocumentText(const Document& document) {
  std::string out;
  for (const Block& block : document.blocks) {
    const std::string text = PlainText(block.runs);
    switch (block.kind) {
      case Block::Kind::kTitle: out += text + "\n\n"; break;
      case Block::Kind::kHeading: out += "\n== " + text + " ==\n"; break;
      case Block::Kind::kParagraph: out += (block.style == "banner" ? "!! " : "") + text + "\n"; break;
      case Block::Kind::kItem: out += block.marker + " " + text + "\n"; break;
      case Block::Kind::kDrawing: out += "[" + block.drawing.title + "]\n"; break;
      case Block::Kind::kTable: {
        // A two-column table reads as "name: value"; a wide one as one paragraph per row.
        const TableRow* heads = !block.rows.empty() && block.rows.front().header ? &block.rows.front() : nullptr;
        for (const TableRow& row : block.rows) {
          if (&row == heads) continue;
          for (size_t i = 0; i < row.cells.size(); ++i) {
            if (heads && i < heads->cells.size()) {
              out += PlainText(heads->cells[i]) + ": " + PlainText(row.cells[i]) + "\n";
            } else {
              out += PlainText(row.cells[i]) + (i + 1 < row.cells.size() ? ": " : "\n");
            }
          }
          if (heads) out += "\n";
        }
        break;
      }
    }
  }
  return out;
}

}  // namespace markwarden

// The flow layout: blocks become lines and rules on pages, then pages are drawn.
#include "reports/pdf.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>

namespace markwarden {
namespace {

// Points; A4.
constexpr double kPageWidth = 595.28, kPageHeight = 841.89;
constexpr double kLeft = 62, kRight = 62, kTop = 74, kBottom = 78;
constexpr double kBody = kPageWidth - kLeft - kRight;
constexpr double kCellX = 6, kCellY = 4.5;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
using Layout = std::shared_ptr<PangoLayout>;

struct Colour {
  double r = 0, g = 0, b = 0;
};
constexpr Colour kInk{0.11, 0.12, 0.14}, kMuted{0.40, 0.42, 0.46}, kRule{0.78, 0.80, 0.83},
    kShade{0.955, 0.96, 0.967}, kWarn{0.995, 0.955, 0.88}, kWarnBar{0.80, 0.47, 0.05};

// One line of text, a filled rectangle, or a drawing.
struct Mark {
  double x = 0, y = 0, width = 0, height = 0;  // y: top of a rectangle or drawing, baseline of a line
  Colour colour;
  Layout layout;
  int line = 0;
  const Drawing* drawing = nullptr;  // the document's; fills the width
};
using Page = std::vector<Mark>;

struct Line {
  double height = 0, baseline = 0;  // baseline from the line's top
};

// A laid out paragraph with its lines' measures.
struct LaidText {
  Layout layout;
  std::vector<Line> lines;
  double height = 0;
};

struct Style {
  double size = 10.2;
  bool bold = false;
  bool title = false;
  double spacing = 1.45;  // of lines
  PangoAlignment align = PANGO_ALIGN_LEFT;
  Colour colour = kInk;
};

class Flow {
 public:
  Flow(cairo_t* cairo, const PdfOptions& options, const std::string& lang) : options_(options), lang_(lang) {
    context_.reset(pango_cairo_create_context(cairo), Unref{});
    // Hinting and the screen's resolution must not move a line break.
    cairo_font_options_t* font = cairo_font_options_create();
    cairo_font_options_set_hint_style(font, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(font, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context_.get(), font);
    cairo_font_options_destroy(font);
    pango_cairo_context_set_resolution(context_.get(), 72);
    pango_context_set_language(context_.get(), pango_language_from_string(lang_ == "zh" ? "zh-cn" : lang_.c_str()));
    pango_context_set_base_dir(context_.get(), PANGO_DIRECTION_LTR);
    pages_.emplace_back();
  }

  // `following` is the height of what must not be parted from a heading.
  void Add(const Block& block, double following = 0) {
    switch (block.kind) {
      case Block::Kind::kTitle:
        Paragraph(block.runs, {.size = 17, .bold = true, .title = true, .spacing = 1.3, .align = PANGO_ALIGN_CENTER}, 0, 0);
        y_ += 4;
        Rect(kLeft, y_, kBody, 1.1, kInk);
        y_ += 12;
        return;
      case Block::Kind::kHeading:
        y_ += 11;
        Keep(std::min(110 + following, 0.7 * (Floor() - kTop)));
        Paragraph(block.runs, {.size = 11.8, .bold = true, .title = true, .spacing = 1.3}, 0, 0);
        y_ += 4;
        return;
      case Block::Kind::kParagraph: AddParagraph(block); return;
      case Block::Kind::kItem: {
        const LaidText marker = Lay({{block.marker, false}}, {}, 22);
        Keep(marker.height);
        Place(marker, 0, kLeft + 4, y_, kInk);
        Paragraph(block.runs, {}, 22, 0);
        y_ += 3;
        return;
      }
      case Block::Kind::kTable:
        Table(block);
        y_ += 8;
        return;
      case Block::Kind::kDrawing: {
        const Drawing& drawing = block.drawing;
        const double scale = DrawingScale(drawing);
        Keep(drawing.height * scale);
        target().push_back({.x = kLeft, .y = y_, .width = drawing.width * scale, .height = drawing.height * scale, .colour = {}, .layout = {}, .line = 0, .drawing = &drawing});
        y_ += drawing.height * scale + 6;
        return;
      }
    }
  }

  // As wide as the text; never larger than drawn, never taller than a page.
  static double DrawingScale(const Drawing& drawing) { return std::min({kBody / drawing.width, 0.75, (Floor() - kTop) / drawing.height}); }

  bool full() const { return pages_.size() > kMaxPdfPages; }

  void Draw(cairo_t* cairo) {
    const std::string foot = options_.foot, header = options_.header;
    for (size_t i = 0; i < pages_.size(); ++i) {
      Style small{.size = 7.4, .spacing = 1.3, .colour = kMuted};
      const LaidText head = Lay({{header, false}}, small, kBody);
      current_ = &pages_[i];
      Place(head, 0, kLeft, 38, kMuted);
      Rect(kLeft, 54, kBody, 0.5, kRule);
      Rect(kLeft, kPageHeight - 60, kBody, 0.5, kRule);
      std::string number = options_.page_word;
      for (const auto& [key, value] : {std::pair<std::string, size_t>{"{page}", i + 1}, {"{pages}", pages_.size()}}) {
        if (const size_t at = number.find(key); at != std::string::npos) number.replace(at, key.size(), std::to_string(value));
      }
      small.align = PANGO_ALIGN_RIGHT;
      PlaceAll(Lay({{number, false}}, small, 90), kPageWidth - kRight - 90, kPageHeight - 54, kMuted);
      small.align = PANGO_ALIGN_LEFT;
      PlaceAll(Lay({{foot, false}}, small, kBody - 100), kLeft, kPageHeight - 54, kMuted);
      current_ = nullptr;
      for (const Mark& mark : pages_[i]) DrawMark(cairo, mark);
      cairo_show_page(cairo);
    }
  }

 private:
  void AddParagraph(const Block& block) {
    if (block.style == "banner") {
      const Style style{.size = 9.2, .spacing = 1.4};
      const LaidText text = Lay(block.runs, style, kBody - 26);
      Keep(std::min(text.height + 14, 300.0));
      const double top = y_;
      const size_t page = pages_.size();
      const size_t slot = pages_.back().size();
      pages_.back().resize(slot + 2);
      y_ += 7;
      Lines(text, kLeft + 16, kInk);
      y_ += 7;
      const double bottom = pages_.size() == page ? y_ : kPageHeight - kBottom;
      pages_[page - 1][slot] = {.x = kLeft, .y = top, .width = kBody, .height = bottom - top, .colour = kWarn, .layout = {}};
      pages_[page - 1][slot + 1] = {.x = kLeft, .y = top, .width = 3, .height = bottom - top, .colour = kWarnBar, .layout = {}};
      y_ += 9;
      return;
    }
    Style style;
    if (block.style == "small" || block.style == "query") style = {.size = 8.4, .spacing = 1.35, .colour = kMuted};
    if (block.style == "meta") style = {.size = 9.2, .align = PANGO_ALIGN_RIGHT, .colour = kMuted};
    if (block.style == "summary") {
      style = {.size = 9.2, .bold = true, .spacing = 1.35, .colour = kMuted};
      Keep(60);
    }
    if (block.style == "sign") Keep(110);
    Paragraph(block.runs, style, block.style == "sign" ? kBody * 0.42 : 0, 0);
    y_ += block.style == "meta" ? 2 : 5;
  }

  static std::vector<double> Widths(const Block& block, size_t columns) {
    if (columns == 1) return {kBody};
    if (block.style == "facts" && columns == 2) return {kBody * 0.27, kBody * 0.73};
    if (block.style == "items" && columns == 3) return {36, kBody * 0.30, kBody * 0.70 - 36};
    if (block.style == "figures") return FigureWidths(block, columns);
    return std::vector<double>(columns, kBody / static_cast<double>(columns));
  }

  // By what the first rows hold, so that a column of numbers leaves its room to the names beside it.
  static std::vector<double> FigureWidths(const Block& block, size_t columns) {
    constexpr size_t kLookedAt = 200;
    std::vector<double> want(columns, 4);
    for (size_t r = 0; r < std::min(block.rows.size(), kLookedAt); ++r) {
      for (size_t i = 0; i < block.rows[r].cells.size(); ++i) {
        double width = 0;
        for (const TextRun& run : block.rows[r].cells[i]) {
          for (const char c : run.text) width += (c & 0xC0) == 0x80 ? 0.5 : 1;  // three bytes of Chinese are two letters wide
        }
        want[i] = std::max(want[i], std::min(width, 40.0) + 2);
      }
    }
    double sum = 0;
    for (const double width : want) sum += width;
    for (double& width : want) width *= kBody / sum;
    return want;
  }

  void Table(const Block& block) {
    size_t columns = 0;
    for (const TableRow& row : block.rows) columns = std::max(columns, row.cells.size());
    if (columns == 0) return;
    const std::vector<double> widths = Widths(block, columns);
    cell_size_ = block.style == "figures" ? 8.2 : 9.2;
    const TableRow* head = block.rows.front().header ? &block.rows.front() : nullptr;
    // A heading never stays behind alone at the foot of a page.
    double first = 0;
    for (size_t i = 0; i < std::min<size_t>(block.rows.size(), head ? 2 : 1); ++i) {
      double height = 0;
      for (const LaidText& cell : LayCells(block.rows[i], widths)) height = std::max(height, cell.height);
      first += height + 2 * kCellY;
    }
    Keep(std::min(first, 0.45 * (Floor() - kTop)));
    Rect(kLeft, y_ - 0.7, kBody, 0.7, kMuted);
    for (const TableRow& row : block.rows) {
      if (full()) return;
      const std::vector<LaidText> cells = LayCells(row, widths);
      double height = 0;
      for (const LaidText& cell : cells) height = std::max(height, cell.height);
      // A row moves whole to the next page unless it is so tall that a page would stay half empty.
      if (y_ + height + 2 * kCellY > Floor() && (height < 0.45 * (Floor() - kTop))) NewTablePage(&row == head ? nullptr : head, widths);
      RowLines(row, cells, widths, &row == head ? nullptr : head);
    }
  }

  std::vector<LaidText> LayCells(const TableRow& row, const std::vector<double>& widths) {
    std::vector<LaidText> cells;
    for (size_t i = 0; i < row.cells.size(); ++i) {
      const Style style{.size = cell_size_, .bold = row.heads[i], .spacing = 1.38, .align = row.numbers[i] ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT};
      cells.push_back(Lay(row.cells[i], style, std::max(widths[i] - 2 * kCellX, 8.0)));
    }
    return cells;
  }

  void NewTablePage(const TableRow* head, const std::vector<double>& widths) {
    NewPage();
    Rect(kLeft, y_ - 0.7, kBody, 0.7, kMuted);
    if (head) RowLines(*head, LayCells(*head, widths), widths, nullptr);
  }

  // Places a row, going on over page ends line by line.
  void RowLines(const TableRow& row, const std::vector<LaidText>& cells, const std::vector<double>& widths, const TableRow* head) {
    std::vector<size_t> next(cells.size(), 0);
    for (bool more = true; more;) {
      more = false;
      const double top = y_ + kCellY;
      double bottom = top;
      const size_t slot = pages_.back().size();
      pages_.back().resize(slot + cells.size());
      double x = kLeft;
      std::vector<double> starts;
      for (size_t i = 0; i < cells.size(); ++i) {
        double y = top;
        const LaidText& cell = cells[i];
        while (next[i] < cell.lines.size() && y + cell.lines[next[i]].height <= Floor() - kCellY) {
          Place(cell, next[i], x + kCellX, y, kInk);
          y += cell.lines[next[i]++].height;
        }
        more = more || next[i] < cell.lines.size();
        bottom = std::max(bottom, y);
        starts.push_back(x);
        x += widths[i];
      }
      for (size_t i = 0; i < cells.size(); ++i) {
        if (row.heads[i]) {
          pages_.back()[slot + i] = {.x = starts[i], .y = y_, .width = widths[i], .height = bottom + kCellY - y_, .colour = kShade, .layout = {}};
        }
      }
      y_ = bottom + kCellY;
      Rect(kLeft, y_, kBody, 0.4, kRule);
      if (more) {
        if (full()) return;
        NewTablePage(head, widths);
      }
    }
  }

  void Paragraph(const TextRuns& runs, const Style& style, double indent, double after) {
    const LaidText text = Lay(runs, style, kBody - indent);
    Lines(text, kLeft + indent, style.colour);
    y_ += after;
  }

  void Lines(const LaidText& text, double x, const Colour& colour) {
    for (size_t i = 0; i < text.lines.size() && !full(); ++i) {
      if (y_ + text.lines[i].height > Floor()) NewPage();
      Place(text, i, x, y_, colour);
      y_ += text.lines[i].height;
    }
  }

  LaidText Lay(const TextRuns& runs, const Style& style, double width) {
    std::string text;
    PangoAttrList* attributes = pango_attr_list_new();
    // A hyphen added to a broken address or digest would change it.
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
    for (const TextRun& run : runs) {
      if (run.strong && !style.bold) {
        PangoAttribute* bold = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
        bold->start_index = static_cast<guint>(text.size());
        bold->end_index = static_cast<guint>(text.size() + run.text.size());
        pango_attr_list_insert(attributes, bold);
      }
      text += run.text;
    }
    LaidText laid;
    laid.layout.reset(pango_layout_new(context_.get()), Unref{});
    PangoLayout* layout = laid.layout.get();
    PangoFontDescription* font = pango_font_description_new();
    pango_font_description_set_family(font, (style.title ? options_.title_fonts : options_.fonts).c_str());
    pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
    if (style.bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_auto_dir(layout, FALSE);  // a right-to-left title must not turn a row around
    pango_layout_set_width(layout, static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, style.align);
    pango_layout_set_text(layout, text.c_str(), static_cast<int>(text.size()));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);

    // Even lines whatever script they hold: a fallback font must not push its neighbours apart.
    const int count = pango_layout_get_line_count(layout);
    PangoLayoutIter* iter = pango_layout_get_iter(layout);
    for (int i = 0; i < count; ++i) {
      PangoRectangle logical;
      pango_layout_iter_get_line_extents(iter, nullptr, &logical);
      const double height = style.size * style.spacing;
      laid.lines.push_back({.height = height, .baseline = height / 2 + style.size * 0.36});
      laid.height += height;
      pango_layout_iter_next_line(iter);
    }
    pango_layout_iter_free(iter);
    return laid;
  }

  void Place(const LaidText& text, size_t line, double x, double y, const Colour& colour) {
    if (text.lines.empty()) return;
    target().push_back({.x = x, .y = y + text.lines[line].baseline, .width = 0, .height = 0, .colour = colour,
                        .layout = text.layout, .line = static_cast<int>(line)});
  }

  void PlaceAll(const LaidText& text, double x, double y, const Colour& colour) {
    for (size_t i = 0; i < text.lines.size(); ++i) {
      Place(text, i, x, y, colour);
      y += text.lines[i].height;
    }
  }

  void Rect(double x, double y, double width, double height, const Colour& colour) {
    target().push_back({.x = x, .y = y, .width = width, .height = height, .colour = colour, .layout = {}});
  }

  static Colour ColourOf(const std::string& hex) {
    const unsigned long rgb = hex.size() == 7 ? std::strtoul(hex.c_str() + 1, nullptr, 16) : 0;
    return {static_cast<double>(rgb >> 16 & 255) / 255, static_cast<double>(rgb >> 8 & 255) / 255, static_cast<double>(rgb & 255) / 255};
  }

  void DrawShapes(cairo_t* cairo, const Mark& mark) {
    cairo_save(cairo);
    cairo_translate(cairo, mark.x, mark.y);
    cairo_scale(cairo, mark.width / mark.drawing->width, mark.width / mark.drawing->width);
    for (const Shape& shape : mark.drawing->shapes) {
      const Colour colour = ColourOf(shape.colour);
      cairo_set_source_rgb(cairo, colour.r, colour.g, colour.b);
      cairo_new_path(cairo);
      for (const auto& [x, y] : shape.points) cairo_line_to(cairo, x, y);
      switch (shape.kind) {
        case Shape::Kind::kRect:
          cairo_rectangle(cairo, shape.x, shape.y, shape.width, shape.height);
          cairo_fill(cairo);
          break;
        case Shape::Kind::kArea: cairo_fill(cairo); break;
        case Shape::Kind::kLine: {
          std::vector<double> dashes;
          for (const char* at = shape.dashes.c_str(); *at != 0;) {
            char* end = nullptr;
            const double length = std::strtod(at, &end);
            if (end == at) break;
            dashes.push_back(std::max(length, 0.1));
            at = end;
          }
          cairo_set_dash(cairo, dashes.data(), static_cast<int>(dashes.size()), 0);
          cairo_set_line_width(cairo, shape.stroke);
          cairo_stroke(cairo);
          break;
        }
        case Shape::Kind::kText: {
          const LaidText text = Lay({{shape.text, false}}, {.size = shape.size, .bold = shape.bold}, 4000);
          PangoLayoutLine* line = pango_layout_get_line_readonly(text.layout.get(), 0);
          PangoRectangle logical;
          pango_layout_line_get_extents(line, nullptr, &logical);
          const double used = static_cast<double>(logical.width) / PANGO_SCALE;
          cairo_move_to(cairo, shape.x - (shape.anchor == Shape::Anchor::kStart ? 0 : shape.anchor == Shape::Anchor::kMiddle ? used / 2 : used), shape.y);
          pango_cairo_show_layout_line(cairo, line);
          break;
        }
      }
    }
    cairo_restore(cairo);
  }

  void DrawMark(cairo_t* cairo, const Mark& mark) {
    if (mark.drawing) return DrawShapes(cairo, mark);
    cairo_set_source_rgb(cairo, mark.colour.r, mark.colour.g, mark.colour.b);
    if (!mark.layout) {
      if (mark.width <= 0) return;
      cairo_rectangle(cairo, mark.x, mark.y, mark.width, mark.height);
      cairo_fill(cairo);
      return;
    }
    PangoLayoutLine* line = pango_layout_get_line_readonly(mark.layout.get(), mark.line);
    PangoRectangle logical;
    pango_layout_line_get_extents(line, nullptr, &logical);
    const double room = static_cast<double>(pango_layout_get_width(mark.layout.get())) / PANGO_SCALE;
    const double used = static_cast<double>(logical.width) / PANGO_SCALE;
    const PangoAlignment align = pango_layout_get_alignment(mark.layout.get());
    const double shift = align == PANGO_ALIGN_RIGHT ? room - used : align == PANGO_ALIGN_CENTER ? (room - used) / 2 : 0;
    cairo_move_to(cairo, mark.x + std::max(shift, 0.0), mark.y);
    pango_cairo_show_layout_line(cairo, line);
  }

  static double Floor() { return kPageHeight - kBottom; }
  void Keep(double height) {
    if (y_ + height > Floor()) NewPage();
  }
  void NewPage() {
    pages_.emplace_back();
    y_ = kTop;
  }
  Page& target() { return current_ ? *current_ : pages_.back(); }

  const PdfOptions& options_;
  const std::string lang_;
  std::shared_ptr<PangoContext> context_;
  std::vector<Page> pages_;
  Page* current_ = nullptr;  // while drawing headers and feet
  double y_ = kTop;
  double cell_size_ = 9.2;
};

cairo_status_t Collect(void* closure, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

Result<std::string> WritePdf(const Document& document, const PdfOptions& options) {
  std::string bytes;
  const std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> surface(
      cairo_pdf_surface_create_for_stream(Collect, &bytes, kPageWidth, kPageHeight), cairo_surface_destroy);
  const std::string created = FormatTime(options.created);
  cairo_pdf_surface_restrict_to_version(surface.get(), CAIRO_PDF_VERSION_1_5);
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, document.title.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_AUTHOR, options.author.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATOR, "markwarden");
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, created.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_MOD_DATE, created.c_str());
  const std::unique_ptr<cairo_t, void (*)(cairo_t*)> cairo(cairo_create(surface.get()), cairo_destroy);
  {
    Flow flow(cairo.get(), options, document.lang);
    for (size_t i = 0; i < document.blocks.size(); ++i) {
      // A drawing stays with its heading, over one paragraph between them.
      double following = 0;
      for (size_t next = i + 1; next < std::min(i + 3, document.blocks.size()); ++next) {
        const Block& block = document.blocks[next];
        if (block.kind == Block::Kind::kDrawing) following = block.drawing.height * Flow::DrawingScale(block.drawing);
        if (block.kind != Block::Kind::kParagraph) break;
      }
      flow.Add(document.blocks[i], following);
      if (flow.full()) {
        return Fail(ErrorCode::kExhausted, "the PDF would pass " + std::to_string(kMaxPdfPages) +
                                               " pages: split the document");
      }
    }
    flow.Draw(cairo.get());
  }
  cairo_surface_finish(surface.get());
  if (const cairo_status_t status = cairo_surface_status(surface.get()); status != CAIRO_STATUS_SUCCESS) {
    return Fail(ErrorCode::kInternal, std::string("write PDF: ") + cairo_status_to_string(status));
  }
  return bytes;
}

}  // namespace markwarden

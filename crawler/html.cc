// Gumbo on an arena: nothing it allocates is ever freed one by one, so its recursive
// destructor never runs, and a page that takes too much is dropped whole.
#include "crawler/html.h"

#include <gumbo.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdlib>

#include "crawler/html_scan.h"

namespace markwarden {
namespace {

constexpr size_t kChunkBytes = 1u << 20;
constexpr size_t kMaxArenaBytes = 320u << 20;
// The estimate of the pre-scan may be a little under the truth.
constexpr size_t kMaxRealDepth = 2 * static_cast<size_t>(kMaxDepth);

// Chunks of pages that are done with, for the next page of the same thread: fresh memory costs a fault for each
// of its pages.
class ChunkPool {
 public:
  ~ChunkPool() {
    for (void* chunk : free_) std::free(chunk);
  }
  void* Take() {
    if (free_.empty()) return std::malloc(kChunkBytes);
    void* chunk = free_.back();
    free_.pop_back();
    return chunk;
  }
  void Give(void* chunk) {
    if (free_.size() < kMost) free_.push_back(chunk);
    else std::free(chunk);
  }

 private:
  static constexpr size_t kMost = 16;
  std::vector<void*> free_;
};

ChunkPool& Chunks() {
  static thread_local ChunkPool pool;
  return pool;
}

size_t ReferenceIndex(const char* digits) {
  static const std::array<uint8_t, 256> values = [] {
    std::array<uint8_t, 256> table{};
    for (uint8_t i = 0; i < 64; ++i) table[static_cast<unsigned char>(kReferenceDigits[i])] = i;
    return table;
  }();
  size_t index = 0;
  for (size_t i = 0; i < kReferenceDigitCount; ++i) index = index << 6 | values[static_cast<unsigned char>(digits[i])];
  return index;
}

}  // namespace

// Gumbo does not survive a null pointer from its allocator, so running out leaves the
// parser with longjmp; its frames are C and hold nothing but arena memory.
class HtmlDocument::Arena {
 public:
  Arena() : deadline_(CpuMillis() + kMaxParseMillis) {}
  ~Arena() {
    for (void* chunk : chunks_) Chunks().Give(chunk);
    for (void* block : blocks_) std::free(block);
  }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Null when memory or time is used up.
  void* TryAllocate(size_t size) {
    size = (size + 15) & ~size_t{15};
    if (++calls_ % 1024 == 0 && CpuMillis() > deadline_) return nullptr;
    if (size > left_) {
      const bool large = size > kChunkBytes / 4;  // a block of its own; the current chunk goes on
      if (total_ + (large ? size : kChunkBytes) > kMaxArenaBytes) return nullptr;
      void* memory = large ? std::malloc(size) : Chunks().Take();
      if (memory == nullptr) return nullptr;
      total_ += large ? size : kChunkBytes;
      (large ? blocks_ : chunks_).push_back(memory);
      if (large) return memory;
      next_ = static_cast<char*>(memory);
      left_ = kChunkBytes;
    }
    void* result = next_;
    next_ += size;
    left_ -= size;
    return result;
  }

  static void* Allocate(void* self, size_t size) {
    auto* arena = static_cast<Arena*>(self);
    void* memory = arena->TryAllocate(size);
    if (memory == nullptr) std::longjmp(arena->escape, 1);
    return memory;
  }
  static void Free(void*, void*) {}

  size_t total() const { return total_; }

  std::jmp_buf escape;

 private:
  // Of this thread: a busy machine must not change what a page shows.
  static int64_t CpuMillis() {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return int64_t{used.tv_sec} * 1000 + used.tv_nsec / 1'000'000;
  }

  const int64_t deadline_;
  std::vector<void*> chunks_, blocks_;
  char* next_ = nullptr;
  size_t left_ = 0, total_ = 0, calls_ = 0;
};

namespace {

// Kept apart: no object with a destructor lives in the frame that longjmp returns to.
GumboOutput* ParseOrNull(std::jmp_buf& escape, const GumboOptions& options, const char* data, size_t size) {
  if (setjmp(escape) != 0) return nullptr;
  return gumbo_parse_with_options(&options, data, size);
}

}  // namespace

HtmlDocument::HtmlDocument() : arena_(std::make_unique<Arena>()) {}
HtmlDocument::HtmlDocument(HtmlDocument&&) noexcept = default;
HtmlDocument& HtmlDocument::operator=(HtmlDocument&&) noexcept = default;
HtmlDocument::~HtmlDocument() = default;

// `text` with its references replaced by what they stand for.
std::string_view HtmlDocument::Resolve(const char* text, const std::vector<std::string_view>& texts, Arena& arena) {
  const std::string_view given(text);
  size_t at = given.find(kTextReference);
  if (at == std::string_view::npos) return given;
  const auto referred = [&](size_t where) {
    const size_t index = where + kTextReferenceBytes <= given.size() ? ReferenceIndex(given.data() + where + kTextReference.size()) : texts.size();
    return index < texts.size() ? texts[index] : std::string_view();
  };
  if (at == 0 && given.size() == kTextReferenceBytes) return referred(0);
  // White space around it, or several texts that became one.
  size_t size = 0;
  for (size_t i = 0; i < given.size();) {
    const size_t next = std::min(given.find(kTextReference, i), given.size());
    size += next - i + (next < given.size() ? referred(next).size() : 0);
    i = next + kTextReferenceBytes;
  }
  char* memory = static_cast<char*>(arena.TryAllocate(size + 1));
  if (memory == nullptr) return {};
  char* out = memory;
  const auto put = [&](std::string_view part) { out = std::copy(part.begin(), part.end(), out); };
  for (size_t i = 0; i < given.size();) {
    const size_t next = std::min(given.find(kTextReference, i), given.size());
    put(given.substr(i, next - i));
    if (next < given.size()) put(referred(next));
    i = next + kTextReferenceBytes;
  }
  return {memory, size};
}

size_t HtmlDocument::arena_bytes() const { return arena_->total(); }

Result<HtmlDocument> HtmlDocument::Parse(std::string_view html, const std::vector<std::string_view>& texts) {
  HtmlDocument document;
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = &Arena::Allocate;
  options.deallocator = &Arena::Free;
  options.userdata = document.arena_.get();
  options.max_errors = 0;  // by default every parse error keeps a copy of the open elements
  GumboOutput* output = ParseOrNull(document.arena_->escape, options, html.data(), html.size());
  if (output == nullptr) return Fail(ErrorCode::kExhausted, "parse page: more memory or time than a page may take");

  const auto tag_name = [](const GumboElement& element) {
    if (element.tag != GUMBO_TAG_UNKNOWN) return std::string_view(gumbo_normalized_tagname(element.tag));
    GumboStringPiece piece = element.original_tag;
    gumbo_tag_from_original_text(&piece);
    return piece.data ? std::string_view(piece.data, std::min<size_t>(piece.length, 64)) : std::string_view("unknown");
  };
  Arena& arena = *document.arena_;
  const auto text_of = [&](const char* text) { return texts.empty() ? std::string_view(text) : Resolve(text, texts, arena); };
  struct Frame {
    const GumboVector* children;
    unsigned int next;
    int32_t node;
  };
  std::vector<Frame> stack;
  std::vector<HtmlNode>& nodes = document.nodes_;
  nodes.reserve(html.size() / 40);
  const auto open = [&](const GumboNode* node, int32_t parent, int32_t depth) {
    HtmlNode flat;
    flat.parent = parent;
    flat.depth = depth;
    switch (node->type) {
      case GUMBO_NODE_ELEMENT:
      case GUMBO_NODE_TEMPLATE: {
        const GumboElement& element = node->v.element;
        flat.tag = tag_name(element);
        flat.first_attribute = static_cast<uint32_t>(document.attributes_.size());
        for (unsigned int i = 0; i < element.attributes.length; ++i) {
          const auto* attribute = static_cast<const GumboAttribute*>(element.attributes.data[i]);
          document.attributes_.push_back({attribute->name, text_of(attribute->value)});
        }
        flat.attribute_count = static_cast<uint32_t>(document.attributes_.size()) - flat.first_attribute;
        nodes.push_back(flat);
        stack.push_back({&element.children, 0, static_cast<int32_t>(nodes.size()) - 1});
        break;
      }
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_CDATA:
      case GUMBO_NODE_WHITESPACE:
        flat.text = text_of(node->v.text.text);
        nodes.push_back(flat);
        nodes.back().end = static_cast<int32_t>(nodes.size());
        break;
      case GUMBO_NODE_COMMENT:
      case GUMBO_NODE_DOCUMENT:
        break;
    }
  };
  open(output->root, -1, 0);
  while (!stack.empty()) {
    Frame& frame = stack.back();
    if (frame.next == frame.children->length) {
      nodes[static_cast<size_t>(frame.node)].end = static_cast<int32_t>(nodes.size());
      stack.pop_back();
      continue;
    }
    if (stack.size() > kMaxRealDepth) return Fail(ErrorCode::kExhausted, "parse page: more depth than a page may have");
    const auto* child = static_cast<const GumboNode*>(frame.children->data[frame.next++]);
    open(child, frame.node, static_cast<int32_t>(stack.size()));
  }
  return document;
}

bool HtmlDocument::Has(int32_t node, std::string_view name) const {
  const HtmlNode& flat = (*this)[node];
  for (uint32_t i = 0; i < flat.attribute_count; ++i) {
    if (attributes_[flat.first_attribute + i].name == name) return true;
  }
  return false;
}

std::string_view HtmlDocument::Attribute(int32_t node, std::string_view name) const {
  const HtmlNode& flat = (*this)[node];
  for (uint32_t i = 0; i < flat.attribute_count; ++i) {
    if (attributes_[flat.first_attribute + i].name == name) return attributes_[flat.first_attribute + i].value;
  }
  return {};
}

std::string HtmlDocument::Text(int32_t node, size_t max_bytes) const {
  std::string out;
  bool space = false;
  for (int32_t i = node; i < (*this)[node].end && out.size() < max_bytes; ++i) {
    const HtmlNode& flat = (*this)[i];
    if (!flat.tag.empty()) {
      if (flat.tag == "script" || flat.tag == "style" || flat.tag == "template" || flat.tag == "noscript") {
        i = flat.end - 1;
        continue;
      }
      // Inline elements do not separate words; everything else does.
      static constexpr std::string_view kInline[] = {"b", "i", "em", "strong", "span", "sup", "sub", "font", "a",
                                                     "u", "small", "mark", "big", "abbr", "bdi", "bdo", "code"};
      if (std::find(std::begin(kInline), std::end(kInline), flat.tag) == std::end(kInline)) space = true;
      continue;
    }
    const std::string_view text = flat.text;
    for (size_t k = 0; k < text.size(); ++k) {
      const char c = text[k];
      if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f') {
        space = true;
      } else if (c == '\xc2' && k + 1 < text.size() && text[k + 1] == '\xa0') {
        space = true;
        ++k;
      } else {
        if (space && !out.empty()) out += ' ';
        space = false;
        out += c;
      }
    }
  }
  return out;
}

}  // namespace markwarden

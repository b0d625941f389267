// The two stacks, by the rules of HTML Standard 13.2.6.
#include "crawler/html_cost.h"

namespace markwarden {
namespace {

using enum HtmlTag;

// What a start tag closes by itself when it is on top.
bool Closes(HtmlTag start, HtmlTag top) {
  if (start == kLi) return top == kLi;
  if (start == kP || ClosesParagraph(start)) return top == kP;
  if (start == kDt || start == kDd) return top == kDt || top == kDd;
  if (start == kOption || start == kOptgroup) return top == kOption;
  if (start == kTd || start == kTh) return top == kTd || top == kTh;
  if (start == kTr) return top == kTd || top == kTh || top == kTr;
  if (start == kTbody || start == kThead || start == kTfoot) return top == kTd || top == kTh || top == kTr || top == kTbody || top == kThead || top == kTfoot;
  return false;
}

bool IsCell(HtmlTag tag) { return tag == kTd || tag == kTh; }
bool IsRowGroup(HtmlTag tag) { return tag == kTbody || tag == kThead || tag == kTfoot; }
bool InsideTable(HtmlTag tag) { return IsCell(tag) || tag == kTr || IsRowGroup(tag) || tag == kCaption || tag == kColgroup; }
bool OfTable(HtmlTag tag) { return tag == kTable || InsideTable(tag); }

// "Generate implied end tags".
bool Implied(HtmlTag tag) { return tag == kP || tag == kLi || tag == kDd || tag == kDt || tag == kOption || tag == kOptgroup || tag == kRp || tag == kRt; }

// What an end tag surely closes along with its own element.  Any other end tag stops at a special element and is
// not heard.
bool ClosesAlong(HtmlTag end, HtmlTag top) {
  if (end == kTable) return InsideTable(top) || Implied(top);
  if (end == kTr) return IsCell(top) || Implied(top);
  if (IsRowGroup(end)) return IsCell(top) || top == kTr || Implied(top);
  return IsSpecialTag(end) && Implied(top);
}

}  // namespace

HtmlCost::HtmlCost() {
  likely_.reserve(64);
  sure_.reserve(64);
}

HtmlCost::Open HtmlCost::Key(HtmlTag tag, std::string_view name) {
  uint32_t hash = 2166136261u;
  if (tag == kOther) {
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  }
  return {tag, hash};
}

void HtmlCost::Start(HtmlTag tag, std::string_view name, size_t attributes) {
  work_ += sure_.size() + attributes * attributes;
  if (tag == kHtml || tag == kBody) {
    root_attributes_ += attributes;
    work_ += attributes * root_attributes_;
  }
  if (IsVoidTag(tag)) return;
  StartLikely(tag);
  StartSurely(tag, Key(tag, name));
}

void HtmlCost::End(HtmlTag tag, std::string_view name) {
  work_ += sure_.size();
  EndLikely(tag);
  EndSurely(tag, Key(tag, name));
}

void HtmlCost::StartLikely(HtmlTag tag) {
  while (!likely_.empty() && Closes(tag, likely_.back())) {
    --open_[static_cast<size_t>(likely_.back())];
    likely_.pop_back();
  }
  likely_.push_back(tag);
  ++open_[static_cast<size_t>(tag)];
  if (static_cast<int>(likely_.size()) > deepest_) deepest_ = static_cast<int>(likely_.size());
}

// Amortised linear: an end tag is only looked for when its element is known to be open.
void HtmlCost::EndLikely(HtmlTag tag) {
  if (open_[static_cast<size_t>(tag)] == 0) return;
  const bool special = IsSpecialTag(tag);
  while (!likely_.empty()) {
    const HtmlTag top = likely_.back();
    if (top != tag) {
      // </span> does not reach past a <div>, and </div> not past a <td>.
      if (!special && IsSpecialTag(top)) return;
      if ((IsCell(top) || top == kTable || top == kCaption || top == kColgroup || top == kTemplate || top == kObject || top == kButton) && !OfTable(tag) && tag != kTemplate) return;
    }
    --open_[static_cast<size_t>(top)];
    likely_.pop_back();
    if (top == tag) return;
  }
}

void HtmlCost::StartSurely(HtmlTag tag, Open key) {
  // <td>, <li> and their like close an open <p> along with the one before them.
  size_t at = sure_.size();
  while (at > 0 && Implied(sure_[at - 1].tag) && !Closes(tag, sure_[at - 1].tag)) --at;
  if (at > 0 && Closes(tag, sure_[at - 1].tag) && (InsideTable(tag) || Implied(tag))) sure_.resize(at);
  while (!sure_.empty() && Closes(tag, sure_.back().tag)) sure_.pop_back();
  sure_.push_back(key);
}

void HtmlCost::EndSurely(HtmlTag tag, Open key) {
  // What stands between is closed along only where nothing can keep the end tag from being heard.
  size_t at = sure_.size();
  while (at > 0 && sure_[at - 1] != key && ClosesAlong(tag, sure_[at - 1].tag)) --at;
  if (at > 0 && sure_[at - 1] == key) sure_.resize(at - 1);
  // Without a match each of those looked at stays: the walk is as long as the parser's own.
  else work_ += sure_.size() - at;
}

}  // namespace markwarden

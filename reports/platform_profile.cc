// Finding a platform's profile; notices cut to fit it.
#include "reports/platform_profile.h"

#include <algorithm>
#include <map>

namespace markwarden {
namespace {

// The parts' items, as indexes into the whole: sellers in the order they appear, a seller opened in a new
// part when it would not fit into the rest of the current one.
std::vector<std::vector<size_t>> Parts(const Notice& notice, size_t max_items) {
  std::vector<std::vector<size_t>> sellers;
  std::map<std::string, size_t> by_seller;
  for (size_t i = 0; i < notice.items.size(); ++i) {
    const NoticeItem& item = notice.items[i];
    std::string key = item.seller_id.empty() ? item.seller_name : item.seller_id;
    if (key.empty()) key = "#" + std::to_string(i);
    const auto [place, fresh] = by_seller.emplace(std::move(key), sellers.size());
    if (fresh) sellers.emplace_back();
    sellers[place->second].push_back(i);
  }
  std::vector<std::vector<size_t>> parts(1);
  for (const std::vector<size_t>& items : sellers) {
    if (!parts.back().empty() && items.size() <= max_items && parts.back().size() + items.size() > max_items) parts.emplace_back();
    for (const size_t item : items) {
      if (parts.back().size() == max_items) parts.emplace_back();
      parts.back().push_back(item);
    }
  }
  return parts;
}

// Lines of the comparison are one an item in the items' order, when there are as many.
LocalText CutComparison(const LocalText& whole, const std::vector<size_t>& items, size_t total) {
  LocalText cut;
  for (const auto& [lang, text] : whole) {
    std::vector<std::string> lines(1);
    for (const char c : text) {
      if (c == '\n') lines.emplace_back();
      else lines.back() += c;
    }
    if (lines.size() != total) {
      cut[lang] = text;
      continue;
    }
    std::string kept;
    for (const size_t item : items) kept += (kept.empty() ? "" : "\n") + lines[item];
    cut[lang] = std::move(kept);
  }
  return cut;
}

}  // namespace

const PlatformProfile* FindPlatformProfile(const std::vector<PlatformProfile>& profiles, std::string_view platform) {
  const PlatformProfile* generic = nullptr;
  for (const PlatformProfile& profile : profiles) {
    if (std::find(profile.platforms.begin(), profile.platforms.end(), platform) != profile.platforms.end()) return &profile;
    if (profile.id == "generic") generic = &profile;
  }
  return generic;
}

std::vector<Notice> SplitNotice(const Notice& notice, const PlatformProfile& profile) {
  if (profile.max_items == 0 || notice.items.size() <= profile.max_items) return {notice};
  std::vector<Notice> notices;
  for (const std::vector<size_t>& part : Parts(notice, profile.max_items)) {
    Notice cut = notice;
    cut.id = notice.id + "-" + std::to_string(notices.size() + 1);
    cut.items.clear();
    cut.claim.matches.clear();
    for (const size_t index : part) {
      for (NoticeMatch match : notice.claim.matches) {
        if (match.item != static_cast<int>(index)) continue;
        match.item = static_cast<int>(cut.items.size());
        cut.claim.matches.push_back(std::move(match));
      }
      cut.items.push_back(notice.items[index]);
    }
    cut.claim.comparison = CutComparison(notice.claim.comparison, part, notice.items.size());
    const auto of_another_part = [&](const NoticeEvidence& piece) {
      const auto is_it = [&](const NoticeItem& item) { return item.capture_id == piece.ref; };
      return piece.kind == "capture" && std::any_of(notice.items.begin(), notice.items.end(), is_it) &&
             std::none_of(cut.items.begin(), cut.items.end(), is_it);
    };
    std::erase_if(cut.prima_facie_evidence, of_another_part);
    notices.push_back(std::move(cut));
  }
  return notices;
}

}  // namespace markwarden

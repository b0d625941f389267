// Forms as data, applied.
#include "reports/platform_check.h"

#include <algorithm>
#include <map>
#include <optional>

#include "reports/json_pointer.h"
#include "reports/template.h"

namespace markwarden {
namespace {

constexpr size_t kMaxCellChars = 32'767;  // of a spreadsheet

template <typename T>
bool AnyOr(const std::vector<T>& list, const T& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

size_t Characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string CellText(const Json* value) {
  if (!value || value->is_null()) return "";
  if (value->is_string()) return value->get<std::string>();
  if (value->is_array()) {
    std::string all;
    for (const Json& part : *value) all += (all.empty() ? "" : "; ") + CellText(&part);
    return all;
  }
  return value->is_object() ? "" : value->dump();
}

LocalText Both(std::string zh, std::string en) { return {{"zh", std::move(zh)}, {"en", std::move(en)}}; }

// Where a field's values are and what they say.
struct Found {
  std::string pointer;
  std::string text;
  bool filled = false;
};

class Form {
 public:
  Form(const Notice& notice, const PlatformProfile& profile, std::string_view reason)
      : notice_(notice), profile_(profile), json_(ToJson(notice)), reason_(Reason(reason)), asked_reason_(reason.empty() ? notice.recipient.reason : std::string(reason)) {}

  std::vector<ProfileFinding> Check() {
    Counts();
    GivenReason();
    Repeats();
    for (const ProfileField& field : profile_.fields) {
      if (!field.pointer.empty()) One(field);
    }
    for (const ProfileField& field : profile_.fields) {
      if (field.pointer.empty() && Holds(field.applies_when) && Demanded(field)) {
        Add("", field.name, Both("通知中没有此项，须在平台上填写或者上传", "is not in the notice: fill it in or upload it on the platform"), false);
      }
    }
    return std::move(findings_);
  }

  std::vector<Found> Values(const std::string& pointer) const {
    std::vector<Found> found;
    if (pointer.starts_with("@comparison/")) {
      for (std::string& line : ItemLines(pointer.substr(12))) {
        const bool filled = !IsBlank(line);
        found.push_back({"/claim/comparison/" + pointer.substr(12), std::move(line), filled});
      }
    } else if (pointer.starts_with("@reason")) {
      std::string text;
      if (reason_) text = pointer.size() > 8 ? TextIn(reason_->name, pointer.substr(8)) : reason_->code;
      found.push_back({"/claim/act_code", text, !text.empty()});
    } else {
      for (std::string& one : EachPointer(json_, pointer)) {
        const Json* value = ValueAt(json_, one);
        std::string text = CellText(value);
        found.push_back({std::move(one), std::move(text), IsFilled(value)});
      }
      if (found.empty()) found.push_back({pointer.substr(0, pointer.find("/*")), "", false});
    }
    return found;
  }

  // The cells of one column, one an item.
  std::vector<std::string> Cells(const std::string& pointer) const {
    const bool of_item = pointer.starts_with("/items/*") || pointer.starts_with("@comparison/");
    std::vector<std::string> cells;
    std::string all;
    for (Found& one : Values(pointer)) {
      if (of_item) cells.push_back(std::move(one.text));
      else all += (all.empty() || one.text.empty() ? "" : "; ") + one.text;
    }
    if (!of_item) cells.assign(notice_.items.size(), all);
    return cells;
  }

 private:
  const ProfileReason* Reason(std::string_view code) const {
    if (code.empty()) code = notice_.recipient.reason;
    if (code.empty()) return ReasonFor(profile_, notice_);
    for (const ProfileReason& reason : profile_.reasons) {
      if (reason.code == code) return &reason;
    }
    return nullptr;
  }

  // The comparison has one line an item when there are as many lines; else all of it is about each.
  std::vector<std::string> ItemLines(const std::string& lang) const {
    const auto text = notice_.claim.comparison.find(lang);
    if (text == notice_.claim.comparison.end()) return std::vector<std::string>(notice_.items.size());
    std::vector<std::string> lines(1);
    for (const char c : text->second) {
      if (c == '\n') lines.emplace_back();
      else lines.back() += c;
    }
    return lines.size() == notice_.items.size() ? lines : std::vector<std::string>(notice_.items.size(), text->second);
  }

  bool Holds(const std::optional<ProfileCondition>& condition) const {
    if (!condition) return true;
    const std::string code = reason_ ? reason_->code : "";
    return AnyOr(condition->kinds, notice_.right.kind) && AnyOr(condition->acts, notice_.claim.act_code) && AnyOr(condition->reasons, code) &&
           (condition->present.empty() || IsFilled(ValueAt(json_, condition->present)));
  }

  bool Demanded(const ProfileField& field) const { return field.required || (field.required_when && Holds(field.required_when)); }

  void Counts() {
    const LocalText label = Both("商品数量", "number of listings");
    const std::string n = std::to_string(notice_.items.size());
    const auto most = [&](size_t limit) { return limit > 0 && notice_.items.size() > limit; };
    if (most(profile_.max_items)) {
      const std::string limit = std::to_string(profile_.max_items);
      Add("/items", label, Both("共 " + n + " 项，平台一次只受理 " + limit + " 项", "are " + n + ": the platform takes " + limit + " at a time"), true);
    } else if (most(profile_.max_links_by_form)) {
      const std::string limit = std::to_string(profile_.max_links_by_form);
      Add("/items", label, Both("共 " + n + " 项，平台的网页表单只受理 " + limit + " 个链接：请登录账户提交", "are " + n + ": the platform's web form takes " + limit + " links, submit with an account"), false);
    }
    if (most(profile_.daily_cap)) {
      const std::string limit = std::to_string(profile_.daily_cap);
      Add("/items", label, Both("共 " + n + " 项，平台一天只受理 " + limit + " 项：请分日提交", "are " + n + ": the platform takes " + limit + " a day, submit them over several"), false);
    }
    const auto text = notice_.claim.comparison.find(notice_.language);
    if (profile_.max_message_chars > 0 && text != notice_.claim.comparison.end()) {
      Length("/claim/comparison/" + notice_.language, Both("说明", "message"), text->second, profile_.max_message_chars);
    }
  }

  void GivenReason() {
    if (profile_.reasons.empty() || reason_) return;
    const LocalText label = Both("投诉理由", "reason");
    if (!asked_reason_.empty()) {
      Add("/claim/act_code", label, Both("平台没有“" + asked_reason_ + "”这一理由", "the platform has no reason \"" + asked_reason_ + "\""), true);
    } else {
      Add("/claim/act_code", label, Both("平台没有与该行为（" + notice_.claim.act_code + "）对应的理由，须由人选择", "the platform has no reason for this act (" + notice_.claim.act_code + "): a person has to choose one"), true);
    }
  }

  void Repeats() {
    if (!profile_.same_reason_once) return;
    std::map<std::string, size_t> first;
    for (size_t i = 0; i < notice_.items.size(); ++i) {
      const NoticeItem& item = notice_.items[i];
      const auto [seen, fresh] = first.emplace(item.platform_item_id.empty() ? item.url : item.platform_item_id, i);
      if (fresh) continue;
      const std::string number = std::to_string(seen->second + 1);
      Add("/items/" + std::to_string(i) + "/platform_item_id", Both("商品编号", "item number"),
          Both("与第 " + number + " 项相同：平台不接受以同一理由重复投诉同一商品", "is that of entry " + number + ": the platform refuses a listing twice for the same reason"), true);
    }
  }

  void One(const ProfileField& field) {
    if (!Holds(field.applies_when)) return;
    if (!reason_ && field.pointer.starts_with("@reason") && !profile_.reasons.empty()) return;  // said by GivenReason
    for (const Found& value : Values(field.pointer)) {
      if (!value.filled) {
        if (Demanded(field)) Add(value.pointer, field.name, Both("平台要求填写", "the platform demands it"), true);
        continue;
      }
      if (field.max_chars > 0) Length(value.pointer, field.name, value.text, field.max_chars);
      if (!AnyOr(field.values, value.text)) {
        const std::string shown = CleanText(value.text, 60);
        Add(value.pointer, field.name, Both("“" + shown + "”不是平台接受的值", "\"" + shown + "\" is not a value that the platform takes"), true);
      }
    }
  }

  void Length(const std::string& pointer, const LocalText& label, const std::string& text, size_t limit) {
    const size_t length = Characters(text);
    if (length <= limit) return;
    const std::string n = std::to_string(length), most = std::to_string(limit);
    Add(pointer, label, Both("共 " + n + " 个字符，平台最多接受 " + most + " 个", "has " + n + " characters: the platform takes " + most), true);
  }

  void Add(std::string pointer, LocalText label, LocalText why, bool blocks) {
    findings_.push_back({std::move(pointer), std::move(label), std::move(why), blocks});
  }

  const Notice& notice_;
  const PlatformProfile& profile_;
  const Json json_;
  const ProfileReason* const reason_;
  const std::string asked_reason_;
  std::vector<ProfileFinding> findings_;
};

}  // namespace

const ProfileReason* ReasonFor(const PlatformProfile& profile, const Notice& notice, const std::vector<std::string>& used) {
  for (const ProfileReason& reason : profile.reasons) {
    if (reason.by_hand || std::find(used.begin(), used.end(), reason.code) != used.end()) continue;
    if (AnyOr(reason.acts, notice.claim.act_code) && AnyOr(reason.kinds, notice.right.kind)) return &reason;
  }
  return nullptr;
}

std::vector<const ProfileReason*> ReasonsLeft(const PlatformProfile& profile, const Notice& notice, const std::vector<std::string>& used) {
  std::vector<const ProfileReason*> left;
  for (const ProfileReason& reason : profile.reasons) {
    if (std::find(used.begin(), used.end(), reason.code) != used.end()) continue;
    if (AnyOr(reason.acts, notice.claim.act_code) && AnyOr(reason.kinds, notice.right.kind)) left.push_back(&reason);
  }
  return left;
}

std::string ReasonGiven(const PlatformProfile& profile, const Notice& notice) {
  if (!notice.recipient.reason.empty()) return notice.recipient.reason;
  const ProfileReason* first = ReasonFor(profile, notice);
  return first ? first->code : "";
}

std::vector<ProfileFinding> CheckProfile(const Notice& notice, const PlatformProfile& profile, std::string_view reason) {
  return Form(notice, profile, reason).Check();
}

Result<std::vector<std::vector<std::string>>> BatchRows(const std::vector<Notice>& notices, const PlatformProfile& profile, std::string_view reason) {
  if (profile.batch.format.empty()) return Fail(ErrorCode::kUnsupported, profile.id + " takes no batch file: use its form or a written notice");
  std::vector<std::vector<std::string>> rows(1);
  for (const ProfileBatch::Column& column : profile.batch.columns) rows[0].push_back(column.header);
  for (const Notice& notice : notices) {
    if (profile.one_right_per_notice && notice.right.id != notices.front().right.id) {
      return Fail(ErrorCode::kInvalid, profile.id + " takes one right at a time: notice " + notice.id + " is of another than " + notices.front().id);
    }
    Form form(notice, profile, reason);
    for (const ProfileFinding& finding : form.Check()) {
      if (finding.blocks) {
        return Fail(ErrorCode::kInvalid, profile.id + " would refuse notice " + notice.id + ": " + TextIn(finding.label, "en") + " (" + finding.pointer + ") " + TextIn(finding.why, "en"));
      }
    }
    const size_t above = rows.size();
    rows.resize(above + notice.items.size());
    for (const ProfileBatch::Column& column : profile.batch.columns) {
      const std::vector<std::string> cells = form.Cells(column.pointer);
      for (size_t i = 0; i < notice.items.size(); ++i) {
        std::string cell = i < cells.size() ? CleanText(cells[i], cells[i].size()) : "";
        if (Characters(cell) > kMaxCellChars) {
          return Fail(ErrorCode::kInvalid, "notice " + notice.id + ", item " + std::to_string(i + 1) + ": \"" + column.header + "\" is longer than " +
                                               std::to_string(kMaxCellChars) + " characters, which no cell holds");
        }
        rows[above + i].push_back(std::move(cell));
      }
    }
  }
  if (rows.size() == 1) return Fail(ErrorCode::kInvalid, "no listing to put into a batch file");
  if (profile.batch.max_rows > 0 && rows.size() - 1 > profile.batch.max_rows) {
    return Fail(ErrorCode::kExhausted, std::to_string(rows.size() - 1) + " listings: " + profile.id + " takes " + std::to_string(profile.batch.max_rows) + " in one file");
  }
  return rows;
}

}  // namespace markwarden

// The regime's demands against the record.
#include "reports/notice_check.h"

#include <algorithm>

#include "core/clock.h"
#include "reports/json_pointer.h"
#include "reports/template.h"

namespace markwarden {
namespace {

// What is wrong with a filled value; empty when nothing.
LocalText Malformed(const Json& value, const std::string& form) {
  const std::string text = value.is_string() ? value.get<std::string>() : "";
  if (form == "sha256" && (text.size() != 64 || text.find_first_not_of("0123456789abcdef") != std::string::npos)) {
    return {{"zh", "不是 64 位小写十六进制的 SHA-256 摘要"}, {"en", "is not a SHA-256 digest of 64 lower-case hexadecimal digits"}};
  }
  const bool web = text.starts_with("http://") || text.starts_with("https://");
  if (form == "url" && (!web || text.size() > 8192 || CleanText(text, 8192) != text || text.find(' ') != std::string::npos)) {
    return {{"zh", "不是完整的网址（http 或 https，不超过 8 KiB，无不可见字符）"},
            {"en", "is not a whole address (http or https, at most 8 KiB, no invisible characters)"}};
  }
  if (form == "time" && !ParseTime(text)) return {{"zh", "不是有效的时间"}, {"en", "is not a time"}};
  if (form == "date" && (text.size() != 10 || !ParseTime(text))) return {{"zh", "不是有效的日期"}, {"en", "is not a date"}};
  return {};
}

class NoticeChecker {
 public:
  NoticeChecker(const Notice& notice, const Regime& regime) : notice_(notice), regime_(regime), json_(ToJson(notice)) {}

  std::vector<MissingField> Run() {
    CheckKind();
    for (const RequiredField& field : regime_.required) {
      const auto& kinds = field.when_kinds;
      if (!kinds.empty() && std::find(kinds.begin(), kinds.end(), notice_.right.kind) == kinds.end()) continue;
      if (!field.when_present.empty() && !IsFilled(ValueAt(json_, field.when_present))) continue;
      const size_t star = field.pointers.front().find("/*");
      if (star == std::string::npos) {
        CheckOne(field, 0, "");
        continue;
      }
      const Json* list = ValueAt(json_, field.pointers.front().substr(0, star));
      if (!list || !list->is_array() || list->empty()) {
        // An empty list is missing once, however many of its entries' fields are demanded.
        const std::string whole = field.pointers.front().substr(0, star);
        if (std::none_of(missing_.begin(), missing_.end(), [&](const MissingField& m) { return m.pointer == whole; })) Add(field, whole, {});
        continue;
      }
      for (size_t i = 0; i < list->size(); ++i) CheckOne(field, i + 1, "/" + std::to_string(i));
    }
    CheckMeasures();
    CheckLaw();
    return std::move(missing_);
  }

 private:
  void CheckKind() {
    if (notice_.regime != regime_.id) {
      AddRule("/regime", {{"zh", "适用的法律制度"}, {"en", "legal regime"}}, regime_.legal_basis.front().id,
              {{"zh", "本通知为“" + notice_.regime + "”起草"}, {"en", "the notice was drafted for \"" + notice_.regime + "\""}});
    }
    if (regime_.Covers(notice_.right.kind)) return;
    LocalText why = {{"zh", "该制度不适用于此类权利"}, {"en", "the regime does not cover this kind of right"}};
    for (const RefusedKind& refused : regime_.refused) {
      if (refused.kind == notice_.right.kind) why = refused.why;
    }
    AddRule("/right/kind", {{"zh", "权利类型"}, {"en", "kind of right"}}, regime_.legal_basis.front().id, why);
  }

  // One of the field's alternatives, with "/*" replaced by `index`.
  void CheckOne(const RequiredField& field, size_t number, const std::string& index) {
    LocalText wrong;
    std::string first;
    for (std::string pointer : field.pointers) {
      if (const size_t star = pointer.find("/*"); star != std::string::npos) pointer.replace(star, 2, index);
      if (first.empty()) first = pointer;
      const Json* value = ValueAt(json_, pointer);
      if (!IsFilled(value)) continue;
      LocalText malformed = Malformed(*value, field.form);
      if (malformed.empty()) return;
      if (wrong.empty()) wrong = std::move(malformed);
    }
    Add(field, first, std::move(wrong), number);
  }

  void CheckMeasures() {
    for (size_t i = 0; i < notice_.measure_requested.size(); ++i) {
      const std::string& code = notice_.measure_requested[i];
      if (std::any_of(regime_.measures.begin(), regime_.measures.end(), [&](const Choice& c) { return c.code == code; })) continue;
      AddRule("/measure_requested/" + std::to_string(i), {{"zh", "请求的措施"}, {"en", "measure requested"}}, regime_.legal_basis.front().id,
              {{"zh", "该制度没有“" + code + "”这一措施"}, {"en", "the regime offers no measure \"" + code + "\""}});
    }
  }

  // Each citation must be of this regime, on this kind of right, and in force on the date of the act.
  void CheckLaw() {
    for (size_t i = 0; i < notice_.claim.statutes.size(); ++i) {
      const StatuteRef& ref = notice_.claim.statutes[i];
      const LegalBasis* row = regime_.FindBasis(ref.id);
      const bool right = row && std::find(row->rights.begin(), row->rights.end(), notice_.right.kind) != row->rights.end();
      if (right && row->InForce(notice_.claim.act_date) && row->effective_from == ref.version_date) continue;
      AddRule("/claim/statutes/" + std::to_string(i), {{"zh", "引用的法条"}, {"en", "article cited"}}, row ? row->id : regime_.legal_basis.front().id,
              {{"zh", "该条文在行为发生之日（" + notice_.claim.act_date + "）不适用于此类权利"},
               {"en", "does not govern such rights on the date of the act (" + notice_.claim.act_date + ")"}});
    }
    CheckOneLaw();
  }

  // What an item's capture shows is an act of that day: one notice cites one version of the law for all of them.
  void CheckOneLaw() {
    for (size_t i = 0; i < notice_.items.size(); ++i) {
      const auto time = ParseTime(notice_.items[i].captured_at);
      if (!time) continue;
      const std::string day = FormatTime(*time + std::chrono::minutes(regime_.utc_offset_minutes)).substr(0, 10);
      for (const StatuteRef& ref : notice_.claim.statutes) {
        const LegalBasis* row = regime_.FindBasis(ref.id);
        if (!row || row->InForce(day)) continue;
        AddRule("/items/" + std::to_string(i) + "/captured_at", {{"zh", "第" + std::to_string(i + 1) + "项的取证日"}, {"en", "day of capture of entry " + std::to_string(i + 1)}}, row->id,
                {{"zh", "取证于 " + day + "，引用的条文当日不施行；法律变更前后的行为应当分别通知"},
                 {"en", "is " + day + ", when the article cited is not in force: give separate notices of acts before and after a change of law"}});
        break;
      }
    }
  }

  void Add(const RequiredField& field, const std::string& pointer, LocalText why, size_t number = 0) {
    LocalText label = field.label;
    if (number > 0) {
      label["zh"] = "第" + std::to_string(number) + "项的" + label["zh"];
      label["en"] += " of entry " + std::to_string(number);
    }
    AddRule(pointer, std::move(label), field.rule, std::move(why));
  }

  void AddRule(const std::string& pointer, LocalText label, const std::string& rule, LocalText why) {
    LocalText cited;
    if (const LegalBasis* row = regime_.FindBasis(rule)) {
      cited["zh"] = "《" + TextIn(row->statute, "zh") + "》" + TextIn(row->article, "zh");
      cited["en"] = TextIn(row->statute, "en") + ", " + TextIn(row->article, "en");
    }
    missing_.push_back({pointer, std::move(label), std::move(cited), std::move(why)});
  }

  const Notice& notice_;
  const Regime& regime_;
  const Json json_;
  std::vector<MissingField> missing_;
};

}  // namespace

std::vector<MissingField> CheckNotice(const Notice& notice, const Regime& regime) { return NoticeChecker(notice, regime).Run(); }

std::string DescribeMissing(const std::vector<MissingField>& missing, std::string_view lang) {
  const bool zh = lang == "zh";
  std::string line;
  for (const MissingField& field : missing) {
    if (!line.empty()) line += zh ? "；" : "; ";
    line += TextIn(field.label, lang) + " (" + field.pointer + ")";
    if (!field.why.empty()) line += (zh ? "：" : ": ") + TextIn(field.why, lang);
    line += (zh ? "，依据" : ", demanded by ") + TextIn(field.rule, lang);
  }
  return CleanText(line, 20'000);
}

}  // namespace markwarden

// The checks that the form of rights names.
#include <algorithm>
#include <functional>

#include "core/goods_group.h"
#include "core/listing.h"
#include "core/money.h"
#include "core/utf8.h"
#include "rules/right_form.h"

namespace markwarden {
namespace {

constexpr size_t kMaxLine = 300, kMaxLong = 4'000, kMaxItems = 200, kMaxSellers = 2'000, kMaxKey = 200;

using Values = std::map<std::string, std::string>;

std::string FilledIn(std::string text, const Values& values) {
  for (const auto& [name, value] : values) {
    const std::string mark = "{{" + name + "}}";
    for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size())) text.replace(at, mark.size(), value);
  }
  return text;
}

size_t CharsIn(std::string_view utf8) {
  return static_cast<size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// At most so many bytes, whole characters.
std::string Quoted(std::string text) {
  if (text.size() <= 80) return text;
  size_t end = 80;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

bool AllDigits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos; }
bool AllCapitals(std::string_view text) { return std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; }); }

bool IsLocarno(std::string_view text) { return text.size() == 5 && text[2] == '-' && AllDigits(text.substr(0, 2)) && AllDigits(text.substr(3)); }

bool IsMailAddress(std::string_view text) {
  const size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.size() > 254 || text.find('@', at + 1) != std::string_view::npos) return false;
  const std::string_view host = text.substr(at + 1);
  const bool clean = std::none_of(text.begin(), text.end(), [](unsigned char c) { return c <= 0x20 || c == 0x7f || c == ',' || c == ';' || c == '<' || c == '>'; });
  return clean && host.find('.') != std::string_view::npos && host.front() != '.' && host.back() != '.';
}

bool IsPhone(std::string_view text) {
  const auto digits = std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits >= 3 && text.size() <= 40 && text.find_first_not_of("0123456789+-() /") == std::string_view::npos;
}

// The member at "holder.name".
const Json* At(const Json& right, const std::string& key) {
  const size_t dot = key.find('.');
  if (dot == std::string::npos) return JsonMember(right, key.c_str());
  const Json* outer = JsonMember(right, key.substr(0, dot).c_str());
  return outer && outer->is_object() ? JsonMember(*outer, key.substr(dot + 1).c_str()) : nullptr;
}

bool IsSaid(const Json* value) {
  if (!value || value->is_null()) return false;
  if (value->is_string()) return value->get_ref<const std::string&>().find_first_not_of(" \t\r\n") != std::string::npos;
  if (value->is_boolean()) return value->get<bool>();
  if (value->is_array() || value->is_object()) return !value->empty();
  return true;
}

class RightChecker {
 public:
  RightChecker(const RightForm& form, const Json& right, const std::set<std::string>& documents, Time now)
      : form_(form), right_(right), documents_(documents), now_(now), kind_(JsonText(right, "kind")) {}

  std::vector<RightFinding> Run() {
    for (const RightField& field : form_.fields) {
      if (!field.Asked(kind_)) continue;
      field_ = &field;
      const Json* value = At(right_, field.key);
      if (field.type == "kind") {
        if (!ParseRightKind(kind_)) kind_.empty() ? Say("required", true) : Say("choice", true, {{"value", Quoted(kind_)}});
        continue;
      }
      if (field.key == "id") {
        CheckKey(value);
        continue;
      }
      if (!IsSaid(value)) {
        Lacks(field);
        continue;
      }
      CheckValue(*value);
    }
    const auto said = [&](const char* key) { return IsSaid(JsonMember(right_, key)); };
    if (!said("names") && !said("images") && !said("texts")) Add("names", "nothing_to_find", true, {});
    CheckDocuments();
    return std::move(found_);
  }

 private:
  void Add(const std::string& field, const std::string& code, bool refuses, const Values& values) {
    RightFinding finding{.field = field, .code = code, .refuses = refuses, .text = {}};
    const auto sentence = form_.sentences.find(code);
    for (const char* language : {"zh", "en"}) {
      Values filled = values;
      if (field_ && !filled.contains("label")) filled["label"] = field_->LabelFor(kind_).at(language);
      finding.text[language] = sentence == form_.sentences.end() ? code : FilledIn(sentence->second.at(language), filled);
    }
    found_.push_back(std::move(finding));
  }
  void Say(const std::string& code, bool refuses, const Values& values = {}) { Add(field_->key, code, refuses, values); }
  void Wrong(const std::string& code, const std::string& value) { Say(code, true, {{"value", Quoted(value)}}); }

  void Lacks(const RightField& field) {
    if (field.needed == NeededFor::kNothing || field.not_needed.contains(kind_)) return;
    if (!field.needed_if.empty() && !IsSaid(At(right_, field.needed_if))) return;
    Say(field.needed == NeededFor::kSave ? "required" : "before_notice", field.needed == NeededFor::kSave);
  }

  void CheckKey(const Json* value) {
    const std::string key = value && value->is_string() ? value->get<std::string>() : "";
    if (key.empty()) {
      if (JsonText(right_, "reg_no").empty()) Say("key_missing", true);
      return;
    }
    const bool visible = std::none_of(key.begin(), key.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }) && key.front() != ' ' && key.back() != ' ';
    if (!visible || CharsIn(key) > kMaxKey) Wrong("key", key);
  }

  void CheckValue(const Json& value) {
    const std::string& type = field_->type;
    if (type == "lines" || type == "long") return CheckLines(value);
    if (type == "classes") return CheckClasses(value);
    if (type == "price") return CheckPrice(value);
    if (type == "sellers") return CheckSellers(value);
    if (type == "pictures" || type == "documents" || type == "flag") {
      const bool fits = type == "flag" ? value.is_boolean() : value.is_array();
      if (!fits) Say("type", true);
      return;
    }
    if (!value.is_string()) return Say("type", true);
    const std::string text = value.get<std::string>();
    if (type == "date") return CheckDate(text);
    if (type == "choice") {
      const bool known = std::any_of(field_->choices.begin(), field_->choices.end(), [&](const RightField::Choice& choice) { return choice.value == text; });
      if (!known) Wrong("choice", text);
      return;
    }
    const size_t most = type == "long_text" ? kMaxLong : kMaxLine;
    if (CharsIn(text) > most) return Say("too_long", true, {{"most", std::to_string(most)}});
    CheckText(text);
  }

  void CheckText(const std::string& text) {
    const std::string& check = field_->check;
    if (check == "country" && (text.size() != 2 || !AllCapitals(text))) Wrong("country", text);
    if (check == "credit_code" && text.size() == 18 && !IsCreditCode(text)) Wrong("credit_code", text);
    if (check == "email" && !IsMailAddress(text)) Wrong("email", text);
    if (check == "phone" && !IsPhone(text)) Wrong("phone", text);
  }

  void CheckLines(const Json& value) {
    if (!value.is_array()) return Say("type", true);
    if (value.size() > kMaxItems) return Say("too_many", true, {{"most", std::to_string(kMaxItems)}});
    const size_t most = field_->type == "long" ? kMaxLong : kMaxLine;
    std::set<std::string> seen;
    for (const Json& item : value) {
      if (!item.is_string()) return Say("type", true);
      const std::string text = item.get<std::string>();
      if (CharsIn(text) > most) return Say("too_long", true, {{"most", std::to_string(most)}});
      if (!seen.insert(text).second) Wrong("twice", text);
      if (field_->check == "region" && (text.size() != 6 || !AllDigits(text))) Wrong("region", text);
      if (field_->check == "locarno" && !IsLocarno(text)) Wrong("locarno", text);
      if (field_->check == "similar_group") CheckGroup(text);
    }
  }

  void CheckGroup(const std::string& text) {
    const std::optional<GoodsGroup> group = ParseGoodsGroup(text);
    if (!group) return Wrong("similar_group", text);
    const Json* classes = JsonMember(right_, "classes");
    if (!classes || !classes->is_array() || classes->empty()) return;
    if (std::find(classes->begin(), classes->end(), Json(group->nice_class())) == classes->end()) Wrong("group_class", text);
  }

  void CheckClasses(const Json& value) {
    if (!value.is_array()) return Say("type", true);
    std::set<int64_t> seen;
    for (const Json& item : value) {
      const int64_t number = item.is_number_integer() ? item.get<int64_t>() : -1;
      if (number < 1 || number > 45) {
        Wrong("nice", item.is_string() ? item.get<std::string>() : DumpJson(item));
      } else if (!seen.insert(number).second) {
        Wrong("twice", std::to_string(number));
      }
    }
  }

  // Empty when it is none, said already.
  std::optional<Time> Day(const std::string& text, const char* code = "date") {
    const std::optional<Time> day = ParseTime(text);
    if (!day) Wrong(code, text);
    return day;
  }

  void CheckDate(const std::string& text) {
    const std::optional<Time> day = Day(text);
    if (!day) return;
    if (field_->check == "past" && *day > now_ + std::chrono::hours(24)) Wrong("future", text);
    if (field_->check == "valid_to") {
      const std::optional<Time> from = ParseTime(JsonText(right_, "valid_from"));
      if (from && *day < *from) Wrong("before_begin", text);
    }
  }

  void CheckPrice(const Json& value) {
    if (!value.is_object()) return Say("type", true);
    const std::string low = JsonText(value, "amount"), high = JsonText(value, "amount_max"), currency = JsonText(value, "currency");
    if (!NormaliseDecimal(low)) return Wrong("price", low);
    if (!high.empty() && !NormaliseDecimal(high)) return Wrong("price", high);
    if (currency.size() != 3 || !AllCapitals(currency)) Wrong("currency", currency);
    if (const auto ratio = high.empty() ? std::nullopt : DecimalRatio(high, low); ratio && *ratio < 1) Say("price_order", true);
  }

  void CheckSellers(const Json& value) {
    if (!value.is_array()) return Say("type", true);
    if (value.size() > kMaxSellers) return Say("too_many", true, {{"most", std::to_string(kMaxSellers)}});
    for (size_t i = 0; i < value.size(); ++i) {
      const Json& item = value[i];
      if (item.is_string() && IsSaid(&item)) continue;
      if (!item.is_object() || (JsonText(item, "name").empty() && JsonText(item, "id").empty())) {
        Wrong("seller_empty", std::to_string(i + 1));
        continue;
      }
      const std::string name = JsonText(item, "name").empty() ? JsonText(item, "id") : JsonText(item, "name");
      const std::string id = JsonText(item, "id"), from = JsonText(item, "valid_from"), to = JsonText(item, "valid_to");
      if (id.size() == 18 && !AllDigits(id) && !IsCreditCode(id)) Wrong("credit_code", id);
      const std::optional<Time> first = from.empty() ? std::nullopt : Day(from), last = to.empty() ? std::nullopt : Day(to);
      if (first && last && *last < *first) Wrong("seller_days", name);
    }
  }

  void CheckDocuments() {
    for (const std::string& kind : documents_) {
      if (!form_.FindDocument(kind)) Add("documents", "document_kind", true, {{"value", Quoted(kind)}, {"label", ""}});
    }
    for (const DocumentKind& kind : form_.documents) {
      if (kind.needed != NeededFor::kNotice || documents_.contains(kind.kind) || kind.not_needed.contains(kind_)) continue;
      if (!kind.kinds.empty() && !kind.kinds.contains(kind_)) continue;
      if (!kind.needed_if.empty() && !IsSaid(At(right_, kind.needed_if))) continue;
      RightFinding finding{.field = "documents." + kind.kind, .code = "document", .refuses = false, .text = {}};
      const auto sentence = form_.sentences.find("document");
      for (const char* language : {"zh", "en"}) {
        finding.text[language] = sentence == form_.sentences.end() ? "document" : FilledIn(sentence->second.at(language), {{"label", kind.name.at(language)}});
      }
      found_.push_back(std::move(finding));
    }
  }

  const RightForm& form_;
  const Json& right_;
  const std::set<std::string>& documents_;
  const Time now_;
  const std::string kind_;
  const RightField* field_ = nullptr;
  std::vector<RightFinding> found_;
};

}  // namespace

std::vector<RightFinding> CheckRightForm(const RightForm& form, const Json& right, const std::set<std::string>& documents, Time now) {
  return RightChecker(form, right, documents, now).Run();
}

}  // namespace markwarden

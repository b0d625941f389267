// Values by pointer, cut to what is kept.
#include "service/answer_job.h"

namespace markwarden {
namespace {

void CutTexts(Json& value) {
  if (value.is_string()) {
    std::string& text = value.get_ref<std::string&>();
    if (text.size() <= kMaxPickedText) return;
    size_t end = kMaxPickedText;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    text.resize(end);
  } else if (value.is_structured()) {
    for (Json& member : value) CutTexts(member);
  }
}

}  // namespace

Result<Json> PickFromJson(std::string_view bytes, const std::vector<std::string>& pointers) {
  Result<Json> whole = ParseJson(bytes);
  if (!whole) return whole;
  Json picked = Json::array();
  for (const std::string& text : pointers) {
    Json value = nullptr;
    try {
      const Json::json_pointer pointer(text);
      if (!text.empty() && whole->contains(pointer)) value = whole->at(pointer);
    } catch (const Json::exception&) {
      value = nullptr;
    }
    CutTexts(value);
    if (value.is_structured() && DumpJson(value).size() > kMaxPickedValue) value = nullptr;
    picked.push_back(std::move(value));
  }
  return picked;
}

Result<std::string> PickAnswerJob(std::string_view params, std::string_view data) {
  const Result<Json> asked = ParseJson(params);
  if (!asked) return Fail(asked.error());
  std::vector<std::string> pointers;
  for (const Json& pointer : *asked) {
    if (pointer.is_string()) pointers.push_back(pointer.get<std::string>());
  }
  Result<Json> picked = PickFromJson(data, pointers);
  if (!picked) return Fail(picked);
  return DumpJson(*picked);
}

}  // namespace markwarden

// Facts -> JSON -> words of one language -> HTML and PDF.
#include "reports/extraction_record.h"

#include <algorithm>

#include "core/file.h"
#include "core/hash.h"
#include "reports/document.h"
#include "reports/pdf.h"
#include "reports/template.h"
#include "reports/yaml_reader.h"

namespace markwarden {
namespace {

constexpr size_t kShownEntries = 6;  // of a list in one fact; the whole list is in environment.json

std::map<std::string, LocalText> Table(const YAML::Node& node, const std::string& where) {
  std::map<std::string, LocalText> table;
  if (!node || !node.IsMap()) throw yaml::Wrong(where + ": expected a mapping");
  for (const auto& entry : node) {
    const std::string key = entry.first.as<std::string>();
    table[key] = yaml::Local(entry.second, where + "." + key);
  }
  return table;
}

// The words for `key`; the key itself where there are none.
std::string Word(const std::map<std::string, LocalText>& table, const std::string& key, const std::string& lang) {
  const auto found = table.find(key);
  if (found == table.end()) return key;
  const auto text = found->second.find(lang);
  return text == found->second.end() ? key : text->second;
}

class Words {
 public:
  Words(const EvidenceWords& words, std::string lang) : words_(words), zh_(lang == "zh"), lang_(std::move(lang)) {}

  std::string Of(const std::map<std::string, LocalText>& table, const std::string& key) const { return Word(table, key, lang_); }

  // A measured value in words.
  std::string Value(const Json& value) const {
    if (value.is_null()) return zh_ ? "未知" : "unknown";
    if (value.is_boolean()) return value.get<bool>() ? (zh_ ? "是" : "yes") : (zh_ ? "否" : "no");
    if (value.is_string()) return value.get<std::string>();
    if (value.is_object()) {
      if (value.empty()) return zh_ ? "无" : "none";
      std::string text;
      for (const auto& [key, part] : value.items()) {
        text += (text.empty() ? "" : zh_ ? "；" : "; ") + Of(words_.keys, key) + (zh_ ? "：" : ": ") + Value(part);
      }
      return text;
    }
    if (value.is_array()) {
      if (value.empty()) return zh_ ? "无" : "none";
      std::string text;
      for (size_t i = 0; i < value.size() && i < kShownEntries; ++i) {
        text += (text.empty() ? "" : zh_ ? "，" : ", ") + std::string(value[i].is_object() ? "[" : "") + Value(value[i]) + (value[i].is_object() ? "]" : "");
      }
      if (value.size() > kShownEntries) {
        const std::string count = std::to_string(value.size());
        text += zh_ ? "……共 " + count + " 项，全部见 environment.json" : " ... " + count + " in all, the rest in environment.json";
      }
      return text;
    }
    return DumpJson(value);
  }

  bool zh() const { return zh_; }

 private:
  const EvidenceWords& words_;
  const bool zh_;
  const std::string lang_;
};

Json FactRows(const Json& environment, const EvidenceWords& tables, const Words& words) {
  Json rows = Json::array();
  const Json* facts = JsonMember(environment, "facts");
  if (!facts || !facts->is_array()) return rows;
  for (const Json& fact : *facts) {
    const std::string unknown = JsonText(fact, "unknown");
    std::string value = unknown.empty() ? words.Value(fact.value("value", Json()))
                                        : (words.zh() ? "未知（" + unknown + "）" : "unknown (" + unknown + ")");
    Json warnings = Json::array();
    for (const std::string& code : JsonTexts(fact, "stands_out")) warnings.push_back(words.Of(tables.stands_out, code));
    rows.push_back({{"name", words.Of(tables.facts, JsonText(fact, "id"))}, {"value", CleanText(value, 1500)}, {"call", JsonText(fact, "call")},
                    {"warnings", std::move(warnings)}});
  }
  return rows;
}

// One row a look: when, for how many captures, what stood out, the digest of its report.
Json LookRows(const Json& environment, const EvidenceWords& tables, const Words& words) {
  Json rows = Json::array();
  const Json* looks = JsonMember(environment, "at_capture");
  if (!looks || !looks->is_array()) return rows;
  for (const Json& look : *looks) {
    const Json report = look.value("report", Json());
    Json warnings = Json::array();
    int unknown = 0;
    if (const Json* facts = report.is_object() ? JsonMember(report, "facts") : nullptr; facts && facts->is_array()) {
      for (const Json& fact : *facts) {
        if (!JsonText(fact, "unknown").empty()) ++unknown;
        for (const std::string& code : JsonTexts(fact, "stands_out")) warnings.push_back(words.Of(tables.stands_out, code));
      }
    }
    rows.push_back({{"at", BeijingTime(JsonText(look, "at"))}, {"writer", JsonText(look, "writer")}, {"captures", JsonText(look, "captures")}, {"event", JsonText(look, "event")},
                    {"unknown", std::to_string(unknown)}, {"sha256", report.is_object() ? Sha256Hex(DumpJson(report)) : ""}, {"warnings", std::move(warnings)}});
  }
  return rows;
}

Json ItemRows(const Json& items, const EvidenceWords& tables, const Words& words) {
  Json rows = Json::array();
  int n = 0;
  for (const Json& item : items) {
    const std::string time_class = JsonText(item, "time_class");
    rows.push_back({{"n", std::to_string(++n)},
                    {"purpose", words.Of(tables.purposes, JsonText(item, "purpose"))},
                    {"kind", words.Of(tables.kinds, JsonText(item, "kind"))},
                    {"url", CleanText(JsonText(item, "url"), 8192)},
                    {"captured_at", BeijingTime(JsonText(item, "captured_at"))},
                    {"captured_at_utc", JsonText(item, "captured_at")},
                    {"time_class", words.Of(tables.time_classes, time_class)},
                    {"status", JsonText(item, "status")},
                    {"remote_ip", JsonText(item, "remote_ip")},
                    {"tls", JsonText(item, "tls")},
                    {"truncated", JsonText(item, "truncated")},
                    {"length", JsonText(item, "payload_length")},
                    {"sha256", JsonText(item, "payload_sha256")},
                    {"record_sha256", JsonText(item, "record_sha256")},
                    {"capture", JsonText(item, "capture")},
                    {"event", JsonText(item, "sealed_event")}});
  }
  return rows;
}

}  // namespace

std::string BeijingTime(std::string_view rfc3339) {
  const auto time = ParseTime(rfc3339);
  if (!time) return std::string(rfc3339);
  std::string text = FormatTime(*time + std::chrono::hours(8));
  text[10] = ' ';
  text.pop_back();
  return text + " (UTC+08:00)";
}

Json ExtractionJson(const ExtractionFacts& facts) {
  Json items = Json::array();
  Time first = facts.made_at, last{};
  for (const ExtractedItem& item : facts.items) {
    const CaptureRecord& capture = item.capture;
    first = std::min(first, capture.captured_at);
    last = std::max(last, capture.captured_at);
    items.push_back({{"capture", IdToString(capture.id)},
                     {"purpose", item.purpose},
                     {"kind", ToString(capture.kind)},
                     {"method", capture.method},
                     {"url", capture.url},
                     {"captured_at", FormatTimeMillis(capture.captured_at)},
                     {"time_class", ToString(capture.time_class)},
                     {"status", capture.status ? Json(capture.status) : Json(nullptr)},
                     {"content_type", TextOrNull(capture.content_type)},
                     {"remote_ip", TextOrNull(capture.remote_ip)},
                     {"tls", TextOrNull(item.tls)},
                     {"truncated", TextOrNull(capture.truncated)},
                     {"payload_length", capture.payload_length},
                     {"payload_sha256", capture.payload_sha256},
                     {"record_sha256", capture.digest},
                     {"sealed_event", TextOrNull(item.sealed_event)},
                     {"flags", item.flags},
                     {"provenance", capture.provenance}});
  }
  Json screenshots = Json::array();
  for (const auto& [name, sha256] : facts.screenshots) screenshots.push_back({{"file", name}, {"sha256", sha256}});
  Json answers = Json::array();
  for (const RecordedAnswer& answer : facts.answers) {
    answers.push_back({{"file", answer.file}, {"sha256", answer.sha256}, {"verdict", answer.verdict}, {"signer", answer.signer}, {"position", answer.position},
                       {"signed_at", FormatTime(answer.signed_at)}});
  }
  std::vector<std::string> officers = facts.officers;
  officers.resize(2);
  return {{"format", "markwarden-extraction/1"},
          {"package", facts.package_name},
          {"language", facts.language},
          {"organisation", facts.organisation},
          {"region", TextOrNull(facts.region)},
          {"case", {{"id", facts.case_id}, {"title", facts.case_title}, {"right", TextOrNull(facts.right_title)}}},
          {"purpose", TextOrNull(facts.purpose)},
          {"place", TextOrNull(facts.place)},
          {"officers", officers},
          {"witness", TextOrNull(facts.witness)},
          {"operator", facts.operator_name},
          {"software", facts.software},
          {"made_at", FormatTimeMillis(facts.made_at)},
          {"extracted_from", facts.items.empty() ? Json(nullptr) : Json(FormatTimeMillis(first))},
          {"extracted_to", facts.items.empty() ? Json(nullptr) : Json(FormatTimeMillis(last))},
          {"simulated", facts.simulated},
          {"items", std::move(items)},
          {"screenshots", std::move(screenshots)},
          {"identifications", std::move(answers)},
          {"environment", facts.environment},
          {"log", facts.log}};
}

Result<EvidenceWords> LoadEvidenceWords(const std::filesystem::path& data_dir) try {
  const std::filesystem::path folder = data_dir / "reports" / "evidence";
  const std::filesystem::path file = folder / "words.yaml";
  Result<std::string> text = ReadFile(file, 1 << 20);
  if (!text) return Fail(std::move(text.error()).While("read " + file.string()));
  const YAML::Node node = YAML::Load(*text);
  yaml::OnlyKeys(node, {"form", "facts", "keys", "stands_out", "purposes", "kinds", "time_classes", "verdicts"}, "words.yaml");
  EvidenceWords words;
  yaml::OnlyKeys(node["form"], {"source", "verified_by", "note"}, "words.yaml: form");
  words.form_source = yaml::Needed(node["form"], "source", "words.yaml: form");
  words.form_verified = !yaml::Text(node["form"], "verified_by").empty();
  words.facts = Table(node["facts"], "words.yaml: facts");
  words.keys = Table(node["keys"], "words.yaml: keys");
  words.stands_out = Table(node["stands_out"], "words.yaml: stands_out");
  words.purposes = Table(node["purposes"], "words.yaml: purposes");
  words.kinds = Table(node["kinds"], "words.yaml: kinds");
  words.time_classes = Table(node["time_classes"], "words.yaml: time_classes");
  words.verdicts = Table(node["verdicts"], "words.yaml: verdicts");
  for (const char* lang : {"zh", "en"}) {
    Result<std::string> page = ReadFile(folder / ("record." + std::string(lang) + ".html"), 1 << 20);
    if (!page) return Fail(std::move(page.error()).While("read record." + std::string(lang) + ".html"));
    words.templates[lang] = std::move(*page);
  }
  return words;
} catch (const yaml::Wrong& wrong) {
  return Fail(ErrorCode::kInvalid, wrong.what());
} catch (const YAML::Exception& error) {
  return Fail(ErrorCode::kInvalid, std::string("words.yaml: ") + error.what());
}

Result<RenderedExtraction> RenderExtraction(const Json& record, const EvidenceWords& tables) {
  if (JsonText(record, "format") != "markwarden-extraction/1" || !record.contains("items") || !record["items"].is_array()) {
    return Fail(ErrorCode::kInvalid, "not a record of an extraction");
  }
  const std::string lang = JsonText(record, "language");
  const auto page = tables.templates.find(lang);
  if (page == tables.templates.end()) return Fail(ErrorCode::kInvalid, "the record is written in zh or en, not \"" + lang + "\"");
  const Words words(tables, lang);
  const Json& about = record.value("case", Json::object());
  Json view = {{"package", JsonText(record, "package")},
               {"organisation", JsonText(record, "organisation")},
               {"case_id", JsonText(about, "id")},
               {"case_title", CleanText(JsonText(about, "title"), 300)},
               {"right", CleanText(JsonText(about, "right"), 300)},
               {"purpose", CleanText(JsonText(record, "purpose"), 1000)},
               {"place", CleanText(JsonText(record, "place"), 300)},
               {"witness", CleanText(JsonText(record, "witness"), 200)},
               {"operator", CleanText(JsonText(record, "operator"), 200)},
               {"software", JsonText(record, "software")},
               {"made_at", BeijingTime(JsonText(record, "made_at"))},
               {"made_at_utc", JsonText(record, "made_at")},
               {"from", BeijingTime(JsonText(record, "extracted_from"))},
               {"to", BeijingTime(JsonText(record, "extracted_to"))},
               {"simulated", record.value("simulated", false)},
               {"form_source", tables.form_source},
               {"form_unverified", !tables.form_verified},
               {"item_count", std::to_string(record["items"].size())},
               {"items", ItemRows(record["items"], tables, words)},
               {"facts", FactRows(record.value("environment", Json::object()), tables, words)},
               {"looks", LookRows(record.value("environment", Json::object()), tables, words)},
               {"record_sha256", Sha256Hex(DumpJson(record))}};
  const std::vector<std::string> officers = JsonTexts(record, "officers");
  view["officer_1"] = officers.empty() ? "" : CleanText(officers[0], 200);
  view["officer_2"] = officers.size() < 2 ? "" : CleanText(officers[1], 200);
  Json shots = Json::array();
  for (const Json& shot : record.value("screenshots", Json::array())) shots.push_back({{"file", JsonText(shot, "file")}, {"sha256", JsonText(shot, "sha256")}});
  view["has_screenshots"] = !shots.empty();
  view["screenshots"] = std::move(shots);
  Json answers = Json::array();
  for (const Json& answer : record.value("identifications", Json::array())) {
    answers.push_back({{"file", JsonText(answer, "file")}, {"sha256", JsonText(answer, "sha256")}, {"verdict", words.Of(tables.verdicts, JsonText(answer, "verdict"))},
                       {"signer", JsonText(answer, "signer")}, {"position", JsonText(answer, "position")}, {"signed_at", BeijingTime(JsonText(answer, "signed_at"))}});
  }
  view["has_answers"] = !answers.empty();
  view["answers"] = std::move(answers);
  const Json log = record.value("log", Json());
  view["has_log"] = log.is_object();
  view["log_origin"] = log.is_object() ? JsonText(log, "origin") : "";
  view["log_size"] = log.is_object() ? JsonText(log, "size") : "";
  view["log_root"] = log.is_object() ? JsonText(log, "root") : "";

  Result<std::string> html = FillTemplate(page->second, view);
  if (!html) return Fail(std::move(html.error()).While("record of an extraction"));
  const Result<Document> document = ParseDocument(*html);
  if (!document) return Fail(Error(document.error()).While("record of an extraction"));
  PdfOptions options;
  options.author = view["organisation"].get<std::string>();
  options.header = document->title;
  options.page_word = words.zh() ? "第 {page} 页 / 共 {pages} 页" : "page {page} of {pages}";
  options.foot = "record.json SHA-256 " + view["record_sha256"].get<std::string>();
  options.created = ParseTime(JsonText(record, "made_at")).value_or(Time{});
  Result<std::string> pdf = WritePdf(*document, options);
  if (!pdf) return Fail(std::move(pdf.error()).While("record of an extraction"));
  return RenderedExtraction{.html = std::move(*html), .pdf = std::move(*pdf)};
}

}  // namespace markwarden

// One pass over the tags; of each record only its leaves are kept.
#include "rules/rights_xml.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>

#include "core/formats/exchange_record.h"
#include "core/formats/transfer_text.h"
#include "core/formats/xml_reader.h"
#include "core/text/charset.h"
#include "rules/figure_codes.h"

namespace markwarden {
namespace {

constexpr size_t kMaxLeaves = 20'000, kMaxTextBytes = 20u << 20;

struct Leaf {
  std::string path;  // local names under the record: "HolderDetails/Holder/..."
  std::string text;
  size_t parent = 0;  // a number that siblings share
};

std::string Trimmed(std::string_view text) {
  while (!text.empty() && static_cast<uint8_t>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<uint8_t>(text.back()) <= ' ') text.remove_suffix(1);
  return std::string(text);
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

// True when `path` ends in the parts `tail`.
bool EndsIn(std::string_view path, std::string_view tail) {
  return path == tail || (path.ends_with(tail) && path[path.size() - tail.size() - 1] == '/');
}

// "2003-05-06-04:00", "20030506" -> "2003-05-06": the office's own day.
std::string Day(const std::string& text) {
  if (text.size() == 8 && text.find_first_not_of("0123456789") == std::string::npos) {
    return text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2);
  }
  return text.substr(0, 10);
}

// The words of ST.66's MarkCurrentStatusCodeType and what offices write beside their own codes.
std::string StatusOf(const std::string& words) {
  const std::string lower = Lower(words);
  const auto says = [&](std::initializer_list<std::string_view> any) {
    return std::any_of(any.begin(), any.end(), [&](std::string_view word) { return lower.find(word) != std::string::npos; });
  };
  if (says({"expired", "not renewed", "lapsed"})) return "expired";
  if (says({"cancel", "invalid", "surrender", "revoked", "removed", "ended", "abandon", "withdrawn", "refused"})) return "cancelled";
  if (says({"registered", "registration", "renewed", "accepted and acknowledged"})) return "live";
  return "";
}

class Record {
 public:
  void Add(std::string path, std::string text, size_t parent) {
    bytes_ += text.size();
    // Other people's marks and parties, in oppositions and the like.
    if (path.starts_with("LegalProceedings") || path.find("AssociatedMark/") != std::string::npos) return;
    if (leaves_.size() < kMaxLeaves && bytes_ <= kMaxTextBytes) leaves_.push_back({std::move(path), std::move(text), parent});
    else too_large_ = true;
  }
  void TooDeep() { too_deep_ = true; }

  Result<Right> ToRight(std::map<std::string, std::string>& embedded, MarkRecords records) const {
    if (too_deep_) return Fail(ErrorCode::kExhausted, "the record nests deeper than " + std::to_string(kMaxRightsXmlDepth) + " levels");
    if (too_large_) return Fail(ErrorCode::kExhausted, "the record is larger than 20 MiB");
    const std::string number = First("RegistrationNumber");
    const std::string application = First("ApplicationNumber/ApplicationNumberText").empty()
                                                                             ? First("ApplicationNumber") : First("ApplicationNumber/ApplicationNumberText");
    std::string office = First("RegistrationOfficeCode");
    if (office.empty()) office = First("ApplicationNumber/IPOfficeCode");
    if (office.empty()) office = First("FilingPlace");
    if (number.empty() && records == MarkRecords::kApplications && application.empty()) return Fail(ErrorCode::kInvalid, "it has neither an application number nor a registration number");
    if (number.empty() && records == MarkRecords::kRights) {
      return Fail(ErrorCode::kInvalid, application.empty() ? "it has no registration number" : "application " + application.substr(0, 60) + " is not registered: it is no right yet");
    }
    const std::string id = (office.empty() ? "" : office + "-") + (number.empty() ? "application-" + application : number);
    Json names = Json::array(), classes = Json::array(), other_classes = Json::array(), images = Json::array();
    std::set<std::string> seen_names;
    std::set<int> seen_classes;
    int pictures = 0;
    for (const Leaf& leaf : leaves_) {
      if (EndsIn(leaf.path, "MarkVerbalElementText") && seen_names.insert(leaf.text).second) names.push_back(leaf.text);
      if (IsNiceClass(leaf)) {
        const int value = leaf.text.size() <= 3 && leaf.text.find_first_not_of("0123456789") == std::string::npos ? std::stoi(leaf.text) : 0;
        if (value >= 1 && value <= 45) {
          if (seen_classes.insert(value).second) classes.push_back(value);
        } else if (std::find(other_classes.begin(), other_classes.end(), Json(leaf.text)) == other_classes.end()) {
          other_classes.push_back(leaf.text.substr(0, 20));
        }
      }
      const std::string last = leaf.path.substr(leaf.path.rfind('/') + 1);
      const bool in_image = leaf.path.find("MarkImage/") != std::string::npos;
      if (in_image && (last == "MarkImageFilename" || last == "FileName" || last == "MarkImageFileName")) {
        images.push_back(leaf.text.substr(leaf.text.find_last_of("/\\") + 1));
      } else if (in_image && (last.ends_with("Binary") || last.ends_with("BinaryObject"))) {
        std::optional<std::string> picture = DecodeBase64(leaf.text);
        if (!picture) return Fail(ErrorCode::kInvalid, "its picture is no base64");
        const std::string name = id + "-" + std::to_string(++pictures);
        embedded[name] = std::move(*picture);
        images.push_back(name);
      }
    }
    const std::string filed = Day(First("ApplicationDate")), registered = Day(First("RegistrationDate"));
    const std::string code = First("MarkCurrentStatusCode"), words = Any("MarkCurrentStatusExternalDescriptionText");
    Json object = {{"id", id}, {"kind", "trademark"}, {"title", names.empty() ? Json(nullptr) : names[0]}, {"names", std::move(names)}, {"images", std::move(images)},
                   {"reg_no", number}, {"jurisdiction", office}, {"classes", std::move(classes)}, {"holder", {{"name", Holder()}}},
                   {"valid_from", registered.empty() && records == MarkRecords::kApplications ? filed : registered}, {"valid_to", Day(First("ExpiryDate"))}, {"status", StatusOf(words.empty() ? code : words)}};
    if (!other_classes.empty()) object["other_classes"] = std::move(other_classes);
    if (Json figures = Figures(); !figures.empty()) object["figure_codes"] = std::move(figures);
    const std::pair<const char*, std::string> more[] = {
        {"application_no", application}, {"application_date", filed}, {"renewal_date", Day(Any("RenewalDate"))},
        {"office_status", words.empty() ? code : words}, {"office_status_date", Day(First("MarkCurrentStatusDate"))}, {"mark_feature", Any("MarkFeature")},
        {"mark_category", First("KindMark").empty() ? First("MarkCategory") : First("KindMark")}, {"transliteration", Any("MarkTransliteration")}};
    for (const auto& [key, text] : more) {
      if (!text.empty()) object[key] = text.substr(0, 2000);
    }
    return RightFromJson(object);
  }

 private:
  // Of a leaf right at this path under the record.
  std::string First(std::string_view path) const {
    for (const Leaf& leaf : leaves_) {
      if (leaf.path == path) return leaf.text;
    }
    return "";
  }
  // Of a leaf wherever it lies.
  std::string Any(std::string_view tail) const {
    for (const Leaf& leaf : leaves_) {
      if (EndsIn(leaf.path, tail)) return leaf.text;
    }
    return "";
  }
  bool IsNiceClass(const Leaf& leaf) const {
    if (EndsIn(leaf.path, "ClassDescription/ClassNumber")) return true;
    if (!EndsIn(leaf.path, "GoodsServicesClassification/ClassNumber")) return false;
    return std::any_of(leaves_.begin(), leaves_.end(), [&](const Leaf& other) {
      return other.parent == leaf.parent && EndsIn(other.path, "ClassificationKindCode") && other.text == "Nice";
    });
  }
  // ST.66 has a code in one piece, ST.96 its three numbers side by side.
  Json Figures() const {
    std::vector<std::string> codes;
    std::map<size_t, std::array<std::string, 3>> apart;
    for (const Leaf& leaf : leaves_) {
      if (leaf.path.find("MarkImage/") == std::string::npos) continue;
      if (EndsIn(leaf.path, "CategoryCode") || EndsIn(leaf.path, "ViennaClassification")) codes.push_back(leaf.text);
      constexpr std::string_view kNumbers[] = {"ViennaCategory", "ViennaDivision", "ViennaSection"};
      for (size_t part = 0; part < std::size(kNumbers); ++part) {
        if (EndsIn(leaf.path, kNumbers[part])) apart[leaf.parent][part] = leaf.text;
      }
    }
    for (const auto& [parent, numbers] : apart) codes.push_back(numbers[0] + "." + numbers[1] + "." + numbers[2]);
    Json out = Json::array();
    std::set<std::string> seen;
    for (const std::string& text : codes) {
      const std::optional<std::string> code = FigureCode(text);
      if (code && seen.insert(*code).second) out.push_back(*code);
    }
    return out;
  }
  std::string Holder() const {
    for (const std::string_view who : {"Holder/", "Applicant/"}) {
      for (const Leaf& leaf : leaves_) {
        const size_t found = leaf.path.find(who);
        if (found == std::string::npos || (found > 0 && leaf.path[found - 1] != '/')) continue;
        for (const std::string_view name : {"FreeFormatNameLine", "OrganizationStandardName", "OrganizationName", "EntityName", "PersonFullName", "FormattedName/OrganizationName", "FormattedName/LastName"}) {
          if (EndsIn(leaf.path, name)) return leaf.text;
        }
      }
    }
    return "";
  }

  std::vector<Leaf> leaves_;
  size_t bytes_ = 0;
  bool too_deep_ = false, too_large_ = false;
};

}  // namespace

bool LooksXml(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && bytes[first] == '<') return true;
  return bytes.starts_with(std::string_view("\xFF\xFE<\0", 4)) || bytes.starts_with(std::string_view("\xFE\xFF\0<", 4));
}

Result<RightsXml> ImportRightsXml(std::string_view bytes, MarkRecords records) {
  std::string decoded;
  if (!IsUtf8(bytes)) {
    decoded = DecodePage(bytes, "application/xml").text;
    bytes = decoded;
  }
  RightsXml out;
  std::set<std::string> seen;
  std::vector<std::pair<std::string, size_t>> path;  // under the record: name, number of the element
  std::optional<Record> record;
  std::string text;
  int64_t depth = 0, record_depth = 0;
  size_t record_at = 0, elements = 0, counted_to = 0;
  int found = 0, line = 1, record_line = 1;
  XmlReader reader(bytes);
  // A record whose end has come while its transaction goes on: ST.66 may name the applicant beside the mark.
  bool waiting = false, party = false;
  int64_t transaction_depth = 0, party_depth = 0;
  size_t record_end = 0;
  const auto finish = [&](bool whole) {
    const std::string_view raw = bytes.substr(record_at, (waiting ? record_end : reader.offset()) - record_at);
    Result<Right> right = whole ? record->ToRight(out.embedded, records) : Result<Right>(Fail(ErrorCode::kInvalid, "the record is cut off"));
    if (!right) out.import.refused.push_back({record_line, right.error().message, Excerpt(raw)});
    else if (!seen.insert(right->id).second) out.import.refused.push_back({record_line, "id \"" + right->id + "\" came before in this file", Excerpt(raw)});
    else out.import.rights.push_back(std::move(*right));
    record.reset();
    waiting = party = false;
    path.clear();
  };
  while (true) {
    const size_t before = reader.offset();
    const XmlToken token = reader.Next();
    if (token.kind == XmlToken::Kind::kDone) break;
    if (token.kind == XmlToken::Kind::kText) {
      if (record && (!waiting || party)) text += token.text.substr(0, kMaxTextBytes);
      continue;
    }
    if (token.kind == XmlToken::Kind::kStart) {
      if (!token.closed) ++depth;
      if (!record || (waiting && !party)) {
        if (!token.closed && token.name == "TransactionData") transaction_depth = depth;
        if (!token.closed && waiting && (token.name == "ApplicantDetails" || token.name == "HolderDetails")) {
          party = true;
          party_depth = depth;
          path.assign(1, {std::string(token.name), ++elements});
          text.clear();
          continue;
        }
        if (token.closed || (token.name != "TradeMark" && token.name != "Trademark")) continue;
        if (waiting) finish(true);  // several marks in one transaction: each names its own people
        ++found;
        record.emplace();
        record_depth = depth;
        record_at = before;
        line += static_cast<int>(std::count(bytes.begin() + static_cast<ptrdiff_t>(counted_to), bytes.begin() + static_cast<ptrdiff_t>(before), '\n'));
        counted_to = before;
        record_line = line;
        continue;
      }
      text.clear();
      if (token.closed) continue;
      if (depth > kMaxRightsXmlDepth) record->TooDeep();
      else path.emplace_back(std::string(token.name), ++elements);
      continue;
    }
    if (depth > 0) --depth;
    if (depth < transaction_depth) {
      transaction_depth = 0;
      if (waiting) finish(true);
    }
    if (!record || (waiting && !party)) continue;
    if (!waiting && depth < record_depth) {
      record_end = reader.offset();
      if (transaction_depth > 0) {
        waiting = true;
        path.clear();
      } else {
        finish(true);
      }
      continue;
    }
    if (party && depth < party_depth) {
      party = false;
      path.clear();
      continue;
    }
    if (depth >= kMaxRightsXmlDepth || path.empty()) continue;
    if (std::string value = Trimmed(text); !value.empty()) {
      std::string name;
      for (const auto& [part, number] : path) name += (name.empty() ? "" : "/") + part;
      record->Add(std::move(name), std::move(value), path.size() > 1 ? path[path.size() - 2].second : 0);
    }
    text.clear();
    path.pop_back();
  }
  if (record) finish(waiting);
  if (found == 0) return Fail(ErrorCode::kInvalid, "the XML holds no trademark record (TradeMark of WIPO ST.66, Trademark of ST.96)");
  return out;
}

}  // namespace markwarden

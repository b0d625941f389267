// Reads mapping files and the table of known headings, strictly.
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "core/text/views.h"
#include "crawler/listing_mapping.h"

namespace markwarden {
namespace {

constexpr size_t kMaxYamlBytes = 1 << 20;

const std::vector<std::string>& Fields() {
  static const std::vector<std::string> fields = {
      "url", "item_id", "platform", "title", "description", "brand", "category", "price", "price_max", "currency", "availability",
      "sku", "gtin", "sales", "images", "lang", "captured_at", "seller.name", "seller.id", "seller.url", "seller.location",
      "seller.licence", "seller.credit_code", "seller.contacts"};
  return fields;
}

std::string At(const YAML::Node& node) { return "line " + std::to_string(node.Mark().line + 1) + ": "; }

tl::unexpected<Error> Refuse(const YAML::Node& node, const std::string& what) { return Fail(ErrorCode::kInvalid, At(node) + what); }

Status CheckField(const YAML::Node& node) {
  const std::string name = node.IsScalar() ? node.Scalar() : "";
  if (std::find(Fields().begin(), Fields().end(), name) != Fields().end()) return Ok();
  std::string all;
  for (const std::string& field : Fields()) all += (all.empty() ? "" : ", ") + field;
  return Fail(ErrorCode::kInvalid, At(node) + "unknown field \"" + name.substr(0, 60) + "\"; there are: " + all);
}

Result<YAML::Node> Load(std::string_view yaml) try {
  if (yaml.size() > kMaxYamlBytes) return Fail(ErrorCode::kExhausted, "the file is larger than 1 MiB");
  YAML::Node root = YAML::Load(std::string(yaml));
  if (!root.IsMap()) return Fail(ErrorCode::kInvalid, "line 1: the file must be a map of keys and values");
  return root;
} catch (const YAML::Exception& e) {
  return Fail(ErrorCode::kInvalid, std::string("no YAML: ") + e.what());
}

}  // namespace

Result<ListingMapping> ParseListingMapping(std::string_view yaml) try {
  Result<YAML::Node> root = Load(yaml);
  if (!root) return Fail(root);
  ListingMapping mapping;
  for (const auto& pair : *root) {
    const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : "";
    if (key == "columns" || key == "constants") {
      if (!pair.second.IsMap()) return Refuse(pair.second, key + " must be a map of keys and values");
      for (const auto& entry : pair.second) {
        const bool columns = key == "columns";
        if (!entry.first.IsScalar() || !entry.second.IsScalar()) return Refuse(entry.first, key + " must map text to text");
        if (Status known = CheckField(columns ? entry.second : entry.first); !known) return Fail(known);
        if (columns) mapping.columns.emplace_back(entry.first.Scalar(), entry.second.Scalar());
        else mapping.constants[entry.first.Scalar()] = entry.second.Scalar();
      }
      continue;
    }
    if (!pair.second.IsScalar()) return Refuse(pair.second, key.substr(0, 60) + " must be one text");
    const std::string text = pair.second.Scalar();
    if (key == "url") mapping.url_template = text;
    else if (key == "currency") mapping.currency = text;
    else if (key == "category_separator") mapping.category_separator = text;
    else if (key == "images_separator") mapping.images_separator = text;
    else if (key == "encoding") mapping.encoding = text;
    else if (key == "sheet") mapping.sheet = text;
    else if (key == "delimiter" && (text.size() == 1 || text == "tab" || text == "\\t")) mapping.delimiter = text.size() == 1 ? text[0] : '\t';
    else if (key == "delimiter") return Refuse(pair.second, "delimiter must be one sign or \"tab\"");
    else if (key == "decimal" && (text == "comma" || text == "point")) mapping.decimal_comma = text == "comma";
    else if (key == "decimal") return Refuse(pair.second, "decimal must be \"comma\" or \"point\"");
    else return Refuse(pair.first, "unknown key \"" + key.substr(0, 60) + "\"; there are: columns, constants, url, currency, decimal, category_separator, images_separator, delimiter, encoding, sheet");
  }
  if (mapping.columns.empty()) return Fail(ErrorCode::kInvalid, "line 1: the mapping has no columns");
  if (!mapping.url_template.empty() && mapping.url_template.find("{item_id}") == std::string::npos) {
    return Fail(ErrorCode::kInvalid, "the mapping's url must hold {item_id}");
  }
  return mapping;
} catch (const YAML::Exception& e) {
  return Fail(ErrorCode::kInvalid, std::string("no mapping: ") + e.what());
}

Result<KnownColumns> ParseKnownColumns(std::string_view yaml) try {
  Result<YAML::Node> root = Load(yaml);
  if (!root) return Fail(root);
  KnownColumns known;
  const YAML::Node version = (*root)["version"], columns = (*root)["columns"];
  if (!version || !version.IsScalar() || !columns || !columns.IsMap()) return Fail(ErrorCode::kInvalid, "line 1: a table of headings needs version and columns");
  known.version = version.Scalar();
  for (const auto& entry : columns) {
    if (Status field = CheckField(entry.first); !field) return Fail(field);
    if (!entry.second.IsSequence()) return Refuse(entry.second, "the headings of a field must be a list");
    for (const YAML::Node& heading : entry.second) {
      const std::string key = KeyText(heading.as<std::string>());
      const auto [before, fresh] = known.fields.emplace(key, entry.first.Scalar());
      if (key.empty() || (!fresh && before->second != entry.first.Scalar())) {
        return Refuse(heading, "heading \"" + heading.as<std::string>() + "\" is empty or belongs to " + before->second + " already");
      }
    }
  }
  return known;
} catch (const YAML::Exception& e) {
  return Fail(ErrorCode::kInvalid, std::string("no table of headings: ") + e.what());
}

}  // namespace markwarden

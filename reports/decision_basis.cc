// reports/law/decision_basis.yaml -> rows.
#include "reports/decision_basis.h"

#include <algorithm>

#include "core/file.h"
#include "reports/yaml_reader.h"

namespace markwarden {
namespace {

constexpr const char* kBasisFile = "decision_basis.yaml";

DecisionBasis ReadDecisionBasis(const YAML::Node& node) {
  DecisionBasis row;
  row.id = yaml::Needed(node, "id", kBasisFile);
  const std::string where = std::string(kBasisFile) + ": " + row.id;
  yaml::OnlyKeys(node, {"id", "reasons", "rights", "statute", "article", "needs", "effective_from", "effective_to", "source", "verified_by"}, where);
  if (!node["reasons"] || !node["rights"]) throw yaml::Wrong(where + ": reasons and rights are lists, empty for all");
  row.reasons = yaml::Texts(node, "reasons");
  for (const std::string& name : yaml::Texts(node, "rights")) {
    const std::optional<RightKind> kind = ParseRightKind(name);
    if (!kind) throw yaml::Wrong(where + ": no kind of right is called " + name);
    row.rights.push_back(*kind);
  }
  row.statute = yaml::Local(node["statute"], where + ": statute");
  row.article = yaml::Local(node["article"], where + ": article");
  row.needs = yaml::Local(node["needs"], where + ": needs");
  row.effective_from = yaml::Date(node, "effective_from", where);
  row.effective_to = yaml::Date(node, "effective_to", where);
  if (row.effective_from.empty()) throw yaml::Wrong(where + ": effective_from is missing");
  if (!row.effective_to.empty() && row.effective_to < row.effective_from) throw yaml::Wrong(where + ": effective_to lies before effective_from");
  row.source = yaml::Needed(node, "source", where);
  if (!node["verified_by"]) throw yaml::Wrong(where + ": verified_by is missing: who read the article, or \"\"");
  row.verified_by = yaml::Text(node, "verified_by");
  return row;
}

}  // namespace

bool DecisionBasis::Serves(std::string_view reason, RightKind kind, std::string_view date) const {
  if (!reasons.empty() && std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) return false;
  if (!rights.empty() && std::find(rights.begin(), rights.end(), kind) == rights.end()) return false;
  return date >= effective_from && (effective_to.empty() || date <= effective_to);
}

Result<std::vector<DecisionBasis>> LoadDecisionBases(const std::filesystem::path& data_dir) try {
  Result<std::string> text = ReadFile(data_dir / "reports" / "law" / kBasisFile, 256 << 10);
  if (!text) return Fail(text);
  const YAML::Node root = YAML::Load(*text);
  yaml::OnlyKeys(root, {"rows"}, kBasisFile);
  std::vector<DecisionBasis> rows;
  for (const auto& node : root["rows"]) {
    DecisionBasis row = ReadDecisionBasis(node);
    for (const DecisionBasis& other : rows) {
      if (other.id == row.id) return Fail(ErrorCode::kInvalid, std::string(kBasisFile) + ": the id " + row.id + " stands twice");
    }
    rows.push_back(std::move(row));
  }
  if (rows.empty()) return Fail(ErrorCode::kInvalid, std::string(kBasisFile) + ": there are no rows");
  return rows;
} catch (const yaml::Wrong& wrong) {
  return Fail(ErrorCode::kInvalid, wrong.what());
} catch (const YAML::Exception& error) {
  return Fail(ErrorCode::kInvalid, std::string(kBasisFile) + ": " + error.what());
}

const DecisionBasis* SuggestBasis(const std::vector<DecisionBasis>& rows, std::string_view reason, RightKind kind, std::string_view date) {
  for (const DecisionBasis& row : rows) {
    if (row.Serves(reason, kind, date)) return &row;
  }
  return nullptr;
}

LocalText BasisText(const LocalText& statute, const LocalText& article, const LocalText& needs) {
  const auto in = [](const LocalText& text, const char* lang) {
    const auto found = text.find(lang);
    return found == text.end() ? std::string() : found->second;
  };
  const std::string zh = in(needs, "zh"), en = in(needs, "en");
  return {{"zh", "《" + in(statute, "zh") + "》" + in(article, "zh") + (zh.empty() ? "" : "：" + zh)},
          {"en", in(statute, "en") + ", " + in(article, "en") + (en.empty() ? "" : ": " + en)}};
}

}  // namespace markwarden

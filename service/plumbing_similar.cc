// `markwarden similar`: for each name the rights with names near it by sound, form and meaning.
#include <istream>
#include <ostream>
#include <string>

#include "core/data_dir.h"
#include "core/file.h"
#include "matcher/similar.h"
#include "rules/rights_import.h"
#include "service/plumbing.h"
#include "service/plumbing_lines.h"
#include "service/similar_view.h"

namespace markwarden {

int PlumbSimilar(const SimilarPlumbing& options, std::istream& in, std::ostream& out) {
  const auto complain = [&](const std::string& file, const std::string& error) { out << DumpJson({{"file", file}, {"error", error}}) << '\n'; };
  Result<std::string> text = ReadFile(options.rights, 256u << 20);
  Result<RightsImport> import = text ? ImportRights(*text) : Result<RightsImport>(Fail(text.error()));
  if (!import) {
    complain(options.rights, import.error().message);
    return 1;
  }
  int exit_code = 0;
  for (const RefusedRow& row : import->refused) {
    complain(options.rights + ":" + std::to_string(row.line), row.reason);
    exit_code = 1;
  }
  Result<std::shared_ptr<const SimilarTables>> tables = LoadSimilarTables(DataDir());
  if (!tables) {
    complain(options.rights, tables.error().message);
    return 1;
  }
  std::vector<const Right*> rights;
  for (const Right& right : import->rights) rights.push_back(&right);
  const SimilarIndex index(NamesOf(rights), *tables);

  const auto answer = [&](const std::string& where, const std::string& name) {
    if (const Status valid = CheckMark(name); !valid) {
      complain(where, valid.error().message);
      exit_code = 1;
      return;
    }
    Json hits = Json::array();
    for (const SimilarHit& hit : index.Find(name, options.most, options.least)) {
      Json view = SimilarHitView(name, index.names()[hit.name], hit);
      view["right_id"] = rights[index.names()[hit.name].right]->id;
      hits.push_back(std::move(view));
    }
    out << DumpJson({{"name", name}, {"hits", std::move(hits)}}) << '\n';
  };
  int number = 0;
  for (const std::string& name : options.names) {
    if (name != "-") {
      answer("argument:" + std::to_string(++number), name);
      continue;
    }
    for (int at = 1; const std::optional<PlumbingLine> line = ReadPlumbingLine(in); ++at) {
      if (!line->text.empty()) answer("stdin:" + std::to_string(at), line->text);
    }
  }
  return exit_code;
}

}  // namespace markwarden

// The job and its two wires.
#include "service/goods_job.h"

#include "core/wire.h"

namespace markwarden {

Result<std::string> ReadGoodsJob(std::string_view params, std::string_view data) {
  WireReader in(params);
  const std::string edition(in.Text()), from(in.Text()), sheet(in.Text());
  if (Status read = in.Done(); !read) return Fail(read);
  const Result<NiceImport> import = ImportNiceTable(data, edition, from, sheet);
  if (!import) return Fail(import.error());
  return ToWire(*import);
}

std::string ToWire(const NiceImport& import) {
  WireWriter out;
  out.Text(import.text);
  for (const int64_t count : {import.counts.classes, import.counts.groups, import.counts.items, import.counts.names, import.counts.crosses, import.refused_total}) out.Signed(count);
  out.Vector(import.refused, [](WireWriter& writer, const RefusedRow& row) {
    writer.Signed(row.line);
    writer.Text(row.reason);
    writer.Text(row.row);
  });
  return std::move(out).Take();
}

Result<NiceImport> NiceImportFromWire(std::string_view bytes) {
  WireReader in(bytes);
  NiceImport import;
  import.text = in.Text(kMaxNiceText);
  for (int64_t* count : {&import.counts.classes, &import.counts.groups, &import.counts.items, &import.counts.names, &import.counts.crosses, &import.refused_total}) *count = in.Signed();
  import.refused = in.Vector<RefusedRow>(
      [](WireReader& reader) {
        RefusedRow row;
        row.line = static_cast<int>(reader.Signed());
        row.reason = reader.Text(4'000);
        row.row = reader.Text(4'000);
        return row;
      },
      kToldRefusals);
  if (Status read = in.Done(); !read) return Fail(read);
  return import;
}

}  // namespace markwarden

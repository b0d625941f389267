// One section of a report as a chart and its table, with its definition and the query that gave its rows in a fold-out.
import type { FigureReport } from "../api/client";
import { useText } from "../i18n";
import { percent, visible } from "../lib/format";
import { Copyable } from "./bits";
import { SectionChart } from "./chart";

type Section = FigureReport["sections"][number];

function useValue() {
  const { t, lang } = useText();
  return (value: unknown, kind: string): string => {
    if (value === null || value === undefined) return t("reports.unknown");
    if (typeof value === "number") {
      if (kind === "share") return percent(value);
      if (kind === "hours") return t("reports.hours", { n: value.toLocaleString(lang) });
      return value.toLocaleString(lang);
    }
    return visible(String(value));
  };
}

export function FigureTable({ section }: { section: Section }) {
  const { t, local } = useText();
  const say = useValue();
  const note = local(section.note as Record<string, string> | undefined);
  return (
    <section className="panel figure" aria-labelledby={`figure-${section.id}`} data-section={section.id}>
      <header className="panel-head">
        <h2 id={`figure-${section.id}`}>{local(section.title)}</h2>
      </header>
      <div className="pad">
        <SectionChart section={section} />
        {section.rows.length === 0 ? (
          <p className="muted">{t("reports.noRows")}</p>
        ) : (
          <div className="figure-scroll" tabIndex={0} role="region" aria-label={t("reports.table", { title: local(section.title) })}>
            <table className="counts">
              <thead>
                <tr>
                  {section.columns.map((column) => (
                    <th key={column.id} scope="col">
                      {local(column.name)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {section.rows.map((row, i) => (
                  <tr key={i}>
                    {section.columns.map((column, at) =>
                      at === 0 ? (
                        <th key={column.id} scope="row">
                          {say(row[at], column.kind)}
                        </th>
                      ) : (
                        <td key={column.id}>{say(row[at], column.kind)}</td>
                      ),
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        {note ? <p className="muted">{note}</p> : null}
        <details className="how">
          <summary>{t("reports.how")}</summary>
          <h3>{t("reports.definition")}</h3>
          <p className="prose">{local(section.definition)}</p>
          <h3>{t("reports.query")}</h3>
          <Copyable value={section.query} label={t("reports.query")} />
          {section.parameters ? (
            <>
              <h3>{t("reports.parameters")}</h3>
              <pre className="excerpt mono">{JSON.stringify(section.parameters, null, 1)}</pre>
            </>
          ) : null}
        </details>
      </div>
    </section>
  );
}

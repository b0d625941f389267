// What a right is called besides its names: a tree of names and aliases, and disguises that recur in what was upheld.
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router-dom";
import type { AliasEdge, AliasGraph as Graph } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { AliasPropose, type AliasDraft } from "./aliaspropose";
import { AliasWindow } from "./aliaswindow";
import { Empty, Failure, Shape, State } from "./bits";

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

export function AliasGraph({ id }: { id: string }) {
  const { t, named } = useText();
  const { data, error, loading, reload } = useGet<Graph>(`/rights/${id}/aliases`);
  const [draft, setDraft] = useState<AliasDraft | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return loading ? <Shape rows={4} /> : null;
  const proposes = data.may.includes("propose");
  // An edge whose end is no name begins below the alias that it names; one that names nothing that is left stands at the root.
  const placed = new Set<AliasEdge>();
  const below = (text: string): AliasEdge[] => {
    const found = data.edges.filter((edge) => !placed.has(edge) && same(edge.of, text));
    for (const edge of found) placed.add(edge);
    return found;
  };
  const branch = (edges: AliasEdge[]) =>
    edges.length === 0 ? null : (
      <ul className="alias-tree">
        {edges.map((edge) => (
          <li key={edge.alias ?? edge.text} data-testid="alias-edge">
            <span className="alias-node">
              {edge.alias ? (
                <button type="button" className="link-button" onClick={() => setOpen(edge.alias)}>
                  {visible(edge.text)}
                </button>
              ) : (
                <span>{visible(edge.text)}</span>
              )}
              <span className="muted">{edge.relation ? t(`alias.relation.${edge.relation}`) : t("alias.registered")}</span>
              {edge.state === "proposed" ? <State of="alias" state="proposed" /> : null}
              {edge.found > 0 ? <span className="num muted">{t("alias.found", { n: edge.found, upheld: edge.upheld })}</span> : null}
            </span>
            {branch(below(edge.text))}
          </li>
        ))}
      </ul>
    );
  const roots = data.names.map((name) => ({ name, edges: below(name) }));
  const trees = roots.map(({ name, edges }) => (
    <li key={name}>
      <strong className="alias-node">{visible(name)}</strong>
      {branch(edges)}
    </li>
  ));
  const loose = branch(data.edges.filter((edge) => !placed.has(edge)));
  return (
    <div data-testid="alias-graph">
      <section className="panel pad" aria-label={t("alias.graph")}>
        <div className="try-head">
          <p className="muted">{t("alias.hint")}</p>
          {proposes ? (
            <Button onClick={() => setDraft({ text: "", of: data.names[0] ?? "", relation: "nickname", flags: [] })} data-testid="alias-propose">
              {t("alias.propose")}
            </Button>
          ) : null}
        </div>
        <ul className="alias-tree alias-roots">{trees}</ul>
        {loose}
        {data.edges.length === 0 ? <Empty title={t("alias.none")} hint={t("alias.noneHint")} /> : null}
      </section>
      {data.suggestions.length > 0 ? (
        <section className="panel pad" aria-label={t("alias.recurring")}>
          <h2>{t("alias.recurring")}</h2>
          <p className="muted">{t("alias.recurringHint", { n: data.examined })}</p>
          <ul className="rows" data-testid="alias-suggestions">
            {data.suggestions.map((one) => (
              <li key={one.text} className="alias-suggestion">
                <span>
                  <strong>{visible(one.text)}</strong> <span className="muted">{t("alias.for", { name: visible(one.of) })}</span> <span className="muted">{one.chain.map((step) => named("chain", step, step)).join(" → ")}</span>
                </span>
                <span className="muted">
                  {t("alias.recurs", { n: one.count, sellers: one.sellers })}{" "}
                  {one.flags.slice(0, 3).map((flag) => (
                    <Link key={flag} to={`/flags/${flag}`}>
                      {t("alias.lead", { id: flag.slice(-4) })}{" "}
                    </Link>
                  ))}
                </span>
                {proposes ? (
                  <Button size="small" onClick={() => setDraft({ text: one.text, of: one.of, relation: "disguise", flags: one.flags })}>
                    {t("alias.propose")}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {draft ? (
        <AliasPropose
          right={data.right.id}
          draft={draft}
          known={[...data.names, ...data.edges.map((edge) => edge.text)]}
          onClose={() => setDraft(null)}
          onDone={() => {
            setDraft(null);
            reload();
          }}
        />
      ) : null}
      {open ? <AliasWindow id={open} onClose={() => setOpen(null)} onDone={reload} /> : null}
    </div>
  );
}

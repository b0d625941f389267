// What happened to a package: made, looked at, taken, handed over.
import { Checkbox, Grid, Table } from "antd";
import { useState } from "react";
import { Link } from "react-router-dom";
import type { CustodyLine } from "../api/client";
import { type Text, useText } from "../i18n";
import { visible } from "../lib/format";
import { isLook } from "../lib/packages";
import { useMay } from "../session";
import { When } from "./bits";

// The particulars of one event, in words.
function particulars({ t, named, lang }: Text, line: CustodyLine): string {
  const detail = (line.detail ?? {}) as Record<string, unknown>;
  const said = (value: unknown) => (typeof value === "string" && value ? visible(value) : null);
  const { to, note } = line.personal ?? {};
  const parts = [
    said(to) && t("evidence.detailTo", { to: said(to) as string }),
    said(detail.how) && t("evidence.detailHow", { how: said(detail.how) as string }),
    said(note) && t("evidence.detailNote", { note: said(note) as string }),
    said(detail.result) && t("evidence.detailViewed", { result: named("evidence.result", said(detail.result) as string) }),
    typeof detail.captures === "number" && t("evidence.detailExported", { n: detail.captures.toLocaleString(lang) }),
  ];
  return parts.filter(Boolean).join(lang === "zh" ? "；" : "; ");
}

export function Custody({ lines, more }: { lines: CustodyLine[]; more: boolean }) {
  const text = useText();
  const { t, named, lang } = text;
  const may = useMay();
  const wide = Grid.useBreakpoint().md ?? true;
  const [hidden, setHidden] = useState(false);
  const looks = lines.filter(isLook).length;
  const rows = hidden ? lines.filter((line) => !isLook(line)) : lines;
  const what = (line: CustodyLine) => named("evidence.kind", line.kind);
  const number = (line: CustodyLine) => {
    if (line.no == null) return <span className="muted">{t("evidence.noYet")}</span>;
    const no = line.no.toLocaleString(lang);
    return may("event.see") ? (
      <Link className="num" to={`/events/${line.event}`}>
        {no}
      </Link>
    ) : (
      <span className="num">{no}</span>
    );
  };
  return (
    <section aria-labelledby="custody" data-testid="custody">
      <div className="heading custody-head">
        <div>
          <h2 className="second" id="custody">
            {t("evidence.custody")}
          </h2>
          <p className="muted">{t("evidence.custodyHint")}</p>
        </div>
        <div className="heading-end">
          <Checkbox checked={hidden} disabled={looks === 0} onChange={(event) => setHidden(event.target.checked)} data-testid="hide-looks">
            {t("evidence.hideLooks", { n: looks.toLocaleString(lang) })}
          </Checkbox>
        </div>
      </div>
      {rows.length === 0 ? <p className="panel pad muted">{t("evidence.custodyLooksOnly")}</p> : null}
      {rows.length > 0 && wide ? (
        <Table<CustodyLine>
          size="small"
          rowKey="event"
          sticky={{ offsetHeader: 44 }}
          pagination={false}
          dataSource={rows}
          scroll={{ x: 820 }}
          columns={[
            { key: "no", title: t("evidence.no"), width: 96, align: "right", render: (_, line) => number(line) },
            { key: "at", title: t("evidence.at"), width: 148, render: (_, line) => <When time={line.at} /> },
            { key: "who", title: t("evidence.who"), width: 170, ellipsis: true, render: (_, line) => line.actor },
            { key: "what", title: t("evidence.what"), width: 180, render: (_, line) => <span className={isLook(line) ? "muted" : "strong"}>{what(line)}</span> },
            { key: "detail", title: t("evidence.detail"), render: (_, line) => <span className="wrap">{particulars(text, line)}</span> },
          ]}
        />
      ) : null}
      {rows.length > 0 && !wide ? (
        <ul className="panel rows">
          {rows.map((line) => (
            <li key={line.event} className="loss">
              <span className="loss-head">
                <span className={isLook(line) ? "muted" : "strong"}>{what(line)}</span>
                <When time={line.at} />
              </span>
              <span className="wrap">{particulars(text, line)}</span>
              <span className="muted">
                {line.actor} · {t("evidence.no")} {number(line)}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {more ? (
        <div className="table-foot">
          <span className="muted">{t("evidence.custodyMore")}</span>
        </div>
      ) : null}
    </section>
  );
}

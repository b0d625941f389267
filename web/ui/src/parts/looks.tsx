// Looks at a listing, newest first, each with the page that it fetched: as a picture and a title, its bytes, its seal.
import { Grid, Table } from "antd";
import { Link } from "react-router-dom";
import type { LookPage, MeasureDetail } from "../api/client";
import { useText } from "../i18n";
import { size, visible } from "../lib/format";
import { useMay } from "../session";
import { Digest, When } from "./bits";
import { Thumb } from "./picture";

type Look = MeasureDetail["checks"][number];
const kSeen: Record<Look["seen"], string> = { gone: "green", live: "amber", unclear: "quiet", unreachable: "quiet" };

function Seal({ page }: { page: LookPage }) {
  const { t, lang } = useText();
  const may = useMay();
  if (!page.sealed) return <span className="muted">{t("flag.notSealed")}</span>;
  const number = page.sealed.event_no;
  const words = number != null ? t("flag.sealed", { n: number.toLocaleString(lang) }) : t("flag.sealedPending");
  return may("event.see") ? (
    <Link className="sealed" to={`/events?event=${page.sealed.event}`}>
      {words}
    </Link>
  ) : (
    <span className="sealed">{words}</span>
  );
}

function Fetched({ page }: { page: LookPage }) {
  const { t } = useText();
  return (
    <div className="cell-listing look-page">
      <Thumb sha256={page.picture} size={44} />
      <span className="two-lines">
        <span className={page.title ? "wrap" : "muted"}>{page.title ? visible(page.title) : t("measures.page.noTitle")}</span>
        <span className="muted look-facts">
          {[page.content_type ? visible(page.content_type.split(";")[0] ?? "") : "", size(page.size)].filter(Boolean).join(" · ")} · <Digest value={page.sha256} /> · <Seal page={page} />
        </span>
      </span>
    </div>
  );
}

export function Looks({ checks }: { checks: Look[] }) {
  const { t, local } = useText();
  const wide = Grid.useBreakpoint().md ?? true;
  const seen = (row: Look) => <span className={`state state-${kSeen[row.seen]}`}>{t(`measures.seen.${row.seen}`)}</span>;
  const page = (row: Look) => (row.page ? <Fetched page={row.page} /> : <span className="muted">{t("measures.capture.no")}</span>);
  const rows = checks.slice().reverse();
  if (!wide) {
    return (
      <ul className="panel rows" data-testid="looks">
        {rows.map((row) => (
          <li key={`${row.at}${row.seen}`} className="loss">
            <span className="loss-head">
              <When time={row.at} />
              {seen(row)}
            </span>
            <span className="wrap">
              {visible(local(row.said.text) || row.why)} {row.status ? <span className="muted num">HTTP {row.status}</span> : null}
            </span>
            {page(row)}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <div data-testid="looks">
      <Table<Look>
        size="small"
        rowKey={(row) => `${row.at}${row.seen}`}
        pagination={false}
        dataSource={rows}
        scroll={{ x: 900 }}
        columns={[
          { key: "at", title: t("measures.at"), width: 142, render: (_, row) => <When time={row.at} /> },
          { key: "seen", title: t("measures.seen"), width: 100, render: (_, row) => seen(row) },
          { key: "why", title: t("measures.why"), width: 220, render: (_, row) => <span className="wrap">{visible(local(row.said.text) || row.why)}</span> },
          { key: "status", title: t("measures.status"), width: 84, align: "right", render: (_, row) => <span className="num">{row.status ?? ""}</span> },
          { key: "page", title: t("measures.page"), render: (_, row) => page(row) },
        ]}
      />
    </div>
  );
}

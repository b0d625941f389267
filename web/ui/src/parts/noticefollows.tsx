// What follows a notice that is out: its listings, what the seller says, its deliveries, mail, and the notice that repeats it.
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { Link, useNavigate } from "react-router-dom";
import { type CaseDetail, type CounterNotice, type Delivery, type Measure, type Notice, query } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { usePages } from "../lib/pages";
import { useMay } from "../session";
import { Empty, Failure, Shape } from "./bits";
import { RecordCounter } from "./counterform";
import { CounterRows } from "./counterrows";
import { DeliveryRows } from "./deliveryrows";
import { itemsOf } from "./lint";
import { ListFoot } from "./listfoot";
import { MeasureRows } from "./measurerows";
import { type Message, MessageRows } from "./messagerows";

const kRows = 20;

function Block<T>({ id, title, path, none, end, children }: { id: string; title: string; path: string; none: string; end?: ReactNode; children: (rows: T[], reload: () => void) => ReactNode }) {
  const pages = usePages<T>(path);
  return (
    <section className="panel" aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>
          {title} <span className="muted num">{pages.data ? pages.items.length : ""}</span>
        </h2>
        {end}
      </header>
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={2} /> : null}
      {pages.data && pages.items.length === 0 ? <Empty title={none} /> : null}
      {pages.items.length > 0 ? children(pages.items, pages.reload) : null}
      {pages.next ? (
        <div className="pad">
          <ListFoot pages={pages} />
        </div>
      ) : null}
    </section>
  );
}

// The notice that this one repeats, and those that repeat it.
export function Repeats({ notice }: { notice: Notice }) {
  const { t, named } = useText();
  const { data: made } = useGet<CaseDetail>(`/cases/${notice.case}`);
  const later = (made?.notices ?? []).filter((one) => one.follows === notice.id);
  if (!notice.follows && later.length === 0) return null;
  return (
    <p className="alert" data-testid="repeats">
      {notice.follows ? <Link to={`/notices/${notice.follows}`}>{t("notices.repeats")}</Link> : null}
      {later.map((one) => (
        <span key={one.id}>
          {t("notices.repeatedBy")} <Link to={`/notices/${one.id}`}>{named("regime", one.regime)}</Link>
        </span>
      ))}
    </p>
  );
}

export function Follows({ notice, onDone }: { notice: Notice; onDone: () => void }) {
  const { t } = useText();
  const may = useMay();
  const navigate = useNavigate();
  const [recording, setRecording] = useState(false);
  const out = notice.state === "sent" || notice.state === "withdrawn" || notice.state === "closed";
  const version = notice.row_version;
  const titles = itemsOf(notice).map((item) => item.title_at_capture);
  if (notice.state === "draft" || notice.state === "queued") return null;
  return (
    <div className="follows" data-testid="follows">
      <h2 className="second">{t("notices.follows")}</h2>
      <div className="follow-cols">
        {out && may("measure.see") ? (
          <Block<Measure> key={`m${version}`} id="follow-measures" title={t("measures.of")} path={`/measures${query({ notice: notice.id, limit: kRows })}`} none={t("measures.none")}>
            {(rows) => <MeasureRows rows={rows} titles={titles} />}
          </Block>
        ) : null}
        {out ? (
          <Block<CounterNotice>
            key={`c${version}`}
            id="follow-counters"
            title={t("counter.of")}
            path={`/counter-notices${query({ notice: notice.id, limit: kRows })}`}
            none={t("counter.none")}
            end={
              may("counter_notice.record") ? (
                <Button size="small" onClick={() => setRecording(true)} data-testid="counter-record">
                  {t("counter.record")}
                </Button>
              ) : null
            }
          >
            {(rows) => <CounterRows rows={rows} />}
          </Block>
        ) : null}
        <Block<Delivery> key={`d${version}`} id="follow-deliveries" title={t("outbox.of")} path={`/deliveries${query({ notice: notice.id, limit: kRows })}`} none={t("outbox.none")}>
          {(rows, reload) => (
            <DeliveryRows
              rows={rows}
              onDone={() => {
                reload();
                onDone();
              }}
            />
          )}
        </Block>
        {out ? (
          <Block<Message> key={`r${version}`} id="follow-messages" title={t("outbox.messagesTitle")} path={`/notices/${notice.id}/messages${query({ limit: kRows })}`} none={t("outbox.noMessages")}>
            {(rows) => <MessageRows rows={rows} />}
          </Block>
        ) : null}
      </div>
      {recording ? <RecordCounter notice={notice} onClose={() => setRecording(false)} onDone={(made) => navigate(`/counter-notices/${made.id}`)} /> : null}
    </div>
  );
}

// Below the columns: how the disguise was undone, and what people decided before.
import { App, Button, Tooltip } from "antd";
import { useEffect, useState } from "react";
import { call, type FlagContext, type FlagDetail, type Hit } from "../api/client";
import { useText } from "../i18n";
import { shorten } from "../lib/format";
import { When } from "./bits";
import { ReadingLine } from "./reading";

export function ChainStrip({ flag, hit, context }: { flag: FlagDetail; hit: Hit; context: FlagContext | undefined }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [replay, setReplay] = useState<boolean | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => setReplay(null), [flag.id]);
  // The same disguise in several fields is told once.
  const chains = hit.result.signals
    .map((signal, index) => ({ signal, index }))
    .filter(({ signal }) => signal.matched && signal.span && signal.detector.startsWith("text."))
    .filter(({ signal }, i, all) => all.findIndex(({ signal: other }) => other.matched === signal.matched && other.decoded === signal.decoded) === i);
  const run = async () => {
    setBusy(true);
    try {
      setReplay((await call<{ identical: boolean }>(`/flags/${flag.id}/replay`, { method: "POST", body: {} })).identical);
    } catch (cause) {
      void message.error(cause instanceof Error && cause.message ? cause.message : t("error.internal"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="panel strip" aria-label={t("flag.chain")}>
      <div className="strip-main">
        {chains.slice(0, 4).map(({ signal, index }) => (
          <ReadingLine key={index} signal={signal} reading={context?.readings.find((reading) => reading.signal === index)} />
        ))}
        {chains.length === 0 ? <span className="muted">{t("flag.chain")}: {t("common.none")}</span> : null}
      </div>
      <div className="strip-end muted">
        <span>
          {t("flag.engine")} <span className="mono">{hit.result.engine}</span>
        </span>
        {hit.result.rule_set ? (
          <Tooltip title={<span className="mono wrap">{hit.result.rule_set}</span>}>
            <span>
              {t("flag.ruleSet")} <span className="mono">{shorten(hit.result.rule_set, 4)}</span>
            </span>
          </Tooltip>
        ) : null}
        <Tooltip title={t("flag.certificateHint")}>
          <Button size="small" href={`/api/v1/flags/${flag.id}/certificate`} download data-testid="certificate">
            {t("flag.certificate")}
          </Button>
        </Tooltip>
        {replay === null ? (
          <Tooltip title={t("flag.replayHint")}>
            <Button size="small" loading={busy} onClick={() => void run()}>
              {t("flag.replay")}
            </Button>
          </Tooltip>
        ) : (
          <span className={replay ? "state state-green" : "state state-red"} role="status">
            {t(replay ? "flag.replayIdentical" : "flag.replayDiffers")}
          </span>
        )}
      </div>
    </section>
  );
}

export function HistoryStrip({ flag }: { flag: FlagDetail }) {
  const { t, named } = useText();
  const decisions = flag.decisions.slice(-6).reverse();
  return (
    <section className="panel strip" aria-label={t("flag.history")}>
      <div className="strip-main">
        {flag.decisions.length === 0 ? <span className="muted">{t("flag.noHistory")}</span> : null}
        {decisions.map((decision) => (
          <div key={decision.id} className="decision">
            <When time={decision.at} />
            <strong>{decision.actor}</strong>
            <span>{named("flag.action", decision.action)}</span>
            {decision.reason ? <span>{named("reason", decision.reason)}</span> : null}
            {decision.basis ? <span className="muted">{decision.basis}</span> : null}
            {decision.note ? <span className="muted">“{decision.note}”</span> : null}
            {decision.undone_at ? (
              <span className="state state-quiet">
                {t("context.undone")} <When time={decision.undone_at} />
              </span>
            ) : null}
          </div>
        ))}
      </div>
      <div className="strip-end muted">
        {flag.seller_flags != null ? <span>{t("flag.sellerHistory", { n: flag.seller_flags })}</span> : null}
        {flag.hits.length > 1 ? <span>{t("flag.hits", { n: flag.hits.length })}</span> : null}
      </div>
    </section>
  );
}

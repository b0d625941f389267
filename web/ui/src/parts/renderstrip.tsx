// The page of a flag as a browser showed it: a small picture that opens in full, its time and its seal.
import { App, Button } from "antd";
import { useState } from "react";
import { Link } from "react-router-dom";
import { asApiError, call, type Render, screenshotUrl } from "../api/client";
import { forget, useGet } from "../api/use";
import { useText } from "../i18n";
import { useMay } from "../session";
import { Digest, useErrorText, When } from "./bits";

interface Renders {
  items: Render[];
  available: boolean;
  why?: string | null;
}

export function RenderStrip({ flag }: { flag: string }) {
  const { t, lang } = useText();
  const { message } = App.useApp();
  const say = useErrorText();
  const may = useMay();
  const { data, reload } = useGet<Renders>(`/flags/${flag}/renders`);
  const [busy, setBusy] = useState(false);
  if (!data) return null;
  const shown = data.items.find((render) => render.screenshot);
  const latest = data.items[0];
  const picture = shown?.screenshot;
  const number = picture?.sealed?.event_no;
  const sealedAs = picture?.sealed ? (number != null ? t("flag.sealed", { n: number.toLocaleString(lang) }) : t("flag.sealedPending")) : t("flag.notSealed");
  const ask = async () => {
    setBusy(true);
    try {
      await call(`/flags/${flag}/renders`, { method: "POST", body: {} });
      forget(`/flags/${flag}/renders`);
      void message.success(t("flag.render.queued"));
      reload();
    } catch (cause) {
      const failure = asApiError(cause);
      void message.error(failure.detail || say(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="panel strip" aria-label={t("flag.render")} data-testid="render">
      <div className="strip-main render-main">
        {shown && picture ? (
          <>
            <a href={screenshotUrl(shown.id)} target="_blank" rel="noreferrer" title={t("flag.render.open")} data-testid="screenshot">
              <img className="screenshot" src={screenshotUrl(shown.id)} alt={t("flag.render.alt")} loading="lazy" />
            </a>
            <span className="render-facts">
              <strong>{t("flag.render")}</strong>
              <span className="muted">
                <When time={picture.captured_at} /> ·{" "}
                <span data-testid="screenshot-seal">
                  {picture.sealed && may("event.see") ? (
                    <Link className="sealed" to={`/events/${picture.sealed.event}`}>
                      {sealedAs}
                    </Link>
                  ) : (
                    <span className={picture.sealed ? "sealed" : ""}>{sealedAs}</span>
                  )}
                </span>
                {picture.cut ? ` · ${t("flag.render.cut")}` : ""}
              </span>
              <Digest value={picture.sha256} />
            </span>
          </>
        ) : (
          <span className="muted">
            {latest?.state === "queued" ? t("flag.render.waits") : latest?.state === "failed" ? t("flag.render.failed", { why: latest.why ?? "" }) : t("flag.render.none")}
          </span>
        )}
      </div>
      <div className="strip-end muted">
        {data.available ? null : <span>{t("flag.render.unavailable")}</span>}
        {may("render.ask") && latest?.state !== "queued" ? (
          <Button size="small" loading={busy} onClick={() => void ask()}>
            {t("flag.render.ask")}
          </Button>
        ) : null}
      </div>
    </section>
  );
}

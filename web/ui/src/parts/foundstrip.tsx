// By which searches a listing was found, newest first, and how high each showed it.
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router-dom";
import type { FlagDetail } from "../api/client";
import { useText } from "../i18n";
import { useMay } from "../session";
import { When } from "./bits";

const kShown = 3;

export function FoundStrip({ flag }: { flag: FlagDetail }) {
  const { t, lang } = useText();
  const may = useMay();
  const [all, setAll] = useState(false);
  const { sightings, history } = flag.found ?? { sightings: [], history: [] };
  if (sightings.length === 0) return null;
  const number = (n: number) => n.toLocaleString(lang);
  return (
    <section className="panel strip" aria-label={t("found.title")} data-testid="found">
      <div className="strip-main">
        {sightings.slice(0, all ? sightings.length : kShown).map((one) => (
          <div key={one.capture} className="decision" data-testid="sighting">
            <When time={one.at} />
            <strong>{t(one.listed ? "found.said" : "found.saidLink", { source: one.source.name, query: one.query, page: number(one.page), place: number(one.place) })}</strong>
            <a href={one.url} target="_blank" rel="noreferrer noopener" className="muted">
              {t("found.page")}
            </a>
            {one.sealed && may("event.see") ? (
              <Link className="sealed" to={`/events/${one.sealed.event}`}>
                {one.sealed.event_no != null ? t("flag.sealed", { n: number(one.sealed.event_no) }) : t("flag.sealedPending")}
              </Link>
            ) : (
              <span className="muted">{one.sealed ? t("flag.sealedPending") : t("found.notSealed")}</span>
            )}
            <span className="muted">
              {t("found.watch")} <Link to={`/watches/${one.watch.id}`}>{one.watch.name}</Link>
            </span>
          </div>
        ))}
        {history.slice(0, all ? history.length : kShown).map((one) => (
          <div key={`${one.source.id} ${one.query}`} className="muted" data-testid="places">
            {t("found.history", { query: one.query, source: one.source.name, first: number(one.first.place), best: number(one.best.place), last: number(one.last.place), n: number(one.times) })}
          </div>
        ))}
      </div>
      {!all && Math.max(sightings.length, history.length) > kShown ? (
        <div className="strip-end">
          <Button size="small" onClick={() => setAll(true)} data-testid="found-all">
            {t("found.more", { n: number(sightings.length) })}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

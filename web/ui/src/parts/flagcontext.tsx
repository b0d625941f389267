// Below the chain: the seller's five years, decisions like this one, other listings with the picture.  Every number opens its rows.
import { Drawer } from "antd";
import { useState } from "react";
import { Link } from "react-router-dom";
import type { FlagContext, SamePicturePage, SellerHistoryPage } from "../api/client";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { usePages } from "../lib/pages";
import { Digest, Empty, Failure, Shape, State, When } from "./bits";
import { ListFoot } from "./listfoot";
import { Thumb } from "./picture";

type HistoryRow = SellerHistoryPage["items"][number];
type PictureRow = SamePicturePage["items"][number];
const kCounts = ["flags", "upheld", "dismissed", "open", "cases", "notices", "measures", "relists"] as const;
type Count = (typeof kCounts)[number];

const linkOf = (row: HistoryRow): string =>
  ({ flag: `/flags/${row.id}`, case: `/cases/${row.id}`, notice: `/notices/${row.id}`, measure: `/verify/${row.id}`, relist: row.case ? `/verify/relists?case=${row.case}` : "/verify/relists" })[row.kind];

export function ContextStrip({ flag, context }: { flag: string; context: FlagContext | undefined }) {
  const { t } = useText();
  const [open, setOpen] = useState<Count | "picture" | null>(null);
  if (!context) {
    return (
      <section className="panel strip" aria-label={t("context.title")}>
        <span className="muted">{t("common.loading")}</span>
      </section>
    );
  }
  return (
    <section className="context" aria-label={t("context.title")} data-testid="context">
      <SellerBox context={context} onOpen={setOpen} />
      <SimilarBox context={context} />
      <div className="panel context-box">
        <h2>{t("context.samePicture")}</h2>
        {context.same_picture.count > 0 ? (
          <button type="button" className="context-count" onClick={() => setOpen("picture")} data-testid="same-picture">
            <span className="num big">{context.same_picture.count >= context.same_picture.most ? `${context.same_picture.most}+` : context.same_picture.count}</span>
            <span>{t("context.samePictureOpen")}</span>
          </button>
        ) : (
          <p className="muted">{t("context.noSamePicture")}</p>
        )}
      </div>
      <Drawer open={open !== null} onClose={() => setOpen(null)} size={560} title={open === "picture" ? t("context.samePicture") : open ? t(`context.count.${open}`) : ""} destroyOnHidden>
        {open === "picture" ? <PictureRows flag={flag} /> : open ? <HistoryRows flag={flag} what={open} /> : null}
      </Drawer>
    </section>
  );
}

function SellerBox({ context, onOpen }: { context: FlagContext; onOpen: (what: Count) => void }) {
  const { t, local } = useText();
  const seller = context.seller;
  if (!seller) {
    return (
      <div className="panel context-box">
        <h2>{t("context.seller")}</h2>
        <p className="muted">{t("unchecked.no_seller")}</p>
      </div>
    );
  }
  const { history } = seller;
  return (
    <div className="panel context-box" data-testid="seller-history">
      <h2>
        {t("context.seller")} <span className="muted">{t("context.since", { year: seller.since.slice(0, 4) })}</span>
      </h2>
      <ul className="context-counts">
        {kCounts.map((what) => {
          const n = history[what];
          const shown = what === "flags" && history.more ? `${n}+` : String(n);
          return (
            <li key={what}>
              {n > 0 ? (
                <button type="button" onClick={() => onOpen(what)} data-count={what}>
                  <strong className="num">{shown}</strong> {t(`context.count.${what}`)}
                </button>
              ) : (
                <span className="muted">
                  <span className="num">0</span> {t(`context.count.${what}`)}
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <p className="context-seller">
        {seller.shops > 1 ? <span>{t("context.shops", { n: seller.shops })}</span> : null}
        {seller.region ? <span title={seller.region.code}>{seller.region.name ? `${local(seller.region.name)}${seller.region.whole ? "" : ` (${seller.region.code})`}` : seller.region.code}</span> : null}
        {seller.credit_code ? (
          <span>
            <Digest value={seller.credit_code} ends={9} />{" "}
            <span className={seller.credit_code_valid ? "state state-green" : "state state-red"}>{t(seller.credit_code_valid ? "context.codeFits" : "context.codeWrong")}</span>
          </span>
        ) : null}
        {seller.licence_picture ? (
          <a href={`/api/v1/pictures/${seller.licence_picture}`} target="_blank" rel="noreferrer">
            <Thumb sha256={seller.licence_picture} size={30} /> {t("context.licencePicture")}
          </a>
        ) : seller.licence ? (
          <span className="muted wrap">
            {t("flag.licence")} {visible(seller.licence)}
          </span>
        ) : (
          <span className="muted">{t("context.noLicence")}</span>
        )}
      </p>
    </div>
  );
}

function SimilarBox({ context }: { context: FlagContext }) {
  const { t, named, lang } = useText();
  const { similar } = context;
  const upheld = similar.filter((one) => one.state === "in_case").length;
  const glue = lang === "zh" ? "、" : ", ";
  return (
    <div className="panel context-box" data-testid="similar">
      <h2>
        {t("context.similar")} {similar.length ? <span className="muted">{t("context.similarSum", { upheld, dismissed: similar.length - upheld })}</span> : null}
      </h2>
      {similar.length === 0 ? <p className="muted">{t("context.noSimilar")}</p> : null}
      <ul className="similar">
        {similar.map((one) => (
          <li key={one.flag}>
            <State state={one.state} />
            <Link to={`/flags/${one.flag}`} className="clip" title={one.title}>
              {one.title}
            </Link>
            <span className="muted">{one.outcome ? named("context.outcome", one.outcome) : one.reason ? named("reason", one.reason) : ""}</span>
            <span className="muted similar-why">{one.why.map((why) => t(`context.why.${why}`)).join(glue)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function HistoryRows({ flag, what }: { flag: string; what: Count }) {
  const { t, named } = useText();
  const pages = usePages<HistoryRow>(`/flags/${flag}/seller?what=${what}&limit=50`);
  if (pages.error) return <Failure error={pages.error} onRetry={pages.reload} />;
  if (!pages.data) return <Shape rows={6} />;
  if (pages.items.length === 0) return <Empty title={t("context.noRows")} />;
  return (
    <>
      <ul className="rows" data-testid="history-rows">
        {pages.items.map((row) => (
          <li key={row.id} className="history-row">
            <Link to={linkOf(row)} className="clip" title={row.title}>
              {visible(row.title)}
            </Link>
            {row.kind === "measure" ? <State state={row.state} of="measure" /> : row.kind === "relist" ? <span className="muted">{t("context.count.relists")}</span> : <span className="state">{named("state", row.state)}</span>}
            <When time={row.at} />
          </li>
        ))}
      </ul>
      <ListFoot pages={pages} />
    </>
  );
}

function PictureRows({ flag }: { flag: string }) {
  const { t } = useText();
  const pages = usePages<PictureRow>(`/flags/${flag}/same-picture?limit=50`);
  if (pages.error) return <Failure error={pages.error} onRetry={pages.reload} />;
  if (!pages.data) return <Shape rows={6} />;
  if (pages.items.length === 0) return <Empty title={t("context.noSamePicture")} />;
  return (
    <>
      <ul className="rows">
        {pages.items.map((row) => (
          <li key={row.listing} className="history-row">
            {row.flag ? (
              <Link to={`/flags/${row.flag}`} className="clip" title={row.title}>
                {visible(row.title)}
              </Link>
            ) : (
              <span className="clip" title={row.title}>
                {visible(row.title)}
              </span>
            )}
            {row.state ? <State state={row.state} /> : <span className="muted">{t("context.notALead")}</span>}
            <span className="muted clip">
              {row.same_seller ? t("context.sameSeller") : (row.seller ?? t("common.unknown"))} · {row.platform}
            </span>
          </li>
        ))}
      </ul>
      <ListFoot pages={pages} />
    </>
  );
}

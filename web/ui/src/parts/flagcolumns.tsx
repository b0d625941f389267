// The two first columns of a flag's page: the listing and the right.  The third is in weighed.tsx.
import { Button, Tooltip } from "antd";
import { type ReactNode, useState } from "react";
import { Link } from "react-router-dom";
import type { FlagDetail, Hit, Picture } from "../api/client";
import { useText } from "../i18n";
import { money, percent, visible } from "../lib/format";
import type { Pair } from "../lib/pairs";
import { useMay } from "../session";
import { Digest, Fact, When } from "./bits";
import { Marked } from "./marked";
import { type Box, PictureView, Thumb } from "./picture";
import { marksOf } from "./reasons";

interface Props {
  flag: FlagDetail;
  hit: Hit;
  pointed: string | null;
  onPoint: (mark: string | null) => void;
}

function Pictures({ pictures, boxesOf, alt, missing }: { pictures: Picture[]; boxesOf: (picture: Picture) => Box[]; alt: string; missing: string }) {
  const boxed = pictures.findIndex((picture) => picture.sha256 && boxesOf(picture).length > 0);
  const first = boxed >= 0 ? boxed : Math.max(0, pictures.findIndex((picture) => picture.sha256));
  const [picked, setPicked] = useState<number | null>(null);
  const index = picked !== null && picked < pictures.length ? picked : first;
  const picture = pictures[index];
  if (!picture) return <PictureView sha256={null} alt="" missing={missing} />;
  return (
    <div className="pictures">
      <PictureView key={picture.sha256 ?? index} sha256={picture.sha256} alt={alt} boxes={boxesOf(picture)} width={picture.width} height={picture.height} missing={missing} />
      {pictures.length > 1 ? (
        <div className="thumbs">
          {pictures.slice(0, 12).map((other, i) => (
            <button key={i} type="button" className={i === index ? "here" : ""} onClick={() => setPicked(i)} aria-label={`${alt} ${i + 1}`} aria-pressed={i === index}>
              <Thumb sha256={other.sha256} size={36} />
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}

export function ListingColumn({ flag, hit, pairs, pointed, onPoint }: Props & { pairs: Pair[] }) {
  const { t, named, lang } = useText();
  const may = useMay();
  const { listing, capture } = flag;
  const { signals, cleared_by: clearings } = hit.result;
  const marked = (field: string, value: string, reach = 0): ReactNode => (
    <Marked text={value} marks={marksOf(signals, clearings, field)} reach={reach} active={pointed} onPoint={onPoint} />
  );
  const boxesOf = (picture: Picture): Box[] =>
    pairs.flatMap((pair) => (pair.region && pair.listing === picture.sha256 ? [{ region: pair.region, label: t("flag.regionHere") }] : []));
  const seller = listing.seller;
  const number = capture?.sealed?.event_no;
  const sealedAs = number != null ? t("flag.sealed", { n: number.toLocaleString(lang) }) : t("flag.sealedPending");
  return (
    <section className="panel col" aria-labelledby="col-listing">
      <header className="col-head">
        <h2 id="col-listing">{t("flag.listing")}</h2>
        {capture ? (
          <span className="muted">
            <When time={capture.captured_at} /> · {named("flag.kind", capture.kind)}
            {" · "}
            {capture.sealed && may("event.see") ? (
              <Tooltip title={t("flag.sealedHint")}>
                <Link className="sealed" to={`/events/${capture.sealed.event}`}>
                  {sealedAs}
                </Link>
              </Tooltip>
            ) : capture.sealed ? (
              <span className="sealed">{sealedAs}</span>
            ) : (
              t("flag.notSealed")
            )}
          </span>
        ) : null}
      </header>
      <p className="listing-title" lang={listing.lang ?? undefined} data-testid="listing-title">
        {marked("title", listing.title ?? "")}
      </p>
      <Pictures pictures={flag.pictures.listing} boxesOf={boxesOf} alt={t("flag.listing")} missing={t("common.noPicture")} />
      <dl className="facts">
        <Fact label={t("flag.price")}>
          <span className="num strong">{money(listing.price) || t("common.priceUnknown")}</span>
          {flag.price_ratio != null ? <span className="muted num"> {t("queue.ofReference", { p: percent(flag.price_ratio) })}</span> : null}
        </Fact>
        <Fact label={t("flag.seller")}>
          {seller?.name ? marked("seller.name", seller.name) : <span className="muted">{t("common.unknown")}</span>}
          {seller?.location ? <span className="muted"> · {seller.location}</span> : null}
        </Fact>
        {seller?.credit_code ? (
          <Fact label={t("flag.creditCode")}>
            <Digest value={seller.credit_code} ends={9} />
          </Fact>
        ) : null}
        {seller?.licence ? (
          <Fact label={t("flag.licence")}>
            <span className="wrap">{visible(seller.licence)}</span>
          </Fact>
        ) : null}
        {listing.brand ? <Fact label={t("flag.brand")}>{marked("brand", listing.brand)}</Fact> : null}
        {listing.category?.length ? <Fact label={t("flag.category")}>{listing.category.join(" › ")}</Fact> : null}
        {listing.sales != null ? (
          <Fact label={t("flag.sales")}>
            <span className="num">{listing.sales.toLocaleString(lang)}</span>
          </Fact>
        ) : null}
        {listing.description ? <Fact label={t("flag.description")}>{marked("description", listing.description, 80)}</Fact> : null}
        <Fact label={t("flag.url")}>
          <span className="mono wrap url">{listing.url}</span>
        </Fact>
        {capture?.payload_sha256 ? (
          <Fact label="SHA-256">
            <Digest value={capture.payload_sha256} ends={10} />
          </Fact>
        ) : null}
      </dl>
    </section>
  );
}

export function RightColumn({ flag, pairs, onOverlay, onZoom }: { flag: FlagDetail; pairs: Pair[]; onOverlay?: (() => void) | undefined; onZoom?: (() => void) | undefined }) {
  const { t, named, lang } = useText();
  const { registered: right, listing } = flag;
  const boxesOf = (picture: Picture): Box[] =>
    pairs.flatMap((pair) => (pair.refRegion && pair.right === picture.sha256 ? [{ region: pair.refRegion, label: t("flag.regionHere") }] : []));
  const authorised = right.authorised_sellers ?? [];
  const here = authorised.some((seller) => (seller.id && seller.id === listing.seller?.id) || (seller.name && seller.name === listing.seller?.name));
  const glue = lang === "zh" ? "、" : ", ";
  return (
    <section className="panel col" aria-labelledby="col-right">
      <header className="col-head">
        <h2 id="col-right">{t("flag.right")}</h2>
        <span className="muted">
          {right.status ? named("rights", right.status) : null}
          {right.valid_to ? ` · ${t("flag.validTo")} ${right.valid_to}` : null}
        </span>
      </header>
      <p className="listing-title">{right.title}</p>
      <Pictures pictures={flag.pictures.right} boxesOf={boxesOf} alt={t("flag.right")} missing={t("flag.noMarkPicture")} />
      {onOverlay || onZoom ? (
        <div className="col-acts">
          {onOverlay ? (
            <Button size="small" onClick={onOverlay} data-testid="overlay">
              {t("pictures.compare")} <kbd>O</kbd>
            </Button>
          ) : null}
          {onZoom ? (
            <Button size="small" onClick={onZoom} data-testid="zoom">
              {t("context.zoom")} <kbd>V</kbd>
            </Button>
          ) : null}
        </div>
      ) : null}
      <dl className="facts">
        {right.reg_no ? (
          <Fact label={t("flag.regNo")}>
            <span className="num">{right.reg_no}</span>
            {right.jurisdiction ? <span className="muted"> · {right.jurisdiction}</span> : null}
          </Fact>
        ) : null}
        {right.names?.length ? <Fact label={t("flag.names")}>{right.names.join(glue)}</Fact> : null}
        {right.nicknames?.length ? <Fact label={t("flag.nicknames")}>{right.nicknames.join(glue)}</Fact> : null}
        {right.classes?.length ? (
          <Fact label={t("flag.classes")}>
            <span className="num">{right.classes.join(", ")}</span>
          </Fact>
        ) : null}
        {right.groups?.length ? (
          <Fact label={t("flag.groups")}>
            <span className="num">{right.groups.join(", ")}</span>
          </Fact>
        ) : null}
        {right.holder?.name ? <Fact label={t("flag.holder")}>{right.holder.name}</Fact> : null}
        <Fact label={t("flag.authorised")}>
          {authorised.length ? t(here ? "flag.authorisedThis" : "flag.authorisedNotThis", { n: authorised.length }) : <span className="muted">{t("rights.noAuthorised")}</span>}
        </Fact>
        {right.reference_price ? (
          <Fact label={t("flag.reference")}>
            <span className="num">{money(right.reference_price)}</span>
          </Fact>
        ) : null}
        {right.region?.length ? <Fact label={t("flag.origin")}>{right.region.join(glue)}</Fact> : null}
        {right.texts?.length ? <Fact label={t("flag.texts")}>{right.texts.map((words) => (words.length > 90 ? `${words.slice(0, 90)}…` : words)).join(" / ")}</Fact> : null}
      </dl>
    </section>
  );
}

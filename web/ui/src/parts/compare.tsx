// Pictures compared: the listing's left, the right's right, the matched regions drawn, and one laid over the other.
import { Button, Slider } from "antd";
import { type RefObject, useEffect, useState } from "react";
import { pictureUrl } from "../api/client";
import { type Text, useText } from "../i18n";
import { signed } from "../lib/format";
import type { Pair } from "../lib/pairs";
import { mapToStage, mirrored, type Quad, type View } from "../lib/views";
import { Digest } from "./bits";
import { PictureView, Thumb } from "./picture";

interface Props {
  pairs: Pair[]; // never empty
  frame: RefObject<HTMLElement | null>; // holds the slider, for the key that goes there
}

// "mirrored left to right, central 80%"; where the view is not recorded, what the region tells.
function viewWords({ t, nearest, lang }: Text, view: View | null, region: Quad | null): string {
  if (!view) return t(region ? "pictures.framed" : "pictures.whole");
  const words = [
    ...(view.turn ? [nearest("pictures.turn", view.turn, view.turn)] : []),
    ...(view.cut ? [nearest("pictures.cut", view.cut, view.cut, { p: view.percent ?? "" }).trim()] : []),
  ];
  return words.length ? words.join(lang === "zh" ? "，" : ", ") : t("pictures.whole");
}

export function Compare({ pairs, frame }: Props) {
  const text = useText();
  const { t, nearest } = text;
  const [picked, setPicked] = useState(0);
  const pair = pairs[Math.min(picked, pairs.length - 1)] as Pair;
  const matched = pair.signal !== null;
  return (
    <section className="panel compare" aria-labelledby="compare-title" ref={frame} data-testid="compare">
      <header className="compare-head">
        <h2 id="compare-title">{t("pictures.title")}</h2>
        {pairs.length > 1 ? (
          <div className="compare-choice" role="group" aria-label={t("pictures.choose")}>
            {pairs.map((one, i) => (
              <button key={one.index} type="button" className={one === pair ? "here" : ""} aria-pressed={one === pair} onClick={() => setPicked(i)}>
                <Thumb sha256={one.listing} size={24} />
                <span className="num">{one.signal?.distance != null ? t("pictures.pairNo", { n: i + 1, d: one.signal.distance }) : i + 1}</span>
              </button>
            ))}
          </div>
        ) : null}
        <p className="compare-said">
          {pair.signal ? (
            <>
              {pair.method ? <span>{nearest("pictures.method", pair.method, pair.method)} · </span> : null}
              {pair.corners != null ? (
                <strong>{t("pictures.corners", { n: pair.corners, d: pair.signal.distance ?? "–" })}</strong>
              ) : pair.signal.distance != null ? (
                <strong>{t("pictures.distance", { d: pair.signal.distance })}</strong>
              ) : null}
              <span className="muted num"> {signed(pair.signal.db)} dB</span>
            </>
          ) : (
            <span className="muted">{t("pictures.notMatched")}</span>
          )}
        </p>
      </header>
      <div className="compare-cols" key={`${pair.index}:${pair.listing}:${pair.right}`}>
        <Side title={t("pictures.listing")} sha256={pair.listing} region={pair.region} words={matched ? viewWords(text, pair.view, pair.region) : null} missing={t("common.noPicture")} />
        <Side title={pair.rightName ? t("pictures.rightNamed", { name: pair.rightName }) : t("pictures.right")} sha256={pair.right} region={pair.refRegion} words={matched ? viewWords(text, pair.refView, pair.refRegion) : null} missing={t("flag.noMarkPicture")} />
        {pair.listing && pair.right ? <Laid pair={pair} listing={pair.listing} right={pair.right} /> : <p className="muted">{t("pictures.noOverlay")}</p>}
      </div>
    </section>
  );
}

function Side({ title, sha256, region, words, missing }: { title: string; sha256: string | null; region: Quad | null; words: string | null; missing: string }) {
  const { t } = useText();
  return (
    <figure className="compare-side">
      <PictureView sha256={sha256} alt={title} boxes={region ? [{ region, label: t("flag.regionHere") }] : []} missing={missing} />
      <figcaption>
        <span className="compare-name">
          <strong className="clip" title={title}>
            {title}
          </strong>
          {sha256 ? <Digest value={sha256} /> : null}
        </span>
        {words ? <span>{t("pictures.compared", { view: words })}</span> : null}
        {region ? (
          <span className="muted num">{t("pictures.region", { x: region[0], y: region[1], w: region[2], h: region[3] })}</span>
        ) : null}
      </figcaption>
    </figure>
  );
}

type Size = [number, number] | null | undefined; // null: no picture; undefined: not loaded yet

// The upright picture's size in pixels.
function useSize(sha256: string): Size {
  const [size, setSize] = useState<Size>(undefined);
  useEffect(() => {
    let live = true;
    const image = new Image();
    image.onload = () => live && setSize(image.naturalWidth && image.naturalHeight ? [image.naturalWidth, image.naturalHeight] : null);
    image.onerror = () => live && setSize(null);
    image.src = pictureUrl(sha256);
    return () => {
      live = false;
    };
  }, [sha256]);
  return size;
}

// The matched region of the right's picture is the stage; the listing's is turned and scaled onto it.
function Laid({ pair, listing, right }: { pair: Pair; listing: string; right: string }) {
  const text = useText();
  const { t } = text;
  const [share, setShare] = useState(50);
  const [mirror, setMirror] = useState(false);
  const mine = useSize(listing);
  const theirs = useSize(right);
  const region: Quad | null = mine ? (pair.region ?? [0, 0, ...mine]) : null;
  const stage: Quad | null = theirs ? (pair.refRegion ?? [0, 0, ...theirs]) : null;
  const turn = pair.view?.turn ?? null;
  const glue = text.lang === "zh" ? "" : " ";
  const said = turn
    ? t("pictures.laidTurned", { turn: text.nearest("pictures.turn", turn, turn) })
    : t(!pair.signal ? "pictures.laidWhole" : !pair.view ? "pictures.laidUnknown" : pair.view.cut === "local" ? "pictures.laidLocal" : "pictures.laidHint");
  const map = region && stage ? mapToStage(region, turn, stage[2], stage[3]) : null;
  const placed = map && stage && mirror ? mirrored(map, stage[2]) : map;
  return (
    <figure className="compare-side compare-laid">
      <div className="picture">
        {mine === null || theirs === null ? <span className="muted">{t("pictures.noOverlay")}</span> : null}
        {mine && theirs && placed && stage ? (
          <svg className="laid" data-testid="laid" viewBox={`0 0 ${stage[2]} ${stage[3]}`} role="img" aria-label={t("pictures.laidOf", { p: share })}>
            <image href={pictureUrl(right)} x={-stage[0]} y={-stage[1]} width={theirs[0]} height={theirs[1]} preserveAspectRatio="none" />
            <image
              href={pictureUrl(listing)}
              width={mine[0]}
              height={mine[1]}
              preserveAspectRatio="none"
              opacity={share / 100}
              transform={`matrix(${placed.join(" ")})`}
            />
          </svg>
        ) : null}
      </div>
      <figcaption>
        <div className="laid-slider">
          <span aria-hidden="true">{t("pictures.right")}</span>
          <Slider
            value={share}
            onChange={setShare}
            step={5}
            tooltip={{ open: false }}
            ariaLabelForHandle={t("pictures.slider")}
            ariaValueTextFormatterForHandle={(value) => t("pictures.laidOf", { p: value })}
          />
          <span aria-hidden="true">{t("pictures.listing")}</span>
        </div>
        <span className="muted">
          {said}
          {glue}
          {t("pictures.sliderHint")}
        </span>
        <Button size="small" aria-pressed={mirror} type={mirror ? "primary" : "default"} onClick={() => setMirror(!mirror)} data-testid="mirror">
          {t("pictures.mirror")}
        </Button>
      </figcaption>
    </figure>
  );
}

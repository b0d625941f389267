// Both pictures large, side by side, with the regions drawn; they grow together and scroll by themselves.
import { Button, Modal } from "antd";
import { useState } from "react";
import { useText } from "../i18n";
import type { Pair } from "../lib/pairs";
import { PictureView } from "./picture";

const kSteps = [1, 1.5, 2, 3, 4];

export function Zoom({ pair, listing, right, onClose }: { pair: Pair | undefined; listing: string | null; right: string | null; onClose: () => void }) {
  const { t } = useText();
  const [step, setStep] = useState(0);
  const more = () => setStep((at) => Math.min(kSteps.length - 1, at + 1));
  const less = () => setStep((at) => Math.max(0, at - 1));
  const sides = [
    { name: t("pictures.listing"), sha256: pair?.listing ?? listing, region: pair?.region ?? null },
    { name: t("pictures.right"), sha256: pair?.right ?? right, region: pair?.refRegion ?? null },
  ];
  return (
    <Modal open onCancel={onClose} footer={null} title={t("context.zoom")} width="min(1500px, 96vw)" transitionName="" maskTransitionName="" className="zoom" centered>
      <div
        onKeyDown={(event) => {
          if (event.key === "+" || event.key === "=") more();
          else if (event.key === "-") less();
        }}
      >
        <div className="zoom-head">
          <Button size="small" onClick={less} disabled={step === 0} aria-label={t("context.smaller")}>
            −
          </Button>
          <span className="num" role="status" data-testid="zoom-at">
            {Math.round((kSteps[step] ?? 1) * 100)}%
          </span>
          <Button size="small" onClick={more} disabled={step === kSteps.length - 1} aria-label={t("context.larger")} data-testid="zoom-in">
            +
          </Button>
          <span className="muted">{t("context.zoomHint")}</span>
        </div>
        <div className="zoom-cols">
          {sides.map((side) => (
            <figure key={side.name}>
              <figcaption>{side.name}</figcaption>
              <div className="zoom-frame" tabIndex={0} role="region" aria-label={side.name} data-zoom={step}>
                <div className={`zoom-${step}`}>
                  <PictureView sha256={side.sha256} alt={side.name} boxes={side.region ? [{ region: side.region, label: t("flag.regionHere") }] : []} />
                </div>
              </div>
            </figure>
          ))}
        </div>
      </div>
    </Modal>
  );
}

// A captured or registered picture with its matched regions.
import { useState } from "react";
import { pictureUrl } from "../api/client";
import { useText } from "../i18n";

export interface Box {
  region: [number, number, number, number];
  label: string;
}

interface Props {
  sha256: string | null | undefined;
  alt: string;
  boxes?: Box[];
  width?: number | null | undefined; // of the upright picture, as the regions count
  height?: number | null | undefined;
  missing?: string;
}

export function PictureView({ sha256, alt, boxes = [], width, height, missing }: Props) {
  const { t } = useText();
  const [size, setSize] = useState<[number, number] | null>(width && height ? [width, height] : null);
  const [broken, setBroken] = useState(false);
  if (!sha256 || broken) return <div className="picture picture-none">{missing ?? t("common.noPicture")}</div>;
  return (
    <div className="picture">
      <div className="picture-fit">
        <img
          src={pictureUrl(sha256)}
          alt={alt}
          onError={() => setBroken(true)}
          onLoad={(event) => {
            const img = event.currentTarget;
            if (!(width && height)) setSize([img.naturalWidth, img.naturalHeight]);
          }}
        />
        {size && boxes.length > 0 ? (
          <svg className="regions" viewBox={`0 0 ${size[0]} ${size[1]}`} preserveAspectRatio="none" role="img" aria-label={boxes[0]?.label}>
            {boxes.map((box, i) => (
              <g key={i}>
                <rect x={box.region[0]} y={box.region[1]} width={box.region[2]} height={box.region[3]} className="region-halo" />
                <rect x={box.region[0]} y={box.region[1]} width={box.region[2]} height={box.region[3]} className="region-line" />
              </g>
            ))}
          </svg>
        ) : null}
      </div>
    </div>
  );
}

// A small square for lists.
export function Thumb({ sha256, size = 34 }: { sha256: string | null | undefined; size?: number }) {
  const [broken, setBroken] = useState(false);
  if (!sha256 || broken) return <span className="thumb thumb-none" style={{ width: size, height: size }} aria-hidden="true" />;
  return <img className="thumb" src={pictureUrl(sha256)} alt="" width={size} height={size} loading="lazy" onError={() => setBroken(true)} />;
}

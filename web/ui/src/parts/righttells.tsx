// What tells genuine goods from imitations; for the holder and officers only.
import type { RightTells } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { Failure, Shape, When } from "./bits";

export function Tells({ id }: { id: string }) {
  const { t } = useText();
  const { data, error, reload } = useGet<RightTells>(`/rights/${id}/tells`);
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Shape rows={4} />;
  const list = (title: string, tells: string[]) => (
    <section className="panel pad">
      <h2>{title}</h2>
      {tells.length === 0 ? <p className="muted">{t("rights.noTells")}</p> : null}
      <ul className="plain">
        {tells.map((one, i) => (
          <li key={i} className="wrap">
            {visible(one)}
          </li>
        ))}
      </ul>
    </section>
  );
  return (
    <div data-testid="tells">
      <p className="alert alert-amber">{t("rights.tellsHint")}</p>
      <div className="right-cols">
        {list(t("rights.genuineTells"), data.genuine)}
        {list(t("rights.fakeTells"), data.fake)}
      </div>
      {data.created_at ? (
        <p className="muted">
          {t("rights.tellsSaid")} <When time={data.created_at} />
        </p>
      ) : null}
    </div>
  );
}

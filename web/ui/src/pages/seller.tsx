// One seller: by what it is known again, with whom it shares that, and its five years.
import { Link, useParams } from "react-router-dom";
import type { SellerDetail } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { Empty, Failure, Fact, Heading, Shape, State, Weight, When } from "../parts/bits";
import { PictureView } from "../parts/picture";

const kPaths: Record<string, string> = { flag: "/flags/", case: "/cases/", notice: "/notices/", taken: "/verify/" };

export default function SellerPage() {
  const { id = "" } = useParams();
  const { t, named } = useText();
  const { data, error, reload } = useGet<SellerDetail>(`/sellers/${id}`);
  if (error) {
    return (
      <div className="page">
        <Failure error={error} onRetry={reload} />
      </div>
    );
  }
  if (!data) {
    return (
      <div className="page">
        <Shape rows={10} />
      </div>
    );
  }
  const numbers = ["suspected", "upheld", "dismissed", "rights", "notices", "taken", "relists"] as const;
  // Every key that links one other seller, in one line.
  const links = new Map<string, { name: string; platform: string; keys: SellerDetail["links"] }>();
  for (const link of data.links) {
    const known = links.get(link.seller) ?? { name: link.name ?? "", platform: link.platform, keys: [] };
    known.keys.push(link);
    links.set(link.seller, known);
  }
  const most = Math.max(1, ...data.years.map((year) => year.suspected));
  return (
    <div className="page seller">
      <Heading title={visible(data.name || data.url || id)} hint={[data.platform, data.location].filter(Boolean).join(" · ")} />
      <section className="panel funnel right-numbers" aria-label={t("sellers.numbers")}>
        {numbers.map((name) => (
          <div key={name}>
            <span className="muted">{t(`sellers.${name}`)}</span>
            <a className="big num" href="#history" data-number={name}>
              {data[name]}
            </a>
          </div>
        ))}
      </section>
      <div className="right-cols">
        <section className="panel pad">
          <h2>{t("sellers.who")}</h2>
          <dl className="facts facts-wide">
            <Fact label={t("sellers.creditCode")}>{data.credit_code ? <span className="mono">{data.credit_code}</span> : <span className="muted">{t("common.unknown")}</span>}</Fact>
            <Fact label={t("sellers.region")}>{data.region ? <span className="num">{data.region}</span> : <span className="muted">{t("common.unknown")}</span>}</Fact>
            <Fact label={t("sellers.address")}>{data.url ? <span className="mono wrap">{visible(data.url)}</span> : <span className="muted">{t("common.unknown")}</span>}</Fact>
          </dl>
          <h3>{t("sellers.licence")}</h3>
          {data.licence ? <PictureView sha256={data.licence} alt={t("sellers.licence")} /> : <p className="muted">{t("sellers.noLicence")}</p>}
        </section>
        <section className="panel pad" data-testid="seller-keys">
          <h2>{t("sellers.keys")}</h2>
          <p className="muted">{t("sellers.keysHint")}</p>
          <ul className="plain">
            {data.keys.map((key) => (
              <li key={`${key.kind}-${key.value}`}>
                <strong>{named("sellers.key", key.kind)}</strong> <span className="mono wrap">{visible(key.value)}</span>{" "}
                <span className="muted">
                  {t("sellers.since")} <When time={key.first_seen} />
                </span>
              </li>
            ))}
          </ul>
          <h3>
            {t("sellers.links")} <span className="num muted">{links.size}</span>
          </h3>
          {links.size === 0 ? <p className="muted">{t("sellers.noLinks")}</p> : null}
          <ul className="plain" data-testid="seller-links">
            {[...links].map(([other, link]) => (
              <li key={other}>
                <Link to={`/sellers/${other}`}>{visible(link.name || other)}</Link> <span className="muted">{link.platform}</span>
                {link.keys.map((key) => (
                  <span key={`${key.kind}-${key.value}`} className="tag" title={t("sellers.sharedBy", { n: key.shared_by })}>
                    {named("sellers.key", key.kind)}: {visible(key.value)}
                  </span>
                ))}
              </li>
            ))}
          </ul>
        </section>
      </div>
      {data.years.length > 0 ? (
        <section className="panel pad">
          <h2>{t("sellers.years")}</h2>
          <table className="weeks">
            <thead>
              <tr>
                <th scope="col">{t("sellers.year")}</th>
                <th scope="col">{t("sellers.suspected")}</th>
                <th scope="col">
                  <span className="unseen">{t("sellers.years")}</span>
                </th>
                <th scope="col">{t("sellers.upheld")}</th>
              </tr>
            </thead>
            <tbody>
              {data.years.map((year) => (
                <tr key={year.year}>
                  <th scope="row" className="num">
                    {year.year}
                  </th>
                  <td className="num">{year.suspected}</td>
                  <td className="weeks-bar">
                    <svg viewBox="0 0 100 8" width="100%" height="8" aria-hidden="true" preserveAspectRatio="none">
                      <rect width={(100 * year.suspected) / most} height="8" rx="2" className="weight-rail" />
                      <rect width={(100 * year.upheld) / most} height="8" rx="2" className="weight-fill" />
                    </svg>
                  </td>
                  <td className="num">{year.upheld}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
      <section className="panel" id="history" data-testid="seller-history">
        <h2 className="panel-head">{t("sellers.history")}</h2>
        {data.history.length === 0 ? <Empty title={t("sellers.noHistory")} /> : null}
        <ul className="rows">
          {data.history.map((act) => {
            const path = kPaths[act.kind];
            return (
              <li key={`${act.kind}-${act.id}`} data-act={act.kind}>
                <span className="loss-head">
                  <span>
                    <strong>{named("sellers.act", act.kind)}</strong>{" "}
                    {path ? (
                      <Link className="wrap" to={path + act.id}>
                        {visible(act.title || act.id)}
                      </Link>
                    ) : (
                      <span className="wrap">{visible(act.title || "")}</span>
                    )}
                  </span>
                  {act.kind === "taken" || act.kind === "relist" ? <State state={act.state} of="measure" /> : <State state={act.state} />}
                </span>
                <span className="muted">
                  <When time={act.at} /> · <Link to={`/rights/${act.right.id}`}>{visible(act.right.title)}</Link>
                  {act.db != null ? (
                    <>
                      {" "}
                      · <Weight db={act.db} />
                    </>
                  ) : null}
                </span>
              </li>
            );
          })}
        </ul>
      </section>
    </div>
  );
}

// One right as registered.
import { Link, useParams } from "react-router-dom";
import type { RightDetail } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { money } from "../lib/format";
import { Fact, Failure, Heading, Shape } from "../parts/bits";
import { PictureView } from "../parts/picture";

export default function RightPage() {
  const { id = "" } = useParams();
  const { t, named, lang } = useText();
  const { data, error, reload } = useGet<RightDetail>(`/rights/${id}`);
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
  const right = data.right;
  const glue = lang === "zh" ? "、" : ", ";
  const sellers = right.authorised_sellers ?? [];
  const pictures = data.pictures ?? [];
  return (
    <div className="page">
      <Heading
        title={right.title || data.right_id}
        hint={
          <>
            {named("kind", right.kind)} · {data.right_id} · {t("rights.version")} <span className="num">{data.version}</span>
          </>
        }
      >
        <Link to={`/flags?right=${data.id}`}>
          {t("rights.seeFlags")} {data.flags != null ? <span className="num">({data.flags})</span> : null}
        </Link>
      </Heading>
      <div className="right-cols">
        <section className="panel pad">
          <dl className="facts facts-wide">
            {right.names?.length ? <Fact label={t("rights.names")}>{right.names.join(glue)}</Fact> : null}
            {right.nicknames?.length ? <Fact label={t("rights.nicknames")}>{right.nicknames.join(glue)}</Fact> : null}
            {right.reg_no ? (
              <Fact label={t("rights.regNo")}>
                <span className="num">{right.reg_no}</span>
              </Fact>
            ) : null}
            {right.jurisdiction ? <Fact label={t("rights.jurisdiction")}>{right.jurisdiction}</Fact> : null}
            {right.classes?.length ? (
              <Fact label={t("rights.classes")}>
                <span className="num">{right.classes.join(", ")}</span>
              </Fact>
            ) : null}
            {right.holder?.name ? <Fact label={t("rights.holder")}>{right.holder.name}</Fact> : null}
            <Fact label={t("rights.validTo")}>
              <span className="num">{right.valid_to ?? t("common.unknown")}</span>
            </Fact>
            <Fact label={t("rights.status")}>{right.status ? named("rights", right.status) : t("common.unknown")}</Fact>
            {right.reference_price ? (
              <Fact label={t("rights.referencePrice")}>
                <span className="num">{money(right.reference_price)}</span>
              </Fact>
            ) : null}
            {right.region?.length ? <Fact label={t("flag.origin")}>{right.region.join(glue)}</Fact> : null}
            {right.texts?.length ? <Fact label={t("flag.texts")}>{right.texts.join(" / ")}</Fact> : null}
          </dl>
        </section>
        <section className="panel pad">
          <h2>{t("rights.pictures")}</h2>
          {pictures.length === 0 ? <p className="muted">{t("flag.noMarkPicture")}</p> : null}
          <div className="right-pictures">
            {pictures.map((picture, i) => (
              <figure key={picture.sha256 ?? i}>
                <PictureView sha256={picture.sha256} alt={picture.name ?? ""} />
                {picture.name ? <figcaption className="muted clip">{picture.name}</figcaption> : null}
              </figure>
            ))}
          </div>
        </section>
        <section className="panel pad">
          <h2>
            {t("flag.authorised")} <span className="muted num">{sellers.length}</span>
          </h2>
          {sellers.length === 0 ? <p className="muted">{t("rights.noAuthorised")}</p> : null}
          <ul className="plain">
            {sellers.map((seller, i) => (
              <li key={i}>
                {seller.name || seller.id} <span className="muted">{[seller.platform, seller.name ? seller.id : null].filter(Boolean).join(" · ")}</span>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}

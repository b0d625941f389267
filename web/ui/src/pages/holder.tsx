// What a right's holder sees first: each right in what was found, noticed, came down and came back; and questions that wait for an answer.
import { Button } from "antd";
import { Link, useNavigate } from "react-router-dom";
import type { IdentificationPage, RightOverview } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { usePages } from "../lib/pages";
import { Empty, Failure, Heading, Shape } from "../parts/bits";
import { Left } from "../parts/clock";
import { ListFoot } from "../parts/listfoot";
import { Thumb } from "../parts/picture";
import { Standing, Warning } from "../parts/rightstanding";
import { useMay } from "../session";

export default function HolderPage() {
  const { t, named } = useText();
  const navigate = useNavigate();
  const may = useMay();
  const pages = usePages<RightOverview>("/rights/overview?limit=50");
  const asked = useGet<IdentificationPage>("/identifications?state=asked&limit=20");
  const questions = asked.data?.items ?? [];
  return (
    <div className="page holder">
      <Heading title={t("holder.title")} hint={t("holder.hint")}>
        {may("right.add") ? (
          <Button type="primary" onClick={() => navigate("/rights/new")} data-testid="right-new">
            {t("rights.add")}
          </Button>
        ) : null}
      </Heading>
      {questions.length > 0 ? (
        <section className="panel holder-questions" data-testid="holder-questions">
          <h2 className="panel-head">
            {t("holder.questions")} <span className="num amber">{questions.length}</span>
          </h2>
          <ul className="rows">
            {questions.map((one) => (
              <li key={one.id}>
                <Link to={`/identifications/${one.id}`} className="holder-question">
                  <span className="wrap">{one.listing.title}</span>
                  <span className="muted">{one.right.title}</span>
                  <Left due={one.due} />
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape /> : null}
      {pages.data && pages.items.length === 0 ? (
        <Empty title={t("holder.empty")} hint={t("holder.emptyHint")}>
          {may("right.add") ? <Button onClick={() => navigate("/rights/new")}>{t("rights.add")}</Button> : null}
        </Empty>
      ) : null}
      <ul className="holder-rights" data-testid="holder-rights">
        {pages.items.map(({ right, found, noticed, down, back, more }) => (
          <li key={right.id} className="panel pad">
            <div className="cell-listing">
              <Thumb sha256={right.pictures?.[0]?.sha256} size={44} />
              <div className="two-lines">
                <Link to={`/rights/${right.id}`} className="title-link">
                  {right.title || right.right_id}
                </Link>
                <span className="muted">
                  {named("kind", right.kind)} · {right.reg_no ?? right.right_id}
                </span>
              </div>
              <Standing standing={right.standing} />
            </div>
            <dl className="holder-numbers">
              {(
                [
                  ["found", found, `/flags?right=${right.id}&state=any`],
                  ["noticed", noticed, `/rights/${right.id}?tab=measures`],
                  ["down", down, `/rights/${right.id}?tab=measures&state=taken`],
                  ["back", back, `/rights/${right.id}?tab=relists`],
                ] as const
              ).map(([name, n, to]) => (
                <div key={name}>
                  <dt className="muted">{named("holder", name)}</dt>
                  <dd>
                    <Link className="big num" to={to} data-number={name}>
                      {n}
                      {more && name === "found" ? "+" : ""}
                    </Link>
                  </dd>
                </div>
              ))}
            </dl>
            {(right.warnings ?? []).slice(0, 2).map((one) => (
              <p key={one.code}>
                <Warning warning={one} short />
              </p>
            ))}
          </li>
        ))}
      </ul>
      <ListFoot pages={pages} />
    </div>
  );
}

// Days of rights that come up: renewals, fees, authorisations, looks at the register.
import { Link } from "react-router-dom";
import type { ExpiringRight } from "../api/client";
import { useText } from "../i18n";
import { usePages } from "../lib/pages";
import { Empty, Failure, Heading, Shape } from "../parts/bits";
import { ListFoot } from "../parts/listfoot";
import { Warning } from "../parts/rightstanding";
import { RightsTabs } from "./rights";

export default function Expiring() {
  const { t, named } = useText();
  const pages = usePages<ExpiringRight>("/rights/expiring?limit=100");
  return (
    <div className="page">
      <Heading title={t("rights.expiring")} hint={t("rights.expiringHint")} />
      <RightsTabs />
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape /> : null}
      {pages.data && pages.items.length === 0 ? <Empty title={t("rights.expiringNone")} hint={t("rights.expiringNoneHint")} /> : null}
      {pages.items.length > 0 ? (
        <ul className="rows panel" data-testid="expiring">
          {pages.items.map((row) => (
            <li key={`${row.right.id}-${row.code}`}>
              <span className="loss-head">
                <Link to={`/rights/${row.right.id}`} className="wrap">{row.right.title}</Link>
                <span className="muted">{named("kind", row.right.kind)}</span>
              </span>
              <Warning warning={row} />
            </li>
          ))}
        </ul>
      ) : null}
      <ListFoot pages={pages} />
    </div>
  );
}

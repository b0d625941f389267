// The rule packs in force, and drafts of others.
import { Button, Table } from "antd";
import { Link, useNavigate } from "react-router-dom";
import type { RuleDraft, RulePack, RulePackPage } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { usePages } from "../lib/pages";
import { Digest, Empty, Failure, Heading, Shape, When } from "../parts/bits";
import { ChanceShares } from "../parts/chanceshares";
import { ListFoot } from "../parts/listfoot";
import { StoredRules } from "../parts/storedrules";
import { WatchTabs } from "../parts/watchtabs";
import { useMay } from "../session";

const kTones: Record<RuleDraft["state"], string> = { draft: "state state-amber", active: "state state-green", dropped: "state state-quiet" };

export default function Rules() {
  const { t } = useText();
  const may = useMay();
  const navigate = useNavigate();
  const { data, error, loading, reload } = useGet<RulePackPage>("/rules");
  const drafts = usePages<RuleDraft>("/rules/drafts?limit=50");
  const whose = (row: RulePack) => (!row.own ? t("rules.shipped") : row.shipped_version != null ? t("rules.ownInstead", { n: row.shipped_version }) : t("rules.own"));
  return (
    <div className="page">
      <WatchTabs />
      <Heading
        title={t("rules.title")}
        hint={
          <>
            {t("rules.hint")}{" "}
            {data?.rule_set ? (
              <>
                {t("rules.ruleSet")} <Digest value={data.rule_set.digest} /> {t("rules.generation", { n: data.rule_set.generation })}
              </>
            ) : data ? (
              t("rules.noRuleSet")
            ) : null}
          </>
        }
      >
        <Button type="primary" disabled={!may("rules.draft")} onClick={() => navigate("/rules/new")} data-testid="rule-new">
          {t("rules.newDraft")}
        </Button>
      </Heading>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape rows={6} /> : null}
      {data ? (
        <Table<RulePack>
          size="small"
          rowKey="id"
          pagination={false}
          dataSource={data.items}
          scroll={{ x: 820 }}
          onRow={(row) => ({ onDoubleClick: () => navigate(`/rules/packs/${row.id}`) })}
          columns={[
            {
              key: "id",
              title: t("rules.pack"),
              width: 180,
              render: (_, row) => (
                <Link to={`/rules/packs/${row.id}`} className="title-link mono">
                  {row.id}
                </Link>
              ),
            },
            { key: "version", title: t("rules.version"), width: 70, align: "right", render: (_, row) => <span className="num">{row.version}</span> },
            { key: "rules", title: t("rules.rules"), width: 70, align: "right", render: (_, row) => <span className="num">{row.rules}</span> },
            { key: "examples", title: t("rules.examples"), width: 80, align: "right", render: (_, row) => <span className="num">{row.examples}</span> },
            { key: "whose", title: t("rules.whose"), width: 190, render: (_, row) => whose(row) },
            { key: "source", title: t("rules.source"), render: (_, row) => <span className="muted wrap">{row.source}</span> },
          ]}
        />
      ) : null}
      <h2 className="second">{t("rules.drafts")}</h2>
      {drafts.error ? <Failure error={drafts.error} onRetry={drafts.reload} /> : null}
      {!drafts.data && drafts.loading ? <Shape rows={3} /> : null}
      {drafts.data && drafts.items.length === 0 ? <Empty title={t("rules.draftsEmpty")} hint={t("rules.draftsEmptyHint")} /> : null}
      {drafts.items.length > 0 ? (
        <Table<RuleDraft>
          size="small"
          rowKey="id"
          pagination={false}
          dataSource={drafts.items}
          scroll={{ x: 640 }}
          columns={[
            {
              key: "pack",
              title: t("rules.pack"),
              render: (_, row) => (
                <Link to={`/rules/drafts/${row.id}`} className="title-link">
                  {t("rules.draftOf", { pack: row.pack })}
                </Link>
              ),
            },
            { key: "version", title: t("rules.version"), width: 70, align: "right", render: (_, row) => <span className="num">{row.version ?? "–"}</span> },
            { key: "state", title: t("rules.state"), width: 110, render: (_, row) => <span className={kTones[row.state]}>{t(`rules.state.${row.state}`)}</span> },
            { key: "failed", title: t("rules.failed"), width: 120, align: "right", render: (_, row) => <span className={row.failed ? "num amber" : "num"}>{row.failed ?? "–"}</span> },
            { key: "author", title: t("rules.author"), width: 110, ellipsis: true, render: (_, row) => row.author },
            { key: "updated", title: t("rules.updated"), width: 148, render: (_, row) => <When time={row.updated_at} /> },
          ]}
        />
      ) : null}
      <ListFoot pages={drafts} />
      <StoredRules />
      <ChanceShares />
    </div>
  );
}

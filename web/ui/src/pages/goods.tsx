// The full table of goods: the edition in force, its items, what a title's words name by it, imports.
import { App, Button, Form, Input, Table } from "antd";
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router-dom";
import { call, type GoodsImport, type GoodsItem, type GoodsLook, type GoodsTable, query } from "../api/client";
import { forget, useGet } from "../api/use";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { usePages } from "../lib/pages";
import { useSend } from "../lib/send";
import { Digest, Empty, Fact, Failure, Heading, Shape, When } from "../parts/bits";
import { kFocusTable } from "../parts/focustable";
import { FormModal } from "../parts/formmodal";
import { GoodsItems } from "../parts/goodsbits";
import { GoodsUpload } from "../parts/goodsupload";
import { ListFoot } from "../parts/listfoot";
import { WatchTabs } from "../parts/watchtabs";
import { useMay } from "../session";

export default function Goods() {
  const { t, lang } = useText();
  const may = useMay();
  const navigate = useNavigate();
  const { data, error, loading, reload } = useGet<GoodsTable>("/rules/goods");
  const imports = usePages<GoodsImport>("/rules/goods/imports?limit=20");
  const [importing, setImporting] = useState(false);
  const [withdrawing, setWithdrawing] = useState(false);
  const now = data?.in_force ?? null;
  const n = (value: number) => value.toLocaleString(lang);
  return (
    <div className="page">
      <WatchTabs />
      <Heading title={t("goods.title")} hint={t("goods.hint")}>
        <Button type="primary" disabled={!may("rules.draft")} onClick={() => setImporting(true)} data-testid="goods-import">
          {t("goods.import")}
        </Button>
        {now ? (
          <Button danger disabled={!may("rules.withdraw")} onClick={() => setWithdrawing(true)} data-testid="goods-withdraw">
            {t("goods.withdraw")}
          </Button>
        ) : null}
      </Heading>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!data && loading ? <Shape rows={5} /> : null}
      {data && !now ? <Empty title={t("goods.none")} hint={t("goods.noneHint")} /> : null}
      {now ? (
        <section className="panel pad" aria-label={t("goods.inForce")} data-testid="goods-in-force">
          <dl className="facts">
            <Fact label={t("goods.edition")}>
              <strong className="wrap">{now.import ? <Link to={`/rules/goods/${now.import}`}>{visible(now.edition)}</Link> : visible(now.edition)}</strong> <Digest value={now.digest} />
            </Fact>
            <Fact label={t("goods.from")}>
              <span className="num">{now.from}</span>
            </Fact>
            <Fact label={t("goods.since")}>
              <When time={now.since} /> · {now.by}
            </Fact>
            <Fact label={t("goods.classes")}>
              <span className="num">{n(now.counts.classes)}</span>
            </Fact>
            <Fact label={t("goods.groups")}>
              <span className="num">{n(now.counts.groups)}</span>
            </Fact>
            <Fact label={t("goods.items")}>
              <span className="num">{n(now.counts.items)}</span>
            </Fact>
            <Fact label={t("goods.names")}>
              <span className="num">{n(now.counts.names)}</span>
            </Fact>
            <Fact label={t("goods.crosses")}>
              <span className="num">{n(now.counts.crosses)}</span>
            </Fact>
          </dl>
        </section>
      ) : null}
      {data ? (
        <p className="muted" data-testid="goods-small">
          {t("goods.small", { words: n(data.small_table.words), classes: n(data.small_table.classes) })}
        </p>
      ) : null}
      {data ? <Ask edition={now?.edition ?? null} /> : null}
      <h2 className="second">{t("goods.imports")}</h2>
      {imports.error ? <Failure error={imports.error} onRetry={imports.reload} /> : null}
      {!imports.data && imports.loading ? <Shape rows={3} /> : null}
      {imports.data && imports.items.length === 0 ? <Empty title={t("goods.importsEmpty")} hint={t("goods.importsEmptyHint")} /> : null}
      {imports.items.length > 0 ? (
        <Table<GoodsImport>
          size="small"
          rowKey="id"
          pagination={false}
          dataSource={imports.items}
          scroll={{ x: 640 }}
          data-testid="goods-imports"
          columns={[
            {
              key: "edition",
              title: t("goods.edition"),
              render: (_, row) => (
                <Link to={`/rules/goods/${row.id}`} className="title-link">
                  {visible(row.edition)}
                </Link>
              ),
            },
            { key: "from", title: t("goods.from"), width: 120, render: (_, row) => <span className="num">{row.from}</span> },
            { key: "items", title: t("goods.items"), width: 100, align: "right", render: (_, row) => <span className="num">{n(row.counts.items)}</span> },
            { key: "groups", title: t("goods.groups"), width: 90, align: "right", render: (_, row) => <span className="num">{n(row.counts.groups)}</span> },
            { key: "state", title: t("goods.state"), width: 110, render: (_, row) => <ImportState row={row} /> },
            { key: "author", title: t("goods.author"), width: 110, ellipsis: true, render: (_, row) => row.author },
            { key: "at", title: t("goods.at"), width: 148, render: (_, row) => <When time={row.created_at} /> },
          ]}
        />
      ) : null}
      <ListFoot pages={imports} />
      {data && data.history.length > 0 ? (
        <>
          <h2 className="second">{t("goods.history")}</h2>
          <Table<GoodsTable["history"][number]>
            size="small"
            rowKey={(row) => row.at + row.by + (row.edition ?? "")}
            pagination={false}
            components={kFocusTable}
            dataSource={data.history}
            scroll={{ x: 560 }}
            columns={[
              { key: "at", title: t("goods.at"), width: 148, render: (_, row) => <When time={row.at} /> },
              {
                key: "edition",
                title: t("goods.edition"),
                width: 200,
                render: (_, row) => (row.edition === null ? <span className="state state-quiet">{t("goods.wasWithdrawn")}</span> : <span className="wrap">{visible(row.edition)}</span>),
              },
              { key: "by", title: t("goods.by"), width: 110, ellipsis: true, render: (_, row) => row.by },
              { key: "reason", title: t("goods.reason"), render: (_, row) => <span className="wrap">{visible(row.reason)}</span> },
            ]}
          />
        </>
      ) : null}
      {importing ? <GoodsUpload onClose={() => setImporting(false)} onDone={(id) => navigate(`/rules/goods/${id}`)} /> : null}
      {withdrawing ? (
        <Withdraw
          onClose={() => setWithdrawing(false)}
          onDone={() => {
            setWithdrawing(false);
            reload();
            imports.reload();
          }}
        />
      ) : null}
    </div>
  );
}

export function ImportState({ row }: { row: GoodsImport }) {
  const { t } = useText();
  const tone = row.in_force ? "state-green" : row.state === "draft" ? "state-amber" : "state-quiet";
  return <span className={`state ${tone}`}>{row.in_force ? t("goods.state.now") : t(`goods.state.${row.state}`)}</span>;
}

// Two questions of the same words: which items are called so, and what a title with them is taken for.
function Ask({ edition }: { edition: string | null }) {
  const { t, lang } = useText();
  const [search, setSearch] = useSearchParams();
  const q = search.get("q") ?? "";
  const words = search.get("words") ?? "";
  const [typed, setTyped] = useState({ q, words });
  const [asked, setAsked] = useState({ q, words });
  if (asked.q !== q || asked.words !== words) {
    // The address is another: back, forward, a link.
    setAsked({ q, words });
    setTyped({ q, words });
  }
  const items = usePages<GoodsItem>(q && edition ? `/rules/goods/items${query({ q, limit: 50 })}` : null);
  const look = useGet<GoodsLook>(words ? `/rules/goods/look${query({ words })}` : null);
  const go = (next: { q: string; words: string }) => {
    const wanted: Record<string, string> = {};
    if (next.q.trim()) wanted.q = next.q.trim();
    if (next.words.trim()) wanted.words = next.words.trim();
    setSearch(wanted);
  };
  const list = (all: (string | number)[]) => all.join(lang === "zh" ? "、" : ", ");
  return (
    <>
      <div className="goods-ask">
        {edition ? (
          <form
            className="similar-form panel"
            role="search"
            onSubmit={(event) => {
              event.preventDefault();
              go({ q: typed.q, words });
            }}
          >
            <label>
              {t("goods.searchWhat")}
              <input name="q" value={typed.q} onChange={(event) => setTyped({ ...typed, q: event.target.value })} maxLength={200} placeholder={t("goods.searchHint")} autoComplete="off" />
            </label>
            <Button htmlType="submit" loading={items.loading}>
              {t("goods.search")}
            </Button>
          </form>
        ) : null}
        <form
          className="similar-form panel"
          onSubmit={(event) => {
            event.preventDefault();
            go({ q, words: typed.words });
          }}
        >
          <label>
            {t("goods.lookWhat")}
            <input name="words" value={typed.words} onChange={(event) => setTyped({ ...typed, words: event.target.value })} maxLength={300} placeholder={t("goods.lookHint")} autoComplete="off" />
          </label>
          <Button htmlType="submit" loading={look.loading}>
            {t("goods.look")}
          </Button>
        </form>
      </div>
      {look.error ? <Failure error={look.error} onRetry={look.reload} /> : null}
      {look.data ? (
        <p role="status" className="wrap" data-testid="goods-looked">
          {look.data.table === "edition"
            ? t("goods.lookFound", { word: visible(look.data.found ?? ""), classes: list(look.data.classes), groups: list(look.data.groups), edition: visible(look.data.edition ?? "") })
            : look.data.table === "small"
              ? t("goods.lookSmall", { word: visible(look.data.found ?? ""), classes: list(look.data.classes) })
              : t("goods.lookNone")}
        </p>
      ) : null}
      {look.data && look.data.items.length > 0 ? <GoodsItems items={look.data.items} /> : null}
      {items.error ? <Failure error={items.error} onRetry={items.reload} /> : null}
      {q && items.data ? items.items.length === 0 ? <Empty title={t("goods.noItems")} /> : <GoodsItems items={items.items} /> : null}
      <ListFoot pages={items} />
    </>
  );
}

function Withdraw({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const { busy, failure, send } = useSend();
  const withdraw = ({ reason }: { reason: string }) =>
    send(async () => {
      await call("/rules/goods/withdraw", { method: "POST", body: { reason: reason.trim() } });
      forget("/rules/goods");
      void message.success(t("goods.withdrawn"));
      onDone();
    });
  return (
    <FormModal title={t("goods.withdraw")} submitId="goods-withdraw-send" form={form} busy={busy} failure={failure} intro={<p className="muted form-says">{t("goods.withdrawTouches")}</p>} onSend={(fields) => void withdraw(fields)} onClose={onClose}>
      <Form.Item name="reason" label={t("goods.reason")} rules={[{ required: true, whitespace: true, message: t("rights.required") }]}>
        <Input.TextArea autoFocus rows={3} maxLength={600} />
      </Form.Item>
    </FormModal>
  );
}

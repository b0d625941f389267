// An imported table beside the one in force, and the second person's word.
import { App, Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router-dom";
import { call, type GoodsImportDetail } from "../api/client";
import { forget, useGet } from "../api/use";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { useSend } from "../lib/send";
import { Digest, Failure, Heading, Shape, When } from "../parts/bits";
import { FormModal } from "../parts/formmodal";
import { Changes, useCountsLine } from "../parts/goodsbits";
import { WatchTabs } from "../parts/watchtabs";
import { useMay } from "../session";
import { ImportState } from "./goods";

export default function GoodsImportPage() {
  const { id = "" } = useParams();
  const { t } = useText();
  const { data, error, loading, reload } = useGet<GoodsImportDetail>(`/rules/goods/imports/${id}`);
  return (
    <div className="page">
      <WatchTabs />
      {error ? (
        <>
          <h1 className="unseen">{t("goods.title")}</h1>
          <Failure error={error} onRetry={reload} />
          <Link to="/rules/goods">← {t("goods.back")}</Link>
        </>
      ) : null}
      {!data && loading ? (
        <>
          <Heading title={t("goods.title")} />
          <Shape rows={8} />
        </>
      ) : null}
      {data ? <Whole key={data.id} table={data} onChanged={reload} /> : null}
    </div>
  );
}

function Whole({ table, onChanged }: { table: GoodsImportDetail; onChanged: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const may = useMay();
  const countsLine = useCountsLine();
  const { busy, failure, send } = useSend();
  const [activating, setActivating] = useState(false);
  const [dropping, setDropping] = useState(false);
  const can = (act: GoodsImportDetail["may"][number]) => table.may.includes(act);
  const waits = table.state === "draft";
  const after = (said: string) => {
    forget("/rules/goods");
    void message.success(said);
    onChanged();
  };
  const drop = () =>
    send(async () => {
      await call(`/rules/goods/imports/${table.id}/acts`, { method: "POST", body: { act: "drop" }, version: table.row_version });
      setDropping(false);
      after(t("goods.dropped"));
    });
  return (
    <>
      <Heading
        title={visible(table.edition)}
        hint={
          <>
            <Link to="/rules/goods">← {t("goods.back")}</Link> · <ImportState row={table} /> {t("goods.from")} <span className="num">{table.from}</span> · {table.author} · <When time={table.created_at} /> ·{" "}
            <Digest value={table.digest} />
          </>
        }
      >
        {can("drop") ? (
          <Button onClick={() => setDropping(true)} data-testid="goods-drop">
            {t("goods.drop")}
          </Button>
        ) : null}
        {waits && may("rules.activate") ? (
          <Button type="primary" disabled={!can("activate")} onClick={() => setActivating(true)} data-testid="goods-activate">
            {t("goods.activate")}
          </Button>
        ) : null}
      </Heading>
      {waits && !can("activate") ? <p className="alert">{table.mine ? t("goods.activateMine") : table.problem ? t("goods.notYet", { from: table.from }) : t("goods.activateNot")}</p> : null}
      {waits && table.mine && table.problem ? <p className="alert alert-amber">{t("goods.notYet", { from: table.from })}</p> : null}
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      <p data-testid="goods-counts">{countsLine(table.counts)}</p>
      {table.in_force ? null : <Changes changes={table.changes} replaces={table.replaces} />}
      {activating ? (
        <Activate
          table={table}
          onClose={() => setActivating(false)}
          onDone={() => {
            setActivating(false);
            after(t("goods.activated"));
          }}
        />
      ) : null}
      <Modal
        open={dropping}
        title={t("goods.drop")}
        okText={t("goods.drop")}
        cancelText={t("common.cancel")}
        okButtonProps={{ danger: true, id: "goods-drop-send" }}
        confirmLoading={busy}
        onCancel={() => setDropping(false)}
        onOk={() => void drop()}
        transitionName=""
        maskTransitionName=""
      >
        <p>{t("goods.dropTouches")}</p>
      </Modal>
    </>
  );
}

function Activate({ table, onClose, onDone }: { table: GoodsImportDetail; onClose: () => void; onDone: () => void }) {
  const { t } = useText();
  const [form] = Form.useForm<{ reason: string }>();
  const { busy, failure, send } = useSend();
  const activate = ({ reason }: { reason: string }) =>
    send(async () => {
      await call(`/rules/goods/imports/${table.id}/acts`, { method: "POST", body: { act: "activate", reason: reason.trim() }, version: table.row_version });
      onDone();
    });
  return (
    <FormModal title={t("goods.activate")} submitId="goods-activate-send" form={form} busy={busy} failure={failure} intro={<p className="muted form-says">{t("goods.activateTouches")}</p>} onSend={(fields) => void activate(fields)} onClose={onClose}>
      <Form.Item name="reason" label={t("goods.reason")} rules={[{ required: true, whitespace: true, message: t("rights.required") }]}>
        <Input.TextArea autoFocus rows={3} maxLength={600} />
      </Form.Item>
    </FormModal>
  );
}

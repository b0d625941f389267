// How what is stored met each new rule set: what it raised in the shadow, and whether it waits for a person's word.
import { App, Button, Form, Input } from "antd";
import { useState } from "react";
import { Link } from "react-router-dom";
import { call, type RetroMatch } from "../api/client";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { usePages } from "../lib/pages";
import { useSend } from "../lib/send";
import { Digest, Empty, Failure, Shape, When } from "./bits";
import { FormModal } from "./formmodal";
import { ListFoot } from "./listfoot";

const kTones: Record<RetroMatch["state"], string> = { waiting: "state", free: "state state-green", held: "state state-amber", released: "state state-green" };

export function StoredRules() {
  const { t, lang } = useText();
  const pages = usePages<RetroMatch>("/rules/stored?limit=10");
  const [releasing, setReleasing] = useState<RetroMatch | null>(null);
  const glue = lang === "zh" ? "；" : "; ";
  return (
    <section aria-labelledby="stored-title">
      <h2 className="second" id="stored-title">
        {t("stored.title")}
      </h2>
      <p className="muted">{t("stored.hint")}</p>
      {pages.error ? <Failure error={pages.error} onRetry={pages.reload} /> : null}
      {!pages.data && pages.loading ? <Shape rows={3} /> : null}
      {pages.data && pages.items.length === 0 ? <Empty title={t("stored.empty")} hint={t("stored.emptyHint")} /> : null}
      {pages.items.length > 0 ? (
        <ul className="rows panel" data-testid="stored">
          {pages.items.map((one) => (
            <li key={one.id} data-state={one.state}>
              <span className="loss-head">
                <span>
                  <When time={one.at} /> <Digest value={one.rule_set} />
                </span>
                <span className="row-acts">
                  <span className={kTones[one.state]}>{t(`stored.state.${one.state}`)}</span>
                  {one.may.includes("release") ? (
                    <Button size="small" onClick={() => setReleasing(one)} data-testid="stored-release">
                      {t("stored.release")}
                    </Button>
                  ) : null}
                </span>
              </span>
              {one.state === "waiting" ? null : one.scanned === 0 ? (
                <p className="muted">{t("stored.nothing")}</p>
              ) : (
                <p className="wrap">
                  {t("stored.counted", { n: one.scanned, raised: one.raised, gone: one.gone })}
                  {one.by_right.length > 0 ? " " : null}
                  {one.by_right.slice(0, 5).map((right, at) => (
                    <span key={right.id} className="muted">
                      {at > 0 ? glue : null}
                      <Link to={`/rights/${right.id}`}>{visible(right.title)}</Link> +{right.raised} −{right.gone}
                    </span>
                  ))}
                </p>
              )}
              {one.decided_by ? <p className="muted wrap">{t("stored.releasedBy", { who: one.decided_by, why: visible(one.reason ?? "") })}</p> : null}
            </li>
          ))}
        </ul>
      ) : null}
      <ListFoot pages={pages} />
      {releasing ? (
        <Release
          one={releasing}
          onClose={() => setReleasing(null)}
          onDone={() => {
            setReleasing(null);
            pages.reload();
          }}
        />
      ) : null}
    </section>
  );
}

function Release({ one, onClose, onDone }: { one: RetroMatch; onClose: () => void; onDone: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const { busy, failure, send } = useSend();
  return (
    <FormModal
      title={t("stored.release")}
      submitId="stored-release-send"
      form={form}
      busy={busy}
      failure={failure}
      intro={<p className="form-says">{t("stored.touches", { n: one.scanned, raised: one.raised })}</p>}
      onSend={({ reason }) =>
        void send(async () => {
          await call<RetroMatch>(`/rules/stored/${one.id}/release`, { method: "POST", body: { reason: reason.trim() }, version: one.row_version });
          void message.success(t("stored.released"));
          onDone();
        })
      }
      onClose={onClose}
    >
      <Form.Item name="reason" label={t("alias.reason")} rules={[{ required: true, whitespace: true, message: t("alias.reasonNeeded") }]}>
        <Input.TextArea autoFocus rows={3} maxLength={600} />
      </Form.Item>
    </FormModal>
  );
}

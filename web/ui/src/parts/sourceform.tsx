// A source by its YAML text: added, or another version of it; and a page tried with it.
import { App, Button, Drawer, Form, Input } from "antd";
import { useState } from "react";
import { call, type SourceTested } from "../api/client";
import { forget } from "../api/use";
import { useText } from "../i18n";
import { useSend } from "../lib/send";
import { YamlField } from "./yamlfield";

export function SourceForm({ yaml, onClose, onSaved }: { yaml?: string; onClose: () => void; onSaved: (id: string) => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const { busy, failure, send } = useSend();
  const [text, setText] = useState(yaml ?? "");
  const save = () =>
    send(async () => {
      const saved = await call<{ id: string; source: string; version: number; status: string }>("/sources", { method: "POST", body: { yaml: text } });
      forget("/sources");
      void message.success(saved.status === "unchanged" ? t("source.unchanged", { name: saved.source }) : t("source.saved", { name: saved.source, n: saved.version }));
      onSaved(saved.id);
    });
  return (
    <Drawer open onClose={onClose} size={720} title={t(yaml === undefined ? "source.add" : "source.edit")} destroyOnHidden>
      <p className="muted form-says">
        {t("source.textHint")} {t("source.touches")}
      </p>
      <YamlField id="source-yaml" label={t("source.text")} value={text} onChange={setText} />
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      <TryPage yaml={text} />
      <div className="form-end">
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button type="primary" disabled={!text.trim()} loading={busy} onClick={() => void save()} id="source-save">
          {t("common.save")}
        </Button>
      </div>
    </Drawer>
  );
}

// Of the text in hand, or of a stored source.
export function TryPage({ yaml, source }: { yaml?: string; source?: string }) {
  const { t } = useText();
  const { busy, failure, send } = useSend();
  const [result, setResult] = useState<SourceTested | null>(null);
  // The form of a source lies over that source's page, which has this part too.
  const prefix = source ? "source" : "draft";
  const run = ({ url }: { url: string }) =>
    send(async () => {
      setResult(null);
      setResult(await call<SourceTested>("/sources/test", { method: "POST", body: { url: url.trim(), ...(source ? { source } : { yaml }) } }));
    });
  const listings = ((result?.extraction as { listings?: { title?: string; url?: string }[] } | null)?.listings ?? []).slice(0, 10);
  return (
    <section className="trypage" aria-labelledby={`${prefix}-test`}>
      <h2 className="second" id={`${prefix}-test`}>
        {t("source.test")}
      </h2>
      <p className="muted form-says">{t("source.testHint")}</p>
      <Form<{ url: string }> layout="vertical" requiredMark={false} onFinish={(fields) => void run(fields)}>
        <Form.Item name="url" label={t("source.testUrl")} rules={[{ required: true, whitespace: true, message: t("rights.required") }]}>
          <Input type="url" maxLength={8192} autoComplete="off" />
        </Form.Item>
        <Button htmlType="submit" loading={busy} disabled={!source && !yaml?.trim()} data-testid="source-test">
          {t("source.testRun")}
        </Button>
      </Form>
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      {result ? (
        <div className={result.robots.allowed ? "alert alert-green" : "alert alert-amber"} role="status" data-testid="source-tested">
          <p>
            <strong>{result.robots.allowed ? t("source.testAllowed") : t("source.testRefused", { line: result.robots.line ?? result.robots.why ?? "" })}</strong> · {t(result.in_scope ? "source.testScope" : "source.testOut")}
            {result.item_id ? ` · ${t("source.testItem")} ${result.item_id}` : null}
          </p>
          {result.status !== undefined ? <p>{t("source.testStatus", { status: result.status, n: ((result.extraction as { listings?: unknown[] } | null)?.listings ?? []).length })}</p> : null}
          {listings.length > 0 ? (
            <ul className="plain">
              {listings.map((listing, i) => (
                <li key={i} className="wrap">
                  {listing.title || listing.url}
                </li>
              ))}
            </ul>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}
